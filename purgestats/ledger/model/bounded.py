"""Whether anything of a ledger bounds a scope from above: itself, by an assumption, by parts."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from purgestats.ledger.model.assumptions import ANY, Assumption
from purgestats.ledger.model.intervals import Span
from purgestats.ledger.model.lattice import Lattice, Scope, replaced

Windows = dict[Scope, dict[Span, None]]
#: A scope, what does not count as bounding it, and when; at any time if None.
_Asked = tuple[Scope, tuple[Scope, ...], Span | None]
#: What bounds something together.
_Way = tuple[_Asked, ...]


class Crossing(NamedTuple):
    """From the narrowest scope on one side of an assumption that a scope lies within."""

    place: int
    forward: bool
    near: Scope
    far: Scope


@dataclass
class Ties:
    """What assumptions tie scopes to.

    Parameters
    ----------
    lattice : Lattice
        The order of scopes.
    assumptions : tuple of Assumption
        What is assumed.
    """

    lattice: Lattice
    assumptions: tuple[Assumption, ...]
    _found: dict[Scope, list[Crossing]] = field(default_factory=dict)

    def of(self, scope: Scope) -> list[Crossing]:
        """Return what assumptions tie the narrowest scopes to that a scope lies within."""
        found = self._found.get(scope)
        if found is None:
            found = self._found[scope] = [
                Crossing(place, forward, near, far)
                for place, assumption in enumerate(self.assumptions)
                if not assumption.spanning
                for forward in (True, False)
                if (near := self.lifted(assumption, scope, forward)) is not None
                and (far := assumption.opposite(near, forward)) is not None
            ]
        return found

    def lifted(self, assumption: Assumption, scope: Scope, forward: bool) -> Scope | None:
        """Return the narrowest scope of one side that the given one lies within."""
        lifted = scope
        for axis, part in enumerate(assumption.left if forward else assumption.right):
            if part == ANY:
                continue
            if part not in self.lattice.ancestors(axis, scope[axis]):
                return None
            lifted = replaced(lifted, axis, part)
        return lifted


@dataclass
class Bounded:
    """Which scopes have something of a ledger above them.

    Parameters
    ----------
    ties : Ties
        What the assumptions tie.
    there : dict of tuple to dict of tuple
        The scopes of the ledger with their windows.
    """

    ties: Ties
    there: Windows
    _above: dict[Scope, list[Scope]] = field(default_factory=dict)
    #: What is bounded, and what is not, as long as nothing is left out.
    _known: dict[_Asked, bool] = field(default_factory=dict)

    def __call__(
        self,
        scope: Scope,
        floors: tuple[Scope, ...] = (),
        span: Span | None = None,
        passed: tuple[Scope, ...] = (),
    ) -> bool:
        """Say whether something lies at or above a scope, but not above the floors.

        Through the assumptions, too, and through the parts of which the scope is made up, but not
        through itself, or what was passed.
        """
        asked = (scope, floors, span)
        if scope[0] not in self._measures:
            return False
        if self._lies_below(*asked):
            return True
        if asked not in self._known:
            found, seen = self._settled(asked)
            self._known |= {one: one in found for one in seen}
        left_out: frozenset[_Asked] = frozenset()
        while self._known[asked]:
            found, _ = self._settled(asked, passed, left_out)
            if asked not in found:
                return False
            again = _again(found, asked)
            if not again:
                return True
            left_out |= again
        return False

    @cached_property
    def _measures(self) -> set[str]:
        """The measures that may be bounded, if nothing but what is counted made a difference."""
        lattice, there = self.ties.lattice, {scope[0] for scope in self.there}
        terms = lattice.vocabulary.kinds
        found = {term for term in terms if there & lattice.ancestors(0, term).keys()}
        tied = [(rule.left[0], rule.right[0]) for rule in self.ties.assumptions]
        tied += [
            (rule.right[0], rule.left[0])
            for rule in self.ties.assumptions
            if rule.kind != "at_most"
        ]
        before = -1
        while before != (before := len(found)):
            for term in terms.keys() - found:
                above = lattice.ancestors(0, term)
                if any(
                    (far in found or far == near) and (near == ANY or near in above)
                    for near, far in tied
                ) or any(found.issuperset(members) for _, members in lattice.missed(0, term)):
                    found.add(term)
        return found

    def _settled(
        self,
        asked: _Asked,
        passed: tuple[Scope, ...] = (),
        left_out: frozenset[_Asked] = frozenset(),
    ) -> tuple[dict[_Asked, _Way], Collection[_Asked]]:
        """Return what bounds each thing that is bounded, in that order, and all that was looked at.

        It is the least set that holds whatever it bounds, so that nothing is bounded by itself.
        """
        ways: dict[_Asked, list[_Way]] = {}
        waiting = [asked]
        bounded: dict[_Asked, _Way] = {}
        for one in waiting:
            if one not in ways and self._known.get(one) is not False:
                found = [()] if self._lies_below(*one) else self._ways(*one)
                ways[one] = [
                    way for way in found if not any(of in left_out or of[0] in passed for of in way)
                ]
                waiting += (of for way in ways[one] for of in way)
        before = -1
        while before != (before := len(bounded)):
            for one in reversed(ways):
                if one not in bounded:
                    way = next((way for way in ways[one] if bounded.keys() >= set(way)), None)
                    if way is not None:
                        bounded[one] = way
        return bounded, ways

    def _lies_below(self, scope: Scope, floors: tuple[Scope, ...], span: Span | None) -> bool:
        lattice = self.ties.lattice
        above = self._above.get(scope)
        if above is None:
            above = self._above[scope] = [up for up in lattice.above(scope) if up in self.there]
        dated = lattice.kind(scope) == "stock"
        for up in above:
            if not any(lattice.within(floor, up) for floor in floors):
                spans = self.there[up]
                if span is None or not (spans or dated):
                    return True
                if any(meet(span, one, dated) for one in spans):
                    return True
        return False

    def _ways(self, scope: Scope, floors: tuple[Scope, ...], span: Span | None) -> Iterator[_Way]:
        """Yield what would bound a scope: what it is tied to by itself, its parts together."""
        lattice, assumptions = self.ties.lattice, self.ties.assumptions
        beyond = [one for floor in floors for one in self.ties.of(floor)]
        for place, forward, near, other in self.ties.of(scope):
            if forward or assumptions[place].kind != "at_most":
                if other != near and lattice.within(other, near):
                    # A whole that is at most one of its parts leaves nothing for the others.
                    yield ()
                kept = tuple(one.far for one in beyond if one[:2] == (place, forward))
                yield ((other, kept, None),)
        for axis, parent, members in lattice.made_up(scope):
            if not any(lattice.within(floor, replaced(scope, axis, parent)) for floor in floors):
                yield tuple((one, floors, span) for one in members)


def _again(bounded: Mapping[_Asked, _Way], asked: _Asked) -> set[_Asked]:
    """Return what a scope is bounded by that is the same scope, asked about otherwise."""
    used = {asked: None}
    for one in (waiting := [asked]):
        new = [of for of in bounded[one] if of not in used]
        used |= dict.fromkeys(new)
        waiting += new
    if len({one[0] for one in used}) == len(used):
        return set()
    behind: dict[_Asked, set[_Asked]] = {}
    for one in bounded:
        if one in used:
            behind[one] = {one}.union(*(behind[of] for of in bounded[one]))
    return {of for one in used for of in behind[one] if of[0] == one[0] and of != one}


def meet(one: Span, other: Span, dated: bool) -> bool:
    """Say whether two windows share days, or stocks are of the same date."""
    return one == other if dated else one[0] < other[1] and other[0] < one[1]

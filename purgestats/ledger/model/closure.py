"""Which scopes enter a ledger beside those that claims name, and over which windows.

Members of partitions join, parents of partitions that nobody counted but that tie what was counted
to something above or beside, and the stages that assumptions pass through.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from purgestats.claims.vocabulary.quantities import Period
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.bounded import Bounded, Ties, Windows, meet
from purgestats.ledger.model.intervals import Span, to_span, union
from purgestats.ledger.model.lattice import Lattice, Partition, Scope, replaced

#: By broad scope, parent, axis and partition: the members, and what lies within each.
Parts = dict[tuple[Scope, Scope, int, str], dict[Scope, list[Scope]]]
#: A window of the left side of an assumption, and one of the right.
Pairs = tuple[tuple[Span, Span], ...]

#: After so many rounds members of members of members come first: the rest is looked at once.
IN_TURN = 8


class Relation(NamedTuple):
    """What an assumption ties: two scopes, over these pairs of windows."""

    assumption: Assumption
    left: Scope
    right: Scope
    pairs: Pairs


@dataclass
class Joined:
    """The scopes of a ledger.

    Parameters
    ----------
    ties : Ties
        The order of scopes, what is assumed, and what that ties scopes to.
    claimed, spoken, windows : dict of tuple to dict of tuple
        The windows of scopes that claims name; of these and of those that assumptions tie; of all
        that are listed.
    unlisted : dict of tuple to dict of tuple
        Windows in which scopes only stand between others.
    partitions : list of Partition
        Of scopes in the ledger.
    relations : list of Relation
        What the assumptions tie.
    """

    ties: Ties
    claimed: Windows = field(default_factory=dict)
    spoken: Windows = field(default_factory=dict)
    windows: Windows = field(default_factory=dict)
    unlisted: Windows = field(default_factory=dict)
    partitions: list[Partition] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def everything(self) -> Windows:
        """Return the windows of every scope, listed or not."""
        found = dict(self.windows) if self.unlisted else self.windows
        for scope, spans in self.unlisted.items():
            found[scope] = found.get(scope, {}) | spans
        return found

    def size(self) -> int:
        """Return how many windows there are."""
        parts = (self.windows, self.unlisted)
        return sum(1 + len(spans) for part in parts for spans in part.values())


def join(
    lattice: Lattice,
    claimed: Iterable[tuple[Scope, Span]],
    asked: Iterable[tuple[Scope, Span]],
    assumptions: tuple[Assumption, ...],
) -> Joined:
    """Find the scopes of a ledger.

    Parameters
    ----------
    lattice : Lattice
        The order of scopes.
    claimed : iterable of scope and span
        What claims count, or are a share of.
    asked : iterable of scope and span
        What one wants to know of besides.
    assumptions : tuple of Assumption
        What is assumed.

    Returns
    -------
    Joined
        Scopes with their windows, partitions and relations.
    """
    joined = Joined(Ties(lattice, assumptions))
    for scope, span in claimed:
        joined.claimed.setdefault(scope, {})[span] = None
    joined.windows = {scope: dict(spans) for scope, spans in joined.claimed.items()}
    joined.spoken = {scope: dict(spans) for scope, spans in joined.claimed.items()}
    for scope, span in asked:
        joined.windows.setdefault(scope, {})[span] = None
    before, rounds = -1, 0
    while (size := joined.size()) != before:
        before, rounds = size, rounds + 1
        joined.partitions = lattice.partitions(joined.spoken, joined.everything())
        for partition in joined.partitions:
            _join_members(joined, partition)
        if rounds > IN_TURN and joined.size() != size:
            continue
        _join_between(joined)
        joined.relations = _relations(joined, joined.everything()) if assumptions else []
        for relation in joined.relations:
            _join_windows(joined, relation)
    return joined


def _join_members(joined: Joined, partition: Partition) -> None:
    needed = 1 if partition.exhaustive else 2
    dated = joined.ties.lattice.kind(partition.parent) == "stock"
    spans = joined.windows.get(partition.parent, ())
    for span in _met(joined.spoken, partition.below, spans, dated, needed):
        for member in partition.joining:
            joined.windows.setdefault(member, {})[span] = None


def _join_between(joined: Joined) -> None:
    """Add what nobody counted where it stands between what was counted; none of it is listed."""
    there = joined.everything()
    for scope, spans in (*_forks(joined, there), *_wholes(joined, there)):
        new = [span for span in spans if span not in there.get(scope, ())]
        if new or scope not in there:
            joined.unlisted.setdefault(scope, {}).update(dict.fromkeys(new))


def _forks(joined: Joined, there: Windows) -> Iterator[tuple[Scope, Iterable[Span]]]:
    """Yield parents and members where two parts of something broader exclude each other.

    Whatever the parts lie within bounds them together through the broadest parent that lies within
    it too: narrower parents add nothing, unless one of them has all that is known of the parts.
    """
    lattice = joined.ties.lattice
    forked = lattice.forked(there)
    anywhere = {span for one in there.values() for span in one}
    divided: dict[tuple[int, str], list[Scope]] = {}
    for axis, partitions in enumerate(forked):
        terms = {parent for parent, _ in partitions}
        for scope in there if terms else ():
            if scope[axis] in terms:
                divided.setdefault((axis, scope[axis]), []).append(scope)
    for (broad, parent, axis, _), members in _parts(lattice, there, forked).items():
        inside = {scope for found in members.values() for scope in found}
        dated = lattice.kind(parent) == "stock"
        known = not dated and all(one in there for one in (parent, *members))
        if (
            len(members) < 2
            or known
            or any(
                one != parent
                and lattice.within(one, parent)
                and all(lattice.within(scope, one) for scope in inside)
                for one in divided.get((axis, parent[axis]), ())
            )
        ):
            continue
        shared = _met(there, members, there[broad] or anywhere, dated, 2)
        # The stretches of flows between what lies above and below come of themselves.
        for scope in (parent, *members) if shared else ():
            yield scope, shared if dated else ()


def _parts(lattice: Lattice, there: Windows, forked: Sequence[set[tuple[str, str]]]) -> Parts:
    """Return by broad scope, parent, axis and partition what lies within each member."""
    found: Parts = {}
    for scope, spans in there.items() if any(forked) else ():
        rungs = [
            (axis, member, up, name, lattice.ancestors(axis, up))
            for axis, term in enumerate(scope)
            if forked[axis]
            for member, up, name, _ in lattice.rungs(axis, term)
            if (up, name) in forked[axis]
        ]
        if not spans or not rungs or lattice.kind(scope) == "distinct":
            continue
        for broad in lattice.above(scope):
            if broad in there:
                for axis, member, up, name, above in rungs:
                    if broad[axis] in above:
                        key = (broad, replaced(broad, axis, up), axis, name)
                        held = found.setdefault(key, {})
                        held.setdefault(replaced(broad, axis, member), []).append(scope)
    return found


def _wholes(joined: Joined, there: Windows) -> Iterator[tuple[Scope, Iterable[Span]]]:
    """Yield wholes, and the parts that make them up, where every part is bounded from above.

    So the whole is bounded too, and whatever lies within it but within none of the parts. Bounds
    on the parts of a broader whole say as much of that one, while that one is there.
    """
    lattice, bounded = joined.ties.lattice, Bounded(joined.ties, there)
    for scope, spans in there.items():
        for axis, parent, members in lattice.made_up(scope):
            whole = replaced(scope, axis, parent)
            broader = [
                up
                for up in lattice.above(whole)
                if up in there and up != whole and up[axis] == parent
            ]
            for span in spans:
                new = [one for one in (whole, *members) if span not in there.get(one, ())]
                told = (
                    not any(
                        bounded(one, (whole, replaced(up, axis, one[axis])), span)
                        for one in members
                    )
                    and not any(
                        all(bounded(one, (whole,), gap) for one in members)
                        for gap in _gaps(span, there[up])
                    )
                    for up in broader
                )
                if new and all(bounded(one, (whole,), span) for one in members) and not any(told):
                    for one in new:
                        yield one, (span,)


def _gaps(span: Span, windows: Iterable[Span]) -> Iterator[Span]:
    """Yield what windows leave out of a stretch of time; where there are none they come later."""
    held = union(windows)
    ends = [span[0], *(day for one in held for day in one), span[1]]
    for start, end in zip(ends[::2], ends[1::2], strict=True) if held else ():
        if max(start, span[0]) < min(end, span[1]):
            yield max(start, span[0]), min(end, span[1])


def _met(
    there: Windows, parts: dict[Scope, list[Scope]], spans: Iterable[Span], dated: bool, needed: int
) -> list[Span]:
    """Return the windows in which something lies below so many parts."""
    below = [{span for scope in scopes for span in there[scope]} for scopes in parts.values()]
    held = below if dated else [union(one) for one in below]
    return [
        span
        for span in spans
        if sum(any(meet(span, one, dated) for one in some) for some in held) >= needed
    ]


def _relations(joined: Joined, there: Windows) -> list[Relation]:
    """Return which scopes the assumptions tie, stages that no source prints included.

    An assumption matters where something of the ledger lies at or below its smaller side, and
    something at or above its greater one.
    """
    spanning = [rule for rule in joined.ties.assumptions if rule.spanning]
    dated = [one for rule in spanning for one in _dates(joined, there, rule)]
    said = dict(joined.windows) if dated else joined.windows
    for _, scope, _, pairs in dated:
        said[scope] = said.get(scope, {}) | {span: None for pair in pairs for span in pair}
    tied: dict[tuple[int, Scope, Scope], dict[Span, None]] = {}
    covered = {up for scope in there for up in joined.ties.lattice.above(scope)}
    bounded = Bounded(joined.ties, there)
    for place, assumption in enumerate(joined.ties.assumptions):
        for scope in said:
            for at, forward, lifted, other in joined.ties.of(scope):
                if at != place:
                    continue
                # What is known of the greater side bounds whatever lies below the smaller one.
                both = assumption.kind != "at_most"
                below = (both or not forward) and other in covered
                # What joins a window so may be tied to days, whatever is known of it there.
                stood = any(
                    joined.ties.lifted(rule, one, True)
                    for rule in spanning
                    for one in (lifted, other)
                )
                if below or stood or ((both or forward) and bounded(other, passed=(lifted,))):
                    left, right = (lifted, other) if forward else (other, lifted)
                    spans = tied.setdefault((place, left, right), {})
                    spans.update(said[scope])
    found = []
    for (place, left, right), spans in tied.items():
        for scope in (left, right):
            spans.update(said.get(scope, {}))
        assumption, lattice = joined.ties.assumptions[place], joined.ties.lattice
        # Those present on a day are no sum of days since an operation began.
        day = lattice.kind(left) == "stock"
        pairs = _pairs(assumption, None if day else lattice.vocabulary.starts.get(left[2]), spans)
        found.append(Relation(assumption, left, right, pairs))
    return found + dated


def _pairs(assumption: Assumption, start: Period | None, spans: Iterable[Span]) -> Pairs:
    """Return the windows that are tied: named ones, or over an operation from its beginning."""
    left, right = assumption.left_period, assumption.right_period
    if left or right:
        return ((left or right, right or left),)  # type: ignore[return-value]
    begins = None if start is None else to_span(start)[0]
    pairs: dict[tuple[Span, Span], None] = {}
    for span in spans:
        if begins is None:
            pairs[span, span] = None
        elif span[1] > begins:
            whole = (min(span[0], begins), span[1])
            pairs[whole, whole] = None
    return tuple(pairs)


def _dates(joined: Joined, there: Windows, rule: Assumption) -> Iterator[Relation]:
    """Tie stocks said of a window, or what they lie within, to days in it or next to it."""
    lattice = joined.ties.lattice
    stocks = [scope for scope in there if lattice.kind(scope) == "stock"]
    # Windows meet on days that nobody names, too: on the last one before either, if on any.
    spans = {span for scope in stocks for span in there[scope]}
    days = spans | {(start - 1, start) for start, end in spans if end - start > 1}
    days |= {rule.right_period} if rule.right_period else set()
    found: dict[Scope, dict[tuple[Span, Span], None]] = {}
    for scope in stocks:
        lifted = joined.ties.lifted(rule, scope, True)
        if lifted is not None:
            for window in joined.windows.get(scope, ()):
                tied = {(window, day): None for day in sorted(days) if rule.ties(window, day)}
                found.setdefault(lifted, {}).update(tied)
    for scope, pairs in found.items():
        yield Relation(rule, scope, scope, tuple(pairs))


def _join_windows(joined: Joined, relation: Relation) -> None:
    left, right = relation.left, relation.right
    if relation.assumption.spanning:
        for span in (span for pair in relation.pairs for span in pair):
            if span not in joined.windows.get(right, ()):
                joined.unlisted.setdefault(right, {})[span] = None
        return
    # Where an operation had not begun, other windows may come from further on.
    for windows in (joined.windows, joined.spoken):
        windows.setdefault(left, {}).update(dict.fromkeys(one for one, _ in relation.pairs))
        windows.setdefault(right, {}).update(dict.fromkeys(one for _, one in relation.pairs))

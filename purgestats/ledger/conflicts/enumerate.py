"""All smallest sets of units that cannot hold together, smallest first.

Within a part, conflicts that share no claim are searched apart: first some conflicts are found that
leave a consistent rest, then each is completed to a *group* by a hitting-set tree over the units of
the group and the rest (Reiter 1987, "A theory of diagnosis from first principles", section 4, with
the roles of conflicts and corrections exchanged, so that conflicts come smallest first). At last it
is shown that any choice of the groups' largest consistent subsets is consistent together with the
rest: then no conflict runs across groups, and the list is whole.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from purgestats.ledger.conflicts.oracle import Checker, OutOfEffort

Units = frozenset[int]
MOST_CHOICES = 2_000
LEAST_CHOICES = 32
MOST_CORRECTIONS = 200
MOST_NODES = 200_000


@dataclass
class Group:
    """Conflicts that hang together.

    Parameters
    ----------
    conflicts : list of frozenset of int
        Smallest first.
    whole_to : float
        Up to which size the list is whole; infinite if it is.
    """

    conflicts: list[Units]
    whole_to: float = math.inf

    @property
    def units(self) -> Units:
        """Every unit in any of them."""
        return frozenset().union(*self.conflicts)

    def corrections(self, most: int = MOST_CORRECTIONS) -> list[Units] | None:
        """Return every smallest set of units that meets all conflicts, or None if too many."""
        return minimal_hitting_sets(self.conflicts, most)


@dataclass
class Found:
    """What searching a part gave.

    Parameters
    ----------
    groups : list of Group
        In the order of their first unit.
    complete : bool
        Whether every conflict of the part is among them.
    interrupted : bool
        Whether the search was stopped from outside.
    checker : Checker or None
        What answered it, which remembers its answers.
    """

    groups: list[Group] = field(default_factory=list)
    complete: bool = True
    interrupted: bool = False
    checker: Checker | None = None


def search(checker: Checker, units: Iterable[int], limit: int) -> Found:
    """Find the conflicts among units of a part.

    Parameters
    ----------
    checker : Checker
        Answers whether units can hold together.
    units : iterable of int
        Units taken to hold.
    limit : int
        About how many conflicts are wanted; larger ones are given up first.

    Returns
    -------
    Found
        Groups of conflicts, and whether they are all.
    """
    found = Found(checker=checker)
    rest = set(units)
    try:
        while (clash := checker.clash(rest)) is not None:
            conflict = checker.shrink(clash)
            found.groups.append(Group([conflict], 0.0))
            rest -= conflict
        checker.rely_on(rest)
        _complete_groups(checker, found, frozenset(units), limit)
    except OutOfEffort:
        found.complete = False
    except KeyboardInterrupt:
        found.complete, found.interrupted = False, True
    return found


def _complete_groups(checker: Checker, found: Found, units: Units, limit: int) -> None:
    """Complete every group, and join those that turn out to belong together."""
    waiting = True
    while waiting:
        waiting = False
        for group in list(found.groups):
            if group not in found.groups or group.whole_to == math.inf:
                continue
            others = [other for other in found.groups if other is not group]
            free = units.difference(*(other.units for other in others))
            known = group.conflicts
            grown = Group(list(known), 0.0)
            found.groups[found.groups.index(group)] = grown
            _grow(checker, grown, free, limit)
            found.complete &= grown.whole_to == math.inf
        waiting = _join_across(checker, found, units)


def _grow(checker: Checker, group: Group, units: Units, limit: int) -> None:
    """Run the hitting-set tree over the units of one group and the consistent rest."""
    known = group.conflicts[:]
    usual = group.units
    group.conflicts.clear()
    masks: list[Units] = []
    corrections: list[Units] = []
    seen = {frozenset[int]()}
    level: list[Units] = [frozenset()]
    nodes = 0
    try:
        while level:
            size = len(level[0])
            below: list[Units] = []
            for node in level:
                nodes += 1
                if nodes > MOST_NODES or len(masks) > limit:
                    raise OutOfEffort
                if any(mask <= node for mask in masks):
                    continue
                label = next((one for one in corrections if not one & node), None)
                if label is None:
                    label = _correction(checker, node, units, usual)
                    if label is None:
                        masks.append(node)
                        continue
                    corrections.append(label)
                for unit in sorted(label):
                    child = node | {unit}
                    if child not in seen:
                        seen.add(child)
                        below.append(child)
            group.whole_to = float(size)
            level = below
        group.whole_to = math.inf
    except (OutOfEffort, KeyboardInterrupt) as stop:
        masks += [one for one in known if one not in masks]
        if isinstance(stop, KeyboardInterrupt):
            raise
        _fill(checker, masks, corrections, units, limit)
        if checker.effort is not None and checker.asked >= checker.effort:
            raise
    finally:
        group.conflicts[:] = _ordered(masks)


def _fill(
    checker: Checker, masks: list[Units], corrections: list[Units], units: Units, limit: int
) -> None:
    """After the tree is given up, find further conflicts of any size."""
    tries = iter(hitting_sets(masks, MOST_CORRECTIONS))
    for cut in tries:
        if len(masks) >= limit or (checker.effort is not None and checker.asked >= checker.effort):
            return
        if any(mask <= units - cut for mask in masks):
            continue
        try:
            if checker.clash(units - cut) is not None:
                masks.append(checker.shrink(units - cut))
            else:
                corrections.append(cut)
        except OutOfEffort:
            return


def _ordered(conflicts: Iterable[Units]) -> list[Units]:
    return sorted(conflicts, key=lambda one: (len(one), sorted(one)))


def _correction(checker: Checker, node: Units, units: Units, usual: Units) -> Units | None:
    """Return a smallest set of units, none of the node's, without which the rest can hold.

    Those of conflicts known already are tried first. None if the node's own units clash.
    """
    if checker.clash(node) is not None:
        return None
    kept, dropped = set(units), []
    while (clash := checker.clash(kept)) is not None:
        unit = max(clash - node, key=lambda one: (one in usual, one))
        kept.discard(unit)
        dropped.append(unit)
    for unit in reversed(dropped):
        if checker.clash(kept | {unit}) is None:
            kept.add(unit)
    return units - kept


def _join_across(checker: Checker, found: Found, units: Units) -> bool:
    """Look for conflicts across groups; join the groups of the first one found."""
    if len(found.groups) < 2:
        return False
    rest = units.difference(*(group.units for group in found.groups))
    choices = []
    for group in found.groups:
        corrections = group.corrections()
        if corrections is None:
            found.complete = False
            continue
        choices.append((group, corrections))
    most = MOST_CHOICES
    if checker.effort is not None:
        most = max(LEAST_CHOICES, (checker.effort - checker.asked) // 2)
    sizes = [len(corrections) for _, corrections in choices]
    many = math.prod(sizes) > most
    base = rest.union(*(group.units for group, _ in choices))
    for places in covering(sizes, most) if many else itertools.product(*map(range, sizes)):
        cut = (corrections[at] for at, (_, corrections) in zip(places, choices, strict=True))
        clash = checker.clash(base.difference(*cut))
        if clash is not None:
            _join(found, checker.shrink(clash))
            return True
    if many:
        # Every pair of groups was shown to be apart, so what may be missing spans three or more.
        found.complete = False
        for group in found.groups:
            group.whole_to = min(group.whole_to, 2.0)
    return False


def covering(sizes: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Yield choices, one for each group at a time, until every two choices have met.

    Parameters
    ----------
    sizes : sequence of int
        How many choices each group has.
    most : int
        How many to yield at most.

    Yields
    ------
    tuple of int
        The choice of each group.

    Notes
    -----
    Greedy, one test at a time, after Cohen, Dalal, Fredman & Patton (1997), "The AETG system: an
    approach to testing based on combinatorial design".

    Examples
    --------
    >>> list(covering([2, 2, 2], 10))
    [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    """
    groups = range(len(sizes))
    left = {
        (one, at, other, to): None
        for one, other in itertools.combinations(groups, 2)
        for at in range(sizes[one])
        for to in range(sizes[other])
    }
    for _ in range(most):
        if not left:
            return
        one, at, other, to = next(iter(left))
        chosen = {one: at, other: to}
        for group in groups:
            if group not in chosen:
                chosen[group] = max(
                    range(sizes[group]), key=lambda choice: _new(left, chosen, group, choice)
                )
        for pair in itertools.combinations(groups, 2):
            left.pop((pair[0], chosen[pair[0]], pair[1], chosen[pair[1]]), None)
        yield tuple(chosen[group] for group in groups)


def _new(
    left: dict[tuple[int, int, int, int], None], chosen: dict[int, int], group: int, choice: int
) -> tuple[int, int]:
    """Return how many pairs a choice would bring together for the first time."""
    count = 0
    for other, to in chosen.items():
        key = (other, to, group, choice) if other < group else (group, choice, other, to)
        count += key in left
    return count, -choice


def _join(found: Found, conflict: Units) -> None:
    touched = [group for group in found.groups if group.units & conflict]
    joined = Group([*(one for group in touched for one in group.conflicts), conflict], 0.0)
    place = found.groups.index(touched[0]) if touched else len(found.groups)
    found.groups = [group for group in found.groups if group not in touched]
    found.groups.insert(min(place, len(found.groups)), joined)


def hitting_sets(sets: Iterable[Units], most: int) -> Iterator[Units]:
    """Yield minimal sets that meet every given set, at most so many.

    Parameters
    ----------
    sets : iterable of frozenset of int
        Sets to meet.
    most : int
        How many to yield.

    Yields
    ------
    frozenset of int
        In a fixed order.
    """
    found = minimal_hitting_sets(sets, most, partial=True)
    yield from found or []


def minimal_hitting_sets(
    sets: Iterable[Units], most: int, partial: bool = False
) -> list[Units] | None:
    """Return all minimal sets that meet every given set.

    Parameters
    ----------
    sets : iterable of frozenset of int
        Sets to meet.
    most : int
        Give up beyond so many.
    partial : bool
        Return those found so far rather than None when giving up.

    Returns
    -------
    list of frozenset of int, or None
        Smallest first; None if there are more than ``most``.

    Notes
    -----
    Berge (1989), Hypergraphs, chapter 2: transversals of one set more at a time.

    Examples
    --------
    >>> found = minimal_hitting_sets([frozenset({1, 2}), frozenset({1, 3})], 10)
    >>> [sorted(one) for one in found]
    [[1], [2, 3]]
    """
    found: list[Units] = [frozenset()]
    for one in sorted(sets, key=lambda held: (len(held), sorted(held))):
        meeting = [held for held in found if held & one]
        extended = {held | {unit} for held in found if not held & one for unit in one}
        new = [
            held
            for held in extended
            if not any(other <= held for other in meeting)
            and not any(other < held for other in extended)
        ]
        found = _ordered([*meeting, *new])
        if len(found) > most:
            if not partial:
                return None
            found = found[:most]
    return found

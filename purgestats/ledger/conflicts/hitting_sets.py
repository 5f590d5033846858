"""The cheapest sets that meet every conflict: their cost, their number, and the sets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

Units = frozenset[int]
Sets = frozenset[Units]
#: How many sets may be looked at before a search is given up.
MOST_STEPS = 200_000


class OutOfSteps(Exception):
    """The search took longer than is allowed."""


class HittingSets:
    """The cheapest sets of units that meet every one of some sets.

    Parameters
    ----------
    price : mapping of int to int
        What each unit costs, above 0. Units without a price may not be used.

    Notes
    -----
    Set covering (Fellegi and Holt 1976, "A systematic approach to automatic edit and imputation",
    section 3), by branch and bound: sets that share no unit are met apart, a unit that meets no
    more than another as cheap is left out when only the cost is asked, and what was solved once is
    remembered, so that the cheapest sets can be counted without being listed. Costs are whole
    numbers, so that layers of trust are compared exactly.

    Examples
    --------
    >>> cover = HittingSets(dict.fromkeys(range(3), 1))
    >>> conflicts = cover.usable([{0, 1}, {1, 2}])
    >>> cover.cost(conflicts), [sorted(one) for one in cover.every(conflicts)]
    (1, [[1]])
    """

    def __init__(self, price: Mapping[int, int]) -> None:
        self.price = price
        self._cost: dict[Sets, int] = {}
        self._number: dict[Sets, int] = {}
        self._steps = 0

    def usable(self, sets: Iterable[Iterable[int]]) -> Sets | None:
        """Return the sets that contain no other, without what may not be used.

        None if nothing is left of one of them.
        """
        price = self.price
        smaller = {frozenset(unit for unit in one if unit in price) for one in sets}
        return None if frozenset() in smaller else _minimal(smaller)

    def cost(self, sets: Sets) -> int:
        """Return the least that meeting all sets costs.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        self._steps = 0
        return sum(self._least(group) for group in _apart(sets))

    def number(self, sets: Sets) -> int:
        """Return how many cheapest sets there are."""
        self._steps = 0
        return math.prod(self._count(group) for group in _apart(sets))

    def every(self, sets: Sets) -> Iterator[Units]:
        """Yield the cheapest sets in a fixed order."""
        return self._ways(_apart(sets))

    def in_some(self, sets: Sets) -> Units:
        """Return the units that belong to some cheapest set."""
        found: set[int] = set()
        seen: set[Sets] = set()
        waiting = _apart(sets)
        while waiting:
            group = waiting.pop()
            if group not in seen:
                seen.add(group)
                for taken, rest in self._branches(group):
                    found |= taken
                    waiting += _apart(rest)
        return frozenset(found)

    def _least(self, sets: Sets) -> int:
        """Return the cost of meeting sets that hang together."""
        known = self._cost.get(sets)
        if known is None:
            self._steps += len(sets)
            if self._steps > MOST_STEPS:
                raise OutOfSteps
            reduced = self._without_dominated(sets)
            if reduced != sets:
                known = sum(self._least(group) for group in _apart(reduced))
            elif len(sets) == 1:
                known = min(self.price[unit] for unit in next(iter(sets)))
            else:
                least, known = self._between(sets)
                if least < known:
                    known = self._branched(sets, least)
            self._cost[sets] = known
        return known

    def _between(self, sets: Sets) -> tuple[int, int]:
        """Return what meeting sets costs at least, and what a way to meet them costs.

        Each set in turn is paid by all its units alike until one is paid for (Bar-Yehuda & Even
        1981, "A linear-time approximation algorithm for the weighted vertex cover problem").
        """
        left = {unit: self.price[unit] for one in sets for unit in one}
        least, taken = 0, list[int]()
        for one in sorted(sets, key=lambda units: (len(units), sorted(units))):
            paid = min(left[unit] for unit in one)
            least += paid
            for unit in sorted(one) if paid else ():
                left[unit] -= paid
                if not left[unit]:
                    taken.append(unit)
        chosen = set(taken)
        for unit in reversed(taken):
            if all(len(one & chosen) > 1 for one in sets if unit in one):
                chosen.discard(unit)
        return least, sum(self.price[unit] for unit in chosen)

    def _branched(self, sets: Sets, least: int) -> int:
        unit = _busiest(sets)
        known = self._with(unit, sets)
        if known > least:
            rest = _minimal(one - {unit} for one in sets)
            groups = _apart(rest)
            if sum(self._between(group)[0] for group in groups) < known:
                known = min(known, sum(self._least(group) for group in groups))
        return known

    def _with(self, unit: int, sets: Sets) -> int:
        rest = frozenset(one for one in sets if unit not in one)
        return self.price[unit] + sum(self._least(group) for group in _apart(rest))

    def _without_dominated(self, sets: Sets) -> Sets:
        """Leave out units that meet no more than another that costs no more."""
        meets: dict[int, set[Units]] = {}
        for one in sets:
            for unit in one:
                meets.setdefault(unit, set()).add(one)
        price, gone = self.price, set[int]()
        for unit in sorted(meets):
            beside = frozenset.intersection(*meets[unit]) - {unit} - gone
            if any(
                price[other] <= price[unit]
                and (
                    price[other] < price[unit]
                    or len(meets[other]) > len(meets[unit])
                    or other < unit
                )
                for other in beside
            ):
                gone.add(unit)
        return _minimal(one - gone for one in sets) if gone else sets

    def _count(self, sets: Sets) -> int:
        if not sets:
            return 1
        known = self._number.get(sets)
        if known is None:
            known = self._number[sets] = sum(
                math.prod(self._count(group) for group in _apart(rest))
                for _, rest in self._branches(sets)
            )
        return known

    def _branches(self, sets: Sets) -> Iterator[tuple[Units, Sets]]:
        """Yield the ways on from here that are still cheapest: units taken, sets left to meet."""
        least, unit = self._least(sets), _busiest(sets)
        rest = frozenset(one for one in sets if unit not in one)
        if self.price[unit] + sum(self._least(group) for group in _apart(rest)) == least:
            yield frozenset({unit}), rest
        if all(len(one) > 1 for one in sets if unit in one):
            fewer = _minimal(one - {unit} for one in sets)
            if sum(self._least(group) for group in _apart(fewer)) == least:
                yield frozenset(), fewer

    def _ways(self, groups: list[Sets]) -> Iterator[Units]:
        if not groups:
            yield frozenset()
            return
        first, *others = groups
        for taken, rest in self._branches(first):
            for way in self._ways([*_apart(rest), *others]):
                yield taken | way


def _busiest(sets: Sets) -> int:
    """Return the unit in most sets."""
    count: dict[int, int] = {}
    for one in sets:
        for unit in one:
            count[unit] = count.get(unit, 0) + 1
    return max(count, key=lambda unit: (count[unit], -unit))


def _minimal(sets: Iterable[Units]) -> Sets:
    """Return the sets that contain no other."""
    by_unit: dict[int, list[Units]] = {}
    kept = []
    for one in sorted(sets, key=len):
        if not any(other <= one for unit in one for other in by_unit.get(unit, ())):
            kept.append(one)
            for unit in one:
                by_unit.setdefault(unit, []).append(one)
    return frozenset(kept)


def _apart(sets: Sets) -> list[Sets]:
    """Put sets that share a unit together; groups in the order of their least unit."""
    root: dict[int, int] = {}

    def find(unit: int) -> int:
        while root.setdefault(unit, unit) != unit:
            root[unit] = root[root[unit]]
            unit = root[unit]
        return unit

    for one in sets:
        first, *others = sorted({find(unit) for unit in one})
        for other in others:
            root[other] = first
    groups: dict[int, list[Units]] = {}
    for one in sets:
        groups.setdefault(find(next(iter(one))), []).append(one)
    return [frozenset(groups[place]) for place in sorted(groups)]

"""The cheapest sets that meet every conflict: their cost, their number, and the sets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import and_

Units = frozenset[int]
#: A set is a number whose bits are its units.
Bits = int
Sets = frozenset[Bits]
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
        self.price = {1 << unit: cost for unit, cost in price.items()}
        self._priced = sum(self.price)
        self._cost: dict[Sets, int] = {}
        self._number: dict[Sets, int] = {}
        self._first: dict[Sets, Bits] = {}
        self._any: dict[Sets, Bits] = {}
        self._steps = 0

    def usable(self, sets: Iterable[Iterable[int]]) -> Sets | None:
        """Return the sets that contain no other, without what may not be used.

        None if nothing is left of one of them.
        """
        smaller = {sum(1 << unit for unit in one) & self._priced for one in sets}
        return None if 0 in smaller else _minimal(smaller)

    def cost(self, sets: Sets) -> int:
        """Return the least that meeting all sets costs.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        self._steps = 0
        return sum(map(self._least, _apart(sets)))

    def number(self, sets: Sets) -> int:
        """Return how many cheapest sets there are."""
        self._steps = 0
        return math.prod(map(self._count, _apart(sets)))

    def first(self, sets: Sets) -> Units:
        """Return the first of the cheapest sets.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        self._steps = 0
        return _units(sum(map(self._one, _apart(sets))))

    def every(self, sets: Sets) -> Iterator[Units]:
        """Yield the cheapest sets in a fixed order."""
        return map(_units, self._ways(_apart(sets)))

    def in_some(self, sets: Sets) -> Units:
        """Return the units that belong to some cheapest set."""
        self._steps = 0
        return _units(sum(map(self._some, _apart(sets))))

    def _least(self, sets: Sets) -> int:
        """Return the cost of meeting sets that hang together."""
        known = self._cost.get(sets)
        if known is None:
            self._steps += len(sets)
            if self._steps > MOST_STEPS:
                raise OutOfSteps
            reduced = self._without_dominated(sets)
            if reduced != sets:
                known = sum(map(self._least, _apart(reduced)))
            elif len(sets) == 1:
                known = min(self.price[unit] for unit in _each(*sets))
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
        left, least, taken = dict(self.price), 0, list[Bits]()
        for one in sorted(sets, key=lambda bits: (bits.bit_count(), bits)):
            units = list(_each(one))
            paid = min(left[unit] for unit in units)
            least += paid
            for unit in units if paid else ():
                left[unit] -= paid
                if not left[unit]:
                    taken.append(unit)
        chosen = sum(taken)
        for unit in reversed(taken):
            if all(one & (chosen ^ unit) for one in sets if one & unit):
                chosen ^= unit
        return least, sum(self.price[unit] for unit in _each(chosen))

    def _branched(self, sets: Sets, least: int) -> int:
        unit = _busiest(sets)
        known = self._with(unit, sets)
        if known > least:
            groups = _apart(_minimal({one & ~unit for one in sets}))
            if sum(self._between(group)[0] for group in groups) < known:
                known = min(known, sum(map(self._least, groups)))
        return known

    def _with(self, unit: Bits, sets: Sets) -> int:
        rest = frozenset(one for one in sets if not one & unit)
        return self.price[unit] + sum(map(self._least, _apart(rest)))

    def _without_dominated(self, sets: Sets) -> Sets:
        """Leave out units that meet no more than another that costs no more."""
        meets: dict[Bits, list[Bits]] = {}
        for one in sets:
            for unit in _each(one):
                meets.setdefault(unit, []).append(one)
        price, gone = self.price, 0
        for unit in sorted(meets):
            if any(
                price[other] <= price[unit]
                and (
                    price[other] < price[unit]
                    or len(meets[other]) > len(meets[unit])
                    or other < unit
                )
                for other in _each(reduce(and_, meets[unit]) & ~unit & ~gone)
            ):
                gone |= unit
        return _minimal({one & ~gone for one in sets}) if gone else sets

    def _count(self, sets: Sets) -> int:
        if not sets:
            return 1
        known = self._number.get(sets)
        if known is None:
            known = self._number[sets] = sum(
                math.prod(map(self._count, _apart(rest))) for _, rest in self._branches(sets)
            )
        return known

    def _branches(self, sets: Sets) -> Iterator[tuple[Bits, Sets]]:
        """Yield the ways on from here that are still cheapest: units taken, sets left to meet."""
        least, unit = self._least(sets), _busiest(sets)
        if self._with(unit, sets) == least:
            yield unit, frozenset(one for one in sets if not one & unit)
        if unit not in sets:
            fewer = _minimal({one & ~unit for one in sets})
            if sum(map(self._least, _apart(fewer))) == least:
                yield 0, fewer

    def _some(self, sets: Sets) -> Bits:
        known = self._any.get(sets)
        if known is None:
            known = 0
            for taken, rest in self._branches(sets):
                known |= taken | sum(map(self._some, _apart(rest)))
            self._any[sets] = known
        return known

    def _one(self, sets: Sets) -> Bits:
        known = self._first.get(sets)
        if known is None:
            taken, rest = next(self._branches(sets))
            known = self._first[sets] = taken + sum(map(self._one, _apart(rest)))
        return known

    def _ways(self, groups: list[Sets]) -> Iterator[Bits]:
        if not groups:
            yield 0
            return
        first, *others = groups
        for taken, rest in self._branches(first):
            for way in self._ways([*_apart(rest), *others]):
                yield taken | way


def _each(bits: Bits) -> Iterator[Bits]:
    """Yield the units of a set, the least first."""
    while bits:
        yield (unit := bits & -bits)
        bits ^= unit


def _units(bits: Bits) -> Units:
    return frozenset(unit.bit_length() - 1 for unit in _each(bits))


def _busiest(sets: Sets) -> Bits:
    """Return the unit in most sets."""
    count: dict[Bits, int] = {}
    for one in sets:
        for unit in _each(one):
            count[unit] = count.get(unit, 0) + 1
    return max(count, key=lambda unit: (count[unit], -unit))


def _minimal(sets: Iterable[Bits]) -> Sets:
    """Return the sets that contain no other."""
    kept = list[Bits]()
    for one in sorted(sets, key=Bits.bit_count):
        if not any(other & one == other for other in kept):
            kept.append(one)
    return frozenset(kept)


def _apart(sets: Sets) -> list[Sets]:
    """Put sets that share a unit together; groups in the order of their least unit."""
    groups: dict[Bits, list[Bits]] = {}
    for one in sets:
        together, members = one, [one]
        for other in [bits for bits in groups if bits & one]:
            together |= other
            members += groups.pop(other)
        groups[together] = members
    return [frozenset(groups[bits]) for bits in sorted(groups, key=lambda bits: bits & -bits)]

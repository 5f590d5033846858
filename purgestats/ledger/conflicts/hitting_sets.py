"""The cheapest sets that meet every conflict: their cost, their number, and the sets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

Units = frozenset[int]
#: A set is a number whose bits are its units.
Bits = int
Sets = frozenset[Bits]
#: How many conflicts the solver may run into before it is given up.
MOST_TRIED = 200_000
#: How many sets may be looked at before the cheapest ways to meet them are no longer counted.
MOST_STEPS = 200_000


class OutOfSteps(Exception):
    """The search took longer than is allowed."""


@cache
def _solver_class() -> Any:
    from pysat.examples.rc2 import RC2

    class Solver(RC2):  # type: ignore[misc]
        """RC2, given up after so many conflicts."""

        def _call_oracle(self, assumptions: list[int], expect_interrupt: bool = False) -> bool:
            left = MOST_TRIED - self.oracle.accum_stats()["conflicts"]
            if left > 0:
                self.oracle.conf_budget(left)
                answer = super()._call_oracle(assumptions, expect_interrupt)
                if answer is not None:
                    return bool(answer)
            raise OutOfSteps

    return Solver


class HittingSets:
    """The cheapest sets of units that meet every one of some sets.

    Parameters
    ----------
    price : mapping of int to int
        What each unit costs, above 0. Units without a price may not be used.

    Notes
    -----
    Set covering (Fellegi and Holt 1976, "A systematic approach to automatic edit and imputation",
    section 3): sets that share no unit are met apart, a unit that meets no more than another as
    cheap is left out when only the cost is asked, and the rest is asked of a solver for weighted
    maximum satisfiability (Ignatiev, Morgado & Marques-Silva 2019, "RC2: an efficient MaxSAT
    solver"). What was solved once is remembered, so that the cheapest sets can be counted without
    being listed. Costs are whole numbers, so that layers of trust are compared exactly.

    Examples
    --------
    >>> cover = HittingSets(dict.fromkeys(range(3), 1))
    >>> conflicts = cover.usable([0b011, 0b110])
    >>> cover.cost(conflicts), [sorted(one) for one in cover.every(conflicts)]
    (1, [[1]])
    """

    def __init__(self, price: Mapping[int, int]) -> None:
        self.price = {1 << unit: cost for unit, cost in price.items()}
        self._priced = sum(self.price)
        self._cost: dict[Sets, int] = {}
        self._number: dict[Sets, int] = {}
        self._solved: dict[Sets, tuple[int, Bits]] = {}
        self.steps = 0

    def usable(self, sets: Iterable[Bits], others: Sets = frozenset()) -> Sets | None:
        """Return the sets that contain no other, without what may not be used.

        None if nothing is left of one of them. Others are usable already.
        """
        smaller = {one & self._priced for one in sets}
        if 0 in smaller:
            return None
        new = {one for one in _minimal(smaller) if not any(old & one == old for old in others)}
        return frozenset(new) | {old for old in others if not any(one & old == one for one in new)}

    def cost(self, sets: Sets) -> int:
        """Return the least that meeting all sets costs.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        return sum(self._solve(one)[0] for one in _apart(sets))

    def number(self, sets: Sets) -> int:
        """Return how many cheapest sets there are.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        self.steps = 0
        return math.prod(map(self._count, _apart(sets)))

    def first(self, sets: Sets) -> Units:
        """Return one of the cheapest sets, always the same.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        return as_units(sum(self._solve(one)[1] for one in _apart(sets)))

    def every(self, sets: Sets) -> Iterator[Units]:
        """Yield the cheapest sets in a fixed order, until ``steps`` are too many."""
        return map(as_units, self._ways(_apart(sets)))

    def _solve(self, sets: Sets) -> tuple[int, Bits]:
        """Return the cost of meeting sets that hang together, and a cheapest way to do so."""
        known = self._solved.get(sets)
        if known is None and len(sets) == 1:
            unit = min(_each(*sets), key=lambda one: (self.price[one], one))
            known = self._solved[sets] = self.price[unit], unit
        if known is None:
            reduced = self._without_dominated(sets)
            if reduced != sets:
                parts = [self._solve(one) for one in _apart(reduced)]
                known = sum(cost for cost, _ in parts), sum(way for _, way in parts)
        if known is None:
            from pysat.formula import WCNF

            units = sorted({unit for one in sets for unit in _each(one)})
            place = {unit: number for number, unit in enumerate(units, 1)}
            formula = WCNF()
            for one in sorted(sets):
                formula.append([place[unit] for unit in _each(one)])
            for unit in units:
                formula.append([-place[unit]], weight=self.price[unit])
            with _solver_class()(formula, solver="glucose4") as solver:
                taken = [one for one in solver.compute() if 0 < one <= len(units)]
                known = int(solver.cost), sum(units[one - 1] for one in taken)
        self._solved[sets] = known
        return known

    def _least(self, sets: Sets) -> int:
        """Return the cost of meeting sets that hang together, by as few questions as can be."""
        known = self._cost.get(sets)
        if known is None:
            self.steps += len(sets)
            if self.steps > MOST_STEPS:
                raise OutOfSteps
            reduced = self._without_dominated(sets)
            if reduced != sets:
                known = sum(map(self._least, _apart(reduced)))
            else:
                known = self._solve(sets)[0]
            self._cost[sets] = known
        return known

    def _with(self, unit: Bits, sets: Sets) -> int:
        rest = frozenset(one for one in sets if not one & unit)
        return self.price[unit] + sum(map(self._least, _apart(rest)))

    def _without_dominated(self, sets: Sets) -> Sets:
        """Leave out units that meet no more than another that costs no more."""
        meets: dict[Bits, Bits] = {}
        for number, one in enumerate(sorted(sets)):
            for unit in _each(one):
                meets[unit] = meets.get(unit, 0) | 1 << number
        best: dict[Bits, Bits] = {}
        for unit in sorted(meets, key=lambda one: (self.price[one], one)):
            best.setdefault(meets[unit], unit)
        kept = 0
        for met, unit in best.items():
            price = self.price[unit]
            if not any(
                met != more and met & more == met and self.price[other] <= price
                for more, other in best.items()
            ):
                kept |= unit
        gone = sum(meets) & ~kept
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


def as_bits(units: Iterable[int]) -> Bits:
    """Return units as the bits of a number."""
    return sum(1 << unit for unit in units)


def as_units(bits: Bits) -> Units:
    """Return the units whose bits are set."""
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

"""The cheapest sets that meet every conflict: one after the other, and how many there are."""

import math
import weakref
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

Units = frozenset[int]
#: A set is a number whose bits are its units.
Bits = int
Sets = frozenset[Bits]
#: How many conflicts the solver may run into over one set before it is given up: over the cheapest,
#: and over one more as cheap, which is found soon or not at all.
MOST_TRIED, MOST_TRIED_MORE = 200_000, 50_000
#: Into how many before it looks up.
AT_ONCE = 25_000
#: How many sets may be looked at before the cheapest ways to meet them are no longer counted.
MOST_STEPS = 200_000


class OutOfSteps(Exception):
    """The search took longer than is allowed."""


@cache
def _solver_class() -> Any:
    from pysat.examples.rc2 import RC2

    class Solver(RC2):  # type: ignore[misc]
        """RC2 that sees to what costs most first, given up after so many conflicts in one search.

        Otherwise a dear unit and a cheap one in one core bring the cost up by the cheap one's,
        millions of times.
        """

        def compute_(self) -> bool:
            self._until = self._tried() + MOST_TRIED
            levels = sorted({*self.owgt.values()}, reverse=True)
            found = True
            for self._least in (*levels[:-1], 0):
                found = found and bool(super().compute_())
            return found

        def active_assumps(self) -> list[int]:
            return [one for one in super().active_assumps() if self.wght[one] >= self._least]

        def costs_no_more(self, assumed: list[int]) -> bool:
            """Say whether literals can hold in a set that costs what the last one did."""
            self._until = self._tried() + MOST_TRIED_MORE
            within = [self.vmap.e2i[abs(one)] * (1 if one > 0 else -1) for one in assumed]
            return self._call_oracle(self.active_assumps() + within)

        def chosen(self) -> list[int]:
            """Return the variables that are true."""
            names = self.vmap.i2e
            return [names[one] for one in self.oracle.get_model() or () if one in names]

        def _tried(self) -> int:
            return int(self.oracle.accum_stats()["conflicts"])

        def _call_oracle(self, assumptions: list[int], expect_interrupt: bool = False) -> bool:
            while (left := self._until - self._tried()) > 0:
                # Only between two calls of the solver is an interruption heard.
                self.oracle.conf_budget(min(left, AT_ONCE))
                answer = super()._call_oracle(assumptions, expect_interrupt)
                if answer is not None:
                    return bool(answer)
            raise OutOfSteps

    return Solver


class Cheapest:
    """Proposes the cheapest set of units that meets every set added so far.

    Parameters
    ----------
    price : mapping of int to int
        What each unit costs, above 0. Units without a price may not be used.

    Notes
    -----
    Weighted maximum satisfiability (Ignatiev, Morgado & Marques-Silva 2019, "RC2: an efficient
    MaxSAT solver"), asked anew after each addition with all that was learnt before. Costs are whole
    numbers, so that layers of trust are compared exactly.

    Examples
    --------
    >>> cheapest = Cheapest(dict.fromkeys(range(3), 1))
    >>> cheapest.add([0b011, 0b110])
    >>> cheapest.next(), cheapest.cost
    (frozenset({1}), 1)
    >>> cheapest.bar(frozenset({1}))
    >>> cheapest.next(), cheapest.cost
    (frozenset({0, 2}), 2)
    >>> cheapest.another([0b001]), cheapest.another([0b010])
    (frozenset({0, 2}), None)
    """

    def __init__(self, price: Mapping[int, int]) -> None:
        from pysat.formula import WCNF

        self.price = price
        #: What each variable of the solver stands for: a unit, or none, that a set is to be met.
        self._units: list[int | None] = []
        self._place: dict[int, int] = {}
        self._to_meet: dict[Bits, int] = {}
        self._added = set[Bits]()
        self._hopeless = False
        self._solver = _solver_class()(WCNF(), solver="minisat22")
        # As Python ends, before what the solver needs to clear away is gone.
        weakref.finalize(self, self._solver.delete)

    def add(self, sets: Iterable[Bits]) -> None:
        """Let these be met as well."""
        for one in sorted({*sets} - self._added):
            named = self._usable(one)
            self._hopeless |= not named
            if named:
                self._solver.add_clause(named)
            self._added.add(one)

    def _usable(self, one: Bits) -> list[int]:
        return [self._named(unit) for unit in sorted(as_units(one)) if unit in self.price]

    def _named(self, unit: int) -> int:
        if unit not in self._place:
            self._units.append(unit)
            self._place[unit] = len(self._units)
            self._solver.add_clause([-self._place[unit]], weight=self.price[unit])
        return self._place[unit]

    def bar(self, units: Units) -> None:
        """Let no set that holds all of these be proposed."""
        self._hopeless |= not units
        if units:
            self._solver.add_clause([-self._named(unit) for unit in sorted(units)])

    def next(self) -> Units | None:
        """Return one of the cheapest sets, always the same after the same steps; None if none.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        if self._hopeless or (self._units and not self._solver.compute_()):
            return None
        return self._proposed()

    def another(self, more: Iterable[Bits] = (), within: Units | None = None) -> Units | None:
        """Return a set that costs as little as the last one, and meets some more sets; or None.

        Parameters
        ----------
        more : iterable of int
            The sets to be met besides.
        within : frozenset of int, optional
            The units that it may hold; any if None.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        switches = [self._switch(one) for one in sorted({*more})]
        if within is not None:
            switches += [-self._place[one] for one in sorted(self._place.keys() - within)]
        if self._hopeless or not self._solver.costs_no_more(switches):
            return None
        return self._proposed()

    def _switch(self, one: Bits) -> int:
        """Return the variable that has a set met where it is true."""
        if one not in self._to_meet:
            named = self._usable(one)
            self._units.append(None)
            self._to_meet[one] = len(self._units)
            self._solver.add_clause([*named, -len(self._units)])
        return self._to_meet[one]

    def _proposed(self) -> Units:
        found = (self._units[one - 1] for one in self._solver.chosen())
        return frozenset(unit for unit in found if unit is not None)

    @property
    def cost(self) -> int:
        """What the set proposed last costs."""
        return int(self._solver.cost)


def usable(sets: Iterable[Bits], price: Mapping[int, int]) -> Sets | None:
    """Return what may be used of each set, without sets that contain another.

    None if nothing is left of one of them.
    """
    priced = as_bits(price)
    smaller = {one & priced for one in sets}
    return None if 0 in smaller else _minimal(smaller)


class Ways:
    """Counts the cheapest sets of units that meet every one of some sets, without listing them.

    Parameters
    ----------
    price : mapping of int to int
        What each unit costs, above 0.

    Notes
    -----
    Set covering (Fellegi and Holt 1976, "A systematic approach to automatic edit and imputation",
    section 3): sets that share no unit are met apart, what was counted once is remembered, and a
    unit that meets no more than another as cheap is left out when only the cost is asked.

    Examples
    --------
    >>> Ways(dict.fromkeys(range(3), 1)).number(frozenset({0b011, 0b110, 0b101}))
    3
    """

    def __init__(self, price: Mapping[int, int]) -> None:
        self._prices = price
        self.price = {1 << unit: cost for unit, cost in price.items()}
        self._cost: dict[Sets, int] = {}
        self._number: dict[Sets, int] = {}
        self._steps = 0

    def number(self, sets: Sets) -> int:
        """Return how many cheapest sets there are.

        Raises
        ------
        OutOfSteps
            If that takes too many steps.
        """
        return math.prod(map(self._count, _apart(sets)))

    def _least(self, sets: Sets) -> int:
        """Return the cost of meeting sets that hang together, by as few questions as can be."""
        known = self._cost.get(sets)
        if known is None:
            self._steps += len(sets)
            if self._steps > MOST_STEPS:
                raise OutOfSteps
            reduced = self._without_dominated(sets)
            if reduced != sets:
                known = sum(map(self._least, _apart(reduced)))
            else:
                cheapest = Cheapest(self._prices)
                cheapest.add(sets)
                cheapest.next()
                known = cheapest.cost
            self._cost[sets] = known
        return known

    def _with(self, unit: Bits, sets: Sets) -> int:
        rest = frozenset(one for one in sets if not one & unit)
        return self.price[unit] + sum(map(self._least, _apart(rest)))

    def _without_dominated(self, sets: Sets) -> Sets:
        """Leave out units that meet no more than another that costs no more."""
        meets: dict[Bits, Bits] = {}
        for number, one in enumerate(sorted(sets)):
            for unit in each(one):
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


def each(bits: Bits) -> Iterator[Bits]:
    """Yield the units of a set, the least first."""
    while bits:
        yield (unit := bits & -bits)
        bits ^= unit


def as_bits(units: Iterable[int]) -> Bits:
    """Return units as the bits of a number."""
    return sum(1 << unit for unit in units)


def as_units(bits: Bits) -> Units:
    """Return the units whose bits are set."""
    return frozenset(unit.bit_length() - 1 for unit in each(bits))


def _busiest(sets: Sets) -> Bits:
    """Return the unit in most sets."""
    count: dict[Bits, int] = {}
    for one in sets:
        for unit in each(one):
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

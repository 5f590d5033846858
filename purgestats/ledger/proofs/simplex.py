"""Can rows hold together? In rational numbers, from where the last question was left.

The general simplex method (Dutertre & de Moura 2006, "A fast linear-arithmetic solver for
DPLL(T)"), in the end by smallest numbers, so that it ends (Bland 1977). A row joins the tableau
when a point first misses it: where few figures are asked about, few rows ever do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from purgestats.ledger.model.rows import HARD, Number, Row, System, whole
from purgestats.ledger.proofs.rational import Sparse, divide

#: What must exceed a number exceeds it by this much at least: figures have fewer digits.
LEAST = Fraction(1, 2**200)
#: After so many steps the fewest entries are no longer what is looked for, but an end.
PATIENCE = 1_000


class Layout(NamedTuple):
    """Where rows stand: what is told of them without their figures.

    Parameters
    ----------
    width : int
        Number of unknowns.
    meets : list of list of int
        For each unknown the rows in which it stands.
    asks : list of int
        Rows that unknowns which are all 0 may not satisfy, whatever the figures.
    """

    width: int
    meets: list[list[int]]
    asks: list[int]

    @classmethod
    def of(cls, system: System) -> Layout:
        """Return that of the rows of a system."""
        meets: list[list[int]] = [[] for _ in system.variables]
        for number, row in enumerate(system.rows):
            for one, _ in row.terms:
                meets[one].append(number)
        rows = enumerate(system.rows)
        asks = [number for number, row in rows if row.unit != HARD or row.rhs or row.strict]
        return cls(len(meets), meets, asks)


class ExactRows:
    """Rows whose sums are at least, equal to or above numbers; unknowns are at least 0.

    Parameters
    ----------
    rows : sequence of Row
        The rows.
    layout : Layout
        Where they stand.
    above : int or Fraction
        By how much what must exceed a number does, at the least.
    """

    def __init__(self, rows: Sequence[Row], layout: Layout, above: Number = LEAST) -> None:
        self._rows, self._layout, self._more = rows, layout, above
        #: Unknowns, then what the rows come to; the basic ones in terms of the others.
        self._value: list[Number] = [0] * (layout.width + len(rows))
        self._basic: dict[int, Sparse] = {}
        self._stands: defaultdict[int, set[int]] = defaultdict(set)
        self._low: dict[int, Number] = dict.fromkeys(range(layout.width), 0)
        self._high: dict[int, Number] = {}
        self._entered: set[int] = set()
        #: Basic ones that are not within their ends.
        self._outside: set[int] = set()
        #: Unknowns that have moved since rows were looked through.
        self._moved: set[int] = set()

    def refute(self, on: Collection[int]) -> Sparse | None:
        """Return multipliers of some rows that cannot all hold; None if they can.

        Parameters
        ----------
        on : set of int
            The rows asked about.

        Returns
        -------
        dict of int to number or None
            How often each is taken in a sum that nothing satisfies.
        """
        for row in sorted(self._entered):
            self._switch(row, row in on)
        self._moved.update(one for one in range(self._layout.width) if self._value[one])
        missed = [row for row in self._layout.asks if row in on and row not in self._entered]
        while True:
            for row in missed:
                self._enter(row)
            clash = self._settle()
            if clash is not None:
                return clash
            missed = self._missed(on)
            if not missed:
                return None

    def least(self, goal: Mapping[int, Number], on: Collection[int]) -> Sparse | None:
        """Go on to a point at which a sum of unknowns is least, among those that satisfy rows.

        Parameters
        ----------
        goal : mapping of int to number
            How often each unknown is taken in the sum.
        on : set of int
            The rows, which were not refuted just now.

        Returns
        -------
        dict of int to number or None
            How often each row is taken in the proof; None if the sum falls without end.
        """
        turn = 0
        while True:
            turn += 1
            costs: Sparse = {}
            for one, by in goal.items():
                _add(costs, self._basic.get(one, {one: 1}), by)
            free = [one for one, by in costs.items() if self._free(one, -by)]
            if free:
                few = turn < PATIENCE
                enters = min(free, key=lambda one: (few and len(self._stands[one]), one))
                way = -1 if costs[enters] > 0 else 1
                if self._went(enters, way):
                    continue
                missed = self._against(enters, way, on)
                if not missed:
                    return None
            else:
                missed = self._missed(on)
                if not missed:
                    width = self._layout.width
                    return {one - width: by for one, by in costs.items() if one >= width}
            for row in missed:
                self._enter(row)
            self._settle()

    def _went(self, enters: int, way: int) -> bool:
        """Move one that is not basic as far as the ends allow; say whether there are any."""
        rooms = []
        for one in self._stands[enters]:
            by = way * self._basic[one][enters]
            ends = self._low if by < 0 else self._high
            if one in ends:
                rooms.append((divide(ends[one] - self._value[one], by), one))
        own = self._low if way < 0 else self._high
        if enters in own:
            rooms.append((way * (own[enters] - self._value[enters]), enters))
        if not rooms:
            return False
        room, leaves = min(rooms)
        self._move(enters, way * room)
        if leaves != enters:
            self._pivot(leaves, enters)
        return True

    def _against(self, enters: int, way: int, on: Collection[int]) -> list[int]:
        """Return rows outside the tableau that do not let one move on without end."""
        width, meets, _ = self._layout
        speed = {one: way * self._basic[one][enters] for one in self._stands[enters] if one < width}
        if enters < width:
            speed[enters] = way
        found = []
        for row in {row for one in speed for row in meets[one]}.intersection(on) - self._entered:
            total = sum(by * speed.get(one, 0) for one, by in self._rows[row].terms)
            if total < 0 or (total and self._rows[row].equal):
                found.append(row)
        return sorted(found)

    def point(self) -> list[Number]:
        """Return the unknowns at the last point."""
        return self._value[: self._layout.width]

    def _missed(self, on: Collection[int]) -> list[int]:
        """Return rows outside the tableau that the point does not satisfy."""
        meets = self._layout.meets
        near = {row for one in self._moved for row in meets[one]}
        self._moved.clear()
        return sorted(row for row in near if row in on and not self.holds(row))

    def holds(self, row: int) -> bool:
        """Say whether the last point satisfies a row."""
        own, total = self._rows[row], self._total(row)
        if own.equal or own.strict:
            return total == own.rhs if own.equal else total >= own.rhs + self._more
        return total >= own.rhs

    def _total(self, row: int) -> Number:
        total: Number = 0
        for one, by in self._rows[row].terms:
            if value := self._value[one]:
                total += by * value
        return total

    def _switch(self, row: int, on: bool) -> None:
        """Let a row count, or not."""
        own, name = self._rows[row], self._layout.width + row
        if on:
            self._low[name] = own.rhs + self._more if own.strict else own.rhs
            if own.equal:
                self._high[name] = own.rhs
        else:
            self._low.pop(name, None)
            self._high.pop(name, None)
        if name in self._basic:
            self._look(name)
        elif self._way(name):
            self._move(name, self._low[name] - self._value[name])

    def _way(self, name: int) -> int:
        """Return 1 for what has to grow, -1 for what has to fall, 0 for what is within its ends."""
        value = self._value[name]
        if name in self._low and value < self._low[name]:
            return 1
        return -1 if name in self._high and value > self._high[name] else 0

    def _look(self, name: int) -> None:
        """Note what a basic one has come to."""
        (self._outside.add if self._way(name) else self._outside.discard)(name)
        if name < self._layout.width:
            self._moved.add(name)

    def _move(self, name: int, by: Number) -> None:
        """Move what is not basic, and with it what is put in terms of it."""
        self._value[name] = whole(self._value[name] + by)
        if name < self._layout.width:
            self._moved.add(name)
        for other in self._stands[name]:
            self._value[other] = whole(self._value[other] + self._basic[other][name] * by)
            self._look(other)

    def _enter(self, row: int) -> None:
        name = self._layout.width + row
        terms: Sparse = {}
        for one, by in self._rows[row].terms:
            _add(terms, self._basic.get(one, {one: 1}), by)
        self._basic[name] = terms
        for one in terms:
            self._stands[one].add(name)
        self._value[name] = whole(self._total(row))
        self._entered.add(row)
        self._switch(row, True)

    def _settle(self) -> Sparse | None:
        """Move to a point within all ends; return multipliers of the rows that do not allow it."""
        turn = 0
        while self._outside:
            turn += 1
            few = turn < PATIENCE
            leaves = min(self._outside, key=lambda one: (few and len(self._basic[one]), one))
            way = self._way(leaves)
            terms = self._basic[leaves]
            free = [one for one, by in terms.items() if self._free(one, way * by)]
            if not free:
                times = {one: -way * by for one, by in terms.items()} | {leaves: way}
                width = self._layout.width
                return {one - width: by for one, by in times.items() if one >= width}
            enters = min(free, key=lambda one: (few and len(self._stands[one]), one))
            end = (self._low if way > 0 else self._high)[leaves]
            self._move(enters, divide(end - self._value[leaves], terms[enters]))
            self._pivot(leaves, enters)
        return None

    def _free(self, name: int, way: Number) -> bool:
        """Say whether what is not basic can grow, or fall."""
        if way > 0:
            return name not in self._high or self._value[name] < self._high[name]
        return name not in self._low or self._value[name] > self._low[name]

    def _pivot(self, leaves: int, enters: int) -> None:
        """Put one that is not basic in terms of one that is."""
        terms = self._basic.pop(leaves)
        own = terms.pop(enters)
        for one in terms:
            self._stands[one].remove(leaves)
        new: Sparse = {one: divide(-by, own) for one, by in terms.items()}
        new[leaves] = divide(1, own)
        self._stands[leaves] = set()
        for other in self._stands.pop(enters) - {leaves}:
            entries = self._basic[other]
            _add(entries, new, entries.pop(enters))
            for one in new:
                (self._stands[one].add if one in entries else self._stands[one].discard)(other)
        self._basic[enters] = new
        for one in new:
            self._stands[one].add(enters)
        self._look(enters)


def _add(total: Sparse, terms: Sparse, times: Number) -> None:
    for one, by in terms.items():
        if value := total.get(one, 0) + times * by:
            total[one] = whole(value)
        else:
            total.pop(one, None)

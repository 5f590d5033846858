"""The same system with fewer unknowns, exactly: what it refutes and allows, the whole does.

An unknown that nothing holds down can be as large as its rows ask, and one that nothing holds up
can be 0: its rows are done with. Any other that no figure names is put in terms of its neighbours
where that makes no more rows than it takes away (Fourier 1826; Motzkin 1936; Dines 1919; bounded as
by Een & Biere 2005, "Effective preprocessing in SAT through variable and clause elimination").
Every row is a sum of rows of the whole, to which proofs are carried back.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from purgestats._unswept import unswept
from purgestats.ledger.model.fillable import Told, fillable
from purgestats.ledger.model.redundancy import without_redundant
from purgestats.ledger.model.rows import HARD, Kind, Number, Row, System, whole

#: Rows of which rows are made, and how often each is taken.
Made = tuple[tuple[int, Number], ...]
ROUNDS = 2
MOST_TRIED = 6
#: Rows more, before those are counted that say nothing new, with which a variable is left alone.
MOST_GROWTH = 0


@dataclass(frozen=True)
class Reduced:
    """A smaller system that has a solution for just the units for which another has one.

    Parameters
    ----------
    system : System
        With the same units.
    columns : list of int
        For each of its variables, the number in the other system.
    rows : list of int
        For each of its rows, what it is called in ``made``.
    made : list of tuple of (int, number)
        What each row was made of; the rows of the other system come first, made of nothing.
    """

    system: System
    columns: list[int]
    rows: list[int]
    made: list[Made]

    def lifted(self, times: Mapping[int, Number]) -> dict[int, Number]:
        """Return multipliers of the other system's rows that come to those of these rows."""
        total: dict[int, Number] = {}
        for number, multiplier in times.items():
            name = self.rows[number]
            total[name] = total.get(name, 0) + multiplier
        left = [-one for one in total]
        heapq.heapify(left)
        found: dict[int, Number] = {}
        while left:
            name = -heapq.heappop(left)
            multiplier = total.pop(name)
            if not self.made[name]:
                found[name] = multiplier
            for other, share in self.made[name]:
                if other not in total:
                    heapq.heappush(left, -other)
                    total[other] = 0
                total[other] += multiplier * share
        return {name: multiplier for name, multiplier in found.items() if multiplier}


@unswept()
def reduced(system: System, keep: Collection[int]) -> Reduced:
    """Return a smaller system.

    Parameters
    ----------
    system : System
        Any system.
    keep : collection of int
        Variables that are asked about, whose least and greatest values stay what they are.

    Returns
    -------
    Reduced
        The rows left, those of figures and assumptions last.
    """
    work = _Work(system, frozenset(keep))
    for _ in range(ROUNDS):
        work.shrink(substitute=False)
        work.drop_redundant()
        work.shrink(substitute=True)
    return work.result()


@dataclass
class _Work:
    """Rows by name, and the names of the rows in which each variable stands."""

    system: System
    keep: frozenset[int]
    terms: dict[int, dict[int, Number]] = field(default_factory=dict)
    equal: set[int] = field(default_factory=set)
    made: list[Made] = field(default_factory=list)
    known: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        size = len(self.system.variables)
        #: By variable: rows in which it helps, rows in which it costs, equations.
        self.up: list[set[int]] = [set() for _ in range(size)]
        self.down: list[set[int]] = [set() for _ in range(size)]
        self.even: list[set[int]] = [set() for _ in range(size)]
        #: What each row says, as ``known`` has it.
        self.says: dict[int, object] = {}
        self.touched: set[int] = set()
        #: How often it was tried to put a variable in terms of others.
        self.tried: dict[int, int] = {}
        self.unit = [row.unit for row in self.system.rows]
        #: What states a number stands as it is: the number may be another.
        self.figures = {
            one
            for one, row in enumerate(self.system.rows)
            if row.unit != HARD and (row.kind == "claim" or row.rhs)
        }
        self.made = [()] * len(self.system.rows)
        rows = [{one: whole(value) for one, value in row.terms} for row in self.system.rows]
        left_out, told = self._fillable(rows)
        for name, row in enumerate(self.system.rows):
            if left_out.isdisjoint(rows[name]):
                self._enter(name, rows[name], row.equal)
        for name, terms, times in told:
            self._make(_New(terms, False, self.unit[name], tuple(times.items())))
        self.named = {
            variable
            for name, terms in self.terms.items()
            if name in self.figures
            for variable in terms
        }

    def _fillable(self, rows: list[dict[int, Number]]) -> tuple[set[int], list[Told]]:
        """Return unknowns that are not needed, and what is said of the others.

        Time is cut up before anything else is.
        """
        system = self.system.rows
        firm = {
            name: 1 if row.kind == "time" else 2
            for name, row in enumerate(system)
            if row.unit == HARD
        }
        named = {variable for name in self.figures for variable in rows[name]}
        equal = {name for name, row in enumerate(system) if row.equal}
        return fillable(dict(enumerate(rows)), equal, firm, named | self.keep)

    def _enter(self, name: int, terms: dict[int, Number], equal: bool) -> None:
        figure = name in self.figures
        if not figure:
            says = equal, self.unit[name], frozenset(terms.items())
            if says in self.known or not terms or (not equal and min(terms.values()) > 0):
                return
            self.known.add(says)
            self.says[name] = says
        self.terms[name] = terms
        # The figure of a share may be another, and even 0: its base counts both ways.
        both = figure and len(terms) > 1
        if equal:
            self.equal.add(name)
        for variable, value in terms.items():
            if equal:
                self.even[variable].add(name)
                continue
            if value > 0 or both:
                self.up[variable].add(name)
            if value < 0 or both:
                self.down[variable].add(name)
        self.touched.update(terms)

    def _leave(self, name: int) -> dict[int, Number]:
        terms = self.terms.pop(name)
        if name not in self.figures:
            self.known.remove(self.says.pop(name))
        if name in self.equal:
            self.equal.remove(name)
            for variable in terms:
                self.even[variable].remove(name)
        else:
            for variable in terms:
                self.up[variable].discard(name)
                self.down[variable].discard(name)
        self.touched.update(terms)
        return terms

    def _make(self, new: _New) -> None:
        self.made.append(new.made)
        self.unit.append(new.unit)
        self._enter(len(self.made) - 1, new.terms, new.equal)

    def shrink(self, substitute: bool) -> None:
        """Take variables away, the cheapest first, until none can be."""
        size = len(self.up)
        self.touched = set(range(size)) - self.keep
        heap: list[int] = []
        growth = [0] * size
        #: What could not be taken away, and has not been touched since.
        settled: set[int] = set()
        while True:
            if self.touched:
                settled -= self.touched
                for one in self.touched - self.keep:
                    growth[one] = self._growth(one)
                    heapq.heappush(heap, growth[one] * size + one)
                self.touched = set()
            if not heap:
                return
            more, variable = divmod(heapq.heappop(heap), size)
            again = variable in settled
            if more == growth[variable] and (again or not self._done_with(variable)):
                settled.add(variable)
                if not again:
                    self._relax(variable)
                if substitute and more <= MOST_GROWTH and variable not in self.named:
                    self._put_in(variable, again)

    def _growth(self, variable: int) -> int:
        """Return about how many rows more there would be without a variable."""
        if self.even[variable]:
            return -1
        up, down = len(self.up[variable]), len(self.down[variable])
        return up * down - up - down

    def _done_with(self, variable: int) -> bool:
        """Take away a variable that nothing holds down, or up; say whether it is gone."""
        up, down, even = self.up[variable], self.down[variable], self.even[variable]
        if even or (up and down):
            return not (even or up or down)
        for name in sorted(up):
            self._leave(name)
        for name in sorted(down):
            self._without(name, variable)
        return True

    def _without(self, name: int, variable: int) -> None:
        """Let a variable be 0 in a row in which it only costs."""
        new = self._without_one(name, 1, variable)
        self._leave(name)
        if name not in self.figures:
            self._make(new)
        elif new.terms or self.system.rows[name].rhs > 0:
            self._enter(name, new.terms, False)

    def _relax(self, variable: int) -> None:
        """Make an inequality of the one equation that settles a variable by itself."""
        if len(self.even[variable]) != 1:
            return
        (name,) = self.even[variable]
        if self.unit[name] != HARD:
            return
        own = self.terms[name][variable]
        others = [value for one, value in self.terms[name].items() if one != variable]
        if not self.down[variable]:
            turn = -1 if own > 0 else 1
        elif not self.up[variable] and all((value > 0) != (own > 0) for value in others):
            turn = 1 if own > 0 else -1
        else:
            return
        terms = self._leave(name)
        turned = {one: turn * value for one, value in terms.items()}
        self._make(_New(turned, False, HARD, ((name, turn),)))

    def _put_in(self, variable: int, again: bool) -> None:
        """Put a variable in terms of others, unless that makes more rows or longer ones."""
        tried = self.tried[variable] = self.tried.get(variable, 0) + 1
        if tried > MOST_TRIED or again or self._mixes_units(variable):
            return
        old = sorted(self.up[variable] | self.down[variable] | self.even[variable])
        entries = sum(len(self.terms[name]) for name in old)
        new: list[_New] = []
        made = self._by_equation if self.even[variable] else self._by_pairs
        for one in made(variable):
            if one.terms and (one.equal or min(one.terms.values()) < 0):
                new.append(one)
                entries -= len(one.terms)
                if entries < 0 or len(new) > len(old):
                    return
        for name in old:
            self._leave(name)
        for one in new:
            self._make(one)

    def _mixes_units(self, variable: int) -> bool:
        """Say whether rows of several units would have to be added up."""
        if self.even[variable]:
            return any(self.unit[name] != HARD for name in self.even[variable])
        up, down = (
            {self.unit[name] for name in side[variable]} - {HARD} for side in (self.up, self.down)
        )
        return bool(up and down) and len(up | down) > 1

    def _by_equation(self, variable: int) -> Iterator[_New]:
        best = min(self.even[variable], key=lambda name: (len(self.terms[name]), name))
        own = self.terms[best][variable]
        turn = 1 if own > 0 else -1
        # The variable, too, is at least 0.
        yield self._without_one(best, -turn, variable)
        for name in sorted(self.up[variable] | self.down[variable] | self.even[variable]):
            if name != best:
                share = -turn * self.terms[name][variable]
                yield self._sum(name, turn * own, best, share, name in self.equal)

    def _by_pairs(self, variable: int) -> list[_New]:
        new: list[_New] = []
        for low in sorted(self.down[variable]):
            new.append(self._without_one(low, 1, variable))
            for high in sorted(self.up[variable]):
                much = self.terms[high][variable], -self.terms[low][variable]
                new.append(self._sum(low, much[0], high, much[1], False))
        return _undominated(new)

    def _without_one(self, name: int, turn: int, variable: int) -> _New:
        terms = _times(self.terms[name], turn)
        del terms[variable]
        return _New(terms, False, self.unit[name], ((name, turn),))

    def _sum(self, one: int, times: Number, other: int, share: Number, equal: bool) -> _New:
        total = _times(self.terms[one], times)
        for variable, value in self.terms[other].items():
            if left := total.get(variable, 0) + share * value:
                total[variable] = left
            else:
                del total[variable]
        unit = max(self.unit[one], self.unit[other])
        return _New(total, equal, unit, ((one, times), (other, share)))

    def drop_redundant(self) -> None:
        """Take away what other rows say together."""
        rows = {name: terms for name, terms in self.terms.items() if self.unit[name] == HARD}
        for name in without_redundant(rows, self.equal):
            self._leave(name)

    def result(self) -> Reduced:
        """Return the system that is left."""
        there = {one for terms in self.terms.values() for one in terms}
        columns = sorted(there | self.keep)
        place = {variable: number for number, variable in enumerate(columns)}
        names = sorted(self.terms, key=lambda name: (self.unit[name] != HARD, name))
        rows = []
        for name in names:
            terms = tuple((place[one], value) for one, value in self.terms[name].items())
            if name in self.figures:
                row = self.system.rows[name]
                rows.append(row if terms == row.terms else replace(row, terms=terms))
            else:
                kind: Kind = "partition" if self.unit[name] == HARD else "assumption"
                rows.append(Row(kind, self.unit[name], "", terms, 0, name in self.equal))
        variables = [self.system.variables[one] for one in columns]
        return Reduced(System(variables, rows, self.system.units), columns, names, self.made)


class _New(NamedTuple):
    """A row to be: its terms, whether it is an equation, whose it is, what it is made of."""

    terms: dict[int, Number]
    equal: bool
    unit: int
    made: Made


def _times(terms: dict[int, Number], much: Number) -> dict[int, Number]:
    if much == 1:
        return terms.copy()
    return {variable: much * value for variable, value in terms.items()}


def _undominated(rows: list[_New]) -> list[_New]:
    """Leave out inequalities that another implies by itself, unknowns being at least 0."""
    found: list[_New] = []
    for one in sorted(rows, key=lambda row: sum(row.terms.values())):
        if not any(
            other.unit in (one.unit, HARD) and _at_most(other.terms, one.terms) for other in found
        ):
            found.append(one)
    return found


def _at_most(one: Mapping[int, Number], other: Mapping[int, Number]) -> bool:
    """Say whether no coefficient of one row exceeds the other's."""
    return all(other.get(variable, 0) >= value for variable, value in one.items()) and all(
        value >= one.get(variable, 0) for variable, value in other.items()
    )

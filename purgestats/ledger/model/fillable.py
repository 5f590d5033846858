"""Unknowns that can be left out together: whatever the others are, values for them can be found.

Each is given a value in terms of the others, the least it can have: a whole that an equation makes
up, the sum of its parts; any other, 0. Where the rows that name none of them imply what every other
row then says, these other rows say nothing about what is left. So sentences of a kind that nobody
counted drop out, and with them all convictions, where these need only be as many as the death
sentences. A row in which all of them only cost says of what is left what it says with these values:
convictions being no more than arrests, death sentences are not either.
"""

import heapq
from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import count
from typing import NamedTuple

from purgestats.ledger.model.redundancy import Sums, Terms
from purgestats.ledger.model.rows import Number


class Told(NamedTuple):
    """What a row says of what is left: its sum is at least 0, as so often of each row come to."""

    row: int
    terms: dict[int, Number]
    times: dict[int, Number]


def fillable(
    rows: Mapping[int, Terms],
    equal: Collection[int],
    firm: Mapping[int, int],
    keep: Collection[int],
) -> tuple[set[int], list[Told]]:
    """Return unknowns that can be left out, and what the rows that name them say of the others.

    Parameters
    ----------
    rows, equal : mapping, collection of int
        As for :func:`purgestats.ledger.model.redundancy.without_redundant`.
    firm : mapping of int to int
        The rows that always hold, and of equations how late to do without the whole's value.
    keep : collection of int
        Variables that stay.

    Returns
    -------
    tuple of set of int and list of Told
        As many unknowns as were found, which may not be all: where what one is given is not enough
        for a row, those of its unknowns that would help it stay.
    """
    work = _Work(rows, equal, firm, keep)
    work.settle()
    return work.open, [work.put_in(*one) for one in sorted(work.telling) if work.missing[one[0]]]


class _Work:
    """The unknowns that may still be left out, and the rows that name none of them."""

    def __init__(
        self,
        rows: Mapping[int, Terms],
        equal: Collection[int],
        firm: Mapping[int, int],
        keep: Collection[int],
    ) -> None:
        self.rows, self.equal, self.firm = rows, equal, firm
        self.sums = Sums({name: rows[name] for name in firm}, equal)
        _without_circles(self.sums.defined)
        self.wholes: dict[int, list[int]] = {}
        for whole, (name, _) in self.sums.defined.items():
            self.wholes.setdefault(name, []).append(whole)
        self.of: dict[int, list[int]] = {}
        for name, terms in rows.items():
            for variable in terms:
                self.of.setdefault(variable, []).append(name)
        self.open = set(self.of).difference(keep)
        self.staying: dict[int, list[int]] = {}
        self.missing = {name: len(self.open & terms.keys()) for name, terms in rows.items()}
        self.sums.there = {name for name in firm if not self.missing[name]}
        self.soon = {name for name, missing in self.missing.items() if missing}
        self.turn = count()
        #: Rows, or their opposites, that say something of what stays.
        self.telling: set[tuple[int, int]] = set()
        self.waiting = [(0, next(self.turn), name) for name in sorted(self.soon)]

    def settle(self) -> None:
        """Look at rows until the others imply all that name an unknown to be left out."""
        while self.waiting:
            late, _, name = heapq.heappop(self.waiting)
            if not late:
                self.soon.discard(name)
            # What makes up a whole that is left out says nothing: the whole is given that value.
            if self.missing[name] and self.open.isdisjoint(self.wholes.get(name, ())):
                self._look_at(late, name, 1)
                if self.missing[name] and name in self.equal:
                    self._look_at(late, name, -1)

    def _look_at(self, late: int, name: int, turn: int) -> None:
        """Keep what would help a row that is not implied, or put that off."""
        terms = self.rows[name]
        self.telling.discard((name, turn))
        if self.sums.imply(self._filled_in(terms, turn)):
            return
        helpful = [one for one, value in terms.items() if one in self.open and turn * value > 0]
        if not helpful:
            self.telling.add((name, turn))
            return
        due = max(
            self.firm[self.sums.defined[one][0]] if one in self.sums.defined else 0
            for one in helpful
        )
        if due > late:
            heapq.heappush(self.waiting, (due, next(self.turn), name))
        else:
            for one in helpful:
                self._keep(one)

    def _filled_in(self, terms: Terms, turn: int) -> dict[int, Number]:
        """Return terms, or their opposite, with the values given to what is left out."""
        found: dict[int, Number] = {}
        for variable, value in reversed(list(terms.items())):
            for one in self._staying(variable):
                found[one] = found.get(one, 0) + turn * value
        return found

    def put_in(self, name: int, turn: int) -> Told:
        """Return a row, or its opposite, with the values given to what is left out."""
        terms = {one: turn * value for one, value in self.rows[name].items()}
        times: dict[int, Number] = {name: turn}
        while left := sorted(self.open.intersection(terms)):
            for one in left:
                value = terms.pop(one)
                if one in self.sums.defined:
                    whole = self.sums.defined[one][0]
                    share = -value * self.rows[whole][one]
                    times[whole] = times.get(whole, 0) + share
                    for other, much in self.rows[whole].items():
                        if other != one:
                            terms[other] = terms.get(other, 0) + share * much
        return Told(name, {one: value for one, value in terms.items() if value}, times)

    def _staying(self, variable: int) -> list[int]:
        """Return what a variable comes to: itself if it stays, what stays of its parts, or 0."""
        if variable not in self.open:
            return [variable]
        if variable not in self.staying:
            _, parts = self.sums.defined.get(variable, (0, []))
            self.staying[variable] = [
                one for part in reversed(parts) for one in self._staying(part)
            ]
        return self.staying[variable]

    def _keep(self, variable: int) -> None:
        """Keep a variable, and look again at all rows that say something else now."""
        self.open.discard(variable)
        for name in self.of[variable]:
            self.missing[name] -= 1
            if not self.missing[name] and name in self.firm:
                self.sums.there.add(name)
        changed, stack = {variable}, [variable]
        while stack:
            for name in self.of[stack.pop()]:
                if self.missing[name] and name not in self.soon:
                    self.soon.add(name)
                    heapq.heappush(self.waiting, (0, next(self.turn), name))
                new = self.open.intersection(self.wholes.get(name, ())) - changed
                changed |= new
                stack += sorted(new)
        for one in changed:
            self.staying.pop(one, None)


def _without_circles(defined: dict[int, tuple[int, list[int]]]) -> None:
    """Drop what is defined by itself."""
    while True:
        graph = {whole: parts for whole, (_, parts) in defined.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            del defined[error.args[1][0]]
        else:
            return

"""Points of a programme in exact numbers: solved from a basis, or from the point solved before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from purgestats.ledger.model.rows import Number
from purgestats.ledger.proofs.basis import Basis, Line, values
from purgestats.ledger.proofs.rational import Sparse, divide
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

MOVED_ABOVE = 1e-9


@dataclass(frozen=True)
class _Solved:
    """A point that satisfies everything, and what its basis made exact.

    Parameters
    ----------
    point : list of Fraction
        One value a column.
    floats : array of float
        The same, rounded.
    held : array of bool
        Lines that hold with equality.
    placed : array of bool
        Columns that stand at a bound.
    """

    point: list[Number]
    floats: Floats
    held: Bools
    placed: Bools


class Points:
    """Solves and checks the points of one programme.

    Parameters
    ----------
    lines : sequence of Line
        The rows.
    low, high : list of Fraction or None
        The boxes, which may be changed in place; :meth:`rebox` must then be told.
    scale : array of float
        A magnitude typical of each column.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        low: list[Number],
        high: list[Number | None],
        scale: Floats,
    ) -> None:
        self.lines, self.low, self.high, self.scale = lines, low, high, scale
        self._last: _Solved | None = None
        self._reboxed: set[int] = set()

    def rebox(self, column: int) -> None:
        """Note that the box of a column is another one now.

        Parameters
        ----------
        column : int
            Which.
        """
        self._reboxed.add(column)

    def of(self, basis: Basis) -> list[Number] | None:
        """Return the point of a basis exactly, if it satisfies every row and box.

        Parameters
        ----------
        basis : Basis
            As the solver left it.

        Returns
        -------
        list of Fraction or None
            One value a column.

        Notes
        -----
        A basis differs from the one before in a few columns, and so does its point. What floats
        say has not moved is taken over and the rest solved from the tight rows around it; unless
        every one of these then holds exactly, the whole basis is solved.
        """
        if len(basis.basic) != len(basis.tight):
            return None
        placed = np.ones(len(self.low), dtype=bool)
        placed[basis.basic] = False
        held = np.zeros(len(self.lines), dtype=bool)
        held[basis.tight] = True
        moved = self._moved(basis, placed, held)
        if moved is None:
            point = values(self.lines, basis, self.low, self.high)
            if point is None or not self.allows(point, basis.tight):
                return None
            floats = np.array([float(one) for one in point])
        else:
            point, floats = self._taken(moved)
            if not self._still(point, floats, moved, held):
                return None
        self._last = _Solved(point, floats, held, placed)
        self._reboxed.clear()
        return point

    def _taken(self, moved: Sparse) -> tuple[list[Number], Floats]:
        """Return the last point with other values in some columns, exact and rounded."""
        assert self._last is not None
        point, floats = self._last.point.copy(), self._last.floats.copy()
        for column, value in moved.items():
            point[column] = value
            floats[column] = float(value)
        return point, floats

    def _moved(self, basis: Basis, placed: Bools, held: Bools) -> Sparse | None:
        """Return the values of columns where the point of a basis is not the last one.

        None if there is no last point, or the rest cannot be solved row by row.
        """
        last = self._last
        if last is None:
            return None
        before = last.floats / self.scale
        gone = np.abs(basis.values - before) > MOVED_ABOVE * np.maximum(1.0, np.abs(before))
        new = gone | ~last.placed
        new[list(self._reboxed)] = True
        found: Sparse = {}
        for column in np.flatnonzero(placed & new).tolist():
            top = self.high[column] if column in basis.upper else None
            stands = self.low[column] if top is None else top
            if stands != last.point[column]:
                found[column] = stands
        open_ = set(np.flatnonzero(gone & ~placed).tolist())
        touched = np.zeros(len(self.lines), dtype=bool)
        for column in (*found, *open_):
            touched[self._speak[column]] = True
        rows = np.flatnonzero(held & (touched | ~last.held)).tolist()
        return found if self._complete(found, open_, rows, last.point) else None

    def _complete(
        self, found: Sparse, open_: set[int], rows: Sequence[int], last: Sequence[Number]
    ) -> bool:
        """Solve rows for open columns, one by one; say whether that made every row hold."""
        waiting: dict[int, Sparse] = {}
        right: dict[int, Number] = {}
        for number in rows:
            rest, unknown = self.lines[number].rhs, {}
            for column, times in self.lines[number].terms:
                if column in open_:
                    unknown[column] = times
                else:
                    value = found.get(column, last[column])
                    if value:
                        rest -= times * value
            waiting[number], right[number] = unknown, rest
        queue = [number for number in rows if len(waiting[number]) == 1]
        while queue:
            row = waiting[queue[-1]]
            number = queue.pop()
            if len(row) != 1:
                continue
            ((column, times),) = row.items()
            value = found[column] = divide(right[number], times)
            open_.discard(column)
            for other in self._speak[column]:
                left = waiting.get(other)
                if left and column in left:
                    right[other] -= left.pop(column) * value
                    if len(left) == 1:
                        queue.append(other)
        return not open_ and not any(right.values())

    def _still(
        self, point: Sequence[Number], floats: Floats, moved: Iterable[int], held: Bools
    ) -> bool:
        """Say whether a point satisfies everything, if it did so before some columns moved."""
        columns = list(moved)
        if not self.within(point, {*columns, *self._reboxed}):
            return False
        known = np.ones(len(self.lines), dtype=bool)
        for column in columns:
            known[self._speak[column]] = False
        return self._hold(point, floats, known | held)

    def within(self, point: Sequence[Number], columns: Iterable[int]) -> bool:
        """Say whether a point lies within the boxes of some columns.

        Parameters
        ----------
        point : sequence of Fraction
            One value a column.
        columns : iterable of int
            The columns.

        Returns
        -------
        bool
            True if it does.
        """
        for column in columns:
            top = self.high[column]
            if point[column] < self.low[column] or (top is not None and point[column] > top):
                return False
        return True

    def allows(self, point: Sequence[Number], held: Sequence[int] = ()) -> bool:
        """Say whether a point satisfies every row and box exactly.

        Parameters
        ----------
        point : sequence of Fraction
            One value a column.
        held : sequence of int
            Lines known to hold with equality.

        Returns
        -------
        bool
            True if it does.
        """
        if not self.within(point, range(len(self.low))):
            return False
        known = np.zeros(len(self.lines), dtype=bool)
        known[list(held)] = True
        return self._hold(point, np.array([float(one) for one in point]), known)

    def _hold(self, point: Sequence[Number], floats: Floats, known: Bools) -> bool:
        """Say whether all lines hold that are not known to.

        Lines are looked at in floats first. With n terms the rounding of coefficients, values,
        products and their sum stays below n + 4 units in the last place of the sum of sizes
        (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1); only lines whose
        sum lies within that of the right side are summed exactly.
        """
        line, column, value, right, equal = self._arrays
        terms = value * floats[column]
        count = len(self.lines)
        room = np.bincount(line, terms, count) - right
        size = np.bincount(line, np.abs(terms), count) + np.abs(right)
        error = (np.bincount(line, minlength=count) + 4) * np.finfo(float).eps * size
        if ((room < -error) | (equal & (room > error))).any():
            return False
        unsure = ~known & (equal | (room <= error))
        for number in np.flatnonzero(unsure).tolist():
            one = self.lines[number]
            total = sum(times * point[place] for place, times in one.terms)
            if total < one.rhs or (one.equal and total != one.rhs):
                return False
        return True

    @cached_property
    def _arrays(self) -> tuple[Ints, Ints, Floats, Floats, Bools]:
        """Line, column and coefficient of every term; right side of every line, and if equal."""
        terms = [(n, *term) for n, line in enumerate(self.lines) for term in line.terms]
        return (
            np.array([one[0] for one in terms], dtype=np.int64),
            np.array([one[1] for one in terms], dtype=np.int64),
            np.array([float(one[2]) for one in terms]),
            np.array([float(line.rhs) for line in self.lines]),
            np.array([line.equal for line in self.lines], dtype=bool),
        )

    @cached_property
    def _speak(self) -> list[list[int]]:
        """The lines that speak of each column."""
        found: list[list[int]] = [[] for _ in self.low]
        for number, line in enumerate(self.lines):
            for column, _ in line.terms:
                found[column].append(number)
        return found

"""Rows of one unknown each, told as the box they keep it in: to a solver a box is no row."""

from collections.abc import Sequence

import numpy as np

from purgestats.ledger.lp import MISSED
from purgestats.ledger.lp.scaling import powers_of_two
from purgestats.ledger.model.rows import Row
from purgestats.ledger.propagation.arrays import Bools, Floats


class Boxes:
    """Rows that each state the least or the greatest value of one unknown.

    Parameters
    ----------
    rows : sequence of Row
        The rows, numbered here as they stand.
    scale : array of float, shape (unknowns,)
        What each unknown is counted in.
    """

    def __init__(self, rows: Sequence[Row], scale: Floats) -> None:
        self._column = np.array([row.terms[0][0] for row in rows], dtype=np.int64)
        value = np.array([float(row.terms[0][1]) for row in rows]) * scale[self._column]
        self._end = np.array([float(row.rhs) for row in rows]) / value
        self._is_high = value < 0
        #: What rows are divided by, and the entry that each then has.
        self.unit = powers_of_two(np.abs(value))
        self.size = np.abs(value) / self.unit
        rank = np.argsort(self._end, kind="stable")
        low = rank[~self._is_high[rank] & (self._end[rank] > 0)]
        #: For each side the rows that state its end, the narrowest last.
        self._order = low, rank[self._is_high[rank]][::-1]
        #: The ends, and which row states each; -1 for none.
        self.ends = np.zeros((2, len(scale)))
        self.by = np.full((2, len(scale)), -1)
        #: Rows that leave an unknown no room; then the one above does not count.
        self.crossing: list[int] = []

    def set(self, on: Bools) -> None:
        """Let just some rows count."""
        self.by[:] = -1
        self.ends[:] = [[0.0], [np.inf]]
        for side, order in enumerate(self._order):
            rows = order[on[order]]
            self.ends[side, self._column[rows]] = self._end[rows]
            self.by[side, self._column[rows]] = rows
        crossed = np.flatnonzero(self.ends[0] > self.ends[1])
        self.crossing = [one for one in self.by[:, crossed[:1]].ravel().tolist() if one >= 0]
        self.ends[1, crossed] = np.inf

    def missed(self, point: Floats) -> Bools:
        """Say which rows a point does not satisfy."""
        beyond = np.where(self._is_high, 1.0, -1.0) * (point[self._column] - self._end)
        found: Bools = beyond > MISSED
        return found

    def times(self, surplus: Floats) -> Floats:
        """Return how often each row is taken so that what other rows have too much of cancels."""
        found = np.zeros(len(self._end))
        for side, much in enumerate((-surplus, surplus)):
            rows = self.by[side][(much > 0) & (self.by[side] >= 0)]
            found[rows] = much[self._column[rows]] / self.size[rows]
        return found

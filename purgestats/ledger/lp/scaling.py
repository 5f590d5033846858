"""Rows and columns counted each in its own magnitude, by powers of two, which change no digit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from purgestats.ledger.lp import Matrix, Simplex
from purgestats.ledger.lp.highs import Floats
from purgestats.ledger.model.rows import Number, Row

Terms = Sequence[tuple[int, Number]]


def powers_of_two(values: Floats) -> Floats:
    """Return the power of two nearest each positive value, and 1 for others.

    Parameters
    ----------
    values : array of float
        Magnitudes.

    Returns
    -------
    array of float
        Scaling by them changes no digit.

    Examples
    --------
    >>> powers_of_two(np.array([700_000.0, 0.0])).tolist()
    [524288.0, 1.0]
    """
    usable = np.isfinite(values) & (values > 0)
    found: Floats = 2.0 ** np.round(np.log2(np.where(usable, values, 1.0)) - 0.1)
    return np.where(usable, found, 1.0)


class ScaledRows:
    """One programme of rows whose sums are at least, or equal to, numbers; unknowns are at least 0.

    Parameters
    ----------
    rows : sequence of Row
        The rows.
    magnitude : array of float, shape (columns,)
        A size typical of each unknown, which its column is counted in.
    off : array of bool, shape (rows,), optional
        Rows that need not hold at first.
    """

    def __init__(
        self, rows: Sequence[Row], magnitude: Floats, off: NDArray[np.bool_] | None = None
    ) -> None:
        self.scale = powers_of_two(np.asarray(magnitude, dtype=float))
        self.matrix, self.unit = scaled([row.terms for row in rows], self.scale)
        self.low = np.array([float(row.rhs) for row in rows]) / self.unit
        self.equal = np.array([row.equal for row in rows], dtype=bool)
        ends = np.array([self.low, np.where(self.equal, self.low, np.inf)])
        if off is not None:
            ends[0, off] = -np.inf
        boxes = np.array([np.zeros(self.matrix.width), np.full(self.matrix.width, np.inf)])
        self.simplex = Simplex(self.matrix, ends, boxes)


def scaled(rows: Sequence[Terms], scale: Floats) -> tuple[Matrix, Floats]:
    """Return rows over columns counted each in its own magnitude.

    Parameters
    ----------
    rows : sequence of tuple of (int, number)
        Column and coefficient.
    scale : array of float, shape (columns,)
        A power of two for each column.

    Returns
    -------
    tuple of Matrix and array of float
        The rows, each divided by a power of two near its largest entry, and those powers.
    """
    width = np.array([len(row) for row in rows], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(width)]).astype(np.int64)
    column = np.array([one for row in rows for one, _ in row], dtype=np.int64)
    value = np.array([float(one) for row in rows for _, one in row]) * scale[column]
    largest = np.ones(len(rows))
    if len(value):
        there = np.flatnonzero(width)
        largest[there] = np.maximum.reduceat(np.abs(value), start[there])
    unit = powers_of_two(largest)
    return Matrix(start, column, value / np.repeat(unit, width), len(scale)), unit

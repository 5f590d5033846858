"""Rows and columns counted each in its own magnitude, by powers of two, which change no digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from purgestats.ledger.lp.highs import Floats, Matrix
from purgestats.ledger.model.rows import Number

Terms = Sequence[tuple[int, Number]]


def power_of_two(value: float) -> float:
    """Return the power of two nearest a positive value, or 1.

    Parameters
    ----------
    value : float
        A magnitude.

    Returns
    -------
    float
        Scaling by it changes no digit.

    Examples
    --------
    >>> power_of_two(700_000)
    524288.0
    """
    if not np.isfinite(value) or value <= 0:
        return 1.0
    return float(2.0 ** np.round(np.log2(value) - 0.1))


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
    unit = np.array([power_of_two(one) for one in largest.tolist()])
    return Matrix(start, column, value / np.repeat(unit, width), len(scale)), unit

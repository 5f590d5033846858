"""The rows of a system as arrays: each says that a sum is at least its right side."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from purgestats.ledger.model.rows import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: Sums of floats are right up to this share of what is added up.
ROUNDED = 1e-11


@dataclass(frozen=True)
class Network:
    """A system as arrays; an equation stands twice, once for each direction.

    Parameters
    ----------
    size : int
        Number of variables.
    row, variable, coefficient : array of shape (entries,)
        The entries of all lines, sorted by line.
    rhs : array of shape (lines,)
        Right sides.
    starts : array of shape (lines + 1,)
        Where each line's entries begin.
    source : array of shape (lines,)
        The system's row behind each line.
    sign : array of shape (lines,)
        1, or -1 for an equation turned round.
    unit : array of shape (lines,)
        The unit each line belongs to, or -1.
    scale : array of shape (variables,)
        A magnitude typical of each variable, from the claims on it or on its neighbours.
    strict : array of int
        The lines that say a whole is not empty.
    """

    size: int
    row: Ints
    variable: Ints
    coefficient: Floats
    rhs: Floats
    starts: Ints
    source: Ints
    sign: Ints
    unit: Ints
    scale: Floats
    strict: Ints

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.rhs)

    @cached_property
    def meets(self) -> tuple[Ints, Ints]:
        """The lines that name each variable one after the other, and where each one's begin."""
        order = np.argsort(self.variable, kind="stable")
        first = np.searchsorted(self.variable[order], np.arange(self.size + 1))
        return self.row[order], first.astype(np.int64)

    def met(self, point: Floats, active: Bools) -> bool:
        """Say whether a point satisfies some lines: the lowest values together often do."""
        own = self.coefficient * point[self.variable]
        total = np.bincount(self.row, own, self.lines)
        room = ROUNDED * np.bincount(self.row, np.abs(own), self.lines)
        held = total >= self.rhs - room
        held[self.strict] = total[self.strict] > self.rhs[self.strict] + room[self.strict]
        return bool(held[active].all())


def make_network(system: System) -> Network:
    """Return a system as arrays.

    Parameters
    ----------
    system : System
        The ledger's system.

    Returns
    -------
    Network
        Lines in the order of the rows.
    """
    rows, size = system.rows, len(system.variables)
    width = np.array([len(row.terms) for row in rows], dtype=np.int64)
    variable = np.array([term[0] for row in rows for term in row.terms], dtype=np.int64)
    coefficient = np.array([float(term[1]) for row in rows for term in row.terms], dtype=np.float64)
    right = np.array([float(row.rhs) for row in rows], dtype=np.float64)
    unit = np.array([row.unit for row in rows], dtype=np.int64)
    equal = np.array([row.equal for row in rows], dtype=bool)
    source = np.repeat(np.arange(len(rows), dtype=np.int64), 1 + equal)
    sign = np.ones(len(source), dtype=np.int64)
    sign[1:][source[1:] == source[:-1]] = -1
    counts = width[source]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    line_of = np.repeat(np.arange(len(source), dtype=np.int64), counts)
    first = np.concatenate([[0], np.cumsum(width)])[:-1]
    entry = np.arange(len(line_of)) - starts[line_of] + first[source[line_of]]
    column = variable[entry].astype(np.int64)
    value = coefficient[entry] * sign[line_of]
    rhs: Floats = right[source] * sign
    return Network(
        size=size,
        row=line_of,
        variable=column,
        coefficient=value,
        rhs=rhs,
        starts=starts,
        source=source,
        sign=sign,
        unit=unit[source],
        scale=_scale(size, line_of, column, value, rhs, starts),
        strict=np.flatnonzero(np.array([row.strict for row in rows], dtype=bool)[source]),
    )


def _scale(
    size: int, row: Ints, variable: Ints, coefficient: Floats, rhs: Floats, starts: Ints
) -> Floats:
    """Guess magnitudes: first from rows on one variable, then from neighbours."""
    scale = np.zeros(size)
    alone = np.diff(starts)[row] == 1 if len(row) else np.zeros(0, dtype=bool)
    values = np.abs(rhs[row[alone]] / coefficient[alone])
    np.maximum.at(scale, variable[alone], values)
    for _ in range(size):
        known = scale[variable] > 0
        reach = np.zeros(len(rhs))
        np.maximum.at(reach, row, np.where(known, np.abs(coefficient) * scale[variable], 0.0))
        new = np.where(known, 0.0, reach[row] / np.abs(coefficient))
        if not (new > 0).any():
            break
        np.maximum.at(scale, variable, new)
    return np.where(scale > 0, scale, 1.0)

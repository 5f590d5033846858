"""The rows of a system as arrays, and the propagation of bounds through them to a fixpoint.

Every row says that a sum of coefficient times variable is at least a right side. From the highest
that the other terms can reach follows the least that one variable must be, or the most it can be
(Gleixner et al. 2017, "Three enhancements for optimization-based bound tightening", section 2.1).
All rows are used at once, sweep after sweep, until nothing moves: a Bellman-Ford over sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purgestats.ledger.rows import System

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_ROW = -1
MOVES_BY = 1e-12
MOST_SWEEPS = 400


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


@dataclass
class Fixpoint:
    """Bounds that no line can improve, and the line that gave each.

    Parameters
    ----------
    low, high : array of shape (variables,)
        Bounds; high may be infinite.
    low_line, high_line : array of shape (variables,)
        The line behind each, or -1 where it was given or is none.
    settled : bool
        Whether nothing moved in the last sweep.
    crossed : int
        A variable whose bounds cross, or -1.
    """

    low: Floats
    high: Floats
    low_line: Ints
    high_line: Ints
    settled: bool
    crossed: int

    @classmethod
    def nothing_known(cls, size: int) -> Fixpoint:
        """Return bounds of so many variables of which nothing is known but that they are >= 0."""
        return cls(
            np.zeros(size),
            np.full(size, np.inf),
            np.full(size, NO_ROW),
            np.full(size, NO_ROW),
            settled=True,
            crossed=-1,
        )


def propagate(
    network: Network,
    active: Bools,
    low: Floats | None = None,
    high: Floats | None = None,
    sweeps: int = MOST_SWEEPS,
) -> Fixpoint:
    """Tighten bounds until no line improves any.

    Parameters
    ----------
    network : Network
        The lines.
    active : array of bool of shape (lines,)
        Which of them to use.
    low, high : array of shape (variables,), optional
        Where to begin; 0 and infinity if left out.
    sweeps : int
        How often to go over the lines at most.

    Returns
    -------
    Fixpoint
        The bounds; it stops at the first variable whose bounds cross.
    """
    size = network.size
    low = np.zeros(size) if low is None else low.copy()
    high = np.full(size, np.inf) if high is None else high.copy()
    state = Fixpoint(
        low, high, np.full(size, NO_ROW), np.full(size, NO_ROW), settled=False, crossed=-1
    )
    work = _Worker(network, active)
    for _ in range(sweeps):
        moved = work.sweep(state)
        crossing = np.flatnonzero(state.low > state.high + slack(state.high))
        if len(crossing):
            state.crossed = int(crossing[0])
            return state
        if not moved:
            state.settled = True
            return state
    return state


def slack(values: Floats) -> Floats:
    """Return by how much bounds must move to count as moved.

    Parameters
    ----------
    values : array of float
        The bounds.

    Returns
    -------
    array of float
        Of the same shape, above 0.
    """
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    return np.asarray(MOVES_BY * np.maximum(finite, 1e-6), dtype=np.float64)


class _Worker:
    """The entries of the active lines, and one sweep over them."""

    def __init__(self, network: Network, active: Bools) -> None:
        keep = active[network.row] if len(network.row) else np.zeros(0, dtype=bool)
        self.row = network.row[keep]
        self.variable = network.variable[keep]
        self.coefficient = network.coefficient[keep]
        self.upward = self.coefficient > 0
        self.lines, self.rank = np.unique(self.row, return_inverse=True)
        self.rhs = network.rhs[self.lines]
        self.order = np.argsort(self.variable, kind="stable")

    def sweep(self, state: Fixpoint) -> bool:
        """Use every line once; say whether any bound moved."""
        if not len(self.row):
            return False
        own = np.where(self.upward, state.high[self.variable], state.low[self.variable])
        own = own * self.coefficient
        endless = np.isinf(own)
        finite = np.where(endless, 0.0, own)
        total = np.bincount(self.rank, weights=finite, minlength=len(self.lines))
        count = np.bincount(self.rank, weights=endless, minlength=len(self.lines))
        rest = total[self.rank] - finite
        known = count[self.rank] - endless == 0
        value = (self.rhs[self.rank] - rest) / self.coefficient
        lower = self._improve(known & self.upward, value, state.low, state.low_line, 1.0)
        upper = self._improve(known & ~self.upward, value, state.high, state.high_line, -1.0)
        return lower or upper

    def _improve(
        self, usable: Bools, value: Floats, bound: Floats, line: Ints, turn: float
    ) -> bool:
        """Take the best candidate of each variable where it beats the bound."""
        old = turn * bound[self.variable]
        new = turn * value
        better = usable & (new > old + slack(np.where(np.isfinite(old), old, new)))
        if not better.any():
            return False
        entries = np.flatnonzero(better)
        variables = self.variable[entries]
        order = np.lexsort((entries, -new[entries], variables))
        entries, variables = entries[order], variables[order]
        first = np.concatenate([[True], variables[1:] != variables[:-1]])
        best = entries[first]
        bound[self.variable[best]] = value[best]
        line[self.variable[best]] = self.row[best]
        return True

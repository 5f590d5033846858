"""Bounds passed on from row to row until nothing moves: a Bellman-Ford over sums.

From the highest that a row's other terms can reach follows the least that one variable must be, or
the most that it can be (Gleixner et al. 2017, "Three enhancements for optimization-based bound
tightening", section 2.1). Only rows next to a bound that moved are used again.
"""

from dataclasses import dataclass

import numpy as np

from purgestats.ledger.propagation.arrays import Bools, Floats, Ints, Network

NO_ROW = -1
MOVES_BY = 1e-12
MOST_ROUNDS, LARGEST = 1600, 1e300


@dataclass
class Fixpoint:
    """Bounds that no line can improve, and the line that gave each.

    Parameters
    ----------
    low, high : array of shape (variables,)
        Bounds; high may be infinite.
    low_line, high_line : array of shape (variables,)
        The line behind each, or -1 where there is none.
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


def propagate(network: Network, active: Bools) -> Fixpoint:
    """Tighten bounds until no line improves any.

    Parameters
    ----------
    network : Network
        The lines.
    active : array of bool of shape (lines,)
        Which of them to use.

    Returns
    -------
    Fixpoint
        The bounds; it stops at the first variable whose bounds cross.
    """
    size = network.size
    nothing = np.zeros(size), np.full(size, np.inf), np.full(size, NO_ROW), np.full(size, NO_ROW)
    state = Fixpoint(*nothing, settled=False, crossed=-1)
    lines = np.flatnonzero(active)
    for _ in range(MOST_ROUNDS):
        if not len(lines):
            # Round a circle that makes more of itself bounds end where floats do.
            state.settled = bool(state.low.max(initial=0.0) < LARGEST)
            return state
        moved = _use(network, state, lines)
        crossing = moved[state.low[moved] > state.high[moved] + slack(state.high[moved])]
        if len(crossing):
            state.crossed = int(crossing.min())
            return state
        lines = _next_to(network, moved)
        lines = lines[active[lines]]
    return state


def _next_to(network: Network, variables: Ints) -> Ints:
    lines, first = network.meets
    places = _ranges(first[variables], first[variables + 1])
    return _distinct(lines[places], network.lines)


def _distinct(numbers: Ints, size: int) -> Ints:
    """Return numbers below a size in order, each once; faster than sorting them."""
    there = np.zeros(size, dtype=bool)
    there[numbers] = True
    return np.flatnonzero(there)


def _use(network: Network, state: Fixpoint, lines: Ints) -> Ints:
    """Use some lines once; return the variables whose bounds moved."""
    starts, ends = network.starts[lines], network.starts[lines + 1]
    entries = _ranges(starts, ends)
    rank = np.repeat(np.arange(len(lines)), ends - starts)
    variable, coefficient = network.variable[entries], network.coefficient[entries]
    upward = coefficient > 0
    row = lines[rank]
    with np.errstate(over="ignore"):
        own = np.where(upward, state.high[variable], state.low[variable]) * coefficient
        endless = np.isinf(own)
        finite = np.where(endless, 0.0, own)
        total = np.bincount(rank, weights=finite, minlength=len(lines))
        value = (network.rhs[row] - (total[rank] - finite)) / coefficient
    count = np.bincount(rank, weights=endless, minlength=len(lines))
    # What is too large for a float bounds nothing.
    known = (count[rank] - endless == 0) & np.isfinite(value)
    up, down = known & upward, known & ~upward
    lows = _improve(variable[up], value[up], row[up], state.low, state.low_line, 1.0)
    highs = _improve(variable[down], value[down], row[down], state.high, state.high_line, -1.0)
    return _distinct(np.concatenate([lows, highs]), network.size)


def _improve(
    variable: Ints, value: Floats, row: Ints, bound: Floats, line: Ints, turn: float
) -> Ints:
    """Take the best candidate of each variable where it beats the bound."""
    old, new = turn * bound[variable], turn * value
    better = np.flatnonzero(new > old + slack(np.where(np.isfinite(old), old, new)))
    if not len(better):
        return better
    order = better[np.lexsort((row[better], -new[better], variable[better]))]
    chosen = variable[order]
    first = np.concatenate([[True], chosen[1:] != chosen[:-1]])
    best = order[first]
    bound[variable[best]] = value[best]
    line[variable[best]] = row[best]
    return np.asarray(variable[best], dtype=np.int64)


def _ranges(starts: Ints, ends: Ints) -> Ints:
    """Return the places from each start to before each end, one after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(np.arange(total) + offsets, dtype=np.int64)

"""Bounds passed on from row to row until nothing moves: a Bellman-Ford over sums.

From the highest that a row's other terms can reach follows the least that one variable must be, or
the most that it can be (Gleixner et al. 2017, "Three enhancements for optimization-based bound
tightening", section 2.1). Only rows next to a bound that moved are used again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

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


def slack(values: Floats, moves_by: float = MOVES_BY) -> Floats:
    """Return by how much bounds must move to count as moved.

    Parameters
    ----------
    values : array of float
        The bounds.
    moves_by : float
        The share of a bound that counts.

    Returns
    -------
    array of float
        Of the same shape, above 0.
    """
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    return np.asarray(moves_by * np.maximum(finite, 1e-6), dtype=np.float64)


def unbounded(network: Network) -> Fixpoint:
    """Return bounds of which nothing is known but that no variable is below 0."""
    size = network.size
    nothing = np.zeros(size), np.full(size, np.inf), np.full(size, NO_ROW), np.full(size, NO_ROW)
    return Fixpoint(*nothing, settled=False, crossed=-1)


def rounds(
    network: Network, active: Bools, state: Fixpoint, moves_by: float = MOVES_BY
) -> Iterator[Ints]:
    """Use lines next to a bound that moved, all together, until no line improves any bound.

    Parameters
    ----------
    network : Network
        The lines.
    active : array of bool of shape (lines,)
        Which of them to use.
    state : Fixpoint
        Where the bounds are kept.
    moves_by : float
        The share of a bound by which it has to move.

    Yields
    ------
    array of int
        The variables whose bounds moved, after each round.
    """
    lines = np.flatnonzero(active)
    while len(lines):
        moved = _use(network, state, lines, moves_by)
        yield moved
        lines = _next_to(network, moved)
        lines = lines[active[lines]]


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
    state = unbounded(network)
    for moved in islice(rounds(network, active, state), MOST_ROUNDS):
        crossing = moved[state.low[moved] > state.high[moved] + slack(state.high[moved])]
        if len(crossing):
            state.crossed = int(crossing.min())
            return state
        if not len(moved):
            # Round a circle that makes more of itself bounds end where floats do.
            state.settled = bool(state.low.max(initial=0.0) < LARGEST)
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


def _use(network: Network, state: Fixpoint, lines: Ints, moves_by: float) -> Ints:
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
    lows = _improve(variable[up], value[up], row[up], (state.low, state.low_line), 1.0, moves_by)
    highs = _improve(
        variable[down], value[down], row[down], (state.high, state.high_line), -1.0, moves_by
    )
    return _distinct(np.concatenate([lows, highs]), network.size)


def _improve(
    variable: Ints,
    value: Floats,
    row: Ints,
    best_of: tuple[Floats, Ints],
    turn: float,
    moves_by: float,
) -> Ints:
    """Take the best candidate of each variable where it beats the bound."""
    bound, line = best_of
    old, new = turn * bound[variable], turn * value
    better = np.flatnonzero(new > old + slack(np.where(np.isfinite(old), old, new), moves_by))
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

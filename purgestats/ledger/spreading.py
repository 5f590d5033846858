"""Propagation from where something changed: only lines next to a moved bound are used again."""

from __future__ import annotations

import dataclasses

import numpy as np

from purgestats.ledger.network import (
    MOST_SWEEPS,
    Bools,
    Fixpoint,
    Floats,
    Ints,
    Network,
    slack,
)

MOST_ROUNDS = 4 * MOST_SWEEPS


class Spreading:
    """Which lines meet which variables, made once for many questions.

    Parameters
    ----------
    network : Network
        The lines.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        order = np.argsort(network.variable, kind="stable")
        self.lines_of = network.row[order]
        self.first = np.searchsorted(network.variable[order], np.arange(network.size + 1))
        self.upward = network.coefficient > 0

    def propagate(self, active: Bools, known: Fixpoint, new: Ints) -> Fixpoint:
        """Tighten bounds until no line improves any.

        Parameters
        ----------
        active : array of bool of shape (lines,)
            Lines in use.
        known : Fixpoint
            Bounds under all active lines but the new ones; left as they are.
        new : array of int
            The new lines.

        Returns
        -------
        Fixpoint
            The bounds; it stops at the first variable whose bounds cross.
        """
        state = dataclasses.replace(
            known,
            low=known.low.copy(),
            high=known.high.copy(),
            low_line=known.low_line.copy(),
            high_line=known.high_line.copy(),
            settled=False,
        )
        lines = new
        for _ in range(MOST_ROUNDS):
            if not len(lines):
                state.settled = True
                return state
            moved = self._use(state, lines)
            crossing = moved[state.low[moved] > state.high[moved] + slack(state.high[moved])]
            if len(crossing):
                state.crossed = int(crossing.min())
                return state
            lines = self._next_to(moved)
            lines = lines[active[lines]]
        return state

    def _next_to(self, variables: Ints) -> Ints:
        places = _ranges(self.first[variables], self.first[variables + 1])
        return np.asarray(np.unique(self.lines_of[places]), dtype=np.int64)

    def _use(self, state: Fixpoint, lines: Ints) -> Ints:
        """Use some lines once; return the variables whose bounds moved."""
        network = self.network
        starts, ends = network.starts[lines], network.starts[lines + 1]
        entries = _ranges(starts, ends)
        rank = np.repeat(np.arange(len(lines)), ends - starts)
        variable, coefficient = network.variable[entries], network.coefficient[entries]
        upward = self.upward[entries]
        with np.errstate(over="ignore"):
            own = np.where(upward, state.high[variable], state.low[variable]) * coefficient
        endless = np.isinf(own)
        finite = np.where(endless, 0.0, own)
        total = np.bincount(rank, weights=finite, minlength=len(lines))
        count = np.bincount(rank, weights=endless, minlength=len(lines))
        known = count[rank] - endless == 0
        value = (network.rhs[lines][rank] - (total[rank] - finite)) / coefficient
        row = lines[rank]
        up, down = known & upward, known & ~upward
        lows = _improve(variable[up], value[up], row[up], state.low, state.low_line, 1.0)
        highs = _improve(variable[down], value[down], row[down], state.high, state.high_line, -1.0)
        return np.asarray(np.union1d(lows, highs), dtype=np.int64)


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

"""Strain: by how much figures must be widened before they can hold together."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from purgestats.ledger.conflicts.oracle import Checker
from purgestats.ledger.model.rows import Row
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.propagation.components import Part, cut_out

PRECISION = 1e-9
MOST = 1e12
MOST_PROOFS = 60
NOTHING = 1e-11


def strain(part: Part, units: Iterable[int]) -> float:
    """Return the least s such that widening every claim to [low/(1+s), high*(1+s)] reconciles them.

    Parameters
    ----------
    part : Part
        Rows that always hold, and the units' rows.
    units : iterable of int
        Units that cannot all hold; assumptions among them are not widened.

    Returns
    -------
    float
        Good to 1e-9, absolute below 1 and relative above; infinite where no widening helps, as when
        a bound is 0.

    Notes
    -----
    A proof that the claims clash holds for wider claims too, with multipliers that change a little,
    up to some s at which it breaks down. Beyond that either the claims hold together, or another
    proof says that they do not; each answer is exact (Dinkelbach 1967, "On nonlinear fractional
    programming", for the idea of going from root to root).
    """
    chosen = set(units)
    rows = [
        number for number, row in enumerate(part.system.rows) if row.unit < 0 or row.unit in chosen
    ]
    small = cut_out(part.system, rows)
    least, below = 0.0, 0.0
    for _ in range(MOST_PROOFS):
        proof = _proof(small, below)
        if proof is None:
            return least
        form = _Form(proof, below)
        if not form.holds(below):
            return _bisected(small, below)
        least = _breaks_down(form, below)
        if least >= MOST:
            return math.inf
        below = least + PRECISION / 4 * max(1.0, least)
    return _bisected(small, below)


def _proof(part: Part, s: float) -> Certificate | None:
    """Return a proof that the claims widened by s clash, or None if they can hold."""
    widened = part
    if s:
        rows = [_widened(row, Fraction(s).limit_denominator(10**11)) for row in part.system.rows]
        widened = cut_out(dataclasses.replace(part.system, rows=rows), range(len(rows)))
    return Checker(widened).prove(widened.units)


def _widened(row: Row, s: Fraction) -> Row:
    if row.kind != "claim" or row.side not in ("low", "high"):
        return row
    factor = 1 / (1 + s) if row.side == "low" else 1 + s
    own, *base = row.terms
    terms = (own, *((variable, value * factor) for variable, value in base))
    return dataclasses.replace(row, terms=terms, rhs=row.rhs * factor)


def _bisected(part: Part, low: float) -> float:
    """Return the strain where a proof leans on more rows than it must: slower, as exact."""
    high = low + 1e-3
    while _proof(part, high) is not None:
        low, high = high, high * 4
        if high > MOST:
            return math.inf
    while high - low > PRECISION / 4 * max(1.0, low):
        middle = (low + high) / 2
        low, high = (low, middle) if _proof(part, middle) is None else (middle, high)
    return high


def _breaks_down(form: _Form, start: float) -> float:
    """Return the s above ``start`` at which a proof of this form ceases to hold."""
    low, step = start, 1e-3
    while form.holds(low + step):
        low, step = low + step, step * 4
        if low > MOST:
            return low
    high = low + step
    while high - low > PRECISION / 100 * max(1.0, low):
        middle = (low + high) / 2
        low, high = (middle, high) if form.holds(middle) else (low, middle)
    return low


class _Form:
    """The rows of a proof as they change with s, and the variables that cancel in it."""

    def __init__(self, proof: Certificate, start: float) -> None:
        rows = [line.row for line in proof.rows]
        variables = sorted({variable for row in rows for variable, _ in row.terms})
        column = {variable: number for number, variable in enumerate(variables)}
        self.matrix = np.zeros((len(rows), len(variables)))
        self.base = np.zeros((len(rows), len(variables)), dtype=bool)
        for number, row in enumerate(rows):
            for place, (variable, value) in enumerate(row.terms):
                self.matrix[number, column[variable]] = float(value)
                self.base[number, column[variable]] = place > 0
        self.right = np.array([float(row.rhs) for row in rows])
        sides = [row.side if row.kind == "claim" else "" for row in rows]
        self.lows = np.array([side == "low" for side in sides])
        self.highs = np.array([side == "high" for side in sides])
        self.signed = np.array([not row.equal for row in rows])
        self.strict = np.array([row.strict for row in rows])
        # The proof's rows are already as wide as ``start`` makes them.
        factor = self._factor(start)
        self.right = self.right / factor
        self.matrix = np.where(self.base, self.matrix / factor[:, None], self.matrix)
        times = np.array([float(line.multiplier) for line in proof.rows])
        matrix, right = self._at(start)
        times = _fewest(times, matrix, right, self.signed)
        kept = times != 0
        self.matrix, self.base, self.right = self.matrix[kept], self.base[kept], self.right[kept]
        self.lows, self.highs = self.lows[kept], self.highs[kept]
        self.signed, self.strict = self.signed[kept], self.strict[kept]
        self.cancel = _cancelling(times, matrix)
        self.scale = np.abs(times[kept])

    def _factor(self, s: float) -> np.ndarray:
        return np.where(self.lows, 1 / (1 + s), np.where(self.highs, 1 + s, 1.0))

    def _at(self, s: float) -> tuple[np.ndarray, np.ndarray]:
        factor = self._factor(s)
        matrix = np.where(self.base, self.matrix * factor[:, None], self.matrix)
        return matrix, self.right * factor

    def holds(self, s: float) -> bool:
        """Say whether multipliers can still be found that make the rows contradict each other."""
        matrix, right = self._at(s)
        # In units of the multipliers of the proof every row weighs about the same.
        matrix, right = matrix * self.scale[:, None], right * self.scale
        free = _null_space(matrix[:, self.cancel].T)
        if len(free) != 1:
            return False
        times = free[0] if free[0].sum() >= 0 else -free[0]
        if (times[self.signed] < -NOTHING).any():
            return False
        rest = times @ matrix
        if (rest[~self.cancel] > NOTHING * (np.abs(times) @ np.abs(matrix))[~self.cancel]).any():
            return False
        gap, size = times @ right, np.abs(times) @ np.abs(right)
        if self.strict.any():
            return bool(gap >= -NOTHING * size and times[self.strict].max() > 0)
        return bool(gap > 0)


def _cancelling(times: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    weighted = matrix * times[:, None]
    small: np.ndarray = np.abs(weighted.sum(axis=0)) <= NOTHING * np.abs(weighted).sum(axis=0)
    return small


def _fewest(
    times: np.ndarray, matrix: np.ndarray, right: np.ndarray, signed: np.ndarray
) -> np.ndarray:
    """Do without rows that a proof does not need, until its multipliers are the only ones."""
    times = times.copy()
    for _ in range(2 * len(times)):
        used = np.flatnonzero(times)
        size, own = np.abs(times[used]), np.sign(times[used])
        scaled = matrix[used] * size[:, None]
        cancel = _cancelling(times, matrix)
        free = _null_space(scaled[:, cancel].T)
        if len(free) < 2:
            break
        # The proof itself is one direction of the null space; another leads to fewer rows.
        free = free - np.outer(free @ own, own) / (own @ own)
        across = free[int(np.argmax(np.abs(free).sum(axis=1)))]
        across = across if across @ (right[used] * size) >= 0 else -across
        shrinking = signed[used] & (across < -NOTHING)
        reach = np.where(shrinking, -own / np.where(shrinking, across, 1.0), math.inf)
        slope, rest = across @ scaled, own @ scaled
        growing = ~cancel & (slope > NOTHING)
        blocked = np.where(growing, -rest / np.where(growing, slope, 1.0), math.inf)
        far = min(reach.min(), blocked.min(initial=math.inf))
        if not math.isfinite(far):
            break
        moved = (own + far * across) * size
        moved[reach <= far] = 0.0
        times[used] = moved
    return times


def _null_space(matrix: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis of what a matrix takes to 0, one vector a row."""
    if not matrix.shape[0]:
        return np.eye(matrix.shape[1])
    spread = np.abs(matrix).max(axis=1, initial=0.0)
    _, values, vectors = np.linalg.svd(matrix / np.where(spread > 0, spread, 1.0)[:, None])
    rank = int((values > 1e-12 * max(1.0, float(values.max(initial=0.0)))).sum())
    found: np.ndarray = vectors[rank:]
    return found

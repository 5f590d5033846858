"""A programme in units that make its numbers comparable: equations solved, and spreads.

Points are solved from equations, with iterative refinement, so that an unknown of 3 beside one of
10,000,000 is as accurate as the large one (the polish of Stellato et al. 2020, "OSQP: an operator
splitting solver for quadratic programs", section 4, in units of each unknown's own uncertainty).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.lp.highs import SolverError
from purgestats.ledger.propagation.arrays import Bools, Floats

Matrix = Any  # scipy.sparse ships no types

#: Below this share of a row's terms a violation is rounding.
SLACK = 1e-12
#: Below this share of its terms an equation is missed by rounding.
FITS = 1e-10
#: Multipliers are in standard deviations; those below this are rounding.
NO_FORCE = 1e-7
#: In units of an unknown's own uncertainty; below it a value is rounding.
NOTHING = 1e-11
#: What keeps free unknowns where they are, and redundant equations apart.
STAY, APART = 1e-8, 1e-7
#: As much, where variances are asked for.
FIRM = 1e-13
REFINEMENTS = 8
MOST_SWEEPS = 60
MOST_REFINEMENTS = 40
#: After so many refinements that do not halve what is missing the rest is rounding.
STALLED = 4
WORTH = 300
#: So few right sides that threads of the library below do not wait for each other.
AT_ONCE = 8


@dataclass(frozen=True)
class Programme:
    """Find x >= 0 with the least sum of squares of ``measured @ x - values``.

    Parameters
    ----------
    measured : sparse array of shape (measurements, unknowns)
        Each row divided by its standard deviation.
    values : array of shape (measurements,)
        Likewise.
    equal, equal_to : sparse array and array
        Equations that hold: ``equal @ x == equal_to``.
    above, above_at : sparse array and array
        Inequalities that hold: ``above @ x >= above_at``.
    """

    measured: Matrix
    values: Floats
    equal: Matrix
    equal_to: Floats
    above: Matrix
    above_at: Floats


class Scaled:
    """A programme in units that make its numbers comparable; signs x >= 0 are rows like others."""

    def __init__(self, programme: Programme, unit: Floats | None = None) -> None:
        size = programme.measured.shape[1]
        self.unit, self.size = _units(programme) if unit is None else unit, size
        self.measured, self.values = _in_units(programme.measured, self.unit), programme.values
        self.equal, self.equal_to, self.equal_level = _level(
            _in_units(programme.equal, self.unit), programme.equal_to
        )
        above = _in_units(programme.above, self.unit)
        self.above, self.above_at, self.above_level = _level(
            sparse.vstack([above, sparse.eye_array(size, format="csr")], format="csr"),
            np.concatenate([programme.above_at, np.zeros(size)]),
        )
        self.above_sizes = abs(self.above)
        self.back = self.measured.T.tocsr()
        self.normal = sparse.csc_array(self.back @ self.measured)

    def slack(self, point: Floats) -> tuple[Floats, Floats]:
        """Return by how much each inequality is exceeded, and the size of its terms."""
        size = np.maximum(self.above_sizes @ np.abs(point), np.abs(self.above_at))
        return self.above @ point - self.above_at, size

    def solve(self, guess: Floats, pushing: Bools) -> tuple[Floats, Floats, bool]:
        """Solve the equations; return the point, the forces, and whether every equation holds."""
        rows = sparse.vstack([self.equal, self.above[pushing]], format="csr")
        right = np.concatenate([self.equal_to, self.above_at[pushing]])
        solve = solver(self._matrix(rows, STAY, APART))
        across, sizes = rows.T.tocsr(), abs(rows)
        point, force = guess.copy(), np.zeros(len(right))
        missing, least, stalled = right - rows @ point, np.inf, 0
        for _ in range(MOST_REFINEMENTS):
            gradient = self.back @ (self.values - self.measured @ point) - across @ force
            step = solve(np.concatenate([gradient, missing]))
            point, force = point + step[: self.size], force + step[self.size :]
            missing = right - rows @ point
            moved = np.abs(step[: self.size]) / np.maximum(np.abs(point), 1e-3)
            wrong = np.abs(missing) / np.maximum(sizes @ np.abs(point), 100 * NOTHING)
            now = max(moved.max(initial=0.0), wrong.max(initial=0.0))
            stalled = 0 if now < least / 2 else stalled + 1
            if now < 1e-15 or (now < 1e-12 and now >= least) or stalled == STALLED:
                break
            least = least if stalled else now
        nothing = pushing[-self.size :] | (np.abs(point) < NOTHING)
        point = np.where(nothing, 0.0, point)
        missing = np.abs(right - rows @ point)
        fits = (missing <= FITS * np.maximum(sizes @ np.abs(point), 100 * NOTHING)).all()
        return point, -force[self.equal.shape[0] :], bool(fits)

    def _matrix(self, rows: Matrix, stay: float, apart: float) -> Matrix:
        """Return the matrix of the equations: small numbers on its diagonal keep it invertible."""
        normal, across = self.normal.tocoo(), rows.tocoo()
        size = self.size + rows.shape[0]
        diagonal = np.arange(size)
        below = across.row + self.size
        signs = np.where(diagonal < self.size, stay, -apart)
        entries = (
            np.concatenate([normal.data, across.data, across.data, signs]),
            (
                np.concatenate([normal.row, across.col, below, diagonal]),
                np.concatenate([normal.col, below, across.col, diagonal]),
            ),
        )
        return sparse.coo_array(entries, shape=(size, size)).tocsc()

    def equal_sizes(self, point: Floats) -> Floats:
        """Return the size of the terms of each equation."""
        return np.asarray(np.maximum(abs(self.equal) @ np.abs(point), np.abs(self.equal_to)))

    def broken(self, point: Floats) -> Bools:
        """Return the inequalities that a point does not keep, but for rounding."""
        slack, size = self.slack(point)
        return np.asarray((slack < -SLACK * size) & (slack < -1e-13), dtype=bool)

    def spread(self, right: Matrix, pushing: Bools) -> Floats:
        """Return r' C r for each column r, where C is the inverse of the equations' matrix.

        What no equation and no measurement ties together is solved apart.
        """
        from scipy.sparse.csgraph import connected_components

        right = sparse.csc_array(right)
        asked = np.bincount(right.indices, minlength=self.size) + self.normal.diagonal() > 0
        rows = sparse.vstack([self.equal, self.above[pushing]], format="csr")
        rows = rows[_tied(rows, asked)]
        matrix = self._matrix(rows, 0.0, 0.0)
        near = self._matrix(rows, STAY, FIRM)
        _, block = connected_components(near, directed=False)
        # Blocks are solved together until they make up a matrix that is worth a call.
        batch = np.cumsum(np.bincount(block))[block] // WORTH
        starts = batch[right.indices[right.indptr[:-1]]]
        found = np.zeros(right.shape[1])
        for one in np.unique(starts):
            columns, inside = np.flatnonzero(starts == one), np.flatnonzero(batch == one)
            unknowns = inside[inside < self.size]
            whole = np.zeros((len(inside), len(columns)), order="F")
            whole[: len(unknowns)] = right[:, columns][unknowns].toarray()
            solve, exact = solver(near[inside][:, inside]), matrix[inside][:, inside]
            solved = np.zeros_like(whole)
            for _ in range(REFINEMENTS):
                solved += solve(whole - exact @ solved)
            found[columns] = (whole * solved).sum(axis=0)
        return found


def _tied(rows: Matrix, asked: Bools) -> Bools:
    """Leave out rows, one after the other, that hold whatever else does by an unknown of theirs."""
    left, place = np.ones(rows.shape[0], dtype=bool), rows.tocoo()
    while True:
        here = left[place.row]
        times = np.bincount(place.col[here], minlength=rows.shape[1])
        alone = here & (times[place.col] == 1) & ~asked[place.col]
        if not alone.any():
            return left
        left[place.row[alone]] = False


def solver(matrix: Matrix) -> Callable[[Floats], Floats]:
    """Return what solves a symmetric system for any number of right sides."""
    from scipy.sparse.linalg import splu

    try:
        factors = splu(
            sparse.csc_array(matrix),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.01,
            options={"SymmetricMode": True},
        )
    except RuntimeError as error:
        raise SolverError("equations of the balance contradict each other by rounding") from error

    def solve(right: Floats) -> Floats:
        found: Floats = np.empty_like(right)
        if right.ndim == 1:
            found[:] = factors.solve(right)
            return found
        for start in range(0, right.shape[1], AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found[:, some] = factors.solve(right[:, some])
        return found

    return solve


def _units(programme: Programme) -> Floats:
    """Return for each unknown its own standard deviation, or else about how large it is."""
    measured = programme.measured
    weight = np.bincount(measured.indices, measured.data**2, measured.shape[1])
    unit = np.divide(1.0, np.sqrt(weight), out=np.zeros(len(weight)), where=weight > 0)
    if unit.all():
        return _powers_of_two(unit)
    size = np.maximum(unit, np.abs(measured.T @ programme.values) * unit**2)
    rows = sparse.vstack([programme.equal, -programme.equal, programme.above], format="coo")
    _guess_sizes(size, rows)
    return _powers_of_two(np.where(unit > 0, unit, np.where(size > 0, size, 1.0)))


def _guess_sizes(size: Floats, rows: Matrix) -> None:
    """Fill in sizes from those that are known: what lies within is as large, what contains too."""
    row, column, value = rows.row, rows.col, rows.data
    count, broad = rows.shape[0], value > 0
    for _ in range(MOST_SWEEPS):
        known = size[column] > 0
        reach = np.abs(value) * size[column]
        vague = np.bincount(row[broad & ~known], minlength=count) > 0
        top, bottom = np.zeros(count), np.zeros(count)
        np.maximum.at(top, row[broad], reach[broad])
        np.maximum.at(bottom, row[~broad], reach[~broad])
        within = ~broad & ~known & ~vague[row] & (top[row] > 0)
        new = np.full(len(size), np.inf)
        np.minimum.at(new, column[within], top[row[within]] / -value[within])
        new[np.isinf(new)] = 0.0
        if not new.any():
            around = broad & ~known & (bottom[row] > 0)
            np.maximum.at(new, column[around], bottom[row[around]] / value[around])
        if not new.any():
            return
        np.copyto(size, new, where=size == 0)


def _in_units(rows: Matrix, unit: Floats) -> Matrix:
    """Return rows over unknowns counted in other units."""
    return sparse.csr_array(rows @ sparse.diags_array(unit))


def _level(rows: Matrix, right: Floats) -> tuple[Matrix, Floats, Floats]:
    """Divide each row by its largest coefficient; return that as well."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    size = np.zeros(rows.shape[0])
    np.maximum.at(size, row, np.abs(rows.data))
    size = _powers_of_two(np.where(size > 0, size, 1.0))
    return sparse.csr_array(sparse.diags_array(1 / size) @ rows), right / size, size


def _powers_of_two(values: Floats) -> Floats:
    return np.asarray(2.0 ** np.round(np.log2(values)), dtype=np.float64)

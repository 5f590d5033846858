"""A programme in units that make its numbers comparable: interior points, polishing, spreads.

Clarabel's interior-point method (Goulart & Chen 2024, "Clarabel: an interior-point solver for conic
programs with quadratic objectives") finds which inequalities hold as equations. The point is then
solved from those equations, with iterative refinement, so that an unknown of 3 beside one of
10,000,000 is as accurate as the large one (the polish of Stellato et al. 2020, "OSQP: an operator
splitting solver for quadratic programs", section 4, in units of each unknown's own uncertainty).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.propagation.arrays import Bools, Floats

Matrix = Any  # scipy.sparse ships no types

#: Below this share of a row's terms a violation is rounding.
SLACK = 1e-11
#: Multipliers are in standard deviations; those below this are rounding.
NO_FORCE = 1e-7
#: In units of an unknown's own uncertainty; below it a value is rounding.
NOTHING = 1e-11
#: What keeps free unknowns where they are, and redundant equations apart.
STAY, APART = 1e-10, 1e-13
MOST_ROUNDS = 12
#: So many inequalities on the wrong side, and ever more of them, lead nowhere.
MANY = 100
MOST_SWEEPS = 60
#: An inequality whose force is so many times its room surely pushes.
CERTAIN = 1e6
MOST_REFINEMENTS = 40
INFEASIBLE = 1e-15
TOLERANCE = 1e-10
MOST_STEPS = 150
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

    def __init__(self, programme: Programme) -> None:
        size = programme.measured.shape[1]
        self.unit, self.size = _units(programme), size
        self.measured, self.values = _in_units(programme.measured, self.unit), programme.values
        self.equal, self.equal_to = _level(
            _in_units(programme.equal, self.unit), programme.equal_to
        )
        above = _in_units(programme.above, self.unit)
        self.above, self.above_at = _level(
            sparse.vstack([above, sparse.eye_array(size, format="csr")], format="csr"),
            np.concatenate([programme.above_at, np.zeros(size)]),
        )
        self.above_sizes = abs(self.above)
        self.normal = sparse.csc_array(self.measured.T @ self.measured)

    def slack(self, point: Floats) -> tuple[Floats, Floats]:
        """Return by how much each inequality is exceeded, and the size of its terms."""
        size = np.maximum(self.above_sizes @ np.abs(point), np.abs(self.above_at))
        return self.above @ point - self.above_at, size

    def start(self) -> Floats:
        """Return the mean of each unknown's own measurements, about which numbers are small."""
        weight = self.normal.diagonal()
        total = self.measured.T @ self.values
        mean = np.divide(total, weight, out=np.zeros(self.size), where=weight > 0)
        return np.asarray(np.maximum(mean, 0.0))

    def interior(self) -> tuple[Floats, Bools, Bools]:
        """Return the solver's point, the inequalities that seem to push, and that surely do."""
        import clarabel

        begin = self.start()
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_threads, settings.max_iter = False, 1, MOST_STEPS
        settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = TOLERANCE
        # Whether the constraints can hold is for exact arithmetic to say.
        settings.tol_infeas_abs = settings.tol_infeas_rel = INFEASIBLE
        # Free unknowns would wander off to infinity.
        loose = np.where(self.normal.diagonal() > 0, 0.0, STAY)
        squares = sparse.csc_matrix(sparse.triu(self.normal + sparse.diags_array(loose)))
        cost = self.normal @ begin - self.measured.T @ self.values
        rows = sparse.csc_matrix(sparse.vstack([self.equal, -self.above]))
        right = np.concatenate(
            [self.equal_to - self.equal @ begin, self.above @ begin - self.above_at]
        )
        equations = self.equal.shape[0]
        cones = [
            clarabel.ZeroConeT(equations),
            clarabel.NonnegativeConeT(self.above.shape[0]),
        ]
        found = clarabel.DefaultSolver(squares, cost, rows, right, cones, settings).solve()
        force, slack = np.array(found.z)[equations:], np.array(found.s)[equations:]
        return np.array(found.x) + begin, force > slack, force > CERTAIN * slack

    def polish(self, guess: Floats, pushing: Bools) -> tuple[Floats, Bools] | None:
        """Solve the equations that push, until no other is broken and none pulls.

        Returns the point and the inequalities that push; None where that leads nowhere.
        """
        seen: set[bytes] = set()
        wrong: list[int] = []
        while True:
            point, force, fits = self.solve(guess, pushing)
            broken = ~pushing & self.broken(point)
            pulling = np.zeros(len(pushing), dtype=bool)
            pulling[pushing] = force < -NO_FORCE
            if fits and not broken.any() and not pulling.any():
                break
            wrong.append(int(broken.sum() + pulling.sum()))
            lost = len(wrong) > 2 and wrong[-3] < wrong[-2] < wrong[-1] > MANY
            if lost or pushing.tobytes() in seen or len(seen) == MOST_ROUNDS:
                return None
            seen.add(pushing.tobytes())
            pushing = pushing | broken if broken.any() else pushing & ~pulling
        forced = pushing.copy()
        forced[pushing] = force > NO_FORCE
        return point, forced

    def solve(
        self, guess: Floats, pushing: Bools, stay: float = STAY
    ) -> tuple[Floats, Floats, bool]:
        """Solve the equations; return the point, the forces, and whether every equation holds."""
        rows = sparse.vstack([self.equal, self.above[pushing]], format="csr")
        right = np.concatenate([self.equal_to, self.above_at[pushing]])
        solve = _solver(self._matrix(rows, stay, APART))
        across, sizes = rows.T.tocsr(), abs(rows)
        point, force = guess.copy(), np.zeros(len(right))
        missing, worst = right - rows @ point, np.inf
        for _ in range(MOST_REFINEMENTS):
            gradient = self.measured.T @ (self.values - self.measured @ point) - across @ force
            step = solve(np.concatenate([gradient, missing]))
            point, force = point + step[: self.size], force + step[self.size :]
            missing = right - rows @ point
            moved = np.abs(step[: self.size]) / np.maximum(np.abs(point), 1e-3)
            wrong = np.abs(missing) / np.maximum(sizes @ np.abs(point), 100 * NOTHING)
            now = max(moved.max(initial=0.0), wrong.max(initial=0.0))
            if now < 1e-15 or (now < 1e-12 and now >= worst):
                break
            worst = now
        nothing = pushing[-self.size :] | (np.abs(point) < NOTHING)
        point = np.where(nothing, 0.0, point)
        missing = np.abs(right - rows @ point)
        fits = (missing <= SLACK * np.maximum(sizes @ np.abs(point), 100 * NOTHING)).all()
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

    def spread(self, right: Matrix, pushing: Bools, stay: float) -> Floats:
        """Return r' C r for each column r, where C is the inverse of the equations' matrix.

        What no equation and no measurement ties together is solved apart.
        """
        from scipy.sparse.csgraph import connected_components

        rows = sparse.vstack([self.equal, self.above[pushing]], format="csr")
        matrix = self._matrix(rows, stay, APART if stay else 0.0)
        near = matrix if stay else self._matrix(rows, STAY, APART)
        _, block = connected_components(near, directed=False)
        # Blocks are solved together until they make up a matrix that is worth a call.
        batch = np.cumsum(np.bincount(block))[block] // WORTH
        right = sparse.csc_array(right)
        starts = batch[right.indices[right.indptr[:-1]]]
        found = np.zeros(right.shape[1])
        for one in np.unique(starts):
            columns, inside = np.flatnonzero(starts == one), np.flatnonzero(batch == one)
            unknowns = inside[inside < self.size]
            whole = np.zeros((len(inside), len(columns)), order="F")
            whole[: len(unknowns)] = right[:, columns][unknowns].toarray()
            solve = _solver(near[inside][:, inside])
            solved = solve(whole)
            if not stay:
                exact = matrix[inside][:, inside]
                for _ in range(1):
                    solved += solve(whole - exact @ solved)
            found[columns] = (whole * solved).sum(axis=0)
        return found


def _solver(matrix: Matrix) -> Callable[[Floats], Floats]:
    """Return what solves a symmetric system for any number of right sides."""
    from scipy.sparse.linalg import splu

    factors = splu(
        sparse.csc_array(matrix),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.01,
        options={"SymmetricMode": True},
    )

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
    parts = (rows.data * unit[rows.indices], rows.indices, rows.indptr)
    return sparse.csr_array(parts, shape=rows.shape)


def _level(rows: Matrix, right: Floats) -> tuple[Matrix, Floats]:
    """Divide each row by its largest coefficient."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    size = np.zeros(rows.shape[0])
    np.maximum.at(size, row, np.abs(rows.data))
    size = _powers_of_two(np.where(size > 0, size, 1.0))
    parts = (rows.data / size[row], rows.indices, rows.indptr)
    return sparse.csr_array(parts, shape=rows.shape), right / size


def _powers_of_two(values: Floats) -> Floats:
    return np.asarray(2.0 ** np.round(np.log2(values)), dtype=np.float64)

"""How well each claim is checked by the others, and how far off it is in that light.

A measurement's residual has the variance that the others leave it: the share of its own variance
that the identities take away. The measurement test divides by it (Mah & Tamhane 1982, "Detection of
gross errors in process data"; Narasimhan & Jordache 2000, section 7.3).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.adjustment import Solution
from purgestats.ledger.balance.least_squares import STAY, Fit
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

#: An unknown is free if its variance follows, by more than this, how firmly it is held in place.
FREE = 2.0
FIRMER = 100.0
UNCHECKED = 1e-8
AT_ONCE = 256


def redundancy(solution: Solution) -> Floats:
    """Return the share of each measurement that the others check.

    Parameters
    ----------
    solution : Solution
        A balance. Inequalities that push against the measurements count as equations.

    Returns
    -------
    array of shape (measurements,)
        0 is unchecked, 1 fully predicted; the diagonal of I - H for the matrix H that turns
        claimed values into adjusted ones, each in standard deviations. Its sum is the number of
        degrees of freedom.
    """
    measured = solution.fit.scaled.measured
    explained = np.zeros(measured.shape[0])
    for some in _batches(np.arange(len(explained))):
        rows = measured[some].toarray()
        explained[some] = (rows * solution.fit.response(rows.T).T).sum(axis=1)
    left = np.clip(1 - explained, 0.0, 1.0)
    return np.where(left < UNCHECKED, 0.0, left)


def standard_errors(solution: Solution, asked: Bools) -> Floats:
    """Return the standard error of each adjusted variable.

    Parameters
    ----------
    solution : Solution
        A balance.
    asked : array of bool of shape (variables,)
        Variables of interest.

    Returns
    -------
    array of shape (variables,)
        NaN where the measurements do not determine it, and where it was not asked for.
    """
    fit = solution.fit
    variance = np.full(len(fit.point), np.nan)
    free = np.zeros(len(fit.point), dtype=bool)
    for some in _batches(np.flatnonzero(asked)):
        variance[some] = _variances(fit, some, fit.forced)
        free[some] = _free(fit, some, fit.forced)
    if free.any():
        columns = np.flatnonzero(free)
        rows = fit.forced | _never_left(solution, columns)
        variance[columns] = _variances(fit, columns, rows)
        free[columns] = _free(fit, columns, rows)
    variance[free] = np.nan
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)) * fit.scale)[: len(asked)]


def _variances(fit: Fit, columns: Ints, rows: Bools) -> Floats:
    found = fit.response(_unit_vectors(fit, columns), rows)
    return np.asarray(found[columns, np.arange(len(columns))])


def _free(fit: Fit, columns: Ints, rows: Bools) -> Bools:
    """Say which unknowns the measurements leave free, in whatever units they are counted."""
    right, places = _unit_vectors(fit, columns), np.arange(len(columns))
    loose = fit.scaled.damped(right, rows, STAY)[columns, places]
    firm = fit.scaled.damped(right, rows, STAY * FIRMER)[columns, places]
    return np.asarray(loose > FREE * firm, dtype=bool)


def _unit_vectors(fit: Fit, columns: Ints) -> Floats:
    right = np.zeros((len(fit.point), len(columns)))
    right[columns, np.arange(len(columns))] = 1.0
    return right


def _batches(numbers: Ints) -> Iterator[Ints]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def _never_left(solution: Solution, columns: Ints) -> Bools:
    """Return the inequalities that hold unknowns fast although they push against no measurement.

    So one that is at most another of 0. The widest direction in which the unknowns may still move
    says which inequalities can never be left: one linear programme.
    """
    fit = solution.fit
    scaled, never = fit.scaled, np.zeros(len(fit.tight), dtype=bool)
    resting = fit.tight & ~fit.forced
    resting &= np.asarray(abs(scaled.above[:, columns]).sum(axis=1)).ravel() > 0
    if not resting.any():
        return never
    from scipy.optimize import linprog

    count, rows = len(columns), int(resting.sum())
    still = sparse.vstack([scaled.measured, scaled.equal, scaled.above[fit.forced]])[:, columns]
    found = linprog(
        np.concatenate([np.zeros(count), -np.ones(rows)]),
        A_ub=sparse.hstack([-scaled.above[resting][:, columns], sparse.eye_array(rows)]),
        b_ub=np.zeros(rows),
        A_eq=sparse.hstack([still, sparse.csr_array((still.shape[0], rows))]),
        b_eq=np.zeros(still.shape[0]),
        bounds=[(None, None)] * count + [(0, 1)] * rows,
    )
    if found.status == 0:
        never[np.flatnonzero(resting)[found.x[count:] < 0.5]] = True
    return never

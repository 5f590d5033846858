"""How well each claim is checked by the others, and how far off it is in that light.

A measurement's residual has the variance that the others leave it: the share of its own variance
that the identities take away. The measurement test divides by it (Mah & Tamhane 1982, "Detection of
gross errors in process data"; Narasimhan & Jordache 2000, section 7.3).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.adjustment import Solution
from purgestats.ledger.balance.least_squares import Fit
from purgestats.ledger.balance.scaled import STAY
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

#: An unknown is free if its variance follows, by more than this, how firmly it is held in place.
FREE = 2.0
FIRMER = 100.0
UNCHECKED = 1e-8


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
    left = np.clip(1 - solution.fit.spread(solution.fit.scaled.measured.T), 0.0, 1.0)
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
    columns = np.flatnonzero(asked)
    variance[columns] = fit.spread(_ones(fit, columns))
    # What is counted is not free.
    measured = [one for one in solution.problem.measured if one.treated == "measured"]
    counted = [one.own for one in measured if one.base < 0]
    columns = np.setdiff1d(columns, counted)
    columns = columns[_free(fit, columns, fit.forced)]
    if len(columns):
        rows = fit.forced | _never_left(fit)
        free = _free(fit, columns, rows)
        variance[columns[free]] = np.nan
        variance[columns[~free]] = fit.spread(_ones(fit, columns[~free]), rows)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)) * fit.scale)[: len(asked)]


def _ones(fit: Fit, columns: Ints) -> sparse.csc_array:
    """Return unknowns as sums of one each."""
    places = np.arange(len(columns) + 1)
    return sparse.csc_array(
        (np.ones(len(columns)), columns, places), (len(fit.point), len(columns))
    )


def _free(fit: Fit, columns: Ints, rows: Bools) -> Bools:
    """Say which unknowns the measurements leave free, in whatever units they are counted."""
    loose, firm = (fit.spread(_ones(fit, columns), rows, by) for by in (STAY, STAY * FIRMER))
    return np.asarray(loose > FREE * firm, dtype=bool)


def _never_left(fit: Fit) -> Bools:
    """Return the inequalities that hold unknowns fast although they push against no measurement.

    So one that is at most another of 0. The widest direction in which the unknowns may still move
    says which inequalities can never be left: one linear programme.
    """
    scaled, never = fit.scaled, np.zeros(len(fit.tight), dtype=bool)
    resting = fit.tight & ~fit.forced
    if not resting.any():
        return never
    from scipy.optimize import linprog

    count, rows = scaled.size, int(resting.sum())
    still = sparse.vstack([scaled.measured, scaled.equal, scaled.above[fit.forced]])
    found = linprog(
        np.concatenate([np.zeros(count), -np.ones(rows)]),
        A_ub=sparse.hstack([-scaled.above[resting], sparse.eye_array(rows)]),
        b_ub=np.zeros(rows),
        A_eq=sparse.hstack([still, sparse.csr_array((still.shape[0], rows))]),
        b_eq=np.zeros(still.shape[0]),
        bounds=[(None, None)] * count + [(0, 1)] * rows,
    )
    if found.status == 0:
        never[np.flatnonzero(resting)[found.x[count:] < 0.5]] = True
    return never

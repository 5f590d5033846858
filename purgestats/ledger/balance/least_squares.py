"""Weighted least squares under linear constraints, exact to the last digits of every unknown."""

from __future__ import annotations

from dataclasses import dataclass, field

from purgestats.ledger.balance.active_set import settle
from purgestats.ledger.balance.scaled import SLACK, Matrix, Programme, Scaled
from purgestats.ledger.propagation.arrays import Bools, Floats


@dataclass(frozen=True)
class Fit:
    """The solution.

    Parameters
    ----------
    point : array of shape (unknowns,)
        The values; where the sum of squares leaves an unknown free, one of many.
    forced : array of bool of shape (inequalities + unknowns,)
        Which inequalities, and then which of ``x >= 0``, push against the measurements.
    tight : array of bool of the same shape
        Which hold as equations, pushed or not.
    hard : bool
        Whether it took linear programmes to find what pushes.
    scaled : Scaled
        The programme as it was solved.
    """

    point: Floats
    forced: Bools
    tight: Bools
    hard: bool
    scaled: Scaled = field(repr=False)

    @property
    def scale(self) -> Floats:
        """The unit in which each unknown was solved: about its standard deviation."""
        return self.scaled.unit

    def spread(self, right: Matrix, rows: Bools | None = None, stay: float = 0.0) -> Floats:
        """Return the variance of sums of unknowns, in units of ``scale``.

        Parameters
        ----------
        right : sparse array of shape (unknowns, sums)
            The coefficients of each sum.
        rows : array of bool, optional
            Inequalities taken as equations; those that push if left out.
        stay : float
            How firmly every unknown is held in place.

        Returns
        -------
        array of shape (sums,)
            Enormous where the measurements leave a sum free.
        """
        return self.scaled.spread(right, self.forced if rows is None else rows, stay)


def minimise(programme: Programme, near: Fit | None = None) -> Fit | None:
    """Solve a programme.

    Parameters
    ----------
    programme : Programme
        What to solve.
    near : Fit, optional
        The solution of a programme that differs a little: where the same inequalities push, the
        interior-point method is not needed.

    Returns
    -------
    Fit or None
        None if no point was found that satisfies the constraints and, to rounding, the conditions
        of Karush, Kuhn and Tucker.
    """
    scaled = Scaled(programme)
    if near is not None:
        guess = near.point / scaled.unit
        found = None if near.hard else scaled.polish(guess, near.tight)
        if found is not None:
            return _fit(scaled, *found, hard=False)
        found = settle(scaled, guess, near.forced)
        if found is not None:
            return _fit(scaled, *found, hard=True)
    guess, pushing, surely = scaled.interior()
    found = scaled.polish(guess, pushing)
    if found is not None:
        return _fit(scaled, *found, hard=False)
    found = settle(scaled, guess, surely)
    return None if found is None else _fit(scaled, *found, hard=True)


def _fit(scaled: Scaled, point: Floats, forced: Bools, *, hard: bool) -> Fit:
    slack, size = scaled.slack(point)
    tight = forced | (slack <= SLACK * size)
    return Fit(point * scaled.unit, forced, tight, hard, scaled)

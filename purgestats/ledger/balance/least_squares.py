"""Weighted least squares under linear constraints, exact to the last digits of every unknown.

Few rows bind, but which do hangs on all of them. The measured values are balanced under those sums
of rows that are known to bind; a linear programme over all rows then says whether such values are
possible, or which sums forbid them.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.face import face
from purgestats.ledger.balance.nearest import nearest
from purgestats.ledger.balance.room import Room
from purgestats.ledger.balance.scaled import NO_FORCE, Matrix, Programme, Scaled
from purgestats.ledger.propagation.arrays import Bools, Floats

#: Rows are kept to so many persons, or so much of an unknown's own standard deviation if less.
FINE = 16.0
#: Relative to the terms of a row: what is promised, and what is taken to be tight.
KEPT, TIGHT = 1e-9, 1e-12
#: How firmly what no count measures stays where it was, in its own standard deviations.
LOOSE = 1e-4
#: In the units of the programme that found a point.
RESTS = 1e-6
#: Of the multipliers' terms: what is left of the slope.
BALANCED = 1e-9


@dataclass(frozen=True)
class Fit:
    """The solution.

    Parameters
    ----------
    point : array of shape (unknowns,)
        The values; where the sum of squares leaves an unknown free, one of many.
    forced : array of bool of shape (inequalities + unknowns,)
        Which inequalities, and then which of ``x >= 0``, push against the measurements.
    never : array of bool of the same shape
        Which hold as equations wherever the measured values are these.
    determined, fixed : array of bool of shape (unknowns,)
        Which unknowns the measurements determine, and which of them by equations and by what
        pushes alone.
    scaled : Scaled
        The programme as it was solved.
    """

    point: Floats
    forced: Bools
    never: Bools
    determined: Bools
    fixed: Bools
    scaled: Scaled = field(repr=False)

    @property
    def scale(self) -> Floats:
        """The unit in which each unknown was solved: about its standard deviation."""
        return self.scaled.unit

    def spread(self, right: Matrix, rows: Bools | None = None) -> Floats:
        """Return the variance of sums of unknowns, in units of ``scale``.

        Parameters
        ----------
        right : sparse array of shape (unknowns, sums)
            The coefficients of each sum, which the measurements determine.
        rows : array of bool, optional
            Inequalities taken as equations; those that push if left out.

        Returns
        -------
        array of shape (sums,)
        """
        return self.scaled.spread(right, self.forced if rows is None else rows)


class Search:
    """A programme, and the sums of its rows that are known to bind.

    Parameters
    ----------
    programme : Programme
        What to solve; its measured rows may change later on, but not between which unknowns.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme, self.scaled = programme, Scaled(programme)
        self.columns = np.unique(programme.measured.indices)
        unit = self.scaled.unit[self.columns]
        self.room = Room(self.scaled, self.columns, np.ones(len(unit)))
        self.fine = False
        self.times = sparse.csr_array((0, len(self.room.right)))
        self.above = sparse.csr_array((0, len(unit)))
        self.at, self.force = np.zeros(0), np.zeros(len(unit))

    def small(self, above: Matrix, at: Floats, near: Floats | None = None) -> Scaled:
        """Return the programme of the measured unknowns under some sums of rows.

        What no count measures stays near a point, so that one point is the best.
        """
        unit = self.scaled.unit[self.columns]
        rows, values = self.programme.measured[:, self.columns], self.programme.values
        if near is not None:
            alone = sparse.csr_array(rows[np.diff(rows.indptr) == 1])
            loose = np.setdiff1d(np.arange(len(unit)), alone.indices)
            stay = sparse.diags_array(LOOSE / unit, format="csr")[loose]
            rows = sparse.vstack([rows, stay], format="csr")
            values = np.concatenate([values, stay @ near[self.columns]])
        none = sparse.csr_array((0, len(unit)))
        return Scaled(Programme(rows, values, none, np.zeros(0), above, at), unit)

    def nearest(self, measured: Matrix, values: Floats, near: Floats) -> Floats | None:
        """Return the balanced values of the measured unknowns under what is known to bind."""
        self.programme = replace(self.programme, measured=measured, values=values)
        small = self.small(self.above, self.at, near)
        found = nearest(small, near[self.columns] / small.unit, self.force)
        if found is None:
            return None
        point = np.zeros(len(near))
        point[self.columns], self.force = found[0] * small.unit, found[1]
        return point

    def complete(self, point: Floats) -> bool | None:
        """Say whether the measured values are possible; None if nothing is."""
        values = point[self.columns]
        sums = self.room.ask(values / self.room.unit[self.columns])
        if sums is None:
            return None
        small = self.small(sums.above, sums.at)
        new = small.broken(values / small.unit)[: len(sums.at)]
        if new.any():
            self.times = sparse.vstack([self.times, sums.times[new]], format="csr")
            self.above = sparse.vstack([self.above, sums.above[new]], format="csr")
            count = len(self.at)
            self.at = np.append(self.at, sums.at[new])
            self.force = np.insert(self.force, [count] * int(new.sum()), 0.0)
            return False
        if not self.fine:
            self.fine = True
            unit = np.minimum(self.scaled.unit, FINE)
            deviations = (self.scaled.unit / unit)[self.columns]
            scaled = Scaled(self.programme, unit)
            self.room = Room(scaled, self.columns, deviations, self.room)
            return False
        return True

    def fit(self, point: Floats) -> Fit | None:
        """Return all unknowns where the measured ones are balanced.

        None if a row is off by more than is promised, or the slope of the sum of squares is no sum
        of rows that hold as equations (Karush, Kuhn and Tucker).
        """
        room, count = self.room, len(self.at)
        plain = Scaled(self.programme, np.ones(len(point)))
        whole = room.point * room.unit
        whole[self.columns] = point[self.columns]
        rows = sparse.vstack([plain.equal, plain.above[: -len(point)]], format="csr")
        # Of all rows, and of those of sums that push.
        force = self.force / self.small(self.above, self.at).above_level
        pushing = np.where(self.force > NO_FORCE, force, 0.0)
        level = np.append(plain.equal_level, plain.above_level[: -len(point)])
        times, pushed = (level * (self.times.T @ one[:count]) for one in (force, pushing))
        off = plain.measured @ whole - plain.values
        left = plain.measured.T @ off - rows.T @ times
        terms = abs(plain.measured).T @ np.abs(off) + abs(rows).T @ np.abs(times)
        zero = rows.T @ pushed < -BALANCED * (abs(rows).T @ np.abs(pushed))
        zero[self.columns] = pushing[count:] > 0
        forced = np.append(pushed[len(plain.equal_to) :] > 0, zero)
        slack = room.rows @ room.point - room.right
        size = abs(room.rows) @ room.point + np.abs(room.right)
        tight = np.append(slack <= RESTS + TIGHT * size, room.point <= RESTS)[len(plain.equal_to) :]
        found = face(plain, whole, tight | forced, forced)
        slack, size = plain.slack(found.point)
        missed = np.abs(plain.equal @ found.point - plain.equal_to)
        good = (
            (left >= -BALANCED * terms - NO_FORCE / self.scaled.unit).all()
            and (
                np.minimum(left, found.point) <= BALANCED * terms + NO_FORCE / self.scaled.unit
            ).all()
            and (slack >= -KEPT * size).all()
            and (slack[forced] <= KEPT * size[forced]).all()
            and (missed <= KEPT * plain.equal_sizes(found.point)).all()
        )
        if not good:
            return None
        scaled = Scaled(self.programme, self.scaled.unit)
        return Fit(found.point, forced, *found[1:], scaled)

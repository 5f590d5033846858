"""Can these units hold together? One elastic programme a part, kept warm.

Every row of a unit has a column of relief, which is shut while the unit must hold. What is asked of
the rest is to need as little relief as it can (Chinneck 2008, "Feasibility and infeasibility in
optimization", chapter 6): a single answer then shows a large set that holds, and from one question
to the next only boxes change, from where the dual simplex goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from purgestats.ledger.lp import TOLERANCE, Simplex
from purgestats.ledger.lp.scaling import power_of_two, scaled
from purgestats.ledger.model.rows import Row
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.proofs.farkas import contradiction
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.components import Part

RAY_ABOVE = 1e-9
#: How far a row may be missed, in its own magnitude, and count as satisfied.
MISSED = 4 * TOLERANCE
#: A whole that must not be empty is asked to be as large as usual; where only that is refuted, this
#: share of it.
BASE_LEAST = 1e-4


class Elastic:
    """Answers whether units of a part can hold together, by one programme.

    Parameters
    ----------
    part : Part
        The rows. Units are numbered here as they stand in ``part.units``.

    Notes
    -----
    That a set can hold is as good as the solver's tolerance; that it cannot is proved exactly
    wherever it is reported.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._rows = part.system.rows.copy()
        rows, self.count = part.system.rows, len(part.units)
        place = {unit: number for number, unit in enumerate(part.units)}
        self.owner = np.array([place.get(row.unit, self.count) for row in rows], dtype=np.int64)
        self._soft = np.flatnonzero(self.owner < self.count)
        self._strict = np.array([row.strict for row in rows], dtype=bool)
        self._first_added = len(rows)
        self._unit: Floats = np.ones(0)
        self._low: Floats = np.zeros(0)
        self._scale = np.array([power_of_two(one) for one in part.network.scale.tolist()])
        self._simplex = self._programme()
        self._shut = np.zeros(len(self._soft), dtype=bool)
        self._ray: Floats = np.zeros(0)
        self._home: Any = None
        self.asked = 0

    def go_home(self) -> None:
        """Go back to where the first question left the solver: later ones then change no answer."""
        if self._home is None:
            return
        basis, shut = self._home
        moved = np.flatnonzero(shut != self._shut)
        self._simplex.set_boxes(moved + self.part.network.size, np.where(shut[moved], 0.0, np.inf))
        self._shut = shut.copy()
        self._simplex.drop_rows(self._first_added)
        del self._rows[self._first_added :]
        self.owner = self.owner[: self._first_added]
        self._strict, self._unit, self._low = (
            one[: self._first_added] for one in (self._strict, self._unit, self._low)
        )
        self._simplex.start_at(basis)

    def add(self, row: Row) -> None:
        """Add a row that always holds, until it goes home."""
        unit = power_of_two(max(abs(float(value)) * self._scale[one] for one, value in row.terms))
        columns = [one for one, _ in row.terms]
        values = [float(value) * self._scale[one] / unit for one, value in row.terms]
        self._simplex.add_row(columns, values)
        self._rows.append(row)
        self.owner = np.append(self.owner, self.count)
        self._strict = np.append(self._strict, False)
        self._unit = np.append(self._unit, unit)
        self._low = np.append(self._low, 0.0)

    def _programme(self) -> Simplex:
        rows, size = self.part.system.rows, self.part.network.size
        scale = self._scale
        _, self._unit = scaled([row.terms for row in rows], scale)
        relief = {row: size + place for place, row in enumerate(self._soft.tolist())}
        # Relief is counted in the row's own magnitude.
        terms = [
            (*row.terms, (relief[place], unit)) if place in relief else row.terms
            for place, (row, unit) in enumerate(zip(rows, self._unit.tolist(), strict=True))
        ]
        matrix, _ = scaled(terms, np.append(scale, np.ones(len(relief))))
        low = np.array([float(row.rhs) for row in rows]) / self._unit
        low[self._strict] = 1.0
        self._low = low
        equal = np.array([row.equal for row in rows], dtype=bool)
        boxes = np.zeros((2, matrix.width))
        boxes[1] = np.inf
        simplex = Simplex(matrix, np.array([low, np.where(equal, low, np.inf)]), boxes)
        simplex.set_costs(list(relief.values()), [1.0] * len(relief))
        return simplex

    def ask(self, units: Bools) -> tuple[bool, Bools]:
        """Say whether units can hold together.

        Parameters
        ----------
        units : array of bool, shape (units of the part,)
            Those taken to hold.

        Returns
        -------
        tuple of bool and array of bool
            True and the units that one point satisfies, asked about or not; or False and units
            among those asked about that cannot hold together, not always as few as can be.
        """
        if self.asked == 1:
            self._home = self._simplex.basis(), self._shut.copy()
        self.asked += 1
        shut = units[self.owner[self._soft]]
        size, relaxed = self.part.network.size, np.zeros(len(shut), dtype=bool)
        while True:
            wanted = shut & ~relaxed
            moved = np.flatnonzero(wanted != self._shut)
            self._simplex.set_boxes(moved + size, np.where(wanted[moved], 0.0, np.inf))
            self._shut = wanted
            if self._simplex.solve() == "optimal":
                return True, units | self._satisfied()
            self._ray = self._simplex.ray() / self._unit
            support = self.support()
            bases = self._strict[support]
            if not bases.any() or self._proof(support) is not None:
                break
            # Only that these wholes are not small was refuted, not that they are not empty.
            rows = np.array(support)[bases]
            small = self._low[rows] <= BASE_LEAST
            relaxed |= np.isin(self._soft, rows[small])
            self._low[rows] = BASE_LEAST
            self._simplex.set_lows(rows[~small], self._low[rows[~small]])
        core = np.zeros(self.count + 1, dtype=bool)
        core[self.owner[support]] = True
        return False, core[:-1] & units

    def support(self) -> Sequence[int]:
        """Return the rows that what was refuted last leans on."""
        size = np.abs(self._ray) * self._unit
        found: list[int] = np.flatnonzero(size > RAY_ABOVE * size.max(initial=0.0)).tolist()
        return found

    def used(self) -> Bools:
        """Return which variables are above 0 at the point found last."""
        found: Bools = self._simplex.point()[: self.part.network.size] > 0
        return found

    def _satisfied(self) -> Bools:
        relief = self._simplex.point()[self.part.network.size :]
        held = np.ones(self.count, dtype=bool)
        held[self.owner[self._soft[relief > MISSED]]] = False
        return held

    def _proof(self, support: Sequence[int]) -> Certificate | None:
        system = replace(self.part.system, rows=self._rows)
        return contradiction(system, support, self._ray[support].tolist())

    def proof(self) -> Certificate | None:
        """Return an exact proof of what was refuted last; None if there is none."""
        return self._proof(self.support())

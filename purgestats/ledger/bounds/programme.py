"""The least and the greatest value of variables, by one linear programme, kept warm."""

from collections.abc import Sequence

import numpy as np

from purgestats.ledger.lp import DUAL, MISSED, PRIMAL, Simplex
from purgestats.ledger.lp.scaling import ScaledRows, scaled
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.proofs.derivations import Side
from purgestats.ledger.proofs.farkas import bound
from purgestats.ledger.propagation.arrays import Floats
from purgestats.ledger.propagation.components import Part

PULLS_ABOVE = 1e-11
Key = tuple[int, Side]


class Programme:
    """One linear programme for the least and greatest values that units leave variables.

    Parameters
    ----------
    part : Part
        The rows.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        rows = part.system.rows
        lp = ScaledRows(rows, part.network.scale)
        self._simplex, self._scale, self._unit = lp.simplex, lp.scale, lp.unit
        self._low, self._equal = lp.low, lp.equal
        self._owner = np.array([row.unit for row in rows], dtype=np.int64)
        self._on = np.ones(len(rows), dtype=bool)
        self._costs: list[int] = []
        self._holding: frozenset[int] | None = None

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
        if self._holding == frozenset(units):
            return
        self._holding = frozenset(units)
        self._set_costs([], 0)
        on = np.isin(self._owner, [*units, -1])
        moved = np.flatnonzero(on != self._on)
        self._simplex.set_lows(moved, np.where(on[moved], self._low[moved], -np.inf))
        self._on = on
        self._simplex.solve(DUAL)

    def _set_costs(self, columns: list[int], turn: int) -> None:
        old = [column for column in self._costs if column not in columns]
        self._simplex.set_costs(old, [0.0] * len(old))
        self._simplex.set_costs(columns, [float(turn)] * len(columns))
        self._costs = columns

    def point(self, columns: list[int], side: Side) -> Floats | None:
        """Return a point at which the sum of some columns is least or greatest; None if endless."""
        self._set_costs(columns, 1 if side == "low" else -1)
        if self._simplex.solve(PRIMAL) != "optimal":
            return None
        found: Floats = self._simplex.point() * self._scale
        return found

    def missed(self) -> frozenset[int]:
        """Return the units that the last point does not meet."""
        missed = self._owner[self._simplex.row_values() < self._low - MISSED]
        return frozenset(missed.tolist()) - {-1}

    def prove(self, key: Key) -> Certificate | None:
        """Return the proof of the end that :meth:`point` just found."""
        duals = self._simplex.row_duals() / self._unit * self._scale[key[0]]
        size = np.abs(duals) * self._unit
        rows = np.flatnonzero(size > PULLS_ABOVE * size.max(initial=0.0)).tolist()
        return bound(self.part.system, rows, duals[rows].tolist(), *key)

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end.

        Notes
        -----
        Directions make a cone, so that one of them raises every column that any raises. Each wanted
        column gets one that is at most it and at most 1; the greatest sum of these is the number of
        columns that can be raised (Freund, Roundy & Todd 1985, "Identifying the set of
        always-active constraints in a system of linear inequalities by a single linear program").
        """
        rows = np.flatnonzero(self._on)
        terms = [self.part.system.rows[row].terms for row in rows.tolist()]
        width, more = len(self._scale), len(wanted)
        terms += [((one, 1), (width + place, -1)) for place, one in enumerate(wanted)]
        matrix = scaled(terms, np.ones(width + more))[0]
        ends = np.zeros((2, len(terms)))
        ends[1] = np.inf
        ends[1, : len(rows)][self._equal[rows]] = 0.0
        boxes = np.zeros((2, width + more))
        boxes[1] = np.inf
        boxes[1, width:] = 1.0
        cone = Simplex(matrix, ends, boxes, once=True)
        cone.set_costs(list(range(width, width + more)), [-1.0] * more)
        cone.solve(PRIMAL)
        raised = cone.point()[width:] > 0.5
        return [one for one, rises in zip(wanted, raised.tolist(), strict=True) if rises]

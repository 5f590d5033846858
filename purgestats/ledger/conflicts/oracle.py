"""Can these units hold together? One programme a part, kept warm.

From one question to the next only the right sides of rows change, from where the dual simplex
method goes on; nothing costs anything, so that it stops at the first point that holds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from purgestats.ledger.lp import MISSED
from purgestats.ledger.lp.scaling import ScaledRows
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.farkas import contradiction
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.components import Part

RAY_ABOVE = 1e-9
#: A whole that must not be empty is asked to be as large as usual; where only that is refuted, this
#: share of it.
BASE_LEAST = 1e-4
#: Neither 0, off, nor 1, on.
UNKNOWN = 2


class Oracle:
    """Answers whether units of a part can hold together.

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
        self.part, self.count, self.asked = part, len(part.units), 0
        core = part.core.part
        rows = core.system.rows
        self.rows = len(rows)
        place = {unit: number for number, unit in enumerate(part.units)}
        owner = np.array([place.get(row.unit, self.count) for row in rows], dtype=np.int64)
        lp = ScaledRows(rows, core.network.scale, off=owner < self.count)
        self._simplex, self._unit = lp.simplex, lp.unit
        self._soft = np.flatnonzero(owner < self.count)
        self._owner = owner[self._soft]
        self._strict = np.array([rows[one].strict for one in self._soft.tolist()], dtype=bool)
        self._low = np.where(self._strict, 1.0, lp.low[self._soft])
        self._on: NDArray[np.int8] = np.zeros(len(self._soft), dtype=np.int8)
        self._ray: Floats = np.zeros(0)
        self._home: Any = None

    def go_home(self) -> None:
        """Go back to where the first question left the solver: later ones then change no answer."""
        if self._home is not None:
            basis, on = self._home
            self._switch(on)
            self._simplex.start_at(basis)

    def _switch(self, on: Bools) -> None:
        moved = np.flatnonzero(on != self._on)
        low = np.where(on[moved], self._low[moved], -np.inf)
        # An interruption in between leaves these to be set again.
        self._on[moved] = UNKNOWN
        self._simplex.set_lows(self._soft[moved], low)
        self._on[moved] = on[moved]

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
            self._home = self._simplex.basis(), self._on == 1
        self.asked += 1
        wanted = units[self._owner]
        while True:
            self._switch(wanted)
            if self._simplex.solve() == "optimal":
                return True, units | self._satisfied()
            self._ray = self._simplex.ray() / self._unit
            support = self._support()
            bases = np.flatnonzero(self._strict & np.isin(self._soft, support) & wanted)
            if not len(bases) or self._proof(support) is not None:
                break
            # Only that these wholes are not small was refuted, not that they are not empty.
            wanted = wanted.copy()
            wanted[bases[self._low[bases] <= BASE_LEAST]] = False
            self._switch((self._on == 1) & ~np.isin(np.arange(len(self._on)), bases))
            self._low[bases] = BASE_LEAST
        core = np.zeros(self.count, dtype=bool)
        core[self._owner[np.isin(self._soft, support)]] = True
        return False, core & units

    def _support(self) -> Sequence[int]:
        """Return the rows that what was refuted last leans on."""
        size = np.abs(self._ray) * self._unit
        found: list[int] = np.flatnonzero(size > RAY_ABOVE * size.max(initial=0.0)).tolist()
        return found

    def _satisfied(self) -> Bools:
        held = np.ones(self.count, dtype=bool)
        held[self._owner[self._simplex.row_values()[self._soft] < self._low - MISSED]] = False
        return held

    def _proof(self, support: Sequence[int]) -> Certificate | None:
        return contradiction(self.part.core.part.system, support, self._ray[support].tolist())

    def prove(self, units: Bools) -> Certificate | None:
        """Return an exact proof that units cannot all hold, in the rows of the part.

        Parameters
        ----------
        units : array of bool
            The units.

        Returns
        -------
        Certificate or None
            Verified; None if there is none.
        """
        proof = None if self.ask(units)[0] else self._proof(self._support())
        if proof is None:
            return None
        found = certificate(self.part.system, "conflict", self.part.core.lifted(proof))
        return found if found.verify() else None

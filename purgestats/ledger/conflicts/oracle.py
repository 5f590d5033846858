"""Can these units hold together? One programme a part, kept warm.

Of a few rows rational numbers tell, and of many where the solver leaves it in doubt. From one
question to the next only the right sides of rows and the boxes of unknowns change, from where the
dual simplex method goes on; nothing costs anything, so that it stops at the first point that holds.
"""

import itertools
from typing import Any

import numpy as np

from purgestats.ledger.conflicts.boxes import Boxes
from purgestats.ledger.lp import MISSED, SolverError
from purgestats.ledger.lp.scaling import ScaledRows
from purgestats.ledger.model.rows import HARD
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.farkas import contradiction
from purgestats.ledger.proofs.rational import Sparse
from purgestats.ledger.proofs.simplex import ExactRows, Layout
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.components import Part

#: A basis, and how large each whole that must not be empty is asked to be.
Home = tuple[Any, Floats]
RAY_ABOVE = 1e-9
#: What a point misses by rounding alone: more may be what the solver's tolerance hides.
ROUNDED = 2e-11
#: A whole that must not be empty is asked to be as large as usual; where only that is refuted, this
#: share of it, and then in rational numbers whether it can be any larger than 0.
BASE_LEAST = 1e-4


class Oracle:
    """Answers whether units of a part can hold together.

    Parameters
    ----------
    part : Part
        The rows. Units are numbered here as they stand in ``part.units``.

    Notes
    -----
    That many rows can hold is as good as a fifth of the solver's tolerance; that they cannot is
    proved exactly wherever it is reported.
    """

    def __init__(self, part: Part) -> None:
        self.part, self.count, self.asked = part, len(part.units), 0
        self._first: Home | None = None
        self._home: Home | None = None
        self._away = True
        self._exact: ExactRows | None = None
        #: How often each row is taken in what was refuted last, if that is known exactly.
        self._times: Sparse | None = None

    def _set_up(self) -> None:
        """Make the programme; where all units are known to hold none is ever needed."""
        core = self.part.core.part
        rows = core.system.rows
        place = {unit: number for number, unit in enumerate(self.part.units)}
        self._owner = np.array([place.get(row.unit, self.count) for row in rows], dtype=np.int64)
        counts = self._owner < self.count
        plain = np.array([len(row.terms) == 1 and not row.strict for row in rows], dtype=bool)
        #: Which rows are boxes, which are rows of the programme, and which of these may be off.
        self._boxed, self._others = np.flatnonzero(counts & plain), np.flatnonzero(~counts | ~plain)
        self._soft = np.flatnonzero(counts[self._others])
        self._strict = np.array([row.strict for row in rows])[self._others[self._soft]]
        others = [rows[one] for one in self._others]
        lp = ScaledRows(others, core.network.scale, off=counts[self._others])
        self._simplex, self._matrix = lp.simplex, lp.matrix
        self._first_low = np.where(self._strict, 1.0, lp.low[self._soft])
        self._low = self._first_low.copy()
        self._on = np.zeros(len(self._soft), dtype=bool)
        self._boxes = Boxes([rows[one] for one in self._boxed], lp.scale)
        self._ends = self._boxes.ends.copy()
        self._unit = np.ones(len(rows))
        self._unit[self._others], self._unit[self._boxed] = lp.unit, self._boxes.unit
        #: How often each row, divided by its unit, is taken in what was refuted last.
        self._ray: Floats = np.zeros(len(rows))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.part.core.part.system.rows)

    def here(self) -> Home | None:
        """Return where the last question was asked."""
        return (self._simplex.basis(), self._low.copy()) if not self.part.plain else None

    def go_home(self, home: Home | None = None) -> None:
        """Ask on from somewhere, or from the beginning: what was asked since changes no answer."""
        self._away, self._home = True, home

    def _begin(self) -> None:
        if self._first is None:
            self._set_up()
        home = self._home or self._first
        self._low = (home[1] if home else self._first_low).copy()
        # A solver keeps more than can be set back.
        self._simplex = self._simplex.anew()
        self._on[:], self._ends[:] = False, [[0.0], [np.inf]]
        self._set(np.ones(self.count, dtype=bool))
        if home is None:
            self._simplex.solve()
            self._first = self.here()
        else:
            self._simplex.start_at(home[0])
        self._away = False

    def _set(self, units: Bools) -> Bools:
        """Let just some units count; return which rows that may be off do."""
        self._boxes.set(units[self._owner[self._boxed]])
        ends = self._boxes.ends
        moved = np.flatnonzero((ends != self._ends).any(axis=0))
        self._simplex.set_boxes(moved, ends[:, moved])
        self._ends[:, moved] = ends[:, moved]
        wanted: Bools = units[self._owner[self._others[self._soft]]]
        self._switch(wanted)
        return wanted

    def _switch(self, on: Bools) -> None:
        moved = np.flatnonzero(on != self._on)
        low = np.where(on[moved], self._low[moved], -np.inf)
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
        if self._away:
            self._exact = None
            if not self.part.plain:
                self._begin()
        self.asked += 1
        # Where it is broken off in between, the next question begins anew.
        self._away = True
        answer = self._answer(units)
        self._away = False
        return answer

    def _answer(self, units: Bools) -> tuple[bool, Bools]:
        self._times = None
        if self.part.plain:
            return self._exactly(units)
        on = self._set(units)
        while not self._boxes.crossing:
            try:
                holds = self._simplex.solve() == "optimal"
            except SolverError:
                break
            if holds and self._simplex.missed() <= ROUNDED:
                return True, units | self._satisfied()
            if holds:
                break
            self._lean(self._simplex.ray())
            bases = np.flatnonzero(
                self._strict & on & np.isin(self._others[self._soft], self._support())
            )
            if not len(bases) or self._proof() is not None:
                return False, self._leaning(units)
            if (self._low[bases] <= BASE_LEAST).all():
                break
            # Only that these wholes are not small was refuted, not that they are not empty.
            self._switch(self._on & ~np.isin(np.arange(len(self._on)), bases))
            self._low[bases] = BASE_LEAST
            self._switch(on)
        else:
            crossing = self._boxes.crossing
            self._ray[:] = 0.0
            self._ray[self._boxed[crossing]] = 1.0 / self._boxes.size[crossing]
            return False, self._leaning(units)
        return self._exactly(units)

    def _leaning(self, units: Bools) -> Bools:
        """Return the units that what was refuted last leans on."""
        core = np.zeros(self.count, dtype=bool)
        owners = self._owner[self._support()]
        core[owners[owners < self.count]] = True
        return core & units

    def _exactly(self, units: Bools) -> tuple[bool, Bools]:
        """Answer in rational numbers."""
        core = self.part.core.part
        rows, names = core.system.rows, self.part.units
        exact = self._exact or ExactRows(rows, Layout.of(core.system))
        # Where it is broken off in between, the next question begins anew.
        self._exact = None
        wanted = {HARD, *itertools.compress(names, units.tolist())}
        on = {number for number, row in enumerate(rows) if row.unit in wanted}
        self._times, self._exact = exact.refute(on), exact
        if self._times is None:
            missed = {row.unit for number, row in enumerate(rows) if not exact.holds(number)}
            return True, np.array([unit not in missed for unit in names], dtype=bool)
        leans = {rows[number].unit for number in self._times}
        return False, np.array([unit in leans for unit in names], dtype=bool)

    def _lean(self, ray: Floats) -> None:
        """Keep how often each row is taken in what was refuted, boxes being rows again."""
        matrix = self._matrix
        shares = matrix.value * np.repeat(ray, np.diff(matrix.start))
        surplus = np.bincount(matrix.column, shares, minlength=matrix.width).astype(np.float64)
        self._ray[self._others] = ray
        self._ray[self._boxed] = self._boxes.times(surplus)

    def _support(self) -> list[int]:
        """Return the rows that what was refuted last leans on."""
        size = np.abs(self._ray)
        found: list[int] = np.flatnonzero(size > RAY_ABOVE * size.max(initial=0.0)).tolist()
        return found

    def _satisfied(self) -> Bools:
        held = np.ones(self.count, dtype=bool)
        missed = self._simplex.row_values()[self._soft] < self._low - MISSED
        held[self._owner[self._others[self._soft[missed]]]] = False
        held[self._owner[self._boxed[self._boxes.missed(self._simplex.point())]]] = False
        return held

    def _proof(self) -> Certificate | None:
        system = self.part.core.part.system
        if self._times is not None:
            found = certificate(system, "conflict", self._times)
            return found if found.verify() else None
        support = self._support()
        times = self._ray[support] / self._unit[support]
        return contradiction(system, support, times.tolist())

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
        if self.ask(units)[0]:
            return None
        proof = self._proof()
        if proof is None:
            self._exactly(units)
            proof = self._proof()
        if proof is None:
            return None
        found = certificate(self.part.system, "conflict", self.part.core.lifted(proof))
        return found if found.verify() else None

"""Whether the members of a conflict can hold with other figures; strain: how much wider ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from purgestats.ledger.conflicts.oracle import BASE_LEAST
from purgestats.ledger.lp import SolverError
from purgestats.ledger.lp.scaling import ScaledRows
from purgestats.ledger.model.rows import HARD, Row
from purgestats.ledger.propagation.arrays import Floats
from purgestats.ledger.propagation.components import Part, cut_out

PRECISION = 1e-9
#: Figures widened by more than this are no figures any more.
MOST = 1e7
RAY_ABOVE, SMALLEST = 1e-9, 2e-9
#: So small a strain may be the solver's tolerance.
IN_DOUBT = 1e-6
#: Against wholes so many times their usual size the solver's tolerance hides less of a strain.
LARGE = 1024.0
#: What a row's figure becomes, from the row.
Change = Callable[[Row], float | None]


def figure_of(row: Row) -> float:
    """Return the end of a figure that a count's row states."""
    if len(row.terms) == 1:
        return abs(float(row.rhs))
    return abs(float(row.terms[1][1]))


class Members:
    """One programme in which a few units have other figures and all others are left out.

    Parameters
    ----------
    part : Part
        The rows; the fewer unknowns the better.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        rows = part.system.rows
        soft = np.array([row.unit != HARD for row in rows], dtype=bool)
        lp = ScaledRows(rows, part.network.scale, off=soft)
        self._simplex, self._scale, self._unit, self._low = lp.simplex, lp.scale, lp.unit, lp.low
        self._rows_of: dict[int, list[int]] = {}
        for place, row in enumerate(rows):
            if row.unit != HARD:
                self._rows_of.setdefault(row.unit, []).append(place)
        self.support: list[int] = []

    @classmethod
    def of(cls, part: Part) -> Members:
        """Return the programme of a part, with as few unknowns as will do."""
        return cls(part.core.part)

    def rows_of(self, unit: int) -> list[Row]:
        """Return the rows of one unit."""
        return [self.part.system.rows[place] for place in self._rows_of.get(unit, ())]

    def hold(self, units: Iterable[int], change: Change | None = None) -> bool:
        """Say whether units can hold together, by themselves, with changed figures.

        Parameters
        ----------
        units : iterable of int
            Numbers of the ledger's units.
        change : callable, optional
            From a row of a count to the end it states instead; None where it states none.

        Returns
        -------
        bool
            True if they can. If not, ``support`` has the rows that do not let them.
        """
        chosen = [place for unit in units for place in self._rows_of.get(unit, ())]
        strict = [place for place in chosen if self.part.system.rows[place].strict]
        # Without upper ends whatever holds can be scaled up: wholes may be asked to be large.
        upper = any(self.part.system.rows[place].rhs < 0 for place in chosen)
        self._low[strict] = BASE_LEAST if upper else LARGE
        changed: list[int] = []
        low = self._low[chosen]
        for number, place in enumerate(chosen):
            row = self.part.system.rows[place]
            if change is None or row.kind != "claim" or row.side not in ("low", "high"):
                continue
            figure = change(row)
            if figure is None:
                low[number] = -np.inf
            elif len(row.terms) == 1:
                low[number] = math.copysign(figure, row.terms[0][1]) / self._unit[place]
            else:
                self._set_base(place, row, figure)
                changed.append(place)
        places = np.array(chosen, dtype=np.int64)
        self._simplex.set_lows(places, low)
        self.support = []
        try:
            holds = self._simplex.solve() == "optimal"
        except SolverError:
            # So near the edge that floats cannot tell: on the far side of it they will.
            holds = False
        else:
            ray: Floats = np.zeros(0) if holds else np.abs(self._simplex.ray())
            self.support = np.flatnonzero(ray > RAY_ABOVE * ray.max(initial=0.0)).tolist()
        self._simplex.set_lows(places, np.full(len(places), -np.inf))
        for place in changed:
            row = self.part.system.rows[place]
            self._set_base(place, row, figure_of(row))
        return holds

    def _set_base(self, place: int, row: Row, figure: float) -> None:
        base, value = row.terms[1]
        entry = figure * self._scale[base] / self._unit[place]
        # The solver takes what is smaller for 0, and then for a share of nothing.
        entry = math.copysign(max(entry, SMALLEST) if figure else 0.0, value)
        self._simplex.set_entry(place, base, entry)


def strain(members: Members, units: Iterable[int]) -> float:
    """Return the least s such that widening every claim to [low/(1+s), high*(1+s)] reconciles them.

    Parameters
    ----------
    members : Members
        The part they belong to.
    units : iterable of int
        Units that cannot all hold; assumptions among them are not widened.

    Returns
    -------
    float
        Good to 1e-9, absolute below 1 and relative above; infinite where no widening helps, as when
        a bound is 0.

    Notes
    -----
    Bisection over the few rows of a proof, then one question over all rows; where these forbid what
    the few allow, the rows that do are added.
    """
    chosen = sorted(units)
    closed = _of_one_quantity(members, chosen)
    if closed is not None:
        return closed
    found = _least(members, chosen)
    if found < IN_DOUBT:
        # Beside the larger figures of others the solver cannot tell; by themselves it may.
        rows = enumerate(members.part.system.rows)
        own = [place for place, row in rows if row.unit == HARD or row.unit in chosen]
        found = _least(Members(cut_out(members.part.system, own)), chosen)
    return found


def _least(members: Members, chosen: list[int]) -> float:
    """Return the least widening that makes a programme hold."""
    if members.hold(chosen):
        return 0.0
    rows: set[int] = set()
    while True:
        rows |= set(members.support)
        least = _bisected(Members(cut_out(members.part.system, sorted(rows))), chosen)
        # Just beyond it wholes may have to be larger than the solver can tell: it then repeats
        # what it knows, until it is asked further out.
        step = 2 * PRECISION * max(1.0, least)
        while (
            step < MOST
            and not members.hold(chosen, widened(least + step))
            and rows.issuperset(members.support)
        ):
            step *= 8
        if rows.issuperset(members.support):
            return least


def widened(s: float) -> Change:
    """Return what widening figures by s makes of them."""
    return lambda row: figure_of(row) / (1 + s) if row.side == "low" else figure_of(row) * (1 + s)


def _bisected(members: Members, units: list[int]) -> float:
    if not members.hold(units, widened(MOST)):
        return math.inf
    low, high = 0.0, 1e-3
    while not members.hold(units, widened(high)):
        low, high = high, high * 8
    while high - low > PRECISION / 4 * max(1.0, low):
        middle = (low + high) / 2
        low, high = (low, middle) if members.hold(units, widened(middle)) else (middle, high)
    return high


def _of_one_quantity(members: Members, units: list[int]) -> float | None:
    """Return the strain of two counts of one quantity, without any programme."""
    rows = [members.rows_of(unit) for unit in units]
    named = {row.terms[0][0] for held in rows for row in held}
    plain = all(row.kind == "claim" and len(row.terms) == 1 for held in rows for row in held)
    if len(rows) != 2 or len(named) != 1 or not plain:
        return None
    ends = [{row.side: figure_of(row) for row in held} for held in rows]
    low, high = max(
        ((one.get("low", 0.0), other.get("high", math.inf)) for one, other in (ends, ends[::-1])),
        key=lambda gap: gap[0] - gap[1],
    )
    return math.inf if high == 0 else max(0.0, math.sqrt(low / high) - 1)

"""Whether the members of a conflict can hold with other figures; strain: how much wider ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from purgestats.ledger.model.rows import HARD, Number, Row, System, size_of
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.proofs.rational import Sparse
from purgestats.ledger.proofs.simplex import ExactRows, Layout
from purgestats.ledger.propagation.components import Part, cut_out

PRECISION = 1e-9
#: What hardly anything dissolves is a conflict all the same.
LEAST = PRECISION / 4
#: Figures widened by more than this are no figures any more.
MOST = 2.0**60
#: What a row's figure becomes, from the row.
Change = Callable[[Row], Number | None]


def figure_of(row: Row) -> Number:
    """Return the end of a figure that a count's row states."""
    return size_of(row.rhs if len(row.terms) == 1 else row.terms[1][1])


class Members:
    """Asks in rational numbers about a few units by themselves, perhaps with other figures.

    Parameters
    ----------
    system : System
        The rows.
    """

    def __init__(self, system: System) -> None:
        self.system, self._rows, self._layout = system, system.rows, Layout.of(system)
        self._firm = frozenset(at for at, row in enumerate(self._rows) if row.unit == HARD)
        self._rows_of: dict[int, list[int]] = {}
        #: What shares and multiples are of, by unit.
        self._base: dict[int, int] = {}
        for place, row in enumerate(self._rows):
            if row.unit != HARD:
                self._rows_of.setdefault(row.unit, []).append(place)
            if row.side == "base":
                self._base[row.unit] = row.terms[0][0]
        #: If units cannot hold, how often each row is taken in the proof.
        self.times: Sparse = {}

    @classmethod
    def of(cls, part: Part) -> Members:
        """Return what is asked of a part."""
        return cls(part.core.part.system)

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
            True if they can. If not, ``times`` has the rows that do not let them.
        """
        rows = list(self._rows)
        chosen = []
        for place in (place for unit in units for place in self._rows_of.get(unit, ())):
            if change is not None and rows[place].kind == "claim" and rows[place].side != "base":
                figure = change(rows[place])
                if figure is None:
                    continue
                rows[place] = _stating(rows[place], figure, self._base.get(rows[place].unit))
            chosen.append(place)
        found = ExactRows(rows, self._layout).refute(self._firm.union(chosen))
        self.times = found or {}
        return found is None


def _stating(row: Row, figure: Number, base: int | None) -> Row:
    """Return a row with another figure."""
    turn = 1 if row.side == "low" else -1
    if len(row.terms) > 1:
        base = row.terms[1][0]
    if base is None:
        return replace(row, rhs=turn * figure)
    # Of a share of 0 the row does not name what it is of.
    return replace(row, terms=(row.terms[0], (base, -turn * figure)))


def strain(members: Members, units: Iterable[int], proof: Certificate) -> float:
    """Return the least s such that widening every claim to [low/(1+s), high*(1+s)] reconciles them.

    Parameters
    ----------
    members : Members
        The part they belong to.
    units : iterable of int
        Units that cannot all hold; assumptions among them are not widened.
    proof : Certificate
        That they cannot.

    Returns
    -------
    float
        Good to 1e-9, absolute below 1 and relative above; infinite where no widening helps, as when
        a bound is 0.

    Notes
    -----
    A proof says how far figures have to be widened to escape it, if these are numbers; shares are
    widened by bisection over the few rows of proofs. What is enough for these is then asked of all.
    """
    chosen, rows = sorted(units), set[int]()
    found = _escape((line.row, line.multiplier) for line in proof.rows) or LEAST
    while found < MOST and not members.hold(chosen, widened(found + PRECISION * max(1.0, found))):
        rows.update(members.times)
        escape = _escape((members.system.rows[row], by) for row, by in members.times.items())
        if escape is None:
            few = Members(cut_out(members.system, sorted(rows)).system)
            escape = _bisected(few, chosen, found)
        found = escape
    return found if found < MOST else math.inf


def _escape(proof: Iterable[tuple[Row, Number]]) -> float | None:
    """Return how far figures are to be widened to escape a proof; None if shares are among them."""
    sums: dict[str, Number] = {"low": 0, "high": 0}
    for row, times in proof:
        if row.kind == "claim":
            if row.side == "base" or len(row.terms) > 1:
                return None
            sums[row.side] += times * figure_of(row)
    return math.sqrt(sums["low"] / sums["high"]) - 1 if sums["high"] else math.inf


def widened(s: float) -> Change:
    """Return what widening figures by s makes of them."""
    by = 1 + Fraction(s)
    return lambda row: figure_of(row) / by if row.side == "low" else figure_of(row) * by


def _bisected(members: Members, units: list[int], low: float) -> float:
    """Return the least widening that makes units hold, given one that does not."""
    # Numbers of few digits are quick to reckon with.
    low, step = math.floor(low * 2**30) / 2**30, 2.0**-10
    while not members.hold(units, widened(low + step)):
        low, step = low + step, 8 * step
        if low > MOST:
            return math.inf
    high = low + step
    while high - low > LEAST * max(1.0, low):
        middle = (low + high) / 2
        low, high = (low, middle) if members.hold(units, widened(middle)) else (middle, high)
    return high

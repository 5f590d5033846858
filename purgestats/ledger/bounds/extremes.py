"""The least and the greatest value of variables, by one linear programme a part, kept warm.

Propagation gives a bound and its proof; a point that the solver found may show that it is attained.
Only what neither settles is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from purgestats.ledger.lp.highs import DUAL, PRIMAL, Matrix, Simplex
from purgestats.ledger.lp.scaling import power_of_two, scaled
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.proofs.farkas import bound
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.propagation.components import Part

#: Ends nearer than this, relatively, are the same.
NEAR = 1e-9
PULLS_ABOVE = 1e-11
FEW = 3
LEAST_ASKED, MOST_WORK = 100, 12_000_000
Key = tuple[int, Side]


@dataclass(frozen=True)
class Proved:
    """A bound with its proof.

    Parameters
    ----------
    value : float
        The bound; infinite if there is none.
    units : frozenset of int
        Numbers of the ledger's units that the proof uses.
    proof : Certificate or Box
        The proof, or the bounds in which it is.
    """

    value: float
    units: frozenset[int]
    proof: Certificate | Box


class Extremes:
    """Asks for the least and greatest values that units of a part leave its variables.

    Parameters
    ----------
    part : Part
        The rows.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        rows = part.system.rows
        self._scale = np.array([power_of_two(one) for one in part.network.scale.tolist()])
        self._matrix, self._unit = scaled([row.terms for row in rows], self._scale)
        self._low = np.array([float(row.rhs) for row in rows]) / self._unit
        self._equal = np.array([row.equal for row in rows], dtype=bool)
        self._owner = np.array([row.unit for row in rows], dtype=np.int64)
        ends = np.array([self._low, np.where(self._equal, self._low, np.inf)])
        boxes = np.array([np.zeros(len(self._scale)), np.full(len(self._scale), np.inf)])
        self._simplex = Simplex(self._matrix, ends, boxes)
        self._on = np.ones(len(rows), dtype=bool)
        self._costs: list[int] = []

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
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
        matrix: Matrix = scaled(terms, np.ones(width + more))[0]
        ends = np.zeros((2, len(terms)))
        ends[1] = np.inf
        ends[1, : len(rows)][self._equal[rows]] = 0.0
        boxes = np.zeros((2, width + more))
        boxes[1] = np.inf
        boxes[1, width:] = 1.0
        cone = Simplex(matrix, ends, boxes)
        cone.set_costs(list(range(width, width + more)), [-1.0] * more)
        cone.solve(PRIMAL)
        raised = cone.point()[width:] > 0.5
        return [one for one, rises in zip(wanted, raised.tolist(), strict=True) if rises]


class Attained:
    """The least and greatest values seen at any point.

    Parameters
    ----------
    scale : array of float
        A magnitude typical of each variable.
    """

    def __init__(self, scale: Floats) -> None:
        self.low, self.high = np.full(len(scale), np.inf), np.full(len(scale), -np.inf)
        self._room = NEAR * scale

    def see(self, point: Floats) -> None:
        """Take in a point."""
        np.minimum(self.low, point, out=self.low)
        np.maximum(self.high, point, out=self.high)

    def near(self, variable: int, one: float, other: float) -> bool:
        """Say whether two values of a variable are the same, up to rounding."""
        room = max(float(self._room[variable]), NEAR * min(abs(one), abs(other)))
        return one == other or abs(one - other) <= room

    def shows(self, key: Key, value: float) -> bool:
        """Say whether some point attains an end."""
        variable, side = key
        return self.near(
            variable, float((self.low if side == "low" else self.high)[variable]), value
        )


Ends = dict[Key, Proved]


def most_asked(part: Part) -> int:
    """Return how many ends are asked for one by one in a part."""
    return max(LEAST_ASKED, MOST_WORK // len(part.system.rows))


def proved_in(box: Box, key: Key) -> Proved:
    """Return an end of a box with its units."""
    value = box.exact(*key)
    _, units = box.checked().of(box.step(*key))
    return Proved(np.inf if value is None else float(value), frozenset(units), box)


def tightest(extremes: Extremes, box: Box, wanted: Bools, attained: Attained) -> Ends:
    """Find the best bounds of variables under the units that a box was made with.

    Parameters
    ----------
    extremes : Extremes
        Switched to the same units.
    box : Box
        Bounds by propagation.
    wanted : array of bool
        The variables.
    attained : Attained
        What points show, to which those found are added.

    Returns
    -------
    dict of (int, side) to Proved
        Every end; those that no point attains could not be improved.
    """
    variables = np.flatnonzero(wanted).tolist()
    ends = {(one, side): proved_in(box, (one, side)) for one in variables for side in SIDES}
    open_ = [one for one in variables if ends[one, "high"].value == np.inf]
    if open_:
        attained.high[extremes.endless(open_)] = np.inf
    for side in SIDES:
        _ask_many(extremes, ends, side, attained)
    # In a large part there is not the time to ask for every end; the rest stay valid, not tight.
    left = most_asked(extremes.part)
    for key, end in list(ends.items()):
        if left and not attained.shows(key, end.value):
            ends[key] = ask(extremes, end, key, attained)
            left -= 1
    return ends


def _ask_many(extremes: Extremes, ends: Ends, side: Side, attained: Attained) -> None:
    """Look for points that attain many ends at once."""
    left = len(ends) + FEW
    while True:
        open_ = [
            key[0]
            for key, end in ends.items()
            if key[1] == side and np.isfinite(end.value) and not attained.shows(key, end.value)
        ]
        if len(open_) < FEW or len(open_) > left - FEW:
            return
        left = len(open_)
        point = extremes.point(open_, side)
        if point is None:
            return
        attained.see(point)


def ask(extremes: Extremes, known: Proved, key: Key, attained: Attained) -> Proved:
    """Ask for one end by itself, and prove it where it is better than what is known."""
    point = extremes.point([key[0]], key[1])
    if point is None:
        attained.high[key[0]] = np.inf
        return known
    attained.see(point)
    value = float(point[key[0]])
    if not attained.near(key[0], value, known.value):
        proof = extremes.prove(key)
        if proof is not None and proof.value is not None:
            units = frozenset(line.row.unit for line in proof.rows if line.row.unit >= 0)
            return Proved(float(proof.value), units, proof)
    return known

"""The least and the greatest value of the variables of a part.

Propagation gives a bound and its proof; a point that the solver found may show that it is attained.
Only what neither settles is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from purgestats.ledger.bounds.programme import Key, Programme
from purgestats.ledger.model.rows import HARD
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.propagation.components import Part, restricted

#: Ends nearer than this, relatively, are the same.
NEAR = 1e-9
FEW = 3
LEAST_ASKED, MOST_WORK = 100, 12_000_000
#: After so many points of the whole that need other unknowns, these are let in.
MISSED_AT_MOST = 4


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


class Extremes:
    """Asks for the least and greatest values that units of a part leave its variables.

    Parameters
    ----------
    part : Part
        The rows.

    Notes
    -----
    Where the part has a smaller system of sums, its ends are proved there, and attained where only
    the unknowns that some point needed are above 0; the whole is asked where these two differ.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._wide = None if part.small is None else Programme(part.small)
        self._few: Programme | None = None
        self._used = np.array([one.role != "part" for one in part.system.variables], dtype=bool)
        for row in part.system.rows:
            if row.unit != HARD:
                self._used[[one for one, _ in row.terms]] = True
        self._units: Sequence[int] = ()
        self._missed = MISSED_AT_MOST - 1

    @cached_property
    def _whole(self) -> Programme:
        return Programme(self.part)

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
        self._units = units

    def whole(self) -> Programme:
        """Return the programme of the whole, with the units that hold."""
        self._whole.switch(self._units)
        return self._whole

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end."""
        return self.whole().endless(wanted)

    def point(self, columns: list[int], side: Side) -> Floats | None:
        """Return a point at which the sum of some columns is small or great; None if endless."""
        if self._wide is None or self._few is None:
            found = self.whole().point(columns, side)
            if found is not None and self._wide is not None:
                self._learn(found)
            return found
        return self._point_of_few(self._few, columns, side)

    def _point_of_few(self, few: Programme, columns: list[int], side: Side) -> Floats | None:
        few.switch(self._units)
        place = np.cumsum(self._let_in) - 1
        there = [int(place[one]) for one in columns if self._let_in[one]]
        small = few.point(there, side)
        if small is None:
            return None
        found = np.zeros(len(self.part.variables))
        found[self._let_in] = small
        return found

    def _learn(self, point: Floats) -> None:
        """Let in the unknowns that points of the whole needed, once they were missed often."""
        self._used |= point > 0
        self._missed += 1
        if self._missed >= MISSED_AT_MOST:
            self._let_in, self._missed = self._used.copy(), 0
            self._few = Programme(restricted(self.part, self._let_in))

    def ask(self, known: Proved, key: Key, attained: Attained) -> Proved:
        """Ask for one end by itself, and prove it where it is better than what is known."""
        if self._wide is not None and self.part.sums is not None:
            self._wide.switch(self._units)
            place = self.part.sums.column[key[0]]
            known = _better(self._wide, (place, key[1]), known, key, attained, self.part)
            if self._few is not None:
                point = self._point_of_few(self._few, [key[0]], key[1])
                if point is not None:
                    attained.see(point)
            if attained.shows(key, known.value):
                return known
        return self._ask_whole(known, key, attained)

    def _ask_whole(self, known: Proved, key: Key, attained: Attained) -> Proved:
        whole = self.whole()
        point = whole.point([key[0]], key[1])
        if point is None:
            attained.high[key[0]] = np.inf
            return known
        attained.see(point)
        found = known
        if not attained.near(key[0], float(point[key[0]]), known.value):
            found = _proved(whole.prove(key), known)
        if self._wide is not None:
            self._learn(point)
        return found


def _better(
    wide: Programme, place: Key, known: Proved, key: Key, attained: Attained, part: Part
) -> Proved:
    """Return what the sums prove of an end, where that is better than what is known."""
    point = wide.point([place[0]], place[1])
    if point is None or attained.near(key[0], float(point[place[0]]), known.value):
        return known
    proof = wide.prove(place)
    if proof is None or part.sums is None:
        return known
    times = part.sums.lifted({line.number: line.multiplier for line in proof.rows})
    lifted = certificate(part.system, key[1], times, key[0], proof.value)
    return _proved(lifted if lifted.verify() else None, known)


def _proved(proof: Certificate | None, known: Proved) -> Proved:
    if proof is None or proof.value is None:
        return known
    units = frozenset(line.row.unit for line in proof.rows if line.row.unit >= 0)
    return Proved(float(proof.value), units, proof)


Ends = dict[Key, Proved]


def most_asked(part: Part) -> int:
    """Return how many ends are asked for one by one in a part."""
    return max(LEAST_ASKED, MOST_WORK // len((part.small or part).rows))


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
            ends[key] = extremes.ask(end, key, attained)
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

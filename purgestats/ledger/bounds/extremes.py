"""The least and the greatest value of the variables of a part.

Propagation gives a bound and its proof; a point that the solver found may show that it is attained.
Only what neither settles is asked for by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from purgestats.ledger.bounds.exact import AnyProgramme, ExactProgramme
from purgestats.ledger.bounds.programme import Key, Programme
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.propagation.components import Core, Part

#: Ends nearer than this, relatively, are the same.
NEAR = 1e-9
FEW = 3
#: So many quantities that no figure is about are asked for together: more make it slow.
AT_A_TIME = 250
LEAST_ASKED, MOST_WORK = 100, 12_000_000


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
        np.fmin(self.low, point, out=self.low)
        np.fmax(self.high, point, out=self.high)

    def see_one(self, key: Key, value: float) -> None:
        """Take in a value of one variable, which matters on one side."""
        variable, side = key
        values, better = (self.low, min) if side == "low" else (self.high, max)
        values[variable] = better(values[variable], value)

    def near(self, variable: int, one: float, other: float) -> bool:
        """Say whether two values of a variable are the same, up to rounding."""
        room = max(float(self._room[variable]), NEAR * min(abs(one), abs(other)))
        return one == other or abs(one - other) <= room < np.inf

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
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._make = ExactProgramme if part.plain else Programme
        self._made: list[tuple[Core, AnyProgramme]] = []
        self._made.append((part.core, self._make(part.core.part)))
        self._core, self._programme = self._made[0]
        self._units: Sequence[int] = ()

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
        self._units = units

    def see_lowest(self, box: Box, attained: Attained) -> None:
        """Take in the lowest values of all variables where these are a point."""
        # Where all is told in rational numbers, what floats attain says nothing.
        if not self.part.plain and self.part.network.met(box.fix.low, self.part.lines(self._units)):
            attained.see(box.fix.low)

    def in_turn(self, variables: Sequence[int]) -> Iterator[list[int]]:
        """Yield the variables that figures are about, then the others, a few at a time."""
        named = [one for one in variables if one in self.part.core.place]
        others = [one for one in variables if one not in self.part.core.place]
        yield named
        for first in range(0, len(others), AT_A_TIME):
            yield others[first : first + AT_A_TIME]

    def _reach(self, variables: Iterable[int]) -> AnyProgramme:
        """Return a programme that has some variables, with the units that hold."""
        wanted = set(variables)
        found = next((one for one in self._made if wanted <= one[0].place.keys()), None)
        if found is None:
            core = self.part.core_with(wanted)
            found = core, self._make(core.part)
            self._made.append(found)
        self._core, self._programme = found
        self._programme.switch(self._units)
        return self._programme

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end."""
        programme = self._reach(wanted)
        found = programme.endless([self._core.place[one] for one in wanted])
        return [self._core.reduced.columns[one] for one in found]

    def point(self, columns: list[int], side: Side) -> Floats | None:
        """Return a point at which the sum of some columns is small or great; None if endless.

        What does not keep its bounds among the fewer unknowns is NaN there.
        """
        programme, place = self._reach(columns), self._core.place
        small = programme.point([place[one] for one in columns], side)
        if small is None:
            return None
        found = np.full(len(self.part.variables), np.nan)
        found[list(place)] = small[list(place.values())]
        return found

    def ask(self, known: Proved, key: Key, attained: Attained) -> Proved:
        """Ask for one end by itself, and prove it where it is better than what is known."""
        variable, side = key
        point = self.point([variable], side)
        if point is None:
            attained.high[variable] = np.inf
            return known
        attained.see(point)
        if attained.near(variable, float(point[variable]), known.value):
            return known
        proof = self._programme.prove((self._core.place[variable], side))
        if proof is None or proof.value is None:
            return known
        times = self._core.lifted(proof)
        lifted = certificate(self.part.system, side, times, variable, proof.value)
        if not lifted.verify():
            return known
        units = frozenset(line.row.unit for line in lifted.rows if line.row.unit >= 0)
        return Proved(float(proof.value), units, lifted)


Ends = dict[Key, Proved]


def most_asked(part: Part) -> int:
    """Return how many ends are asked for one by one in a part."""
    return max(LEAST_ASKED, MOST_WORK // (1 + len(part.core.part.rows)))


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
    found: Ends = {}
    # In a large part there is not the time to ask for every end; the rest stay valid, not tight.
    left = most_asked(extremes.part)
    extremes.see_lowest(box, attained)
    for variables in extremes.in_turn(np.flatnonzero(wanted).tolist()):
        ends = {(one, side): proved_in(box, (one, side)) for one in variables for side in SIDES}
        open_ = [one for one in variables if ends[one, "high"].value == np.inf]
        if open_:
            attained.high[extremes.endless(open_)] = np.inf
        for side in SIDES:
            ask_many(extremes, ends, side, attained)
        for key, end in list(ends.items()):
            if left and not attained.shows(key, end.value):
                ends[key] = extremes.ask(end, key, attained)
                left -= 1
        found |= ends
    return found


def ask_many(extremes: Extremes, ends: Ends, side: Side, attained: Attained) -> None:
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

"""What is known of which units can hold together: a map of sets known to clash and known to hold.

Whatever contains a clashing set clashes, and whatever lies within a set that holds can hold; what
neither tells is unexplored (Liffiton, Previti, Malik & Marques-Silva 2016, "Fast, flexible MUS
enumeration", where the map is kept as clauses; here it is kept as arrays).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from purgestats.ledger.propagation.arrays import Bools, Ints

MOST_STEPS = 20_000
MANY = 8


class Explored:
    """Sets known to clash and sets known to hold.

    Parameters
    ----------
    count : int
        Number of units.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._clashing = np.zeros((16, count), dtype=bool)
        self._holding = np.zeros((16, count), dtype=bool)
        self.clashes = self.holds = 0
        #: Those that clash and contain no other, each a number whose bits are its units.
        self.least_clashing: list[int] = []

    def copy(self) -> Explored:
        """Return the same in arrays of its own."""
        other = Explored(self.count)
        other._clashing, other._holding = self._clashing.copy(), self._holding.copy()
        other.clashes, other.holds = self.clashes, self.holds
        other.least_clashing = list(self.least_clashing)
        return other

    @property
    def clashing(self) -> Bools:
        """The sets that clash, one a row."""
        return self._clashing[: self.clashes]

    @property
    def holding(self) -> Bools:
        """The sets that hold, one a row."""
        return self._holding[: self.holds]

    def add_clash(self, units: Bools) -> None:
        """Note that units clash."""
        bits = _as_number(units)
        # First, so that whoever breaks off in between leaves no clash that this list does not tell.
        if not self.has_clash(bits):
            larger = [one for one in self.least_clashing if one & bits != bits]
            self.least_clashing = [*larger, bits]
        if self.clashes == len(self._clashing):
            self._clashing = np.concatenate([self._clashing, np.zeros_like(self._clashing)])
        self._clashing[self.clashes] = units
        self.clashes += 1

    def has_clash(self, bits: int) -> bool:
        """Say whether units, given as a number, contain a set known to clash."""
        return any(one & bits == one for one in self.least_clashing)

    def add_hold(self, units: Bools) -> None:
        """Note that units hold together."""
        if self.holds == len(self._holding):
            self._holding = np.concatenate([self._holding, np.zeros_like(self._holding)])
        self._holding[self.holds] = units
        self.holds += 1

    def clash_within(self, units: Bools) -> Bools | None:
        """Return the smallest set known to clash within some units, or None."""
        inside = np.flatnonzero(~(self.clashing & ~units).any(axis=1))
        if not len(inside):
            return None
        sizes = self.clashing[inside].sum(axis=1)
        found: Bools = self.clashing[inside[int(np.argmin(sizes))]]
        return found

    def known_to_hold(self, units: Bools) -> bool:
        """Say whether units lie within a set known to hold."""
        places = np.flatnonzero(units)
        return bool(self.holding[:, places].all(axis=1).any())

    def free_of_clashes(self, must: Bools, wanted: Ints) -> Bools:
        """Return units to keep and as many others, in order, as no known clash forbids."""
        growing = Growing(self, must)
        growing.add_all(wanted)
        return growing.units


class Growing:
    """Units that contain no known clash, and what can be added to them.

    Parameters
    ----------
    known : Explored
        What is known.
    must : array of bool
        The units to begin with.
    """

    def __init__(self, known: Explored, must: Bools) -> None:
        self.units, self._clashing = must.copy(), known.clashing
        size = self._clashing.sum(axis=1)
        # Of many that clash, one fewer would mostly clash still: half of them are left to chance.
        left_to_chance = np.where(size > MANY, size // 2, 0)
        self._missing = (self._clashing & ~must).sum(axis=1) - left_to_chance
        #: Which units would complete a clash.
        self.barred: Bools = self._clashing[self._missing <= 1].any(axis=0)

    def add(self, unit: int) -> None:
        """Add a unit that is not barred."""
        self.units[unit] = True
        within = np.flatnonzero(self._clashing[:, unit])
        self._missing[within] -= 1
        full = within[self._missing[within] == 1]
        if len(full):
            self.barred |= self._clashing[full].any(axis=0)

    def add_all(self, wanted: Ints) -> None:
        """Add units in order, those left out that are barred when it is their turn."""
        free: Bools = ~np.any(self._clashing, axis=0)
        self.units[wanted[free[wanted]]] = True
        for unit in wanted[~self.units[wanted]].tolist():
            if not self.barred[unit]:
                self.add(unit)


class Walk:
    """Goes through what is unexplored, and on from where it stopped when more is known.

    Parameters
    ----------
    known : Explored
        What is known, to which others add.
    """

    def __init__(self, known: Explored) -> None:
        self.known = known
        nothing = np.zeros(known.count, dtype=bool)
        self._stack: list[tuple[Bools, Bools]] = [(nothing, nothing)]

    def unexplored(self, most: int = MOST_STEPS) -> Bools | None:
        """Return units that lie within no set known to hold and contain none known to clash.

        Parameters
        ----------
        most : int
            How many steps to take.

        Returns
        -------
        array of bool or None
            The same again until something is known of them; None if everything is explored.

        Raises
        ------
        TimeoutError
            If the steps are used up.
        """
        known, stack = self.known, self._stack
        for _ in range(most):
            if not stack:
                return None
            chosen, barred = stack.pop()
            if known.has_clash(_as_number(chosen)):
                continue
            around = known.holding[:, np.flatnonzero(chosen)].all(axis=1)
            if not around.any():
                stack.append((chosen, barred))
                return chosen
            # Whatever lies in none of these has a unit outside each.
            outside = ~known.holding[around] & ~barred
            branch = np.flatnonzero(outside[int(np.argmin(outside.sum(axis=1)))])
            below, out = [], barred.copy()
            for unit in branch.tolist():
                more = chosen.copy()
                more[unit] = True
                below.append((more, out.copy()))
                out[unit] = True
            stack += reversed(below)
        raise TimeoutError


def _as_number(units: Bools) -> int:
    return int.from_bytes(np.packbits(units, bitorder="little"), "little")


def as_set(units: Bools) -> frozenset[int]:
    """Return units by their numbers."""
    return frozenset(np.flatnonzero(units).tolist())


def as_bools(units: Iterable[int], count: int) -> Bools:
    """Return the places of some units as an array."""
    found = np.zeros(count, dtype=bool)
    found[list(units)] = True
    return found

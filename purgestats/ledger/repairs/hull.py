"""Bounds that hold whichever of the cheapest repairs is chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from purgestats._whole import broken_off
from purgestats.ledger.bounds.extremes import (
    Attained,
    Ends,
    Extremes,
    Proved,
    ask_many,
    most_asked,
    proved_in,
    tightest,
)
from purgestats.ledger.bounds.memory import Memory
from purgestats.ledger.bounds.programme import Key
from purgestats.ledger.conflicts.hitting_sets import OutOfSteps, Units
from purgestats.ledger.proofs.certificates import certificate
from purgestats.ledger.proofs.derivations import SIDES
from purgestats.ledger.propagation.arrays import Bools
from purgestats.ledger.propagation.box import Box, propagated
from purgestats.ledger.repairs.family import Family, NoRepair

#: How often to look for a repair under which one end lies further out.
MOST_TURNS = 64


@dataclass
class Hull:
    """Bounds of a part's variables over its cheapest repairs.

    Parameters
    ----------
    ends : dict of (int, side) to Proved
        By variable of the part.
    tight : dict of (int, side) to bool
        Whether some cheapest repair attains the end.
    interrupted : bool
        Whether it was made in haste, after an interruption from the keyboard.
    """

    ends: Ends
    tight: dict[Key, bool] = field(default_factory=dict)
    interrupted: bool = False


def as_they_stand(box: Box, wanted: Bools) -> Hull:
    """Return bounds by propagation where these are known to be the best possible."""
    variables = np.flatnonzero(wanted).tolist()
    ends = {(one, side): proved_in(box, (one, side)) for one in variables for side in SIDES}
    return Hull(ends, dict.fromkeys(ends, True))


def hull(
    family: Family, extremes: Callable[[], Extremes], wanted: Bools, others: bool | None = True
) -> Hull:
    """Return the bounds over all cheapest repairs of a part.

    Parameters
    ----------
    family : Family
        The repairs.
    extremes : callable
        Makes what asks for the bounds under each.
    wanted : array of bool
        Variables whose bounds are asked for.
    others : bool or None
        Whether there may be other repairs than the first; None if it takes too long to tell.

    Returns
    -------
    Hull
        Ends that are not shown to be attained are those without any count that a repair may set
        aside: valid, not tight.

    Notes
    -----
    One repair gives bounds with proofs. An end can lie further out only under a cheapest repair
    that sets aside a count of every proof that holds it in: it is asked for as one more set to
    meet, and where there is none the end is the best possible.
    """
    reach = _Reach(family, extremes, wanted, others)
    try:
        if family.proved and not family.search.interrupted:
            return reach.whole()
    except OutOfSteps:
        pass
    except KeyboardInterrupt as stop:
        broken_off(stop)
        return reach.loose(interrupted=True)
    return reach.loose(interrupted=family.search.interrupted)


def hull_again(family: Family, memory: Memory, wanted: Bools, keys: Sequence[Key]) -> Hull:
    """Return some ends over all cheapest repairs of a part, where much is known from others.

    Parameters
    ----------
    family : Family
        The repairs.
    memory : Memory
        What was found under other repairs.
    wanted : array of bool
        The variables.
    keys : sequence of (int, side)
        The ends.

    Returns
    -------
    Hull
        These ends; not tight where there is not the time to tell.
    """
    reach = _Reach(family, lambda: memory, wanted, others=True)
    try:
        if family.proved:
            return reach.again(memory, keys)
    except OutOfSteps:
        pass
    return reach.loose(interrupted=False)


class _Reach:
    """How far out each end lies."""

    def __init__(
        self,
        family: Family,
        extremes: Callable[[], Extremes],
        wanted: Bools,
        others: bool | None,
    ) -> None:
        self.family, self.make, self.wanted = family, extremes, wanted
        self.part = family.search.oracle.part
        self.place = {unit: number for number, unit in enumerate(self.part.units)}
        # Of a float and a rational number alike only the last digits are in doubt.
        scale = self.part.network.scale
        self.attained = Attained(np.zeros(len(scale)) if self.part.plain else scale)
        self.repairs: dict[frozenset[Units], Units | None] = {}
        self.left = 0
        self.on: Units | None = None
        self.only, self.lost = others is False, others is None

    @cached_property
    def extremes(self) -> Extremes:
        """What asks for bounds: making it can take so long that it is interrupted."""
        return self.make()

    def loose(self, interrupted: bool) -> Hull:
        """Return bounds by propagation alone, without anything that may be set aside."""
        ends = as_they_stand(self._box(frozenset(self.family.price)), self.wanted).ends
        return Hull(ends, dict.fromkeys(ends, False), interrupted)

    def whole(self) -> Hull:
        """Return the bounds over all cheapest repairs."""
        self.left = most_asked(self.part)
        self._switch(self.family.first)
        box = self._box(self.family.first)
        return self.outward(tightest(self.extremes, box, self.wanted, self.attained))

    def again(self, memory: Memory, keys: Sequence[Key]) -> Hull:
        """Return some ends over all cheapest repairs, where much is known from others."""
        self.left = most_asked(self.part)
        self._switch(self.family.first)
        found: Ends = {}
        for group in memory.groups:
            here = [key for key in keys if key[0] in group]
            ends = {key: memory.recall(self._nothing(key), key, self.attained) for key in here}
            for side in SIDES:
                ask_many(memory, ends, side, self.attained)
            for key, end in ends.items():
                shown = self.attained.shows(key, end.value)
                found[key] = end if shown else memory.ask(end, key, self.attained)
        return self.outward(found)

    def _asked(self, key: Key) -> Proved:
        """Return one end under the repair that is switched to."""
        return self.extremes.ask(self._nothing(key), key, self.attained)

    def _nothing(self, key: Key) -> Proved:
        """Return what is known of an end without asking."""
        variable, side = key
        least = 0 if side == "low" else None
        proof = certificate(self.part.system, side, {}, variable, least)
        return Proved(np.inf if least is None else 0.0, frozenset(), proof)

    def outward(self, ends: Ends) -> Hull:
        """Return bounds over all cheapest repairs, given those under the first."""
        found = Hull(ends)
        disputed = frozenset() if self.only else self.family.disputed()
        outer: Box | None = None
        for key in ends:
            if ends[key].units and not disputed.isdisjoint(self._local(ends[key])):
                settled = self._reach_out(ends, key, disputed)
                if not settled:
                    outer = outer or self._box(disputed)
                    ends[key] = proved_in(outer, key)
            found.tight[key] = self.attained.shows(key, ends[key].value)
        return found

    def _local(self, end: Proved) -> Units:
        return frozenset(self.place[unit] for unit in end.units)

    def _box(self, removed: Units) -> Box:
        return propagated(self.part, self._kept(removed))

    def _kept(self, removed: Units) -> list[int]:
        kept = np.flatnonzero(self.family.kept(removed)).tolist()
        return [self.part.units[unit] for unit in kept]

    def _switch(self, removed: Units) -> None:
        if removed != self.on:
            self.extremes.switch(self._kept(removed))
            self.on = removed

    def _reach_out(self, ends: Ends, key: Key, disputed: Units) -> bool:
        """Move one end as far out as some cheapest repair lets it; say whether that is known."""
        proofs: list[Proved] = [ends[key]]
        for _ in range(MOST_TURNS):
            held = [
                self._local(one) & disputed for one in proofs if not _wider(one, ends[key], key)
            ]
            try:
                removed = None if self.lost else self._repair(frozenset(held))
            except OutOfSteps:
                # What one end takes too many steps for, the others would too.
                self.lost = True
            if self.lost:
                return False
            if removed is None:
                return True
            if not self.left:
                return False
            self.left -= 1
            self._switch(removed)
            end = self._asked(key)
            proofs.append(end)
            if _wider(end, ends[key], key):
                ends[key] = end
        return False

    def _repair(self, held: frozenset[Units]) -> Units | None:
        """Return a cheapest repair that sets aside a count of each set, or None."""
        if frozenset() in held:
            return None
        if held not in self.repairs:
            try:
                self.repairs[held] = self.family.repair(held)
            except NoRepair:
                self.repairs[held] = None
        return self.repairs[held]


def _wider(one: Proved, other: Proved, key: Key) -> bool:
    """Say whether an end lies further out than another."""
    return one.value < other.value if key[1] == "low" else one.value > other.value

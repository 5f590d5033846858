"""Bounds that hold whichever of the cheapest repairs is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from purgestats.ledger.bounds.solve import solve_box
from purgestats.ledger.conflicts.enumerate import Units
from purgestats.ledger.model.rows import HARD, Number
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.propagation.arrays import Bools
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.repairs.mip import MOST_VARIABLES, Known, RepairProgramme
from purgestats.ledger.repairs.repair import Choice, combine

MOST_COMBINATIONS = 256
FEW = 4
MOST_ASKED = 200
MOST_IN_VAIN = 12
NEAR = 1e-6


@dataclass
class End:
    """One end of a quantity's bounds.

    Parameters
    ----------
    value : int, Fraction or None
        The bound; None for infinite.
    box, variable : Box and int
        Where its proof is.
    tight : bool
        Whether it is attained.
    """

    value: Number | None
    box: Box
    variable: int
    tight: bool


@dataclass
class Hull:
    """Bounds of a part's variables over several repairs.

    Parameters
    ----------
    ends : dict of (int, side) to End
        By variable of the part.
    number : dict of int to int
        The part's number of each variable of the whole.
    first : Box or None
        The bounds under the first choice of claims. A bound whose proof holds under another choice
        too is no narrower than that choice's, so that it need not be asked for again.
    """

    ends: dict[tuple[int, Side], End] = field(default_factory=dict)
    number: dict[int, int] = field(default_factory=dict)
    first: Box | None = None

    def take(self, box: Box) -> None:
        """Widen to the bounds of one more choice of claims."""
        self.first = self.first or box
        for variable in range(len(box.system.variables)):
            for number, side in enumerate(SIDES):
                value = box.exact(variable, side)
                tight = bool(box.tight[variable, number])
                held = self.ends.get((variable, side))
                if held is None or _wider(value, held.value, side):
                    self.ends[variable, side] = End(value, box, variable, tight)


def _wider(value: Number | None, held: Number | None, side: Side) -> bool:
    if held is None:
        return False
    return value is None or (value < held if side == "low" else value > held)


def hull(known: Known, choices: Sequence[Choice], wanted: Bools) -> Hull:
    """Return the bounds over all cheapest repairs of a part.

    Parameters
    ----------
    known : Known
        The part, its conflicts and the cost of its repairs.
    choices : sequence of Choice
        The cheapest repairs of each group of conflicts.
    wanted : array of bool
        Variables whose bounds must be the best possible.

    Returns
    -------
    Hull
        Where there are too many repairs a few are looked at, and a mixed-integer programme is asked
        for the one that lies furthest out, bound by bound. Ends for which it finds no answer are
        those without any claim that a repair may set aside: valid, not tight.
    """
    part = known.part
    found = Hull(number={variable: place for place, variable in enumerate(part.variables)})
    sets = [one.sets for one in choices]
    count = math.prod(len(one) for one in sets)
    whole = all(one.whole and one.proved for one in choices) and count <= MOST_COMBINATIONS
    units = frozenset(part.units)
    few = FEW if len(part.variables) <= MOST_VARIABLES else 1
    for removed in combine(sets, MOST_COMBINATIONS if whole else few):
        found.take(_box(part, units - removed, wanted, found.first))
    if not whole:
        outer = _box(part, units - _removable(known, choices), wanted, found.first)
        proved = all(one.proved for one in choices)
        if proved and len(part.variables) <= MOST_VARIABLES:
            _reach_out(found, outer, known, wanted)
        else:
            _stay_inside(found, outer, proved)
    return found


def _removable(known: Known, choices: Sequence[Choice]) -> Units:
    """Return claims such that no cheapest repair sets any other aside."""
    if any(not one.proved or (not one.whole and one.removable is None) for one in choices):
        return known.removable()
    listed = frozenset().union(*(held for one in choices if one.whole for held in one.sets))
    return listed.union(*(one.removable for one in choices if one.removable is not None))


def _stay_inside(found: Hull, outer: Box, proved: bool) -> None:
    """Take bounds that no repair passes wherever those found are not as far out."""
    for variable, side in list(found.ends):
        far = outer.exact(variable, side)
        if not proved or _wider(far, found.ends[variable, side].value, side):
            found.ends[variable, side] = End(far, outer, variable, tight=False)


def _box(part: Part, units: Units, wanted: Bools, known: Box | None = None) -> Box:
    lines = part.lines(units)
    return solve_box(part.system, part.network, lines, wanted, part.blocks, known)


def _reach_out(found: Hull, outer: Box, known: Known, wanted: Bools) -> None:
    """Widen each end to the repair that lies furthest out, or else to where none can pass."""
    programme = RepairProgramme(known)
    assert known.best is not None
    programme.must_cost(known.best)
    left, in_vain = MOST_ASKED, 0
    for variable in np.flatnonzero(wanted).tolist():
        for side in SIDES:
            far = outer.exact(variable, side)
            while _wider(far, found.ends[variable, side].value, side):
                left -= 1
                give_up = left < 0 or in_vain > MOST_IN_VAIN
                settled = not give_up and _furthest(found, programme, variable, side, wanted)
                in_vain += not settled
                if settled is None:
                    continue
                if not settled:
                    found.ends[variable, side] = End(far, outer, variable, tight=False)
                break


def _furthest(
    found: Hull, programme: RepairProgramme, variable: int, side: Side, wanted: Bools
) -> bool | None:
    """Ask for the repair that lies furthest out; None if a proposal failed and one may go on."""
    known = programme.known
    removed, bound = programme.furthest(variable, 1 if side == "low" else -1)
    if removed is None or HARD in removed:
        return False
    if not known.learn(frozenset(known.part.units) - removed):
        programme.must_meet(known.conflicts[-1])
        return None
    found.take(_box(known.part, frozenset(known.part.units) - removed, wanted, found.first))
    end = found.ends[variable, side].value
    if end is None:
        return True
    room = NEAR * max(1.0, abs(bound))
    return float(end) <= bound + room if side == "low" else float(end) >= bound - room

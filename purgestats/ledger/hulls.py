"""Bounds that hold whichever of the cheapest repairs is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from purgestats.ledger.boxes import Box
from purgestats.ledger.parts import Part
from purgestats.ledger.repairs import combine
from purgestats.ledger.rows import Number
from purgestats.ledger.search import Units
from purgestats.ledger.solving import solve_box
from purgestats.ledger.steps import Side

MOST_COMBINATIONS = 256
SIDES: tuple[Side, Side] = ("low", "high")


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
    complete : bool
        Whether every cheapest repair was looked at.
    """

    ends: dict[tuple[int, Side], End] = field(default_factory=dict)
    number: dict[int, int] = field(default_factory=dict)
    complete: bool = True

    def take(self, box: Box) -> None:
        """Widen to the bounds of one more choice of claims."""
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


def hull(
    part: Part, units: Units, choices: Sequence[Sequence[Units]], wanted: np.ndarray | None = None
) -> Hull:
    """Return the bounds over all combinations of the groups' cheapest repairs.

    Parameters
    ----------
    part : Part
        The rows.
    units : frozenset of int
        Units in use.
    choices : sequence of sequence of frozenset of int
        For each group of conflicts, its cheapest repairs.
    wanted : array of bool, optional
        Variables whose bounds must be the best possible.

    Returns
    -------
    Hull
        Where there are more than 256 combinations, the bounds without any claim that some repair
        sets aside: valid, but not tight.
    """
    found = Hull(number={variable: place for place, variable in enumerate(part.variables)})
    count = 1
    for one in choices:
        count *= max(len(one), 1)
    if count > MOST_COMBINATIONS:
        removable = frozenset().union(*(one for group in choices for one in group))
        found.take(solve_box(part.system, part.network, part.lines(units - removable), wanted))
        for end in found.ends.values():
            end.tight = False
        found.complete = False
        return found
    for removed in combine(choices, MOST_COMBINATIONS):
        box = solve_box(part.system, part.network, part.lines(units - removed), wanted, part.blocks)
        found.take(box)
    return found

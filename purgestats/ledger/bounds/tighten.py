"""One hard block asked for its bounds: few questions, and each point found answers what it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from purgestats.ledger.lp.programme import Optimum, Programme
from purgestats.ledger.model.rows import Number, size_of
from purgestats.ledger.proofs.basis import Line
from purgestats.ledger.proofs.certificates import certificate
from purgestats.ledger.proofs.derivations import SIDES, Step, unfold
from purgestats.ledger.proofs.farkas import prove_empty
from purgestats.ledger.propagation.arrays import Bools, Ints
from purgestats.ledger.propagation.box import Box

NEAR = 1e-9
FEW = 3
#: How much to ask for in all; a question costs the lines of its block to the power of 1.5.
MOST_WORK = 25_000_000

#: A column of the programme, and 0 for its low or 1 for its high.
Key = tuple[int, int]


class Asking:
    """A block's programme, and which of its bounds are known to be attained.

    Parameters
    ----------
    box : Box
        The bounds, which are improved in place.
    lines, variables : array of int
        The block.
    asked : array of bool of shape (variables of the block, 2)
        The lows and highs that must be the best possible.

    Notes
    -----
    A point of the block that attains a bound shows that no better one exists. Every point is kept:
    when bounds move that it still satisfies, what it shows still stands.
    """

    def __init__(self, box: Box, lines: Ints, variables: Ints, asked: Bools) -> None:
        self.box = box
        self.variables: list[int] = variables.tolist()
        self.sources: list[int] = box.network.source[lines].tolist()
        column = {variable: number for number, variable in enumerate(self.variables)}
        rows = [
            Line(
                tuple((column[variable], value) for variable, value in row.terms),
                row.rhs,
                row.equal,
            )
            for row in (box.system.rows[source] for source in self.sources)
        ]
        low, high = self._bounds()
        self.programme = Programme(rows, low, high, box.network.scale[variables].tolist())
        self.asked: list[Key] = [(number, side) for number, side in np.argwhere(asked).tolist()]
        self.left: dict[Key, None] = dict.fromkeys(self.asked)
        self.shown_by: dict[Key, Sequence[Number] | None] = {}
        self._fresh = True
        self._settle(self._corner(0))
        self._settle(self._corner(1))

    def _bounds(self) -> tuple[list[Number], list[Number | None]]:
        lows = [self.box.exact(variable, "low") or 0 for variable in self.variables]
        return lows, [self.box.exact(variable, "high") for variable in self.variables]

    def _corner(self, side: int) -> list[Number] | None:
        """Return the point of all lows, or of all highs, if it is one of the block's."""
        found: list[Number] = []
        for bottom, top in zip(self.programme.low, self.programme.high, strict=True):
            value = top if side else bottom
            if value is None:
                return None
            found.append(value)
        return found if self.programme.points.allows(found) else None

    def solve(self) -> bool:
        """Ask for every bound not known to be attained; say whether any moved."""
        self._ask_endless()
        self._ask_many()
        # What can be improved is proved first: one point then attains many of the new bounds.
        moved = self._each(self._improve)
        if moved and self.renew():
            self._ask_many()
        moved |= self._each(self._ask)
        for number, side in self.asked:
            self.box.tight[self.variables[number], side] = (number, side) in self.shown_by
        return moved or self.box.conflict is not None

    def _each(self, ask: Callable[[Key], bool]) -> bool:
        """Ask for each bound that is left, as long as there is work; say whether any moved."""
        moved, box = False, self.box
        # In a large block there is not the time to ask for every bound; the rest stay valid.
        price = len(self.sources) ** 1.5
        for key in list(self.left):
            if box.conflict is not None or box.work >= MOST_WORK:
                break
            if key in self.left:
                box.work += price
                moved |= ask(key)
        return moved

    def renew(self) -> bool:
        """Take over bounds that moved and forget points they rule out; say if one need ask anew."""
        first, self._fresh = self._fresh, False
        low, high = self._bounds()
        programme = self.programme
        moved = [
            number
            for number in range(len(low))
            if low[number] != programme.low[number] or high[number] != programme.high[number]
        ]
        if not moved:
            return first
        closed = any(high[one] is not None and programme.high[one] is None for one in moved)
        for one in moved:
            programme.bound(one, low[one], high[one])
        for key, point in list(self.shown_by.items()):
            if closed if point is None else not programme.points.within(point, moved):
                del self.shown_by[key]
                self.left[key] = None
        return True

    def _settle(self, point: Sequence[Number] | None) -> int:
        """Strike out the bounds that a point attains; return how many."""
        if point is None:
            return 0
        box, variables = self.box, self.variables
        met = [
            (number, side)
            for number, side in self.left
            if box.exact(variables[number], SIDES[side]) == point[number]
        ]
        for key in met:
            self._show(key, point)
        return len(met)

    def _show(self, key: Key, point: Sequence[Number] | None) -> None:
        self.left.pop(key, None)
        self.shown_by[key] = point

    def _ask_endless(self) -> None:
        """Find at once every variable that nothing in the block bounds from above."""
        high = self.programme.high
        wanted = [number for number, side in self.left if side and high[number] is None]
        if len(wanted) >= FEW:
            for number in self.programme.endless(wanted):
                self._show((number, 1), None)

    def _ask_many(self) -> None:
        """Look for points that attain many bounds at once."""
        programme = self.programme
        for side, turn in ((0, 1), (1, -1)):
            while True:
                costs = {
                    number: turn
                    for number, one in self.left
                    if one == side and (side == 0 or programme.high[number] is not None)
                }
                if len(costs) < FEW:
                    break
                programme.least(costs)
                if self._settle(programme.point()) < FEW:
                    break

    def _improve(self, key: Key, least: float = NEAR) -> bool:
        """Ask the programme for one bound; take it if it is better and proved.

        Say whether it is better by more than rounding; proofs are made from ``least`` upwards.
        """
        box, programme = self.box, self.programme
        number, side = key
        variable, turn = self.variables[number], -1 if side else 1
        status, value = programme.least({number: turn})
        if status == "infeasible":
            return _infeasible(box, programme, self.sources, self.variables)
        stands = box.exact(variable, SIDES[side])
        if status == "unbounded" and stands is None:
            self._show(key, None)
        if status != "optimal":
            return False
        gain = np.inf
        if stands is not None:
            old = float(stands)
            gain = turn * (value - old) / max(abs(old), 1e-6)
        proof = programme.prove(number, turn) if gain > least else None
        if proof is None or (stands is not None and proof.value <= turn * stands):
            return False
        self._take(number, side, turn * proof.value, proof)
        return gain > NEAR

    def _ask(self, key: Key) -> bool:
        """Ask for one bound, and for the point that attains it."""
        moved = self._improve(key, -NEAR)
        self._settle(self.programme.point())
        return moved

    def _take(self, number: int, side: int, bound: Number, proof: Optimum) -> None:
        """Keep what the programme proved as a step."""
        box = self.box
        uses = []
        for one, rest in proof.reduced.items():
            step = (box.low_step if rest > 0 else box.high_step)[self.variables[one]]
            if step >= 0:
                uses.append((step, size_of(rest)))
        rows = tuple((self.sources[line], times) for line, times in proof.multipliers.items())
        box.set_step(Step(self.variables[number], side, bound, rows, tuple(uses)))


def _infeasible(
    box: Box, programme: Programme, sources: Sequence[int], variables: Iterable[int]
) -> bool:
    """Prove that a block cannot hold."""
    found = prove_empty(programme)
    if found is None:
        return False
    multipliers, reduced = found
    places = list(variables)
    wanted: dict[int, Number] = {}
    for one, rest in reduced.items():
        step = (box.low_step if rest > 0 else box.high_step)[places[one]]
        if step >= 0:
            wanted[step] = wanted.get(step, 0) + size_of(rest)
    rows = unfold(box.steps, wanted)
    for line, times in multipliers.items():
        rows[sources[line]] = rows.get(sources[line], 0) + times
    proof = certificate(box.system, "conflict", rows)
    if proof.verify():
        box.conflict = proof
    return True

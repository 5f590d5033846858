"""All bounds at once: propagation, and a linear programme for each hard block, in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from purgestats.ledger.blocks import hard_blocks
from purgestats.ledger.boxes import Box, empty_bases, go_on, new_box
from purgestats.ledger.certificates import certificate
from purgestats.ledger.network import Bools, Ints, Network
from purgestats.ledger.phase_one import prove_empty
from purgestats.ledger.rows import Number, System, size_of
from purgestats.ledger.solver import Line, Optimum, Programme
from purgestats.ledger.steps import Step, unfold

NEAR = 1e-9
MOST_TURNS = 50
FEW = 3
#: How much to ask for in all; a question costs the lines of its block to the power of 1.5.
MOST_WORK = 5_000_000


def solve_box(
    system: System,
    network: Network,
    active: Bools,
    wanted: Bools | None = None,
    blocks: list[tuple[Ints, Ints]] | None = None,
) -> Box:
    """Find the bounds of every variable.

    Parameters
    ----------
    system, network : System, Network
        The ledger.
    active : array of bool of shape (lines,)
        Lines in use.
    wanted : array of bool of shape (variables,), optional
        Variables whose bounds must be the best possible; all if left out.
    blocks : list of (array, array), optional
        What :func:`hard_blocks` says of these lines, where it is known already.

    Returns
    -------
    Box
        Bounds with derivations; or a conflict.
    """
    found = hard_blocks(network, active) if blocks is None else blocks
    box = new_box(system, network, active, active)
    if box.conflict is not None:
        return box
    lines = active
    if not box.fix.settled:
        # Going round a circle without end: leave the circles to the linear programme.
        lines = active.copy()
        for block, _ in found:
            lines[block] = False
        box = new_box(system, network, active, lines)
    for _ in range(MOST_TURNS):
        if box.conflict is not None or not _solve_blocks(box, found, wanted):
            break
        if box.conflict is None:
            go_on(box, lines)
    if box.conflict is None:
        empty_bases(box)
    return box


def _solve_blocks(box: Box, blocks: list[tuple[Ints, Ints]], wanted: Bools | None) -> bool:
    """Improve bounds within the hard blocks; say whether any moved."""
    moved = False
    for number, (lines, variables) in enumerate(blocks):
        used = lines[box.active[lines]]
        stands = (box.fix.low[variables].tobytes(), box.fix.high[variables].tobytes())
        if len(used) and box.solved.get(number) != stands:
            moved |= _solve_block(box, used, variables, wanted)
            box.solved[number] = (
                box.fix.low[variables].tobytes(),
                box.fix.high[variables].tobytes(),
            )
        if box.conflict is not None:
            return True
    return moved


@dataclass
class _Asking:
    """A block's programme, and the bounds not known yet to be attained."""

    box: Box
    programme: Programme
    sources: list[int]
    variables: list[int]
    left: dict[tuple[int, int], None]

    def settle(self, point: Sequence[Number] | None) -> int:
        """Strike out the bounds that a point attains; return how many."""
        if point is None:
            return 0
        met = []
        for number, side in self.left:
            bound = self.box.exact(self.variables[number], "high" if side else "low")
            if bound == point[number]:
                met.append((number, side))
                self.box.tight[self.variables[number], side] = True
        for key in met:
            del self.left[key]
        return len(met)


def _solve_block(box: Box, lines: Ints, variables: Ints, wanted: Bools | None) -> bool:
    column = {variable: number for number, variable in enumerate(variables.tolist())}
    sources = [int(box.network.source[line]) for line in lines.tolist()]
    rows = [
        Line(
            tuple((column[variable], value) for variable, value in row.terms),
            row.rhs,
            row.equal,
        )
        for row in (box.system.rows[source] for source in sources)
    ]
    low = [box.exact(variable, "low") or 0 for variable in column]
    high = [box.exact(variable, "high") for variable in column]
    programme = Programme(rows, low, high, box.network.scale[variables].tolist())
    needed = _needed(box, lines, variables, wanted)
    asked = {(column[variable], side): None for variable in needed for side in (0, 1)}
    asking = _Asking(box, programme, sources, list(column), asked)
    if programme.allows(low):
        asking.settle(low)
    if None not in high and programme.allows([top or 0 for top in high]):
        asking.settle([top or 0 for top in high])
    _ask_many(asking)
    moved = False
    # In a large block there is not the time to ask for every bound; the rest stay valid.
    price = len(lines) ** 1.5
    while asking.left and box.conflict is None and box.work < MOST_WORK:
        box.work += price
        moved |= _ask(asking, next(iter(asking.left)))
    for number, side in asking.left:
        box.tight[asking.variables[number], side] = False
    return moved or box.conflict is not None


def _needed(box: Box, lines: Ints, variables: Ints, wanted: Bools | None) -> list[int]:
    """Return the variables that are asked about, or through which other rows hang on the block."""
    if wanted is None:
        return [int(variable) for variable in variables]
    network = box.network
    several = box.active & (np.diff(network.starts) > 1)
    outside = several.copy()
    outside[lines] = False
    linked = np.zeros(network.size, dtype=bool)
    linked[network.variable[outside[network.row]]] = True
    return [int(variable) for variable in variables if wanted[variable] or linked[variable]]


def _ask_many(asking: _Asking) -> None:
    """Look for points that attain many bounds at once."""
    for side, turn in ((0, 1), (1, -1)):
        while True:
            costs = {number: turn for number, one in asking.left if one == side}
            costs = {
                number: turn
                for number, turn in costs.items()
                if side == 0 or asking.programme.high[number] is not None
            }
            if len(costs) < FEW:
                break
            status, _ = asking.programme.least(costs)
            if status != "optimal" or asking.settle(asking.programme.point()) < FEW:
                break


def _ask(asking: _Asking, key: tuple[int, int]) -> bool:
    """Ask the programme for one bound; take it if it is better and proved."""
    box, programme = asking.box, asking.programme
    number, side = key
    del asking.left[key]
    variable, turn = asking.variables[number], -1 if side else 1
    status, value = programme.least({number: turn})
    if status == "infeasible":
        return _infeasible(box, programme, asking.sources, asking.variables)
    stands = box.exact(variable, "high" if side else "low")
    if status == "unbounded":
        box.tight[variable, side] = stands is None
        return False
    proof = programme.prove(number, turn) if status == "optimal" else None
    point = programme.point() if status == "optimal" else None
    moved = False
    if proof is not None:
        bound = turn * proof.value
        if stands is None or turn * (bound - stands) > 0:
            old = float(stands) if stands is not None else np.inf
            moved = not np.isfinite(old) or abs(value - old) > NEAR * max(abs(old), 1e-6)
            _take(asking, (variable, side), bound, proof)
            stands = bound
    box.tight[variable, side] = point is not None and point[number] == stands
    asking.settle(point)
    return moved


def _take(asking: _Asking, key: tuple[int, int], bound: Number, proof: Optimum) -> None:
    """Keep what a programme proved as a step."""
    box = asking.box
    uses = []
    for one, rest in proof.reduced.items():
        step = (box.low_step if rest > 0 else box.high_step)[asking.variables[one]]
        if step >= 0:
            uses.append((step, size_of(rest)))
    multipliers = tuple((asking.sources[line], times) for line, times in proof.multipliers.items())
    box.set_step(Step(*key, bound, multipliers, tuple(uses)))


def _infeasible(
    box: Box, programme: Programme, sources: Sequence[int], variables: Sequence[int]
) -> bool:
    """Prove that a block cannot hold."""
    found = prove_empty(programme)
    if found is None:
        return False
    multipliers, reduced = found
    wanted: dict[int, Number] = {}
    for one, rest in reduced.items():
        step = (box.low_step if rest > 0 else box.high_step)[variables[one]]
        if step >= 0:
            wanted[step] = wanted.get(step, 0) + size_of(rest)
    rows = unfold(box.steps, wanted)
    for line, times in multipliers.items():
        rows[sources[line]] = rows.get(sources[line], 0) + times
    proof = certificate(box.system, "conflict", rows)
    if proof.verify():
        box.conflict = proof
    return True

"""Bounds of every variable under a choice of claims, each with a derivation that can be replayed.

Propagation gives most bounds, the linear programme the rest, turn by turn until neither moves.
Each bound is kept as a *step*: multipliers on rows, and the earlier steps it uses. Steps are
evaluated in rational numbers and add up to a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from purgestats.ledger.blocks import hard_blocks
from purgestats.ledger.certificates import Certificate, certificate
from purgestats.ledger.exact import divide
from purgestats.ledger.network import NO_ROW, Bools, Fixpoint, Floats, Ints, Network, propagate
from purgestats.ledger.rows import Number, System, size_of, whole
from purgestats.ledger.solver import Line, Optimum, Programme

Side = Literal["low", "high"]
NEAR = 1e-9
MOST_TURNS = 50
FEW = 3


@dataclass(frozen=True, slots=True)
class Step:
    """How one bound follows.

    Parameters
    ----------
    value : Fraction
        The bound, exactly.
    rows : tuple of (int, Fraction)
        System rows and their multipliers.
    uses : tuple of (int, Fraction)
        Earlier steps and how many times each is used.
    """

    value: Number
    rows: tuple[tuple[int, Number], ...]
    uses: tuple[tuple[int, Number], ...]


@dataclass
class Box:
    """Bounds of all variables, and the steps behind them.

    Parameters
    ----------
    system, network : System, Network
        What the bounds are about.
    active : array of bool of shape (lines,)
        Lines in use.
    fix : Fixpoint
        The bounds in floats.
    steps : list of Step
        Every step ever taken.
    low_step, high_step : array of shape (variables,)
        The step behind each bound, or -1 for 0 and infinity.
    tight : array of bool of shape (variables, 2)
        Whether the low and the high are attained.
    conflict : Certificate or None
        A proof that the active rows cannot all hold, if they cannot.
    solved : dict of int to tuple of bytes
        Bounds of each hard block when it was last solved.
    """

    system: System
    network: Network
    active: Bools
    fix: Fixpoint
    steps: list[Step] = field(default_factory=list)
    low_step: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    high_step: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    tight: Bools = field(default_factory=lambda: np.zeros((0, 2), dtype=bool))
    conflict: Certificate | None = None
    solved: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def exact(self, variable: int, side: Side) -> Number | None:
        """Return a bound as an exact number; None for an infinite one."""
        step = int((self.low_step if side == "low" else self.high_step)[variable])
        if step >= 0:
            return self.steps[step].value
        return 0 if side == "low" else None

    def certificate(self, variable: int, side: Side) -> Certificate:
        """Return the proof of a bound."""
        step = int((self.low_step if side == "low" else self.high_step)[variable])
        rows = {} if step < 0 else self.unfold({step: 1})
        return certificate(self.system, side, rows, variable, self.exact(variable, side))

    def unfold(self, wanted: dict[int, Number]) -> dict[int, Number]:
        """Return the multipliers of system rows that the given steps come down to."""
        weights = dict(wanted)
        order = self._needed(weights)
        rows: dict[int, Number] = {}
        for number in order:
            weight = weights[number]
            for row, multiplier in self.steps[number].rows:
                rows[row] = rows.get(row, 0) + weight * multiplier
            for used, times in self.steps[number].uses:
                weights[used] = weights.get(used, 0) + weight * times
        return rows

    def _needed(self, wanted: Iterable[int]) -> list[int]:
        """Return steps in an order in which each comes before those it uses."""
        done: set[int] = set()
        order: list[int] = []
        for start in wanted:
            stack = [(start, False)]
            while stack:
                number, leaving = stack.pop()
                if leaving:
                    order.append(number)
                elif number not in done:
                    done.add(number)
                    stack.append((number, True))
                    stack += [(used, False) for used, _ in self.steps[number].uses]
        return order[::-1]


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
    box = _start(system, network, active, active)
    if box.conflict is not None:
        return box
    lines = active
    if not box.fix.settled:
        # Going round a circle without end: leave the circles to the linear programme.
        lines = active.copy()
        for block, _ in found:
            lines[block] = False
        box = _start(system, network, active, lines)
    for _ in range(MOST_TURNS):
        if box.conflict is not None or not _solve_blocks(box, found, wanted):
            break
        if box.conflict is None:
            _go_on(box, lines)
    if box.conflict is None:
        _empty_bases(box)
    return box


def _start(system: System, network: Network, active: Bools, lines: Bools) -> Box:
    """Propagate from nothing."""
    size = network.size
    fix = Fixpoint(
        np.zeros(size),
        np.full(size, np.inf),
        np.full(size, NO_ROW),
        np.full(size, NO_ROW),
        settled=True,
        crossed=-1,
    )
    box = Box(system, network, active, fix)
    box.low_step, box.high_step = np.full(size, -1), np.full(size, -1)
    box.tight = np.ones((size, 2), dtype=bool)
    _go_on(box, lines)
    return box


def _go_on(box: Box, lines: Bools) -> None:
    """Propagate from the bounds there are."""
    low, high = box.fix.low.copy(), box.fix.high.copy()
    box.fix = propagate(box.network, lines, low, high)
    lost = _take_steps(box, low, high)
    if lost:
        box.fix.settled = False
    elif box.fix.crossed >= 0:
        _crossed(box, box.fix.crossed)


def _take_steps(box: Box, before_low: Floats, before_high: Floats) -> set[int]:
    """Turn the lines that improved bounds into steps; return variables left without."""
    fix = box.fix
    moved: dict[tuple[int, int], int] = {}
    for side, line in ((0, fix.low_line), (1, fix.high_line)):
        for variable in np.flatnonzero(line != NO_ROW).tolist():
            moved[variable, side] = int(line[variable])
    done: dict[tuple[int, int], bool] = {}
    lost: set[int] = set()
    for start in moved:
        stack = [start]
        open_: set[tuple[int, int]] = set()
        while stack:
            key = stack[-1]
            if key in done:
                stack.pop()
                continue
            open_.add(key)
            needs = [one for one in _inputs(box, key, moved[key]) if one in moved]
            waiting = [one for one in needs if one not in done]
            if any(one in open_ for one in waiting):
                # A circle: the sweeps ran out before anything settled.
                done[key] = False
            elif waiting:
                stack += waiting
                continue
            else:
                done[key] = all(done[one] for one in needs)
            if done[key]:
                _set_step(box, key, _line_step(box, key, moved[key]))
            else:
                bound = fix.high if key[1] else fix.low
                bound[key[0]] = (before_high if key[1] else before_low)[key[0]]
                lost.add(key[0])
            stack.pop()
    return lost


def _set_step(box: Box, key: tuple[int, int], step: Step) -> None:
    variable, side = key
    (box.high_step if side else box.low_step)[variable] = len(box.steps)
    (box.fix.high if side else box.fix.low)[variable] = float(step.value)
    box.steps.append(step)


def _inputs(box: Box, key: tuple[int, int], line: int) -> list[tuple[int, int]]:
    """Return the bounds that a line uses to bound a variable."""
    network = box.network
    start, end = network.starts[line], network.starts[line + 1]
    return [
        (variable, 1 if coefficient > 0 else 0)
        for variable, coefficient in zip(
            network.variable[start:end].tolist(),
            network.coefficient[start:end].tolist(),
            strict=True,
        )
        if variable != key[0]
    ]


def _line_step(box: Box, key: tuple[int, int], line: int) -> Step:
    """Evaluate exactly what one line says of one variable."""
    source, turn = int(box.network.source[line]), int(box.network.sign[line])
    row = box.system.rows[source]
    own = next(value for variable, value in row.terms if variable == key[0])
    times = divide(1, size_of(own))
    total = turn * row.rhs * times
    uses = []
    for variable, value in row.terms:
        if variable == key[0]:
            continue
        coefficient = turn * value * times
        step = int((box.high_step if coefficient > 0 else box.low_step)[variable])
        if step >= 0:
            total -= coefficient * box.steps[step].value
            uses.append((step, size_of(coefficient)))
    value = -total if key[1] else total
    return Step(whole(value), ((source, turn * times),), tuple(uses))


def _crossed(box: Box, variable: int) -> None:
    """Prove that a variable's bounds cross."""
    low, high = int(box.low_step[variable]), int(box.high_step[variable])
    wanted: dict[int, Number] = {step: 1 for step in (low, high) if step >= 0}
    proof = certificate(box.system, "conflict", box.unfold(wanted))
    if proof.verify():
        box.conflict = proof


def _empty_bases(box: Box) -> None:
    """Look for a share whose whole is forced to be empty."""
    network = box.network
    for line in np.flatnonzero(box.active).tolist():
        row = int(network.source[line])
        if not box.system.rows[row].strict:
            continue
        variable = int(network.variable[network.starts[line]])
        step = int(box.high_step[variable])
        if step >= 0 and box.steps[step].value <= 0:
            rows = box.unfold({step: 1})
            rows[row] = rows.get(row, 0) + 1
            proof = certificate(box.system, "conflict", rows)
            if proof.verify():
                box.conflict = proof
                return


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
    while asking.left and box.conflict is None:
        moved |= _ask(asking, next(iter(asking.left)))
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
        step = int((box.low_step if rest > 0 else box.high_step)[asking.variables[one]])
        if step >= 0:
            uses.append((step, size_of(rest)))
    multipliers = tuple((asking.sources[line], times) for line, times in proof.multipliers.items())
    _set_step(box, key, Step(bound, multipliers, tuple(uses)))


def _infeasible(
    box: Box, programme: Programme, sources: Sequence[int], variables: Sequence[int]
) -> bool:
    """Prove that a block cannot hold."""
    from purgestats.ledger.phase_one import prove_empty

    found = prove_empty(programme)
    if found is None:
        return False
    multipliers, reduced = found
    wanted: dict[int, Number] = {}
    for one, rest in reduced.items():
        step = int((box.low_step if rest > 0 else box.high_step)[variables[one]])
        if step >= 0:
            wanted[step] = wanted.get(step, 0) + size_of(rest)
    rows = box.unfold(wanted)
    for line, times in multipliers.items():
        rows[sources[line]] = rows.get(sources[line], 0) + times
    proof = certificate(box.system, "conflict", rows)
    if proof.verify():
        box.conflict = proof
    return True

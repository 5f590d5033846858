"""Bounds of every variable under a choice of claims, each with a derivation that can be replayed.

Propagation gives most bounds, the linear programme the rest, turn by turn until neither moves.
Each bound is kept as a *step* (`ledger.proofs.derivations`): steps are evaluated in rational
numbers and add up to a certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from purgestats.ledger.model.rows import Number, System
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import Checked, Side, Step, inputs, line_step, unfold
from purgestats.ledger.propagation.arrays import Bools, Floats, Network
from purgestats.ledger.propagation.fixpoint import NO_ROW, Fixpoint, propagate


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
    low_step, high_step : list of int
        The step behind each bound, or -1 for 0 and infinity.
    tight : array of bool of shape (variables, 2)
        Whether the low and the high are attained.
    steps : list of Step
        Every step ever taken.
    circular : bool
        Whether some bounds were given up, as their derivations ran in a circle.
    conflict : Certificate or None
        A proof that the active rows cannot all hold, if they cannot.
    given : array of bool of shape (variables, 2)
        Bounds taken over from another box, which need not be the best here.
    work : float
        How much the linear programmes were asked.
    """

    system: System
    network: Network
    active: Bools
    fix: Fixpoint
    low_step: list[int]
    high_step: list[int]
    tight: Bools
    given: Bools
    steps: list[Step] = field(default_factory=list)
    circular: bool = False
    conflict: Certificate | None = None
    work: float = 0.0
    _checked: Checked | None = None

    def step(self, variable: int, side: Side) -> int:
        """Return the number of the step behind a bound, or -1."""
        return (self.low_step if side == "low" else self.high_step)[variable]

    def exact(self, variable: int, side: Side) -> Number | None:
        """Return a bound as an exact number; None for an infinite one."""
        step = self.step(variable, side)
        if step >= 0:
            return self.steps[step].value
        return 0 if side == "low" else None

    def certificate(self, variable: int, side: Side) -> Certificate:
        """Return the proof of a bound."""
        step = self.step(variable, side)
        rows = {} if step < 0 else unfold(self.steps, {step: 1})
        return certificate(self.system, side, rows, variable, self.exact(variable, side))

    def checked(self) -> Checked:
        """Return what says which steps are proved and on which units they rest."""
        if self._checked is None:
            self._checked = Checked(self.system, self.steps)
        return self._checked

    def set_step(self, step: Step) -> None:
        """Take a step as the one behind its bound."""
        (self.high_step if step.side else self.low_step)[step.variable] = len(self.steps)
        (self.fix.high if step.side else self.fix.low)[step.variable] = float(step.value)
        self.steps.append(step)


def new_box(
    system: System, network: Network, active: Bools, lines: Bools, known: Box | None = None
) -> Box:
    """Propagate from nothing, or from what is known.

    Parameters
    ----------
    system, network : System, Network
        The ledger.
    active : array of bool of shape (lines,)
        Lines in use.
    lines : array of bool of shape (lines,)
        Those of them to propagate over.
    known : Box, optional
        Bounds of the same system under other lines, to take over where their proof holds.

    Returns
    -------
    Box
        Bounds with derivations; or a conflict.
    """
    size = network.size
    box = Box(
        system,
        network,
        active,
        Fixpoint.nothing_known(size),
        [-1] * size,
        [-1] * size,
        tight=np.ones((size, 2), dtype=bool),
        given=np.zeros((size, 2), dtype=bool),
    )
    if known is not None:
        _take_over(box, known)
    go_on(box, lines)
    return box


def _take_over(box: Box, known: Box) -> None:
    """Take the bounds of another box whose proof rests only on units in use here."""
    units = set(box.network.unit[box.active].tolist())
    of = known.checked().of
    box.steps += known.steps
    box._checked = Checked(box.system, box.steps, known.checked())
    stands = ((known.low_step, box.low_step), (known.high_step, box.high_step))
    for side, (theirs, ours) in enumerate(stands):
        bound = box.fix.high if side else box.fix.low
        for variable, step in enumerate(theirs):
            proved, behind = of(step)
            if proved and units.issuperset(behind):
                box.given[variable, side] = True
                ours[variable] = step
                if step >= 0:
                    bound[variable] = float(known.steps[step].value)


def go_on(box: Box, lines: Bools) -> None:
    """Propagate from the bounds there are.

    Parameters
    ----------
    box : Box
        Where to begin.
    lines : array of bool of shape (lines,)
        The lines to propagate over.
    """
    low, high = box.fix.low, box.fix.high
    known = Fixpoint.nothing_known(box.network.size)
    known.low[:], known.high[:] = low, high
    box.fix = propagate(box.network, lines, known)
    box.circular = _take_steps(box, low, high)
    if not box.circular and box.fix.crossed >= 0:
        _crossed(box, box.fix.crossed)


def _take_steps(box: Box, before_low: Floats, before_high: Floats) -> bool:
    """Turn the lines that improved bounds into steps; say whether any was left without."""
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    source, sign = box.network.source, box.network.sign
    for side, line in ((0, box.fix.low_line), (1, box.fix.high_line)):
        variables = np.flatnonzero(line != NO_ROW)
        used = line[variables]
        keys = ((variable, side) for variable in variables.tolist())
        lines = zip(source[used].tolist(), sign[used].tolist(), strict=True)
        moved.update(zip(keys, lines, strict=True))
    done: dict[tuple[int, int], bool] = {}
    starts = list(moved)
    if box.fix.crossed >= 0:
        # All that matters now is the proof of the crossing.
        starts = [key for key in moved if key[0] == box.fix.crossed]
    rows, stands = box.system.rows, (box.low_step, box.high_step)
    for key in starts:
        number, turn = moved[key]
        if len(rows[number].terms) == 1:
            box.set_step(line_step(rows[number], number, turn, key, stands, box.steps))
            done[key] = True
    for start in starts:
        if start not in done:
            _take_in_order(box, moved, start, done)
    for (variable, side), fine in done.items():
        if not fine:
            bound, before = (box.fix.high, before_high) if side else (box.fix.low, before_low)
            bound[variable] = before[variable]
    return not all(done.values())


def _take_in_order(
    box: Box,
    moved: dict[tuple[int, int], tuple[int, int]],
    start: tuple[int, int],
    done: dict[tuple[int, int], bool],
) -> None:
    """Take the step of one bound, and before it those of the bounds it uses."""
    rows, steps, stands = box.system.rows, box.steps, (box.low_step, box.high_step)
    stack = [start]
    open_: set[tuple[int, int]] = set()
    while stack:
        key = stack[-1]
        if key in done:
            stack.pop()
            continue
        number, turn = moved[key]
        row = rows[number]
        if len(row.terms) > 1:
            needs = [one for one in inputs(row, turn, key[0]) if one in moved]
            waiting = [one for one in needs if one not in done]
            if waiting:
                open_.add(key)
                if any(one in open_ for one in waiting):
                    # A circle: the sweeps ran out before anything settled.
                    done[key] = False
                    stack.pop()
                else:
                    stack += waiting
                continue
            done[key] = all(done[one] for one in needs)
        else:
            done[key] = True
        if done[key]:
            box.set_step(line_step(row, number, turn, key, stands, steps))
        stack.pop()


def _crossed(box: Box, variable: int) -> None:
    """Prove that a variable's bounds cross."""
    wanted: dict[int, Number] = {
        step: 1 for step in (box.low_step[variable], box.high_step[variable]) if step >= 0
    }
    proof = certificate(box.system, "conflict", unfold(box.steps, wanted))
    if proof.verify():
        box.conflict = proof


def empty_bases(box: Box) -> None:
    """Look for a share whose whole is forced to be empty, and keep the proof as the conflict.

    Parameters
    ----------
    box : Box
        Bounds.
    """
    network = box.network
    for line in network.strict[box.active[network.strict]].tolist():
        row = int(network.source[line])
        variable = int(network.variable[network.starts[line]])
        step = box.high_step[variable]
        if step >= 0 and box.steps[step].value <= 0:
            rows = unfold(box.steps, {step: 1})
            rows[row] = rows.get(row, 0) + 1
            proof = certificate(box.system, "conflict", rows)
            if proof.verify():
                box.conflict = proof
                return

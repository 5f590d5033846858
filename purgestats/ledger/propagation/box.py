"""Bounds of every variable under a choice of claims, each with a derivation that can be replayed.

Propagation gives most bounds; what it leaves open is asked of a linear programme afterwards.
Each bound is kept as a *step* (`ledger.proofs.derivations`): steps are evaluated in rational
numbers and add up to a certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from purgestats.ledger.model.rows import Number, System
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import Checked, Side, Step, inputs, line_step, unfold
from purgestats.ledger.propagation.arrays import Bools, Network
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.propagation.fixpoint import NO_ROW, Fixpoint, propagate, rounds, unbounded

#: The share of a bound below which it is not moved again, and how many rounds there are.
LITTLE, MOST_IN_ORDER = 1e-3, 64


@dataclass
class Box:
    """Bounds of all variables, and the steps behind them.

    Parameters
    ----------
    system, network : System, Network
        What the bounds are about.
    fix : Fixpoint
        The bounds in floats.
    low_step, high_step : list of int
        The step behind each bound, or -1 for 0 and infinity.
    steps : list of Step
        Every step ever taken.
    circular : bool
        Whether some bounds were given up, as their derivations ran in a circle.
    """

    system: System
    network: Network
    fix: Fixpoint
    low_step: list[int]
    high_step: list[int]
    steps: list[Step] = field(default_factory=list)
    circular: bool = False
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


def new_box(system: System, network: Network, lines: Bools) -> Box:
    """Propagate from nothing.

    Parameters
    ----------
    system, network : System, Network
        The ledger.
    lines : array of bool of shape (lines,)
        Lines in use.

    Returns
    -------
    Box
        Bounds with derivations.
    """
    none = [-1] * network.size
    box = Box(system, network, propagate(network, lines), none, none.copy())
    box.circular = _take_steps(box)
    return box


def propagated(part: Part, units: Iterable[int]) -> Box:
    """Return the bounds that propagation alone gives when some units of a part hold.

    Parameters
    ----------
    part : Part
        The rows.
    units : iterable of int
        The ledger's units that hold.

    Returns
    -------
    Box
        Bounds with derivations. Where these ran in a circle, each follows from earlier ones.
    """
    lines = part.lines(units)
    box = new_box(part.system, part.network, lines)
    return _in_order(part, lines) if box.circular or not box.fix.settled else box


def _in_order(part: Part, lines: Bools) -> Box:
    """Propagate from nothing, each bound from those of the round before, until little moves."""
    fix, none = unbounded(part.network), [-1] * part.network.size
    box = Box(part.system, part.network, fix, none, none.copy())
    for _ in islice(rounds(part.network, lines, fix, LITTLE), MOST_IN_ORDER):
        stands = box.low_step.copy(), box.high_step.copy()
        for key, (number, turn) in _moved(box).items():
            box.set_step(line_step(box.system.rows[number], number, turn, key, stands, box.steps))
        fix.low_line[:] = fix.high_line[:] = NO_ROW
    return box


def _take_steps(box: Box) -> bool:
    """Turn the lines that improved bounds into steps; say whether any was left without."""
    moved = _moved(box)
    done: dict[tuple[int, int], bool] = {}
    starts = list(moved)
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
            bound, nothing = (box.fix.high, np.inf) if side else (box.fix.low, 0.0)
            bound[variable] = nothing
    return not all(done.values())


def _moved(box: Box) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the row, and which way it was turned, behind each bound that a line gave."""
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    source, sign = box.network.source, box.network.sign
    for side, line in ((0, box.fix.low_line), (1, box.fix.high_line)):
        variables = np.flatnonzero(line != NO_ROW)
        used = line[variables]
        keys = ((variable, side) for variable in variables.tolist())
        lines = zip(source[used].tolist(), sign[used].tolist(), strict=True)
        moved.update(zip(keys, lines, strict=True))
    return moved


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
        needs = [one for one in inputs(rows[number], turn, key[0]) if one in moved]
        waiting = [one for one in needs if one not in done]
        open_.add(key)
        if waiting and open_.isdisjoint(waiting):
            stack += waiting
            continue
        # Where it waits for what waits for it, the sweeps ran out before anything settled.
        done[key] = not waiting and all(done[one] for one in needs)
        if done[key]:
            box.set_step(line_step(rows[number], number, turn, key, stands, steps))
        stack.pop()

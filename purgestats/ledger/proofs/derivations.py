"""How each bound follows from rows and earlier bounds, in exact numbers."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from purgestats.ledger.model.rows import Number, Row, System, size_of, whole
from purgestats.ledger.proofs.rational import divide

Side = Literal["low", "high"]
SIDES: tuple[Side, Side] = ("low", "high")


class Step(NamedTuple):
    """How one bound follows.

    Parameters
    ----------
    variable : int
        What is bounded.
    side : int
        0 for its low, 1 for its high.
    value : int or Fraction
        The bound, exactly.
    rows : tuple of (int, number)
        System rows and their multipliers.
    uses : tuple of (int, number)
        Earlier steps and how many times each is used.
    """

    variable: int
    side: int
    value: Number
    rows: tuple[tuple[int, Number], ...]
    uses: tuple[tuple[int, Number], ...]


def line_step(
    row: Row,
    number: int,
    turn: int,
    key: tuple[int, int],
    stands: tuple[Sequence[int], Sequence[int]],
    steps: Sequence[Step],
) -> Step:
    """Evaluate exactly what one line says of one variable.

    Parameters
    ----------
    row : Row
        The row of the line.
    number : int
        Its place in the system.
    turn : int
        1, or -1 where the line is an equation turned round.
    key : tuple of int
        The variable, and 0 for its low or 1 for its high.
    stands : tuple of sequences of int
        The step behind each low and each high, or -1 for 0 and infinity.
    steps : sequence of Step
        Every step taken.

    Returns
    -------
    Step
        The bound with its derivation.
    """
    variable, side = key
    terms = row.terms
    if len(terms) == 1:
        own = terms[0][1]
        value = divide(row.rhs, own)
        return Step(variable, side, value, ((number, divide(1, turn * size_of(own))),), ())
    own = next(value for one, value in terms if one == variable)
    times = divide(turn, size_of(own))
    total = row.rhs * times
    uses = []
    for other, value in terms:
        if other == variable:
            continue
        coefficient = value * times
        upper = coefficient > 0
        step = stands[upper][other]
        if step >= 0:
            total -= coefficient * steps[step].value
            uses.append((step, coefficient if upper else -coefficient))
    return Step(variable, side, whole(-total if side else total), ((number, times),), tuple(uses))


def inputs(row: Row, turn: int, variable: int) -> list[tuple[int, int]]:
    """Return the bounds that a line uses to bound a variable.

    Parameters
    ----------
    row, turn : Row and int
        The line.
    variable : int
        The variable.

    Returns
    -------
    list of tuple of int
        Variable, and 0 for its low or 1 for its high.
    """
    return [(other, int(turn * value > 0)) for other, value in row.terms if other != variable]


def needed(steps: Sequence[Step], wanted: Iterable[int]) -> list[int]:
    """Return steps in an order in which each comes before those it uses.

    Parameters
    ----------
    steps : sequence of Step
        Every step.
    wanted : iterable of int
        The steps to begin with.

    Returns
    -------
    list of int
        These and all they rest on, latest first.
    """
    done: set[int] = set()
    queue = list(wanted)
    while queue:
        number = queue.pop()
        if number not in done:
            done.add(number)
            queue += [used for used, _ in steps[number].uses]
    # A step only uses earlier ones.
    return sorted(done, reverse=True)


def unfold(steps: Sequence[Step], wanted: dict[int, Number]) -> dict[int, Number]:
    """Return the multipliers of system rows that the given steps come down to.

    Parameters
    ----------
    steps : sequence of Step
        Every step.
    wanted : dict of int to number
        Step to how many times it is taken.

    Returns
    -------
    dict of int to number
        Row to multiplier.
    """
    weights = dict(wanted)
    rows: dict[int, Number] = {}
    for number in needed(steps, wanted):
        weight = weights[number]
        for row, multiplier in steps[number].rows:
            rows[row] = rows.get(row, 0) + weight * multiplier
        for used, times in steps[number].uses:
            weights[used] = weights.get(used, 0) + weight * times
    return rows


class Checked:
    """Which steps hold, and the units that each rests on, each worked out once.

    Parameters
    ----------
    system : System
        The rows.
    steps : sequence of Step
        Every step.
    """

    def __init__(self, system: System, steps: Sequence[Step]) -> None:
        self.system, self.steps = system, steps
        self._known: list[tuple[bool, tuple[int, ...]]] = []

    def of(self, number: int) -> tuple[bool, tuple[int, ...]]:
        """Return whether a step is proved, and its units in order.

        Parameters
        ----------
        number : int
            The step; -1 for a bound that needs no proof.

        Returns
        -------
        tuple of bool and tuple of int
            The rows add up to what the step says, exactly, and so it is with every step it uses.
        """
        if number < 0:
            return True, ()
        known = self._known
        while len(known) <= number:
            known.append(self._look(len(known)))
        return known[number]

    def _look(self, number: int) -> tuple[bool, tuple[int, ...]]:
        step, rows = self.steps[number], self.system.rows
        holds, units = adds_up(step, rows, self.steps), {rows[row].unit for row, _ in step.rows}
        for used, _ in step.uses:
            # A step may only use earlier ones.
            proved, behind = self._known[used] if 0 <= used < number else (False, ())
            holds = holds and proved
            units.update(behind)
        units.discard(-1)
        return holds, tuple(sorted(units))


def adds_up(step: Step, rows: Sequence[Row], steps: Sequence[Step]) -> bool:
    """Say whether the rows and earlier bounds of a step add up to what it says.

    Parameters
    ----------
    step : Step
        The step.
    rows : sequence of Row
        The system's rows.
    steps : sequence of Step
        The earlier steps.

    Returns
    -------
    bool
        The sum holds for every point of the rows; no solver and no float takes part.

    Notes
    -----
    A low of v says x >= v, a high says -x >= -v. Unknowns are at least 0, so that what is left over
    on the greater side only helps.
    """
    total: dict[int, Number] = {}
    right: Number = 0
    for number, times in step.rows:
        row = rows[number]
        if times < 0 and not row.equal:
            return False
        right += times * row.rhs
        for variable, value in row.terms:
            total[variable] = total.get(variable, 0) + times * value
    for number, times in step.uses:
        if times < 0:
            return False
        used = steps[number]
        if used.side:
            times = -times
        right += times * used.value
        total[used.variable] = total.get(used.variable, 0) + times
    own = -1 if step.side else 1
    total[step.variable] = total.get(step.variable, 0) - own
    return right >= own * step.value and max(total.values()) <= 0

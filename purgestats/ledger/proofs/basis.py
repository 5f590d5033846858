"""What a basis of the solver says in exact numbers: its point, and the multipliers of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from purgestats.ledger.model.rows import Number
from purgestats.ledger.proofs.rational import Sparse, divide, solve

PULLS_ABOVE = 1e-12


@dataclass(frozen=True)
class Line:
    """A row of a programme in exact numbers: the sum of the terms is at least ``rhs``.

    Parameters
    ----------
    terms : tuple of (int, Fraction)
        Column and coefficient.
    rhs : Fraction
        Right side.
    equal : bool
        Whether it is an equation.
    """

    terms: tuple[tuple[int, Number], ...]
    rhs: Number
    equal: bool = False


@dataclass(frozen=True)
class Basis:
    """Which columns and rows an optimum leans on.

    Parameters
    ----------
    values : array of float
        The columns, each in its own magnitude.
    upper : frozenset of int
        Columns that stand at the top of their box.
    basic : list of int
        Columns that the rows determine.
    tight : list of int
        Rows that hold with equality.
    pulling : list of int
        Rows whose multiplier is not 0, as far as floats can tell.
    """

    values: NDArray[np.float64]
    upper: frozenset[int]
    basic: list[int]
    tight: list[int]
    pulling: list[int]


def read_basis(solver: Any, middle: NDArray[np.float64]) -> Basis | None:
    """Return the basis of the solver's last run.

    Parameters
    ----------
    solver : highspy.Highs
        After a run.
    middle : array of float
        The middle of each column's box, which tells at which end a column stands.

    Returns
    -------
    Basis or None
        Its columns and rows; None if that run found no optimum.
    """
    import highspy

    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    status, basic = solver.getBasicVariables()
    if status != highspy.HighsStatus.kOk:
        return None
    solution = solver.getSolution()
    found, dual = np.array(solution.col_value), np.abs(np.array(solution.row_dual))
    above, tight = found > middle, np.ones(len(dual), dtype=bool)
    columns = basic[basic >= 0]
    above[columns] = False
    # Rows are numbered -1, -2, ... there.
    tight[-1 - basic[basic < 0]] = False
    return Basis(
        found,
        frozenset(np.flatnonzero(above).tolist()),
        np.sort(columns).tolist(),
        np.flatnonzero(tight).tolist(),
        np.flatnonzero(dual > PULLS_ABOVE * dual.max(initial=0.0)).tolist(),
    )


def values(
    lines: Sequence[Line], basis: Basis, low: Sequence[Number], high: Sequence[Number | None]
) -> list[Number] | None:
    """Solve for the point of a basis.

    Parameters
    ----------
    lines : sequence of Line
        The rows.
    basis : Basis
        Which of them are tight, and where the other columns stand.
    low, high : sequence of Fraction or None
        The boxes.

    Returns
    -------
    list of Fraction or None
        One value a column; None if the basis is singular. Tight rows hold, others need not.
    """
    if len(basis.basic) != len(basis.tight):
        return None
    found = list(low)
    for column in basis.upper:
        top = high[column]
        found[column] = low[column] if top is None else top
    among = set(basis.basic)
    equations: list[Sparse] = []
    right: list[Number] = []
    for number in basis.tight:
        equation: Sparse = {}
        rest = lines[number].rhs
        for column, value in lines[number].terms:
            if column in among:
                equation[column] = value
            elif found[column]:
                rest -= value * found[column]
        equations.append(equation)
        right.append(rest)
    solved = solve(equations, right, basis.basic)
    if solved is None:
        return None
    for column, value in solved.items():
        found[column] = value
    return found


def multipliers(lines: Sequence[Line], basis: Basis, column: int, turn: int) -> Sparse | None:
    """Solve for the multipliers of the rows that cancel every basic column but one.

    Parameters
    ----------
    lines : sequence of Line
        The rows.
    basis : Basis
        Which columns are basic.
    column, turn : int
        What was minimised: this column, times 1 or -1.

    Returns
    -------
    dict of int to Fraction, or None
        Row to multiplier; None if the basis is singular.

    Notes
    -----
    Whatever comes back proves what it adds up to: a wrong multiplier makes a weaker bound, never a
    wrong one. So the rows that pull are tried first, and all tight ones only if they do not do.
    """
    found = _few(lines, basis, column, turn)
    return _all(lines, basis, column, turn) if found is None else found


def _few(lines: Sequence[Line], basis: Basis, column: int, turn: int) -> Sparse | None:
    """Solve for the multipliers of the rows that pull, one by one; None if that fails."""
    among = set(basis.basic)
    left: dict[int, Sparse] = {column: {}} if column in among else {}
    for number in basis.pulling:
        for variable, value in lines[number].terms:
            if variable in among:
                left.setdefault(variable, {})[number] = value
    right: Sparse = {variable: turn if variable == column else 0 for variable in left}
    found: Sparse = {}
    queue = [variable for variable, row in left.items() if len(row) == 1]
    while queue:
        row = left[queue[-1]]
        variable = queue.pop()
        if len(row) != 1:
            continue
        ((number, value),) = row.items()
        found[number] = divide(right[variable], value)
        for other, times in lines[number].terms:
            if other in among and number in left[other]:
                del left[other][number]
                right[other] -= found[number] * times
                if len(left[other]) == 1:
                    queue.append(other)
    if len(found) < len(basis.pulling) or any(right.values()):
        return None
    return {number: times for number, times in sorted(found.items()) if times}


def _all(lines: Sequence[Line], basis: Basis, column: int, turn: int) -> Sparse | None:
    """Solve for the multipliers that cancel every basic column."""
    if len(basis.basic) != len(basis.tight):
        return None
    among = set(basis.basic)
    equations: dict[int, Sparse] = {number: {} for number in basis.basic}
    for number in basis.tight:
        for variable, value in lines[number].terms:
            if variable in among:
                equations[variable][number] = value
    right: list[Number] = [turn if number == column else 0 for number in basis.basic]
    found = solve([equations[number] for number in basis.basic], right, basis.tight)
    return None if found is None else {k: v for k, v in sorted(found.items()) if v}

"""Exact multipliers for what a solver found: which rows it leans on, it says; how often, we solve.

A proof adds up rows, each a number of times, to a bound or to a contradiction. The variables that
cancel in the solver's floats must cancel exactly, which leaves equations that fix the multipliers
(Chvatal 1983, Linear Programming, chapter 8).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from purgestats.ledger.model.rows import Number, System
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import Side
from purgestats.ledger.proofs.rational import Sparse, divide

CANCELS = 1e-9
_BOUNDED = -1


def contradiction(
    system: System, rows: Sequence[int], times: Sequence[float]
) -> Certificate | None:
    """Prove that some rows cannot all hold.

    Parameters
    ----------
    system : System
        The rows.
    rows : sequence of int
        Rows that the solver leans on.
    times : sequence of float
        About how many times it takes each.

    Returns
    -------
    Certificate or None
        Verified; None if no exact multipliers are found near those given.
    """
    largest = rows[int(np.argmax(np.abs(times)))]
    exact = _solved(_cancelled(system, dict(zip(rows, times, strict=True))), len(rows), largest)
    if exact is None:
        return None
    turn = -1 if times[rows.index(largest)] < 0 and system.rows[largest].equal else 1
    proof = certificate(system, "conflict", {row: turn * exact[row] for row in rows})
    return proof if proof.verify() else None


def bound(
    system: System, rows: Sequence[int], times: Sequence[float], variable: int, side: Side
) -> Certificate | None:
    """Prove the least or the greatest value that some rows leave a variable.

    Parameters
    ----------
    system, rows, times
        As for :func:`contradiction`.
    variable : int
        What is bounded.
    side : {"low", "high"}
        On which side.

    Returns
    -------
    Certificate or None
        Verified; None if no exact multipliers are found near those given.
    """
    turn = 1 if side == "low" else -1
    equations = _cancelled(system, dict(zip(rows, times, strict=True)), variable, turn)
    exact = _solved(equations, len(rows) + 1, _BOUNDED)
    if exact is None:
        return None
    value: Number = 0
    for row in rows:
        value += exact[row] * system.rows[row].rhs
    proof = certificate(system, side, {row: exact[row] for row in rows}, variable, turn * value)
    return proof if proof.verify() else None


def _cancelled(
    system: System, times: Mapping[int, float], variable: int = -1, turn: int = 0
) -> list[Sparse]:
    """Return for each variable that cancels its coefficient in each row.

    What is bounded counts as one more row, taken once.
    """
    entries: dict[int, Sparse] = {variable: {_BOUNDED: -turn}} if turn else {}
    for row in times:
        for one, value in system.rows[row].terms:
            entries.setdefault(one, {})[row] = value
    found = []
    for entry in entries.values():
        shares = [times.get(row, 1.0) * float(value) for row, value in entry.items()]
        if abs(sum(shares)) <= CANCELS * sum(map(abs, shares)):
            found.append(entry)
    return found


def _solved(equations: list[Sparse], width: int, fixed: int) -> Sparse | None:
    """Solve homogeneous equations with one unknown set to 1; None unless that fixes all others."""
    left = [dict(one) for one in equations]
    pivots: list[tuple[int, Sparse]] = []
    while left:
        sizes = list(map(len, left))
        row = left.pop(sizes.index(min(sizes)))
        among = [unknown for unknown in row if unknown != fixed]
        if not among:
            if row:
                return None
            continue
        pivot = min(among)
        pivots.append((pivot, row))
        for other in left:
            if pivot in other:
                factor = divide(other.pop(pivot), row[pivot])
                for unknown, value in row.items():
                    if unknown != pivot:
                        rest = other.get(unknown, 0) - factor * value
                        if rest:
                            other[unknown] = rest
                        else:
                            other.pop(unknown, None)
    if len(pivots) != width - 1:
        return None
    found: Sparse = {fixed: 1}
    for pivot, row in reversed(pivots):
        total: Number = 0
        for unknown, value in row.items():
            if unknown != pivot:
                total -= value * found[unknown]
        found[pivot] = divide(total, row[pivot])
    return found

"""Sparse linear systems in rational numbers, for proofs; sizes are those of one block."""

from __future__ import annotations

from fractions import Fraction

from purgestats.ledger.model.rows import Number, whole

Sparse = dict[int, Number]


def solve(rows: list[Sparse], right: list[Number], unknowns: list[int]) -> Sparse | None:
    """Solve a square system exactly.

    Parameters
    ----------
    rows : list of dict of int to Fraction
        Coefficients by unknown.
    right : list of Fraction
        Right sides.
    unknowns : list of int
        The unknowns; as many as rows.

    Returns
    -------
    dict of int to Fraction, or None
        The solution; None if the system is singular.

    Notes
    -----
    Bases of ledgers are nearly triangular. Rows with one unknown left are solved at once, unknowns
    in one row only are left to the end, and what remains goes through elimination (Duff, Erisman &
    Reid 1986, Direct Methods for Sparse Matrices, chapter 6).

    Examples
    --------
    >>> found = solve(
    ...     [{0: Fraction(2), 1: Fraction(1)}, {1: Fraction(4)}], [Fraction(3), Fraction(4)], [0, 1]
    ... )
    >>> found[0], found[1]
    (1, 1)
    """
    if len(rows) != len(unknowns):
        return None
    work = [{key: value for key, value in row.items() if value} for row in rows]
    holds: dict[int, set[int]] = {unknown: set() for unknown in unknowns}
    for number, row in enumerate(work):
        for unknown in row:
            holds[unknown].add(number)
    first, last, core_rows, core = _peel(work, holds)
    found: Sparse = {}
    for number, unknown in first:
        found[unknown] = _value(work[number], right[number], unknown, found)
    if core and not _eliminate(work, right, core_rows, core, found):
        return None
    for number, unknown in reversed(last):
        found[unknown] = _value(work[number], right[number], unknown, found)
    return found if len(found) == len(unknowns) else None


def divide(value: Number, by: Number) -> Number:
    """Return an exact quotient, as an int if it is one."""
    if by == 1:
        return value
    return -value if by == -1 else whole(Fraction(value) / by)


def _value(row: Sparse, right: Number, unknown: int, found: Sparse) -> Number:
    rest: Number = 0
    for key, value in row.items():
        if key != unknown:
            rest += value * found[key]
    return divide(right - rest, row[unknown])


Pivots = list[tuple[int, int]]


def _peel(
    work: list[Sparse], holds: dict[int, set[int]]
) -> tuple[Pivots, Pivots, list[int], list[int]]:
    """Take off the triangular parts: what can be solved first, what last, and what is left."""
    rows_left, unknowns_left = set(range(len(work))), set(holds)
    count = {number: len(row) for number, row in enumerate(work)}
    uses = {unknown: len(held) for unknown, held in holds.items()}
    first: Pivots = []
    queue = sorted(number for number in rows_left if count[number] == 1)
    while queue:
        number = queue.pop()
        if number not in rows_left or count[number] != 1:
            continue
        unknown = next(key for key in work[number] if key in unknowns_left)
        first.append((number, unknown))
        rows_left.discard(number)
        unknowns_left.discard(unknown)
        for other in holds[unknown]:
            if other in rows_left:
                count[other] -= 1
                if count[other] == 1:
                    queue.append(other)
    for unknown in unknowns_left:
        uses[unknown] = len(holds[unknown] & rows_left)
    last: Pivots = []
    queue = sorted(unknown for unknown in unknowns_left if uses[unknown] == 1)
    while queue:
        unknown = queue.pop()
        if unknown not in unknowns_left or uses[unknown] != 1:
            continue
        number = next(iter(holds[unknown] & rows_left))
        last.append((number, unknown))
        rows_left.discard(number)
        unknowns_left.discard(unknown)
        for key in work[number]:
            if key in unknowns_left:
                uses[key] -= 1
                if uses[key] == 1:
                    queue.append(key)
    return first, last, sorted(rows_left), sorted(unknowns_left)


def _eliminate(
    work: list[Sparse],
    right: list[Number],
    rows: list[int],
    unknowns: list[int],
    found: Sparse,
) -> bool:
    """Solve what is left by elimination; say whether it could be."""
    inner: dict[int, Sparse] = {}
    value: dict[int, Number] = {}
    for number in rows:
        fixed = sum(v * found[k] for k, v in work[number].items() if k in found)
        inner[number] = {k: v for k, v in work[number].items() if k not in found}
        value[number] = right[number] - fixed
    pivots: Pivots = []
    left = set(rows)
    while left:
        number = min(left, key=lambda one: (len(inner[one]), one))
        row = inner[number]
        if not row:
            return False
        unknown = min(row)
        left.discard(number)
        pivots.append((number, unknown))
        for other in sorted(left):
            if unknown in inner[other]:
                factor = divide(inner[other].pop(unknown), row[unknown])
                _subtract(inner[other], row, unknown, factor)
                value[other] -= factor * value[number]
    for number, unknown in reversed(pivots):
        found[unknown] = _value(inner[number], value[number], unknown, found)
    return all(unknown in found for unknown in unknowns)


def _subtract(target: Sparse, row: Sparse, unknown: int, factor: Number) -> None:
    for key, entry in row.items():
        if key != unknown:
            new = target.get(key, 0) - factor * entry
            if new:
                target[key] = new
            else:
                target.pop(key, None)

"""Proofs that a programme has no solution: how far its rows must be relaxed at the least."""

from __future__ import annotations

from purgestats.ledger.lp.programme import Programme
from purgestats.ledger.proofs.basis import Line
from purgestats.ledger.proofs.rational import Sparse


def prove_empty(programme: Programme) -> tuple[Sparse, Sparse] | None:
    """Prove that no point satisfies all rows and boxes.

    Parameters
    ----------
    programme : Programme
        One that the solver calls infeasible.

    Returns
    -------
    tuple of dict and dict, or None
        Multipliers of its lines, and what is left of each column, to be covered by its box; their
        sum is a contradiction. None if the solver's basis proves nothing exactly.

    Notes
    -----
    Every row gets one relief column; the least sum of relief is above 0 only if the rows cannot
    hold, and the multipliers of that optimum are a Farkas certificate (Chvatal 1983, Linear
    Programming, chapter 8).
    """
    width = len(programme.low)
    total = width + len(programme.lines) * 2
    lines = []
    sizes: list[float] = []
    for number, line in enumerate(programme.lines):
        relief = [(width + 2 * number, 1)]
        if line.equal:
            relief.append((width + 2 * number + 1, -1))
        lines.append(Line((*line.terms, *relief), line.rhs, line.equal))
        entries = [abs(float(value)) * programme.scale[column] for column, value in line.terms]
        sizes += [max(entries, default=1.0)] * 2
    lines.append(
        Line(
            ((total, 1), *((column, -1) for column in range(width, total))),
            0,
        )
    )
    reliefs = total - width + 1
    bigger = Programme(
        lines,
        [*programme.low, *[0] * reliefs],
        [*programme.high, *[None] * reliefs],
        [*programme.scale, *sizes, sum(sizes)],
    )
    status, _ = bigger.least({total: 1})
    proof = bigger.prove(total) if status == "optimal" else None
    if proof is None or proof.value <= 0:
        return None
    multipliers = {k: v for k, v in proof.multipliers.items() if k < len(programme.lines)}
    rest: Sparse = {}
    for number, times in multipliers.items():
        for column, value in programme.lines[number].terms:
            rest[column] = rest.get(column, 0) - times * value
    return multipliers, {column: value for column, value in sorted(rest.items()) if value}

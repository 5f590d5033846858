"""Strain: by how much figures must be widened before they can hold together."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from purgestats.ledger.network import Floats, Network, propagate
from purgestats.ledger.parts import Part, cut_out
from purgestats.ledger.relief import Relief, prove_clash
from purgestats.ledger.rows import Row
from purgestats.ledger.solving import solve_box

PRECISION = 1e-9
COARSE = 1e-5
MOST = 1e12


def strain(part: Part, units: Iterable[int]) -> float:
    """Return the least s such that widening every claim to [low/(1+s), high*(1+s)] reconciles them.

    Parameters
    ----------
    part : Part
        Rows that always hold, and the units' rows.
    units : iterable of int
        Units that cannot all hold; assumptions among them are not widened.

    Returns
    -------
    float
        Bisected to 1e-9, absolute below 1 and relative above; infinite where no widening helps,
        as when a bound is 0.
    """
    chosen = set(units)
    rows = [
        number for number, row in enumerate(part.system.rows) if row.unit < 0 or row.unit in chosen
    ]
    small = cut_out(part.system, rows)
    low, high = 0.0, 1e-3
    while not _holds(small, high):
        low, high = high, high * 4
        if high > MOST:
            return math.inf
    while high - low > COARSE * max(1.0, low):
        middle = (low + high) / 2
        low, high = (low, middle) if _holds(small, middle) else (middle, high)
    # The solver's tolerance blurs the last digits: from here on each answer is exact.
    low, high = max(0.0, low - 10 * COARSE * max(1.0, low)), high + 10 * COARSE * max(1.0, high)
    while high - low > PRECISION * max(1.0, low) / 4:
        middle = (low + high) / 2
        low, high = (low, middle) if _holds_exactly(small, middle) else (middle, high)
    return high


def _holds_exactly(part: Part, s: float) -> bool:
    rows = [_widened_row(row, Fraction(s)) for row in part.system.rows]
    wide = cut_out(dataclasses.replace(part.system, rows=rows), range(len(rows)))
    active = np.ones(wide.network.lines, dtype=bool)
    if solve_box(wide.system, wide.network, active, blocks=wide.blocks).conflict is not None:
        return False
    return not wide.blocks or prove_clash(wide, wide.units) is None


def _holds(part: Part, s: float) -> bool:
    wide = _widened(part.network, part, s)
    fix = propagate(wide, np.ones(wide.lines, dtype=bool))
    if fix.crossed >= 0 or _forced_empty(part, fix.high):
        return False
    if not part.blocks and fix.settled:
        return True
    rows = [_widened_row(row, Fraction(s)) for row in part.system.rows]
    system = dataclasses.replace(part.system, rows=rows)
    return Relief(dataclasses.replace(part, system=system)).clash(frozenset(part.units)) is None


def _forced_empty(part: Part, high: Floats) -> bool:
    return any(row.strict and high[row.terms[0][0]] <= 0 for row in part.system.rows)


def _widened(network: Network, part: Part, s: float) -> Network:
    """Return the lines with every claim's side moved outward."""
    sides = [part.system.rows[row].side for row in network.source.tolist()]
    factor = np.array([{"low": 1 / (1 + s), "high": 1 + s}.get(side, 1.0) for side in sides])
    claims = np.array([part.system.rows[row].kind == "claim" for row in network.source.tolist()])
    factor = np.where(claims, factor, 1.0)
    width = np.diff(network.starts)
    base = (width[network.row] > 1) & (np.arange(len(network.row)) != network.starts[network.row])
    return dataclasses.replace(
        network,
        rhs=network.rhs * factor,
        coefficient=np.where(base, network.coefficient * factor[network.row], network.coefficient),
    )


def _widened_row(row: Row, s: Fraction) -> Row:
    if row.kind != "claim" or row.side not in ("low", "high"):
        return row
    factor = 1 / (1 + s) if row.side == "low" else 1 + s
    own, *base = row.terms
    terms = (own, *((variable, value * factor) for variable, value in base))
    return dataclasses.replace(row, terms=terms, rhs=row.rhs * factor)

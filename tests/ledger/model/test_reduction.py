"""Fewer unknowns: a smaller system that has a solution for just the units that the whole has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest
from ledgers import gapped_ledger, mingled_ledger, small_ledger
from scipy.optimize import linprog

import purgestats as ps
from purgestats.ledger.model.reduction import reduced
from purgestats.ledger.model.rows import HARD, System
from purgestats.ledger.propagation.components import split

KINDS = (small_ledger, gapped_ledger, mingled_ledger)


def systems(count: int = 8) -> Iterator[System]:
    """Return the systems of some small ledgers."""
    for one in KINDS:
        for seed in range(count):
            made = one(Random(seed))
            yield ps.Ledger(made.claims, made.vocabulary)._state.system


def ends(system: System, units: frozenset[int], variable: int = -1) -> tuple[float, float] | None:
    """Return the least and greatest value of a variable by scipy; None if the units clash."""
    size = max(1, len(system.variables))
    above, right, even, level = [], [], [], []
    for row in system.rows:
        if row.unit in units or row.unit == HARD:
            line = np.zeros(size)
            for one, value in row.terms:
                line[one] += float(value)
            if row.equal:
                even.append(line)
                level.append(float(row.rhs))
            else:
                above.append(-line)
                right.append(-float(row.rhs) - 1e-3 * row.strict)
    found = []
    for turn in (1, -1):
        cost = np.zeros(size)
        cost[variable] = turn if variable >= 0 else 0
        kept = {"A_eq": even or None, "b_eq": level or None}
        done = linprog(cost, above or None, right or None, **kept)
        if done.status == 2:
            return None
        found.append(turn * done.fun if done.status == 0 else -turn * np.inf)
    return found[0], found[1]


@pytest.mark.slow
def test_each_row_follows_from_the_rows_it_is_lifted_to() -> None:
    """No coefficient of a row is less than those of the rows behind it come to; nor its side."""
    smaller = 0
    for system in systems():
        found = reduced(system, ())
        smaller += len(found.system.rows) < len(system.rows)
        for number, row in enumerate(found.system.rows):
            total = dict.fromkeys(range(len(system.variables)), 0)
            right = 0
            for behind, times in found.lifted({number: 1}).items():
                assert times > 0 or system.rows[behind].equal
                assert system.rows[behind].unit in (HARD, row.unit)
                right += times * system.rows[behind].rhs
                for variable, coefficient in system.rows[behind].terms:
                    total[variable] += times * coefficient
            own = {found.columns[one]: value for one, value in row.terms}
            assert right == row.rhs
            for variable, coefficient in total.items():
                assert own.get(variable, 0) >= coefficient
                assert not row.equal or own.get(variable, 0) == coefficient
    assert smaller >= 15


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_units_hold_together(kind: object) -> None:
    """For units all together, one left out and three by three, scipy answers both alike."""
    clashed = 0
    for seed in range(6):
        made = kind(Random(seed))  # type: ignore[operator]
        system = ps.Ledger(made.claims, made.vocabulary)._state.system
        small = reduced(system, ()).system
        everything = frozenset(range(len(system.units)))
        asked = [everything, *(everything - {one} for one in everything)]
        asked += [frozenset(one) for one in combinations(sorted(everything)[:6], 3)]
        for units in asked:
            there = ends(system, units)
            assert (there is None) == (ends(small, units) is None)
            clashed += there is None
    assert clashed


@pytest.mark.slow
def test_what_is_asked_about_keeps_its_bounds() -> None:
    """The least and greatest values of variables that are kept are those in the whole."""
    compared = 0
    for number, system in enumerate(systems(4)):
        rng = Random(number)
        kept = rng.sample(range(len(system.variables)), min(3, len(system.variables)))
        found = reduced(system, kept)
        units = frozenset(one for one in range(len(system.units)) if rng.random() < 0.4)
        for variable in kept:
            whole = ends(system, units, variable)
            part = ends(found.system, units, found.columns.index(variable))
            assert (whole is None) == (part is None)
            if whole is not None and part is not None:
                np.testing.assert_allclose(part, whole, rtol=1e-6, atol=1e-6)
                compared += 1
    assert compared >= 10


@pytest.mark.slow
def test_what_is_left_by_chance_is_not_answered_for() -> None:
    """Unknowns left without having been asked about may have wider bounds: none is given."""
    chance = 0
    for system in systems():
        for part in split(system):
            core = part.core_with(range(0, len(part.variables), 3))
            assert set(core.place) == core.kept
            chance += len(core.kept) < len(core.reduced.columns)
    assert chance

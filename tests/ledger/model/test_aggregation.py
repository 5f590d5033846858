"""Stretches of time put together: a smaller system that the whole implies."""

from __future__ import annotations

from random import Random

from ledgers import gapped_ledger, mingled_ledger, small_ledger

import purgestats as ps
from purgestats.ledger.model.aggregation import aggregated
from purgestats.ledger.model.rows import System


def systems() -> list[System]:
    """Return the systems of some small ledgers."""
    made = [
        one(Random(seed))
        for one in (small_ledger, gapped_ledger, mingled_ledger)
        for seed in range(8)
    ]
    return [ps.Ledger(one.claims, one.vocabulary)._state.system for one in made]


def test_each_row_follows_from_the_rows_it_names() -> None:
    """Summed over their stretches, a row's own terms are at least those of the rows behind it."""
    smaller = 0
    for system in systems():
        found = aggregated(system)
        smaller += len(found.system.rows) < len(system.rows)
        for number, row in enumerate(found.system.rows):
            value = dict.fromkeys(range(len(system.variables)), 0)
            for behind, times in found.origin[number].items():
                assert times > 0 or system.rows[behind].equal
                for variable, coefficient in system.rows[behind].terms:
                    value[variable] += times * coefficient
            own = dict(row.terms)
            for variable, coefficient in value.items():
                assert own.get(found.column[variable], 0) >= coefficient
                if row.equal:
                    assert own.get(found.column[variable], 0) == coefficient
    assert smaller >= 3


def test_each_unknown_belongs_to_one_sum() -> None:
    """Windows stay as they are; only stretches of one scope are put together."""
    for system in systems():
        found = aggregated(system)
        held = sorted(one for members in found.members for one in members)
        assert held == list(range(len(system.variables)))
        for members in found.members:
            assert len({system.variables[one].scope for one in members}) == 1
            if len(members) > 1:
                assert {system.variables[one].role for one in members} == {"part"}

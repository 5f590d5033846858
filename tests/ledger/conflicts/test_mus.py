"""The search for minimal conflicts says how far it is whole, also where it is cut."""

from __future__ import annotations

import pytest
from ledgers import claim, claims_table, vocabulary

import purgestats as ps


def sums() -> ps.Ledger:
    """Return two figures that exclude each other, and two parts that exceed a total by a little."""
    rows = [
        claim("few", "toll|all|all|land|1937", 10, 10),
        claim("total", "toll|all|all|land|1937", 20, 20),
        claim("one", "toll|sort-one|all|land|1937", 12, 12),
        claim("two", "toll|sort-two|all|land|1937", 9, 9),
    ]
    return ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)


@pytest.mark.slow
def test_sets_that_do_not_fit_into_memory_are_not_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is the list then called whole where it was not looked through."""
    every = {frozenset(one.claims) for one in sums().conflicts()}
    pairs = {frozenset({"few", "total"}), frozenset({"few", "one"})}
    assert every == pairs | {frozenset({"total", "one", "two"})}
    monkeypatch.setattr("purgestats.ledger.conflicts.mus.MOST_PLACES", 0)
    found = sums().conflicts()
    assert pairs <= {frozenset(one.claims) for one in found} <= every
    assert found.complete_to == 2

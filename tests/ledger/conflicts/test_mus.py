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
    monkeypatch.setattr("purgestats.ledger.conflicts.covering.MOST_PLACES", 0)
    found = sums().conflicts()
    assert pairs <= {frozenset(one.claims) for one in found} <= every
    assert found.complete_to == 2


@pytest.mark.slow
def test_sets_told_apart_a_few_at_a_time_are_all_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How many are looked at together changes neither the list nor how far it is whole."""
    totals = [("small", 100, 20), ("large", 30, 60), ("middle", 50, 30)]
    rows = [
        claim(f"{name}-{part}", f"toll|{scope}|all|land|{year}", value, value)
        for year, (name, total, piece) in enumerate(totals, 1936)
        for part, scope, value in (
            ("total", "all", total),
            ("again", "all", total + 5),
            ("one", "sort-one", piece),
            ("two", "sort-two", piece + 1),
        )
    ]
    rows.append(claim("years", "toll|all|all|land|1936/1938", 150, 150))

    def found() -> tuple[set[frozenset[str]], float]:
        book = ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)
        conflicts = book.conflicts()
        return {frozenset(one.claims) for one in conflicts}, conflicts.complete_to

    whole = found()
    assert len(whole[0]) > 5
    monkeypatch.setattr("purgestats.ledger.conflicts.covering.MOST_SETS", 2)
    monkeypatch.setattr("purgestats.ledger.conflicts.mus.AT_ONCE", 2)
    assert found() == whole

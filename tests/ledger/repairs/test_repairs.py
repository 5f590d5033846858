"""Repairs of a table with wrong cells: the cheapest is found and proved, not one of many trials."""

from __future__ import annotations

import pandas as pd
import pytest
from ledgers import claim, claims_table, vocabulary

import purgestats as ps
from purgestats.ledger.conflicts.hitting_sets import Cheapest, OutOfSteps

SORTS = ("sort-one", "sort-two", "sort-three")
YEARS = range(1921, 1933)
WRONG = {("sort-one", 1922): 7, ("sort-two", 1925): 40, ("sort-three", 1931): 300}


def table() -> ps.Ledger:
    """Return three groups by twelve years with both margins, in which three cells are too large."""
    true = {
        (sort, year): 100 * place + year - 1900
        for place, sort in enumerate(SORTS)
        for year in YEARS
    }
    cells = {
        f"{sort}-{year}": (sort, str(year), value + WRONG.get((sort, year), 0))
        for (sort, year), value in true.items()
    }
    years = {
        f"all-{year}": ("all", str(year), sum(true[sort, year] for sort in SORTS)) for year in YEARS
    }
    sums = {
        f"{sort}-sum": (sort, "1921/1932", sum(true[sort, year] for year in YEARS))
        for sort in SORTS
    }
    whole = {"sum": ("all", "1921/1932", sum(true.values()))}
    rows = (cells | years | sums | whole).items()
    claims = [
        claim(name, f"toll|{group}|all|land|{period}", value, value)
        for name, (group, period, value) in rows
    ]
    return ps.Ledger(claims_table(*claims), vocabulary=vocabulary(sort="yes"), assumptions=None)


@pytest.mark.slow
def test_wrong_cells_of_a_table_are_its_only_cheapest_repair() -> None:
    """Each wrong cell stands in one row and one column; nothing else mends both at once."""
    found = table().repairs()
    assert found.complete
    assert [set(one.claims) for one in found] == [{f"{sort}-{year}" for sort, year in WRONG}]


def test_a_list_of_no_repairs_still_tells_what_they_cost() -> None:
    """Asked to list none, a ledger that cannot hold does not say that nothing has to go."""
    scope = "toll|all|all|land|1937"
    ledger = ps.Ledger(
        claims_table(claim("one", scope, 1, 2), claim("two", scope, 5, 9)), vocabulary()
    )
    found = ledger.repairs(limit=0)
    assert (len(found), found.complete, found.total) == (0, False, 2)
    assert found.cost == ledger.repairs()[0].cost
    assert "by setting aside 1 count;" in str(found)


@pytest.mark.slow
def test_an_assumption_may_be_priced_beside_those_that_are_made() -> None:
    """Named alone it has the price that it has among all, whatever the ledger assumes already."""
    ledger = ps.Ledger(ps.load("red_army"))
    every = ledger.assumption_prices("all")
    assert len(every) > 1
    assert ledger.assumptions
    for name in every.index[:2]:
        pd.testing.assert_frame_equal(ledger.assumption_prices([name]), every.loc[[name]])
    assert ledger.assumption_prices(None).empty


@pytest.mark.slow
def test_a_list_that_took_too_long_is_not_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be told whether there are other repairs, asking again takes no time."""
    book, asked = table(), []

    def another(cheapest: Cheapest, wanted: object) -> None:
        asked.append(wanted)
        raise OutOfSteps

    def untold(*_: object) -> None:
        raise OutOfSteps

    monkeypatch.setattr(Cheapest, "another", another)
    monkeypatch.setattr("purgestats.ledger.repairs.family.fewest_links", untold)
    first, again = book.repairs(), book.repairs()
    assert not first.complete
    assert first.items == again.items
    assert len(asked) == 1


def test_of_thousands_of_conflicts_so_many_are_listed_as_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where parts can stand for sums there is no end of larger ones; all small ones are there."""
    monkeypatch.setattr("purgestats.ledger.conflicts.mus.ENOUGH", 20)
    found = table().conflicts()
    assert 20 <= len(found) < 30
    assert not found.complete
    assert found.complete_to == 3

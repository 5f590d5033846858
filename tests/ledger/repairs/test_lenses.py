"""Orders of trust, and what a figure costs under them."""

from __future__ import annotations

import pytest
from ledgers import claim, claims_table, vocabulary

import purgestats as ps

SCOPE = "toll|all|all|land|1937"


def book(*rows: tuple[str, float, str, int | None]) -> ps.Ledger:
    """Return a ledger of exact figures, each of a claimant of its own: name, value, basis, year."""
    table = claims_table(
        *(
            claim(name, SCOPE, value, value, claimant=name, source=name)
            for name, value, _, _ in rows
        )
    ).assign(basis=[row[2] for row in rows], claim_year=[row[3] for row in rows])
    return ps.Ledger(table, vocabulary=vocabulary(), assumptions=None)


def test_an_archival_count_outweighs_any_number_of_restatements() -> None:
    """Two later books do not outvote one register, unless every count is alike."""
    found = book(
        ("register", 10, "archival", 1938),
        ("book", 70, "scholarly", 1968),
        ("other", 70, "scholarly", 2008),
    )
    ends = {
        lens.name: tuple(found.bounds(SCOPE, lens=lens)[["low", "high"]].iloc[0])
        for lens in ps.lenses()
    }
    assert ends == {"documents": (10, 10), "scholars": (70, 70), "alike": (70, 70)}
    prices = found.prices()
    assert prices["price"].to_dict() == {"register": 2, "book": 1, "other": 1}
    assert prices.at["book", "set_aside"] == ("register",)
    assert prices.at["book", "by_layer"] == (1, 0, 0)
    assert prices["certified"].all()


@pytest.mark.slow
def test_a_claim_on_something_else_moves_nothing() -> None:
    """Neither a quarrel elsewhere nor a figure that agrees changes what a figure costs."""
    rows = [("one", 10, "archival", 1938), ("two", 70, "scholarly", 1968)]
    before = book(*rows)
    after = book(*rows, ("agrees", 10, "press", 1990))
    assert after.prices().at["one", "price"] == before.prices().at["one", "price"] == 1
    pairs = [after.bounds(SCOPE), before.bounds(SCOPE)]
    assert [tuple(one[["low", "high"]].iloc[0]) for one in pairs] == [(10, 10), (10, 10)]


def test_a_lens_of_ones_own_is_named_in_the_result() -> None:
    """A mapping ranks claims; those it does not name are trusted last."""
    found = book(("one", 10, "archival", 1938), ("two", 70, "scholarly", 1968))
    mine = ps.Lens("mine", {"two": 0})
    assert [one.claims for one in found.repairs(lens=mine)] == [("one",)]
    assert found.repairs(lens=mine).lens == "mine"
    with pytest.raises(ps.errors.InvalidChoice, match="documents"):
        found.bounds(lens="document")


@pytest.mark.slow
def test_conflicts_about_one_total_are_one_disagreement() -> None:
    """Parts that exceed their total are told once, with what they add up to."""
    rows = [claim("total", SCOPE, 100, 100)]
    rows += [
        claim(f"m{month}", f"toll|all|all|land|1937-{month:02d}", 20, 20) for month in range(1, 9)
    ]
    found = ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)
    conflicts = found.conflicts()
    assert len(conflicts) > 20
    (one,) = conflicts.disagreements()
    assert one.kind == "parts against total"
    assert ") add up to 160" in str(one)
    assert one.quantities == (SCOPE,)


def test_how_much_is_set_aside_is_told_in_words() -> None:
    """One count is no counts, and of several numbers it is said that each is a layer's."""
    pair = book(("one", 10, "archival", 1938), ("other", 70, "archival", 1938)).repairs("alike")
    assert str(pair) == "2 ways to reconcile the rest by setting aside 1 count; lens: alike"
    more = book(("one", 10, "archival", 1938), ("other", 70, "scholarly", 1968)).repairs()
    assert "by setting aside 0 + 1 counts, layer by layer; lens: documents" in str(more)

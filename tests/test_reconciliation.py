"""Everything at once about a table, in the small."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps

WERE_ARRESTED = "convicted-were-arrested"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("other", "agree"), [("at least 100", True), ("at least 101", False), ("up to 100", True)]
)
def test_counts_that_only_touch_agree(other: str, agree: bool) -> None:
    """One value that all of them allow is agreement, alone and beside the figures of others."""
    rows = [("a", "up to 100"), ("b", other)]
    table = pd.DataFrame(rows, columns=["claim_id", "as_printed"])
    table = table.assign(measure="arrests", claimant="me", source="notes")
    assert ps.reconcile(table).agreement["agree"].tolist() == [agree]
    beside = ps.what_changes(table.tail(1), table.head(1)).agreement
    assert beside["agree"].tolist() == [agree]


def test_quantities_with_several_claims_are_told_in_plain_words() -> None:
    """None and one are each told as one would say it."""
    table = pd.DataFrame({"claim_id": ["a", "b"], "as_printed": ["5", "6"]})
    table = table.assign(measure=["arrests", "executions"], claimant="me", source="notes")
    assert "No quantity has several claims." in ps.reconcile(table).summary()
    said = ps.reconcile(table.assign(measure="arrests")).summary()
    assert "for 0 of 1 quantity with several claims there is a value that all of them" in said
    assert said.endswith("What else historians dispute contradicts none of these figures.")


def test_what_has_to_go_is_named_by_what_it_counts_where_that_differs() -> None:
    """A figure for one year says so beside those for both; a back-reference says what it means."""
    rows = [("1937", "the same number", "400"), ("1938", "300", ""), ("1937/1938", "900", "")]
    table = pd.DataFrame(rows, columns=["period", "as_printed", "resolved"])
    table = table.assign(claim_id=["a", "b", "c"], measure="arrests", precision="exact")
    said = ps.reconcile(table.assign(claimant=["A", "B", "C"], source="notes")).summary()
    assert "if 900 (C) holds, 1 other count has to be set aside: 300 (B; 1938)" in said
    assert "if 400 (A; 1937) holds" in said


def test_a_disputed_assumption_is_told_with_what_it_costs() -> None:
    """More convicted than arrested: one count goes if all who were convicted were arrested."""
    rows = [("a", "convictions", "100"), ("b", "arrests", "50")]
    table = pd.DataFrame(rows, columns=["claim_id", "measure", "as_printed"])
    table = table.assign(operation="kulak-operation", period="1937/1938", basis="archival")
    found = ps.reconcile(table.assign(claimant="me", source="notes"))
    lines = found.summary().splitlines()
    place = lines.index(f"  - {ps.assumptions().set_index('id').at[WERE_ARRESTED, 'statement']}")
    assert lines[place + 1].startswith("      if it holds, 1 count has to be set aside: ")
    assert lines.count("      it contradicts nothing") == len(found.assumption_prices) - 1


def test_a_search_that_was_cut_is_no_contradiction() -> None:
    """Only what is proved not to hold at all is said not to."""
    table = pd.DataFrame({"claim_id": ["a", "b"], "as_printed": ["1", "2"]})
    table = table.assign(measure="arrests", claimant="me", source="notes")
    found = ps.reconcile(table)
    price = found.ledger.prices
    for certified, words in ((True, "cannot hold at all"), (False, "is not known")):
        prices = price().assign(price=pd.NA, certified=certified)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ps.Ledger, "prices", lambda *_, prices=prices: prices)
            assert words in found.summary()


def test_of_a_table_with_one_wrong_cell_the_cell_is_named() -> None:
    """Of fourteen parts no price says anything; what has to be set aside says where to look."""
    places = [f"p{number}" for number in range(14)]
    table = pd.DataFrame(
        [
            *((place, "1937", 300 + number) for number, place in enumerate(places)),
            ("p5", "1936", 105),
            ("p5", "1936/1937", 410),
            ("land", "1937", sum(range(300, 314))),
        ],
        columns=["place", "period", "as_printed"],
    )
    wrong = (table["place"] == "p5") & (table["period"] == "1937")
    table.loc[wrong, "as_printed"] += 400
    table = table.assign(
        as_printed=table["as_printed"].astype(str), claim_id=table.index.astype(str)
    )
    table = table.assign(measure="arrests", claimant="me", source="notes", precision="exact")
    terms = pd.DataFrame({"term": places, "broader": "land", "partition": "p", "exhaustive": "yes"})
    land = pd.DataFrame([("land", "", "", "")], columns=terms.columns)
    vocabulary = {"places": pd.concat([land, terms], ignore_index=True)}
    said = ps.reconcile(table, vocabulary=vocabulary).summary()
    aside = [line for line in said.splitlines() if "1 count, in one way only:" in line]
    assert len(aside) == 3
    assert all(line.endswith(": 705 (me; arrested, p5, 1937)") for line in aside)
    assert said.count("      if 705 (me") == 1
    assert "      and 14 more in .ledger.prices()" in said

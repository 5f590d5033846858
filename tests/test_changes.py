"""What figures of one's own change among others: conflicts, bounds, and who agrees."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import purgestats as ps

ARRESTS = "arrests|all|all|ussr|1937/1938"
OURS = ps.load("arrests").query("source == 'wikipedia-great-purge'")


def mine(*rows: dict[str, str]) -> pd.DataFrame:
    """A minimal table; claimant and source are filled."""
    return pd.DataFrame([{"claimant": "me", "source": "notes", **row} for row in rows]).fillna("")


def arrests(figure: str, **more: str) -> dict[str, str]:
    """A row that counts arrests."""
    return {"claim_id": "mine", "measure": "arrests", "as_printed": figure, **more}


@pytest.mark.slow
def test_new_conflicts_are_those_that_the_others_alone_do_not_have() -> None:
    """Each listed conflict holds a new claim, and with the old ones they are all there are."""
    found = ps.what_changes(mine(arrests("5 million")), OURS)
    assert found.conflicts.complete
    assert {one.claims for one in found.conflicts} == {
        ("kuhr-arrests", "mine"),
        ("nerard-arrests", "mine"),
        ("commission-arrests-1930s", "mine"),
    }
    both = pd.concat([OURS, ps.validate(mine(arrests("5 million")))])
    assert len(ps.Ledger(both).conflicts()) == len(ps.Ledger(OURS).conflicts()) + 3


def test_bounds_that_narrow_are_given_before_and_after() -> None:
    """About 1,400,000 is at least 1,260,000 and cuts the lower end of 1,250,000 to 1,350,000."""
    found = ps.what_changes(mine(arrests("about 1,400,000")), OURS)
    row = found.bounds.loc[ARRESTS]
    assert row.tolist()[:5] == [1_250_000, 1_350_000, 1_260_000, 1_350_000, "narrower"]
    assert row["low_because"] == ("mine",)
    assert found.bounds.index.tolist() == [ARRESTS]


def test_bounds_of_what_nobody_counted_are_new() -> None:
    """A quantity of which nothing was known is named as new, not as narrower."""
    row = {"claim_id": "mine", "measure": "executions", "as_printed": "111", "place": "ukraine"}
    found = ps.what_changes(mine(row), OURS)
    assert found.bounds.loc["executions|all|all|ukraine|1937/1938", "change"] == "new"
    assert "new, nothing known before, now 111" in found.summary()


def test_agreement_names_the_others_on_the_same_quantity() -> None:
    """Who allows a common value agrees; others on other quantities are not asked."""
    table = ps.what_changes(mine(arrests("about 1,400,000")), OURS).agreement
    assert dict(zip(table["other"], table["agree"], strict=True)) == {
        "kuhr-arrests": False,
        "nerard-arrests": True,
    }
    common = table[table["agree"]].iloc[0]
    assert (common["low"], common["high"]) == (1_260_000, 1_350_000)
    assert common["other_claimant"] == "nerard"


def test_one_common_value_is_agreement() -> None:
    """Two ranges that meet at their ends allow the same number."""
    theirs = mine(arrests("2 to 3 million", claim_id="theirs"))
    table = ps.what_changes(mine(arrests("1 to 2 million")), theirs).agreement
    assert table[["agree", "low", "high"]].values.tolist() == [[True, 2_000_000, 2_000_000]]


def test_a_copy_is_not_counted_as_independent_agreement() -> None:
    """A claim that rests on another is said to, so that nobody takes it for a confirmation."""
    found = ps.what_changes(mine(arrests("2.5 million", derived_from="kuhr-arrests")), OURS)
    assert found.agreement.set_index("other")["derived"].to_dict() == {
        "kuhr-arrests": True,
        "nerard-arrests": False,
    }
    assert "agrees with Corrina Kuhr: 2.5 million (not independent)" in found.summary()


@pytest.mark.slow
def test_shares_are_compared_with_shares_of_the_same_base() -> None:
    """85 percent of the clergy agrees with eighty-five percent of the clergy, 30 does not."""
    row = {"group": "clergy", "of_measure": "strength", "of_period": "1937"}
    rows = [arrests(f"{n} percent", claim_id=f"p{n}", **row) for n in (85, 30)]
    found = ps.what_changes(mine(*rows), OURS)
    pairs = found.agreement.set_index("claim_id")
    assert pairs["other"].tolist() == ["clergy-arrests-share"] * 2
    assert pairs["agree"].tolist() == [True, False]
    assert found.to_frame()["others_low"].isna().all()


def test_claims_that_a_text_rejects_are_kept_out_and_named() -> None:
    """A rejected figure changes nothing, and the summary says that it was not reckoned with."""
    found = ps.what_changes(mine(arrests("9 million", stance="rejects")), OURS)
    assert len(found.conflicts) == len(found.bounds) == len(found.to_frame()) == 0
    assert "9 million: not reckoned with, its stance is rejects" in found.summary()


def test_an_id_of_ours_is_refused_and_every_one_is_named() -> None:
    """Two figures under one name could not be told apart in the results."""
    rows = [arrests("1", claim_id=one) for one in ("kuhr-arrests", "nerard-arrests", "mine")]
    with pytest.raises(ps.ClaimErrors, match="give it another") as caught:
        ps.what_changes(mine(*rows), OURS)
    assert [one.claim_id for one in caught.value.errors] == ["kuhr-arrests", "nerard-arrests"]


def test_terms_of_ones_own_are_reckoned_with() -> None:
    """A place that only the user's vocabulary has lies within the Soviet Union."""
    words = {"places": pd.DataFrame({"term": ["tula"], "broader": ["russia"]})}
    found = ps.what_changes(mine(arrests("3,000", place="tula", period="1937/1938")), OURS, words)
    assert found.to_frame()["quantity"].tolist() == ["arrests|all|all|tula|1937/1938"]


def test_one_row_a_new_claim_sums_it_up() -> None:
    """What the others alone allow, who agrees and how many conflicts stand in one row."""
    row = ps.what_changes(mine(arrests("5 million")), OURS).to_frame().iloc[0]
    assert (row["others_low"], row["others_high"]) == (1_250_000, 1_350_000)
    assert row["differs_from"] == "kuhr-arrests;nerard-arrests"
    assert (row["agrees_with"], row["conflicts"]) == ("", 3)


def test_every_word_from_a_table_is_escaped_in_html() -> None:
    """Markup in a figure's note, source, claimant or name cannot run in a notebook."""
    odd = "<script>alert(1)</script>"
    found = ps.what_changes(mine(arrests("5 million", claimant=odd, source=odd, note=odd)), OURS)
    assert "<script" not in found._repr_html_()
    assert "kuhr-arrests" not in found._repr_html_()
    assert "Corrina Kuhr" in found._repr_html_()
    assert repr(found) == "<Changes by 1 claim: 3 new conflicts, 0 changed bounds>"


def test_a_search_that_was_cut_never_says_that_there_is_nothing() -> None:
    """Without a conflict found, the summary says how far the search went, and no more."""
    found = ps.what_changes(mine(arrests("111", period="1925")), OURS)
    assert "No new conflicts." in found.summary()
    cut = replace(found.conflicts, items=(), complete=False, complete_to=1.0)
    vars(found)["conflicts"] = cut
    assert "No new conflicts" not in found.summary()
    assert "the list is cut short, but has every conflict of up to 1 count" in found.summary()


@pytest.mark.slow
@pytest.mark.parametrize("reading", ["strict", "printed", "generous"])
def test_the_reading_is_that_asked_for(reading: str) -> None:
    """All parts are worked out under the one reading, and the summary names it."""
    found = ps.what_changes(mine(arrests("about 1,400,000")), OURS, reading=reading)
    half = {"strict": 0.05, "printed": 0.1, "generous": 0.2}[reading]
    assert found.to_frame()["low"].tolist() == [pytest.approx(1_400_000 * (1 - half))]
    assert f"reading: {reading}" in found.summary()

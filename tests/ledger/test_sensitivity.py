"""Leaving out claims, origins and sources: what moves is what a ledger without them says."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from ledgers import SmallLedger, claim, claims_table, small_ledgers, vocabulary

import purgestats as ps

TOLL = "toll|all|all|land|1937"
PART = "toll|sort-one|all|land|1937"
APART = "seized|all|all|land|1937"


def sources_ledger() -> ps.Ledger:
    """Return three books: two disagree on a total, and the third counts something else."""
    rows = (
        claim("one-total", TOLL, 100, 120, source="one"),
        claim("one-part", PART, 40, 60, source="one"),
        claim("two-total", TOLL, 20, 30, source="two"),
        claim("three", APART, 7, 9, source="three"),
        claim("three-again", APART, 8, 12, source="three"),
    )
    return ps.Ledger(claims_table(*rows), vocabulary())


def middle(claims: pd.DataFrame) -> float:
    """Pool by the mean of the middles of the claims' ranges."""
    return float(((claims["low"] + claims["high"]) / 2).mean())


def test_leaving_out_a_claim_shows_bounds_and_conflicts() -> None:
    """A claim in a conflict dissolves it; one that only bounds lets its bound go."""
    found = sources_ledger().sensitivity()
    frame = found.to_frame()
    assert found.before == 2
    assert frame["conflicts_gone"].to_dict() == {
        "two-total": 2,
        "one-total": 1,
        "one-part": 1,
        "three": 0,
        "three-again": 0,
    }
    moved = found.bounds.set_index(["left_out", "quantity"])
    assert moved.loc[("three", APART)].tolist() == [8, 8, 9, 12]
    assert moved.loc[("three-again", APART)].tolist() == [8, 7, 9, 9]
    assert frame.at["three", "largest_move"] == pytest.approx(12 / 9)
    assert frame.at["three", "conflicts_left"] == 2


def test_sources_are_left_out_as_a_whole() -> None:
    """Each source takes all its claims with it, and a quantity without claims loses its bounds."""
    found = sources_ledger().sensitivity(by="source")
    assert found.left_out == {
        "one": ("one-total", "one-part"),
        "two": ("two-total",),
        "three": ("three", "three-again"),
    }
    frame = found.to_frame()
    assert frame["conflicts_gone"].to_dict() == {"one": 2, "two": 2, "three": 0}
    assert math.isinf(frame.at["three", "largest_move"])
    row = found.bounds[found.bounds["left_out"] == "three"].iloc[0]
    assert row[["low", "low_without", "high"]].tolist() == [8, 0, 9]
    assert math.isinf(row["high_without"])


def test_an_origin_takes_its_copies_along() -> None:
    """Claims that rest on one count are left out together, under the name of the first."""
    rows = (
        claim("count", TOLL, 100, 120, source="one", derived_from="none"),
        claim("copy", TOLL, 105, 115, source="two", derived_from="count"),
        claim("other", TOLL, 90, 130, source="three", derived_from="none"),
    )
    ledger = ps.Ledger(pd.DataFrame(list(rows)).astype({"best": "float64"}), vocabulary())
    found = ledger.sensitivity(by="origin", pooled=middle)
    assert found.left_out == {"count": ("count", "copy"), "other": ("other",)}
    assert found.bounds[["left_out", "low_without", "high_without"]].to_numpy().tolist() == [
        ["count", 90, 130]
    ]
    assert found.pooled["left_out"].tolist() == []
    assert found.to_frame()["pooled_moved"].tolist() == [0, 0]


def test_pooled_values_are_followed() -> None:
    """The pooled value of each quantity is worked out without the claims left out."""
    found = sources_ledger().sensitivity([TOLL, APART], pooled=middle)
    moved = found.pooled.set_index(["left_out", "quantity"])
    assert moved.loc[("two-total", TOLL)].tolist() == [67.5, 110]
    assert moved.loc[("three", APART)].tolist() == [9, 10]
    assert ("one-part", PART) not in moved.index
    assert found.to_frame().at["two-total", "largest_pooled_move"] == pytest.approx(110 / 67.5)


@pytest.mark.slow
def test_a_way_of_pooling_may_decline() -> None:
    """One of our errors means that there is no pooled value; another's goes through."""

    def two_or_none(claims: pd.DataFrame) -> float:
        if len(claims) < 2:
            raise ps.InvalidChoice("fewer than two")
        return middle(claims)

    found = sources_ledger().sensitivity(APART, pooled=two_or_none)
    assert found.pooled["left_out"].tolist() == ["three", "three-again"]
    assert found.pooled["pooled_without"].isna().all()
    with pytest.raises(KeyError, match="nowhere"):
        sources_ledger().sensitivity(APART, pooled=lambda claims: claims["nowhere"].sum())


def test_only_the_quantities_asked_for_are_followed() -> None:
    """One quantity may be asked for, even one that no claim names."""
    found = sources_ledger().sensitivity(APART)
    assert set(found.bounds["quantity"]) == {APART}
    unnamed = "seized|sort-one|all|land|1937"
    found = sources_ledger().sensitivity(unnamed)
    assert found.bounds[["left_out", "high", "high_without"]].to_numpy().tolist() == [
        ["three", 9, 12]
    ]


def test_bad_choices_are_refused() -> None:
    """An unknown way of leaving out names the ways; an unknown term the nearest."""
    with pytest.raises(ps.InvalidChoice, match="'claim', 'origin', 'source', not 'sources'"):
        sources_ledger().sensitivity(by="sources")
    with pytest.raises(ps.UnknownQuantity, match="toll"):
        sources_ledger().sensitivity("tolls|all|all|land|1937")


def test_bounds_that_are_not_tight_are_not_said_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is not the time to find what is set aside, the result says that more may move."""
    assert sources_ledger().sensitivity(TOLL).settled
    monkeypatch.setattr("purgestats.ledger.repairs.family.MOST_ROUNDS", 0)
    found = sources_ledger().sensitivity(TOLL)
    assert not found.settled
    assert "some bounds may move without being listed" in str(found)


def test_a_ledger_without_claims_has_nothing_to_leave_out() -> None:
    """Empty in, empty out."""
    found = ps.Ledger(claims_table(), vocabulary()).sensitivity()
    assert found.left_out == {}
    assert found.to_frame().empty
    assert "0 claims left out" in repr(found)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 8)
@given(small_ledgers())
def test_the_shortcuts_change_nothing(small: SmallLedger) -> None:
    """Bounds and conflicts are those of a ledger in which the claim says no more than "at least 0".

    That ledger is built and searched from scratch: no part of it is taken over, no proof trusted.
    """
    # A share that says nothing still says that its base is not empty.
    assume((small.claims["of_measure"] == "").all())
    ledger = ps.Ledger(small.claims, small.vocabulary, small.assumptions)
    found = ledger.sensitivity()
    before = ledger.bounds()
    moved = found.bounds.set_index(["left_out", "quantity"])
    for place, name in enumerate(small.claims["claim_id"]):
        rows = small.claims.copy()
        rows.loc[rows.index[place], ["low", "best", "high", "as_printed"]] = [0, None, None, ""]
        other = ps.Ledger(rows, small.vocabulary, small.assumptions)
        expected = other.bounds(before.index)
        for quantity in before.index:
            low, high = before.loc[quantity, ["low", "high"]]
            if (name, quantity) in moved.index:
                row = moved.loc[(name, quantity)]
                assert [row["low"], row["high"]] == [low, high]
                low, high = row["low_without"], row["high_without"]
                assert (row["low"], row["high"]) != (low, high)
            assert [low, high] == pytest.approx(expected.loc[quantity, ["low", "high"]].tolist())
        assert found.to_frame().at[name, "conflicts_left"] == len(other.conflicts())


def test_it_is_shown_with_everything_escaped() -> None:
    """Repr counts what moves; HTML has a table in which names cannot be markup."""
    rows = claim("a", TOLL, 5, 9, source="<b>book</b>"), claim("b", TOLL, 6, 8, source="two")
    found = ps.Ledger(claims_table(*rows), vocabulary()).sensitivity(by="source")
    assert repr(found) == (
        "<Sensitivity: 2 sources left out one at a time: 1 move bounds, "
        "0 dissolve some of 0 conflicts; reading: printed>"
    )
    assert "&lt;b&gt;book" in found._repr_html_()
    assert "<b>" not in found._repr_html_()

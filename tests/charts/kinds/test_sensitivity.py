"""`sensitivity`: what bounds become without a claim, an origin or a source."""

from __future__ import annotations

from collections.abc import Callable

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts

TOTAL = "executions|all|all|ussr|1937/1938"
FIRST, SECOND = "executions|all|all|ussr|1937", "executions|all|all|ussr|1938"


@pytest.fixture
def ledger(figures: Callable[..., pd.DataFrame]) -> ps.Ledger:
    """A total whose lowest value rests on the year 1937 alone."""
    claims = figures((TOTAL, 700), (FIRST, 300), (SECOND, 100))
    claims = claims.assign(low=[0.0, 300, 100], high=[700.0, 300, None], best=None, as_printed="")
    return ps.Ledger(claims.assign(precision=""))


@pytest.mark.slow
def test_each_move_is_a_band_without_what_was_left_out(ledger: ps.Ledger) -> None:
    """The rows are the bounds with all in, and those that `Ledger.sensitivity` finds to move."""
    ax = charts.sensitivity(ledger, TOTAL)
    rows = charts.rows(ax).set_index("label")
    found = ledger.sensitivity(TOTAL).bounds
    assert len(rows) == 1 + len(found) == 4
    assert rows.loc["With every figure in", ["low", "high"]].tolist() == [400, 700]
    assert sorted(rows["low"].iloc[1:]) == sorted(found["low_without"])
    assert drawn.title_of(ax).endswith("3 claims that, left out alone, would move what the "
                                       "figures allow")  # fmt: skip


@pytest.mark.slow
def test_the_greatest_move_comes_first(ledger: ps.Ledger) -> None:
    """An end that opens moves most; of the others the year that makes up most of the total."""
    rows = charts.rows(charts.sensitivity(ledger, TOTAL)).iloc[1:]
    assert rows["high"].isna().tolist() == [True, False, False]
    assert rows["low"].tolist() == [400, 100, 300]


@pytest.mark.slow
def test_sources_are_named_and_what_stays_is_counted(ledger: ps.Ledger) -> None:
    """By source the rows name works; where nothing moves, the title says so."""
    ax = charts.sensitivity(ledger, TOTAL, by="source")
    assert charts.rows(ax)["label"].tolist() == ["With every figure in", "Without a box"]
    assert "would move nothing" not in drawn.words(ax)
    other = charts.sensitivity(ledger, "arrests|all|all|ussr|1920")
    assert "no claim alone moves" in drawn.title_of(other)


def test_figures_that_conflict_are_not_said_to_allow_anything_together() -> None:
    """What they allow then is what is left if documents are trusted first."""
    claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    ax = charts.sensitivity(claims, "arrests|all|all|ussr|1937/1938")
    words = drawn.words(ax)
    assert "The figures cannot all hold. If documents are trusted first, they allow" in words
    assert "9 other claims would move nothing" in words
    assert charts.rows(ax)["label"].tolist()[1:] == [
        "Without 1,370,000 (A member of a Soviet commission)",
        "Without 1.3 million (François-Xavier Nérard)",
    ]


def test_a_band_from_nought_begins_at_nought(figures: Callable[..., pd.DataFrame]) -> None:
    """Cut off it would look as if what is left out made a great difference."""
    claims = figures((FIRST, 100), (TOTAL, 110)).assign(low=None, best=None, high=[100.0, 110])
    ax = charts.sensitivity(claims.assign(as_printed="", precision=""), FIRST)
    assert ax.get_xlim()[0] == 0
    assert charts.rows(ax)["high"].tolist() == [100, 110]


def test_what_cannot_be_left_out_is_refused(ledger: ps.Ledger) -> None:
    """By is claim, origin or source, and the quantity is one of the vocabulary."""
    with pytest.raises(ps.InvalidChoice, match="by is"):
        charts.sensitivity(ledger, TOTAL, by="year")
    with pytest.raises(ps.UnknownQuantity):
        charts.sensitivity(ledger, "no-such|all|all|ussr|1937")

"""`balance`: how far each figure is from where a balance puts it, with the tests in words."""

from __future__ import annotations

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts


def article() -> pd.DataFrame:
    """The article's figures of executions."""
    return ps.load("executions").query("source == 'wikipedia-great-purge'")


@pytest.mark.slow
def test_places_are_the_statistics_of_the_balance() -> None:
    """The furthest off first, as the tests of the balance have them."""
    found = ps.Ledger(article()).balance()
    tests = found.tests.dropna(subset=["statistic"])
    ax = charts.balance(article())
    rows = charts.rows(ax)
    assert sorted(rows["claim_id"]) == sorted(tests.index)
    assert rows["statistic"].tolist() == tests["statistic"][rows["claim_id"]].tolist()
    assert (-rows["statistic"].round(3)).is_monotonic_increasing
    places = [float(mark.get_xdata()[0]) for mark in drawn.marks(ax)]
    within = [value for value in tests["statistic"] if value < 6]
    assert sorted(places) == pytest.approx(sorted(within))


@pytest.mark.slow
def test_figures_as_far_off_stand_in_alphabetical_order() -> None:
    """Those that only check each other are not ordered by the last digits of a solver."""
    rows = charts.rows(charts.balance(ps.load("executions")))
    alike = rows.groupby(rows["statistic"].round(3), sort=False)["label"]
    assert max(map(len, alike.groups.values())) > 3
    assert all(labels.is_monotonic_increasing for _, labels in alike)


@pytest.mark.slow
def test_the_caption_has_the_global_test_and_what_is_assumed() -> None:
    """Chi-square, the Birge ratio, the rule for standard deviations; no id in the picture."""
    words = drawn.words(charts.balance(article()))
    assert "chi-square" in words
    assert "Birge ratio" in words
    assert "independent normal error" in words
    assert "stalin-lists" not in words


@pytest.mark.slow
def test_standard_deviations_of_ones_own_are_taken() -> None:
    """A figure left out is not drawn."""
    left_out = {"kuhr-executions": float("inf")}
    rows = charts.rows(charts.balance(article(), sd=left_out))
    assert "kuhr-executions" not in set(rows["claim_id"])


@pytest.mark.slow
def test_what_nothing_checks_is_refused() -> None:
    """One figure alone has no statistic."""
    with pytest.raises(ps.InvalidChoice, match="no claim is checked"):
        charts.balance(article().query("claim_id == 'kuhr-executions'"))

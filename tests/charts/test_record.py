"""What a chart remembers: its rows as a table, its description in words."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts
from purgestats.charts import record


@pytest.mark.slow
def test_rows_carry_values_and_sources(claims: pd.DataFrame, quantity: str) -> None:
    """The table holds the values drawn, with stance, basis, source and id of each claim."""
    rows = charts.rows(charts.estimates(claims, quantity)).set_index("claim_id")
    for claim in claims[claims["claim_id"].isin(rows.index)].itertuples():
        drawn = rows.loc[claim.claim_id]
        for column in ("low", "best", "high"):
            assert drawn[column] == getattr(claim, column) or pd.isna(drawn[column])
        assert (drawn["stance"], drawn["source"]) == (claim.stance, claim.source)


def test_what_stands_below_a_chart_is_escaped(claims: pd.DataFrame, quantity: str) -> None:
    """The chart in words and its rows as a table take no markup from a cell."""
    told = record.table_html(charts.estimates(claims.assign(claimant="<b>who</b>"), quantity))
    assert "<b>" not in told
    assert told.count("&lt;b&gt;who") > 1


def test_rows_are_the_users_to_change(claims: pd.DataFrame, quantity: str) -> None:
    """Changing the table that `rows` returns does not change what the chart remembers."""
    ax = charts.estimates(claims, quantity)
    mine = charts.rows(ax)
    mine["low"] = 0.0
    assert charts.rows(ax)["low"].max() > 0


def test_description_gives_number_extremes_and_who(claims: pd.DataFrame, quantity: str) -> None:
    """The text says how many claims there are, the lowest and highest held, and who gives them."""
    text = charts.alt_text(charts.estimates(claims, quantity))
    assert "It shows 5 claims." in text
    assert "3 of them are not asserted" in text
    assert "The lowest figure is 681,692 (Author B, 1992)." in text
    assert "The highest figure is 700,000 (Author A, 1968)." in text


def test_description_of_one_claim(claims: pd.DataFrame) -> None:
    """One claim is spoken of in the singular, without extremes."""
    text = charts.alt_text(charts.estimates(claims[claims["claim_id"] == "executions-b"]))
    assert "It shows 1 claim." in text
    assert "Every figure is 681,692." in text


def test_other_axes_are_refused() -> None:
    """Axes on which nothing of ours was drawn have neither rows nor description."""
    _, ax = plt.subplots()
    for ask in (charts.rows, charts.alt_text):
        with pytest.raises(ps.PurgestatsError, match="not the Axes of a purgestats chart"):
            ask(ax)


@pytest.mark.slow
def test_a_second_chart_takes_the_place_of_the_first(claims: pd.DataFrame, quantity: str) -> None:
    """Axes drawn on twice remember the later chart."""
    ax = charts.estimates(claims, quantity)
    charts.estimates(claims, "arrests|all|all|ussr|1937/1938", ax=ax)
    fresh = charts.estimates(claims, "arrests|all|all|ussr|1937/1938")
    assert len(charts.rows(ax)) == 2
    assert len(ax.lines) == len(fresh.lines)
    assert ax.get_xscale() == "linear"


@pytest.mark.slow
def test_closed_charts_are_forgotten(claims: pd.DataFrame, quantity: str) -> None:
    """The record keeps no chart alive whose axes are gone."""
    ax = charts.estimates(claims, quantity)
    remembered = weakref.ref(ax)
    assert len(charts.rows(ax)) > 0
    plt.close(ax.figure)
    del ax
    gc.collect()
    assert remembered() is None


@pytest.mark.slow
def test_importing_the_charts_imports_no_matplotlib() -> None:
    """The package of charts is light until one of them is used."""
    code = (
        "import sys, purgestats.charts as charts; "
        "heavy = {'matplotlib', 'seaborn', 'pandas'} & set(sys.modules); "
        "assert not heavy, heavy; charts.estimates; assert 'matplotlib' in sys.modules; "
        "assert 'estimates' in dir(charts)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_module_hides_a_chart() -> None:
    """No module bears the name of a public function, and unknown names are refused."""
    for name in charts.__all__:
        assert callable(getattr(charts, name))
    with pytest.raises(AttributeError, match="pie"):
        charts.pie  # noqa: B018

"""The page on lists shows what its synthetic list gives, and says that it is synthetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
import synthetic_charts
from matplotlib.axes import Axes
from synthetic_list import synthetic_records, synthetic_totals

import purgestats as ps
from purgestats.charts.record import chart_on

pytestmark = pytest.mark.slow

CHARTS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Axes]] = {
    "synthetic-totals": synthetic_charts.beside_totals,
    "synthetic-coverage": synthetic_charts.coverage,
}


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_those_of_the_list(root: Path, name: str) -> None:
    """The stored chart and the text on the page describe what is drawn from the list today."""
    drawn = ps.charts.alt_text(CHARTS[name](*synthetic_charts.tallied()))
    stored = (root / "docs" / "_static" / f"{name}.svg").read_text("utf-8")
    told = re.search(r"<desc [^>]*>(.*?)</desc>", stored, flags=re.DOTALL)
    assert told
    assert unescape(told[1]) == drawn
    page = (root / "docs" / "from-names-to-numbers.md").read_text("utf-8")
    shown = re.search(rf"!\[([^]]*)\]\(_static/{name}\.svg\)", page)
    assert shown
    assert " ".join(shown[1].split()) == drawn


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_labelled_as_synthetic(name: str) -> None:
    """In the title, in the footer, and in the words for those who do not see the chart."""
    chart = chart_on(CHARTS[name](*synthetic_charts.tallied()))
    assert chart.title.startswith("Synthetic data")
    assert chart.citation.startswith("Synthetic data")
    assert "synthetic data" in chart.description


def test_the_list_is_the_same_each_time_and_names_nobody() -> None:
    """One seed, one list; persons are numbers."""
    records = synthetic_records()
    pd.testing.assert_frame_equal(records, synthetic_records())
    pd.testing.assert_frame_equal(synthetic_totals(), synthetic_totals())
    assert records["person"].str.fullmatch(r"person \d{4}").all()

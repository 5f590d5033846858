"""`operations`: arrested against executed, by operation."""

from __future__ import annotations

import drawn
import numpy as np
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts


def test_figures_of_different_claimants_are_not_combined(claims: pd.DataFrame) -> None:
    """Arrests by one claimant and executions by another make no point."""
    mixed = claims.assign(
        claimant=np.where(claims["measure"] == "arrests", "Author X", claims["claimant"])
    )
    with pytest.raises(ps.UnknownQuantity, match="no claimant gives both"):
        charts.operations(mixed)


@pytest.mark.slow
def test_rate_lines_have_their_slope(claims: pd.DataFrame) -> None:
    """Along each grey line a constant share of the arrested is executed: 25, 50 and 75 percent."""
    ax = charts.operations(claims)
    slopes = []
    for line in ax.lines[:3]:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        slopes.append(float(y[-1] / x[-1]))
        assert y == pytest.approx(slopes[-1] * x)
    assert slopes == pytest.approx([0.25, 0.5, 0.75])
    assert all(words in drawn.words(ax) for words in ("25 %", "50 %", "75 %"))


def test_rate_lines_hold_on_logarithmic_axes(claims: pd.DataFrame) -> None:
    """Numbers far apart put both axes on a log scale, which the labels say and the lines follow."""
    small = claims["operation"] == "kulak-operation"
    scale = np.where(small, 0.01, 1.0)
    far = claims.assign(**{c: claims[c] * scale for c in ("low", "best", "high")}, as_printed="")
    ax = charts.operations(far)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "logarithmic" in ax.get_xlabel()
    assert "logarithmic" in ax.get_ylabel()
    for line, rate in zip(ax.lines[:3], (0.25, 0.5, 0.75), strict=True):
        assert np.asarray(line.get_ydata()) == pytest.approx(rate * np.asarray(line.get_xdata()))


@pytest.mark.slow
def test_every_grey_line_is_named_however_close_their_ends() -> None:
    """A share is named on its line, and not left out, where ends crowd."""
    named = {"25 %", "50 %", "75 %"}
    for figsize in (None, (4.2, None), (3.2, 3.0)):
        ax = charts.operations(ps.load(), figsize=figsize)
        places = {one.get_text(): one.xy for one in ax.texts if one.get_text() in named}
        assert places.keys() == named
        for words, (x, y) in places.items():
            assert y / x == pytest.approx(int(words[:2]) / 100)


@pytest.mark.slow
def test_equal_points_are_drawn_once(claims: pd.DataFrame) -> None:
    """Two claimants who give the same two figures are one point that names both."""
    kulak = claims[claims["claim_id"].isin(["kulak-arrests", "kulak-executions"])]
    other = kulak.assign(claimant="Author Z", claim_id=kulak["claim_id"] + "-z")
    ax = charts.operations(pd.concat([claims, other]))
    assert "380,000 of 600,000 (Author B; Author Z)" in charts.alt_text(ax)
    assert len(drawn.marks(ax)) == len(drawn.marks(charts.operations(claims)))

"""`overrepresentation`: shares of the population beside shares of the victims."""

from __future__ import annotations

import drawn
import numpy as np
import pandas as pd
import pytest

from purgestats import charts


@pytest.mark.slow
def test_the_number_of_persons_stands_beside_the_shares(claims: pd.DataFrame) -> None:
    """With the shares stands how many persons a claim gives, or that none gives a number."""
    assert "at least 85,000" in drawn.words(charts.overrepresentation(claims))
    without = claims[claims["claim_id"] != "poles-executed"]
    words = drawn.words(charts.overrepresentation(without))
    assert "No number of persons is given." in words


@pytest.mark.slow
def test_shares_are_drawn_from_zero_percent(claims: pd.DataFrame) -> None:
    """The axis of shares begins at zero and is labelled in percent."""
    ax = charts.overrepresentation(claims)
    assert ax.get_xlim()[0] == 0
    assert ax.get_xticklabels()[0].get_text() == "0 %"
    assert all(bar.get_x() == 0 for bar in ax.patches)


def test_of_a_share_without_an_upper_end_the_bar_shows_what_is_printed(
    claims: pd.DataFrame,
) -> None:
    """Over a quarter is drawn as a quarter, and told as at least 25 percent."""
    shares = claims["claim_id"].str.startswith("poles-") & (claims["unit"] == "share")
    blank = dict.fromkeys(("low", "best", "high"), np.nan)
    ax = charts.overrepresentation(claims[shares].assign(as_printed="over a quarter", **blank))
    assert {round(bar.get_width(), 6) for bar in ax.patches} == {0.25}
    assert "at least 25 %" in drawn.words(ax)


def test_a_small_share_at_most_has_no_arrow_that_points_upward(claims: pd.DataFrame) -> None:
    """Where an arrow has no room before zero, the line ends at the share, and not beyond it."""
    shares = claims["claim_id"].str.startswith("poles-") & (claims["unit"] == "share")
    few = claims[shares].assign(low=None, best=None, as_printed="")
    few["high"] = [0.005 if one == "population" else 1.0 for one in few["measure"]]
    ax = charts.overrepresentation(few)
    ends = [max(line.get_xdata()) for line in ax.lines if line.get_linestyle() == "-"]
    assert any(end == pytest.approx(0.005) for end in ends)
    assert not any(0.006 < end < 0.5 for end in ends)


def test_every_share_has_a_line_under_its_group(claims: pd.DataFrame) -> None:
    """A claimant's two shares follow each other, and each line names the claimant."""
    other = claims[claims["claim_id"].str.startswith("poles-") & (claims["unit"] == "share")]
    other = other.assign(claimant="Author Z", claim_id=other["claim_id"] + "-z")
    ax = charts.overrepresentation(pd.concat([claims, other]))
    assert len(ax.get_yticks()) == 4
    words = drawn.words(ax)
    assert words.count("(Author A)") == 2
    assert words.count("(Author Z)") == 2
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold == ["Ethnic Poles"]

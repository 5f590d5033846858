"""Ranks, operations, over-representation and the timeline: what must hold of each."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import purgestats as ps
from purgestats import charts

pytestmark = pytest.mark.slow

DRAWN = {
    charts.ranks: [
        "marshals-removed", "marshals-strength", "commanders-removed", "commanders-strength",
        "divisions-removed", "divisions-strength",
    ],
    charts.operations: [
        "kulak-arrests", "kulak-executions", "arrests-b", "executions-b", "arrests-a",
        "executions-a",
    ],
    charts.overrepresentation: ["poles-population", "poles-executed-share", "poles-executed"],
}  # fmt: skip
each_chart = pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
Draw = Callable[..., Axes]


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


@each_chart
def test_the_claims_that_belong_are_drawn_once(claims: pd.DataFrame, draw: Draw) -> None:
    """Each chart draws the claims that have a counterpart, each once, and no others."""
    assert charts.rows(draw(claims))["claim_id"].tolist() == DRAWN[draw]


@each_chart
def test_the_order_of_the_table_plays_no_part(claims: pd.DataFrame, draw: Draw) -> None:
    """The same claims in another order make the same rows."""
    rows = charts.rows(draw(claims.sample(frac=1, random_state=3)))
    assert rows["claim_id"].tolist() == DRAWN[draw]


@each_chart
def test_nothing_is_changed_and_nothing_warns(claims: pd.DataFrame, draw: Draw) -> None:
    """Claims and settings stay as they are, and no warning reaches the user."""
    before, settings = claims.copy(deep=True), dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(claims).figure.canvas.draw()
    pd.testing.assert_frame_equal(claims, before)
    assert dict(mpl.rcParams) == settings


@each_chart
def test_the_description_names_every_claimant_and_value(claims: pd.DataFrame, draw: Draw) -> None:
    """The text for those who do not see the chart repeats its title and its numbers."""
    ax = draw(claims)
    text = charts.alt_text(ax)
    assert ax.get_title(loc="left") in text
    expected = {
        charts.ranks: ["Marshals of the Soviet Union, 3 of 5", "154 of 186"],
        charts.operations: ["380,000 of 600,000 (Author B)", "700,000 of 2,000,000 (Author A)"],
        charts.overrepresentation: ["of the population (Author A)", "Author A: at least 85,000"],
    }[draw]
    assert all(words in text for words in expected)


@each_chart
def test_claims_without_counterpart_are_refused(claims: pd.DataFrame, draw: Draw) -> None:
    """Where no claim has its counterpart, the error says what both must be."""
    alone = claims[claims["claim_id"].isin(["marshals-removed", "arrests-a", "poles-population"])]
    with pytest.raises(ps.UnknownQuantity, match="both"):
        draw(alone)


def test_bars_begin_at_zero(claims: pd.DataFrame) -> None:
    """The bars of the ranks start at zero on a linear axis, however far apart the numbers lie."""
    ax = charts.ranks(claims)
    assert ax.get_xscale() == "linear"
    assert ax.get_xlim()[0] == 0
    assert {bar.get_x() for bar in ax.patches} == {0}
    assert sorted(bar.get_width() for bar in ax.patches) == [3, 5, 13, 15, 154, 186]


def test_ranks_are_labelled_with_both_numbers_from_the_highest_down(claims: pd.DataFrame) -> None:
    """Each rank says how many of how many, marshals first."""
    ax = charts.ranks(claims)
    assert _texts(ax)[-3:] == ["3 of 5", "13 of 15", "154 of 186"]
    assert len(ax.get_yticks()) == 3


def test_ranks_of_two_sources_are_told_apart(claims: pd.DataFrame) -> None:
    """Where two claimants give a rank, each has a bar of its own that names the claimant."""
    other = claims[claims["group"] == "marshals"].assign(claimant="Author Z", low=4, best=4, high=5)
    ax = charts.ranks(pd.concat([claims, other]))
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert [label.partition(": ")[2] for label in labels] == ["Author A", "Author Z", "", ""]


def test_a_rejected_number_is_a_hollow_bar(claims: pd.DataFrame) -> None:
    """A number that the source rejects is drawn, but not filled."""
    rejected = claims["claim_id"] == "marshals-removed"
    ax = charts.ranks(claims.assign(stance=claims["stance"].mask(rejected, "rejects")))
    white = [bar.get_width() for bar in ax.patches if bar.get_facecolor() == (1, 1, 1, 1)]
    assert white == [3]


def test_figures_of_different_claimants_are_not_combined(claims: pd.DataFrame) -> None:
    """Arrests by one claimant and executions by another make no point."""
    mixed = claims.assign(
        claimant=np.where(claims["measure"] == "arrests", "Author X", claims["claimant"])
    )
    with pytest.raises(ps.UnknownQuantity, match="no claimant gives both"):
        charts.operations(mixed)


def test_rate_lines_have_their_slope(claims: pd.DataFrame) -> None:
    """Along each grey line a constant share of the arrested is executed: 25, 50 and 75 percent."""
    ax = charts.operations(claims)
    slopes = []
    for line in ax.lines[:3]:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        slopes.append(float(y[-1] / x[-1]))
        assert y == pytest.approx(slopes[-1] * x)
    assert slopes == pytest.approx([0.25, 0.5, 0.75])
    assert {"25 %", "50 %", "75 %"} <= set(_texts(ax))


def test_rate_lines_hold_on_logarithmic_axes(claims: pd.DataFrame) -> None:
    """Numbers far apart put both axes on a log scale, which the labels say and the lines follow."""
    small = claims["operation"] == "kulak-operation"
    scale = np.where(small, 0.01, 1.0)
    far = claims.assign(**{c: claims[c] * scale for c in ("low", "best", "high")})
    ax = charts.operations(far)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "logarithmic" in ax.get_xlabel()
    assert "logarithmic" in ax.get_ylabel()
    for line, rate in zip(ax.lines[:3], (0.25, 0.5, 0.75), strict=True):
        assert np.asarray(line.get_ydata()) == pytest.approx(rate * np.asarray(line.get_xdata()))


def test_the_number_of_persons_stands_beside_the_shares(claims: pd.DataFrame) -> None:
    """Next to the shares stands how many persons a claim gives, or that none gives a number."""
    words = " ".join(" ".join(_texts(charts.overrepresentation(claims))).split())
    assert "at least 85,000" in words
    without = claims[claims["claim_id"] != "poles-executed"]
    words = " ".join(" ".join(_texts(charts.overrepresentation(without))).split())
    assert "No number of persons is given." in words


def test_shares_are_drawn_from_zero_percent(claims: pd.DataFrame) -> None:
    """The axis of shares begins at zero and is labelled in percent."""
    ax = charts.overrepresentation(claims)
    assert ax.get_xlim()[0] == 0
    assert ax.get_xticklabels()[0].get_text() == "0 %"


def test_shares_of_one_claimant_meet_on_one_line(claims: pd.DataFrame) -> None:
    """A claimant's two shares are joined; another claimant's shares have a line of their own."""
    other = claims[claims["claim_id"].str.startswith("poles-") & (claims["unit"] == "share")]
    both = pd.concat([claims, other.assign(claimant="Author Z")])
    ax = charts.overrepresentation(both)
    assert [label.get_text().split("(")[1] for label in ax.get_yticklabels()] == [
        "Author A)", "Author Z)",
    ]  # fmt: skip


def test_timeline_shows_what_falls_in_focus(events: pd.DataFrame) -> None:
    """Events within the focus are rows in order of time; the caption counts the others."""
    ax = charts.timeline(events)
    rows = charts.rows(ax)
    assert len(rows) == 10
    assert not {"early", "late"} & set(rows["event_id"])
    assert "Not shown: 1 earlier and 1 later." in " ".join(" ".join(_texts(ax)).split())
    wide = charts.timeline(events, focus="1920/1960")
    assert len(charts.rows(wide)) == 12


def test_time_runs_down_without_overlaps(events: pd.DataFrame) -> None:
    """Labels stand one below the other, none covering the next, all within the sheet."""
    crowd = pd.concat([events, events.assign(label="Another of the same day")])
    ax = charts.timeline(crowd)
    figure = ax.figure
    figure.canvas.draw()
    boxes = sorted(
        (
            text.get_window_extent()
            for text in ax.texts
            if type(text) is Text and ": " in text.get_text()
        ),
        key=lambda box: -box.y1,
    )
    assert len(boxes) == 12
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in pairwise(boxes))
    assert all(box.x1 <= figure.bbox.x1 and box.y0 >= 0 for box in boxes)


def test_phases_are_spans_of_their_days(events: pd.DataFrame) -> None:
    """Each phase is shaded from its first day to its last, cut off where the focus ends."""
    ax = charts.timeline(events)
    phases = [area.get_datalim(ax.transData) for area in ax.collections]
    days = [(round(box.y0), round(box.y1)) for box in phases]
    expected = [("1936-10-01", "1937-03-01"), ("1937-03-01", "1937-07-01"),
                ("1937-07-01", "1938-11-01"), ("1938-11-01", "1940-01-01")]  # fmt: skip
    epoch = pd.Timestamp("1970-01-01")
    assert days == [tuple((pd.Timestamp(d) - epoch).days for d in ends) for ends in expected]


def test_timeline_refuses_what_it_cannot_draw(events: pd.DataFrame) -> None:
    """A table without dates, a date that is none and a focus without events are refused."""
    with pytest.raises(ps.PurgestatsError, match="lack the columns end"):
        charts.timeline(events.drop(columns="end"))
    with pytest.raises(ps.PeriodError, match="1937-13"):
        charts.timeline(events.assign(start="1937-13", end="1937-13"))
    with pytest.raises(ps.InvalidChoice, match="no event falls within 1800"):
        charts.timeline(events, focus="1800")


def test_timeline_needs_neither_source_nor_id(events: pd.DataFrame) -> None:
    """Start, end, kind and label are enough."""
    ax = charts.timeline(events[["start", "end", "kind", "label"]])
    assert len(charts.rows(ax)) == 10
    assert any("Source: not stated" in text or "Sources: not stated" in text for text in _texts(ax))

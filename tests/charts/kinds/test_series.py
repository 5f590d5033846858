"""`series`: registers year by year."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.kinds.series import MOST_SERIES

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
SCOPE = "convictions|all|all|ussr"


def _panel(ax: Axes) -> Axes | None:
    return next(iter(ax.child_axes), None)


def _bars(ax: Axes) -> dict[int, float]:
    panel = _panel(ax)
    assert panel is not None
    return {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in panel.patches}


def _stretches(ax: Axes) -> list[list[float]]:
    lines = [line for line in ax.lines if line.get_marker() == "None"]
    found = []
    for x, y in (line.get_data() for line in lines):
        cuts = np.flatnonzero(np.isnan(y))
        found += [part[~np.isnan(at)].tolist() for part, at in
                  zip(np.split(x, cuts), np.split(y, cuts), strict=True)]  # fmt: skip
    return found


def test_each_yearly_figure_is_a_mark(registers: pd.DataFrame) -> None:
    """Every figure for one year is drawn once, a total over years is not."""
    ax = charts.series(registers)
    marks = [line for line in ax.lines if line.get_marker() != "None"]
    assert len(marks) == len(charts.rows(ax)) == 10
    assert "t-0" not in set(charts.rows(ax)["claim_id"])


def test_the_panel_shows_the_distance_year_by_year(registers: pd.DataFrame) -> None:
    """Bars are the second series less the first, with a dot where they agree."""
    ax = charts.series(registers)
    assert _bars(ax) == {1922: -10, 1925: 5}
    panel = _panel(ax)
    assert panel is not None
    dots = [line for line in panel.lines if line.get_marker() == "o"]
    assert list(dots[0].get_xdata()) == [1921, 1923, 1926]
    assert {"\u221210", "+5"} <= {text.get_text() for text in panel.texts}
    gaps = charts.rows(ax).set_index("claim_id")["gap"]
    assert gaps[["b-0", "b-1", "b-3"]].tolist() == [0, -10, 5]
    assert "Of the 5 figures that both give, 3 agree." in charts.alt_text(ax)


def test_ranges_that_meet_agree(registers: pd.DataFrame) -> None:
    """The distance is that between the nearest ends of two ranges, and none where they meet."""
    wide = registers.assign(low=registers["low"] - 4, high=registers["high"] + 1, as_printed="")
    assert _bars(charts.series(wide)) == {1922: -5}


def test_a_missing_year_breaks_the_line(registers: pd.DataFrame) -> None:
    """Nothing is drawn between years that do not follow each other."""
    assert _stretches(charts.series(registers)) == [[1921, 1922, 1923], [1925, 1926]] * 2


def test_two_different_figures_for_a_year_break_the_line(registers: pd.DataFrame) -> None:
    """A series that gives a year twice, differently, is not joined through either."""
    twice = registers[registers["claim_id"] == "a-1"]
    twice = twice.assign(claim_id="a-x", as_printed="", low=1.0, best=1.0)
    ax = charts.series(pd.concat([registers, twice]))
    assert _stretches(ax)[:3] == [[1921], [1923], [1925, 1926]]
    assert len(charts.rows(ax)) == 11
    assert 1922 not in _bars(ax)


def test_the_panel_is_for_two(registers: pd.DataFrame) -> None:
    """One series, or three, have no panel."""
    one = registers[registers["claimant"] == "Author A"]
    third = one.assign(claimant="Author C", claim_id="c" + one["claim_id"])
    assert _panel(charts.series(one)) is None
    assert _panel(charts.series(pd.concat([registers, third]))) is None


def test_a_logarithmic_axis_says_so_and_can_be_chosen(registers: pd.DataFrame) -> None:
    """The axis is linear from zero; where a logarithmic one is asked for, it owns up to it."""
    far = registers.assign(**{c: registers[c] ** 2 for c in ("low", "best", "high")}, as_printed="")
    assert "logarithmic" in charts.series(far, log=True).get_ylabel()
    ax = charts.series(far)
    assert "logarithmic" not in ax.get_ylabel()
    assert ax.get_ylim()[0] == 0


def test_figures_as_of_a_day_stand_at_that_day(figures: Figures) -> None:
    """A stock stands where its day falls in the year."""
    stock = "population|camp-inmates|all|ussr"
    ax = charts.series(figures((f"{stock}|1937-01-01", 5), (f"{stock}|1938-07-02", 9)),
                       group="camp-inmates")  # fmt: skip
    places = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() != "None"]
    assert places == [1937, pytest.approx(1938.5, abs=0.01)]


def test_quarterly_figures_make_one_line(figures: Figures) -> None:
    """Figures as of several days of a year are joined, each with the next."""
    stock = "population|all|all|ussr"
    days = [f"{year}-{month}-01" for year in (1939, 1940) for month in ("01", "04", "07", "10")]
    one = figures(*[(f"{stock}|{day}", 5 + n) for n, day in enumerate(days)])
    other = one.assign(claimant="Author B", claim_id="b" + one["claim_id"])
    ax = charts.series(pd.concat([one, other]))
    assert [len(stretch) for stretch in _stretches(ax)] == [8, 8]
    assert _bars(ax) == {}
    assert "Of the 8 figures that both give, 8 agree." in charts.alt_text(ax)


def test_series_may_be_set_apart_by_place(figures: Figures) -> None:
    """By place, each place is a series whoever gives its figures."""
    claims = figures(*[(f"convictions|all|all|{place}|{year}", 5 + year % 7)
                       for place in ("russia", "ukraine") for year in (1936, 1937)])  # fmt: skip
    ax = charts.series(claims, by="place")
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[:2] == ["Russian SFSR", "Ukrainian SSR"]
    assert ax.get_title() == "Convicted, by year"


def test_at_most_five_series_are_drawn(figures: Figures) -> None:
    """Of many series those with most years are drawn, and the caption counts the others."""
    tables = [
        figures(*[(f"{SCOPE}|{1920 + y}", 10 + y) for y in range(9 - n)], claimant=f"Author {n}")
        for n in range(8)
    ]  # fmt: skip
    ax = charts.series(pd.concat(tables))
    assert charts.rows(ax)["claimant"].nunique() == MOST_SERIES
    words = " ".join(" ".join(text.get_text() for text in ax.texts).split())
    assert "Not drawn: 3 more with fewer years." in words


def test_a_single_figure_is_drawn(figures: Figures) -> None:
    """One figure for one year is a mark without a line."""
    ax = charts.series(figures((f"{SCOPE}|1937", 10)))
    assert len(charts.rows(ax)) == 1
    ax.figure.canvas.draw()


def test_what_is_no_series_is_refused(registers: pd.DataFrame, figures: Figures) -> None:
    """An unknown measure or column, several measures at once, or no year at all: errors."""
    with pytest.raises(ps.UnknownQuantity, match="nearest: convictions"):
        charts.series(registers, "convictons")
    with pytest.raises(ps.InvalidChoice, match="no by 'archive'; there are claimant"):
        charts.series(registers, by="archive")
    other = figures(("arrests|all|all|ussr|1937", 1), claimant="Author Z")
    with pytest.raises(ps.InvalidChoice, match="convictions, arrests: name one"):
        charts.series(pd.concat([registers, other]))
    with pytest.raises(ps.UnknownQuantity, match="no figures by year"):
        charts.series(figures((f"{SCOPE}|1937/1938", 10)))


def test_a_ledger_brings_its_claims_and_reading(registers: pd.DataFrame) -> None:
    """A ledger stands for its claims, and the footer names its reading."""
    ax = charts.series(ps.Ledger(registers, reading="strict"))
    assert len(charts.rows(ax)) == 10
    assert any("Reading: strict." in text.get_text() for text in ax.texts)


def test_numbers_of_a_long_register_do_not_overlap(figures: Figures) -> None:
    """Over thirty-two years, no number in the panel runs into the next."""
    one = figures(*[(f"{SCOPE}|{year}", 100_000) for year in range(1921, 1953)])
    other = figures(*[(f"{SCOPE}|{year}", 100_000 + (-1) ** year * 30 * (year - 1900) ** 2)
                      for year in range(1921, 1953)], claimant="Author B")  # fmt: skip
    ax = charts.series(pd.concat([one, other]))
    ax.figure.canvas.draw()
    panel = _panel(ax)
    assert panel is not None
    boxes = [text.get_window_extent().padded(-1.5) for text in panel.texts]
    assert len(boxes) == 32
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    assert all(box.y0 >= 0 and np.isfinite(box.y1) for box in boxes)

"""`bounds`: what is claimed of quantities against what all figures together imply."""

from __future__ import annotations

from collections.abc import Callable

import drawn
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.plotted.bounds import MOST_QUANTITIES

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
EXECUTIONS = "executions|all|all|ussr|1937/1938"
KILLED = "killed|all|all|ussr|1937/1938"


def _bands(ax: Axes) -> list[tuple[float, float]]:
    """The ends of each band, from the top."""
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]


def test_bands_are_the_bounds_of_the_ledger(claims: pd.DataFrame) -> None:
    """Each band runs from the lower to the upper bound that the ledger gives."""
    ledger = ps.Ledger(claims)
    asked = [KILLED, "executions|all|kulak-operation|ussr|1937/1938"]
    ax = charts.bounds(ledger, asked)
    expected = ledger.bounds(asked)[["low", "high"]].to_numpy()
    assert _bands(ax) == [pytest.approx(ends.clip(*ax.get_xlim())) for ends in expected]
    implied = charts.rows(ax).query("stance == 'implied'")
    assert implied[["low", "high"]].to_numpy() == pytest.approx(expected)
    assert implied["quantity"].tolist() == asked


def test_each_claim_on_a_quantity_is_a_mark(claims: pd.DataFrame) -> None:
    """The claims that count a quantity stand on its band, those that nobody asserts left out."""
    ax = charts.bounds(ps.Ledger(claims), EXECUTIONS)
    rows = charts.rows(ax)
    assert rows["claim_id"].tolist() == ["", "executions-b", "executions-a"]
    assert len(drawn.marks(ax)) == 2


def test_an_open_bound_has_no_end(figures: Figures) -> None:
    """Where nothing limits a quantity above, the band runs to the edge and no end is written."""
    ledger = ps.Ledger(figures(("executions|all|all|ussr|1937", 100)))
    ax = charts.bounds(ledger, "executions|all|all|ussr|1936/1937")
    assert _bands(ax)[0] == pytest.approx((100, ax.get_xlim()[1]))
    assert pd.isna(charts.rows(ax)["high"][0])
    assert "implied at least 100" in charts.alt_text(ax)


def test_bounds_that_meet_are_a_line(claims: pd.DataFrame) -> None:
    """A quantity of which only one value is possible has a line where its band would be."""
    ax = charts.bounds(ps.Ledger(claims), EXECUTIONS)
    assert _bands(ax) == [(681692, 681692)]
    assert ax.patches[0].get_linewidth() > 0


def test_equal_marks_are_drawn_once(figures: Figures) -> None:
    """Two claimants who say the same of a quantity are one mark, whose text names both."""
    one = figures((EXECUTIONS, 100_000))
    other = figures((EXECUTIONS, 100_000), claimant="Author B")
    ax = charts.bounds(ps.Ledger(pd.concat([one, other])), EXECUTIONS)
    assert len(drawn.marks(ax)) == 1
    assert all(name in charts.svg(ax) for name in ("Author A", "Author B"))


def test_without_a_choice_only_news_is_drawn(claims: pd.DataFrame) -> None:
    """Quantities whose bounds say just what the claims on them say are left out."""
    ledger = ps.Ledger(claims)
    drawn = set(charts.rows(charts.bounds(ledger))["quantity"])
    assert KILLED in drawn
    assert "executions|poles|polish-operation|ussr|1937/1938" in drawn
    assert "removals|marshals|all|ussr|1937/1938" not in drawn
    assert "population|poles|all|ussr|1937" not in drawn


def test_nothing_new_is_refused(figures: Figures) -> None:
    """Where figures imply nothing beyond themselves, the error says so."""
    with pytest.raises(ps.InvalidChoice, match="no more of any quantity"):
        charts.bounds(figures(("convictions|all|all|ussr|1937", 10)))
    with pytest.raises(ps.UnknownQuantity, match="executoins"):
        charts.bounds(
            figures(("convictions|all|all|ussr|1937", 10)), "executoins|all|all|ussr|1937"
        )


@pytest.mark.slow
def test_many_quantities_are_cut_and_the_caption_says_so(figures: Figures) -> None:
    """Of three hundred quantities the first are drawn, in the order asked for."""
    names = [f"convictions|all|all|ussr|{year}" for year in range(1700, 2000)]
    ledger = ps.Ledger(figures(*[(name, 5) for name in names]))
    ax = charts.bounds(ledger, names[::-1])
    rows = charts.rows(ax)
    assert rows["quantity"].drop_duplicates().tolist() == names[::-1][:MOST_QUANTITIES]
    words = drawn.words(ax)
    assert f"Chosen are the first {MOST_QUANTITIES} of 300." in words


def test_rows_say_on_what_bounds_rest(claims: pd.DataFrame) -> None:
    """The table names the claims and assumptions behind each band."""
    row = charts.rows(charts.bounds(ps.Ledger(claims), KILLED)).iloc[0]
    assert set(row["because"].split(";")) == {
        "executions-b",
        "killings-a",
        "camp-deaths-a",
        "deaths-a",
    }
    assert row["source"] == "no source"


def test_numbers_are_rounded_outward(figures: Figures) -> None:
    """A bound is written as a whole number that does not promise more than is proved."""
    share = figures(("executions|all|all|ussr|1937", 1)).assign(
        claim_id="share", of_measure="arrests", unit="share", precision="",
        as_printed="one third", low=1 / 3, best=1 / 3, high=1 / 3,
    )  # fmt: skip
    both = pd.concat([figures(("arrests|all|all|ussr|1937", 100)), share])
    ax = charts.bounds(ps.Ledger(both), "executions|all|all|ussr|1937")
    assert "33 to 34" in {text.get_text() for text in ax.texts}

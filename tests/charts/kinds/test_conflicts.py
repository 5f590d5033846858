"""`conflicts`: figures against the conflicts they are in."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.kinds.conflicts import MOST_CONFLICTS, MOST_MEMBERS
from purgestats.words import strain_words

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
SCOPE = "convictions|all|all|ussr"


def _dots(ax: Axes) -> set[tuple[int, float]]:
    """Number of the conflict and height of each mark."""
    return {
        (round(float(line.get_xdata()[0]) + 0.5), round(float(line.get_ydata()[0]), 3))
        for line in ax.lines
        if line.get_marker() not in ("None", "")
    }


def _quarrel(figures: Figures, years: range) -> pd.DataFrame:
    """Two claimants who differ in every year."""
    one = figures(*[(f"{SCOPE}|{year}", 1000 + year) for year in years])
    other = figures(*[(f"{SCOPE}|{year}", 2000 + 3 * year) for year in years], claimant="Author B")
    return pd.concat([one, other])


def test_every_membership_is_a_mark(claims: pd.DataFrame) -> None:
    """A figure has a mark in the column of each conflict it is in, and in no other."""
    ledger = ps.Ledger(claims)
    found = ledger.conflicts()
    ax = charts.conflicts(ledger)
    rows = charts.rows(ax)
    for claim, cell in zip(rows["claim_id"], rows["conflicts"], strict=True):
        numbers = [n for n, one in enumerate(found, 1) if claim in one.claims]
        assert [int(n) for n in cell.split(";")] == numbers
    assert set(rows["claim_id"]) == {name for one in found for name in one.claims}
    assert len(_dots(ax)) == sum(len(one.claims) for one in found)


def test_what_is_in_most_conflicts_comes_first(figures: Figures) -> None:
    """The figure at odds with all others is the first row, under what it counts."""
    quantity = f"{SCOPE}|1937"
    claims = pd.concat(
        [figures((quantity, value), claimant=f"Author {name}")
         for name, value in (("A", 10), ("B", 10), ("C", 90))]
    )  # fmt: skip
    ax = charts.conflicts(ps.Ledger(claims))
    assert charts.rows(ax)["claim_id"].tolist()[0] == "c-0"
    assert charts.rows(ax)["conflicts"].tolist() == ["1;2", "1", "2"]
    assert "Convicted" in {text.get_text() for text in ax.texts}


def test_an_assumption_has_a_row_and_a_mark_of_its_own(figures: Figures) -> None:
    """A conflict that leans on an assumption shows what is assumed, marked as in no source."""
    claims = figures(
        ("executions|all|all|ussr|1937", 100), ("death-sentences|all|all|ussr|1937", 9)
    )
    ax = charts.conflicts(ps.Ledger(claims))
    row = charts.rows(ax).iloc[-1]
    assert (row["claim_id"], row["stance"], row["source"]) == (
        "executed-were-sentenced", "assumed", "no source",
    )  # fmt: skip
    assert row["label"].startswith("Nobody is counted as executed")
    assert "assumed: Nobody is counted" in charts.alt_text(ax)
    assert len(_dots(ax)) == 3


def test_strain_and_number_stand_above_each_column(claims: pd.DataFrame) -> None:
    """Above a column stands the number of its conflict and how far it is from holding."""
    ledger = ps.Ledger(claims)
    texts = [text.get_text() for text in charts.conflicts(ledger).texts]
    for number, one in enumerate(ledger.conflicts(), 1):
        assert str(number) in texts
        assert strain_words(one.strain) in texts


def test_many_conflicts_are_cut_and_the_caption_says_so(figures: Figures) -> None:
    """Of forty conflicts the first are drawn, within the room there is."""
    ledger = ps.Ledger(_quarrel(figures, range(1900, 1940)))
    found = ledger.conflicts()
    ax = charts.conflicts(ledger, found)
    rows = charts.rows(ax)
    drawn = {int(n) for cell in rows["conflicts"] for n in cell.split(";")}
    assert len(found) == 40
    assert drawn == set(range(1, len(drawn) + 1))
    assert len(drawn) <= MOST_CONFLICTS
    assert len(rows) <= MOST_MEMBERS
    words = " ".join(" ".join(text.get_text() for text in ax.texts).split())
    assert f"Drawn are the first {len(drawn)} of 40, the smallest first." in words
    assert "40 conflicts" in charts.alt_text(ax)


def test_a_conflict_larger_than_the_room_is_drawn_whole(figures: Figures) -> None:
    """The only conflict, of thirty figures and their total, keeps all its members."""
    years = [(f"{SCOPE}|{year}", 10) for year in range(1901, 1931)]
    claims = figures(*years, (f"{SCOPE}|1901/1930", 299))
    ax = charts.conflicts(ps.Ledger(claims))
    assert len(charts.rows(ax)) == 31 > MOST_MEMBERS


def test_no_conflict_is_a_result(figures: Figures) -> None:
    """Where everything can hold, the chart says so and has no rows."""
    ax = charts.conflicts(figures((f"{SCOPE}|1937", 10)))
    assert ax.get_title().startswith("No conflict: all figures can hold together")
    assert charts.rows(ax).empty
    assert {"label", "source", "claim_id", "conflicts"} <= set(charts.rows(ax).columns)
    ax.figure.canvas.draw()


def test_ledger_reconciliation_and_claims_draw_the_same(claims: pd.DataFrame) -> None:
    """It makes no difference whether the ledger, its reconciliation or its claims are given."""
    ways = (ps.Ledger(claims), ps.reconcile(claims), claims)
    tables = [charts.rows(charts.conflicts(way)) for way in ways]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_conflicts_within_sources_can_be_drawn(figures: Figures) -> None:
    """Conflicts asked for in another way are drawn with their ledger."""
    claims = figures((f"{SCOPE}|1936", 5), (f"{SCOPE}|1937", 5), (f"{SCOPE}|1936/1937", 11))
    ledger = ps.Ledger(claims)
    ax = charts.conflicts(ledger, ledger.conflicts(within="source"))
    assert charts.rows(ax)["conflicts"].tolist() == ["1", "1", "1"]


def test_conflicts_of_another_ledger_are_refused(claims: pd.DataFrame, figures: Figures) -> None:
    """Conflicts whose figures the ledger does not hold cannot be drawn with it."""
    other = ps.Ledger(figures((f"{SCOPE}|1937", 10)))
    with pytest.raises(ps.UnknownClaim, match="not of this ledger"):
        charts.conflicts(other, ps.Ledger(claims).conflicts())
    with pytest.raises(ps.PurgestatsError, match="not str"):
        charts.conflicts("executions")  # type: ignore[arg-type]


def test_long_names_neither_overlap_nor_leave_the_sheet(figures: Figures) -> None:
    """However long the names, no two texts touch and all lie within the figure."""
    claims = _quarrel(figures, range(1921, 1931))
    claims = claims.assign(claimant=claims["claimant"] + " of an office with a very long name" * 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = charts.conflicts(ps.Ledger(claims))
        ax.figure.canvas.draw()
    boxes = [t.get_window_extent().padded(-2) for t in ax.texts if t.get_text().strip()]
    assert not any(one.overlaps(two) for one, two in combinations(boxes, 2))
    assert all(box.x0 >= 0 and box.x1 <= ax.figure.bbox.x1 for box in boxes)


def test_it_can_be_drawn_on_the_users_axes(claims: pd.DataFrame) -> None:
    """Axes that are given stay where they are."""
    _, ax = plt.subplots()
    place = ax.get_position(original=True).bounds
    assert charts.conflicts(claims, ax=ax) is ax
    assert ax.get_position(original=True).bounds == place


@pytest.mark.parametrize(
    ("strain", "words"), [(0.0, "0"), (1.234, "120"), (0.00015, "0.015"), (np.inf, "∞")]
)
def test_strain_in_words(strain: float, words: str) -> None:
    """A strain is a percentage of two digits; where no widening helps it is a sign."""
    assert strain_words(strain).removesuffix(" %") == words

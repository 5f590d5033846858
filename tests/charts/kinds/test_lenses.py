"""`lenses`: the bounds of a quantity under several orders of trust."""

from __future__ import annotations

from collections.abc import Callable

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
ARRESTS = "arrests|all|all|ussr|1937"


@pytest.fixture
def quarrel(figures: Figures) -> pd.DataFrame:
    """A document and a recent scholar who cannot both be right."""
    paper = figures((ARRESTS, 100_000))
    book = figures((ARRESTS, 300_000), claimant="Author B")
    return pd.concat([paper, book.assign(basis="scholarly", claim_year=2005)])


def test_each_lens_is_a_band_with_its_bounds(quarrel: pd.DataFrame) -> None:
    """There is a row for each lens, as wide as the ledger's bounds under it."""
    ledger = ps.Ledger(quarrel)
    ax = charts.lenses(ledger, ARRESTS)
    rows = charts.rows(ax)
    implied = rows[rows["stance"] == "implied"]
    expected = [ledger.bounds(ARRESTS, lens=lens).iloc[0] for lens in ps.lenses()]
    assert implied["low"].tolist() == [one["low"] for one in expected]
    assert implied["high"].tolist() == [one["high"] for one in expected]
    assert [bar.get_x() for bar in ax.patches] == [100_000, 300_000, 100_000]


def test_what_is_set_aside_is_named(quarrel: pd.DataFrame) -> None:
    """Beside a band stands whose figure it leaves out; where nothing is left out, nothing does."""
    words = drawn.words(charts.lenses(quarrel, ARRESTS))
    assert words.count("Set aside:") == 2
    assert "Set aside: Author B, 2005." in words
    assert "Set aside: Author A." in words
    assert "which figures come first" in words


def test_where_all_agree_the_title_says_so(figures: Figures) -> None:
    """Figures that can all hold give one answer under every lens."""
    ax = charts.lenses(figures((ARRESTS, 100_000)), ARRESTS)
    assert drawn.title_of(ax).endswith("100,000, whichever figures are trusted first")
    assert "Set aside" not in drawn.words(ax)


def test_one_lens_of_ones_own(quarrel: pd.DataFrame) -> None:
    """A lens made by the user stands under its name; an unknown name is refused."""
    own = ps.Lens("Author B", {"b-0": 0})
    ax = charts.lenses(quarrel, ARRESTS, lenses=[own])
    assert charts.rows(ax)["low"].iloc[0] == 300_000
    with pytest.raises(ps.InvalidChoice):
        charts.lenses(quarrel, ARRESTS, lenses=["rumour"])

"""`ranks`: which share of those who held a rank was removed, of how many."""

from __future__ import annotations

import drawn
import pandas as pd
import pytest

from purgestats import charts


def test_ranks_say_the_share_and_of_how_many_from_the_highest_down(claims: pd.DataFrame) -> None:
    """Each rank is a bar as long as the share removed, with both numbers, marshals first."""
    ax = charts.ranks(claims)
    assert ax.get_xscale() == "linear"
    assert ax.get_xlim()[0] == 0
    assert [bar.get_x() for bar in ax.patches] == [0, 0, 0]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([3 / 5, 13 / 15, 154 / 186])
    texts = [" ".join(text.get_text().split()) for text in ax.texts]
    assert [text for text in texts if " of " in text][-3:] == [
        "3 of 5: 60 %", "13 of 15: 87 %", "154 of 186: 83 %",
    ]  # fmt: skip


def test_ranks_of_two_sources_are_told_apart(claims: pd.DataFrame) -> None:
    """Where two claimants give a rank, each has a bar of its own that names the claimant."""
    other = claims[claims["group"] == "marshals"].assign(
        claimant="Author Z", low=4, best=4, high=5, as_printed="", derived_from="none",
        claim_id=lambda rows: rows["claim_id"] + "-z",
    )  # fmt: skip
    ax = charts.ranks(pd.concat([claims, other]))
    labels = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    assert [label.partition(": ")[2] for label in labels] == ["Author A", "Author Z", "", ""]


def test_a_rejected_number_has_a_hollow_mark(claims: pd.DataFrame) -> None:
    """A number that the source rejects is drawn, but its mark shows the paper."""
    rejected = claims["claim_id"] == "marshals-removed"
    ax = charts.ranks(claims.assign(stance=claims["stance"].mask(rejected, "rejects")))
    assert [drawn.is_hollow(mark) for mark in drawn.marks(ax)] == [True, False, False]


def test_a_number_in_a_range_gives_a_range_of_shares(claims: pd.DataFrame) -> None:
    """The share runs from the fewest of the most to the most of the fewest, at most all."""
    removed = claims["claim_id"] == "marshals-removed"
    wide = claims.assign(high=claims["high"].mask(removed, 9), best=claims["best"].mask(removed))
    wide["as_printed"] = wide["as_printed"].mask(removed, "")
    ax = charts.ranks(wide)
    assert max(float(x) for x in drawn.marks(ax)[0].get_xdata()) == 1

"""`capture`: what models of overlapping lists say, the band of all of them, what is recorded."""

from __future__ import annotations

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts

KEYS = {"book": [1, 1, 0, 0, 1], "archive": [1, 0, 1, 0, 0], "families": [0, 1, 1, 1, 0]}
LISTS = pd.DataFrame({**KEYS, "persons": [40, 30, 20, 60, 90]})


@pytest.mark.slow
def test_rows_are_the_models_that_have_an_interval() -> None:
    """Those averaged are solid, with their weights; those beside the average are hollow."""
    found = ps.capture(LISTS, count="persons")
    ax = charts.capture(found)
    rows = charts.rows(ax)
    models = found.to_frame()
    assert rows["label"].tolist() == models.loc[models["low"].notna(), "model"].tolist()
    hollow = [drawn.is_hollow(mark) for mark in drawn.marks(ax)]
    assert sum(hollow) == rows["weight"].isna().sum()
    assert sum(not one for one in hollow) == rows["weight"].notna().sum()


@pytest.mark.slow
def test_the_title_gives_what_is_recorded_first_and_the_caption_what_is_assumed() -> None:
    """An estimate is nowhere without its assumptions."""
    found = ps.capture(LISTS, count="persons")
    ax = charts.capture(found)
    assert drawn.title_of(ax).startswith("Recorded: 240. Estimated in all:")
    assert "same person is recognised on every list" in drawn.words(ax)
    assert "Recorded: 240" in charts.alt_text(ax)
    line = next(one for one in ax.lines if list(one.get_xdata()) == [240, 240])
    assert line.get_visible()


@pytest.mark.slow
def test_one_model_is_not_told_as_an_average_of_several() -> None:
    """Of two lists there is one model, without a weight; what is not drawn is not in the key."""
    words = drawn.words(charts.capture(ps.capture(LISTS[["book", "archive", "persons"]].head(3),
                                                  count="persons")))  # fmt: skip
    assert "weight" not in words
    assert "all models" not in words
    assert "the only model" in words
    several = drawn.words(charts.capture(ps.capture(LISTS, count="persons")))
    assert "× joins lists of which one says something about who is on the other" in several


def test_lists_that_tell_nothing_are_refused() -> None:
    """Without overlap no model says how many are missing."""
    with pytest.raises(ps.InvalidChoice, match="no model says"):
        charts.capture(ps.capture({"a": [1, 2], "b": [3]}))


def test_lists_of_which_nothing_was_estimated_are_refused_in_words() -> None:
    """It draws a result; what makes one of lists is named."""
    with pytest.raises(ps.InvalidChoice, match=r"ps\.capture\(lists\)"):
        charts.capture(LISTS)  # type: ignore[arg-type]

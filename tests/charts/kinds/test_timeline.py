"""`timeline`: events and phases, without empty years."""

from __future__ import annotations

from itertools import pairwise

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts


@pytest.mark.slow
def test_timeline_shows_what_falls_in_focus(events: pd.DataFrame) -> None:
    """Events within the focus are rows in order of time; the caption counts the others."""
    ax = charts.timeline(events)
    rows = charts.rows(ax)
    assert len(rows) == 10
    assert not {"early", "late"} & set(rows["event_id"])
    assert "Not shown: 1 earlier and 1 later." in drawn.words(ax)
    assert len(charts.rows(charts.timeline(events, focus="1920/1960"))) == 12


@pytest.mark.slow
def test_empty_years_take_no_room(events: pd.DataFrame) -> None:
    """Only years in which an event begins have a heading, however wide the focus is."""
    wide = charts.timeline(events, focus="1900/1960")
    bold = [text.get_text() for text in wide.texts if text.get_fontweight() == "bold"]
    shown = charts.rows(wide)
    starts = shown.loc[shown["kind"] == "event", "start"].str[:4]
    assert bold == sorted(set(starts))


@pytest.mark.slow
def test_time_runs_down_without_overlaps(events: pd.DataFrame) -> None:
    """Dots stand one below the other in order of time; no text covers another."""
    more = events[events["kind"] == "event"].assign(label="Another of the same day")
    crowd = pd.concat([events, more])
    ax = charts.timeline(crowd)
    places = [line.get_ydata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert len(places) == 12
    assert all(later > earlier for earlier, later in pairwise(places))
    assert drawn.overlapping(ax) == []
    assert drawn.outside(ax) == []


def test_phases_follow_each_other_in_order(events: pd.DataFrame) -> None:
    """Each phase begins where the one before ends, and the last ends with the focus."""
    ax = charts.timeline(events)
    boxes = [area.get_datalim(ax.transData) for area in ax.collections]
    assert len(boxes) == 4
    assert all(a.y1 == pytest.approx(b.y0) for a, b in pairwise(boxes))
    assert boxes[-1].y1 == pytest.approx(ax.get_ylim()[0])


def test_timeline_refuses_what_it_cannot_draw(events: pd.DataFrame) -> None:
    """A table without dates, a date that is none and a focus without events are refused."""
    with pytest.raises(ps.PurgestatsError, match="lack the columns end"):
        charts.timeline(events.drop(columns="end"))
    with pytest.raises(ps.PeriodError, match="1937-13"):
        charts.timeline(events.assign(start="1937-13", end="1937-13"))
    with pytest.raises(ps.InvalidChoice, match="no event falls within 1800"):
        charts.timeline(events, focus="1800")


@pytest.mark.slow
def test_timeline_needs_neither_source_nor_id(events: pd.DataFrame) -> None:
    """Start, end, kind and label are enough."""
    ax = charts.timeline(events[["start", "end", "kind", "label"]])
    assert len(charts.rows(ax)) == 10
    assert "Sources: not stated" in drawn.words(ax)

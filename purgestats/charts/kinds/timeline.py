"""The purge in dates: events one below the other, phases beside them, without empty years."""

from __future__ import annotations

from itertools import groupby
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Page, Sheet, page
from purgestats.charts.layout.text import block_height, block_width, wrapped, write
from purgestats.charts.marks.footer import made_by, sources_words
from purgestats.charts.marks.rows import evenly
from purgestats.charts.palette import colours
from purgestats.charts.plotted.events import (
    COLUMNS,
    Event,
    day_number,
    event_table,
    events_of,
    lanes_of,
    period_of,
)
from purgestats.charts.style import DASHES, SMALL_SIZE, TEXT_SIZE, tidy
from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import InvalidChoice
from purgestats.words import counted, period_words

_PHASE_SHARE, _WIDEST_PHASE = 0.26, 118.0
_GAP = 5.0
_YEAR = 20.0
_LANE = 6.0
_NARROW = 380.0


def timeline(
    events: pd.DataFrame, *, focus: str | Period = "1934/1939", **frame: Unpack[Frame]
) -> Axes:
    """Draw dated events one below the other, with the phases beside them.

    Each event has a line of its own, so that time is not to scale and empty years take no room. A
    line beside the dots shows how long an event lasted, in terms of the others.

    Parameters
    ----------
    events : pandas.DataFrame
        Columns start, end, kind (``phase`` or ``event``) and label, as `purgestats.events` returns
        them; start and end are years, months or days. It is not changed.
    focus : str or Period
        The years shown. The caption says how many events fall outside.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    PurgestatsError
        If the table lacks a column.
    PeriodError
        If a date or the focus is no period.
    InvalidChoice
        If nothing falls within the focus.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.timeline(ps.events())
    >>> int((ps.charts.rows(ax)["kind"] == "phase").sum())
    4
    """
    shown = focus if isinstance(focus, Period) else Period.parse(focus)
    table = event_table(events)
    periods = [period_of(row) for _, row in table.iterrows()]
    found = table.loc[[period.overlaps(shown) for period in periods]]
    if found.empty:
        raise InvalidChoice(f"no event falls within {period_words(str(shown))}")
    phases = events_of(found.loc[found["kind"] == "phase"])
    marks = events_of(found.loc[found["kind"] != "phase"])
    earlier = sum(period.end < shown.start for period in periods)
    later = sum(period.start > shown.end for period in periods)
    ours = set(found["event_id"]) <= set(catalogue.events()["event_id"])
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=f"The purge in dates, {period_words(str(shown))}",
            caption=_caption(phases, earlier, later),
            citation=f"{sources_words(found)} {made_by(ours=ours)}",
        )
        ax, sheet = _draw(sheet_of, sheet, phases, marks, shown)
        rows = found[list(COLUMNS)]
        return sheet_of.finish(ax, sheet, _description(sheet.title, phases, marks), rows)


def _caption(phases: list[Event], earlier: int, later: int) -> str:
    parts = [
        "Each event has a line of its own: time is not to scale. A line beside the dots shows how "
        "long an event lasted; dashed, the time within which it happened."
    ]
    if phases:
        parts.append(f"Shaded at left: {counted(len(phases), 'phase')}.")
    if earlier or later:
        parts.append(f"Not shown: {earlier} earlier and {later} later.")
    return " ".join(parts)


def _draw(
    page: Page, sheet: Sheet, phases: list[Event], marks: list[Event], shown: Period
) -> tuple[Axes, Sheet]:
    """Lay the events out from the top, and everything else along them."""
    across = page.inner
    stripe = min(_WIDEST_PHASE, _PHASE_SHARE * across) if phases else 0.0
    dates = [period_words(event.printed, short=True) for event in marks]
    narrow = across < _NARROW
    room = 0.0 if narrow else min(block_width(dates, SMALL_SIZE), 0.24 * across)
    lanes = stripe + 10
    left = lanes + _LANE * (1 + max(lanes_of(marks), default=0)) + 8
    words = across - left - room - 10
    texts = [
        ([], wrapped(f"{date}: {event.label}", words, SMALL_SIZE))
        if narrow
        else (wrapped(date, room, SMALL_SIZE), wrapped(event.label, words, SMALL_SIZE))
        for date, event in zip(dates, marks, strict=True)
    ]
    heights = [block_height(max(map(len, pair)), SMALL_SIZE) + _GAP for pair in texts]
    height = sum(heights) + _YEAR * len({_year(event) for event in marks}) + 4
    available = page.up(sheet, height)
    most = max(1, int(len(marks) * available / max(height, 1)))
    if most < len(marks):
        kept = evenly(len(marks), most)
        more = f" Drawn are {len(kept)} of {len(marks)} events, spread evenly over the time."
        sheet = Sheet(sheet.title, sheet.caption + more, sheet.citation)
        marks, texts = [marks[n] for n in kept], [texts[n] for n in kept]
        heights = [heights[n] for n in kept]
        height = available
    height = max(height, 40.0)
    ax = page.lay_out(sheet, height)
    tidy(ax, grid=False)
    ax.set(xlim=(0, across), ylim=(height, 0), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    centres = _put_events(ax, marks, texts, heights, left, room)
    _put_spans(ax, marks, centres, lanes, shown)
    _put_phases(ax, phases, marks, centres, (stripe, height), shown)
    return ax, sheet


def _year(event: Event) -> int:
    return int(event.period.start.year)


def _put_events(
    ax: Axes, marks: list[Event], texts: list[tuple[list[str], list[str]]], heights: list[float],
    left: float, room: float,
) -> list[float]:  # fmt: skip
    """Write date and words of each event below its year; return where each stands."""
    centres: list[float] = []
    top, order = 0.0, 0
    for year, group in groupby(marks, key=_year):
        write(ax, [str(year)], (left, top + _YEAR / 2 + 2), size=TEXT_SIZE, fontweight="bold",
              va="center")  # fmt: skip
        ax.plot([left, ax.get_xlim()[1]], [top + 2] * 2, color=colours().rule, linewidth=0.7)
        top += _YEAR
        for _ in group:
            at = top + heights[order] / 2
            date, words = texts[order]
            write(ax, date, (left, at), va="center", colour=colours().quiet)
            write(ax, words, (left + room + 10 * bool(date), at), va="center")
            centres.append(at)
            top += heights[order]
            order += 1
    return centres


def _along(
    marks: list[Event], centres: list[float], days: list[float], height: float, shown: Period
) -> list[float]:
    """Return how far down some days are, between those of the events."""
    first, last = day_number(shown.start), day_number(shown.end) + 1
    knots: dict[float, float] = {first: 0.0, last: height}
    for event, at in zip(marks, centres, strict=True):
        knots.setdefault(min(max(event.days[0], first + 1), last - 1), at)
    known = sorted(knots)
    return [float(at) for at in np.interp(days, known, [knots[day] for day in known])]


def _put_spans(
    ax: Axes, marks: list[Event], centres: list[float], lanes: float, shown: Period
) -> None:
    """Draw the dots, and beside them how long each event lasted."""
    colour = colours().accent
    height = ax.get_ylim()[0]
    for event, at, lane in zip(marks, centres, lanes_of(marks), strict=True):
        x = lanes + _LANE * lane
        if lane:
            end = _along(marks, centres, [event.days[1]], height, shown)[0]
            style = "-" if event.lasting else DASHES
            ax.plot([x, x], [at, max(at, end)], color=colour, linewidth=1.6, linestyle=style)
        ax.plot([x], [at], marker="o", markersize=4.5, color=colour, zorder=3)


def _put_phases(
    ax: Axes, phases: list[Event], marks: list[Event], centres: list[float],
    size: tuple[float, float], shown: Period,
) -> None:  # fmt: skip
    """Shade the phases at left, with their names as far as they have room."""
    stripe, height = size
    shades = (colours().implied, colours().implied_firm)
    for n, phase in enumerate(phases):
        begin, end = _along(marks, centres, list(phase.days), height, shown)
        ax.fill_between([0, stripe], begin, end, color=shades[n % 2], linewidth=0, zorder=1)
        lines = wrapped(phase.label, stripe - 8, SMALL_SIZE)
        room = int((end - begin) / block_height(1, SMALL_SIZE))
        lines = lines if len(lines) <= room else [*lines[: room - 1], f"{lines[room - 1]} …"][:room]
        write(ax, lines, (4, (begin + end) / 2), va="center")


def _description(title: str, phases: list[Event], marks: list[Event]) -> str:
    parts = [f"Timeline: {title}."]
    for events, noun in ((phases, "phase"), (marks, "event")):
        if events:
            told = "; ".join(f"{period_words(e.printed)}, {e.label}" for e in events)
            parts.append(f"{counted(len(events), noun)}: {told}.")
    return " ".join(parts)

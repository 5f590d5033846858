"""The purge in dates: events one below the other, phases beside them, without empty years."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.layout.text import block_height, write
from purgestats.charts.marks.footer import made_by, sources_words
from purgestats.charts.marks.rows import Row, draw_rows
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
from purgestats.charts.style import DASHES, SMALL_SIZE
from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import InvalidChoice
from purgestats.words import counted, period_words

_WORDS_SHARE = 0.46
_LANE, _STRIPE = 6.0, 18.0

Places = list[tuple[Event, float]]
"""Events, and how far down each stands."""


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
        places: Places = []
        sheet = Sheet(
            title=f"The purge in dates, {period_words(str(shown))}",
            caption=_caption(phases, earlier, later),
            citation=f"{sources_words(found)} {made_by(ours=ours)}",
        )
        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            _lines(marks, places),
            [1.0],
            "",
            rule="spread evenly over the time",
            size=SMALL_SIZE,
            beside=_WORDS_SHARE,
            from_zero=True,
        )
        ax.set(xlim=(0, sheet_of.across(sheet)), xticks=[])
        ax.grid(False)
        ax.spines["bottom"].set_visible(False)
        _put_spans(ax, places, shown)
        _put_phases(ax, phases, places, shown)
        words = _description(sheet.title, phases, marks)
        return sheet_of.finish(ax, sheet, words, found[list(COLUMNS)])


def _lines(marks: list[Event], places: Places) -> list[Row]:
    """Return a line for each event below its year, each of which notes where it is drawn."""
    lines: list[Row] = []
    for year, group in groupby(marks, key=lambda event: event.period.start.year):
        lines.append(Row(str(year), heading=True))
        lines += [
            Row(
                period_words(event.printed, short=True),
                event.label,
                draw=partial(_note, places, event),
            )
            for event in group
        ]
    return lines


def _note(places: Places, event: Event, _: Axes, at: float) -> None:
    places.append((event, at))


def _caption(phases: list[Event], earlier: int, later: int) -> str:
    parts = [
        "Each event has a line of its own: time is not to scale. A line beside the dots shows how "
        "long an event lasted; dashed, the time within which it happened."
    ]
    if phases:
        names = "; ".join(f"{n}, {phase.label}" for n, phase in enumerate(phases, 1))
        parts.append(f"Shaded, phases: {names}.")
    if earlier or later:
        parts.append(f"Not shown: {earlier} earlier and {later} later.")
    return " ".join(parts)


def _along(places: Places, days: list[float], height: float, shown: Period) -> list[float]:
    """Return how far down some days are, between those of the events."""
    first, last = day_number(shown.start), day_number(shown.end) + 1
    knots: dict[float, float] = {first: 0.0, last: height}
    for event, at in places:
        knots.setdefault(min(max(event.days[0], first + 1), last - 1), at)
    known = sorted(knots)
    return [float(at) for at in np.interp(days, known, [knots[day] for day in known])]


def _put_spans(ax: Axes, places: Places, shown: Period) -> None:
    """Draw a dot for each event and a line for how long it lasted."""
    colour, height = colours().accent, ax.get_ylim()[0]
    lanes = lanes_of([event for event, _ in places])
    step = min(_LANE, (ax.get_xlim()[1] - _STRIPE) / (max(lanes, default=0) + 3))
    for (event, at), lane in zip(places, lanes, strict=True):
        x = _STRIPE + step * (lane + 1.5)
        if lane:
            end = _along(places, [event.days[1]], height, shown)[0]
            style = "-" if event.lasting else DASHES
            ax.plot([x, x], [at, max(at, end)], color=colour, linewidth=1.6, linestyle=style)
        ax.plot([x], [at], marker="o", markersize=4.5, color=colour, zorder=3)


def _put_phases(ax: Axes, phases: list[Event], places: Places, shown: Period) -> None:
    """Shade the phases, with their numbers where there is room."""
    shades, height = (colours().implied, colours().implied_firm), ax.get_ylim()[0]
    for n, phase in enumerate(phases):
        begin, end = _along(places, list(phase.days), height, shown)
        ax.fill_between([0, _STRIPE], begin, end, color=shades[n % 2], linewidth=0, zorder=1)
        if end - begin > block_height(1, SMALL_SIZE):
            write(ax, [str(n + 1)], (_STRIPE / 2, (begin + end) / 2), ha="center", va="center")


def _description(title: str, phases: list[Event], marks: list[Event]) -> str:
    parts = [f"Timeline: {title}."]
    for events, noun in ((phases, "phase"), (marks, "event")):
        if events:
            told = "; ".join(f"{period_words(e.printed)}, {e.label}" for e in events)
            parts.append(f"{counted(len(events), noun)}: {told}.")
    return " ".join(parts)

"""The purge in dates: events one below the other, phases beside them, without empty years."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import block_height, write
from purgestats.charts.marks.counts import made_by, sources_words
from purgestats.charts.marks.rows import Placed, Row, draw_rows
from purgestats.charts.style import DASHES, colours
from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import InvalidChoice, PurgestatsError
from purgestats.words import clean, counted, period_words, sentences

REQUIRED = ("start", "end", "kind", "label")
#: The columns of `rows` for a timeline.
COLUMNS = ("label", "start", "end", "kind", "source", "event_id")

_POINT_DAYS = 31
_SHARE = 0.46
_LANE, _STRIPE = 6.0, 18.0


@dataclass(frozen=True)
class Event:
    """A dated event or a phase: what happened, its dates as in the table, the days they cover.

    One that is lasting went on from a start to an end, rather than falling on some day within.
    """

    label: str
    printed: str
    period: Period
    lasting: bool

    @property
    def words(self) -> str:
        """Its date and what happened."""
        return f"{period_words(self.printed)}, {self.label}"


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
    every = [_event(row) for _, row in table.iterrows()]
    inside = [one.period.overlaps(shown) for one in every]
    if not any(inside):
        raise InvalidChoice(f"no event falls within {period_words(str(shown))}")
    found = table[inside]
    phases = [_event(row) for _, row in found[found["kind"] == "phase"].iterrows()]
    marks = [_event(row) for _, row in found[found["kind"] != "phase"].iterrows()]
    earlier = sum(one.period.end < shown.start for one in every)
    ours = set(found["event_id"]) <= set(catalogue.events()["event_id"])
    title = f"The purge in dates, {period_words(str(shown))}"
    told = [
        f"{counted(len(events), noun)}: {'; '.join(one.words for one in events)}."
        for events, noun in ((phases, "phase"), (marks, "event"))
        if events
    ]

    def spans(ax: Axes, scale: Scale, placed: Placed) -> None:
        ax.set(xlim=(0, scale.length), xticks=[])
        ax.grid(False)
        ax.spines["bottom"].set_visible(False)
        _put_spans(ax, placed)
        _put_phases(ax, phases, placed, shown)

    caption = _caption(phases, earlier, len(every) - len(found) - earlier)
    with page(frame) as at:
        sheet = Sheet(title, caption, f"{sources_words(found)} {made_by(ours=ours)}")
        words = sentences(f"Timeline: {title}.", *told)
        look: dict[str, Any] = {"told": words, "beside": _SHARE, "behind": spans, "linear": True}
        return draw_rows(at, sheet, _lines(marks), [1.0], "", found, COLUMNS, **look)


def event_table(events: pd.DataFrame) -> pd.DataFrame:
    """Check a table of events and put it in order of time; the table given is left as it is.

    >>> event_table(pd.DataFrame({"start": ["1937"]}))
    Traceback (most recent call last):
    purgestats.errors.PurgestatsError: the events lack the columns end, kind, label
    """
    if not isinstance(events, pd.DataFrame):
        raise PurgestatsError(f"events must be a DataFrame, not {type(events).__name__}")
    missing = [column for column in REQUIRED if column not in events.columns]
    if missing:
        raise PurgestatsError(f"the events lack the columns {', '.join(missing)}")
    texts = {
        name: [clean(cell) for cell in events.get(name, [""] * len(events))] for name in COLUMNS
    }
    frame = pd.DataFrame(texts)
    periods = [_event(row).period for _, row in frame.iterrows()]
    order = sorted(range(len(periods)), key=lambda n: (periods[n].start, periods[n].end))
    return frame.iloc[order]


def _event(row: pd.Series) -> Event:
    start, end = row["start"], row["end"] or row["start"]
    printed = start if start == end else f"{start}/{end}"
    return Event(row["label"], printed, Period.parse(printed), start != row["end"] != "")


def _lines(marks: list[Event]) -> list[Row]:
    """Return a line for each event below its year."""
    lines: list[Row] = []
    for year, group in groupby(marks, key=lambda event: event.period.start.year):
        lines.append(Row(str(year), heading=True))
        lines += (Row(period_words(one.printed, short=True), one.label, about=one) for one in group)
    return lines


def _caption(phases: list[Event], earlier: int, later: int) -> str:
    names = "; ".join(f"{n}, {phase.label}" for n, phase in enumerate(phases, 1))
    return sentences(
        CAPTIONS["timeline"],
        f"Shaded, phases: {names}." * bool(phases),
        f"Not shown: {earlier} earlier and {later} later." * bool(earlier or later),
    )


def _put_spans(ax: Axes, placed: Placed) -> None:
    """Draw a dot for each event and, in the first lane that is free, how long it lasted.

    A line goes as far as the last event that began before its end.
    """
    colour, starts = colours().accent, [event.period.start for event, _ in placed]
    busy: list[float] = []
    ends = [
        at if event.period.days <= _POINT_DAYS
        else placed[bisect_right(starts, event.period.end) - 1][1] + _LANE
        for event, at in placed
    ]  # fmt: skip
    for (event, at), end in zip(placed, ends, strict=True):
        lane = 0
        if end > at:
            lane = next((n for n, below in enumerate(busy) if below < at), len(busy)) + 1
            busy[lane - 1 : lane] = [end]
        x = _STRIPE + _LANE * (lane + 1.5)
        style = "-" if event.lasting else DASHES
        ax.plot([x, x], [at, end], color=colour, linewidth=1.6, linestyle=style)
        ax.plot([x], [at], marker="o", markersize=4.5, color=colour, zorder=3)


def _put_phases(ax: Axes, phases: list[Event], placed: Placed, shown: Period) -> None:
    """Shade the phases, with their numbers where there is room."""
    shades, height = (colours().implied, colours().implied_firm), ax.get_ylim()[0]
    knots = {shown.start.toordinal(): 0.0}
    for event, at in placed:
        knots.setdefault(max(event.period.start, shown.start).toordinal(), at)
    knots[shown.end.toordinal() + 1] = height
    known = sorted(knots)
    for n, phase in enumerate(phases):
        ends = [phase.period.start.toordinal(), phase.period.end.toordinal() + 1]
        begin, end = np.interp(ends, known, [knots[day] for day in known])
        ax.fill_between([0, _STRIPE], begin, end, color=shades[n % 2], linewidth=0, zorder=1)
        if end - begin > block_height(1):
            write(ax, [str(n + 1)], (_STRIPE / 2, (begin + end) / 2), ha="center", va="center")

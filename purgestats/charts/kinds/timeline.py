"""The purge in dates: phases as spans and events as marks, time running downward."""

from __future__ import annotations

from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from purgestats.charts.layout.sheet import Sheet, lay_out, plot_height, plot_width
from purgestats.charts.layout.spread import spread
from purgestats.charts.layout.text import drawable
from purgestats.charts.layout.text_size import block_height, wrapped
from purgestats.charts.marks.footer import made_by, sources_words
from purgestats.charts.plotted.events import (
    COLUMNS,
    Event,
    day_number,
    event_table,
    events_of,
    lanes_of,
    period_of,
)
from purgestats.charts.record import Chart, remember
from purgestats.charts.style import (
    DASHES,
    FONT,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    house_style,
    tidy,
)
from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import InvalidChoice
from purgestats.words import counted, period_words

PHASE_COLOURS = ("#dfe8ef", "#c3d3df", "#a9bfcf", "#e4e4e4")
MARK_COLOUR = "#34536b"

_LEFT = 36.0
_RIGHT = 4.0
_PHASES = 122.0
_LANES = _PHASES + 14.0
_LANE = 8.0
_LABEL_GAP = 24.0
_LINE_GAP = 4.0
_YEAR_HEIGHT = 60.0
_TALLEST = 620.0


def timeline(
    events: pd.DataFrame, *, focus: str | Period = "1934/1939", ax: Axes | None = None
) -> Axes:
    """Draw the phases as spans and the dated events as marks, time running downward.

    Parameters
    ----------
    events : pandas.DataFrame
        Columns start, end, kind (``phase`` or ``event``) and label, as `purgestats.events` returns
        them; start and end are years, months or days. It is not changed.
    focus : str or Period
        The years shown. The caption says how many events fall outside.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

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
    inside = [period.overlaps(shown) for period in periods]
    found = table.loc[inside]
    if found.empty:
        raise InvalidChoice(f"no event falls within {period_words(str(shown))}")
    phases = events_of(found.loc[found["kind"] == "phase"])
    marks = events_of(found.loc[found["kind"] != "phase"])
    across = plot_width(_LEFT, _RIGHT, ax=ax)
    labels = [wrapped(event.words, across - _label_start(marks), SMALL_SIZE) for event in marks]
    height = _height(phases, labels, shown)
    unit = plot_height(height, ax) / shown.days
    earlier = sum(period.end < shown.start for period in periods)
    later = sum(period.start > shown.end for period in periods)
    ours = set(found["event_id"]) <= set(catalogue.events()["event_id"])
    sheet = Sheet(
        title=f"The purge in dates, {period_words(str(shown))}",
        caption=_caption(phases, earlier, later),
        citation=f"{sources_words(found)} {made_by(ours=ours)}",
        left=_LEFT,
        right=_RIGHT,
        height=height,
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _dress(ax, shown, across)
        _draw_phases(ax, phases, shown, unit)
        _draw_events(ax, marks, labels, shown, unit)
    rows = found[list(COLUMNS)].reset_index(drop=True)
    description = _description(sheet.title, phases, marks)
    remember(ax, Chart(sheet.title, sheet.caption, sheet.citation, description, rows))
    return ax


def _caption(phases: list[Event], earlier: int, later: int) -> str:
    parts = [
        "A dot is a dated event. A line shows how long it lasted, a dashed line the time within "
        "which it happened."
    ]
    if phases:
        parts.insert(0, f"Shaded at left: {counted(len(phases), 'phase')}.")
    if earlier or later:
        parts.append(f"Not shown: {earlier} earlier and {later} later.")
    return " ".join(parts)


def _label_start(marks: list[Event]) -> float:
    return _LANES + _LANE * max(lanes_of(marks), default=0) + _LABEL_GAP


def _height(phases: list[Event], labels: list[list[str]], shown: Period) -> float:
    """Return a height on which labels have room, and phases too unless they are very short."""
    needed = sum(_label_height(lines) for lines in labels) + 12
    scaled = _YEAR_HEIGHT * shown.days / 365.25
    for phase in phases:
        lines = wrapped(phase.label, _PHASES - 10, SMALL_SIZE)
        scaled = max(scaled, shown.days / phase.period.days * (_label_height(lines) + 2))
    return max(needed, min(scaled, _TALLEST))


def _label_height(lines: list[str]) -> float:
    return block_height(len(lines), SMALL_SIZE) + _LINE_GAP


def _dress(ax: Axes, shown: Period, across: float) -> None:
    tidy(ax, along="y")
    begin = day_number(shown.start)
    ax.set_xlim(0, across)
    ax.set_ylim(begin + shown.days, begin)
    years = range(shown.start.year, shown.end.year + 1)
    step = max(1, len(years) // 12)
    chosen = [year for year in years if (year - years[0]) % step == 0]
    starts = [max(date(year, 1, 1), shown.start) for year in chosen]
    ax.yaxis.set_major_locator(FixedLocator([day_number(start) for start in starts]))
    ax.yaxis.set_major_formatter(FixedFormatter([str(year) for year in chosen]))
    ax.tick_params(axis="y", labelsize=TEXT_SIZE, pad=4)
    for label in ax.get_yticklabels():
        label.set_verticalalignment("top")
    ax.set_xticks([])
    ax.spines["left"].set_visible(False)


def _draw_phases(ax: Axes, phases: list[Event], shown: Period, unit: float) -> None:
    zero = day_number(shown.start)
    middles, heights, texts = [], [], []
    for number, phase in enumerate(phases):
        begin, end = max(phase.days[0], zero), min(phase.days[1], zero + shown.days)
        colour = PHASE_COLOURS[number % len(PHASE_COLOURS)]
        ax.fill_between([0, _PHASES], begin, end, color=colour, linewidth=0, zorder=1.5)
        lines = wrapped(phase.label, _PHASES - 10, SMALL_SIZE)
        middles.append(((begin + end) / 2 - zero) * unit)
        heights.append(_label_height(lines))
        texts.append(lines)
    for place, lines in zip(spread(middles, heights, 0, shown.days * unit), texts, strict=True):
        ax.text(
            5,
            zero + place / unit,
            drawable("\n".join(lines)),
            ha="left",
            va="center",
            fontsize=SMALL_SIZE,
            color=INK,
            family=FONT,
            zorder=4,
        )


def _draw_events(
    ax: Axes, marks: list[Event], labels: list[list[str]], shown: Period, unit: float
) -> None:
    zero = day_number(shown.start)
    finish = zero + shown.days
    where = [(min(max(event.mark, zero), finish) - zero) * unit for event in marks]
    order = sorted(range(len(marks)), key=where.__getitem__)
    heights = [_label_height(labels[n]) for n in order]
    placed = spread([where[n] for n in order], heights, 0, shown.days * unit)
    start = _label_start(marks)
    lanes = lanes_of(marks)
    for n, place in zip(order, placed, strict=True):
        event, x = marks[n], _LANES + _LANE * lanes[n]
        at, target = zero + where[n] / unit, zero + place / unit
        if not event.is_point:
            begin, end = max(event.days[0], zero), min(event.days[1], finish)
            style = "-" if event.lasting else DASHES
            ax.plot([x, x], [begin, end], color=MARK_COLOUR, linewidth=1.6, linestyle=style)
        ax.plot([x], [at], marker="o", markersize=5, color=MARK_COLOUR, zorder=3, clip_on=False)
        ax.plot([x + 4, start - 4], [at, target], color="#9aa7b1", linewidth=0.6, zorder=1.6)
        ax.text(
            start,
            target,
            drawable("\n".join(labels[n])),
            ha="left",
            va="center_baseline",
            fontsize=SMALL_SIZE,
            color=INK,
            family=FONT,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3},
        )


def _description(title: str, phases: list[Event], marks: list[Event]) -> str:
    parts = [f"Timeline: {title}."]
    if phases:
        parts.append(f"{counted(len(phases), 'phase').capitalize()}: {_told(phases)}.")
    if marks:
        parts.append(f"{counted(len(marks), 'event').capitalize()}: {_told(marks)}.")
    return " ".join(parts)


def _told(events: list[Event]) -> str:
    return "; ".join(f"{period_words(event.printed)}, {event.label}" for event in events)

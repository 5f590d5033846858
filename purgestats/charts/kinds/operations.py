"""Arrested against executed, by operation, with lines for the share that was executed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.label_places import Box, place_labels
from purgestats.charts.layout.notes import extent
from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_height, plot_width
from purgestats.charts.layout.text import write
from purgestats.charts.layout.text_size import balanced, block_height, block_width, text_width
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.claim_rows import VALUES, Span, labelled, prepare, span_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.style import (
    FONT,
    MARKER_SIZE,
    QUIET,
    SMALL_SIZE,
    house_style,
    is_wide,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import counted, percent, period_words, sentence_case

RATES = (0.25, 0.5, 0.75)
"""Shares of the arrested for which a line is drawn."""

MOST = 7
"""So many pairs of figures are drawn at most."""

_SAME = ("group", "operation", "place", "period", "source", "claimant")
_LEFT = 78.0
_RIGHT = 40.0
_HEIGHT = 290.0
_LABEL = 170.0
_DISTANCE = 12.0
_CAPTION = (
    "Each point is one claimant's figures for one operation: arrested and executed. On a grey "
    "line, the share named at its end was executed."
)


@dataclass(frozen=True)
class Outcome:
    """Arrests and executions in one operation, as one claimant gives them.

    Parameters
    ----------
    label : str
        The operation in words.
    arrests, executions : pandas.Series
        The two claims.
    """

    label: str
    arrests: pd.Series
    executions: pd.Series

    @property
    def spans(self) -> tuple[Span, Span]:
        """The values of arrests and of executions."""
        return span_of(self.arrests), span_of(self.executions)

    @property
    def hollow(self) -> bool:
        """Whether either figure is not asserted."""
        return bool(self.arrests["hollow"] or self.executions["hollow"])

    @property
    def words(self) -> str:
        """The two figures and who gives them."""
        return (
            f"{value_words(self.executions)} of {value_words(self.arrests)} ({self.arrests['who']})"
        )


def operations(
    claims: pd.DataFrame, *, reading: str | Policy = "printed", ax: Axes | None = None
) -> Axes:
    """Draw arrested against executed by operation, with lines at 25, 50 and 75 percent executed.

    An operation is drawn where one claimant gives both numbers for the same place and period;
    figures of different claimants are not combined.

    At most seven pairs are drawn: those of single operations first, then those of all operations
    together, with the longest periods first and of these the most arrested. The caption says how
    many there are.

    Parameters
    ----------
    claims : pandas.DataFrame
        A claims table with the measures ``arrests`` and ``executions``; it is not changed.
    reading : str or policy
        How printed figures become ranges.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

    Raises
    ------
    UnknownQuantity
        If no claimant gives both numbers for any operation.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.operations(ps.load().query("source == 'wikipedia-great-purge'"))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('Persons arrested', 'Persons executed')
    """
    known = _outcomes(prepare(claims, reading))
    outcomes = sorted(sorted(known, key=_rank)[:MOST], key=_size)
    found = _rows_of(outcomes)
    across, up = _scales(outcomes, ax)
    note = " (logarithmic scale)" if across.log else ""
    periods = sorted({period_words(period) for period in found["period"]})
    sheet = Sheet(
        title=f"Arrested and executed, by operation, {', '.join(periods)}",
        caption=_caption(len(outcomes), len(known), log=across.log),
        citation=citation(found, reading),
        left=_LEFT,
        right=_RIGHT,
        height=_HEIGHT,
        value_label=f"Persons arrested{note}",
        key=key_of(list(found["basis"]), list(found["stance"])),
        lane=block_height(1, SMALL_SIZE),
    )
    with house_style():
        ax = lay_out(sheet, ax)
        ax.set_ylabel(f"Persons executed{note}", fontsize=SMALL_SIZE, color=QUIET, family=FONT)
        _draw(ax, outcomes, across, up)
    description = _description(sheet.title, outcomes)
    return finish(ax, sheet, description, found)


def _outcomes(rows: pd.DataFrame) -> list[Outcome]:
    counts = rows.loc[~rows["is_share"] & (rows["group"] == "all")]
    known = counts.loc[counts[list(VALUES)].notna().any(axis=1)]
    executed = known.loc[known["measure"] == "executions"]
    outcomes: list[Outcome] = []
    labels = labels_of(rows)
    for _, arrests in known.loc[known["measure"] == "arrests"].iterrows():
        match = (executed[list(_SAME)] == arrests[list(_SAME)]).all(axis=1)
        label = sentence_case(labels.term("operation", arrests["operation"]))
        if arrests["place"] != "ussr":
            label += f", {labels.term('place', arrests['place'])}"
        outcomes += [Outcome(label, arrests, row) for _, row in executed.loc[match].iterrows()]
    if not outcomes:
        raise UnknownQuantity(
            "no claimant gives both arrests and executions for the same operation, place and period"
        )
    return outcomes


def _rank(outcome: Outcome) -> tuple[bool, int, float, str]:
    """Put what is drawn first first: single operations, long periods, many arrested."""
    given = outcome.arrests
    period = Period.parse(given["period"])
    return (
        given["operation"] == "all",
        -(period.end - period.start).days,
        -_size(outcome),
        given["claimant"],
    )


def _caption(drawn: int, known: int, *, log: bool) -> str:
    cut = f" Drawn are {drawn} of {known}: single operations, then the longest periods."
    return (
        _CAPTION + (" Both axes are logarithmic." if log else "") + (cut if drawn < known else "")
    )


def _size(outcome: Outcome) -> float:
    return outcome.spans[0].middle


def _rows_of(outcomes: list[Outcome]) -> pd.DataFrame:
    return labelled(
        (row, f"{outcome.label}, {words}: {row['label']}")
        for outcome in outcomes
        for row, words in ((outcome.arrests, "arrested"), (outcome.executions, "executed"))
    )


def _scales(outcomes: list[Outcome], ax: Axes | None) -> tuple[Scale, Scale]:
    """Return both axes: logarithmic together, so that equal shares stay straight lines."""
    arrests, executions = zip(*(outcome.spans for outcome in outcomes), strict=True)
    values = [[v for span in spans for v in span.known] for spans in (arrests, executions)]
    log = any(is_wide(given) for given in values)
    free = ARROW + 6
    width, height = plot_width(_LEFT, _RIGHT, ax=ax), plot_height(_HEIGHT, ax)
    across = scale_for(list(arrests), width, before=free, after=free, log=log)
    return across, scale_for(list(executions), height, before=free, after=free, log=log)


def _draw(ax: Axes, outcomes: list[Outcome], across: Scale, up: Scale) -> None:
    across.dress(ax, "x")
    up.dress(ax, "y")
    tidy(ax, along="y")
    ax.grid(False)
    ax.spines["bottom"].set_visible(True)
    taken = [_draw_rate(ax, rate, across, up) for rate in RATES]
    for outcome in outcomes:
        arrests, executions = outcome.spans
        mark = mark_of(outcome.executions["basis"])
        draw_span(ax, arrests, executions.middle, mark, across, hollow=outcome.hollow)
        draw_span(ax, executions, arrests.middle, mark, up, hollow=outcome.hollow, along="y")
    _label(ax, outcomes, across, up, taken)


def _draw_rate(ax: Axes, rate: float, across: Scale, up: Scale) -> Box:
    """Draw the line on which a share of the arrested is executed; return where its label is."""
    end = min(across.high, up.high / rate)
    begin = max(across.low, up.low / rate)
    ax.plot([begin, end], [rate * begin, rate * end], color="#b5b5b5", linewidth=0.9, zorder=1)
    at_top = end < across.high
    write(
        ax,
        [percent(rate)],
        (end, rate * end),
        (0, 3) if at_top else (4, 0),
        colour=QUIET,
        ha="center" if at_top else "left",
        va="bottom" if at_top else "center",
    )
    x, y = across.place(end), up.place(rate * end)
    half = text_width(percent(rate), SMALL_SIZE) / 2
    return Box(x - half, y, x + half, y + 14) if at_top else Box(x, y - 6, x + 2 * half + 4, y + 6)


def _label(ax: Axes, outcomes: list[Outcome], across: Scale, up: Scale, taken: list[Box]) -> None:
    texts = [
        [*balanced(outcome.label, _LABEL, SMALL_SIZE), *balanced(outcome.words, _LABEL, SMALL_SIZE)]
        for outcome in outcomes
    ]
    points = [
        (across.place(arrests.middle), up.place(executions.middle))
        for arrests, executions in (outcome.spans for outcome in outcomes)
    ]
    sizes = [(block_width(t, SMALL_SIZE), block_height(len(t), SMALL_SIZE)) for t in texts]
    frame = Box(0, 0, across.length + _RIGHT, up.length)
    taken = [*taken, *(box for outcome in outcomes for box in _reach(outcome, across, up))]
    boxes = place_labels(points, sizes, taken, frame, distance=_DISTANCE)
    for outcome, text, box, (x, y) in zip(outcomes, texts, boxes, points, strict=True):
        arrests, executions = outcome.spans
        leftward = box.right < x
        if max(box.left - x, x - box.right, box.bottom - y, y - box.top) > 2 * _DISTANCE:
            near = (min(max(x, box.left), box.right), min(max(y, box.bottom), box.top))
            ax.annotate(
                "",
                (arrests.middle, executions.middle),
                xytext=(near[0] - x, near[1] - y),
                textcoords="offset points",
                arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.7},
                zorder=1.2,
            )
        write(
            ax,
            text,
            (arrests.middle, executions.middle),
            ((box.right if leftward else box.left) - x, (box.bottom + box.top) / 2 - y),
            paper="white",
            ha="right" if leftward else "left",
            va="center",
        )


def _reach(outcome: Outcome, across: Scale, up: Scale) -> tuple[Box, Box]:
    """Return the room that the two ranges of an outcome take, arrows included."""
    arrests, executions = outcome.spans
    x, y = across.place(arrests.middle), up.place(executions.middle)
    left, right = extent(arrests, across)
    bottom, top = extent(executions, up)
    half = MARKER_SIZE
    return Box(left, y - half, right, y + half), Box(x - half, bottom, x + half, top)


def _description(title: str, outcomes: list[Outcome]) -> str:
    told = "; ".join(f"{o.label}: executed {o.words}" for o in outcomes)
    return (
        f"Chart: {title}. It shows {counted(len(outcomes), 'pair')} of figures, arrested against "
        f"executed, with lines at 25, 50 and 75 percent executed. {told}."
    )

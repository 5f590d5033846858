"""Arrested against executed, by operation, with lines for the share that was executed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from purgestats.charts.layout.label_places import Box
from purgestats.charts.layout.page import Frame, Page, Sheet, page
from purgestats.charts.layout.scale import ARROW, LOG_FROM_RATIO, Scale, scale_for
from purgestats.charts.layout.text import balanced, text_width, write
from purgestats.charts.marks.footer import citation, key_of, tip_of
from purgestats.charts.marks.labels import label_points
from purgestats.charts.marks.range import Range, reach
from purgestats.charts.palette import colours, mark_of
from purgestats.charts.plotted.claim_rows import VALUES, Span, labelled, prepare, span_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.record import table_of
from purgestats.charts.style import MARKER_SIZE, SMALL_SIZE, tidy
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, counted, listing, percent, period_words, sentence_case

RATES = (0.25, 0.5, 0.75)
"""Shares of the arrested for which a line is drawn."""

MOST = 8
"""So many pairs of figures are drawn at most."""

_SAME = ("group", "operation", "place", "period", "source", "claimant")
_WHOLE_DAYS = 400
_LEFT, _RIGHT, _HEIGHT = 76.0, 34.0, 290.0
_LABEL_SHARE, _LEAST_LABEL, _WIDEST_LABEL = 0.36, 100.0, 165.0


@dataclass(frozen=True)
class Outcome:
    """Arrests and executions in one operation, and all who give these figures."""

    label: str
    arrests: pd.Series
    executions: pd.Series
    who: tuple[str, ...]

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
        figures = f"{value_words(self.executions)} of {value_words(self.arrests)}"
        return f"{figures} ({listing(self.who, 2)})"


def operations(
    claims: pd.DataFrame,
    *,
    reading: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
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
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

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
    >>> ax.get_xlabel()
    'Persons arrested (logarithmic scale)'
    """
    rows = prepare(claims, reading, vocabulary)
    known = _outcomes(rows, labels_of(rows))
    outcomes = sorted(sorted(known, key=_rank)[:MOST], key=_size)
    found = _rows_of(outcomes)
    periods = sorted({Period.parse(period).start.year for period in found["period"]}
                     | {Period.parse(period).end.year for period in found["period"]})  # fmt: skip
    span = period_words("/".join(str(year) for year in sorted({periods[0], periods[-1]})))
    with page(frame) as sheet_of:
        across, up = _scales(outcomes, sheet_of)
        sheet = Sheet(
            title=f"Of those arrested, how many were executed, by operation, {span}",
            caption=_caption(len(outcomes), len(known)),
            citation=citation(found, reading),
            left=_LEFT,
            right=_RIGHT,
            above=SMALL_SIZE * 1.6,
            value_label=across.label("persons arrested"),
            side_label=up.label("persons executed"),
            key=key_of(found),
        )
        ax = sheet_of.lay_out(sheet, _HEIGHT)
        across, up = _scales(outcomes, sheet_of, sheet)
        across.dress(ax, "x")
        up.dress(ax, "y")
        tidy(ax, along="y", grid=False)
        ax.spines["bottom"].set_visible(True)
        taken: list[Box] = []
        for rate in RATES:
            _draw_rate(ax, rate, across, up, taken)
        for outcome in outcomes:
            made, tip, claim = _draw(ax, outcome, across, up)
            sheet_of.tag(made, tip, claim)
        _label(ax, outcomes, across, up, taken)
        return sheet_of.finish(ax, sheet, _description(sheet.title, outcomes), table_of(found))


def _outcomes(rows: pd.DataFrame, labels: Labels) -> list[Outcome]:
    """Return the pairs of figures; equal ones on one operation are one pair."""
    counts = rows.loc[~rows["is_share"] & (rows["group"] == "all")]
    known = counts.loc[counts[list(VALUES)].notna().any(axis=1)]
    executed = known.loc[known["measure"] == "executions"]
    found: dict[str, Outcome] = {}
    for _, arrests in known.loc[known["measure"] == "arrests"].iterrows():
        match = (executed[list(_SAME)] == arrests[list(_SAME)]).all(axis=1)
        label = sentence_case(labels.term("operation", arrests["operation"]))
        if Period.parse(arrests["period"]).days < _WHOLE_DAYS:
            label += f", {period_words(arrests['period'])}"
        if arrests["place"] != "ussr":
            label += f", {labels.term('place', arrests['place'])}"
        for _, row in executed.loc[match].iterrows():
            one = Outcome(label, arrests, row, (str(arrests["who"]),))
            key = f"{label}{one.spans}{one.hollow}"
            before = found.get(key, one)
            who = tuple(dict.fromkeys((*before.who, *one.who)))
            found[key] = Outcome(label, before.arrests, before.executions, who)
    if not found:
        raise UnknownQuantity(
            "no claimant gives both arrests and executions for the same operation, place and period"
        )
    return list(found.values())


def _rank(outcome: Outcome) -> tuple[bool, int, float, str]:
    """Put what is drawn first first: single operations, long periods, many arrested."""
    given = outcome.arrests
    period = Period.parse(given["period"])
    return given["operation"] == "all", -period.days, -_size(outcome), given["claimant"]


def _caption(drawn: int, known: int) -> str:
    cut = f" Drawn are {drawn} of {known}: single operations, then the longest periods."
    return (
        "Each point is a claimant's two figures for one operation. On a grey line, the share named "
        "at its end was executed." + (cut if drawn < known else "")
    )


def _size(outcome: Outcome) -> float:
    return outcome.spans[0].middle


def _rows_of(outcomes: list[Outcome]) -> pd.DataFrame:
    return labelled(
        (row, f"{outcome.label}, {words}: {row['label']}")
        for outcome in outcomes
        for row, words in ((outcome.arrests, "arrested"), (outcome.executions, "executed"))
    )


def _scales(outcomes: list[Outcome], page: Page, sheet: Sheet | None = None) -> tuple[Scale, Scale]:
    """Return both axes: logarithmic together, so that equal shares stay straight lines."""
    sheet = sheet or Sheet("", left=_LEFT, right=_RIGHT)
    arrests, executions = zip(*(outcome.spans for outcome in outcomes), strict=True)
    values = [[v for span in spans for v in span.known] for spans in (arrests, executions)]
    log = any(max(given) > LOG_FROM_RATIO / 5 * min(given) for given in values if min(given) > 0)
    lengths = (page.across(sheet), page.up(sheet, _HEIGHT))
    return tuple(
        scale_for(given, length, before=ARROW + 6, after=ARROW + 6, log=log, from_zero=True)
        for given, length in zip(values, lengths, strict=True)
    )  # type: ignore[return-value]


def _draw(ax: Axes, outcome: Outcome, across: Scale, up: Scale) -> tuple[list[Line2D], str, str]:
    """Draw both ranges of an outcome; return what they are made of, and the words for it."""
    arrests, executions = outcome.spans
    mark = mark_of(outcome.executions["basis"])
    made = [*Range(arrests, mark, outcome.hollow).draw(ax, executions.middle, across)]
    made += Range(executions, mark, outcome.hollow).draw(ax, arrests.middle, up, "y")
    words = f"executed {outcome.words}"
    tip = tip_of(outcome.executions.copy(), f"{outcome.label}, {words}")
    return made, tip, str(outcome.executions["claim_id"])


def _draw_rate(ax: Axes, rate: float, across: Scale, up: Scale, taken: list[Box]) -> None:
    """Draw the line on which a share of the arrested is executed, labelled if there is room."""
    end = min(across.high, up.high / rate)
    begin = max(across.low, up.low / rate)
    ax.plot([begin, end], [rate * begin, rate * end], color=colours().edge, linewidth=0.9, zorder=1)
    at_top = end < across.high
    x, y = across.place(end), up.place(rate * end)
    half = text_width(percent(rate), SMALL_SIZE) / 2 + 2
    box = Box(x - half, y, x + half, y + 14) if at_top else Box(x, y - 6, x + 2 * half, y + 6)
    if any(box.overlap(other) for other in taken):
        return
    taken.append(box)
    write(
        ax,
        [percent(rate)],
        (end, rate * end),
        (0, 3) if at_top else (4, 0),
        colour=colours().quiet,
        ha="center" if at_top else "left",
        va="bottom" if at_top else "center",
    )


def _label(ax: Axes, outcomes: list[Outcome], across: Scale, up: Scale, taken: list[Box]) -> None:
    room = max(_LEAST_LABEL, min(_WIDEST_LABEL, _LABEL_SHARE * across.length))
    texts = [
        [*balanced(one.label, room, SMALL_SIZE), *balanced(one.words, room, SMALL_SIZE)]
        for one in outcomes
    ]
    middles = [(arrests.middle, executions.middle) for arrests, executions in
               (one.spans for one in outcomes)]  # fmt: skip
    points = [(across.place(x), up.place(y)) for x, y in middles]
    taken = [*taken, *(box for one in outcomes for box in _reach(one, across, up))]
    frame = Box(0, 0, across.length + _RIGHT, up.length)
    label_points(ax, middles, points, texts, taken, frame, distance=10.0)


def _reach(outcome: Outcome, across: Scale, up: Scale) -> tuple[Box, Box]:
    """Return the room that the two ranges of an outcome take, arrows included."""
    arrests, executions = outcome.spans
    x, y = across.place(arrests.middle), up.place(executions.middle)
    left, right = reach(arrests, across)
    bottom, top = reach(executions, up)
    half = MARKER_SIZE / 2 + 1
    return Box(left, y - half, right, y + half), Box(x - half, bottom, x + half, top)


def _description(title: str, outcomes: list[Outcome]) -> str:
    told = "; ".join(f"{o.label}: executed {o.words}" for o in outcomes)
    return (
        f"Chart: {title}. It shows {counted(len(outcomes), 'pair')} of figures, arrested against "
        f"executed, with lines at 25, 50 and 75 percent executed. {told}."
    )

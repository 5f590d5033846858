"""Arrested against executed, by operation, with lines for the share that was executed."""

from dataclasses import dataclass, replace
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from purgestats.charts.layout.page import CAPTIONS, Frame, Page, Sheet, page
from purgestats.charts.layout.scale import ARROW, LOG_FROM_RATIO, Scale, scale_for
from purgestats.charts.layout.text import balanced, text_width, write
from purgestats.charts.marks.counts import citation, key_of, range_of
from purgestats.charts.marks.labels import Box, label_points
from purgestats.charts.marks.range import reach
from purgestats.charts.plotted.claim_rows import Span, labelled, value_words, years_of
from purgestats.charts.plotted.inputs import Given, Reading, Terms, rows_of
from purgestats.charts.record import VALUES
from purgestats.charts.style import FOOT_SIZE, MARKER_SIZE, SMALL_SIZE, colours, tidy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, counted, listing, percent, period_words, sentence_case

#: Shares of the arrested for which a line is drawn.
RATES = (0.25, 0.5, 0.75)

#: So many pairs of figures are drawn at most.
MOST = 7

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
    who: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, Span]:
        """The values of arrests and of executions."""
        return self.arrests["span"], self.executions["span"]

    @property
    def middle(self) -> tuple[float, float]:
        """Where it stands on the chart."""
        arrests, executions = self.spans
        return arrests.middle, executions.middle

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
    claims: Given, *, reading: Reading = "printed", vocabulary: Terms = None, **frame: Unpack[Frame]
) -> Axes:
    """Draw arrested against executed by operation, with lines at 25, 50 and 75 percent executed.

    An operation is drawn where one claimant gives both numbers for the same place and period;
    figures of different claimants are not combined.

    At most seven pairs are drawn: those of single operations first, then those of all operations
    together, with the longest periods first and of these the most arrested. The caption says how
    many there are.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
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
    rows, reading = rows_of(claims, reading, vocabulary)
    known = _outcomes(rows, labels_of(rows))
    outcomes = sorted(sorted(known, key=_rank)[:MOST], key=lambda one: one.middle[0])
    found = labelled(
        (row, f"{one.label}, {words}: {row['label']}")
        for one in outcomes
        for row, words in ((one.arrests, "arrested"), (one.executions, "executed"))
    )
    title = f"Of those arrested, how many were executed, by operation, {years_of(found)}"
    told = "; ".join(f"{one.label}: executed {one.words}" for one in outcomes)
    with page(frame) as at:
        caption, source = _caption(len(outcomes), len(known)), citation(found, reading)
        labels = ("persons arrested", "persons executed")
        around = (_LEFT, _RIGHT, SMALL_SIZE * 1.6, 0.0)
        sheet = Sheet(title, caption, source, *around, key_of(found), *labels)
        across, up = _scales(outcomes, at, sheet)
        ax = at.lay_out(sheet, _HEIGHT)
        across.dress(ax, "x")
        up.dress(ax, "y")
        tidy(ax, grid=False, edges=("left", "bottom"))
        taken: list[Box] = []
        for rate in RATES:
            _draw_rate(ax, rate, across, up, taken)
        for one in outcomes:
            at.tag(*_draw(ax, one, across, up))
        _label(ax, outcomes, across, up, taken)
        words = (
            f"Chart: {title}. It shows {counted(len(outcomes), 'pair')} of figures, arrested "
            f"against executed, with lines at 25, 50 and 75 percent executed. {told}."
        )
        return at.finish(ax, sheet, words, found)


def _outcomes(rows: pd.DataFrame, labels: Labels) -> list[Outcome]:
    """Return the pairs of figures; equal ones on one operation are one pair."""
    counts = rows[~rows["is_share"] & (rows["group"] == "all")]
    known = counts[counts[list(VALUES)].notna().any(axis=1)]
    executed = known[known["measure"] == "executions"]
    found: dict[str, list[Outcome]] = {}
    for _, arrests in known[known["measure"] == "arrests"].iterrows():
        match = (executed[list(_SAME)] == arrests[list(_SAME)]).all(axis=1)
        label = sentence_case(labels.term("operation", arrests["operation"]))
        if Period.parse(arrests["period"]).days < _WHOLE_DAYS:
            label += f", {period_words(arrests['period'])}"
        if arrests["place"] != "ussr":
            label += f", {labels.term('place', arrests['place'])}"
        for _, row in executed[match].iterrows():
            one = Outcome(label, arrests, row)
            found.setdefault(f"{label}{one.spans}{one.hollow}", []).append(one)
    if not found:
        raise UnknownQuantity(
            "no claimant gives both arrests and executions for the same operation, place and period"
        )
    return [
        replace(alike[0], who=tuple(dict.fromkeys(str(one.arrests["who"]) for one in alike)))
        for alike in found.values()
    ]


def _rank(outcome: Outcome) -> tuple[bool, bool, int, float, str]:
    """Put what is drawn first first: single operations, held, long periods, many arrested."""
    given = outcome.arrests
    period = Period.parse(given["period"])
    alone, size = given["operation"] != "all", outcome.middle[0]
    return not alone, outcome.hollow, -period.days, -size, given["claimant"]


def _caption(drawn: int, known: int) -> str:
    cut = f" Drawn are {drawn} of {known}: single operations, then the longest periods."
    return CAPTIONS["operations"] + cut * (drawn < known)


def _scales(outcomes: list[Outcome], page: Page, sheet: Sheet) -> list[Scale]:
    """Return both axes: logarithmic together, so that equal shares stay straight lines."""
    spans = zip(*(outcome.spans for outcome in outcomes), strict=True)
    values = [[v for span in both for v in span.known] for both in spans]
    log = any(max(given) > LOG_FROM_RATIO / 5 * min(given) for given in values if min(given) > 0)
    lengths = (page.across(sheet), page.up(sheet, _HEIGHT))
    return [
        scale_for(given, length, before=ARROW + 6, after=ARROW + 6, log=log, from_zero=True)
        for given, length in zip(values, lengths, strict=True)
    ]


def _draw(ax: Axes, outcome: Outcome, across: Scale, up: Scale) -> tuple[list[Line2D], str, str]:
    """Draw both ranges of an outcome; return what they are made of, and the words for it."""
    x, y = outcome.middle
    mark = range_of(outcome.executions, f"{outcome.label}, executed {outcome.words}")
    mark = replace(mark, hollow=outcome.hollow, vague=False)
    made = [*replace(mark, span=outcome.spans[0]).draw(ax, y, across), *mark.draw(ax, x, up, "y")]
    return made, mark.tip, mark.claim_id


def _draw_rate(ax: Axes, rate: float, across: Scale, up: Scale, taken: list[Box]) -> None:
    """Draw the line on which a share of the arrested is executed, named at its end or near it."""
    end = min(across.high, up.high / rate)
    begin = max(across.low, up.low / rate)
    ax.plot([begin, end], [rate * begin, rate * end], color=colours().edge, linewidth=0.9, zorder=1)
    at_top, words = end < across.high, percent(rate)
    x, y = across.place(end), up.place(rate * end)
    half = text_width(words, FOOT_SIZE) / 2 + 1
    box = Box(x - half, y, x + half, y + 14) if at_top else Box(x, y - 6, x + 2 * half, y + 6)
    look: dict[str, Any] = {"size": FOOT_SIZE, "colour": colours().quiet}
    if not any(box.overlap(other) for other in taken):
        shift, ha, va = ((0, 3), "center", "bottom") if at_top else ((4, 0), "left", "center")
        write(ax, [words], (end, rate * end), shift, ha=ha, va=va, **look)
        taken.append(box)
        return
    # Where ends crowd, it stands on the line itself, a little further down.
    for down in range(10, int(y), 4):
        at = up.value(y - down) / rate
        x = across.place(at)
        box = Box(x - half, y - down - 6, x + half, y - down + 6)
        if not any(box.overlap(other) for other in taken):
            paper = colours().paper
            write(ax, [words], (at, rate * at), paper=paper, ha="center", va="center", **look)
            taken.append(box)
            return


def _label(ax: Axes, outcomes: list[Outcome], across: Scale, up: Scale, taken: list[Box]) -> None:
    room = max(_LEAST_LABEL, min(_WIDEST_LABEL, _LABEL_SHARE * across.length))
    names, half = [], MARKER_SIZE / 2 + 1
    for one in outcomes:
        arrests, executions = one.spans
        x, y = across.place(arrests.middle), up.place(executions.middle)
        (left, right), (bottom, top) = reach(arrests, across), reach(executions, up)
        taken += [Box(left, y - half, right, y + half), Box(x - half, bottom, x + half, top)]
        names.append((one.middle, [*balanced(one.label, room), *balanced(one.words, room)]))
    label_points(ax, (across, up), names, taken, (_RIGHT, 0.0), distance=10.0)

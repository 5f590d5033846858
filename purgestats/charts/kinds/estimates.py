"""Competing claims side by side, in three forms: by claim, by measure, by year."""

import math
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Page, Sheet, page
from purgestats.charts.layout.scale import ARROW, Scale, dress_years, scale_for
from purgestats.charts.layout.text import balanced
from purgestats.charts.marks.counts import Count, citation, counts_of, key_to, strips_of
from purgestats.charts.marks.labels import Box, label_points
from purgestats.charts.marks.range import ABOVE, Bounds, bounds_words, draw_bounds, reach
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted import claim_rows
from purgestats.charts.plotted.inputs import Asked, Given, Reading, Terms, others_imply, rows_of
from purgestats.charts.style import tidy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, check_choice, unknown
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation
from purgestats.words import scope_words, sentence_case, sentences


def draw_claims(
    page: Page, rows: pd.DataFrame, quantity: Asked, bounds: Bounds | None, reading: Reading
) -> Axes:
    """Draw the claims on one quantity as horizontal ranges, lowest at the top."""
    chosen, found = claim_rows.counts_on(rows, quantity)
    counts = counts_of(found)
    title = f"{claim_rows.title_of(chosen, rows)}: {claim_rows.headline(found)}"
    values = claim_rows.disputed(found)
    flat = page.is_flat(len(counts))
    caption = _caption(found, len(counts), max(values, default=0.0), bounds)
    key, above = [] if flat else key_to(counts), ABOVE * (bounds is not None)
    sheet = Sheet(title, caption, citation(found, reading), above=above, key=key)
    lines = strips_of(found) if flat else [one.line() for one in counts]
    unit, first = str(found["unit"].iloc[0]), "by kind of source" * flat
    told = f"{claim_rows.describe_claims(title, found)}{bounds_words(bounds)}"
    band = partial(draw_bounds, bounds=bounds)
    return draw_rows(page, sheet, lines, values, unit, found, first=first, told=told, behind=band)


def _caption(found: pd.DataFrame, lines: int, most: float, bounds: Bounds | None) -> str:
    """Say how to read lines of counts, for an axis that goes up to some value."""
    copies = "copies of one count share a line" if lines < len(found) else "one line each"
    spans = found["span"].tolist()
    beyond = any(max(span.known, default=0.0) > most for span in spans)
    open_ = beyond or any(math.isnan(s.low) or math.isnan(s.high) for s in spans)
    off = ", or it lies farther off." if beyond else "."
    return sentences(
        f"{claim_rows.figures(found)}{f', {copies}' * (len(found) > 1)}.",
        "A line is the range a figure allows, its best value marked.",
        f"An arrow: no bound is given{off}" * open_,
        "" if bounds is None else f"The band is what other figures imply{bounds.terms}.",
    )


#: What is counted, in the order drawn.
MEASURES = (
    *("arrests", "convictions", "death-sentences", "executions"),
    *("camp-deaths", "unofficial-killings", "killed", "deaths"),
)

DEFAULT_SCOPE = Quantity.parse("deaths|all|all|ussr|1937/1938")


def draw_measures(
    page: Page, rows: pd.DataFrame, quantity: Asked, _: Bounds | None, reading: Reading
) -> Axes:
    """Draw the claims under what each counts, from arrests to all deaths."""
    scope = DEFAULT_SCOPE if quantity is None else Quantity.parse(quantity)
    labels = labels_of(rows)
    found = _found(rows, scope)
    lines = []
    for measure, claims in found.groupby("measure", sort=False):
        lines.append(Row(sentence_case(labels.term("measure", str(measure))), heading=True))
        lines += [one.line() for one in counts_of(claims)]
    title = f"What is being counted: {scope_words(scope, labels, unsaid=(scope.measure,))}"
    caption = CAPTIONS["measures"].format(figures=claim_rows.figures(found))
    told = [
        f"{labels.term('measure', measure)}, {who}"
        for measure, who in zip(found["measure"], found["label"], strict=True)
    ]
    sheet = Sheet(title, caption, citation(found, reading), key=key_to(counts_of(found)))
    values, unit = claim_rows.disputed(found), str(found["unit"].iloc[0])
    words = claim_rows.describe_claims(title, found.assign(label=told))
    return draw_rows(page, sheet, lines, values, unit, found, told=words)


def _found(rows: pd.DataFrame, scope: Quantity) -> pd.DataFrame:
    wanted = [str(replace(scope, measure=measure)) for measure in MEASURES]
    counts = rows[~rows["is_share"]]
    found = claim_rows.in_order(counts[counts["quantity"].isin(wanted)])
    if found.empty:
        known = sorted(counts.loc[counts["measure"].isin(MEASURES), "quantity"].unique())
        words = f"no claim counts arrests, executions or deaths for {'|'.join([*scope][1:])}"
        raise unknown(UnknownQuantity, words, scope, known)
    return found.iloc[np.argsort(found["quantity"].map(wanted.index), kind="stable")]


_LEFT, _RIGHT, _HEIGHT = 70.0, 8.0, 270.0
_NAME = 108.0
_BESIDE = 7.0
_FEWEST_YEARS = 10


def draw_years(
    page: Page, rows: pd.DataFrame, quantity: Asked, bounds: Bounds | None, reading: Reading
) -> Axes:
    """Draw the claims on one quantity as upright ranges over the years in which they were made."""
    chosen, every = claim_rows.counts_on(rows, quantity)
    found = every[every["year"].notna()].sort_values("year", kind="stable")
    if found.empty:
        raise InvalidChoice(f"no claim on {chosen} says in which year it was made")
    about = f"{claim_rows.title_of(chosen, rows)}, by the year of the figure"
    title = f"{about}: {claim_rows.headline(found)}"
    undated = len(every) - len(found)
    caption = sentences(
        f"{claim_rows.figures(found)}, each with the range of values it allows.",
        f"Not drawn: {undated} for which no year is stated." * bool(undated),
    )
    around = (_LEFT, _RIGHT, 0.0, 0.0)
    counts = counts_of(found, "year")
    labels = ("Year in which the figure was given", str(found["unit"].iloc[0]))
    sheet = Sheet(title, caption, citation(found, reading), *around, key_to(counts), *labels)
    scale = scale_for(claim_rows.disputed(found), page.up(sheet, _HEIGHT))
    ax = page.lay_out(sheet, _HEIGHT)
    scale.dress(ax, "y")
    tidy(ax, along="y")
    across = _years(list(found["year"]), page.across(sheet))
    dress_years(ax, across)
    draw_bounds(ax, scale, bounds=bounds, along="y")
    _draw(page, ax, counts, across, scale)
    told = f"{claim_rows.describe_claims(title, found)}{bounds_words(bounds)}"
    return page.finish(ax, sheet, told, found)


def _years(years: list[float], length: float) -> Scale:
    """Return the axis of the years, ten of them at the least."""
    missing = max(0.0, _FEWEST_YEARS - (years[-1] - years[0])) / 2
    first, last = years[0] - missing, years[-1] + missing
    edge = (last - first) * 0.04
    return Scale(first - edge, last + edge, log=False, length=length)


def _draw(page: Page, ax: Axes, counts: list[Count], across: Scale, up: Scale) -> None:
    """Draw ranges, those of one year side by side, and the names beside them."""
    taken, names = [], []
    for year, group in groupby(counts, key=lambda one: float(one.row["year"])):
        alike = list(group)
        for n, one in enumerate(alike):
            mark, place = one.range(), across.place(year) + _BESIDE * (n - (len(alike) - 1) / 2)
            x = across.value(place)
            page.tag(mark.draw(ax, x, up, "y"), mark.tip, mark.claim_id)
            low, high = reach(mark.span, up)
            taken.append(Box(place - 4, low - 4, place + 4, high + 4))
            names.append(((x, up.on(mark.span.middle)), balanced(str(one.row["who"]), _NAME)))
    label_points(ax, (across, up), names, taken, (_RIGHT, ARROW / 4), distance=8.0)


FORMS = {"claim": draw_claims, "measure": draw_measures, "year": draw_years}

_TERMS = ", documents trusted first where they conflict"


def estimates(
    claims: Given,
    quantity: Asked = None,
    *,
    by: str = "claim",
    bounds: tuple[float | None, float | None] | Ledger | Reconciliation | None = None,
    reading: Reading = "printed",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw competing claims as ranges, each with its best value marked.

    Copies of one count share a line that names them. The axis spans what is in dispute: the
    figures that somebody stands by, in numbers. An end that a source leaves open is an arrow, and
    so is one beyond the axis. A figure that is rejected, surveyed or rhetorical is hollow; shares
    and multiples are left out. Nothing is pooled or averaged.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, ours or the user's, which is not changed. A ledger stands for its claims
        under its reading, with its bounds; figures that nobody asserts are not in it.
    quantity : str or Quantity, optional
        ``measure|group|operation|place|period``. By claim and by year it may be left out if the
        claims count one quantity only. By measure it stands for its group, operation, place and
        period, and is by default everyone in the Soviet Union in 1937 and 1938.
    by : {"claim", "measure", "year"}
        One line a count; the same under what is counted, from arrests to all deaths; or the year
        in which each claim was made along the horizontal axis, those without a year left out.
    bounds : tuple of float, Ledger or Reconciliation, optional
        Lowest and highest value that other figures allow, drawn as a band behind the claims on one
        quantity; None as either end leaves that end open. From a ledger the band is worked out:
        what its claims on other quantities imply for this one, as far as they bear on it directly;
        those on itself are left out.
    reading : str or policy
        How printed figures become ranges; a ledger brings its own.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

    Raises
    ------
    InvalidChoice
        If `by` or `bounds` is none of what is allowed, or a quantity must be named.
    UnknownQuantity
        If no claim counts the quantity.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.estimates(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ax.get_title().startswith("Executed, Soviet Union, 1937–1938")
    True

    With the band that the other figures of a ledger imply:

    >>> claims = ps.load("executions")
    >>> ax = ps.charts.estimates(
    ...     claims, "executions|all|all|ussr|1937/1938", bounds=ps.Ledger(claims)
    ... )
    >>> "Other figures imply" in ps.charts.alt_text(ax)
    True
    """
    check_choice(by, FORMS, "by")
    if by == "measure" and bounds is not None:
        raise InvalidChoice("bounds belong to one quantity: use them with by='claim'")
    rows, reading = rows_of(claims, reading, vocabulary)
    if isinstance(claims, Ledger | Reconciliation) and bounds is None:
        bounds = claims
    implied = None if by == "measure" else _implied(bounds, rows, quantity)
    with page(frame) as at:
        return FORMS[by](at, rows, quantity, implied, reading)


def _implied(
    bounds: tuple[float | None, float | None] | Ledger | Reconciliation | None,
    rows: pd.DataFrame,
    quantity: Asked,
) -> Bounds | None:
    """Return the bounds given, or those that a ledger implies; None where nothing follows."""
    if bounds is None:
        return None
    if isinstance(bounds, Ledger | Reconciliation):
        low, high, consistent = others_imply(bounds, claim_rows.counts_on(rows, quantity)[0])
        ends = (low if low > 0 else None, high if math.isfinite(high) else None)
        return None if ends == (None, None) else Bounds(*ends, "" if consistent else _TERMS)
    try:
        least, most = (None if end is None or end != end else float(end) for end in bounds)
    except (TypeError, ValueError):
        raise InvalidChoice(f"bounds={bounds!r} is not a pair (low, high) of numbers") from None
    if least is not None and most is not None and least > most:
        raise InvalidChoice(f"bounds={bounds!r}: the low end is above the high end")
    return Bounds(least, most)

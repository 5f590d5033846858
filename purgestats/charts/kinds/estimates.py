"""Competing claims side by side, in three forms: by claim, by measure, by year."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.kinds.estimates_by_year import draw_years
from purgestats.charts.layout.page import Frame, Page, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.marks.counts import citation, counts_of, key_of, strips_of
from purgestats.charts.marks.range import ABOVE, Bounds, bounds_words, draw_bounds
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted.claim_rows import (
    counts_on,
    describe_claims,
    headline,
    in_dispute,
    in_order,
    scope_title,
    spans_of,
    values_in,
)
from purgestats.charts.plotted.inputs import Given, implied_by_others, ledger_of, rows_of
from purgestats.charts.record import table_of
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, unknown
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation
from purgestats.words import counted, scope_words, sentence_case, sentences


def draw_claims(
    page: Page,
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
) -> Axes:
    """Draw the claims on one quantity as horizontal ranges, lowest at the top."""
    chosen, found = counts_on(rows, quantity)
    counts = counts_of(found)
    title = f"{scope_title(chosen, labels_of(rows))}: {headline(found)}"
    values = values_in(in_dispute(found))
    flat = page.is_flat(len(counts))
    caption = _caption(found, len(counts), max(values, default=0.0), bounds)
    key, above = [] if flat else key_of(found), ABOVE * (bounds is not None)
    sheet = Sheet(title, caption, citation(found, reading), above=above, key=key)
    lines = strips_of(found) if flat else [one.line() for one in counts]
    unit, table, first = str(found["unit"].iloc[0]), table_of(found), "by kind of source" * flat
    told = f"{describe_claims(title, found)}{bounds_words(bounds)}"

    def band(ax: Axes, scale: Scale) -> None:
        draw_bounds(ax, bounds, scale)

    return draw_rows(page, sheet, lines, values, unit, table, first=first, told=told, behind=band)


def _caption(found: pd.DataFrame, lines: int, most: float, bounds: Bounds | None) -> str:
    """Say how to read lines of counts, for an axis that goes up to some value."""
    copies = "copies of one count share a line" if lines < len(found) else "one line each"
    spans = spans_of(found)
    beyond = any(max(span.known, default=0.0) > most for span in spans)
    open_ = beyond or any(math.isnan(s.low) or math.isnan(s.high) for s in spans)
    off = ", or it lies farther off." if beyond else "."
    return sentences(
        f"{counted(len(found), 'published figure')}, {copies}.",
        "A line is the range a figure allows, its best value marked.",
        f"An arrow: no bound is given{off}" * open_,
        "" if bounds is None else f"The band is what other figures imply{bounds.terms}.",
    )


MEASURES = (
    *("arrests", "convictions", "death-sentences", "executions"),
    *("camp-deaths", "unofficial-killings", "killed", "deaths"),
)
"""What is counted, in the order drawn."""

DEFAULT_SCOPE = Quantity.parse("deaths|all|all|ussr|1937/1938")


def draw_measures(
    page: Page, rows: pd.DataFrame, quantity: str | Quantity | None, reading: str | Policy
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
    caption = (
        f"{counted(len(found), 'published figure')}, each under what it counts; copies of one "
        "count share a line. Figures under different headings need not agree."
    )
    told = [
        f"{labels.term('measure', measure)}, {who}"
        for measure, who in zip(found["measure"], found["label"], strict=True)
    ]
    sheet = Sheet(title, caption, citation(found, reading), key=key_of(found))
    values, unit = values_in(in_dispute(found)), str(found["unit"].iloc[0])
    words = describe_claims(title, found.assign(label=told))
    return draw_rows(page, sheet, lines, values, unit, table_of(found), told=words)


def _found(rows: pd.DataFrame, scope: Quantity) -> pd.DataFrame:
    counts = rows.loc[~rows["is_share"]]
    found = [
        in_order(counts.loc[counts["quantity"] == str(replace(scope, measure=measure))])
        for measure in MEASURES
    ]
    if not any(len(one) for one in found):
        known = sorted(counts.loc[counts["measure"].isin(MEASURES), "quantity"].unique())
        words = f"no claim counts arrests, executions or deaths for {'|'.join([*scope][1:])}"
        raise unknown(UnknownQuantity, words, scope, known)
    return pd.concat([one for one in found if len(one)])


FORMS = ("claim", "measure", "year")

_TERMS = ", documents trusted first where they conflict"


def estimates(
    claims: Given,
    quantity: str | Quantity | None = None,
    *,
    by: str = "claim",
    bounds: tuple[float | None, float | None] | Ledger | Reconciliation | None = None,
    reading: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
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
    if by not in FORMS:
        raise InvalidChoice(f"by={by!r} is none of {', '.join(map(repr, FORMS))}")
    if by == "measure" and bounds is not None:
        raise InvalidChoice("bounds belong to one quantity: use them with by='claim'")
    rows, reading = rows_of(claims, reading, vocabulary)
    if isinstance(claims, Ledger | Reconciliation) and bounds is None:
        bounds = claims
    implied = None if by == "measure" else _implied(bounds, rows, quantity)
    with page(frame) as sheet:
        if by == "measure":
            return draw_measures(sheet, rows, quantity, reading)
        draw = draw_claims if by == "claim" else draw_years
        return draw(sheet, rows, quantity, implied, reading)


def _implied(
    bounds: tuple[float | None, float | None] | Ledger | Reconciliation | None,
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
) -> Bounds | None:
    """Return the bounds given, or those that a ledger implies; None where nothing follows."""
    if bounds is None:
        return None
    if isinstance(bounds, Ledger | Reconciliation):
        chosen, _ = counts_on(rows, quantity)
        low, high, consistent = implied_by_others(ledger_of(bounds), chosen)
        known = low > 0 or math.isfinite(high)
        ends = (low if low > 0 else None, high if math.isfinite(high) else None)
        return Bounds(*ends, "" if consistent else _TERMS) if known else None
    try:
        least, most = (None if end is None or end != end else float(end) for end in bounds)
    except (TypeError, ValueError):
        raise InvalidChoice(f"bounds={bounds!r} is not a pair (low, high) of numbers") from None
    if least is not None and most is not None and least > most:
        raise InvalidChoice(f"bounds={bounds!r}: the low end is above the high end")
    return Bounds(least, most)

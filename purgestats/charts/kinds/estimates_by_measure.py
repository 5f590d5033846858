"""What is being counted: from arrests to all deaths, every claim on each in one picture."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Page, Sheet
from purgestats.charts.marks.counts import counts_of
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted.claim_rows import in_dispute, in_order, values_in
from purgestats.charts.plotted.wording import describe_claims
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownQuantity, did_you_mean, nearest
from purgestats.words import counted, scope_words, sentence_case

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
    return draw_rows(
        page,
        Sheet(title, caption, citation(found, reading), key=key_of(found)),
        lines,
        values_in(in_dispute(found)),
        str(found["unit"].iloc[0]),
        found,
        told=describe_claims(title, found.assign(label=told)),
    )


def _found(rows: pd.DataFrame, scope: Quantity) -> pd.DataFrame:
    counts = rows.loc[~rows["is_share"]]
    found = [
        in_order(counts.loc[counts["quantity"] == str(replace(scope, measure=measure))])
        for measure in MEASURES
    ]
    if not any(len(one) for one in found):
        known = sorted(counts.loc[counts["measure"].isin(MEASURES), "quantity"].unique())
        raise UnknownQuantity(
            f"no claim counts arrests, executions or deaths for {'|'.join([*scope][1:])}"
            + did_you_mean(nearest(str(scope), known))
        )
    return pd.concat([one for one in found if len(one)])

"""``purgestats compare``: every pair of claims on one quantity."""

from __future__ import annotations

from typing import Any

import click

from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import number, records, table


@options.examples(
    'purgestats compare "arrests|all|all|ussr|1937/1938"',
    'purgestats compare "arrests|all|all|ussr|1937/1938" --file claims.xlsx --with-ours',
)
@click.argument("quantity", required=False)
@options.claims()
@options.reading
def command(quantity: str | None, selection: options.Selection, reading: str) -> Told:
    """Compare every pair of claims on one QUANTITY.

    A quantity is written measure|group|operation|place|period, in quotation marks.
    """
    from purgestats.estimates.compare.compare import compare

    found = compare(selection.claims(), quantity, reading=reading, vocabulary=selection.vocabulary)
    told: dict[str, Any] = {"quantity": str(found.quantity), "reading": found.policy}
    told |= {"claims": records(found.claims), "pairs": records(found.to_frame())}
    names = ("claim_id", "claimant", "as_printed", "low", "high", "stance")
    columns = [found.claims[name].tolist() for name in names]
    columns[3] = [number(value) for value in columns[3]]
    columns[4] = [number(value, up=True) for value in columns[4]]
    headings = ("claim", "claimant", "figure", "low", "high", "stance")
    spare, rows = ("stance", "claimant"), zip(*columns, strict=True)
    lines = [f"{found}\n", table(headings, rows, right=("low", "high"), spare=spare)]
    pairs = [
        (pair.first, pair.second, pair.relation, number(pair.gap), f"{pair.ratio:.3g}")
        for pair in found.pairs
    ]
    if pairs:
        over = ("first", "second", "relation", "gap", "ratio")
        lines += ["", table(over, pairs, right=("gap", "ratio"))]
    return Told(told, lines)

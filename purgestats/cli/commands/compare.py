"""``purgestats compare``: every pair of claims on one quantity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

import purgestats as ps
from purgestats.cli import options
from purgestats.cli.options import Told, ends
from purgestats.cli.screen import number, records, table


@options.telling
@click.argument("quantity", required=False)
@options.claims()
@options.reading
def command(quantity: str | None, selection: options.Selection, reading: str) -> Told:
    """Compare every pair of claims on one QUANTITY.

    A quantity is written measure|group|operation|place|period, in quotation marks.
    """
    claims = selection.claims()
    wanted = None if quantity is None else options.quantity_among(claims, quantity)
    found = ps.compare(claims, wanted, reading=reading, vocabulary=selection.vocabulary)
    told: dict[str, Any] = {"quantity": str(found.quantity), "reading": found.policy}
    told |= {"claims": records(found.claims), "pairs": records(found.to_frame())}
    return Told(told, _lines(found))


def _lines(found: ps.Comparison) -> Iterator[str]:
    """Yield the claims in a table, and every pair of them."""
    yield f"{found}\n"
    headings = ("claim", "claimant", "figure", "low", "high", "stance")
    rows = [
        (row["claim_id"], row["claimant"], row["as_printed"], *ends(row), row["stance"])
        for row in found.claims.to_dict("records")
    ]
    yield from table(headings, rows, right=("low", "high"), spare=("stance", "claimant"))
    pairs = [
        (pair.first, pair.second, pair.relation, number(pair.gap), f"{pair.ratio:.4g}")
        for pair in found.pairs
    ]
    if pairs:
        yield ""
        over = ("first", "second", "relation", "gap", "ratio")
        yield from table(over, pairs, right=("gap", "ratio"))

"""``purgestats compare``: every pair of claims on one quantity."""

from __future__ import annotations

import click

from purgestats.cli import options
from purgestats.cli.screen import number, records, say, say_json, say_table


@options.examples(
    'purgestats compare "arrests|all|all|ussr|1937/1938"',
    'purgestats compare "arrests|all|all|ussr|1937/1938" --file claims.xlsx --with-ours',
)
@click.argument("quantity", required=False)
@options.claims()
@options.reading
@options.as_json
def command(
    quantity: str | None, selection: options.Selection, reading: str, as_json: bool
) -> None:
    """Compare every pair of claims on one QUANTITY.

    A quantity is written measure|group|operation|place|period, in quotation marks.
    """
    from purgestats.estimates.compare.compare import compare

    found = compare(selection.claims(), quantity, reading=reading, vocabulary=selection.vocabulary)
    if as_json:
        head = {"quantity": str(found.quantity), "reading": found.policy}
        say_json({**head, "claims": records(found.claims), "pairs": records(found.to_frame())})
        return
    say(f"{found}\n")
    names = ("claim_id", "claimant", "as_printed", "low", "high", "stance")
    columns = [found.claims[name].tolist() for name in names]
    columns[3] = [number(value) for value in columns[3]]
    columns[4] = [number(value, up=True) for value in columns[4]]
    headings = ("claim", "claimant", "figure", "low", "high", "stance")
    rows = zip(*columns, strict=True)
    say_table(headings, rows, right=("low", "high"), spare=("stance", "claimant"))
    if found.pairs:
        say()
        pairs = [
            (pair.first, pair.second, pair.relation, number(pair.gap), f"{pair.ratio:.3g}")
            for pair in found.pairs
        ]
        say_table(("first", "second", "relation", "gap", "ratio"), pairs, right=("gap", "ratio"))

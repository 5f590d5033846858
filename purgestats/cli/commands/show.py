"""``purgestats show``: claims, one in full or several in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from purgestats.cli import options
from purgestats.cli.options import Row, Told, chosen, ends
from purgestats.cli.screen import records, table
from purgestats.words import Labels, claim_scope_words

if TYPE_CHECKING:
    import pandas as pd


@options.telling
@options.targets
@options.claims()
def command(targets: tuple[str, ...], selection: options.Selection) -> Told:
    """Show claims: one in full, several in a table.

    Name claims, topics, persons or quantities; of a file of your own all claims are shown if
    nothing is named.
    """
    if not targets and selection.file is None and not selection.topics:
        raise click.UsageError(
            "name a claim, a topic, a person or a quantity; `purgestats list` lists them"
        )
    from purgestats.claims.table.terms import labels_of

    claims = chosen(selection, targets)
    if len(claims) == 1:
        return Told(records(claims), _one(claims, selection))
    headings = ("claim", "figure", "low", "high", "counts", "claimant", "stance")
    labels, spare = labels_of(claims), ("stance", "counts", "claimant")
    rows = (_cells(row, labels) for row in claims.to_dict("records"))
    return Told(records(claims), table(headings, rows, right=("low", "high"), spare=spare))


def _one(claims: pd.DataFrame, selection: options.Selection) -> Iterator[str]:
    """Yield every cell of a claim that is filled, and how to cite it."""
    from purgestats.claims.files.raw import plain
    from purgestats.claims.sources.citations import cite

    row = claims.to_dict("records")[0]
    filled = {name: plain(value) for name, value in row.items() if value == value}
    width = max(len(str(name)) for name, value in filled.items() if value)
    for name, value in filled.items():
        if value and value != "<NA>":
            yield f"{name:<{width}}  {value}"
    yield ""
    yield cite(claims, sources=selection.sources)


def _cells(row: Row, labels: Labels) -> tuple[str, ...]:
    """Return a claim as one row of a table."""
    counts, who = claim_scope_words(row, labels), labels.claimant(row["claimant"])
    return (row["claim_id"], row["as_printed"], *ends(row), counts, who, row["stance"])

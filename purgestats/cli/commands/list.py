"""``purgestats list``: what there is."""

from __future__ import annotations

from collections import Counter

import click

from purgestats.cli import options
from purgestats.cli.screen import records, say, say_json, say_table


@options.examples(
    "purgestats list",
    "purgestats list --quantities --topic arrests",
    "purgestats list --quantities --file claims.xlsx",
    "purgestats list --evidence",
)
@click.option("--quantities", is_flag=True, help="List what the claims count instead.")
@click.option("--evidence", is_flag=True, help="Count how the figures were checked instead.")
@options.claims()
@options.as_json
def command(quantities: bool, evidence: bool, selection: options.Selection, as_json: bool) -> None:
    """List the topics, or what claims count, or how checked."""
    if quantities and evidence:
        raise click.UsageError("--quantities and --evidence list two different things")
    if quantities:
        from purgestats.claims.table.contract import take

        found = take(selection.claims()).counts_on.items()
        counts = Counter({quantity: len(rows) for quantity, rows in found})
        _say_counts("quantity", counts, as_json)
    elif evidence:
        table = selection.claims()
        kinds = Counter(one or "not said" for one in table["evidence"])
        _say_counts("evidence", kinds, as_json)
        if not as_json:
            year, basis = table["claim_year"].notna().sum(), table["derived_from"].ne("").sum()
            say(f"Of {len(table):,}, {year:,} have a year and {basis:,} say on what they rest.")
    elif selection.file is not None or selection.topics:
        raise click.UsageError(
            "a file or a topic is listed with --quantities or --evidence; or use show"
        )
    else:
        _list_topics(as_json)


def _list_topics(as_json: bool) -> None:
    """Print each topic with its title and how much is in it."""
    from purgestats.claims.datasets.catalogue import catalogue

    table = catalogue()
    if as_json:
        say_json(records(table))
        return
    columns = [table[name].astype(str) for name in ("name", "title", "rows", "sources")]
    headings = ("topic", "title", "claims", "sources")
    say_table(headings, zip(*columns, strict=True), right=headings[2:])


def _say_counts(kind: str, counts: Counter[str], as_json: bool) -> None:
    """Print of what there are how many claims, the commonest first."""
    if as_json:
        say_json([{kind: one, "claims": many} for one, many in counts.most_common()])
        return
    rows = [(one, f"{many:,}") for one, many in counts.most_common()]
    say_table((kind, "claims"), rows, right=("claims",))

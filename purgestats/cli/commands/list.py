"""``purgestats list``: what there is."""

from collections import Counter
from itertools import chain

import click

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import records, table


@options.telling
@click.option("--quantities", is_flag=True, help="List what the claims count instead.")
@click.option("--evidence", is_flag=True, help="Count how the figures were checked instead.")
@options.claims()
def command(quantities: bool, evidence: bool, selection: options.Selection) -> Told:
    """List the topics, or what claims count, or how checked."""
    if quantities and evidence:
        raise click.UsageError("--quantities and --evidence list two different things")
    if quantities:
        from purgestats.claims.table.contract import take

        found = take(selection.claims()).counts_on.items()
        return _counts("quantity", Counter({quantity: len(rows) for quantity, rows in found}))
    if evidence:
        claims = selection.claims()
        year, basis = claims["claim_year"].notna().sum(), claims["derived_from"].ne("").sum()
        end = (
            f"Of {len(claims):,} claims, {year:,} have a year and {basis:,} say on what they rest."
        )
        counts = Counter(one or "not said" for one in claims["evidence"])
        means = next(one.description for one in claims_columns() if one.name == "evidence")
        return _counts("evidence", counts, f"How a figure was checked: {means}", end)
    if selection.file is not None or selection.topics:
        raise click.UsageError(
            "a file or a topic is listed with --quantities or --evidence; or use show"
        )
    from purgestats.claims.datasets.catalogue import catalogue

    topics = catalogue()
    columns = [topics[name].astype(str) for name in ("name", "title", "rows", "sources")]
    headings = ("topic", "title", "claims", "sources")
    return Told(records(topics), table(headings, zip(*columns, strict=True), right=headings[2:]))


def _counts(kind: str, counts: Counter[str], *more: str) -> Told:
    """Tell of what there are how many claims, the commonest first."""
    found = counts.most_common()
    shown = table((kind, "claims"), [(one, f"{many:,}") for one, many in found], right=("claims",))
    return Told([{kind: one, "claims": many} for one, many in found], chain(shown, more))

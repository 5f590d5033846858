"""``purgestats list``, ``show`` and ``cite``: what there is, and who is to be quoted for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from purgestats.cli.helping import Command
from purgestats.cli.options import Selection, claims_options, complete_targets, json_option
from purgestats.cli.screen import number, records, say, say_json, say_table, share
from purgestats.errors import UnknownClaim, did_you_mean, nearest

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("text", "bibtex", "ris", "csl-json")


@click.command(
    "list",
    cls=Command,
    examples=(
        "purgestats list",
        "purgestats list --quantities --topic arrests",
        "purgestats list --quantities --file claims.xlsx",
    ),
)
@click.option("--quantities", is_flag=True, help="List what the claims count instead.")
@claims_options()
@json_option
def list_command(quantities: bool, selection: Selection, as_json: bool) -> None:
    """List the topics, or the quantities that claims count."""
    if quantities:
        _list_quantities(selection.claims(), as_json)
    elif selection.file is not None or selection.topics:
        raise click.UsageError("a file or a topic is listed with --quantities; or use show")
    else:
        _list_topics(as_json)


def _list_topics(as_json: bool) -> None:
    from purgestats.claims.datasets.catalogue import catalogue

    table = catalogue()
    if as_json:
        say_json(records(table))
        return
    columns = [table[name].astype(str) for name in ("name", "title", "rows", "sources")]
    headings = ("topic", "title", "claims", "sources")
    say_table(headings, zip(*columns, strict=True), right=headings[2:])


def _list_quantities(claims: pd.DataFrame, as_json: bool) -> None:
    counts = Counter(_quantity(row) for row in _rows(claims) if not _is_relative(row))
    if as_json:
        say_json([{"quantity": one, "claims": many} for one, many in counts.most_common()])
        return
    rows = [(one, f"{many:,}") for one, many in counts.most_common()]
    say_table(("quantity", "claims"), rows, right=("claims",))


@click.command(
    "show",
    cls=Command,
    examples=(
        "purgestats show kuhr-arrests",
        "purgestats show arrests",
        'purgestats show "executions|all|all|ussr|1937/1938"',
        "purgestats show --file claims.xlsx",
    ),
)
@click.argument(
    "targets", metavar="[CLAIM|TOPIC|QUANTITY]...", nargs=-1, shell_complete=complete_targets
)
@claims_options()
@json_option
def show_command(targets: tuple[str, ...], selection: Selection, as_json: bool) -> None:
    """Show claims: one in full, several in a table.

    Name claims, topics or quantities; of a file of your own all claims are shown if nothing is
    named.
    """
    if not targets and selection.file is None and not selection.topics:
        raise click.UsageError("name a claim, a topic or a quantity; `purgestats list` lists them")
    claims = _chosen(selection, targets)
    if as_json:
        say_json(records(claims))
    elif len(claims) == 1:
        _show_one(claims, selection)
    else:
        headings = ("claim", "figure", "low", "high", "counts", "claimant", "stance")
        spare = ("stance", "counts", "claimant")
        say_table(headings, map(_cells, _rows(claims)), right=("low", "high"), spare=spare)


def _show_one(claims: pd.DataFrame, selection: Selection) -> None:
    from purgestats.claims.files.raw import plain
    from purgestats.claims.sources.citations import cite

    row = _rows(claims)[0]
    filled = {name: plain(value) for name, value in row.items() if value == value}
    width = max(len(str(name)) for name, value in filled.items() if value)
    for name, value in filled.items():
        if value and value != "<NA>":
            say(f"{name:<{width}}  {value}")
    say()
    say(cite(claims, sources=selection.sources))


@click.command(
    "cite",
    cls=Command,
    examples=(
        "purgestats cite kuhr-arrests",
        "purgestats cite executions --to bibtex > sources.bib",
    ),
)
@click.argument(
    "targets", metavar="[CLAIM|TOPIC|QUANTITY]...", nargs=-1, shell_complete=complete_targets
)
@click.option(
    "--to",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Lines to quote, or records for a reference manager.",
)
@claims_options()
@json_option
def cite_command(targets: tuple[str, ...], to: str, selection: Selection, as_json: bool) -> None:
    """Say how to cite claims, or the works that print them."""
    from purgestats.claims.sources.citations import cite

    if as_json and to not in ("text", "csl-json"):
        raise click.UsageError("--json goes with --to text or csl-json")
    if not targets and selection.file is None and not selection.topics:
        raise click.UsageError("name a claim, a topic or a quantity")
    claims = _chosen(selection, targets)
    text = cite(claims, to, selection.sources)
    if as_json and to == "text":
        lines = zip(claims["claim_id"], text.split("\n"), strict=True)
        say_json([{"claim_id": claim, "citation": line} for claim, line in lines])
    else:
        say(text.rstrip("\n"))


def _chosen(selection: Selection, targets: Sequence[str]) -> pd.DataFrame:
    """Return the claims named: by id, by topic, or by what they count."""
    import pandas as pd

    claims = selection.claims()
    if not targets:
        return claims
    parts = [_found(selection, claims, target) for target in dict.fromkeys(targets)]
    return pd.concat(parts).drop_duplicates("claim_id").reset_index(drop=True)


def _found(selection: Selection, claims: pd.DataFrame, target: str) -> pd.DataFrame:
    from purgestats.claims.datasets.catalogue import load
    from purgestats.claims.datasets.datapackage import topics
    from purgestats.claims.vocabulary.quantities import Quantity

    ids = claims["claim_id"]
    if (ids == target).any():
        return claims[ids == target]
    if "|" in target:
        wanted = str(Quantity.parse(target))
        return claims[[_quantity(row) == wanted for row in _rows(claims)]]
    ours = selection.file is None or selection.with_ours
    if ours and target in topics():
        return claims[ids.isin(load(target)["claim_id"])]
    known = [*ids, *(topics() if ours else ())]
    raise UnknownClaim(f"no claim or topic {target!r}" + did_you_mean(nearest(target, known)))


Row = Mapping[Hashable, Any]


def _rows(claims: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return claims.to_dict("records")


def _is_relative(row: Row) -> bool:
    return row["unit"] in ("share", "multiple")


def _quantity(row: Row) -> str:
    from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity

    return str(Quantity.parse("|".join(row[name] for name in DIMENSIONS)))


def _cells(row: Row) -> tuple[str, ...]:
    """Return a claim as one row of a table."""
    low, high = number(row["low"]), number(row["high"], up=True)
    if _is_relative(row):
        low, high = share(row["low"]), share(row["high"])
    return (
        row["claim_id"],
        row["as_printed"],
        low,
        high,
        _scope(row),
        row["claimant"],
        row["stance"],
    )


def _scope(row: Row) -> str:
    """Return what a claim counts, without what goes without saying."""
    from purgestats.claims.vocabulary.quantities import DIMENSIONS

    own = [row[name] for name in DIMENSIONS]
    base = [row[f"of_{name}"] for name in DIMENSIONS]
    words = ", ".join(term for term in own if term not in ("all", "ussr"))
    if not any(base):
        return words
    return f"{words}; of {', '.join(term for term in base if term)}"

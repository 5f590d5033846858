"""``purgestats check``: every fault of a table of one's own, or how each figure is read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from purgestats.cli.helping import examples
from purgestats.cli.options import json_option, sources_option, vocabulary_option
from purgestats.cli.rows import ends
from purgestats.cli.screen import records, say, say_json, say_table, working
from purgestats.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from purgestats.errors import ClaimError, ClaimErrors

MOST_SHOWN = 20


@examples(
    "purgestats check claims.xlsx",
    "purgestats check claims.csv --vocabulary my-vocabulary --sources my-sources.bib",
)
@click.argument("file", type=click.Path())
@vocabulary_option
@sources_option
@json_option
def command(file: str, vocabulary: str | None, sources: str | None, as_json: bool) -> None:
    """Check FILE, a table of claims; say how each is read.

    Every fault is listed with its line or cell, and the exit code is then 2.
    """
    from purgestats.claims.table.table import read_claims
    from purgestats.errors import ClaimErrors

    try:
        with working(f"reading {file}"):
            claims = read_claims(file, vocabulary, sources)
    except ClaimErrors as faults:
        _say_faults(faults, as_json)
        sys.exit(2)
    supplied = _supplied(claims)
    if as_json:
        say_json({"faults": [], "claims": records(claims), "supplied": supplied})
    else:
        _say_checked(claims, supplied)


def _say_faults(faults: ClaimErrors, as_json: bool) -> None:
    """Print every fault."""
    if as_json:
        say_json({"faults": [_fault_json(one) for one in faults.errors]})
    else:
        say(str(faults))


def _fault_json(fault: ClaimError) -> dict[str, Any]:
    """Return a fault for JSON."""
    return {
        "file": fault.file,
        "line": fault.line,
        "cell": fault.place.cell,
        "column": fault.column,
        "claim_id": fault.claim_id,
        "value": fault.value,
        "rule": fault.rule,
        "nearest": fault.nearest,
    }


def _supplied(claims: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the defaults that stand in for blank cells, and in how many rows they do."""
    from purgestats.claims.table.contract import take

    table = take(claims).supplied
    return {
        str(name): {"value": rows["value"].iloc[0], "rows": len(rows)}
        for name, rows in table.groupby("column", sort=False)
    }


def _say_checked(claims: pd.DataFrame, supplied: dict[str, dict[str, Any]]) -> None:
    """Print how figures are read, what was supplied, and what is left of the template."""
    from purgestats.claims.export.template import EXAMPLE_ID

    count = len(claims)
    say(f"{counted(count, 'claim')}, no fault. The figures are read as:\n")
    rows = []
    for row in claims.head(MOST_SHOWN).to_dict("records"):
        rows.append((row["claim_id"], row["as_printed"], *ends(row), row["unit"]))
    headings = ("claim", "figure", "low", "high", "unit")
    say_table(headings, rows, right=("low", "high"))
    if count > MOST_SHOWN:
        say(f"and {count - MOST_SHOWN:,} more; --json has them all")
    if supplied:
        say("\nSupplied where nothing is written:")
        for name, one in supplied.items():
            more = ", marked as inferred" if name in ("place", "period") else ""
            say(f"  {name} {one['value']} in {counted(one['rows'], 'row')}{more}")
    examples = [one for one in claims["claim_id"] if one.startswith(EXAMPLE_ID)]
    if examples:
        say(f"\nExample rows of the template are still there: {', '.join(examples)}")

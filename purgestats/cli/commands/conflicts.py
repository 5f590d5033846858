"""``purgestats conflicts``: claims that cannot all hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

import purgestats as ps
from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import table, working
from purgestats.words import counted, strain_words


@options.telling
@options.claims()
@options.reading
@options.assumptions
@click.option("--within", type=click.Choice(["source"]), help="Ask of each source by itself.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, help="How many to list.")
@click.option("--explain", is_flag=True, help="Say of each why it cannot hold.")
@options.fail_on_conflict
def command(
    selection: options.Selection,
    reading: str,
    assumptions: str,
    within: str | None,
    limit: int,
    explain: bool,
    fail_on_conflict: bool,
) -> Told:
    """List smallest sets of claims that cannot all hold."""
    ledger = options.ledger_of(selection, reading, assumptions)
    with working("looking for conflicts"):
        found = ledger.conflicts(limit=limit, within=within)
        reasons = [one.explain() for one in found] if explain else []
    head = f"Among {counted(len(ledger.claims), 'claim')}: {found}."
    lines: Iterable[str] = (
        [head, *(f"\n{reason}" for reason in reasons)] if explain else _lines(head, found)
    )
    return Told(_json(found, reasons), lines, int(fail_on_conflict and len(found) > 0))


def _lines(head: str, found: ps.Conflicts) -> Iterator[str]:
    """Yield conflicts in a table."""
    yield head
    rows = []
    for place, one in enumerate(found, 1):
        members = "\n".join((*one.claims, *(f"{name} (assumed)" for name in one.assumptions)))
        rows.append((str(place), members, strain_words(one.strain), ", ".join(one.survives)))
    headings = ("", "cannot all hold as coded", "settled by widening each by", "under the readings")
    if rows:
        yield ""
        yield from table(headings, rows, right=headings[::2])


def _json(found: ps.Conflicts, reasons: list[str]) -> dict[str, Any]:
    """Return conflicts for JSON, with the reason of each where reasons are given."""
    listed = [options.conflict_json(one) for one in found]
    for one, reason in zip(listed, reasons, strict=False):
        one["explanation"] = reason
    told = {name: getattr(found, name) for name in ("reading", "complete", "complete_to")}
    return told | {"conflicts": listed}

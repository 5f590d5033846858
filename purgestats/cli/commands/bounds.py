"""``purgestats bounds``: the lowest and the highest value that claims allow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from purgestats.cli import options
from purgestats.cli.screen import number, records, say, say_json, say_table, working

if TYPE_CHECKING:
    import pandas as pd


@options.examples(
    'purgestats bounds "executions|all|all|ussr|1937/1938" --why',
    "purgestats bounds --topic arrests",
    "purgestats bounds --file claims.xlsx --with-ours",
)
@click.argument("quantities", nargs=-1, metavar="[QUANTITY]...")
@options.claims()
@options.reading
@options.assumptions
@options.lens("strict")
@click.option("--trust", metavar="CLAIM", multiple=True, help="A claim that holds; repeatable.")
@click.option("--why", is_flag=True, help="Name the claims behind each bound.")
@options.as_json
def command(
    quantities: tuple[str, ...],
    selection: options.Selection,
    reading: str,
    assumptions: str,
    lens: str,
    trust: tuple[str, ...],
    why: bool,
    as_json: bool,
) -> None:
    """Give the bounds that the claims set to each QUANTITY.

    Those are the lowest and the highest value that the claims allow. Without a quantity, all are
    listed of which the claims say anything. Bounds are rounded outward; --json has them in full.
    """
    ledger = options.ledger_of(selection, reading, assumptions)
    with working("proving bounds"):
        table = ledger.bounds(quantities or None, lens=lens, trust=trust or None)
    if as_json:
        say_json(records(table))
        return
    known = table if quantities else table[(table["low"] > 0) | (table["high"] < math.inf)]
    if why:
        _say_reasons(known)
    else:
        columns = [known.index.tolist(), *_ends(known)]
        say_table(("quantity", "low", "high"), zip(*columns, strict=True), right=("low", "high"))
    say()
    if not ledger.is_consistent():
        say(f"Where claims conflict, lens: {lens}.")
    if len(known) < len(table):
        say(f"{len(table) - len(known):,} quantities on which nothing is known are left out.")
    _say_proof(known)


def _ends(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return both bounds of each quantity as text."""
    low = [number(value) for value in table["low"]]
    return low, [number(value, up=True) for value in table["high"]]


def _say_reasons(table: pd.DataFrame) -> None:
    """Print the claims behind each bound."""
    reasons = table["low_because"], table["high_because"]
    for quantity, low, high, *because in zip(table.index, *_ends(table), *reasons, strict=True):
        say(quantity)
        for side, end, ids in (("low", low, because[0]), ("high", high, because[1])):
            say(f"  {side:<4}  {end}" + (f", because of {', '.join(ids)}" if ids else ""))


def _say_proof(table: pd.DataFrame) -> None:
    """Print which bounds are proved and attained."""
    if table["certified"].all() and table["tight"].all():
        say("Each bound is proved, and attained by some figures that can all hold.")
        return
    for name, words in (("certified", "not proved"), ("tight", "not shown to be attained")):
        some = table.index[~table[name]].tolist()
        if some:
            say(f"Bounds that are {words}: {', '.join(some)}")

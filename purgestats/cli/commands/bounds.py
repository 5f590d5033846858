"""``purgestats bounds``: the lowest and the highest value that claims allow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import number, records, table, working

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
def command(
    quantities: tuple[str, ...],
    selection: options.Selection,
    reading: str,
    assumptions: str,
    lens: str,
    trust: tuple[str, ...],
    why: bool,
) -> Told:
    """Give the bounds that the claims set to each QUANTITY.

    Those are the lowest and the highest value that the claims allow. Without a quantity, all are
    listed of which the claims say anything. Bounds are rounded outward; --json has them in full.
    """
    ledger = options.ledger_of(selection, reading, assumptions)
    with working("proving bounds"):
        found = ledger.bounds(quantities or None, lens=lens, trust=trust or None)
    known = found if quantities else found[(found["low"] > 0) | (found["high"] < math.inf)]
    notes = []
    if not ledger.is_consistent():
        notes.append(f"Where claims conflict, lens: {lens}.")
    if left_out := len(found) - len(known):
        notes.append(f"{left_out:,} quantities on which nothing is known are left out.")
    lines = [*(_reasons(known) if why else [_table(known)]), "", *notes, *_proof(known)]
    return Told(records(found), lines)


def _table(known: pd.DataFrame) -> str:
    rows = zip(known.index, *_ends(known), strict=True)
    return table(("quantity", "low", "high"), rows, right=("low", "high"))


def _ends(known: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return both bounds of each quantity as text."""
    low = [number(value) for value in known["low"]]
    return low, [number(value, up=True) for value in known["high"]]


def _reasons(known: pd.DataFrame) -> Iterator[str]:
    """Yield the claims behind each bound."""
    reasons = known["low_because"], known["high_because"]
    for quantity, low, high, *because in zip(known.index, *_ends(known), *reasons, strict=True):
        yield quantity
        for side, end, ids in (("low", low, because[0]), ("high", high, because[1])):
            yield f"  {side:<4}  {end}" + (f", because of {', '.join(ids)}" if ids else "")


def _proof(known: pd.DataFrame) -> list[str]:
    """Say which bounds are proved and attained."""
    if known["certified"].all() and known["tight"].all():
        return ["Each bound is proved, and attained by some figures that can all hold."]
    kinds = (("certified", "not proved"), ("tight", "not shown to be attained"))
    some = [(words, known.index[~known[name]].tolist()) for name, words in kinds]
    return [f"Bounds that are {words}: {', '.join(ids)}" for words, ids in some if ids]

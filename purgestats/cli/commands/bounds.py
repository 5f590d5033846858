"""``purgestats bounds``: the lowest and the highest value that claims allow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import number, records, table, working

if TYPE_CHECKING:
    import pandas as pd

    from purgestats.ledger.book import Ledger


@options.telling
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
    wanted = [options.quantity_among(ledger.claims, one) for one in quantities]
    with working("proving bounds"):
        found = ledger.bounds(wanted or None, lens=lens, trust=trust or None)
    known = found if quantities else found[(found["low"] > 0) | (found["high"] < math.inf)]
    return Told(records(found), _lines(ledger, known, len(found) - len(known), lens, why))


def _lines(
    ledger: Ledger, known: pd.DataFrame, left_out: int, lens: str, why: bool
) -> Iterator[str]:
    """Yield bounds in a table or with the claims behind each, and on what terms they hold."""
    ends = zip(map(number, known["low"]), map(partial(number, up=True), known["high"]), strict=True)
    rows = [(quantity, *both) for quantity, both in zip(known.index, ends, strict=True)]
    if why:
        reasons = zip(rows, known["low_because"], known["high_because"], strict=True)
        for (quantity, *both), *because in reasons:
            yield quantity
            for side, end, ids in zip(("low", "high"), both, because, strict=True):
                yield f"  {side:<4}  {end}" + (
                    f", because of {_because(ledger, ids)}" if ids else ""
                )
    else:
        yield from table(("quantity", "low", "high"), rows, right=("low", "high"))
    yield ""
    terms = "proved"
    if not ledger.is_consistent():
        from purgestats.reconciliation import TRUSTED

        terms = "exact on these terms"
        given = f"{TRUSTED[lens]}, and no more is set aside than must be"
        yield f"Claims conflict; this follows if {given}."
    if left_out:
        yield f"{left_out:,} quantities on which nothing is known are left out."
    if known["certified"].all() and known["tight"].all():
        yield f"Each bound is {terms}, and attained by some figures that can all hold."
    for name, words in (("certified", "not proved"), ("tight", "not shown to be attained")):
        if some := known.index[~known[name]].tolist():
            yield f"Bounds that are {words}: {', '.join(some)}"


def _because(ledger: Ledger, ids: Sequence[str]) -> str:
    """Name the claims and assumptions behind a bound."""
    from purgestats.ledger.conflicts.conflict import in_words

    assumed = [f"assumed: {one.statement}" for one in ledger.assumptions if one.id in ids]
    return "; ".join([*filter(None, [in_words(ledger.claims, ids)]), *assumed])

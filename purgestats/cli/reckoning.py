"""``purgestats compare``, ``conflicts``, ``bounds`` and ``reconcile``: claims taken together."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import click

from purgestats.cli.forms import changes_json, conflicts_json, reconciliation_json
from purgestats.cli.helping import Command
from purgestats.cli.options import (
    Selection,
    claims_options,
    conflict_option,
    json_option,
    reading_option,
)
from purgestats.cli.screen import number, records, say, say_json, say_table, working

if TYPE_CHECKING:
    import pandas as pd

    from purgestats.ledger.book import Ledger
    from purgestats.ledger.conflicts.conflict import Conflicts

ASSUMPTIONS = ("default", "all", "none")
POLICIES = ("any-repair", "strict")

assumptions_option = click.option(
    "--assumptions",
    type=click.Choice(ASSUMPTIONS),
    default="default",
    show_default=True,
    help="Relations that no source prints: the undisputed ones, all, or none.",
)


@click.command(
    "compare",
    cls=Command,
    examples=(
        'purgestats compare "arrests|all|all|ussr|1937/1938"',
        'purgestats compare "arrests|all|all|ussr|1937/1938" --file claims.xlsx --with-ours',
    ),
)
@click.argument("quantity", required=False)
@claims_options()
@reading_option
@json_option
def compare_command(
    quantity: str | None, selection: Selection, reading: str, as_json: bool
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


@click.command(
    "conflicts",
    cls=Command,
    examples=(
        "purgestats conflicts --topic arrests --explain",
        "purgestats conflicts --file claims.xlsx --fail-on-conflict",
    ),
)
@claims_options()
@reading_option
@assumptions_option
@click.option("--within", type=click.Choice(["source"]), help="Ask of each source by itself.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, help="How many to list.")
@click.option("--explain", is_flag=True, help="Say of each why it cannot hold.")
@conflict_option
@json_option
def conflicts_command(
    selection: Selection,
    reading: str,
    assumptions: str,
    within: str | None,
    limit: int,
    explain: bool,
    fail_on_conflict: bool,
    as_json: bool,
) -> None:
    """List smallest sets of claims that cannot all hold."""
    ledger = _ledger(selection, reading, assumptions)
    with working("looking for conflicts"):
        found = ledger.conflicts(limit=limit, within=within)
        reasons = [one.explain() for one in found] if explain else []
    if as_json:
        say_json(conflicts_json(found, reasons))
    else:
        say(f"{found}, among {len(ledger.claims):,} claims.")
        if len(found) and not explain:
            say()
            _say_conflicts(found)
        for reason in reasons:
            say(f"\n{reason}")
    _end(found, fail_on_conflict)


@click.command(
    "bounds",
    cls=Command,
    examples=(
        'purgestats bounds "executions|all|all|ussr|1937/1938" --why',
        "purgestats bounds --topic arrests",
        "purgestats bounds --file claims.xlsx --with-ours",
    ),
)
@click.argument("quantities", nargs=-1, metavar="[QUANTITY]...")
@claims_options()
@reading_option
@assumptions_option
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    default="any-repair",
    show_default=True,
    help="Where claims conflict: whichever are set aside, or refuse.",
)
@click.option("--trust", metavar="CLAIM", multiple=True, help="A claim that holds; repeatable.")
@click.option("--why", is_flag=True, help="Name the claims behind each bound.")
@json_option
def bounds_command(
    quantities: tuple[str, ...],
    selection: Selection,
    reading: str,
    assumptions: str,
    policy: str,
    trust: tuple[str, ...],
    why: bool,
    as_json: bool,
) -> None:
    """Give the bounds that the claims set to each QUANTITY.

    Those are the lowest and the highest value that the claims allow. Without a quantity, all are
    listed of which the claims say anything. Bounds are rounded outward; --json has them in full.
    """
    ledger = _ledger(selection, reading, assumptions)
    with working("proving bounds"):
        table = ledger.bounds(quantities or None, policy=policy, trust=trust or None)
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
    if len(known) < len(table):
        say(f"{len(table) - len(known):,} quantities on which nothing is known are left out.")
    _say_proof(known)


def _ends(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    low = [number(value) for value in table["low"]]
    return low, [number(value, up=True) for value in table["high"]]


def _say_reasons(table: pd.DataFrame) -> None:
    reasons = table["low_because"], table["high_because"]
    for quantity, low, high, *because in zip(table.index, *_ends(table), *reasons, strict=True):
        say(quantity)
        for side, end, ids in (("low", low, because[0]), ("high", high, because[1])):
            say(f"  {side:<4}  {end}" + (f", because of {', '.join(ids)}" if ids else ""))


def _say_proof(table: pd.DataFrame) -> None:
    if table["certified"].all() and table["tight"].all():
        say("Each bound is proved, and attained by some figures that can all hold.")
        return
    for name, words in (("certified", "not proved"), ("tight", "not shown to be attained")):
        some = table.index[~table[name]].tolist()
        if some:
            say(f"Bounds that are {words}: {', '.join(some)}")


@click.command(
    "reconcile",
    cls=Command,
    examples=(
        "purgestats reconcile",
        "purgestats reconcile claims.xlsx",
        "purgestats reconcile claims.xlsx --with-ours",
    ),
)
@claims_options(file_argument=True)
@reading_option
@conflict_option
@json_option
def reconcile_command(
    selection: Selection, reading: str, fail_on_conflict: bool, as_json: bool
) -> None:
    """Say what agrees, what cannot all hold, what follows.

    Of FILE, or of our claims. With --with-ours, say what the figures of FILE change among ours:
    who agrees with them, which conflicts are new, and which bounds move.
    """
    if selection.with_ours:
        _reconcile_with_ours(selection, reading, fail_on_conflict, as_json)
        return
    from purgestats.reconciliation import reconcile

    found = reconcile(selection.claims(), selection.vocabulary, reading)
    with working("reconciling", 4) as step:
        step("looking for conflicts")
        _ = found.conflicts, found.assumed_conflicts
        step("looking for what to set aside")
        _ = found.repairs
        step("proving bounds")
        _ = found.bounds
        step("summing up")
        text = found.summary()
    if as_json:
        say_json(reconciliation_json(found))
    else:
        say(text)
    _end(found.conflicts, fail_on_conflict)


def _reconcile_with_ours(
    selection: Selection, reading: str, fail_on_conflict: bool, as_json: bool
) -> None:
    from purgestats.changes import what_changes

    found = what_changes(selection.mine(), selection.ours(), selection.vocabulary, reading)
    with working("reconciling", 3) as step:
        step("looking for new conflicts")
        _ = found.conflicts
        step("proving bounds")
        _ = found.all_bounds
        step("summing up")
        text = found.summary()
    if as_json:
        say_json(changes_json(found))
    else:
        say(text)
    _end(found.conflicts, fail_on_conflict)


def _ledger(selection: Selection, reading: str, assumptions: str) -> Ledger:
    from purgestats.ledger.book import Ledger

    chosen = None if assumptions == "none" else assumptions
    return Ledger(selection.claims(), selection.vocabulary, chosen, reading)


def _say_conflicts(found: Conflicts) -> None:
    rows = [
        (
            str(place),
            "\n".join((*one.claims, *(f"{name} (assumed)" for name in one.assumptions))),
            f"{one.strain:.2g}",
            ", ".join(one.survives),
        )
        for place, one in enumerate(found, 1)
    ]
    headings = ("", "cannot all hold as coded", "strain", "under the readings")
    say_table(headings, rows, right=("", "strain"))


def _end(found: Conflicts, fail_on_conflict: bool) -> None:
    if fail_on_conflict and len(found):
        sys.exit(1)

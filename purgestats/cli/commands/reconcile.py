"""``purgestats reconcile``: what agrees, what cannot all hold, what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purgestats.cli.helping import examples
from purgestats.cli.options import (
    Selection,
    claims_options,
    file_argument,
    json_option,
    reading_option,
)
from purgestats.cli.reckoning import conflict_json, conflict_option, end, lens_option
from purgestats.cli.screen import records, say, say_json, working

if TYPE_CHECKING:
    from purgestats.changes import Changes
    from purgestats.reconciliation import Reconciliation


@examples(
    "purgestats reconcile",
    "purgestats reconcile claims.xlsx",
    "purgestats reconcile claims.xlsx --with-ours",
)
@claims_options(file_argument)
@reading_option
@lens_option()
@conflict_option
@json_option
def command(
    selection: Selection, reading: str, lens: str, fail_on_conflict: bool, as_json: bool
) -> None:
    """Say what agrees, what cannot all hold, what follows.

    Of FILE, or of our claims. With --with-ours, say what the figures of FILE change among ours:
    who agrees with them, which conflicts are new, and which bounds move.
    """
    if selection.with_ours:
        _reconcile_with_ours(selection, reading, lens, fail_on_conflict, as_json)
        return
    from purgestats.reconciliation import reconcile

    found = reconcile(selection.claims(), selection.vocabulary, reading, lens)
    with working("reconciling", 4) as step:
        step("looking for conflicts")
        _ = found.conflicts, found.assumed_conflicts
        step("looking for what to set aside")
        _ = found.prices
        step("proving bounds")
        _ = found.side_by_side
        step("summing up")
        text = found.summary()
    if as_json:
        say_json(_reconciliation_json(found))
    else:
        say(text)
    end(found.conflicts, fail_on_conflict)


def _reconcile_with_ours(
    selection: Selection, reading: str, lens: str, fail_on_conflict: bool, as_json: bool
) -> None:
    """Print what the figures of a file change among ours."""
    from purgestats.changes import what_changes

    found = what_changes(selection.mine(), selection.ours(), selection.vocabulary, reading, lens)
    with working("reconciling", 3) as step:
        step("looking for new conflicts")
        _ = found.conflicts
        step("proving bounds")
        _ = found.all_bounds
        step("summing up")
        text = found.summary()
    if as_json:
        say_json(_changes_json(found))
    else:
        say(text)
    end(found.conflicts, fail_on_conflict)


def _reconciliation_json(found: Reconciliation) -> dict[str, Any]:
    """Return for JSON all that follows from claims taken together."""
    return {
        "reading": found.ledger.policy,
        "lens": found.lens.name,
        "claims": len(found.ledger.claims),
        "quantities": len(found.ledger.quantities),
        "agreement": records(found.agreement),
        "conflicts": [conflict_json(one) for one in found.conflicts],
        "complete": found.conflicts.complete,
        "disagreements": records(found.disagreements.to_frame()),
        "prices": records(found.prices),
        "repairs": [one.claims for one in found.repairs],
        "bounds": records(found.bounds),
        "implied": found.implied.index.tolist(),
        "conflicts_with_disputed_assumptions": [
            conflict_json(one) for one in found.assumed_conflicts
        ],
    }


def _changes_json(found: Changes) -> dict[str, Any]:
    """Return for JSON what a user's figures change."""
    return {
        "reading": found.after.policy,
        "claims": records(found.to_frame()),
        "agreement": records(found.agreement),
        "new_conflicts": [conflict_json(one) for one in found.conflicts],
        "complete": found.conflicts.complete,
        "bounds": records(found.bounds),
    }

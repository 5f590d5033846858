"""The form that results have in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purgestats.cli.screen import records

if TYPE_CHECKING:
    from purgestats.changes import Changes
    from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
    from purgestats.reconciliation import Reconciliation


def conflicts_json(found: Conflicts, reasons: list[str]) -> dict[str, Any]:
    """Return conflicts, with the reason of each where reasons are given.

    Parameters
    ----------
    found : Conflicts
        Any conflicts.
    reasons : list of str
        One a conflict, or none.

    Returns
    -------
    dict
        For ``say_json``.
    """
    listed = [_conflict_json(one) for one in found]
    for one, reason in zip(listed, reasons, strict=False):
        one["explanation"] = reason
    return {
        "reading": found.reading,
        "complete": found.complete,
        "complete_to": found.complete_to,
        "conflicts": listed,
    }


def _conflict_json(one: Conflict) -> dict[str, Any]:
    return {
        "claims": one.claims,
        "assumptions": one.assumptions,
        "strain": one.strain,
        "survives": one.survives,
    }


def reconciliation_json(found: Reconciliation) -> dict[str, Any]:
    """Return all that follows from claims taken together.

    Parameters
    ----------
    found : Reconciliation
        The claims.

    Returns
    -------
    dict
        For ``say_json``.
    """
    return {
        "reading": found.ledger.policy,
        "claims": len(found.ledger.claims),
        "quantities": len(found.ledger.quantities),
        "agreement": records(found.agreement),
        "conflicts": [_conflict_json(one) for one in found.conflicts],
        "complete": found.conflicts.complete,
        "repairs": [one.claims for one in found.repairs],
        "bounds": records(found.bounds),
        "implied": found.implied.index.tolist(),
        "conflicts_with_disputed_assumptions": [
            _conflict_json(one) for one in found.assumed_conflicts
        ],
    }


def changes_json(found: Changes) -> dict[str, Any]:
    """Return what a user's figures change.

    Parameters
    ----------
    found : Changes
        The changes.

    Returns
    -------
    dict
        For ``say_json``.
    """
    return {
        "reading": found.after.policy,
        "claims": records(found.to_frame()),
        "agreement": records(found.agreement),
        "new_conflicts": [_conflict_json(one) for one in found.conflicts],
        "complete": found.conflicts.complete,
        "bounds": records(found.bounds),
    }

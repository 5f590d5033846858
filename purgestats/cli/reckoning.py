"""What commands share that take claims together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from purgestats.cli.options import Selection

FC = TypeVar("FC", bound=Callable[..., Any])

if TYPE_CHECKING:
    from purgestats.ledger.book import Ledger
    from purgestats.ledger.conflicts.conflict import Conflict, Conflicts

assumptions_option = click.option(
    "--assumptions",
    type=click.Choice(["default", "all", "none"]),
    default="default",
    show_default=True,
    help="Relations that no source prints: the undisputed ones, all, or none.",
)
conflict_option = click.option(
    "--fail-on-conflict", is_flag=True, help="End with exit code 1 if there is a conflict."
)

LENSES = ("documents", "scholars", "alike")


def lens_option(*more: str) -> Callable[[FC], FC]:
    """Return the option that says whom to trust first where claims conflict."""
    return click.option(
        "--lens",
        type=click.Choice([*LENSES, *more]),
        default="documents",
        show_default=True,
        help="Where claims conflict: which are trusted first.",
    )


def ledger_of(selection: Selection, reading: str, assumptions: str) -> Ledger:
    """Return the ledger of the claims that are meant."""
    from purgestats.ledger.book import Ledger

    chosen = None if assumptions == "none" else assumptions
    return Ledger(selection.claims(), selection.vocabulary, chosen, reading)


def conflict_json(one: Conflict) -> dict[str, Any]:
    """Return a conflict for JSON."""
    return {
        "claims": one.claims,
        "copies": one.copies,
        "assumptions": one.assumptions,
        "strain": one.strain,
        "survives": one.survives,
    }


def end(found: Conflicts, fail_on_conflict: bool) -> None:
    """End with exit code 1 if there is a conflict and that was asked for."""
    if fail_on_conflict and len(found):
        sys.exit(1)

"""``purgestats reconcile``: what agrees, what cannot all hold, what follows."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

import purgestats as ps
from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import records, working
from purgestats.words import counted

#: The report on one's own figures, in the folder that was named.
PAGE = "own-figures.html"


@options.telling
@options.claims(options.file_argument)
@options.reading
@options.lens()
@click.option(
    "--html",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, writable=True),
    help="With --with-ours: write the report as a page, with charts, into DIR.",
)
@options.force
@options.fail_on_conflict
def command(
    selection: options.Selection,
    reading: str,
    lens: str,
    folder: str | None,
    force: bool,
    fail_on_conflict: bool,
) -> Told:
    """Say what agrees, what cannot all hold, what follows.

    Of FILE, or of our claims. With --with-ours, say of each figure of FILE whether it is the same
    count as a published one, agrees, contradicts, or is new, and what it would cost to hold it.
    """
    if selection.with_ours:
        told = _own_figures(selection, reading, lens, folder, force)
        return told if fail_on_conflict else replace(told, code=0)
    if folder is not None:
        raise click.UsageError("--html goes with --with-ours: figures of yours beside ours")
    found = ps.reconcile(selection.claims(), selection.vocabulary, reading, lens)
    with working("reconciling", 3) as step:
        step("looking for conflicts")
        _ = found.conflicts
        step("proving bounds")
        _ = found.side_by_side
        step("summing up")
        text = found.summary()
    code = int(fail_on_conflict and len(found.conflicts) > 0)
    return Told(partial(_reconciliation_json, found), [text], code)


def _own_figures(
    selection: options.Selection, reading: str, lens: str, folder: str | None, force: bool
) -> Told:
    """Hold the figures of a file against ours; tell what is found, and write the page."""
    from purgestats.claims.export.atomic import check_target, write_file
    from purgestats.exploring.own_figures import CONTRADICTS, own_figures

    target = None if folder is None else Path(folder) / PAGE
    if target is not None and target.exists():
        check_target(target, force=force)
    mine, ours = selection.mine(), selection.ours()
    if target is not None:
        # A folder that cannot be made is told before the work, not after it.
        target.parent.mkdir(parents=True, exist_ok=True)
    words = f"Holding {counted(len(mine), 'figure')} against {len(ours):,} published ones"
    with working(words, always=True) as step:
        found = own_figures(mine, ours, selection.vocabulary, reading, lens, step)
        if target is not None:
            from purgestats.exploring.own_page import page

            step("drawing charts")
            content = page(found).encode("utf-8")
            write_file(target, content, force=force)
    told: dict[str, Any] = {"reading": found.reading, "lens": found.lens}
    told |= {"alone": found.alone, "figures": [asdict(one) for one in found.verdicts]}
    lines = [found.text()]
    if target is not None:
        told["written"] = str(target)
        lines.append(f"Wrote {target}")
    return Told(told, lines, int(CONTRADICTS in found.groups))


def _reconciliation_json(found: ps.Reconciliation) -> dict[str, Any]:
    """Return for JSON all that follows from claims taken together."""
    return {
        "reading": found.ledger.policy,
        "lens": found.lens.name,
        "claims": len(found.ledger.claims),
        "quantities": len(found.ledger.quantities),
        "agreement": records(found.agreement),
        "conflicts": [options.conflict_json(one) for one in found.conflicts],
        "complete": found.conflicts.complete,
        "disagreements": records(found.disagreements.to_frame()),
        "prices": records(found.prices),
        "repairs": [one.claims for one in found.repairs],
        "bounds": records(found.bounds),
        "implied": found.implied.index.tolist(),
        "disputed_assumptions": records(found.assumption_prices),
        "conflicts_with_disputed_assumptions": [
            options.conflict_json(one) for one in found.assumed_conflicts
        ],
    }

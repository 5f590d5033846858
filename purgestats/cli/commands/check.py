"""``purgestats check``: every fault of a table of one's own, or how each figure is read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import purgestats as ps
from purgestats.cli import options
from purgestats.cli.options import Told, ends
from purgestats.cli.screen import records, table, working
from purgestats.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from purgestats.claims.files.raw import RawTable
    from purgestats.claims.mending.mend import Change

MOST_SHOWN = 20


@options.telling
@click.argument("file", type=click.Path())
@options.vocabulary
@options.sources
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook to read.")
@click.option("--fix", is_flag=True, help="Write a mended copy beside FILE, and list each change.")
@click.option("--sums", is_flag=True, help="Also say whether the parts add up to the totals.")
@options.force
def command(
    file: str,
    vocabulary: str | None,
    sources: str | None,
    sheet: str | None,
    fix: bool,
    sums: bool,
    force: bool,
) -> Told:
    """Check FILE, a table of claims; say how each is read.

    Every fault is listed with its line or cell, and with what to write where only one thing can be
    meant; the exit code is then 2. FILE itself is never changed.
    """
    found: dict[str, Any] = {}
    try:
        with working(f"reading {file}"):
            if fix:
                file, sheet, found = _mended(file, vocabulary, sheet, force)
            with warnings.catch_warnings(record=True) as notes:
                warnings.simplefilter("always")
                claims = ps.read_claims(file, vocabulary, sources, sheet=sheet)
    except ps.ClaimErrors as faults:
        return _faults(faults, [] if fix else _changes(file, vocabulary, sheet), found)
    found |= {"notes": [str(note.message) for note in notes]}
    found |= {"sums": _sums(claims, vocabulary)} if sums else {}
    found |= {"faults": [], "claims": records(claims), "supplied": _supplied(claims)}
    return Told(found, _checked(claims, found))


def _read(file: str, vocabulary: str | None, sheet: str | None) -> tuple[RawTable, list[Change]]:
    """Return the cells of a file, mended, and every change."""
    from purgestats.claims.files.readers import read_claim_cells
    from purgestats.claims.mending.mend import mend
    from purgestats.claims.table.terms import combined_tables

    cells = read_claim_cells(file, sheet=sheet)
    return cells, mend(cells, combined_tables(vocabulary))


def _changes(file: str, vocabulary: str | None, sheet: str | None) -> list[Change]:
    """Return what could be mended; of a file that cannot be read, nothing."""
    try:
        return _read(file, vocabulary, sheet)[1]
    except ps.ClaimErrors:
        return []


def _mended(
    file: str, vocabulary: str | None, sheet: str | None, force: bool
) -> tuple[str, str | None, dict[str, Any]]:
    """Write a mended copy, if anything can be mended; return what is to be checked then."""
    from purgestats.claims.export.writing import write_cells

    cells, changes = _read(file, vocabulary, sheet)
    if cells.faults:
        # A cell that could not be read would be blank in the copy.
        raise ps.ClaimErrors(cells.faults)
    if not changes:
        return file, sheet, {"changes": []}
    path = Path(file)
    copy = write_cells(cells, path.with_name(f"{path.stem}-mended{path.suffix}"), force=force)
    return str(copy), None, {"written": str(copy), "changes": [_change(one) for one in changes]}


def _sums(claims: pd.DataFrame, vocabulary: str | None) -> dict[str, Any]:
    """Return every sum for JSON, and in words those that do not add up."""
    from purgestats.ledger.sums import in_words, sums

    found = sums(claims, vocabulary)
    return {"rows": records(found), "apart": in_words(found)}


def _change(change: Change) -> dict[str, Any]:
    """Return a change for JSON."""
    where = {name: getattr(change.place, name) for name in ("line", "cell", "column")}
    return where | {name: getattr(change, name) for name in ("before", "after", "why")}


def _changed(found: dict[str, Any]) -> Iterator[str]:
    """Say where the mended copy is, and every change in it."""
    if "changes" not in found:
        return
    if not found["changes"]:
        yield "Nothing to mend."
        return
    yield f"Wrote {found['written']} with {counted(len(found['changes']), 'change')}:"
    for one in found["changes"]:
        where = f"cell {one['cell']}" if one["cell"] else f"line {one['line']}"
        after = repr(one["after"]) if one["after"] else "blank"
        yield f"  {where}, column {one['column']}: {one['before']!r} is now {after} ({one['why']})"
    yield ""


def _faults(faults: ps.ClaimErrors, changes: list[Change], found: dict[str, Any]) -> Told:
    """Tell every fault, with what to write where only one thing can be meant."""
    write = {(one.place.line, one.place.column): one.after for one in changes}
    lines = str(faults).split("\n")
    if "written" in found:
        lines[0] = f"{counted(len(faults.errors), 'fault')} left in the copy, to be mended by hand:"
    for at, fault in enumerate(faults.errors[: len(lines) - 1], 1):
        text = _write(fault, write)
        if text is not None:
            rule = fault.rule.partition("; write ")[0].rstrip(".")
            lines[at] = (
                f"  {ps.ClaimError(fault.place, fault.value, rule)}; write {text or 'nothing'}"
            )
    offer = f"\nWith --fix a mended copy is written, with {counted(len(changes), 'change')}."
    told = {"faults": [_fault_json(one, write) for one in faults.errors]}
    return Told(found | told, [*_changed(found), *lines, *[offer] * bool(changes)], 2)


def _write(fault: ps.ClaimError, write: dict[tuple[int, str], str]) -> str | None:
    """Return what a cell should hold; a fault of a heading names it as its value."""
    return write.get((fault.line, fault.column or fault.value))


def _fault_json(fault: ps.ClaimError, write: dict[tuple[int, str], str]) -> dict[str, Any]:
    """Return a fault for JSON."""
    names = ("file", "line", "column", "claim_id", "value", "rule", "nearest")
    told = {name: getattr(fault, name) for name in names}
    return told | {"cell": fault.place.cell, "write": _write(fault, write)}


def _supplied(claims: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the defaults that stand in for blank cells, and in how many rows they do."""
    from purgestats.claims.table.contract import take

    return {
        str(name): {"value": rows["value"].iloc[0], "rows": len(rows)}
        for name, rows in take(claims).supplied.groupby("column", sort=False)
    }


def _checked(claims: pd.DataFrame, found: dict[str, Any]) -> Iterator[str]:
    """Say how figures are read, what was supplied, and what is left of the template."""
    from purgestats.claims.export.template import EXAMPLE_ID

    yield from _changed(found)
    count = len(claims)
    yield f"{counted(count, 'claim')}, no fault. The figures are read as:\n"
    shown = claims.head(MOST_SHOWN).to_dict("records")
    rows = [(one["claim_id"], one["as_printed"], *ends(one), one["unit"]) for one in shown]
    yield from table(("claim", "figure", "low", "high", "unit"), rows, right=("low", "high"))
    if count > MOST_SHOWN:
        yield f"and {count - MOST_SHOWN:,} more; --json has them all"
    if found["supplied"]:
        yield "\nSupplied where nothing is written:"
    for name, one in found["supplied"].items():
        more = ", marked as inferred" if name in ("place", "period") else ""
        yield f"  {name} {one['value']} in {counted(one['rows'], 'row')}{more}"
    yield from _known(claims)
    yield from (f"\nNote: {note}" for note in found["notes"])
    if examples := [one for one in claims["claim_id"] if one.startswith(EXAMPLE_ID)]:
        yield f"\nExample rows of the template are still there: {', '.join(examples)}"
    if sums := found.get("sums"):
        right = len(sums["rows"]) - len(sums["apart"])
        yield f"\nPrinted sums that add up: {right:,} of {len(sums['rows']):,}."
        yield from (f"  {line}" for line in sums["apart"])


def _known(claims: pd.DataFrame) -> Iterator[str]:
    """Say which counts, claimants and works are ours already."""
    from purgestats.claims.mending.known import our_keys, same_numbers

    found = same_numbers(claims, ps.load())
    for title, verb, at in (
        ("Published already, to the last digit", "is the same count as", 0),
        ("The same number, to the last digit, is published of something else", "is also", 1),
    ):
        same = {claim: apart[at] for claim, apart in found.items() if apart[at]}
        if same:
            yield f"\n{title}:"
        for claim, others in same.items():
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            yield f"  {claim} {verb} {', '.join(others[:3])}{more}"
    keys = our_keys(claims)
    if keys:
        yield "\nOurs under another name; with our key they count as one:"
    yield from (f"  {column} {text!r}: {key}" for column, text, key in keys)

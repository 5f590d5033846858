"""The rules of a claims table: every fault of a table at once, each with its place.

Checks run on the distinct values of a column, so that a large table costs little more than a small
one, and each reports through :class:`Checker`, the one place where faults are collected.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Container
from dataclasses import dataclass
from functools import partial

from purgestats.claims.checker import Checker, Verdict
from purgestats.claims.package import Column, claims_columns
from purgestats.claims.readers import RawTable
from purgestats.claims.scopes import DIMENSIONS, Period
from purgestats.claims.terms import TABLES, Vocabulary
from purgestats.claims.values import read_numbers, take_figures
from purgestats.errors import ClaimError, PeriodError, nearest

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e]")


@dataclass(frozen=True)
class Checked:
    """What checking a table gives.

    Parameters
    ----------
    columns : dict of str to list
        Text columns, completed with defaults and with what the printed figures say.
    numbers : dict of str to list of float
        low, best and high; NaN where blank.
    faults : tuple of ClaimError
        Everything wrong, by line.
    """

    columns: dict[str, list[str]]
    numbers: dict[str, list[float]]
    faults: tuple[ClaimError, ...]


def check(
    raw: RawTable,
    vocabulary: Vocabulary,
    *,
    known_claims: Container[str] = (),
    known_sources: Collection[str] | None = None,
    figures_agree: bool = True,
) -> Checked:
    """Check a table and complete it.

    Parameters
    ----------
    raw : RawTable
        The cells.
    vocabulary : Vocabulary
        The terms allowed.
    known_claims : container of str
        Claims outside the table on which a row may rest.
    known_sources : collection of str, optional
        Source keys allowed; None takes any text.
    figures_agree : bool
        Whether low, best and high must be what the printed figure says.

    Returns
    -------
    Checked
        The completed table and every fault.
    """
    checker = Checker(raw, vocabulary, list(raw.faults))
    if _check_header(checker):
        complete(raw)
        _check_cells(checker)
        _check_ids(checker, known_claims)
        _check_scopes(checker)
        if known_sources is not None:
            rule = "no such key in the references"
            checker.each("source", partial(_member_rule, known_sources, rule))
        numbers = read_numbers(checker)
        take_figures(checker, numbers, figures_agree)
    else:
        numbers = {}
    order = {id(fault): place for place, fault in enumerate(checker.faults)}
    faults = sorted(checker.faults, key=lambda fault: (fault.line, order[id(fault)]))
    return Checked(raw.columns, numbers, tuple(faults))


def _check_header(checker: Checker) -> bool:
    """Report unknown and missing columns; False where the rows cannot be checked for it."""
    valid = {column.name: column for column in claims_columns()}
    place = checker.raw.place()
    before = len(checker.faults)
    for name in checker.raw.columns:
        if name not in valid:
            rule = "no such column in a claims table"
            checker.faults.append(ClaimError(place, name, rule, nearest(name, valid)))
    for name, column in valid.items():
        needed = column.default is None
        if needed and name not in checker.raw.columns:
            rule = f"the column {name} is missing; every claim needs it"
            checker.faults.append(ClaimError(place, "", rule))
    if not {"as_printed", "low", "high"} & set(checker.raw.columns):
        rule = "the column as_printed is missing; every claim needs it"
        checker.faults.append(ClaimError(place, "", rule))
    return len(checker.faults) == before


def complete(raw: RawTable) -> None:
    """Add missing columns, and fill blank cells that have a default.

    Parameters
    ----------
    raw : RawTable
        Changed in place; a period that the default supplies is marked as inferred.
    """
    height = len(raw.lines)
    for column in claims_columns():
        raw.columns.setdefault(column.name, [""] * height)
    raw.columns = {column.name: raw.columns[column.name] for column in claims_columns()}
    inferred = raw.columns["inferred"]
    for row, period in enumerate(raw.columns["period"]):
        if not period and "period" not in inferred[row].split(";"):
            inferred[row] = ";".join(filter(None, [inferred[row], "period"]))
    for column in claims_columns():
        if column.default:
            cells = raw.columns[column.name]
            raw.columns[column.name] = [cell or column.default for cell in cells]


def _check_cells(checker: Checker) -> None:
    """Apply what datapackage.json says of each column, and what holds for every cell."""
    for column in claims_columns():
        checker.each(column.name, partial(_cell_rule, column))


def _cell_rule(column: Column, value: str) -> Verdict:
    if not value:
        return ("every claim needs this cell", ()) if column.default is None else None
    if _CONTROL.search(value):
        return "the cell has a control character or half a character", ()
    if value.startswith("="):
        return "the cell holds a formula; paste its value", ()
    if value != value.strip():
        return "the cell has spaces at its start or end", ()
    if column.enum and value not in column.enum:
        allowed = [term for term in column.enum if term]
        return f"the column takes {', '.join(allowed)}", nearest(value, allowed)
    if column.pattern and not re.fullmatch(column.pattern, value):
        return f"not of the form that {column.title.lower()!r} takes: {column.description}", ()
    if column.type == "integer":
        return _year_rule(value, column)
    return None


def _year_rule(value: str, column: Column) -> Verdict:
    low, high = column.minimum or 0, column.maximum or math.inf
    if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
        return f"a year from {low:.0f} to {high:.0f}, in digits", ()
    return None


def _check_ids(checker: Checker, known: Container[str]) -> None:
    first: dict[str, int] = {}
    for row, claim in enumerate(checker.cells("claim_id")):
        if claim and first.setdefault(claim, row) != row:
            line = checker.raw.lines[first[claim]]
            checker.add(row, "claim_id", f"line {line} has the same claim_id; each is unique")
    for row, cell in enumerate(checker.cells("derived_from")):
        if not cell or cell == "none":
            continue
        for part in cell.split(";"):
            if part == checker.cells("claim_id")[row]:
                checker.add(row, "derived_from", "a claim cannot rest on itself")
            elif part == "none":
                checker.add(row, "derived_from", "either `none` or the claims it rests on")
            elif part not in first and part not in known:
                rule = f"no claim {part!r} here or in our datasets"
                checker.add(row, "derived_from", rule, nearest(part, first))


def _check_scopes(checker: Checker) -> None:
    for dimension in TABLES:
        terms = checker.vocabulary.hierarchy(dimension).parents
        for column in (dimension, f"of_{dimension}"):
            rule = f"no such {dimension} in the vocabulary"
            checker.each(column, partial(_member_rule, terms, rule))
    for column in ("period", "of_period"):
        checker.each(column, _period_rule)
    units = set(checker.vocabulary.units.values())
    bases = [checker.cells(f"of_{dimension}") for dimension in DIMENSIONS]
    own = [checker.cells(dimension) for dimension in DIMENSIONS]
    for row, unit in enumerate(checker.cells("unit")):
        has_base = any(base[row] for base in bases)
        if unit in ("share", "multiple"):
            if not has_base:
                rule = f"a {unit} needs a base; fill one of the columns of_measure to of_period"
                checker.add(row, "unit", rule)
            elif all(
                not base[row] or base[row] == cell[row]
                for base, cell in zip(bases, own, strict=True)
            ):
                checker.add(row, "unit", f"a {unit} of itself; the base must differ")
        elif unit and has_base:
            checker.add(row, "unit", "a row with a base is a share or a multiple")
        elif unit and unit not in units:
            known = sorted(units | {"share", "multiple"})
            checker.add(row, "unit", "no measure has this unit", nearest(unit, known))


def _member_rule(valid: Collection[str], rule: str, value: str) -> Verdict:
    return None if not value or value in valid else (rule, nearest(value, valid))


def _period_rule(value: str) -> Verdict:
    try:
        if value:
            Period.parse(value)
    except PeriodError as error:
        return str(error), ()
    return None

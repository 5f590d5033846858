"""The rules of a claims table: every fault of a table at once, each with its place.

Checks run on the distinct values of a column, so that a large table costs little more than a small
one, and each reports through :class:`Checker`, the one place where faults are collected.
"""

import math
import re
from collections.abc import Collection, Container, Sequence
from functools import lru_cache, partial
from unicodedata import normalize

import numpy as np

from purgestats._unswept import unswept
from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.datapackage import Column, claims_columns
from purgestats.claims.figures.reading import PRINTED, Policy, read_figure, readable
from purgestats.claims.files.raw import MOST_FAULTS, Cells, Flags, RawTable
from purgestats.claims.table.faults import Checker, Numbers, are_sound, read_numbers, text_rule
from purgestats.claims.table.printed_figures import check_bases, take_figures
from purgestats.claims.table.terms import KEY
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import ClaimError, ClaimErrors, InvalidChoice, PeriodError, Place, shown
from purgestats.words import RELATIVE

COLUMN = "language"
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")


def settle_marks(raw: RawTable) -> None:
    """Write figures that only their row's language makes plain where every reader finds them.

    ``681.692`` in a row of German gets ``681,692`` in the column ``resolved``, which is read
    instead of the printed figure, in whatever language anybody reads the table later.

    Parameters
    ----------
    raw : RawTable
        Changed in place; the column ``language`` is taken off.
    """
    codes, printed = raw.columns.pop(COLUMN, None), raw.columns.get("as_printed")
    if codes is None or printed is None:
        return
    resolved = raw.columns.get("resolved", Cells.repeat("", len(raw.lines))).texts()
    for row, (code, text) in enumerate(zip(codes.texts(), printed.texts(), strict=True)):
        try:
            if code and text and not resolved[row]:
                resolved[row] = _plain(text, code)
        except InvalidChoice as error:
            raw.fault(raw.place(row, COLUMN), code, str(error))
    raw.columns["resolved"] = Cells.of(resolved)


@lru_cache(maxsize=65_536)
def _plain(text: str, code: str) -> str:
    """Return a figure with marks that mean the same in every language; blank if it needs none."""
    told = _says(text, code)
    if told is None or _says(text) == told:
        return ""
    plain = _GROUPED.sub(lambda found: found.group().replace(".", ","), text)
    written = plain, str(read_figure(text, "strict", language=code))  # "40 mil".
    return next((one for one in written if _says(one) == told), "")


def _says(text: str, code: str | None = None) -> tuple[object, ...] | None:
    figure = readable(text, code)
    return None if figure is None else (figure.low, figure.best, figure.high, figure.unit)


#: Whose defaults say where and when: they are marked as inferred.
_MARKED = ("place", "period")


#: The numbers low, best and high; the policy under which they are what the printed figures say; for
#: each column with a default, the rows that leave it blank.
Checked = tuple[dict[str, Numbers], Policy, dict[str, Flags]]


@unswept()
def check(
    raw: RawTable,
    vocabulary: Vocabulary,
    *,
    known_claims: Container[str] | None,
    known_sources: Collection[str] | None = None,
    policies: Sequence[Policy] = (PRINTED,),
) -> Checked:
    """Check a table and complete its cells; raises ClaimErrors with all that is wrong, by line.

    Where it is not known which other claims there are, what a claim rests on is not looked for.
    """
    settle_marks(raw)
    _report_second_headers(raw)
    checker = Checker(raw, vocabulary)
    _check_header(checker)
    _add_columns(raw)
    _check_defaults(checker)
    supplied = _complete(raw)
    _check_cells(checker)
    _check_ids(checker, known_claims)
    _check_scopes(checker)
    if known_sources is not None:
        checker.members("source", known_sources, "no such key in the references")
    numbers = read_numbers(checker)
    reading = take_figures(checker, numbers, policies)
    faults = sorted(checker.faults, key=lambda fault: fault.line)
    if len(faults) >= MOST_FAULTS:
        rule = "only so many faults are kept; there are more once these are mended"
        faults.append(ClaimError(Place(raw.file), "", rule))
    if faults:
        raise ClaimErrors(faults)
    return numbers, reading, supplied


def _report_second_headers(raw: RawTable) -> None:
    """Report rows that name the columns once more, as where files were put one below another."""
    cells = raw.columns.get("claim_id", Cells.repeat("", len(raw.lines)))
    for row in np.flatnonzero(cells.where("claim_id".__eq__)).tolist():
        rule = "the names of the columns stand here once more; delete the row"
        raw.fault(raw.place(row), "", rule)


def _check_header(checker: Checker) -> None:
    """Report unknown and missing columns; the cells of missing ones are not reported one by one."""
    valid = {column.name: column for column in claims_columns()}
    columns = checker.raw.columns
    place = checker.raw.place()
    meant = {name: name.lower().replace(" ", "_") for name in columns}
    for name, plain in meant.items():
        if name not in valid and name != KEY:
            rule = "no such column in a claims table"
            # A table of places by years is the commonest of all.
            rule += "; each figure has a row, its year in the column period" * plain.isdigit()
            near = checker.near(plain, valid)
            checker.faults.append(ClaimError(place, name, rule, near))
    needed = [name for name, column in valid.items() if column.default is None]
    missing = [name for name in needed if name not in columns]
    if not {"as_printed", "low", "high"} & set(columns):
        missing.append("as_printed")
    for name in (name for name in missing if name not in meant.values()):
        rule = f"the column {name} is missing; every claim needs it"
        checker.faults.append(ClaimError(place, "", rule))
    checker.absent.update(missing)


def _add_columns(raw: RawTable) -> None:
    """Add the columns that are missing, and compose letters: one word is written one way."""
    blank, composed = Cells.repeat("", len(raw.lines)), partial(normalize, "NFC")
    columns = {column.name: raw.columns.get(column.name, blank) for column in claims_columns()}
    raw.columns = {
        name: cells if all(map(str.isascii, cells.values)) else cells.map(composed)
        for name, cells in columns.items()
    }


def _check_defaults(checker: Checker) -> None:
    """Report rows with a term of the user's that leave where or when to our defaults."""
    own = catalogue.own_vocabulary()
    if checker.vocabulary is own:
        return
    for column in _MARKED:
        blank = checker.cells(column).where(lambda cell: not cell)
        for dimension in TABLES:
            cells = checker.cells(dimension)
            known = own.hierarchy(dimension).parents
            theirs = checker.vocabulary.hierarchy(dimension).parents.keys() - known.keys()
            for row in np.flatnonzero(blank & cells.where(theirs.__contains__)).tolist():
                said = f"the row has a term of your own, {shown(cells[row])}"
                checker.add(row, column, f"{said}, so that no {column} is supplied; fill it")


def _complete(raw: RawTable) -> dict[str, Flags]:
    """Fill blank cells that have a default, and return in which rows; where and when are marked."""
    described = claims_columns()
    pattern = next(column.pattern for column in described if column.name == "inferred")
    supplied = {
        column.name: blank
        for column in described
        if column.default and (blank := raw.columns[column.name].where(lambda cell: not cell)).any()
    }
    for name in _MARKED:
        if name in supplied:
            inferred = raw.columns["inferred"]
            marked = inferred.map(partial(_with, name, re.compile(pattern)))
            raw.columns["inferred"] = inferred.but(supplied[name], marked)
    for column in described:
        if column.name in supplied:
            default = Cells.repeat(column.default or "", len(raw.lines))
            cells = raw.columns[column.name]
            raw.columns[column.name] = cells.but(supplied[column.name], default)
    return supplied


def _with(name: str, pattern: re.Pattern[str], inferred: str) -> str:
    # A cell that is wrong is left, to be reported as it stands.
    if name in inferred.split(";") or not pattern.fullmatch(inferred):
        return inferred
    return f"{inferred};{name}" if inferred else name


def _check_cells(checker: Checker) -> None:
    """Apply what datapackage.json says of each column, and what holds for every cell."""
    for column in claims_columns():
        pattern = re.compile(column.pattern)
        if column.type != "number":
            sound = are_sound(checker.cells(column.name).values)
            checker.each(column.name, partial(_cell_rule, column, pattern, sound))
        if column.enum:
            allowed = [term for term in column.enum if term]
            checker.members(column.name, allowed, f"the column takes {', '.join(allowed)}")


def _cell_rule(column: Column, pattern: re.Pattern[str], sound: bool, value: str) -> str:
    if not value:
        return "every claim needs this cell" if column.default is None else ""
    if not sound and (rule := text_rule(value)):
        return rule
    if column.pattern and not pattern.fullmatch(value):
        return f"not of the form that {column.name!r} takes: {column.description}"
    return _year_rule(value, column) if column.type == "integer" else ""


def _year_rule(value: str, column: Column) -> str:
    low, high = column.minimum or 0, column.maximum or math.inf
    digits = value.isascii() and value.isdigit() and len(value) < 10
    sound = digits and low <= int(value) <= high
    return "" if sound else f"a year from {low:.0f} to {high:.0f}, in digits"


def _check_ids(checker: Checker, known: Container[str] | None) -> None:
    claims = checker.cells("claim_id")
    ids = set(claims.values)
    for column in claims_columns():
        if column.unique:
            _check_unique(checker, column.name)
    parents = checker.cells("derived_from")
    for row in np.flatnonzero(parents.where(lambda cell: cell not in ("", "none"))).tolist():
        if checker.is_flawed(row, "derived_from"):
            continue
        for part in parents[row].split(";"):
            if part == claims[row]:
                checker.add(row, "derived_from", "a claim cannot rest on itself", again=True)
            elif part == "none":
                rule = "either `none` or the claims it rests on"
                checker.add(row, "derived_from", rule, again=True)
            elif known is not None and part not in ids and part not in known:
                rule = f"no claim {shown(part)} here or in our datasets"
                checker.add(row, "derived_from", rule, checker.near(part, ids), again=True)


def _check_unique(checker: Checker, column: str) -> None:
    cells = checker.cells(column)
    first: dict[str, int] = {}
    for row, value in enumerate(cells.texts() if len(cells.values) < len(cells) else ()):
        if value and first.setdefault(value, row) != row:
            line = checker.raw.lines[first[value]]
            checker.add(row, column, f"line {line} has the same {column}; each is unique")


def _check_scopes(checker: Checker) -> None:
    for dimension in TABLES:
        names = checker.vocabulary.hierarchy(dimension).names
        for column in (dimension, f"of_{dimension}"):
            checker.members(column, names, f"no such {dimension} in the vocabulary", names)
    for column in ("period", "of_period"):
        checker.each(column, _period_rule)
    units = {*checker.vocabulary.units.values(), *RELATIVE}
    checker.members("unit", units, "no measure has this unit")
    check_bases(checker, "unit", checker.cells("unit").where(bool))


def _period_rule(value: str) -> str:
    try:
        if value:
            Period.parse(value)
    except PeriodError as error:
        return str(error)
    return ""

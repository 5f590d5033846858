"""A table of claims mended: each cell that can mean one thing only, with a list of changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

import numpy as np
import pandas as pd

from purgestats._names import tables
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.figures.reading import readable
from purgestats.claims.files.raw import Cells, RawTable
from purgestats.claims.mending.names import Names, plain_name, spelled_period
from purgestats.claims.vocabulary.hierarchies import TABLES
from purgestats.errors import ClaimError, Place, shown

_HEADINGS = tables(__file__)["headings"]
#: Numbers that data sets write for "unknown".
_UNKNOWN = re.compile(r"-9{1,4}(?:\.0+)?")
_FOOTNOTE = re.compile(r"(?:\[[0-9a-z]{1,3}\]|[⁰¹²³⁴-⁹]+|[*†‡]+)+$")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<mark>[, '’\u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*"
)
_SHARE = re.compile(r"0?[.,][0-9]{1,4}")


@dataclass(frozen=True)
class Change:
    """One cell that was mended.

    Parameters
    ----------
    place : Place
        Where it stands.
    before, after : str
        What it held, and what it holds now.
    why : str
        By which rule.
    """

    place: Place
    before: str
    after: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {shown(self.before)} is now {shown(self.after)} ({self.why})"


@dataclass
class Mender:
    """What each cell of a table may be taken for.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The vocabulary, with the names of its terms.
    decimal_comma : bool
        Whether a single comma in a number may be the decimal mark.
    """

    tables: Mapping[str, pd.DataFrame]
    decimal_comma: bool = False
    names: dict[str, Names] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {}
        for dimension, table in TABLES.items():
            named = Names(_named(self.tables[table]))
            self.names[dimension] = self.names[f"of_{dimension}"] = named
        units = [*self.tables["measures"].get("unit", ()), "share", "multiple"]
        self.names["unit"] = Names({str(unit): () for unit in units if isinstance(unit, str)})
        for column in claims_columns():
            if column.enum:
                self.names[column.name] = Names({term: () for term in column.enum if term})

    def cell(self, column: str, value: str, *, share: bool = False) -> tuple[str, str]:
        """Return what a cell holds once mended, and by which rule; itself and a blank if nothing.

        Parameters
        ----------
        column, value : str
            The cell.
        share : bool
            Whether the row's unit says that its figure is a share.

        Returns
        -------
        tuple of str and str
            The text, and why.
        """
        plain = normalize("NFC", value).strip()
        after, why = self._meant(column, plain, share)
        if after != plain:
            return after, why
        return (plain, "spaces at its ends") if plain != value else (value, "")

    def _meant(self, column: str, value: str, share: bool) -> tuple[str, str]:
        if not value:
            return value, ""
        if column in self.names:
            found = self.names[column].find(value) or value
            if plain_name(found) == plain_name(value):
                return found, "case and spaces"
            known = self.names[column].knows(value)
            return found, "another of its names" if known else "a slip of the pen"
        if column in ("period", "of_period"):
            return spelled_period(value) or value, "the form of a period"
        if column in ("low", "best", "high"):
            doubtful = self.decimal_comma and value.count(",") == 1
            return (value, "") if doubtful else _number(value)
        if column in ("as_printed", "resolved"):
            return _figure(value, share)
        if column in ("derived_from", "inferred"):
            return re.sub(r"\s*[,;]\s*", ";", value), "separated by semicolons"
        if column == "claim_id":
            return re.sub(r"\s+", "-", value), "no spaces in an id"
        return value, ""


def _named(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each term of a table its labels and aliases."""
    named = {}
    for row in table.fillna("").to_dict("records"):
        names = [row.get("label", ""), row.get("label_ru", ""), *row.get("aliases", "").split(";")]
        named[str(row["term"])] = [name for name in names if name.strip()]
    return named


def _number(value: str) -> tuple[str, str]:
    if _UNKNOWN.fullmatch(value):
        return "", "stands for unknown; a blank does"
    if _GROUPED.fullmatch(value):
        return re.sub(r"[^0-9]", "", value), "no marks between thousands"
    return value, ""


def is_share(unit: str) -> bool:
    """Say whether a unit, however written, is a share."""
    return plain_name(unit) in ("share", "percent", "%")


def _figure(value: str, share: bool) -> tuple[str, str]:
    """Mend a printed figure: leave out footnote marks, write a share as a percentage."""
    if share and _SHARE.fullmatch(value):
        points = float(value.replace(",", ".")) * 100
        return f"{points:g} percent", "the unit says that it is a share"
    bare = _FOOTNOTE.sub("", value).rstrip()
    if bare != value and readable(bare) and not readable(value):
        return bare, "a footnote mark is left out"
    return value, ""


def mend(raw: RawTable, tables: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Mend a table in place, wherever only one thing can be meant.

    Parameters
    ----------
    raw : RawTable
        The cells.
    tables : mapping of str to DataFrame
        The vocabulary, with a user's terms.

    Returns
    -------
    list of Change
        Every change, in the order of the lines.
    """
    changes = _mend_header(raw)
    mender = Mender(tables, raw.decimal_comma)
    changes += _mend_meant(raw)
    valid = {column.name for column in claims_columns()}
    for name in [name for name in raw.columns if name in valid]:
        changes += _mend_column(raw, mender, name)
    order = {name: at for at, name in enumerate(raw.columns)}
    return sorted(changes, key=lambda one: (one.place.line, order.get(one.place.column, -1)))


def _mend_column(raw: RawTable, mender: Mender, name: str) -> list[Change]:
    """Mend a column, looking at each distinct text once for each unit that goes with it."""
    cells, units = raw.columns[name], raw.columns.get("unit")
    share = np.zeros(len(cells), dtype=bool) if units is None else units.where(is_share)
    found = {
        (value, flag): mender.cell(name, value, share=flag)
        for value in cells.values
        for flag in (False, True)
    }
    keys = list(zip(cells.texts(), share.tolist(), strict=True))
    changes = [
        Change(raw.place(row, name), key[0], *found[key])
        for row, key in enumerate(keys)
        if found[key][0] != key[0]
    ]
    if changes:
        raw.columns[name] = Cells.of(found[key][0] for key in keys)
    return changes


def _mend_header(raw: RawTable) -> list[Change]:
    valid = [column.name for column in claims_columns()]
    names = Names(dict.fromkeys(valid, ()))
    meant: dict[str, str] = {}
    for name in raw.columns:
        found = name if name in valid else _HEADINGS.get(plain_name(name)) or names.find(name)
        if found is not None and found not in raw.columns and found not in meant.values():
            meant[name] = found
    raw.columns = {meant.get(name, name): cells for name, cells in raw.columns.items()}
    raw.letters = {meant.get(name, name): letter for name, letter in raw.letters.items()}
    raw.meant = {(row, meant.get(name, name)): text for (row, name), text in raw.meant.items()}
    raw.faults = [_renamed(one, meant.get(one.column, one.column)) for one in raw.faults]
    return [
        Change(Place(raw.file, raw.header_line, before), before, after, "the name of a column")
        for before, after in meant.items()
    ]


def _renamed(fault: ClaimError, column: str) -> ClaimError:
    place = replace(fault.place, column=column)
    return ClaimError(place, fault.value, fault.rule, fault.nearest, fault.claim_id)


def _mend_meant(raw: RawTable) -> list[Change]:
    """Take what a spreadsheet made of a cell for what it shows there, such as a date."""
    changes, places = [], set()
    for (row, name), text in raw.meant.items():
        place = raw.place(row, name)
        cells = raw.columns[name].texts()
        held = next((fault.value for fault in raw.faults if fault.place == place), "")
        cells[row] = text
        raw.columns[name] = Cells.of(cells)
        changes.append(Change(place, held, text, "as the spreadsheet shows it"))
        places.add(place)
    raw.faults = [fault for fault in raw.faults if fault.place not in places]
    return changes

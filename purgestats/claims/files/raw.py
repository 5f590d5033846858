"""A table as it stands in a file: cells as text that know their place; nothing is interpreted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from purgestats._names import tables
from purgestats.errors import ClaimError, ClaimErrors, Place

#: More cells or rows than this are not unpacked: small files can claim to hold billions.
MOST_CELLS = 12_000_000
MOST_ROWS = 1_048_576

#: A table of faults is kept up to here: each is an object with its place, its rule and more.
MOST_FAULTS = 10_000

#: Other formats that offices save, and what to do with them.
OTHERS: dict[str, str] = tables(__file__)["others"]

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """The cells of a column: each distinct text once, and which of them stands in each row.

    Columns of claims repeat themselves, so that work on the distinct texts costs little.

    Parameters
    ----------
    values : list of str
        The distinct texts.
    codes : array of int
        For each row the position of its text among them.
    """

    values: list[str]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Cells:
        """Return a column of the texts given, one a row."""
        known = defaultdict[str, int](count().__next__)
        codes = np.fromiter(map(known.__getitem__, texts), np.int32)
        return cls(list(known), codes)

    @classmethod
    def repeat(cls, text: str, rows: int) -> Cells:
        """Return a column that holds one text in every row."""
        return cls([text], np.zeros(rows, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return self.values[int(self.codes[row])]

    def texts(self) -> list[str]:
        """Return the text of every row."""
        return [self.values[code] for code in self.codes.tolist()]

    def map(self, change: Callable[[str], str]) -> Cells:
        """Return the column with every text changed."""
        changed = Cells.of(map(change, self.values))
        return Cells(changed.values, changed.codes[self.codes])

    def but(self, rows: Flags, others: Cells) -> Cells:
        """Return the column with the cells of another in some rows."""
        both = Cells.of([*self.values, *others.values])
        mine, theirs = both.codes[: len(self.values)], both.codes[len(self.values) :]
        codes = np.where(rows, theirs[others.codes], mine[self.codes])
        return Cells(both.values, codes.astype(np.int32))

    def where(self, test: Callable[[str], object]) -> Flags:
        """Say for each row whether its text passes a test."""
        passed: Flags = np.array([bool(test(value)) for value in self.values], dtype=bool)
        return passed[self.codes] if self.values else np.zeros(0, dtype=bool)


@dataclass
class RawTable:
    """Cells as text, column by column.

    Parameters
    ----------
    columns : dict of str to Cells
        Header to cells; a missing cell is a blank text.
    file : str
        Name of the file; blank for a table that was never a file.
    lines : list of int
        For each row its line in the file, or its row in the sheet.
    letters : dict of str to str
        For a spreadsheet, each header's column letter.
    decimal_comma : bool
        Whether a comma in a number may be the decimal mark.
    header_line : int
        Line of the header.
    faults : list of ClaimError
        What is wrong with single cells already.
    notes : list of str
        What whoever reads the table has to know, each once.
    meant : dict of tuple to str
        For cells that a spreadsheet has reinterpreted, by row and column, the text it shows there.
    typed : set of str
        Columns of a table in memory that hold numbers, so that no full stop parts thousands.
    """

    columns: dict[str, Cells]
    file: str = ""
    lines: list[int] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    decimal_comma: bool = False
    header_line: int = 1
    faults: list[ClaimError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    meant: dict[tuple[int, str], str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return where a cell, a row (no column) or the header (no row) stands."""
        line = self.header_line if row is None else self.lines[row]
        letter = self.letters.get(column, "")
        return Place(self.file, line, column, f"{letter}{line}" if letter else "")

    def fault(self, place: Place, value: str, rule: str) -> None:
        """Keep what is wrong with a cell, unless so much is that it would fill the memory."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(ClaimError(place, value, rule))

    def fill(self, columns: Iterable[Iterable[str]]) -> None:
        """Take in the cells of every column, in the order of the header."""
        found = [Cells.of(column) for column in columns]
        self.columns = dict(zip(self.columns, found, strict=True))


def file_fault(file: str, rule: str, line: int = 0, value: str = "") -> ClaimErrors:
    """Return the error for a file that cannot be read as a table.

    Parameters
    ----------
    file : str
        Its name.
    rule : str
        What is wrong, and how to mend it.
    line : int
        Where, if anywhere in particular.
    value : str
        The offending value.

    Returns
    -------
    ClaimErrors
        To be raised.

    Examples
    --------
    >>> print(file_fault("mine.csv", "the file is empty"))
    1 fault; nothing was read or changed
      mine.csv: the file is empty
    """
    return ClaimErrors([ClaimError(Place(file, line), value, rule)])


#: A row with two of these is the header of a table of claims; it is looked for among so many.
_CLAIMS = {"claim_id", "measure", "as_printed", "claimant", "source"}
_HEADER_WITHIN = 50


def header_of_claims(rows: Iterable[tuple[int, Iterable[str]]], file: str = "") -> bool:
    """Say whether some rows hold the header of a table of claims.

    Given a file, refuse a title or the like above it; rows are numbered, and none is blank.

    >>> header_of_claims([(1, ["Arrests, 1937"]), (2, ["claim_id", "measure"])])
    True
    """
    first = 0
    for line, cells in islice(rows, _HEADER_WITHIN):
        first = first or line
        if len({cell.strip(' "').lower() for cell in cells} & _CLAIMS) > 1:
            if file and line > first:
                rule = f"the names of the columns stand on line {line}; delete all above it"
                raise file_fault(file, rule, first)
            return True
    return False


def start_table(file: str, header: list[str], line: int = 1, **more: Any) -> RawTable:
    """Start a table from its header.

    Parameters
    ----------
    file : str
        Name of the file.
    header : list of str
        The names as they stand there; blank ones at the end are left out.
    line : int
        Line of the header.
    **more
        Other fields of the table.

    Returns
    -------
    RawTable
        With the columns named and no row in them yet.

    Raises
    ------
    ClaimErrors
        If a name stands twice, or a column has none.

    Examples
    --------
    >>> list(start_table("mine.csv", ["claim_id", " measure", ""]).columns)
    ['claim_id', 'measure']
    """
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    place = Place(file, line)
    faults = [
        ClaimError(place, name, "the header names this column twice")
        for name, number in sorted(Counter(names).items())
        if number > 1 and name
    ]
    faults += [
        ClaimError(place, "", f"column {number} has no name in the header")
        for number, name in enumerate(names, 1)
        if not name
    ]
    if faults:
        raise ClaimErrors(faults)
    return RawTable({name: Cells.of([]) for name in names}, file=file, header_line=line, **more)


def plain(value: Any) -> str:
    """Return a value as the text one would type for it.

    Parameters
    ----------
    value : object
        A text, number, or missing value.

    Returns
    -------
    str
        Whole numbers without a decimal point; blank for a missing value.

    Examples
    --------
    >>> plain(1968.0), plain(0.125), plain(None)
    ('1968', '0.125', '')
    """
    if value is None:
        return ""
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
    return str(value)


def arrow_cells(column: Any) -> Cells:
    """Return the texts of a column of pyarrow; those of a dictionary are looked at once each."""
    if not any(hasattr(chunk, "dictionary") for chunk in column.chunks):
        return Cells.of(plain(value) for value in column.to_pylist())
    texts: list[str] = []
    places: list[NDArray[np.int32]] = []
    for chunk in column.unify_dictionaries().chunks:
        texts = [*map(plain, chunk.dictionary.to_pylist()), *([""] if column.null_count else [])]
        codes = chunk.indices.fill_null(len(chunk.dictionary)).to_numpy(zero_copy_only=False)
        places.append(codes.astype(np.int32))
    distinct = Cells.of(texts)
    return Cells(distinct.values, distinct.codes[np.concatenate(places)])

"""From a file on disk to text cells that know where they stand; nothing is interpreted here."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from purgestats.errors import ClaimError, ClaimErrors, Place

MAX_BYTES = 200_000_000
FORMATS = {".csv": "CSV", ".tsv": "TSV", ".txt": "CSV", ".xlsx": "XLSX", ".parquet": "Parquet"}

_LATIN_BESIDE_CYRILLIC = re.compile(r"[A-Za-z][А-яЁёІіЇїЄєҐґЎў]|[А-яЁёІіЇїЄєҐґЎў][A-Za-z]")
_CYRILLIC_OUT_OF_CASE = re.compile(r"\b[а-яё][А-ЯЁ]{2,}")
_NOT_RUSSIAN = re.compile(r"[ЂЃЉЊЌЋЏђѓљњќћџЈјЅѕ¤¦¬¶†‡‰‹›]")


@dataclass
class RawTable:
    """Cells as text, column by column.

    Parameters
    ----------
    columns : dict of str to list of str
        Header to cells; a missing cell is a blank text.
    file : str
        Name of the file; blank for a table that was never a file.
    lines : list of int
        For each row its line in the file, or its row in the sheet.
    letters : dict of str to str
        For a spreadsheet, each header's column letter.
    decimal_comma : bool
        Whether a comma in a number may be the decimal mark.
    faults : list of ClaimError
        What is wrong with single cells already.
    """

    columns: dict[str, list[str]]
    file: str = ""
    lines: list[int] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    decimal_comma: bool = False
    faults: list[ClaimError] = field(default_factory=list)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Return where a cell, a row (no column) or the header (no row) stands."""
        line = 1 if row is None else self.lines[row]
        letter = self.letters.get(column, "")
        return Place(self.file, line, column, f"{letter}{line}" if letter else "")


def read_cells(path: str | Path, max_bytes: int = MAX_BYTES) -> RawTable:
    """Read a file's cells as text.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, XLSX or Parquet file.
    max_bytes : int
        Largest file read, and largest size that a workbook may unpack to.

    Returns
    -------
    RawTable
        The cells of the first sheet or table.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ClaimErrors
        If the file cannot be read as a table.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no file {str(path)!r}")
    if path.is_dir():
        raise _fault(path, "this is a folder; name the file")
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise _fault(path, f"the name must end in {', '.join(FORMATS)}")
    size = path.stat().st_size
    if size > max_bytes:
        raise _fault(path, f"{size:,} bytes are more than max_bytes={max_bytes:,}")
    if size == 0:
        raise _fault(path, "the file is empty")
    if kind == "XLSX":
        table = _read_xlsx(path, max_bytes)
    elif kind == "Parquet":
        table = _read_parquet(path)
    else:
        table = _read_text(path)
    if not table.lines and not table.faults:
        raise _fault(path, "there is a header but no row below it")
    return table


def _fault(path: Path, rule: str, line: int = 0, value: str = "") -> ClaimErrors:
    return ClaimErrors([ClaimError(Place(path.name, line), value, rule)])


def decode(content: bytes, path: Path) -> str:
    """Decode UTF-8, with or without a mark, or CP1251; refuse what is neither.

    Parameters
    ----------
    content : bytes
        The file.
    path : Path
        For the message.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ClaimErrors
        If the bytes are neither; nothing is guessed from a text that reads as nonsense.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[:64].count(0) > 16:
        raise _fault(path, "the encoding is UTF-16 or the file is binary; save it as CSV UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        text = ""
    odd = (_LATIN_BESIDE_CYRILLIC, _CYRILLIC_OUT_OF_CASE, _NOT_RUSSIAN)
    if not text or any(pattern.search(text) for pattern in odd):
        raise _fault(path, "the encoding is neither UTF-8 nor CP1251; save it as CSV UTF-8", line)
    return text


def _read_text(path: Path) -> RawTable:
    text = decode(path.read_bytes(), path)
    if not text.strip():
        raise _fault(path, "the file is empty")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
    rows = _csv_rows(path, text, delimiter)
    _, header = next(rows)
    table = _table(path.name, header, decimal_comma=delimiter != ",")
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            rule = (
                f"the row has {len(row)} cells and the header {len(header)}; a cell that holds "
                f"{delimiter!r} needs quotation marks"
            )
            table.faults.append(ClaimError(Place(path.name, line), "", rule))
        table.lines.append(line)
        padded = row[: len(header)] + [""] * (len(header) - len(row))
        for cells, cell in zip(table.columns.values(), padded, strict=True):
            cells.append(cell)
    return table


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=lambda sign: (header.count(sign), sign == ","))


def _csv_rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _fault(path, f"not readable as CSV: {error}", line) from None
        if row:
            yield line, row


def _table(file: str, header: list[str], **more: Any) -> RawTable:
    """Start a table from its header, or report what is wrong with the header."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    place = Place(file, 1)
    faults = [
        ClaimError(place, name, "the header names this column twice")
        for name in sorted({name for name in names if names.count(name) > 1 and name})
    ]
    faults += [
        ClaimError(place, "", f"column {number} has no name in the header")
        for number, name in enumerate(names, 1)
        if not name
    ]
    if faults:
        raise ClaimErrors(faults)
    header[:] = names
    return RawTable({name: [] for name in names}, file=file, **more)


def _read_xlsx(path: Path, max_bytes: int) -> RawTable:
    import warnings

    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > max_bytes:
            raise _fault(path, f"it unpacks to {unpacked:,} bytes, above max_bytes={max_bytes:,}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=False)
            sheet = book["claims"] if "claims" in book.sheetnames else book.worksheets[0]
            rows = [list(row) for row in sheet.iter_rows()]
            book.close()
    except ClaimErrors:
        raise
    except Exception as error:  # openpyxl lets any parser's error through
        raise _fault(path, f"not a readable XLSX workbook ({type(error).__name__})") from None
    return _xlsx_table(path.name, rows)


def _xlsx_table(file: str, rows: list[list[Any]]) -> RawTable:
    from openpyxl.utils import get_column_letter

    filled = [row for row in rows if any(cell.value is not None for cell in row)]
    if not filled:
        raise ClaimErrors([ClaimError(Place(file), "", "the first sheet is empty")])
    header = ["" if cell.value is None else str(cell.value) for cell in filled[0]]
    table = _table(file, header)
    table.letters = {name: get_column_letter(number) for number, name in enumerate(header, 1)}
    for row in filled[1:]:
        number = next(cell.row for cell in row if cell.value is not None)
        table.lines.append(number)
        for index, cell in enumerate(row):
            if index >= len(header) and cell.value is not None:
                place = Place(file, number, "", f"{get_column_letter(index + 1)}{number}")
                table.faults.append(
                    ClaimError(
                        place, str(cell.value), "the cell stands outside the header's columns"
                    )
                )
        for index, (name, cells) in enumerate(table.columns.items()):
            cells.append(_xlsx_cell(table, name, row[index] if index < len(row) else None))
    return table


def _xlsx_cell(table: RawTable, column: str, cell: Any) -> str:
    """Return one cell as text; Excel's own interpretations are faults, not values."""
    value = None if cell is None else cell.value
    if value is None:
        return ""
    rule = ""
    if cell.data_type == "f":
        rule = "the cell holds a formula; paste its value"
    elif cell.data_type == "e":
        rule = "the cell holds an error"
    elif isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        rule = (
            "the spreadsheet has made a date of this; format the column as text and type it again"
        )
    elif isinstance(value, bool):
        rule = "the spreadsheet has made a truth value of this; format the column as text"
    elif column == "as_printed" and not isinstance(value, str) and "%" in str(cell.number_format):
        rule = "the spreadsheet has made a number of a percentage; format the column as text"
    if rule:
        number = len(table.lines) - 1
        table.faults.append(ClaimError(table.place(number, column), str(value), rule))
        return ""
    return plain(value)


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
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read_parquet(path: Path) -> RawTable:
    import pyarrow.parquet

    try:
        found = pyarrow.parquet.read_table(path)
        values = {name: found.column(i).to_pylist() for i, name in enumerate(found.column_names)}
    except Exception as error:  # pyarrow raises errors of many kinds on damaged files
        raise _fault(path, f"not a readable Parquet file ({type(error).__name__})") from None
    header = list(found.column_names)
    table = _table(path.name, header)
    table.lines = list(range(2, found.num_rows + 2))
    for name in table.columns:
        table.columns[name] = [plain(value) for value in values[name]]
    return table

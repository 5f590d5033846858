"""Claims tables in XLSX workbooks, where a program may have reinterpreted what was typed."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from purgestats.claims.files.raw import MOST_CELLS, RawTable, file_fault, plain, start_table
from purgestats.errors import ClaimError, ClaimErrors, Place

_MOST_ROWS = 1_048_576
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"')
#: Formats in which Excel shows a number as it would be typed.
_SHOWN_AS_TYPED = {"General", "@", "0", "#,##0"}
_FIGURES = ("as_printed", "resolved")


def read_xlsx(path: Path, max_bytes: int) -> RawTable:
    """Read the cells of the sheet ``claims``, or else of the first sheet.

    Parameters
    ----------
    path : Path
        The workbook.
    max_bytes : int
        Largest size that it may unpack to.

    Returns
    -------
    RawTable
        The cells as text; what the program has interpreted is among the faults.

    Raises
    ------
    ClaimErrors
        If the file is no workbook, is damaged or too large, or the sheet is empty.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > max_bytes:
            raise file_fault(path.name, f"it unpacks to {unpacked:,} bytes, above {max_bytes=:,}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = _rows(path)
        return _table(path.name, rows)
    except ClaimErrors:
        raise
    except Exception as error:  # openpyxl lets any parser's error through
        rule = f"not a readable XLSX workbook ({type(error).__name__})"
        raise file_fault(path.name, rule) from None


def _rows(path: Path) -> list[tuple[int, dict[int, Any]]]:
    """Return the rows that hold anything: number and filled cells by column, from 0."""
    import openpyxl

    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False)
        sheet = book["claims"] if "claims" in book.sheetnames else book.worksheets[0]
        _check_layout(path, sheet._worksheet_path)
        # The size written in the sheet may be that of a formatted but blank million rows.
        sheet.reset_dimensions()
        return _filled(path.name, sheet.iter_rows())


def _filled(file: str, rows: Iterable[Iterable[Any]]) -> list[tuple[int, dict[int, Any]]]:
    found, cells = [], 0
    for number, row in enumerate(rows, 1):
        held = {}
        for index, cell in enumerate(row):
            cells += 1
            if cell.value is not None:
                held[index] = cell
        if held:
            found.append((number, held))
        if number > _MOST_ROWS or cells > MOST_CELLS:
            raise file_fault(file, f"more than {_MOST_ROWS:,} rows or {MOST_CELLS:,} cells")
    return found


def _check_layout(path: Path, sheet: str) -> None:
    """Refuse what the reader would pass over: merged cells, and rows out of order."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read(sheet)
    merged = [match.decode() for match in _MERGED.findall(content)]
    if merged:
        rule = "merged cells; write the value into each cell"
        raise ClaimErrors(ClaimError(Place(path.name, 0, "", name), "", rule) for name in merged)
    numbers = [int(number) for number in _ROW.findall(content)]
    if numbers != sorted(set(numbers)):
        raise file_fault(path.name, "the rows of the sheet are out of order; save it anew")


def _table(file: str, rows: list[tuple[int, dict[int, Any]]]) -> RawTable:
    from openpyxl.utils import get_column_letter

    if not rows:
        raise file_fault(file, "the first sheet is empty")
    line, header = rows[0]
    names = [str(header[at].value) if at in header else "" for at in range(max(header) + 1)]
    table = start_table(file, names, line)
    letters = [get_column_letter(number) for number in range(1, len(table.columns) + 1)]
    table.letters = dict(zip(table.columns, letters, strict=True))
    table.lines = [number for number, _ in rows[1:]]
    body = [row for _, row in rows[1:]]
    for line, row in zip(table.lines, body, strict=True):
        for index in sorted(row):
            if index >= len(table.columns):
                place = Place(file, line, "", f"{get_column_letter(index + 1)}{line}")
                rule = "the cell stands outside the header's columns"
                table.faults.append(ClaimError(place, str(row[index].value), rule))
    table.fill(
        [_text(table, at, name, row.get(index)) for at, row in enumerate(body)]
        for index, name in enumerate(table.columns)
    )
    return table


def _text(table: RawTable, row: int, column: str, cell: Any) -> str:
    """Return one cell as text; Excel's own interpretations are faults, not values."""
    if cell is None:
        return ""
    value, rule = cell.value, ""
    if cell.data_type == "f":
        rule = "the cell holds a formula; paste its value"
        value = getattr(value, "text", value)
    elif cell.data_type == "e":
        rule = "the cell holds an error"
    elif isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        rule = (
            "the spreadsheet has made a date of this; format the column as text and type it again"
        )
    elif isinstance(value, bool):
        rule = "the spreadsheet has made a truth value of this; format the column as text"
    elif (
        column in _FIGURES
        and not isinstance(value, str)
        and cell.number_format not in _SHOWN_AS_TYPED
    ):
        rule = "the sheet shows this number in another form than it holds; format it as text"
    if rule:
        table.faults.append(ClaimError(table.place(row, column), str(value), rule))
        return ""
    return plain(value)

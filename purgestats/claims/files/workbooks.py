"""Claims tables in XLSX workbooks, where a program may have reinterpreted what was typed."""

import datetime
import re
import sys
import warnings
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from purgestats._names import tables
from purgestats.claims.files.layout import (
    RAISED,
    Layout,
    check_container,
    check_layout,
    hidden_note,
    layout_of,
)
from purgestats.claims.files.raw import (
    MOST_CELLS,
    MOST_ROWS,
    RawTable,
    file_fault,
    header_of_claims,
    plain,
    start_table,
)
from purgestats.errors import ClaimErrors, Place, did_you_mean, nearest

#: Formats in which Excel shows a whole number as it would be typed, for positive ones, and what in
#: them only takes up room, as in those of the button for thousands.
_WHOLE = re.compile(r"(?:#,##|###)?0(?:\.0+)?")
_ROOM = re.compile(r"[_*].|\\?[ \u00a0]|\[(?![hms])[^]]*\]")
_INTERPRETED: dict[str, str] = tables(__file__)["interpreted"]
_FIGURES = ("as_printed", "resolved")
_PERIODS = ("period", "of_period")

_Rows = list[tuple[int, dict[int, Any]]]


def read_xlsx(
    path: Path, max_bytes: int, sheet: str | None = None, *, as_list: bool = False
) -> RawTable:
    """Read the cells of a sheet: the one named, the one with claims, or else the first visible.

    Parameters
    ----------
    path : Path
        The workbook.
    max_bytes : int
        Largest size that it may unpack to.
    sheet : str, optional
        Name of the sheet.
    as_list : bool
        Whether it is a list of persons: dates of a workbook are read as they are shown, and what
        stands on further sheets is not passed over in silence.

    Returns
    -------
    RawTable
        The cells as text; what the program has interpreted is among the faults, and hidden rows,
        columns and sheets and raised characters are among the notes.

    Raises
    ------
    ClaimErrors
        If the file is no workbook, is damaged or too large, the sheet is empty, or several visible
        sheets have claims and none is named.
    """
    try:
        layouts = check_container(path, max_bytes)
        # openpyxl prints what is amiss in styles: never among what a command prints.
        with warnings.catch_warnings(), redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            return _read(path, sheet, layouts, as_list)
    except ClaimErrors:
        raise
    except Exception as error:  # openpyxl lets any parser's error through
        rule = f"not a readable XLSX workbook ({type(error).__name__})"
        raise file_fault(path.name, rule) from None


def _read(path: Path, name: str | None, layouts: dict[str, Layout], as_list: bool) -> RawTable:
    import openpyxl

    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, rich_text=True)
        sheet, notes = _choose(path.name, book, name)
        if as_list:
            notes += _sheets_beside(path.name, sheet, book.worksheets)
        part = sheet._worksheet_path
        layout = layouts.get(part) or layout_of(path, part)
        # The size written in the sheet may be that of a formatted but blank million rows.
        sheet.reset_dimensions()
        table = _table(path.name, _filled(path.name, sheet.iter_rows()), as_list)
        check_layout(path, layout)
    hidden = hidden_note(layout, len(table.columns))
    table.notes = [*notes, *filter(None, [hidden]), *table.notes]
    return table


def _choose(file: str, book: Any, name: str | None) -> tuple[Any, list[str]]:
    """Return the sheet to read, and what is to be said about the others."""
    sheets = list(book.worksheets)
    names = [sheet.title for sheet in sheets]
    if not sheets:
        raise file_fault(file, "the workbook has no sheet of cells, only charts")
    if name is not None:
        if name not in names:
            rule = (
                f"no such sheet; there are {', '.join(names)}{did_you_mean(nearest(name, names))}"
            )
            raise file_fault(file, rule, value=name)
        return sheets[names.index(name)], []
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    claims = [sheet for sheet in visible if _has_claims(sheet)]
    if len(claims) > 1:
        titles = ", ".join(sheet.title for sheet in claims)
        raise file_fault(file, f"several sheets have claims ({titles}); name one with sheet=")
    hidden = [sheet.title for sheet in sheets if sheet not in visible and _has_claims(sheet)]
    notes = [f"the hidden sheet {title} has claims too; it was not read" for title in hidden]
    return (claims or visible)[0], notes


def _sheets_beside(file: str, read: Any, sheets: Iterable[Any]) -> list[str]:
    """Say which visible sheets of a list are not read; refuse those with the same columns."""
    headers = {sheet.title: _first_row(sheet) for sheet in sheets if sheet.sheet_state == "visible"}
    first = headers.pop(read.title, ())
    alike = [title for title, header in headers.items() if header and header == first]
    if alike:
        rule = f"the sheets {', '.join([read.title, *alike])} have the same columns, and only "
        raise file_fault(file, f"{rule}one sheet is read; put their rows below each other")
    return [f"the sheet {title} was not read" for title, header in headers.items() if header]


def _first_row(sheet: Any) -> tuple[str, ...]:
    sheet.reset_dimensions()
    rows = (tuple(str(cell.value) for cell in row if cell.value) for row in sheet.iter_rows())
    return next(filter(None, rows), ())


def _has_claims(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return header_of_claims((0, [str(cell.value) for cell in row]) for row in sheet.iter_rows())


def _filled(file: str, rows: Iterable[Sequence[Any]]) -> _Rows:
    found, cells = [], 0
    for number, row in enumerate(rows, 1):
        held = {index: cell for index, cell in enumerate(row) if cell.value is not None}
        cells += len(row)
        if held:
            found.append((number, held))
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise file_fault(file, f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells")
    return found


def _table(file: str, rows: _Rows, as_list: bool) -> RawTable:
    from openpyxl.utils import get_column_letter

    if not rows:
        raise file_fault(file, "the sheet is empty")
    header_of_claims(((at, [str(cell.value) for cell in row.values()]) for at, row in rows), file)
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
                table.fault(place, str(row[index].value), rule)
    table.fill(
        [_text(table, at, name, row.get(index), as_list) for at, row in enumerate(body)]
        for index, name in enumerate(table.columns)
    )
    return table


def _text(table: RawTable, row: int, column: str, cell: Any, as_list: bool) -> str:
    """Return one cell as text; Excel's own interpretations are faults, not values."""
    if cell is None:
        return ""
    value = _without_raised(table, row, column, cell.value)
    if cell.data_type == "f":
        kind, value = "formula", getattr(value, "text", value)
    elif cell.data_type == "e":
        kind = "error"
    elif isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        if as_list and (shown := _shown_date(cell.number_format, value)):
            return shown
        kind = "date"
    elif isinstance(value, bool):
        kind = "truth value"
    elif _is_in(column, _FIGURES):
        typed = isinstance(value, str) or _is_shown_as_typed(cell.number_format, value)
        kind = "struck" if _is_struck(cell) else "" if typed else "form"
    else:
        kind = ""
    if kind:
        rule = _INTERPRETED[kind]
        meant = _shown(column, cell.number_format, value)
        if meant:
            table.meant[row, column] = meant
        table.fault(table.place(row, column), str(value), rule)
        return ""
    return plain(value)


def _is_shown_as_typed(number_format: str, value: float) -> bool:
    if number_format in ("General", "@"):
        return True
    plain = _ROOM.sub("", number_format.partition(";")[0])
    return float(value).is_integer() and _WHOLE.fullmatch(plain) is not None


def _is_struck(cell: Any) -> bool:
    """Say whether a line goes through a cell, or through a part of its text."""
    parts = cell.value if isinstance(cell.value, list) else ()
    return any(getattr(part, "font", None) and part.font.strike for part in (cell, *parts))


def _is_in(column: str, names: Iterable[str]) -> bool:
    return column.lower().replace(" ", "_") in names


def _shown(column: str, number_format: str, value: Any) -> str:
    """Return what the program shows for a period or a percentage, blank for anything else."""
    if _is_in(column, _PERIODS):
        return _shown_date(number_format, value)
    form = _form(number_format)
    if _is_in(column, _FIGURES) and isinstance(value, (int, float)) and form.endswith("%"):
        places = len(form.partition(".")[2].rstrip("%"))
        return f"{100 * value:.{places}f} percent"
    return ""


def _shown_date(number_format: str, value: Any) -> str:
    """Return the day, month or year that the program shows; blank for anything else."""
    form = _form(number_format)
    if not isinstance(value, datetime.date) or "y" not in form:
        return ""
    day = value.isoformat()[:10]
    return day if "d" in form else day[:7] if "m" in form else day[:4]


def _form(number_format: str) -> str:
    """Return a format without colours, conditions and texts of its own."""
    return re.sub(r'\[[^]]*\]|"[^"]*"|\\.', "", number_format).lower()


def _without_raised(table: RawTable, row: int, column: str, value: Any) -> Any:
    """Leave raised and lowered characters out of a cell, such as a footnote mark, and say so."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(value, CellRichText):
        return value
    kept, raised = "", ""
    for part in value:
        if isinstance(part, TextBlock) and part.font.vertAlign in RAISED:
            raised += part.text
        else:
            kept += str(part)
    if raised:
        place = table.place(row, column)
        table.notes.append(f"{place}: a raised {raised.strip()!r} was left out of {kept.strip()!r}")
    return kept.rstrip() if raised else kept

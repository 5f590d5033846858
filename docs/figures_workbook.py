"""One workbook with everything: every claim, what the columns and terms mean, every source."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.datapackage import claims_columns

#: The earliest moment that a ZIP archive can hold: the same tables give the same bytes.
NO_TIME = datetime(1980, 1, 1)
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def sheets() -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and the table of each sheet."""
    yield "claims", ps.load()
    columns = [(column.name, column.title, column.description) for column in claims_columns()]
    yield "columns", pd.DataFrame(columns, columns=["column", "title", "meaning"])
    yield "topics", ps.catalogue()
    yield from ps.vocabulary().items()
    yield "claimants", ps.claimants()
    yield "sources", ps.sources()
    yield "events", ps.events()
    yield "assumptions", ps.assumptions()


def figures_workbook() -> bytes:
    """Return the workbook; no text in it is taken for a formula.

    Returns
    -------
    bytes
        An XLSX file, the same each time.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.properties.created = NO_TIME
    book.properties.title = f"purgestats, data {package.version()}"
    for title, table in sheets():
        add_sheet(book, title, table)
    content = io.BytesIO()
    book.save(content)
    return without_times(content.getvalue())


def add_sheet(book: Any, title: str, table: pd.DataFrame) -> None:
    """Add a table to a workbook that is being written, its first line fixed and bold."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    longest = [table[name].astype(str).str.len().max() for name in table.columns]
    for number, (name, length) in enumerate(zip(table.columns, longest, strict=True), 1):
        width = min(60, max(len(str(name)), 0 if pd.isna(length) else int(length)) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
    heading = [cell_of(sheet, str(name)) for name in table.columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for record in table.astype(object).itertuples(index=False):
        sheet.append([cell_of(sheet, value) for value in record])


def cell_of(sheet: Any, value: object) -> Any:
    """Return a cell: a number as a number, all else as text that is never worked out."""
    from openpyxl.cell import WriteOnlyCell

    if pd.isna(value) or value == "":
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=_FORBIDDEN.sub("\ufffd", value))
    cell.data_type = "s"
    cell.quotePrefix = bool(_FORMULA.match(value))
    return cell


def without_times(content: bytes) -> bytes:
    """Return a ZIP archive that does not tell when it was made."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            fixed = zipfile.ZipInfo(member.filename, NO_TIME.timetuple()[:6])
            held = _SAVED.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(member))
            new.writestr(fixed, held, zipfile.ZIP_DEFLATED)
    return packed.getvalue()

"""Claims and references written to files: whole or not at all, and nothing in them a formula."""

import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.export.atomic import check_target, write_file
from purgestats.claims.files.delimited import without_formula
from purgestats.claims.files.raw import RawTable, plain
from purgestats.claims.sources.citations import cite, cited_works
from purgestats.claims.table.faults import as_cell
from purgestats.claims.table.table import completed
from purgestats.claims.table.terms import UserVocabulary
from purgestats.errors import InvalidChoice, unknown

_MOST_ROWS = 1_048_575


def write_claims(
    claims: object,
    path: str | Path,
    *,
    force: bool = False,
    sources: str | Path | None = None,
    vocabulary: UserVocabulary = None,
) -> Path:
    r"""Write claims, or the works they come from, to a file.

    Parameters
    ----------
    claims : DataFrame
        A claims table; blank cells are filled as :func:`purgestats.validate` fills them, and
        columns of one's own are written as well.
    path : str or Path
        What the name ends in decides: ``.csv``, ``.tsv``, ``.xlsx`` and ``.parquet`` hold the
        claims; ``.bib`` (BibTeX), ``.ris`` and ``.json`` (CSL-JSON) hold their sources for a
        reference manager.
    force : bool
        Whether to write over a file that exists.
    sources : str or Path, optional
        A BibTeX file of one's own, beside ours, for the references.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Path
        The file. It is written whole or not at all.

    Raises
    ------
    InvalidChoice
        If the name ends in something else.
    FileExistsError
        If there is such a file already.

    Notes
    -----
    Control characters are written as ``\x1b``. In CSV and TSV a text that a spreadsheet program
    would take for a formula gets an apostrophe in front, also after a semicolon, which separates
    cells in many countries; reading the file takes it off again. In XLSX it is stored as text.

    Examples
    --------
    >>> import tempfile
    >>> import purgestats as ps
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_claims(ps.load("arrests"), f"{folder}/arrests.xlsx")
    ...     ps.read_claims(file).equals(ps.load("arrests"))
    True
    """
    target = Path(path)
    ending = target.suffix.lower()
    endings = (*_TABLES, *_REFERENCES)
    if ending not in endings:
        words = f"{target.name!r} must end in {', '.join(endings)}"
        raise unknown(InvalidChoice, words, ending, endings)
    check_target(target, force=force)
    table = completed(claims, vocabulary)
    if ending in _REFERENCES:
        content = (cite(table, _REFERENCES[ending], sources).rstrip("\n") + "\n").encode("utf-8")
    else:
        content = _workbook(table, sources) if ending == ".xlsx" else _TABLES[ending](table)
    return write_file(target, content, force=force)


def _rows(claims: pd.DataFrame, change: Callable[[str], str]) -> list[list[str]]:
    cells = claims.astype(object)
    texts = cells.map(lambda value: change(plain(value))).where(cells.notna(), "")
    return list(map(list, texts.itertuples(index=False, name=None)))


def write_cells(table: RawTable, path: str | Path, *, force: bool = False) -> Path:
    """Write a table as it stands, every cell as text, to a file that :func:`read_claims` reads.

    Parameters
    ----------
    table : RawTable
        The cells.
    path : str or Path
        A name in ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet``.
    force : bool
        Whether to write over a file that exists.

    Returns
    -------
    Path
        The file.
    """
    target = Path(path)
    check_target(target, force=force)
    texts = {name: cells.texts() for name, cells in table.columns.items()}
    content = _TABLES[target.suffix.lower().replace(".txt", ".csv")](pd.DataFrame(texts, dtype=str))
    return write_file(target, content, force=force)


def _cell(text: str) -> str:
    return without_formula(as_cell(text))


def _delimited(claims: pd.DataFrame, delimiter: str) -> bytes:
    names = [_cell(str(name)) for name in claims.columns]
    rows = pd.DataFrame(_rows(claims, _cell), columns=names, dtype=object)
    text: str = rows.to_csv(index=False, sep=delimiter, lineterminator="\n")
    return text.encode("utf-8")


def _workbook(claims: pd.DataFrame, sources: str | Path | None) -> bytes:
    """Write the claims, what their columns mean, and their sources, each on a sheet."""
    if len(claims) > _MOST_ROWS:
        raise InvalidChoice(f"{len(claims):,} rows do not fit a sheet; write CSV or Parquet")
    meaning = pd.DataFrame(
        [(one.name, one.title, one.description) for one in claims_columns()],
        columns=["column", "title", "description"],
    )
    works = cited_works(claims, catalogue.source_keys(sources))
    named = pd.DataFrame([work.to_row() for work in works]).fillna("")
    return _sheets(claims=claims, columns=meaning, sources=named)


def _sheets(**tables: pd.DataFrame) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, table in tables.items():
        add_sheet(book, title, table)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return the content of a workbook's file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def add_sheet(book: Any, title: str, table: pd.DataFrame) -> Any:
    """Add a table to a workbook that is being written; no text in it is a formula.

    Parameters
    ----------
    book : openpyxl.Workbook
        In write-only mode.
    title : str
        Name of the sheet.
    table : DataFrame
        The cells; numbers stay numbers.

    Returns
    -------
    openpyxl worksheet
        The sheet.
    """
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    texts = _rows(table, as_cell)
    for place, name in enumerate(table.columns):
        longest = max((len(row[place]) for row in texts[:200]), default=0)
        width = min(60, max(len(str(name)), longest) + 2)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    heading = [text_cell(sheet, str(name)) for name in table.columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in texts:
        cells = zip(row, numeric, strict=True)
        sheet.append([_number(one) if number else text_cell(sheet, one) for one, number in cells])
    return sheet


def _number(text: str) -> float | None:
    if not text:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value if math.isfinite(value) else None


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell that a spreadsheet program shows as text and never works out.

    Parameters
    ----------
    sheet : openpyxl worksheet
        Where it will stand.
    text : str
        What it holds; a blank gives a blank cell.

    Returns
    -------
    openpyxl cell
        The cell, not yet on the sheet.
    """
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=as_cell(text) or None)
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = without_formula(text) != text
    return cell


_TABLES: dict[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": lambda claims: _delimited(claims, ","),
    ".tsv": lambda claims: _delimited(claims, "\t"),
    ".xlsx": lambda claims: _sheets(claims=claims),
    ".parquet": lambda claims: claims.to_parquet(index=False),
}
_REFERENCES = {".bib": "bibtex", ".ris": "ris", ".json": "csl-json"}

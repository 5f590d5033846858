"""A spreadsheet to fill in: the columns explained, lists of the words allowed, three examples."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from purgestats._names import tables
from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.datapackage import Column, claims_columns
from purgestats.claims.export.atomic import check_target, write_file
from purgestats.claims.export.writing import add_sheet, saved, text_cell
from purgestats.claims.table.terms import combined_tables
from purgestats.claims.vocabulary.hierarchies import TABLES, build_vocabulary, rows_of
from purgestats.errors import InvalidChoice
from purgestats.words import RELATIVE

#: Figures of ours that show, in this order, the least a row needs, a scope, and a share.
EXAMPLES = ("kuhr-arrests", "polish-operation-executions", "poles-share-of-killed")
EXAMPLE_ID = "example-"
UserTables = str | Path | Mapping[str, pd.DataFrame] | None

_TABLES = tables(__file__)
_NEEDED, _OFTEN = _TABLES["needed"], _TABLES["often"]
_ROWS = 5_000
_NOTE = "example: write over it or delete the row"
_READ = ("low", "best", "high", "unit")
#: Lists from which other values than those listed may be taken.
_OPEN = ("claimant", "source")


def write_template(path: str | Path, vocabulary: UserTables = None, *, force: bool = False) -> Path:
    """Write a spreadsheet in which to put figures of one's own.

    Parameters
    ----------
    path : str or Path
        The file; its name ends in ``.xlsx``.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, added to the lists; as for :func:`purgestats.read_claims`.
    force : bool
        Whether to write over a file that exists.

    Returns
    -------
    Path
        The file. Its sheet ``claims`` has the columns, each explained in a comment, lists of the
        words allowed, and three example rows; its sheet ``vocabulary`` explains the words.

    Raises
    ------
    InvalidChoice
        If the name ends in something else.
    FileExistsError
        If there is such a file already.

    Examples
    --------
    >>> import tempfile
    >>> import purgestats as ps
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     claims = ps.read_claims(write_template(f"{folder}/claims.xlsx"))
    >>> claims["claim_id"].tolist()
    ['example-1', 'example-2', 'example-3']
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise InvalidChoice(f"{target.name!r} must end in .xlsx: only a spreadsheet has lists")
    check_target(target, force=force)
    return write_file(target, _workbook(vocabulary), force=force)


def explanation(column: Column) -> str:
    """Return what a column holds, and what becomes of it where it is left blank.

    Parameters
    ----------
    column : Column
        A column of the claims table.

    Returns
    -------
    str
        Its title, its description in ``datapackage.json``, and whether it needs filling.

    Examples
    --------
    >>> group = next(one for one in claims_columns() if one.name == "group")
    >>> print(explanation(group))
    Of whom
    Term of vocabulary/groups.csv; `all` for everyone.
    The sheet vocabulary explains the words of the list.
    If left blank: all.
    """
    lists, blank = _TABLES["list"], _TABLES["blank"]
    listed = "open" if column.name in _OPEN else "closed" if column.name in TABLES else ""
    kind = "default" if column.default else ""
    if column.name in _NEEDED:
        kind = "needed"
    elif column.name in _READ:
        kind = "read"
    elif column.name == "period":
        kind = "period"
    said = (lists.get(listed, ""), blank.get(kind, "").format(default=column.default))
    return "\n".join(filter(None, (column.title, column.description, *said)))


def _workbook(vocabulary: UserTables) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    columns = {column.name: column for column in claims_columns()}
    order = [columns.pop(name) for name in (*_NEEDED, *_OFTEN)] + list(columns.values())
    words = _words(vocabulary)
    _add_claims(book, order, words)
    add_sheet(book, "vocabulary", words)
    return saved(book)


def _words(vocabulary: UserTables) -> pd.DataFrame:
    """Return the words of every list, those of one list under each other."""
    ours = combined_tables(vocabulary)
    rows = [
        (dimension, *row)
        for dimension, table in TABLES.items()
        for row in rows_of(ours[table], "term", "label", "definition")
    ]
    rows += [(column.name, value, "", "") for column in claims_columns() for value in column.enum]
    units = {*build_vocabulary(ours).units.values(), *RELATIVE}
    rows += [("unit", unit, "", "") for unit in sorted(units)]
    rows += [("claimant", *row) for row in rows_of(catalogue.claimants(), "key", "name", "role")]
    works = rows_of(catalogue.sources(), "source", "title", "author")
    rows += [("source", *row) for row in works]
    kept = [row for row in rows if row[1]]
    return pd.DataFrame(kept, columns=["list", "term", "label", "definition"])


def _add_claims(book: Any, order: list[Column], words: pd.DataFrame) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet("claims")
    sheet.freeze_panes = "B2"
    heading = []
    for number, column in enumerate(order, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.name) + 3)
        if column.type == "string":
            # As text, so that 1937-08 does not become a date.
            sheet.column_dimensions[letter].number_format = "@"
        cell = text_cell(sheet, column.name)
        needed = column.name in _NEEDED
        cell.font = Font(bold=needed)
        cell.fill = PatternFill("solid", fgColor="D9E2EC" if needed else "F2F2F2")
        text = explanation(column)
        cell.comment = Comment(text, "purgestats", height=40 + 18 * (len(text) // 34), width=300)
        heading.append(cell)
        listed = _list_of(words, column, letter)
        if listed is not None:
            sheet.data_validations.append(listed)
    sheet.append(heading)
    for row in _example_rows():
        sheet.append([text_cell(sheet, row.get(column.name, "")) for column in order])


def _list_of(words: pd.DataFrame, column: Column, letter: str) -> Any:
    """Return a column's drop-down list, if it has one."""
    from openpyxl.worksheet.datavalidation import DataValidation

    name = column.name.removeprefix("of_")
    places = words.index[words["list"] == name]
    if not len(places):
        return None
    formula = f"vocabulary!$B${places[0] + 2}:$B${places[-1] + 2}"
    listed = DataValidation(type="list", formula1=formula, allow_blank=True)
    # A vocabulary of one's own may add terms; fixed choices cannot grow.
    listed.showErrorMessage = name not in _OPEN
    listed.errorStyle = "stop" if column.enum else "warning"
    listed.errorTitle = column.title
    listed.error = _TABLES["list"]["error"]
    listed.add(f"{letter}2:{letter}{_ROWS}")
    return listed


def _example_rows() -> Iterator[Mapping[str, str]]:
    ours = catalogue.load().set_index("claim_id")
    scopes = [column.name for column in claims_columns() if column.name in _OFTEN[:4]]
    scopes += [name for name in _OFTEN if name.startswith("of_")]
    scoped = [*_NEEDED[1:], *scopes, "locator"]
    wanted = [_NEEDED[1:], scoped, scoped]
    for number, (claim, names) in enumerate(zip(EXAMPLES, wanted, strict=True), 1):
        row = {name: str(ours.at[claim, name]) for name in names}
        # As copies they bring no second count into the reckoning.
        yield row | {"claim_id": f"{EXAMPLE_ID}{number}", "derived_from": claim, "note": _NOTE}

"""Where the articles' indexes lie, and how one is read and written.

article_folder : the folder of the article, with its index.
read_index, index_csv : an index of figures from and to CSV.
index_rows : an index as a list of rows.
typed_index : an index with the right types, or an error.
INDEX_COLUMNS, KINDS, UNCLASSIFIED : columns and kinds of an index.
SOURCE : the source whose figures the index lists.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pandas as pd

from purgestats.claims.datasets.catalogue import read_csv
from purgestats.claims.datasets.datapackage import folder
from purgestats.errors import PurgestatsError

SOURCE: Final = "wikipedia-great-purge"
INDEX_COLUMNS: Final = (
    *("section", "paragraph", "paragraph_sha256", "ordinal"),
    *("token", "kind", "reason", "claim_ids"),
)
KINDS: Final = ("statistic", "year", "date", "ordinal", "name", "duration", "other")
UNCLASSIFIED: Final = "unclassified"

Row = dict[str, Any]

_WHOLE: Final = re.compile(r"[1-9][0-9]{0,8}")


def article_folder() -> Path:
    """Find the folder that describes the article and holds the index of its figures.

    Returns
    -------
    Path
        In a checkout the checkout's, otherwise the one inside the installed package.

    Examples
    --------
    >>> sorted(path.name for path in article_folder().iterdir())
    ['README.md', 'figures.csv']
    """
    return folder("seeds") / "great-purge"


def read_index(path: Path | None = None) -> pd.DataFrame:
    """Read an index from CSV.

    Parameters
    ----------
    path : Path, optional
        The file; without it, the index of the encyclopedia article that comes with purgestats.

    Returns
    -------
    DataFrame
        `INDEX_COLUMNS`; paragraph and ordinal are integers, the rest text, blanks are blank.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    PurgestatsError
        If the file is no index: wrong columns, or numbers that are none.

    Examples
    --------
    >>> index = read_index()
    >>> list(index.columns[:4])
    ['section', 'paragraph', 'paragraph_sha256', 'ordinal']
    """
    file = path or article_folder() / "figures.csv"
    try:
        frame = read_csv(file)
    except ValueError as error:  # pandas has no common error for files it cannot read
        raise PurgestatsError(f"{file.name} is not an index of figures: {error}") from error
    return typed_index(frame)


def index_csv(index: pd.DataFrame) -> str:
    """Write an index as CSV text, the form in which it is kept.

    Parameters
    ----------
    index : DataFrame
        An index.

    Returns
    -------
    str
        Comma-separated, one header line, line feeds as line ends.

    Examples
    --------
    >>> index_csv(read_index()).splitlines()[0]
    'section,paragraph,paragraph_sha256,ordinal,token,kind,reason,claim_ids'
    """
    return index[list(INDEX_COLUMNS)].to_csv(index=False, lineterminator="\n")


def index_rows(index: pd.DataFrame) -> list[Row]:
    """Take an index apart into its rows.

    Parameters
    ----------
    index : DataFrame
        An index.

    Returns
    -------
    list of dict
        One dict a row, keyed by `INDEX_COLUMNS`.

    Raises
    ------
    PurgestatsError
        If it is no index.

    Examples
    --------
    >>> list(index_rows(read_index())[0]) == list(INDEX_COLUMNS)
    True
    """
    records = typed_index(index).to_dict("records")
    return [{str(column): value for column, value in row.items()} for row in records]


def typed_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Give an index its types, or refuse what is none.

    Parameters
    ----------
    frame : DataFrame
        What should be an index.

    Returns
    -------
    DataFrame
        Paragraph and ordinal as int64, the rest text, a plain range as its row labels.

    Raises
    ------
    PurgestatsError
        If the columns are not `INDEX_COLUMNS` or do not count from 1.

    Examples
    --------
    >>> typed_index(pd.DataFrame(columns=list(INDEX_COLUMNS)))["ordinal"].dtype
    dtype('int64')
    """
    if list(frame.columns) != list(INDEX_COLUMNS):
        raise PurgestatsError(f"an index of figures has the columns {', '.join(INDEX_COLUMNS)}")
    typed = frame.astype(str).reset_index(drop=True)
    for column in ("paragraph", "ordinal"):
        wrong = typed.index[~typed[column].str.fullmatch(_WHOLE)]
        if len(wrong):
            raise PurgestatsError(
                f"an index of figures counts from 1: {column} of row {wrong[0] + 1} does not"
            )
        typed[column] = typed[column].astype("int64")
    return typed

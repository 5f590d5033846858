"""The index of every figure printed in an article, and how it is made.

One row a numeral: where it stands (section, paragraph, SHA-256 of the paragraph, ordinal), the
token as printed, what kind of numeral it is, and the claims that transcribe it. The index holds
no sentence of the article, yet shows which figure stands where, and that each has its claim.

build_index : the index of a text, with earlier decisions kept.
source_claims : the claims printed in the article.
read_locator : section and paragraph out of a claim's locator.
run_of : where in a paragraph's tokens a figure can stand.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from purgestats.claims.datasets.catalogue import read_csv
from purgestats.claims.datasets.datapackage import folder
from purgestats.claims.trace.paragraphs import (
    Paragraph,
    calendar_kinds,
    find_tokens,
    read_paragraphs,
)
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


_LOCATOR: Final = re.compile(r"(?P<section>.+), para\. (?P<number>[1-9][0-9]{0,5})")


def build_index(
    text: str, claims: pd.DataFrame, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""Index every numeral of an article.

    Parameters
    ----------
    text : str
        The article, as for `read_paragraphs`.
    claims : DataFrame
        Claims table; the rows whose source is `SOURCE` are linked to their numerals.
    previous : DataFrame, optional
        An earlier index. Its kinds and reasons are kept where section, paragraph hash,
        ordinal and token agree; so is its choice where a claim's figure is printed more than
        once in one paragraph.

    Returns
    -------
    DataFrame
        `INDEX_COLUMNS`, one row a numeral, in the order of the text. Years and days of the
        month are recognised, numerals of a claim are statistics, the rest is `unclassified`.
        A claim is linked to nothing where its figure does not stand in the paragraph its
        locator names, or stands there more than once and no earlier index says which is meant:
        `check_index` names those.

    Raises
    ------
    PurgestatsError
        If `previous` is not an index.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["tried"],
    ...         "as_printed": ["16"],
    ...         "source": ["wikipedia-great-purge"],
    ...         "locator": ["Trials, para. 1"],
    ...     }
    ... )
    >>> index = build_index("== Trials ==\nIn 1936, 16 were tried.", claims)
    >>> index[["ordinal", "token", "kind", "claim_ids"]].to_dict("split")["data"]
    [[1, '1936', 'year', ''], [2, '16', 'statistic', 'tried']]
    """
    earlier = {} if previous is None else {_place(row): row for row in index_rows(previous)}
    by_place: dict[tuple[str, int] | None, list[tuple[str, str]]] = {}
    for claim in source_claims(claims).itertuples(index=False):
        place = read_locator(str(claim.locator))
        by_place.setdefault(place, []).append((str(claim.claim_id), str(claim.as_printed)))
    rows: list[Row] = []
    for paragraph in read_paragraphs(text):
        found = _rows(paragraph, earlier)
        for claim_id, as_printed in by_place.get((paragraph.section, paragraph.number), ()):
            _link(paragraph, found, claim_id, as_printed)
        rows += found
    frame = pd.DataFrame(rows, columns=list(INDEX_COLUMNS), dtype=object)
    return typed_index(frame.assign(claim_ids=[";".join(row["claim_ids"]) for row in rows]))


def run_of(tokens: Sequence[str], figure: Sequence[str]) -> Iterator[int]:
    """Find where a figure's tokens stand as a contiguous run.

    Parameters
    ----------
    tokens : sequence of str
        Tokens of the paragraph.
    figure : sequence of str
        Tokens of the figure.

    Yields
    ------
    int
        Each position at which the run begins; none for a figure without tokens.

    Examples
    --------
    >>> list(run_of(["25", "50", "3.7", "25", "50"], ["25", "50"]))
    [0, 3]
    """
    size = len(figure)
    if size:
        last = len(tokens) - size
        yield from (i for i in range(last + 1) if list(tokens[i : i + size]) == list(figure))


def read_locator(locator: str) -> tuple[str, int] | None:
    """Read section and paragraph out of a claim's locator.

    Parameters
    ----------
    locator : str
        Such as ``Rehabilitation, para. 2``.

    Returns
    -------
    tuple of str and int, or None
        Section and paragraph; None where the locator has another form.

    Examples
    --------
    >>> read_locator("Rehabilitation, para. 2")
    ('Rehabilitation', 2)
    """
    match = _LOCATOR.fullmatch(locator)
    return (match["section"], int(match["number"])) if match else None


def source_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Select the claims printed in the article, blanks as blank text.

    Parameters
    ----------
    claims : DataFrame
        Claims table.

    Returns
    -------
    DataFrame
        Columns claim_id, as_printed, source and locator.

    Examples
    --------
    >>> columns = ["claim_id", "as_printed", "source", "locator"]
    >>> len(source_claims(pd.DataFrame([["a", "16", "elsewhere", "p. 3"]], columns=columns)))
    0
    """
    columns = ["claim_id", "as_printed", "source", "locator"]
    return claims[claims["source"] == SOURCE][columns].astype(object).fillna("").astype(str)


def _place(row: Row) -> tuple[str, str, int, str]:
    return row["section"], row["paragraph_sha256"], row["ordinal"], row["token"]


def _rows(paragraph: Paragraph, earlier: Mapping[tuple[str, str, int, str], Row]) -> list[Row]:
    """Make the rows of one paragraph, with earlier decisions but no claims yet.

    Beside its columns a row has the place of its token, and the claims an earlier index gave it.
    """
    tokens = find_tokens(paragraph.text)
    kinds = calendar_kinds(paragraph.text, tokens)
    rows: list[Row] = []
    for ordinal, (token, kind) in enumerate(zip(tokens, kinds, strict=True), start=1):
        values = (paragraph.section, paragraph.number, paragraph.sha256, ordinal, token.text)
        row = dict(zip(INDEX_COLUMNS, values, strict=False))
        row |= {"kind": kind or UNCLASSIFIED, "reason": "", "former": None}
        before = earlier.get(_place(row))
        if before and before["kind"] in KINDS:
            row |= {"kind": before["kind"], "reason": before["reason"]}
            row["former"] = before["claim_ids"].split(";")
        rows.append(row | {"claim_ids": [], "start": token.start})
    return rows


def _link(paragraph: Paragraph, rows: list[Row], claim_id: str, as_printed: str) -> None:
    """Write a claim's id on the numerals of its figure, if it is clear which these are.

    They are statistics unless an earlier index decided otherwise.
    """
    phrase = unicodedata.normalize("NFC", as_printed)
    figure = find_tokens(phrase)
    runs: dict[int, list[list[Row]]] = {}
    for i in run_of([row["token"] for row in rows], [token.text for token in figure]):
        run = rows[i : i + len(figure)]
        start = run[0]["start"] - figure[0].start
        if start >= 0 and paragraph.text.startswith(phrase, start):
            runs.setdefault(min(_room(row, claim_id) for row in run), []).append(run)
    fitting = runs[max(runs)] if runs else []
    for row in fitting[0] if len(fitting) == 1 else ():
        row["claim_ids"] = sorted({*row["claim_ids"], claim_id})
        row["kind"] = "statistic" if row["former"] is None else row["kind"]


def _room(row: Row, claim_id: str) -> int:
    """Return 2 where an earlier index gave it this very claim, 1 where it has room, else 0."""
    if row["former"] is None:
        return 1
    return 2 if claim_id in row["former"] else int(row["kind"] == "statistic")

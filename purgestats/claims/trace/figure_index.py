"""The index of every figure printed in an article, and how it is made.

One row a numeral: where it stands (section, paragraph, SHA-256 of the paragraph, ordinal), the
token as printed, what kind of numeral it is, and the claims that transcribe it. The index holds
no sentence of the article, yet shows which figure stands where, and that each has its claim.

build_index : the index of a text, with earlier decisions kept.
source_claims : the claims printed in the article.
read_locator : section and paragraph out of a claim's locator.
run_of : where in a paragraph's tokens a figure can stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from purgestats.claims.datasets.catalogue import read_csv
from purgestats.claims.datasets.datapackage import folder
from purgestats.claims.trace.paragraphs import (
    Paragraph,
    Token,
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


@dataclass(frozen=True)
class _Entry:
    """One row of the index in the making; `former` are the claims an earlier index gave it."""

    token: Token
    kind: str
    reason: str = ""
    claim_ids: tuple[str, ...] = ()
    former: frozenset[str] | None = None

    def with_claim(self, claim_id: str) -> _Entry:
        """Add a claim; its numeral is a statistic unless an earlier index decided otherwise."""
        kind = "statistic" if self.former is None else self.kind
        return replace(self, kind=kind, claim_ids=tuple(sorted({*self.claim_ids, claim_id})))

    def room_for(self, claim_id: str) -> int:
        """Return 2 where an earlier index gave it this very claim, 1 where it has room, else 0."""
        named = self.former is not None and claim_id in self.former
        return 2 * named or int(self.former is None or self.kind == "statistic")


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
    earlier = _earlier(previous)
    by_place = _claims_by_place(claims)
    rows: list[tuple[Any, ...]] = []
    for paragraph in read_paragraphs(text):
        place = (paragraph.section, paragraph.number)
        entries = _entries(paragraph, earlier)
        for claim_id, as_printed in by_place.get(place, ()):
            entries = _linked(paragraph, entries, claim_id, as_printed)
        rows.extend(_row(paragraph, n, entry) for n, entry in enumerate(entries, start=1))
    return typed_index(pd.DataFrame(rows, columns=list(INDEX_COLUMNS), dtype=object))


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
    return claims.loc[claims["source"] == SOURCE, columns].astype(object).fillna("").astype(str)


def _claims_by_place(claims: pd.DataFrame) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Group (claim id, figure) by the section and paragraph the locator names."""
    grouped: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for claim in source_claims(claims).itertuples(index=False):
        place = read_locator(str(claim.locator))
        if place:
            grouped.setdefault(place, []).append((str(claim.claim_id), str(claim.as_printed)))
    return grouped


def _earlier(previous: pd.DataFrame | None) -> dict[tuple[str, str, int, str], _Entry]:
    """Arrange an earlier index by section, paragraph hash, ordinal and token."""
    if previous is None:
        return {}
    found = {}
    for row in typed_index(previous).to_dict("records"):
        if row["kind"] in KINDS:
            token, former = row["token"], frozenset(row["claim_ids"].split(";"))
            entry = _Entry(Token(0, 0, token), row["kind"], row["reason"], former=former)
            found[row["section"], row["paragraph_sha256"], int(row["ordinal"]), token] = entry
    return found


def _entries(
    paragraph: Paragraph, earlier: Mapping[tuple[str, str, int, str], _Entry]
) -> list[_Entry]:
    """Make the rows of one paragraph, with earlier decisions but no claims yet."""
    tokens = find_tokens(paragraph.text)
    place, entries = (paragraph.section, paragraph.sha256), []
    kinds = calendar_kinds(paragraph.text, tokens)
    for ordinal, (token, kind) in enumerate(zip(tokens, kinds, strict=True), start=1):
        fresh = _Entry(token, kind or UNCLASSIFIED)
        entries.append(replace(earlier.get((*place, ordinal, token.text), fresh), token=token))
    return entries


def _linked(
    paragraph: Paragraph, entries: list[_Entry], claim_id: str, as_printed: str
) -> list[_Entry]:
    """Write a claim's id on the numerals of its figure, if it is clear which these are."""
    phrase = unicodedata.normalize("NFC", as_printed)
    figure = find_tokens(phrase)
    runs: dict[int, list[range]] = {}
    for i in run_of([entry.token.text for entry in entries], [token.text for token in figure]):
        start, run = entries[i].token.start - figure[0].start, range(i, i + len(figure))
        if start >= 0 and paragraph.text.startswith(phrase, start):
            room = min(entries[n].room_for(claim_id) for n in run)
            runs.setdefault(room, []).append(run)
    fitting = runs[max(runs)] if runs else []
    chosen = fitting[0] if len(fitting) == 1 else range(0)
    return [e.with_claim(claim_id) if i in chosen else e for i, e in enumerate(entries)]


def _row(paragraph: Paragraph, ordinal: int, entry: _Entry) -> tuple[Any, ...]:
    """Turn an entry into a row in the order of `INDEX_COLUMNS`."""
    place = (paragraph.section, paragraph.number, paragraph.sha256, ordinal)
    return (*place, entry.token.text, entry.kind, entry.reason, ";".join(entry.claim_ids))

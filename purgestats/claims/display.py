"""Claims and results for readers: in words, as HTML; nothing from a table is read as markup."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TypeVar

import pandas as pd

from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.words import DIMENSIONS, claim_scope_words, range_words

T = TypeVar("T")
_ITEM = re.compile(r"\s+(-|\d+\.)\s+(.*)")


def prose(text: str) -> str:
    r"""Return sentences and lists written in plain text as paragraphs and lists.

    >>> print(prose("Two clash:\n  - <a>\n  - b\nThat is all."))
    <p>Two clash:</p>
    <ul>
    <li>&lt;a&gt;</li>
    <li>b</li>
    </ul>
    <p>That is all.</p>
    """
    made: list[str] = []
    lines = [(line, _ITEM.fullmatch(line)) for line in text.splitlines()]
    for kind, group in groupby(lines, lambda one: one[1] and ("ul" if one[1][1] == "-" else "ol")):
        told = [
            f"<li>{escape(item[2])}</li>" if item else f"<p>{escape(line.strip())}</p>"
            for line, item in group
            if line.strip()
        ]
        made += [f"<{kind}>", *told, f"</{kind}>"] if kind else told
    return "\n".join(made)


def said(result: object, *below: str) -> str:
    r"""Return the words of a result as a paragraph, with tables below it.

    >>> said("5 < 6\nby far", "<hr>")
    '<p>5 &lt; 6<br>by far</p><hr>'
    """
    return f"<p>{escape(str(result)).replace(chr(10), '<br>')}</p>{''.join(below)}"


def table(frame: pd.DataFrame, caption: str = "") -> str:
    """Return a table as HTML, its numbers with thousands separators and set to the right.

    >>> "<td>&lt;b&gt;</td>" in table(pd.DataFrame({"a": ["<b>"]}))
    True
    >>> ">681,692<" in table(pd.DataFrame({"a": [681692.0]}))
    True
    """
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    head = "".join(
        f'<th scope="col">{escape(str(name).replace("_", " "))}</th>' for name in frame.columns
    )
    body = "\n".join(
        f"<tr>{_cells(record, numeric)}</tr>" for record in frame.itertuples(index=False, name=None)
    )
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    # Themes of notebooks and sites know pandas' own tables by this class.
    start = f'<table class="dataframe">{above}<thead><tr>{head}</tr></thead>'
    return f"{start}\n<tbody>\n{body}\n</tbody></table>"


def _cells(record: Iterable[object], numeric: list[bool]) -> str:
    return "".join(
        f'<td style="text-align: right">{_number(value)}</td>'
        if number
        else f"<td>{escape(_text(value))}</td>"
        for value, number in zip(record, numeric, strict=True)
    )


def _number(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = float("nan") if value is pd.NA else float(str(value))
    return "" if math.isnan(number) else "no limit" if math.isinf(number) else f"{number:,.10g}"


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    missing = value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    return "" if missing else str(value)


class Result:
    """A result that shows itself: its words, and below them in a notebook the head of its table."""

    _most_shown = 60

    def to_frame(self) -> pd.DataFrame:
        """Return the result as a table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def _repr_html_(self) -> str:
        return said(self, table(self.to_frame().head(self._most_shown)))


class Listed(Result, Sequence[T]):
    """Several results in order, which are shown by the head of their table and the claims in it."""

    items: tuple[T, ...]
    _table: pd.DataFrame | None

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def _shown(self, head: pd.DataFrame, claims: Iterable[str]) -> str:
        more = len(self.items) - len(head)
        rest = f"<p>{more:,} more in to_frame().</p>" if more > 0 else ""
        return said(self, table(head), rest, told_table(self._table, claims))


_NEEDED = (
    *("claim_id", "claimant", "claim_year", "as_printed", "resolved", "low", "best", "high"),
    *("unit", "stance", "source", "locator"),
    *(f"{prefix}{name}" for prefix in ("", "of_") for name in DIMENSIONS),
)
COLUMNS = ("who gives it", "as printed", "read as", "what is counted", "where it is printed")
STANCE_WORDS = {
    "surveys": "a survey of estimates",
    "rejects": "rejected",
    "rhetorical": "a figure of speech",
}
"""What is said of figures that a text does not stand by."""


@dataclass(frozen=True)
class Shown:
    """Claims as a table for reading.

    Parameters
    ----------
    frame : DataFrame
        The columns of `COLUMNS`, all text.
    """

    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame."""
        return self.frame.copy()

    def __repr__(self) -> str:
        return self.frame.to_string(index=False) if len(self.frame) else "no figures"

    def _repr_html_(self) -> str:
        return table(self.frame) if len(self.frame) else "<p>No figures.</p>"


def show(
    claims: object, only: Iterable[str] | None = None, vocabulary: UserVocabulary = None
) -> Shown:
    """Show claims as a reader would want them: in words, with nothing that only a program needs.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    only : iterable of str, optional
        Which claims, by id, in this order; all if left out.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Shown
        Who gives each figure, how it is printed and read, what it counts and where it is printed.

    Examples
    --------
    >>> import purgestats as ps
    >>> print(ps.show(ps.load("arrests"), ["kuhr-arrests"]).to_frame().iloc[0, 2])
    2,450,000 to 2,550,000, best 2,500,000
    """
    return Shown(told(take(claims, vocabulary).frame, only))


def told(claims: pd.DataFrame, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return claims in words, each once; ids that are no claim's are passed over.

    >>> import purgestats as ps
    >>> told(ps.load("arrests"), ["kuhr-arrests"]).iloc[0, :2].tolist()
    ['Corrina Kuhr', '2.5 million']
    """
    places = {claim: place for place, claim in enumerate(claims["claim_id"])}
    wanted = places if ids is None else dict.fromkeys(ids)
    labels = labels_of(claims)
    cells = claims[list(_NEEDED)].astype(object)
    cells = cells.where(cells.notna(), None)
    rows = []
    for place in (places[claim] for claim in wanted if claim in places):
        row = cells.iloc[place]
        who = labels.claimant(row["claimant"])
        year = f", {row['claim_year']}" if row["claim_year"] else ""
        aside = STANCE_WORDS.get(row["stance"], "")
        where = ", ".join(part for part in (labels.work(row["source"]), row["locator"]) if part)
        read = range_words(row["low"], row["high"], row["unit"] or "persons", row["best"])
        who = f"{who}{year}{f' ({aside})' if aside else ''}"
        figure = row["resolved"] or row["as_printed"] or ""
        rows.append((who, figure, read, claim_scope_words(row, labels), where))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_table(claims: pd.DataFrame | None, ids: Iterable[str] | None = None) -> str:
    """Return claims in words as HTML; nothing where they are not known or lack a column.

    >>> told_table(None)
    ''
    """
    if claims is None or not set(_NEEDED) <= set(claims.columns):
        return ""
    rows = told(claims, ids)
    return table(rows, "The figures and where they are printed") if len(rows) else ""

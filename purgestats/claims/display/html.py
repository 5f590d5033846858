"""Results as HTML for a notebook or a page: nothing from a table is ever read as markup."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape

import pandas as pd

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
    inside = ""
    for line in text.splitlines():
        item = _ITEM.fullmatch(line)
        kind = "" if item is None else "ul" if item[1] == "-" else "ol"
        if kind != inside:
            made += [f"</{inside}>"] if inside else []
            made += [f"<{kind}>"] if kind else []
            inside = kind
        if item is not None:
            made.append(f"<li>{escape(item[2])}</li>")
        elif line.strip():
            made.append(f"<p>{escape(line.strip())}</p>")
    return "\n".join([*made, *([f"</{inside}>"] if inside else [])])


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

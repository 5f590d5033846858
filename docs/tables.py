"""Tables of the site as HTML: whole without a script, searchable and sortable with one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

#: With more rows than these a table scrolls under its headings.
LONG = 25


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    html : str
        What it shows; made of escaped text.
    sort : float or None
        The number by which it is sorted; without one, a cell is sorted by its text.
    """

    html: str
    sort: float | None = None


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    cells : tuple of Cell
        The first names the row.
    anchor : str
        By which a link leads to it; blank for none.
    """

    cells: tuple[Cell, ...]
    anchor: str = ""


def text_cell(text: object) -> Cell:
    """Return a cell of escaped text.

    Examples
    --------
    >>> text_cell("<b>").html
    '&lt;b&gt;'
    """
    return Cell(escape(str(text)))


def number_cell(value: float, *, share: bool = False) -> Cell:
    """Return a cell with a number, blank where there is none.

    Examples
    --------
    >>> number_cell(681692).html, number_cell(0.125, share=True).html, number_cell(math.nan).html
    ('681,692', '12.5 %', '')
    """
    if value is None or math.isnan(value) or math.isinf(value):
        return Cell("", None)
    shown = f"{100 * value:.6g} %" if share else f"{value:,.10g}"
    return Cell(shown, float(value))


def data_table(
    name: str,
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Row],
    *,
    noun: str = "rows",
    searchable: bool = True,
) -> str:
    """Return a table in a frame that scrolls by itself.

    Parameters
    ----------
    name : str
        Its id, and the name of the file in which its rows are saved.
    caption : str
        What stands above it.
    headings : sequence of str
        One a column.
    rows : iterable of Row
        The body.
    noun : str
        What a row is, in the plural.
    searchable : bool
        Whether to put a search box above it.

    Returns
    -------
    str
        HTML without blank lines.

    Examples
    --------
    >>> "<caption>Nothing yet</caption>" in data_table("t", "Nothing yet", ["a"], [])
    True
    """
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = [_row(row) for row in rows]
    kind = "searchable" if searchable else "plain"
    frame = "table-frame long" if len(body) > LONG else "table-frame"
    return "\n".join(
        [
            f'<div class="{frame}" role="region" tabindex="0" aria-label="{escape(caption)}">',
            f'<table class="{kind}" id="{escape(name)}" data-rows="{escape(noun)}">',
            f"<caption>{escape(caption)}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *body,
            "</tbody></table></div>",
        ]
    )


def _row(row: Row) -> str:
    anchor = f' id="{escape(row.anchor)}"' if row.anchor else ""
    first, *others = row.cells
    cells = "".join(f"<td{_sort(cell)}>{cell.html}</td>" for cell in others)
    return f'<tr{anchor}><th scope="row"{_sort(first)}>{first.html}</th>{cells}</tr>'


def _sort(cell: Cell) -> str:
    # A number is set to the right by its data-sort.
    return "" if cell.sort is None else f' data-sort="{cell.sort:.12g}"'


def frame_rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of any table, numbers as numbers.

    Examples
    --------
    >>> [cell.html for cell in frame_rows(pd.DataFrame({"a": ["x"], "b": [1000]}))[0].cells]
    ['x', '1,000']
    """
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    return [
        Row(
            tuple(
                number_cell(value) if number else text_cell(value)
                for value, number in zip(record, numeric, strict=True)
            )
        )
        for record in frame.astype(object).itertuples(index=False)
    ]


def raw(html: str) -> str:
    """Put HTML on a Markdown page, where nothing in it is read as Markdown.

    Examples
    --------
    >>> print(raw("<p>a</p>"))
    ``````{raw} html
    <p>a</p>
    ``````
    <BLANKLINE>
    """
    return f"``````{{raw}} html\n{html}\n``````\n"

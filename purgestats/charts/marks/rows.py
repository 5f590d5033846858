"""Rows of a chart: a label at left, ranges and bands along one axis, words at right.

Most kinds of charts are rows. They say what stands in each; how high it is, how much room labels
and words get, which rows are left out where there are too many, and where everything goes, is
settled here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from purgestats.charts.layout.page import Page, Sheet
from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.text import balanced, block_height, block_width, typed, wrapped, write
from purgestats.charts.marks.range import Range
from purgestats.charts.record import COLUMNS, Columns
from purgestats.charts.style import colours, tidy
from purgestats.words import listing

#: Distance of ranges one below the other, in points.
LANE = 9.5

#: So many rows are drawn at most.
MOST_ROWS = 45

#: So many rows are told in words at most.
MOST_TOLD = 25

_GAP, _LESS_GAP = 8.0, 4.0
_BAR = 12.0
_BEFORE_HEADING, _OFF_AXIS = 6.0, 6.0
_LABEL_SHARE, _WIDER_SHARE, _WORDS_SHARE = 0.31, 0.38, 0.25
_WIDEST_LABEL, _WIDEST_WORDS = 170.0, 132.0


@dataclass(frozen=True)
class Band:
    """A stretch of the axis: what must be (firm), what can be, what nobody itemises (hatched)."""

    low: float
    high: float
    firm: bool = False
    hatched: bool = False
    role: str = ""
    label: str = ""

    def patch(self, begin: float, end: float, top: float, height: float) -> Rectangle:
        """Return it as a rectangle."""
        shown = colours()
        fill = self.role or ("implied_firm" if self.firm else "implied")
        look: dict[str, Any] = {"facecolor": shown.paper if self.hatched else shown[fill]}
        look |= {"edgecolor": "none" if self.role else shown.implied_edge, "label": self.label}
        look |= {"linewidth": 0.8 if end > begin else 2.0, "zorder": 1.2 if self.role else 1}
        look |= {"hatch": ("////" if self.firm else "//") if self.hatched else None}
        return Rectangle((begin, top), end - begin, height, **look)


@dataclass(frozen=True)
class Row:
    """One row; a heading has nothing but its label. A remark stands below, as wide as the chart.

    Ranges stand one below the other, a lane apart. What the row is about is for what the chart
    draws behind all rows.
    """

    label: str
    words: str = ""
    ranges: tuple[Range, ...] = ()
    bands: tuple[Band, ...] = ()
    heading: bool = False
    remark: str = ""
    lane: float = LANE
    about: Any = None


Placed = list[tuple[Any, float]]
#: Draws what is a chart's own, told what the rows are about and how far down each stands.
Behind = Callable[[Axes, Scale, Placed], None]


def evenly(count: int, most: int) -> list[int]:
    """Return places evenly spread over a list, the first and the last among them.

    >>> evenly(9, 3), evenly(2, 5)
    ([0, 4, 8], [0, 1])
    """
    if count <= most:
        return list(range(count))
    return sorted({round(place) for place in np.linspace(0, count - 1, max(most, 2))})


def foremost(count: int, most: int) -> list[int]:
    """Return the first places of a list.

    >>> foremost(9, 3)
    [0, 1, 2]
    """
    return list(range(min(count, max(most, 1))))


@dataclass(frozen=True)
class _Laid:
    """A row with its texts broken into lines."""

    row: Row
    label: list[str]
    words: list[str]
    remark: list[str]
    gap: float

    @classmethod
    def out(cls, row: Row, page: Page, share: float) -> Self:
        """Break the texts of a row for a page."""
        # Where the height is given, lines are saved.
        gap, share_of = (_GAP, _LABEL_SHARE) if page.height is None else (_LESS_GAP, _WIDER_SHARE)
        room = page.inner if row.heading else min(_WIDEST_LABEL, share_of * page.inner)
        beside = share * page.inner or min(_WIDEST_WORDS, _WORDS_SHARE * page.inner)
        words = balanced(row.words, beside) if row.words else []
        remark = wrapped(row.remark, page.inner - 8) if row.remark else []
        return cls(row, balanced(row.label, room, bold=row.heading), words, remark, gap)

    @property
    def main(self) -> float:
        """The height without the remark."""
        text = block_height(max(len(self.label), len(self.words)))
        lanes = self.row.lane * len(self.row.ranges) + (4 if len(self.row.ranges) > 1 else 0)
        gap = _BEFORE_HEADING if self.row.heading else self.gap
        return gap + max(text, lanes, _BAR * bool(self.row.bands))

    @property
    def height(self) -> float:
        """The height with everything."""
        return self.main + block_height(len(self.remark)) + 2 * bool(self.remark)


@dataclass(frozen=True)
class Rows:
    """Rows laid out for a page, from the top."""

    laid: Sequence[_Laid]

    @property
    def plain(self) -> list[int]:
        """The places of the rows that are no headings."""
        return [n for n, one in enumerate(self.laid) if not one.row.heading]

    @property
    def left(self) -> float:
        """The room that labels take, and what keeps a mark where the axis begins off them."""
        room = max((block_width(self.laid[n].label) for n in self.plain), default=0)
        return room + 8 + self.indented * _OFF_AXIS

    @property
    def indented(self) -> bool:
        """Whether labels stand a little to the right, below headings or above remarks."""
        return any(one.row.heading or one.remark for one in self.laid)

    @property
    def right(self) -> float:
        """The room that words take."""
        return 10 + max((block_width(one.words) for one in self.laid), default=0)

    @property
    def height(self) -> float:
        """The height of all rows."""
        return sum(one.height for one in self.laid)

    def cut(self, room: float, choose: Callable[[int, int], list[int]]) -> "Rows":
        """Leave rows out until the others have room; a heading goes with its last row."""
        plain = self.plain
        for most in range(min(MOST_ROWS, len(plain)), 1, -1):
            found = self._only({plain[place] for place in choose(len(plain), most)})
            if found.height <= room * 1.02:
                return found
        return self._only({plain[place] for place in choose(len(plain), 1)})

    def _only(self, kept: set[int]) -> "Rows":
        order: list[_Laid] = []
        for n, one in reversed(list(enumerate(self.laid))):
            if n in kept or (one.row.heading and order and not order[-1].row.heading):
                order.append(one)
        return Rows(order[::-1])

    def draw(self, page: Page, ax: Axes, scale: Scale, sheet: Sheet) -> Placed:
        """Draw everything on axes whose horizontal axis is scaled already; say where it stands."""
        ax.set_ylim(max(self.height, 1.0), 0)
        placed, top = [], 0.0
        beside: dict[str, Any] = {"frame": ("axes fraction", "data"), "ha": "left"}
        for one in self.laid:
            at = top + (one.main + _BEFORE_HEADING * one.row.heading) / 2
            if one.row.heading:
                write(ax, one.label, (0, at), (-sheet.left, 0), fontweight="bold",
                      va="center_baseline", paper=colours().paper, **beside)  # fmt: skip
            else:
                placed.append((one.row.about, at))
                write(ax, one.words, (1, at), (8, 0), va="center_baseline", **beside)
                self._draw_row(page, ax, one, top, scale)
            if one.remark:
                write(ax, one.remark, (0, top + one.main), (8 - sheet.left, -1), va="top",
                      colour=colours().quiet, paper=colours().paper, **beside)  # fmt: skip
            top += one.height
        labels = [typed(self.laid[n].label) for n in self.plain]
        ax.set_yticks([at for _, at in placed], labels)
        ax.tick_params(axis="y", pad=_OFF_AXIS)
        if self.indented:
            ax.tick_params(axis="y", pad=sheet.left - 8)
            for text in ax.get_yticklabels():
                text.set_horizontalalignment("left")
        return placed

    def _draw_row(self, page: Page, ax: Axes, one: _Laid, top: float, scale: Scale) -> None:
        row, height = one.row, one.main
        tall = min(height - one.gap, max(_BAR, row.lane * len(row.ranges) + 4))
        inside = (top + (height - tall) / 2, tall)
        for band in row.bands:
            if band.high > scale.low and band.low < scale.high:
                ax.add_patch(band.patch(scale.on(band.low), scale.on(band.high), *inside))
        first = top + height / 2 - row.lane * (len(row.ranges) - 1) / 2
        for n, mark in enumerate(row.ranges):
            page.tag(mark.draw(ax, first + row.lane * n, scale), mark.tip, mark.claim_id)


def draw_rows(
    page: Page,
    sheet: Sheet,
    rows: Sequence[Row],
    values: Iterable[float],
    unit: str,
    table: pd.DataFrame,
    columns: Columns = COLUMNS,
    *,
    first: str = "",
    told: str = "",
    beside: float = 0.0,
    behind: Behind | None = None,
    shade: tuple[float, float] | None = None,
    linear: bool = False,
    **axis: Any,
) -> Axes:
    """Draw a chart of rows along a value axis that has room for some values.

    Parameters
    ----------
    page : Page
        Where to draw.
    sheet : Sheet
        Title, caption, citation and key.
    rows : sequence of Row
        From the top.
    values : iterable of float
        For these the axis has room; what lies beyond is an arrow at its edge.
    unit : str
        What the axis counts.
    table : DataFrame
        The claims, or what else stands in the rows.
    columns : tuple of str
        What `rows` returns of the table.
    first : str
        Where not all rows have room the first stay: these words say which those are. Without
        words, they are spread evenly.
    told : str
        The chart in sentences; the texts of its rows by default.
    beside : float
        Share of the width that words may take, where it is not the usual one.
    behind : callable, optional
        Draws what lies behind all rows, or after them.
    **axis
        As for `scale_for`.
    """
    laid = Rows([_Laid.out(row, page, beside) for row in rows])
    sheet = replace(sheet, left=laid.left, right=laid.right, value_label=unit)
    count = len(laid.plain)
    rule = f"{{}} of {count}, {first or 'spread evenly from the first to the last'}."
    longest = f"{sheet.caption} Drawn are {rule.format(count)}"
    room = page.up(replace(sheet, caption=longest), min(laid.height, 1e9))
    drawn = laid.cut(max(room, 20.0), foremost if first else evenly)
    kept = len(drawn.plain)
    caption = f"{sheet.caption} Drawn are {rule.format(kept)}" if kept < count else sheet.caption
    sheet = replace(sheet, caption=caption.strip(), left=drawn.left, right=drawn.right)
    axis |= {"log": False, "from_zero": True} if linear else {}
    scale = scale_for(values, page.across(sheet), **axis)
    ax = page.lay_out(sheet, drawn.height)
    scale.dress(ax)
    tidy(ax)
    placed = drawn.draw(page, ax, scale, sheet)
    if shade:
        ends = map(scale.on, shade)
        ax.axvspan(*ends, facecolor=colours().shade, edgecolor="none", zorder=0.5)
    if behind:
        behind(ax, scale, placed)
    told = told or f"Chart: {sheet.title}. {told_of(rows)}"
    return page.finish(ax, sheet, told, table, columns)


def told_of(rows: Iterable[Row]) -> str:
    """Tell rows in sentences, as many as one can listen to."""
    told = []
    for row in rows:
        words = f"{row.label}: {row.words}" if row.words else row.label
        told.append(". ".join(part.rstrip(".") for part in (words, row.remark) if part))
    return f"{listing(told, MOST_TOLD, '. ').rstrip('.')}." if told else ""

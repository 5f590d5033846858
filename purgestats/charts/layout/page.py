"""The page of a chart: its title, caption, key and footer around a plotting area.

Everything a chart draws lies within the place it is given: a figure of its own, or the place that
the user's figure gives to the user's axes. The plotting area is kept within that place by a
locator, which layout engines know how to deal with, and which is asked anew whenever the figure
changes its size.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypedDict

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, Bbox, ScaledTranslation, blended_transform_factory

from purgestats._names import tables
from purgestats.charts import style
from purgestats.charts.layout.text import block_height, block_width, drawable, typed, wrapped, write
from purgestats.charts.record import COLUMNS, Chart, Columns, Tip, clear, remember, table_of
from purgestats.charts.style import FONT, FOOT_SIZE, SMALL_SIZE, TITLE_SIZE, colours
from purgestats.errors import InvalidChoice

#: How to read each kind of chart, and what else stands in captions.
CAPTIONS: dict[str, str] = tables(__file__)

_EDGE = 8.0
_GAP = 5.0
_HANDLE = 22.0
_LEAST_SHARE = 0.5
_AROUND, _LINE = 90.0, 17.0


class Frame(TypedDict, total=False):
    """What every chart takes besides its data.

    ax : Axes to draw on; a new figure by default. Nothing is drawn outside their place.
    figsize : width and height of the new figure in inches; as high as the chart needs if the
        height is None.
    title, key, footer : whether to show them. What has no room is left out too: the footer first,
        then the caption, then the key.
    """

    ax: Axes | None
    figsize: tuple[float, float | None] | None
    title: bool
    key: bool
    footer: bool


@dataclass(frozen=True)
class Sheet:
    """What surrounds a plotting area; lengths are in points."""

    title: str
    caption: str = ""
    citation: str = ""
    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    below: float = 0.0
    key: Sequence[Artist] = ()
    value_label: str = ""
    side_label: str = ""


@dataclass(frozen=True)
class _Inside:
    """Keeps axes within the place that their figure gives them, less margins in points."""

    ax: Axes
    base: Any
    left: float
    right: float
    above: float
    below: float

    def __call__(self, ax: Axes, renderer: Any) -> Bbox:
        place = self.base(ax, renderer) if self.base else ax.get_position(original=True)
        width, height = _inches(ax)
        x, y = 1 / (72 * width), 1 / (72 * height)
        left, bottom = place.x0 + self.left * x, place.y0 + self.below * y
        right = max(left + 4 * x, place.x1 - self.right * x)
        return Bbox([[left, bottom], [right, max(bottom + 4 * y, place.y1 - self.above * y)]])

    def get_subplotspec(self) -> Any:
        """Return the grid cell, for which tight layout asks."""
        return self.ax.get_subplotspec()


def _inches(ax: Axes) -> tuple[float, float]:
    """Return the size of the figure, or of the part of one, that holds some axes."""
    figure: Any = ax.figure
    return figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi


def _base_of(ax: Axes) -> Any:
    """Return the locator that axes had before a chart was drawn on them, if any."""
    locator: Any = ax.get_axes_locator()
    return locator.base if isinstance(locator, _Inside) else locator


def axes_below(ax: Axes, gap: float, tall: float) -> Axes:
    """Add axes so many points below those of a chart, as wide as these."""
    figure: Any = ax.figure
    inside: Any = ax.transAxes
    points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + ScaledTranslation(0, 0, inside)
    where = blended_transform_factory(inside, points)
    return ax.inset_axes((0, -gap - tall, 1, tall), transform=where)


def place_of(ax: Axes) -> tuple[float, float]:
    """Return the size of the place that a figure gives to axes, in points."""
    base = _base_of(ax)
    place = base(ax, None) if base else ax.get_position(original=True)
    width, height = _inches(ax)
    return place.width * width * 72, place.height * height * 72


@dataclass
class Page:
    """A place to draw a chart in: so many points wide and, where that is given, high."""

    frame: Frame
    width: float
    height: float | None
    tips: list[Tip] = field(default_factory=list)

    @property
    def inner(self) -> float:
        """The width between the edges."""
        return self.width - 2 * _EDGE

    def is_flat(self, lines: int) -> bool:
        """Say whether the height given is too small for so many lines and what is around."""
        return self.height is not None and bool(self.height < _AROUND + _LINE * lines)

    def across(self, sheet: Sheet) -> float:
        """Return the width of the plotting area."""
        return max(20.0, self.inner - sheet.left - sheet.right)

    def up(self, sheet: Sheet, wanted: float) -> float:
        """Return the height of the plotting area: as wanted, or what a given height leaves."""
        if self.height is None:
            return wanted
        around = _Around.of(self._cut(sheet), self.inner)
        return max(20.0, self.height - around.above - around.below)

    def lay_out(self, sheet: Sheet, wanted: float) -> Axes:
        """Make a new figure, or take the user's axes, and put everything around."""
        sheet = self._cut(sheet)
        around = _Around.of(sheet, self.inner)
        height = self.height or around.above + wanted + around.below
        ax = self.frame.get("ax")
        if ax is None:
            figure = plt.figure(figsize=(self.width / 72, height / 72))
            ax = figure.add_axes((0, 0, 1, 1))
        sides = (_EDGE + sheet.left, _EDGE + sheet.right)
        inside: Any = _Inside(ax, _base_of(ax), *sides, around.above, around.below)
        ax.set_axes_locator(inside)
        around.put(ax, sheet, show_title=self.frame.get("title", True))
        return ax

    def _cut(self, sheet: Sheet) -> Sheet:
        """Leave out what the user does not want and, of a small page, what has no room."""
        if not self.frame.get("key", True):
            sheet = replace(sheet, key=())
        if not self.frame.get("footer", True):
            sheet = replace(sheet, citation="")
        if not self.frame.get("title", True):
            sheet = replace(sheet, title="", caption="")
        for part in ("citation", "caption", "key"):
            around = _Around.of(sheet, self.inner)
            room = (self.height or 1e9) - around.above - around.below
            if room >= _LEAST_SHARE * (self.height or 0):
                break
            blank: Any = {part: () if part == "key" else ""}
            sheet = replace(sheet, **blank)
        return sheet

    def tag(self, artists: Iterable[Artist], words: str, claim_id: str = "") -> None:
        """Give what makes up one mark the words that an SVG shows for it."""
        name = f"mark-{len(self.tips)}"
        for n, artist in enumerate(artists):
            artist.set_gid(f"{name}-{n}")
        self.tips.append(Tip(name, words, claim_id))

    def finish(
        self, ax: Axes, sheet: Sheet, told: str, rows: pd.DataFrame, columns: Columns = COLUMNS
    ) -> Axes:
        """Remember what was drawn, so that `rows`, `alt_text`, `save` and `svg` find it."""
        ax.title.set_text(ax.title.get_text() or drawable(sheet.title))
        words = (sheet.title, sheet.caption, sheet.citation, told)
        remember(ax, Chart(*words, table_of(rows, columns), tuple(self.tips)))
        return ax


@contextmanager
def page(frame: Frame) -> Iterator[Page]:
    """Take the lock, the colours that fit the paper, and the user's axes, to draw a chart."""
    ax, figsize = frame.get("ax"), frame.get("figsize")
    if unknown := sorted(set(frame) - set(Frame.__annotations__)):
        raise TypeError(f"unexpected keyword argument {unknown[0]!r}")
    if ax is not None and figsize is not None:
        raise InvalidChoice("figsize is for a new figure; these axes have a size already")
    figure: Any = ax.figure if ax is not None else None
    paper = figure.get_facecolor() if figure is not None else mpl.rcParams["figure.facecolor"]
    if ax is not None and paper[3] < 0.5:
        paper = ax.get_facecolor()
    with style.house_style(style.fitting(paper)):
        if ax is None:
            wide, high = figsize or (style.WIDTH / 72, None)
            width, height = 72 * wide, 72 * high if high else None
        else:
            clear(ax)
            ax.set(xticks=[], yticks=[])
            root: Any = ax.get_figure(root=True)
            engine = root.get_layout_engine()
            if engine is not None:
                engine.execute(root)
            width, height = place_of(ax)
        yield Page(frame, width, height)


@dataclass(frozen=True)
class _Around:
    """The texts around a plotting area, broken into lines."""

    title: list[str]
    caption: list[str]
    foot: list[str]
    labels: list[list[str]]
    columns: int
    key_height: float
    above: float
    below: float

    @classmethod
    def of(cls, sheet: Sheet, across: float) -> Self:
        title = wrapped(sheet.title, across, TITLE_SIZE, bold=True) if sheet.title else []
        caption = wrapped(sheet.caption, across, SMALL_SIZE) if sheet.caption else []
        foot = wrapped(sheet.citation, across, FOOT_SIZE) if sheet.citation else []
        room = across - _HANDLE - 12
        labels = [wrapped(str(one.get_label()), room, SMALL_SIZE) for one in sheet.key]
        columns, key_height = _key_size(labels, across)
        above = _EDGE + sheet.above + key_height
        above += _room(title, TITLE_SIZE) + _room(caption, SMALL_SIZE)
        below = sheet.below + _GAP + block_height(1, SMALL_SIZE) + _EDGE
        below += (block_height(1, SMALL_SIZE) + _GAP) * bool(sheet.value_label)
        below += _room(foot, FOOT_SIZE)
        return cls(title, caption, foot, labels, columns, key_height, above, below)

    def put(self, ax: Axes, sheet: Sheet, *, show_title: bool) -> None:
        """Write title, caption, key, labels and footer, outside the plotting area."""
        shown = colours()
        plain: dict[str, Any] = {"family": FONT, "fontsize": SMALL_SIZE, "color": shown.quiet}
        bold: dict[str, Any] = {**plain, "fontsize": TITLE_SIZE, "color": shown.ink}
        bold |= {"fontweight": "bold", "linespacing": 1.15, "ha": "left", "va": "top"}
        text = ax.set_title(typed(self.title), y=1.0, **bold)
        text.set_visible(show_title)
        up = self.above - _EDGE
        text.set_position((0, 1))
        text.set_transform(_moved(ax, -sheet.left, up))
        up -= _room(self.title, TITLE_SIZE)
        quiet: dict[str, Any] = {"frame": "axes fraction", "colour": shown.quiet, "va": "top"}
        if self.caption:
            write(ax, self.caption, (0, 1), (-sheet.left, up), ha="left", **quiet)
        self._put_key(ax, sheet)
        ax.set_xlabel(drawable(sheet.value_label), labelpad=_GAP, **plain)
        ax.set_ylabel(drawable(sheet.side_label), labelpad=_GAP, **plain)
        if self.foot:
            down = block_height(len(self.foot), FOOT_SIZE) + _EDGE - self.below
            write(ax, self.foot, (0, 0), (-sheet.left, down), size=FOOT_SIZE, ha="left", **quiet)

    def _put_key(self, ax: Axes, sheet: Sheet) -> None:
        if not sheet.key:
            return
        labels = list(map(typed, self.labels))
        corner = _moved(ax, -sheet.left, sheet.above + self.key_height)
        look = {"labelcolor": colours().ink, "prop": {"family": FONT, "size": SMALL_SIZE}}
        look |= {"handlelength": _HANDLE / SMALL_SIZE - 0.6, "bbox_transform": corner}
        ax.legend(list(sheet.key), labels, ncols=self.columns, **look, **style.KEY)


def _room(lines: list[str], size: float) -> float:
    return block_height(len(lines), size) + _GAP if lines else 0.0


def _moved(ax: Axes, right: float, up: float) -> Any:
    """Return the coordinates of axes, moved by so many points."""
    figure: Any = ax.figure
    return ax.transAxes + ScaledTranslation(right / 72, up / 72, figure.dpi_scale_trans)


def _key_size(labels: list[list[str]], across: float) -> tuple[int, float]:
    """Return how many columns the key has, and how high it is."""
    if not labels:
        return 0, 0.0
    widest = max(block_width(lines, SMALL_SIZE) for lines in labels)
    columns = max(1, min(len(labels), int(across // (widest + _HANDLE + 12))))
    rows = -(-len(labels) // columns)
    lines = sum(max(map(len, labels[n::rows])) for n in range(rows))
    return columns, block_height(lines, SMALL_SIZE) * 1.2 + _GAP

"""The look that every chart shares: sizes, settings, axes, colours and the mark of each basis."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import RLock
from types import SimpleNamespace
from typing import Any, Literal

import matplotlib.style
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from purgestats._names import tables

_TABLES = tables(__file__)


class Palette(SimpleNamespace):
    """Colours by what they are for."""

    def __getitem__(self, role: str) -> str:
        """Return the colour for a purpose."""
        return str(vars(self)[role])


LIGHT, DARK = Palette(**_TABLES["light"]), Palette(**_TABLES["dark"])

_current: ContextVar[Palette] = ContextVar("palette", default=LIGHT)


def colours() -> Palette:
    """Return the palette in force."""
    return _current.get()


def fitting(paper: object) -> Palette:
    """Return the palette that can be read on a paper of this colour; see-through counts as white.

    >>> fitting("white") is LIGHT, fitting("black") is DARK, fitting((0, 0, 0, 0)) is LIGHT
    (True, True, True)
    """
    if isinstance(paper, tuple) and len(paper) == 4 and paper[3] < 0.5:
        return LIGHT
    red, green, blue = to_rgb(paper)  # type: ignore[arg-type]
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else LIGHT


@dataclass(frozen=True)
class Mark:
    """How the figures of one basis are drawn: no shape is one that could pass for an arrow."""

    label: str
    marker: str
    role: str

    @property
    def colour(self) -> str:
        """The colour, in the palette in force."""
        return colours()[self.role]


#: A mark for each basis, in the order of the key.
MARKS = {basis: Mark(**drawn) for basis, drawn in _TABLES["marks"].items()}

#: The mark of a figure whose basis is not among those of `MARKS`.
UNSTATED = Mark("basis not stated", "8", "unstated")

#: The mark of an assumption among claims.
ASSUMED = Mark("assumption, in no source", "x", "ink")


def mark_of(basis: str) -> Mark:
    """Return the mark of a basis; one that is not known counts as not stated.

    >>> mark_of("archival").label
    'archives'
    """
    return MARKS.get(basis, UNSTATED)


#: The lines of series, in their order, and what the key of a chart is given.
STROKES, KEY = _TABLES["strokes"], _TABLES["key"]


def stroke(n: int) -> dict[str, Any]:
    """Return how the line of one of several series is drawn, in the palette in force."""
    role, width, dashes = STROKES[n].values()
    shape = (0, dashes) if dashes else "-"
    return {"color": colours()[role], "linewidth": width, "linestyle": shape}


#: Held while a chart is drawn or saved; hold it to change matplotlib's settings in a thread.
LOCK = RLock()

FONT = "DejaVu Sans"

#: Width of a chart in points: 6.5 inches, the text of a printed page.
WIDTH = 468.0

TITLE_SIZE = 12.0
TEXT_SIZE = 10.0
SMALL_SIZE = 9.0
FOOT_SIZE = 8.0
MARKER_SIZE = 7.0
END_SIZE = 4.5
LINE_WIDTH = 2.0

#: The line of a hollow figure.
DASHES = (0, (2.2, 1.4))

#: What stands in brackets behind a claimant whose figure is hollow.
STANCE_WORDS = {"rejects": "rejected", "surveys": "survey", "rhetorical": "rhetorical"}

#: The stances whose figures are drawn solid.
HELD = ("asserts", "reports")


def _rules() -> Any:
    """Return matplotlib's settings: those of the theme, and ours."""
    coloured = {name: colours()[role] for name, role in _TABLES["coloured"].items()}
    theme = sns.axes_style("whitegrid") | sns.plotting_context("paper")
    fonts = {"font.family": [FONT], "font.size": TEXT_SIZE}
    return theme | fonts | _TABLES["settings"] | coloured


@contextmanager
def house_style(palette: Palette | None = None) -> Iterator[None]:
    """Hold matplotlib to the common look within a ``with`` block, one thread at a time.

    The user's own settings do not show through, but for the resolution, and are in force again
    afterwards.
    """
    with LOCK:
        before, dpi = colours(), matplotlib.rcParams["figure.dpi"]
        _current.set(palette or before)
        interactive = matplotlib.is_interactive()
        try:
            # The theme reads the settings in force, so it is asked within the reset block.
            with (
                matplotlib.style.context({}, after_reset=True),
                matplotlib.rc_context({**_rules(), "figure.dpi": dpi}),
            ):
                try:
                    yield
                finally:
                    interactive = matplotlib.is_interactive()
        finally:
            _current.set(before)
            # A notebook's backend is loaded with the first figure and switches interactive drawing
            # on. The blocks above would switch it off again, and later charts would not be shown.
            matplotlib.interactive(interactive)


def tidy(
    ax: Axes, *, along: Literal["x", "y"] = "x", grid: bool = True, edges: Collection[str] = ()
) -> None:
    """Give axes the common look: ticks, edges, and a grid along the value axis only."""
    edges = edges or ("bottom" if along == "x" else "left",)
    shown = colours()
    # Ticks are made lazily, outside the style block: whatever is not said here would be the user's.
    label = {"labelsize": SMALL_SIZE, "labelcolor": shown.ink, "labelfontfamily": FONT}
    ax.tick_params(axis="both", which="major", length=0, pad=4, **label)
    ax.grid(False)
    if grid:
        ax.grid(True, axis=along, which="major", color=shown.rule, linewidth=0.7, linestyle="-")
    ax.set_axisbelow(True)
    ax.set_facecolor(shown.paper)
    for side, spine in ax.spines.items():
        spine.set_visible(side in edges)
        spine.set_color(shown.edge)
        spine.set_linewidth(0.8)

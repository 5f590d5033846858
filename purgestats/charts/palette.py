"""The colours of charts, on light and on dark paper, and the mark of each basis: all in one file.

The hues are those of seaborn's colour-blind-safe palette, some darkened until small marks and
text have enough contrast on white, and lightened for dark paper. To add a palette, make a
`Palette` and put it beside the two there are.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

from matplotlib.colors import to_rgb

_SHADES = {
    "paper": ("#ffffff", "#14181c"),
    "ink": ("#222222", "#ececec"),
    "quiet": ("#595959", "#b0b4b8"),
    "rule": ("#d9d9d9", "#3a4046"),
    "edge": ("#b8b8b8", "#6a7178"),
    "shade": ("#f4f4f4", "#1e2429"),
    "implied": ("#dce6ee", "#2a3944"),
    "implied_firm": ("#b3c7d6", "#40586a"),
    "implied_edge": ("#8aa5b8", "#7391a6"),
    "land": ("#ecebe6", "#262b2f"),
    "accent": ("#34536b", "#9cbfd9"),
    "accent_soft": ("#a9bfce", "#4f6a7e"),
    "archival": ("#0173b2", "#56b4e9"),
    "perpetrator": ("#c04f00", "#f08a4b"),
    "official": ("#b87400", "#e3b34c"),
    "scholarly": ("#00805c", "#3fc79a"),
    "memoir": ("#a8559a", "#dd96cf"),
    "press": ("#8a5a33", "#c99a6b"),
    "encyclopedic": ("#4d4d4d", "#c4c4c4"),
    "unstated": ("#7f7f7f", "#9a9a9a"),
}
"""For each purpose a colour on light paper and one on dark."""


class Palette(SimpleNamespace):
    """Colours by what they are for."""

    def __getitem__(self, role: str) -> str:
        """Return the colour for a purpose."""
        return str(vars(self)[role])


LIGHT = Palette(**{role: light for role, (light, _) in _SHADES.items()})
DARK = Palette(**{role: dark for role, (_, dark) in _SHADES.items()})

_current: ContextVar[Palette] = ContextVar("palette", default=LIGHT)


def colours() -> Palette:
    """Return the palette in force."""
    return _current.get()


def use(palette: Palette) -> None:
    """Put a palette in force, for this thread only."""
    _current.set(palette)


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


MARKS = {
    "archival": Mark("archives", "o", "archival"),
    "perpetrator-record": Mark("perpetrators' records", "P", "perpetrator"),
    "official": Mark("official", "D", "official"),
    "scholarly": Mark("scholarship", "s", "scholarly"),
    "memoir": Mark("memoir", "d", "memoir"),
    "press": Mark("press", "p", "press"),
    "encyclopedic": Mark("encyclopedia", "X", "encyclopedic"),
}
"""A mark for each basis, in the order of the key."""

UNSTATED = Mark("basis not stated", "8", "unstated")
"""The mark of a figure whose basis is not among those of `MARKS`."""

ASSUMED = Mark("assumption, in no source", "x", "ink")
"""The mark of an assumption among claims."""


def mark_of(basis: str) -> Mark:
    """Return the mark of a basis; one that is not known counts as not stated.

    >>> mark_of("archival").label
    'archives'
    """
    return MARKS.get(basis, UNSTATED)

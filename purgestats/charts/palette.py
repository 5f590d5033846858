"""The colours of charts, on light and on dark paper, and the mark of each basis.

All stand in one file, ``palette.toml``. To add a palette, write a table of it there and make a
`Palette` beside the two there are.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

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


MARKS = {basis: Mark(**drawn) for basis, drawn in _TABLES["marks"].items()}
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

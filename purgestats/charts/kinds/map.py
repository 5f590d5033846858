"""Figures by place, as circles on a map whose areas are as large as the figures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from purgestats.charts.layout.page import Frame, Page, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import balanced
from purgestats.charts.marks.counts import citation, counts_of, tip_of
from purgestats.charts.marks.labels import Box, label_points
from purgestats.charts.plotted.claim_rows import figures, values_in, years_of
from purgestats.charts.plotted.inputs import Given, Reading, Terms, on_measure, rows_of
from purgestats.charts.style import FOOT_SIZE, colours, tidy
from purgestats.claims.datasets import catalogue
from purgestats.claims.table.terms import labels_of
from purgestats.words import counted, listing, range_words, sentence_case, sentences

Points = NDArray[np.float64]

_MIDDLE = (60.0, 92.0)


def projected(latitude: ArrayLike, longitude: ArrayLike) -> Points:
    """Return places on the map: Lambert's azimuthal projection, which keeps areas.

    Formula: J. P. Snyder, Map Projections: A Working Manual (1987), equations 24-2 to 24-4.

    Parameters
    ----------
    latitude, longitude : array of float, shape (n,)
        In degrees.

    Returns
    -------
    array of float, shape (n, 2)
        In units of the Earth's radius, from the middle of the map.
    """
    turn = np.radians(np.asarray(longitude, dtype=float) - _MIDDLE[1])
    phi, middle = np.radians(np.asarray(latitude, dtype=float)), np.radians(_MIDDLE[0])
    cosine = np.sin(middle) * np.sin(phi) + np.cos(middle) * np.cos(phi) * np.cos(turn)
    k = np.sqrt(2 / (1 + cosine))
    up = np.cos(middle) * np.sin(phi) - np.sin(middle) * np.cos(phi) * np.cos(turn)
    return np.column_stack([k * np.cos(phi) * np.sin(turn), k * up])


@cache
def _shapes() -> dict[str, list[Points]]:
    text = files("purgestats.charts.marks").joinpath("outlines.json").read_text("utf-8")
    return {
        name: [projected(line[1::2], line[::2]) for line in lines]
        for name, lines in json.loads(text).items()
    }


def draw_outlines(ax: Axes) -> None:
    """Draw land, lakes and today's borders."""
    shapes, shown = _shapes(), colours()
    line: dict[str, Any] = {"linewidths": 0.5, "edgecolors": shown.edge}
    ax.add_collection(PolyCollection(shapes["land"], facecolors=shown.land, zorder=0.5, **line))
    ax.add_collection(PolyCollection(shapes["lakes"], facecolors=shown.paper, zorder=0.6, **line))
    borders = LineCollection(shapes["borders"], colors=shown.edge, linewidths=0.6, zorder=0.7)
    ax.add_collection(borders)


#: What is said of the whole country has no place on the map.
_WHOLE = "ussr"

#: Columns of the table of places, or of the claims themselves, in degrees.
POSITION = ("latitude", "longitude")

_HEIGHT_SHARE = 0.6
_LARGEST, _SMALLEST = 19.0, 2.0
_MARGIN = 0.09
_LEAST_WIDE = 0.18
_LABEL = 96.0


@dataclass(frozen=True)
class Place:
    """A place and the claims on it."""

    label: str
    claims: pd.DataFrame
    latitude: float
    longitude: float

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest figure and the highest, of those held if there are any."""
        held = self.claims[~self.claims["hollow"]]
        known = values_in(held if len(held) else self.claims) or [0.0]
        return min(known), max(known)

    @property
    def words(self) -> str:
        """The place, and the figure as printed or from which to which several go."""
        words = self.claims["figure"].unique()
        return f"{self.label} {words[0] if len(words) == 1 else range_words(*self.ends)}"


def map(
    claims: Given,
    measure: str | None = None,
    *,
    group: str | None = None,
    operation: str | None = None,
    reading: Reading = "printed",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw figures by place on a map: order 00447 by region, or burial places.

    The area of a circle is the figure; where figures on a place differ or form a range, the ring
    around it is the highest. A place within which another is drawn is left out. Positions are
    those of the table of places, or columns ``latitude`` and ``longitude`` of the claims. Borders
    are those of today.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, which is not changed, or what was made of one.
    measure : str, optional
        What is counted; it may be left out if there are figures by place on one measure only.
    group, operation : str, optional
        Draw claims on these only.
    reading : str or policy
        How printed figures become ranges.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    UnknownQuantity
        If there is no figure on the measure for a place whose position is known.
    InvalidChoice
        If there are figures on several measures and none is named.

    Examples
    --------
    >>> import purgestats as ps
    >>> here = ps.load("executions").head(1).assign(latitude=55.8, longitude=37.6)
    >>> here["place"] = "moscow-oblast"
    >>> ax = ps.charts.map(here)
    >>> len(ps.charts.rows(ax))
    1
    """
    rows, reading = rows_of(claims, reading, vocabulary)
    scope = {"group": group, "operation": operation}
    chosen, found, left_out = places_of(rows, measure, scope)
    found.sort(key=lambda one: -one.ends[1])
    drawn = pd.concat([one.claims for one in found])
    measure = labels_of(rows).term("measure", chosen)
    title = f"{sentence_case(measure)}, by place, {years_of(drawn)}"
    told = [f"{one.label}: {label}" for one in found for label in one.claims["label"]]
    with page(frame) as at:
        source = citation(drawn, reading) + " Outlines: Natural Earth, borders of today."
        caption = _caption(drawn, str(drawn["unit"].iloc[0]), left_out)
        sheet = Sheet(title, caption, source, key=_key(found))
        height = _HEIGHT_SHARE * at.across(sheet)
        size = (at.across(sheet), at.up(sheet, height))
        ax = at.lay_out(sheet, height)
        tidy(ax, grid=False)
        ax.set(xticks=[], yticks=[])
        ax.spines["bottom"].set_visible(False)
        draw_outlines(ax)
        _draw(at, ax, found, size)
        words = "; ".join(one.words for one in found)
        words = f"Map: {title}. It shows {counted(len(found), 'place')}: {words}."
        return at.finish(ax, sheet, words, drawn.assign(label=told))


def places_of(
    rows: pd.DataFrame, measure: str | None, scope: dict[str, str | None]
) -> tuple[str, list[Place], list[str]]:
    """Put the counts of one measure at their places; also say which places are left out.

    A place within which another is drawn is left out, and so is one whose position nobody knows.
    """
    counts = rows[~rows["is_share"]]
    for name, term in scope.items():
        if term is not None:
            counts = counts[counts[name] == term]
    where = _positions(counts)
    known = counts[where.notna().all(axis=1) & (counts["place"] != _WHOLE)]
    where_known = "figures on {} for places whose position is known"
    chosen, known = on_measure(known, measure, "figures by place", where_known)
    terms, labels = catalogue.own_vocabulary().place, labels_of(rows)
    drawn = set(known["place"])
    ours = drawn & terms.parents.keys()
    wide = {one for one in ours if any(terms.contains(one, other) for other in ours - {one})}
    found = [
        Place(labels.term("place", str(name)), group, *where.loc[group.index[0]])
        for name, group in known.groupby("place", sort=False)
        if name not in wide
    ]
    of_measure = counts.loc[counts["measure"] == chosen, "place"]
    missing = [name for name in dict.fromkeys(of_measure) if name not in drawn or name in wide]
    return chosen, found, [labels.term("place", str(name)) for name in missing]


def _positions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return latitude and longitude of each row, from the claims or from the table of places."""
    if set(POSITION) <= set(rows.columns):
        own = {name: pd.to_numeric(rows[name], errors="coerce") for name in POSITION}
        return pd.DataFrame(own, index=rows.index)
    table = catalogue.vocabulary_tables()["places"].set_index("term")
    known = table[list(POSITION)].apply(pd.to_numeric, errors="coerce")
    return pd.DataFrame(known.reindex(rows["place"]).set_axis(rows.index))


def _caption(drawn: pd.DataFrame, unit: str, left_out: list[str]) -> str:
    return sentences(
        f"{figures(drawn)}, in {unit}.",
        "The area of a circle is the figure or the lowest; that of a ring, the highest.",
        f"Not drawn: {listing(left_out, 6)}." * bool(left_out),
    )


def _radius(value: float, most: float) -> float:
    return max(_SMALLEST, _LARGEST * float(np.sqrt(value / most))) if most > 0 else _SMALLEST


def _key(found: list[Place]) -> list[Line2D]:
    """Return circles of round sizes."""
    most = max(one.ends[1] for one in found)
    if most <= 0:
        return []
    top = 10.0 ** np.floor(np.log10(most))
    sizes = [size for size in (top, top / 10) if size >= 1]
    return [
        Line2D([], [], linestyle="", marker="o", markersize=2 * min(6.0, _radius(size, most)),
               color=colours().accent, alpha=0.6, label=f"{size:,.0f}")
        for size in sizes if _radius(size, most) <= 6.0
    ]  # fmt: skip


def _draw(page: Page, ax: Axes, found: list[Place], size: tuple[float, float]) -> None:
    places = projected([one.latitude for one in found], [one.longitude for one in found])
    across, up = _window(places, size)
    ax.set(xlim=(across.low, across.high), ylim=(up.low, up.high))
    most = max(one.ends[1] for one in found)
    names, taken = [], []
    for one, at in zip(found, places.tolist(), strict=True):
        made, radius = _draw_circle(ax, one, at, most)
        rows = [count.row for count in counts_of(one.claims)]
        tip = " ".join(tip_of(row, f"{one.label}, {row['figure']}") for row in rows)
        page.tag(made, tip, str(rows[0]["claim_id"]))
        x, y = across.place(at[0]), up.place(at[1])
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
        names.append((tuple(at), balanced(one.words, _LABEL, FOOT_SIZE)))
    label_points(ax, (across, up), names, taken, distance=7.0, size=FOOT_SIZE)


def _window(places: Points, size: tuple[float, float]) -> list[Scale]:
    """Return both axes, of these lengths, around all places and alike in scale."""
    low, high = places.min(axis=0), places.max(axis=0)
    unit = max(_LEAST_WIDE / size[0], *((high - low) * (1 + 4 * _MARGIN) / size))
    ends = zip((low + high) / 2, size, strict=True)
    return [Scale(at - unit * length / 2, at + unit * length / 2, False, length)
            for at, length in ends]  # fmt: skip


def _draw_circle(
    ax: Axes, place: Place, at: Sequence[float], most: float
) -> tuple[list[Line2D], float]:
    """Draw the lowest figure as a circle and a higher one as a ring around it."""
    hollow = bool(place.claims["hollow"].all())
    inner, outer = (_radius(end, most) for end in place.ends)
    colour = colours().accent
    style: dict[str, Any] = {"linestyle": "", "marker": "o", "color": colour, "zorder": 3}
    made = ax.plot(*at, markersize=2 * inner, alpha=0.6, markeredgewidth=0.8,
                   markerfacecolor="none" if hollow else colour, **style)  # fmt: skip
    if outer > inner * 1.02:
        made += ax.plot(*at, markersize=2 * outer, markerfacecolor="none", **style)
    return made, outer

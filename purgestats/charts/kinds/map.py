"""Figures by place, as circles on a map whose areas are as large as the figures."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from purgestats.charts.layout.label_places import Box
from purgestats.charts.layout.page import Frame, Page, Sheet, page
from purgestats.charts.layout.text import balanced
from purgestats.charts.marks.counts import counts_of
from purgestats.charts.marks.footer import citation, tip_of
from purgestats.charts.marks.labels import label_points
from purgestats.charts.marks.outlines import draw_outlines, projected
from purgestats.charts.palette import colours
from purgestats.charts.plotted.claim_rows import prepare
from purgestats.charts.plotted.phrases import figure_words
from purgestats.charts.plotted.places import Place, left_out_words, places_of
from purgestats.charts.record import table_of
from purgestats.charts.style import FOOT_SIZE, tidy
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.words import counted, number, period_words, range_words, sentence_case

_HEIGHT_SHARE = 0.6
_LARGEST, _SMALLEST = 19.0, 2.0
_MARGIN = 0.09
_LEAST_WIDE = 0.18
_LABEL = 96.0


def map(
    claims: pd.DataFrame,
    measure: str | None = None,
    *,
    group: str | None = None,
    operation: str | None = None,
    reading: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw figures by place on a map: order 00447 by region, or burial places.

    The area of a circle is the figure; where figures on a place differ or form a range, the ring
    around it is the highest. A place within which another is drawn is left out. Positions are
    those of the table of places, or columns ``latitude`` and ``longitude`` of the claims. Borders
    are those of today.

    Parameters
    ----------
    claims : pandas.DataFrame
        A claims table, which is not changed.
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
    rows = prepare(claims, reading, vocabulary)
    scope = {"group": group, "operation": operation}
    chosen, found, left_out = places_of(rows, measure, scope)
    found.sort(key=lambda one: -_most(one))
    drawn = pd.concat([one.claims for one in found])
    labels = labels_of(rows)
    unit = str(drawn["unit"].iloc[0])
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=_title(labels.term("measure", chosen), drawn),
            caption=_caption(drawn, unit, left_out),
            citation=citation(drawn, reading) + " Outlines: Natural Earth, borders of today.",
            key=_key(found),
        )
        height = _HEIGHT_SHARE * sheet_of.across(sheet)
        size = (sheet_of.across(sheet), sheet_of.up(sheet, height))
        ax = sheet_of.lay_out(sheet, height)
        tidy(ax, grid=False)
        ax.set(xticks=[], yticks=[])
        ax.spines["bottom"].set_visible(False)
        draw_outlines(ax)
        _draw(sheet_of, ax, found, size)
        told = drawn.assign(label=[f"{one.label}: {label}" for one in found
                                   for label in one.claims["label"]])  # fmt: skip
        return sheet_of.finish(ax, sheet, _description(sheet.title, found), table_of(told))


def _most(place: Place) -> float:
    return max(place.span.known, default=0.0)


def _title(measure: str, drawn: pd.DataFrame) -> str:
    starts = [period[:4] for period in drawn["period"]]
    ends = [period.split("/")[-1][:4] for period in drawn["period"]]
    years = period_words("/".join(sorted({min(starts), max(ends)})))
    return f"{sentence_case(measure)}, by place, {years}"


def _caption(drawn: pd.DataFrame, unit: str, left_out: list[str]) -> str:
    figures = counted(len(drawn), "published figure")
    text = f"{figures}, in {unit}. The area of a circle is the figure; that of a ring, the highest."
    return f"{text} {left_out_words(left_out)}".strip()


def _radius(value: float, most: float) -> float:
    return max(_SMALLEST, _LARGEST * float(np.sqrt(value / most))) if most > 0 else _SMALLEST


def _key(found: list[Place]) -> list[Line2D]:
    """Return circles of round sizes."""
    most = max(_most(one) for one in found)
    if most <= 0:
        return []
    top = 10.0 ** np.floor(np.log10(most))
    sizes = [size for size in (top, top / 10) if size >= 1]
    return [
        Line2D([], [], linestyle="", marker="o", markersize=2 * min(6.0, _radius(size, most)),
               color=colours().accent, alpha=0.6, label=number(size))
        for size in sizes if _radius(size, most) <= 6.0
    ]  # fmt: skip


def _draw(page: Page, ax: Axes, found: list[Place], size: tuple[float, float]) -> None:
    places = projected([one.latitude for one in found], [one.longitude for one in found])
    x, y, unit = _window(places, size)
    ax.set(xlim=x, ylim=y)
    most = max(_most(one) for one in found)
    points, taken = [], []
    for one, at in zip(found, places, strict=True):
        point = ((at[0] - x[0]) * unit, (at[1] - y[0]) * unit)
        made, radius = _draw_circle(ax, one, (float(at[0]), float(at[1])), most)
        rows = counts_of(one.claims)
        tip = " ".join(tip_of(c.row.copy(), f"{one.label}, {figure_words(c.row)}") for c in rows)
        page.tag(made, tip, str(rows[0].row["claim_id"]))
        points.append(point)
        taken.append(
            Box(point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)
        )
    label_points(
        ax,
        [(float(at[0]), float(at[1])) for at in places],
        points,
        [balanced(f"{one.label} {_figure(one)}", _LABEL, FOOT_SIZE) for one in found],
        taken,
        Box(0, 0, *size),
        distance=7.0,
        size=FOOT_SIZE,
    )


def _window(
    places: np.ndarray, size: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return the limits of both axes around all places, and how many points a unit has."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle, reach = (low + high) / 2, np.maximum(high - low, 0)
    wide = max(reach[0] * (1 + 4 * _MARGIN), reach[1] * (1 + 4 * _MARGIN) * size[0] / size[1],
               _LEAST_WIDE)  # fmt: skip
    half = np.array([wide / 2, wide / 2 * size[1] / size[0]])
    begin, end = middle - half, middle + half
    return (float(begin[0]), float(end[0])), (float(begin[1]), float(end[1])), size[0] / wide


def _draw_circle(
    ax: Axes, place: Place, at: tuple[float, float], most: float
) -> tuple[list[Line2D], float]:
    """Draw the lowest figure as a circle and a higher one as a ring around it."""
    known = place.span.known or [0.0]
    hollow = bool(place.claims["hollow"].all())
    inner, outer = _radius(min(known), most), _radius(max(known), most)
    colour = colours().accent
    style: dict[str, Any] = {
        "linestyle": "",
        "marker": "o",
        "color": colour,
        "clip_on": True,
        "zorder": 3,
    }
    made = ax.plot(*at, markersize=2 * inner, alpha=0.6, markeredgewidth=0.8,
                   markerfacecolor="none" if hollow else colour, **style)  # fmt: skip
    if outer > inner * 1.02:
        made += ax.plot(*at, markersize=2 * outer, markerfacecolor="none", **style)
    return made, outer


def _figure(place: Place) -> str:
    """Return the figure on a place as printed, or from which to which several go."""
    words = dict.fromkeys(figure_words(row) for _, row in place.claims.iterrows())
    low, _, high = place.span
    return next(iter(words)) if len(words) == 1 else range_words(low, high)


def _description(title: str, found: list[Place]) -> str:
    told = "; ".join(f"{one.label}, {_figure(one)}" for one in found)
    return f"Map: {title}. It shows {counted(len(found), 'place')}: {told}."

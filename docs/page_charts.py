"""A chart on a page of the site: SVG as it fits a desk and as it fits a phone, drawn once each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
from claim_rows import address_of

import purgestats as ps
from purgestats.charts.record import table_html

#: Inches: as wide as a phone's screen, on which letters keep their size.
PHONE = 4.0
#: What stands in `ps.charts` beside the charts.
OTHERS = {"alt_text", "rows", "save", "svg"}

Draw = Callable[[tuple[float, float | None] | None], Any]
"""Draws a chart of a given size in inches, or of its usual one."""


def chart_figure(draw: Draw, topics: dict[str, str], up: str, *, rows: bool = False) -> str:
    """Draw a chart and return it as HTML, of which a page shows one size; charts.js saves it.

    Parameters
    ----------
    draw : callable
        Draws the chart.
    topics : dict of str to str
        The dataset of each claim of ours, to whose row a mark leads.
    up : str
        Way from the page to the root of the site.
    rows : bool
        Whether to put the chart in words and as a table below it.
    """
    drawn, below = [], ""
    for kind, size in (("wide", None), ("narrow", (PHONE, None))):
        ax = draw(size)
        told = ps.charts.svg(ax, lambda one: address_of(one, topics, up) if one in topics else None)
        drawn.append(f'<div class="{kind}">{told}</div>')
        below = table_html(ax) if rows else ""
        plt.close(ax.get_figure(root=True))
    return f'<figure class="chart">{"".join(drawn)}</figure>\n{below}'


@dataclass(frozen=True)
class Shown:
    """A chart that a notebook shows, drawn once it is seen where it stands on the site."""

    draw: Draw
    topics: dict[str, str]

    def _repr_html_(self) -> str:
        return chart_figure(self.draw, self.topics, "../", rows=True)


@contextmanager
def charts_of_notebooks(topics: dict[str, str]) -> Iterator[None]:
    """Let the charts that notebooks ask for be shown as pages of the site show them."""

    def asked(chart: Callable[..., Any], *others: Any, **named: Any) -> Shown:
        def draw(size: tuple[float, float | None] | None) -> Any:
            return chart(*others, **(named if size is None else {**named, "figsize": size}))

        return Shown(draw, topics)

    charts = {name: getattr(ps.charts, name) for name in set(ps.charts.__all__) - OTHERS}
    try:
        for name, chart in charts.items():
            setattr(ps.charts, name, partial(asked, chart))
        yield
    finally:
        for name, chart in charts.items():
            setattr(ps.charts, name, chart)

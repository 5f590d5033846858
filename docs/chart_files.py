"""A chart on a page, sharp on a desk and on a phone, and the files in which it can be had."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import purgestats as ps

FILES = {
    ".svg": ("SVG", "page"),
    "-slide.png": ("PNG for a slide", "slide"),
}
FOLDER = "charts"
#: Inches: as wide as a phone's screen, on which letters keep their size.
PHONE = 4.0
COLOURS = 64

Draw = Callable[[tuple[float, float | None] | None], Any]
"""Draws a chart of a given size in inches, or of its usual one."""


def save_files(ax: Any, folder: Path, name: str) -> None:
    """Write the files of a chart."""
    from PIL import Image, PngImagePlugin

    folder.mkdir(parents=True, exist_ok=True)
    for ending, (_, size) in FILES.items():
        path = folder / f"{name}{ending}"
        ps.charts.save(ax, path, size=size, force=True)
        if path.suffix == ".png":
            with Image.open(path) as picture:
                kept = PngImagePlugin.PngInfo()
                for key, value in getattr(picture, "text", {}).items():
                    kept.add_itxt(key, value)
                dpi = picture.info.get("dpi", (300, 300))
                few = picture.convert("RGB").quantize(COLOURS)
            few.save(path, optimize=True, pnginfo=kept, dpi=dpi)


def download_links(name: str, up: str) -> str:
    """Return the links to the files of a chart, as a paragraph of HTML."""
    links = (
        f'<a href="{up}{FOLDER}/{escape(name)}{ending}" download>{words}</a>'
        for ending, (words, _) in FILES.items()
    )
    return f'<p class="chart-files">Download this chart: {", ".join(links)}</p>'


def chart_figure(draw: Draw, topics: dict[str, str], folder: Path, name: str, up: str) -> str:
    """Draw a chart, write its files, and return it as HTML.

    Parameters
    ----------
    draw : callable
        Draws the chart.
    topics : dict of str to str
        The dataset of each claim of ours, to whose row a mark leads.
    folder : Path
        Where the files go.
    name : str
        What they are called.
    up : str
        Way from the page to the root of the site.

    Returns
    -------
    str
        The chart as it fits a desk and as it fits a phone, of which a page shows one, and the
        links to its files.
    """
    import matplotlib.pyplot as plt
    from claim_rows import address_of

    drawn = []
    for kind, size in (("wide", None), ("narrow", (PHONE, None))):
        ax = draw(size)
        if kind == "wide":
            save_files(ax, folder, name)
        told = ps.charts.svg(ax, lambda one: address_of(one, topics, up) if one in topics else None)
        drawn.append(f'<div class="{kind}">{told}</div>')
        plt.close(ax.get_figure(root=True))
    return f'<figure class="chart">{"".join(drawn)}</figure>\n{download_links(name, up)}'

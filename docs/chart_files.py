"""The files in which a chart of the site can be had: SVG, and PNG for a page and for a slide."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import purgestats as ps

FILES = {
    ".svg": ("SVG", "page"),
    "-page.png": ("PNG for a page (300 dpi)", "page"),
    "-slide.png": ("PNG for a slide (300 dpi)", "slide"),
}
FOLDER = "charts"


def save_chart(ax: Any, folder: Path, name: str) -> str:
    """Write the files of a chart, close it, and return its description."""
    import matplotlib.pyplot as plt

    save_files(ax, folder, name)
    plt.close(ax.get_figure(root=True))
    return ps.charts.alt_text(ax)


def save_files(ax: Any, folder: Path, name: str) -> None:
    """Write the files of a chart."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, (_, size) in FILES.items():
        ps.charts.save(ax, folder / f"{name}{ending}", size=size, force=True)


def download_links(name: str, up: str) -> str:
    """Return the links to the files of a chart, as a paragraph of HTML."""
    links = (
        f'<a href="{up}{FOLDER}/{escape(name)}{ending}" download>{words}</a>'
        for ending, (words, _) in FILES.items()
    )
    return f'<p class="chart-files">Download this chart: {", ".join(links)}</p>'


def chart_figure(name: str, description: str, up: str) -> str:
    """Return a chart with its description and the links to its files, as HTML."""
    address = f"{up}{FOLDER}/{escape(name)}.svg"
    image = f'<img src="{address}" alt="{escape(description)}" loading="lazy">'
    figure = f'<figure class="chart"><a href="{address}">{image}</a></figure>'
    return f"{figure}\n{download_links(name, up)}"

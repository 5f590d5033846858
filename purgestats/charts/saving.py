"""Saving a chart for a page or a slide, the same bytes each time, its description inside."""

import io
import re
from os import PathLike
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from purgestats.charts.record import Chart, chart_on
from purgestats.charts.style import fitting, house_style
from purgestats.claims.export.atomic import check_target, write_file
from purgestats.errors import InvalidChoice, check_choice

#: Width of a chart on a page, in inches.
PAGE_WIDTH = 6.5

#: Width of a slide, in inches; its height is nine sixteenths of that.
SLIDE_WIDTH = 13.333

FORMATS = (".png", ".svg")


def save(
    ax: Axes, path: str | PathLike[str], *, size: str = "page", dpi: int = 300, force: bool = False
) -> Path:
    """Write a chart to a file, with title, caption and citation in the picture.

    The description of `alt_text` goes into the file's metadata, and in an SVG also into ``title``
    and ``desc``, which screen readers announce. Saving the same chart twice gives the same bytes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes returned by one of the charts.
    path : str or path
        File to write, ending in ``.png`` or ``.svg``; it is written whole or not at all.
    size : {"page", "slide"}
        The chart's own shape, 6.5 inches wide; or in the middle of a slide of 16:9, 13.3 inches
        wide.
    dpi : int
        Dots per inch of a PNG, from 30 to 1,200.
    force : bool
        Whether to write over a file that exists.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InvalidChoice
        If the ending, the size or dpi is none of what is allowed.
    PurgestatsError
        If none of purgestats' charts was drawn on the axes.
    FileExistsError
        If there is such a file already.

    Examples
    --------
    >>> import tempfile
    >>> import purgestats as ps
    >>> ax = ps.charts.ranks(ps.load("military_losses"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ps.charts.save(ax, f"{folder}/ranks.svg", size="slide").name
    'ranks.svg'
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise InvalidChoice(f"{target.name!r} must end in {' or '.join(FORMATS)}")
    check_choice(size, ("page", "slide"), "size")
    if isinstance(dpi, bool) or not isinstance(dpi, int) or not 30 <= dpi <= 1200:
        raise InvalidChoice(f"dpi={dpi!r} is not a whole number from 30 to 1,200")
    chart_on(ax)
    check_target(target, force=force)
    return write_file(target, rendered(ax, suffix, size, dpi), force=force)


def rendered(
    ax: Axes, suffix: str, size: str = "page", dpi: int = 300, letters: str = "path"
) -> bytes:
    """Render a chart in the shape asked for, in the middle of a slide."""
    chart, figure, buffer = chart_on(ax), ax.get_figure(root=True), io.BytesIO()
    assert figure is not None
    width, height = figure.get_size_inches()
    shape, resolution = None, dpi * PAGE_WIDTH / width
    if size == "slide":
        across, up = max(width, height * 16 / 9), max(height, width * 9 / 16)
        shape = Bbox.from_bounds((width - across) / 2, (height - up) / 2, across, up)
        resolution = dpi * SLIDE_WIDTH / across
    more: dict[str, Any] = {"dpi": resolution, "bbox_inches": shape, "format": suffix[1:]}
    words = {"Title": chart.title, "Description": chart.description, "Source": chart.citation}
    if suffix == ".png":
        # matplotlib's own Software entry would change the bytes with every release.
        more |= {"metadata": {**words, "Software": None}, "pil_kwargs": {"dpi": (dpi, dpi)}}
    else:
        more["metadata"] = {**words, "Date": None, "Creator": "purgestats"}
    settings: Any = {"svg.fonttype": letters, "savefig.bbox": None, "savefig.facecolor": "auto"}
    with house_style(fitting(figure.get_facecolor())), mpl.rc_context(settings):
        figure.savefig(buffer, **more)
    content = buffer.getvalue()
    return _announced(content, chart) if suffix == ".svg" else content


def _announced(content: bytes, chart: Chart) -> bytes:
    """Add to an SVG what screen readers announce."""
    text = content.decode("utf-8")
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="chart-title chart-desc" ', 1)
    title = f'<title id="chart-title">{escape(chart.title)}</title>'
    desc = f'<desc id="chart-desc">{escape(chart.description)}</desc>'
    text = re.sub(r"<title>.*?</title>", lambda _: f"{title}\n {desc}", text, count=1, flags=re.S)
    return text.encode("utf-8")

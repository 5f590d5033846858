"""What each chart has drawn, remembered in one place for as long as its axes live."""

import math
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from purgestats.claims.display import table as as_html
from purgestats.claims.table.terms import labels_of
from purgestats.errors import PurgestatsError
from purgestats.words import range_words


@dataclass(frozen=True)
class Described:
    """Renders figures as the formatter in force before, and adds a description to ours."""

    render: Callable[..., Any]
    describe: Callable[[Figure], str]

    def __call__(self, figure: Figure) -> Any:
        """Return what the other formatter returns, with the description in its metadata."""
        text, render = self.describe(figure), self.render
        if not text:
            return render(figure)
        # IPython's own formatter hands its options to matplotlib, whose release would go into the
        # picture and change its bytes.
        ours = isinstance(render, partial) and render.func.__name__ == "print_figure"
        made = render(figure, **({"metadata": {"Software": None}} if ours else {}))
        content, metadata = made if isinstance(made, tuple) else (made, {})
        return None if content is None else (content, {**metadata, "alt": text})


def _formatter(kind: str) -> Any:
    """Return what the notebook at work, if there is one, shows contents of a kind with."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return shell and shell.display_formatter.formatters.get(kind)


def describe_figures(describe: Callable[[Figure], str]) -> None:
    """Let the notebook at work, if it shows figures as PNG, show them with their descriptions.

    IPython forgets its formatters whenever its backend changes, so this is called for every chart.
    """
    formatter = _formatter("image/png")
    with suppress(KeyError):
        render = formatter and formatter.lookup_by_type(Figure)
        if render and not isinstance(render, Described):
            formatter.for_type(Figure, Described(render, describe))


def show_tables(tabulate: Callable[[Axes], str]) -> None:
    """Let the notebook at work, if there is one, show axes as their figure and a table under it.

    A chart that is the last line of a cell is such axes; of other axes the table is blank.
    """
    formatter = _formatter("text/html")
    if not formatter:
        return

    def show(ax: Axes) -> str | None:
        made = tabulate(ax)
        if not made:
            return None
        import matplotlib.pyplot as plt
        from IPython.display import display

        figure = ax.get_figure(root=True)
        # A closed figure is not shown once more, above its table, when the cell ends.
        plt.close(figure)
        display(figure)
        return made

    formatter.for_type(Axes, show)


VALUES = ("low", "best", "high")
#: The columns of `rows`, which the timeline replaces by those of an event.
COLUMNS = (
    *("label", *VALUES, "unit", "stance", "basis", "claimant", "source"),
    *("claim_id", "quantity", "as_printed", "locator"),
)

Columns = tuple[str, ...]

#: What stands for the source of something that is worked out or assumed here.
NO_SOURCE = "no source"


@dataclass(frozen=True)
class Tip:
    """What an SVG says of one mark: the name its artists share, the words, whose claim it is."""

    name: str
    words: str
    claim_id: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart as drawn.

    Parameters
    ----------
    title : str
        What stands above it.
    caption : str
        How to read it.
    citation : str
        Sources, reading and version, as in its footer.
    description : str
        The chart in sentences, for those who do not see it.
    table : pandas.DataFrame
        The rows drawn, in the order in which they are read.
    tips : tuple of Tip
        What an SVG says of each mark.
    """

    title: str
    caption: str
    citation: str
    description: str
    table: pd.DataFrame
    tips: tuple[Tip, ...] = ()


_drawn: WeakKeyDictionary[Axes, Chart] = WeakKeyDictionary()


def remember(ax: Axes, chart: Chart) -> None:
    """Keep what was drawn on axes; a later chart on the same axes takes its place.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where it was drawn.
    chart : Chart
        What was drawn.
    """
    _drawn[ax] = chart
    describe_figures(figure_text)
    show_tables(table_html)


def table_html(ax: Axes) -> str:
    """Return a chart in words and its rows as a table, for a notebook; nothing if it is not ours.

    JupyterLab passes the description of a picture over, so it stands here once more.
    """
    chart = _drawn.get(ax)
    if chart is None:
        return ""
    told = _told(chart.table)
    kept = [name for name in told if (told[name] != "").any()]
    table = as_html(told[kept], "What this chart shows")
    summary = "<summary>The chart in words and as a table</summary>"
    return f"<details>{summary}<p>{escape(chart.description)}</p>{table}</details>"


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as a reader wants them: who or what, as printed, the range, where."""
    if "source" not in rows:
        return rows
    labels = labels_of(rows)
    where = [labels.work(str(key)) for key in rows["source"]]
    if "low" not in rows:
        return pd.DataFrame({"What": rows["label"], "From": rows["start"], "Until": rows["end"],
                             "Where printed": where})  # fmt: skip
    # A word such as "thousands" has no ends that anybody printed.
    words = rows["as_printed"].str.fullmatch(r"\D+") & rows["best"].isna()
    ends = zip(rows["low"], rows["high"], rows["unit"], words, strict=True)
    told = rows[["label", "as_printed"]].set_axis(["Who and what", "As printed"], axis=1)
    told["Range"] = [
        "" if vague else range_words(low, high, str(unit)) for low, high, unit, vague in ends
    ]
    places = zip(where, rows["locator"], strict=True)
    told["Where printed"] = [", ".join(filter(None, place)) for place in places]
    return told


def figure_text(figure: Figure) -> str:
    """Describe every chart of ours in a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure.

    Returns
    -------
    str
        The descriptions, in the order in which the axes were made; nothing if none is ours.
    """
    return " ".join(_drawn[ax].description for ax in figure.axes if ax in _drawn)


def clear(ax: Axes) -> None:
    """Wipe a chart of ours off axes, so that another can be drawn there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes given by the user; what the user drew on them stays.
    """
    if _drawn.pop(ax, None) is not None:
        ax.clear()


def chart_on(ax: Axes) -> Chart:
    """Return what was drawn on axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes returned by a chart.

    Returns
    -------
    Chart
        What was drawn.

    Raises
    ------
    PurgestatsError
        If none of purgestats' charts was drawn there.

    Examples
    --------
    >>> chart_on(None)
    Traceback (most recent call last):
    purgestats.errors.PurgestatsError: this is not the Axes of a purgestats chart: NoneType
    """
    chart = _drawn.get(ax) if isinstance(ax, Axes) else None
    if chart is None:
        raise PurgestatsError(f"this is not the Axes of a purgestats chart: {type(ax).__name__}")
    return chart


def rows(ax: Axes) -> pd.DataFrame:
    """Return the rows a chart has drawn, as a table that can be read or compared.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes returned by one of the charts.

    Returns
    -------
    pandas.DataFrame
        A new table, one row a claim (or event), in the order drawn: label, low, best, high, unit,
        stance, basis, claimant, source, claim_id and quantity.

    Raises
    ------
    PurgestatsError
        If none of purgestats' charts was drawn there.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.estimates(ps.load("arrests"), "arrests|all|all|ussr|1937/1938")
    >>> list(ps.charts.rows(ax).columns)[:4]
    ['label', 'low', 'best', 'high']
    """
    return chart_on(ax).table.copy()


def alt_text(ax: Axes) -> str:
    """Describe a chart in sentences made from its data, for those who do not see it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes returned by one of the charts.

    Returns
    -------
    str
        How many claims are drawn, the lowest and the highest, and who gives them.

    Raises
    ------
    PurgestatsError
        If none of purgestats' charts was drawn there.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.estimates(ps.load("arrests"), "arrests|all|all|ussr|1937/1938")
    >>> ps.charts.alt_text(ax).startswith("Chart: Arrested, Soviet Union, 1937–1938")
    True
    """
    return chart_on(ax).description


def table_of(rows: pd.DataFrame, columns: Columns = COLUMNS) -> pd.DataFrame:
    """Cut rows down to the columns that `rows` returns; a column that they lack is blank."""
    blank = {name: math.nan if name in VALUES else "" for name in columns if name not in rows}
    table = rows.assign(**blank)[list(columns)].reset_index(drop=True)
    return table.astype({name: "float64" for name in VALUES if name in table})


def worked_out(label: str, low: float, high: float, unit: str, **more: object) -> dict[str, object]:
    """Return a row for what no source prints; an infinite end counts as open."""
    ends = {"low": low, "best": math.nan, "high": high if math.isfinite(high) else math.nan}
    row = {"label": label, **ends, "unit": unit, "stance": "implied", "source": NO_SOURCE}
    return {**dict.fromkeys(COLUMNS, ""), **row, **more}

"""What a notebook shows with a picture: its description, to be read aloud, and its table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Described:
    """Renders figures as another formatter does, and adds a description to those that have one.

    Parameters
    ----------
    render : callable
        The formatter in force before, which keeps the user's choice of resolution.
    describe : callable
        Returns the description of a figure; nothing for a figure that is not ours.
    """

    render: Callable[..., Any]
    describe: Callable[[Figure], str]

    def __call__(self, figure: Figure) -> Any:
        """Return what the other formatter returns, with the description in its metadata."""
        text = self.describe(figure)
        if not text:
            return self.render(figure)
        # Otherwise the release of matplotlib goes into the picture and changes its bytes.
        options = {"metadata": {"Software": None}} if _takes_metadata(self.render) else {}
        made = self.render(figure, **options)
        content, metadata = made if isinstance(made, tuple) else (made, {})
        return None if content is None else (content, {**metadata, "alt": text})


def describe_figures(describe: Callable[[Figure], str]) -> None:
    """Let the notebook at work, if there is one, show figures together with their descriptions.

    Outside IPython, and where it does not show figures as PNG, nothing happens. IPython forgets
    its formatters whenever its backend changes, so this is called for every chart.

    Parameters
    ----------
    describe : callable
        Returns the description of a figure; nothing for a figure that is not ours.
    """
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    formatter = shell and shell.display_formatter.formatters.get("image/png")
    try:
        render = formatter and formatter.lookup_by_type(Figure)
    except KeyError:
        return
    if render and not isinstance(render, Described):
        formatter.for_type(Figure, Described(render, describe))


def show_tables(tabulate: Callable[[Axes], str]) -> None:
    """Let the notebook at work, if there is one, show axes as their figure and a table under it.

    A chart that is the last line of a cell is such axes.

    Parameters
    ----------
    tabulate : callable
        Returns the table of axes as HTML; nothing for axes that are not ours.
    """
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    formatter = shell and shell.display_formatter.formatters.get("text/html")
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


def _takes_metadata(render: Callable[..., Any]) -> bool:
    """Tell whether a formatter is IPython's own, which hands its options to matplotlib."""
    return isinstance(render, partial) and render.func.__name__ == "print_figure"

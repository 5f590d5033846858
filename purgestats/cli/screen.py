"""What commands print: tables, JSON and progress, and nothing that a terminal would obey."""

from __future__ import annotations

import json
import math
import os
import re
import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from purgestats.errors import harmless

if TYPE_CHECKING:
    import pandas as pd

#: How long a job may take before a bar appears, in seconds.
PATIENCE = 1.0
_UNUSUAL = re.compile(r"[^\n -~]")


def clean(text: str) -> str:
    """Make every line of a text harmless to a terminal.

    Parameters
    ----------
    text : str
        Lines.

    Returns
    -------
    str
        The same lines, control characters in them escaped.
    """
    return "\n".join(map(harmless, text.split("\n")))


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines.

    Parameters
    ----------
    text : str
        What to print; control characters are escaped.
    err : bool
        Whether to print beside the results instead of among them.
    """
    click.echo(clean(text), err=err)


def say_json(value: object) -> None:
    """Print a value as JSON that any parser reads.

    Parameters
    ----------
    value : object
        Dicts, lists, texts and numbers; what is missing, infinite or no number becomes null.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    click.echo(_UNUSUAL.sub(_json_escape, text))


def _json_escape(match: re.Match[str]) -> str:
    sign = match[0]
    return sign if harmless(sign) == sign else json.dumps(sign)[1:-1]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(held) for held in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer()
        return int(value) if whole else value if math.isfinite(value) else None
    # Missing values of pandas are of several types, and one of them cannot be compared.
    return None if str(value) in ("<NA>", "NaT") else str(value)


def records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a table for JSON.

    Parameters
    ----------
    table : DataFrame
        Any table; a named index becomes a column.

    Returns
    -------
    list of dict
        One a row.
    """
    return (table.reset_index() if table.index.name else table).to_dict("records")


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[str] = (),
    spare: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the lines of a table: as wide as it needs, or as the terminal is.

    Parameters
    ----------
    headings : sequence of str
        One a column.
    rows : iterable of sequence of str
        The cells.
    right : sequence of str
        Columns to set flush right.
    spare : sequence of str
        Columns to leave out, in this order, of a terminal that is too narrow; it is said so.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    fixed = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    console = Console(width=10_000 if fixed else None, highlight=False, markup=False, emoji=False)
    made = [list(map(clean, row)) for row in rows]
    columns = {heading: [row[place] for row in made] for place, heading in enumerate(headings)}
    dropped = []
    for heading in spare:
        if _width(columns) > console.width:
            del columns[heading]
            dropped.append(heading)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for place, (heading, cells) in enumerate(columns.items()):
        justify: Any = "right" if heading in right else "left"
        # What is to be copied from the first column should stand in one piece.
        whole = place == 0 and _width({heading: cells}) <= console.width / 2
        shown.add_column(heading, justify=justify, overflow="fold", no_wrap=whole)
    for row in zip(*columns.values(), strict=True):
        shown.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(shown)
    yield from (line.rstrip() for line in captured.get().rstrip("\n").split("\n"))
    if dropped:
        yield f"Left out of this narrow window: {', '.join(dropped)}; --json has everything."


def _width(columns: dict[str, list[str]]) -> int:
    """Return how many characters wide a table of the columns would be."""
    widths = [
        max(len(line) for cell in (heading, *cells) for line in cell.split("\n"))
        for heading, cells in columns.items()
    ]
    return sum(widths) + 3 * (len(widths) - 1)


def number(value: float, *, up: bool = False) -> str:
    """Return a bound of a count as text, rounded outward.

    Parameters
    ----------
    value : float
        The bound; infinite or missing where there is none.
    up : bool
        Whether it is an upper bound.

    Returns
    -------
    str
        With thousands separators; ``-`` for none.
    """
    if not math.isfinite(value):
        return "-"
    return f"{(math.ceil if up else math.floor)(value):,}"


def share(value: float) -> str:
    """Return a share or multiple as text; ``-`` where there is none.

    Parameters
    ----------
    value : float
        The number.

    Returns
    -------
    str
        To four digits.
    """
    return f"{value:.4g}" if math.isfinite(value) else "-"


@contextmanager
def working(
    words: str, steps: int | None = None, *, always: bool = False
) -> Iterator[Callable[[str], None]]:
    """Show a bar beside the results if a job takes longer than a second.

    Parameters
    ----------
    words : str
        What is being done.
    steps : int, optional
        In how many steps; without it the bar only moves.
    always : bool
        Whether to say so in a line where there is no terminal for a bar.

    Yields
    ------
    callable
        To be called with the name of each step when it begins.
    """
    if not sys.stderr.isatty():
        if always:
            say(f"{words} ...", err=True)
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    parts = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    bar = Progress(*parts, console=Console(stderr=True), transient=True)
    task = bar.add_task(harmless(words), total=steps)
    begun = False

    def step(name: str) -> None:
        nonlocal begun
        bar.update(task, description=harmless(name), advance=1 if begun else 0)
        begun = True

    clock = threading.Timer(PATIENCE, bar.start)
    clock.daemon = True
    clock.start()
    try:
        yield step
    finally:
        clock.cancel()
        clock.join()
        bar.stop()

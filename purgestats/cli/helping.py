"""Help texts with examples that stand as they would be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class Command(click.Command):
    """A command whose help ends with examples.

    Parameters
    ----------
    *args, **attributes
        As for ``click.Command``.
    examples : sequence of str
        Lines to be typed.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options."""
        write_lines(formatter, "Examples", self.examples)


def write_lines(formatter: click.HelpFormatter, title: str, lines: Sequence[str]) -> None:
    """Write a section of lines that are not wrapped.

    Parameters
    ----------
    formatter : click.HelpFormatter
        Where to.
    title : str
        Heading of the section.
    lines : sequence of str
        The lines.
    """
    if lines:
        with formatter.section(title):
            for line in lines:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")

"""Help texts with examples that stand as they would be typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click


class Command(click.Command):
    """A command whose help ends with examples."""

    examples: Sequence[str] = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options."""
        write_lines(formatter, "Examples", self.examples)


def examples(*lines: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command, with lines to be typed at the end of its help."""

    def make(function: Callable[..., Any]) -> Command:
        command = click.command(cls=Command)(function)
        command.examples = lines
        return command

    return make


def write_lines(formatter: click.HelpFormatter, title: str, lines: Sequence[str]) -> None:
    """Write a section of lines that are not wrapped."""
    if lines:
        with formatter.section(title):
            for line in lines:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")

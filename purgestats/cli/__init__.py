"""The command line: ``purgestats``.

Commands import what they need when they run, so that ``purgestats --help`` answers at once.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from purgestats import __version__
from purgestats._names import tables
from purgestats.cli.options import write_lines
from purgestats.cli.screen import clean, say
from purgestats.errors import PurgestatsError

__all__ = ["main"]

#: One file each in ``commands``, in the order in which one meets them.
COMMANDS = (
    *("list", "show", "compare", "conflicts", "bounds", "reconcile"),
    *("cite", "trace", "check", "template", "export", "notebooks"),
)


class BadInput(click.ClickException):
    """Something that was given cannot be used: exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the reason beside the results."""
        say(f"Error: {self.message}", err=True)


@contextmanager
def _bad_input_told() -> Iterator[None]:
    """Turn every error that is no fault of the program into a sentence and exit code 2."""
    try:
        yield
    except click.ClickException as error:
        # The arguments that click repeats may hold anything.
        vars(error)["message"] = clean(error.message)
        raise
    except PurgestatsError as error:
        raise BadInput("\n".join((str(error), *getattr(error, "__notes__", ())))) from error
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise BadInput(_reason(error)) from error


def _reason(error: OSError) -> str:
    """Say what the system refused."""
    if error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


class Commands(click.Group):
    """The commands, in the order in which one meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as they were added."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what a person needs to know beside the commands."""
        for title, lines in tables(__file__).items():
            write_lines(formatter, title, lines)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments that come before the command."""
        with _bad_input_told():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        # A terminal or file that cannot show a letter shows its number instead.
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, ValueError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        with _bad_input_told():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Published figures on the Soviet Great Purge, as checked claims."""


for name in COMMANDS:
    main.add_command(import_module(f"purgestats.cli.commands.{name}").command, name)

"""Options that several commands share: which claims, how they are read, and in which form."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from purgestats.cli.screen import say, working

if TYPE_CHECKING:
    import pandas as pd

Command = Callable[..., Any]
READINGS = ("strict", "printed", "generous")


def complete_topics(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics that begin as what was typed.

    Parameters
    ----------
    ctx, param : click objects
        Not used.
    incomplete : str
        What was typed.

    Returns
    -------
    list of str
        Names of topics.
    """
    from purgestats.claims.datasets.datapackage import topics

    return [name for name in topics() if name.startswith(incomplete)]


def complete_claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of our claims that begin as what was typed.

    Parameters
    ----------
    ctx, param : click objects
        Not used.
    incomplete : str
        What was typed.

    Returns
    -------
    list of str
        Claim ids, in the order of the tables.
    """
    from purgestats.claims.datasets.datapackage import resource_path, topics

    found = []
    for name in topics():
        # pandas would take longer to load than a person waits for the tab key.
        with resource_path(name).open(encoding="utf-8", newline="") as file:
            found += [row["claim_id"] for row in csv.DictReader(file)]
    return [claim for claim in found if claim.startswith(incomplete)]


def complete_targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics and claim ids that begin as what was typed.

    Parameters
    ----------
    ctx, param : click objects
        Not used.
    incomplete : str
        What was typed.

    Returns
    -------
    list of str
        Topics first.
    """
    found = complete_topics(ctx, param, incomplete)
    return found + complete_claims(ctx, param, incomplete)


@dataclass(frozen=True)
class Selection:
    """Which claims a command is about.

    Parameters
    ----------
    file : str or None
        A file of the user's; without one, ours.
    with_ours : bool
        Whether ours stand beside those of the file.
    topics : tuple of str
        The topics of ours that are meant; all if empty.
    vocabulary : str or None
        A folder with terms of the user's.
    sources : str or None
        A BibTeX file of the user's.
    """

    file: str | None
    with_ours: bool
    topics: tuple[str, ...]
    vocabulary: str | None
    sources: str | None

    def mine(self) -> pd.DataFrame:
        """Return the claims of the user's file."""
        from purgestats.claims.export.template import EXAMPLE_ID
        from purgestats.claims.table.table import read_claims

        assert self.file is not None
        with working(f"reading {self.file}"):
            claims = read_claims(self.file, self.vocabulary, self.sources)
        examples = [one for one in claims["claim_id"] if one.startswith(EXAMPLE_ID)]
        if examples:
            say(f"Note: the template's example rows count: {', '.join(examples)}", err=True)
        return claims

    def ours(self) -> pd.DataFrame:
        """Return our claims, or those of the topics named."""
        import pandas as pd

        from purgestats.claims.datasets.catalogue import load

        if not self.topics:
            return load()
        return pd.concat([load(topic) for topic in dict.fromkeys(self.topics)], ignore_index=True)

    def claims(self) -> pd.DataFrame:
        """Return all claims that are meant."""
        if self.file is None:
            return self.ours()
        if not self.with_ours:
            return self.mine()
        from purgestats.changes import joined

        return joined(self.mine(), self.ours(), self.vocabulary)


def claims_options(*, file_argument: bool = False) -> Callable[[Command], Command]:
    """Add the options that choose claims; the command receives them as ``selection``.

    Parameters
    ----------
    file_argument : bool
        Whether the file is an argument and no option.

    Returns
    -------
    callable
        A decorator.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def choosing(
            file: str | None,
            with_ours: bool,
            topics: tuple[str, ...],
            vocabulary: str | None,
            sources: str | None,
            **others: Any,
        ) -> Any:
            _check_together(file, with_ours, topics, vocabulary, sources)
            selection = Selection(file, with_ours, topics, vocabulary, sources)
            return command(selection=selection, **others)

        return _all(choosing, _selecting(file_argument))

    return decorate


def _selecting(file_argument: bool) -> list[Callable[[Command], Command]]:
    path = click.Path()
    options: list[Callable[[Command], Command]] = [
        click.option("--file", metavar="FILE", type=path, help="Claims of your own, not ours."),
        click.option("--with-ours", is_flag=True, help="Put our claims beside yours."),
        click.option(
            *("--topic", "topics"),
            metavar="TOPIC",
            multiple=True,
            shell_complete=complete_topics,
            help="Only this topic of ours; may be repeated.",
        ),
        click.option(
            *("--vocabulary",),
            metavar="FOLDER",
            type=path,
            help="Terms of your own for your file: measures.csv, groups.csv, ...",
        ),
        click.option(
            "--sources", metavar="FILE", type=path, help="References of your own, in BibTeX."
        ),
    ]
    if file_argument:
        options[0] = click.argument("file", required=False, type=path)
    return options


def _check_together(
    file: str | None,
    with_ours: bool,
    topics: tuple[str, ...],
    vocabulary: str | None,
    sources: str | None,
) -> None:
    if file is None and (with_ours or vocabulary or sources):
        raise click.UsageError("--with-ours, --vocabulary and --sources go with a file of yours")
    if file is not None and topics and not with_ours:
        raise click.UsageError("--topic chooses among our claims; add --with-ours")


def _all(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def json_option(command: Command) -> Command:
    """Add ``--json``.

    Parameters
    ----------
    command : callable
        Receives it as ``as_json``.

    Returns
    -------
    callable
        The command.
    """
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def reading_option(command: Command) -> Command:
    """Add ``--reading``.

    Parameters
    ----------
    command : callable
        Receives it as ``reading``.

    Returns
    -------
    callable
        The command.
    """
    return click.option(
        "--reading",
        type=click.Choice(READINGS),
        default="printed",
        show_default=True,
        help="How much room a rounded figure leaves.",
    )(command)


def conflict_option(command: Command) -> Command:
    """Add ``--fail-on-conflict``.

    Parameters
    ----------
    command : callable
        Receives it as ``fail_on_conflict``.

    Returns
    -------
    callable
        The command.
    """
    return click.option(
        "--fail-on-conflict", is_flag=True, help="End with exit code 1 if there is a conflict."
    )(command)


def force_option(command: Command) -> Command:
    """Add ``--force``.

    Parameters
    ----------
    command : callable
        Receives it as ``force``.

    Returns
    -------
    callable
        The command.
    """
    return click.option("--force", is_flag=True, help="Write over what exists.")(command)

"""What several commands share: help with examples, options that choose claims, and their rows."""

from __future__ import annotations

import csv
import shlex
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

import purgestats as ps
from purgestats._names import tables
from purgestats.claims.datasets.datapackage import resource_path, topics
from purgestats.cli.screen import number, say, say_json, share, working
from purgestats.errors import UnknownClaim, unknown
from purgestats.words import RELATIVE

if TYPE_CHECKING:
    import pandas as pd

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
READINGS = ("strict", "printed", "generous")


def complete_topics(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics that begin as what was typed."""
    return [name for name in topics() if name.startswith(incomplete)]


def complete_claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of our claims that begin as what was typed."""
    found = []
    for name in topics():
        # pandas would take longer to load than a person waits for the tab key.
        with resource_path(name).open(encoding="utf-8", newline="") as file:
            found += [row["claim_id"] for row in csv.DictReader(file)]
    return [claim for claim in found if claim.startswith(incomplete)]


def complete_targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics and claim ids that begin as what was typed."""
    found = complete_topics(ctx, param, incomplete)
    return found + complete_claims(ctx, param, incomplete)


@dataclass(frozen=True)
class Selection:
    """Which claims a command is about."""

    file: str | None
    with_ours: bool
    topics: tuple[str, ...]
    vocabulary: str | None
    sources: str | None

    def check(self) -> None:
        """Refuse options that do not go together."""
        if self.file is None and (self.with_ours or self.vocabulary or self.sources):
            raise click.UsageError(
                "--with-ours, --vocabulary and --sources go with a file of yours"
            )
        if self.file is not None and self.topics and not self.with_ours:
            raise click.UsageError("--topic chooses among our claims; add --with-ours")

    def mine(self) -> pd.DataFrame:
        """Return the claims of the user's file."""
        from purgestats.claims.export.template import EXAMPLE_ID

        assert self.file is not None
        try:
            with working(f"reading {self.file}"):
                claims = ps.read_claims(self.file, self.vocabulary, self.sources)
        except ps.ClaimErrors as faults:
            if any(one.line for one in faults.errors):
                faults.add_note(f"\n{self._advice(self.file)}")
            raise
        examples = [one for one in claims["claim_id"] if one.startswith(EXAMPLE_ID)]
        if examples:
            say(f"Note: the template's example rows count: {', '.join(examples)}", err=True)
        return claims

    def _advice(self, file: str) -> str:
        """Say which command mends a file."""
        given = {"--vocabulary": self.vocabulary, "--sources": self.sources}
        more = [part for option, path in given.items() if path for part in (option, path)]
        command = shlex.join(["purgestats", "check", file, *more])
        return f"`{command}` says what to write where only one thing can be meant."

    def ours(self) -> pd.DataFrame:
        """Return our claims, or those of the topics named."""
        import pandas as pd

        if not self.topics:
            return ps.load()
        parts = [ps.load(topic) for topic in dict.fromkeys(self.topics)]
        return pd.concat(parts, ignore_index=True)

    def claims(self) -> pd.DataFrame:
        """Return all claims that are meant."""
        if self.file is None:
            return self.ours()
        if not self.with_ours:
            return self.mine()
        from purgestats.changes import joined

        return joined(self.mine(), self.ours(), self.vocabulary)


SELECTING = tuple(one.name for one in fields(Selection))


def choice(name: str, values: Sequence[str], default: str, words: str) -> Decorator:
    """Return an option that takes one of several values."""
    kind = click.Choice(values)
    return click.option(f"--{name}", type=kind, default=default, show_default=True, help=words)


def _path(name: str, metavar: str, words: str) -> Decorator:
    return click.option(f"--{name}", metavar=metavar, type=click.Path(), help=words)


force = click.option("--force", is_flag=True, help="Write over what exists.")
reading = choice("reading", READINGS, "printed", "How much room a rounded figure leaves.")
vocabulary = _path("vocabulary", "FOLDER", "Terms of your own: measures.csv, groups.csv, ...")
sources = _path("sources", "FILE", "References of your own, in BibTeX.")
file_option = _path("file", "FILE", "Claims of your own, not ours.")
topic_option = click.option(
    "--topic",
    "topics",
    metavar="TOPIC",
    multiple=True,
    shell_complete=complete_topics,
    help="Only this topic of ours; may be repeated.",
)
targets = click.argument(
    "targets", metavar="[CLAIM|TOPIC|PERSON|QUANTITY]...", nargs=-1, shell_complete=complete_targets
)
file_argument = click.argument("file", required=False, type=click.Path())
with_ours_option = click.option("--with-ours", is_flag=True, help="Put our claims beside yours.")


def claims(file: Decorator = file_option) -> Decorator:
    """Add the options that choose claims; the command receives them as ``selection``."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def choosing(**given: Any) -> Any:
            selection = Selection(**{name: given.pop(name) for name in SELECTING})
            selection.check()
            return command(selection=selection, **given)

        for option in (sources, vocabulary, topic_option, with_ours_option, file):
            option(choosing)
        return choosing

    return decorate


@dataclass(frozen=True)
class Told:
    """What a command tells: as JSON, in lines, and with which exit code.

    Only one of the two is asked for: what takes work is a function that makes the value for JSON,
    and a generator of lines. Without a value there is no JSON.
    """

    json: Any
    lines: Iterable[str]
    code: int = 0


class Command(click.Command):
    """A command whose help ends with examples."""

    examples: Sequence[str] = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options."""
        write_lines(formatter, "Examples", self.examples)


def telling(function: Callable[..., Told]) -> Command:
    """Make a command that prints what a function tells, with the examples of its file's name."""
    known = tables(__file__)[function.__module__.rpartition(".")[2]]
    json_with = known.get("json_with", "")

    @wraps(function)
    def printing(json: bool, **given: Any) -> None:
        told = function(**given)
        if json and told.json is None:
            raise click.UsageError(f"--json goes with {json_with} only")
        if json:
            say_json(told.json() if callable(told.json) else told.json)
        else:
            for line in told.lines:
                say(line)
        if told.code:
            sys.exit(told.code)

    command = click.command(cls=Command)(printing)
    words = f"Print JSON (with {json_with})." if json_with else "Print JSON."
    command.params.append(click.Option(["--json"], is_flag=True, help=words))
    command.examples = known["examples"]
    return command


def write_lines(formatter: click.HelpFormatter, title: str, lines: Sequence[str]) -> None:
    """Write a section of lines that are not wrapped."""
    if lines:
        with formatter.section(title):
            for line in lines:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


_ASSUMED = "Relations that no source prints: the undisputed ones, all, or none."
assumptions = choice("assumptions", ("default", "all", "none"), "default", _ASSUMED)
fail_on_conflict = click.option(
    "--fail-on-conflict", is_flag=True, help="End with exit code 1 if there is a conflict."
)

LENSES = ("documents", "scholars", "alike")


def lens(*more: str) -> Decorator:
    """Return the option that says whom to trust first where claims conflict."""
    words = "Where claims conflict: which are trusted first."
    return choice("lens", (*LENSES, *more), "documents", words)


def ledger_of(selection: Selection, reading: str, assumptions: str) -> ps.Ledger:
    """Return the ledger of the claims that are meant."""
    chosen = None if assumptions == "none" else assumptions
    return ps.Ledger(selection.claims(), selection.vocabulary, chosen, reading)


def conflict_json(one: ps.Conflict) -> dict[str, Any]:
    """Return a conflict for JSON."""
    names = ("claims", "copies", "assumptions", "strain", "survives")
    return {name: getattr(one, name) for name in names}


Row = Mapping[Hashable, Any]


def chosen(selection: Selection, targets: Sequence[str]) -> pd.DataFrame:
    """Return the claims named: by id, by topic, by who gives them, or by what they count."""
    import pandas as pd

    claims = selection.claims()
    if not targets:
        return claims
    parts = [_found(selection, claims, target) for target in dict.fromkeys(targets)]
    return pd.concat(parts).drop_duplicates("claim_id").reset_index(drop=True)


def _found(selection: Selection, claims: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the claims that one word names."""
    from purgestats.claims.mending.known import persons_named
    from purgestats.claims.mending.names import plain_name

    ids = claims["claim_id"]
    if (ids == target).any():
        return claims[ids == target]
    if "|" in target:
        return _counting(claims, target)
    ours = selection.file is None or selection.with_ours
    if ours and target in topics():
        return claims[ids.isin(ps.load(target)["claim_id"])]
    people = persons_named(target)
    found = claims[
        [who in people or plain_name(who) == plain_name(target) for who in claims["claimant"]]
    ]
    if len(found):
        return found
    known = [*ids, *(topics() if ours else ())]
    raise unknown(UnknownClaim, f"no claim, topic or person {target!r}", target, known)


def _counting(claims: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the claims on a quantity."""
    from purgestats.claims.table.contract import take

    wanted, known = quantity_among(claims, target), take(claims).rows_on
    if str(wanted) not in known:
        raise unknown(ps.UnknownQuantity, f"no claim counts {wanted}", wanted, known)
    return claims.iloc[known[str(wanted)]]


def quantity_among(claims: pd.DataFrame, text: str) -> ps.Quantity:
    """Return a quantity as it was asked for; where its period is none, offer those of claims."""
    from purgestats.claims.table.contract import take

    try:
        return ps.Quantity.parse(text)
    except ps.PeriodError as error:
        scope, _, period = text.rpartition("|")
        known = (one.rpartition("|") for one in take(claims).rows_on)
        periods = [spelled for terms, _, spelled in known if terms == scope]
        raise unknown(ps.PeriodError, str(error), period, periods) from None


def ends(row: Row) -> tuple[str, str]:
    """Return the lowest and the highest value of a claim as text."""
    if row["unit"] in RELATIVE:
        return share(row["low"]), share(row["high"])
    return number(row["low"]), number(row["high"], up=True)

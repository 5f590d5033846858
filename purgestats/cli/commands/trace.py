"""``purgestats trace``: the way back from a figure to its place in the source."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from purgestats.cli import options
from purgestats.cli.screen import say, say_json
from purgestats.words import counted

MOST_SHOWN = 20


@options.examples("purgestats trace kuhr-arrests", "purgestats trace --text article.txt")
@click.argument("claim", required=False, shell_complete=options.complete_claims)
@click.option("--text", "text_file", metavar="FILE", help="Check an article's text.")
@click.option("--index", "index_file", metavar="FILE", help="Index the figures of a text.")
@click.option("--output", metavar="FILE", help="Where --index writes instead of the screen.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (with CLAIM or --text).")
def command(
    claim: str | None,
    text_file: str | None,
    index_file: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Show where the figure of CLAIM is printed.

    With --text FILE, check instead whether FILE is the article that was indexed: exit code 0 if
    all agrees, 1 if not, each difference named. With --index FILE, print the index of every
    figure in FILE as CSV; what was decided in the present index is kept. Bad input ends with
    exit code 2. No sentence of the article is ever printed.
    """
    if [claim, text_file, index_file].count(None) != 2:
        raise click.UsageError("give a CLAIM, --text FILE or --index FILE, and only one of them")
    if output is not None and index_file is None:
        raise click.UsageError("--output goes with --index only")
    if as_json and index_file is not None:
        raise click.UsageError("--json goes with CLAIM or --text only")
    if claim is not None:
        _show_claim(claim, as_json)
    elif text_file is not None:
        _check_article(_article(text_file, "--text"), as_json)
    elif index_file is not None:
        _index_article(_article(index_file, "--index"), output)


def _show_claim(claim: str, as_json: bool) -> None:
    """Print the way from a claim to its place."""
    from purgestats.claims.trace.trace import trace

    way = trace(claim)
    if as_json:
        say_json(asdict(way))
    else:
        say(str(way))


def _check_article(text: str, as_json: bool) -> None:
    """Print how a text differs from the indexed article; exit with 1 if it does."""
    from purgestats.claims.trace.figure_index import read_index
    from purgestats.claims.trace.text_checks import check_text
    from purgestats.claims.trace.trace import published_sha256

    index = read_index()
    faults = check_text(text, index, published_sha256())
    paragraphs = len(index.drop_duplicates(["section", "paragraph"]))
    if as_json:
        counts = {"figures": len(index), "paragraphs": paragraphs}
        say_json({"agrees": not faults, **counts, "differences": faults})
    elif faults:
        about = f"the article that was indexed, {len(index):,} figures in {paragraphs:,} paragraphs"
        say(f"{counted(len(faults), 'difference')} from {about}.")
        if 2 * len(faults) > paragraphs:
            say("More than half of it differs: this seems to be another text.")
        say("\n".join(faults[:MOST_SHOWN]))
        if len(faults) > MOST_SHOWN:
            say(f"and {len(faults) - MOST_SHOWN:,} more; --json has them all")
    else:
        say(f"All agree: {len(index):,} figures in {paragraphs:,} paragraphs, SHA-256.")
    if faults:
        sys.exit(1)


def _index_article(text: str, output: str | None) -> None:
    """Print or write the index of a text."""
    from purgestats.claims.datasets.catalogue import load
    from purgestats.claims.export.atomic import write_file
    from purgestats.claims.trace.figure_index import build_index, index_csv, read_index

    content = index_csv(build_index(text, load(), read_index())).encode("utf-8")
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        write_file(output, content, force=True)
    except OSError as error:
        raise _unusable(output, error.strerror or str(error), "--output") from error


def _article(name: str, option: str) -> str:
    """Read an article's text, or end with exit code 2 and the reason."""
    path = Path(name)
    try:
        if not path.is_file():
            reason = "not a file" if path.exists() else "there is no such file"
            raise _unusable(name, reason, option)
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unusable(name, f"not UTF-8 (byte {error.start + 1})", option) from error
    except (OSError, ValueError) as error:
        raise _unusable(name, str(error), option) from error
    if not text.strip("\ufeff \t\r\n"):
        raise _unusable(name, "the file is empty", option)
    return text


def _unusable(name: str, reason: str, option: str) -> click.BadParameter:
    return click.BadParameter(f"{name}: {reason}", param_hint=option)

"""``purgestats trace``: the way back from a figure to its place in the source."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

import purgestats as ps
from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.words import counted

MOST_SHOWN = 20


@options.telling
@click.argument("claim", required=False, shell_complete=options.complete_claims)
@click.option("--text", "text_file", metavar="FILE", help="Check an article's text.")
@click.option("--index", "index_file", metavar="FILE", help="Index the figures of a text.")
def command(claim: str | None, text_file: str | None, index_file: str | None) -> Told:
    """Show where the figure of CLAIM is printed.

    With --text FILE, check instead whether FILE is the article that was indexed: exit code 0 if
    all agrees, 1 if not, each difference named. With --index FILE, print the index of every
    figure in FILE as CSV; what was decided in the present index is kept. Bad input ends with
    exit code 2. No sentence of the article is ever printed.
    """
    if [claim, text_file, index_file].count(None) != 2:
        raise click.UsageError("give a CLAIM, --text FILE or --index FILE, and only one of them")
    if text_file is not None:
        return _check_article(_article(text_file, "--text"))
    if index_file is not None:
        return Told(None, _index(index_file))
    way = ps.trace(claim or "")
    return Told(asdict(way), [str(way)])


def _check_article(text: str) -> Told:
    """Tell how a text differs from the indexed article."""
    from purgestats.claims.trace.figure_index import read_index
    from purgestats.claims.trace.text_checks import check_text
    from purgestats.claims.trace.trace import published_sha256

    index = read_index()
    faults = check_text(text, index, published_sha256())
    paragraphs = len(index.drop_duplicates(["section", "paragraph"]))
    told = {"agrees": not faults, "figures": len(index), "paragraphs": paragraphs}
    size = f"{len(index):,} figures in {paragraphs:,} paragraphs"
    if not faults:
        return Told({**told, "differences": faults}, [f"All agree: {size}, SHA-256."])
    about = f"{counted(len(faults), 'difference')} from the article that was indexed, {size}."
    half = "More than half of it differs: this seems to be another text."
    more = [f"and {len(faults) - MOST_SHOWN:,} more; --json has them all"]
    lines = [about, *[half] * (2 * len(faults) > paragraphs), *faults[:MOST_SHOWN]]
    lines += more * (len(faults) > MOST_SHOWN)
    return Told({**told, "differences": faults}, lines, 1)


def _index(name: str) -> Iterator[str]:
    """Yield the index of a text."""
    from purgestats.claims.trace.figure_index import build_index, index_csv, read_index

    index = build_index(_article(name, "--index"), ps.load(), read_index())
    yield index_csv(index).removesuffix("\n")


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

"""``purgestats cite``: who is to be quoted for a figure."""

from __future__ import annotations

import click

from purgestats.cli import options
from purgestats.cli.options import chosen
from purgestats.cli.screen import say, say_json

FORMATS = ("text", "bibtex", "ris", "csl-json")


@options.examples(
    "purgestats cite kuhr-arrests", "purgestats cite executions --to bibtex > sources.bib"
)
@options.targets
@options.choice("to", FORMATS, "text", "Lines to quote, or records for a reference manager.")
@options.claims()
@options.as_json
def command(targets: tuple[str, ...], to: str, selection: options.Selection, as_json: bool) -> None:
    """Say how to cite claims, or the works that print them."""
    from purgestats.claims.sources.citations import cite

    if as_json and to not in ("text", "csl-json"):
        raise click.UsageError("--json goes with --to text or csl-json")
    if not targets and selection.file is None and not selection.topics:
        raise click.UsageError("name a claim, a topic, a person or a quantity")
    claims = chosen(selection, targets)
    text = cite(claims, to, selection.sources)
    if as_json and to == "text":
        lines = zip(claims["claim_id"], text.split("\n"), strict=True)
        say_json([{"claim_id": claim, "citation": line} for claim, line in lines])
    else:
        say(text.rstrip("\n"))

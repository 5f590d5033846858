"""``purgestats cite``: who is to be quoted for a figure."""

import json

import click

from purgestats.cli import options
from purgestats.cli.options import Told, chosen

FORMATS = ("text", "bibtex", "ris", "csl-json")


@options.telling
@options.targets
@options.choice("to", FORMATS, "text", "Lines to quote, or records for a reference manager.")
@options.claims()
def command(targets: tuple[str, ...], to: str, selection: options.Selection) -> Told:
    """Say how to cite claims, or the works that print them."""
    from purgestats.claims.sources.citations import cite

    if not targets and selection.file is None and not selection.topics:
        raise click.UsageError("name a claim, a topic, a person or a quantity")
    claims = chosen(selection, targets)
    text = cite(claims, to, selection.sources)
    told = json.loads(text) if to == "csl-json" else None
    if to == "text":
        lines = zip(claims["claim_id"], text.split("\n"), strict=True)
        told = [{"claim_id": claim, "citation": line} for claim, line in lines]
    return Told(told, [text.rstrip("\n")])

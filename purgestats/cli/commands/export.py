"""``purgestats export``: claims, or the works they come from, in a file."""

from pathlib import Path

import click

from purgestats.cli import options
from purgestats.cli.options import Told
from purgestats.cli.screen import working
from purgestats.words import counted

REFERENCES = (".bib", ".ris", ".json")


@options.telling
@click.argument("output", type=click.Path())
@options.claims()
@options.force
def command(output: str, selection: options.Selection, force: bool) -> Told:
    """Write claims, or their sources, to the file OUTPUT.

    What its name ends in decides: .csv, .tsv, .xlsx and .parquet hold the claims; .bib (BibTeX),
    .ris and .json (CSL-JSON) hold the references, for Zotero and others. The file is written whole
    or not at all, and no cell of it is a formula.
    """
    from purgestats.claims.export.writing import write_claims

    claims = selection.claims()
    with working(f"writing {output}"):
        write_claims(claims, output, force=force, sources=selection.sources)
    works = claims["source"].nunique()
    of_works = Path(output).suffix.lower() in REFERENCES
    number, kind = (works, "reference") if of_works else (len(claims), "claim")
    told = {"written": output, f"{kind}s": number}
    return Told(told, [f"Wrote {output}: {counted(number, kind)}."])

"""``purgestats export`` and ``notebooks``: files to take away."""

from __future__ import annotations

from pathlib import Path

import click

from purgestats.cli.helping import Command
from purgestats.cli.options import Selection, claims_options, force_option, json_option
from purgestats.cli.screen import say, say_json, working
from purgestats.words import counted

REFERENCES = (".bib", ".ris", ".json")


@click.command(
    "export",
    cls=Command,
    examples=(
        "purgestats export claims.xlsx",
        "purgestats export executions.csv --topic executions",
        "purgestats export sources.ris",
    ),
)
@click.argument("output", type=click.Path())
@claims_options()
@force_option
@json_option
def export_command(output: str, selection: Selection, force: bool, as_json: bool) -> None:
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
    if as_json:
        say_json({"written": output, f"{kind}s": number})
    else:
        say(f"Wrote {output}: {counted(number, kind)}.")


@click.command("notebooks", cls=Command, examples=("purgestats notebooks purge-notebooks",))
@click.argument("folder", metavar="DIR", type=click.Path())
@force_option
@json_option
def notebooks_command(folder: str, force: bool, as_json: bool) -> None:
    """Copy the notebooks into DIR, made if need be."""
    from purgestats.claims.datasets.datapackage import folder as own_folder
    from purgestats.claims.export.atomic import check_target, write_file

    target = Path(folder)
    found = sorted(own_folder("notebooks").glob("*.ipynb"))
    if target.exists():
        for path in found:
            check_target(target / path.name, force=force)
    target.mkdir(parents=True, exist_ok=True)
    for path in found:
        write_file(target / path.name, path.read_bytes(), force=force)
    names = [path.name for path in found]
    if as_json:
        say_json({"folder": folder, "written": names})
    else:
        say("\n".join(f"  {name}" for name in names))
        say(f"Copied {len(names)} notebooks. To open them: jupyter lab {folder}")

"""``purgestats template``: a spreadsheet to fill in."""

import click

from purgestats.cli import options
from purgestats.cli.options import Told


@options.telling
@click.argument("file", type=click.Path())
@options.vocabulary
@options.force
def command(file: str, vocabulary: str | None, force: bool) -> Told:
    """Write FILE, a spreadsheet (.xlsx) to fill in.

    Only claim_id, measure, as_printed, claimant and source need filling. A comment on each heading
    explains the column, and lists offer the words.
    """
    from purgestats.claims.export.template import EXAMPLES, write_template

    write_template(file, vocabulary, force=force)
    lines = [f"Wrote {file} with {len(EXAMPLES)} example rows. When it is filled in:"]
    lines += [f"  purgestats check {file}", f"  purgestats reconcile {file} --with-ours"]
    return Told({"written": file, "examples": len(EXAMPLES)}, lines)

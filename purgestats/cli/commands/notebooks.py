"""``purgestats notebooks``: copies of the notebooks to take away."""

from pathlib import Path

import click

from purgestats.cli import options
from purgestats.cli.options import Told


@options.telling
@click.argument("folder", metavar="DIR", type=click.Path())
@options.force
def command(folder: str, force: bool) -> Told:
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
    end = f"Copied {len(names)} notebooks. To open them: jupyter lab {folder}"
    return Told({"folder": folder, "written": names}, [*(f"  {name}" for name in names), end])

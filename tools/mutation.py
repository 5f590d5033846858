"""Change the code a little, one place at a time, and list the changes that no test notices.

Run as ``python tools/mutation.py [--sample N] [FOLDER OR FILE ...]``, by default over claims,
ledger and estimates. All changes take nights; N of each part, the same ones every time, some hours.
The checkout itself is left alone: a copy in ``build/mutation`` is changed. Each part is tested with
the tests that mirror it. A run that was broken off goes on.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "mutation"
COMMANDS = Path(sys.executable).parent
PARTS = ("claims", "ledger", "estimates")
COPIED = ("purgestats", "tests", "datasets", "seeds", "docs", "notebooks", "pyproject.toml")
CONFIGURATION = """\
[cosmic-ray]
module-path = "{code}"
timeout = {timeout}
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider -m 'not slow' {tests}"

[cosmic-ray.distributor]
name = "local"
"""


def mirror(part: Path) -> Path:
    """Return the nearest folder or file of tests that mirrors a part of the package."""
    tests = Path("tests") / part.relative_to("purgestats").with_suffix("")
    while not (COPY / tests).exists():
        tests = tests.parent
    return tests


def leave(session: Path, sample: int) -> None:
    """Leave so many of the changes in a session, drawn the same way every time."""
    with closing(sqlite3.connect(session)) as database, database:
        order = "module_path, operator_name, occurrence"
        query = f"SELECT job_id FROM mutation_specs ORDER BY {order}"
        jobs = [job for (job,) in database.execute(query)]
        random.Random(sample).shuffle(jobs)
        for table in ("mutation_specs", "work_items"):
            database.executemany(
                f"DELETE FROM {table} WHERE job_id = ?", [(job,) for job in jobs[sample:]]
            )


def survivors(part: Path, sample: int | None) -> None:
    """Make the changes in a part, run its tests, and print what they did not notice."""
    session = f"{'-'.join(part.with_suffix('').parts)}.sqlite"
    configuration = COPY / "mutation.toml"
    words = {"code": part.as_posix(), "tests": mirror(part).as_posix(), "timeout": 300}
    configuration.write_text(CONFIGURATION.format(**words, python=sys.executable))
    environment = os.environ | {"PYTHONPATH": str(COPY), "PYTHONHASHSEED": "0"}

    def run(name: str, *words: str) -> None:
        subprocess.run([COMMANDS / name, *words], cwd=COPY, env=environment, check=True)

    if not (COPY / session).exists():
        run("cosmic-ray", "init", configuration.name, session)
        if sample is not None:
            leave(COPY / session, sample)
        run("cosmic-ray", "baseline", configuration.name)
    run("cosmic-ray", "exec", configuration.name, session)
    run("cr-report", "--surviving-only", "--show-diff", session)


def main(arguments: list[str]) -> int:
    """Run over the parts named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("parts", nargs="*", type=Path, metavar="FOLDER OR FILE")
    given = parser.parse_args(arguments)
    if not COPY.exists():
        COPY.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, COPY / name)
    for part in given.parts or [Path("purgestats", part) for part in PARTS]:
        survivors(part, given.sample)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

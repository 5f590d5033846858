"""Change the code a little, one place at a time, and list the changes that no test notices.

Run as ``python tools/mutation.py [FOLDER OR FILE ...]``, by default over claims, ledger and
estimates; that takes a night. The checkout itself is left alone: a copy in ``build/mutation`` is
changed. Each part is tested with the tests that mirror it. A run that was broken off goes on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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


def survivors(part: Path) -> None:
    """Make every change in a part, run its tests, and print what they did not notice."""
    session = f"{'-'.join(part.with_suffix('').parts)}.sqlite"
    configuration = COPY / "mutation.toml"
    words = {"code": part.as_posix(), "tests": mirror(part).as_posix(), "timeout": 300}
    configuration.write_text(CONFIGURATION.format(**words, python=sys.executable))
    environment = os.environ | {"PYTHONPATH": str(COPY), "PYTHONHASHSEED": "0"}

    def run(name: str, *words: str) -> None:
        subprocess.run([COMMANDS / name, *words], cwd=COPY, env=environment, check=True)

    if not (COPY / session).exists():
        run("cosmic-ray", "init", configuration.name, session)
        run("cosmic-ray", "baseline", configuration.name)
    run("cosmic-ray", "exec", configuration.name, session)
    run("cr-report", "--surviving-only", "--show-diff", session)


def main(arguments: list[str]) -> int:
    """Run over the parts named."""
    if not COPY.exists():
        COPY.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, COPY / name)
    for name in arguments or [f"purgestats/{part}" for part in PARTS]:
        survivors(Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The commands shown in the pages: run them, and compare or write what they print.

Run as a script it brings the README and the pages up to date, after a change in code or data. In a
block of the kind ``console`` a line that begins with ``$`` is typed, and what follows is printed.
``cat`` shows a file that the later commands use: the reader's own, so that it is written as shown.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from purgestats.cli import main as command_line

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")


def pages() -> list[Path]:
    """List the files that may show commands."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with what is shown below it."""
    for part in re.split(r"(?m)^\$ ", block)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def as_they_print(text: str) -> str:
    """Return a page with each command's output as it is today.

    Parameters
    ----------
    text : str
        The page; its commands run one after the other in one new folder.

    Returns
    -------
    str
        The page.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), without_width():
        code = 0

        def run_block(match: re.Match[str]) -> str:
            nonlocal code
            parts = []
            for command, shown in commands(match[1]):
                output, code = run(command, shown, code)
                parts.append(f"$ {command}\n{output}")
            return f"```console\n{''.join(parts)}```"

        return BLOCK.sub(run_block, text)


def run(command: str, shown: str, last_code: int) -> tuple[str, int]:
    """Run one command in the current folder and return its output and exit code."""
    words = shlex.split(command)
    if words[0] == "cat":
        Path(words[1]).write_text(shown, encoding="utf-8")
        return shown, 0
    if command == "echo $?":
        return f"{last_code}\n", 0
    if words[0] != "purgestats":
        raise ValueError(f"a page shows a command that is not run: {command}")
    done = CliRunner().invoke(command_line, words[1:], prog_name="purgestats", terminal_width=80)
    return done.output, done.exit_code


@contextlib.contextmanager
def without_width() -> Iterator[None]:
    """Let tables be as wide as they need, as they are in a file."""
    width = os.environ.pop("COLUMNS", None)
    try:
        yield
    finally:
        if width is not None:
            os.environ["COLUMNS"] = width


def main() -> int:
    """Bring every page up to date and return the exit code."""
    for path in pages():
        text = path.read_text(encoding="utf-8")
        new = as_they_print(text)
        if new != text:
            path.write_text(new, encoding="utf-8")
            print(f"brought up to date: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""An interruption ends every command at once, and no cut answer looks like a whole one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

INTERRUPTED_AT = """
import builtins, os, signal, sys
from purgestats.__main__ import main
imported, place = builtins.__import__, sys.argv.pop(1)
def interrupt(name, *others, **more):
    if name.split(".")[0] == place:
        builtins.__import__ = imported
        os.kill(os.getpid(), signal.SIGINT)
    return imported(name, *others, **more)
builtins.__import__ = interrupt
main()
"""
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")


def python(*arguments: str, **streams: object) -> subprocess.CompletedProcess[str]:
    """Run Python with its output kept, or with the streams given."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run([sys.executable, *arguments], text=True, check=False, **given)  # type: ignore[call-overload]


@posix
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("click", ["--help"]),
        ("pandas", ["list"]),
        ("rich", ["show", "arrests"]),
        ("numpy", ["compare", "arrests|all|all|ussr|1937/1938"]),
        ("scipy", ["conflicts", "--topic", "arrests"]),
        ("highspy", ["conflicts", "--topic", "burial_sites"]),
        ("highspy", ["conflicts", "--topic", "burial_sites", "--json"]),
        ("highspy", ["bounds", "--topic", "burial_sites"]),
        ("highspy", ["reconcile", "--topic", "burial_sites"]),
        ("openpyxl", ["export", "claims.xlsx"]),
        ("openpyxl", ["template", "claims.xlsx"]),
    ],
)
def test_an_interruption_ends_a_command_with_130(
    tmp_path: Path, place: str, words: list[str]
) -> None:
    """Wherever it comes, in an import or in the solver: one word, no answer, no file."""
    # The tests themselves may run where interruptions are ignored, as in the background.
    code = (
        f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{INTERRUPTED_AT}"
    )
    done = python("-c", code, place, *words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")
    assert not list(tmp_path.iterdir())


@posix
def test_an_ignored_interruption_stays_ignored() -> None:
    """A command started so that interruptions pass it by, as with nohup, is not ended by one."""
    code = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{INTERRUPTED_AT}"
    done = python("-c", code, "pandas", "list", "--json")
    assert (done.returncode, done.stderr) == (0, "")


@posix
def test_a_reader_that_goes_away_sees_no_traceback(tmp_path: Path) -> None:
    """Output into a pipe that is closed ends the command quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = python("-m", "purgestats", "show", "arrests", stdout=writing)
    finally:
        os.close(writing)
    assert done.stderr == ""


@posix
@pytest.mark.parametrize("words", [["--help"], ["list"], ["list", "--json"], ["show", "nothing"]])
def test_closed_streams_bring_no_traceback(words: list[str]) -> None:
    """Without a standard output there is nothing to print, and nothing to complain of."""
    done = python("-c", "import os, sys; os.close(1); os.execv(sys.executable, sys.argv[1:])",
                  sys.executable, "-m", "purgestats", *words)  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr

"""An interruption ends every command at once, and no cut answer looks like a whole one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from purgestats.cli import COMMANDS

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
#: In the middle of work that is not Python's own, and goes on for many minutes.
INTERRUPTED_AT_WORK = """
import builtins, hashlib, os, signal, sys, threading
from purgestats.__main__ import main
imported = builtins.__import__
def work(name, *others, **more):
    if name == "pandas":
        builtins.__import__ = imported
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        hashlib.pbkdf2_hmac("sha256", b"", b"", 2**30)
    return imported(name, *others, **more)
builtins.__import__ = work
main()
"""
#: The tests themselves may run where interruptions are ignored, as in the background.
HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")


def python(*arguments: str, **streams: object) -> subprocess.CompletedProcess[str]:
    """Run Python with its output kept, or with the streams given."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run([sys.executable, *arguments], text=True, check=False, **given)  # type: ignore[call-overload]


CLAIMS = str(Path(__file__).resolve().parents[2] / "datasets" / "arrests.csv")
COMMANDS_INTERRUPTED = [
    ("click", ["--help"]),
    ("pandas", ["list"]),
    ("rich", ["show", "arrests"]),
    ("numpy", ["compare", "arrests|all|all|ussr|1937/1938"]),
    ("scipy", ["conflicts", "--topic", "arrests"]),
    ("highspy", ["conflicts", "--topic", "arrests"]),
    ("highspy", ["conflicts", "--topic", "arrests", "--json"]),
    ("highspy", ["bounds", "--topic", "arrests"]),
    ("highspy", ["reconcile", "--topic", "arrests"]),
    ("bibtexparser", ["cite", "arrests"]),
    ("graphlib", ["trace", "kuhr-arrests"]),
    ("graphlib", ["check", CLAIMS]),
    ("openpyxl", ["template", "claims.xlsx"]),
    ("openpyxl", ["export", "claims.xlsx"]),
    ("secrets", ["notebooks", "."]),
]


def test_every_command_is_interrupted() -> None:
    """A new command must be entered above."""
    assert {words[0] for _, words in COMMANDS_INTERRUPTED} == {"--help", *COMMANDS}


@posix
@pytest.mark.parametrize(("place", "words"), COMMANDS_INTERRUPTED)
def test_an_interruption_ends_a_command_with_130(
    tmp_path: Path, place: str, words: list[str]
) -> None:
    """Wherever it comes, in an import or in the solver: one word, no answer, no file."""
    done = python("-c", HEARD + INTERRUPTED_AT, place, *words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")
    assert not list(tmp_path.iterdir())


@posix
def test_an_interruption_does_not_wait_for_the_solver() -> None:
    """Where a library works on in its own code and hears nothing, the command ends all the same."""
    done = python("-c", HEARD + INTERRUPTED_AT_WORK, "list", timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


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

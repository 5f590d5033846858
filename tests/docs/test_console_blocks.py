"""What the pages show in a terminal is what the commands print."""

from __future__ import annotations

from pathlib import Path

import pytest
from console_blocks import BLOCK, as_they_print, commands, pages

pytestmark = pytest.mark.slow

SHOWING = [path for path in pages() if BLOCK.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", SHOWING, ids=lambda path: path.name)
def test_every_command_prints_what_is_shown(page: Path) -> None:
    """Run one after the other in a new folder, the commands of a page print what it shows."""
    text = page.read_text(encoding="utf-8")
    assert as_they_print(text) == text


def test_every_command_is_shown_somewhere() -> None:
    """The pages leave no command of the command line out."""
    from purgestats.cli import main

    texts = "".join(path.read_text(encoding="utf-8") for path in SHOWING)
    shown = {
        command.split()[1]
        for block in BLOCK.findall(texts)
        for command, _ in commands(block)
        if command.startswith("purgestats ")
    }
    assert set(main.commands) <= shown


def test_another_output_is_seen() -> None:
    """A page that shows one digit more than is printed is corrected, and so would fail."""
    page = "```console\n$ purgestats --version\nversion 1\n$ echo $?\n7\n```"
    right = as_they_print(page)
    assert right != page
    assert right.endswith("\n$ echo $?\n0\n```")
    assert as_they_print(right) == right


def test_files_that_are_shown_are_used() -> None:
    """What `cat` shows is the reader's file, and the next command reads it."""
    page = "```console\n$ cat a.csv\nclaim_id\nx\n$ purgestats check a.csv\n$ echo $?\n```"
    assert "a.csv, line 1: the column measure is missing" in as_they_print(page)


def test_other_commands_are_not_passed_over() -> None:
    """A command that cannot be run here is an error, not a silent pass."""
    with pytest.raises(ValueError, match="not run: make report"):
        as_they_print("```console\n$ make report\n```")

"""The README shows what really happens: its example, its command, its chart and its links."""

from __future__ import annotations

import doctest
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import purgestats as ps
from purgestats.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_example_gives_what_it_shows() -> None:
    """The Python example runs and prints what stands below each line."""
    flags = doctest.NORMALIZE_WHITESPACE
    found = doctest.testfile(str(README), module_relative=False, optionflags=flags)
    assert found.attempted > 0
    assert found.failed == 0


def test_command_gives_what_it_shows() -> None:
    """`purgestats trace` prints the lines shown below it."""
    shown = re.search(r"\$ purgestats (trace \S+)\n(.*?)\n```", TEXT, flags=re.DOTALL)
    assert shown
    run = CliRunner().invoke(main, shown[1].split())
    assert run.output.rstrip() == shown[2]


@pytest.mark.slow
def test_chart_is_drawn_from_the_data() -> None:
    """The stored chart carries the description of the chart that the data give today."""
    drawn = ps.charts.alt_text(ps.charts.estimates(ps.load(), by="measure"))
    stored = (ROOT / "docs" / "_static" / "arrested-sentenced-executed.svg").read_text("utf-8")
    told = re.search(r"<desc [^>]*>(.*?)</desc>", stored, flags=re.DOTALL)
    assert told
    assert unescape(told[1]) == drawn


def test_first_screen_names_the_two_commands_and_the_chart() -> None:
    """Before the first section stand `make report`, `make test` and the described chart."""
    first = TEXT.split("\n## ")[0]
    assert "\nmake report " in first
    assert "\nmake test " in first
    assert re.search(r"!\[Chart [^\]]{100,}\]\(docs/_static/", first)


def test_links_lead_to_files_of_the_repository() -> None:
    """Every link of the README leads to a file or folder that exists."""
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []

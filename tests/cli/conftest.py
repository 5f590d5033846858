"""Runs the command in this process, and gives it files of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from purgestats.cli import main

Run = Callable[..., Result]

HEAD = "claim_id,measure,as_printed,claimant,source,note\n"


@pytest.fixture
def run() -> Run:
    """Run the command with some arguments."""
    return lambda *arguments: CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of two sound claims that conflict."""
    file = tmp_path / "own.csv"
    file.write_text(
        HEAD + 'few,arrests,"about 1,400,000",me,notes,\nmany,arrests,5 million,me,notes,\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A file with three faults."""
    file = tmp_path / "faulty.csv"
    file.write_text(
        HEAD + 'a,arests,10,me,notes,\nb,arrests,"many \x1b[2Jof",me,notes,\n,arrests,1,me,n,\n',
        encoding="utf-8",
    )
    return file

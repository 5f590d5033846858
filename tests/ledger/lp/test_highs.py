"""The solver's process is not ours alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

OTHERS_FIRST = """
import highspy
other = highspy.Highs()
other.setOptionValue("output_flag", False)
other.addVar(0, 1)
other.run()
import purgestats as ps
claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
print(len(ps.Ledger(claims).conflicts()))
"""


@pytest.mark.slow
def test_the_solver_works_beside_other_users_of_it() -> None:
    """Who ran HiGHS first with its default options leaves us the same conflicts."""
    run = [sys.executable, "-c", OTHERS_FIRST]
    found = subprocess.run(run, capture_output=True, text=True, timeout=120, check=True)
    assert found.stdout.split()[-1] == "2"

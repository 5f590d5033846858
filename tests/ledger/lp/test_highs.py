"""The solver's process is not ours alone."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import purgestats as ps

OTHERS = {
    "highspy": """
import highspy
other = highspy.Highs()
other.setOptionValue("output_flag", False)
other.addVar(0, 1)
other.run()
""",
    "scipy": """
from scipy.optimize import LinearConstraint, linprog, milp
linprog([1, 1], [[-1, -2]], [-3], method="highs")
milp([1, 1], integrality=[1, 1], constraints=LinearConstraint([[1, 2]], 3, 9))
""",
}
OURS = """
import purgestats as ps
claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
print(len(ps.Ledger(claims).conflicts()))
"""


@pytest.mark.slow
@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS)
def test_the_solver_works_beside_other_users_of_it(others: str) -> None:
    """Who ran HiGHS first with its default options leaves us the same conflicts."""
    run = [sys.executable, "-c", others + OURS]
    found = subprocess.run(run, capture_output=True, text=True, timeout=120, check=True)
    assert found.stdout.split()[-1] == "2"


def conflicts_of_the_article() -> list[str]:
    """Return its conflicts in words, from a ledger that nobody has asked yet."""
    claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    return [str(one) for one in ps.Ledger(claims).conflicts()]


def test_the_solver_works_in_threads() -> None:
    """Four threads at once find what one finds."""
    alone = conflicts_of_the_article()
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(conflicts_of_the_article) for _ in range(8)]
    assert [one.result() for one in found] == [alone] * 8


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system"
)
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_the_solver_works_after_a_fork() -> None:
    """A child of a process that has solved something finds what its parent found."""
    alone = conflicts_of_the_article()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(conflicts_of_the_article).get(timeout=60) == alone

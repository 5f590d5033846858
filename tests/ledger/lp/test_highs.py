"""The solver's process is not ours alone."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import purgestats as ps
from purgestats.ledger import lp
from purgestats.ledger.lp import scaling

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
    "cvxpy": """
import cvxpy
x = cvxpy.Variable(2, integer=True)
other = cvxpy.Problem(cvxpy.Minimize(cvxpy.sum(x)), [x >= 0, x[0] + 2 * x[1] >= 3])
for solver in (cvxpy.HIGHS, cvxpy.SCIPY):
    assert round(other.solve(solver=solver)) == 2
""",
    "pyomo": """
from pyomo.environ import ConcreteModel, Constraint, NonNegativeReals, Objective, SolverFactory, Var
other = ConcreteModel()
other.x = Var([0, 1], domain=NonNegativeReals)
other.least = Objective(expr=other.x[0] + other.x[1])
other.row = Constraint(expr=other.x[0] + 2 * other.x[1] >= 3)
solver = SolverFactory("appsi_highs")
solver.solve(other)
assert other.least() == 1.5
""",
}
#: What others' objects must still say when the ledger has been asked.
AFTERWARDS = {
    "highspy": "assert other.run().name == 'kOk'",
    "scipy": "assert linprog([1, 1], [[-1, -2]], [-3], method='highs').fun == 1.5",
    "cvxpy": "assert round(other.solve(solver=cvxpy.HIGHS)) == 2",
    "pyomo": "solver.solve(other)\nassert other.least() == 1.5",
}
OURS = """
import purgestats as ps
claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
print(len(ps.Ledger(claims).conflicts()))
"""


@pytest.mark.slow
@pytest.mark.parametrize("library", OTHERS)
def test_the_solver_works_beside_other_users_of_it(library: str) -> None:
    """Who ran HiGHS first leaves us the same conflicts, and gets the same answer after us."""
    pytest.importorskip(library, reason=f"{library} is large and used by nothing else here")
    run = [sys.executable, "-c", OTHERS[library] + OURS + AFTERWARDS[library]]
    found = subprocess.run(run, capture_output=True, text=True, timeout=120, check=True)
    assert found.stdout.split()[-1] == "2"


@pytest.mark.slow
@pytest.mark.parametrize("library", ["highspy", "scipy"])
def test_the_quick_tests_pass_beside_other_users_of_it(library: str, root: Path) -> None:
    """Expectations and oracles of the ledger hold in a process where another has run HiGHS."""
    quick = ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-m", "not slow"]
    ours = [
        str(root / "tests" / "ledger" / f"test_{one}.py") for one in ("expectations", "oracles")
    ]
    again = f"import pytest, sys\nsys.exit(pytest.main({[*quick, *ours]}))"
    run = [sys.executable, "-c", OTHERS[library] + again]
    found = subprocess.run(run, capture_output=True, text=True, timeout=600, check=False)
    assert found.returncode == 0, found.stdout


def conflicts_of_the_article() -> list[str]:
    """Return its conflicts in words, from a ledger that nobody has asked yet."""
    claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    return [str(one) for one in ps.Ledger(claims).conflicts()]


@pytest.mark.slow
def test_the_solver_works_in_threads() -> None:
    """Four threads at once find what one finds."""
    alone = conflicts_of_the_article()
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(conflicts_of_the_article) for _ in range(8)]
    assert [one.result() for one in found] == [alone] * 8


@pytest.mark.slow
@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system"
)
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_the_solver_works_after_a_fork() -> None:
    """A child of a process that has solved something finds what its parent found."""
    alone = conflicts_of_the_article()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(conflicts_of_the_article).get(timeout=60) == alone


def test_one_solver_is_asked_everywhere() -> None:
    """Rows are scaled for the solver that the room names: another need be named there only."""
    assert scaling.Simplex is lp.Simplex

"""The point and the multipliers of a basis must be exact, whichever rows the floats say pull."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from purgestats.ledger.lp.programme import Programme
from purgestats.ledger.proofs.basis import Basis, Line, multipliers, read_basis, values

#: x + y >= 10, 3x - y >= 0, y <= 3z: the least x leans on the second row, and on the first.
LINES = [
    Line(((0, 1), (1, 1)), 10),
    Line(((0, 3), (1, -1)), 0),
    Line(((2, 3), (1, -1)), 0),
]


@pytest.fixture
def solved() -> Programme:
    """Return a programme whose first column was minimised: x is 5/2."""
    programme = Programme(LINES, [0, 0, 0], [None, None, None], [10.0, 10.0, 10.0])
    assert programme.least({0: 1})[0] == "optimal"
    return programme


def the_basis(programme: Programme) -> Basis:
    """Return the basis of the last run; no column of these programmes has a top."""
    basis = read_basis(programme.highs, np.full(len(programme.low), np.inf))
    assert basis is not None
    return basis


def test_point_holds_exactly_and_attains_the_bound(solved):
    """Solved in fractions, the basis gives 5/2 and 15/2 and breaks no row."""
    basis = the_basis(solved)
    point = values(LINES, basis, solved.low, solved.high)
    assert point is not None
    assert point[:2] == [Fraction(5, 2), Fraction(15, 2)]
    assert solved.points.allows(point, basis.tight)
    assert solved.points.allows(point)


def test_multipliers_add_up_to_the_bound_whichever_rows_are_said_to_pull(solved):
    """Too few or wrong rows send the solution to all tight ones."""
    basis = the_basis(solved)
    expected = {0: Fraction(1, 4), 1: Fraction(1, 4)}
    for pulling in (basis.pulling, [], [0], [0, 1], [0, 1, 2]):
        said = dataclasses.replace(basis, pulling=pulling)
        assert multipliers(LINES, said, 0, 1) == expected, pulling
    proof = solved.prove(0)
    assert proof is not None
    assert proof.value == Fraction(5, 2)

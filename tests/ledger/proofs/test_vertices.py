"""Points solved from the one before must be those of the whole basis, and break no row or box."""

import random
from fractions import Fraction

import numpy as np
import pytest

from purgestats.ledger.lp.programme import Programme
from purgestats.ledger.proofs.basis import Line, read_basis, values


def drawn(seed: int) -> Programme:
    """Return a programme of chains, sums and shares, with boxes that hold a known point."""
    draw = random.Random(seed)
    size = draw.randint(4, 14)
    inside = [draw.randint(0, 60) for _ in range(size)]
    lines = []
    for _ in range(draw.randint(2, 16)):
        chosen = draw.sample(range(size), draw.randint(2, 3))
        terms = tuple(
            (one, Fraction(draw.choice((-3, -1, 1, 1, 2)), draw.choice((1, 1, 7))))
            for one in chosen
        )
        total = sum(value * inside[one] for one, value in terms)
        equal = draw.random() < 0.2
        lines.append(Line(terms, total if equal else total - draw.randint(0, 9), equal))
    low = [max(0, value - draw.randint(0, 30)) for value in inside]
    high = [value + draw.randint(0, 30) if draw.random() < 0.8 else None for value in inside]
    return Programme(lines, low, high, [50.0] * size)


@pytest.mark.parametrize("seed", range(60))
def test_every_point_is_that_of_its_basis(seed):
    """Whatever was asked before, and whichever boxes moved, the point is the vertex itself."""
    programme, draw = drawn(seed), random.Random(seed)
    asked = 0
    for _ in range(25):
        column, turn = draw.randrange(len(programme.low)), draw.choice((1, -1))
        status, _ = programme.least({column: turn})
        if status != "optimal":
            continue
        tops = np.array([np.inf if top is None else float(top) for top in programme.high])
        middle = (np.array([float(one) for one in programme.low]) + tops) / 2
        basis = read_basis(programme.highs, middle / programme.scale)
        assert basis is not None
        point = programme.point()
        assert point == values(programme.lines, basis, programme.low, programme.high)
        assert point is not None
        assert programme.points.allows(point)
        asked += 1
        if draw.random() < 0.3:
            # Both ends of what was found are kept, so that some point is always left.
            programme.bound(
                column,
                min(point[column], programme.low[column] + draw.randint(0, 2)),
                programme.high[column],
            )
    assert asked


def test_a_point_off_by_less_than_floats_can_see_is_refused():
    """Rows whose sum is within rounding of the right side are summed exactly."""
    # x + y >= 10, 3x - y >= 0, y <= 3z
    lines = [
        Line(((0, 1), (1, 1)), 10),
        Line(((0, 3), (1, -1)), 0),
        Line(((2, 3), (1, -1)), 0),
    ]
    solved = Programme(lines, [0, 0, 0], [None, None, None], [10.0, 10.0, 10.0])
    tiny = Fraction(1, 10**40)
    point = [Fraction(5, 2), Fraction(15, 2), Fraction(5, 2)]
    assert solved.points.allows(point)
    assert not solved.points.allows([point[0] - tiny, *point[1:]])
    assert not solved.points.allows([point[0], point[1], point[2] - tiny])
    assert solved.points.allows([point[0] + tiny, *point[1:]])

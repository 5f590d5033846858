"""The simplex method in rational numbers, against floats and by hand."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from purgestats.ledger.model.rows import HARD, Row, System
from purgestats.ledger.proofs.certificates import certificate
from purgestats.ledger.proofs.simplex import ExactRows, Layout


def system_of(*rows: Row) -> System:
    """Return a system of rows, for the numbers of whose unknowns there are no names."""
    size = 1 + max(one for row in rows for one, _ in row.terms)
    return System([None] * size, list(rows))  # type: ignore[list-item]


def row(rhs: float, *coefficients: float, equal: bool = False, strict: bool = False) -> Row:
    """Return the row that a sum of unknowns is at least, is, or exceeds a number."""
    terms = tuple((one, Fraction(by)) for one, by in enumerate(coefficients) if by)
    return Row("containment", HARD, "", terms, Fraction(rhs), equal, strict)


def asked(system: System) -> ExactRows:
    """Return the rows of a system, nothing asked yet."""
    return ExactRows(system.rows, Layout.of(system), above=0)


def test_a_whole_that_must_not_be_empty_can_be_as_small_as_you_like() -> None:
    """A trillionth of something is at most a millionth: it holds, and not where that is 0."""
    part, least = row(0, 1, -1), row(0, 1, strict=True)
    fine = system_of(part, least, row(Fraction(-1, 10**6), -(10**12)))
    assert ExactRows(fine.rows, Layout.of(fine)).refute({0, 1, 2}) is None
    empty = system_of(part, least, row(0, -1))
    times = ExactRows(empty.rows, Layout.of(empty)).refute({0, 1, 2})
    assert times is not None
    assert certificate(empty_named(empty), "conflict", times).verify()


def empty_named(system: System) -> System:
    """Return a system whose unknowns have names, for certificates."""
    system.__dict__["names"] = [str(one) for one in range(len(system.variables))]
    return system


@pytest.mark.parametrize("seed", range(30))
def test_any_rows_have_the_optimum_that_floats_find(seed: int) -> None:
    """Six random rows in four unknowns: whether they hold, the least of a sum."""
    random = Random(seed)
    rows = [
        row(
            random.choice((-5, -1, 0, 0, 2)),
            *(random.choice((-2, -1, 0, 0, 1, 3)) for _ in range(3)),
            1,
            equal=random.random() < 0.2,
        )
        for _ in range(6)
    ]
    system = empty_named(system_of(*rows))
    warm = asked(system)
    goal = {one: random.choice((-1, 1, 2)) for one in range(4)}
    for _ in range(4):
        on = {number for number in range(6) if random.random() < 0.7}
        sides: dict[bool, list[list[float]]] = {True: [], False: []}
        for number in on:
            line = [0.0] * 4
            for one, by in rows[number].terms:
                line[one] = float(by)
            sides[rows[number].equal].append([*line, float(rows[number].rhs)])
        least, exact = (np.array(sides[equal]).reshape(-1, 5) for equal in (False, True))
        given = -least[:, :4], -least[:, 4], exact[:, :4], exact[:, 4]
        found = linprog([goal[one] for one in range(4)], *given)
        times = warm.refute(on)
        if times is not None:
            assert found.status == 2
            assert certificate(system, "conflict", times).verify()
        elif (proof := warm.least(goal, on)) is None:
            assert found.status in (3, 4)
        else:
            value = sum(goal[one] * at for one, at in enumerate(warm.point()))
            assert np.isclose(float(value), found.fun)
            assert value == sum(by * rows[number].rhs for number, by in proof.items())
            assert all(warm.holds(number) for number in on)

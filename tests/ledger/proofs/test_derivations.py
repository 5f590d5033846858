"""A step holds if its rows and earlier steps, multiplied as they may be, add up to it."""

from __future__ import annotations

import pytest

from purgestats.ledger.model.rows import Row
from purgestats.ledger.proofs.derivations import Step, adds_up

ROWS = [
    Row("claim", 0, "low", ((0, 1),), 5),
    Row("claim", 1, "low", ((1, 1), (0, -2)), 1),
    Row("partition", -1, "", ((2, 1), (1, -1)), 0, equal=True),
]
AT_LEAST_5 = Step(0, 0, 5, ((0, 1),), ())
AT_MOST_7 = Step(0, 1, 7, (), ())


@pytest.mark.parametrize(
    ("step", "holds"),
    [
        (AT_LEAST_5, True),
        (Step(0, 0, 4, ((0, 1),), ()), True),
        (Step(0, 0, 6, ((0, 1),), ()), False),
        (Step(1, 0, 11, ((1, 1),), ((0, 2),)), True),
        (Step(1, 0, 11, ((1, 1), (0, 2)), ()), True),
        (Step(1, 0, 12, ((1, 1),), ((0, 2),)), False),
        (Step(1, 0, 11, ((1, 1),), ((0, 1),)), False),
        (Step(2, 0, 11, ((2, 1), (1, 1)), ((0, 2),)), True),
        (Step(0, 1, 7, (), ((1, 1),)), True),
        (Step(0, 1, 6, (), ((1, 1),)), False),
    ],
)
def test_a_step_holds_if_its_sum_reaches_it(step: Step, holds: bool) -> None:
    """No more than the sum says, and nothing left over on the smaller side."""
    assert adds_up(step, ROWS, [AT_LEAST_5, AT_MOST_7]) is holds


def test_only_an_equation_may_be_turned_round() -> None:
    """An inequality or an earlier bound times less than nothing proves nothing."""
    assert not adds_up(Step(0, 1, 5, ((0, -1),), ()), ROWS, [])
    assert not adds_up(Step(0, 1, 5, (), ((0, -1),)), ROWS, [AT_LEAST_5])
    turned = Step(2, 1, 7, ((2, -1),), ((0, 1),))
    assert adds_up(turned, ROWS, [Step(1, 1, 7, (), ())])

"""Unknowns are left out together only where values for them can always be found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from purgestats.ledger.model.fillable import fillable

CONVICTED, DEATH, CAMP, CONVICTED_HERE, DEATH_HERE, CAMP_HERE = range(6)
#: Convictions are death sentences and camp sentences, in a country and in a place of it.
SENTENCES = [
    {CONVICTED: 1, DEATH: -1, CAMP: -1},
    {CONVICTED_HERE: 1, DEATH_HERE: -1, CAMP_HERE: -1},
    {CONVICTED: 1, CONVICTED_HERE: -1},
    {DEATH: 1, DEATH_HERE: -1},
    {CAMP: 1, CAMP_HERE: -1},
]


def left_out(
    rows: Sequence[Mapping[int, int]], equal: set[int], keep: set[int], soft: int = 0
) -> set[int]:
    """Return what can be left out; the last so many rows hold for some only."""
    firm = dict.fromkeys(range(len(rows) - soft), 1)
    return fillable(dict(enumerate(rows)), equal, firm, keep)[0]


def test_what_nobody_counted_drops_out() -> None:
    """Only death sentences are counted: convictions can be as many, and camp sentences none."""
    keep = {DEATH, DEATH_HERE}
    assert left_out(SENTENCES, {0, 1}, keep) == {CONVICTED, CAMP, CONVICTED_HERE, CAMP_HERE}


def test_what_counted_ones_need_stays() -> None:
    """Convictions of a place are counted, so that its camp sentences, and the country's, count."""
    assert left_out(SENTENCES, {0, 1}, {DEATH, CONVICTED_HERE}) == {CONVICTED}
    assert left_out(SENTENCES, {0, 1}, {CONVICTED, CONVICTED_HERE}) == set()


def test_what_only_costs_says_something_of_the_others() -> None:
    """Convictions are no more than arrests: neither are the death sentences that they contain."""
    arrested = 6
    rows = [*SENTENCES, {arrested: 1, CONVICTED: -1}]
    gone, told = fillable(
        dict(enumerate(rows)), {0, 1}, dict.fromkeys(range(5), 1), {DEATH, DEATH_HERE, arrested}
    )
    assert gone == {CONVICTED, CAMP, CONVICTED_HERE, CAMP_HERE}
    assert told == [(5, {arrested: 1, DEATH: -1}, {5: 1, 0: 1})]


def test_what_only_an_assumption_says_is_not_relied_on() -> None:
    """Rows that may be set aside imply nothing; what they say of unknowns left out, others must."""
    executed = 6
    rows = [*SENTENCES, {DEATH_HERE: 1, executed: -1}]
    assert left_out(rows, {0, 1}, {DEATH, executed}, soft=1) == {
        CONVICTED,
        CAMP,
        CONVICTED_HERE,
        CAMP_HERE,
    }


def test_nothing_is_defined_by_itself() -> None:
    """Two unknowns that equal each other stay if something that stays needs them; else neither."""
    assert left_out([{0: 1, 1: -1}, {1: 1, 2: -1}], {0}, {2}) == set()
    assert left_out([{0: 1, 1: -1}], {0}, set()) == {0, 1}


@pytest.mark.slow
def test_values_can_be_found_for_what_is_left_out() -> None:
    """Any values that satisfy the rows left can be completed: scipy finds the others."""
    left, whole, said = 0, 0, 0
    for seed in range(200):
        rng = Random(seed)
        size = rng.randint(4, 7)
        rows, equal = [], set()
        for name in range(rng.randint(3, 7)):
            up, *down = rng.sample(range(size), rng.randint(2, 4))
            rows.append({up: 1} | dict.fromkeys(down, -1))
            if rng.random() < 0.5:
                equal.add(name)
        keep = set(rng.sample(range(size), 2))
        gone, told = fillable(
            dict(enumerate(rows)), equal, dict.fromkeys(range(len(rows)), 1), keep
        )
        left += bool(gone)
        whole += len(gone) == size - 2
        kept = [number for number, terms in enumerate(rows) if gone.isdisjoint(terms)]
        for row, terms, times in told:
            assert not gone & terms.keys()
            assert times[row] == 1 or row in equal
            total = Counter[int]()
            for name, share in times.items():
                assert share >= 0 or name in equal
                total.update({one: int(share) * value for one, value in rows[name].items()})
            assert all(terms.get(one, 0) >= value for one, value in total.items())
            said += 1
        kept += range(len(rows), len(rows) + len(told))
        rows += [terms for _, terms, _ in told]
        for _ in range(1 + bool(gone)):
            cost = np.array([rng.uniform(-1, 1) if one not in gone else 0 for one in range(size)])
            point = _solved(rows, equal, kept, cost, {}, size)
            fixed = {one: point[one] for one in range(size) if one not in gone}
            assert _solved(rows, equal, list(range(len(rows))), 0 * cost, fixed, size) is not None
    assert left > 30
    assert said > 10
    assert 0 < whole < left


def _solved(
    rows: Sequence[Mapping[int, int]],
    equal: set[int],
    kept: Sequence[int],
    cost: np.ndarray,
    fixed: Mapping[int, float],
    size: int,
) -> np.ndarray | None:
    """Return a cheapest point up to 10 that satisfies some rows."""
    lines = np.zeros((len(kept), size))
    for place, number in enumerate(kept):
        for one, value in rows[number].items():
            lines[place, one] = value
    even = np.array([number in equal for number in kept], dtype=bool)
    boxes = [
        (max(0, fixed[one] - 1e-5), fixed[one] + 1e-5)
        if one in fixed
        else (0, None if fixed else 10)
        for one in range(size)
    ]
    done = linprog(
        cost, -lines[~even], np.zeros(sum(~even)), lines[even], np.zeros(sum(even)), bounds=boxes
    )
    return done.x if done.status == 0 else None

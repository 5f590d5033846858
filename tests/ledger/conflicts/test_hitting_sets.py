"""The cheapest sets that meet all others are those that trying every set finds."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysat.examples.rc2 import RC2

from purgestats.ledger.conflicts.hitting_sets import Cheapest, Ways, as_bits, usable

UNITS = range(7)
EVERY = [
    frozenset(one) for one in chain.from_iterable(combinations(UNITS, size) for size in range(8))
]

#: Sets, their units as bits, that a solver met which saw to dear and cheap units at once.
LAYERED = """
    22 81 c0 101 104 108 110 140 201 202 240 280 300 401 440 600 2008480000 18000000100
    18000300200 30000480000 64000060001 68000000200 400008000000 402000480000 800008480000
    802000000000 c00000480000 2000000129800 20011d2000000 3000000000000 8000000010000
    8000025a46000 38000000008000 40008000000100 40010000000200 40018000000001 40018000080040
    40020000000000 40040000300000 40044000420000 40048000000001 40048000480000 600000006000000
    1808000015a46000 8000000200000000 38000000000000000 89b82001960800000 180601001ed5000000
    180781180ed5800000 1cc602001961000000 277800000ed5a56000 3885020814d4800000
    38b182100582000000 3c3e02001325000000 552c15384ed5000000 552d95304ed5800000
    7254a0350000000001 7254e0308000000000 800000200000000000 8d2a201f8ff7803000
    b254a4028000004800 cd2a14084000000000 cdd59c019c0030f800 f254e0108000000000
    f254e0114000060000
"""
#: What units cost that cost less than the others.
DEAR, CHEAPER = (
    395446904,
    {1: 538756, 2: 734, 3: 734, 4: 734, 5: 734, 6: 538756, 7: 538756, 8: 538756, 9: 538756, 10: 1},
)


@given(
    st.lists(st.frozensets(st.sampled_from(UNITS), min_size=1, max_size=4), max_size=8),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
    st.frozensets(st.sampled_from(UNITS), max_size=2),
)
def test_cheapest_sets_and_their_number_are_those_of_every_set_tried(
    sets: list[frozenset[int]], costs: list[int], dear: frozenset[int]
) -> None:
    """Units without a price are never used; where nothing else meets a set, nothing will do."""
    price = {unit: cost for unit, cost in zip(UNITS, costs, strict=True) if unit not in dear}
    meeting = [one for one in EVERY if one <= price.keys() and all(one & other for other in sets)]
    found = usable(map(as_bits, sets), price)
    assert (found is None) == (not meeting)
    cheapest = Cheapest(price)
    cheapest.add(map(as_bits, sets[:4]))
    first = cheapest.next()
    cheapest.add(map(as_bits, sets))
    if found is None:
        assert cheapest.next() is None
        return
    assert first is not None
    proposed = []
    while (one := cheapest.next()) is not None and len(proposed) < len(meeting):
        assert cheapest.cost == sum(price[unit] for unit in one)
        proposed.append(one)
        cheapest.bar(one)
    costs_in_turn = [sum(price[unit] for unit in one) for one in proposed]
    least = min(sum(price[unit] for unit in one) for one in meeting)
    best = {one for one in meeting if sum(price[unit] for unit in one) == least}
    assert costs_in_turn == sorted(costs_in_turn)
    assert set(proposed[: len(best)]) == best
    assert len(set(proposed)) == len(proposed)
    assert Ways(price).number(found) == len(best)


@given(
    st.lists(st.frozensets(st.sampled_from(UNITS), min_size=1, max_size=4), min_size=1, max_size=8),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
    st.lists(st.frozensets(st.sampled_from(UNITS), max_size=3), max_size=3),
)
def test_others_of_the_same_cost_are_all_found_whatever_else_was_to_be_met_before(
    sets: list[frozenset[int]], costs: list[int], more: list[frozenset[int]]
) -> None:
    """What one question wants to be met besides does not bind the next one."""
    price = dict(enumerate(costs))
    meeting = [one for one in EVERY if all(one & other for other in sets)]
    least = min(sum(price[unit] for unit in one) for one in meeting)
    best = {one for one in meeting if sum(price[unit] for unit in one) == least}
    cheapest = Cheapest(price)
    cheapest.add(map(as_bits, sets))
    assert cheapest.next() in best
    for wanted in (more[:1], more, more[1:]):
        fit = {one for one in best if all(one & other for other in wanted)}
        found = cheapest.another(map(as_bits, wanted))
        assert found in fit if fit else found is None
    while (one := cheapest.another()) is not None:
        best.remove(one)
        cheapest.bar(one)
    assert not best


def test_dear_units_are_seen_to_before_cheap_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the cost would come up by that of the cheapest unit at a time."""
    asked = []
    ask = RC2._call_oracle
    monkeypatch.setattr(RC2, "_call_oracle", lambda *args: asked.append(1) or ask(*args))
    price = dict.fromkeys(range(72), DEAR) | CHEAPER
    cheapest = Cheapest(price)
    sets = [int(one, 16) for one in LAYERED.split()]
    cheapest.add(sets)
    found = cheapest.next()
    assert found is not None
    assert all(as_bits(found) & one for one in sets)
    assert sum(price[unit] for unit in found) == cheapest.cost == 3956086042
    assert len(asked) < 200

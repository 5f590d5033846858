"""The cheapest sets that meet all others are those that trying every set finds."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from purgestats.ledger.conflicts.hitting_sets import Cheapest, Ways, as_bits, usable

UNITS = range(7)
EVERY = [
    frozenset(one) for one in chain.from_iterable(combinations(UNITS, size) for size in range(8))
]


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

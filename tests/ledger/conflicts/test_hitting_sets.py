"""The cheapest sets that meet all others are those that trying every set finds."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from purgestats.ledger.conflicts.hitting_sets import HittingSets, as_bits

UNITS = range(7)
EVERY = [
    frozenset(one) for one in chain.from_iterable(combinations(UNITS, size) for size in range(8))
]


@given(
    st.lists(st.frozensets(st.sampled_from(UNITS), min_size=1, max_size=4), max_size=8),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
    st.frozensets(st.sampled_from(UNITS), max_size=2),
)
def test_cost_number_members_and_first_are_those_of_every_set_tried(
    sets: list[frozenset[int]], costs: list[int], dear: frozenset[int]
) -> None:
    """Units without a price are never used; where nothing else meets a set, nothing will do."""
    price = {unit: cost for unit, cost in zip(UNITS, costs, strict=True) if unit not in dear}
    meeting = [one for one in EVERY if one <= price.keys() and all(one & other for other in sets)]
    cover = HittingSets(price)
    usable = cover.usable(map(as_bits, sets))
    half = cover.usable(map(as_bits, sets[:4]))
    if half is not None:
        assert cover.usable(map(as_bits, sets[4:]), half) == usable
    assert (usable is None) == (not meeting)
    if usable is not None:
        least = min(sum(price[unit] for unit in one) for one in meeting)
        best = {one for one in meeting if sum(price[unit] for unit in one) == least}
        found = list(cover.every(usable))
        assert cover.cost(usable) == least
        assert len(found) == cover.number(usable) == len(best)
        assert set(found) == best
        assert cover.first(usable) in best
        assert HittingSets(price).first(usable) == cover.first(usable)

"""Numbers are parted into most groups that cancel out, as trying every parting shows."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.ledger.conflicts.hitting_sets import OutOfSteps
from purgestats.ledger.repairs import cancelling
from purgestats.ledger.repairs.cancelling import Off, most_groups, sum_of

offs = st.builds(Off, st.integers(-4, 4).filter(bool), over=st.booleans(), under=st.just(False))
exact = st.builds(Off, st.integers(-4, 4).filter(bool), over=st.just(False), under=st.just(False))


def partings(members: list[int]) -> Iterator[list[list[int]]]:
    """Yield every way to part some things."""
    if not members:
        yield []
        return
    first, *others = members
    for parting in partings(others):
        yield [[first], *parting]
        for place in range(len(parting)):
            yield [*parting[:place], [first, *parting[place]], *parting[place + 1 :]]


def tried(numbers: list[Off], rest: bool) -> tuple[int, set[frozenset[int]]]:
    """Return the most groups, and what each way with groups that hold no other is made of."""
    most, ways = -1, set[frozenset[int]]()
    holds = {}
    for group in range(1, 1 << len(numbers)):
        members = [one for place, one in enumerate(numbers) if group >> place & 1]
        holds[group] = sum_of(members).holds
    least = {
        one
        for one in holds
        if holds[one] and not any(holds[two] and two & one == two for two in holds if two != one)
    }
    for parting in partings(list(range(len(numbers)))):
        groups = {sum(1 << one for one in group) for group in parting}
        good = frozenset(groups & least)
        if (rest or good == groups) and len(good) >= most:
            ways = ways | {good} if len(good) == most else {good}
            most = len(good)
    return most, ways


@given(st.lists(offs, min_size=1, max_size=6), st.booleans())
def test_every_way_is_found(numbers: list[Off], rest: bool) -> None:
    """Groups that hold no other, as many as there can be, with and without something left."""
    numbers = [one for one in numbers if not one.holds]
    most, ways = tried(numbers, rest) if numbers else (-1, set())
    if most < 0:
        return
    found, told = most_groups(numbers, rest=rest)
    assert (found, {frozenset(groups) for _, *groups in told}) == (most, ways)


@given(st.lists(exact, min_size=2, max_size=7))
def test_groups_too_large_to_be_listed_are_not_forgotten(numbers: list[Off]) -> None:
    """Where only pairs are listed, either the most groups are found or it is not told."""
    most, ways = tried(numbers, rest=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cancelling, "MOST_ADDED", len(numbers) * (len(numbers) + 1) // 2)
        try:
            found, told = most_groups(numbers, rest=False)
        except OutOfSteps:
            return
    assert (found, {frozenset(groups) for _, *groups in told}) == (most, ways)


def test_what_takes_too_long_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither where there are too many numbers, nor where it takes too many steps."""
    many = [Off(one, over=False, under=False) for one in range(1, 80)]
    with pytest.raises(OutOfSteps):
        most_groups(many, rest=True)
    monkeypatch.setattr(cancelling, "MOST_STEPS", 1)
    with pytest.raises(OutOfSteps):
        most_groups([Off(one, over=False, under=False) for one in (3, -3, 4, -4)], rest=False)

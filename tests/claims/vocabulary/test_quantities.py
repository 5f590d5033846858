"""Periods are sets of days in one shortest spelling, and quantities round-trip."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purgestats.claims.vocabulary.quantities import Period, Quantity
from purgestats.errors import PeriodError, UnknownQuantity

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(1960, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))


@settings(max_examples=settings.default.max_examples * 3)
@given(PERIODS)
def test_a_period_round_trips(period):
    """Its spelling parses back to the same days."""
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("1937-01-01/1938-12-31", "1937/1938"),
        ("1937-01/1937-12", "1937"),
        ("1937-02-01/1937-02-28", "1937-02"),
        ("1936-10-01/1938-10-31", "1936-10/1938-10"),
        ("1936-08-19/1938-11-17", "1936-08-19/1938-11-17"),
        ("1937-08-05/1937-08-05", "1937-08-05"),
    ],
)
def test_the_shortest_spelling_is_used(long, short):
    """Whole years and months drop what they do not need."""
    assert str(Period.parse(long)) == short


@pytest.mark.parametrize(
    "text", ["", "37", "1937-13", "1937-02-30", "1938/1937", "1937/", "1937/1938/1939"]
)
def test_what_is_no_period_is_refused(text):
    """The error shows what was written."""
    with pytest.raises(PeriodError):
        Period.parse(text)


@settings(max_examples=settings.default.max_examples * 2)
@given(PERIODS, PERIODS, PERIODS)
def test_containment_is_a_partial_order_and_overlap_symmetric(one, two, three):
    """Reflexive, antisymmetric, transitive; and what contains another overlaps it."""
    assert one in one
    assert not (one in two and two in one) or one == two
    assert not (one in two and two in three) or one in three
    assert one.overlaps(two) == two.overlaps(one)
    assert one not in two or one.overlaps(two)


def test_a_quantity_accepts_any_spelling_and_round_trips():
    """Two spellings of the days are one quantity."""
    one = Quantity.parse("executions|all|all|ussr|1937-01-01/1938-12-31")
    assert one == Quantity.parse("executions|all|all|ussr|1937/1938")
    assert str(one) == "executions|all|all|ussr|1937/1938"
    with pytest.raises(UnknownQuantity):
        Quantity.parse("executions|all")


@given(PERIODS)
def test_no_spelling_is_shorter(period):
    """Neither half of the spelling can be cut and mean the same days."""
    text = str(period)
    start, _, end = text.partition("/")
    shorter = [
        "/".join(filter(None, [start[:cut], end[: cut_end or None]]))
        for cut in (4, 7, 10)
        for cut_end in (4, 7, 10)
        if end
    ]
    for other in [*shorter, start, start[:7], start[:4]]:
        if len(other) < len(text):
            try:
                same = Period.parse(other) == period
            except PeriodError:
                same = False
            assert not same


@given(PERIODS, PERIODS)
def test_days_decide_containment_and_overlap(one, two):
    """Against the sets of days themselves."""
    days, others = (
        set(range(period.start.toordinal(), period.end.toordinal() + 1)) for period in (one, two)
    )
    assert one.days == len(days)
    assert (two in one) == (others <= days)
    assert one.overlaps(two) == bool(days & others)


@pytest.mark.parametrize("value", [None, 1937, ["1937"], 1937.0, b"1937"])
def test_what_is_no_text_is_no_period(value):
    """Not even where Python could not put it into a cache."""
    with pytest.raises(PeriodError):
        Period.parse(value)


@settings(max_examples=settings.default.max_examples * 3)
@given(st.text(st.sampled_from("0123456789-/ 年１"), max_size=24))
def test_any_text_is_a_period_or_refused(text):
    """No date that does not exist leaks an error of another kind."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert Period.parse(str(period)) == period


@given(
    st.tuples(*[st.text(st.characters(codec="ascii", exclude_characters="|"), min_size=1)] * 4),
    PERIODS,
)
def test_every_quantity_round_trips(terms, period):
    """Whatever its terms are called."""
    quantity = Quantity(*terms, period)
    assert Quantity.parse(str(quantity)) == quantity
    assert Quantity.parse(quantity) is quantity
    assert quantity.terms == terms


@pytest.mark.parametrize(
    ("one", "two"), [("1937", "1938"), ("1937-07", "1937-08"), ("1937-08-04", "1937-08-05/1937-12")]
)
def test_windows_that_touch_do_not_overlap(one, two):
    """One ends on the day before the other begins: they have no day in common."""
    assert not Period.parse(one).overlaps(Period.parse(two))
    assert not Period.parse(two).overlaps(Period.parse(one))

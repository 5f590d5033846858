"""Periods are sets of days in one shortest spelling, and quantities round-trip."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purgestats.claims.scopes import Period, Quantity
from purgestats.errors import PeriodError, UnknownQuantity

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(1960, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))


@settings(derandomize=True, max_examples=300, deadline=None)
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


@settings(derandomize=True, max_examples=200, deadline=None)
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

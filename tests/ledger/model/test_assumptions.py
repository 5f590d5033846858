"""Assumptions: a row where one has meaning, otherwise an error that says why."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd
import pytest
from ledgers import assumption, claim, claims_table, table, vocabulary

import purgestats as ps
from purgestats.ledger.model.assumptions import Assumption


def terms() -> dict[str, pd.DataFrame]:
    """Return terms that count persons in several ways, and places."""
    found = vocabulary()
    sites = table(
        ("sites", "", "", "", "flow", "sites"),
        columns="term broader partition exhaustive kind unit",
    )
    return found | {"measures": pd.concat([found["measures"], sites], ignore_index=True)}


def ledger(
    left: str, right: str, kind: str = "at_most", tolerance: float | None = None
) -> ps.Ledger:
    """Return a ledger of a stock and two flows under one assumption."""
    rows = [
        claim("roll", "roll|all|all|land|1937-01-06", 100, 100),
        claim("toll", "toll|all|all|land|1937/1938", 1, None),
        claim("later", "toll|all|all|land|1938", 1, None),
    ]
    relation = pd.DataFrame([assumption("it", left, right, kind, tolerance)])
    return ps.Ledger(claims_table(*rows), terms(), relation)


def test_a_flow_over_a_named_period_is_bounded_by_a_stock_at_a_named_date() -> None:
    """Killed in a period, of those living at a date: both sides name theirs, and it is a row."""
    found = ledger("toll|*|*|*|1937/1938", "roll|*|*|*|1937-01-06").bounds()
    assert found.at["toll|all|all|land|1937/1938", "high"] == 100
    assert found.at["toll|all|all|land|1938", "high"] == 100


def test_a_window_is_bounded_by_another_of_the_same_scope() -> None:
    """So many a year at most as in another year."""
    found = ledger("toll|*|*|*|1937", "toll|*|*|*|1938").bounds()
    assert found.at["toll|all|all|land|1938", "low"] == 1
    assert found.at["toll|all|all|land|1937/1938", "high"] == math.inf
    held = ledger("toll|*|*|*|1937", "toll|*|*|*|1938", "equal").bounds()
    assert held.at["toll|all|all|land|1937/1938", "low"] == 2


@pytest.mark.parametrize("other", ["1937", "1939-01-01", "1937-01-07"])
def test_a_stock_is_tied_to_itself_at_another_time_where_both_sides_name_theirs(other: str) -> None:
    """To within a tenth of what it was on a day: over a window, and on days further off."""
    found = ledger(f"roll|*|*|*|{other}", "roll|*|*|*|1937-01-06", "within", 0.1)
    ends = found.bounds(f"roll|all|all|land|{other}").iloc[0]
    assert [ends["low"], ends["high"]] == pytest.approx([90, 110])


def test_a_named_period_needs_no_claim_on_just_that_period() -> None:
    """An assumption on two years bounds each of them, though nobody counted both together."""
    rows = [
        claim("seized", "seized|all|all|land|1937/1938", None, 50),
        claim("closed", "closed|all|all|land|1938", 1, None),
    ]
    relation = pd.DataFrame([assumption("it", "closed|*|*|*|1937/1938", "seized|*|*|*|*")])
    found = ps.Ledger(claims_table(*rows), vocabulary(), relation).bounds()
    assert found.at["closed|all|all|land|1938", "high"] == 50


@pytest.mark.parametrize(
    ("left", "right", "kind", "why"),
    [
        ("toll|*|*|*|*", "roll|*|*|*|*", "at_most", "counted over a period and roll at a date"),
        ("roll|*|*|*|1937", "toll|*|*|*|*", "equal", "both sides have to name theirs"),
        ("toll|*|*|*|*", "sites|*|*|*|*", "at_most", "counts persons and sites counts sites"),
        ("toll|*|*|*|*", "toll|*|*|*|*", "at_most", "both sides are the same quantity"),
        ("toll|*|*|*|*", "toll|*|*|*|*", "within", "counted over a period"),
        ("toll|*|*|*|1937", "toll|*|*|*|1937", "equal", "both sides are the same quantity"),
        ("roll|*|*|*|1937", "roll|*|*|*|1937", "within", "both sides are the same quantity"),
        ("roll|*|*|*|1937-01-06", "roll|*|*|*|*", "within", "said of some stretch of time .left."),
        ("roll|*|*|*|*", "roll|*|*|*|1937", "within", "on a day in it or next to it .right."),
    ],
)
def test_an_assumption_without_a_row_says_why(left: str, right: str, kind: str, why: str) -> None:
    """Nothing is assumed in silence that could never bound anything."""
    with pytest.raises(ps.PurgestatsError, match=why):
        ledger(left, right, kind, 0.1 if kind == "within" else None)


@pytest.mark.parametrize(
    ("day", "ties"),
    [((8, 9), False), ((9, 10), True), ((15, 16), True), ((20, 21), True), ((21, 22), False)],
)
def test_a_window_is_tied_to_days_in_it_and_next_to_it(day: tuple[int, int], ties: bool) -> None:
    """The number at the end of December is that of 1 January; a day further off is another."""
    scope = ("roll", "all", "all", "land")
    one = Assumption("it", "", "within", scope, scope, None, None, Fraction(0), "")
    assert one.ties((10, 20), day) is ties
    assert not one.ties(day, day)
    assert not one.ties((10, 20), (day[0], day[1] + 1))


@pytest.mark.parametrize(
    ("below", "above", "more"),
    [
        ("land", "south", {}),
        ("south", "land", {"heard|all|all|land|1937": 50, "seized|all|all|south|1937": 50}),
    ],
)
def test_a_stage_that_nobody_counted_is_listed_where_both_sides_bound_it(
    below: str, above: str, more: dict[str, float]
) -> None:
    """So many seized in the land bound those heard there; in a part of it they bound nothing."""
    rows = [
        claim("a", f"seized|all|all|{above}|1937", None, 50),
        claim("b", f"heard|all|all|{below}|1937", 10, None),
    ]
    relation = pd.DataFrame([assumption("it", "heard|*|*|*|*", "seized|*|*|*|*")])
    found = ps.Ledger(claims_table(*rows), vocabulary(), relation).bounds()["high"]
    named = {f"seized|all|all|{above}|1937", f"heard|all|all|{below}|1937"}
    assert found[~found.index.isin(named)].to_dict() == more

"""What the ledger has to answer in cases that were named beforehand."""

from __future__ import annotations

import contextlib
import itertools
import math
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pandas as pd
import pytest
from ledgers import assumption, claim, claims_table, vocabulary

import purgestats as ps
from purgestats.ledger.conflicts.hitting_sets import OutOfSteps

ALL = "toll|all|all|land|"


def ledger(*rows: dict, assumptions: pd.DataFrame | None = None, **exhaustive: str) -> ps.Ledger:
    """Return the ledger of these claims under the small vocabulary."""
    return ps.Ledger(
        claims_table(*rows), vocabulary=vocabulary(**exhaustive), assumptions=assumptions
    )


def exactly(name: str, scope: str, value: float, **other: str) -> dict:
    """Return a claim of one value."""
    return claim(name, scope, value, value, **other)


def conflict_sets(book: ps.Ledger) -> set[frozenset[str]]:
    """Return each conflict as a set of ids."""
    return {frozenset(found.claims) | frozenset(found.assumptions) for found in book.conflicts()}


@pytest.mark.slow
def test_a_total_that_differs_by_ten_from_its_parts_is_found() -> None:
    """Two printed totals, each ten off the sum of its printed parts, are conflicts of full size."""
    book = ledger(
        exactly("total-1", "toll|old|all|land|1937", 300_010),
        exactly("north-1", "toll|old|all|north|1937", 100_000),
        exactly("south-1", "toll|old|all|south|1937", 200_000),
        exactly("total-2", "toll|old|all|land|1938", 299_990),
        exactly("north-2", "toll|old|all|north|1938", 100_000),
        exactly("south-2", "toll|old|all|south|1938", 200_000),
        region="yes",
    )
    expected = {
        frozenset({f"{part}-{year}" for part in ("total", "north", "south")}) for year in (1, 2)
    }
    assert conflict_sets(book) == expected
    assert all(found.certificate.verify() for found in book.conflicts())
    costs = {frozenset(repair.claims): repair.cost for repair in book.repairs()}
    pairs = itertools.product(("total-1", "north-1", "south-1"), ("total-2", "north-2", "south-2"))
    assert costs == {frozenset(pair): (2,) for pair in pairs}


@pytest.mark.slow
def test_parts_that_exceed_a_total_conflict_though_the_list_is_not_complete() -> None:
    """Without exhaustiveness parts may add up to less than the total, never to more."""
    parts = (
        exactly("north", "toll|old|all|north|1937", 100),
        exactly("south", "toll|old|all|south|1937", 200),
    )
    assert ledger(exactly("total", "toll|old|all|land|1937", 310), *parts).is_consistent()
    less = ledger(exactly("total", "toll|old|all|land|1937", 290), *parts)
    assert conflict_sets(less) == {frozenset({"total", "north", "south"})}


@pytest.mark.slow
def test_a_window_across_years_meets_the_years() -> None:
    """At least 200 in 1936-10/1938-10 cannot hold with 10, 100 and 50 in the three years."""
    years = [
        exactly(f"y{year}", f"{ALL}{year}", value)
        for year, value in ((1936, 10), (1937, 100), (1938, 50))
    ]
    book = ledger(claim("window", f"{ALL}1936-10/1938-10", 200, None), *years)
    assert conflict_sets(book) == {frozenset({"window", "y1936", "y1937", "y1938"})}
    enough = ledger(claim("window", f"{ALL}1936-10/1938-10", 160, None), *years)
    assert enough.is_consistent()
    row = enough.bounds().loc[f"{ALL}1936-10/1938-10"]
    assert (row["low"], row["high"]) == (160, 160)


def test_shares_that_exclude_each_other_are_a_conflict() -> None:
    """Two shares of one whole conflict, as the whole may not be empty."""
    part, whole = "toll-a|all|all|land|1937", f"{ALL}1937"
    book = ledger(
        claim("third", part, 0.3, 0.35, of=whole), claim("half", part, 0.5, 0.55, of=whole)
    )
    assert conflict_sets(book) == {frozenset({"third", "half"})}
    (found,) = book.conflicts()
    assert math.isclose(found.strain, math.sqrt(0.5 / 0.35) - 1, abs_tol=2e-9)
    assert found.certificate.verify()


def test_a_share_of_nothing_is_a_conflict() -> None:
    """A base that another claim puts at 0 conflicts with the share, whatever its figure."""
    part, whole = "toll-a|all|all|land|1937", f"{ALL}1937"
    book = ledger(claim("share", part, 0.2, 0.9, of=whole), exactly("none", whole, 0))
    (found,) = book.conflicts()
    assert set(found.claims) == {"share", "none"}
    assert found.strain == math.inf
    assert found.certificate.verify()


def test_a_restatement_is_redundant() -> None:
    """A claim that says another again, or says less, makes no conflict and moves no bound."""
    once = ledger(exactly("first", f"{ALL}1937", 40))
    again = ledger(
        exactly("first", f"{ALL}1937", 40),
        exactly("second", f"{ALL}1937", 40),
        claim("third", f"{ALL}1937-01/1937-12", 30, 50),
    )
    assert again.is_consistent()
    assert len(again.conflicts()) == 0
    columns = ["low", "high"]
    pd.testing.assert_frame_equal(again.bounds()[columns], once.bounds()[columns])


def test_an_empty_ledger_answers() -> None:
    """No claims: consistent, nothing in conflict, nothing to set aside, no bounds."""
    book = ledger()
    assert book.is_consistent()
    assert len(book.conflicts()) == 0
    assert book.conflicts().complete
    assert [repair.claims for repair in book.repairs()] == [()]
    assert len(book.bounds()) == 0


def test_one_claim_bounds_its_quantity() -> None:
    """One claim alone holds, and its interval is the bound."""
    book = ledger(claim("only", f"{ALL}1937", 10, 20))
    assert len(book.conflicts()) == 0
    row = book.bounds().loc[f"{ALL}1937"]
    assert (row["low"], row["high"]) == (10, 20)
    assert (row["low_because"], row["high_because"]) == (("only",), ("only",))
    assert row["certified"]
    assert row["tight"]


def test_claims_that_share_nothing_leave_each_other_alone() -> None:
    """Quantities of other kinds, other times and other units do not meet."""
    book = ledger(
        exactly("flow", "toll|old|all|north|1936", 500),
        exactly("later", "toll|all|all|land|1938", 5),
        exactly("stock", "roll|old|all|north|1936", 7),
        exactly("other-date", "roll|all|all|land|1937", 3),
        exactly("heads", "heads|old|all|north|1936", 900),
    )
    assert book.is_consistent()
    bounds = book.bounds()
    claimed = bounds.loc[[f"{ALL}1938", "roll|old|all|north|1936", "heads|old|all|north|1936"]]
    assert list(claimed["low"]) == list(claimed["high"]) == [5, 7, 900]


def test_a_quantity_without_a_bound_is_unbounded() -> None:
    """At least 10 leaves no highest value, and the row says so as proved."""
    book = ledger(claim("least", f"{ALL}1937", 10, None))
    row = book.bounds().loc[f"{ALL}1937"]
    assert (row["low"], row["high"]) == (10, math.inf)
    assert row["high_because"] == ()
    assert book.certificate(f"{ALL}1937", "high").value is None


def test_a_share_of_zero_empties_the_part() -> None:
    """0 percent of a whole that is there is 0, with no conflict."""
    book = ledger(
        exactly("none", "toll-a|all|all|land|1937", 0, of=f"{ALL}1937"),
        exactly("whole", f"{ALL}1937", 50),
    )
    assert book.is_consistent()
    row = book.bounds().loc["toll-a|all|all|land|1937"]
    assert (row["low"], row["high"]) == (0, 0)


@pytest.mark.slow
def test_a_share_of_a_hundred_percent_fills_the_whole() -> None:
    """100 percent makes part and whole one number, and leaves no room for the other part."""
    rows = (
        exactly("all", "toll-a|all|all|land|1937", 1, of=f"{ALL}1937"),
        exactly("whole", f"{ALL}1937", 50),
    )
    row = ledger(*rows).bounds().loc["toll-a|all|all|land|1937"]
    assert (row["low"], row["high"]) == (50, 50)
    other = ledger(*rows, claim("other", "toll-b|all|all|land|1937", 1, None))
    assert conflict_sets(other) == {frozenset({"all", "other"})}


def cycle(gain: tuple[float, float, float], *rows: dict) -> ps.Ledger:
    """Return a ledger of three quantities, each an exact multiple of the next, round in a ring."""
    ring = [f"{measure}|old|all|land|1937" for measure in ("toll", "closed", "heard")]
    links = [
        exactly(f"link-{i}", ring[i], factor, of=ring[(i + 1) % 3], unit="multiple")
        for i, factor in enumerate(gain)
    ]
    return ledger(*links, *rows)


@pytest.mark.parametrize("gain", [(2, 4, 0.125), (0.3, 5, 0.6666), (3, 3, 3), (0.5, 1, 1.999999)])
def test_cycles_of_shares_are_decided(gain: tuple[float, float, float]) -> None:
    """A ring of exact multiples holds if its gain is 1; otherwise all three conflict."""
    book = cycle(gain)
    if math.prod(gain) == 1:
        assert book.is_consistent()
        assert cycle(gain, exactly("toll", "toll|old|all|land|1937", 8)).bounds()[
            "high"
        ].tolist() == [8, 4, 1]
    else:
        assert conflict_sets(book) == {frozenset({"link-0", "link-1", "link-2"})}
        (found,) = book.conflicts()
        assert found.certificate.verify()
        gap = max(math.prod(gain), 1 / math.prod(gain))
        assert math.isclose(found.strain, gap ** (1 / 3) - 1, rel_tol=2e-9, abs_tol=2e-9)


def test_a_cycle_that_shrinks_bounds_exactly() -> None:
    """X <= 10 + y and y <= x / 2 meet at 20 and 10, a limit no finite number of rounds reaches."""
    x, y = "toll|old|all|land|1937", "closed|old|all|land|1937"
    book = ledger(
        claim("north", "toll|old|all|north|1937", None, 10),
        claim("south", "toll|old|all|south|1937", None, 1, of=y, unit="multiple"),
        claim("half", y, None, 0.5, of=x, unit="multiple"),
        region="yes",
    )
    bounds = book.bounds()
    assert (bounds.loc[x, "high"], bounds.loc[y, "high"]) == (20, 10)
    assert book.certificate(x, "high").verify()
    assert book.certificate(x, "high").value == 20


def test_members_that_joined_add_up() -> None:
    """A parent is at least its members' sum, also where a member joined by implication."""
    book = ledger(
        exactly("first-south", "toll|all|first-order|south|1937", 50),
        exactly("second", "toll|all|second-order|land|1937", 100),
        exactly("second-north", "toll|all|second-order|north|1937", 60),
        exactly("total", f"{ALL}1937", 500),
        region="yes",
    )
    bounds = book.bounds()
    assert bounds.loc["toll|all|second-order|south|1937", ["low", "high"]].tolist() == [40, 40]
    assert bounds.loc["toll|all|all|south|1937", "low"] == 90


def test_implied_members_carry_a_conflict_between_levels() -> None:
    """Two towns and the other half of the land exceed it, though nobody printed the north."""
    book = ledger(
        exactly("land", f"{ALL}1937", 100),
        exactly("town", "toll|all|all|north-town|1937", 30),
        exactly("march", "toll|old|all|north-march|1937", 30),
        exactly("south", "toll|all|all|south|1937", 50),
    )
    assert conflict_sets(book) == {frozenset({"land", "town", "march", "south"})}


@pytest.mark.slow
def test_an_exhaustive_partition_is_no_equation_while_members_are_missing() -> None:
    """One known part of a parent that joined by implication bounds it from below, never above."""
    book = ledger(
        exactly("one-north", "toll|sort-one|all|north|1937", 40),
        exactly("all-north", "toll|all|all|north|1937", 100),
        exactly("one-march", "toll|sort-one|all|north-march|1937", 15),
        sort="yes",
        district="yes",
    )
    assert book.is_consistent()
    names = ["toll|sort-one|all|north-town|1937", "toll|all|all|north-town|1937"]
    bounds = book.bounds(names)
    assert bounds.loc[names[0], ["low", "high"]].tolist() == [25, 25]
    assert bounds.loc[names[1], ["low", "high"]].tolist() == [25, 85]


STAGES = pd.DataFrame(
    [
        assumption("closed-heard", "closed|*|*|*|*", "heard|*|*|*|*"),
        assumption("heard-seized", "heard|*|*|*|*", "seized|*|*|*|*"),
    ]
)


def test_chains_pass_through_unprinted_stages() -> None:
    """Closed and seized conflict through the stage between them, and both relations are named."""
    book = ledger(
        claim("closed", "closed|old|all|north|1937", 60, None),
        claim("seized", "seized|all|all|land|1937", None, 50),
        assumptions=STAGES,
    )
    (found,) = book.conflicts()
    assert (set(found.claims), set(found.assumptions)) == (
        {"closed", "seized"},
        {"closed-heard", "heard-seized"},
    )


def test_a_relation_reaches_claims_below_its_unprinted_side() -> None:
    """100 of a part conflict with at most 50 of what bounds the whole, which nobody printed."""
    relation = pd.DataFrame([assumption("toll-seized", "toll|*|*|*|*", "seized|*|*|*|*")])
    book = ledger(
        claim("part", "toll-a|all|all|land|1937", 100, None),
        claim("seized", "seized|all|all|land|1937", None, 50),
        assumptions=relation,
    )
    assert conflict_sets(book) == {frozenset({"part", "seized", "toll-seized"})}


@pytest.mark.slow
def test_a_short_window_counts_the_earlier_stage_from_the_beginning() -> None:
    """Closed in 1938 may have been heard in 1937; heard from the first day on is what limits."""
    scope = "all|first-order|land"
    closed = claim("closed", f"closed|{scope}|1938", 60, None)
    early = exactly("early", f"heard|{scope}|1937-07-30/1937-12-31", 40)
    late = exactly("late", f"heard|{scope}|1938", 10)
    assert ledger(closed, late, assumptions=STAGES[:1]).is_consistent()
    book = ledger(closed, early, late, assumptions=STAGES[:1])
    assert conflict_sets(book) == {frozenset({"closed", "early", "late", "closed-heard"})}
    undated = ledger(
        claim("closed", "closed|all|second-order|land|1938", 60, None),
        exactly("late", "heard|all|second-order|land|1938", 10),
        assumptions=STAGES[:1],
    )
    assert conflict_sets(undated) == {frozenset({"closed", "late", "closed-heard"})}


def test_only_asserted_and_reported_figures_enter() -> None:
    """Rejected, surveyed and rhetorical figures stay out of the ledger."""
    others = [
        exactly(stance, f"{ALL}1937", 90, stance=stance)
        for stance in ("rejects", "surveys", "rhetorical")
    ]
    book = ledger(exactly("first", f"{ALL}1937", 40), *others)
    assert book.is_consistent()
    assert list(book.claims["claim_id"]) == ["first"]


YEARS = range(1921, 1954)


def registers(years: range = YEARS) -> tuple[list[dict], int, int]:
    """Return two registers that differ in every year, 33 of them, each with its own total."""
    first = {year: 1_000 + 37 * i for i, year in enumerate(years)}
    second = {year: value + 3 + i for i, (year, value) in enumerate(first.items())}
    rows = [exactly(f"a{year}", f"{ALL}{year}", value) for year, value in first.items()]
    rows += [exactly(f"b{year}", f"{ALL}{year}", value) for year, value in second.items()]
    totals = sum(first.values()), sum(second.values())
    rows += [
        exactly(f"{name}-total", f"{ALL}{years[0]}/{years[-1]}", total)
        for name, total in zip("ab", totals, strict=True)
    ]
    return rows, *totals


@pytest.mark.slow
def test_conflicts_of_two_registers_arrive_smallest_first() -> None:
    """The 33 disputed years and the totals come first, and the list says how far it is whole."""
    rows, _, _ = registers()
    found = ledger(*rows).conflicts()
    sizes = [len(conflict.claims) for conflict in found]
    assert sizes == sorted(sizes)
    pairs = {frozenset({f"a{year}", f"b{year}"}) for year in YEARS}
    pairs.add(frozenset({"a-total", "b-total"}))
    assert {frozenset(conflict.claims) for conflict in found if len(conflict.claims) == 2} == pairs
    assert not found.complete
    assert found.complete_to >= 2


@pytest.mark.slow
def test_repairs_of_two_registers_are_valid_and_say_what_they_are_not() -> None:
    """Of 2 to the 33 mixtures one is given, which is not called the cheapest."""
    rows, first, second = registers()
    book = ledger(*rows)
    found = book.repairs()
    assert not found.complete
    assert len(found[0].counts) == 34, "a figure a year and a total, fewer than which cannot go"
    assert str(found).startswith("at least ")
    assert book.without(*found[0].claims).is_consistent()
    bounds = book.bounds()
    assert bounds["certified"].all()
    assert bounds.at[f"{ALL}1921/1953", "low"] <= first
    assert bounds.at[f"{ALL}1921/1953", "high"] >= second


@pytest.mark.slow
def test_bounds_of_two_registers_hold_both_totals() -> None:
    """Of eight years the one register goes or the other, and with it its total."""
    rows, first, second = registers(YEARS[:8])
    book = ledger(*rows)
    assert book.repairs().total == 2
    bounds = book.bounds()
    assert bounds["certified"].all()
    assert bounds.loc[f"{ALL}1921/1928", ["low", "high"]].tolist() == [first, second]


def test_a_scope_between_two_others_is_cut_where_it_begins_to_matter() -> None:
    """A town within a region within the land: the region's own year does not hide the others."""
    book = ledger(
        claim("land", f"{ALL}1936/1938", None, 30),
        exactly("region", "toll|all|all|north|1937", 5),
        claim("town", "toll|all|all|north-town|1936-10/1938-10", 40, None),
    )
    (conflict,) = book.conflicts()
    assert set(conflict.claims) == {"land", "town"}


def test_parts_add_up_to_what_lies_above_a_whole_that_nobody_counted() -> None:
    """Two districts of one region, and nothing on the region: the land has at least both."""
    book = ledger(
        exactly("town", "toll|all|all|north-town|1937", 40),
        exactly("march", "toll|all|all|north-march|1937", 25),
        claim("land", f"{ALL}1937", None, 100),
    )
    assert book.bounds().at[f"{ALL}1937", "low"] == 65
    assert not any("|north|" in one for one in book.quantities.index), "it is not listed"
    north = book.bounds("toll|all|all|north|1937").iloc[0]
    assert (north["low"], north["high"]) == (65, 100)


@pytest.mark.slow
def test_what_was_asked_before_changes_no_answer() -> None:
    """Also where the search is cut short, so that it matters what it happens to know already."""
    claims = ps.load()
    claims = claims[claims["measure"] == "executions"]
    before: tuple[Callable[[ps.Ledger], object], ...] = (
        lambda book: None,
        lambda book: book.conflicts(effort=15),
        lambda book: book.conflicts(limit=3),
        lambda book: book.repairs(weights={"butovo-executions": 3}),
        lambda book: book.prices(),
        lambda book: book.bounds(),
    )
    answers = []
    for ask in before:
        book = ps.Ledger(claims)
        ask(book)
        found = [one.claims for one in book.conflicts()]
        prices = book.prices(found[0]).to_dict("index")
        answers.append((found, prices, [one.claims for one in book.repairs(limit=10)]))
    assert len(answers[0][0]) > 3
    assert all(one == answers[0] for one in answers)


def interrupting(after: int) -> Callable[[FrameType, str, object], None]:
    """Return a profiling hook that interrupts at the so-manieth call inside the ledger's room."""
    calls = itertools.count(1)

    def hook(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and "ledger" in frame.f_code.co_filename and next(calls) == after:
            sys.setprofile(None)
            raise KeyboardInterrupt

    return hook


def interrupted(after: int, call: Callable[[], Any]) -> Any:
    """Return what a call gives that is interrupted."""
    before = sys.getprofile()
    sys.setprofile(interrupting(after))
    try:
        return call()
    finally:
        sys.setprofile(before)


@pytest.mark.slow
def test_an_interruption_returns_what_was_found() -> None:
    """A keyboard interruption returns conflicts, and says that they are not all."""
    rows, _, _ = registers()
    book = ledger(*rows)
    assert not book.is_consistent()
    for after in (300, 9_000, 400_000):
        found = interrupted(after, book.conflicts)
        assert not found.complete
        assert all(conflict.certificate.verify() for conflict in found)
        assert found.complete_to < 2
    assert len(found) > 10, "what was found until then is given"
    assert book.conflicts().complete_to >= 2, "asked again, the search is whole"


def two_registers() -> list[dict[str, object]]:
    """Four years in two registers that differ in each, and a total that fits neither."""
    rows = [
        exactly(f"{name}{year}", f"{ALL}{year}", 1_000 + year + place)
        for place, name in enumerate("ab")
        for year in range(1930, 1934)
    ]
    return [*rows, claim("total", f"{ALL}1930/1933", 7_730, None)]


def test_repairs_that_take_too_long_to_count_are_listed_and_said_to_be_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each that is listed is a repair; that the others were not counted is said."""
    rows = [
        exactly(f"{name}{year}", f"{ALL}{year}", 1_000 + year + place)
        for place, name in enumerate("ab")
        for year in range(1930, 1934)
    ]
    book = ledger(*rows)
    assert book.repairs(limit=2).total == 16

    def too_long(*_: object) -> int:
        raise OutOfSteps

    monkeypatch.setattr("purgestats.ledger.conflicts.hitting_sets.Ways.number", too_long)
    found = ledger(*rows).repairs(limit=2)
    assert len(found) == 2
    assert not found.complete
    assert all(book.without(*one.claims).is_consistent() for one in found)


def test_repairs_and_bounds_interrupted_are_valid_and_say_what_they_are_not() -> None:
    """They come from some repair, proved by nothing; asked again they are as if never broken."""
    rows = two_registers()
    book = ledger(*rows)
    assert not book.is_consistent()
    hasty = interrupted(400, book.repairs)
    assert not hasty.complete
    assert book.without(*hasty[0].claims).is_consistent()
    book = ledger(*rows)
    assert not book.is_consistent()
    bounds = interrupted(400, book.bounds)
    assert bounds["certified"].all()
    again = book.bounds()
    assert again["tight"].all()
    assert (bounds["low"] <= again["low"]).all()
    assert (bounds["high"] >= again["high"]).all()
    assert book.repairs().complete


@pytest.mark.slow
def test_prices_and_conflicts_within_sources_interrupted_say_what_they_are_not() -> None:
    """No price cut short is called proved, and no list of a source's conflicts whole."""
    whole = ledger(*two_registers()).prices()
    assert whole["certified"].all()
    for after in (400, 900):
        book = ledger(*two_registers())
        assert not book.is_consistent()
        cut = interrupted(after, book.prices)
        assert not cut["certified"].all()
        proved = cut[cut["certified"]]
        pd.testing.assert_frame_equal(proved, whole.loc[proved.index])
        pd.testing.assert_frame_equal(book.prices(), whole)
        listed = interrupted(after, lambda book=book: book.conflicts(within="source"))
        assert (listed.complete, listed.complete_to) == (False, 0)
    for after in range(1, 9):
        # Before the first question is asked there may be no answer at all.
        with contextlib.suppress(KeyboardInterrupt):
            assert not interrupted(after, lambda: book.conflicts(within="source")).complete


@pytest.mark.slow
def test_what_is_made_of_several_searches_stops_with_the_first_that_is_interrupted() -> None:
    """A summary goes on with none of the others, says nothing of what was not found, and works."""
    claims = ledger(*two_registers()).claims
    whole = ps.reconcile(claims).summary()
    for after in (400, 2_000, 4_000):
        found = ps.reconcile(claims)
        with pytest.raises(KeyboardInterrupt):
            interrupted(after, found.summary)
        assert found.summary() == whole


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sensitivity", "balance"])
def test_what_has_no_half_answer_is_interrupted_with_none(name: str) -> None:
    """Leaving out, and balancing, either end or are broken off as any call is; then they work."""
    book = ledger(*two_registers())
    assert not book.is_consistent()
    with pytest.raises(KeyboardInterrupt):
        interrupted(50, getattr(book, name))
    assert len(getattr(book, name)().to_frame())

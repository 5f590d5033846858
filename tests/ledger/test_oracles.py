"""Known answers on conflicts, correction sets, error localisation and scale."""

from __future__ import annotations

import itertools
import math

import pandas as pd
from ledgers import assumption, claim, claims_table, vocabulary

import purgestats as ps

Sets = set[frozenset[str]]


def quantity(group: str, measure: str = "toll") -> str:
    """Return a quantity that lies in no other of its kind."""
    return f"{measure}|{group}|all|land|1937"


def conflict_sets(ledger: ps.Ledger) -> Sets:
    """Return each conflict as a set of ids."""
    return {frozenset(found.claims) | frozenset(found.assumptions) for found in ledger.conflicts()}


def hitting_sets(conflicts: Sets) -> Sets:
    """Return every minimal set that meets all conflicts."""
    everything = sorted(frozenset().union(*conflicts))
    found: Sets = set()
    for size in range(len(everything) + 1):
        for chosen in map(frozenset, itertools.combinations(everything, size)):
            if all(chosen & conflict for conflict in conflicts) and not any(
                known < chosen for known in found
            ):
                found.add(chosen)
    return found


def sets(*texts: str) -> Sets:
    """Return sets of one-letter names."""
    return {frozenset(text) for text in texts}


def three_unknowns() -> pd.DataFrame:
    """x1 >= 1, x1 <= 1/2, x2 >= x1, x2 <= 1/2, x3 >= x1, x3 <= 1/2; positive, so that bases are."""
    x1, x2, x3 = quantity("old"), quantity("old", "closed"), quantity("old", "heard")
    return claims_table(
        claim("1", x1, 1, None),
        claim("2", x1, None, 0.5),
        claim("3", x2, 1, None, of=x1, unit="multiple"),
        claim("4", x2, None, 0.5),
        claim("5", x3, 1, None, of=x1, unit="multiple"),
        claim("6", x3, None, 0.5),
    )


def test_three_unknowns_have_their_conflicts_and_correction_sets() -> None:
    """The six inequalities give three conflicts, and these the five minimal correction sets."""
    ledger = ps.Ledger(three_unknowns(), vocabulary=vocabulary(), assumptions=None)
    found = conflict_sets(ledger)
    assert found == sets("12", "134", "156")
    assert hitting_sets(found) == sets("1", "235", "236", "245", "246")


def test_weights_reach_every_correction_set() -> None:
    """The smallest set is the repair; with the first claim trusted, the other four are."""
    ledger = ps.Ledger(three_unknowns(), vocabulary=vocabulary(), assumptions=None)
    assert [repair.claims for repair in ledger.repairs()] == [("1",)]
    trusting = ledger.repairs(weights={"1": math.inf})
    assert {frozenset(repair.claims) for repair in trusting} == sets("235", "236", "245", "246")
    assert all(repair.cost == (3,) for repair in trusting)


def test_three_unknowns_with_assumptions_for_the_links() -> None:
    """With assumptions in place of links 3 and 5, zero bounds included, conflicts are the same."""
    x1, x2, x3 = quantity("old"), quantity("old", "closed"), quantity("old", "heard")
    claims = claims_table(
        claim("1", x1, 1, None),
        claim("2", x1, None, 0),
        claim("4", x2, None, 0),
        claim("6", x3, None, 0),
    )
    relations = pd.DataFrame(
        [
            assumption("3", "toll|*|*|*|*", "closed|*|*|*|*"),
            assumption("5", "toll|*|*|*|*", "heard|*|*|*|*"),
        ]
    )
    ledger = ps.Ledger(claims, vocabulary=vocabulary(), assumptions=relations)
    assert conflict_sets(ledger) == sets("12", "134", "156")
    trusting = ledger.repairs(weights={"1": math.inf})
    assert [set(repair.claims) for repair in trusting] == [{"2", "4", "6"}]


def test_a_greedy_union_would_miss_the_fourth() -> None:
    """X >= 16, x <= 10, y >= x, y <= 5: conflicts are {a, b} and {a, c, d}."""
    x, y = quantity("old"), quantity("old", "closed")
    claims = claims_table(
        claim("a", x, 16, None),
        claim("b", x, None, 10),
        claim("c", y, 1, None, of=x, unit="multiple"),
        claim("d", y, None, 5),
    )
    ledger = ps.Ledger(claims, vocabulary=vocabulary(), assumptions=None)
    assert conflict_sets(ledger) == sets("ab", "acd")


def test_large_numbers_conflict_like_small_ones() -> None:
    """160,000,000 against 100,000,000 is found as surely as 3 against 2, with its strain."""
    for low, high in ((160_000_000, 100_000_000), (3, 2)):
        claims = claims_table(
            claim("a", quantity("old"), low, None), claim("b", quantity("old"), None, high)
        )
        ledger = ps.Ledger(claims, vocabulary=vocabulary(), assumptions=None)
        (found,) = ledger.conflicts()
        assert set(found.claims) == {"a", "b"}
        assert math.isclose(found.strain, math.sqrt(low / high) - 1, abs_tol=2e-9)
        assert found.certificate.verify()


def test_a_share_that_leaves_its_whole_empty_is_found_beside_small_and_large_figures() -> None:
    """All are no four fifths of one part of them, whether these are seven or a million."""
    part, whole = quantity("sort-one"), quantity("all")
    claims = claims_table(
        claim("share", whole, None, 0.8, of=part, unit="share"),
        claim("few", whole, None, 7),
        claim("many", quantity("sort-two"), None, 1_000_000),
    )
    ledger = ps.Ledger(claims, vocabulary=vocabulary(), assumptions=None)
    (found,) = ledger.conflicts()
    assert found.claims == ("share",)
    assert math.isclose(found.strain, 0.25, abs_tol=2e-9)
    assert found.certificate.verify()


def test_the_strain_of_a_conflict_is_its_own_whatever_else_is_printed_of_its_quantities() -> None:
    """One where it ought to be 300 is no matter of rounding, though elsewhere 30 million stand."""
    part, whole = quantity("old", "toll-a"), quantity("all")
    claims = claims_table(
        claim("share", part, 0.3, 0.3, of=whole),
        claim("one", part, 1, 1),
        claim("thousand", whole, 1_000, None),
        claim("millions", whole, 3e7, 3e7),
    )
    found = ps.Ledger(claims, vocabulary=vocabulary(), assumptions=None).conflicts()
    strains = {frozenset(one.claims): one.strain for one in found}
    for third, gap in (("thousand", 300), ("millions", 9e6)):
        strain = strains[frozenset({"share", "one", third})]
        assert math.isclose(strain, gap ** (1 / 3) - 1, rel_tol=2e-9)


def test_figures_of_very_different_size_leave_the_solver_an_answer() -> None:
    """One, five times as many, thirty million and twice as many of a rest: all of them can hold."""
    part = quantity("sort-two")
    claims = claims_table(
        claim("all", quantity("all"), None, 5, of=part, unit="multiple"),
        claim("one", part, None, 1),
        claim("millions", quantity("sort-one"), None, 3e7),
        claim("some", quantity("all"), 1, None),
        claim("old", quantity("old"), 1.99, 2.01, of=quantity("sort-three"), unit="multiple"),
    )
    ledger = ps.Ledger(claims, vocabulary(*["yes"] * 4), assumptions=None)
    assert ledger.is_consistent()
    assert ledger.bounds(quantity("all")).iloc[0][["low", "high"]].tolist() == [1, 5]


def test_error_localisation_finds_both_smallest_sets() -> None:
    """The record of Fellegi and Holt's kind has exactly {P, C} and {T, N} to set aside.

    P >= -0.1 T says nothing here, as every quantity is at least 0, and T >= 0 neither.
    """
    total, profit, cost = (
        f"{measure}|old|all|land|1937" for measure in ("toll", "toll-a", "toll-b")
    )
    staff = quantity("old", "heard")
    claims = claims_table(
        claim("T", total, 100, 100),
        claim("P", profit, 40_000, 40_000),
        claim("C", cost, 60_000, 60_000),
        claim("N", staff, 5, 5),
        claim("half", profit, None, 0.5, of=total),
        claim("each", total, None, 550, of=staff, unit="multiple"),
    )
    ledger = ps.Ledger(claims, vocabulary=vocabulary(manner="yes"), assumptions=None)
    trusted = {"half": math.inf, "each": math.inf}
    found = ledger.repairs(weights=trusted)
    assert {frozenset(repair.claims) for repair in found} == sets("PC", "TN")
    assert found.complete
    assert all(repair.cost == (2,) for repair in found)

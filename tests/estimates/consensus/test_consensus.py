"""Consensus counts, for every value, the origins that state it and those that merely allow it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbered_claims import QUANTITY, table

import purgestats as ps

CLAIM = st.tuples(
    st.one_of(st.none(), st.integers(0, 8)),
    st.integers(0, 4),
    st.sampled_from("abc"),
    st.sampled_from(["", "none", "c0", "c1"]),
    st.sampled_from(["1937", "1938"]),
)
VALUES = np.arange(-1, 14) / 1.0
BETWEEN = np.concatenate([VALUES, VALUES + 0.5])


def made(rows):
    """Return claims with whole ends, some one-sided, on two quantities, from three sources."""
    values = [(low, None, None if low is None else low + width) for low, width, *_ in rows]
    values = [(None, None, 5) if low is None else (low, None, high) for low, _, high in values]
    frame = table(values)
    for place, name in ((2, "source"), (3, "derived_from"), (4, "period")):
        frame[name] = [row[place] for row in rows]
    frame.loc[frame["derived_from"] == frame["claim_id"], "derived_from"] = ""
    return frame


def counted(claims, found, values, only_stated):
    """Count by hand the origins found that state or allow each value, those known and all."""
    ends = claims.set_index("claim_id")[["low", "high"]].T.to_dict("list")
    if only_stated:
        # Not a number in either end, or no best value and ten times the lowest or more: not stated.
        ends = {one: (low, high) for one, (low, high) in ends.items() if high < 10 * low}
    counts = []
    for value in values:
        holds = {one for one, (low, high) in ends.items() if not (low > value or high < value)}
        pairs = zip(found.groups, found.known, strict=True)
        known = [own for group, own in pairs if holds & {*group}]
        counts.append((max(sum(known), 1) if known else 0, len(known)))
    return counts


KINDS = ["stated_at_least", "stated_at_most", "allowed_at_least", "allowed_at_most"]


def stretch(support, value):
    """Return the support that the stretches of a table give at a value."""
    found = [
        tuple(row[name] for name in KINDS)
        for row in support
        if (row["low"] < value or (row["low"] == value and row["with_low"]))
        and (row["high"] > value or (row["high"] == value and row["with_high"]))
    ]
    assert len(found) <= 1
    return found[0] if found else (0, 0, 0, 0)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 6 // 5)
@given(st.lists(CLAIM, min_size=1, max_size=6))
def test_support_is_what_counting_by_hand_gives(rows):
    """At every whole and half value, within .at, .support and .intervals."""
    claims = made(rows)
    for period, own in claims.groupby("period"):
        # Copies of claims on the other quantity are followed there only in the whole table.
        found = ps.consensus(own.reset_index(drop=True), f"executions|all|all|ussr|{period}")
        values = BETWEEN[BETWEEN >= 0]
        origins = ps.origins(own)
        stated, allowed = (counted(own, origins, values, only) for only in (True, False))
        expected = [one + other for one, other in zip(stated, allowed, strict=True)]
        assert list(found.at(values)[KINDS].itertuples(index=False)) == expected
        support, best = found.support.to_dict("records"), found.intervals.to_dict("records")
        assert [stretch(support, value) for value in values] == expected
        most = max(count for _, count in stated)
        assert {row["at_most"] for row in best} == ({most} if most else set())
        for value, (_, count) in zip(values, stated, strict=True):
            inside = any(row["low"] <= value <= row["high"] for row in best)
            assert inside == (count == most > 0)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(CLAIM, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_many_quantities_are_one_by_one(rows, random):
    """A shuffled table, and each quantity alone, give the rows of the whole."""
    claims = made(rows)
    found = ps.consensus(claims)
    whole = found.to_frame()
    order = random.sample(range(len(claims)), len(claims))
    pd.testing.assert_frame_equal(ps.consensus(claims.iloc[order]).to_frame(), whole)
    alone = [ps.consensus(claims, name).to_frame() for name in found.quantities]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), whole)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), min_size=1, max_size=8))
def test_bare_intervals_are_each_an_origin(ends):
    """Two arrays, rows of an array, and a table of low and high give the same answer."""
    low = np.array([one for one, _ in ends], dtype=float)
    high = low + np.array([width for _, width in ends])
    counts = [int(((low <= value) & (value <= high)).sum()) for value in BETWEEN]
    tables = ((low, high), np.c_[low, high], pd.DataFrame({"low": low, "high": high}))
    for given_as in tables:
        found = ps.consensus(given_as)
        assert found.at(BETWEEN)["stated_at_most"].tolist() == counts
        assert found.intervals["at_most"].iloc[0] == max(
            int(((low <= value) & (value <= high)).sum()) for value in low
        )


def test_scale_equivariance():
    """A thousand times the figures have a thousand times the best-stated interval."""
    low, high = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0])
    one = ps.consensus((low, high)).intervals[["low", "high"]]
    many = ps.consensus((1000 * low, 1000 * high)).intervals[["low", "high"]]
    pd.testing.assert_frame_equal(1000 * one, many)


@pytest.mark.parametrize(
    ("columns", "bounds"),
    [
        ({}, (3, 3)),
        ({"derived_from": ["none", "c0", "c1"]}, (1, 1)),
        ({"derived_from": "", "claimant": ["x", "y", "z"]}, (1, 3)),
        ({"derived_from": ["none", "", "none"], "claimant": ["x", "y", "z"]}, (2, 3)),
        ({"source": "one book", "claimant": "x"}, (1, 1)),
        ({"source": "one book", "claimant": ["x", "y", "z"]}, (3, 3)),
        ({"derived_from": "", "claimant": ["x", "y", "x"]}, (1, 2)),
        ({"derived_from": ["none", "none", "c0;c1"]}, (2, 2)),
        ({"derived_from": ["p;q", "p;q", "p;q"]}, (1, 1)),
    ],
)
def test_copies_repetitions_and_unknown_origins(columns, bounds):
    """Copies collapse, an author counts once, the unknown is bounded, a sum adds no count."""
    claims = table([(1, 2, 3), (2, 2, 4), (2, 2, 2)], **columns)
    found = ps.consensus(claims, QUANTITY)
    assert tuple(found.origins[["at_least", "at_most"]].iloc[0]) == bounds
    assert tuple(found.at([2])[KINDS[:2]].iloc[0]) == bounds
    assert found.intervals["share"].tolist() == [1]


def test_a_repetition_with_a_gap_allows_no_value_between():
    """What one source says twice unites only where its figures meet."""
    claims = table([(1, None, 2), (2, None, 3), (6, None, 7)], source="one book", claimant="x")
    support = ps.consensus(claims).support
    ends = support[["low", "high", "stated_at_most"]].values.tolist()
    assert ends == [[1, 3, 1], [6, 7, 1]]


def test_one_sided_and_vague_claims_allow_and_do_not_state():
    """Without a range nobody states a value; without bounds a claim says nothing."""
    claims = table([(5, None, None), (7, None, 70), (None, 6, None)])
    found = ps.consensus(claims)
    assert found.intervals.empty
    assert found.at([6, 8])["allowed_at_most"].tolist() == [1, 2]
    assert found.at([6, 8])["stated_at_most"].tolist() == [0, 0]
    assert found.left_out["reason"].tolist() == ["it sets no bound"]
    assert "only one-sided or vague figures" in str(found)


def test_executions_of_1937_and_1938_are_stated_once_by_each_author():
    """Conquest's three books are one origin; 680,692 is the same count a digit off, and ties."""
    found = ps.consensus(ps.load(), QUANTITY)
    best = found.intervals[["low", "high"]].values.tolist()
    assert best == [[680_692, 680_692], [681_692, 681_692]]
    conquest = ps.load().query("claimant == 'conquest' and measure == 'executions'")
    assert ps.origins(conquest[conquest["period"] == "1937/1938"]).at_most == 1


@pytest.mark.slow
def test_every_screen_counts_the_same_origins():
    """Consensus, comparisons, pools of every kind and ps.origins, on the record."""
    claims = ps.load()
    columns = ["quantity", "at_least", "at_most"]
    counts = ps.consensus(claims).origins[columns]
    for method in ("linear", "random-effects"):
        pd.testing.assert_frame_equal(ps.pool(claims, method=method).to_frame()[columns], counts)
    entered = claims[claims["stance"].isin(["asserts", "reports"])]
    entered = entered[entered["low"].notna() | entered["high"].notna()]
    for name in ("executions|all|all|ussr|1937/1938", "arrests|all|all|ussr|1937/1938"):
        measure, *_, period = name.split("|")
        on_it = entered.query(
            f"measure == '{measure}' and group == 'all' and operation == 'all' "
            f"and place == 'ussr' and period == '{period}'"
        )
        row = counts[counts["quantity"] == name].iloc[0]
        found = ps.origins(on_it)
        assert (found.at_least, found.at_most) == (row["at_least"], row["at_most"])
        compared = ps.compare(claims, name).origins
        assert (compared.at_least, compared.at_most) == (row["at_least"], row["at_most"])


def test_only_counts_that_are_asserted_or_reported_enter():
    """Shares, surveyed and rejected figures are left out and named with the reason."""
    claims = table(
        [(1, 2, 3)] * 4,
        stance=["asserts", "surveys", "rejects", "reports"],
        unit=["persons", "persons", "persons", "share"],
        of_group=["", "", "", "poles"],
    )
    found = ps.consensus(claims)
    assert found.origins["claims"].tolist() == [1]
    assert found.left_out["claim_id"].tolist() == ["c1", "c2", "c3"]
    assert found.left_out["reason"].nunique() == 3


def test_a_reading_is_applied_and_named():
    """700,000 and 681,692 share no value to the person, and do with room for rounding."""
    claims = ps.load("executions")
    chosen = claims[claims["claim_id"].isin(["official-executions", "kuhr-executions"])]
    strict = ps.consensus(chosen, reading="strict")
    assert len(strict.intervals) == 2
    assert "reading: strict" in str(strict)
    assert ps.consensus(chosen).intervals["low"].tolist() == [681692]


def test_printed_figures_alone_are_enough():
    """A table without numbers is completed from the phrases."""
    few = pd.DataFrame(
        {
            "claim_id": ["a", "b"],
            "measure": "arrests",
            "as_printed": ["1 to 5", "about 4"],
            "claimant": ["x", "y"],
            "source": ["s", "t"],
        }
    )
    assert ps.consensus(few).intervals[["low", "high"]].values.tolist() == [[3.6, 4.4]]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([(3, 2, 1)], "low is above high"),
        ([(1, 5, 3)], "best lies outside"),
        ([(-1, 0, 3)], "at least 0"),
        ([(math.inf, None, math.inf)], "not a plain number"),
    ],
)
def test_impossible_rows_are_all_named(values, message):
    """Every fault at once, with line, column and claim."""
    with pytest.raises(ps.ClaimErrors, match=message) as caught:
        ps.consensus(table([*values, (1, 2, 3), *values]))
    assert {error.line for error in caught.value.errors} == {2, 4}
    assert {error.claim_id for error in caught.value.errors} == {"c0", "c2"}


def test_a_duplicate_id_is_refused():
    """Two rows of one name cannot be told apart."""
    with pytest.raises(ps.ClaimErrors, match="each is unique"):
        ps.consensus(table([(1, 2, 3), (1, 2, 3)], claim_id="same"))


def test_no_claim_on_the_quantity():
    """The error names the nearest quantity, or why its claims do not enter."""
    with pytest.raises(ps.UnknownQuantity, match=r"nearest: executions\|all"):
        ps.consensus(table([(1, 2, 3)]), "execution|all|all|ussr|1937/1938")
    with pytest.raises(ps.UnknownQuantity, match=r"c0 .the text rejects it"):
        ps.consensus(table([(1, 2, 3)], stance="rejects"), QUANTITY)


@pytest.mark.parametrize("wrong", [3, ([1, 2], [3]), [[1, 2, 3]], "text", ([], [])])
def test_what_is_no_interval_is_refused(wrong):
    """A clear error rather than a broadcast."""
    with pytest.raises(ps.PurgestatsError, match=r"arrays|length|no interval"):
        ps.consensus(wrong)


def test_bare_intervals_upside_down_are_named():
    """Rows are counted from 2, as in a table with a header."""
    with pytest.raises(ps.ClaimErrors, match="line 3, column low"):
        ps.consensus(([1, 5], [2, 4]))


def test_support_at_values_needs_one_quantity():
    """Among several the error says how to ask for one."""
    claims = table([(1, 2, 3), (1, 2, 3)], period=["1937", "1938"])
    with pytest.raises(ps.InvalidChoice, match="ask for one"):
        ps.consensus(claims).at([1])


def test_periods_are_compared_by_their_days():
    """Two spellings of a period are one quantity."""
    claims = table([(1, 2, 3), (2, 2, 4)], period=["1937/1938", "1937-01-01/1938-12-31"])
    assert ps.consensus(claims, QUANTITY).origins["claims"].tolist() == [2]
    assert len(ps.consensus(claims).quantities) == 1


def test_what_is_shown_is_escaped():
    """A quantity that is markup in disguise reaches the page as text."""
    mine = {"places": pd.DataFrame({"term": ["<b>"]})}
    html = ps.consensus(table([(1, 2, 3)], place="<b>"), vocabulary=mine)._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_the_table_given_is_not_changed():
    """Neither its columns nor its values."""
    claims = table([(1, 2, 3)]).drop(columns=["stance", "best"])
    before = claims.copy()
    ps.consensus(claims)
    pd.testing.assert_frame_equal(claims, before)

"""Pairs of claims are told apart by how their values lie, the gap and the ratio."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purgestats as ps


def claims(*ranges):
    """Return claims on one quantity with the given printed figures."""
    return pd.DataFrame(
        [
            {
                "claim_id": f"c{place}",
                "measure": "arrests",
                "as_printed": text,
                "claimant": "me",
                "source": f"s{place}",
            }
            for place, text in enumerate(ranges)
        ]
    )


@pytest.mark.parametrize(
    ("one", "other", "relation", "gap", "ratio"),
    [
        ("1 to 5", "1 to 5", "equal", 0, 1),
        ("1 to 9", "3 to 5", "nested", 0, 1),
        ("1 to 5", "3 to 9", "overlapping", 0, 1),
        ("1 to 5", "5 to 9", "touching", 0, 1),
        ("1 to 5", "10 to 20", "apart", 5, 2),
        ("at least 10", "up to 5", "apart", 5, 2),
        ("at least 10", "12 to 20", "nested", 0, 1),
    ],
)
def test_each_relation_is_told(one, other, relation, gap, ratio):
    """Relation, gap and ratio are the same whichever claim comes first."""
    for pair in ((one, other), (other, one)):
        found = ps.compare(claims(*pair)).pairs[0]
        assert (found.relation, found.gap, found.ratio) == (relation, gap, ratio)


def test_a_quantity_without_claims_is_answered_with_the_nearest():
    """A misspelt quantity names one that has claims."""
    with pytest.raises(ps.UnknownQuantity, match="arrests"):
        ps.compare(claims("1", "2"), "arrest|all|all|ussr|1937/1938")


def test_rejected_figures_are_compared_with_their_stance():
    """Comparing takes in what the text rejects, and says so."""
    frame = ps.compare(ps.load("executions"), "executions|all|all|ussr|1937/1938").to_frame()
    assert "rejects" in set(frame["second_stance"]) | set(frame["first_stance"])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 6)), min_size=2, max_size=4))
def test_every_relation_is_what_the_values_show(ends):
    """Against a reckoning over every whole number: shared values, gaps, and who contains whom."""
    ranges = [(low, low + width) for low, width in ends]
    found = ps.compare(claims(*(f"{low} to {high}" for low, high in ranges)))
    assert len(found.pairs) == len(ranges) * (len(ranges) - 1) // 2
    for pair in found.pairs:
        (a, b), (c, d) = (ranges[int(name[1:])] for name in (pair.first, pair.second))
        shared = set(range(2 * a, 2 * b + 1)) & set(range(2 * c, 2 * d + 1))
        one, other = set(range(2 * a, 2 * b + 1)), set(range(2 * c, 2 * d + 1))
        if not shared:
            expected = "apart"
        elif one == other:
            expected = "equal"
        elif one <= other or other <= one:
            expected = "nested"
        else:
            expected = "touching" if len(shared) == 1 else "overlapping"
        assert pair.relation == expected
        gap = max(0, max(a, c) - min(b, d))
        assert pair.gap == gap
        assert pair.ratio == (max(a, c) / min(b, d) if gap else 1)


def test_only_counts_of_the_quantity_are_compared():
    """Shares of it, and other quantities, are left aside."""
    table = pd.concat([claims("1", "2"), claims("40 percent").assign(claim_id="s", of_group="all")])
    table["group"] = ["poles"] * 3
    found = ps.compare(table, "arrests|poles|all|ussr|1937-01/1938-12")
    assert found.claims["claim_id"].tolist() == ["c0", "c1"]


def test_stances_may_be_chosen():
    """Only what is asserted or reported, on request."""
    quantity = "executions|all|all|ussr|1937/1938"
    few = ps.compare(ps.load("executions"), quantity, stances=("asserts", "reports"))
    assert set(few.claims["stance"]) == {"asserts", "reports"}
    assert len(few.claims) < len(ps.compare(ps.load("executions"), quantity).claims)


def test_the_reading_decides_what_overlaps():
    """Two round numbers are apart as printed to the person and overlap with room for rounding."""
    pair = claims("700,000", "681,692")
    assert ps.compare(pair, reading="strict").pairs[0].relation == "apart"
    assert ps.compare(pair, reading="printed").pairs[0].relation == "nested"
    assert "reading: strict" in str(ps.compare(pair, reading="strict"))


def test_what_is_shown_is_escaped():
    """A claim id that is markup in disguise reaches the page as text."""
    table = claims("1", "2").assign(claimant="<script>")
    html = ps.compare(table)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_several_quantities_need_a_name():
    """Without one the error says how many there are."""
    table = claims("1", "2")
    table["period"] = ["1937", "1938"]
    with pytest.raises(ps.UnknownQuantity, match="2 quantities"):
        ps.compare(table)

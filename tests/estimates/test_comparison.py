"""Pairs of claims are told apart by how their values lie, the gap and the ratio."""

from __future__ import annotations

import pandas as pd
import pytest

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

"""Over-representation is a quotient of two shares, with the number of persons beside it."""

from __future__ import annotations

import math

import pytest

import purgestats as ps

ARTICLE = ps.load().query("source == 'wikipedia-great-purge'")


def risks():
    """Return what our data give, by the ids of the two shares."""
    found = ps.relative_risk(ARTICLE).to_frame()
    return found.set_index(["numerator", "denominator"])


def test_shares_of_one_group_are_divided():
    """Lowest by highest to highest by lowest."""
    row = risks().loc[("poles-share-of-killed", "poles-share-of-population")]
    assert (row["low"], row["high"]) == (pytest.approx(24.8), pytest.approx(42))
    assert row["low"] <= row["likely_low"] <= row["likely_high"] <= row["high"]


def test_a_share_without_a_lowest_value_gives_no_highest_ratio():
    """Less than half a percent of the population may be next to nothing."""
    row = risks().loc[("snyder-poles-share-of-executed", "snyder-poles-share-of-population")]
    assert row["high"] == math.inf
    assert math.isnan(row["likely_high"])


@pytest.mark.slow
def test_persons_stand_beside_the_ratio():
    """The share of the counts of everyone where no count of the group is given; else missing."""
    row = risks().loc[("snyder-poles-share-of-executed", "poles-share-of-population")]
    assert row["persons_low"] == pytest.approx(0.124 * 100_000)
    assert "official-executions" in row["persons_claims"]
    none = risks().loc[("minorities-share-of-victims", "minorities-share-of-population")]
    assert math.isnan(none["persons_low"])
    assert "number of persons not given" in str(ps.relative_risk(ARTICLE))


def test_counts_of_the_very_scope_come_first():
    """A count of the group itself is taken as it is."""
    claims = ARTICLE
    share = claims[claims["claim_id"] == "snyder-poles-share-of-executed"]
    count = share.assign(
        claim_id="mine", as_printed="85,000 to 95,000", unit="", low=math.nan, high=math.nan
    ).assign(best=math.nan, of_group="")
    lookup = ps.validate(count)
    population = claims[claims["claim_id"] == "poles-share-of-population"]
    row = ps.relative_risk(share, population, claims=lookup).to_frame().iloc[0]
    assert (row["persons_low"], row["persons_high"]) == (85_000, 95_000)
    assert row["persons_claims"] == "mine"


def test_phrases_and_numbers_will_do():
    """With the persons given by hand."""
    found = ps.relative_risk("12.5 percent", 0.004, persons="111,091")
    assert found.low == pytest.approx(31)
    assert "111,091 persons" in str(found)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ps.relative_risk(3, 0.1), ps.NotEstimable, "at most 1"),
        (lambda: ps.relative_risk("40,000", 0.1), ps.InvalidChoice, "a share such as"),
        (lambda: ps.relative_risk("4 percent", 0), ps.NotEstimable, "divided by 0"),
        (
            lambda: ps.relative_risk(ARTICLE[ARTICLE["measure"] == "arrests"]),
            ps.UnknownQuantity,
            "share",
        ),
    ],
)
def test_what_is_no_share_is_refused(call, error, message):
    """Counts, multiples of the whole, and an empty population."""
    with pytest.raises(error, match=message):
        call()

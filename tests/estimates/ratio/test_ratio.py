"""A ratio must lie where interval arithmetic says, and simulation stays within that."""

from __future__ import annotations

import math
import warnings

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbered_claims import table

import purgestats as ps

ENDS = st.tuples(st.integers(1, 50), st.integers(0, 30), st.integers(0, 30))
POLISH = [f"{measure}|all|polish-operation|ussr|1937/1938" for measure in ("executions", "arrests")]


ARTICLE = ps.load().query("source == 'wikipedia-great-purge'")


def single(low, up, more):
    """Return one claim."""
    return table([(low, low + up, low + up + more)])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 5)
@given(ENDS, ENDS)
def test_what_must_hold_holds_at_every_corner(above, below):
    """The four quotients of ends span the interval, and the simulation lies within it."""
    found = ps.ratio(single(*above), single(*below), draws=200).to_frame().iloc[0]
    tops, bottoms = ((one[0], sum(one)) for one in (above, below))
    quotients = [top / bottom for top in tops for bottom in bottoms]
    assert found["low"] == pytest.approx(min(quotients))
    assert found["high"] == pytest.approx(max(quotients))
    likely = found[["likely_low", "likely_middle", "likely_high"]].tolist()
    assert likely == sorted(likely)
    assert found["low"] <= likely[0] * (1 + 1e-12)
    assert likely[2] <= found["high"] * (1 + 1e-12)


def test_the_simulation_is_that_of_two_lognormals():
    """The logarithm of their ratio is normal, with the sum of their variances."""
    claim = table([(90, 100, 1000 / 9)])
    found = ps.ratio(claim, claim, draws=200_000).to_frame().iloc[0]
    reach = math.log(100 / 90) * math.sqrt(2)
    assert found["likely_middle"] == pytest.approx(1, abs=0.002)
    assert math.log(found["likely_high"]) == pytest.approx(reach, rel=0.01)
    assert math.log(found["likely_low"]) == pytest.approx(-reach, rel=0.01)


@pytest.mark.slow
def test_the_seed_decides_and_pairs_do_not_disturb_each_other():
    """The same twice, another with another seed, and the same beside other pairs."""
    above, below = table([(10, 20, 40), (1, 2, 9)]), table([(50, 60, 80)])
    likely = ["likely_low", "likely_middle", "likely_high"]
    whole = ps.ratio(above, below).to_frame()[likely]
    pd.testing.assert_frame_equal(ps.ratio(above, below).to_frame()[likely], whole)
    alone = ps.ratio(above.iloc[[1]], below).to_frame()[likely]
    assert alone.values.tolist() == whole.iloc[[1]].values.tolist()
    assert not ps.ratio(above, below, seed=1).to_frame()[likely].equals(whole)


def test_rates_by_operation_are_paired_by_scope():
    """Executed over arrested in each operation, with persons beside; others have no partner."""
    claims = ARTICLE
    chosen = claims[claims["operation"].isin(["polish-operation", "kulak-operation"])]
    found = ps.ratio(
        chosen[chosen["measure"] == "executions"], chosen[chosen["measure"] == "arrests"]
    )
    frame = found.to_frame()
    assert frame["best"].round(4).tolist() == [0.5616, 0.7725]
    assert frame["numerator_low"].tolist() == [376_202, 111_091]
    assert found.unmatched["claim_id"].tolist() == ["snyder-polish-operation-poles"]


def test_quantities_are_looked_up_in_our_data_or_in_a_table():
    """By name alone, or in the table given."""
    assert ps.ratio(*POLISH, ARTICLE).low == pytest.approx(111_091 / 143_810)
    assert "polish-operation-executions" in ps.ratio(*POLISH).to_frame()["numerator"].tolist()
    mine = table([(1, 2, 3), (4, 5, 6)], measure=["executions", "arrests"])
    names = [f"{one}|all|all|ussr|1937/1938" for one in ("executions", "arrests")]
    assert ps.ratio(*names, mine).high == 3 / 4
    with pytest.raises(ps.UnknownQuantity):
        ps.ratio(*POLISH, mine)


@pytest.mark.parametrize(
    ("above", "below", "low", "high"),
    [
        ("about 40,000", 100_000, 0.36, 0.44),
        ("at least 10", "20", 0.5, math.inf),
        ("up to 10", "20", 0, 0.5),
        ("10", "at least 20", 0, 0.5),
        ("10", "up to 20", 0.5, math.inf),
        (0, "up to 20", 0, 0),
    ],
)
def test_phrases_numbers_and_missing_ends(above, below, low, high):
    """One-sided figures give a one-sided ratio and no simulation."""
    found = ps.ratio(above, below).to_frame().iloc[0]
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))
    one_sided = any("to" in str(one) or "least" in str(one) for one in (above, below))
    assert math.isnan(found["likely_low"]) == one_sided


def test_a_part_is_no_more_than_the_whole():
    """Only on request: who was shot in a year may have been arrested before."""
    assert ps.ratio("90 to 120", 100).high == 1.2
    assert ps.ratio("90 to 120", 100, part_of_whole=True).high == 1
    with pytest.raises(ps.NotEstimable, match="500 of 100"):
        ps.ratio(500, 100, part_of_whole=True)


def test_a_quotient_beyond_all_numbers_is_told_without_a_warning():
    """Neither numpy's warnings nor "inf" reach the screen; a range from 0 has no likely value."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "inf" not in str(ps.ratio(1e300, 1e-300))
        from_nothing = ps.ratio("0 to 3", 1).to_frame().iloc[0]
    assert (from_nothing["low"], from_nothing["high"]) == (0, 3)
    assert math.isnan(from_nothing["likely_middle"])


def test_nothing_divided_by_something_is_nothing_and_not_at_most_nothing():
    """One value is told as one; of what is likely the sentence says where it stands."""
    told = str(ps.ratio("0", "about 1,000"))
    assert told.startswith("0 / about 1,000: 0; 0 of 900 to 1,100")
    assert "likely, in .to_frame(): 5, 50, 95 % quantiles" in told
    assert ": at most 0.275; " in str(ps.ratio("about 1,000", "at least 4,000"))


def test_a_row_and_a_figure_will_do():
    """One row of a claims table, and a figure that was read."""
    row = ps.load().set_index("claim_id", drop=False).loc["polish-operation-executions"]
    assert ps.ratio(row, ps.read_figure("143,810", exact=True)).low == pytest.approx(
        111_091 / 143_810
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ps.ratio("12.5 percent", 3), ps.InvalidChoice, "'12.5 percent' is a share"),
        (lambda: ps.ratio(3, 0), ps.NotEstimable, "divided by 0: 0"),
        (lambda: ps.ratio(-3, 1), ps.NotEstimable, "numerator: -3"),
        (lambda: ps.ratio(None, 1), ps.InvalidChoice, "not NoneType"),
        (lambda: ps.ratio(3, 1, draws=3), ps.InvalidChoice, "draws"),
        (lambda: ps.ratio(3, 1, seed=-1), ps.InvalidChoice, "seed"),
        (lambda: ps.ratio(3, 1, family="x"), ps.InvalidChoice, "family"),
        (
            lambda: ps.ratio(table([(0.1, 0.2, 0.3)], unit="share", of_group="poles"), 3),
            ps.InvalidChoice,
            "c0 .a share or multiple is no count",
        ),
        (
            lambda: ps.ratio(table([(1, 2, 3)]), table([(1, 2, 3)]), on=("years",)),
            ps.InvalidChoice,
            "'years'",
        ),
        (
            lambda: ps.ratio(
                table([(1, 2, 3)] * 2, period=["1937", "1938"]),
                table([(1, 2, 3)] * 2, period=["1935", "1936"]),
            ),
            ps.UnknownQuantity,
            "no claim above agrees with one below",
        ),
    ],
)
def test_what_cannot_be_divided_is_refused(call, error, message):
    """With the claims and what to do."""
    with pytest.raises(error, match=message):
        call()


def test_what_is_shown_is_escaped_and_tells_its_assumptions():
    """Assumptions, seed and persons are in the repr; markup is text."""
    found = ps.ratio(table([(1, 2, 3)], claimant="<b>"), 10)
    assert "<b>" not in found._repr_html_()
    assert "seed 0" in repr(found)
    assert "1 to 3 of 10" in repr(found)

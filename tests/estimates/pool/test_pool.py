"""Pooling says what it assumes, weighs origins equally, and declines where it has no ground."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numbered_claims import QUANTITY, table

import purgestats as ps
from purgestats.estimates.pool.distributions import FAMILIES
from purgestats.estimates.pool.methods import METHODS

POOLS = METHODS[:3]
NUMBERS = ["low", "best", "high"]
CLAIM = st.tuples(
    st.integers(1, 50),
    st.integers(1, 30),
    st.integers(1, 30),
    st.booleans(),
    st.sampled_from(["none", "c0", ""]),
    st.sampled_from("abc"),
)


def made(rows):
    """Return claims with two ends, some without a best value, some copies, from three sources."""
    values = [
        (low, low + up if best else None, low + up + more) for low, up, more, best, *_ in rows
    ]
    frame = table(values)
    frame["derived_from"] = [row[4] for row in rows]
    frame["source"] = [row[5] for row in rows]
    return frame


def pooled(claims, method="linear", **choices):
    """Return the numbers of the pooled quantities."""
    frame = ps.pool(claims, method=method, **choices).to_frame()
    return frame.loc[frame["note"] == "", ["low", "best", "high"]].to_numpy()


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(CLAIM, min_size=2, max_size=5),
    st.sampled_from(POOLS),
    st.sampled_from(["normal", "log-normal", "uniform", "pert"]),
)
def test_pooled_bounds_lie_inside_the_hull(rows, method, family):
    """Low <= best <= high, none of them beyond the lowest low and the highest high."""
    claims = made(rows)
    try:
        found = pooled(claims, method, family=family)
    except ps.NotEstimable:
        return
    for low, best, high in found:
        assert claims["low"].min() <= low <= best <= high <= claims["high"].max()


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(CLAIM, min_size=2, max_size=5),
    st.sampled_from(METHODS),
    st.randoms(use_true_random=False),
)
def test_scale_and_order(rows, method, random):
    """A thousand times the figures give a thousand times the answer, in whatever order."""
    claims = made(rows)
    found = pooled(claims, method)
    scaled = claims.assign(**{name: 1000 * claims[name] for name in NUMBERS})
    assert pooled(scaled, method) == pytest.approx(1000 * found, rel=1e-6)
    order = random.sample(range(len(claims)), len(claims))
    assert pooled(claims.iloc[order], method) == pytest.approx(found, rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_many_quantities_are_pooled_as_each_alone(method):
    """One call on a table gives the rows of as many calls."""
    values = [(10, 20, 40), (15, 25, 30), (100, 110, 150), (90, 120, 130), (90, 95, 99)]
    periods = ["1937", "1937", "1938", "1938", "1938"]
    claims = table(values, period=periods)
    whole = ps.pool(claims, method=method).to_frame()
    alone = [ps.pool(claims, one, method).to_frame() for one in whole["quantity"]]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), whole)


@pytest.mark.parametrize("method", POOLS)
@pytest.mark.parametrize("family", FAMILIES)
def test_copies_share_the_weight_of_their_origin(method, family):
    """Nine copies of a figure change nothing."""
    one = table([(10, 20, 40), (15, 25, 30)])
    copies = table(
        [(10, 20, 40), (15, 25, 30), *[(10, 20, 40)] * 9],
        derived_from=["none", "none", *["c0"] * 9],
    )
    assert pooled(copies, method, family=family) == pytest.approx(
        pooled(one, method, family=family), rel=1e-9
    )
    assert ps.pool(copies).claims["weight"].round(9).tolist() == [0.05, 0.5, *[0.05] * 9]


def test_random_effects_leave_out_repetitions_and_allow_for_dependence():
    """A copy with the same numbers goes; another figure of the same origin widens the errors."""
    one = table([(10, 20, 40), (15, 25, 30), (30, 35, 45)])
    again = table(
        [(10, 20, 40), (15, 25, 30), (30, 35, 45), (10, 20, 40)],
        derived_from=["none", "none", "none", "c0"],
    )
    assert pooled(again, "random-effects") == pytest.approx(pooled(one, "random-effects"))
    found = ps.pool(again, method="random-effects")
    assert found.left_out["reason"].tolist() == ["it repeats another claim of its origin"]
    other = again.assign(high=[40, 30, 45, 41])
    told = str(ps.pool(other, method="random-effects"))
    assert "cluster-robust" in told
    assert "Knapp and Hartung" in str(found)


def test_random_effects_are_a_meta_analysis_of_logarithms():
    """With 2.5, 50 and 97.5 percent, width over 2 x 1.96 is the standard error."""
    from purgestats.estimates.pool.random_effects import Effects, meta_analysis

    y, v = np.array([3.0, 3.4, 3.9]), np.array([0.01, 0.04, 0.02])
    reach = 1.959963984540054 * np.sqrt(v)
    claims = table([*zip(np.exp(y - reach), np.exp(y), np.exp(y + reach), strict=True)])
    found = ps.pool(
        claims, method="random-effects", probabilities=(0.025, 0.5, 0.975), errors="wald"
    ).to_frame()
    peer = meta_analysis(Effects(y, v, np.array([0])), "REML")
    for name in ("estimate", "se", "tau2", "i2", "q"):
        assert found[name].iloc[0] == pytest.approx(getattr(peer, name)[0])
    ends = ["low", "best", "high", "prediction_low", "prediction_high"]
    logs = [peer.low, peer.estimate, peer.high, peer.prediction_low, peer.prediction_high]
    assert found[ends].iloc[0].tolist() == pytest.approx([float(np.exp(one[0])) for one in logs])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "columns", [{"derived_from": ["none", "c0", "c1"]}, {"source": "one book"}]
)
def test_fewer_than_two_independent_counts_are_not_pooled(method, columns):
    """The answer says so instead, without a number."""
    claims = table([(10, 20, 40), (15, 25, 30), (11, 12, 13)], **columns)
    found = ps.pool(claims, QUANTITY, method)
    row = found.to_frame().iloc[0]
    assert row[NUMBERS].isna().all()
    assert row["note"] == "fewer than two independent counts stand behind it"
    assert "not pooled" in repr(found)
    assert "from 1 independent count" in repr(found)


def test_quantiles_of_nothing_pooled_are_none():
    """With one origin there is no row, and no error."""
    found = ps.pool(table([(1, 2, 3), (1, 2, 4)], source="one book")).quantiles([0.5])
    assert found.empty


def test_unknown_origins_are_pooled_and_told():
    """At least one, at most two: the assumption that they are two is on the face of the result."""
    found = ps.pool(table([(10, 20, 40), (15, 25, 30)], derived_from=""))
    assert "at least 1, at most 2 independent counts" in repr(found)
    assert "claims of unknown origin are taken to be independent counts" in found.assumptions


@pytest.mark.parametrize("method", METHODS)
def test_every_result_carries_its_assumptions(method):
    """Method, distribution and weights are in the repr and in HTML."""
    found = ps.pool(table([(10, None, 40), (15, 25, 30)]), method=method)
    for sentence in found.assumptions:
        assert sentence in repr(found)
    assert "1 of 2 claims have no best value: symmetric" in found.assumptions
    assert "<table" in found._repr_html_()


def test_screens_round_outward_to_the_coarsest_figure():
    """A pool of 700,000 and about a million is not shown to the person."""
    claims = table([(665_000, 700_000, 735_000), (900_000, 1_000_000, 1_100_000)])
    assert "660,000" not in str(ps.pool(claims))
    assert "600,000 to 1,100,000, middle 800,000" in str(ps.pool(claims))


def test_quantiles_of_the_pooled_distribution_can_be_had():
    """They rise with the probability; random effects have none."""
    claims = table([(10, 20, 40), (15, 25, 30)])
    found = ps.pool(claims).quantiles([0.01, 0.5, 0.99])
    assert (np.diff(found.iloc[0]) > 0).all()
    with pytest.raises(ps.InvalidChoice, match="to_frame"):
        ps.pool(claims, method="random-effects").quantiles([0.5])
    with pytest.raises(ps.InvalidChoice, match="between 0 and 1"):
        ps.pool(claims).quantiles([1.5])


@pytest.mark.parametrize(
    ("values", "choices", "message"),
    [
        ([(1, None, None), (None, None, 5)], {}, "c0, c1|one end only"),
        ([(0, 2, 3), (1, 2, 3)], {}, "c0: the lowest value is 0"),
        ([(0, 2, 3), (1, 2, 3)], {"method": "random-effects"}, "c0: the lowest value is 0"),
        ([(2, 2, 2), (1, 2, 3)], {"method": "log"}, "c0: they have no width"),
        (
            [(2, 2, 2), (1, 2, 3)],
            {"method": "random-effects", "tau2": "DL"},
            "c0: they have no width and so no variance; DL needs one",
        ),
        ([(2, 2, 2), (2, 2, 2)], {"method": "random-effects"}, "c0, c1: .*same number"),
        ([(2, 2, 2), (1, 2, 3)], {"method": "random-effects"}, "c0: .*all the weight"),
        (
            [(2, 2, 2), (1, 2, 3)],
            {"method": "random-effects", "tau2": "PM"},
            "c0: .*all the weight",
        ),
        ([(1, 2, 3), (4, 5, 6)], {"method": "log", "family": "pert"}, "c0, c1: no value"),
    ],
)
def test_a_method_that_does_not_apply_names_the_claims(values, choices, message):
    """An error for the one quantity; among several a note, and the others are pooled."""
    with pytest.raises(ps.NotEstimable, match=message):
        ps.pool(table(values), **choices)
    more = [*values, (1, 2, 4), (1, 3, 4)]
    periods = ["1937"] * len(values) + ["1938"] * 2
    frame = ps.pool(table(more, period=periods), **choices).to_frame()
    assert frame["note"].ne("").tolist() == [True, False]
    assert frame["low"].isna().tolist() == [True, False]


def test_exact_figures_are_pooled_as_single_values():
    """Where no density is needed, a claim without width has all its weight on its value."""
    claims = table([(681_692, 681_692, 681_692), (665_000, 700_000, 735_000)])
    found = pooled(claims, "linear")[0]
    assert 665_000 <= found[0] <= found[1] == pytest.approx(681_692)
    apart = table([(681_692, 681_692, 681_692), (900_000, 1_000_000, 1_100_000)])
    assert ps.pool(apart, method="random-effects").to_frame()["se"].notna().all()


def test_one_sided_claims_and_shares_are_left_out_and_named():
    """The reasons stand in a table, and the repr says how many there are."""
    claims = table(
        [(10, 20, 40), (15, 25, 30), (5, None, None), (0.1, 0.2, 0.3)],
        unit=["persons", "persons", "persons", "share"],
    )
    found = ps.pool(claims)
    assert found.left_out["claim_id"].tolist() == ["c3", "c2"]
    assert "claims that do not enter: 2" in repr(found)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"method": "linar"}, "nearest: linear"),
        ({"family": "lognormal"}, "nearest: log-normal"),
        ({"method": "random-effects", "family": "pert"}, "does not apply"),
        ({"probabilities": (0.9, 0.5, 0.1)}, "rising order"),
        ({"tau2": "ML"}, "no tau2 'ML'"),
        ({"errors": "robust"}, "no errors 'robust'"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_choices_that_do_not_exist_are_answered_with_those_that_do(choices, message):
    """Each argument is checked before anything is computed."""
    with pytest.raises(ps.InvalidChoice, match=message):
        ps.pool(table([(1, 2, 3), (1, 2, 3)]), **choices)


def test_a_best_value_outside_its_range_is_refused():
    """With line, column and claim."""
    with pytest.raises(ps.ClaimErrors, match=r"line 3, column best: '9.0': best lies outside"):
        ps.pool(table([(1, 2, 3), (1, 9, 3)]))


@pytest.mark.slow
def test_no_warning_reaches_the_screen():
    """By any method, with exact, lopsided and one-sided figures, on all our data."""
    claims = pd.concat([ps.load(), table([(1, 1, 9), (2, 9, 9), (3, 3, 3)])], ignore_index=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in METHODS:
            for family in FAMILIES if method != "random-effects" else (None,):
                repr(ps.pool(claims, method=method, family=family))


def test_no_summary_shows_a_pooled_figure_unasked():
    """Reconciling pools nothing."""
    article = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    assert "pool" not in ps.reconcile(article).summary()


def test_the_table_given_is_not_changed():
    """Neither its columns nor its values."""
    claims = table([(10, 20, 40), (15, 25, 30)])
    before = claims.copy()
    ps.pool(claims, method="random-effects")
    pd.testing.assert_frame_equal(claims, before)

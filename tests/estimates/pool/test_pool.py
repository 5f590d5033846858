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
RANDOM = {"method": "random-effects"}
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
    frame["derived_from"] = [
        "" if row[4] == f"c{number}" else row[4] for number, row in enumerate(rows)
    ]
    frame["source"] = frame["claimant"] = [row[5] for row in rows]
    return frame


def pooled(claims, method="linear", **choices):
    """Return the numbers of the pooled quantities, the lower end of the middle for the best."""
    frame = ps.pool(claims, method=method, **choices).to_frame()
    return frame.loc[frame["note"] == "", ["low", "best_low", "high"]].to_numpy()


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 5)
@given(
    st.lists(CLAIM, min_size=2, max_size=5),
    st.sampled_from(POOLS),
    st.sampled_from(FAMILIES),
)
def test_pooled_bounds_lie_inside_the_hull(rows, method, family):
    """Low <= best <= high, none of them beyond the lowest low and the highest high.

    A logarithmic pool of claims that disagree can be wider than either.
    """
    claims = made(rows)
    try:
        found = pooled(claims, method, family=family)
    except ps.NotEstimable:
        return
    room = 2 if method == "log" else 1 + 1e-9
    least, most = claims["low"].min() / room, claims["high"].max() * room
    for low, best, high in found:
        assert least <= low <= best * (1 + 1e-9)
        assert best <= high * (1 + 1e-9) <= most * (1 + 2e-9)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2)
@given(
    st.lists(CLAIM, min_size=2, max_size=5),
    st.sampled_from(METHODS),
    st.randoms(use_true_random=False),
)
def test_scale_and_order(rows, method, random):
    """A thousand times the figures give a thousand times the answer, in whatever order."""
    claims = made(rows)
    try:
        found = pooled(claims, method)
    except ps.NotEstimable:
        return
    scaled = claims.assign(**{name: 1000 * claims[name] for name in NUMBERS})
    assert pooled(scaled, method) == pytest.approx(1000 * found, rel=1e-6)
    order = random.sample(range(len(claims)), len(claims))
    assert pooled(claims.iloc[order], method) == pytest.approx(found, rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_many_quantities_are_pooled_as_each_alone(method):
    """One call on a table gives the rows of as many calls."""
    values = [
        (10, 20, 40),
        (15, 25, 30),
        (9, 12, 14),
        (100, 110, 150),
        (90, 120, 130),
        (90, 95, 99),
    ]
    periods = ["1937"] * 3 + ["1938"] * 3
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


@pytest.mark.slow
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
    "columns",
    [{"derived_from": ["none", "c0", "c1"]}, {"derived_from": "", "claimant": "one author"}],
)
def test_fewer_than_two_independent_counts_are_not_pooled(method, columns):
    """The answer says so instead, without a number."""
    claims = table([(10, 20, 40), (15, 25, 30), (11, 12, 13)], **columns)
    found = ps.pool(claims, QUANTITY, method)
    row = found.to_frame().iloc[0]
    assert row[NUMBERS].isna().all()
    least = "three" if method == "random-effects" else "two"
    assert row["note"] == f"fewer than {least} independent counts of it have both ends"
    assert "not pooled" in repr(found)
    assert "3 claims; behind all figures on it 1 independent count)" in repr(found)


def test_counts_that_are_not_pooled_are_not_said_to_be_behind_what_is():
    """A figure with one end is an independent count of the quantity, and not one of the claims."""
    claims = table([(10, 20, 40), (15, 25, 30), (11, None, None)], claimant=list("abc"))
    found = ps.pool(claims, QUANTITY)
    assert "of 2 claims; behind all figures on it 3 independent counts" in repr(found)


def test_quantiles_of_nothing_pooled_are_none():
    """With one origin there is no row, and no error."""
    claims = table([(1, 2, 3), (1, 2, 4)], source="one book", claimant="one author")
    found = ps.pool(claims).quantiles([0.5])
    assert found.empty


def test_unknown_origins_are_pooled_and_told():
    """At least one, at most two: the assumption that they are two is on the face of the result."""
    found = ps.pool(table([(10, 20, 40), (15, 25, 30)], derived_from=""))
    assert "at least 1, at most 2 independent counts" in repr(found)
    assert "claims of unknown origin are taken to be independent counts" in found.assumptions


@pytest.mark.parametrize("method", METHODS)
def test_every_result_carries_its_assumptions(method):
    """Method, distribution and weights are in the repr and in HTML."""
    found = ps.pool(table([(10, None, 40), (15, 25, 30), (12, 20, 30)]), method=method)
    for sentence in found.assumptions:
        assert sentence in repr(found)
    assert "1 of 3 claims have no best value: symmetric" in found.assumptions
    assert "<table" in found._repr_html_()


def test_screens_round_outward_to_the_coarsest_figure():
    """A pool of 700,000 and about a million is not shown to the person."""
    claims = table([(665_000, 700_000, 735_000), (900_000, 1_000_000, 1_100_000)])
    assert "670,000 to 1,100,000, middle 780,000;" in str(ps.pool(claims))


def test_rounding_leaves_two_digits_and_says_nothing_absurd():
    """A range from 664,786 does not begin at 0 because another figure is given in millions."""
    exact = [(one,) * 3 for one in (664_786, 681_692, 2_717_227)]
    assert "660,000 to 2,800,000" in str(ps.pool(table([*exact, (2_000_000, None, 3_000_000)])))
    wide = str(ps.pool(table([(1, 1e6, 1e12), (1, 2, 3)])))
    assert "middle 3;" in wide
    middle = str(ps.pool(table([(33_539,) * 3, (180_696,) * 3])))
    assert "33,539 to 180,696, middle anywhere from 33,539 to 180,696" in middle


def test_neither_end_of_a_lopsided_claim_is_ignored():
    """Low, best and high are the 5, 50 and 95 % points of the claim, and so of two alike."""
    twice = pooled(table([(600_000, 680_000, 2_000_000)] * 2))[0]
    assert twice == pytest.approx([600_000, 680_000, 2_000_000])


@pytest.mark.slow
def test_a_best_value_that_moves_a_little_moves_the_pool_a_little():
    """From 112,000 down to 104,000 no step is larger than that of the best value itself."""
    found = [
        pooled(table([(100_000, best, 1_000_000)] * 2))[0][1]
        for best in range(104_000, 113_000, 500)
    ]
    assert found == pytest.approx(list(range(104_000, 113_000, 500)))


@pytest.mark.parametrize(
    ("values", "tau2", "middle"),
    [
        (
            [(598500, 601500, 604500), (584100, 590000, 595900), (1167500, 3507300, 10536500)],
            0.00016,
            596_370,
        ),
        (
            [
                (71700, 714800, 7129300),
                (371300, 747600, 1505500),
                (661300, 667900, 674600),
                (667000, 670300, 673700),
                (704300, 740400, 778300),
                (688000, 723200, 760300),
            ],
            0.0022,
            694_672,
        ),
    ],
)
def test_reml_takes_the_highest_of_several_peaks(values, tau2, middle):
    """Climbed from the moment estimate, the likelihood of these stops at a lower peak."""
    row = ps.pool(table(values), method="random-effects").to_frame().iloc[0]
    assert row["tau2"] == pytest.approx(tau2, rel=0.05)
    assert round(row["best"]) == middle


def test_random_effects_give_no_interval_without_width():
    """Claims that agree, or all have one best value, are no surer than their own ranges."""
    same = ps.pool(table([(950_000, None, 1_200_000)] * 3), method="random-effects")
    row = same.to_frame().iloc[0]
    assert row["low"] < 0.95 * row["best"] < row["best"] < 0.95 * row["high"]
    best = [(300_000, 700_000, 900_000), (500_000, 700_000, 2_000_000), (1, 700_000, 800_000)]
    row = ps.pool(table(best), method="random-effects").to_frame().iloc[0]
    assert row["low"] < 0.95 * row["best"] < row["best"] < 0.95 * row["high"]
    assert row["prediction_low"] <= row["low"] < row["high"] <= row["prediction_high"]
    assert "another count expected at" in str(same)


def test_equal_effects_have_their_own_i2():
    """Taken from Q, for tau2 is set to 0; it is not 0 where the claims disagree."""
    values = [(598_500, 601_500, 604_500), (684_100, 690_000, 695_900), (700_000, 710_000, 720_000)]
    row = ps.pool(table(values), method="random-effects", tau2="EE").to_frame().iloc[0]
    assert row["i2"] == pytest.approx(100 * (row["q"] - 2) / row["q"])
    assert row["i2"] > 50


def test_one_printed_range_has_one_standard_deviation():
    """Random effects, the pools, ratios and balancing: width over 3.29."""
    from purgestats.claims.figures.policies import standard_deviation
    from purgestats.estimates.pool.distributions import judgements

    low, high = 90_000.0, 110_000.0
    sd = standard_deviation(high - low, 100_000.0)
    arrays = (np.array([one]) for one in (low, 100_000.0, high))
    shape = judgements(*arrays, "normal", (0.05, 0.5, 0.95))
    assert [shape.below[0], shape.above[0]] == pytest.approx([sd, sd])
    ledger = ps.Ledger(table([(low, 100_000, high)]))
    assert ledger.balance().estimates["sd"].iloc[0] == pytest.approx(sd)
    claims = table([(low, 100_000, high)] * 3)
    found = ps.pool(claims, method="random-effects", errors="wald").to_frame().iloc[0]
    log_sd = np.log(high / low) / (high - low) * sd
    assert found["se"] == pytest.approx(log_sd / np.sqrt(3))


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
        ([(0, 2, 3), (1, 2, 3), (1, 2, 3)], RANDOM, "c0: the lowest value is 0"),
        ([(2, 2, 2), (1, 2, 3)], {"method": "log"}, "c0: .*no density"),
        ([(2, 2, 4), (1, 2, 3)], {"method": "log"}, "c0: .*no density"),
        ([(200, 200, 200), (90, 195, 300), (90, 210, 400)], RANDOM, "c0: .*all the weight"),
        (
            [(200, 200, 200), (90, 195, 300), (90, 210, 400)],
            {**RANDOM, "tau2": "PM"},
            "c0: .*all the weight",
        ),
    ],
)
def test_a_method_that_does_not_apply_names_the_claims(values, choices, message):
    """An error for the one quantity; among several a note, and the others are pooled."""
    with pytest.raises(ps.NotEstimable, match=message):
        ps.pool(table(values), **choices)
    more = [*values, (1, 2, 4), (1, 3, 4), (1, 2, 5)]
    periods = ["1937"] * len(values) + ["1938"] * 3
    frame = ps.pool(table(more, period=periods), **choices).to_frame()
    assert frame["note"].ne("").tolist() == [True, False]
    assert frame["low"].isna().tolist() == [True, False]


def test_a_lowest_value_of_0_has_a_place_where_no_logarithm_is_taken():
    """The normal family takes it; so does what is said of the family and its quantiles."""
    found = ps.pool(table([(0, 5, 10), (2, 4, 8)]), family="normal", probabilities=(0.1, 0.5, 0.9))
    assert found.to_frame()["note"].tolist() == [""]
    [sentence] = [one for one in found.assumptions if "split normal" in one]
    assert "whose 10, 50, 90 % quantiles are low, best and high" in sentence
    assert "which allows values below 0" in sentence


def test_exact_figures_are_pooled_as_single_values():
    """Where no density is needed, a claim without width has all its weight on its value."""
    claims = table([(681_692, 681_692, 681_692), (665_000, 700_000, 735_000)])
    found = pooled(claims, "linear")[0]
    assert 665_000 <= found[0] <= found[1] == pytest.approx(681_692)
    more = [(900_000, 1_000_000, 1_100_000), (800_000, 850_000, 900_000)]
    apart = table([(681_692, 681_692, 681_692), *more])
    assert ps.pool(apart, method="random-effects").to_frame()["se"].notna().all()


def test_one_sided_claims_and_shares_are_left_out_and_named():
    """The reasons stand in a table, and the repr says how many there are."""
    claims = table(
        [(10, 20, 40), (15, 25, 30), (5, None, None), (0.1, 0.2, 0.3)],
        unit=["persons", "persons", "persons", "share"],
        of_group=["", "", "", "poles"],
    )
    found = ps.pool(claims)
    assert found.left_out["claim_id"].tolist() == ["c3", "c2"]
    assert "claims that do not enter: c3 (a share or multiple is no count); c2 (" in repr(found)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"method": "linar"}, "nearest: linear"),
        ({"family": "lognormal"}, "nearest: log-normal"),
        ({"method": "random-effects", "family": "normal"}, "does not apply"),
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
    with pytest.raises(ps.ClaimErrors, match=r"line 3, column best: '9': best lies outside"):
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


@pytest.mark.slow
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


def test_a_middle_between_two_groups_is_one_value_where_their_tails_meet():
    """Hardly any probability lies there; that the halving ends in two places tells nothing."""
    claims = table([(2451, 2451, 2451), (2250, 2500, 2750), (3800, 4000, 4200), (3800, 4000, 4200)])
    row = ps.pool(claims.assign(derived_from="none")).to_frame().iloc[0]
    assert 2750 < row["best"] < 3800
    assert row["best_low"] == row["best_high"] == row["best"]

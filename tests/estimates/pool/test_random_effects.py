"""Random effects agree with metafor, statsmodels and PyMARE, and hold their own formulas."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from purgestats.estimates.pool.random_effects import ESTIMATORS, Effects, meta_analysis

# Vaccinated and not, with and without tuberculosis: 13 trials, Colditz et al. 1994, Journal of the
# American Medical Association 271, as tabulated in metafor's dat.bcg.
TRIALS = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ]
).T
ILL, WELL, ILL_WITHOUT, WELL_WITHOUT = TRIALS
Y = np.log(ILL / (ILL + WELL)) - np.log(ILL_WITHOUT / (ILL_WITHOUT + WELL_WITHOUT))
V = 1 / ILL - 1 / (ILL + WELL) + 1 / ILL_WITHOUT - 1 / (ILL_WITHOUT + WELL_WITHOUT)
BCG = Effects(Y, V, np.array([0]))


def printed(values):
    """Round to the six digits that metafor prints."""
    return [round(float(np.squeeze(value)), 6) for value in values]


def test_the_effects_are_metafors():
    """Log risk ratio and variance of the first trial, and Q."""
    assert printed([Y[0], V[0]]) == [-0.889311, 0.325585]
    assert round(float(meta_analysis(BCG).q[0]), 4) == 152.2330


@pytest.mark.parametrize(
    ("estimator", "estimate", "se", "tau2"),
    [
        ("EE", -0.430285, 0.040499, 0),
        ("DL", -0.714117, 0.178742, 0.308760),
        ("REML", -0.714532, 0.179782, 0.313243),
    ],
)
def test_metafors_results_hold_to_the_printed_digits(estimator, estimate, se, tau2):
    """Metafor 3.8 on dat.bcg."""
    found = meta_analysis(BCG, estimator)
    assert printed([found.estimate, found.se, found.tau2]) == [estimate, se, tau2]


def test_paule_mandel_solves_what_metafor_approximates():
    """Metafor 3.8 prints the root that a search with its tolerance, eps ** 0.25, stops at.

    Its tau2 of 0.318094, estimate of -0.714970 and standard error of 0.180898 come out to the last
    digit when the same equation is solved only as closely; solved to the end it gives 0.318068, as
    statsmodels does.
    """

    def excess(tau2):
        weight, _, miss = BCG.fit(np.array([tau2]))
        return float((weight * miss**2).sum() - 12)

    rough = optimize.brentq(excess, 0, 100, xtol=np.finfo(float).eps ** 0.25)
    weight, mean, _ = BCG.fit(np.array([rough]))
    assert printed([mean, weight.sum() ** -0.5, rough]) == [-0.714970, 0.180898, 0.318094]
    found = meta_analysis(BCG, "PM")
    assert abs(excess(found.tau2[0])) < 1e-9
    assert found.tau2[0] == pytest.approx(rough, abs=np.finfo(float).eps ** 0.25)


def test_metafors_intervals_hold_to_the_printed_digits():
    """Confidence and prediction interval, I2 and the standard error of Knapp and Hartung."""
    found = meta_analysis(BCG, "REML")
    ends = (found.low, found.high, found.prediction_low, found.prediction_high)
    assert [round(float(end[0]), 4) for end in ends] == [-1.0669, -0.3622, -1.8667, 0.4376]
    assert round(float(found.i2[0]), 4) == 92.2214
    # Where tau2 is set to 0, metafor takes I2 from Q: 100 (Q - df) / Q.
    assert float(meta_analysis(BCG, "EE").i2[0]) == pytest.approx(100 * (152.2330 - 12) / 152.2330)
    hartung = meta_analysis(BCG, "REML", "knapp-hartung")
    assert printed([hartung.se]) == [0.180792]
    assert hartung.df.tolist() == [12]


def many(count=40, size=8, seed=3):
    """Effects on many quantities, some alike and some far apart."""
    random = np.random.default_rng(seed)
    spread = np.repeat(random.uniform(0, 0.6, count), size)
    y = random.normal(13, 1, count * size) * spread + 13
    return Effects(y, random.uniform(0.05, 0.3, count * size) ** 2, np.arange(count) * size)


def test_many_quantities_are_statsmodels_one_by_one():
    """DL and PM agree to 1e-6 with combine_effects, where that finds a variance."""
    from statsmodels.stats.meta_analysis import combine_effects

    effects = many()
    for estimator, name in (("DL", "chi2"), ("PM", "iterated")):
        found = meta_analysis(effects, estimator)
        compared = 0
        for number, start in enumerate(effects.start):
            rows = slice(start, start + 8)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                peer = combine_effects(
                    effects.y[rows], effects.v[rows], method_re=name, atol=1e-12, maxiter=500
                )
            if peer.tau2 > 0:
                compared += 1
                assert found.tau2[number] == pytest.approx(peer.tau2, abs=1e-6)
                assert found.estimate[number] == pytest.approx(peer.mean_effect_re, abs=1e-6)
                assert found.se[number] == pytest.approx(peer.sd_eff_w_re, abs=1e-6)
        assert compared > 20


def test_paule_mandel_solves_its_equation_for_each_quantity():
    """Q at tau2 is k - 1, or below that already at 0; statsmodels stops at 0 for some of these."""
    effects = many()
    tau2 = meta_analysis(effects, "PM")["tau2"].to_numpy()
    weight, _, miss = effects.fit(tau2)
    q = effects.sum(weight * miss**2)
    assert q[tau2 > 0] == pytest.approx(7, abs=1e-9)
    assert (q[tau2 == 0] <= 7).all()


def test_reml_is_pymares():
    """Three quantities by PyMARE 0.0.13, VarianceBasedLikelihoodEstimator(method="REML")."""
    found = meta_analysis(many(3), "REML")
    assert found.tau2.to_numpy() == pytest.approx([0, 0, 0.149390], abs=1e-6)
    assert found.estimate.to_numpy() == pytest.approx([13.650049, 14.809596, 19.466866], abs=1e-6)


@pytest.mark.slow
def test_robust_errors_are_those_of_weighted_least_squares():
    """Errors shared within origins agree with statsmodels' cluster covariance."""
    import statsmodels.api as sm

    effects = many(count=1, size=12)
    origin = np.array([0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 6, 6])
    found = meta_analysis(effects, "REML", "origins", origin)
    fit = sm.WLS(effects.y, np.ones(12), weights=1 / (effects.v + found.tau2[0])).fit(
        cov_type="cluster", cov_kwds={"groups": origin}
    )
    # Ours is never less than the error of the model.
    model = meta_analysis(effects, "REML").se[0]
    assert found.se[0] == pytest.approx(max(fit.bse[0], model), rel=1e-10)
    assert found.df.tolist() == [6]


EFFECT = st.tuples(st.floats(-3, 3), st.floats(0.001, 2))


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(st.lists(EFFECT, min_size=2, max_size=7), st.floats(0.1, 100))
def test_estimates_lie_among_the_effects_and_follow_the_scale(effects, factor):
    """The mean is no lower than the lowest and no higher than the highest; scaling scales."""
    y, v = (np.array(one) for one in zip(*effects, strict=True))
    for estimator in ESTIMATORS:
        found = meta_analysis(Effects(y, v, np.array([0])), estimator)
        assert y.min() - 1e-9 <= found.estimate[0] <= y.max() + 1e-9
        scaled = Effects(y * factor, v * factor**2, np.array([0]))
        again = meta_analysis(scaled, estimator)
        assert again.tau2[0] / factor**2 == pytest.approx(found.tau2[0], rel=1e-6, abs=1e-9)


def likelihoods(y, v, tau2):
    """Return the restricted log-likelihood at many tau2."""
    weight = 1 / (v + tau2[:, None])
    total = weight.sum(axis=1)
    mean = (weight * y).sum(axis=1) / total
    square = (weight * (y - mean[:, None]) ** 2).sum(axis=1)
    return (np.log(weight).sum(axis=1) - np.log(total) - square) / 2


@pytest.mark.slow
def test_reml_is_the_global_maximum_in_two_hundred_draws():
    """No tau2 on a fine grid over eighteen orders of magnitude is likelier than the one found.

    PyMARE and statsmodels climb from one start and stop at a peak nearby; where a draw has several
    peaks, theirs can be the lower one.
    """
    random = np.random.default_rng(7)
    several = 0
    for _ in range(200):
        size = random.integers(3, 9)
        precise = random.random(size) < 0.6
        v = np.where(precise, 10 ** random.uniform(-6, -4, size), random.uniform(0.1, 2, size))
        y = random.normal(13, np.where(precise, 3 * np.sqrt(v), 2))
        tau2 = meta_analysis(Effects(y, v, np.array([0])), "REML").tau2[0]
        grid = np.append(0, np.geomspace(1e-12, 1e6, 4000))
        heights = likelihoods(y, v, grid)
        here = likelihoods(y, v, np.array([tau2]))[0]
        assert here >= heights.max() - 1e-9
        inner = heights[1:-1]
        several += ((inner > heights[:-2] + 1e-9) & (inner > heights[2:] + 1e-9)).sum() > 1
    assert several > 0


@pytest.mark.slow
def test_moments_and_paule_mandel_are_those_of_statsmodels_in_two_hundred_draws():
    """DL by its formula; PM to 1e-6, but where statsmodels stops at 0 although Q is above k - 1."""
    from statsmodels.stats.meta_analysis import combine_effects

    random = np.random.default_rng(11)
    compared = 0
    for _ in range(200):
        size = random.integers(3, 9)
        y, v = random.normal(0, 1, size), 10 ** random.uniform(-2, 0.5, size)
        effects = Effects(y, v, np.array([0]))
        for estimator, name in (("DL", "chi2"), ("PM", "iterated")):
            found = meta_analysis(effects, estimator)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                peer = combine_effects(y, v, method_re=name, atol=1e-13, maxiter=2000)
            if name == "iterated" and peer.tau2 == 0:
                continue
            compared += 1
            assert found.tau2[0] == pytest.approx(max(peer.tau2, 0), abs=1e-6)
            if peer.tau2 > 0:
                assert found.estimate[0] == pytest.approx(peer.mean_effect_re, abs=1e-6)
                assert found.se[0] == pytest.approx(peer.sd_eff_w_re, abs=1e-6)
    assert compared > 250


@pytest.mark.parametrize("errors", ["knapp-hartung", "origins"])
def test_no_standard_error_is_narrower_than_walds(errors):
    """Effects that agree to the last digit have the error that their variances give them."""
    same = Effects(np.full(3, 13.0), np.array([0.01, 0.04, 0.02]), np.array([0]))
    wald = meta_analysis(same, "REML", "wald")
    found = meta_analysis(same, "REML", errors, np.arange(3))
    assert found.se[0] == wald.se[0] > 0
    assert found.high[0] - found.low[0] > wald.high[0] - wald.low[0]
    spread = many(6)
    ours = meta_analysis(spread, "REML", errors, np.arange(len(spread.y)))
    assert (ours.se >= meta_analysis(spread, "REML").se).all()


def test_no_warning_reaches_the_screen():
    """Neither divisions by nothing nor logarithms of 0 are reported by numpy."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for estimator in ESTIMATORS:
            meta_analysis(Effects(np.ones(2), np.ones(2), np.array([0])), estimator)

"""Each judgement becomes a distribution that keeps its low, best and high as the family can."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from purgestats.estimates.pool.distributions import FAMILIES, judgements

QUARTILES = (0.25, 0.5, 0.75)
USUAL = (0.05, 0.5, 0.95)


def one(low, best, high, family, probabilities=USUAL):
    """Return a single judgement."""
    values = (np.array([float(number)]) for number in (low, best, high))
    return judgements(*values, family, probabilities)


def test_the_first_expert_of_the_shelf_vignette():
    """Quartiles 25, 30, 35: mean 30 and standard deviation 5 / 0.67449, printed as 7.4130."""
    found = one(25, 30, 35, "normal", QUARTILES)
    assert (found.first[0].round(6), found.second[0].round(4)) == (30, 7.4130)


@pytest.mark.parametrize("values", [(30, 35, 50), (1, 1, 9), (0, 9, 9), (3, 8, 9)])
@pytest.mark.parametrize("probabilities", [QUARTILES, USUAL])
def test_lopsided_judgements_are_fitted_as_in_shelf(values, probabilities):
    """The normal with the least squares of F(value) - probability, as scipy finds it too."""

    def misses(at):
        return stats.norm.cdf(values, at[0], np.exp(at[1])) - probabilities

    found = one(*values, "normal", probabilities)
    ours = misses((found.first[0], np.log(found.second[0])))
    starts = [(values[1], np.log(spread)) for spread in (0.5, 2, 8)]
    peers = [optimize.least_squares(misses, at, xtol=1e-14, ftol=1e-14) for at in starts]
    assert (ours**2).sum() == pytest.approx(2 * min(peer.cost for peer in peers), rel=1e-6)


def test_a_lognormal_is_a_normal_of_logarithms():
    """Symmetric on its scale, it keeps all three values."""
    found = one(10, 100, 1000, "log-normal")
    assert found.ppf(np.array(USUAL))[0] == pytest.approx([10, 100, 1000])


def test_pert_is_a_beta_with_the_usual_mean():
    """Mean (low + 4 best + high) / 6, and scipy's distribution function."""
    found = one(10, 20, 70, "pert")
    peer = stats.beta(found.first[0], found.second[0], loc=10, scale=60)
    assert peer.mean() == pytest.approx((10 + 4 * 20 + 70) / 6)
    values = np.array([[5.0, 10, 20, 40, 70, 80]])
    assert found.cdf(values)[0] == pytest.approx(peer.cdf(values[0]))


@pytest.mark.parametrize("family", FAMILIES)
def test_without_a_best_value_the_middle_lies_in_the_middle(family):
    """Of the range, or of the logarithms for a log-normal; both ends are kept."""
    found = one(10, np.nan, 1000, family)
    middle = 100 if family == "log-normal" else 505
    assert found.ppf(0.5)[0] == pytest.approx(middle)
    if family in ("normal", "log-normal"):
        assert found.ppf(np.array([0.05, 0.95]))[0] == pytest.approx([10, 1000])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_judgement_without_width_is_one_value(family):
    """Every quantile is it, and nothing lies below."""
    found = one(7, 7, 7, family)
    assert found.ppf(np.array([0.01, 0.5, 0.99])).tolist() == [[7, 7, 7]]
    assert found.cdf(np.array([[6.99, 7.0]])).tolist() == [[0, 1]]


@given(
    st.floats(0.1, 1e6),
    st.floats(0.01, 3),
    st.floats(0.01, 3),
    st.sampled_from(FAMILIES),
    st.floats(0.01, 0.99),
)
def test_quantiles_and_probabilities_undo_each_other(low, up, more, family, probability):
    """F of a quantile is its probability."""
    found = one(low, low * (1 + up), low * (1 + up) * (1 + more), family)
    value = found.ppf(probability)
    assert found.cdf(value)[0] == pytest.approx(probability, abs=1e-7)

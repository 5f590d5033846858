"""Each judgement becomes a distribution whose quantiles are its low, best and high."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

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
    assert (found.middle[0], found.below[0].round(4), found.above[0].round(4)) == (30, 7.413, 7.413)


@pytest.mark.parametrize("values", [(30, 35, 50), (1, 1, 9), (2, 9, 9), (3, 8, 9)])
@pytest.mark.parametrize("probabilities", [QUARTILES, USUAL, (0.1, 0.4, 0.9)])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_three_values_are_quantiles_however_lopsided(values, probabilities, family):
    """SHELF fits one normal as closely as it can, and misses the three; a split one meets them."""
    found = one(*values, family, probabilities)
    assert found.ppf(np.array(probabilities))[0] == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_split_distribution_is_two_of_scipys(family):
    """Below the best value the one, above it the other."""
    low, best, high = 30.0, 35.0, 50.0
    found = one(low, best, high, family)
    scale = np.log if family == "log-normal" else np.asarray
    reach = stats.norm.ppf(0.95)
    for values, other in (([31.0, 34.9], low), ([35.1, 60.0], high)):
        sd = abs(scale(other) - scale(best)) / reach
        expected = stats.norm.cdf(scale(np.array(values)), scale(best), sd)
        assert found.cdf(np.array([values]))[0] == pytest.approx(expected)


@given(st.floats(1.01, 1e4), st.floats(0, 1), st.floats(-1e-6, 1e-6))
def test_a_little_more_or_less_changes_little(ratio, share, change):
    """Moving the best value by a millionth moves no quantile by more than that much."""
    low, high = 100.0, 100.0 * ratio
    best = low * ratio**share
    moved = min(max(best * (1 + change), low), high)
    where = np.array([0.2, 0.5, 0.8])
    before, after = (one(low, at, high, "log-normal").ppf(where) for at in (best, moved))
    assert after == pytest.approx(before, rel=2e-6)


def test_a_lognormal_is_a_normal_of_logarithms():
    """Symmetric on its scale, it keeps all three values."""
    found = one(10, 100, 1000, "log-normal")
    assert found.ppf(np.array(USUAL))[0] == pytest.approx([10, 100, 1000])


@pytest.mark.parametrize("family", FAMILIES)
def test_without_a_best_value_the_middle_lies_in_the_middle(family):
    """Of the range, or of the logarithms for a log-normal; both ends are kept."""
    found = one(10, np.nan, 1000, family)
    middle = 100 if family == "log-normal" else 505
    assert found.ppf(0.5)[0] == pytest.approx(middle)
    assert found.ppf(np.array([0.05, 0.95]))[0] == pytest.approx([10, 1000])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_judgement_without_width_is_one_value(family):
    """Every quantile is it, and nothing lies below."""
    found = one(7, 7, 7, family)
    assert found.ppf(np.array([0.01, 0.5, 0.99])).tolist() == [[7, 7, 7]]
    assert found.cdf(np.array([[6.99, 7.0]])).tolist() == [[0, 1]]


@pytest.mark.slow
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

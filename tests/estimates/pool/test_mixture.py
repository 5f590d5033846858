"""Pooled distributions are what scipy gets by adding, multiplying and averaging."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from purgestats.estimates.pool.distributions import Mixture, judgements

QUARTILES = (0.25, 0.5, 0.75)


def mixture(rows, family, method, weight=None, probabilities=QUARTILES):
    """Return one quantity's judgements, pooled with given weights."""
    values = np.array(rows, dtype=float).T
    weight = np.full(len(rows), 1 / len(rows)) if weight is None else np.array(weight)
    return Mixture(judgements(*values, family, probabilities), weight, np.array([0]), method)


def middle(pooled, probability):
    """Return the one quantile."""
    least, most = pooled.quantile(probability)
    assert least == pytest.approx(most, rel=1e-9)
    return least[0]


def test_the_two_experts_of_the_shelf_vignette():
    """The equal-weighted mixture of the two distributions, inverted by scipy.

    SHELF fits expert B, whose quartiles 30, 35, 50 no normal has, by least squares; here they hold.
    """
    pooled = mixture([(25, 30, 35), (30, 35, 50)], "normal", "linear")
    unit = stats.norm.ppf(0.75)

    def reached(value):
        sd = 5 / unit if value < 35 else 15 / unit
        return (stats.norm.cdf(value, 30, 5 / unit) + stats.norm.cdf(value, 35, sd)) / 2

    for probability in (0.05, 0.25, 0.5, 0.75, 0.95):
        expected = optimize.brentq(lambda x, p=probability: reached(x) - p, -200, 200, xtol=1e-12)
        assert middle(pooled, probability) == pytest.approx(expected, abs=1e-9)


def test_a_mixture_with_a_point_jumps_there():
    """Half of the weight on 7: the quantiles stay there for half of the probability."""
    pooled = mixture([(7, 7, 7), (100, 200, 300)], "log-normal", "linear")
    assert [middle(pooled, p) for p in (0.01, 0.3, 0.49)] == [7, 7, 7]
    assert middle(pooled, 0.75) == pytest.approx(200)


def test_a_median_that_is_not_unique_has_two_ends():
    """Between two exact figures every value is the median."""
    least, most = mixture([(7, 7, 7), (9, 9, 9)], "log-normal", "linear").quantile(0.5)
    assert (least[0], most[0]) == (pytest.approx(7), pytest.approx(9))


def test_weights_count():
    """With all the weight on one, the pool is that one, by every method."""
    rows = [(25, 30, 35), (90, 95, 99)]
    for method in ("linear", "quantile"):
        pooled = mixture(rows, "normal", method, weight=[1, 0])
        assert middle(pooled, 0.5) == pytest.approx(30)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["normal", "log-normal"])
@pytest.mark.parametrize("probabilities", [QUARTILES, (0.1, 0.4, 0.9)])
def test_a_logarithmic_pool_is_the_scaled_product_of_densities(family, probabilities):
    """Against numerical integration of the geometric mean."""
    rows, weight = [(10, 20, 40), (15, 30, 50), (5, 22, 45)], [0.5, 0.3, 0.2]
    pooled = mixture(rows, family, "log", weight=weight, probabilities=probabilities)
    scale = np.log if family == "log-normal" else np.asarray
    first, split, last = stats.norm.ppf(probabilities)

    def density(x, low, best, high):
        off = scale(x) - scale(best)
        if off < 0:
            sd = (scale(best) - scale(low)) / (split - first)
        else:
            sd = (scale(high) - scale(best)) / (last - split)
        return stats.norm.pdf(split + off / sd) / sd / (x if family == "log-normal" else 1)

    def height(x):
        return np.prod([density(x, *row) ** one for row, one in zip(rows, weight, strict=True)])

    ends = (0.0 if family == "log-normal" else -300.0, 2000.0)
    cuts = [20, 22, 30]

    def area(low, high):
        inside = [low, *(cut for cut in cuts if low < cut < high), high]
        return sum(integrate.quad(height, *piece, limit=400)[0] for piece in pairwise(inside))

    total = area(ends[0], 100) + area(100, ends[1])
    for probability in (0.05, 0.3, 0.5, 0.95):
        part = area(ends[0], middle(pooled, probability)) / total
        assert part == pytest.approx(probability, abs=1e-6)


@given(
    st.lists(
        st.tuples(st.floats(1, 100), st.floats(0.01, 2), st.floats(0.01, 2)),
        min_size=1,
        max_size=5,
    )
)
def test_a_logarithmic_pool_of_copies_is_the_judgement_itself(rows):
    """The geometric mean of equal densities is that density, for lopsided ones, too."""
    low, up, more = rows[0]
    one = (low, low * (1 + up), low * (1 + up) * (1 + more))
    pooled = mixture([one] * len(rows), "log-normal", "log")
    found = [middle(pooled, probability) for probability in QUARTILES]
    assert found == pytest.approx(one, rel=1e-6)


def test_a_quantile_pool_averages_quantiles():
    """Two normals give a normal between them."""
    pooled = mixture([(25, 30, 35), (40, 50, 60)], "normal", "quantile")
    assert middle(pooled, 0.75) == pytest.approx((35 + 60) / 2)


def test_quantities_do_not_mix():
    """Two quantities at once give what each gives alone."""
    rows = [(25, 30, 35), (30, 35, 50), (1, 2, 3), (2, 3, 5)]
    values = np.array(rows, dtype=float).T
    for family, method in (("normal", "linear"), ("log-normal", "log"), ("normal", "quantile")):
        shapes = judgements(*values, family, QUARTILES)
        both, _ = Mixture(shapes, np.full(4, 0.5), np.array([0, 2]), method).quantile(0.3)
        alone = [middle(mixture(part, family, method), 0.3) for part in (rows[:2], rows[2:])]
        assert both == pytest.approx(alone, rel=1e-9)

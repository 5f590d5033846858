"""Pooled distributions are what scipy gets by adding, multiplying and averaging."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from purgestats.estimates.pool.distributions import judgements
from purgestats.estimates.pool.mixture import Mixture

QUARTILES = (0.25, 0.5, 0.75)


def mixture(rows, family, method, weight=None, probabilities=QUARTILES):
    """Return one quantity's judgements, pooled with given weights."""
    values = np.array(rows, dtype=float).T
    weight = np.full(len(rows), 1 / len(rows)) if weight is None else np.array(weight)
    return Mixture(judgements(*values, family, probabilities), weight, np.array([0]), method)


def test_the_two_experts_of_the_shelf_vignette():
    """The equal-weighted mixture of the two fitted normals, inverted by scipy."""
    pooled = mixture([(25, 30, 35), (30, 35, 50)], "normal", "linear")
    shapes = pooled.judgements

    def reached(value):
        return stats.norm.cdf(value, shapes.first, shapes.second).mean()

    for probability in (0.05, 0.25, 0.5, 0.75, 0.95):
        expected = optimize.brentq(lambda x, p=probability: reached(x) - p, -200, 200, xtol=1e-12)
        assert pooled.quantile(probability)[0] == pytest.approx(expected, abs=1e-9)


def test_a_mixture_with_a_point_jumps_there():
    """Half of the weight on 7: the quantiles stay there for half of the probability."""
    pooled = mixture([(7, 7, 7), (10, 20, 30)], "uniform", "linear")
    assert [pooled.quantile(p)[0] for p in (0.01, 0.3, 0.5)] == [7, 7, 7]
    assert pooled.quantile(0.75)[0] == pytest.approx(20)


def test_weights_count():
    """With all the weight on one, the pool is that one, by every method."""
    rows = [(25, 30, 35), (90, 95, 99)]
    for method in ("linear", "quantile"):
        pooled = mixture(rows, "normal", method, weight=[1, 0])
        assert pooled.quantile(0.5)[0] == pytest.approx(30)


@pytest.mark.parametrize("family", ["normal", "pert", "uniform"])
def test_a_logarithmic_pool_is_the_scaled_product_of_densities(family):
    """Against numerical integration of the geometric mean."""
    rows, weight = [(10, 20, 40), (15, 30, 50), (5, 22, 45)], [0.5, 0.3, 0.2]
    pooled = mixture(rows, family, "log", weight=weight)
    shapes = pooled.judgements
    if family == "normal":
        peers = [stats.norm(*pair) for pair in zip(shapes.first, shapes.second, strict=True)]
        ends = (-250.0, 300.0)
    else:
        params = zip(shapes.first, shapes.second, shapes.low, shapes.high, strict=True)
        peers = [stats.beta(a, b, low, high - low) for a, b, low, high in params]
        ends = (15.0, 40.0)

    def height(x):
        return np.prod([peer.pdf(x) ** one for peer, one in zip(peers, weight, strict=True)])

    total = integrate.quad(height, *ends, limit=200)[0]
    for probability in (0.05, 0.5, 0.95):
        value = pooled.quantile(probability)[0]
        part = integrate.quad(height, ends[0], value, limit=200)[0] / total
        assert part == pytest.approx(probability, abs=1e-5)


def test_a_quantile_pool_averages_quantiles():
    """Two normals give a normal between them."""
    pooled = mixture([(25, 30, 35), (40, 50, 60)], "normal", "quantile")
    assert pooled.quantile(0.75)[0] == pytest.approx((35 + 60) / 2)


def test_quantities_do_not_mix():
    """Two quantities at once give what each gives alone."""
    rows = [(25, 30, 35), (30, 35, 50), (1, 2, 3), (2, 3, 5)]
    values = np.array(rows, dtype=float).T
    for family, method in (("normal", "linear"), ("pert", "log"), ("uniform", "quantile")):
        shapes = judgements(*values, family, QUARTILES)
        both = Mixture(shapes, np.full(4, 0.5), np.array([0, 2]), method).quantile(0.3)
        alone = [mixture(part, family, method).quantile(0.3)[0] for part in (rows[:2], rows[2:])]
        assert both == pytest.approx(alone, rel=1e-12)

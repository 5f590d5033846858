"""Random-effects meta-analysis of many quantities at once.

Words: an *effect* y with its sampling variance v; tau2, the variance of the true effects between
studies; k, the number of effects on one quantity; weights w = 1 / (v + tau2).

Sources: DerSimonian & Laird 1986, "Meta-analysis in clinical trials", Controlled Clinical Trials 7
(DL); Paule & Mandel 1982, "Consensus values and weighting factors", Journal of Research of the
National Bureau of Standards 87, solved as in DerSimonian & Kacker 2007, Contemporary Clinical
Trials 28 (PM); Viechtbauer 2005, "Bias and efficiency of meta-analytic variance estimators in the
random-effects model", Journal of Educational and Behavioral Statistics 30 (REML by Fisher scoring);
Knapp & Hartung 2003, "Improved tests for a random effects meta-regression with a single covariate",
Statistics in Medicine 22; Hedges, Tipton & Johnson 2010, "Robust variance estimation in
meta-regression with dependent effect size estimates", Research Synthesis Methods 1, with the factor
m / (m - 1) for m clusters; Higgins & Thompson 2002, "Quantifying heterogeneity in a meta-analysis",
Statistics in Medicine 21 (I2, in its general form with tau2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

ESTIMATORS = ("REML", "DL", "PM", "EE")
ERRORS = ("knapp-hartung", "wald", "origins")
_ROUNDS = 500
_CLOSE = 1e-13


@dataclass(frozen=True)
class Effects:
    """Effects on several quantities, those of one quantity together.

    Parameters
    ----------
    y, v : array of float, shape (n,)
        Effects and their variances.
    start : array of int, shape (quantities,)
        The first effect of each quantity.
    """

    y: Numbers
    v: Numbers
    start: Codes

    @property
    def k(self) -> Codes:
        """Number of effects on each quantity."""
        return np.diff(np.append(self.start, len(self.y)))

    def sum(self, values: Numbers) -> Numbers:
        """Add up within each quantity."""
        return np.add.reduceat(values, self.start)

    def spread(self, values: Numbers) -> Numbers:
        """Repeat one value a quantity for each of its effects."""
        return np.repeat(values, self.k)

    def only(self, kept: NDArray[np.bool_]) -> Effects:
        """Return some of the quantities."""
        rows = np.repeat(kept, self.k)
        sizes = self.k[kept]
        return Effects(self.y[rows], self.v[rows], np.cumsum(sizes) - sizes)

    def fit(self, tau2: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return weights, weighted means and residuals at some tau2."""
        weight = 1 / (self.v + self.spread(tau2))
        mean = self.sum(weight * self.y) / self.sum(weight)
        return weight, mean, self.y - self.spread(mean)


@dataclass(frozen=True)
class MetaAnalysis:
    """A random-effects model of each quantity; every array has shape (quantities,).

    Parameters
    ----------
    estimate, se : array of float
        The mean of the true effects and its standard error.
    low, high : array of float
        Its confidence interval.
    prediction_low, prediction_high : array of float
        Where the true effect of another study is expected.
    tau2, i2, q : array of float
        Variance between studies, its share of the total in percent, and Cochran's Q.
    df : array of float
        Degrees of freedom of the intervals; infinite for normal ones.
    """

    estimate: Numbers
    se: Numbers
    low: Numbers
    high: Numbers
    prediction_low: Numbers
    prediction_high: Numbers
    tau2: Numbers
    i2: Numbers
    q: Numbers
    df: Numbers


def meta_analysis(
    effects: Effects,
    estimator: str = "REML",
    errors: str = "wald",
    clusters: Codes | None = None,
    level: float = 0.95,
) -> MetaAnalysis:
    """Fit a random-effects model to each quantity.

    Parameters
    ----------
    effects : Effects
        At least two a quantity. Variances of 0 need PM or REML and differing effects.
    estimator : {"REML", "DL", "PM", "EE"}
        How tau2 is estimated; EE, equal effects, sets it to 0.
    errors : {"wald", "knapp-hartung", "origins"}
        Standard errors: of the model with normal intervals, Knapp and Hartung's with t intervals on
        k - 1 degrees of freedom, or robust to dependence within clusters, with t intervals on one
        less than the number of clusters.
    clusters : array of int, shape (n,), optional
        For ``"origins"``: the cluster of each effect, numbered across quantities.
    level : float
        Of the intervals.

    Returns
    -------
    MetaAnalysis
        NaN where it cannot be had.

    Examples
    --------
    >>> found = meta_analysis(Effects(np.array([0.1, 0.5]), np.array([0.01, 0.04]), np.array([0])))
    >>> found.estimate.round(4).tolist(), found.tau2.round(4).tolist()
    ([0.2625], [0.055])
    """
    from scipy.special import ndtri, stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        tau2 = _TAU2[estimator](effects)
        weight, mean, miss = effects.fit(tau2)
        total = effects.sum(weight)
        df = np.full(len(mean), np.inf)
        square = 1 / total
        if errors == "knapp-hartung":
            df = effects.k - 1.0
            square = effects.sum(weight * miss**2) / (df * total)
        elif errors == "origins":
            square, df = _robust(effects, weight, miss, clusters)
        tail = 1 - (1 - level) / 2
        reach = np.where(np.isinf(df), ndtri(tail), stdtrit(np.where(np.isinf(df), 1, df), tail))
        se, ahead = np.sqrt(square), np.sqrt(square + tau2)
        plain, _, off = effects.fit(np.zeros(len(mean)))
        q = effects.sum(plain * off**2)
        typical = (effects.k - 1) * effects.sum(plain)
        typical = typical / (effects.sum(plain) ** 2 - effects.sum(plain**2))
        i2 = 100 * tau2 / (tau2 + typical)
    return MetaAnalysis(
        estimate=mean,
        se=se,
        low=mean - reach * se,
        high=mean + reach * se,
        prediction_low=mean - reach * ahead,
        prediction_high=mean + reach * ahead,
        tau2=tau2,
        i2=i2,
        q=q,
        df=df,
    )


def _robust(
    effects: Effects, weight: Numbers, miss: Numbers, clusters: Codes | None
) -> tuple[Numbers, Numbers]:
    """Return squared standard errors robust within clusters, and their degrees of freedom."""
    number = np.arange(len(miss)) if clusters is None else clusters
    quantity = np.repeat(np.arange(len(effects.start)), effects.k)
    names, place = np.unique(number, return_inverse=True)
    owner = np.zeros(len(names), dtype=np.int64)
    owner[place] = quantity
    within = np.bincount(place, weight * miss) ** 2
    count = np.bincount(owner, minlength=len(effects.start)).astype(np.float64)
    meat = np.bincount(owner, within, minlength=len(effects.start))
    return meat / effects.sum(weight) ** 2 * count / (count - 1), count - 1


def _equal(effects: Effects) -> Numbers:
    return np.zeros(len(effects.start))


def _dersimonian_laird(effects: Effects) -> Numbers:
    weight, _, miss = effects.fit(np.zeros(len(effects.start)))
    total = effects.sum(weight)
    scale = total - effects.sum(weight**2) / total
    return np.maximum(0, (effects.sum(weight * miss**2) - (effects.k - 1)) / scale)


def _floor(effects: Effects) -> Numbers:
    """Return where to start: 0, or a trace of the variance where a variance is 0."""
    mean = effects.sum(effects.y) / effects.k
    square = effects.sum((effects.y - effects.spread(mean)) ** 2) / (effects.k - 1)
    exact = np.minimum.reduceat(effects.v, effects.start) == 0
    return np.where(exact, 1e-6 * square, 0)


def _paule_mandel(effects: Effects) -> Numbers:
    """Newton's steps from the left: Q falls and is convex in tau2, so none goes too far."""

    def step(some: Effects, tau2: Numbers) -> Numbers:
        weight, _, miss = some.fit(tau2)
        over = some.sum(weight * miss**2) - (some.k - 1)
        return np.where(over > 0, over, 0) / np.where(over > 0, some.sum(weight**2 * miss**2), 1)

    least = _floor(effects)
    tau2 = _iterate(effects, least, step)
    return np.where(tau2 > least, tau2, 0)


def _reml(effects: Effects) -> Numbers:
    """Climb the restricted likelihood from the moment estimate of Hedges and Olkin.

    Newton's steps where the curve bends down, Fisher's elsewhere, halved where they go too far.
    """

    def step(some: Effects, tau2: Numbers) -> Numbers:
        move = np.maximum(tau2 + _toward_peak(some, tau2), 0) - tau2
        large = np.abs(move) > 1e-5 * (tau2 + move)
        if large.any():
            here = _likelihood(some, tau2)
            for _ in range(20):
                worse = large & (_likelihood(some, tau2 + move) < here)
                if not worse.any():
                    break
                move = np.where(worse, move / 2, move)
        return move

    mean = effects.sum(effects.y) / effects.k
    square = effects.sum((effects.y - effects.spread(mean)) ** 2) / (effects.k - 1)
    moment = square - effects.sum(effects.v) / effects.k
    return _iterate(effects, np.maximum(moment, _floor(effects)), step)


def _toward_peak(effects: Effects, tau2: Numbers) -> Numbers:
    """Return the step to where the slope of the restricted likelihood is 0."""
    weight, _, miss = effects.fit(tau2)
    square = weight * weight
    pull = square * miss
    first, second = effects.sum(weight), effects.sum(square)
    third = effects.sum(square * weight) / first
    ratio = second / first
    slope = effects.sum(pull * miss) - first + ratio
    bend = 2 * effects.sum(weight * pull * miss) - 2 * effects.sum(pull) ** 2 / first
    expected = second - 2 * third + ratio**2
    bend = bend - expected
    return slope / np.where(bend > 0, bend, expected)


def _likelihood(effects: Effects, tau2: Numbers) -> Numbers:
    weight, _, miss = effects.fit(tau2)
    inner = effects.sum(np.log(weight) - weight * miss**2)
    return (inner - np.log(effects.sum(weight))) / 2


def _iterate(
    effects: Effects, tau2: Numbers, step: Callable[[Effects, Numbers], Numbers]
) -> Numbers:
    """Step until nothing moves; quantities that are done drop out."""
    tau2 = tau2.copy()
    scale = effects.sum(effects.v) / effects.k
    open_ = np.arange(len(tau2))
    some = effects
    for _ in range(_ROUNDS):
        move = step(some, tau2[open_])
        tau2[open_] += move
        moving = np.abs(move) > _CLOSE * (tau2[open_] + scale[open_])
        if not moving.any():
            break
        if moving.sum() < 0.8 * len(open_):
            open_, some = open_[moving], some.only(moving)
    return tau2


_TAU2 = {"REML": _reml, "DL": _dersimonian_laird, "PM": _paule_mandel, "EE": _equal}

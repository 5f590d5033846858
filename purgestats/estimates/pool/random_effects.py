"""Random-effects meta-analysis of many quantities at once.

Words: an *effect* y with its sampling variance v; tau2, the variance of the true effects between
studies; k, the number of effects on one quantity; weights w = 1 / (v + tau2).

Sources: DerSimonian & Laird 1986, "Meta-analysis in clinical trials", Controlled Clinical Trials 7
(DL); Paule & Mandel 1982, "Consensus values and weighting factors", Journal of Research of the
National Bureau of Standards 87, solved as in DerSimonian & Kacker 2007, Contemporary Clinical
Trials 28 (PM); Viechtbauer 2005, "Bias and efficiency of meta-analytic variance estimators in the
random-effects model", Journal of Educational and Behavioral Statistics 30 (REML); Knapp & Hartung
2003, "Improved tests for a random effects meta-regression with a single covariate", Statistics in
Medicine 22, with a factor of at least 1, as they advise in section 3; Hedges, Tipton & Johnson
2010, "Robust variance estimation in meta-regression with dependent effect size estimates", Research
Synthesis Methods 1, with the factor m / (m - 1) for m clusters; Higgins & Thompson 2002,
"Quantifying heterogeneity in a meta-analysis", Statistics in Medicine 21 (I2: in its general form
with tau2, and from Q where tau2 is set to 0).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purgestats.estimates.counts import Codes, Numbers

ESTIMATORS = ("REML", "DL", "PM", "EE")
ERRORS = ("knapp-hartung", "wald", "origins")
#: Of the scan: a point for each factor of about 1.7 over fifteen orders of magnitude.
_POINTS = 64
_HALVINGS = 52


@dataclass(frozen=True)
class Effects:
    """Effects on several quantities, those of one quantity together.

    Parameters
    ----------
    y, v : array of float, shape (n,)
        Effects and their variances, which are above 0.
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

    def fit(self, tau2: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return weights, weighted means and residuals at some tau2."""
        weight = 1 / (self.v + self.spread(tau2))
        mean = self.sum(weight * self.y) / self.sum(weight)
        return weight, mean, self.y - self.spread(mean)


def meta_analysis(
    effects: Effects,
    estimator: str = "REML",
    errors: str = "wald",
    clusters: Codes | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit a random-effects model to each quantity.

    Parameters
    ----------
    effects : Effects
        At least two a quantity.
    estimator : {"REML", "DL", "PM", "EE"}
        How tau2 is estimated; EE, equal effects, sets it to 0.
    errors : {"wald", "knapp-hartung", "origins"}
        Standard errors: of the model with normal intervals, Knapp and Hartung's with t intervals on
        k - 1 degrees of freedom, or robust to dependence within clusters, with t intervals on one
        less than the number of clusters. The latter two are never less than the first: effects
        that agree better than their variances allow are no proof of precision.
    clusters : array of int, shape (n,), optional
        For ``"origins"``: the cluster of each effect, numbered across quantities.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        One row a quantity. Columns are estimate and se (the mean of the true effects and its
        standard error), low and high (its confidence interval), prediction_low and prediction_high
        (where the true effect of another study is expected), tau2, i2 and q (variance between
        studies, its share of the total in percent, and Cochran's Q), df (degrees of freedom of the
        intervals; infinite for normal ones). NaN where there is one cluster only.

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
            square = np.maximum(effects.sum(weight * miss**2) / df, 1) / total
        elif errors == "origins":
            robust, df = _robust(effects, weight, miss, clusters)
            square = np.maximum(robust, square)
        tail = 1 - (1 - level) / 2
        reach = np.where(np.isinf(df), ndtri(tail), stdtrit(np.where(np.isinf(df), 1, df), tail))
        se, ahead = np.sqrt(square), np.sqrt(square + tau2)
        plain, _, off = effects.fit(np.zeros(len(mean)))
        q = effects.sum(plain * off**2)
        typical = (effects.k - 1) * effects.sum(plain)
        typical = typical / (effects.sum(plain) ** 2 - effects.sum(plain**2))
        i2 = 100 * tau2 / (tau2 + typical)
        if estimator == "EE":
            i2 = 100 * np.maximum(0, 1 - (effects.k - 1) / q)
    found = {"estimate": mean, "se": se, "low": mean - reach * se, "high": mean + reach * se}
    found |= {"prediction_low": mean - reach * ahead, "prediction_high": mean + reach * ahead}
    return pd.DataFrame({**found, "tau2": tau2, "i2": i2, "q": q, "df": df})


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


def _dersimonian_laird(effects: Effects) -> Numbers:
    weight, _, miss = effects.fit(np.zeros(len(effects.start)))
    total = effects.sum(weight)
    scale = total - effects.sum(weight**2) / total
    return np.maximum(0, (effects.sum(weight * miss**2) - (effects.k - 1)) / scale)


def _most(effects: Effects) -> Numbers:
    """Return a tau2 above any solution: the square of the distance of the outermost effects."""
    most, least = (end.reduceat(effects.y, effects.start) for end in (np.maximum, np.minimum))
    return (most - least) ** 2


def _paule_mandel(effects: Effects) -> Numbers:
    """Find where Q, which falls in tau2, is one less than the number of effects."""

    def over(tau2: Numbers) -> Numbers:
        weight, _, miss = effects.fit(tau2)
        return effects.sum(weight * miss**2) - (effects.k - 1)

    return _bisect(over, np.zeros(len(effects.start)), _most(effects))


def _reml(effects: Effects) -> Numbers:
    """Scan the restricted likelihood, which can have several peaks, and climb the highest."""
    most = _most(effects)
    least = np.minimum(np.minimum.reduceat(effects.v, effects.start) / 1000, most)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.nan_to_num((most / least) ** (1 / (_POINTS - 1)), nan=1.0)
    highest = _likelihood(effects, np.zeros(len(most)))
    before, after = np.zeros_like(most), least
    here, last = least, np.zeros_like(most)
    for _ in range(_POINTS):
        height = _likelihood(effects, here)
        higher = height > highest
        before, after = np.where(higher, last, before), np.where(higher, here * step, after)
        highest = np.where(higher, height, highest)
        here, last = here * step, here
    return _bisect(lambda tau2: _slope(effects, tau2), before, after)


def _slope(effects: Effects, tau2: Numbers) -> Numbers:
    """Return the derivative of twice the restricted likelihood."""
    weight, _, miss = effects.fit(tau2)
    first, square = effects.sum(weight), weight * weight
    return effects.sum(square * miss * miss) - first + effects.sum(square) / first


def _likelihood(effects: Effects, tau2: Numbers) -> Numbers:
    weight, _, miss = effects.fit(tau2)
    inner = effects.sum(np.log(weight) - weight * miss**2)
    return (inner - np.log(effects.sum(weight))) / 2


def _bisect(falling: Callable[[Numbers], Numbers], low: Numbers, high: Numbers) -> Numbers:
    """Return where a function falls through 0; 0 itself where it begins below."""
    high = np.where((low > 0) | (falling(low) > 0), high, low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = falling(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return high


_TAU2: dict[str, Callable[[Effects], Numbers]] = {
    "REML": _reml,
    "DL": _dersimonian_laird,
    "PM": _paule_mandel,
    "EE": lambda effects: np.zeros(len(effects.start)),
}

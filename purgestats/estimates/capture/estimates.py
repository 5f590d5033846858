"""What each model says of the size of a population, and what they say together."""

import math

import numpy as np
import pandas as pd

from purgestats.estimates.capture import fit
from purgestats.estimates.counts import Numbers
from purgestats.estimates.pool.distributions import Mixture, judgements

#: Models with less weight are not asked for an interval.
_LEAST_WEIGHT = 0.005
_UNKNOWN = "the counts do not determine how many are missing"


def estimated(
    counts: Numbers, names: list[str], level: float
) -> tuple[pd.DataFrame, float, float, float]:
    """Fit all models and average them.

    Parameters
    ----------
    counts : array of float, shape (2 ** lists - 1,)
        Persons of each pattern.
    names : list of str
        The lists.
    level : float
        Of the intervals.

    Returns
    -------
    models : DataFrame
        One row a model, those of most weight first; see :meth:`purgestats.Capture.to_frame`.
    low, best, high : float
        Of all persons, over all models; NaN where none says anything.
    """
    size = len(names)
    matrix, chosen, terms = fit.design(size), fit.hierarchical(size), fit.terms_of(size)
    fits = fit.fit(matrix, counts, chosen)
    bic = fits.deviance + fits.parameters * math.log(counts.sum())
    weight = np.where(
        fits.identified, np.exp(-(bic - bic[fits.identified].min(initial=np.inf)) / 2), 0
    )
    weight = np.nan_to_num(weight / max(weight.sum(), 1e-300))
    heavy = np.flatnonzero(weight >= _LEAST_WEIGHT)
    ends = np.full((2, len(weight)), np.nan)
    notable = fit.Fits(*(one[heavy] for one in vars(fits).values()))
    ends[:, heavy] = fit.profile(matrix, counts, chosen[heavy], notable, level)
    table = _table(fit.formulas(terms, chosen, names), fits, counts, ends, weight, "log-linear")
    ends_of_all = _mixed(table.iloc[heavy], counts.sum(), level)
    table = table.sort_values(["weight", "bic"], ascending=[False, True], kind="stable")
    beside = _two(counts) if size == 2 else _unequal(matrix[:, : size + 1], counts, size, level)
    return (pd.concat([table, *beside], ignore_index=True), *ends_of_all)


def _table(
    labels: list[str], fits: fit.Fits, counts: Numbers, ends: Numbers, weight: Numbers, kind: str
) -> pd.DataFrame:
    total = counts.sum()
    frame = pd.DataFrame({"model": labels, "kind": kind, "parameters": fits.parameters})
    frame["degrees_of_freedom"] = len(counts) - fits.parameters
    frame["deviance"] = fits.deviance
    frame["bic"] = fits.deviance + fits.parameters * math.log(total)
    frame["weight"] = weight
    frame["estimate"], frame["se"] = total + fits.missing, fits.se
    frame["low"], frame["high"] = total + ends
    frame["note"] = np.where(fits.identified, "", _UNKNOWN)
    return frame


def _mixed(models: pd.DataFrame, observed: float, level: float) -> tuple[float, float, float]:
    """Mix the models by weight, each a distribution of the interval and the estimate it gives."""
    if models.empty:
        return math.nan, math.nan, math.nan
    low, high = models["low"].to_numpy(), models["high"].to_numpy()
    best = np.clip(models["estimate"].to_numpy(), low, high)
    tail = (1 - level) / 2
    points = (tail, 0.5, 1 - tail)
    endless = np.isinf(high)
    shapes = judgements(low, best, np.where(endless, best, high), "log-normal", points)
    weight = models["weight"].to_numpy() / models["weight"].sum()
    mixture = Mixture(shapes, weight, np.array([0]), "linear")
    found = [max(float(mixture.quantile(point)[0][0]), observed) for point in points]
    if weight[endless].sum() > tail:
        found[2] = math.inf
    return found[0], found[1], found[2]


def _two(counts: Numbers) -> list[pd.DataFrame]:
    """Return Chapman's estimate and its variance (Seber 1970)."""
    first, second, both = counts
    one, other = first + both + 1, second + both + 1
    estimate = one * other / (both + 1) - 1
    variance = one * other * first * second / ((both + 1) ** 2 * (both + 2))
    row = {"model": "Chapman", "kind": "Chapman", "estimate": estimate, "se": math.sqrt(variance)}
    return [pd.DataFrame([row | {"note": "nearly unbiased where the two are independent"}])]


def _unequal(lists: Numbers, counts: Numbers, size: int, level: float) -> list[pd.DataFrame]:
    """Fit the models in which some persons are likelier to be recorded than others."""
    found = []
    for label, terms in fit.heterogeneity(size).items():
        kind = label.split(" (")[0]
        matrix, fits = _without_negative(lists, terms, counts, kind)
        ends = np.full((2, 1), np.nan)
        if fits.identified[0]:
            ends = np.stack(
                fit.profile(matrix, counts, np.ones((1, matrix.shape[1]), bool), fits, level)
            )
        found.append(_table([label], fits, counts, ends, np.array([np.nan]), kind))
    return found


def _without_negative(
    lists: Numbers, terms: Numbers, counts: Numbers, kind: str
) -> tuple[Numbers, fit.Fits]:
    """Fit a model; for a lower bound without terms that would make persons on many lists rarer."""
    while True:
        matrix = np.column_stack([lists, terms])
        fits = fit.fit(matrix, counts, np.ones((1, matrix.shape[1]), dtype=bool))
        negative = fits.coefficients[0, lists.shape[1] :] < 0
        if kind != "lower bound" or not negative.any():
            return matrix, fits
        terms = terms[:, ~negative]

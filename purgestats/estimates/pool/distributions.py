"""A distribution for each judgement, made from its lowest, best and highest value.

Four families. Of a normal or log-normal, low, best and high are taken to be quantiles, by default
the 5th, 50th and 95th percentile; where three of them do not fit a curve of two parameters exactly,
the curve comes closest in probability, as in SHELF (Oakley & O'Hagan, *SHELF: the Sheffield
Elicitation Framework*, and its R package's ``fitdist``: least squares of F(value) - probability).
Of a PERT (Malcolm et al. 1959, "Application of a Technique for Research and Development Program
Evaluation", Operations Research 7; a beta with mean (low + 4 best + high) / 6) and of a uniform,
low and high are the ends. Without a best value a judgement is taken as symmetric. A zero-width
judgement has all its probability at one value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FAMILIES = ("log-normal", "normal", "pert", "uniform")
_ROUNDS = 80


@dataclass(frozen=True)
class Judgements:
    """Distributions of one family, one a judgement.

    Parameters
    ----------
    family : str
        ``"log-normal"``, ``"normal"``, ``"pert"`` or ``"uniform"``.
    low, high : array of float, shape (n,)
        Its ends as judged.
    first, second : array of float, shape (n,)
        Mean and standard deviation (of the logarithm, for a log-normal), or the two parameters of
        a beta on low to high; 1 and 1 for a uniform.
    """

    family: str
    low: Numbers
    high: Numbers
    first: Numbers
    second: Numbers

    @property
    def points(self) -> NDArray[np.bool_]:
        """Which have all their probability at one value."""
        found: NDArray[np.bool_] = self.low == self.high
        return found

    @property
    def bounded(self) -> bool:
        """Whether nothing lies outside low to high."""
        return self.family in ("pert", "uniform")

    def cdf(self, values: Numbers) -> Numbers:
        """Return the probability of at most these values.

        Parameters
        ----------
        values : array of float, shape (n,) or (n, m)
            One row a judgement.

        Returns
        -------
        array of float
            Of the same shape.
        """
        from scipy import special

        shape = (-1,) + (1,) * (values.ndim - 1)
        low, high, first, second = (
            one.reshape(shape) for one in (self.low, self.high, self.first, self.second)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.family == "uniform":
                found = np.clip((values - low) / (high - low), 0, 1)
            elif self.family == "pert":
                within = np.clip((values - low) / (high - low), 0, 1)
                found = special.betainc(first, second, within)
            else:
                at = np.log(np.maximum(values, 0)) if self.family == "log-normal" else values
                found = special.ndtr((at - first) / second)
        return np.where(low == high, values >= low, found)

    def ppf(self, probability: float | Numbers) -> Numbers:
        """Return the quantiles.

        Parameters
        ----------
        probability : float, or array of float of shape (m,)
            Between 0 and 1.

        Returns
        -------
        array of float, shape (n,) or (n, m)
            One row a judgement.
        """
        from scipy import special

        p = np.asarray(probability, dtype=np.float64)
        low, high, first, second = (
            one.reshape((-1,) + (1,) * p.ndim)
            for one in (self.low, self.high, self.first, self.second)
        )
        if self.family == "uniform":
            found = low + (high - low) * p
        elif self.family == "pert":
            found = low + (high - low) * special.betaincinv(first, second, p)
        else:
            found = first + second * special.ndtri(p)
            found = np.exp(found) if self.family == "log-normal" else found
        return np.where(low == high, low, found)


def judgements(
    low: Numbers,
    best: Numbers,
    high: Numbers,
    family: str,
    probabilities: tuple[float, float, float],
) -> Judgements:
    """Make a distribution of each judgement.

    Parameters
    ----------
    low, best, high : array of float, shape (n,)
        Values with low <= best <= high; best may be NaN. For a log-normal low is above 0.
    family : str
        One of `FAMILIES`.
    probabilities : tuple of float
        What low, best and high are quantiles of, for a normal or log-normal.

    Returns
    -------
    Judgements
        One a value.

    Examples
    --------
    The first expert of the SHELF vignette: quartiles 25, 30 and 35.

    >>> found = judgements(*map(np.atleast_1d, (25.0, 30.0, 35.0)), "normal", (0.25, 0.5, 0.75))
    >>> found.first.round(4).tolist(), found.second.round(4).tolist()
    ([30.0], [7.413])
    """
    if family == "uniform":
        return Judgements(family, low, high, np.ones_like(low), np.ones_like(low))
    if family == "pert":
        width = np.where(high > low, high - low, 1.0)
        share = np.where(np.isnan(best), 0.5, (best - low) / width)
        return Judgements(family, low, high, 1 + 4 * share, 5 - 4 * share)
    ends = (low, best, high)
    if family == "log-normal":
        ends = (np.log(low), np.log(best), np.log(high))
    first, second = _normal(*ends, probabilities)
    return Judgements(family, low, high, first, second)


def _normal(
    low: Numbers, best: Numbers, high: Numbers, probabilities: tuple[float, float, float]
) -> tuple[Numbers, Numbers]:
    """Return means and standard deviations, fitted on the unit interval and scaled back."""
    from scipy.special import ndtri

    width = high - low
    wide = width > 0
    z = ndtri(probabilities)
    middle = (z[1] - z[0]) / (z[2] - z[0])
    share = np.full_like(low, middle)
    np.divide(best - low, width, out=share, where=wide & ~np.isnan(best))
    shares, place = np.unique(share, return_inverse=True)
    mean, spread = np.full_like(shares, -z[0] / (z[2] - z[0])), np.full_like(shares, 1.0)
    spread /= z[2] - z[0]
    odd = np.abs(shares - middle) > 1e-12
    if odd.any():
        mean[odd], spread[odd] = _closest(shares[odd], mean[0], spread[0], probabilities)
    return low + width * mean[place], width * spread[place]


def _closest(
    share: Numbers, mean: float, spread: float, probabilities: tuple[float, float, float]
) -> tuple[Numbers, Numbers]:
    """Fit normals to 0, share and 1 by least squares in probability (Levenberg-Marquardt)."""
    values = np.stack([np.zeros_like(share), share, np.ones_like(share)])
    p = np.reshape(probabilities, (3, 1))
    at = np.stack([np.full_like(share, mean), np.full_like(share, np.log(spread))])
    damping = np.full_like(share, 1e-3)
    cost, step = _step(values, p, at, damping)
    for _ in range(_ROUNDS):
        trial = at + step
        new_cost, new_step = _step(values, p, trial, damping / 3)
        better = new_cost <= cost * (1 + 1e-13) + 1e-30
        at = np.where(better, trial, at)
        damping = np.where(better, damping / 3, damping * 4)
        moved = np.abs(np.where(better, step, 0)).max(initial=0)
        cost, step = np.where(better, new_cost, cost), np.where(better, new_step, step)
        if better.all() and moved < 1e-13:
            break
        if not better.all():
            step = np.where(better, step, _step(values, p, at, damping)[1])
    return at[0], np.exp(at[1])


def _step(values: Numbers, p: Numbers, at: Numbers, damping: Numbers) -> tuple[Numbers, Numbers]:
    """Return the sum of squares and the damped Gauss-Newton step from there."""
    from scipy.special import ndtr

    spread = np.exp(at[1])
    z = (values - at[0]) / spread
    miss = ndtr(z) - p
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    by_mean, by_spread = -density / spread, -density * z
    a = (by_mean**2).sum(axis=0) * (1 + damping)
    b = (by_mean * by_spread).sum(axis=0)
    c = (by_spread**2).sum(axis=0) * (1 + damping)
    one, two = -(by_mean * miss).sum(axis=0), -(by_spread * miss).sum(axis=0)
    # A spread next to nothing leaves no slope to follow; steps beyond the unit interval are cut.
    scale = np.maximum(a * c - b * b, 1e-300)
    step = np.stack([c * one - b * two, a * two - b * one]) / scale
    return (miss**2).sum(axis=0), np.clip(step, -1, 1)

"""A distribution for each judgement, whose quantiles are its lowest, best and highest value.

By default these are the 5, 50 and 95 % points. A normal, or a normal of logarithms, is split at the
best value, with a standard deviation of its own on either side: the quantile function is a straight
line in the normal score below the best value and another above it, so all three points are met,
however lopsided (compare the two-piece normal of Wallis 2014, "The Two-Piece Normal, Binormal, or
Double Gaussian Distribution", Statistical Science 29, which is split at its mode instead). Where
the three lie evenly it is the plain normal. Without a best value a judgement is taken as symmetric.
An end equal to the best value has the probability of that side at one value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FAMILIES = ("log-normal", "normal")


@dataclass(frozen=True)
class Judgements:
    """Split normal distributions, one a judgement.

    Parameters
    ----------
    family : str
        ``"log-normal"`` or ``"normal"``.
    middle : array of float, shape (n,)
        The value at which each is split.
    below, above : array of float, shape (n,)
        Standard deviations below and above it, on the scale of the family.
    score : float
        The normal score of the middle; 0 where it is the median.
    """

    family: str
    middle: Numbers
    below: Numbers
    above: Numbers
    score: float

    def _off(self, values: Numbers, middle: Numbers) -> Numbers:
        """Return the distance from the middle on the scale of the family."""
        if self.family == "normal":
            return values - middle
        with np.errstate(divide="ignore"):
            return np.log(np.maximum(values, 0) / middle)

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
        from scipy.special import ndtr

        shape = (-1,) + (1,) * (values.ndim - 1)
        middle, below, above = (one.reshape(shape) for one in (self.middle, self.below, self.above))
        off = self._off(values, middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = off / np.where(off < 0, below, above)
        # At the middle itself the probability of the whole lower side is reached, or all of it.
        steps = np.where(off == 0, np.where(above > 0, 0.0, np.inf), steps)
        found: Numbers = ndtr(self.score + steps)
        return found

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
        from scipy.special import ndtri

        steps = np.asarray(ndtri(probability) - self.score)
        shape = (-1,) + (1,) * steps.ndim
        middle, below, above = (one.reshape(shape) for one in (self.middle, self.below, self.above))
        off = steps * np.where(steps < 0, below, above)
        found: Numbers = middle + off if self.family == "normal" else middle * np.exp(off)
        return found


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
        What low, best and high are quantiles of.

    Returns
    -------
    Judgements
        One a value.

    Examples
    --------
    The second expert of the SHELF vignette: quartiles 30, 35 and 50.

    >>> found = judgements(*map(np.atleast_1d, (30.0, 35.0, 50.0)), "normal", (0.25, 0.5, 0.75))
    >>> found.ppf(np.array([0.25, 0.5, 0.75])).round(6).tolist()
    [[30.0, 35.0, 50.0]]
    """
    from scipy.special import ndtri

    first, middle, last = ndtri(probabilities)
    share = (middle - first) / (last - first)
    if family == "normal":
        split = np.where(np.isnan(best), low + share * (high - low), best)
        sides = split - low, high - split
    else:
        split = np.where(np.isnan(best), low * (high / low) ** share, best)
        sides = np.log(split / low), np.log(high / split)
    return Judgements(
        family, split, sides[0] / (middle - first), sides[1] / (last - middle), float(middle)
    )

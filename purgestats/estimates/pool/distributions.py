"""A distribution for each judgement, whose quantiles are its lowest, best and highest value.

By default these are the 5, 50 and 95 % points. A normal, or a normal of logarithms, is split at the
best value, with a standard deviation of its own on either side: the quantile function is a straight
line in the normal score below the best value and another above it, so all three points are met,
however lopsided (compare the two-piece normal of Wallis 2014, "The Two-Piece Normal, Binormal, or
Double Gaussian Distribution", Statistical Science 29, which is split at its mode instead). Where
the three lie evenly it is the plain normal. Without a best value a judgement is taken as symmetric.
An end equal to the best value has the probability of that side at one value.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from purgestats.estimates.counts import Codes, Numbers

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
        with np.errstate(divide="ignore", invalid="ignore"):
            normal = self.family == "normal"
            off = values - middle if normal else np.log(np.maximum(values, 0) / middle)
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


_HALVINGS = 200
#: The weights of a mixture add up to 1 only up to rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Mixture:
    """Judgements on several quantities, with their weights.

    Parameters
    ----------
    judgements : Judgements
        One distribution a row, those of one quantity together; with densities, for ``"log"``.
    weight : array of float, shape (n,)
        Their weights, 1 in all for each quantity.
    start : array of int, shape (quantities,)
        The first row of each quantity.
    method : str
        ``"linear"``, ``"log"`` or ``"quantile"``.
    """

    judgements: Judgements
    weight: Numbers
    start: Codes
    method: str

    @cached_property
    def _group(self) -> Codes:
        sizes = np.diff(np.append(self.start, len(self.weight)))
        return np.repeat(np.arange(len(self.start)), sizes)

    def _sum(self, values: Numbers) -> Numbers:
        return np.add.reduceat(values, self.start)

    def quantile(self, probability: float) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest value that are a quantile of each quantity.

        The two differ only in a linear pool, where it has a stretch without probability there:
        every value between two exact figures is their median.

        Parameters
        ----------
        probability : float
            Between 0 and 1, both excluded.

        Returns
        -------
        tuple of array of float, shape (quantities,)
            The two ends.
        """
        if self.method == "linear":
            return self._linear(probability, False), self._linear(probability, True)
        if self.method == "quantile":
            found = self._sum(self.weight * self.judgements.ppf(probability))
        else:
            each = pairwise([*self.start.tolist(), None])
            found = np.array([self._of_product(slice(*rows), probability) for rows in each])
            found = np.exp(found) if self.judgements.family == "log-normal" else found
        return found, found

    def _linear(self, probability: float, beyond: bool) -> Numbers:
        """Halve the stretch from the least to the greatest single quantile.

        Find the first value at which the probability is reached, or passed.
        """
        each = self.judgements.ppf(probability)
        low, high = np.minimum.reduceat(each, self.start), np.maximum.reduceat(each, self.start)
        high = np.where(self._reached(low, probability, beyond), low, high)
        for _ in range(_HALVINGS):
            middle = low + (high - low) / 2
            open_ = (middle > low) & (middle < high)
            if not open_.any():
                break
            enough = self._reached(middle, probability, beyond)
            high = np.where(open_ & enough, middle, high)
            low = np.where(open_ & ~enough, middle, low)
        return high

    def _reached(self, values: Numbers, probability: float, beyond: bool) -> NDArray[np.bool_]:
        reached = self._sum(self.weight * self.judgements.cdf(values[self._group]))
        beyond_it: NDArray[np.bool_] = reached > probability + (_ROUNDING if beyond else -_ROUNDING)
        return beyond_it

    def _of_product(self, rows: slice, probability: float) -> float:
        """Return a quantile of the product of some densities, on the scale of their family.

        Between two values at which a judgement is split the product is a normal curve.
        """
        from scipy.special import log_ndtr, ndtr, ndtri

        shape, weight = self.judgements, self.weight[rows]
        middle = shape.middle[rows]
        middle = np.log(middle) if shape.family == "log-normal" else middle
        # Reckoning about the mean of the middles keeps the squares small.
        centre = middle.mean()
        cuts = np.unique(middle - centre)
        low, high = np.append(-np.inf, cuts), np.append(cuts, np.inf)
        side = np.where(high[:, None] <= middle - centre, shape.below[rows], shape.above[rows])
        about = middle - centre - shape.score * side
        precision = (weight / side**2).sum(axis=1)
        mean, sd = (weight / side**2 * about).sum(axis=1) / precision, precision**-0.5
        height = (weight * (about**2 / side**2 / 2 + np.log(side))).sum(axis=1)
        height = precision * mean**2 / 2 - height + np.log(sd)
        a, b = (low - mean) / sd, (high - mean) / sd
        # Reckon in the lower tail, where small probabilities keep their digits.
        flipped = a > 0
        a, b = np.where(flipped, -b, a), np.where(flipped, -a, b)
        with np.errstate(divide="ignore", invalid="ignore"):
            mass = height + log_ndtr(b) + np.log1p(-np.exp(log_ndtr(a) - log_ndtr(b)))
        mass = np.exp(mass - mass.max())
        reached = np.cumsum(mass)
        wanted = probability * reached[-1]
        at = int(np.argmax(reached >= wanted * (1 - _ROUNDING)))
        part = np.clip((wanted - reached[at] + mass[at]) / mass[at], 0, 1)
        part = 1 - part if flipped[at] else part
        score = ndtri(ndtr(a[at]) + part * (ndtr(b[at]) - ndtr(a[at])))
        found = mean[at] + sd[at] * (-score if flipped[at] else score)
        return float(centre + np.clip(found, low[at], high[at]))

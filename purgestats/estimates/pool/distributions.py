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
from functools import cached_property

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
    def _sizes(self) -> Codes:
        return np.diff(np.append(self.start, len(self.weight)))

    @property
    def _logarithmic(self) -> bool:
        return self.judgements.family == "log-normal"

    @cached_property
    def _group(self) -> Codes:
        return np.repeat(np.arange(len(self.start)), self._sizes)

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
            found = self._segments.quantile(probability)
            found = np.exp(found) if self._logarithmic else found
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

    @cached_property
    def _segments(self) -> _Segments:
        """Cut each axis where a judgement is split: between cuts the product is a normal curve."""
        shape, weight = self.judgements, self.weight
        order = np.lexsort((shape.middle, self._group))
        middle, weight = shape.middle[order], weight[order]
        middle = np.log(middle) if self._logarithmic else middle
        # Reckoning about the mean of the middles keeps the squares small.
        centre = np.bincount(self._group, middle) / self._sizes
        off = middle - centre[self._group]
        sides = []
        for sd in (shape.below[order], shape.above[order]):
            about = off - shape.score * sd
            precision = weight / sd**2
            terms = (precision, precision * about, precision * about**2 / 2 + weight * np.log(sd))
            sides.append(np.stack(terms))
        # In the first segment all judgements are above it; each cut moves one to the other side.
        first = np.add.reduceat(sides[0], self.start, axis=1)
        moved = np.cumsum(sides[1] - sides[0], axis=1)
        before = np.concatenate([np.zeros((3, 1)), moved], axis=1)[:, self.start]
        after = moved - np.repeat(before - first, self._sizes, axis=1)
        place = self.start + np.arange(len(self.start))
        terms_of = np.insert(after, self.start, first, axis=1)
        ends = np.insert(off, self.start, -np.inf)
        stops = np.append(ends[1:], np.inf)
        stops[np.append(place[1:], len(ends)) - 1] = np.inf
        owner = np.repeat(np.arange(len(self.start)), self._sizes + 1)
        return _Segments(terms_of, ends, stops, place, owner, centre)


@dataclass(frozen=True)
class _Segments:
    """Stretches on which a product of densities is a normal curve; infinite ones at the ends."""

    terms: Numbers
    low: Numbers
    high: Numbers
    start: Codes
    owner: Codes
    centre: Numbers

    def quantile(self, probability: float) -> Numbers:
        """Return a quantile on each axis."""
        from scipy.special import log_ndtr, ndtr, ndtri

        precision, slope, constant = self.terms
        mean, sd = slope / precision, precision**-0.5
        a, b = (self.low - mean) / sd, (self.high - mean) / sd
        # Reckon in the lower tail, where small probabilities keep their digits.
        flipped = a > 0
        a, b = np.where(flipped, -b, a), np.where(flipped, -a, b)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = log_ndtr(b) + np.log1p(-np.exp(log_ndtr(a) - log_ndtr(b)))
        height = slope**2 / precision / 2 - constant + np.log(sd)
        mass = np.where(self.high > self.low, height + share, -np.inf)
        mass = np.exp(mass - np.maximum.reduceat(mass, self.start)[self.owner])
        total = np.add.reduceat(mass, self.start)
        reached = np.cumsum(mass)
        before = (reached - mass) - (reached - mass)[self.start][self.owner]
        wanted = (probability * total)[self.owner]
        enough = before + mass >= wanted * (1 - _ROUNDING)
        first = np.flatnonzero(enough & ~np.append(False, enough[:-1] & (np.diff(self.owner) == 0)))
        part = np.clip((wanted - before)[first] / mass[first], 0, 1)
        a, b, flipped = a[first], b[first], flipped[first]
        part = np.where(flipped, 1 - part, part)
        score = ndtri(ndtr(a) + part * (ndtr(b) - ndtr(a)))
        score = np.where(flipped, -score, score)
        found = mean[first] + sd[first] * score
        within: Numbers = self.centre + np.clip(found, self.low[first], self.high[first])
        return within

"""One distribution out of several judgements on one quantity, for many quantities at once.

- *linear*: the weighted mean of the probabilities (Stone 1961, "The Opinion Pool", Annals of
  Mathematical Statistics 32).
- *log*: the weighted geometric mean of the densities, scaled to 1 (Genest & Zidek 1986, "Combining
  Probability Distributions", Statistical Science 1, section 3).
- *quantile*: the weighted mean of the quantiles (Vincentization; Lichtendahl, Grushka-Cockayne &
  Winkler 2013, "Is It Better to Average Probabilities or Quantiles?", Management Science 59).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from purgestats.estimates.pool.distributions import Judgements

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

_HALVINGS = 200
_GRID = 4_001


@dataclass(frozen=True)
class Mixture:
    """Judgements on several quantities, with their weights.

    Parameters
    ----------
    judgements : Judgements
        One distribution a row, those of one quantity together.
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

    def quantile(self, probability: float) -> Numbers:
        """Return a quantile of the pooled distribution of each quantity.

        Parameters
        ----------
        probability : float
            Between 0 and 1, both excluded.

        Returns
        -------
        array of float, shape (quantities,)
            NaN where a logarithmic pool has nothing to stand on.
        """
        if self.method == "quantile":
            return self._sum(self.weight * self.judgements.ppf(probability))
        if self.method == "linear":
            return self._linear(probability)
        if self.judgements.bounded:
            return np.array([self._log_bounded(at, probability) for at in range(len(self.start))])
        return self._log_normal(probability)

    def _linear(self, probability: float) -> Numbers:
        """Halve the stretch between the least and the greatest single quantile."""
        each = self.judgements.ppf(probability)
        low, high = np.minimum.reduceat(each, self.start), np.maximum.reduceat(each, self.start)
        high = np.where(self._reached(low) >= probability, low, high)
        for _ in range(_HALVINGS):
            middle = low + (high - low) / 2
            open_ = (middle > low) & (middle < high)
            if not open_.any():
                break
            enough = self._reached(middle) >= probability
            high = np.where(open_ & enough, middle, high)
            low = np.where(open_ & ~enough, middle, low)
        return high

    def _reached(self, values: Numbers) -> Numbers:
        reached = self._sum(self.weight * self.judgements.cdf(values[self._group]))
        # The weights of a mixture add up to 1 only up to rounding.
        found: Numbers = np.where(reached > 1 - 1e-12, 1.0, reached)
        return found

    def _log_normal(self, probability: float) -> Numbers:
        """Weight means by precision; the geometric mean of normals is a normal."""
        from scipy.special import ndtri

        with np.errstate(divide="ignore", invalid="ignore"):
            precision = self.weight / self.judgements.second**2
            total = self._sum(precision)
            mean = self._sum(precision * self.judgements.first) / total
            found: Numbers = mean + ndtri(probability) / np.sqrt(total)
        return np.exp(found) if self.judgements.family == "log-normal" else found

    def _log_bounded(self, number: int, probability: float) -> float:
        """Integrate the geometric mean of betas over the stretch that all of them allow."""
        stop = [*self.start[1:].tolist(), len(self.weight)][number]
        rows = slice(int(self.start[number]), stop)
        shape = self.judgements
        lows, highs = shape.low[rows, None], shape.high[rows, None]
        low, high = float(lows.max()), float(highs.min())
        if not low < high:
            return float("nan")
        # Closer together near the ends, where a beta may bend sharply.
        turn = np.linspace(0, np.pi, _GRID)
        grid = low + (high - low) * (1 - np.cos(turn)) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            below, above = np.log(grid - lows), np.log(np.maximum(highs - grid, 0))
            first, second = shape.first[rows, None] - 1, shape.second[rows, None] - 1
            terms = np.where(first == 0, 0, first * below) + np.where(
                second == 0, 0, second * above
            )
            height = (self.weight[rows, None] * terms).sum(axis=0)
        height = np.exp(height - height.max()) * np.sin(turn)
        area = np.append(0, np.cumsum((height[1:] + height[:-1]) / 2))
        return float(np.interp(probability * area[-1], area, grid))

    def stands(self) -> Flags:
        """Return where the method applies.

        A logarithmic pool needs densities, so no judgement without width, and a stretch that all
        of them allow.
        """
        if self.method != "log":
            return np.ones(len(self.start), dtype=bool)
        shape = self.judgements
        applies = ~np.logical_or.reduceat(shape.points, self.start)
        if shape.bounded:
            low = np.maximum.reduceat(shape.low, self.start)
            applies &= low < np.minimum.reduceat(shape.high, self.start)
        return applies

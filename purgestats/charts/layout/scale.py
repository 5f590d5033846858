"""Where a value falls along an axis, in points, known before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullFormatter

from purgestats.charts.layout.text_size import LINE_HEIGHT, text_width
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import QUIET, SMALL_SIZE, is_wide
from purgestats.words import number, sentence_case

LOG_NOTE = "logarithmic scale"
"""What the label of a logarithmic axis adds."""


@dataclass(frozen=True)
class Scale:
    """A value axis of known length.

    Parameters
    ----------
    low, high : float
        Where the axis begins and ends.
    log : bool
        Whether it is logarithmic.
    length : float
        Its length in points.
    write : callable
        How a value is written.

    Examples
    --------
    >>> Scale(0, 200, log=False, length=100).place(50)
    25.0
    """

    low: float
    high: float
    log: bool
    length: float
    write: Callable[[float], str] = number

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends."""
        return self.low, self.high

    def label(self, unit: str) -> str:
        """Return the label of the axis, which owns up to being logarithmic.

        Parameters
        ----------
        unit : str
            What is counted.

        Returns
        -------
        str
            The unit, with a note on a logarithmic axis.

        Examples
        --------
        >>> Scale(0, 200, log=False, length=100).label("persons")
        'Persons'
        """
        return sentence_case(unit) + (f" ({LOG_NOTE})" if self.log else "")

    def place(self, value: float) -> float:
        """Return the distance of a value from the beginning of the axis, in points.

        Parameters
        ----------
        value : float
            A value; on a logarithmic axis, above 0.

        Returns
        -------
        float
            Points, negative before the beginning.
        """
        if self.log:
            return self.length * math.log(value / self.low) / math.log(self.high / self.low)
        return self.length * (value - self.low) / (self.high - self.low)

    def ticks(self, along: Literal["x", "y"]) -> list[float]:
        """Return round values to label, as many as have room.

        Parameters
        ----------
        along : {"x", "y"}
            Whether their labels stand side by side or one above the other.

        Returns
        -------
        list of float
            From the lowest to the highest.
        """
        for ticks in self._tick_choices():
            places = [self.place(tick) for tick in ticks]
            rooms = [
                text_width(self.write(tick), SMALL_SIZE) + 8
                if along == "x"
                else SMALL_SIZE * LINE_HEIGHT
                for tick in ticks
            ]
            gaps = zip(places, places[1:], rooms, rooms[1:], strict=False)
            if all(b - a >= (before + after) / 2 for a, b, before, after in gaps):
                break
        return ticks

    def _tick_choices(self) -> list[list[float]]:
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            powers = [10.0**n for n in range(first, last + 1)]
            if len(powers) == 1:
                powers += [
                    factor * powers[0] for factor in (2, 5) if factor * powers[0] < self.high
                ]
            return [powers[::step] for step in range(1, len(powers) + 1)]
        locators = [MaxNLocator(nbins=n, steps=[1, 2, 2.5, 5, 10]) for n in (5, 4, 3, 2, 1)]
        choices = [locator.tick_values(self.low, self.high) for locator in locators]
        return [[float(t) for t in ticks if self.low <= t <= self.high] for ticks in choices]

    def dress(self, ax: Axes, along: Literal["x", "y"] = "x") -> None:
        """Scale an axis, with thousands separators on its ticks.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
            Axes to scale.
        along : {"x", "y"}
            The axis that carries the values.
        """
        axis = ax.xaxis if along == "x" else ax.yaxis
        ax.set(**{f"{along}scale": "log" if self.log else "linear"})
        ax.set(**{f"{along}lim": self.limits})
        ticks = self.ticks(along)
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FixedFormatter([self.write(tick) for tick in ticks]))
        if self.log:
            decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
            steps = [factor * 10.0**n for n in decades for factor in range(1, 10)]
            axis.set_minor_locator(FixedLocator([s for s in steps if self.low <= s <= self.high]))
            axis.set_minor_formatter(NullFormatter())
            side = "bottom" if along == "x" else "left"
            axis.set_tick_params(which="minor", length=3, color=QUIET, **{side: True})

    def drawable(self, span: Span) -> Span:
        """Return a span without what the axis cannot show: an end at 0 becomes an open one.

        Parameters
        ----------
        span : Span
            The values of a claim.

        Returns
        -------
        Span
            The same on a linear axis.
        """
        if not self.log:
            return span
        return Span(*(value if value > 0 else math.nan for value in span))


def scale_for(
    spans: list[Span], length: float, *, before: float, after: float, log: bool | None = None
) -> Scale:
    """Choose the axis for some claims: from zero, or logarithmic where values lie far apart.

    Parameters
    ----------
    spans : list of Span
        What is to be drawn.
    length : float
        Length of the axis in points.
    before, after : float
        Points to keep free below the lowest value (logarithmic axes only) and above the highest.
    log : bool, optional
        Whether the axis is logarithmic, whatever the values; bars demand that it is not.

    Returns
    -------
    Scale
        The axis.

    Examples
    --------
    >>> scale_for([Span(10, 10, 10), Span(80, 80, 80)], 100, before=10, after=20).limits
    (0.0, 100.0)
    """
    values = [value for span in spans for value in span.known]
    positive = [value for value in values if value > 0]
    if not positive:
        return Scale(0.0, 1.0, log=False, length=length)
    top = max(positive)
    if not (is_wide(values) if log is None else log):
        return Scale(0.0, top * length / (length - after), log=False, length=length)
    bottom = min(positive)
    # Values (nearly) alike span next to nothing; a decade around them makes an axis.
    step = max(math.log(top / bottom), math.log(10)) / (length - before - after)
    low, high = bottom * math.exp(-step * before), bottom * math.exp(step * (length - before))
    return Scale(low, high, log=True, length=length)

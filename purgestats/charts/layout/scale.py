"""Where a value falls along an axis, in points, known before anything is drawn."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter

from purgestats.charts.layout.text import LINE_HEIGHT, text_width
from purgestats.charts.style import SMALL_SIZE, colours
from purgestats.words import number

#: Length of the arrow at an open end, in points.
ARROW = 22.0

#: Values further apart than this are drawn on a logarithmic axis, where one is allowed.
LOG_FROM_RATIO = 50

_CLOSE_FROM = 0.6
_ZERO_ROOM = 26.0
_YEARS_APART = 45.0
_STEPS = [1, 2, 2.5, 5, 10]


@dataclass(frozen=True)
class Scale:
    """A value axis of known length in points; on a logarithmic one, zero may have a place apart."""

    low: float
    high: float
    log: bool
    length: float
    write: Callable[[float], str] = number
    zero: bool = False

    def label(self, unit: str) -> str:
        """Return the label of the axis, which owns up to what is unusual about it."""
        notes = ["logarithmic scale"] if self.log else []
        if not self.log and self.low > 0:
            notes.append(f"axis begins at {self.write(self.low)}")
        return unit[:1].upper() + unit[1:] + (f" ({', '.join(notes)})" if notes else "")

    def on(self, value: float) -> float:
        """Return a value as it is drawn: at the edge if it lies beyond."""
        return min(max(value, self.low), self.high)

    def place(self, value: float) -> float:
        """Return the distance of a value from the beginning of the axis, in points."""
        value = self.on(value)
        if self.log:
            return self.length * math.log(value / self.low) / math.log(self.high / self.low)
        return self.length * (value - self.low) / (self.high - self.low)

    def value(self, place: float) -> float:
        """Return the value at a distance from the beginning of the axis, in points."""
        share = place / self.length
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + (self.high - self.low) * share

    def misses(self, value: float) -> int:
        """Say whether a value lies below the axis (-1), above it (1), or has a place on it (0)."""
        if value < self.low * (1 - 1e-9) and not (self.zero and value == 0):
            return -1
        return int(value > self.high * (1 + 1e-9))

    def ticks(self, along: Literal["x", "y"] = "x") -> list[float]:
        """Return round values to label, as many as have room."""
        for ticks in self._tick_choices():
            places = [self.place(tick) for tick in ticks]
            widths = [text_width(self.write(tick), SMALL_SIZE) + 10 for tick in ticks]
            rooms = widths if along == "x" else [SMALL_SIZE * LINE_HEIGHT * 1.5] * len(ticks)
            gaps = zip(places, places[1:], rooms, rooms[1:], strict=False)
            if all(b - a >= (before + after) / 2 for a, b, before, after in gaps):
                break
        return ticks

    def _tick_choices(self) -> list[list[float]]:
        if self.log:
            begin = self.low * (self.high / self.low) ** (_ZERO_ROOM / self.length * self.zero)
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            found = []
            for factors in ((1, 2, 5), (1, 3), (1,)):
                values = [f * 10.0**n for n in range(first, last + 1) for f in factors]
                found.append([v for v in values if begin <= v <= self.high])
            powers = found[-1]
            return [*found, *(powers[::step] for step in range(2, len(powers) + 1))]
        locators = [MaxNLocator(nbins=n, steps=_STEPS) for n in (6, 5, 4, 3, 2, 1)]
        choices = [locator.tick_values(self.low, self.high) for locator in locators]
        return [[float(t) for t in ticks if self.low <= t <= self.high] for ticks in choices]

    def dress(self, ax: Axes, along: Literal["x", "y"] = "x") -> None:
        """Scale an axis, with thousands separators on its ticks; the unit named there stays."""
        axis = ax.xaxis if along == "x" else ax.yaxis
        axis.set_label_text(self.label(axis.get_label_text()))
        ax.set(**{f"{along}scale": "log" if self.log else "linear"})
        ax.set(**{f"{along}lim": (self.low, self.high)})
        ticks = self.ticks(along)
        words = [self.write(tick) for tick in ticks]
        if self.zero:
            ticks, words = [self.low, *ticks], ["0", *words]
        axis.set_ticks(ticks, words)
        if not self.log:
            return
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
        steps = [factor * 10.0**n for n in decades for factor in range(1, 10)]
        first = min(ticks[1:], default=self.high) if self.zero else self.low
        axis.set_minor_locator(FixedLocator([s for s in steps if first <= s <= self.high]))
        axis.set_minor_formatter(NullFormatter())
        side = "bottom" if along == "x" else "left"
        axis.set_tick_params(which="minor", length=3, color=colours().edge, **{side: True})


def scale_for(
    values: Iterable[float],
    length: float,
    *,
    before: float = ARROW,
    after: float = ARROW,
    log: bool | None = None,
    from_zero: bool = False,
    write: Callable[[float], str] = number,
) -> Scale:
    """Choose the axis on which some values have so many free points before and after them.

    It begins at zero, unless all values are so close that nothing could be told apart; it is
    logarithmic where they lie far apart, unless `log` decides.
    """
    given = [value for value in values if math.isfinite(value)]
    positive = [value for value in given if value > 0]
    if not positive:
        return Scale(0.0, 1.0, log=False, length=length, write=write)
    bottom, top = min(positive), max(positive)
    length = max(length, before + after + 10)
    if not (top > LOG_FROM_RATIO * bottom if log is None else log):
        if from_zero or len(positive) < len(given) or bottom < _CLOSE_FROM * top or bottom == top:
            return Scale(0.0, top * length / (length - after), False, length, write)
        step = (top - bottom) / (length - before - after)
        rounded = _round_below(bottom - step * before, top - bottom)
        high = rounded + (top - rounded) * length / (length - after)
        return Scale(rounded, high, False, length, write)
    zero = len(positive) < len(given)
    before += _ZERO_ROOM * zero
    # Values (nearly) alike span next to nothing; a decade around them makes an axis.
    step = max(math.log(top / bottom), math.log(10)) / (length - before - after)
    low, high = bottom * math.exp(-step * before), bottom * math.exp(step * (length - before))
    return Scale(low, high, True, length, write, zero)


def _round_below(value: float, span: float) -> float:
    """Return a round number below a value, rounded by no more than about half of a span."""
    unit = 10.0 ** math.floor(math.log10(span / 2))
    unit = next(unit * f for f in (5, 2, 1) if unit * f <= span / 2)
    return max(0.0, math.floor(value / unit) * unit)


def dress_years(ax: Axes, scale: Scale) -> None:
    """Scale a horizontal axis of years, with as many round ones as have room."""
    ax.set_xlim(scale.low, scale.high)
    bins = max(1, int(scale.length / _YEARS_APART))
    locator = MaxNLocator(nbins=bins, integer=True, steps=[1, 2, 5, 10])
    ticks = [float(t) for t in locator.tick_values(scale.low, scale.high)]
    inside = [t for t in ticks if scale.low <= t <= scale.high] or [round(scale.low + 0.5)]
    ax.set_xticks(inside, [f"{t:.0f}" for t in inside])

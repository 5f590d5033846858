"""Whole numbers for the screen, no finer than the coarsest figure they were made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from purgestats.words import range_words


def coarseness(low: float, best: float, high: float) -> float:
    """Return the unit, a power of ten, to which a figure is given.

    Parameters
    ----------
    low, best, high : float
        The values it allows; NaN where there is none.

    Returns
    -------
    float
        The place of the last digit that is not 0, or of the width of its range where that is less.

    Examples
    --------
    >>> coarseness(681_692, 681_692, 681_692), coarseness(665_000, 700_000, 735_000)
    (1.0, 10000.0)
    """
    value = next((one for one in (best, high, low) if one > 0 and math.isfinite(one)), 1.0)
    unit = 10.0 ** math.floor(math.log10(value))
    while unit > 1 and value % unit:
        unit /= 10
    width = high - low
    if width > 0 and math.isfinite(width):
        unit = min(unit, 10.0 ** math.floor(math.log10(width)))
    return max(unit, 1.0)


def outward(low: float, high: float, units: Iterable[float]) -> str:
    """Write a range rounded outward to the coarsest of several units.

    Two digits of each end stay: a range from 664,786 to 2,717,227 does not begin at 0 because one
    of the figures behind it is given in millions.

    Parameters
    ----------
    low, high : float
        Its ends.
    units : iterable of float
        What `coarseness` says of each figure behind it.

    Returns
    -------
    str
        The range in words.

    Examples
    --------
    >>> outward(666_213.4, 1_043_002.2, [1.0, 10_000.0])
    '660,000 to 1,050,000'
    >>> outward(664_786, 2_717_227, [1.0, 1_000_000.0])
    '660,000 to 2,800,000'
    """
    unit = max(units, default=1.0)
    up = high if math.isinf(high) else _rounded(high, unit, math.ceil)
    return range_words(_rounded(low, unit, math.floor), up, "")


def rounded(value: float, units: Iterable[float]) -> str:
    """Write a value rounded to the coarsest of several units, two digits of it at the least.

    Parameters
    ----------
    value : float
        The value.
    units : iterable of float
        As for `outward`.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> rounded(694_321.7, [1.0, 10_000.0])
    '690,000'
    """
    return f"{_rounded(value, max(units, default=1.0), round):,.0f}"


def _rounded(value: float, unit: float, way: Callable[[float], int]) -> float:
    if value > 0:
        unit = max(1.0, min(unit, 10.0 ** (math.floor(math.log10(value)) - 1)))
    steps = value / unit
    # A value that lies on the unit up to rounding stays where it is.
    steps = round(steps) if abs(steps - round(steps)) < 1e-9 * max(1, abs(steps)) else way(steps)
    return steps * unit

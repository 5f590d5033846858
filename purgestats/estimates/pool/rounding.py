"""Numbers for the screen: no finer than the coarsest figure they were made of."""

from __future__ import annotations

import math
from collections.abc import Iterable

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
    if value < 1 or value % 1:
        unit = min(unit, 10.0 ** math.floor(math.log10(value) - 2))
    width = high - low
    if width > 0 and math.isfinite(width):
        unit = min(unit, 10.0 ** math.floor(math.log10(width)))
    return unit


def outward(low: float, high: float, units: Iterable[float]) -> str:
    """Write a range rounded outward to the coarsest of several units.

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
    """
    unit = max(units, default=1.0)
    # A value that lies on the unit up to rounding stays where it is.
    down = math.floor(low / unit + 1e-9) * unit
    up = high if math.isinf(high) else math.ceil(high / unit - 1e-9) * unit
    return range_words(down, up, "")


def rounded(value: float, units: Iterable[float]) -> str:
    """Write a value rounded to the coarsest of several units.

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
    unit = max(units, default=1.0)
    digits = max(0, -math.floor(math.log10(unit)))
    return f"{round(value / unit) * unit:,.{digits}f}"

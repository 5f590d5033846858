"""One rule from a printed range to a distribution, for every function that needs one.

The lowest value is the 5 % point, the best the median, the highest the 95 % point. So one standard
deviation is the width of the range divided by 3.29, the distance of the two points of a normal
distribution. A reading's width says how a figure was rounded or hedged, not how well people were
counted: no figure is taken to be right to less than one person, or to one in ten thousand.
"""

from __future__ import annotations

#: What low, best and high are quantiles of.
PROBABILITIES = (0.05, 0.5, 0.95)
#: Standard deviations between the 5 % and the 95 % point of a normal distribution.
DEVIATIONS = 3.2897072539029435
#: The least width of a figure: of a count, in persons, and relative to it.
WHOLE, FINEST = 1.0, 1e-4


def standard_deviation(width: float, value: float, whole: float = WHOLE) -> float:
    """Return one standard deviation of a figure.

    Parameters
    ----------
    width : float
        Highest less lowest value.
    value : float
        The value put forward.
    whole : float
        What one person is, in the unit of the figure.

    Returns
    -------
    float
        In that unit.

    Examples
    --------
    >>> round(standard_deviation(1_200_000 - 950_000, 1_075_000))
    75995
    >>> round(standard_deviation(0, 39_070), 2)
    1.19
    """
    return max(width, whole, FINEST * value) / DEVIATIONS

"""Moving labels apart, each as little as possible, in the order of what they label."""

from __future__ import annotations

from itertools import accumulate, pairwise


def spread(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Place labels along a line so that none overlaps the next.

    The sum of squared moves is the least possible: isotonic regression by pooling adjacent
    violators (Barlow et al. 1972, Statistical Inference under Order Restrictions), cut off at the
    ends of the line.

    Parameters
    ----------
    wanted : list of float
        Where the middle of each label should be, in rising order.
    sizes : list of float
        The extent of each label along the line.
    low, high : float
        Ends of the line; if there is not room enough, labels go beyond its high end.

    Returns
    -------
    list of float
        Where the middles go, in the same order.

    Examples
    --------
    >>> spread([10, 10, 40], [4, 4, 4], 0, 100)
    [8.0, 12.0, 40.0]
    """
    if not wanted:
        return []
    steps = [(before + after) / 2 for before, after in pairwise(sizes)]
    shifts = list(accumulate(steps, initial=0.0))
    targets = [want - shift for want, shift in zip(wanted, shifts, strict=True)]
    first = low + sizes[0] / 2
    last = max(first, high - sizes[-1] / 2 - shifts[-1])
    levels = [min(max(level, first), last) for level in _isotonic(targets)]
    return [level + shift for level, shift in zip(levels, shifts, strict=True)]


def _isotonic(targets: list[float]) -> list[float]:
    pools: list[tuple[float, int]] = []
    for target in targets:
        total, count = float(target), 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            total, count = total + pools[-1][0], count + pools.pop()[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]

"""How many origins allow each value: one sweep over the ends of the intervals.

Marzullo, K. (1984), "Maintaining the Time in a Distributed System", PhD thesis, Stanford
University, chapter 4, where the intervals are readings of clocks.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from purgestats.estimates.counts import Codes, Flags, Numbers


@dataclass(frozen=True)
class Sweep:
    """The ends of closed intervals in order, and how many intervals hold after each.

    Parameters
    ----------
    value, scope : array, shape (ends,)
        Each end and the axis on which it lies; by axis, then by value, and among equal values the
        low ends first, because the intervals are closed.
    opens : array of bool, shape (ends,)
        Whether it is a low end.
    count, known : array of int, shape (ends,)
        How many intervals hold just after this end was passed, and how many of these are known to
        be counts of their own.
    """

    value: Numbers
    scope: Codes
    opens: Flags
    count: Codes
    known: Codes

    def best(self) -> tuple[Codes, Codes]:
        """Return the ends between which the most intervals hold: where each stretch starts, stops.

        The support is highest from a low end on, and up to the next end, which is a high one.
        """
        if not len(self.scope):
            return self.scope, self.scope
        start = np.flatnonzero(np.append(True, self.scope[1:] != self.scope[:-1]))
        most = np.maximum.reduceat(self.count, start)
        sizes = np.diff(np.append(start, len(self.count)))
        opens = np.flatnonzero(self.count == np.repeat(most, sizes))
        return opens, opens + 1

    def support(self, values: Numbers) -> Codes:
        """Return how many intervals hold at given values, all and known, where there is one axis.

        Parameters
        ----------
        values : array of float, shape (n,)
            Any values.

        Returns
        -------
        array of int, shape (n, 2)
            All, and those known.
        """
        kinds = np.ones(len(self.value), dtype=bool), np.diff(self.known, prepend=0) != 0
        columns = [
            np.searchsorted(self.value[self.opens & kind], values, "right")
            - np.searchsorted(self.value[~self.opens & kind], values, "left")
            for kind in kinds
        ]
        return np.column_stack(columns).astype(np.int64)


def stretches(*sweeps: Sweep) -> tuple[dict[str, NDArray[Any]], Codes]:
    """Return the longest stretches of equal support by several sweeps, by axis and value.

    Parameters
    ----------
    *sweeps : Sweep
        Kinds of support on the same axes.

    Returns
    -------
    dict of str to array, and array of int
        ``scope``, ``low``, ``high``, whether these two values belong to it (``with_low``,
        ``with_high``); and the support there, all and known of each. None where nothing holds.
    """
    ends = np.concatenate([np.c_[one.scope, one.value] for one in sweeps])
    points, place = np.unique(ends, axis=0, return_inverse=True)
    sizes = np.cumsum([len(one.value) for one in sweeps])
    columns = []
    for one, own in zip(sweeps, np.split(place.ravel(), sizes[:-1]), strict=True):
        for counts in (one.count, one.known):
            steps = np.diff(counts, prepend=0)
            opened, closed = (
                np.bincount(own, np.maximum(way * steps, 0), len(points)) for way in (1, -1)
            )
            after = np.cumsum(opened - closed)
            # At the value itself those that end there still hold.
            columns.append((after + closed, after))
    support = np.array(columns).transpose(2, 1, 0).reshape(-1, len(columns)).astype(np.int64)
    scope = np.repeat(points[:, 0], 2)
    fresh = (support[1:] != support[:-1]).any(axis=1) | (scope[1:] != scope[:-1])
    first = np.flatnonzero(np.append(True, fresh))
    last = np.append(first[1:], len(support)) - 1
    held = support[first].any(axis=1)
    first, last = first[held], last[held]
    high = points[(last + 1) // 2, 1]
    found = {
        "scope": scope[first].astype(np.int64),
        "low": points[first // 2, 1],
        "high": high,
        "with_low": first % 2 == 0,
        "with_high": (last % 2 == 0) & np.isfinite(high),
    }
    return found, support[first]


def sweep(
    low: Numbers, high: Numbers, scope: Codes | None = None, known: Flags | None = None
) -> Sweep:
    """Order the ends of closed intervals and count how many hold.

    Parameters
    ----------
    low, high : array of float, shape (n,)
        The ends; infinite where there is none.
    scope : array of int, shape (n,), optional
        The axis on which each lies.
    known : array of bool, shape (n,), optional
        Which are known to be counts of their own; all by default.

    Returns
    -------
    Sweep
        In O(n log n).
    """
    size = len(low)
    value = np.concatenate([low, high])
    order = np.argsort(value, kind="stable")
    scope = np.zeros(size, dtype=np.int64) if scope is None else scope
    known = np.ones(size, dtype=bool) if known is None else known
    axis = np.tile(scope, 2)[order]
    if len(scope) and scope.max() > 0:
        by_axis = np.argsort(axis, kind="stable")
        order, axis = order[by_axis], axis[by_axis]
    opens = order < size
    step = np.where(opens, 1, -1)
    own = np.cumsum(step * np.tile(known, 2)[order])
    return Sweep(value[order], axis, opens, np.cumsum(step), own)


def merged(low: Numbers, high: Numbers, origin: Codes) -> tuple[Numbers, Numbers, Codes]:
    """Unite the intervals of each origin where they meet, so that none counts twice.

    Parameters
    ----------
    low, high : array of float, shape (n,)
        The ends.
    origin : array of int, shape (n,)
        Whose interval it is.

    Returns
    -------
    low, high, origin : array
        At most as many intervals; those of one origin have no value in common.
    """
    single = np.bincount(origin)[origin] == 1
    if single.all():
        return low, high, origin
    rest = np.flatnonzero(~single)
    order = rest[np.lexsort((low[rest], origin[rest]))]
    whose, lows, highs = origin[order], low[order], high[order]
    # The highest end so far of each origin; origins are in order.
    ends, rank = np.unique(highs, return_inverse=True)
    above = whose * len(ends)
    reach = ends[np.maximum.accumulate(rank + above) - above]
    fresh = np.append(True, (whose[1:] != whose[:-1]) | (lows[1:] > reach[:-1]))
    start = np.flatnonzero(fresh)
    stop = np.append(start[1:], len(order)) - 1
    return (
        np.concatenate([low[single], lows[start]]),
        np.concatenate([high[single], reach[stop]]),
        np.concatenate([origin[single], whose[start]]),
    )

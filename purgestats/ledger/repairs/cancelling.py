"""Groups of numbers that cancel out, and how to part numbers into most of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from purgestats.ledger.conflicts.hitting_sets import Bits, OutOfSteps, each
from purgestats.ledger.model.rows import Number

#: How many groups are added up, and how many of them may cancel out.
MOST_ADDED, MOST_CANCELLING = 1_500_000, 200_000
#: How many times a group is looked at to part numbers into groups.
MOST_STEPS = 15_000_000
#: More numbers than bits of one are not looked at; nor are numbers too large for one.
BITS = 62
#: Shares are added up to so much.
ROUNDED = 1e-9


class Off(NamedTuple):
    """What sums are wrong by, and whether they may come to more, or to less."""

    by: Number
    over: bool
    under: bool

    @property
    def holds(self) -> bool:
        """Whether it is nothing, or what may be."""
        return not self.by or (self.over if self.by > 0 else self.under)

    @property
    def has_room(self) -> bool:
        """Whether it holds and may also come to something else."""
        return self.holds and (self.over or self.under)


def sum_of(parts: Iterable[Off]) -> Off:
    """Return what sums are wrong by together."""
    by, over, under = zip(*parts, strict=True)
    return Off(sum(by), any(over), any(under))


def most_groups(
    off: Sequence[Off], *, rest: bool, fewer: int = 0
) -> tuple[int, Iterator[tuple[Bits, ...]]]:
    """Return how many groups that cancel out numbers can be parted into, and the ways to do so.

    Parameters
    ----------
    off : sequence of Off
        The numbers.
    rest : bool
        Whether some may be left.
    fewer : int
        How many groups fewer than most.

    Returns
    -------
    tuple of int and iterator of tuple of int
        The number of groups, which hold no other, and for each way what is left, and the groups, as
        bits.

    Raises
    ------
    OutOfSteps
        If that takes too many steps, there is no way, or it may have groups too large to be listed.

    Examples
    --------
    >>> numbers = [Off(one, over=False, under=False) for one in (5, 7, -5, -7)]
    >>> most, ways = most_groups(numbers, rest=False)
    >>> most, list(ways)
    (2, [(0, 5, 10)])
    """
    groups, listed_to = _cancelling(off)
    found = _Partings(groups, len(off), listed_to, rest)
    most = found.most((1 << len(off)) - 1) - fewer
    if most < 0 or found.hidden():
        raise OutOfSteps
    return int(most), found.ways(int(most))


@dataclass
class _Partings:
    """Ways to part numbers into groups, each of those listed or larger than these, and a rest."""

    groups: Sequence[Bits]
    size: int
    listed_to: int
    rest: bool
    _most: dict[Bits, float] = field(default_factory=lambda: {0: 0})
    _steps: int = 0

    def __post_init__(self) -> None:
        every = [1 << one for one in range(self.size)]
        with_it = {one: [group for group in self.groups if group & one] for one in every}
        #: The fewer groups a number is in, the sooner it is seen to.
        self._order = sorted(every, key=lambda one: len(with_it[one]))
        self._with_it = with_it
        #: The most groups that a number is good for, by its share in one of them.
        self._larger = 1 / (self.listed_to + 1)
        self._share = {
            one: max([1 / group.bit_count() for group in found], default=self._larger)
            for one, found in with_it.items()
        }

    def _first(self, left: Bits) -> tuple[Bits, list[Bits]]:
        """Return the number to see to next, and the groups that it may be in."""
        one = next(one for one in self._order if one & left)
        self._steps += self.size + len(self._with_it[one])
        if self._steps > MOST_STEPS:
            raise OutOfSteps
        return one, [group for group in self._with_it[one] if group & left == group]

    def most(self, left: Bits) -> float:
        """Return how many groups can be made of what is left; below 0 if none can."""
        known = self._most.get(left)
        if known is None:
            one, fitting = self._first(left)
            known = self.most(left ^ one) if self.rest else -math.inf
            for group in fitting:
                known = max(known, 1 + self.most(left ^ group))
            self._most[left] = known
        return known

    def ways(self, most: int) -> Iterator[tuple[Bits, ...]]:
        """Yield the ways to make so many groups."""
        stack: list[tuple[Bits, Bits, tuple[Bits, ...]]] = [((1 << self.size) - 1, 0, ())]
        while stack:
            left, rest, taken = stack.pop()
            if len(taken) + self.most(left) < most:
                continue
            if not left:
                if len(taken) == most:
                    yield (rest, *taken)
                continue
            one, fitting = self._first(left)
            if self.rest:
                stack.append((left ^ one, rest | one, taken))
            stack += [(left ^ group, rest, (*taken, group)) for group in fitting[::-1]]

    def hidden(self) -> bool:
        """Say whether there may be as many groups, some of which are larger than those listed."""
        most = self.most((1 << self.size) - 1)
        stack: list[tuple[Bits, Bits, int]] = [((1 << self.size) - 1, 0, 0)]
        while stack and self.listed_to < self.size:
            left, rest, taken = stack.pop()
            larger = rest.bit_count() * self._larger
            more = sum(self._share[one] for one in each(left))
            if taken + larger + more < most - ROUNDED:
                continue
            if left:
                one, fitting = self._first(left)
                stack.append((left ^ one, rest | one, taken))
                stack += [(left ^ group, rest, taken + 1) for group in fitting]
            elif larger >= 1 and taken + int(larger) >= most:
                return True
        return False


def _cancelling(off: Sequence[Off]) -> tuple[list[Bits], int]:
    """Return the groups that cancel out and hold no other, up to the size that is told as well."""
    size = len(off)
    whole = math.lcm(*(one.by.denominator for one in off))
    by = [int(one.by * whole) for one in off]
    if size > BITS or sum(map(abs, by)) >> BITS:
        raise OutOfSteps
    #: By their last member groups of one size: who is in them, what they come to, and may come to.
    sums = [
        np.array([[1 << place], [much], [one.over], [one.under]], dtype=np.int64)
        for place, (one, much) in enumerate(zip(off, by, strict=True))
    ]
    last, found, added, most = sums, [np.zeros(0, dtype=np.int64)], size, 1
    while most < size and (added := added + math.comb(size, most + 1)) <= MOST_ADDED:
        most += 1
        longer = [sums[0][:, :0]]
        for place in range(1, size):
            groups = np.concatenate(last[:place], axis=1) + sums[place]
            _, total, over, under = groups
            holds = (total == 0) | np.where(total > 0, over > 0, under > 0)
            found.append(groups[0, holds])
            longer.append(groups[:, ~holds])
        last = longer
    left = np.concatenate(found)
    if len(left) > MOST_CANCELLING:
        raise OutOfSteps
    smallest = []
    while len(left):
        smallest.append(int(left[0]))
        left = left[left & left[0] != left[0]]
    return smallest, most

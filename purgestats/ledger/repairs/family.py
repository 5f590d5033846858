"""The cheapest repairs of one part under a lens, by implicit hitting sets.

What meets every known conflict most cheaply is proposed. Where the rest cannot hold, the conflict
that is left is one more to meet (Ignatiev, Previti, Liffiton & Marques-Silva 2015, "Smallest MUS
extraction with minimal hitting set dualization"; the repairs are the dual).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

import numpy as np

from purgestats.errors import InconsistentLedger
from purgestats.ledger.conflicts.explored import as_bools
from purgestats.ledger.conflicts.hitting_sets import (
    HittingSets,
    OutOfSteps,
    Sets,
    Units,
    as_bits,
    as_units,
)
from purgestats.ledger.conflicts.mus import Search

#: So many proposals are made before the search for a cheapest repair is given up.
MOST_ROUNDS = 1_000


@dataclass
class Family:
    """The cheapest repairs of a part; units are numbered as in the part.

    Parameters
    ----------
    search : Search
        What is known of its conflicts, to which this adds.
    price : dict of int to int
        What may be set aside, and its cost.
    first : frozenset of int
        One cheapest repair, if ``proved``; else one that is not known to be.
    proved : bool
        Whether none is cheaper.
    gone : frozenset of int
        What does not hold in any case.
    """

    search: Search
    price: Mapping[int, int]
    first: Units = frozenset()
    proved: bool = True
    gone: Units = frozenset()
    _cover: HittingSets | None = field(default=None, repr=False)
    _usable: tuple[int, Sets | None] = field(default=(-1, None), repr=False)

    @classmethod
    def of(cls, search: Search, price: Mapping[int, int]) -> Family:
        """Find the cheapest repairs.

        Raises
        ------
        InconsistentLedger
            If what must hold cannot; the members are its argument.
        """
        found = cls(search, price)
        found._refuse_contradiction()
        found._choose()
        return found

    def without(self, units: Units) -> Family:
        """Return the cheapest repairs of what is left when some units do not hold in any case."""
        found = replace(self, gone=units, proved=True, _cover=self.cover, _usable=(-1, None))
        found._choose()
        return found

    def _choose(self) -> None:
        try:
            if self.search.interrupted:
                raise KeyboardInterrupt
            self.first = self.repair(())
        except (OutOfSteps, KeyboardInterrupt) as stop:
            self.proved = False
            self.search.interrupted |= isinstance(stop, KeyboardInterrupt)
            self.first = self._some_repair()

    @property
    def cover(self) -> HittingSets:
        """What tells which sets meet every conflict."""
        if self._cover is None:
            self._cover = HittingSets(self.price)
        return self._cover

    def conflicts(self, more: Iterable[Units] = ()) -> Sets | None:
        """Return the known conflicts and others, as far as their members may be set aside."""
        known = self.search.known
        if self._usable[0] != known.clashes:
            gone = as_bits(self.gone)
            left = (one for one in known.least_clashing if not one & gone)
            self._usable = known.clashes, self.cover.usable(left)
        usable = self._usable[1]
        return None if usable is None else self.cover.usable(map(as_bits, more), usable)

    def repair(self, more: Iterable[Units], cost: int | None = None) -> Units:
        """Return a cheapest repair that sets aside a unit of each of some sets.

        Parameters
        ----------
        more : iterable of frozenset of int
            The sets.
        cost : int, optional
            What it may cost.

        Raises
        ------
        NoRepair
            If there is none.
        """
        also = list(more)
        for _ in range(MOST_ROUNDS):
            sets = self.conflicts(also)
            if sets is None or (cost is not None and self.cover.cost(sets) > cost):
                raise NoRepair
            removed = self.cover.first(sets)
            if self.leaves_consistent(removed):
                return removed
            self._harvest(removed)
        raise OutOfSteps

    def _harvest(self, removed: Units) -> Units:
        """Set aside what meets most, one by one, until the rest holds; learn conflicts so."""
        known = self.search.known
        while not self.leaves_consistent(removed):
            clash = known.clash_within(self.kept(removed))
            assert clash is not None
            members = [one for one in np.flatnonzero(clash).tolist() if one in self.price]
            if not members:
                break
            gone = as_bits(removed | self.gone)
            left = [one for one in known.least_clashing if not one & gone]
            met = {unit: sum(one >> unit & 1 for one in left) for unit in members}
            removed |= {min(members, key=lambda one: (self.price[one] / met[one], one))}
        return removed

    @property
    def cost(self) -> int:
        """What the repairs cost."""
        return sum(self.price[unit] for unit in self.first)

    def leaves_consistent(self, removed: Units) -> bool:
        """Say whether the rest can hold together without some units; learn why if not."""
        return self.search.can_hold(self.kept(removed))

    def kept(self, removed: Units) -> np.ndarray:
        """Return the units left when some are set aside."""
        return ~as_bools(removed | self.gone, self.search.oracle.count)

    def every(self) -> Iterator[Units]:
        """Yield the cheapest repairs, each shown to leave a consistent rest."""
        if not self.proved:
            yield self.first
            return
        done = {self.first}
        yield self.first
        self.cover.steps = 0
        while True:
            sets = self.conflicts()
            assert sets is not None
            for removed in self.cover.every(sets):
                if removed in done:
                    continue
                if not self.leaves_consistent(removed):
                    break
                done.add(removed)
                yield removed
            else:
                return

    def number(self) -> int:
        """Return how many cheapest sets meet the known conflicts."""
        sets = self.conflicts()
        return self.cover.number(sets) if self.proved and sets is not None else 1

    def disputed(self) -> Units:
        """Return the units of which any known conflict has one: no repair sets another aside."""
        sets = self.conflicts()
        if not self.proved or sets is None:
            return frozenset(self.price)
        return as_units(reduce(or_, sets, 0))

    def _refuse_contradiction(self) -> None:
        firm = np.ones(self.search.oracle.count, dtype=bool)
        firm[list(self.price)] = False
        if firm.any() and not self.search.can_hold(firm):
            raise InconsistentLedger(*np.flatnonzero(self.search.shrink(firm)).tolist())

    def _some_repair(self) -> Units:
        """Set aside no more than what has to go of what was found to be enough."""
        removed = set(self._harvest(frozenset()))
        for unit in sorted(removed, key=lambda one: (-self.price[one], one)):
            if self.leaves_consistent(frozenset(removed - {unit})):
                removed.discard(unit)
        return frozenset(removed)


class NoRepair(Exception):
    """No repair of that cost meets what is asked."""

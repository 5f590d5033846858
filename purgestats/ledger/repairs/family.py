"""The cheapest repairs of one part under a lens, by implicit hitting sets.

What meets every known conflict most cheaply is proposed. Where the rest cannot hold, the conflict
that is left is one more to meet (Ignatiev, Previti, Liffiton & Marques-Silva 2015, "Smallest MUS
extraction with minimal hitting set dualization"; the repairs are the dual).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

import numpy as np

from purgestats._whole import broken_off
from purgestats.errors import InconsistentLedger
from purgestats.ledger.conflicts.explored import as_bools
from purgestats.ledger.conflicts.hitting_sets import (
    Bits,
    Cheapest,
    OutOfSteps,
    Sets,
    Units,
    Ways,
    as_bits,
    as_units,
    usable,
)
from purgestats.ledger.conflicts.mus import LARGE, Search
from purgestats.ledger.repairs.linked_sums import fewest_links
from purgestats.ledger.repairs.wrong_parts import wrong_parts

#: So many proposals are made before the search for a cheapest repair is given up.
MOST_ROUNDS = 1_000
#: After so many, one is looked for that may cost no more than what is proposed.
MANY_ROUNDS = 10
#: So many sets that may be cheapest repairs are looked at one by one.
MOST_LINKED = 1_000
#: Of so few units, and no more, the solver lists the repairs where there are too many such sets.
MOST_SOLVED = 100


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
    #: The only sets that may be cheapest repairs, if these are known, or some of too many to list;
    #: and how many were looked at.
    _ways: Sequence[Units] = field(default=(), repr=False)
    _looked: int = field(default=0, repr=False)
    _listed: list[Units] = field(default_factory=list, repr=False)
    _cheapest: Cheapest | None = field(default=None, repr=False)
    _lister: Family | None = field(default=None, repr=False)
    _spent: bool = field(default=False, repr=False)
    _numbers: dict[Sets, int] = field(default_factory=dict, repr=False)

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
        found = replace(self.on(self.search), gone=units, proved=True, _ways=())
        # Where sums tell nothing of the whole, they will hardly of what is left.
        found._choose(by_sums=self.linked)
        return found

    def _choose(self, *, by_sums: bool = True) -> None:
        try:
            if self.search.interrupted:
                raise KeyboardInterrupt
            least = self._choose_by_sums() if by_sums else 0
            if not self._ways:
                self._cheapest = Cheapest(self.price)
                self.first = self._next(self._cheapest, least=least)
                if self._cheapest.cost < self.cost_of(self.first):
                    # It has not come so far as to say which others cost as little, and may never.
                    self._cheapest, self._spent = None, len(self.price) > MOST_SOLVED
        except (OutOfSteps, KeyboardInterrupt) as stop:
            self.proved = False
            self.search.interrupted |= broken_off(stop)
            self.first = self._some_repair()

    def _choose_by_sums(self) -> int:
        """Take the cheapest repair if sums tell it; return what any costs at the least."""
        cost, ways = self._told()
        first = next(filter(self.leaves_consistent, ways), None)
        if first is not None:
            self.first, self._ways = first, ways
        elif cost and len(ways) <= MOST_LINKED:
            prices = {*self.price.values()}
            return cost + (min(prices) if len(prices) == 1 else 1)
        return cost

    def _told(self, fewer: int = 0) -> tuple[int, Sequence[Units]]:
        """Return the least cost that sums tell, and of the sets of that cost those looked at."""
        try:
            cost, told = fewest_links(self.search.oracle.part, self.price, self.gone, fewer)
        except OutOfSteps:
            return 0, ()
        return cost, list(itertools.islice(told, MOST_LINKED + 1))

    @property
    def linked(self) -> bool:
        """Whether all cheapest repairs are among a few sets, which sums tell."""
        return bool(self._ways)

    def learning(self) -> Family:
        """Return the same, to which what is learnt is added apart: no other answer hangs on it."""
        return self.on(self.search.copy())

    def on(self, search: Search) -> Family:
        """Return the same, knowing what another search knows."""
        return replace(
            self,
            search=search,
            _listed=[],
            _looked=0,
            _cheapest=None,
            _lister=None,
            _spent=False,
        )

    def conflicts(self) -> list[Bits]:
        """Return the known conflicts, as far as their members hold."""
        gone = as_bits(self.gone)
        return [one for one in self.search.known.least_clashing if not one & gone]

    def repair(self, more: Iterable[Units] = (), but: Units | None = None) -> Units:
        """Return a cheapest repair that sets aside a unit of each of some sets.

        Parameters
        ----------
        more : iterable of frozenset of int
            The sets.
        but : frozenset of int, optional
            One that is not returned again.

        Raises
        ------
        NoRepair
            If there is none.
        """
        if self._ways:
            for one in self._ways:
                met = one != but and not any(one.isdisjoint(units) for units in more)
                if met and self.leaves_consistent(one):
                    return one
            raise OutOfSteps if len(self._ways) > MOST_LINKED else NoRepair
        if self._cheapest is None:
            self._cheapest = Cheapest(self.price)
            self._next(self._cheapest, some=self.first)
        if but is not None:
            self._cheapest.bar(but)
        return self._next(self._cheapest, [as_bits(one) for one in more])

    def _next(
        self,
        cheapest: Cheapest,
        wanted: list[Bits] | None = None,
        some: Units | None = None,
        least: int = 0,
    ) -> Units:
        """Go on with proposals until one leaves a consistent rest, or costs as much as some.

        If sets are wanted to be met besides, they cost what those before did. At the least a repair
        is known to cost so much, whatever is proposed.
        """
        removed: Units = frozenset()
        for turn in range(MOST_ROUNDS):
            met = as_bits(removed)
            unmet = [one for one in self.conflicts() if not one & met]
            # Those twice as large as another say little, and keep the solver busy.
            most = max(LARGE, 2 * min(map(int.bit_count, unmet), default=0))
            cheapest.add(one for one in unmet if one.bit_count() <= most)
            proposed = cheapest.next() if wanted is None else cheapest.another(wanted)
            if proposed is None:
                raise NoRepair
            removed = proposed
            if self.leaves_consistent(removed):
                return removed
            if wanted is None and turn == MANY_ROUNDS:
                some = some or self._some_repair()
            if some is not None and self.cost_of(some) <= max(cheapest.cost, least):
                return some
            self._harvest(removed)
        raise OutOfSteps

    def _harvest(self, removed: Units, latest: int = 0) -> Units:
        """Set aside one by one until the rest holds; learn conflicts so.

        What meets most for its cost goes, or the latest (1) or earliest (-1) of the least cost.
        """
        known = self.search.known
        while not self.leaves_consistent(removed):
            clash = known.clash_within(self.kept(removed))
            assert clash is not None
            members = [one for one in np.flatnonzero(clash).tolist() if one in self.price]
            if not members:
                break
            if latest:
                removed |= {min(members, key=lambda one: (self.price[one], -latest * one))}
                continue
            gone = as_bits(removed | self.gone)
            left = [one for one in known.least_clashing if not one & gone]
            met = {unit: sum(one >> unit & 1 for one in left) for unit in members}
            removed |= {min(members, key=lambda one: (self.price[one] / met[one], one))}
        return removed

    def by_cost(self, unit: int) -> tuple[int, int]:
        """Return where a unit comes, the dearest first."""
        return -self.price[unit], unit

    def cost_of(self, removed: Units) -> int:
        """Return what setting units aside costs."""
        return sum(self.price[unit] for unit in removed)

    def leaves_consistent(self, removed: Units) -> bool:
        """Say whether the rest can hold together without some units; learn why if not."""
        return self.search.can_hold(self.kept(removed))

    def kept(self, removed: Units) -> np.ndarray:
        """Return the units left when some are set aside."""
        return ~as_bools(removed | self.gone, self.search.oracle.count)

    def every(self) -> Iterator[Units]:
        """Yield the cheapest repairs, each shown to leave a consistent rest."""
        for place in itertools.count():
            if place == len(self._listed):
                try:
                    self._list_one_more()
                except NoRepair:
                    return
                except OutOfSteps:
                    # Asked again it would take as long again.
                    self._spent = True
                    raise
                except KeyboardInterrupt:
                    # A solver that was broken off may not go on.
                    self.search.interrupted = True
                    raise
            yield self._listed[place]

    def others(self) -> bool | None:
        """Say whether there are other repairs as cheap; None if it takes too long to tell."""
        try:
            return len(list(itertools.islice(self.every(), 2))) > 1
        except (KeyboardInterrupt, OutOfSteps) as stop:
            broken_off(stop)
            return None

    def _list_one_more(self) -> None:
        """Go on from where the search for the first left off, whoever asks, and learn apart."""
        if self._spent:
            raise OutOfSteps
        if self._ways:
            self._list_one_told()
            return
        if not self._listed:
            self._lister, self._cheapest = replace(self.learning(), _cheapest=self._cheapest), None
            self._listed.append(self.first)
        elif self.proved and self._lister is not None:
            self._listed.append(self._lister.repair(but=self._listed[-1]))
        else:
            raise NoRepair

    def _list_one_told(self) -> None:
        """Go on with what sums tell; where these are not all, the solver goes on from there."""
        self._lister = self._lister or replace(self.learning(), _ways=())
        while self._looked < len(self._ways):
            one = self._ways[self._looked]
            holds = self._lister.leaves_consistent(one)
            self._looked += 1
            if holds:
                self._listed.append(one)
                return
        if len(self._ways) <= MOST_LINKED:
            raise NoRepair
        if len(self.price) > MOST_SOLVED:
            raise OutOfSteps
        self._listed.append([self._lister.repair(but=one) for one in self._listed][-1])

    def number(self, sets: Sets) -> int:
        """Return how many cheapest ways there are to meet some sets: counted once."""
        if sets not in self._numbers:
            self._numbers[sets] = Ways(self.price).number(sets)
        return self._numbers[sets]

    def disputed(self) -> Units:
        """Return the units of which any known conflict has one: no repair sets another aside."""
        if 0 < len(self._ways) <= MOST_LINKED:
            return frozenset[int]().union(*self._ways)
        sets = usable(self.conflicts(), self.price) if self.proved else None
        return frozenset(self.price) if sets is None else as_units(reduce(or_, sets, 0))

    def _refuse_contradiction(self) -> None:
        firm = np.ones(self.search.oracle.count, dtype=bool)
        firm[list(self.price)] = False
        if firm.any() and not self.search.can_hold(firm):
            raise InconsistentLedger(*np.flatnonzero(self.search.shrink(firm)).tolist())

    def _some_repair(self) -> Units:
        """Return the cheapest of a few repairs that are found at once, none proved the cheapest."""
        starts: list[tuple[Units, int]] = [(frozenset(), 0)]
        if not self.search.interrupted:
            starts += [(frozenset(), 1), (frozenset(), -1)]
            starts.append((wrong_parts(self.search, self.price, self.gone), 0))
            starts += [(one, 0) for one in filter(self.leaves_consistent, self._told(1)[1])][:1]
        return min((self._thinned(self._harvest(*one)) for one in starts), key=self.cost_of)

    def _thinned(self, removed: Units) -> Units:
        """Set aside no more than what has to go of what is enough."""
        for unit in sorted(removed, key=self.by_cost):
            if self.leaves_consistent(removed - {unit}):
                removed -= {unit}
        return removed


class NoRepair(Exception):
    """No repair of that cost meets what is asked."""

"""Minimal conflicts (minimal unsatisfiable subsets): all small ones first, then others.

A set that leaves everything else consistent is found. Every conflict has a member in it, so that
its members are taken one by one: with each, every pair and triple must either contain a known
conflict or lie within a set known to hold. An open one is grown into a large set that contains no
known conflict, and the oracle is asked once: if that set holds it settles thousands of pairs and
triples, and if not there is a new conflict. The list is then whole up to three members.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from purgestats.ledger.conflicts.explored import Explored, as_bools
from purgestats.ledger.conflicts.oracle import Oracle
from purgestats.ledger.propagation.arrays import Bools, Ints

SMALL = 3
#: Questions asked for small conflicts, and for larger ones: fewer where each takes longer.
LEAST_SMALL, SMALL_WORK = 300, 40_000_000
MOST_QUESTIONS, LEAST_QUESTIONS, MOST_WORK = 4_000, 30, 200_000


class OutOfEffort(Exception):
    """The number of questions allowed is used up."""


@dataclass
class Search:
    """The conflicts of one part.

    Parameters
    ----------
    oracle : Oracle
        Answers whether units can hold together.
    known : Explored
        What is known so far.
    likely : Explored
        What is known, and what the small system allows besides.
    whole_to : float
        The size up to which every conflict is among those known; infinite if all are.
    effort : int or None
        At how many questions to stop.
    interrupted : bool
        Whether the search was stopped from outside.
    """

    oracle: Oracle
    known: Explored
    likely: Explored
    whole_to: float = 0
    effort: int | None = None
    interrupted: bool = False
    shrunk: set[bytes] = field(default_factory=set)

    def copy(self) -> Search:
        """Return one that knows the same, and learns apart from this one."""
        self.oracle.go_home()
        known, same = self.known.copy(), self.likely is self.known
        likely = known if same else self.likely.copy()
        return replace(self, known=known, likely=likely, effort=None, shrunk=set(self.shrunk))

    @classmethod
    def of(cls, oracle: Oracle) -> Search:
        """Return one that knows nothing yet."""
        known = Explored(oracle.count)
        return cls(oracle, known, known if oracle.exact else Explored(oracle.count))

    def settle(self, must: Bools, wanted: Ints) -> None:
        """Find units that clash, or that likely hold with as many wanted ones as can be had."""
        units = self.known.free_of_clashes(must, wanted)
        while not self.ask(units, sure=False):
            core = self.known.clashing[-1]
            if not (core & ~must).any():
                return
            units = units & (must | ~core)

    def ask(self, units: Bools, sure: bool = True) -> bool:
        """Ask the oracle, and keep what it says."""
        if self.effort is not None and self.oracle.asked >= self.effort:
            raise OutOfEffort
        exact, holds, found = self.oracle.exact, True, units
        if exact or not (sure and self.likely.known_to_hold(units)):
            holds, found = self.oracle.likely(units)
            if holds:
                clash = self.known.clash_within(found)
                self.likely.add_hold(found if clash is None else units)
        if holds and sure and not exact:
            holds, found = self.oracle.ask(units)
            if holds:
                self.known.add_hold(found)
                if not self.likely.known_to_hold(found):
                    self.likely.add_hold(found)
        if not holds:
            self.known.add_clash(found)
        return holds

    def can_hold(self, units: Bools, sure: bool = True) -> bool:
        """Say whether units can hold together, asking only if it is not known."""
        if self.known.known_to_hold(units):
            return True
        if self.known.clash_within(units) is not None:
            return False
        return (not sure and self.likely.known_to_hold(units)) or self.ask(units, sure)

    def shrink(self, units: Bools) -> Bools:
        """Return a minimal conflict within units that clash."""
        core = self.known.clash_within(units)
        rest = self._shrunk(units if core is None else core, sure=False)
        if not self.oracle.exact and rest.sum() > self.whole_to + 1:
            rest = self._shrunk(rest, sure=True)
        self.known.add_clash(rest)
        self.shrunk.add(rest.tobytes())
        return rest

    def _shrunk(self, units: Bools, sure: bool) -> Bools:
        rest = units.copy()
        for unit in np.flatnonzero(rest)[::-1].tolist():
            if rest[unit]:
                fewer = rest.copy()
                fewer[unit] = False
                if not self.can_hold(fewer, sure):
                    smaller = self.known.clash_within(fewer)
                    rest = fewer if smaller is None else smaller.copy()
        return rest

    def is_minimal(self, core: Bools) -> bool:
        """Say whether a known clash that contains no other is shown to be minimal."""
        return bool(core.sum() <= self.whole_to + 1) or core.tobytes() in self.shrunk


def find_small(search: Search) -> None:
    """Find every conflict of up to three members.

    Parameters
    ----------
    search : Search
        The part; ``whole_to`` is raised.
    """
    known, count = search.known, search.oracle.count
    search.ask(as_bools((), count))
    firm = known.holding[-1].copy()
    outside = np.flatnonzero(~firm).tolist()
    for size in range(1, SMALL + 1):
        # First what is likely, then as few sets as will do are made sure of.
        for sure in (True,) if search.oracle.exact else (False, True):
            for place, unit in enumerate(outside):
                among = firm.copy()
                among[outside[:place]] = True
                _settle_around(search, unit, among, size, sure)
        search.whole_to = max(search.whole_to, size)


def _settle_around(search: Search, unit: int, among: Bools, size: int, sure: bool) -> None:
    """Settle every set of a size that holds one unit and otherwise units among some."""
    known, count = search.known, search.oracle.count
    alone = as_bools((unit,), count)
    if size == 1:
        search.can_hold(alone, sure)
        return
    if known.clash_within(alone) is not None:
        return
    map_ = known if sure else search.likely
    holding = map_.holding[map_.holding[:, unit]]
    best = holding[int(np.argmax((holding & among).sum(axis=1)))]
    seconds = np.flatnonzero(among & ~best & ~_clashing_with(search, alone))
    open_ = np.zeros((len(seconds), count), dtype=bool)
    if size == 2:
        open_[np.arange(len(seconds)), seconds] = True
    else:
        open_[:] = among
        open_[:, seconds] &= seconds[:, None] < seconds
        open_[:, unit] = False
    holds = clashes = 0
    while True:
        new = known.clashing[clashes:]
        small = new[new.sum(axis=1) - new[:, unit] < size]
        _close(open_, unit, seconds, map_.holding[holds:], small)
        holds, clashes = map_.holds, known.clashes
        if not open_.any():
            return
        if not (sure and _made_sure(search, unit, seconds, open_)):
            first = int(np.argmax(open_.sum(axis=1)))
            must = as_bools((unit, seconds[first]), count)
            if size > 2:
                must[int(np.argmax(open_[first]))] = True
            # What is open beside the same unit first, then beside others; then what held last.
            beside = open_[first] * len(seconds) + open_.sum(axis=0)
            search.settle(must, np.lexsort((~map_.holding[-1], -beside)))


def _close(open_: Bools, unit: int, seconds: Ints, holding: Bools, clashing: Bools) -> None:
    """Close the places of a unit, a second and a third that hold together or clash."""
    for holds in holding[holding[:, unit]]:
        open_[np.ix_(holds[seconds], holds)] = False
    for clash in clashing:
        others = [one for one in np.flatnonzero(clash).tolist() if one != unit]
        for second in others:
            open_[seconds == second] &= ~clash & (len(others) > 1)
            open_[:, second] &= len(others) > 1


def _made_sure(search: Search, unit: int, seconds: Ints, open_: Bools) -> bool:
    """Make sure of a likely set that covers many open places; say whether there was any."""
    if search.oracle.exact:
        return False
    held = search.likely.holding[search.likely.holding[:, unit]]
    pairs = held[:, seconds].astype(np.float32) @ open_.astype(np.float32)
    covered = (pairs * held).sum(axis=1)
    # Of those that cover nearly most, the one nearest to what was asked last is quickest to answer.
    near = (held != search.known.holding[-1]).sum(axis=1)
    for place in np.lexsort((near, covered < covered.max() / 2)).tolist():
        if covered[place] > 0 and search.known.clash_within(held[place]) is None:
            search.can_hold(held[place])
            return True
    return False


def _clashing_with(search: Search, units: Bools) -> Bools:
    """Return the units each of which completes a known clash with all or some of those given."""
    clashing = search.known.clashing
    one_more = (clashing & ~units).sum(axis=1) == 1
    found: Bools = (clashing[one_more] & ~units).any(axis=0)
    return found


def search_part(search: Search, effort: int | None) -> Search:
    """Find the conflicts of a part, as far as the effort goes.

    Parameters
    ----------
    search : Search
        One that knows nothing yet.
    effort : int or None
        How many questions to ask in all. If None, as many as it takes to find every conflict of up
        to three members, and some more for others.

    Returns
    -------
    Search
        The same; after an interruption from the keyboard, with what was found until then.
    """
    try:
        search.oracle.go_home()
        search.effort = None if effort is None else search.oracle.asked + effort
        if search.ask(np.ones(search.oracle.count, dtype=bool)):
            search.whole_to = math.inf
            return search
        rows = search.oracle.rows
        if effort is None:
            search.effort = search.oracle.asked + max(LEAST_SMALL, SMALL_WORK // rows)
        with suppress(OutOfEffort):
            find_small(search)
        search.effort = search.oracle.asked + LEAST_SMALL
        _shrink_all(search)
        if effort is None and search.whole_to >= SMALL:
            more = min(MOST_QUESTIONS, max(LEAST_QUESTIONS, MOST_WORK // rows))
            search.effort = search.oracle.asked + more
            find_others(search)
    except OutOfEffort:
        pass
    except KeyboardInterrupt:
        search.interrupted = True
    search.effort = None
    search.oracle.go_home()
    return search


def _shrink_all(search: Search) -> None:
    """Make minimal conflicts of what clashes."""
    for core in search.known.clashing.copy():
        if not search.is_minimal(core) and (search.known.clash_within(core) == core).all():
            search.shrink(core)


def find_others(search: Search) -> None:
    """Find conflicts of any size, until everything is explored or the effort is used up.

    Parameters
    ----------
    search : Search
        The part; ``whole_to`` becomes infinite if nothing is left.
    """
    while True:
        try:
            seed = search.known.unexplored()
        except TimeoutError:
            return
        if seed is None:
            search.whole_to = math.inf
            return
        if not search.ask(seed):
            search.shrink(seed)


def minimal_sets(search: Search) -> Iterator[Bools]:
    """Yield the known clashes that are shown to be minimal, small ones first."""
    known = search.known
    order = np.argsort(known.clashing.sum(axis=1), kind="stable")
    kept: list[Bools] = []
    for place in order.tolist():
        one = known.clashing[place]
        if not kept or not (~(np.array(kept) & ~one).any(axis=1)).any():
            kept.append(one)
            if search.is_minimal(one):
                yield one

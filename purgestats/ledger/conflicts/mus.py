"""Minimal conflicts (minimal unsatisfiable subsets): all small ones first, then others.

A set that leaves everything else consistent is found. Every conflict has a member in it, so that
its members are taken one by one: with each, every pair and triple must either contain a known
conflict or lie within a set known to hold. An open one is grown into a large set that contains no
known conflict and as many other open ones as can be had, and the oracle is asked once: if that set
holds it settles thousands of pairs and triples, and if not there is a new conflict. The list is
then whole up to three members.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from purgestats._whole import broken_off
from purgestats.ledger.conflicts import covering
from purgestats.ledger.conflicts.explored import Explored, Walk, as_bools
from purgestats.ledger.conflicts.oracle import Home, Oracle
from purgestats.ledger.propagation.arrays import Bools, Ints

SMALL = 3
#: Questions asked for small conflicts, and for larger ones: fewer where each takes longer.
LEAST_SMALL, SMALL_WORK = 300, 40_000_000
#: How many open sets are looked at to settle as many as can be had.
AT_ONCE = 3_000
#: Of larger clashes a smaller one is looked for, as long as it is this part of it or less.
LARGE, SMALLER = 100, 0.9
MOST_QUESTIONS, LEAST_QUESTIONS, MOST_WORK = 4_000, 30, 500_000
#: With so many known no larger ones are looked for: where parts stand for sums there are thousands,
#: which say the same.
ENOUGH = 300


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
    whole_to : float
        The size up to which every conflict is among those known; infinite if all are.
    effort : int or None
        At how many questions to stop.
    interrupted : bool
        Whether the search was stopped from outside.
    """

    oracle: Oracle
    known: Explored
    whole_to: float = 0
    effort: int | None = None
    interrupted: bool = False
    shrunk: set[bytes] = field(default_factory=set)
    home: Home | None = None

    def copy(self) -> Search:
        """Return one that knows the same, and learns apart from this one."""
        self.oracle.go_home(self.home)
        return replace(self, known=self.known.copy(), effort=None, shrunk=set(self.shrunk))

    def knowing(self, other: Search) -> Search:
        """Return one that knows what another knows besides."""
        found = self.copy()
        found.interrupted |= other.interrupted
        for clash in other.known.clashing:
            found.known.add_clash(clash)
        for held in other.known.holding:
            found.known.add_hold(held)
        return found

    @classmethod
    def of(cls, oracle: Oracle) -> Search:
        """Return one that knows nothing yet."""
        return cls(oracle, Explored(oracle.count))

    def settle(self, must: Bools, wanted: Ints, units: Bools | None = None) -> None:
        """Find units that clash, or that hold with as many wanted ones as can be had.

        Those tried first are all that no known clash forbids, unless others are given.
        """
        rank = np.empty(self.oracle.count, dtype=np.int64)
        rank[wanted] = np.arange(len(wanted))
        if units is None:
            units = self.known.free_of_clashes(must, wanted)
        while not self.ask(units):
            among = np.flatnonzero(self.known.clashing[-1] & ~must)
            if not len(among):
                return
            units = units.copy()
            # A quarter of them stays, what helps most: one fewer would mostly clash still.
            kept = (len(among) + 2) // 4
            units[among[np.argsort(rank[among])[kept:]]] = False

    def ask(self, units: Bools) -> bool:
        """Ask the oracle, and keep what it says."""
        if self.effort is not None and self.oracle.asked >= self.effort:
            raise OutOfEffort
        holds, found = self.oracle.ask(units)
        if holds:
            self.known.add_hold(found)
            return True
        # By themselves the units of a large clash often show a smaller one.
        while (size := found.sum()) > LARGE:
            _, again = self.oracle.ask(found)
            if again.sum() > SMALLER * size:
                break
            found = again
        self.known.add_clash(found)
        return False

    def can_hold(self, units: Bools) -> bool:
        """Say whether units can hold together, asking only if it is not known."""
        if self.known.known_to_hold(units):
            return True
        return self.known.clash_within(units) is None and self.ask(units)

    def shrink(self, units: Bools) -> Bools:
        """Return a minimal conflict within units that clash."""
        core = self.known.clash_within(units)
        rest = (units if core is None else core).copy()
        for unit in np.flatnonzero(rest)[::-1].tolist():
            if rest[unit]:
                fewer = rest.copy()
                fewer[unit] = False
                if not self.can_hold(fewer):
                    smaller = self.known.clash_within(fewer)
                    rest = fewer if smaller is None else smaller.copy()
        self.known.add_clash(rest)
        self.shrunk.add(rest.tobytes())
        return rest

    def is_minimal(self, core: Bools) -> bool:
        """Say whether a known clash that contains no other is shown to be minimal."""
        if core.sum() <= self.whole_to + 1 or core.tobytes() in self.shrunk:
            return True
        # What was broken off is told as far as it is known without asking on.
        return self.interrupted and all(
            self.known.known_to_hold(core & ~as_bools((unit,), len(core)))
            for unit in np.flatnonzero(core).tolist()
        )


def begin(search: Search) -> Search:
    """Find units that hold together, and what clashes on the way: not every conflict.

    Parameters
    ----------
    search : Search
        One that knows nothing yet.

    Returns
    -------
    Search
        The same.
    """
    try:
        search.oracle.go_home()
        _grown(search, _large(search))
        search.home = search.oracle.here()
    except KeyboardInterrupt as stop:
        search.interrupted = broken_off(stop)
    return search


def find_small(search: Search) -> None:
    """Find every conflict of up to three members.

    Parameters
    ----------
    search : Search
        The part; ``whole_to`` is raised.
    """
    firm = search.known.holding[-1].copy() if search.known.holds else _grown(search, _large(search))
    outside = np.flatnonzero(~firm).tolist()
    for size in range(1, SMALL + 1):
        _settle(search, firm, outside, size)
        search.whole_to = size


def _large(search: Search) -> Bools:
    """Return many units that hold together."""
    while True:
        # What clashes often is left out first.
        order = np.argsort(search.known.clashing.sum(axis=0), kind="stable")
        units = search.known.free_of_clashes(as_bools((), search.oracle.count), order)
        if search.ask(units):
            found: Bools = search.known.holding[-1].copy()
            return found


def _grown(search: Search, units: Bools) -> Bools:
    """Return units that hold together with as many others as can be had."""
    # Not only what no known clash forbids: of large clashes that leaves out half.
    everything = np.ones(search.oracle.count, dtype=bool)
    while True:
        order = np.argsort(search.known.clashing.sum(axis=0), kind="stable")
        search.settle(units, order, everything)
        found: Bools = search.known.holding[-1].copy()
        if found.sum() == units.sum():
            return found
        units = found


def _settle(search: Search, firm: Bools, outside: list[int], size: int) -> None:
    """Settle every set of a size that has any unit outside a set that holds."""
    known = search.known
    waiting = list(range(len(outside)))
    sets: Ints = np.zeros((0, size), dtype=np.int64)
    while True:
        while waiting and len(sets) < AT_ONCE:
            place = waiting.pop()
            among = firm | as_bools(outside[:place], known.count)
            more = covering.open_around(known, outside[place], among, size)
            if more is None:
                raise OutOfEffort
            if len(more) == covering.MOST_SETS:
                waiting.append(place)
            sets = np.concatenate([sets, more])
        if not len(sets):
            return
        holds, clashes = known.holds, known.clashes
        some = sets[:: math.ceil(len(sets) / AT_ONCE)]
        must = as_bools(some[0], known.count)
        search.settle(must, covering.order(known, must, some))
        sets = covering.still_open(sets, known.holding[holds:], known.clashing[clashes:])


def search_part(search: Search, effort: int | None) -> Search:
    """Find the conflicts of a part, as far as the effort goes.

    Parameters
    ----------
    search : Search
        One that knows nothing yet, or what was found by :func:`begin`.
    effort : int or None
        How many questions to ask in all. If None, as many as it takes to find every conflict of up
        to three members, and some more for others.

    Returns
    -------
    Search
        The same; after an interruption from the keyboard, with what was found until then.
    """
    try:
        search.oracle.go_home(search.home)
        search.effort = None if effort is None else search.oracle.asked + effort
        if search.can_hold(np.ones(search.oracle.count, dtype=bool)):
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
    except KeyboardInterrupt as stop:
        search.interrupted = broken_off(stop)
    search.effort = None
    if not search.interrupted:
        search.home = search.oracle.here()
    return search


def _shrink_all(search: Search) -> None:
    """Make minimal conflicts of what clashes."""
    for core in search.known.clashing.copy():
        if not search.is_minimal(core) and (search.known.clash_within(core) == core).all():
            search.shrink(core)


def find_others(search: Search) -> None:
    """Find conflicts of any size, until everything is explored, enough, or the effort used up.

    Parameters
    ----------
    search : Search
        The part; ``whole_to`` becomes infinite if nothing is left.
    """
    walk = Walk(search.known)
    while len(search.known.least_clashing) < ENOUGH:
        try:
            seed = walk.unexplored()
        except TimeoutError:
            return
        if seed is None:
            search.whole_to = math.inf
            return
        units = search.known.free_of_clashes(seed, np.flatnonzero(~seed))
        if not search.ask(units):
            search.shrink(units)


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

"""Which sets of a few units are open, and what settles as many of them as can be had at once.

A set is open where neither a known clash lies within it nor it within a set known to hold.
"""

import numpy as np

from purgestats.ledger.conflicts.explored import Explored, Growing, as_bools
from purgestats.ledger.propagation.arrays import Bools, Ints

#: So many sets of three with one unit are not gone through: they would not fit into memory.
MOST_PLACES = 20_000_000
#: So many sets are told apart at a time.
MOST_SETS = 1_000_000
#: How much more a set counts for each unit of it that is there.
NEARER = 30.0
#: One in so many of the units that help is taken before it is reckoned anew what helps.
TOGETHER = 16


def open_around(known: Explored, unit: int, among: Bools, size: int) -> Ints | None:
    """Return sets with one unit and others among some whose answer is open, as many as will do.

    None if there are so many that to tell them apart would not fit into memory.
    """
    alone = as_bools((unit,), known.count)
    holding = known.holding[known.holding[:, unit]]
    if size == 1:
        settled = len(holding) or known.clash_within(alone) is not None
        return np.array([[unit]], dtype=np.int64)[bool(settled) :]
    if not len(holding):
        return np.zeros((0, size), dtype=np.int64)
    # Of every set that is open one member is outside the set that holds the most.
    best = holding[int(np.argmax((holding & among).sum(axis=1)))]
    seconds = np.flatnonzero(among & ~best & ~_clashing_with(known, alone))
    if size == 2:
        seconds = seconds[~holding[:, seconds].any(axis=0)]
        return np.column_stack([np.full(len(seconds), unit), seconds])
    if len(seconds) * known.count > MOST_PLACES:
        return None
    open_ = np.tile(among, (len(seconds), 1))
    open_[:, seconds] &= seconds[:, None] < seconds
    for holds in holding:
        open_[holds[seconds]] &= ~holds
    for clash in known.clashing[known.clashing.sum(axis=1) - known.clashing[:, unit] < size]:
        others = [one for one in np.flatnonzero(clash).tolist() if one != unit]
        for second in others:
            open_[seconds == second] &= ~clash & (len(others) > 1)
            open_[:, second] &= len(others) > 1
    place, third = np.divmod(np.flatnonzero(open_)[:MOST_SETS], known.count)
    return np.column_stack([np.full(len(third), unit), seconds[place], third])


def still_open(sets: Ints, holding: Bools, clashing: Bools) -> Ints:
    """Return the sets that lie within none that hold and contain none that clashes."""
    for holds in holding:
        sets = sets[~holds[sets].all(axis=1)]
    for clash in clashing[clashing.sum(axis=1) <= sets.shape[1]]:
        sets = sets[clash[sets].sum(axis=1) < clash.sum()]
    return sets


def order(known: Explored, must: Bools, sets: Ints) -> Ints:
    """Return all units, those first that help most to contain many of the sets beside some units.

    A set of which more is there already counts for so much more; then comes what held last.
    """
    growing, size = Growing(known, must), sets.shape[1]
    turn = np.full(known.count, known.count)
    while True:
        inside = growing.units[sets].sum(axis=1)
        can = (inside < size) & ~(growing.barred & ~growing.units)[sets].any(axis=1)
        sets, inside = sets[can], inside[can]
        worth = np.repeat(NEARER ** (inside + 0.0), size)
        helps = np.bincount(sets.ravel(), worth, minlength=known.count)
        helps[growing.units] = 0
        helpful = int(np.count_nonzero(helps))
        if not helpful:
            return np.lexsort((~known.holding[-1], turn))
        for best in np.argsort(-helps, kind="stable")[: 1 + helpful // TOGETHER].tolist():
            if not growing.barred[best]:
                turn[best] = growing.units.sum()
                growing.add(best)


def _clashing_with(known: Explored, units: Bools) -> Bools:
    """Return the units each of which completes a known clash with all or some of those given."""
    clashing = known.clashing
    one_more = (clashing & ~units).sum(axis=1) == 1
    found: Bools = (clashing[one_more] & ~units).any(axis=0)
    return found

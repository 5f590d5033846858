"""Wrong parts of sums that do not add up, guessed at by what the sums share; none of it proved.

A part of two sums that is wrong makes both wrong by as much. If both add up beside all else when it
is left out, it is the likeliest to be wrong, however many other figures would do.
"""

import itertools
import math
from collections.abc import Mapping
from functools import reduce
from operator import or_

from purgestats.ledger.conflicts.explored import as_bools
from purgestats.ledger.conflicts.hitting_sets import Bits, Units, as_bits, as_units
from purgestats.ledger.conflicts.mus import Search
from purgestats.ledger.model.rows import Number

#: So many guesses are tried before the next best is taken.
MOST_TRIED = 1_000


def wrong_parts(search: Search, price: Mapping[int, int], gone: Units) -> Units:
    """Return units without which fewer sums are wrong, if not all add up.

    Parameters
    ----------
    search : Search
        The part, and what is known of it.
    price : mapping of int to int
        What may be set aside.
    gone : frozenset of int
        What does not hold in any case.
    """
    wrong = [one for one in _wrong_sums(search) if not one & as_bits(gone)]
    held = as_bits({*range(search.oracle.count)} - gone)
    tried: set[Bits] = set()
    found: Bits = 0
    while unit := _shared(search, wrong, held & ~found, as_bits(price), tried):
        found |= unit
        wrong = [one for one in wrong if not one & unit]
    return as_units(found)


def _shared(search: Search, wrong: list[Bits], held: Bits, priced: Bits, tried: set[Bits]) -> Bits:
    """Return one unit or two without which the sums that have them add up, or the next best."""
    firm = held & ~reduce(or_, wrong, 0)
    shared = [(one, _shared_by(one, wrong, priced)) for one in wrong]
    for size in (1, 2):
        for one, others in shared:
            for units in itertools.combinations(others, size):
                left = reduce(or_, (others[unit] for unit in units), one | firm) & ~sum(units)
                if left not in tried and len(tried) < MOST_TRIED:
                    tried.add(left)
                    if search.can_hold(as_bools(as_units(left), search.oracle.count)):
                        return sum(units)
    return next((unit for _, others in shared for unit in others), 0)


def _shared_by(one: Bits, wrong: list[Bits], priced: Bits) -> dict[Bits, Bits]:
    """Return the sums that share just one unit with one, by this unit."""
    meeting = ((one & other & priced, other) for other in wrong if other != one)
    return {both: other for both, other in meeting if both.bit_count() == 1}


def _wrong_sums(search: Search) -> list[Bits]:
    """Return the units of each sum that is printed with all its parts and does not add up."""
    part = search.oracle.part
    place = {unit: number for number, unit in enumerate(part.units)}
    counted: dict[int, Bits] = {}
    low: dict[int, Number] = {}
    high: dict[int, Number | float] = {}
    for row in part.system.rows:
        if row.unit in place and len(row.terms) == 1:
            ((variable, times),) = row.terms
            counted[variable] = counted.get(variable, 0) | 1 << place[row.unit]
            if times > 0:
                low[variable] = max(low.get(variable, 0), row.rhs)
            else:
                high[variable] = min(high.get(variable, math.inf), -row.rhs)
    found = []
    for row in part.system.rows:
        if row.unit in place or not counted.keys() >= {variable for variable, _ in row.terms}:
            continue
        ends = [
            (times * low.get(variable, 0), times * high.get(variable, math.inf))
            for variable, times in row.terms
        ]
        if sum(map(max, ends)) < row.rhs or (row.equal and sum(map(min, ends)) > row.rhs):
            found.append(reduce(or_, (counted[variable] for variable, _ in row.terms)))
    return found

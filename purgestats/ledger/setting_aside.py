"""Repairs of a ledger: which claims to set aside, at the least, so that the rest can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from purgestats.errors import InconsistentLedger, InvalidChoice
from purgestats.ledger.conflicting import searched
from purgestats.ledger.repairs import Repair, Repairs, cheapest, combine
from purgestats.ledger.search import Units
from purgestats.ledger.state import State

MOST_LISTED = 1_000
MOST_SETS = 100_000
MOST_TRIED = 100
#: A part, the cheapest sets of its claims that settle one group of conflicts, and their cost.
Choice = tuple[int, list[Units], Fraction | float]


def find_repairs(state: State, weights: Mapping[str, float] | None, limit: int | None) -> Repairs:
    """Return the cheapest sets of claims to set aside.

    Parameters
    ----------
    state : State
        The ledger.
    weights : mapping of str to float, or None
        Cost of each claim; 1 where none is given, infinite where it must hold.
    limit : int or None
        How many to list; 1,000 if None.

    Returns
    -------
    Repairs
        All, or as many as the limit allows with their number.

    Raises
    ------
    InconsistentLedger
        If trusted claims and assumptions contradict one another.
    """
    most = MOST_LISTED if limit is None else limit
    groups, complete = choices(state, weights)
    sets = [chosen for _, chosen, _ in groups]
    cost = sum((price for _, _, price in groups), Fraction(0))
    count = math.prod(len(chosen) for chosen in sets)
    names = state.system.units
    items = tuple(
        Repair(tuple(names[unit].id for unit in sorted(one)), float(cost))
        for one in combine(sets, most)
    )
    if not complete:
        # Conflicts may be missing, so what meets the known ones may be no repair yet.
        items = tuple(one for one in items[:MOST_TRIED] if _settles(state, one))
        count = len(items)
    return Repairs(items, count, complete and count <= most, float(cost))


def _settles(state: State, repair: Repair) -> bool:
    kept = ~state.claims["claim_id"].isin(repair.claims)
    return state.but(claims=state.claims[kept]).consistent


def choices(state: State, weights: Mapping[str, float] | None) -> tuple[list[Choice], bool]:
    """Return for each group of conflicts its part, its cheapest repairs and their cost.

    Parameters
    ----------
    state : State
        The ledger.
    weights : mapping of str to float, or None
        Cost of each claim.

    Returns
    -------
    tuple of list and bool
        The choices, and whether they are all.

    Raises
    ------
    InconsistentLedger
        If trusted claims and assumptions contradict one another.
    """
    state.check_ids(weights or ())
    given = {name: _cost(name, value) for name, value in (weights or {}).items()}
    if state.consistent:
        return [], True
    units = state.system.units
    found: list[Choice] = []
    complete = True
    for place in range(len(state.parts)):
        result = searched(state, place, MOST_LISTED, None)
        complete &= result.complete
        for group in result.groups:
            prices = {
                unit: given.get(units[unit].id, Fraction(1))
                for unit in group.units
                if units[unit].kind == "claim"
            }
            may = frozenset(unit for unit, price in prices.items() if price != math.inf)
            sets, price = cheapest([one & may for one in group.conflicts], prices, MOST_SETS)
            if not sets:
                blocked = next(one for one in group.conflicts if not one & may)
                raise InconsistentLedger(
                    "these are trusted or assumed and cannot all hold: "
                    + ", ".join(units[unit].id for unit in sorted(blocked))
                )
            found.append((place, sets, price))
    return found, complete


def _cost(name: str, value: float) -> Fraction | float:
    if value == math.inf:
        return math.inf
    if not value > 0:
        raise InvalidChoice(f"the weight of {name!r} is {value!r}; weights are above 0")
    return Fraction(repr(float(value)))

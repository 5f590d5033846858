"""Repairs of a ledger: which counts to set aside, at the least, so that the rest can hold."""

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import cast

from purgestats._whole import broken_off
from purgestats.errors import InconsistentLedger, by_name, whole_number
from purgestats.ledger.conflicts.hitting_sets import OutOfSteps, Units, usable
from purgestats.ledger.conflicts.mus import Search
from purgestats.ledger.repairs.family import Family
from purgestats.ledger.repairs.lenses import Costs, Lens, costs_of, lenses
from purgestats.ledger.repairs.repair import Repair, Repairs
from purgestats.ledger.state import State, in_turn

MOST_LISTED = 200


def costs_under(state: State, lens: Lens, weights: Mapping[str, float] | None = None) -> Costs:
    """Return what setting each count of a ledger aside costs."""
    given = by_name(weights, "weights")
    state.check_ids(given)
    if given or all(lens is not one for one in lenses()):
        return costs_of(lens, state.claims, state.system.units, given)
    key = ("costs", lens.name)
    if key not in state.kept:
        state.kept[key] = costs_of(lens, state.claims, state.system.units, {})
    return cast("Costs", state.kept[key])


@in_turn
def find_repairs(
    state: State, lens: Lens, weights: Mapping[str, float] | None, limit: int | None
) -> Repairs:
    """Return the cheapest sets of counts to set aside.

    Parameters
    ----------
    state : State
        The ledger.
    lens : Lens
        The order of trust.
    weights : mapping of str to float, or None
        Cost of each claim within its layer; 1 where none is given, infinite where it must hold.
    limit : int or None
        How many to list; 200 if None.

    Returns
    -------
    Repairs
        All, or as many as the limit allows with their number.

    Raises
    ------
    InconsistentLedger
        If trusted claims and assumptions contradict one another.
    """
    costs = costs_under(state, lens, weights)
    families = [family_of(state, place, costs) for place in state.clashing]
    most = MOST_LISTED if limit is None else whole_number(limit, "limit")
    cut, lists = False, []
    for family, place in zip(families, state.clashing, strict=True):
        listed: list[Units] = []
        try:
            # One more than is listed tells whether there are others.
            listed.extend(itertools.islice(family.every(), most + 1))
        except (KeyboardInterrupt, OutOfSteps) as stop:
            broken_off(stop)
            cut, listed = True, listed or [family.first]
        numbers = state.parts[place].units
        lists.append([frozenset(numbers[unit] for unit in one) for one in listed])
    chosen = [
        frozenset[int]().union(*one)
        for one in itertools.islice(itertools.product(*lists), most + 1)
    ]
    cheapest = all(family.proved for family in families)
    proved = cheapest and not cut
    total, total_is = len(chosen), "exact" if proved else "at least"
    if len(chosen) > most and proved:
        try:
            counts = [_number(state, place, families[n]) for n, place in enumerate(state.clashing)]
            total = math.prod(count for count, _ in counts)
            total_is = "exact" if all(sure for _, sure in counts) else "at most"
        except (KeyboardInterrupt, OutOfSteps) as stop:
            broken_off(stop)
            total_is = "at least"
    items = tuple(_repair(state, costs, one) for one in chosen[:most])
    cost = costs.by_layer(chosen[0])
    whole = proved and len(chosen) <= most
    return Repairs(items, total, whole, cost, lens.name, state.claims, total_is, cheapest)


def _number(state: State, place: int, family: Family) -> tuple[int, bool]:
    """Return how many cheapest sets meet the known conflicts of a part, and if these are all."""
    if family.linked:
        return sum(1 for _ in family.every()), True
    search = state.search(place)
    if search.interrupted:
        raise KeyboardInterrupt
    known = search.known.least_clashing
    every = search.whole_to == math.inf
    sets = usable(known if every else [*known, *family.conflicts()], family.price)
    assert sets is not None
    return family.number(sets), every


def _repair(state: State, costs: Costs, removed: Units) -> Repair:
    units = [state.system.units[unit] for unit in sorted(removed)]
    ids = {claim for unit in units for claim in unit.claims}
    claims = tuple(one for one in state.claims["claim_id"] if one in ids)
    return Repair(tuple(unit.id for unit in units), claims, costs.by_layer(removed))


def family_of(state: State, place: int, costs: Costs, *, every: bool = False) -> Family:
    """Return the cheapest repairs of a part, from its first conflicts, and remember them.

    Parameters
    ----------
    state : State
        The ledger.
    place : int
        The part.
    costs : Costs
        What each count costs.
    every : bool
        Whether it is to know every conflict that is found by looking for them, too.

    Returns
    -------
    Family
        After an interruption one that is not proved to be cheapest, and is not remembered.

    Raises
    ------
    InconsistentLedger
        If trusted claims and assumptions contradict one another.
    """
    numbers = state.parts[place].units
    prices = costs.prices(numbers)
    local = {number: unit for unit, number in enumerate(numbers)}
    price = {local[unit]: cost for unit, cost in prices.items()}
    key = ("family", place, every, tuple(sorted(price.items())))
    found = state.kept.get(key)
    if not isinstance(found, Family) or found.search.interrupted:
        if every:
            found = family_of(state, place, costs)
            found = found.on(state.search(place).knowing(found.search))
        else:
            found = _found(state, place, state.begun(place).copy(), price)
        if not found.search.interrupted:
            state.kept[key] = found
    return found


def _found(state: State, place: int, search: Search, price: Mapping[int, int]) -> Family:
    units = state.system.units
    try:
        return Family.of(search, price)
    except InconsistentLedger as error:
        numbers: Iterable[int] = error.args
        names = ", ".join(units[state.parts[place].units[one]].id for one in numbers)
        raise InconsistentLedger(
            f"these are trusted or assumed and cannot all hold: {names}"
        ) from None

"""Repairs of a ledger: which claims to set aside, at the least, so that the rest can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from purgestats.errors import InconsistentLedger, InvalidChoice
from purgestats.ledger.conflicts.conflicts import searched
from purgestats.ledger.conflicts.enumerate import Found, Group, Units
from purgestats.ledger.conflicts.hitting_sets import cheapest_cover, in_some_cheapest
from purgestats.ledger.conflicts.oracle import Checker
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.repairs.mip import (
    MOST_VARIABLES,
    Known,
    cheapest_repairs,
    first_repairs,
    prices_of,
)
from purgestats.ledger.repairs.repair import MOST_LISTED, Choice, Repair, Repairs, cheapest, combine
from purgestats.ledger.state import State

MOST_SETS = 10_000
MOST_LEARNED = 80
MOST_BY_PROGRAMME = 64
MOST_ORDERS = 8


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
    state.start_anew()
    most = MOST_LISTED if limit is None else limit
    groups = choices(state, weights)
    sets = [one.sets for one in groups]
    cost = sum((one.cost for one in groups), Fraction(0))
    count = math.prod(len(chosen) for chosen in sets)
    complete = count <= most and all(one.whole and one.proved for one in groups)
    chosen = list(combine(sets, most))
    names = state.system.units
    items = tuple(
        Repair(tuple(names[unit].id for unit in sorted(one)), float(cost)) for one in chosen
    )
    return Repairs(items, count, complete, float(cost))


def choices(state: State, weights: Mapping[str, float] | None) -> list[Choice]:
    """Return the cheapest repairs of each group of conflicts; any union of one of each will do.

    Parameters
    ----------
    state : State
        The ledger.
    weights : mapping of str to float, or None
        Cost of each claim.

    Returns
    -------
    list of Choice
        In the order of the parts.

    Raises
    ------
    InconsistentLedger
        If trusted claims and assumptions contradict one another.
    """
    state.check_ids(weights or ())
    given = costs(weights)
    if state.consistent:
        return []
    key = tuple(sorted((weights or {}).items()))
    if key not in state.choices:
        found = []
        for place in range(len(state.parts)):
            result = searched_again(state, place)
            if result.complete:
                found += [_of_group(state, place, group, given) for group in result.groups]
            elif state.interrupted:
                found.append(_in_haste(state, place, result, given))
            else:
                found.append(_of_unfinished(state, place, result, given))
        state.choices[key] = found
    return state.choices[key]


def _of_group(
    state: State,
    place: int,
    group: Group,
    given: Mapping[str, Fraction | float],
) -> Choice:
    """Return the cheapest sets that meet every conflict of a group."""
    units = state.system.units
    prices = {
        unit: given.get(units[unit].id, Fraction(1))
        for unit in group.units
        if units[unit].kind == "claim"
    }
    may = frozenset(unit for unit, price in prices.items() if price != math.inf)
    sets, price = cheapest([one & may for one in group.conflicts], prices, MOST_SETS)
    if not sets:
        raise _contradiction(state, next(one for one in group.conflicts if not one & may))
    return Choice(place, sets, price, whole=len(sets) < MOST_SETS)


def _of_unfinished(
    state: State, place: int, result: Found, given: Mapping[str, Fraction | float]
) -> Choice:
    """Return the cheapest repairs of a part whose conflicts could not all be listed.

    What settles the known conflicts most cheaply is tried. Where it does not settle everything, the
    conflict that is left is one more to settle (implicit hitting sets). If that does not come to an
    end, a mixed-integer programme is asked.
    """
    known = known_of(state, place, result, given)
    _refuse_contradiction(state, known)
    everything = frozenset(known.part.units)
    sets: list[Units] = []
    for _ in range(MOST_LEARNED):
        cover = cheapest_cover(known.conflicts, known.prices, sets)
        if sets and (cover is None or known.cost(cover) > known.cost(sets[0])):
            return Choice(place, sets, known.cost(sets[0]))
        if cover is None:
            break
        if known.learn(everything - cover):
            sets.append(cover)
    if not sets or len(known.part.variables) <= MOST_VARIABLES:
        listed = _by_programme(state, place, known, sets)
        if listed.whole or not sets:
            return listed
    cost = known.cost(sets[0])
    removable = in_some_cheapest(known.conflicts, known.prices, cost)
    return Choice(place, sets, cost, whole=False, removable=removable)


def _in_haste(
    state: State, place: int, result: Found, given: Mapping[str, Fraction | float]
) -> Choice:
    """Return some repair of a part, after an interruption."""
    known = known_of(state, place, result, given)
    _refuse_contradiction(state, known)
    sets = first_repairs(known, _orders(state, known.part)[:1])
    return Choice(place, sets, known.cost(sets[0]), whole=False, proved=False)


def _by_programme(state: State, place: int, known: Known, tried: list[Units]) -> Choice:
    """Return the cheapest repairs of a part that a mixed-integer programme finds."""
    small = len(known.part.variables) <= MOST_VARIABLES
    tried = tried + first_repairs(known, _orders(state, known.part)[: None if small else 1])
    sets, whole = cheapest_repairs(known, MOST_BY_PROGRAMME, tried) if small else ([], False)
    if sets:
        return Choice(place, sets, known.cost(sets[0]), whole)
    best = [one for one in dict.fromkeys(tried) if known.cost(one) == known.best]
    return Choice(place, best, known.cost(best[0]), whole=False, proved=False)


def searched_again(state: State, place: int) -> Found:
    """Return what the search for conflicts gave in a part, searching only if it has not yet."""
    return searched(state, place, MOST_LISTED, None)


def known_of(
    state: State, place: int, result: Found, given: Mapping[str, Fraction | float]
) -> Known:
    """Return what a search says of the repairs of a part.

    Parameters
    ----------
    state : State
        The ledger.
    place : int
        The part.
    result : Found
        Its conflicts.
    given : mapping of str to Fraction or float
        Costs of claims.

    Returns
    -------
    Known
        Without a repair yet.
    """
    part = state.parts[place]
    prices = prices_of(part, given)
    conflicts = [
        frozenset(one & prices.keys()) for group in result.groups for one in group.conflicts
    ]
    # What one question left behind must not change the answer to another.
    checker = Checker(part) if result.checker is None else result.checker.copy()
    return Known(part, checker, prices, conflicts)


def _refuse_contradiction(state: State, known: Known) -> None:
    blocked = known.checker.clash(known.firm)
    if blocked is not None:
        raise _contradiction(state, known.checker.shrink(blocked))


def _contradiction(state: State, units: Units) -> InconsistentLedger:
    names = ", ".join(state.system.units[unit].id for unit in sorted(units))
    return InconsistentLedger(f"these are trusted or assumed and cannot all hold: {names}")


def _orders(state: State, part: Part) -> list[list[int]]:
    """Return orders in which to take claims: as they stand, and each claimant's before the rest."""
    units = [unit for unit in part.units if state.system.units[unit].kind == "claim"]
    claimants = state.claims["claimant"].tolist()
    orders = [units, units[::-1]]
    for name in list(dict.fromkeys(claimants[unit] for unit in units))[:MOST_ORDERS]:
        orders.append(sorted(units, key=lambda unit: (claimants[unit] != name, unit)))
    return orders


def costs(weights: Mapping[str, float] | None) -> dict[str, Fraction | float]:
    """Return weights as exact costs.

    Parameters
    ----------
    weights : mapping of str to float, or None
        As a user gives them.

    Returns
    -------
    dict of str to Fraction or float
        Infinite where a claim must hold.

    Raises
    ------
    InvalidChoice
        If a weight is not above 0.
    """
    return {name: _cost(name, value) for name, value in (weights or {}).items()}


def _cost(name: str, value: float) -> Fraction | float:
    if value == math.inf:
        return math.inf
    if not value > 0:
        raise InvalidChoice(f"the weight of {name!r} is {value!r}; weights are above 0")
    return Fraction(repr(float(value)))

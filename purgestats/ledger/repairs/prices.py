"""Prices: what has to be set aside, at the least, if a figure holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from purgestats._unswept import unswept
from purgestats._whole import broken_off
from purgestats.ledger.conflicts.explored import as_bools, as_set
from purgestats.ledger.conflicts.hitting_sets import Cheapest, OutOfSteps, Units, as_bits, as_units
from purgestats.ledger.conflicts.mus import Search, minimal_sets
from purgestats.ledger.repairs.family import Family
from purgestats.ledger.repairs.lenses import Costs, Lens
from purgestats.ledger.repairs.repairs import costs_under, family_of
from purgestats.ledger.state import State, in_turn

COLUMNS = ["price", "by_layer", "set_aside", "others", "certified"]


@in_turn
@unswept()
def prices_table(state: State, claims: Sequence[str] | None, costs: Costs) -> pd.DataFrame:
    """Return the price of each claim.

    Parameters
    ----------
    state : State
        The ledger.
    claims : sequence of str or None
        Which claims; those in a known conflict if None.
    costs : Costs
        What setting each count aside costs.

    Returns
    -------
    DataFrame
        Indexed by claim id; see :meth:`purgestats.Ledger.prices`.
    """
    system = state.system
    unit_of = {claim: number for number, unit in enumerate(system.units) for claim in unit.claims}
    found: dict[int, tuple[object, ...]] = {}
    asked = None if claims is None else {unit_of[one] for one in claims}
    for place in state.clashing:
        numbers = state.parts[place].units
        if asked is not None and asked.isdisjoint(numbers):
            continue
        family = family_of(state, place, costs, every=True)
        known = Prices(family, map(as_set, minimal_sets(state.search(place))))
        interrupted = family.search.interrupted
        here = {numbers[unit]: unit for unit in known.disputed()}
        wanted = here.keys() if asked is None else asked & here.keys()
        for number in sorted(wanted):
            price = Price(None, certified=False)
            try:
                if not interrupted:
                    price = known.of(here[number])
            except KeyboardInterrupt as stop:
                interrupted = broken_off(stop)
            found[number] = price.within(numbers).row(state, costs)
    nothing = (0, tuple([0.0] * costs.layers), (), False, True)
    ids = [
        one
        for one in (state.claims["claim_id"].tolist() if claims is None else claims)
        if claims is not None or unit_of[one] in found
    ]
    return _table([found.get(unit_of[one], nothing) for one in ids], ids, "claim_id")


def _table(rows: Sequence[tuple[object, ...]], names: list[str], called: str) -> pd.DataFrame:
    """Return prices by the names of what is to hold."""
    price, *told, others, certified = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    columns = [pd.array(price, dtype="Int64"), *(pd.Series(one, dtype=object) for one in told)]
    columns += [np.array(one, dtype=bool) for one in (others, certified)]
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    return table.set_axis(pd.Index(names, name=called, dtype="str"))


@in_turn
@unswept()
def prices_of_assumptions(plain: State, assumed: State, lens: Lens) -> pd.DataFrame:
    """Return the price of each assumption that one ledger makes besides those of another.

    Parameters
    ----------
    plain, assumed : State
        The ledger without and with these assumptions, each of which is made by itself.
    lens : Lens
        The order of trust.

    Returns
    -------
    DataFrame
        Indexed by assumption, with the columns of :func:`prices_table`.
    """
    number = {(unit.kind, unit.id): place for place, unit in enumerate(assumed.system.units)}
    same = [number[unit.kind, unit.id] for unit in plain.system.units]
    # Whatever clashes without them clashes with them: most of what repairs meet is found there.
    costs, known, first = costs_under(plain, lens), [], frozenset[int]()
    for place in plain.clashing:
        numbers, family = plain.parts[place].units, family_of(plain, place, costs, every=True)
        first |= {same[numbers[unit]] for unit in family.first}
        for clash in map(as_units, family.search.known.least_clashing):
            known.append(frozenset(same[numbers[unit]] for unit in clash))
    costs = costs_under(assumed, lens)
    # Where it takes too long to find every conflict, those met on the way have to do.
    every = all(plain.search(place).whole_to == math.inf for place in plain.clashing)
    names = [one.id for one in assumed.assumptions if one not in plain.assumptions]
    extra = [number["assumption", one] for one in names]
    prices = dict.fromkeys(extra, Price())
    for place in assumed.clashing:
        numbers = assumed.parts[place].units
        local = {unit: place for place, unit in enumerate(numbers)}
        search = (assumed.search(place) if every else Search.of(assumed.oracle(place))).copy()
        for one in known:
            if one <= local.keys():
                here = as_bools((local[unit] for unit in one), search.oracle.count)
                search.known.add_clash(here)
        met = list(map(as_set, minimal_sets(search)))
        prices_here = {local[one]: cost for one, cost in costs.prices(numbers).items()}
        family = Family(search, prices_here, frozenset(local[one] for one in first & local.keys()))
        ours = [unit for unit in extra if unit in local]
        for unit in ours:
            apart = frozenset(local[one] for one in ours if one != unit)
            price = Prices(replace(family, gone=apart), met).of(local[unit])
            proved = price.certified and (not every or search.whole_to == math.inf)
            prices[unit] = prices[unit].beside(price.within(numbers)._replace(certified=proved))
    return _table([prices[unit].row(assumed, costs) for unit in extra], names, "assumption")


class Price(NamedTuple):
    """What goes if something holds, whether other sets cost as little, and whether it is proved.

    None, and not an empty set, goes where it cannot hold whatever goes, and where that is not
    proved because it took too long.
    """

    removed: Units | None = frozenset()
    others: bool = False
    certified: bool = True

    def within(self, numbers: Sequence[int]) -> Price:
        """Return the same in the units of the ledger, given those of a part."""
        if self.removed is None:
            return self
        return self._replace(removed=frozenset(numbers[unit] for unit in self.removed))

    def beside(self, other: Price) -> Price:
        """Return the price in two parts together."""
        none = self.removed is None or other.removed is None
        both = None if none else (self.removed or frozenset()) | (other.removed or frozenset())
        return Price(both, self.others or other.others, self.certified and other.certified)

    def row(self, state: State, costs: Costs) -> tuple[object, ...]:
        """Return it as a row of a table."""
        units = self.removed or frozenset()
        names = tuple(state.system.units[unit].id for unit in sorted(units))
        price = pd.NA if self.removed is None else len(units)
        return price, costs.by_layer(units), names, self.others, self.certified


class Prices:
    """The prices of the counts of one part.

    Parameters
    ----------
    family : Family
        What may be set aside, and what does not hold in any case.
    conflicts : iterable of frozenset of int
        Minimal conflicts that are known.

    Notes
    -----
    A count can hold beside all others that are in no conflict with it. What has to go is a cheapest
    set that meets each of its conflicts elsewhere than in itself; whether that is enough is asked:
    with these set aside, the count must fit beside what the lens keeps. Otherwise there is one more
    conflict to meet.
    """

    def __init__(self, family: Family, conflicts: Iterable[Units]) -> None:
        self.family = family
        self.conflicts = [one for one in conflicts if not one & family.gone]

    def disputed(self) -> list[int]:
        """Return the counts in any known conflict."""
        return sorted(frozenset[int]().union(*self.conflicts) & self.family.price.keys())

    def of(self, unit: int) -> Price:
        """Return what goes if a count or an assumption holds."""
        removed: Units | None = None
        # What is asked of others changes nothing.
        family = self.family.learning()
        cheapest = Cheapest(family.price)
        cheapest.add(as_bits(one - {unit}) for one in self.conflicts if unit in one)
        try:
            propose = cheapest.next
            while (other := propose()) is not None:
                # Of sets as cheap, one of what the lens sets aside: what else goes would be news.
                if removed is None and not other <= family.first:
                    other = cheapest.another(within=family.first) or other
                conflict = _left(family, unit, other)
                if conflict is not None:
                    cheapest.add([as_bits(conflict - {unit})])
                elif removed is not None:
                    return Price(removed, others=True)
                else:
                    removed = other
                    cheapest.bar(removed)
                    propose = cheapest.another
        except OutOfSteps:
            return Price(removed, certified=False)
        return Price(removed)


def _left(family: Family, unit: int, removed: Units) -> Units | None:
    """Return units that a count clashes with when some are set aside, or None.

    It is put beside what the lens keeps, and what may stand again without these.
    """
    search, known = family.search, family.search.known
    firm = family.kept(removed | family.first | {unit})
    again = sorted(family.first - removed - family.gone - {unit}, key=family.by_cost)
    order = np.array(again, dtype=np.int64)
    search.settle(firm, order, known.free_of_clashes(firm, order))
    kept = known.holding[-1] & family.kept(removed)
    kept[unit] = True
    if search.can_hold(kept):
        return None
    clash = known.clash_within(kept)
    assert clash is not None
    return as_set(clash)

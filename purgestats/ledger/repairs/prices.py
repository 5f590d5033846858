"""Prices: what has to be set aside, at the least, if a figure holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from purgestats.ledger.conflicts.explored import as_bools, as_set
from purgestats.ledger.conflicts.hitting_sets import HittingSets, OutOfSteps, Sets, Units, as_bits
from purgestats.ledger.conflicts.mus import Search, minimal_sets
from purgestats.ledger.repairs.family import Family
from purgestats.ledger.repairs.lenses import Costs
from purgestats.ledger.repairs.repairs import family_of
from purgestats.ledger.state import State

COLUMNS = ["price", "by_layer", "set_aside", "others", "certified"]


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
    for place in state.clashing:
        numbers = state.parts[place].units
        family = family_of(state, place, costs)
        known = Prices(family, map(as_set, minimal_sets(family.search)))
        interrupted = family.search.interrupted
        here = {numbers[unit]: unit for unit in known.disputed()}
        wanted = here if claims is None else {unit_of[one] for one in claims} & here.keys()
        for number in sorted(wanted):
            removed: Units | None = None
            others = certified = False
            try:
                if not interrupted:
                    removed, others, certified = known.of(here[number])
            except KeyboardInterrupt:
                interrupted = True
            units = None if removed is None else frozenset(numbers[unit] for unit in removed)
            found[number] = _row(state, costs, units, others, certified)
    nothing = (0, tuple([0.0] * costs.layers), (), False, True)
    ids = [
        one
        for one in (state.claims["claim_id"].tolist() if claims is None else claims)
        if claims is not None or unit_of[one] in found
    ]
    rows = [found.get(unit_of[one], nothing) for one in ids]
    table = pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(ids, name="claim_id", dtype="str"))
    return table.astype({"price": "Int64", "others": bool, "certified": bool})


def prices_of_assumptions(plain: State, assumed: State, costs: Costs) -> pd.DataFrame:
    """Return the price of each assumption that one ledger makes besides those of another.

    Parameters
    ----------
    plain, assumed : State
        The ledger without and with these assumptions, each of which is made by itself.
    costs : Costs
        What setting each count aside costs.

    Returns
    -------
    DataFrame
        Indexed by assumption, with the columns of :func:`prices_table`.
    """
    units = assumed.system.units
    number = {(unit.kind, unit.id): place for place, unit in enumerate(units)}
    more = [one.id for one in assumed.assumptions if one not in plain.assumptions]
    extra = {number["assumption", one]: one for one in more}
    same = [number[unit.kind, unit.id] for unit in plain.system.units]
    conflicts = [
        frozenset(same[unit] for unit in one)
        for place in plain.clashing
        for one in plain.conflict_sets(place, plain.search(place))
    ]
    every = all(plain.search(place).whole_to == math.inf for place in plain.clashing)
    gone: dict[int, Units | None] = dict.fromkeys(extra, frozenset())
    others, certified = dict.fromkeys(extra, False), dict.fromkeys(extra, True)
    for place in assumed.clashing:
        numbers = assumed.parts[place].units
        local = {unit: place for place, unit in enumerate(numbers)}
        price = {local[unit]: cost for unit, cost in costs.prices(numbers).items()}
        # Where it takes too long to find every conflict, those met on the way have to do.
        search = assumed.search(place) if every else Search.of(assumed.oracle(place))
        family = Family(search.copy(), price)
        met = [frozenset(local[unit] for unit in one) for one in conflicts if one <= local.keys()]
        met = list(dict.fromkeys([*met, *map(as_set, minimal_sets(search))]))
        for unit in extra.keys() & local.keys():
            apart = frozenset(local[one] for one in extra.keys() & local.keys() if one != unit)
            known = Prices(replace(family, gone=apart), met)
            removed, more_sets, proved = known.of(local[unit])
            met = list(dict.fromkeys([*met, *known.conflicts]))
            others[unit] |= more_sets
            certified[unit] &= proved and (search.whole_to == math.inf or not every)
            before = gone[unit]
            if removed is None or before is None:
                gone[unit] = None
            else:
                gone[unit] = before | {numbers[one] for one in removed}
    rows = [_row(assumed, costs, gone[one], others[one], certified[one]) for one in extra]
    index = pd.Index(list(extra.values()), name="assumption", dtype="str")
    return pd.DataFrame(rows, columns=COLUMNS, index=index).astype({"price": "Int64"})


def _row(
    state: State, costs: Costs, units: Units | None, others: bool, certified: bool
) -> tuple[object, ...]:
    """Return a row of a table of prices; units are those that have to be set aside."""
    names = tuple(state.system.units[unit].id for unit in sorted(units or ()))
    price = pd.NA if units is None else len(units)
    return price, costs.by_layer(units or frozenset()), names, others, certified


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
    with these set aside, and what else quarrels among itself repaired at the least cost, the count
    must fit in. Otherwise there is one more conflict to meet.
    """

    def __init__(self, family: Family, conflicts: Iterable[Units]) -> None:
        self.family = family
        self.search: Search = family.search
        self.conflicts = [one for one in conflicts if not one & family.gone]
        self.cover = HittingSets(family.price)

    def disputed(self) -> list[int]:
        """Return the counts in any known conflict."""
        return sorted(frozenset[int]().union(*self.conflicts) & self.family.price.keys())

    def of(self, unit: int) -> tuple[Units | None, bool, bool]:
        """Return what goes if a count holds, whether other sets cost as little, and if proved.

        Nothing, not even an empty set, where it cannot hold whatever goes.
        """
        removed: Units | None = None
        while True:
            mine = self.cover.usable(as_bits(one - {unit}) for one in self.conflicts if unit in one)
            if mine is None:
                return None, False, True
            try:
                other = self._another(mine, removed)
                if other is None:
                    return removed, False, True
                conflict = self._left(unit, other)
            except OutOfSteps:
                return removed, False, False
            if conflict is not None:
                self.conflicts.append(conflict)
            elif removed is not None:
                return removed, True, True
            else:
                removed = other

    def _another(self, sets: Sets, than: Units | None) -> Units | None:
        """Return a cheapest way to meet sets, other than one if there is any other."""
        if than is None:
            return self.cover.first(sets)
        self.cover.steps = 0
        return next((one for one in self.cover.every(sets) if one != than), None)

    def _left(self, unit: int, removed: Units) -> Units | None:
        """Return a conflict that a count still has when some are set aside, or None."""
        count, cover = self.search.oracle.count, self.cover
        must = as_bools((unit,), count)
        while True:
            # What has nothing to do with the count is repaired first, as cheaply as can be.
            rest = cover.usable(
                as_bits(one) for one in self.conflicts if not one & removed and unit not in one
            )
            assert rest is not None
            kept = self.family.kept(removed | cover.first(rest))
            if self.search.can_hold(kept | must):
                return None
            core = as_set(self.search.shrink(kept | must))
            if unit in core:
                return core
            self.conflicts.append(core)

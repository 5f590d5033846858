"""Prices: what has to be set aside, at the least, if a figure holds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from purgestats.ledger.conflicts.explored import as_bools, as_set
from purgestats.ledger.conflicts.hitting_sets import HittingSets, OutOfSteps, Units, as_bits
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
        interrupted, known = family.search.interrupted, Prices(family)
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
            units = frozenset(numbers[unit] for unit in removed or ())
            names = tuple(system.units[unit].id for unit in sorted(units))
            price = pd.NA if removed is None else len(units)
            found[number] = (price, costs.by_layer(units), names, others, certified)
    nothing = (0, tuple([0.0] * costs.layers), (), False, True)
    ids = [
        one
        for one in (state.claims["claim_id"].tolist() if claims is None else claims)
        if claims is not None or unit_of[one] in found
    ]
    rows = [found.get(unit_of[one], nothing) for one in ids]
    table = pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(ids, name="claim_id", dtype="str"))
    return table.astype({"price": "Int64", "others": bool, "certified": bool})


class Prices:
    """The prices of the counts of one part.

    Parameters
    ----------
    family : Family
        Its cheapest repairs, and every conflict met on the way to them.

    Notes
    -----
    A count can hold beside all others that are in no conflict with it. What has to go is a cheapest
    set that meets each of its conflicts elsewhere than in itself; whether that is enough is asked:
    with these set aside, and what else quarrels among itself repaired at the least cost, the count
    must fit in. Otherwise there is one more conflict to meet.
    """

    def __init__(self, family: Family) -> None:
        self.family = family
        self.search: Search = family.search
        self.conflicts: list[Units] = [as_set(one) for one in minimal_sets(self.search)]
        self.cover = HittingSets(family.price)

    def disputed(self) -> list[int]:
        """Return the counts in any known conflict."""
        return sorted(frozenset[int]().union(*self.conflicts) & self.family.price.keys())

    def of(self, unit: int) -> tuple[Units | None, bool, bool]:
        """Return what goes if a count holds, whether other sets cost as little, and if proved.

        Nothing, not even an empty set, where it cannot hold whatever goes.
        """
        cover = self.cover
        while True:
            mine = cover.usable(as_bits(one - {unit}) for one in self.conflicts if unit in one)
            if mine is None:
                return None, False, True
            try:
                removed = cover.first(mine)
                conflict = self._left(unit, removed)
            except OutOfSteps:
                return None, False, False
            if conflict is None:
                return removed, cover.number(mine) > 1, True
            self.conflicts.append(conflict)

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
            kept = ~as_bools(removed | cover.first(rest), count)
            if self.search.can_hold(kept | must):
                return None
            core = as_set(self.search.shrink(kept | must))
            if unit in core:
                return core
            self.conflicts.append(core)

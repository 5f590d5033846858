"""Repairs where conflicts are too many to list: a mixed-integer programme, checked exactly.

Each claim of a part has a switch. On, its rows may give way, each by just as much as the bounds of
the quantities in it leave room for: never by one large constant. The bounds hold in every repair
that costs no more than the best one known. What the programme proposes is checked exactly, and a
proposal that fails comes back as a conflict that the next one must meet (implicit hitting sets).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from purgestats.ledger.conflicts.elastic import BASE_LEAST
from purgestats.ledger.conflicts.enumerate import Units
from purgestats.ledger.conflicts.oracle import Checker
from purgestats.ledger.lp.programme import new_solver, power_of_two
from purgestats.ledger.model.rows import HARD
from purgestats.ledger.propagation.arrays import Floats, Network
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.propagation.fixpoint import Fixpoint, propagate

MOST_SOLVED = 40
MOST_NODES = 2_000
#: Parts with more variables than this are no matter for a mixed-integer programme.
MOST_VARIABLES = 600
#: Room beyond what is needed, in units of a row, so that rounding cannot shut out a repair.
SLACK = 1e-6
#: A claim gives way if its switch is more on than this.
ON = 0.5
Price = Fraction | float
ONE: Price = Fraction(1)


@dataclass
class Known:
    """What is known of the repairs of a part.

    Parameters
    ----------
    part : Part
        The rows.
    checker : Checker
        Says exactly what can hold together.
    prices : dict of int to Fraction
        The claims that may be set aside, and their cost.
    conflicts : list of frozenset of int
        Conflicts found so far, without what may not be set aside.
    best : Fraction or None
        Cost of the best repair known.
    """

    part: Part
    checker: Checker
    prices: dict[int, Fraction]
    conflicts: list[Units]
    best: Fraction | None = None

    @property
    def firm(self) -> Units:
        """Claims and assumptions that must hold."""
        return frozenset(self.part.units).difference(self.prices)

    def cost(self, units: Iterable[int]) -> Fraction:
        """Return what setting some claims aside costs."""
        return sum((self.prices[unit] for unit in units), Fraction(0))

    def least(self, removed: Units, apart: Sequence[Units]) -> Fraction:
        """Return a cost below which no repair sets all these claims aside."""
        rest = sum(
            (min(self.prices[unit] for unit in one) for one in apart if not one & removed),
            Fraction(0),
        )
        return self.cost(removed) + rest

    def apart(self) -> list[Units]:
        """Return known conflicts that share no claim, as many as come first."""
        met: set[int] = set()
        found = []
        for one in sorted(self.conflicts, key=lambda held: (len(held), sorted(held))):
            if one and not one & met:
                met |= one
                found.append(one)
        return found

    def removable(self) -> Units:
        """Return the claims that a repair of at most the best cost may set aside."""
        apart = self.apart()
        return frozenset(
            unit
            for unit in self.prices
            if self.best is None or self.least(frozenset({unit}), apart) <= self.best
        )

    def learn(self, units: Units) -> bool:
        """Return whether units can hold together; if not, keep the conflict among them."""
        clash = self.checker.core(units)
        if clash is None:
            return True
        self.conflicts.append(frozenset(clash & self.prices.keys()))
        return False


def first_repairs(known: Known, orders: Iterable[Sequence[int]]) -> list[Units]:
    """Set aside what does not fit when claims are taken one by one.

    Parameters
    ----------
    known : Known
        The part; its best cost is lowered.
    orders : iterable of sequence of int
        Orders in which to take the claims.

    Returns
    -------
    list of frozenset of int
        Repairs, not always the cheapest.
    """
    found = []
    for order in orders:
        kept, removed = set(known.firm), set()
        for unit in [unit for unit in order if unit in known.prices]:
            if known.checker.clash({*kept, unit}) is None:
                kept.add(unit)
            else:
                removed.add(unit)
        found.append(frozenset(removed))
        cost = known.cost(removed)
        known.best = cost if known.best is None else min(known.best, cost)
    return found


def cheapest_repairs(
    known: Known, most: int, tried: Sequence[Units] = ()
) -> tuple[list[Units], bool]:
    """Return the cheapest repairs of a part.

    Parameters
    ----------
    known : Known
        The part, with the cost of some repair.
    most : int
        How many to look for.
    tried : sequence of frozenset of int
        Repairs that are known already.

    Returns
    -------
    tuple of list of frozenset of int and bool
        Repairs of the least cost, and whether they are all; none if the programme was given up, or
        overlooked a repair that is known and so cannot be relied on.
    """
    found, whole = _proposals(known, most)
    if not found:
        return [], False
    cost = known.cost(found[0])
    as_cheap = [one for one in tried if known.cost(one) <= cost]
    if any(known.cost(one) < cost for one in as_cheap):
        return [], False
    missed = [one for one in as_cheap if one not in found]
    return _ordered([*found, *missed]), whole and not missed


def _proposals(known: Known, most: int) -> tuple[list[Units], bool]:
    found: list[Units] = []
    least: Fraction | None = None
    programme = RepairProgramme(known)
    for _ in range(MOST_SOLVED):
        if len(found) >= most:
            return found, False
        proposed = programme.least_cost(least)
        if proposed is None:
            return [], False
        if proposed == frozenset({HARD}):
            return found, True
        if not known.learn(frozenset(known.part.units) - proposed):
            programme.must_meet(known.conflicts[-1])
            continue
        cost = known.cost(proposed)
        if least is not None and cost > least:
            return found, True
        if least is None and (known.best is None or cost < known.best):
            known.best = cost
            programme = RepairProgramme(known)
        least = cost
        found.append(proposed)
        programme.must_differ(proposed)
    return found, False


def _ordered(sets: Iterable[Units]) -> list[Units]:
    return sorted(set(sets), key=lambda one: (len(one), sorted(one)))


class RepairProgramme:
    """The mixed-integer programme of one part.

    Parameters
    ----------
    known : Known
        The part, conflicts that every repair meets, and the cost of the best repair known.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        network = known.part.network
        self.low, self.high = boxes_of_repairs(known)
        self.scale = np.array([power_of_two(one) for one in network.scale.tolist()])
        self.switch = {
            unit: network.size + place for place, unit in enumerate(sorted(known.prices))
        }
        self.capped = False
        self.solver = new_solver()
        for name, value in {
            # Narrower tolerances than these, which are HiGHS's own, make it miss solutions.
            "primal_feasibility_tolerance": 1e-7,
            "dual_feasibility_tolerance": 1e-7,
            "mip_feasibility_tolerance": 1e-6,
            "presolve": "on",
            "solver": "choose",
            "mip_rel_gap": 0.0,
            "mip_max_nodes": MOST_NODES,
        }.items():
            self.solver.setOptionValue(name, value)
        self.solver.passModel(self._model())
        for conflict in known.conflicts:
            self.must_meet(conflict)

    def _model(self) -> Any:
        import highspy

        part = self.known.part
        size, count = part.network.size, len(self.switch)
        starts, index, values, lower, upper = [0], [], [], [], []
        for row in part.system.rows:
            entries = [float(value) * self.scale[variable] for variable, value in row.terms]
            unit = power_of_two(max(abs(entry) for entry in entries))
            index += [variable for variable, _ in row.terms]
            values += [entry / unit for entry in entries]
            right = BASE_LEAST if row.strict else float(row.rhs) / unit
            switch = self.switch.get(row.unit)
            if switch is not None:
                room = right - sum(
                    float(value) / unit * (self.low[variable] if value > 0 else self.high[variable])
                    for variable, value in row.terms
                )
                index.append(switch)
                values.append(max(room, 0.0) + SLACK)
            starts.append(len(index))
            lower.append(right)
            upper.append(right if row.equal else highspy.kHighsInf)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = size + count, len(part.system.rows)
        prices = [float(self.known.prices[unit]) for unit in self.switch]
        model.col_cost_ = np.array([0.0] * size + prices)
        model.col_lower_ = np.concatenate([self.low / self.scale, np.zeros(count)])
        model.col_upper_ = np.concatenate([self.high / self.scale, np.ones(count)])
        model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(values, dtype=np.float64)
        continuous, integer = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [continuous] * size + [integer] * count
        return model

    def must_meet(self, conflict: Units) -> None:
        """Demand that some claim of a conflict is set aside."""
        self._add(conflict, 1.0)

    def must_differ(self, repair: Units) -> None:
        """Demand another repair than this and those that contain it."""
        self._add(repair, -(len(repair) - 1.0), -1.0)

    def must_cost(self, cost: Fraction) -> None:
        """Demand that no repair costs more than this."""
        import highspy

        columns = np.array(list(self.switch.values()), dtype=np.int32)
        prices = np.array([float(self.known.prices[unit]) for unit in self.switch])
        top = float(cost) * (1 + 1e-9)
        self.solver.addRow(-highspy.kHighsInf, top, len(columns), columns, prices)

    def _add(self, units: Units, right: float, sign: float = 1.0) -> None:
        import highspy

        columns = np.array([self.switch[unit] for unit in sorted(units)], dtype=np.int32)
        ones = np.full(len(columns), sign)
        self.solver.addRow(right, highspy.kHighsInf, len(columns), columns, ones)

    def least_cost(self, at_most: Fraction | None) -> Units | None:
        """Return the cheapest proposal.

        Parameters
        ----------
        at_most : Fraction or None
            A cost beyond which none is wanted.

        Returns
        -------
        frozenset of int or None
            Claims to set aside, for an exact check; ``{-1}`` if there is none; None if the search
            was given up.
        """
        if at_most is not None and not self.capped:
            self.must_cost(at_most)
            self.capped = True
        return self._proposal()

    def furthest(self, variable: int, turn: int) -> tuple[Units | None, float]:
        """Return the proposal in which a variable is least, or greatest for ``turn`` of -1.

        Parameters
        ----------
        variable, turn : int
            The variable, and 1 or -1.

        Returns
        -------
        tuple of frozenset of int or None, and float
            Claims to set aside, and a bound that no repair passes.
        """
        count = self.known.part.network.size + len(self.switch)
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), np.zeros(count))
        self.solver.changeColCost(variable, float(turn))
        proposed = self._proposal()
        bound = float(self.solver.getInfo().mip_dual_bound) * turn * float(self.scale[variable])
        return proposed, bound

    def _proposal(self) -> Units | None:
        import highspy

        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return frozenset({HARD})
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        values = self.solver.getSolution().col_value
        return frozenset(unit for unit, column in self.switch.items() if values[column] > ON)


def boxes_of_repairs(known: Known) -> tuple[Floats, Floats]:
    """Return bounds that hold in every repair that costs no more than the best one known.

    Parameters
    ----------
    known : Known
        The part.

    Returns
    -------
    tuple of array of shape (variables,)
        Lows and finite highs.

    Notes
    -----
    The claims on a quantity are dropped from the tightest on, until dropping all of them and
    meeting the conflicts that are left costs more than the best repair: then one of them stays.
    Where nothing stays for sure, the high is as much as all figures of the part together, times the
    widest gain of a row up to ten thousand. That is ample for figures on people and not proved: a
    longer chain of multiples could need more, and a repair that does would be overlooked.
    """
    network, system = known.part.network, known.part.system
    bounds = Fixpoint.nothing_known(network.size)
    apart = known.apart()
    sides: dict[tuple[int, bool], list[tuple[float, int]]] = {}
    for row in system.rows:
        if len(row.terms) == 1 and not row.strict:
            variable, value = row.terms[0]
            sides.setdefault((variable, value > 0), []).append((float(row.rhs / value), row.unit))
    for (variable, below), claims in sides.items():
        removed: set[int] = set()
        for bound, unit in sorted(claims, reverse=below):
            removed.add(unit)
            stays = unit not in known.prices
            if stays or (
                known.best is not None and known.least(frozenset(removed), apart) > known.best
            ):
                (bounds.low if below else bounds.high)[variable] = bound
                break
    firm = np.ones(network.lines, dtype=bool)
    firm[np.isin(network.unit, list(known.prices))] = False
    fix = propagate(network, firm, bounds)
    return fix.low, np.where(np.isfinite(fix.high), fix.high, _reach(network))


def _reach(network: Network) -> Floats:
    """Return for each variable a value far beyond what the figures speak of."""
    alone = np.diff(network.starts) == 1
    total = float(np.abs(network.rhs[alone]).sum())
    pairs = np.abs(network.coefficient[~alone[network.row]])
    gain = float(pairs[pairs > 0].max(initial=1.0) / pairs[pairs > 0].min(initial=1.0))
    return np.full(network.size, total * min(gain, 1e4) + 1.0)


def prices_of(part: Part, given: Mapping[str, Price]) -> dict[int, Fraction]:
    """Return the claims of a part that may be set aside, and their cost.

    Parameters
    ----------
    part : Part
        The part.
    given : mapping of str to Fraction or float
        Costs that were named, infinite for a claim that must hold; 1 otherwise.

    Returns
    -------
    dict of int to Fraction
        In order.
    """
    units = part.system.units
    costs: dict[int, Price] = {}
    for unit in part.units:
        if units[unit].kind == "claim":
            costs[unit] = given.get(units[unit].id, ONE)
    return {unit: Fraction(cost) for unit, cost in costs.items() if cost != math.inf}

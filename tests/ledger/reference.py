"""Brute force over the naive constraints, in exact arithmetic: what the ledger is held against."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import z3
from scopes_to_rows import Expression, Place, Row, System, Variable

from purgestats.claims.sources.lineage import lineage
from purgestats.claims.vocabulary.quantities import Period, Quantity

Units = frozenset[str]
LENSES = ("documents", "scholars", "alike")
#: Layer by basis, for whatever is no scholarship since 1991.
LAYERS = {
    "documents": {"perpetrator-record": 0, "archival": 0, "official": 1},
    "scholars": {"perpetrator-record": 1, "archival": 1, "official": 1},
}
Bounds = tuple[Fraction, Fraction | float]
STEEPEST, FAR = Fraction(10) ** 30, Fraction(10) ** 40
ROOM = Fraction(1, 10**9)


def number(value: Fraction) -> str:
    """Return a fraction in SMT-LIB."""
    text = f"(/ {abs(value.numerator)}.0 {value.denominator}.0)"
    return text if value >= 0 else f"(- {text})"


def real(value: Fraction) -> z3.RatNumRef:
    """Return a fraction as a number of the solver."""
    return z3.RealVal(f"{value.numerator}/{value.denominator}")


class Reference:
    """Consistency, conflicts, repairs, prices, bounds, strains of a small ledger by exhaustion.

    Parameters
    ----------
    claims, vocabulary, assumptions, reading, asked
        As for :class:`System`.
    """

    def __init__(
        self,
        claims: pd.DataFrame,
        vocabulary: Mapping[str, pd.DataFrame],
        assumptions: pd.DataFrame | None = None,
        reading: str = "printed",
        asked: Iterable[str] = (),
    ) -> None:
        self.system = System(claims, vocabulary, assumptions, reading, asked)
        self.count_of = self._counts()
        self.claims = list(dict.fromkeys(self.count_of.values()))
        self.assumptions = self.system.assumption_ids
        self.units = [*self.claims, *self.assumptions]
        self._names: dict[Variable, str] = {
            variable: f"x{place}" for place, variable in enumerate(self.system.variables)
        }
        self._literals = {unit: z3.Bool(f"u{place}") for place, unit in enumerate(self.units)}
        self._text = "".join(f"(declare-const {name} Real)" for name in self._names.values())
        self._text += "".join(f"(assert {self._row(row)})" for row in self.system.hard)
        soft = "".join(f"(declare-const {literal} Bool)" for literal in self._literals.values())
        for unit, literal in self._literals.items():
            soft += "".join(
                f"(assert (=> {literal} {self._row(row)}))" for row in self.system.units[unit]
            )
        self._solver = z3.SolverFor("QF_LRA")
        self._solver.from_string(self._text + soft)
        self._bit = {unit: 1 << place for place, unit in enumerate(self.units)}
        self._possible: list[int] = []
        self._impossible: list[int] = []
        self._conflicts: frozenset[Units] | None = None
        self._found: dict[tuple[Units, str], Bounds] = {}
        self._totals: dict[str, z3.ArithRef] = {}
        self._ranks: dict[str, dict[str, int]] = {}
        self._kept: dict[str, list[Units]] = {}

    def _sum(self, expression: Expression) -> str:
        terms = [
            self._names[variable] if one == 1 else f"(* {number(one)} {self._names[variable]})"
            for variable, one in expression.items()
            if one
        ]
        return "0.0" if not terms else terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"

    def _row(self, row: Row) -> str:
        return f"({row.relation} {self._sum(row.expression)} {number(row.constant)})"

    def _check(self, units: Iterable[str]) -> bool:
        answer = self._solver.check([self._literals[unit] for unit in units])
        assert answer != z3.unknown
        return answer == z3.sat

    def consistent(self, units: Iterable[str] | None = None) -> bool:
        """Say whether these claims and assumptions (all, if none are named) can hold together."""
        asked = sum(self._bit[unit] for unit in set(self.units if units is None else units))
        # Fewer units are easier to satisfy, more are harder: what is known need not be asked again.
        if any(not asked & ~known for known in self._possible):
            return True
        if any(not known & ~asked for known in self._impossible):
            return False
        possible = self._holding(asked)
        if possible:
            self._possible.append(self._grown(asked))
        else:
            self._impossible.append(asked)
        return possible

    def _holding(self, asked: int) -> bool:
        return self._check(unit for unit, bit in self._bit.items() if bit & asked)

    def _grown(self, asked: int) -> int:
        """Return units that can hold together with as many of the others as can join them."""
        for bit in self._bit.values():
            if not asked & bit and self._holding(asked | bit):
                asked |= bit
        return asked

    def conflicts(self) -> frozenset[Units]:
        """Return every minimal set of claims and assumptions that cannot hold together."""
        if self._conflicts is None:
            found: set[Units] = set()
            for size in range(1, len(self.units) + 1):
                for chosen in map(frozenset, itertools.combinations(self.units, size)):
                    if not any(known < chosen for known in found) and not self.consistent(chosen):
                        found.add(chosen)
            self._conflicts = frozenset(found)
        return self._conflicts

    def _counts(self) -> dict[str, str]:
        """Return for each claim the first one of its count: one origin, quantity and interval."""
        ids, places = (
            self.system.claim_ids,
            [self.system.scopes[one] for one in self.system.claim_ids],
        )
        scope = np.array([places.index(one) for one in places], dtype=np.int64)
        found = lineage(self.system.entering.reset_index(drop=True), np.arange(len(ids)), scope)
        first: dict[object, str] = {}
        return {
            one: first.setdefault(
                (
                    places[row],
                    self.system.intervals[one],
                    frozenset(found.origin[found.row == row].tolist()),
                ),
                one,
            )
            for row, one in enumerate(ids)
        }

    def counted(self, names: Iterable[str]) -> Units:
        """Return claims and assumptions with each claim replaced by the first of its count."""
        return frozenset(self.count_of.get(name, name) for name in names)

    def ranks(self, lens: str) -> dict[str, int]:
        """Return the layer of each count under a built-in lens: that of its best printing."""
        if lens in self._ranks:
            return self._ranks[lens]
        rows = self.system.entering
        found = self._ranks.setdefault(lens, {})
        years = pd.to_numeric(rows["claim_year"], errors="coerce").fillna(0)
        for name, basis, year in zip(rows["claim_id"], rows["basis"], years, strict=True):
            rank = 0 if lens == "alike" else _layer(lens, str(basis), float(year))
            count = self.count_of[name]
            found[count] = min(rank, found.get(count, rank))
        return found

    def _subsets(self, fixed: Iterable[str] = ()) -> list[Units]:
        free = [claim for claim in self.claims if claim not in set(fixed)]
        return [
            frozenset(chosen)
            for size in range(len(free) + 1)
            for chosen in itertools.combinations(free, size)
        ]

    def cheapest(
        self,
        ranks: Mapping[str, int],
        weights: Mapping[str, float] | None = None,
        fixed: Iterable[str] = (),
    ) -> tuple[set[Units], tuple[float, ...]]:
        """Return the cheapest sets of counts to set aside, and their cost layer by layer.

        Those with an infinite weight, and those fixed, hold; none if that is impossible.
        """
        weigh = {claim: float((weights or {}).get(claim, 1)) for claim in self.claims}
        layers = sorted(set(ranks.values()))
        held = [*fixed, *(claim for claim, weight in weigh.items() if math.isinf(weight))]
        cost = {
            chosen: tuple(
                math.fsum(weigh[one] for one in chosen if ranks[one] == layer) for layer in layers
            )
            for chosen in self._subsets(held)
        }
        found: set[Units] = set()
        best: tuple[float, ...] = ()
        for chosen in sorted(cost, key=lambda chosen: (cost[chosen], len(chosen))):
            if found and cost[chosen] > best:
                break
            if self.consistent(set(self.units) - chosen):
                best = cost[chosen]
                found.add(chosen)
        return found, best

    def repairs(
        self, weights: Mapping[str, float] | None = None, lens: str = "alike"
    ) -> tuple[set[Units], tuple[float, ...]]:
        """Return the cheapest sets of counts to set aside and their cost, none if trust forbids."""
        return self.cheapest(self.ranks(lens), weights)

    def price(
        self, name: str, lens: str, without: Iterable[str] = ()
    ) -> tuple[set[Units], tuple[float, ...]]:
        """Return the cheapest sets of other counts that meet every conflict of a claim.

        Or of an assumption; conflicts with a member in ``without`` are none.
        """
        count, ranks = self.count_of.get(name, name), self.ranks(lens)
        left = [one for one in self.conflicts() if one.isdisjoint(without)]
        own = [one - {count} for one in left if count in one]
        layers = sorted(set(ranks.values()))
        cost = {
            chosen: tuple(float(sum(ranks[one] == layer for one in chosen)) for layer in layers)
            for chosen in self._subsets([count])
            if all(chosen & one for one in own)
        }
        best = min(cost.values(), default=())
        return {chosen for chosen, price in cost.items() if price == best}, best

    def bounds(self, quantity: str, units: Iterable[str] | None = None) -> Bounds:
        """Return infimum and supremum of a quantity under units that can hold together."""
        chosen = frozenset(self.units if units is None else units)
        if (chosen, quantity) not in self._found:
            self._found[chosen, quantity] = self._optimise(quantity, chosen)
        return self._found[chosen, quantity]

    def _optimise(self, quantity: str, chosen: Units) -> Bounds:
        place = self.system.place(quantity)
        assert place is not None, f"the reference has no {quantity}"
        rows = [row for unit in sorted(chosen) for row in self.system.units[unit]]
        # Infimum and supremum do not change when the open half-spaces are closed, as long as a
        # point lies in all of the open ones.
        closed = [replace(row, relation="=" if row.relation == "=" else "<=") for row in rows]
        text = self._text + "".join(f"(assert {self._row(row)})" for row in closed)
        text += f"(declare-const q Real)(assert (= q {self._sum(self.system.expression(place))}))"
        low, high = z3.Optimize(), z3.Optimize()
        low.from_string(text)
        high.from_string(text)
        least, most = low.minimize(z3.Real("q")), high.maximize(z3.Real("q"))
        assert low.check() == high.check() == z3.sat
        top = most.value()
        unbounded = not (z3.is_rational_value(top) or z3.is_int_value(top))
        return Fraction(str(least.value())), math.inf if unbounded else Fraction(str(top))

    def fits(
        self,
        quantity: str,
        side: str,
        value: float,
        among: Iterable[Units],
        because: Units | None = None,
    ) -> bool:
        """Say whether an end is the outermost over some sets of units, up to its last digits.

        If some of the units are its reasons, whether they alone let nothing pass it: all of them
        do not then either.
        """
        total = self._total(quantity)
        if math.isinf(value):
            return any(self._holds(total > real(FAR), units) for units in among)
        slack = (1 if side == "low" else -1) * ROOM * max(1, abs(Fraction(value)))
        inside, outside = real(Fraction(value) + slack), real(Fraction(value) - slack)
        reached, passed = (
            (total < inside, total < outside)
            if side == "low"
            else (total > inside, total > outside)
        )
        return any(self._holds(reached, units) for units in among) and not (
            any(self._holds(passed, units) for units in (among if because is None else [because]))
        )

    def kept(self, lens: str = "alike") -> list[Units]:
        """Return what each cheapest repair leaves."""
        if lens not in self._kept:
            self._kept[lens] = [frozenset(self.units) - one for one in self.repairs(lens=lens)[0]]
        return self._kept[lens]

    def hull(self, quantity: str, lens: str = "alike") -> Bounds:
        """Return the lowest low and the highest high over all cheapest repairs."""
        ends = [self.bounds(quantity, units) for units in self.kept(lens)]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def _total(self, quantity: str) -> z3.ArithRef:
        if quantity not in self._totals:
            place = self.system.place(quantity)
            assert place is not None, f"the reference has no {quantity}"
            self._totals[quantity] = z3.Sum(
                real(Fraction(0)),
                *(
                    real(by) * z3.Real(self._names[variable])
                    for variable, by in self.system.expression(place).items()
                ),
            )
        return self._totals[quantity]

    def _holds(self, assertion: z3.BoolRef, units: Iterable[str]) -> bool:
        self._solver.push()
        self._solver.add(assertion)
        possible = self._check(sorted(units))
        self._solver.pop()
        return possible

    def widened(self, conflict: Iterable[str], widening: Fraction) -> bool:
        """Say whether a conflict can hold once its claims are widened by this much."""
        text = ""
        for unit in sorted(conflict):
            is_claim = unit in self.system.intervals
            rows = self.system.claim(unit, widening) if is_claim else self.system.units[unit]
            text += "".join(f"(assert {self._row(row)})" for row in rows)
        self._solver.push()
        self._solver.from_string(text)
        possible = self._check(())
        self._solver.pop()
        return possible

    def strain(self, conflict: Iterable[str]) -> float:
        """Return the smallest widening that dissolves a conflict, inf if none does."""
        members = list(conflict)
        if not self.widened(members, STEEPEST):
            return math.inf
        low, high = Fraction(0), Fraction(1)
        while not self.widened(members, high):
            low, high = high, 2 * high
        while high - low > Fraction(1, 10**10) * max(1, high):
            middle = (low + high) / 2
            low, high = (low, middle) if self.widened(members, middle) else (middle, high)
        return float(high)

    def has_strain(self, conflict: Iterable[str], strain: float, room: float = 1e-7) -> bool:
        """Say whether a strain is right, by asking just below and just above it."""
        members = list(conflict)
        if math.isinf(strain):
            return not self.widened(members, STEEPEST)
        slack = Fraction(room) * max(1, Fraction(strain))
        below = Fraction(strain) - slack
        return (below < 0 or not self.widened(members, below)) and self.widened(
            members, Fraction(strain) + slack
        )

    def quantities(self) -> list[str]:
        """Return the ids of the quantities that claims speak of, bases included."""
        return sorted({name_of(place) for place in self.system.claimed})


def _layer(lens: str, basis: str, year: float) -> int:
    if basis == "scholarly" and year >= 1991:
        return 1 if lens == "documents" else 0
    return LAYERS[lens].get(basis, 2 if basis in ("scholarly", "encyclopedic") else 3)


def name_of(place: Place) -> str:
    """Return the id of a scope and window."""
    terms, (start, end) = place
    first, last = datetime.date.fromordinal(start), datetime.date.fromordinal(end - 1)
    return str(Quantity(*terms, Period(first, last)))

"""Brute force over the naive constraints, in exact arithmetic: what the ledger is held against."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import z3
from scopes_to_rows import Expression, Place, Row, System, Variable

from purgestats.claims.vocabulary.quantities import Period, Quantity

Units = frozenset[str]
Bounds = tuple[Fraction, Fraction | float]
STEEPEST, FAR = Fraction(10) ** 30, Fraction(10) ** 40
ROOM = Fraction(1, 10**9)


def number(value: Fraction) -> str:
    """Return a fraction in SMT-LIB."""
    text = f"(/ {abs(value.numerator)}.0 {value.denominator}.0)"
    return text if value >= 0 else f"(- {text})"


class Reference:
    """Consistency, conflicts, repairs, bounds and strains of a small ledger by exhaustion.

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
        self.units = list(self.system.units)
        self.claims = self.system.claim_ids
        self.assumptions = self.system.assumption_ids
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
        self._possible: list[Units] = []
        self._impossible: list[Units] = []
        self._found: dict[tuple[Units, str], Bounds] = {}

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
        asked = frozenset(self.units if units is None else units)
        # Fewer units are easier to satisfy, more are harder: what is known need not be asked again.
        if any(asked <= known for known in self._possible):
            return True
        if any(known <= asked for known in self._impossible):
            return False
        possible = self._check(sorted(asked))
        (self._possible if possible else self._impossible).append(asked)
        return possible

    def conflicts(self) -> set[Units]:
        """Return every minimal set of claims and assumptions that cannot hold together."""
        found: set[Units] = set()
        for size in range(1, len(self.units) + 1):
            for chosen in map(frozenset, itertools.combinations(self.units, size)):
                if not any(known < chosen for known in found) and not self.consistent(chosen):
                    found.add(chosen)
        return found

    def repairs(self, weights: Mapping[str, float] | None = None) -> tuple[set[Units], float]:
        """Return the cheapest sets of claims to set aside and their cost, none if trust forbids."""
        weigh = {claim: float((weights or {}).get(claim, 1)) for claim in self.claims}
        candidates = [
            frozenset(chosen)
            for size in range(len(self.claims) + 1)
            for chosen in itertools.combinations(self.claims, size)
            if all(weigh[claim] < math.inf for claim in chosen)
        ]
        cost = {chosen: math.fsum(weigh[claim] for claim in chosen) for chosen in candidates}
        best, found = math.inf, set()
        for chosen in sorted(candidates, key=lambda chosen: (cost[chosen], len(chosen))):
            if cost[chosen] > best:
                break
            if self.consistent(set(self.units) - chosen):
                best = cost[chosen]
                found.add(chosen)
        return found, best

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

    def fits(self, quantity: str, side: str, value: float, among: Iterable[Units]) -> bool:
        """Say whether an end is the outermost over some sets of units, up to its last digits."""
        place = self.system.place(quantity)
        assert place is not None, f"the reference has no {quantity}"
        total = self._sum(self.system.expression(place))
        beyond, sign = ("<", 1) if side == "low" else (">", -1)
        if math.isinf(value):
            return any(self._holds(f"(> {total} {number(FAR)})", units) for units in among)
        slack = sign * ROOM * max(1, abs(Fraction(value)))
        inside, outside = number(Fraction(value) + slack), number(Fraction(value) - slack)
        return any(self._holds(f"({beyond} {total} {inside})", units) for units in among) and not (
            any(self._holds(f"({beyond} {total} {outside})", units) for units in among)
        )

    def kept(self) -> list[Units]:
        """Return what each smallest repair leaves."""
        return [frozenset(self.units) - repair for repair in self.repairs()[0]]

    def hull(self, quantity: str) -> Bounds:
        """Return the lowest low and the highest high over all smallest repairs."""
        ends = [self.bounds(quantity, units) for units in self.kept()]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def _holds(self, assertion: str, units: Iterable[str]) -> bool:
        self._solver.push()
        declared = "".join(f"(declare-const {name} Real)" for name in self._names.values())
        self._solver.add(*z3.parse_smt2_string(f"{declared}(assert {assertion})"))
        possible = self._check(sorted(units))
        self._solver.pop()
        return possible

    def widened(self, conflict: Iterable[str], widening: Fraction) -> bool:
        """Say whether a conflict can hold once its claims are widened by this much."""
        solver = z3.SolverFor("QF_LRA")
        text = self._text
        for unit in sorted(conflict):
            is_claim = unit in self.system.intervals
            rows = self.system.claim(unit, widening) if is_claim else self.system.units[unit]
            text += "".join(f"(assert {self._row(row)})" for row in rows)
        solver.from_string(text)
        return solver.check() == z3.sat

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


def name_of(place: Place) -> str:
    """Return the id of a scope and window."""
    terms, (start, end) = place
    first, last = datetime.date.fromordinal(start), datetime.date.fromordinal(end - 1)
    return str(Quantity(*terms, Period(first, last)))

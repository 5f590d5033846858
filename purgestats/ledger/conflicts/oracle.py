"""Can these units hold together? Asked thousands of times, so answered as cheaply as may be.

Propagation answers most questions at once, with the units that clash. Where sums run in circles a
linear programme decides: every row of a claim has a relief column, which is shut while its unit is
asked about and open otherwise, so that the programme never has to be built anew.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from purgestats.ledger.bounds.solve import solve_box
from purgestats.ledger.conflicts.elastic import Relief, prove_clash
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.propagation.arrays import Bools, Network
from purgestats.ledger.propagation.components import Part, cut_out
from purgestats.ledger.propagation.cycles import grows
from purgestats.ledger.propagation.fixpoint import NO_ROW, Fixpoint, propagate

#: Wholes smaller than this are looked at exactly: they may have to be empty.
NEARLY = 1e-6


class OutOfEffort(Exception):
    """The number of questions allowed is used up."""


class Checker:
    """Answers whether units of a part can hold together.

    Parameters
    ----------
    part : Part
        Rows that always hold, and units.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        #: The number of questions at which to stop; None for none.
        self.effort: int | None = None
        self.asked = 0
        self._cores: list[frozenset[int]] = []
        self._held: list[frozenset[int]] = []
        self._relief: Relief | None = None
        self._by_programme = False
        #: Units that the last point found satisfies.
        self._point: frozenset[int] | None = None
        self._with_base = frozenset(row.unit for row in part.system.rows if row.strict)
        strict = part.network.strict
        self._bases = part.network.variable[part.network.starts[strict]]
        #: Bounds under some units, from none up, which need not be worked out anew.
        self._bounds: list[tuple[frozenset[int], Fixpoint]] = []

    def copy(self) -> Checker:
        """Return one that remembers the same answers, and learns apart from this one."""
        other = Checker(self.part)
        other._cores, other._held = self._cores.copy(), self._held.copy()
        other._bounds = self._bounds.copy()
        return other

    def allow(self, effort: int | None) -> None:
        """Allow so many more questions, or any number."""
        self.effort = None if effort is None else self.asked + effort

    def clash(self, units: Iterable[int]) -> frozenset[int] | None:
        """Return units among the given that cannot all hold, or None if all can.

        Parameters
        ----------
        units : iterable of int
            Claims and assumptions taken to hold.

        Returns
        -------
        frozenset of int or None
            Not always a smallest such set.

        Raises
        ------
        OutOfEffort
            If no more questions are allowed.
        """
        asked = frozenset(units)
        for core in self._cores:
            if core <= asked:
                self._by_programme = False
                return core
        if any(asked <= held for held in self._held):
            return None
        if self.effort is not None and self.asked >= self.effort:
            raise OutOfEffort
        self.asked += 1
        self._point, self._by_programme = None, False
        found = self._ask(asked)
        if found is None:
            self._held.append(self._all_that_hold(asked))
        else:
            self._cores.append(found)
        return found

    def _all_that_hold(self, asked: frozenset[int]) -> frozenset[int]:
        """Add to units that hold what else the point found satisfies, if that can be relied on."""
        if self._point is None:
            return asked
        held = asked | self._point
        # Circles that multiply by hardly more than 1 escape the solver's tolerance.
        return asked if grows(self.part.network, self.part.lines(held)) else held

    def _ask(self, units: frozenset[int]) -> frozenset[int] | None:
        part = self.part
        active = part.lines(units)
        quick = self._propagated(units, active)
        if quick is not None:
            return quick
        if part.blocks:
            if self._relief is None:
                self._relief = Relief(part)
            found = self._relief.clash(units)
            self._by_programme = True
            self._point = self._relief.satisfied() if found is None else None
            if found is not None and self._with_base & found:
                proof = self._proof(units, self._relief.support)
                return None if proof is None else _units_of(proof)
            if found is None and grows(part.network, active):
                # A circle that multiplies by hardly more than 1 escapes the solver's tolerance.
                whole = solve_box(part.system, part.network, active, None, part.blocks)
                return None if whole.conflict is None else _units_of(whole.conflict)
            return found
        return None

    def rely_on(self, units: Iterable[int]) -> None:
        """Work out the bounds under units that most questions to come have in common."""
        chosen = frozenset(units)
        fix = self._bounds_of(chosen, self.part.lines(chosen))
        if fix.settled and fix.crossed < 0:
            self._bounds.append((chosen, fix))

    def _bounds_of(self, units: frozenset[int], active: Bools) -> Fixpoint:
        """Return bounds under some units, from the nearest that are known."""
        if not self._bounds:
            hard = self.part.lines(())
            fix = propagate(self.part.network, hard)
            self._bounds.append((frozenset(), fix))
        known = [one for one in self._bounds if one[0] <= units]
        common, fix = max(known, key=lambda one: len(one[0]))
        new = np.flatnonzero(active & ~self.part.lines(common))
        return propagate(self.part.network, active, fix, new)

    def _propagated(self, units: frozenset[int], active: Bools) -> frozenset[int] | None:
        """Return units whose bounds cross when passed on from row to row, if any do."""
        system, network = self.part.system, self.part.network
        fix = self._bounds_of(units, active)
        if fix.crossed >= 0:
            found = _behind(network, fix, fix.crossed)
            if found is not None:
                return found
        elif fix.settled and not (fix.high[self._bases] <= NEARLY).any():
            return None
        # Circles without end, and wholes that may be empty, are looked at exactly.
        nothing = np.zeros(network.size, dtype=bool)
        box = solve_box(system, network, active, nothing, [])
        return None if box.conflict is None else _units_of(box.conflict)

    def _proof(self, units: frozenset[int], support: list[int]) -> Certificate | None:
        """Prove a clash from the rows that the programme leaned on, or else from all."""
        system = self.part.system
        rows = [place for place in support if system.rows[place].unit in {*units, -1}]
        if rows:
            small = cut_out(system, rows)
            proof = prove_clash(small, small.units)
            if proof is not None:
                times = {rows[line.number]: line.multiplier for line in proof.rows}
                return certificate(system, "conflict", times)
        return prove_clash(self.part, units)

    def core(self, units: Iterable[int]) -> frozenset[int] | None:
        """Return clashing units among the given, fewer than most but perhaps not the fewest.

        Parameters
        ----------
        units : iterable of int
            Claims and assumptions taken to hold.

        Returns
        -------
        frozenset of int or None
            Within the rows of the proof, remove any one and the rest can hold; None if all can.
        """
        clash = self.clash(units)
        if clash is None or self._relief is None or not self._by_programme:
            return clash
        system = self.part.system
        rows = [place for place in self._relief.support if system.rows[place].unit in {*clash, -1}]
        if not rows:
            return clash
        small = Checker(cut_out(system, rows))
        return clash if small.clash(small.part.units) is None else small.shrink(small.part.units)

    def shrink(self, units: Iterable[int]) -> frozenset[int]:
        """Return a smallest set of clashing units within one that clashes.

        Parameters
        ----------
        units : iterable of int
            Units that cannot all hold.

        Returns
        -------
        frozenset of int
            Remove any one of them and the rest can hold.
        """
        core = self.clash(units)
        if core is None:
            raise ValueError("these units can hold together")
        kept: list[int] = []
        rest = sorted(core)
        while rest:
            unit = rest.pop()
            smaller = self.clash([*kept, *rest])
            if smaller is None:
                kept.append(unit)
            else:
                rest = [one for one in rest if one in smaller]
        return frozenset(kept)

    def prove(self, units: Iterable[int]) -> Certificate | None:
        """Return an exact proof that units cannot all hold, or None if there is none.

        Parameters
        ----------
        units : iterable of int
            The units.

        Returns
        -------
        Certificate or None
            Verified.
        """
        part, chosen = self.part, frozenset(units)
        active = part.lines(chosen)
        nothing = np.zeros(part.network.size, dtype=bool)
        box = solve_box(part.system, part.network, active, nothing, [])
        if box.conflict is not None or not part.blocks:
            return box.conflict
        if self._relief is None:
            self._relief = Relief(part)
        support = self._relief.support if self._relief.clash(chosen) is not None else []
        return self._proof(chosen, support)


def _behind(network: Network, fix: Fixpoint, variable: int) -> frozenset[int] | None:
    """Return the units of the lines behind a variable's bounds, or None if they run in a circle."""
    seen: set[tuple[int, int]] = set()
    units: set[int] = set()
    for start in ((variable, 0), (variable, 1)):
        path: dict[tuple[int, int], None] = {}
        stack: list[tuple[tuple[int, int], bool]] = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                path.pop(key)
                continue
            if key in path:
                return None
            line = int((fix.high_line if key[1] else fix.low_line)[key[0]])
            if key in seen or line == NO_ROW:
                continue
            seen.add(key)
            path[key] = None
            stack.append((key, True))
            units.add(int(network.unit[line]))
            entries = slice(network.starts[line], network.starts[line + 1])
            ends = zip(
                network.variable[entries].tolist(),
                network.coefficient[entries].tolist(),
                strict=True,
            )
            stack += [((other, int(value > 0)), False) for other, value in ends if other != key[0]]
    return frozenset(units - {-1})


def _units_of(proof: Certificate) -> frozenset[int]:
    return frozenset(line.row.unit for line in proof.rows if line.row.unit >= 0)

"""The linear programme of feasibility: can units hold together, and if not, by which rows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from purgestats.ledger.lp.programme import Programme, new_solver, power_of_two
from purgestats.ledger.model.rows import Row
from purgestats.ledger.proofs.basis import Line
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.farkas import prove_empty
from purgestats.ledger.proofs.rational import Sparse
from purgestats.ledger.propagation.components import Part

CLASHES_ABOVE = 1e-9
RAY_ABOVE = 1e-11
BASE_LEAST = 1e-3


class Relief:
    """A programme in which every row of every unit has a relief column, shut while it must hold.

    Parameters
    ----------
    part : Part
        The rows.

    Notes
    -----
    A whole that must not be empty is asked to be a thousandth of its usual magnitude. Proofs,
    which are exact, ask only that it is above 0, and whoever meets such a whole in an answer must
    ask for one.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.owner: list[int] = []
        self.solver = new_solver()
        self.solver.passModel(self._model())
        self.free = np.ones(len(self.owner), dtype=bool)
        self.support: list[int] = []

    def _model(self) -> Any:
        import highspy

        system, size = self.part.system, self.part.network.size
        scale = [power_of_two(one) for one in self.part.network.scale.tolist()]
        starts, index, values, lower, upper = [0], [], [], [], []
        for row in system.rows:
            entries = [float(value) * scale[variable] for variable, value in row.terms]
            unit = power_of_two(max(abs(entry) for entry in entries))
            index += [variable for variable, _ in row.terms]
            values += [entry / unit for entry in entries]
            if row.unit >= 0:
                index.append(size + len(self.owner))
                values.append(1.0)
                self.owner.append(row.unit)
            starts.append(len(index))
            right = BASE_LEAST if row.strict else float(row.rhs) / unit
            lower.append(right)
            upper.append(right if row.equal else highspy.kHighsInf)
        total = size + len(self.owner)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = total, len(system.rows)
        model.col_cost_ = np.zeros(total)
        model.col_lower_, model.col_upper_ = np.zeros(total), np.full(total, highspy.kHighsInf)
        model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(values, dtype=np.float64)
        return model

    def clash(self, units: frozenset[int]) -> frozenset[int] | None:
        """Return units that cannot all hold, or None.

        Parameters
        ----------
        units : frozenset of int
            Units taken to hold.

        Returns
        -------
        frozenset of int or None
            Those in the ray that the solver gives as its reason.
        """
        import highspy

        size = self.part.network.size
        free = np.array([unit not in units for unit in self.owner], dtype=bool)
        for place in np.flatnonzero(free != self.free).tolist():
            top = highspy.kHighsInf if free[place] else 0.0
            self.solver.changeColBounds(size + place, 0.0, top)
        self.free = free
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return None
        _, there, ray = self.solver.getDualRay()
        rows = self.part.system.rows
        values = np.abs(np.array(ray)) if there else np.zeros(0)
        self.support = np.flatnonzero(values > RAY_ABOVE * values.max(initial=0.0)).tolist()
        found = {rows[place].unit for place in self.support if rows[place].unit in units}
        return frozenset(found) or units

    def satisfied(self) -> frozenset[int]:
        """Return the units that the last point satisfies, asked about or not."""
        size = self.part.network.size
        relief = np.array(self.solver.getSolution().col_value[size:])
        broken = {self.owner[place] for place in np.flatnonzero(relief > CLASHES_ABOVE).tolist()}
        return frozenset(self.owner) - broken


def prove_clash(part: Part, units: Iterable[int]) -> Certificate | None:
    """Prove exactly that units cannot all hold, through one programme over the whole part.

    Parameters
    ----------
    part : Part
        The rows.
    units : iterable of int
        The units.

    Returns
    -------
    Certificate or None
        Verified; None if nothing could be proved.
    """
    chosen = set(units)
    rows = [
        number for number, row in enumerate(part.system.rows) if row.unit < 0 or row.unit in chosen
    ]
    closed = [number for number in rows if not part.system.rows[number].strict]
    proof = _prove(part, closed, [])
    if proof is not None:
        return proof
    return _prove(part, closed, [number for number in rows if part.system.rows[number].strict])


def _prove(part: Part, closed: list[int], strict: list[int]) -> Certificate | None:
    system = part.system
    if strict:
        return _prove_empty_base(part, closed, strict)
    lines = [_line(system.rows[number]) for number in closed]
    size = part.network.size
    programme = Programme(lines, [0] * size, [None] * size, part.network.scale.tolist())
    found = prove_empty(programme)
    if found is None:
        return None
    rows = {closed[line]: times for line, times in found[0].items()}
    proof = certificate(system, "conflict", rows)
    return proof if proof.verify() else None


def _line(row: Row) -> Line:
    return Line(row.terms, row.rhs, row.equal)


def _prove_empty_base(part: Part, closed: list[int], strict: list[int]) -> Certificate | None:
    """Prove that some whole is forced to 0: the largest that all wholes can be at once is 0."""
    system, size = part.system, part.network.size
    lines = [_line(system.rows[number]) for number in closed]
    for number in strict:
        variable = system.rows[number].terms[0][0]
        magnitude = Fraction(power_of_two(float(part.network.scale[variable])))
        lines.append(Line(((variable, 1 / magnitude), (size, -1)), 0))
    programme = Programme(
        lines,
        [0] * (size + 1),
        # Far from 0, so that a gap near the solver's tolerance is a gap a thousand times as wide.
        [*[None] * size, 1000],
        [*part.network.scale.tolist(), 1.0],
    )
    status, _ = programme.least({size: -1})
    proof = programme.prove(size, -1) if status == "optimal" else None
    if proof is None or proof.value != 0:
        return None
    rows: Sparse = {}
    for place, times in proof.multipliers.items():
        if place < len(closed):
            rows[closed[place]] = times
        else:
            number = strict[place - len(closed)]
            variable = system.rows[number].terms[0][0]
            magnitude = Fraction(power_of_two(float(part.network.scale[variable])))
            rows[number] = rows.get(number, 0) + Fraction(times) / magnitude
    found = certificate(system, "conflict", rows)
    return found if found.verify() else None

"""The linear programme, through HiGHS: small, scaled, warm-started, and never trusted unchecked.

What comes back is a basis. Values and multipliers are solved from it in rational numbers
(:mod:`purgestats.ledger.proofs.basis`), so that rounding in the solver cannot enter a proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from purgestats.ledger.model.rows import Number
from purgestats.ledger.proofs.basis import Basis, Line, multipliers, read_basis
from purgestats.ledger.proofs.rational import Sparse
from purgestats.ledger.proofs.vertices import Points

TOLERANCE = 1e-10
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
}


@dataclass(frozen=True)
class Optimum:
    """The least value of one column, with its proof.

    Parameters
    ----------
    value : Fraction
        What the multipliers prove.
    multipliers : dict of int to Fraction
        Line to multiplier.
    reduced : dict of int to Fraction
        Column to what is left of it, to be covered by its lower (above 0) or upper bound.
    """

    value: Number
    multipliers: Sparse
    reduced: Sparse


def power_of_two(value: float) -> float:
    """Return the power of two nearest a positive value, or 1.

    Parameters
    ----------
    value : float
        A magnitude.

    Returns
    -------
    float
        Scaling by it changes no digit.

    Examples
    --------
    >>> power_of_two(700_000)
    524288.0
    """
    if not np.isfinite(value) or value <= 0:
        return 1.0
    return float(2.0 ** np.round(np.log2(value) - 0.1))


@cache
def _quiet_class() -> type:
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS without its banner, which the constructor prints before options can be set."""

        def enableCallbacks(self) -> None:
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet


def new_solver() -> Any:
    """Return a silent, deterministic HiGHS on one thread.

    Returns
    -------
    highspy.Highs
        With our options set.
    """
    solver = _quiet_class()()
    for name, value in OPTIONS.items():
        solver.setOptionValue(name, value)
    return solver


class Programme:
    """A linear programme over boxes.

    Parameters
    ----------
    lines : sequence of Line
        Rows over columns 0, 1, ...
    low, high : sequence of Fraction or None
        Box of each column; None above is unbounded.
    scale : sequence of float
        A magnitude typical of each column.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        low: Sequence[Number],
        high: Sequence[Number | None],
        scale: Sequence[float],
    ) -> None:
        self.lines, self.low, self.high = lines, list(low), list(high)
        self.scale = np.array([power_of_two(size) for size in scale])
        self.points = Points(lines, self.low, self.high, self.scale)
        tops = np.array([np.inf if top is None else float(top) for top in high])
        self._ends = np.array([[float(one) for one in low], tops]) / self.scale
        self._costs: list[int] = []
        self._read: Basis | None = None
        self.highs = new_solver()
        self.highs.passModel(self._model())

    def _model(self) -> Any:
        import highspy

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.low), len(self.lines)
        model.col_cost_ = np.zeros(len(self.low))
        model.col_lower_, model.col_upper_ = self._ends
        starts, index, values, lower, upper = [0], [], [], [], []
        for line in self.lines:
            entries = [float(value) * self.scale[column] for column, value in line.terms]
            unit = max((abs(entry) for entry in entries), default=1.0)
            unit = power_of_two(unit)
            index += [column for column, _ in line.terms]
            values += [entry / unit for entry in entries]
            starts.append(len(index))
            lower.append(float(line.rhs) / unit)
            upper.append(lower[-1] if line.equal else highspy.kHighsInf)
        model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(values, dtype=np.float64)
        return model

    def least(self, costs: Mapping[int, int]) -> tuple[str, float]:
        """Minimise a sum of columns.

        Parameters
        ----------
        costs : mapping of int to int
            Column to cost per unit of the column's own magnitude.

        Returns
        -------
        tuple of str and float
            ``"optimal"``, ``"infeasible"``, ``"unbounded"`` or ``"unknown"``, and, for a single
            column of cost 1 or -1, the value of that column.
        """
        import highspy

        for column in self._costs:
            if column not in costs:
                self.highs.changeColCost(column, 0.0)
        for column, cost in costs.items():
            self.highs.changeColCost(column, float(cost))
        self._costs, self._read = list(costs), None
        self.highs.run()
        status = self.highs.getModelStatus()
        value = float(self.highs.getInfo().objective_function_value)
        names = {
            highspy.HighsModelStatus.kOptimal: "optimal",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnbounded: "unbounded",
            highspy.HighsModelStatus.kUnboundedOrInfeasible: "unbounded",
        }
        if len(costs) == 1:
            ((column, cost),) = costs.items()
            value *= cost * float(self.scale[column])
        return names.get(status, "unknown"), value

    def bound(self, column: int, low: Number, high: Number | None) -> None:
        """Set the box of a column; the last run then has nothing more to say.

        Parameters
        ----------
        column : int
            Which.
        low, high : Fraction, Fraction or None
            Its box; None above is unbounded.
        """
        self.low[column], self.high[column] = low, high
        top = np.inf if high is None else float(high)
        self._ends[:, column] = np.array([float(low), top]) / self.scale[column]
        self.highs.changeColBounds(column, *self._ends[:, column].tolist())
        self.points.rebox(column)

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end, all at once.

        Parameters
        ----------
        wanted : sequence of int
            Columns to look at.

        Returns
        -------
        list of int
            Those of them that some direction of the rows raises, which is checked exactly. Not
            always all there are.

        Notes
        -----
        Directions make a cone, so that one of them raises every column that any raises. Each
        wanted column gets one that is at most it and at most 1; the greatest sum of these is the
        number of columns that can be raised (Freund, Roundy & Todd 1985, "Identifying the set of
        always-active constraints in a system of linear inequalities by a single linear program").
        """
        width = len(self.low)
        lines = [Line(line.terms, 0, line.equal) for line in self.lines]
        lines += [Line(((one, 1), (width + n, -1)), 0) for n, one in enumerate(wanted)]
        more = len(wanted)
        tops: list[Number | None] = [None if top is None else 0 for top in self.high]
        cone = Programme(
            lines,
            [0] * (width + more),
            [*tops, *[1] * more],
            [1.0] * (width + more),
        )
        cone.least(dict.fromkeys(range(width, width + more), -1))
        point = cone.point()
        if point is None:
            return []
        return [one for n, one in enumerate(wanted) if point[width + n] > 0]

    def prove(self, column: int, turn: int = 1) -> Optimum | None:
        """Solve the last basis exactly.

        Parameters
        ----------
        column, turn : int
            As given to :meth:`least` just before.

        Returns
        -------
        Optimum or None
            For ``turn`` of -1, of the negated column. None if the basis proves nothing exactly.
        """
        basis = self._basis()
        dual = None if basis is None else multipliers(self.lines, basis, column, turn)
        if dual is None:
            return None
        reduced = self._reduced(dual, column, turn)
        value: Number = 0
        for number, multiplier in dual.items():
            if multiplier < 0 and not self.lines[number].equal:
                return None
            value += multiplier * self.lines[number].rhs
        for number, rest in reduced.items():
            bound = self.low[number] if rest > 0 else self.high[number]
            if bound is None:
                return None
            value += rest * bound
        return Optimum(value, dual, reduced)

    def _reduced(self, dual: Sparse, column: int, turn: int) -> Sparse:
        rest: Sparse = {column: turn}
        for number, multiplier in dual.items():
            for variable, value in self.lines[number].terms:
                rest[variable] = rest.get(variable, 0) - multiplier * value
        return {variable: value for variable, value in sorted(rest.items()) if value}

    def point(self) -> list[Number] | None:
        """Return the point of the last basis exactly, if it satisfies every row and box.

        Returns
        -------
        list of Fraction or None
            One value a column; None too if the last run found no optimum.
        """
        basis = self._basis()
        return None if basis is None else self.points.of(basis)

    def _basis(self) -> Basis | None:
        """Return the basis of the last run, which is read when it is first asked for."""
        if self._read is None:
            self._read = read_basis(self.highs, self._ends.mean(axis=0))
        return self._read

"""The adapter to HiGHS: one model, changed in place, every status checked.

HiGHS keeps one scheduler of threads for a whole process and refuses whoever then asks for another
number of them, so that none is asked for here: the simplex method uses one all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from purgestats.errors import PurgestatsError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Answer = Literal["optimal", "infeasible", "unbounded"]

TOLERANCE = 1e-10
#: How far a row may be missed, in its own magnitude, and count as satisfied.
MISSED = 4 * TOLERANCE
#: Entries that are smaller, in the magnitude of their row, it takes for 0.
DROPPED = 1e-9
PERTURBED, SCALED = "dual_simplex_cost_perturbation_multiplier", "simplex_scale_strategy"
#: Without perturbation the simplex method may go round in circles, with or without taking a step:
#: after so many seconds it is begun again, and then with perturbation. No other answer hangs on it.
#: Entries of very different size can leave it in doubt: then it is to scale them itself.
PATIENCE = ((0.0, 0, 20.0), (0.0, 0, 120.0), (1.0, 0, np.inf), (0.0, 2, np.inf))
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "parallel": "off",
    "random_seed": 0,
    # Rows and columns come in scaled; to do it again doubles the time that a question takes.
    SCALED: 0,
    # Costs moved at random, against stalling, would be moved back after each of many short runs.
    PERTURBED: 0.0,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
}
#: What HiGHS calls the simplex methods: the dual one repairs a point after rows or boxes changed,
#: the primal one improves it after costs changed.
DUAL, PRIMAL = 1, 4


class SolverError(PurgestatsError, RuntimeError):
    """The solver gave no answer, so that nothing may be concluded."""


@dataclass(frozen=True)
class Matrix:
    """The rows of a programme, one after the other.

    Parameters
    ----------
    start : array of int, shape (rows + 1,)
        Where each row's entries begin.
    column, value : array, shape (entries,)
        The entries.
    width : int
        Number of columns.
    """

    start: Ints
    column: Ints
    value: Floats
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.start) - 1


@cache
def _quiet_class() -> type:
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS without its banner, which the constructor prints before options can be set."""

        def enableCallbacks(self) -> None:
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet


def _failed(status: Any) -> bool:
    return str(status).rsplit(".", 1)[-1] == "kError"


class Simplex:
    """One linear programme: rows between two ends, columns in boxes, no costs at first.

    Parameters
    ----------
    matrix : Matrix
        The rows.
    rows, columns : array of shape (2, n)
        Lower and upper ends.
    once : bool
        Whether it is solved just once, so that it is worth the while to simplify it first.
    """

    def __init__(self, matrix: Matrix, rows: Floats, columns: Floats, once: bool = False) -> None:
        import highspy

        self._made_of = matrix, rows, columns, once
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = matrix.width, matrix.height
        model.col_cost_ = np.zeros(matrix.width)
        model.col_lower_, model.col_upper_ = columns
        model.row_lower_, model.row_upper_ = rows
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.start.astype(np.int32)
        model.a_matrix_.index_ = matrix.column.astype(np.int32)
        model.a_matrix_.value_ = matrix.value
        self._highs = _quiet_class()()
        for name, value in OPTIONS.items():
            self._done(self._highs.setOptionValue(name, value))
        if once:
            self._done(self._highs.setOptionValue("presolve", "on"))
        self._done(self._highs.passModel(model))
        self._strategy = 0
        self._answers: dict[Any, Answer] = {
            highspy.HighsModelStatus.kOptimal: "optimal",
            highspy.HighsModelStatus.kModelEmpty: "optimal",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnbounded: "unbounded",
        }

    def anew(self) -> Simplex:
        """Return the same as it was at first, nothing asked yet."""
        return Simplex(*self._made_of)

    def _done(self, status: Any) -> None:
        if _failed(status):
            raise SolverError("the solver refuses what it was given")

    def set_lows(self, rows: Ints, low: Floats) -> None:
        """Set the lower ends of some rows, which have no upper ones."""
        if len(rows):
            index = rows.astype(np.int32)
            high = np.full(len(index), np.inf)
            self._done(self._highs.changeRowsBounds(len(index), index, low, high))

    def set_boxes(self, columns: Ints, ends: Floats) -> None:
        """Set both ends of some columns."""
        if len(columns):
            index = columns.astype(np.int32)
            self._done(self._highs.changeColsBounds(len(index), index, *ends))

    def set_ends(self, rows: Floats, columns: Floats) -> None:
        """Set both ends of all rows and all columns."""
        index = np.arange(max(rows.shape[1], columns.shape[1]), dtype=np.int32)
        count, width = rows.shape[1], columns.shape[1]
        self._done(self._highs.changeRowsBounds(count, index[:count], *rows))
        self._done(self._highs.changeColsBounds(width, index[:width], *columns))

    def set_entry(self, row: int, column: int, value: float) -> None:
        """Set one entry of the matrix."""
        self._done(self._highs.changeCoeff(row, column, value))

    def set_costs(self, columns: list[int], costs: list[float]) -> None:
        """Set the costs of some columns."""
        if columns:
            index = np.array(columns, dtype=np.int32)
            self._done(self._highs.changeColsCost(len(index), index, np.array(costs)))

    def solve(self, strategy: int = DUAL) -> Answer:
        """Look for the least cost.

        Parameters
        ----------
        strategy : int
            ``DUAL`` or ``PRIMAL``.

        Returns
        -------
        {"optimal", "infeasible", "unbounded"}
            What was found.

        Raises
        ------
        SolverError
            If nothing was, from scratch either.
        """
        if strategy != self._strategy:
            self._done(self._highs.setOptionValue("simplex_strategy", strategy))
            self._strategy = strategy
        for turn, (perturbed, scaling, seconds) in enumerate(PATIENCE):
            if turn:
                self._done(self._highs.clearSolver())
                self._done(self._highs.setOptionValue(PERTURBED, perturbed))
                self._done(self._highs.setOptionValue(SCALED, scaling))
            until = self._highs.getRunTime() + seconds
            self._done(self._highs.setOptionValue("time_limit", until))
            failed = _failed(self._highs.run())
            answer = self._answers.get(self._highs.getModelStatus())
            if answer is not None and not failed:
                if turn:
                    self._done(self._highs.setOptionValue(PERTURBED, 0.0))
                    self._done(self._highs.setOptionValue(SCALED, 0))
                return answer
        raise SolverError(f"the solver stopped: {self._highs.getModelStatus()}")

    @property
    def value(self) -> float:
        """The least cost."""
        return float(self._highs.getInfo().objective_function_value)

    def missed(self) -> float:
        """Return by how much the last point misses a row or a box, at the most."""
        return float(self._highs.getInfo().max_primal_infeasibility)

    def point(self) -> Floats:
        """Return the columns of the last point."""
        return np.array(self._highs.getSolution().col_value)

    def row_values(self) -> Floats:
        """Return what the rows come to at the last point."""
        return np.array(self._highs.getSolution().row_value)

    def row_duals(self) -> Floats:
        """Return the multipliers of the rows."""
        return np.array(self._highs.getSolution().row_dual)

    def ray(self) -> Floats:
        """Return multipliers of the rows that prove them infeasible; none if there are none."""
        status, there, ray = self._highs.getDualRay()
        self._done(status)
        return np.array(ray) if there else np.zeros(0)

    def start_at(self, basis: Any) -> None:
        """Go on from a basis that :meth:`basis` gave."""
        self._done(self._highs.setBasis(basis))

    def basis(self) -> Any:
        """Return where the solver stands, to go back to."""
        return self._highs.getBasis()

"""Linear programmes: the solver that ``Simplex`` stands for here is the one that is asked."""

from purgestats.ledger.lp.highs import DUAL, MISSED, PRIMAL, Matrix, Simplex, SolverError

__all__ = ["DUAL", "MISSED", "PRIMAL", "Matrix", "Simplex", "SolverError"]

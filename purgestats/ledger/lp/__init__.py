"""Linear programmes: the solver that ``Simplex`` stands for here is the one that is asked."""

from purgestats.ledger.lp.highs import DROPPED, DUAL, MISSED, PRIMAL, Matrix, Simplex, SolverError

__all__ = ["DROPPED", "DUAL", "MISSED", "PRIMAL", "Matrix", "Simplex", "SolverError"]

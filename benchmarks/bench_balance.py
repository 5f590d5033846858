"""Balance claims on 1,000 quantities within each other, beside Clarabel on the same programme."""

from __future__ import annotations

import math
from functools import partial

import clarabel
import numpy as np
import pandas as pd
import scipy.sparse as sparse
from measuring import heading, medians, report

import purgestats as ps

QUANTITIES = 1_000
TIGHT = {"tol_gap_abs": 1e-12, "tol_gap_rel": 1e-12, "tol_feas": 1e-12}


def main() -> None:
    """Measure and print one table."""
    heading("Balance")
    ledger, values, deviations, own, parent = made_ledger()
    balance = ledger.balance()
    found = balance.quantities["estimate"].to_numpy()
    plain = Programme(values, deviations, own, parent, np.ones(QUANTITIES), np.zeros(QUANTITIES))
    weight = np.bincount(own, deviations**-2.0, QUANTITIES)
    mean = np.bincount(own, values * deviations**-2.0, QUANTITIES) / weight
    fair = Programme(values, deviations, own, parent, weight**-0.5, mean)
    rivals = (
        ("as it stands", plain, {}),
        ("in good units", fair, {}),
        ("in good units, tolerance 1e-12", fair, TIGHT),
    )
    for name, peer, options in rivals:
        mine, other = medians(ledger.balance, partial(peer.solve, **options), 25)
        ratio = mine / other
        times = f"{1000 * mine:,.1f} ms", f"{1000 * other:,.1f} ms"
        report(f"1,000 quantities, {name}", *times, f"{ratio:.2f}", "at most 2", ratio <= 2)
        off = np.max(np.abs(peer.solve(**options) / found - 1))
        report("  Clarabel off, relatively, at most", "", f"{off:.1e}", "", "1e-06", off <= 1e-6)
    excess = plain.excess(found)
    report("  slope that multipliers leave", f"{excess:.1e}", "", "", "1e-09", excess <= 1e-9)


def made_ledger() -> tuple[ps.Ledger, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return a ledger of groups within groups, from 100 million to a few, two claims each."""
    random = np.random.default_rng(1)
    parent = np.array(
        [-1] + [int(random.integers(max(0, i - 40), i)) for i in range(1, QUANTITIES)]
    )
    true = np.full(QUANTITIES, 1e8)
    for i in range(1, QUANTITIES):
        true[i] = max(true[parent[i]] * random.uniform(0.1, 1.0), 3.0)
    own = np.concatenate([np.arange(QUANTITIES), random.integers(0, QUANTITIES, QUANTITIES)])
    middle = true[own] * random.uniform(0.8, 1.25, len(own))
    half = np.maximum(middle * random.choice([0.002, 0.05, 0.2, 0.4], len(own)), 0.5)
    low, high = (middle - half).round(6), (middle + half).round(6)
    names = [f"g{i}" for i in range(QUANTITIES)]
    claims = pd.DataFrame(
        {
            "claim_id": [f"c{i}" for i in range(len(own))],
            "measure": "executions",
            "group": [names[i] for i in own],
            "operation": "all",
            "place": "ussr",
            "period": "1937/1938",
            "low": low,
            "high": high,
            "as_printed": "",
            "claimant": "somebody",
            "source": "a-book",
        }
    )
    broader = ["all", *(names[i] for i in parent[1:])]
    groups = pd.DataFrame({"term": names, "broader": broader})
    ledger = ps.Ledger(claims, vocabulary={"groups": groups}, assumptions=None)
    assert ledger.quantities["group"].tolist() == names
    return ledger, (low + high) / 2, (high - low) / math.sqrt(12), own, parent


class Programme:
    """The same programme for Clarabel, in units and from an origin of one's choice."""

    def __init__(
        self,
        values: np.ndarray,
        deviations: np.ndarray,
        own: np.ndarray,
        parent: np.ndarray,
        units: np.ndarray,
        origin: np.ndarray,
    ) -> None:
        self.units, self.origin = units, origin
        weight = np.bincount(own, deviations**-2.0, QUANTITIES)
        pull = np.bincount(own, values * deviations**-2.0, QUANTITIES)
        self.weight, self.pull = weight, pull
        child = np.flatnonzero(parent >= 0)
        row = np.arange(len(child))
        self.within = sparse.csr_array(
            (
                np.concatenate([-np.ones(len(child)), np.ones(len(child))]),
                (np.concatenate([row, row]), np.concatenate([child, parent[child]])),
            ),
            shape=(len(child), QUANTITIES),
        )
        rows = sparse.vstack([self.within, sparse.eye_array(QUANTITIES)]) * units
        size = abs(rows).max(axis=1).toarray().ravel()
        self.rows = sparse.csc_matrix(-rows / size[:, None])
        self.right = (sparse.vstack([self.within, sparse.eye_array(QUANTITIES)]) @ origin) / size
        self.squares = sparse.csc_matrix(sparse.diags_array(weight * units**2))
        self.cost = (weight * origin - pull) * units

    def solve(self, **options: float) -> np.ndarray:
        """Solve it and return the unknowns."""
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        for name, value in options.items():
            setattr(settings, name, value)
        cones = [clarabel.NonnegativeConeT(len(self.right))]
        solver = clarabel.DefaultSolver(
            self.squares, self.cost, self.rows, self.right, cones, settings
        )
        return np.array(solver.solve().x) * self.units + self.origin

    def excess(self, point: np.ndarray) -> float:
        """Return what multipliers of the tight rows leave of the slope at a point, relatively.

        It is 0 at the optimum and nowhere else (Karush, Kuhn and Tucker); the multipliers come from
        scipy's non-negative least squares.
        """
        from scipy.optimize import nnls

        slack = self.within @ point
        tight = slack <= 1e-12 * point.max()
        unit = self.weight**-0.5
        slope = (self.weight * point - self.pull) * unit
        sides = (self.within[tight].toarray() * unit).T
        _, off = nnls(sides / np.linalg.norm(sides, axis=0), slope, maxiter=50_000)
        return float(off / np.linalg.norm(slope)) if tight.any() else float(np.linalg.norm(slope))


if __name__ == "__main__":
    main()

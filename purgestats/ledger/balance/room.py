"""Whether measured values are possible, and if not, which sums of rows forbid them.

One linear programme moves the measured values, each at the price of one by its standard deviation,
until every row can hold. Its multipliers are sums of rows in which all that is not measured cancels
or is not above 0: inequalities between the measured values alone (Kelley 1960, "The cutting-plane
method for solving convex programs"; Benders 1962). Rows are one sum if something that is not
measured stands in both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components

from purgestats.ledger.balance.scaled import Matrix, Scaled
from purgestats.ledger.lp import highs
from purgestats.ledger.propagation.arrays import Floats, Ints

#: Relative to the largest multiplier: below it one is rounding.
NO_PRICE = 1e-12
#: At first large gaps are looked into, which is several times as fast.
COARSE = 4096.0


class Sums(NamedTuple):
    """Sums of rows.

    Parameters
    ----------
    times : sparse array of shape (sums, rows)
        How often each row is taken, equations before inequalities.
    above : sparse array of shape (sums, measured unknowns)
        What the sums say of these unknowns: that it is at least ``at``.
    at : array of shape (sums,)
        The right sides.
    """

    times: Matrix
    above: Matrix
    at: Floats


class Room:
    """The rows of a programme, and the point last found, in the programme's units.

    Parameters
    ----------
    scaled : Scaled
        The programme.
    columns : array of int
        The measured unknowns.
    deviations : array of shape (columns,)
        Of each about the standard deviation, in the programme's units.
    before : Room, optional
        The same programme in other units, from whose end to go on.
    """

    def __init__(
        self, scaled: Scaled, columns: Ints, deviations: Floats, before: Room | None = None
    ) -> None:
        self.unit, self.columns, self.equations = scaled.unit, columns, scaled.equal.shape[0]
        self.rows = sparse.vstack([scaled.equal, scaled.above[: -scaled.size]], format="csr")
        self.right = np.concatenate([scaled.equal_to, scaled.above_at[: -scaled.size]])
        self.level = np.append(scaled.equal_level, scaled.above_level[: -scaled.size])
        count = len(columns)
        own = (np.ones(count), (np.arange(count), columns))
        step = sparse.diags_array(deviations, shape=(count, count))
        whole = sparse.block_array(
            [
                [sparse.csr_array(own, shape=(count, scaled.size)), step, -step],
                [self.rows, sparse.csr_array((len(self.right), count)), None],
            ],
            format="csr",
        )
        whole.sort_indices()
        matrix = highs.Matrix(whole.indptr, whole.indices, whole.data, whole.shape[1])
        self.simplex = highs.Simplex(
            matrix, np.zeros((2, matrix.height)), np.zeros((2, matrix.width))
        )
        self.simplex.set_costs(list(range(scaled.size, matrix.width)), [1.0] * (2 * count))
        self.point = np.zeros(scaled.size)
        #: In these units gaps are not looked into that are a ten-billionth of it.
        self.least = COARSE
        if before is not None:
            self.point, self.least = before.point * before.unit / self.unit, 1.0
            self.simplex.start_at(before.simplex.basis())

    def ask(self, values: Floats) -> Sums | None:
        """Return what forbids measured values; None if nothing is possible at all.

        The programme is about the step from the point before, so that small gaps are not lost in
        large numbers.
        """
        short, count, size = self.right - self.rows @ self.point, len(values), len(self.point)
        gap = values - self.point[self.columns]
        # Large gaps first, and only later those that are small beside them.
        scale = 2.0 ** np.ceil(np.log2(np.abs(gap).max(initial=self.least)))
        low = np.concatenate([gap, short]) / scale
        high = np.full(len(low), np.inf)
        high[: count + self.equations] = low[: count + self.equations]
        box = np.full((2, size + 2 * count), np.inf)
        box[0] = np.concatenate([-self.point / scale, np.zeros(2 * count)])
        self.simplex.set_ends(np.stack([low, high]), box)
        if self.simplex.solve() != "optimal":
            return None
        self.point = np.maximum(self.point + scale * self.simplex.point()[:size], 0.0)
        return self._sums(self.simplex.row_duals()[count:])

    def _sums(self, price: Floats) -> Sums:
        """Take multipliers apart: what hangs together by nothing that is not measured."""
        price[self.equations :] = np.maximum(price[self.equations :], 0.0)
        taken = np.flatnonzero(np.abs(price) > NO_PRICE * np.abs(price).max(initial=0.0))
        rows, hidden = self.rows[taken], np.ones(len(self.point), dtype=bool)
        hidden[self.columns] = False
        shared = abs(rows[:, np.flatnonzero(hidden)])
        shared.eliminate_zeros()
        sums, member = connected_components(shared @ shared.T, directed=False)
        entries = price[taken], (member, taken)
        times = sparse.csr_array(entries, shape=(sums, len(price)))
        above = (times @ self.rows)[:, self.columns]
        plain = sparse.diags_array(1 / self.unit[self.columns])
        return Sums(times @ sparse.diags_array(1 / self.level), above @ plain, times @ self.right)

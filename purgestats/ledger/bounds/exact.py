"""The least and the greatest value of variables in rational numbers, where there are few rows."""

from collections.abc import Sequence

import numpy as np

from purgestats.ledger.bounds.programme import Key, Programme
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import Side
from purgestats.ledger.proofs.rational import Sparse
from purgestats.ledger.proofs.simplex import ExactRows, Layout
from purgestats.ledger.propagation.arrays import Floats
from purgestats.ledger.propagation.components import Part


class ExactProgramme:
    """Answers as :class:`~purgestats.ledger.bounds.programme.Programme` does.

    Parameters
    ----------
    part : Part
        The rows.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        # What is approached and not attained is a bound all the same.
        self._exact = ExactRows(part.system.rows, Layout.of(part.system), above=0)
        self._times: Sparse = {}
        self._on: set[int] = set()

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
        wanted = {*units, -1}
        on = {number for number, row in enumerate(self.part.system.rows) if row.unit in wanted}
        if on != self._on:
            self._exact.refute(on)
        self._on = on

    def point(self, columns: list[int], side: Side) -> Floats | None:
        """Return a point at which the sum of some columns is least or greatest; None if endless."""
        turn = 1 if side == "low" else -1
        found = self._exact.least(dict.fromkeys(columns, turn), self._on)
        if found is None:
            return None
        self._times = found
        return np.array([float(one) for one in self._exact.point()])

    def missed(self) -> frozenset[int]:
        """Return the units that the last point does not meet."""
        rows = enumerate(self.part.system.rows)
        return frozenset(row.unit for at, row in rows if not self._exact.holds(at)) - {-1}

    def prove(self, key: Key) -> Certificate | None:
        """Return the proof of the end that :meth:`point` just found."""
        variable, side = key
        value = self._exact.point()[variable]
        proof = certificate(self.part.system, side, self._times, variable, value)
        return proof if proof.verify() else None

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end."""
        return [one for one in wanted if self.point([one], "high") is None]


AnyProgramme = Programme | ExactProgramme

"""Can these units hold together? Asked of smaller systems, and of the whole where they differ.

What a system of sums refutes is refuted, and what it allows is likely. What holds where only the
unknowns that some point needed are above 0 is sure to hold; where that refutes it, the whole is
asked. From its points more unknowns are learnt, and from what it refutes rows for the sums, so that
it is seldom asked (Benders 1962, "Partitioning procedures for solving mixed-variables programming
problems"; Dantzig & Wolfe 1960, "Decomposition principle for linear programs").
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from purgestats.ledger.conflicts.elastic import Elastic
from purgestats.ledger.model.rows import HARD
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.propagation.arrays import Bools
from purgestats.ledger.propagation.components import Part, restricted

#: After so many points of the whole that need other unknowns, these are let in.
MISSED_AT_MOST = 4


class Oracle:
    """Answers whether units of a part can hold together.

    Parameters
    ----------
    part : Part
        The rows. Units are numbered here as they stand in ``part.units``.

    Notes
    -----
    That a set can hold is as good as the solver's tolerance; that it cannot is proved exactly
    wherever it is reported.
    """

    def __init__(self, part: Part) -> None:
        self.part, self.count = part, len(part.units)
        self._sums = None if part.sums is None else part.sums.copy()
        #: Whether what is likely is sure.
        self.exact = part.small is None
        self.rows = len((part.small or part).rows)
        self.asked = 0
        self._forget()

    def _forget(self) -> None:
        self._few: Elastic | None = None
        self._used = np.zeros(len(self.part.variables), dtype=bool)
        for row in self.part.system.rows if not self.exact else ():
            if row.unit != HARD:
                self._used[[one for one, _ in row.terms]] = True
        self._missed = 0

    @cached_property
    def _small(self) -> Elastic:
        return self._whole if self.part.small is None else Elastic(self.part.small)

    @cached_property
    def _whole(self) -> Elastic:
        return Elastic(self.part)

    def go_home(self) -> None:
        """Go back to where the first question left the solver: later ones then change no answer."""
        self._small.go_home()
        if self.part.sums is not None:
            self._whole.go_home()
            self._sums = self.part.sums.copy()
            self._forget()

    def likely(self, units: Bools) -> tuple[bool, Bools]:
        """Say whether units can hold together, as far as the small system tells.

        Parameters
        ----------
        units : array of bool, shape (units of the part,)
            Those taken to hold.

        Returns
        -------
        tuple of bool and array of bool
            False and units among those asked about that cannot hold together, not always as few as
            can be; or True and the units that one point of the small system satisfies.
        """
        self.asked += 1
        return self._small.ask(units)

    def ask(self, units: Bools) -> tuple[bool, Bools]:
        """Say whether units can hold together.

        Parameters
        ----------
        units : array of bool
            Those taken to hold.

        Returns
        -------
        tuple of bool and array of bool
            As for :meth:`likely`, of the whole system: what is allowed is sure.
        """
        self.asked += 1
        if self._few is not None:
            holds, found = self._few.ask(units)
            if holds:
                return True, found
        holds, found = self._whole.ask(units)
        if holds and not self.exact:
            self._used |= self._whole.used()
            self._missed += 1
            if self._missed == MISSED_AT_MOST:
                self._few, self._missed = Elastic(restricted(self.part, self._used)), 0
        proof = None if holds or self._sums is None else self._whole.proof()
        if proof is not None and self._sums is not None:
            times = {line.number: line.multiplier for line in proof.rows if line.row.unit == HARD}
            self._small.add(self._sums.add(self.part.system, times))
        return holds, found

    def prove(self, units: Bools) -> Certificate | None:
        """Return an exact proof that units cannot all hold, in the rows of the part.

        Parameters
        ----------
        units : array of bool
            The units.

        Returns
        -------
        Certificate or None
            Verified; None if there is none.
        """
        proof = None if self._small.ask(units)[0] else self._small.proof()
        if proof is not None and self._sums is not None:
            times = self._sums.lifted({line.number: line.multiplier for line in proof.rows})
            proof = certificate(self.part.system, "conflict", times)
        if proof is None and not self.exact and not self._whole.ask(units)[0]:
            proof = self._whole.proof()
        return proof if proof is not None and proof.verify() else None

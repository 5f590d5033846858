"""Can these units hold together? Asked of a small system first, then of the whole.

What the small one refutes is refuted. What it allows is likely, and sure once the whole has been
asked. Where that refutes it, what follows for the small one is added there, so that the like is
never asked again (Benders 1962, "Partitioning procedures for solving mixed-variables programming
problems").
"""

from __future__ import annotations

from functools import cached_property

from purgestats.ledger.conflicts.elastic import Elastic
from purgestats.ledger.model.rows import HARD
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.propagation.arrays import Bools
from purgestats.ledger.propagation.components import Part


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
        holds, found = self._whole.ask(units)
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

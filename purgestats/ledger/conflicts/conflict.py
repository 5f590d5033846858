"""Conflicts as objects: minimal sets of claims and assumptions that cannot all hold as coded."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from purgestats._names import Late
from purgestats.claims.display import Listed, prose, told, told_table
from purgestats.ledger.conflicts.slips import Slip
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.words import counted

# Disagreements are made of conflicts: their module needs this one.
if TYPE_CHECKING:
    from purgestats.ledger.conflicts import disagreements as grouping
else:
    grouping = Late("purgestats.ledger.conflicts.disagreements")

#: As many conflicts are shown in a notebook.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Conflict:
    """A minimal conflict: remove any one member and the rest can hold.

    Parameters
    ----------
    claims, assumptions : tuple of str
        The members; one claim stands for each count.
    copies : tuple of tuple of str
        For each of the claims, the others that print the same count.
    certificate : Certificate
        The proof.
    strain : float
        The least s such that widening each member claim to [low/(1+s), high*(1+s)] removes it;
        infinite where nothing does.
    survives : tuple of str
        The reading policies, of strict, printed and generous, under which it stands.
    """

    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    copies: tuple[tuple[str, ...], ...]
    certificate: Certificate
    strain: float
    survives: tuple[str, ...]
    _explain: Callable[[Conflict], str] = field(repr=False, compare=False)
    _slips: Callable[[Conflict, bool], tuple[Slip, ...]] = field(repr=False, compare=False)
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    def explain(self) -> str:
        """Return what the figures say, why they clash, and the three ways out."""
        return self._explain(self)

    def slips(self) -> tuple[Slip, ...]:
        """Return slips in a member's printed number that would dissolve it, the likeliest first."""
        return self._slips(self, False)

    def likely_slips(self) -> tuple[Slip, ...]:
        """Return those that restore a figure printed elsewhere for the same, or an exact sum."""
        return self._slips(self, True)

    @property
    def size(self) -> int:
        """Number of members, assumptions included."""
        return len(self.claims) + len(self.assumptions)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a member: id, kind."""
        rows = [(one, "claim") for one in self.claims]
        rows += [(one, "assumption") for one in self.assumptions]
        return pd.DataFrame(rows, columns=["id", "kind"])

    def __str__(self) -> str:
        return f"{', '.join((*self.claims, *self.assumptions))}: cannot all hold as coded"

    def __repr__(self) -> str:
        return f"<Conflict: {self} (strain {self.strain:.3g})>"

    def _repr_html_(self) -> str:
        return prose(self.explain()) + told_table(self._table, self.claims)


@dataclass(frozen=True, repr=False)
class Conflicts(Listed[Conflict]):
    """The conflicts of a ledger, by size and then by strain.

    Parameters
    ----------
    items : tuple of Conflict
        Those found.
    complete : bool
        Whether there are no others.
    complete_to : float
        The size up to which the list is whole; infinite if it is complete.
    reading : str
        The reading policy.
    """

    items: tuple[Conflict, ...]
    complete: bool
    complete_to: float
    reading: str
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    _grouped: Callable[[Conflicts], Any] | None = field(default=None, repr=False, compare=False)

    def disagreements(self) -> grouping.Disagreements:
        """Return the conflicts about the same thing together, what is most in dispute first.

        Returns
        -------
        Disagreements
            Each with its kind, how many persons are in dispute, and a full statement.

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> [one.kind for one in ps.Ledger(claims).conflicts().disagreements()]
        ['two statements on one quantity', 'several steps']
        """
        assert self._grouped is not None
        found: grouping.Disagreements = self._grouped(self)
        return found

    def slips(self) -> list[tuple[Slip, int]]:
        """Return the likely copying slips, and how many of the conflicts each would dissolve.

        Returns
        -------
        list of tuple of Slip and int
            Those that restore a figure printed elsewhere for the same, or an exact sum: by how
            many conflicts they dissolve, then transpositions before single digits.

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> ps.Ledger(claims).conflicts().slips()
        []
        """
        times = Counter(slip for one in self.items for slip in one.likely_slips())
        return sorted(times.items(), key=lambda one: (-one[1], one[0].rank))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a conflict: claims, copies, assumptions, size, strain, survives."""
        rows = [
            (
                ";".join(one.claims),
                ";".join(copy for copies in one.copies for copy in copies),
                ";".join(one.assumptions),
                one.size,
                one.strain,
                ";".join(one.survives),
            )
            for one in self.items
        ]
        columns = ["claims", "copies", "assumptions", "size", "strain", "survives"]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        count = len(self.items)
        none = "no conflicts" if self.complete else "no conflict found so far"
        words = f"{counted(count, 'conflict') if count else none}, reading: {self.reading}"
        return words if self.complete else f"{words}; {cut_short(self)}"

    def _repr_html_(self) -> str:
        shown, frame = self.items[:MOST_SHOWN], self.to_frame().head(MOST_SHOWN)
        if self._table is not None:
            frame["claims"] = [in_words(self._table, one.claims) for one in shown]
        return self._shown(frame, [claim for one in shown for claim in one.claims])


def cut_short(found: Conflicts) -> str:
    """Say how far a list that is not complete is whole."""
    whole = f", but has every conflict of up to {counted(int(found.complete_to), 'count')}"
    return f"the list is cut short{whole if 0 < found.complete_to < math.inf else ''}"


def in_words(claims: pd.DataFrame, ids: Sequence[str]) -> str:
    """Name claims by who gives which figure.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    ids : sequence of str
        Ids of claims.

    Returns
    -------
    str
        Claimant and figure as printed of each.
    """
    rows = told(claims, ids)[["who gives it", "as printed"]].itertuples(index=False, name=None)
    return "; ".join(f"{who}: {printed}" for who, printed in rows)

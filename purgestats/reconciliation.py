"""The one call that does it all: what agrees, what cannot all hold as coded, what is implied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from purgestats.claims.display.html import prose
from purgestats.claims.display.in_words import told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.table import reread
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import Conflicts
from purgestats.ledger.repairs.repair import Repairs
from purgestats.words import range_words

MOST_SHOWN = 12


@dataclass(frozen=True)
class Reconciliation:
    """Everything that follows from claims taken together.

    Parameters
    ----------
    ledger : Ledger
        Without disputed assumptions.
    assumed : Ledger
        With them.
    """

    ledger: Ledger
    assumed: Ledger

    @cached_property
    def conflicts(self) -> Conflicts:
        """What cannot all hold as coded, without disputed assumptions."""
        return self.ledger.conflicts()

    @cached_property
    def assumed_conflicts(self) -> Conflicts:
        """The same with disputed assumptions."""
        return self.assumed.conflicts()

    @cached_property
    def repairs(self) -> Repairs:
        """The smallest sets of figures to set aside, without disputed assumptions."""
        return self.ledger.repairs()

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """Bounds of every quantity, whichever of the repairs is chosen."""
        return self.ledger.bounds()

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """One row a quantity with two or more counts: quantity, claims, low, high, agree.

        ``low`` and ``high`` are the stretch that all of them allow, if there is one.
        """
        claims = reread(self.ledger.claims, self.ledger.reading_policy)
        counts = claims[~claims["unit"].isin(["share", "multiple"])]
        rows = []
        for key, group in counts.groupby(list(DIMENSIONS), sort=False):
            if len(group) < 2:
                continue
            quantity = str(Quantity.parse("|".join(str(part) for part in key)))
            low = float(group["low"].fillna(0).max())
            high = float(group["high"].fillna(math.inf).min())
            rows.append((quantity, len(group), low, high, low <= high))
        table = pd.DataFrame(rows, columns=["quantity", "claims", "low", "high", "agree"])
        return table.astype({"agree": bool})

    @cached_property
    def implied(self) -> pd.DataFrame:
        """Bounds of quantities that no claim counts, where the claims say anything of them."""
        quantities = self.ledger.quantities
        unprinted = quantities.index[quantities["claims"] == 0]
        bounds = self.bounds.loc[unprinted]
        return bounds[(bounds["low"] > 0) | bounds["high"].map(math.isfinite)]

    def to_frame(self) -> pd.DataFrame:
        """Return the bounds, one row a quantity."""
        return self.bounds

    def summary(self) -> str:
        """Return in sentences what agrees, what cannot all hold, and what is implied.

        Returns
        -------
        str
            First without, then with, the disputed assumptions.
        """
        claims, quantities = self.ledger.claims, self.ledger.quantities
        lines = [
            f"{len(claims)} claims on {len(quantities)} quantities, reading: {self.ledger.policy}.",
            "",
            *self._agreement_lines(),
            "",
            *conflict_lines(self.conflicts),
            f"Figures to set aside: {self.repairs}.",
            *(f"  - {one}" for one in self.repairs[:MOST_SHOWN]),
            "",
            *self._implied_lines(),
        ]
        extra = [one.id for one in self.assumed.assumptions]
        if len(extra) > len(self.ledger.assumptions):
            new = {(one.claims, one.assumptions) for one in self.conflicts}
            added = [
                one for one in self.assumed_conflicts if (one.claims, one.assumptions) not in new
            ]
            lines += ["", f"With the disputed assumptions as well ({', '.join(extra)}):"]
            lines += [f"  - {one} (strain {one.strain:.2g})" for one in added[:MOST_SHOWN]]
            lines += [] if added else ["  nothing else conflicts."]
        return "\n".join(lines)

    def _agreement_lines(self) -> list[str]:
        table = self.agreement
        agree, apart = table[table["agree"]], table[~table["agree"]]
        lines = [
            f"{len(agree)} of {len(table)} quantities with competing counts have a value that all "
            "of them allow:"
        ]
        for quantity, count, low, high, _ in agree.head(MOST_SHOWN).to_numpy().tolist():
            lines.append(f"  - {quantity}: {count} claims, {range_words(low, high)}")
        for quantity, count in zip(apart["quantity"], apart["claims"], strict=True):
            lines.append(f"  - {quantity}: {count} claims, no common value")
        return lines

    def _implied_lines(self) -> list[str]:
        table = self.implied
        lines = [f"{len(table)} quantities that no claim counts are bounded by the others:"]
        for quantity, low, high in zip(table.index, table["low"], table["high"], strict=True):
            lines.append(f"  - {quantity}: {range_words(low, high)}")
        if len(lines) > MOST_SHOWN + 1:
            lines = [*lines[: MOST_SHOWN + 1], f"  and {len(table) - MOST_SHOWN} more in .implied"]
        return lines

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<Reconciliation of {len(self.ledger.claims)} claims: {self.conflicts}>"

    def _repr_html_(self) -> str:
        members = [claim for one in self.conflicts for claim in one.claims]
        return prose(self.summary()) + told_table(self.ledger.claims, members)


def conflict_lines(conflicts: Conflicts) -> list[str]:
    """Return the first conflicts as the lines of a list, under a line that counts them.

    Parameters
    ----------
    conflicts : Conflicts
        Any conflicts.

    Returns
    -------
    list of str
        At most fourteen lines.
    """
    if not len(conflicts):
        return ["All of them can hold together as coded."]
    lines = [f"{conflicts}; cannot all hold as coded:"]
    lines += [f"  - {one} (strain {one.strain:.2g})" for one in conflicts[:MOST_SHOWN]]
    if len(conflicts) > MOST_SHOWN:
        lines.append(f"  and {len(conflicts) - MOST_SHOWN} more in .conflicts")
    return lines


def reconcile(
    claims: pd.DataFrame,
    vocabulary: UserVocabulary = None,
    reading: str | Policy = "printed",
) -> Reconciliation:
    """Say what agrees among claims, what cannot all hold as coded, and what they imply.

    Parameters
    ----------
    claims : DataFrame
        A claims table: ours, one's own, or both joined with ``pandas.concat``.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own.
    reading : str or Policy
        How figures are read.

    Returns
    -------
    Reconciliation
        With .summary(), .conflicts, .repairs, .bounds, .agreement and .implied, worked out when
        first asked for.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> print(reconcile(claims).summary().splitlines()[0])
    11 claims on 10 quantities, reading: printed.
    """
    ledger = Ledger(claims, vocabulary, "default", reading)
    return Reconciliation(ledger, ledger.assuming("all"))

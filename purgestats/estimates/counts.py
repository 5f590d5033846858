"""A claims table as arrays: which rows count a quantity, what they allow, and whose they are."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.sources.lineage import Lineage, lineage
from purgestats.claims.table.contract import ENTER_LEDGER, Claims, once, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownQuantity, did_you_mean, nearest
from purgestats.words import RELATIVE

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Entries:
    """The claims that bear on some quantities.

    Parameters
    ----------
    table : Claims
        The whole table.
    claims : DataFrame
        Its rows, as read under the policy.
    rows : array of int, shape (n,)
        The rows that bear on a quantity, in the order of the table.
    scope : array of int, shape (n,)
        The quantity of each, as its place among ``quantities``.
    first : array of int, shape (quantities,)
        The first row of each quantity; quantities are in alphabetical order.
    left_out : DataFrame
        Rows on these quantities that do not enter: claim_id, quantity, reason.
    reading : Policy
        How the figures were read.
    """

    table: Claims
    claims: pd.DataFrame
    rows: Codes
    scope: Codes
    first: Codes
    left_out: pd.DataFrame
    reading: Policy

    @property
    def policy(self) -> str:
        """The name of the reading."""
        return self.reading.name

    @cached_property
    def quantities(self) -> list[str]:
        """The quantities, as they are written."""
        return [self.table.quantities[row] for row in self.first.tolist()]

    @cached_property
    def ids(self) -> list[str]:
        """The claim ids of the rows."""
        found: list[str] = self.claims["claim_id"].iloc[self.rows].astype(str).tolist()
        return found

    def numbers(self, name: str) -> Numbers:
        """Return low, best or high of the rows; NaN where there is none."""
        return self.claims[name].to_numpy(dtype=np.float64)[self.rows]

    def only(self, kept: Flags, reason: str) -> Self:
        """Leave out the other rows for a reason."""
        if kept.all():
            return self
        out = _reasons(self.table, self.rows[~kept], reason)
        left = pd.concat([self.left_out, out], ignore_index=True)
        return replace(self, rows=self.rows[kept], scope=self.scope[kept], left_out=left)

    @cached_property
    def behind(self) -> pd.DataFrame:
        """One row a quantity: quantity, claims, at_least and at_most so many origins."""
        size, tree = len(self.first), self.lineage
        known = np.bincount(tree.scope[tree.known], minlength=size)
        frame = pd.DataFrame({"quantity": pd.Series(self.quantities, dtype="str")})
        frame["claims"] = np.bincount(self.scope, minlength=size)
        frame["at_least"] = np.maximum(known, 1)
        frame["at_most"] = np.bincount(tree.scope, minlength=size)
        return frame

    @cached_property
    def lineage(self) -> Lineage:
        """The origins of the rows, told apart within each quantity."""
        return lineage(self.table.frame, self.rows, self.scope)


def entries(
    claims: object,
    quantity: str | Quantity | None = None,
    *,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Entries:
    """Take from a table the counts that somebody asserts or reports.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    quantity : str or Quantity, optional
        The one quantity wanted; all by default.
    reading : str or Policy, optional
        Read the printed figures under this policy; under the table's own by default.
    vocabulary : optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Entries
        Shares, multiples and figures that the text only surveys or rejects are left out.

    Raises
    ------
    UnknownQuantity
        If no count enters.
    ClaimErrors
        If the table cannot be used: every fault at once.
    """
    table = take(claims, vocabulary)
    policy = table.reading if reading is None else get_policy(reading)
    return entries_of(table, policy, None if quantity is None else Quantity.parse(quantity))


@once
def entries_of(table: Claims, policy: Policy, wanted: Quantity | None) -> Entries:
    """Take the counts of a checked table, on one quantity or on each."""
    on_it = np.arange(len(table.frame))
    if wanted is not None:
        on_it = np.array(table.rows_on.get(str(wanted), []), dtype=np.int64)
    reasons = _why_not(table)[on_it]
    rows = on_it[reasons == ""]
    if not len(rows):
        raise UnknownQuantity(_nothing_enters(table, wanted, on_it, reasons))
    # In alphabetical order of the quantities.
    scope, _ = pd.factorize(np.array(table.quantities, dtype=object)[rows], sort=True)
    _, first = np.unique(scope, return_index=True)
    others = reasons != ""
    left = _reasons(table, on_it[others], reasons[others])
    return Entries(table, table.under(policy), rows, scope, rows[first], left, policy)


@once
def _why_not(table: Claims) -> NDArray[np.object_]:
    """Return for each row why it does not enter; blank if it does."""
    frame = table.frame
    codes, stances = pd.factorize(frame["stance"])
    words = ["" if one in ENTER_LEDGER else f"the text {one} it" for one in stances]
    reasons = np.array(words, dtype=object)[codes]
    relative = frame["unit"].isin(RELATIVE).to_numpy(dtype=bool)
    reasons[relative & (reasons == "")] = "a share or multiple is no count"
    silent = (frame["low"].isna() & frame["high"].isna()).to_numpy(dtype=bool)
    reasons[silent & (reasons == "")] = "it sets no bound"
    return reasons


def _nothing_enters(
    table: Claims, wanted: Quantity | None, on_it: Codes, reasons: NDArray[np.object_]
) -> str:
    ids = table.frame["claim_id"]
    if len(on_it):
        told = ", ".join(
            f"{ids.iloc[row]} ({reason})"
            for row, reason in list(zip(on_it.tolist(), reasons, strict=True))[:12]
        )
        where = f" of {wanted}" if wanted is not None else ""
        return f"no count{where} is asserted or reported: {told}"
    if wanted is None:
        return "the table has no claims"
    names = dict.fromkeys(table.quantities[row] for row in np.flatnonzero(_why_not(table) == ""))
    return f"no claim counts {wanted}" + did_you_mean(nearest(str(wanted), names))


def _reasons(table: Claims, rows: Codes, reason: str | NDArray[np.object_]) -> pd.DataFrame:
    ids = table.frame["claim_id"].iloc[rows].tolist()
    frame = pd.DataFrame({"claim_id": ids, "quantity": [table.quantities[row] for row in rows]})
    return frame.assign(reason=reason).astype("str")

"""A claims table as arrays: which rows count a quantity, what they allow, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.sources.lineage import Lineage, lineage
from purgestats.claims.table.cell_values import NUMBERS
from purgestats.claims.table.table import ENTER_LEDGER, as_claims, reread
from purgestats.claims.table.terms import UserVocabulary, combined_vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity
from purgestats.errors import (
    ClaimError,
    ClaimErrors,
    Place,
    UnknownQuantity,
    did_you_mean,
    nearest,
)

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

RELATIVE_UNITS = ("share", "multiple")
AS_GIVEN = "as the table gives them"


@dataclass(frozen=True)
class Entries:
    """The claims that bear on some quantities.

    Parameters
    ----------
    claims : DataFrame
        The whole table, complete.
    rows : array of int, shape (n,)
        The rows that bear on a quantity, in the order of the table.
    scope : array of int, shape (n,)
        The quantity of each, as its place among ``quantities``.
    first : array of int, shape (quantities,)
        The first row of each quantity; quantities are in alphabetical order.
    left_out : DataFrame
        Rows on these quantities that do not enter: claim_id, quantity, reason.
    policy : str
        How the figures were read.
    """

    claims: pd.DataFrame
    rows: Codes
    scope: Codes
    first: Codes
    left_out: pd.DataFrame
    policy: str

    @cached_property
    def quantities(self) -> list[str]:
        """The quantities, as they are written."""
        return quantity_names(self.claims, self.first)

    @cached_property
    def ids(self) -> list[str]:
        """The claim ids of the rows."""
        found: list[str] = self.claims["claim_id"].iloc[self.rows].astype(str).tolist()
        return found

    def numbers(self, name: str) -> Numbers:
        """Return low, best or high of the rows; NaN where there is none."""
        return self.claims[name].to_numpy(dtype=np.float64)[self.rows]

    def only(self, kept: Flags, reason: str) -> Entries:
        """Leave out the other rows for a reason."""
        if kept.all():
            return self
        out = _reasons(self.claims, self.rows[~kept], reason)
        left = pd.concat([self.left_out, out], ignore_index=True)
        return Entries(
            self.claims, self.rows[kept], self.scope[kept], self.first, left, self.policy
        )

    @cached_property
    def lineage(self) -> Lineage:
        """The origins of the rows, told apart within each quantity."""
        return lineage(self.claims, self.rows, self.scope)


def entries(
    claims: pd.DataFrame,
    quantity: str | Quantity | None = None,
    *,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Entries:
    """Take from a table the counts that somebody asserts or reports.

    Parameters
    ----------
    claims : DataFrame
        A claims table. With a column of ids and numbers in low and high it is taken as it stands;
        otherwise it is checked and completed from the printed figures.
    quantity : str or Quantity, optional
        The one quantity wanted; all by default.
    reading : str or Policy, optional
        Read the printed figures under this policy instead.
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
    table, policy = _complete(claims, reading, vocabulary)
    wanted = None if quantity is None else Quantity.parse(quantity)
    on_it = np.ones(len(table), dtype=bool) if wanted is None else _counting(table, wanted)
    reasons = _why_not(table)
    enters = on_it & (reasons == "")
    rows = np.flatnonzero(enters)
    if not len(rows):
        raise UnknownQuantity(_nothing_enters(table, wanted, on_it, reasons))
    first, scope = _scopes(table, rows)
    others = np.flatnonzero(on_it & ~enters)
    left = _reasons(table, others, reasons[others])
    return Entries(table, rows, scope, first, left, policy)


def _complete(
    claims: pd.DataFrame, reading: str | Policy | None, vocabulary: UserVocabulary
) -> tuple[pd.DataFrame, str]:
    if reading is not None:
        policy, terms = get_policy(reading), combined_vocabulary(vocabulary)
        return reread(as_claims(claims, terms), policy, terms), policy.name
    if not _has_numbers(claims):
        return as_claims(claims, vocabulary), "printed"
    table = claims
    missing = {
        column.name: column.default or ""
        for column in claims_columns()
        if column.name not in claims.columns and column.name in (*DIMENSIONS, *_NEEDED)
    }
    if missing or "best" not in claims.columns:
        table = claims.copy()
        for name, value in missing.items():
            # Without names nobody can be known to repeat himself.
            own = name in ("source", "claimant")
            table[name] = claims["claim_id"].astype("str") if own else value
        if "best" not in claims.columns:
            table["best"] = np.nan
    _check_numbers(table)
    return table, AS_GIVEN


_NEEDED = ("unit", "stance", "derived_from", "source", "claimant")


def _has_numbers(claims: pd.DataFrame) -> bool:
    if not {"claim_id", "measure", "low", "high"} <= set(claims.columns):
        return False
    found = [name for name in NUMBERS if name in claims.columns]
    numeric = all(pd.api.types.is_numeric_dtype(claims[name]) for name in found)
    return numeric and bool(claims["low"].notna().any() or claims["high"].notna().any())


def _check_numbers(table: pd.DataFrame) -> None:
    low, best, high = (table[name].to_numpy(dtype=np.float64) for name in NUMBERS)
    ids = table["claim_id"]
    faults = [
        (low > high, "low", "low is above high"),
        ((best < low) | (best > high), "best", "best lies outside low to high"),
        ((low < 0) | (best < 0) | (high < 0), "low", "a count is below 0"),
        (np.isinf(low) | np.isinf(best), "low", "the number is infinite; leave the cell blank"),
    ]
    bad = [(row, column, rule) for mask, column, rule in faults for row in np.flatnonzero(mask)]
    if not ids.is_unique or ids.hasnans:
        twice = np.flatnonzero(ids.duplicated() | ids.isna())
        bad += [(row, "claim_id", "the id is missing or taken already") for row in twice]
    if bad:
        raise ClaimErrors(
            ClaimError(
                Place("", int(row) + 2, column),
                f"{table[column].iloc[row]}",
                rule,
                claim_id=str(ids.iloc[row]),
            )
            for row, column, rule in sorted(bad)
        )


def _counting(table: pd.DataFrame, wanted: Quantity) -> Flags:
    """Return which rows have the scope of a quantity, whatever the spelling of its period."""
    found = np.ones(len(table), dtype=bool)
    for name, term in zip(DIMENSIONS[:-1], wanted.terms, strict=True):
        found &= (table[name] == term).to_numpy(dtype=bool)
    spellings = table.loc[found, "period"].unique().tolist()
    same = [text for text in spellings if Period.parse(text) == wanted.period]
    return found & table["period"].isin(same).to_numpy(dtype=bool)


def _why_not(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return for each row why it does not enter; blank if it does."""
    codes, stances = pd.factorize(table["stance"])
    words = ["" if one in ENTER_LEDGER else f"the text {one} it" for one in stances]
    reasons = np.array([*words, "no stance is given"], dtype=object)[codes]
    relative = table["unit"].isin(RELATIVE_UNITS).to_numpy(dtype=bool)
    if "of_measure" in table.columns:
        blank = table[[name for name in table.columns if name.startswith("of_")]].isin(["", None])
        unnamed = (table["unit"] == "").to_numpy(dtype=bool)
        relative = relative | (unnamed & ~blank.all(axis=1).to_numpy(dtype=bool))
    reasons[relative & (reasons == "")] = "a share or multiple is no count"
    silent = (table["low"].isna() & table["high"].isna()).to_numpy(dtype=bool)
    reasons[silent & (reasons == "")] = "it sets no bound"
    return reasons


def _nothing_enters(
    table: pd.DataFrame, wanted: Quantity | None, on_it: Flags, reasons: NDArray[np.object_]
) -> str:
    ids = table["claim_id"].astype(str).to_numpy(dtype=object)
    if on_it.any():
        told = ", ".join(f"{ids[row]} ({reasons[row]})" for row in np.flatnonzero(on_it)[:12])
        where = f" of {wanted}" if wanted is not None else ""
        return f"no count{where} is asserted or reported: {told}"
    if wanted is None:
        return "the table has no claims"
    rows = np.flatnonzero(reasons == "")
    names = dict.fromkeys(quantity_names(table, rows))
    return f"no claim counts {wanted}" + did_you_mean(nearest(str(wanted), names))


def _scopes(table: pd.DataFrame, rows: Codes) -> tuple[Codes, Codes]:
    """Return the first row of each quantity, in alphabetical order, and each row's quantity."""
    key = np.zeros(len(rows), dtype=np.int64)
    for name in DIMENSIONS:
        codes, uniques = pd.factorize(table[name].iloc[rows])
        texts = np.asarray(uniques, dtype=object)
        if name == "period":
            texts = np.array([str(Period.parse(text)) for text in texts], dtype=object)
        if len(texts) > 1:
            _, rank = np.unique(texts, return_inverse=True)
            _, key = np.unique(key * len(texts) + rank[codes], return_inverse=True)
    _, start = np.unique(key, return_index=True)
    return rows[start], key


def quantity_names(table: pd.DataFrame, rows: Codes) -> list[str]:
    """Write the quantities of some rows.

    Parameters
    ----------
    table : DataFrame
        A table with the five columns of a scope.
    rows : array of int
        The rows.

    Returns
    -------
    list of str
        ``measure|group|operation|place|period`` for each.
    """
    columns = [table[name].iloc[rows].astype(str).tolist() for name in DIMENSIONS[:-1]]
    texts = table["period"].iloc[rows].tolist()
    written = {text: str(Period.parse(text)) for text in set(texts)}
    periods = [written[text] for text in texts]
    return ["|".join(parts) for parts in zip(*columns, periods, strict=True)]


def _reasons(table: pd.DataFrame, rows: Codes, reason: str | Iterable[str]) -> pd.DataFrame:
    reasons = [reason] * len(rows) if isinstance(reason, str) else list(reason)
    return pd.DataFrame(
        {
            "claim_id": table["claim_id"].iloc[rows].astype(str).tolist(),
            "quantity": quantity_names(table, rows),
            "reason": reasons,
        },
        dtype="str",
    )

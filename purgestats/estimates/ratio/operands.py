"""What can stand above or below the line of a ratio: claims, figures, phrases and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import Figure, Policy, read_figure
from purgestats.claims.table.contract import ENTER_LEDGER, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import InvalidChoice, NotEstimable, UnknownQuantity
from purgestats.estimates.counts import Entries, entries
from purgestats.words import RELATIVE

Operand = pd.DataFrame | pd.Series | str | Figure | float | Fraction

COLUMNS = ("claim_id", "claimant", "quantity", *DIMENSIONS, "low", "best", "high", "unit")


@dataclass(frozen=True)
class Lookup:
    """Where and how figures are looked up.

    Parameters
    ----------
    claims : DataFrame or None
        The table in which a quantity is looked up; all our datasets by default.
    reading, vocabulary
        As for :func:`purgestats.consensus`.
    """

    claims: pd.DataFrame | None
    reading: str | Policy | None
    vocabulary: UserVocabulary

    def counts(self, given: Operand, side: str) -> pd.DataFrame:
        """Return what was given as counts.

        Parameters
        ----------
        given : DataFrame, Series, str, Figure or number
            A claims table, one of its rows, a quantity (with bars), a printed phrase, a figure that
            was read, or a number.
        side : str
            What it is called in messages.

        Returns
        -------
        DataFrame
            One row a value, in `COLUMNS`; texts are blank where there are none.

        Raises
        ------
        UnknownQuantity
            If no count enters.
        InvalidChoice
            If there are only shares.
        NotEstimable
            If a number is negative or not finite.
        """
        if isinstance(given, str) and "|" in given:
            table = catalogue.load() if self.claims is None else self.claims
            return _rows(self.entries(table, given))
        rows = _table(given)
        if rows is None:
            return _value(given, side, False, self.reading)
        try:
            return _rows(self.entries(rows))
        except UnknownQuantity as error:
            if "unit" in rows and rows["unit"].isin(RELATIVE).any():
                raise InvalidChoice(
                    f"{side}: {error}; a ratio is made of counts, relative_risk of shares"
                ) from None
            raise

    def shares(self, given: Operand, side: str) -> pd.DataFrame:
        """Return what was given as shares, with their bases.

        Parameters
        ----------
        given, side
            As for `counts`.

        Returns
        -------
        DataFrame
            One row a value, in `COLUMNS`; with the columns of the base, for claims.

        Raises
        ------
        UnknownQuantity
            If no share enters.
        InvalidChoice
            If it is a count.
        NotEstimable
            If a number is negative or not finite.
        """
        table = _table(given)
        if table is None:
            return _value(given, side, True, self.reading)
        taken = take(table, self.vocabulary)
        whole = taken.under(self.reading)
        enters = whole["stance"].isin(ENTER_LEDGER) & (whole["unit"] == "share")
        if not enters.any():
            raise UnknownQuantity(f"{side}: no share is asserted or reported in the table")
        rows = whole.assign(quantity=taken.quantities)[enters].reset_index(drop=True)
        return rows[[*COLUMNS, *(f"of_{name}" for name in DIMENSIONS)]]

    def entries(self, table: pd.DataFrame, quantity: str | None = None) -> Entries:
        """Return the counts of a table.

        Parameters
        ----------
        table : DataFrame
            A claims table.
        quantity : str, optional
            Only this quantity.

        Returns
        -------
        Entries
            See :func:`purgestats.estimates.counts.entries`.
        """
        return entries(table, quantity, reading=self.reading, vocabulary=self.vocabulary)


def _table(given: object) -> pd.DataFrame | None:
    if isinstance(given, pd.Series):
        return given.to_frame().T.infer_objects()
    return given if isinstance(given, pd.DataFrame) else None


def _rows(found: Entries) -> pd.DataFrame:
    names = [found.quantities[number] for number in found.scope]
    rows = found.claims.iloc[found.rows].reset_index(drop=True)
    rows["quantity"] = names
    rows["period"] = [name.split("|")[-1] for name in names]
    return rows[list(COLUMNS)]


def _value(given: object, side: str, shares: bool, reading: str | Policy | None) -> pd.DataFrame:
    if isinstance(given, str):
        given = read_figure(given, reading or "printed")
    if isinstance(given, Figure):
        low, best, high = (
            math.nan if one is None else float(one) for one in (given.low, given.best, given.high)
        )
        name, unit = given.text, given.unit
    elif isinstance(given, bool) or not isinstance(given, Real):
        raise InvalidChoice(
            f"{side}: give a claims table, one of its rows, a quantity, a figure or a number, not "
            f"{type(given).__name__}"
        )
    else:
        low = best = high = float(given)
        name, unit = f"{float(given):,.10g}", "share" if shares else "count"
        if not math.isfinite(low) or low < 0:
            raise NotEstimable(f"{side}: {given!r} is no count; numbers are finite and at least 0")
    if (unit in RELATIVE) != shares:
        wanted = "a share such as 0.004 or '0.4 percent'" if shares else "a count"
        raise InvalidChoice(f"{side}: {name!r} is a {unit}, where {wanted} is wanted")
    if shares and high > 1:
        raise NotEstimable(f"{side}: {name} is more than the whole; a share is at most 1")
    row = dict.fromkeys(COLUMNS, "") | {"claim_id": name, "low": low, "best": best, "high": high}
    return pd.DataFrame([row | {"unit": "share" if shares else "persons"}])

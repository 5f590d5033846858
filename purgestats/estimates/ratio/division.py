"""Pairing figures, dividing them as intervals, and drawing what the quotients are likely to be."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from numbers import Real

import numpy as np
import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import Figure, Policy, read_figure
from purgestats.claims.table.contract import ENTER_LEDGER, take
from purgestats.claims.table.printed_figures import as_float
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import InvalidChoice, NotEstimable, UnknownQuantity
from purgestats.estimates.counts import Entries, Numbers, entries
from purgestats.estimates.pool.distributions import judgements
from purgestats.estimates.pool.methods import check_family, family_sentence
from purgestats.words import RELATIVE

_ENDS = ("low", "best", "high")


@dataclass(frozen=True)
class Simulation:
    """How likely ratios are drawn.

    Parameters
    ----------
    family, probabilities
        As for :func:`purgestats.ratio`.
    draws, seed : int
        Size and seed.
    """

    family: str
    probabilities: tuple[float, float, float]
    draws: int
    seed: int

    def __post_init__(self) -> None:
        check_family(self.family, self.probabilities)
        if isinstance(self.draws, bool) or not isinstance(self.draws, int) or self.draws < 100:
            raise InvalidChoice(f"draws is a whole number of at least 100, not {self.draws!r}")
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            raise InvalidChoice(f"seed is a whole number of at least 0, not {self.seed!r}")

    def sentences(self) -> tuple[str, ...]:
        """Say what is assumed."""
        back = ", ".join(f"{100 * one:g}" for one in self.probabilities)
        return (
            "low and high: what must hold if both figures do",
            f"likely, in .to_frame(): {back} % quantiles of {self.draws:,} independent draws, seed "
            f"{self.seed}",
            family_sentence(self.family, self.probabilities),
        )


def paired(
    above: pd.DataFrame, below: pd.DataFrame, on: tuple[str, ...] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pair the rows of two sides.

    Parameters
    ----------
    above, below : DataFrame
        Made by `operand`.
    on : tuple of str or None
        Columns that must agree.

    Returns
    -------
    pairs, unmatched : DataFrame
        The pairs, with columns ending in ``_above`` and ``_below``; and who has no partner.

    Raises
    ------
    UnknownQuantity
        If there is no pair.
    InvalidChoice
        If ``on`` names no part of a scope.
    """
    if on is None:
        single = above["quantity"].nunique() == 1 or below["quantity"].nunique() == 1
        on = () if single else DIMENSIONS[1:]
    odd = [name for name in on if name not in DIMENSIONS]
    if odd:
        raise InvalidChoice(f"no part of a scope is called {odd[0]!r}; {', '.join(DIMENSIONS)} are")
    key = list(on) or ["one"]
    sides = [side.assign(one=0, order=range(len(side))) for side in (above, below)]
    pairs = sides[0].merge(sides[1], on=key, suffixes=("_above", "_below"))
    if pairs.empty:
        raise UnknownQuantity(
            f"no claim above agrees with one below in {', '.join(on)}; there are "
            f"{above['quantity'].iloc[0]} above and {below['quantity'].iloc[0]} below"
        )
    pairs = pairs.sort_values(["order_above", "order_below"], ignore_index=True)
    alone = [
        side[~side["order"].isin(pairs[f"order_{name}"])][["claim_id", "quantity"]]
        for side, name in zip(sides, ("above", "below"), strict=True)
    ]
    return pairs, pd.concat(alone, ignore_index=True)


def divided(pairs: pd.DataFrame, most: float, simulation: Simulation) -> pd.DataFrame:
    """Divide each pair.

    Parameters
    ----------
    pairs : DataFrame
        Made by `paired`.
    most : float
        The highest value the ratio can have.
    simulation : Simulation
        How likely ratios are drawn.

    Returns
    -------
    DataFrame
        As :meth:`purgestats.Ratio.to_frame` says.

    Raises
    ------
    NotEstimable
        If a figure below the line is 0, or a part is larger than its whole in any case.
    """
    top, low = (
        {name: pairs[f"{name}_{side}"].to_numpy(dtype=float) for name in _ENDS}
        for side in ("above", "below")
    )
    empty = pairs.loc[low["high"] == 0, "claim_id_below"].unique().tolist()
    if empty:
        raise NotEstimable(f"nothing can be divided by 0: {', '.join(map(str, empty))}")
    highest = np.nan_to_num(top["high"], nan=np.inf)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        least = np.nan_to_num(top["low"]) / np.nan_to_num(low["high"], nan=np.inf)
        greatest = np.where(highest == 0, 0, highest / np.nan_to_num(low["low"]))
        best = top["best"] / low["best"]
    larger = pairs[least > most]
    if len(larger):
        names = larger[["claim_id_above", "claim_id_below"]].astype(str).itertuples(index=False)
        told = ", ".join(f"{part} of {whole}" for part, whole in names)
        raise NotEstimable(f"no part is larger than its whole: {told}; leave out part_of_whole")
    best = np.minimum(np.where(np.isfinite(best), best, np.nan), most)
    ids = {"numerator": pairs["claim_id_above"], "denominator": pairs["claim_id_below"]}
    ends = {"low": np.minimum(least, most), "best": best, "high": np.minimum(greatest, most)}
    table = pd.DataFrame({**ids, **ends})
    likely = _simulated(top, low, most, simulation)
    # Families have tails beyond what the figures allow, where the ratio cannot be.
    likely = np.clip(likely.T, table["low"].to_numpy(), table["high"].to_numpy())
    for name, values in zip(("low", "middle", "high"), likely, strict=True):
        table[f"likely_{name}"] = values
    for side, word in (("above", "numerator"), ("below", "denominator")):
        for name in ("claimant", "quantity", *_ENDS):
            table[f"{word}_{name}"] = pairs[f"{name}_{side}"]
    return table


def _simulated(
    top: dict[str, Numbers], low: dict[str, Numbers], most: float, simulation: Simulation
) -> Numbers:
    """Return three quantiles of the simulated ratio of each pair.

    NaN for one-sided figures; a range from 0, without a logarithm, is one, too.
    """
    found = np.full((len(top["low"]), 3), np.nan)
    usable = np.ones(len(found), dtype=bool)
    for side in (top, low):
        usable &= (side["low"] >= 0) & np.isfinite(side["high"])
        if simulation.family == "log-normal":
            usable &= side["low"] > 0
    family, probabilities = simulation.family, simulation.probabilities
    shape = partial(judgements, family=family, probabilities=probabilities)
    random = np.random.default_rng(simulation.seed)
    randoms = random.random(simulation.draws), random.random(simulation.draws)
    for row in np.flatnonzero(usable).tolist():
        over, under = (
            shape(*(side[name][row : row + 1] for name in _ENDS)).ppf(drawn)[0]
            for side, drawn in zip((top, low), randoms, strict=True)
        )
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            values = np.minimum(over / under, most)
            found[row] = np.quantile(values, probabilities)
    return found


Operand = pd.DataFrame | pd.Series | str | Figure | float | Fraction

COLUMNS = ("claim_id", "claimant", "quantity", *DIMENSIONS, *_ENDS, "unit")


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

    @property
    def sentence(self) -> str:
        """How figures are read, in words."""
        named = self.reading.name if isinstance(self.reading, Policy) else self.reading
        return f"reading: {named or 'as the tables give them, phrases as printed'}"

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
        """Return the counts of a table; see :func:`purgestats.estimates.counts.entries`."""
        return entries(table, quantity, reading=self.reading, vocabulary=self.vocabulary)


def _table(given: object) -> pd.DataFrame | None:
    if isinstance(given, pd.Series):
        return given.to_frame().T.infer_objects()
    return given if isinstance(given, pd.DataFrame) else None


def _rows(found: Entries) -> pd.DataFrame:
    names = [found.quantities[number] for number in found.scope]
    periods = [name.split("|")[-1] for name in names]
    rows = found.claims.iloc[found.rows].reset_index(drop=True)
    return rows.assign(quantity=names, period=periods)[list(COLUMNS)]


def _value(given: object, side: str, shares: bool, reading: str | Policy | None) -> pd.DataFrame:
    if isinstance(given, str):
        given = read_figure(given, reading or "printed")
    if isinstance(given, Figure):
        low, best, high = map(as_float, (given.low, given.best, given.high))
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

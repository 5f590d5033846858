"""Ratios of figures: what must hold, and what is likely if the figures are judgements."""

import math
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from purgestats.claims.display import Result
from purgestats.claims.figures.policies import PROBABILITIES
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import UnknownQuantity
from purgestats.estimates.ratio.division import Lookup, Operand, Simulation, divided, paired
from purgestats.words import range_words

DRAWS = 20_000
MOST_SHOWN = 12


@dataclass(frozen=True)
class Ratio(Result):
    """Ratios of figures, one for each pair of a figure above and a figure below the line.

    Parameters
    ----------
    table : DataFrame
        See :meth:`to_frame`.
    unmatched : DataFrame
        Claims without a partner: claim_id, quantity.
    name : str
        What the ratio is called.
    assumptions : tuple of str
        What the result rests on, in sentences.
    """

    table: pd.DataFrame
    unmatched: pd.DataFrame
    name: str
    assumptions: tuple[str, ...]

    @property
    def low(self) -> float:
        """The lowest value that any of the pairs allows."""
        return float(self.table["low"].min())

    @property
    def high(self) -> float:
        """The highest value that any of the pairs allows."""
        return float(self.table["high"].max())

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair.

        low and high are what must hold if both figures do, best is the ratio of the best values;
        likely_low, likely_middle and likely_high are quantiles of the simulation. The figures
        themselves stand beside them with their claimants. Missing where a figure has one end only,
        or begins at 0 and has no logarithm.
        """
        return self.table.copy()

    def __str__(self) -> str:
        lines = [
            f"{row['numerator']} / {row['denominator']}: {_words(row['low'], row['high'])}; "
            f"{_beside(row)}"
            for row in self.table.head(MOST_SHOWN).to_dict("records")
        ]
        if len(self.table) > MOST_SHOWN:
            lines.append(f"and {len(self.table) - MOST_SHOWN:,} more in .to_frame()")
        lines += [f"  - {one}" for one in self.assumptions]
        if len(self.unmatched):
            lines.append(f"  - claims without a partner: {len(self.unmatched)}, in .unmatched")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<{self.name}: {self}>"


def ratio(
    numerator: Operand,
    denominator: Operand,
    claims: pd.DataFrame | None = None,
    *,
    on: tuple[str, ...] | None = None,
    part_of_whole: bool = False,
    family: str = "log-normal",
    probabilities: tuple[float, float, float] = PROBABILITIES,
    draws: int = DRAWS,
    seed: int = 0,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Ratio:
    """Divide counts by counts: what the ratio must be, and what it is likely to be.

    Parameters
    ----------
    numerator, denominator : DataFrame, Series, str, Figure or number
        A claims table, one of its rows, a quantity (``measure|group|operation|place|period``), a
        printed phrase such as ``"about 40,000"``, a figure that was read, or a number.
    claims : DataFrame, optional
        Where quantities are looked up; all our datasets by default.
    on : tuple of str, optional
        Which parts of the scope must agree for two claims to be paired. By default every claim
        above is paired with every claim below if either side is about one quantity, and else those
        that agree in group, operation, place and period.
    part_of_whole : bool
        Whether those above the line are among those below, so that the ratio stops at 1. Not by
        default: people shot in one year may have been arrested in another.
    family : {"log-normal", "normal"}
        What distribution the simulation makes of low, best and high, as for :func:`pool`.
    probabilities : tuple of float
        What low, best and high are quantiles of; and which quantiles of the simulated ratios are
        given back.
    draws, seed : int
        Size and seed of the simulation.
    reading : str or Policy, optional
        Read the printed figures under this policy; by default the table's low, best and high.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Ratio
        One row a pair, with the numbers of persons beside it.

    Raises
    ------
    UnknownQuantity
        If no count enters on one side, or no two claims can be paired.
    NotEstimable
        If a figure below the line is 0, or what is said to be a part is larger in any case.
    InvalidChoice
        If a share stands where a count is wanted, or an argument is none of the values allowed.

    Notes
    -----
    What must hold is interval division: low / high to high / low (Moore 1966, *Interval Analysis*,
    chapter 2). It is as sure as the two figures. What is likely comes from independent draws of the
    two; the same random numbers serve every pair, so that a pair's result does not depend on the
    others. Figures that one author took from one table are not independent, and then only the
    guaranteed interval should be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> rate = ratio(
    ...     "executions|all|polish-operation|ussr|1937/1938",
    ...     "arrests|all|polish-operation|ussr|1937/1938",
    ...     claims=ps.load().query("source == 'wikipedia-great-purge'"),
    ... )
    >>> rate.to_frame()[["low", "numerator_low", "denominator_low"]].round(4).values.tolist()
    [[0.7725, 111091.0, 143810.0]]
    >>> ratio("about 40,000", 100_000).to_frame()[["low", "best", "high"]].values.tolist()
    [[0.36, 0.4, 0.44]]
    """
    simulation = Simulation(family, probabilities, draws, seed)
    how = Lookup(claims, reading, vocabulary)
    above, below = how.counts(numerator, "numerator"), how.counts(denominator, "denominator")
    pairs, unmatched = paired(above, below, on)
    table = divided(pairs, 1.0 if part_of_whole else math.inf, simulation)
    told = (*simulation.sentences(), how.sentence)
    if part_of_whole:
        told = ("those above the line are among those below: at most 1", *told)
    return Ratio(table, unmatched, "Ratio", told)


def _words(low: float, high: float) -> str:
    if math.isinf(low):
        return "more than a computer's numbers hold"
    return range_words(
        _short(low, down=True) or (None if high else 0), _short(high, down=False), ""
    )


def _short(value: float, *, down: bool) -> float:
    """Round outward to three digits."""
    if value == 0 or not math.isfinite(value):
        return value
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    steps = value / unit
    return (math.floor(steps + 1e-9) if down else math.ceil(steps - 1e-9)) * unit


def _beside(row: dict[Hashable, Any]) -> str:
    above = range_words(row["numerator_low"], row["numerator_high"], "")
    persons = above + " of " + range_words(row["denominator_low"], row["denominator_high"], "")
    if "persons_low" not in row:
        return persons
    if math.isnan(row["persons_low"]) and math.isnan(row["persons_high"]):
        return "number of persons not given"
    return f"{range_words(row['persons_low'], row['persons_high'])} persons"


PERSONS = ("persons_low", "persons_best", "persons_high", "persons_claims")


def relative_risk(
    struck: Operand,
    population: Operand | None = None,
    *,
    persons: Operand | None = None,
    claims: pd.DataFrame | None = None,
    family: str = "log-normal",
    probabilities: tuple[float, float, float] = PROBABILITIES,
    draws: int = DRAWS,
    seed: int = 0,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Ratio:
    """Divide a group's share of the victims by its share of the population.

    Parameters
    ----------
    struck : DataFrame, Series, str, Figure or number
        Shares of all victims: a claims table, one of its rows, a phrase such as ``"12.5 percent"``,
        a figure or a number up to 1. A table may hold the shares of the population as well.
    population : DataFrame, Series, str, Figure or number, optional
        Shares of the whole population; by default those of measure ``population`` in ``struck``.
    persons : DataFrame, Series, str, Figure or number, optional
        How many persons of the group were struck, where it is not to be looked up.
    claims : DataFrame, optional
        Where numbers of persons are looked up: counts of the very scope of each share, or else the
        share of the counts of everyone. By default the table given.
    family, probabilities, draws, seed, reading, vocabulary
        As for :func:`purgestats.ratio`.

    Returns
    -------
    Ratio
        One row a pair of shares of one group, each claimant with each. ``persons_low`` to
        ``persons_high`` beside it are the lowest and highest numbers that the claims named in
        ``persons_claims`` allow, missing where none gives a number.

    Raises
    ------
    UnknownQuantity
        If there are no two shares of one group.
    InvalidChoice
        If counts stand where shares are wanted.
    NotEstimable
        If a share of the population is 0.

    Notes
    -----
    The quotient of two shares is the risk of the group over that of everyone, the group included;
    against all others it would be a little higher. What must hold and what is likely are as for
    :func:`purgestats.ratio`. A ratio says nothing of how many: a small group can have the highest.

    Not to be used where the two shares mean different groups, such as nationality as the police
    recorded it and as the census did, without saying so.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("ethnic_operations").query("source == 'wikipedia-great-purge'")
    >>> found = relative_risk(claims).to_frame()
    >>> found[["group", "low", "high"]].round(2).head(1).values.tolist()
    [['poles', 24.8, 42.0]]
    >>> relative_risk("12.5 percent", "0.4 percent", persons="111,091").low.__round__(1)
    24.8
    """
    simulation = Simulation(family, probabilities, draws, seed)
    how = Lookup(claims, reading, vocabulary)
    both = population is None
    above = how.shares(struck, "struck")
    below = how.shares(struck if population is None else population, "population")
    above = _of_everyone(above[above["measure"] != "population"], "struck")
    below = _of_everyone(below[below["measure"] == "population"] if both else below, "population")
    named = all((side["group"] != "").all() for side in (above, below))
    pairs, unmatched = paired(above, below, ("group",) if named else ())
    table = divided(pairs, math.inf, simulation)
    table.insert(0, "group", pairs["group" if named else "group_above"])
    table.insert(1, "measure", pairs["measure_above"])
    if persons is not None:
        counts = [_hull(how.counts(persons, "persons"))] * len(table)
    else:
        lookup = claims if claims is not None else struck
        counts = [
            _looked_up(row, lookup if isinstance(lookup, pd.DataFrame) else None, how)
            for row in above.set_index("claim_id").loc[table["numerator"]].to_dict("records")
        ]
    beside = pd.DataFrame(counts, columns=list(PERSONS))
    told = (
        "share of the victims over share of the population; persons: how many were struck",
        *simulation.sentences(),
        how.sentence,
    )
    return Ratio(pd.concat([table, beside], axis=1), unmatched, "Relative risk", told)


def _of_everyone(shares: pd.DataFrame, side: str) -> pd.DataFrame:
    """Keep shares of the same thing among everyone, not of something else or of a part."""
    if "of_group" in shares.columns:
        same = [
            (shares[f"of_{name}"] == "") | (shares[f"of_{name}"] == shares[name])
            for name in DIMENSIONS
            if name != "group"
        ]
        whole = np.logical_and.reduce(
            [*same, shares["of_group"] == "all", shares["group"] != "all"]
        )
        shares = shares[whole]
    if shares.empty:
        raise UnknownQuantity(f"{side}: no claim gives a group's share of everyone")
    return shares.reset_index(drop=True)


def _looked_up(
    share: dict[Hashable, Any], claims: pd.DataFrame | None, how: Lookup
) -> tuple[float, float, float, str]:
    """Return the persons that counts of the scope allow, or else the share of counts of all."""
    if claims is not None and share["quantity"]:
        measure, _, *rest = share["quantity"].split("|")
        everyone = "|".join([measure, "all", *rest])
        whole = dict.fromkeys(("low", "best", "high"), 1.0)
        for quantity, part in ((share["quantity"], whole), (everyone, share)):
            with suppress(UnknownQuantity):
                found = how.entries(claims, quantity)
                counts = {name: found.numbers(name) * part[name] for name in whole}
                return _hull(pd.DataFrame(counts).assign(claim_id=found.ids))
    return math.nan, math.nan, math.nan, ""


def _hull(counts: pd.DataFrame) -> tuple[float, float, float, str]:
    """Return the lowest low, the best value if there is one, the highest high, and the claims."""
    low = counts["low"].min(skipna=False)
    high = counts["high"].max(skipna=False)
    best = counts["best"].iloc[0] if len(counts) == 1 else math.nan
    return float(low), float(best), float(high), ";".join(map(str, counts["claim_id"]))

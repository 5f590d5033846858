"""Over-representation: a group's share of the victims over its share of the population."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from purgestats.claims.figures.reading import Policy
from purgestats.claims.figures.spread import PROBABILITIES
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import UnknownQuantity
from purgestats.estimates.ratio.division import (
    Lookup,
    Operand,
    Simulation,
    divided,
    paired,
    reading_words,
)
from purgestats.estimates.ratio.ratio import DRAWS, Ratio

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
        f"reading: {reading_words(reading)}",
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
    if claims is None or not share["quantity"]:
        return math.nan, math.nan, math.nan, ""
    counts = _counts(share["quantity"], claims, how)
    if counts is not None:
        return _hull(counts)
    measure, _, *rest = share["quantity"].split("|")
    counts = _counts("|".join([measure, "all", *rest]), claims, how)
    if counts is None:
        return math.nan, math.nan, math.nan, ""
    parts = {name: counts[name] * share[name] for name in ("low", "best", "high")}
    return _hull(counts.assign(**parts))


def _counts(quantity: str, claims: pd.DataFrame, how: Lookup) -> pd.DataFrame | None:
    try:
        found = how.entries(claims, quantity)
    except UnknownQuantity:
        return None
    counts = {name: found.numbers(name) for name in ("low", "best", "high")}
    return pd.DataFrame(counts).assign(claim_id=found.ids)


def _hull(counts: pd.DataFrame) -> tuple[float, float, float, str]:
    """Return the lowest low, the best value if there is one, the highest high, and the claims."""
    low = counts["low"].min(skipna=False)
    high = counts["high"].max(skipna=False)
    best = counts["best"].iloc[0] if len(counts) == 1 else math.nan
    return float(low), float(best), float(high), ";".join(map(str, counts["claim_id"]))

"""Claims on one quantity, pair by pair: how they lie to each other, and how far apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

import pandas as pd

from purgestats.claims.display.html import table
from purgestats.claims.display.in_words import told_table
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.table.table import as_claims, reread
from purgestats.claims.table.terms import UserVocabulary, combined_vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import UnknownQuantity, did_you_mean, nearest
from purgestats.words import counted

RELATIONS = ("equal", "nested", "overlapping", "touching", "apart")


@dataclass(frozen=True)
class Pair:
    """How two claims lie to each other.

    Parameters
    ----------
    first, second : str
        Claim ids.
    relation : str
        ``"equal"``: the same interval. ``"nested"``: one within the other. ``"overlapping"``: they
        share a stretch. ``"touching"``: they share one value, an end of each. ``"apart"``: none.
    gap : float
        The least by which the two must differ; 0 unless apart.
    ratio : float
        The least factor by which the larger exceeds the smaller; 1 unless apart.
    """

    first: str
    second: str
    relation: str
    gap: float
    ratio: float


@dataclass(frozen=True)
class Comparison:
    """The claims on one quantity and every pair of them.

    Parameters
    ----------
    quantity : Quantity
        What they count.
    claims : DataFrame
        The claims, in the order of the table, read under the policy.
    pairs : tuple of Pair
        Every pair, in that order.
    policy : str
        Name of the reading policy.
    """

    quantity: Quantity
    claims: pd.DataFrame
    pairs: tuple[Pair, ...]
    policy: str

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair: the claims, their claimants and stances, relation, gap, ratio."""
        claims = self.claims.set_index("claim_id")
        columns = ["first", "second", "relation", "gap", "ratio"]
        frame = pd.DataFrame(
            [[getattr(pair, name) for name in columns] for pair in self.pairs], columns=columns
        )
        for side in ("second", "first"):
            for name in ("stance", "claimant"):
                values = [claims.at[claim, name] for claim in frame[side]]
                frame.insert(2, f"{side}_{name}", values)
        return frame

    def __str__(self) -> str:
        count = counted(len(self.claims), "claim")
        head = f"{count} on {self.quantity}, reading: {self.policy}"
        tally = [
            f"{number} {relation}"
            for relation in RELATIONS
            if (number := sum(pair.relation == relation for pair in self.pairs))
        ]
        return f"{head}; pairs: {', '.join(tally)}" if tally else head

    def __repr__(self) -> str:
        return f"<Comparison: {self}>"

    def _repr_html_(self) -> str:
        parts = (table(self.to_frame()), told_table(self.claims))
        return f"<p>{escape(str(self))}</p>{''.join(parts)}"


def compare(
    claims: pd.DataFrame,
    quantity: str | Quantity | None = None,
    *,
    reading: str | Policy = "printed",
    stances: tuple[str, ...] | None = None,
    vocabulary: UserVocabulary = None,
) -> Comparison:
    """Compare every pair of claims on one quantity.

    Parameters
    ----------
    claims : DataFrame
        A claims table; only counts are compared, not shares and multiples.
    quantity : str or Quantity, optional
        ``measure|group|operation|place|period``; may be left out if the counts are all of one.
    reading : str or Policy
        The reading policy.
    stances : tuple of str, optional
        Which attitudes of the text to take in. All are by default, and the pairs say which each
        has: comparing is not reckoning.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Comparison
        Every pair with its relation, gap and ratio.

    Raises
    ------
    UnknownQuantity
        If there is no count of the quantity, or none is named and the claims count several.

    Notes
    -----
    The relations are those of Allen (1983, "Maintaining knowledge about temporal intervals",
    Communications of the ACM 26, figure 2) on intervals of values, without direction: equals;
    during, starts and finishes (nested); overlaps; meets (touching); before (apart). A missing
    bound is 0 below and infinite above.

    Examples
    --------
    >>> import purgestats as ps
    >>> found = compare(ps.load("arrests"), "arrests|all|all|ussr|1937/1938")
    >>> found.pairs[0].relation, found.pairs[0].gap
    ('apart', 1100000.0)
    """
    policy = get_policy(reading)
    terms = combined_vocabulary(vocabulary)
    read = reread(as_claims(claims, terms), policy, terms)
    counts = read[~read["unit"].isin(["share", "multiple"])]
    if stances is not None:
        counts = counts[counts["stance"].isin(stances)]
    rows = list(zip(*(counts[name].tolist() for name in DIMENSIONS), strict=True))
    found = [Quantity.parse("|".join(row)) for row in rows]
    wanted = _wanted(found, quantity)
    chosen = counts[[one == wanted for one in found]].reset_index(drop=True)
    ends = [
        (0.0 if math.isnan(low) else low, math.inf if math.isnan(high) else high)
        for low, high in zip(chosen["low"], chosen["high"], strict=True)
    ]
    ids = chosen["claim_id"].tolist()
    pairs = tuple(
        _pair(ids[i], ids[j], ends[i], ends[j])
        for i in range(len(ids))
        for j in range(i + 1, len(ids))
    )
    return Comparison(wanted, chosen, pairs, policy.name)


def _wanted(found: list[Quantity], quantity: str | Quantity | None) -> Quantity:
    distinct = list(dict.fromkeys(found))
    if quantity is None:
        if len(distinct) == 1:
            return distinct[0]
        raise UnknownQuantity(
            f"the claims count {len(distinct)} quantities; name one, for example "
            f"{distinct[0] if distinct else 'executions|all|all|ussr|1937/1938'}"
        )
    wanted = Quantity.parse(quantity)
    if wanted not in distinct:
        raise UnknownQuantity(
            f"no claim counts {wanted}" + did_you_mean(nearest(str(wanted), map(str, distinct)))
        )
    return wanted


def _pair(first: str, second: str, one: tuple[float, float], other: tuple[float, float]) -> Pair:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    if low > high:
        return Pair(first, second, "apart", low - high, low / high if high else math.inf)
    if one == other:
        relation = "equal"
    elif (low, high) in (one, other):
        relation = "nested"
    else:
        relation = "touching" if low == high else "overlapping"
    return Pair(first, second, relation, 0.0, 1.0)

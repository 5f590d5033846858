"""Claims on one quantity, pair by pair: how they lie to each other, and how far apart."""

import itertools
import math
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from purgestats.claims.display import Result, said, table, told_table
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.sources.citations import Origins, origins
from purgestats.claims.table.contract import ENTER_LEDGER, Claims, once, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownQuantity, unknown
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


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """The claims on one quantity and every pair of them.

    Parameters
    ----------
    quantity : Quantity
        What they count.
    pairs : tuple of Pair
        Every pair, in the order of the table.
    policy : str
        Name of the reading policy.
    """

    quantity: Quantity
    pairs: tuple[Pair, ...]
    policy: str
    _rows: tuple[int, ...] = field(repr=False)
    _table: pd.DataFrame = field(repr=False, compare=False)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims, in the order of the table, read under the policy."""
        return self._table.iloc[list(self._rows)].reset_index(drop=True)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair: the claims, their claimants and stances, relation, gap, ratio."""
        claims = self.claims.set_index("claim_id")
        frame = pd.DataFrame(map(vars, self.pairs), columns=list(Pair.__annotations__))
        for side in ("second", "first"):
            for name in ("stance", "claimant"):
                frame.insert(2, f"{side}_{name}", claims[name].loc[frame[side]].tolist())
        return frame

    @cached_property
    def origins(self) -> Origins:
        """How many independent counts stand behind those claims that somebody vouches for."""
        claims = self.claims
        held = claims["stance"].isin(ENTER_LEDGER) & claims[["low", "high"]].notna().any(axis=1)
        return origins(claims[held])

    def __str__(self) -> str:
        count = counted(len(self._rows), "claim")
        head = f"{count} on {self.quantity}, vouched for: {self.origins}; reading: {self.policy}"
        tally = [
            f"{number} {relation}"
            for relation in RELATIONS
            if (number := sum(pair.relation == relation for pair in self.pairs))
        ]
        return f"{head}; pairs: {', '.join(tally)}" if tally else head

    def _repr_html_(self) -> str:
        return said(self, table(self.to_frame()), told_table(self.claims))


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
    table = take(claims, vocabulary)
    wanted = _wanted(table, quantity)
    rows = table.counts_on[str(wanted)]
    if stances is not None:
        given = table.frame["stance"]
        rows = [row for row in rows if given.iat[row] in stances]
    ids, low, high = _columns(table, policy)
    pairs = tuple(
        _pair(ids[i], ids[j], (low[i], high[i]), (low[j], high[j]))
        for i, j in itertools.combinations(rows, 2)
    )
    return Comparison(wanted, pairs, policy.name, tuple(rows), table.under(policy))


@once
def _columns(table: Claims, policy: Policy) -> tuple[list[str], list[float], list[float]]:
    """Return ids, lowest and highest values as lists, which cost less to look into."""
    frame = table.under(policy)
    low, high = frame["low"].fillna(0.0).tolist(), frame["high"].fillna(math.inf).tolist()
    return frame["claim_id"].tolist(), low, high


def _wanted(table: Claims, quantity: str | Quantity | None) -> Quantity:
    known = table.counts_on
    if quantity is None:
        if len(known) == 1:
            return Quantity.parse(next(iter(known)))
        raise UnknownQuantity(
            f"the claims count {counted(len(known), 'quantity', 'quantities')}; name one, for "
            f"example {next(iter(known), 'executions|all|all|ussr|1937/1938')}"
        )
    wanted = Quantity.parse(quantity)
    if str(wanted) not in known:
        raise unknown(UnknownQuantity, f"no claim counts {wanted}", wanted, known)
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

"""For each value, how many independent counts state it, and how many allow it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from purgestats.claims.display import Result
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.sources.lineage import Lineage
from purgestats.claims.table.contract import Claims, once, take, to_pandas
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import ClaimError, ClaimErrors, InvalidChoice, Place
from purgestats.estimates.consensus.sweep import Sweep, merged, stretches, sweep
from purgestats.estimates.counts import Codes, Flags, Numbers, entries_of
from purgestats.words import counted, range_words

Intervals = ArrayLike | tuple[ArrayLike, ArrayLike]
MOST_SHOWN = 12
#: Highest over lowest value of a figure in words such as "tens of thousands".
_VAGUE = 10


@dataclass(frozen=True, repr=False)
class Consensus(Result):
    """How many independent counts state each value of some quantities, and how many allow it.

    Parameters
    ----------
    quantities : list of str
        The quantities, in alphabetical order; one without a name for bare intervals.
    origins : DataFrame
        One row a quantity: quantity, claims, at_least, at_most (independent counts behind them).
    left_out : DataFrame
        Claims on these quantities that do not enter: claim_id, quantity, reason.
    policy : str
        How the figures were read.
    stated, allowed : Sweep
        The ends of the ranges that are stated, and of those that are allowed, with the support
        after each.
    """

    quantities: list[str]
    origins: pd.DataFrame
    left_out: pd.DataFrame
    policy: str
    stated: Sweep
    allowed: Sweep

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The best-stated intervals of each quantity.

        Columns are quantity, low, high, at_least and at_most (how many independent counts state
        every value between), of_at_most (how many there are) and share (at_most of of_at_most). A
        quantity on which there are only one-sided and vague figures has no row.
        """
        first, last = self.stated.best()
        scope = self.stated.scope[first]
        most, known = self.stated.count[first], self.stated.known[first]
        total = self.origins["at_most"].to_numpy()[scope]
        low, high = self.stated.value[first], self.stated.value[last]
        frame = pd.DataFrame({"quantity": self._named(scope), "low": low, "high": high})
        frame = frame.assign(at_least=np.maximum(known, 1), at_most=most)
        return frame.assign(of_at_most=total, share=most / total)

    @cached_property
    def support(self) -> pd.DataFrame:
        """The support over the whole axis, as stretches on which it stays the same.

        Columns are quantity, low, high, with_low and with_high (whether these two values belong to
        the stretch), stated_at_least and stated_at_most, allowed_at_least and allowed_at_most (who
        states a value allows it, too). Values that no count allows are in no row.
        """
        found, support = stretches(self.stated, self.allowed)
        frame = pd.DataFrame({"quantity": self._named(found.pop("scope"))}).assign(**found)
        return _supported(frame, support)

    def at(self, values: ArrayLike) -> pd.DataFrame:
        """Say how many independent counts state and allow given values of the one quantity.

        Parameters
        ----------
        values : array of float, shape (n,)
            Values of the quantity.

        Returns
        -------
        DataFrame
            One row a value: value, stated_at_least, stated_at_most, allowed_at_least,
            allowed_at_most.

        Raises
        ------
        InvalidChoice
            If there are several quantities.
        """
        if len(self.quantities) > 1:
            raise InvalidChoice(
                f"there are {len(self.quantities)} quantities; ask for one: "
                "ps.consensus(claims, quantity).at(values)"
            )
        wanted = np.atleast_1d(np.asarray(values, dtype=np.float64))
        held = [ends.support(wanted) for ends in (self.stated, self.allowed)]
        return _supported(pd.DataFrame({"value": wanted}), np.hstack(held))

    def to_frame(self) -> pd.DataFrame:
        """Return the best-stated intervals, one row each."""
        return self.intervals.copy()

    def _named(self, scope: Codes) -> pd.Series:
        return pd.Series(self.quantities, dtype="str").take(scope).reset_index(drop=True)

    def __str__(self) -> str:
        named = zip(self.quantities[:MOST_SHOWN], self._words(), strict=True)
        lines = [f"{name or 'intervals'}: {words}" for name, words in named]
        if len(self.quantities) > MOST_SHOWN:
            lines.append(f"and {len(self.quantities) - MOST_SHOWN:,} more quantities")
        if len(self.left_out):
            lines.append(f"claims that do not enter: {len(self.left_out)}, in .left_out")
        return "\n".join([*lines, f"reading: {self.policy}"])

    def _words(self) -> Iterator[str]:
        """Yield what is stated of each of the first quantities."""
        starts = np.searchsorted(self.stated.scope[self.stated.best()[0]], range(MOST_SHOWN + 1))
        totals = self.origins[["at_least", "at_most"]].head(MOST_SHOWN).itertuples(index=False)
        for number, (total_least, total) in enumerate(totals):
            found = self.intervals.iloc[starts[number] : starts[number + 1]]
            counts = "at most " * (total_least < total) + counted(total, "independent count")
            if found.empty:
                yield f"no range is stated, only one-sided or vague figures, by {counts}"
                continue
            unit = "persons" if self.quantities[number] else ""
            ends = zip(found["low"].head(4), found["high"].head(4), strict=True)
            ranges = " or ".join(range_words(low, high, unit) for low, high in ends)
            more = f" and {len(found) - 4:,} more" if len(found) > 4 else ""
            least, most = found["at_least"].iloc[0], found["at_most"].iloc[0]
            held = f"{most:,}" if least == most else f"at least {least:,}, at most {most:,}"
            yield f"{ranges}{more}; {'each ' * (len(found) > 1)}stated by {held} of {counts}"


def _supported(frame: pd.DataFrame, held: Codes) -> pd.DataFrame:
    """Add who states and allows, of columns with all and those known of either."""
    for place, name in enumerate(("stated", "allowed")):
        most, known = held[:, 2 * place], held[:, 2 * place + 1]
        frame[f"{name}_at_least"] = np.maximum(known, np.minimum(most, 1))
        frame[f"{name}_at_most"] = most
    return frame


def consensus(
    claims: pd.DataFrame | Intervals,
    quantity: str | Quantity | None = None,
    *,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Consensus:
    """Say for each value how many independent counts state it, and how many merely allow it.

    Parameters
    ----------
    claims : DataFrame, array of float of shape (n, 2), or pair of arrays of shape (n,)
        A claims table on any number of quantities; or bare intervals, as rows of low and high, as
        the two arrays, or as a table with only the columns low and high, each of an origin of its
        own. NaN is no bound.
    quantity : str or Quantity, optional
        Only this one, ``measure|group|operation|place|period``.
    reading : str or Policy, optional
        Read the printed figures under this policy; by default the table's low and high are taken.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Consensus
        ``.intervals`` (best-stated), ``.support`` (over the whole axis), ``.at(values)``,
        ``.origins`` and ``.left_out``.

    Raises
    ------
    UnknownQuantity
        If no count of the quantity is asserted or reported.
    ClaimErrors
        If a low is above its high or the table is otherwise unusable.

    Notes
    -----
    A two-sided figure *states* the values of its range. A one-sided figure ("at least 300,000")
    and a vague one ("hundreds of thousands": no best value, and a highest that is ten times the
    lowest or more) merely *allow* theirs. The best-stated intervals come from the former alone, so
    that a value nobody gave does not win because nobody excluded it. A claim without either bound
    says nothing and does not count. Bare intervals with two ends are all stated.

    An origin states or allows a value if one of the claims that rest on it does, so that copies and
    repetitions count once; see :func:`purgestats.origins`. Of origins that may be copies of each
    other at least one counts, at most all.

    The sweep over the sorted ends is Marzullo's (1984, "Maintaining the Time in a Distributed
    System", PhD thesis, Stanford University, chapter 4), with closed intervals.

    Not to be used as a vote on the truth: ten counts can share one error, and a single archive can
    outweigh them. It says where published figures agree, and nothing about who is right.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("executions").query("source == 'wikipedia-great-purge'")
    >>> found = consensus(claims, "executions|all|all|ussr|1937/1938")
    >>> found.intervals[["low", "high"]].values.tolist()
    [[681692.0, 681692.0]]
    >>> consensus(([1, 2, 8], [5, 6, 9])).intervals[["low", "high", "at_most"]].values.tolist()
    [[2.0, 5.0, 2.0]]
    """
    if not hasattr(claims, "columns"):
        return _of_intervals(*_both_ends(claims))
    claims = to_pandas(claims)
    if "measure" not in claims.columns and {"low", "high"} <= set(claims.columns):
        return _of_intervals(*(claims[name].to_numpy(dtype=np.float64) for name in ("low", "high")))
    table = take(claims, vocabulary)
    policy = table.reading if reading is None else get_policy(reading)
    found = _of_table(table, policy, None if quantity is None else Quantity.parse(quantity))
    # Whoever changes these changes his own.
    origins, left_out = found.origins.copy(deep=False), found.left_out.copy(deep=False)
    return replace(found, origins=origins, left_out=left_out)


@once
def _of_table(table: Claims, policy: Policy, quantity: Quantity | None) -> Consensus:
    found = entries_of(table, policy, quantity)
    tree = found.lineage
    place = np.searchsorted(found.rows, tree.row)
    low, best, high = (found.numbers(name)[place] for name in ("low", "best", "high"))
    # Two-sided figures that are not vague state their range.
    vague = np.isnan(best) & (high >= _VAGUE * low)
    states = ~np.isnan(low) & np.isfinite(high) & ~vague
    low, high = np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=math.inf)
    everyone = np.ones(len(low), dtype=bool)
    allowed = _swept(low, high, tree, everyone)
    stated = allowed if states.all() else _swept(low, high, tree, states)
    return Consensus(found.quantities, found.behind, found.left_out, found.policy, stated, allowed)


def _swept(low: Numbers, high: Numbers, tree: Lineage, chosen: Flags) -> Sweep:
    """Sweep over some of the ranges, those of one origin united."""
    ends = merged(low[chosen], high[chosen], tree.origin[chosen])
    return sweep(ends[0], ends[1], tree.scope[ends[2]], tree.known[ends[2]])


def _both_ends(intervals: Intervals) -> tuple[Numbers, Numbers]:
    """Take intervals as rows of an array, or as a pair of arrays."""
    try:
        if isinstance(intervals, tuple) and len(intervals) == 2:
            low, high = (np.asarray(one, dtype=np.float64) for one in intervals)
        else:
            low, high = np.asarray(intervals, dtype=np.float64).T
    except (ValueError, TypeError):
        raise InvalidChoice(
            "give a claims table, an array of shape (n, 2), or a pair of arrays (low, high)"
        ) from None
    if low.ndim != 1 or low.shape != high.shape:
        raise InvalidChoice(
            f"low and high need one length each, not shapes {low.shape} and {high.shape}"
        )
    return low, high


def _of_intervals(low: Numbers, high: Numbers) -> Consensus:
    wrong = np.flatnonzero(low > high).tolist()
    if wrong:
        raise ClaimErrors(
            ClaimError(Place("", row + 2, "low"), f"{low[row]:g}", "low is above high")
            for row in wrong
        )
    silent = np.isnan(low) & np.isnan(high)
    if silent.all():
        raise InvalidChoice("there is no interval with a bound")
    low = np.where(np.isnan(low), -math.inf, low)[~silent]
    high = np.where(np.isnan(high), math.inf, high)[~silent]
    two_sided = np.isfinite(low) & np.isfinite(high)
    ends = sweep(low, high)
    stated = ends if two_sided.all() else sweep(low[two_sided], high[two_sided])
    counts = {"claims": [len(low)], "at_least": [len(low)], "at_most": [len(low)]}
    origins = pd.DataFrame({"quantity": pd.Series([""], dtype="str"), **counts})
    nothing = pd.DataFrame(columns=["claim_id", "quantity", "reason"], dtype="str")
    return Consensus([""], origins, nothing, "bare intervals", stated, ends)

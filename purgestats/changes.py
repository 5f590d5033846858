"""What figures of one's own change: new conflicts, other bounds, and who agrees with them."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from purgestats._whole import whole
from purgestats.claims.datasets import catalogue
from purgestats.claims.display import prose, told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.contract import scopes_of, take
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.errors import ClaimError, ClaimErrors, Place
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import Conflicts, cut_short, in_words
from purgestats.ledger.conflicts.disagreements import TOLD
from purgestats.ledger.repairs.lenses import Lens, get_lens
from purgestats.reconciliation import MOST_SHOWN
from purgestats.words import counted, range_words, scope_words, sentence_case

_BOUNDS = ["low_before", "high_before", "low", "high", "change", "low_because", "high_because"]
_SIDES = ("claim_id", "other", "agree")
_PAIRS = ["claim_id", "quantity", "of", "other", "other_claimant", "derived", "agree"]


@dataclass(frozen=True)
class Changes:
    """What figures of one's own change among others.

    Parameters
    ----------
    mine : DataFrame
        The new claims, complete.
    before : Ledger
        The others alone.
    after : Ledger
        All together.
    terms : Vocabulary
        The vocabulary of both.
    lens : Lens
        The order of trust where figures conflict.
    """

    mine: pd.DataFrame
    before: Ledger
    after: Ledger
    terms: Vocabulary
    lens: Lens

    @property
    def entered(self) -> pd.DataFrame:
        """The new claims that are reckoned with; a text must assert or report them."""
        claims = self.after.claims
        return claims[claims["claim_id"].isin(self.mine["claim_id"])].reset_index(drop=True)

    @cached_property
    @whole()
    def conflicts(self) -> Conflicts:
        """The conflicts that were not there before, by size and then by strain."""
        before, after = self.before.conflicts(), self.after.conflicts()
        known = {(one.claims, one.assumptions) for one in before}
        mine = set(self.mine["claim_id"])
        # Where the lists are cut, one of the others' own may merely have gone unlisted before.
        items = tuple(
            one
            for one in after
            if mine & set(one.claims)
            or (before.complete and (one.claims, one.assumptions) not in known)
        )
        complete, to = before.complete and after.complete, (before.complete_to, after.complete_to)
        return replace(after, items=items, complete=complete, complete_to=min(to))

    @cached_property
    @whole()
    def all_bounds(self) -> pd.DataFrame:
        """Bounds of every quantity, before and after.

        Indexed by quantity: low_before, high_before, low, high, change, low_because and
        high_because. ``change`` is blank, ``new`` (nothing was known of it), ``narrower``,
        ``wider`` (more may have to be set aside than before) or ``moved``.
        """
        after = self.after.bounds(lens=self.lens)
        before = self.before.bounds(after.index.tolist(), lens=self.lens)
        table = after.assign(low_before=before["low"], high_before=before["high"])
        ends = zip(*(table[name] for name in _BOUNDS[:4]), strict=True)
        table["change"] = [_change(*row) for row in ends]
        return table[_BOUNDS]

    @property
    def bounds(self) -> pd.DataFrame:
        """The bounds that change, as in ``all_bounds``."""
        return self.all_bounds[self.all_bounds["change"] != ""]

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """Who agrees: each new claim with every other claim on the same quantity.

        Columns claim_id, quantity, of (the base of a share), other, other_claimant, derived
        (whether one is said to rest on the other, so that they are one count), agree, and the
        stretch low to high that both allow; without one, low is above high.
        """
        claims = self.after.claims
        ends = _ends(self.after)
        scopes = scopes_of(claims)
        new = set(self.mine["claim_id"])
        ids, claimants = claims["claim_id"].tolist(), claims["claimant"].tolist()
        parents = [cell.split(";") for cell in claims["derived_from"]]
        others: dict[tuple[str, str], list[int]] = {}
        for place, scope in enumerate(scopes):
            if ids[place] not in new:
                others.setdefault(scope, []).append(place)
        rows = []
        for mine in (place for place, claim in enumerate(ids) if claim in new):
            for other in others.get(scopes[mine], ()):
                low = max(ends[mine][0], ends[other][0])
                high = min(ends[mine][1], ends[other][1])
                derived = ids[other] in parents[mine] or ids[mine] in parents[other]
                row = (ids[mine], *scopes[mine], ids[other], claimants[other], derived)
                rows.append((*row, low <= high, low, high))
        return pd.DataFrame(rows, columns=[*_PAIRS, "low", "high"])

    def to_frame(self) -> pd.DataFrame:
        """Return one row a new claim that is reckoned with.

        Returns
        -------
        DataFrame
            claim_id, quantity, of, as_printed, low, high, others_low and others_high (what the
            others alone allow; missing for shares), agrees_with, differs_from (claim ids separated
            by ``;``) and conflicts (how many of the new ones it is in).
        """
        claims, bounds, pairs = self.entered, self.all_bounds, self.agreement
        ends = dict(zip(self.after.claims["claim_id"], _ends(self.after), strict=True))
        before = dict(zip(bounds.index, bounds[_BOUNDS[:2]].to_numpy(), strict=True))
        found = Counter(claim for one in self.conflicts for claim in one.claims)
        named: dict[tuple[str, bool], list[str]] = {}
        for claim, other, agree in zip(*(pairs[one] for one in _SIDES), strict=True):
            named.setdefault((claim, agree), []).append(other)
        rows = []
        told = zip(claims["claim_id"], scopes_of(claims), claims["as_printed"], strict=True)
        for claim, (quantity, base), printed in told:
            others = (math.nan, math.nan) if base else before[quantity]
            sides = [";".join(named.get((claim, agree), ())) for agree in (True, False)]
            row = (claim, quantity, base, printed, *ends[claim], *others, *sides)
            rows.append((*row, found[claim]))
        columns = ["claim_id", "quantity", "of", "as_printed", "low", "high", "others_low"]
        columns += ["others_high", "agrees_with", "differs_from", "conflicts"]
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> str:
        """Return in sentences what the new figures change.

        Returns
        -------
        str
            Who agrees, what cannot all hold, and which bounds change.
        """
        entered, others = self.entered, len(self.before.claims)
        lines = [
            f"{counted(len(entered), 'new claim')} beside {others:,} others, reading: "
            f"{self.after.policy}, lens: {self.lens.name}."
        ]
        kept_out = self.mine[~self.mine["claim_id"].isin(entered["claim_id"])]
        for claim, stance in zip(kept_out["claim_id"], kept_out["stance"], strict=True):
            words = in_words(kept_out, [claim])
            lines.append(f"  {words}: not reckoned with, its stance is {stance}.")
        lines += ["", *self._agreement_lines(), "", *self._conflict_lines(), ""]
        return "\n".join([*lines, *self._bound_lines()])

    def _agreement_lines(self) -> list[str]:
        rows = self.to_frame().to_dict("records")
        lines = ["Who agrees:"] if rows else ["No new claim is reckoned with."]
        pairs = self.agreement
        for row in rows:
            own = pairs[pairs["claim_id"] == row["claim_id"]]
            agrees, differs = (self._names(own[own["agree"] == side]) for side in (True, False))
            said = [f"agrees with {agrees}"] if agrees else []
            said += [f"differs from {differs}"] if differs else []
            words = "; ".join(said) or "nobody else gives a figure for the same quantity"
            about = sentence_case(self._scope(row["quantity"]))
            lines += [f'  - {about}: "{row["as_printed"]}", {self._span(row)}', f"    {words}"]
            if row["others_low"] > 0 or math.isfinite(row["others_high"]):
                allowed = range_words(row["others_low"], row["others_high"])
                lines.append(f"    the others alone allow {allowed}")
        return lines

    def _conflict_lines(self) -> list[str]:
        found = self.conflicts
        rest = "" if found.complete else f"; {cut_short(found)}"
        if not len(found):
            return [f"No new conflict was found{rest}." if rest else "No new conflicts."]
        every = found.disagreements()
        told = [f"  - {one} ({TOLD[one.kind]})" for one in every.first(MOST_SHOWN)]
        more = [f"  and {len(every) - len(told):,} more"] if len(every) > len(told) else []
        return [f"New: {counted(len(found), 'conflict')} in {every}{rest}:", *told, *more]

    def _bound_lines(self) -> list[str]:
        found = []
        for quantity, row in zip(self.bounds.index, self.bounds.to_dict("records"), strict=True):
            before = f"{range_words(row['low_before'], row['high_before'])} before"
            if row["change"] == "new":
                before = "nothing known before"
            now = range_words(row["low"], row["high"])
            words = sentence_case(self._scope(str(quantity)))
            found.append(f"  - {words}: {row['change']}, {before}, now {now}")
        lines = [f"Bounds that change: {len(found) or 'none'}."]
        more = [f"  and {len(found) - MOST_SHOWN} more in .bounds"] if found[MOST_SHOWN:] else []
        return [*lines, *found[:MOST_SHOWN], *more]

    def _scope(self, quantity: str) -> str:
        return scope_words(quantity.split("|"), labels_for(self.terms))

    def _span(self, row: Mapping[Hashable, Any]) -> str:
        """Return what a new claim allows, in words."""
        if not row["of"]:
            return range_words(row["low"], row["high"])
        unit = str(row.get("unit", "share"))
        return f"{range_words(row['low'], row['high'], unit)} of: {self._scope(row['of'])}"

    def _names(self, pairs: pd.DataFrame) -> str:
        claims = self.after.claims
        named = (
            in_words(claims, [other]) + (" (not independent)" if derived else "")
            for other, derived in zip(pairs["other"], pairs["derived"], strict=True)
        )
        return "; ".join(dict.fromkeys(named))

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        found = counted(len(self.conflicts), "new conflict")
        moved = counted(len(self.bounds), "changed bound")
        return f"<Changes by {counted(len(self.mine), 'claim')}: {found}, {moved}>"

    def _repr_html_(self) -> str:
        return prose(self.summary()) + told_table(self.mine)


def _change(low_before: float, high_before: float, low: float, high: float) -> str:
    if (low, high) == (low_before, high_before):
        return ""
    if low_before == 0 and math.isinf(high_before):
        return "new"
    if low >= low_before and high <= high_before:
        return "narrower"
    return "wider" if low <= low_before and high >= high_before else "moved"


def _ends(ledger: Ledger) -> list[tuple[float, float]]:
    """Return the lowest and highest value of each claim."""
    read = take(ledger.claims).under(ledger.reading_policy)
    return list(zip(read["low"].fillna(0.0), read["high"].fillna(math.inf), strict=True))


def joined(
    mine: pd.DataFrame, ours: pd.DataFrame, vocabulary: UserVocabulary = None
) -> pd.DataFrame:
    """Put a user's claims under ours.

    Parameters
    ----------
    mine, ours : DataFrame
        Claims tables.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        As for :func:`purgestats.read_claims`.

    Returns
    -------
    DataFrame
        Both, ours first.

    Raises
    ------
    ClaimErrors
        If an id stands in both; every one of them.
    """
    taken = sorted(set(mine["claim_id"]) & set(ours["claim_id"]))
    if taken:
        rule = "a claim beside which it is put has the same claim_id; give it another"
        raise ClaimErrors(ClaimError(Place("", 0, "claim_id"), one, rule, (), one) for one in taken)
    return pd.concat([ours, take(mine, vocabulary).frame], ignore_index=True)


def what_changes(
    mine: pd.DataFrame,
    ours: pd.DataFrame | None = None,
    vocabulary: UserVocabulary = None,
    reading: str | Policy = "printed",
    lens: str | Lens = "documents",
) -> Changes:
    """Say what figures of one's own change among others.

    Parameters
    ----------
    mine : DataFrame
        The new claims, as :func:`purgestats.read_claims` gives them.
    ours : DataFrame, optional
        The claims beside which they are put; all of ours if left out.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own.
    reading : str or Policy
        How figures are read.
    lens : str or Lens
        Whom to trust first where figures conflict: see :func:`purgestats.lenses`.

    Returns
    -------
    Changes
        With .summary(), .conflicts (the new ones), .bounds (those that change) and .agreement (who
        agrees), worked out when first asked for. Assumptions that historians dispute are not made.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used, or an id stands in both tables.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> mine = {"claim_id": ["mine"], "measure": ["arrests"], "as_printed": ["about 1,400,000"]}
    >>> mine = pd.DataFrame(mine | {"claimant": ["me"], "source": ["notes"]})
    >>> ours = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> found = what_changes(mine, ours)
    >>> found.agreement[["other", "agree"]].values.tolist()
    [['kuhr-arrests', False], ['nerard-arrests', True]]
    """
    taken = take(mine, vocabulary)
    others = take(catalogue.load() if ours is None else ours).frame
    together = joined(taken.frame, others)
    terms = taken.vocabulary
    before, after = (Ledger(one, terms, "default", reading) for one in (others, together))
    return Changes(taken.frame, before, after, terms, get_lens(lens))

"""Which claims enter a pool, with what weight, and which quantities cannot be pooled."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from purgestats.claims.sources.lineage import Lineage
from purgestats.errors import NotEstimable
from purgestats.estimates.counts import Codes, Entries, Flags, Numbers
from purgestats.estimates.pool.methods import Method
from purgestats.words import listing

_MOST_NAMED = 12
_ENDS = ("low", "best", "high")
_WORDS = {2: "two", 3: "three"}
#: Of exact figures in random effects.
_MOST_WEIGHT = 0.99
_ALL_THE_WEIGHT = (
    "exact figures would take all the weight, since the others differ so little from them; choose "
    "the linear or the quantile pool"
)


@dataclass(frozen=True)
class Weighed:
    """Claims ready to be pooled.

    Parameters
    ----------
    entries : Entries
        The claims that have both ends.
    origins : DataFrame
        One row a quantity: at_least and at_most so many independent counts behind all claims on it.
    notes : list of str
        For each quantity why it is not pooled; blank if it is.
    place : array of int, shape (n,)
        The claims of pooled quantities, by quantity, as places among the entries.
    weight : array of float, shape (n,)
        Their weights: the same for each origin, 1 in all for each quantity.
    cluster : array of int, shape (n,)
        The origin of each; for a claim with several, the first.
    start : array of int, shape (pooled quantities,)
        The first claim of each pooled quantity.
    """

    entries: Entries
    origins: pd.DataFrame
    notes: list[str]
    place: Codes
    weight: Numbers
    cluster: Codes
    start: Codes

    @property
    def ends(self) -> tuple[Numbers, Numbers, Numbers]:
        """Lowest, best and highest values; NaN where there is no best."""
        low, best, high = (self.entries.numbers(name)[self.place] for name in _ENDS)
        return low, best, high

    @property
    def quantity(self) -> Codes:
        """The quantities that are pooled, as places among all."""
        return self.entries.scope[self.place[self.start]]

    def without_exact(self, weight: Numbers) -> Self:
        """Take the weights of a model; note where exact figures take nearly all of it.

        Raises
        ------
        NotEstimable
            If there is one quantity, and it is such a one.
        """
        notes = list(self.notes)
        low, _, high = self.ends
        exact = low == high
        scope = self.entries.scope[self.place]
        share = np.bincount(scope, weight * exact, minlength=len(notes))
        for number in np.flatnonzero(share > _MOST_WEIGHT).tolist():
            names = _named(self.entries, self.place[exact & (scope == number)])
            notes[number] = f"{names}: {_ALL_THE_WEIGHT}"
            if len(notes) == 1:
                raise NotEstimable(f"{self.entries.quantities[0]}: {notes[0]}")
        return replace(self, notes=notes, weight=weight)

    def frame(self) -> pd.DataFrame:
        """Return one row a claim: quantity, claim_id, low, best, high, weight."""
        ids = self.entries.claims["claim_id"].astype("str").take(self.entries.rows[self.place])
        frame = pd.DataFrame({"claim_id": ids.to_numpy()})
        frame = frame.assign(**dict(zip(_ENDS, self.ends, strict=True)), weight=self.weight)
        names = pd.Series(self.entries.quantities, dtype="str")
        frame.insert(0, "quantity", names.take(self.entries.scope[self.place]).to_numpy())
        return frame

    def sentences(self) -> tuple[str, ...]:
        """Say what the weights and the gaps in the claims assume."""
        found = []
        pooled = self.origins.iloc[self.quantity]
        if (pooled["at_least"] < pooled["at_most"]).any():
            found.append("claims of unknown origin are taken to be independent counts")
        without = int(np.isnan(self.ends[1]).sum())
        if without:
            found.append(f"{without} of {len(self.place)} claims have no best value: symmetric")
        return tuple(found)


def weigh(found: Entries, method: Method) -> Weighed:
    """Choose the claims that can be pooled and weigh them by origin.

    Parameters
    ----------
    found : Entries
        Claims on any number of quantities.
    method : Method
        How they are to be pooled.

    Returns
    -------
    Weighed
        The claims, and notes on what cannot be pooled.

    Raises
    ------
    NotEstimable
        If there is one quantity and the method does not apply to it.
    """
    two_sided = ~np.isnan(found.numbers("low")) & np.isfinite(found.numbers("high"))
    whole, found = found, found.only(two_sided, "it has one end only")
    if method.name == "random-effects":
        found = _without_copies(found)
    size = len(found.first)
    at_most = found.behind["at_most"].to_numpy()
    notes = [""] * size
    for number in np.flatnonzero(at_most < method.least_origins).tolist():
        notes[number] = (
            f"fewer than {_WORDS[method.least_origins]} independent counts of it have both ends"
        )
    faults = _faults(whole, found, method, at_most)
    if size == 1 and faults:
        raise NotEstimable(f"{found.quantities[0]}: {faults[0]}")
    for number, text in faults.items():
        notes[number] = text
    pooled = np.array([not note for note in notes])
    place = np.flatnonzero(pooled[found.scope])
    place = place[np.argsort(found.scope[place], kind="stable")]
    scope = found.scope[place]
    start = np.flatnonzero(np.diff(scope, prepend=-1))
    weight, cluster = _by_origin(found)
    origins = whole.behind[["at_least", "at_most"]]
    return Weighed(found, origins, notes, place, weight[place], cluster[place], start)


def _without_copies(found: Entries) -> Entries:
    """Leave out claims that print again what another of the same origin prints."""
    tree = found.lineage
    if len(tree.known) == len(found.rows):
        return found
    numbers = {name: found.numbers(name) for name in _ENDS}
    origin = tree.origin[_first_pairs(tree)]
    again = pd.DataFrame({"origin": origin, **numbers}).duplicated().to_numpy()
    return found.only(~again, "it repeats another claim of its origin")


def _by_origin(found: Entries) -> tuple[Numbers, Codes]:
    """Return the weight of each claim and the first of its origins."""
    tree = found.lineage
    place = np.searchsorted(found.rows, tree.row)
    origins = np.bincount(tree.scope)
    claims = np.bincount(tree.origin, minlength=len(tree.scope))
    share = 1 / (origins[tree.scope] * claims)
    weight = np.bincount(place, share[tree.origin], minlength=len(found.rows))
    return weight.astype(np.float64), tree.origin[_first_pairs(tree)]


def _first_pairs(tree: Lineage) -> Codes:
    """Return where the pairs of each claim begin."""
    return np.flatnonzero(np.diff(tree.row, prepend=-1))


def _faults(whole: Entries, found: Entries, method: Method, at_most: Codes) -> dict[int, str]:
    """Return for each quantity to which the method does not apply the reason, with the claims."""
    low, best, high = (found.numbers(name) for name in _ENDS)
    rules: list[tuple[Flags, str]] = []
    if method.family == "log-normal":
        other = "method" if method.name == "random-effects" else "family than log-normal"
        text = f"the lowest value is 0, which has no logarithm; choose another {other}"
        rules.append((low == 0, text))
    if method.name == "log":
        text = "it has probability at one value and so no density there; choose another pool"
        rules.append(((low == high) | (best == low) | (best == high), text))
    faults: dict[int, str] = {}
    for number in np.flatnonzero(at_most == 0).tolist():
        faults[number] = f"every claim has one end only: {_named(whole, whole.scope == number)}"
    for mask, text in rules:
        for number in np.unique(found.scope[mask]).tolist():
            if at_most[number] >= method.least_origins and number not in faults:
                faults[number] = f"{_named(found, mask & (found.scope == number))}: {text}"
    return faults


def _named(found: Entries, rows: Flags | Codes) -> str:
    ids = found.claims["claim_id"].iloc[found.rows[rows]].astype(str).tolist()
    return listing(ids, _MOST_NAMED, ", ")

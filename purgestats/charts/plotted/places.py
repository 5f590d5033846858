"""Figures by place: where each place is, and which places are drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import Span, spans_of
from purgestats.claims.datasets import catalogue
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.hierarchies import Hierarchy
from purgestats.errors import InvalidChoice, UnknownQuantity, did_you_mean, nearest
from purgestats.words import listing

_WHOLE = "ussr"
"""What is said of the whole country has no place on the map."""

POSITION = ("latitude", "longitude")
"""Columns of the table of places, or of the claims themselves, in degrees."""


@dataclass(frozen=True)
class Place:
    """A place and the claims on it; its span goes over all that are held."""

    label: str
    claims: pd.DataFrame
    latitude: float
    longitude: float

    @property
    def span(self) -> Span:
        """From the lowest figure to the highest, of those held if there are any."""
        held = self.claims.loc[~self.claims["hollow"]]
        spans = spans_of(held if len(held) else self.claims)
        known = [value for span in spans for value in span.known]
        if not known:
            return Span(np.nan, np.nan, np.nan)
        best = spans[0].best if len({str(span) for span in spans}) == 1 else np.nan
        return Span(min(known), best, max(known))


def places_of(
    rows: pd.DataFrame, measure: str | None, scope: dict[str, str | None]
) -> tuple[str, list[Place], list[str]]:
    """Put the counts of one measure at their places; also say which places are left out.

    A place within which another is drawn is left out, and so is one whose position nobody knows.
    """
    counts = rows.loc[~rows["is_share"]]
    for name, term in scope.items():
        if term is not None:
            counts = counts.loc[counts[name] == term]
    where = _positions(counts)
    known = counts.loc[where.notna().all(axis=1) & (counts["place"] != _WHOLE)]
    measures = list(dict.fromkeys(known["measure"]))
    if measure is None and len(measures) > 1:
        raise InvalidChoice(
            f"there are figures by place on {', '.join(measures)}: name one measure"
        )
    chosen = measure or "".join(measures)
    known = known.loc[known["measure"] == chosen]
    if known.empty:
        raise UnknownQuantity(
            f"there are no figures on {chosen or 'anything'} for places whose position is known"
            + did_you_mean(nearest(chosen, measures))
        )
    terms, labels = catalogue.own_vocabulary().place, labels_of(rows)
    drawn = set(known["place"])
    wide = [one for one in drawn if _holds_another(one, drawn, terms)]
    found = [
        Place(labels.term("place", str(name)), group, *where.loc[group.index[0]])
        for name, group in known.groupby("place", sort=False)
        if name not in wide
    ]
    of_measure = counts.loc[counts["measure"] == chosen, "place"]
    missing = [name for name in dict.fromkeys(of_measure) if name not in drawn or name in wide]
    return chosen, found, [labels.term("place", str(name)) for name in missing]


def _holds_another(name: str, names: Collection[str], terms: Hierarchy) -> bool:
    return name in terms.parents and any(
        other != name and other in terms.parents and terms.contains(name, other) for other in names
    )


def _positions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return latitude and longitude of each row, from the claims or from the table of places."""
    if set(POSITION) <= set(rows.columns):
        own = {name: pd.to_numeric(rows[name], errors="coerce") for name in POSITION}
        return pd.DataFrame(own, index=rows.index)
    table = catalogue.vocabulary_tables()["places"]
    if not set(POSITION) <= set(table.columns):
        return pd.DataFrame(np.nan, index=rows.index, columns=list(POSITION))
    known = table.set_index("term")[list(POSITION)].apply(pd.to_numeric, errors="coerce")
    return pd.DataFrame(known.reindex(rows["place"]).set_axis(rows.index))


def left_out_words(places: list[str]) -> str:
    """Say which places are not drawn."""
    return f"Not drawn: {listing(places, 6)}." if places else ""

"""Which quantities a chart of bounds shows, and what is claimed and implied of each."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from purgestats.charts.plotted import claim_rows
from purgestats.charts.record import COLUMNS, table_of, worked_out
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import range_words, sentences

#: So many quantities are drawn at most.
MOST_QUANTITIES = 25

#: The columns of `implied_table`: at the end the ids on which bounds rest, by semicolons.
BECAUSE = (*COLUMNS, "because")

_CLOSE = 1e-9


@dataclass(frozen=True)
class Implied:
    """What is claimed of a quantity, and what all figures together allow.

    Open bounds are infinite; the key is blank for what is worked out from several quantities.
    """

    key: str
    label: str
    claims: pd.DataFrame
    low: float
    high: float
    because: tuple[str, ...] = ()
    tight: bool = True

    @property
    def words(self) -> str:
        """The bounds in words."""
        return range_words(self.low, self.high) if self.ends else "nothing follows"

    @property
    def is_news(self) -> bool:
        """Whether all figures together say something else than those on the quantity alone."""
        if self.claims.empty:
            return bool(self.ends)
        spans = self.claims["span"].tolist()
        least = max(0.0 if math.isnan(span.low) else span.low for span in spans)
        most = min(math.inf if math.isnan(span.high) else span.high for span in spans)
        pairs = ((self.low, least), (self.high, most))
        return not all(a == b or math.isclose(a, b, rel_tol=_CLOSE) for a, b in pairs)

    @property
    def ends(self) -> list[float]:
        """The bounds that are not open; 0 is one only as the highest value."""
        return [end for end in (self.low or math.inf, self.high) if math.isfinite(end)]

    @property
    def values(self) -> list[float]:
        """What an axis has to show: the bounds, and the figures in dispute."""
        return self.ends + (claim_rows.disputed(self.claims) if len(self.claims) else [])


def implied(name: str, label: str, bounds: pd.Series, claims: pd.DataFrame) -> Implied:
    """Return what is claimed and implied of one quantity; bounds without a proof are open."""
    proved = bool(bounds["certified"])
    low, high = (float(bounds["low"]), float(bounds["high"])) if proved else (0.0, math.inf)
    own = claim_rows.in_order(claims[~claims["is_share"] & (claims["quantity"] == name)])
    because = tuple(dict.fromkeys((*bounds["low_because"], *bounds["high_because"])))
    return Implied(name, label, own, low, high, because, bool(bounds["tight"]))


def select(
    ledger: Ledger, claims: pd.DataFrame, quantities: Iterable[str | Quantity] | None
) -> tuple[list[Implied], str]:
    """Choose the quantities to draw, the first of those asked for; say what was chosen.

    Without a choice, those in the commonest unit of which the figures together say more than the
    figures on them: of these the most closely bounded, from the highest down.
    """
    units = ledger.quantities["unit"]
    names = units.index[units.isin(units.mode()[:1])] if quantities is None else quantities
    bounds = ledger.bounds(dict.fromkeys(names))
    proved = bounds[bounds["certified"].astype(bool)]
    found = [implied(str(name), "", row, claims) for name, row in proved.iterrows()]
    if quantities is None:
        found = [one for one in found if one.is_news]
        found.sort(key=lambda one: one.high / one.low if one.low > 0 else math.inf)
    shown = found[:MOST_QUANTITIES]
    if quantities is None:
        shown.sort(key=lambda one: (one.low, one.high), reverse=True)
    unsaid = claim_rows.usual_scope(one.key for one in shown)
    named = [replace(one, label=claim_rows.title_of(one.key, claims, unsaid)) for one in shown]
    count, unproved, loose = len(shown), len(bounds) - len(proved), sum(not o.tight for o in shown)
    which = f"{count} most closely bounded" if quantities is None else f"first {count}"
    return named, sentences(
        f"Chosen are the {which} of {len(found):,}." * (count < len(found)),
        f"Left out for want of a proof: {unproved:,}." * bool(unproved),
        f"For {loose} the true bounds may be narrower." * bool(loose),
        claim_rows.usual_words(unsaid, claims),
    )


def implied_table(found: Iterable[Implied], unit: str) -> pd.DataFrame:
    """Return one row for the bounds of each quantity, and one for each claim on it."""
    rows: list[dict[str, object]] = []
    for one in found:
        because = ";".join(one.because)
        more = {"quantity": one.key, "because": because}
        rows.append(worked_out(one.label, one.low, one.high, unit, **more))
        claims = one.claims.assign(label=f"{one.label}: " + one.claims["label"], because="")
        rows += ({**row} for _, row in claims[list(BECAUSE)].iterrows())
    return table_of(pd.DataFrame(rows, columns=list(BECAUSE)), BECAUSE)

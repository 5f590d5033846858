"""Which quantities a chart of bounds shows, and what is claimed and implied of each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import VALUES, spans_of
from purgestats.charts.plotted.phrases import usual_scope
from purgestats.charts.plotted.selection import in_order
from purgestats.charts.record import COLUMNS
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import range_words, scope_words, sentence_case

MOST_QUANTITIES = 25
"""So many quantities are drawn at most."""

NO_SOURCE = "no source"
"""What stands for the source of something that is worked out or assumed here."""

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
        is_open = self.low <= 0 and not math.isfinite(self.high)
        return "nothing follows" if is_open else range_words(self.low, self.high)

    @property
    def is_news(self) -> bool:
        """Whether all figures together say something else than those on the quantity alone."""
        if self.claims.empty:
            return self.low > 0 or math.isfinite(self.high)
        spans = spans_of(self.claims)
        least = max(0.0 if math.isnan(span.low) else span.low for span in spans)
        most = min(math.inf if math.isnan(span.high) else span.high for span in spans)
        return not (_same(self.low, least) and _same(self.high, most))

    @property
    def width(self) -> float:
        """How far apart the bounds lie, as a ratio."""
        return self.high / self.low if self.low > 0 else math.inf

    @property
    def ends(self) -> list[float]:
        """The bounds that are not open."""
        return [end for end in (self.low, self.high) if 0 < end < math.inf]


def _same(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=_CLOSE)


def implied(name: str, label: str, bounds: pd.Series, claims: pd.DataFrame) -> Implied:
    """Return what is claimed and implied of one quantity; bounds without a proof are open."""
    proved = bool(bounds["certified"])
    return Implied(
        name,
        label,
        in_order(claims.loc[claims["quantity"] == name]),
        float(bounds["low"]) if proved else 0.0,
        float(bounds["high"]) if proved else math.inf,
        tuple(dict.fromkeys((*bounds["low_because"], *bounds["high_because"]))),
        bool(bounds["tight"]),
    )


@dataclass(frozen=True)
class Selection:
    """The quantities drawn; how many there were, and how many have bounds without a proof."""

    shown: tuple[Implied, ...]
    asked: int
    unproved: int
    unsaid: tuple[str, ...]


def select(
    ledger: Ledger, claims: pd.DataFrame, quantities: Iterable[str | Quantity] | None
) -> Selection:
    """Choose the quantities to draw, the first of those asked for.

    Without a choice, those in the commonest unit of which the figures together say more than the
    figures on them: of these the most closely bounded, from the highest down.
    """
    names = _in_one_unit(ledger) if quantities is None else [*dict.fromkeys(quantities)]
    bounds = ledger.bounds(names)
    proved = bounds.loc[bounds["certified"].astype(bool)]
    counted = claims.loc[~claims["is_share"]]
    found = [implied(str(name), "", row, counted) for name, row in proved.iterrows()]
    if quantities is None:
        found = sorted((one for one in found if one.is_news), key=lambda one: one.width)
    shown = found[:MOST_QUANTITIES]
    if quantities is None:
        shown.sort(key=lambda one: (one.low, one.high), reverse=True)
    scopes = [Quantity.parse(one.key) for one in shown]
    unsaid, labels = usual_scope(scopes), labels_for(ledger.vocabulary)
    words = [sentence_case(scope_words(scope, labels, unsaid=unsaid)) for scope in scopes]
    named = tuple(replace(one, label=label) for one, label in zip(shown, words, strict=True))
    return Selection(named, len(found), len(bounds) - len(proved), unsaid)


def _in_one_unit(ledger: Ledger) -> list[str]:
    """Return the quantities in the commonest unit, which can share an axis."""
    units = ledger.quantities["unit"]
    return list(units.index[units == units.mode().iloc[0]]) if len(units) else []


def implied_table(found: Iterable[Implied], unit: str) -> pd.DataFrame:
    """Return one row for the bounds of each quantity, and one for each claim on it.

    A column ``because`` has the ids on which bounds rest, divided by semicolons.
    """
    rows: list[dict[str, object]] = []
    for one in found:
        rows.append(worked_out(one.label, one.low, one.high, unit, one.key))
        rows[-1]["because"] = ";".join(one.because)
        rows += [
            {**row[list(COLUMNS)], "label": f"{one.label}: {row['label']}", "because": ""}
            for _, row in one.claims.iterrows()
        ]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "because"])
    return frame.astype(dict.fromkeys(VALUES, "float64"))


def worked_out(
    label: str, low: float, high: float, unit: str, quantity: str = ""
) -> dict[str, object]:
    """Return a row for bounds that no source prints; an infinite one counts as open."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        "label": label,
        "low": low,
        "best": np.nan,
        "high": high if math.isfinite(high) else np.nan,
        "unit": unit,
        "stance": "implied",
        "source": NO_SOURCE,
        "quantity": quantity,
    }

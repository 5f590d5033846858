"""Which quantities a chart of bounds shows, and what is claimed and implied of each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purgestats.charts.marks.bounds_band import Bounds
from purgestats.charts.marks.footer import NO_SOURCE
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

_CLOSE = 1e-9


@dataclass(frozen=True)
class Implied:
    """What is claimed of a quantity, and what all figures together allow.

    Parameters
    ----------
    key : str
        Id of the quantity; blank if it is none, but worked out from several.
    label : str
        The quantity in words.
    claims : pandas.DataFrame
        The claims that count it, in order, made by `claim_rows.prepare`.
    low, high : float
        The bounds; infinite where open.
    because : tuple of str
        Ids of the claims and assumptions on which they rest.
    tight : bool
        Whether both ends can be reached.
    """

    key: str
    label: str
    claims: pd.DataFrame
    low: float
    high: float
    because: tuple[str, ...]
    tight: bool

    @property
    def ends(self) -> Bounds:
        """The bounds, None for an open end."""
        return (self.low if self.low > 0 else None, self.high if math.isfinite(self.high) else None)

    @property
    def words(self) -> str:
        """The bounds in words."""
        return range_words(*self.ends)

    @property
    def is_news(self) -> bool:
        """Whether all figures together say something else than those on the quantity alone."""
        if self.claims.empty:
            return self.ends != (None, None)
        spans = spans_of(self.claims)
        least = max(0.0 if math.isnan(span.low) else span.low for span in spans)
        most = min(math.inf if math.isnan(span.high) else span.high for span in spans)
        return not (_same(self.low, least) and _same(self.high, most))

    @property
    def width(self) -> float:
        """How far apart the bounds lie, as a ratio."""
        return self.high / self.low if self.low > 0 else math.inf


def _same(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=_CLOSE)


@dataclass(frozen=True)
class Selection:
    """The quantities drawn, and how many are not.

    Parameters
    ----------
    shown : tuple of Implied
        In the order drawn.
    asked : int
        How many there were to draw.
    unproved : int
        How many have bounds without a proof and are left out.
    unsaid : tuple of str
        Places and periods that labels do not repeat.
    """

    shown: tuple[Implied, ...]
    asked: int
    unproved: int
    unsaid: tuple[str, ...]


def select(
    ledger: Ledger, claims: pd.DataFrame, quantities: Iterable[str | Quantity] | None
) -> Selection:
    """Choose the quantities to draw.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    claims : pandas.DataFrame
        Its claims, made by `claim_rows.prepare`.
    quantities : iterable of str or Quantity, or None
        Those asked for; None for all in the commonest unit of which the figures together say more
        than the figures on them.

    Returns
    -------
    Selection
        At most `MOST_QUANTITIES`: the first of those asked for, in their order; else the most
        closely bounded, from the highest down.
    """
    names = _in_one_unit(ledger) if quantities is None else [*dict.fromkeys(quantities)]
    bounds = ledger.bounds(names)
    proved = bounds.loc[bounds["certified"].astype(bool)]
    counted = claims.loc[~claims["is_share"]]
    counts = {str(name): rows for name, rows in counted.groupby("quantity")}
    none = claims.iloc[:0]
    found = [
        Implied(
            str(name),
            "",
            in_order(counts.get(str(name), none)),
            row["low"],
            row["high"],
            tuple(dict.fromkeys((*row["low_because"], *row["high_because"]))),
            bool(row["tight"]),
        )
        for name, row in proved.iterrows()
    ]
    if quantities is None:
        found = sorted((one for one in found if one.is_news), key=lambda one: one.width)
    shown = found[:MOST_QUANTITIES]
    if quantities is None:
        shown.sort(key=lambda one: (one.low, one.high), reverse=True)
    scopes = [Quantity.parse(one.key) for one in shown]
    unsaid = usual_scope(scopes)
    labels = labels_for(ledger.vocabulary)
    names = [sentence_case(scope_words(scope, labels, unsaid=unsaid)) for scope in scopes]
    named = tuple(replace(one, label=name) for one, name in zip(shown, names, strict=True))
    return Selection(named, len(found), len(bounds) - len(proved), unsaid)


def _in_one_unit(ledger: Ledger) -> list[str]:
    """Return the quantities in the commonest unit, which can share an axis."""
    units = ledger.quantities["unit"]
    return list(units.index[units == units.mode().iloc[0]]) if len(units) else []


def implied_table(found: Iterable[Implied], unit: str) -> pd.DataFrame:
    """Return one row for the bounds of each quantity, and one for each claim on it.

    Parameters
    ----------
    found : iterable of Implied
        In the order drawn.
    unit : str
        What is counted.

    Returns
    -------
    pandas.DataFrame
        The columns of `record.COLUMNS`, and ``because``: ids divided by semicolons.
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
    """Return a row for bounds that no source prints.

    Parameters
    ----------
    label : str
        What they bound.
    low, high : float
        The bounds; an infinite one counts as open.
    unit : str
        What is counted.
    quantity : str
        The quantity, if it is one.

    Returns
    -------
    dict of str to object
        The columns of `record.COLUMNS`.
    """
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

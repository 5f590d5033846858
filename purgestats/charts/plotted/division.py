"""A total divided into its parts and the rest, each between bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pandas as pd

from purgestats.charts.plotted.bounds import Implied
from purgestats.charts.plotted.parts_of_total import is_whole, parts_of
from purgestats.charts.plotted.selection import in_order
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity
from purgestats.ledger.book import Ledger
from purgestats.words import Labels, period_words, sentence_case

MOST_PARTS = 12
"""So many parts have a bar of their own at most."""

NOT_ITEMISED = "not itemised in these sources"


@dataclass(frozen=True)
class Division:
    """A total, its parts, and the rest.

    Parameters
    ----------
    total : Implied
        The total.
    parts : tuple of Implied
        Parts that exclude each other, the largest first; periods in their order.
    rest : Implied or None
        What is not itemised; None where the parts make up the total by definition.
    apart : tuple of str
        What lies within the total but may overlap with a part, in words.
    merged : int
        How many of the smallest parts share the last bar.
    """

    total: Implied
    parts: tuple[Implied, ...]
    rest: Implied | None
    apart: tuple[str, ...]
    merged: int

    @property
    def bars(self) -> list[Implied]:
        """The bars from the top."""
        return [self.total, *self.parts, *([self.rest] if self.rest else [])]

    @property
    def starts(self) -> list[float]:
        """Where each bar begins: where the sure part of the one above it ends."""
        lows = [one.low for one in self.parts]
        return [0.0, *accumulate(lows, initial=0.0)][: len(self.bars)]

    @property
    def exceeds(self) -> bool:
        """Whether the parts come to more than the total."""
        return sum(one.low for one in self.parts) > self.total.high


def divide(ledger: Ledger, rows: pd.DataFrame, total: Quantity, along: str) -> Division:
    """Divide a total into what its ledger itemises and the rest.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    rows : pandas.DataFrame
        Its claims, made by `claim_rows.prepare`.
    total : Quantity
        The total.
    along : str
        The dimension along which to divide it.

    Returns
    -------
    Division
        With at most `MOST_PARTS` parts.

    Raises
    ------
    UnknownQuantity
        If there is no figure on any part.
    InvalidChoice
        If the measure does not add up along the dimension.
    """
    kind = ledger.vocabulary.kinds.get(total.measure)
    if kind == "distinct" or (kind == "stock" and along == "period"):
        raise InvalidChoice(f"{total.measure} does not add up along {along}")
    quantities = ledger.quantities
    counted = quantities.index[quantities["claims"] > 0]
    found, apart = parts_of(
        total, along, [Quantity.parse(name) for name in counted], ledger.vocabulary
    )
    if not found:
        raise UnknownQuantity(f"there is no figure on any part of {total} along {along}")
    bounds = ledger.bounds([total, *found])
    counts = rows.loc[~rows["is_share"]]
    labels = labels_for(ledger.vocabulary)
    items = [_item(str(name), row, counts, along, labels) for name, row in bounds.iterrows()]
    whole = replace(items[0], label="Total")
    parts, merged = _largest(items[1:])
    if along == "period":
        parts = sorted(parts, key=lambda one: (one.key == "", one.key.rpartition("|")[2]))
    complete = is_whole(total, along, found, ledger.vocabulary)
    rest = None if complete else _rest(whole, parts)
    return Division(
        whole, tuple(parts), rest, tuple(_name(one, along, labels) for one in apart), merged
    )


def _item(
    name: str, bounds: pd.Series, counts: pd.DataFrame, along: str, labels: Labels
) -> Implied:
    """Return one bar: what is claimed of it, and its bounds as far as they are proved."""
    proved = bool(bounds["certified"])
    return Implied(
        name,
        _name(Quantity.parse(name), along, labels),
        in_order(counts.loc[counts["quantity"] == name]),
        float(bounds["low"]) if proved else 0.0,
        float(bounds["high"]) if proved else math.inf,
        tuple(dict.fromkeys((*bounds["low_because"], *bounds["high_because"]))),
        bool(bounds["tight"]),
    )


def _name(quantity: Quantity, along: str, labels: Labels) -> str:
    if along == "period":
        return period_words(str(quantity.period))
    return sentence_case(labels.term(along, getattr(quantity, along)))


def _largest(found: Sequence[Implied]) -> tuple[list[Implied], int]:
    """Return the parts, the smallest of many put together last, and how many those are."""
    parts = sorted(found, key=lambda one: (-one.low, -one.high, one.label))
    if len(parts) <= MOST_PARTS:
        return parts, 0
    kept, others = parts[: MOST_PARTS - 1], parts[MOST_PARTS - 1 :]
    together = Implied(
        "",
        f"{len(others)} smaller parts",
        others[0].claims.iloc[:0],
        sum(one.low for one in others),
        sum(one.high for one in others),
        tuple(dict.fromkeys(name for one in others for name in one.because)),
        False,
    )
    return [*kept, together], len(others)


def _rest(total: Implied, parts: Sequence[Implied]) -> Implied:
    """Return the total less the parts, never below zero."""
    least = total.low - sum(one.high for one in parts)
    most = total.high - sum(one.low for one in parts)
    return Implied(
        "",
        NOT_ITEMISED,
        total.claims.iloc[:0],
        max(0.0, least),
        max(0.0, most),
        tuple(dict.fromkeys(name for one in (total, *parts) for name in one.because)),
        False,
    )

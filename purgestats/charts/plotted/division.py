"""A total divided into its parts and the rest, each between bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pandas as pd

from purgestats.charts.plotted.bounds import Implied, implied
from purgestats.charts.plotted.parts_of_total import is_whole, parts_of
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
        How many of the smallest parts share the last one.
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
    """Divide a total into what its ledger itemises and the rest."""
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
    labels = labels_for(ledger.vocabulary)
    items = [
        implied(str(name), _name(Quantity.parse(str(name)), along, labels), row, rows)
        for name, row in ledger.bounds([total, *found]).iterrows()
    ]
    whole = replace(items[0], label="Total")
    parts, merged = _largest(items[1:])
    if along == "period":
        parts = sorted(parts, key=lambda one: (one.key == "", one.key.rpartition("|")[2]))
    complete = is_whole(total, along, found, ledger.vocabulary)
    rest = None if complete else _rest(whole, parts)
    names = tuple(_name(one, along, labels) for one in apart)
    return Division(whole, tuple(parts), rest, names, merged)


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
    low, high = sum(one.low for one in others), sum(one.high for one in others)
    label = f"{len(others)} smaller parts"
    return [*kept, _worked_out(label, low, high, others)], len(others)


def _rest(total: Implied, parts: Sequence[Implied]) -> Implied:
    """Return the total less the parts, never below zero."""
    least = total.low - sum(one.high for one in parts)
    most = total.high - sum(one.low for one in parts)
    return _worked_out(NOT_ITEMISED, max(0.0, least), max(0.0, most), (total, *parts))


def _worked_out(label: str, low: float, high: float, of: Sequence[Implied]) -> Implied:
    because = tuple(dict.fromkeys(name for one in of for name in one.because))
    return Implied("", label, of[0].claims.iloc[:0], low, high, because, tight=False)

"""A total divided into parts that exclude each other, and the rest, each between bounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pandas as pd

from purgestats.charts.plotted.bounds import Implied, implied
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.hierarchies import Hierarchy, Parent, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, check_choice
from purgestats.ledger.book import Ledger
from purgestats.words import Labels, period_words, sentence_case


def parts_of(
    total: Quantity, along: str, counted: Iterable[Quantity], vocabulary: Vocabulary
) -> tuple[list[Quantity], list[Quantity]]:
    """Choose among counted quantities those that divide a total."""
    check_choice(along, DIMENSIONS, "dimension")
    alike = {
        getattr(one, along): one
        for one in counted
        if one != total and replace(one, **{along: getattr(total, along)}) == total
    }
    if along == "period":
        inside = [one for period, one in alike.items() if period in total.period]
        return _tiles(inside)
    terms = vocabulary.hierarchy(along)
    whole = getattr(total, along)
    below = [term for term in terms.parents if term in alike and terms.contains(whole, term)]
    chosen = _dividing(below, terms)
    apart = [
        term
        for term in below
        if not any(terms.contains(one, term) or terms.contains(term, one) for one in chosen)
    ]
    return [alike[term] for term in chosen], [alike[term] for term in apart]


def _dividing(below: Sequence[str], terms: Hierarchy) -> list[str]:
    """Return the broadest terms that exclude each other; a single one gives way to its parts."""
    broadest = [
        term
        for term in below
        if not any(other != term and terms.contains(other, term) for other in below)
    ]
    rivals = {term: sum(excludes(terms, term, other) for other in broadest) for term in broadest}
    chosen: list[str] = []
    for term in sorted(broadest, key=lambda term: -rivals[term]):
        if all(excludes(terms, term, other) for other in chosen):
            chosen.append(term)
    if len(chosen) == 1:
        deeper = _dividing(
            [term for term in below if term != chosen[0] and terms.contains(chosen[0], term)], terms
        )
        return deeper if len(deeper) > 1 else chosen
    return chosen


def excludes(terms: Hierarchy, one: str, other: str) -> bool:
    """Say whether two terms exclude each other."""
    above, over = set(terms.ancestors[one]), set(terms.ancestors[other])
    sides = ((above & {*members}, over & {*members}) for members in terms.partitions.values())
    return any(mine and theirs and mine != theirs for mine, theirs in sides)


def is_whole(total: Quantity, along: str, parts: Sequence[Quantity], terms: Vocabulary) -> bool:
    """Say whether some parts make up all of a total by definition."""
    if along == "period":
        return sum(one.period.days for one in parts) == total.period.days
    hierarchy, whole = terms.hierarchy(along), getattr(total, along)
    names = {getattr(one, along) for one in parts}
    return any(
        names == set(members) and Parent(whole, name, True) in hierarchy.parents[members[0]]
        for (_, name), members in hierarchy.partitions.items()
    )


def _tiles(inside: Sequence[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Choose periods that share no day and cover the most days, the most of them if alike."""
    ordered = sorted(inside, key=lambda one: one.period.end)
    best: list[tuple[int, int, list[Quantity]]] = [(0, 0, [])]
    for n, one in enumerate(ordered):
        before = sum(other.period.end < one.period.start for other in ordered[:n])
        days, count, tiles = best[before]
        taken = (days + one.period.days, count + 1, [*tiles, one])
        best.append(max(best[-1], taken, key=lambda found: found[:2]))
    chosen = best[-1][2]
    covered = [one for one in inside if one not in chosen and not _made_of(one, chosen)]
    return chosen, covered


def _made_of(one: Quantity, tiles: Sequence[Quantity]) -> bool:
    """Say whether a period is made up of whole tiles, or lies within one."""
    within = sum(tile.period.days for tile in tiles if tile.period in one.period)
    return within == one.period.days or any(one.period in tile.period for tile in tiles)


#: So many parts have a bar of their own at most.
MOST_PARTS = 12

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

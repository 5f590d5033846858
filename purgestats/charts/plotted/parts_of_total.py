"""The parts of a total that figures itemise, so chosen that they exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from purgestats.claims.vocabulary.hierarchies import Hierarchy, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import InvalidChoice


def parts_of(
    total: Quantity, along: str, counted: Iterable[Quantity], vocabulary: Vocabulary
) -> tuple[list[Quantity], list[Quantity]]:
    """Choose among counted quantities those that divide a total."""
    if along not in DIMENSIONS:
        raise InvalidChoice(f"along={along!r} is none of {', '.join(map(repr, DIMENSIONS))}")
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
        if term not in chosen
        and not any(terms.contains(one, term) for one in chosen)
        and not any(terms.contains(term, one) for one in chosen)
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
    for members in terms.partitions.values():
        mine, theirs = above.intersection(members), over.intersection(members)
        if mine and theirs and mine != theirs:
            return True
    return False


def is_whole(total: Quantity, along: str, parts: Sequence[Quantity], terms: Vocabulary) -> bool:
    """Say whether some parts make up all of a total by definition."""
    if along == "period":
        return sum(one.period.days for one in parts) == total.period.days
    hierarchy, whole = terms.hierarchy(along), getattr(total, along)
    names = {getattr(one, along) for one in parts}
    return any(
        parent == whole and names == set(members) and _is_exhaustive(hierarchy, members[0], name)
        for (parent, name), members in hierarchy.partitions.items()
    )


def _is_exhaustive(terms: Hierarchy, member: str, partition: str) -> bool:
    return any(up.exhaustive for up in terms.parents[member] if up.partition == partition)


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

"""What rests on what: the independent counts behind claims.

An *origin* is a count that rests on no other claim we know of. A claim's origins are the claims at
the end of its ``derived_from``. One author repeating himself, in whatever editions, is one origin,
unless ``derived_from`` says ``none``: then it is a count of its own in that source.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.notes import notes_on

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Lineage:
    """Which claims rest on which origin, within each of several scopes.

    Parameters
    ----------
    row, origin : array of int, shape (pairs,)
        A claim, as its row in the table, and one of its origins. A claim that adds up several
        others has several pairs. Pairs are in the order of the rows.
    scope : array of int, shape (origins,)
        The scope in which each origin counts.
    known : array of bool, shape (origins,)
        Whether it is known to be an own count.
    """

    row: Codes
    origin: Codes
    scope: Codes
    known: Flags


def lineage(claims: pd.DataFrame, rows: Codes | None = None, scope: Codes | None = None) -> Lineage:
    """Find the origins of claims."""
    notes = notes_on(claims)
    tree: _Tree = notes.get(_Tree) or notes.setdefault(_Tree, _Tree(claims))
    chosen = list(range(len(claims))) if rows is None else rows.tolist()
    scopes = [0] * len(chosen) if scope is None else scope.tolist()
    here = {tree.ids[row]: one for row, one in zip(chosen, scopes, strict=True)}
    stands = _stands(tree, chosen, here)
    numbers: dict[tuple[int, str], int] = {}
    pairs: dict[tuple[int, int], None] = {}
    known: set[int] = set()
    for row, where in zip(chosen, scopes, strict=True):
        for root in tree.roots(tree.ids[row]):
            # A root outside the scope has said nothing there: nobody's repetition, and not merged.
            stand = stands[root] if here.get(root) == where else root
            number = numbers.setdefault((where, stand), len(numbers))
            pairs[row, number] = None
            if tree.cell(root) == "none":
                known.add(number)
    kept = _without_parts(pairs) if len(pairs) > len(chosen) else range(len(numbers))
    place = {number: place for place, number in enumerate(kept)}
    return Lineage(
        np.array([row for row, number in pairs if number in place], dtype=np.int64),
        np.array([place[number] for _, number in pairs if number in place], dtype=np.int64),
        np.array([where for (where, _), number in numbers.items() if number in place], np.int64),
        np.array([number in known for number in kept], dtype=bool),
    )


def _without_parts(pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return the origins but for those whose claims all rest on one other origin as well.

    A figure that adds up two counts is one figure, and no claim rests on either of them alone.
    """
    claims: dict[int, list[int]] = {}
    above: dict[int, set[int]] = {}
    for row, origin in pairs:
        claims.setdefault(origin, []).append(row)
        above.setdefault(row, set()).add(origin)
    kept = set(claims)
    for origin in sorted(claims, reverse=True):
        if set.intersection(*(above[row] for row in claims[origin])) & kept - {origin}:
            kept.remove(origin)
    return sorted(kept)


def _stands(tree: "_Tree", rows: list[int], here: dict[str, int]) -> dict[str, str]:
    """Return for each claim that is its own root the one that stands for its author's count.

    Of a claim known to be a count of its own, the first such that its author gives in that source;
    of another the same, or else one known count of that author, or the first of his claims.
    """
    # Of figures that nobody is named for, only those in one source are one author's.
    authors = {
        tree.ids[row]: (here[tree.ids[row]], tree.claimants[row] or (tree.sources[row],))
        for row in rows
        if tree.ids[row] in tree.roots(tree.ids[row])
    }
    sources = {tree.ids[row]: tree.sources[row] for row in rows}
    books: dict[object, str] = {}
    counts: dict[object, str] = {}
    firsts: dict[object, str] = {}
    for name, author in authors.items():
        firsts.setdefault(author, name)
        if tree.cell(name) == "none":
            books.setdefault((author, sources[name]), name)
            # The first by name, so that the order of a table is no matter.
            counts[author] = min(name, counts.get(author, name))
    return {
        name: books.get((author, sources[name])) or counts.get(author) or firsts[author]
        for name, author in authors.items()
    }


class _Tree:
    """The claims of a table, and what each rests on, in the table or in our datasets."""

    def __init__(self, claims: pd.DataFrame) -> None:
        names = ["claim_id", "claimant", "source", "derived_from"]
        self.ids, self.claimants, self.sources, above = (
            claims[name].fillna("").tolist() for name in names
        )
        self._cells = dict(zip(self.ids, above, strict=True))
        self._roots: dict[str, list[str]] = {}

    def cell(self, name: str) -> str:
        """Return what the table says a claim rests on, or our datasets."""
        return self._cells[name] if name in self._cells else _ours().get(name, "")

    def _above(self, name: str) -> list[str]:
        cell = self.cell(name)
        return [] if cell in ("", "none") else cell.split(";")

    def roots(self, name: str) -> list[str]:
        """Return the claims on which one rests in the end; one, if they rest on each other."""
        path: dict[str, None] = {}
        # What rests on one claim alone has the roots of that; chains can be long.
        while name not in self._roots and name not in path and len(above := self._above(name)) == 1:
            path[name] = None
            name = above[0]
        if name not in self._roots:
            seen = self._reach(name)
            ends = [one for one in seen if not self._above(one)]
            ends = ends or [min(seen, key=lambda one: (len(self._reach(one)), one))]
            self._roots[name] = ends
        self._roots |= dict.fromkeys(path, self._roots[name])
        return self._roots[name]

    def _reach(self, start: str) -> list[str]:
        seen = {start: None}
        queue = [start]
        for name in queue:
            new = [parent for parent in self._above(name) if parent not in seen]
            seen |= dict.fromkeys(new)
            queue += new
        return list(seen)


@cache
def _ours() -> dict[str, str]:
    ours = catalogue.load()
    return dict(zip(ours["claim_id"], ours["derived_from"], strict=True))

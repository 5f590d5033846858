"""What rests on what: the independent counts behind claims, for tables of any length.

An *origin* is a count that rests on no other claim we know of. A claim's origins are the claims at
the end of its ``derived_from``. One author repeating himself, in whatever editions, is one origin,
unless ``derived_from`` says ``none``: then it is a count of its own in that source.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
    tree: _Tree = notes_on(claims).setdefault(_Tree, _Tree(claims))
    rows = np.arange(len(claims)) if rows is None else rows
    scope = np.zeros(len(rows), dtype=np.int64) if scope is None else scope.astype(np.int64)
    pairs, root = tree.roots(rows)
    first = _first_of_speaker(claims, tree, pairs[root == rows[pairs]], rows, scope)
    where = np.full(tree.nodes, -1, dtype=np.int64)
    where[rows] = scope
    here = scope[pairs]
    # A root outside the scope has said nothing there: nobody's repetition, and not merged.
    key = np.where(where[root] == here, first[root], root)
    code, uniques = pd.factorize(here * tree.nodes + key)
    known = np.zeros(len(uniques), dtype=bool)
    known[code[tree.own[root]]] = True
    if len(pairs) == len(rows):
        return Lineage(rows, code.astype(np.int64), np.asarray(uniques) // tree.nodes, known)
    _, single = np.unique(pairs * len(uniques) + code, return_index=True)
    pairs, code = pairs[np.sort(single)], code[np.sort(single)]
    return _without_parts(rows[pairs], code, np.asarray(uniques) // tree.nodes, known)


def _without_parts(row: Codes, origin: Codes, scope: Codes, known: Flags) -> Lineage:
    """Drop origins whose claims all rest on one other origin as well.

    A figure that adds up two counts is one figure, and no claim rests on either of them alone.
    """
    claims: dict[int, set[int]] = {}
    above: dict[int, set[int]] = {}
    for one, other in zip(row.tolist(), origin.tolist(), strict=True):
        claims.setdefault(other, set()).add(one)
        above.setdefault(one, set()).add(other)
    dropped: set[int] = set()
    for other in sorted(claims, reverse=True):
        if set.intersection(*(above[one] for one in claims[other])) - dropped - {other}:
            dropped.add(other)
    kept = np.array([other not in dropped for other in range(len(known))])
    number = np.cumsum(kept) - 1
    stays = kept[origin]
    return Lineage(row[stays], number[origin[stays]], scope[kept], known[kept])


def _first_of_speaker(
    claims: pd.DataFrame, tree: _Tree, own: Codes, rows: Codes, scope: Codes
) -> Codes:
    """Return for each row that is its own root the one that stands for its author's count.

    Of a claim known to be a count of its own, the first such that its author gives in that source;
    of another the same, or else one known count of that author, or the first of his claims.
    """
    first = np.arange(tree.nodes)
    if not len(own):
        return first
    row = rows[own]
    names, sources = (_codes(claims[name].iloc[row]) for name in ("claimant", "source"))
    author = _paired(scope[own], names[0])
    nameless = names[1][names[0]]
    if nameless.any():
        # Of figures that nobody is named for, only those in one source are one author's.
        alone = _paired(scope[own], sources[0])
        author = _paired(nameless, np.where(nameless, alone, author))
    book, counted = _paired(author, sources[0]), tree.own[row]
    stands = _firsts(book[counted], row[counted], len(row))[book]
    # Of several counts of his own the first by name, so that the order of a table is no matter.
    mine = np.flatnonzero(counted & np.isin(author, author[stands < 0]))
    mine = mine[np.argsort(claims["claim_id"].iloc[row[mine]].to_numpy(dtype=object))]
    for group, rest in ((author[mine], row[mine]), (author, row)):
        stands = np.where(stands < 0, _firsts(group, rest, len(row))[author], stands)
    first[row] = stands
    return first


def _codes(texts: pd.Series) -> tuple[Codes, Flags]:
    """Number the texts, and say of each number whether it stands for a blank."""
    codes, uniques = pd.factorize(texts, use_na_sentinel=False)
    return codes.astype(np.int64), np.asarray(pd.isna(uniques) | (uniques == ""), dtype=bool)


def _paired(first: Codes | Flags, second: Codes) -> Codes:
    """Number the pairs of two numbers."""
    codes: Codes = pd.factorize(first * (second.max() + 1) + second)[0].astype(np.int64)
    return codes


def _firsts(group: Codes, row: Codes, size: int) -> Codes:
    """Return the first row of each group; -1 for none."""
    found = np.full(size, -1, dtype=np.int64)
    found[group[::-1]] = row[::-1]
    return found


@dataclass(frozen=True)
class _Tree:
    """The claims of a table as nodes, each with what it rests on, in the table or in our datasets.

    Nodes below ``len(parent)`` are rows; the others are claims outside the table.
    """

    claims: pd.DataFrame

    @cached_property
    def index(self) -> pd.Index[str]:
        """The ids of the table."""
        found: pd.Index[str] = pd.Index(self.claims["claim_id"].to_numpy(dtype=object))
        return found

    @cached_property
    def _cells(self) -> NDArray[np.object_]:
        return self.claims["derived_from"].to_numpy(dtype=object)

    @cached_property
    def _ours(self) -> dict[str, object]:
        ours = catalogue.load()
        return dict(zip(ours["claim_id"], ours["derived_from"], strict=True))

    @cached_property
    def parent(self) -> Codes:
        """The row on which each rests; -1 for none, -2 for several, or one elsewhere."""
        cells = self.claims["derived_from"]
        found = self.index.get_indexer(pd.Index(self._cells))
        linked = ~(cells.isna() | cells.isin(["", "none"])).to_numpy(dtype=bool)
        return np.where(linked, np.where(found < 0, -2, found), -1)

    @cached_property
    def outside(self) -> dict[str, int]:
        """The nodes of claims outside the table on which some of it rests."""
        found: dict[str, int] = {}
        queue = [name for cell in self._cells[self.parent == -2] for name in _names(cell)]
        while queue:
            name = queue.pop()
            if name not in found and name not in self.index:
                found[name] = len(self.parent) + len(found)
                queue += self._above(name)
        return found

    @cached_property
    def own(self) -> Flags:
        """Whether each node is known to be a count of its own."""
        there = [self._cell(name) == "none" for name in self.outside]
        return np.append(self._cells == "none", there).astype(bool)

    def _cell(self, name: str) -> object:
        if name in self.index:
            return self._cells[self.index.get_loc(name)]
        return self._ours.get(name, "")

    def _above(self, name: str) -> list[str]:
        return _names(self._cell(name))

    def _reach(self, start: str) -> list[str]:
        seen = {start: None}
        queue = [start]
        while queue:
            for parent in self._above(queue.pop(0)):
                if parent not in seen:
                    seen[parent] = None
                    queue.append(parent)
        return list(seen)

    @property
    def nodes(self) -> int:
        return len(self.own)

    def roots(self, rows: Codes) -> tuple[Codes, Codes]:
        """Return pairs of a place in ``rows`` and a node on which it rests in the end."""
        places = np.arange(len(rows))
        if (self.parent[rows] == -1).all():
            return places, rows
        end = self._ends()[rows]
        simple = self.parent[end] == -1
        if simple.all():
            return places, end
        found = {row: self._closer(row) for row in np.unique(end[~simple]).tolist()}
        lists = [found[row] for row in end[~simple].tolist()]
        several = np.repeat(places[~simple], [len(one) for one in lists])
        place = np.concatenate([places[simple], several])
        node = np.concatenate([end[simple], [root for one in lists for root in one]])
        order = np.argsort(place, kind="stable")
        return place[order], node[order].astype(np.int64)

    def _ends(self) -> Codes:
        """Return the row at the end of each chain of single parents; for a ring, any of its own."""
        end = np.where(self.parent >= 0, self.parent, np.arange(len(self.parent)))
        for _ in range(len(self.parent).bit_length()):
            further = end[end]
            if (further == end).all():
                break
            end = further
        return end

    def _closer(self, row: int) -> list[int]:
        """Return the nodes on which one rests in the end; one, if they rest on each other."""
        seen = self._reach(self.index[row])
        ends = [name for name in seen if not self._above(name)]
        ends = ends or [min(seen, key=lambda name: (len(self._reach(name)), name))]
        inside = self.index.get_indexer(pd.Index(ends)).tolist()
        return [self.outside.get(one, at) for one, at in zip(ends, inside, strict=True)]


def _names(cell: object) -> list[str]:
    if not isinstance(cell, str) or not cell or cell == "none":
        return []
    return cell.split(";")

"""Scopes without their period, ordered by "lies within", and the partitions among them.

A scope here is a tuple (measure, group, operation, place). One lies within another if each of its
terms does; measures that count different things, or are of another kind, never do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from purgestats.claims.vocabulary.hierarchies import Parent, Vocabulary

Scope = tuple[str, str, str, str]
AXES = ("measure", "group", "operation", "place")


@dataclass(frozen=True)
class Partition:
    """Scopes that exclude each other within a parent.

    Parameters
    ----------
    parent : tuple of str
        The scope they divide.
    axis : int
        Along which of the four dimensions.
    name : str
        Name of the partition in the vocabulary.
    members : tuple of tuple of str
        The members in the ledger, in the vocabulary's order.
    exhaustive : bool
        Whether they add up to the parent: no member is missing from the ledger.
    joining : tuple of tuple of str
        Members that join the ledger because claims lie below enough of them.
    below : dict of tuple to tuple of tuple
        For each member the claimed scopes at or below it.
    """

    parent: Scope
    axis: int
    name: str
    members: tuple[Scope, ...]
    exhaustive: bool
    joining: tuple[Scope, ...]
    below: dict[Scope, tuple[Scope, ...]]


@dataclass
class Lattice:
    """The order of scopes under one vocabulary.

    Parameters
    ----------
    vocabulary : Vocabulary
        The terms.
    """

    vocabulary: Vocabulary
    _up: dict[tuple[int, str], tuple[Parent, ...]] = field(default_factory=dict)
    _all: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    _divided: dict[int, dict[str, dict[str, list[tuple[str, bool]]]]] = field(default_factory=dict)

    def kind(self, scope: Scope) -> str:
        """Return whether the scope's measure is a flow, a stock or distinct."""
        return self.vocabulary.kinds[scope[0]]

    def alike(self, one: Scope, other: Scope) -> bool:
        """Say whether two scopes count the same thing in the same way."""
        kinds, units = self.vocabulary.kinds, self.vocabulary.units
        return kinds[one[0]] == kinds[other[0]] and units[one[0]] == units[other[0]]

    def steps(self, axis: int, term: str) -> tuple[Parent, ...]:
        """Return the broader terms one step up, of the same kind and unit if measures."""
        key = (axis, term)
        found = self._up.get(key)
        if found is None:
            found = self.vocabulary.hierarchy(AXES[axis]).parents[term]
            if axis == 0:
                kinds, units = self.vocabulary.kinds, self.vocabulary.units
                found = tuple(
                    up
                    for up in found
                    if kinds[up.term] == kinds[term] and units[up.term] == units[term]
                )
            self._up[key] = found
        return found

    def ancestors(self, axis: int, term: str) -> tuple[str, ...]:
        """Return a term and all that it lies within, nearest first."""
        found = self._all.get((axis, term))
        if found is not None:
            return found
        order = {term: None}
        queue = [term]
        while queue:
            for up in self.steps(axis, queue.pop(0)):
                if up.term not in order:
                    order[up.term] = None
                    queue.append(up.term)
        self._all[axis, term] = tuple(order)
        return self._all[axis, term]

    def above(self, scope: Scope) -> Iterator[Scope]:
        """Yield the scope and every scope that it lies within."""
        parts = [self.ancestors(axis, term) for axis, term in enumerate(scope)]
        yield from itertools.product(*parts)

    def within(self, narrow: Scope, broad: Scope) -> bool:
        """Say whether one scope lies within another or is the same."""
        return all(
            wide in self.ancestors(axis, term)
            for axis, (term, wide) in enumerate(zip(narrow, broad, strict=True))
        )

    def covers(self, scopes: Iterable[Scope]) -> dict[Scope, tuple[Scope, ...]]:
        """Return for each scope the nearest of the others that it lies within.

        Parameters
        ----------
        scopes : iterable of tuple of str
            The scopes of a ledger.

        Returns
        -------
        dict of tuple to tuple of tuple
            The covering pairs only: what follows from two of them is left out.
        """
        present = dict.fromkeys(scopes)
        memo: dict[Scope, tuple[Scope, ...]] = {}
        return {scope: self._nearest(scope, present, memo) for scope in present}

    def _nearest(
        self,
        start: Scope,
        present: dict[Scope, None],
        memo: dict[Scope, tuple[Scope, ...]],
    ) -> tuple[Scope, ...]:
        stack = [start]
        while stack:
            scope = stack[-1]
            if scope in memo:
                stack.pop()
                continue
            parents = list(self._parents(scope))
            waiting = [up for up in parents if up not in present and up not in memo]
            if waiting:
                stack += waiting
                continue
            found: dict[Scope, None] = {}
            for up in parents:
                if up in present:
                    found[up] = None
                else:
                    found.update(dict.fromkeys(memo[up]))
            memo[scope] = self._minimal(list(found))
            stack.pop()
        return memo[start]

    def _parents(self, scope: Scope) -> Iterator[Scope]:
        for axis, term in enumerate(scope):
            for up in self.steps(axis, term):
                yield replaced(scope, axis, up.term)

    def _minimal(self, scopes: list[Scope]) -> tuple[Scope, ...]:
        if len(scopes) < 2:
            return tuple(scopes)
        return tuple(
            one
            for one in scopes
            if not any(other != one and self.within(other, one) for other in scopes)
        )

    def partitions(self, claimed: Iterable[Scope], present: Iterable[Scope]) -> list[Partition]:
        """Return the partitions of scopes in the ledger that claims bear on.

        Parameters
        ----------
        claimed : iterable of tuple of str
            Scopes on which there are claims.
        present : iterable of tuple of str
            These, and scopes that are in the ledger for other reasons.

        Returns
        -------
        list of Partition
            Members join where claimed scopes lie at or below at least two of them, or one if they
            are exhaustive; then all do. Members that are present anyway belong in any case.
        """
        there = dict.fromkeys(present)
        touched: dict[tuple[Scope, int, str, bool], dict[Scope, list[Scope]]] = {}
        for scope in dict.fromkeys(claimed):
            for parent in self.above(scope):
                if parent in there:
                    for key, member in self._divisions(parent, scope):
                        touched.setdefault(key, {}).setdefault(member, []).append(scope)
        for scope in there:
            for axis, term in enumerate(scope):
                for up in self.steps(axis, term):
                    if up.partition:
                        parent = replaced(scope, axis, up.term)
                        if parent in there:
                            key = (parent, axis, up.partition, up.exhaustive)
                            touched.setdefault(key, {}).setdefault(scope, [])
        found = []
        for (parent, axis, name, exhaustive), members in touched.items():
            if self.kind(parent) == "distinct":
                continue
            hierarchy = self.vocabulary.hierarchy(AXES[axis])
            order = tuple(
                replaced(parent, axis, term) for term in hierarchy.partitions[parent[axis], name]
            )
            below = {member: tuple(scopes) for member, scopes in members.items()}
            met = [member for member in order if below.get(member)]
            joining: tuple[Scope, ...] = ()
            if len(met) >= (1 if exhaustive else 2):
                joining = order if exhaustive else tuple(met)
            kept = tuple(one for one in order if one in joining or one in there)
            whole = exhaustive and len(kept) == len(order)
            found.append(Partition(parent, axis, name, kept, whole, joining, below))
        return found

    def _divisions(
        self, parent: Scope, scope: Scope
    ) -> Iterator[tuple[tuple[Scope, int, str, bool], Scope]]:
        """Yield the partitions of a parent in a member of which a scope lies, and the member."""
        for axis, term in enumerate(parent):
            members = self._members(axis).get(term)
            if members:
                for narrow in self.ancestors(axis, scope[axis]):
                    for name, exhaustive in members.get(narrow, ()):
                        yield (parent, axis, name, exhaustive), replaced(parent, axis, narrow)

    def _members(self, axis: int) -> dict[str, dict[str, list[tuple[str, bool]]]]:
        """Return for each divided term its members, each with the partitions it belongs to."""
        found = self._divided.get(axis)
        if found is None:
            found = self._divided[axis] = {}
            for term in self.vocabulary.hierarchy(AXES[axis]).parents:
                for up in self.steps(axis, term):
                    if up.partition:
                        held = found.setdefault(up.term, {}).setdefault(term, [])
                        held.append((up.partition, up.exhaustive))
        return found


def replaced(scope: Scope, axis: int, term: str) -> Scope:
    """Return a scope with one of its terms replaced.

    Parameters
    ----------
    scope : tuple of str
        Measure, group, operation and place.
    axis : int
        Which of the four.
    term : str
        The new term.

    Returns
    -------
    tuple of str
        The new scope.

    Examples
    --------
    >>> replaced(("deaths", "all", "all", "ussr"), 0, "executions")
    ('executions', 'all', 'all', 'ussr')
    """
    parts = list(scope)
    parts[axis] = term
    return parts[0], parts[1], parts[2], parts[3]

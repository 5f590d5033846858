"""Scopes without their period, ordered by "lies within", and the partitions among them.

A scope here is a tuple (measure, group, operation, place). One lies within another if each of its
terms does; measures that count different things, or are of another kind, never do.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from purgestats.claims.vocabulary.hierarchies import Parent, Vocabulary

Scope = tuple[str, str, str, str]
#: Member and whole, name of the partition, and whether it is exhaustive.
Rung = tuple[str, str, str, bool]
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
    below : dict of tuple to list of tuple
        For each member the claimed scopes at or below it.
    """

    parent: Scope
    axis: int
    name: str
    members: tuple[Scope, ...]
    exhaustive: bool
    joining: tuple[Scope, ...]
    below: dict[Scope, list[Scope]]


@dataclass
class Lattice:
    """The order of scopes under one vocabulary.

    Parameters
    ----------
    vocabulary : Vocabulary
        The terms.
    """

    vocabulary: Vocabulary
    _above: dict[Scope, dict[Scope, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Of terms there are few, and every ledger under the vocabulary asks the same of them.
        kept = self.vocabulary.kept.setdefault
        self._up: dict[tuple[int, str], tuple[Parent, ...]] = kept("up", {})
        self._all: dict[tuple[int, str], dict[str, None]] = kept("all", {})
        self._parts: dict[int, dict[str, list[tuple[str, ...]]]] = kept("parts", {})
        self._rungs: dict[tuple[int, str], tuple[Rung, ...]] = kept("rungs", {})
        self._outside: dict[tuple[int, str], tuple[tuple[str, tuple[str, ...]], ...]] = kept(
            "outside", {}
        )

    def kind(self, scope: Scope) -> str:
        """Return whether the scope's measure is a flow, a stock or distinct."""
        return self.vocabulary.kinds[scope[0]]

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

    def ancestors(self, axis: int, term: str) -> dict[str, None]:
        """Return a term and all that it lies within, nearest first."""
        found = self._all.get((axis, term))
        if found is not None:
            return found
        order: dict[str, None] = {term: None}
        queue = [term]
        while queue:
            for up in self.steps(axis, queue.pop(0)):
                if up.term not in order:
                    order[up.term] = None
                    queue.append(up.term)
        self._all[axis, term] = order
        return order

    def above(self, scope: Scope) -> dict[Scope, None]:
        """Return the scope and every scope that it lies within."""
        found = self._above.get(scope)
        if found is None:
            one, two, three, four = (self.ancestors(axis, term) for axis, term in enumerate(scope))
            found = self._above[scope] = dict.fromkeys(itertools.product(one, two, three, four))
        return found

    def within(self, narrow: Scope, broad: Scope) -> bool:
        """Say whether one scope lies within another or is the same."""
        return broad in self.above(narrow)

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
            rungs = [
                (axis, *one) for axis, term in enumerate(scope) for one in self.rungs(axis, term)
            ]
            for parent in self.above(scope) if rungs else ():
                if parent in there:
                    for axis, member, up, name, exhaustive in rungs:
                        if up == parent[axis]:
                            found = touched.setdefault((parent, axis, name, exhaustive), {})
                            found.setdefault(replaced(parent, axis, member), []).append(scope)
        for scope in there:
            for axis, term in enumerate(scope):
                for step in self.steps(axis, term):
                    if step.partition and (parent := replaced(scope, axis, step.term)) in there:
                        key = (parent, axis, step.partition, step.exhaustive)
                        touched.setdefault(key, {}).setdefault(scope, [])
        result = []
        for (parent, axis, name, exhaustive), members in touched.items():
            if self.kind(parent) == "distinct":
                continue
            hierarchy = self.vocabulary.hierarchy(AXES[axis])
            order = tuple(
                replaced(parent, axis, term) for term in hierarchy.partitions[parent[axis], name]
            )
            met = [member for member in order if members.get(member)]
            joining: tuple[Scope, ...] = ()
            if len(met) >= (1 if exhaustive else 2):
                joining = order if exhaustive else tuple(met)
            kept = tuple(one for one in order if one in joining or one in there)
            whole = exhaustive and len(kept) == len(order)
            result.append(Partition(parent, axis, name, kept, whole, joining, members))
        return result

    def forked(self, scopes: Iterable[Scope]) -> tuple[set[tuple[str, str]], ...]:
        """Return for each axis the partitions, by parent and name, with two members in use."""
        found = []
        for axis, dimension in enumerate(AXES):
            used = {
                up
                for term in {scope[axis] for scope in scopes}
                for up in self.ancestors(axis, term)
            }
            partitions = self.vocabulary.hierarchy(dimension).partitions.items()
            found.append(
                {key for key, members in partitions if len(used.intersection(members)) > 1}
            )
        return tuple(found)

    def made_up(self, scope: Scope) -> Iterator[tuple[int, str, tuple[Scope, ...]]]:
        """Yield axis and term of each whole the scope lies within, but within none of its parts."""
        for axis, term in enumerate(scope):
            for parent, members in self.missed(axis, term):
                yield axis, parent, tuple(replaced(scope, axis, one) for one in members)

    def missed(self, axis: int, term: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the wholes that a term lies within, with their parts, if it is in no part."""
        found = self._outside.get((axis, term))
        if found is None:
            above = self.ancestors(axis, term)
            found = self._outside[axis, term] = tuple(
                (parent, members)
                for parent in above
                for members in self._wholes(axis).get(parent, ())
                if not any(member in above for member in members)
            )
        return found

    def _wholes(self, axis: int) -> dict[str, list[tuple[str, ...]]]:
        """Return for each term the lists of parts that make it up."""
        found = self._parts.get(axis)
        if found is None:
            found = {}
            for (term, name), members in self.vocabulary.hierarchy(AXES[axis]).partitions.items():
                if (members[0], term, name, True) in self.rungs(axis, members[0]):
                    found.setdefault(term, []).append(members)
            self._parts[axis] = found
        return found

    def rungs(self, axis: int, term: str) -> tuple[Rung, ...]:
        """Return the steps from a term upwards that lead from a member of a partition to its whole.

        Each as member, whole, name of the partition, and whether it is exhaustive.
        """
        found = self._rungs.get((axis, term))
        if found is None:
            found = self._rungs[axis, term] = tuple(
                (member, up.term, up.partition, up.exhaustive)
                for member in self.ancestors(axis, term)
                for up in self.steps(axis, member)
                if up.partition
            )
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

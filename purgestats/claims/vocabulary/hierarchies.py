"""The vocabulary as a structure: which term lies within which, and which exclude each other."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import Any

import pandas as pd

from purgestats._unswept import unswept
from purgestats.claims.vocabulary.quantities import Period, Quantity
from purgestats.errors import (
    PurgestatsError,
    UnknownQuantity,
    UnknownTerm,
    VocabularyError,
    did_you_mean,
    nearest,
    shown,
    unknown,
)

TABLES = {"measure": "measures", "group": "groups", "operation": "operations", "place": "places"}
KINDS = ("flow", "stock", "distinct")
#: Every term keeps all that lie above it; thousands would fill the memory.
_MOST_ABOVE = 200
_MOST_LISTED = 20
_YES = {"yes", "true", "1", "y"}
_ANSWERS = _YES | {"no", "false", "0", "n", ""}


@dataclass(frozen=True)
class Parent:
    """One step up: a broader term, and the partition of it to which the narrower one belongs.

    Parameters
    ----------
    term : str
        The broader term.
    partition : str
        Name of the partition; blank if the term belongs to none. Members of one partition exclude
        each other.
    exhaustive : bool
        Whether the members of the partition add up to the broader term.
    """

    term: str
    partition: str = ""
    exhaustive: bool = False


@dataclass(frozen=True)
class Hierarchy:
    """The terms of one dimension.

    Parameters
    ----------
    dimension : str
        ``"measure"``, ``"group"``, ``"operation"`` or ``"place"``.
    parents : mapping of str to tuple of Parent
        Every term, in the order of its table, with its broader terms.
    labels : mapping of str to str
        English label of each term.
    names : mapping of str to tuple of str
        What else each term is called: its labels and aliases.

    Raises
    ------
    VocabularyError
        If broader terms are missing or run in a circle, a term lies below two members of one
        partition, the members of a partition disagree on whether it is exhaustive, or partitions
        leave a term no room.
    """

    dimension: str
    parents: Mapping[str, tuple[Parent, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [*self._missing(), *self._circles()]
        if not faults:
            faults = [*self._two_members(), *self._disagreements()]
        if not faults:
            faults = list(self._empty())
        if faults:
            raise VocabularyError("; ".join(faults))

    def _missing(self) -> Iterable[str]:
        found = [
            (term, parent.term)
            for term, parents in self.parents.items()
            for parent in parents
            if parent.term not in self.parents
        ]
        # Looking for the nearest term costs a comparison with each.
        for term, parent in found[:_MOST_LISTED]:
            yield (
                f"{self.dimension} {term!r} has the broader term {parent!r}, which "
                "the vocabulary lacks" + did_you_mean(nearest(parent, self.parents))
            )
        if len(found) > _MOST_LISTED:
            yield f"and {len(found) - _MOST_LISTED:,} more broader terms are missing"

    def _circles(self) -> Iterable[str]:
        above = {term: [up.term for up in parents] for term, parents in self.parents.items()}
        try:
            TopologicalSorter(above).prepare()
        except CycleError as error:
            circle = " > ".join(reversed(error.args[1]))
            yield f"broader terms of {self.dimension} run in a circle: {circle}"

    def _two_members(self) -> Iterable[str]:
        for term in self.parents:
            found: dict[tuple[str, str], str] = {}
            for above in self.ancestors[term]:
                for up in self.parents[above]:
                    key = (up.term, up.partition)
                    if up.partition and found.setdefault(key, above) != above:
                        yield (
                            f"{self.dimension} {term!r} lies below both {found[key]!r} and "
                            f"{above!r}, which exclude each other in {up.partition!r}"
                        )

    def _disagreements(self) -> Iterable[str]:
        for (parent, partition), members in self.partitions.items():
            flags = {
                up.exhaustive
                for member in members
                for up in self.parents[member]
                if (up.term, up.partition) == (parent, partition)
            }
            if len(flags) > 1:
                yield (
                    f"members of the partition {partition!r} of {self.dimension} {parent!r} "
                    f"disagree on whether it is exhaustive: {', '.join(members)}"
                )

    def _empty(self) -> Iterable[str]:
        """Find members that a whole has no room for: what it is made up of lies in the others."""
        for (parent, partition), members in self.partitions.items():
            full = [
                (whole, name)
                for whole in self.ancestors[parent]
                for name in self._made_up_of.get(whole, ())
                if (whole, name) != (parent, partition)
            ]
            for member, (whole, name) in product(members, full):
                others = {*members} - {member}
                if all(self._within(part, others) for part in self.partitions[whole, name]):
                    yield (
                        f"{self.dimension} {member!r} would always be empty: {whole!r} is made up "
                        f"of its partition {name!r}, which lies in what excludes {member!r} in "
                        f"{partition!r}; make {name!r} not exhaustive, or take {member!r} out of "
                        f"{partition!r}"
                    )

    def _within(self, term: str, others: Set[str]) -> bool:
        """Say whether a term, or all that it is made up of, lies in some others."""
        return not others.isdisjoint(self.ancestors[term]) or any(
            all(self._within(part, others) for part in self.partitions[term, name])
            for name in self._made_up_of.get(term, ())
        )

    @cached_property
    def _made_up_of(self) -> dict[str, list[str]]:
        """The exhaustive partitions of each term that has any."""
        found: dict[str, list[str]] = {}
        for (parent, partition), members in self.partitions.items():
            if Parent(parent, partition, True) in self.parents[members[0]]:
                found.setdefault(parent, []).append(partition)
        return found

    @cached_property
    def ancestors(self) -> dict[str, tuple[str, ...]]:
        """Every term with itself and all broader terms, nearest first."""
        found: dict[str, tuple[str, ...]] = {}
        for term in self.parents:
            order = {term: None}
            queue = [term]
            for below in queue:
                for up in self.parents.get(below, ()):
                    if up.term not in order:
                        order[up.term] = None
                        queue.append(up.term)
                if len(order) > _MOST_ABOVE:
                    raise VocabularyError(
                        f"{self.dimension} {term!r} lies below more than {_MOST_ABOVE} terms"
                    )
            found[term] = tuple(order)
        return found

    @cached_property
    def partitions(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Members of each partition, keyed by parent and name."""
        found: dict[tuple[str, str], list[str]] = {}
        for term, parents in self.parents.items():
            for up in parents:
                if up.partition:
                    found.setdefault((up.term, up.partition), []).append(term)
        return {key: tuple(members) for key, members in found.items()}

    def contains(self, broad: str, narrow: str) -> bool:
        """Say whether one term lies within another or is the same."""
        return broad in self.ancestors.get(narrow, ())

    def check(self, term: str, kind: type[PurgestatsError] = UnknownTerm, of: str = "") -> None:
        """Raise an error, with the nearest terms, unless the vocabulary has the term."""
        if term not in self.parents:
            words = f"{of}no {self.dimension} {shown(term)} in the vocabulary"
            raise unknown(kind, words, term, self.parents)


@dataclass(frozen=True)
class Vocabulary:
    """All four dimensions, and what is particular to measures.

    Parameters
    ----------
    measure, group, operation, place : Hierarchy
        The terms.
    kinds : mapping of str to str
        For each measure ``"flow"`` (over a period), ``"stock"`` (at a date) or ``"distinct"``
        (grows with scope but does not add up).
    units : mapping of str to str
        For each measure what it counts: persons, sites, lists, ...
    starts : mapping of str to Period
        For each operation that has a date of beginning, that day or month or year.
    """

    measure: Hierarchy
    group: Hierarchy
    operation: Hierarchy
    place: Hierarchy
    kinds: Mapping[str, str]
    units: Mapping[str, str]
    starts: Mapping[str, Period] = field(default_factory=dict)

    @cached_property
    def kept(self) -> dict[str, dict[Any, Any]]:
        """What has been worked out of the terms, by whoever works with them."""
        return {}

    def hierarchy(self, dimension: str) -> Hierarchy:
        """Return the terms of one dimension."""
        found: Hierarchy = getattr(self, dimension)
        return found

    def check(self, quantity: Quantity) -> None:
        """Raise UnknownQuantity, with the nearest terms, unless every term is known."""
        for dimension, term in zip(TABLES, quantity.terms, strict=True):
            self.hierarchy(dimension).check(term, UnknownQuantity, f"{quantity}: ")


@unswept()
def build_vocabulary(tables: Mapping[str, pd.DataFrame]) -> Vocabulary:
    """Make a vocabulary of its tables and check it.

    >>> import pandas as pd
    >>> tables = {name: pd.DataFrame({"term": ["all"]}) for name in TABLES.values()}
    >>> build_vocabulary(tables).kinds
    {'all': 'flow'}
    """
    unknown = sorted(set(tables) - set(TABLES.values()))
    missing = [name for name in TABLES.values() if name not in tables]
    if unknown or missing:
        raise VocabularyError(
            f"a vocabulary has the tables {', '.join(TABLES.values())}; "
            f"missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    hierarchies: dict[str, Hierarchy] = {}
    faults = []
    for dimension, name in TABLES.items():
        try:
            hierarchies[dimension] = _hierarchy(dimension, tables[name])
        except VocabularyError as error:
            faults.append(str(error))
    if faults:
        raise VocabularyError("; ".join(faults))
    kinds: dict[str, str] = {}
    units: dict[str, str] = {}
    for term, kind, unit in rows_of(tables["measures"], "term", "kind", "unit"):
        kinds[term], units[term] = kind or "flow", unit or "persons"
        if kinds[term] not in KINDS:
            raise VocabularyError(
                f"measure {term!r} is of kind {kind!r}; a measure is {', '.join(KINDS)}"
            )
    dated = rows_of(tables["operations"], "term", "valid_from")
    starts = {term: Period.parse(start) for term, start in dated if start}
    return Vocabulary(**hierarchies, kinds=kinds, units=units, starts=starts)


def rows_of(table: pd.DataFrame, *names: str) -> list[tuple[str, ...]]:
    """Return some cells of each row as text; a column that is missing is blank."""
    cells = table.reindex(columns=list(names)).astype(object).fillna("")
    return [tuple(str(cell).strip() for cell in row) for row in cells.to_numpy().tolist()]


def _split(cell: str, blank: int) -> list[str]:
    """Return the parts of a cell; of a blank one so many that are blank."""
    return [part.strip() for part in cell.split(";")] if cell else [""] * blank


def _hierarchy(dimension: str, table: pd.DataFrame) -> Hierarchy:
    if "term" not in table.columns:
        raise VocabularyError(f"the table of {TABLES[dimension]} has no column 'term'")
    parents: dict[str, tuple[Parent, ...]] = {}
    labels: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    columns = ("term", "label", "broader", "partition", "exhaustive", "label_ru", "aliases")
    for term, label, broader, partition, exhaustive, *others in rows_of(table, *columns):
        if not term or term in parents:
            raise VocabularyError(f"{dimension} {term!r} is blank or stands twice")
        parents[term] = _parents(dimension, term, broader, partition, exhaustive)
        labels[term] = label or term
        names[term] = tuple(name for name in ";".join((label, *others)).split(";") if name)
    return Hierarchy(dimension, parents, labels, names)


def _parents(
    dimension: str, term: str, broader: str, partition: str, exhaustive: str
) -> tuple[Parent, ...]:
    above = _split(broader, 0)
    names, flags = _split(partition, len(above)), _split(exhaustive, len(above))
    if not len(above) == len(names) == len(flags) or "" in above:
        raise VocabularyError(
            f"{dimension} {term!r}: broader, partition and exhaustive need the same number of "
            "parts, separated by ';'"
        )
    wrong = [flag for flag in flags if flag.lower() not in _ANSWERS]
    if wrong:
        raise VocabularyError(f"{dimension} {term!r}: exhaustive is yes or no, not {wrong[0]!r}")
    member_of = [pair for pair in zip(above, names, strict=True) if pair[1]]
    twice = next((pair for pair in member_of if member_of.count(pair) > 1), None)
    if twice:
        raise VocabularyError(
            f"{dimension} {term!r} stands twice in the partition {twice[1]!r} of {twice[0]!r}"
        )
    return tuple(
        Parent(up, name, flag.lower() in _YES)
        for up, name, flag in zip(above, names, flags, strict=True)
    )

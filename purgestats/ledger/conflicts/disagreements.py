"""Disagreements: all conflicts about the same thing, shown once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product

import pandas as pd

from purgestats.claims.display import Listed, prose
from purgestats.claims.figures.reading import Figure
from purgestats.claims.table.terms import labels_for
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
from purgestats.ledger.conflicts.slips import slip_between
from purgestats.ledger.model.lattice import Lattice
from purgestats.ledger.state import State, in_turn
from purgestats.words import (
    Labels,
    counted,
    listing,
    number,
    range_words,
    scope_words,
    sentence_case,
)

ROUNDING, SLIP, PARTS = "rounding", "possible slip", "parts against total"
STATEMENTS, STEPS = "two statements on one quantity", "several steps"
#: Each kind as a reader is told it.
TOLD = {
    ROUNDING: "one percent either way would settle it",
    SLIP: "possible copying slip",
    PARTS: "parts against total",
    STATEMENTS: "figures for the same thing",
    STEPS: "shown in several steps",
}
#: Figures that have to give way by less than this are close.
ROUNDED = 0.01
MOST_NAMED = 8


@dataclass(frozen=True)
class Disagreement:
    """All conflicts about the same thing.

    Parameters
    ----------
    quantities : tuple of str
        What it is about: the quantity stated twice, the total, or every quantity in it.
    kind : str
        ``"rounding"`` (less than one percent of strain), ``"possible slip"``, ``"parts against
        total"``, ``"two statements on one quantity"`` or ``"several steps"``.
    strain : float
        The greatest strain of its conflicts.
    persons : float
        How many persons are in dispute: how far apart its figures are, at the most.
    conflicts : tuple of Conflict
        Its conflicts, the smallest first.
    counts : tuple of str
        One claim for each count that takes part.
    """

    quantities: tuple[str, ...]
    kind: str
    strain: float
    persons: float
    conflicts: tuple[Conflict, ...]
    counts: tuple[str, ...]
    _statement: str = field(repr=False)

    @property
    def proof(self) -> Conflict:
        """The smallest of its conflicts, and of those the one that lies farthest apart."""
        size = self.conflicts[0].size
        return max((one for one in self.conflicts if one.size == size), key=lambda one: one.strain)

    @property
    def broad(self) -> bool:
        """Whether it is about more quantities than a sentence can name."""
        return len(self.quantities) > MOST_NAMED

    def explain(self) -> str:
        """Return the full statement and its proof."""
        return f"{self._statement}\n\nProof:\n{self.proof.explain()}"

    def __str__(self) -> str:
        return self._statement

    def __repr__(self) -> str:
        return f"<Disagreement ({self.kind}): {self}>"

    def _repr_html_(self) -> str:
        return prose(self.explain())


@dataclass(frozen=True, repr=False)
class Disagreements(Listed[Disagreement]):
    """Disagreements, by how many persons are in dispute; figures within one percent come after.

    Those about more quantities than a sentence can name come last.

    Parameters
    ----------
    items : tuple of Disagreement
        Those found.
    complete_to : float
        Up to which number of counts every conflict is found.
    """

    items: tuple[Disagreement, ...]
    complete_to: float
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    def first(self, most: int) -> tuple[Disagreement, ...]:
        """Return the first few that can be told in a sentence; if none can, the first few."""
        return (tuple(one for one in self.items if not one.broad) or self.items)[:most]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a disagreement: quantities, kind, persons, strain, counts, conflicts."""
        rows = [
            (
                ";".join(one.quantities),
                one.kind,
                one.persons,
                one.strain,
                ";".join(one.counts),
                len(one.conflicts),
                str(one),
            )
            for one in self.items
        ]
        columns = ["quantities", "kind", "persons", "strain", "counts", "conflicts", "statement"]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        return counted(len(self.items), "disagreement")

    def _repr_html_(self) -> str:
        members = dict.fromkeys(claim for one in self.items for claim in one.counts)
        frame = self.to_frame()[["statement", "kind"]].replace({"kind": TOLD})
        return self._shown(frame, list(members))


@dataclass(frozen=True)
class _Ledger:
    """What is needed of the ledger, by claim."""

    claims: pd.DataFrame
    figures: dict[str, Figure]
    quantity: dict[str, int]
    shares: frozenset[str]
    state: State
    labels: Labels
    lattice: Lattice

    @classmethod
    def of(cls, state: State) -> _Ledger:
        ids = [str(one) for one in state.claims["claim_id"]]
        own = [variable for variable, _ in state.system.of_claim]
        bases = [base for _, base in state.system.of_claim]
        return cls(
            state.claims.set_index("claim_id", drop=False),
            dict(zip(ids, state.figures, strict=True)),
            dict(zip(ids, own, strict=True)),
            frozenset(one for one, base in zip(ids, bases, strict=True) if base >= 0),
            state,
            labels_for(state.vocabulary),
            Lattice(state.vocabulary),
        )

    def words(self, quantity: str) -> str:
        return sentence_case(scope_words(quantity.split("|"), self.labels))

    def said(self, claims: Iterable[str]) -> str:
        """Return who gives which figure."""
        rows = [self.claims.xs(one) for one in claims]
        told = [
            f"{row['resolved'] or row['as_printed'] or self.figures[str(row['claim_id'])]} "
            f"({self.labels.claimant(str(row['claimant']))})"
            for row in rows
        ]
        return listing(told, MOST_NAMED)


@in_turn
def disagreements(state: State, conflicts: Conflicts) -> Disagreements:
    """Return the disagreements behind conflicts.

    Parameters
    ----------
    state : State
        The ledger.
    conflicts : Conflicts
        Its conflicts.

    Returns
    -------
    Disagreements
        Each conflict in exactly one.
    """
    ledger = _Ledger.of(state)
    groups: dict[tuple[object, ...], list[Conflict]] = {}
    for one in conflicts:
        groups.setdefault(_about(ledger, one), []).append(one)
    found = [_disagreement(ledger, tuple(group)) for group in _matters(groups)]
    found.sort(key=lambda one: (one.broad, one.kind == ROUNDING, -one.persons, one.quantities))
    return Disagreements(tuple(found), conflicts.complete_to, state.claims)


def _matters(groups: Mapping[tuple[object, ...], list[Conflict]]) -> list[list[Conflict]]:
    """Put together what several steps lead to from other figures for the same thing.

    Two such conflicts are one matter if they are apart by the same number of persons and share two
    figures: only the others stand for one another.
    """
    found = [group for about, group in groups.items() if about[0] != STEPS]
    apart: dict[float, list[list[Conflict]]] = {}
    for about, group in groups.items():
        if about[0] == STEPS:
            joined = group
            same = apart.setdefault(_persons(min(group, key=_rank)), [])
            for other in [one for one in same if _share_two(one, group)]:
                same.remove(other)
                joined = other + joined
            same.append(joined)
    return found + [group for same in apart.values() for group in same]


def _share_two(one: Iterable[Conflict], other: Iterable[Conflict]) -> bool:
    return any(len({*a.claims} & {*b.claims}) > 1 for a in one for b in other)


def _rank(conflict: Conflict) -> tuple[object, ...]:
    return conflict.size, conflict.strain, conflict.claims


def _about(ledger: _Ledger, conflict: Conflict) -> tuple[object, ...]:
    """Return what a conflict is about: one quantity, one total, or a set of quantities."""
    quantities = {ledger.quantity[one] for one in conflict.claims}
    relative = ledger.shares.intersection(conflict.claims)
    if len(quantities) == 1 and not relative and not conflict.assumptions:
        return (STATEMENTS, *quantities)
    total = None if relative or conflict.assumptions else _total(conflict, quantities)
    # "Convicted" less "sentenced to death" is no sum of parts.
    if total is not None and all(_lies_within(ledger, one, total) for one in quantities):
        return (PARTS, total)
    return (STEPS, *sorted(quantities), *conflict.assumptions)


def _total(conflict: Conflict, quantities: set[int]) -> int | None:
    """Return the quantity that the parts in the proof do not add up to, if there is one."""
    if len(quantities) < 3:
        return None
    system = conflict.certificate.system
    scopes = {one: system.variables[one] for one in quantities}
    wide = [
        one
        for one, variable in scopes.items()
        if all(
            other.span[0] >= variable.span[0] and other.span[1] <= variable.span[1]
            for other in scopes.values()
        )
    ]
    sums = {
        number
        for line in conflict.certificate.rows
        if line.kind in ("time", "partition")
        for number, value in line.row.terms
        if (value < 0) == (line.kind == "time")
    }
    found = [one for one in wide if one in sums] or wide
    if len(found) == 1:
        return found[0]
    tops = [one for one in found if one in sums and _sum_of(conflict, one, quantities)]
    return tops[0] if len(tops) == 1 else None


def _sum_of(conflict: Conflict, total: int, quantities: set[int]) -> bool:
    """Say whether a row of the proof adds up other members to a quantity."""
    return any(
        len(quantities.intersection(number for number, _ in line.row.terms)) > 2
        for line in conflict.certificate.rows
        if line.kind == "partition" and any(number == total for number, _ in line.row.terms[:1])
    )


def _disagreement(ledger: _Ledger, group: tuple[Conflict, ...]) -> Disagreement:
    group = tuple(sorted(group, key=_rank))
    about, *rest = _about(ledger, group[0])
    counts = tuple(dict.fromkeys(claim for one in group for claim in one.claims))
    names = ledger.state.system.names
    named = {ledger.quantity[one] for one in group[0].claims}
    quantities = tuple(sorted(names[one] for one in named))
    if about in (STATEMENTS, PARTS):
        quantities = (names[int(str(rest[0]))],)
    strain = max(one.strain for one in group)
    kind = str(about)
    gap = 0.0
    if about == PARTS:
        statement, gap = _parts(ledger, int(str(rest[0])), group[0], counts)
    elif about == STATEMENTS:
        statement = _statements(ledger, quantities[0], counts)
    else:
        members = [one for one in counts if ledger.quantity[one] in named]
        statement = _steps(ledger, group[0], members)
    if max(strain, gap) < ROUNDED:
        kind = ROUNDING
    elif about == STATEMENTS and _may_be_slip(ledger, counts):
        kind = SLIP
    persons = max(_persons(one) for one in group)
    return Disagreement(quantities, kind, strain, persons, group, counts, statement)


def _persons(conflict: Conflict) -> float:
    """Return by how much the figures of a conflict miss each other, in persons."""
    rows = [line for line in conflict.certificate.rows if line.kind == "claim" and line.row.rhs]
    if not rows:
        return 0.0
    gap = sum((Fraction(line.multiplier) * line.row.rhs for line in rows), Fraction(0))
    return float(gap / max(abs(Fraction(line.multiplier)) for line in rows))


def _may_be_slip(ledger: _Ledger, counts: Sequence[str]) -> bool:
    """Say whether one slip of the pen would make two figures agree."""
    rows = [ledger.claims.xs(one) for one in counts]
    printed = [str(row["resolved"] or row["as_printed"]) for row in rows]
    return len(counts) == 2 and any(slip_between(*one) for one in (printed, printed[::-1]))


def _ordered(ledger: _Ledger, counts: Iterable[str]) -> list[str]:
    """Return counts from the lowest to the highest figure."""
    ends = {one: ledger.figures[one] for one in counts}
    return sorted(ends, key=lambda one: (ends[one].low or 0, ends[one].high or 0, one))


def _statements(ledger: _Ledger, quantity: str, counts: Sequence[str]) -> str:
    ordered = _ordered(ledger, counts)
    return f"{ledger.words(quantity)}: {ledger.said(ordered)} cannot all hold as coded."


def _parts(
    ledger: _Ledger, total: int, conflict: Conflict, counts: Sequence[str]
) -> tuple[str, float]:
    """Say what the parts add up to and what the total says; all parts that its sum has.

    Also how much strain there is between the two: a conflict may name a few of the parts only.
    """
    whole = [one for one in counts if ledger.quantity[one] == total]
    parts = _added(ledger, total, conflict, counts)
    names = ledger.state.system.names
    words, said = ledger.words(names[total]), {*names[total].split("|")}
    lows = [min(ledger.figures[one].low or Fraction(0) for one in held) for held in parts.values()]
    highs = {
        name: math.inf if one.high is None else one.high for name, one in ledger.figures.items()
    }
    tops = [max(highs[one] for one in held) for held in parts.values()]
    high = sum(tops)
    each = ""
    if len(parts) <= MOST_NAMED:
        which = [scope_words(names[one].split("|"), ledger.labels, unsaid=said) for one in parts]
        spans = map(range_words, lows, tops)
        each = f" ({'; '.join(f'{part}: {span}' for part, span in zip(which, spans, strict=True))})"
    low = sum(lows, Fraction(0))
    added = range_words(low, high)
    if 0 < low < high < math.inf:
        added = f"between {number(math.floor(low))} and {number(math.ceil(high))}"
    stated = [ledger.figures[one] for one in whole]
    over = max((low / one.high for one in stated if one.high), default=Fraction(0))
    if any(_overlap(ledger, *pair) for pair in combinations(parts, 2)):
        added, over = f"{range_words(None, high)}, as some overlap", Fraction(0)
    statement = (
        f"{words}: the {number(len(parts))} parts{each} add up to {added}, "
        f"the total says {ledger.said(_ordered(ledger, whole))}."
    )
    return statement, math.sqrt(over) - 1


def _added(
    ledger: _Ledger, total: int, conflict: Conflict, counts: Sequence[str]
) -> dict[int, list[str]]:
    """Return the figures for each part that is added up, by the quantity that it is."""
    sums = [
        {number for number, _ in line.row.terms}
        for line in conflict.certificate.rows
        if line.kind in ("time", "partition")
    ]
    summed = frozenset[int]().union(*(one for one in sums if total in one)) - {total}
    beside = [
        one
        for one, variable in ledger.quantity.items()
        if variable in summed and one not in ledger.shares
    ]
    own = {ledger.quantity[one] for one in counts} - {total}
    beside = [one for one in beside if ledger.quantity[one] not in own]
    parts: dict[int, list[str]] = {}
    for one in dict.fromkeys((*conflict.claims, *counts, *beside)):
        variable = ledger.quantity[one]
        # Another way to part the total, in other windows, is added to none of these.
        apart = not any(_overlap(ledger, variable, part) for part in parts.keys() - {variable})
        if variable != total and (apart or one in conflict.claims):
            parts.setdefault(variable, []).append(one)
    return parts


def _overlap(ledger: _Ledger, one: int, other: int) -> bool:
    """Say whether two quantities may count the same persons, so that they cannot be added up.

    They do not in windows that share no day, nor where they lie in two members of one partition.
    """
    first, second = (ledger.state.system.variables[variable] for variable in (one, other))
    shared = first.span[0] < second.span[1] and second.span[0] < first.span[1]
    return shared and not any(
        whole == other_whole and name == other_name and member != other_member
        for axis, terms in enumerate(zip(first.scope, second.scope, strict=True))
        for (member, whole, name, _), (other_member, other_whole, other_name, _) in product(
            *(ledger.lattice.rungs(axis, term) for term in terms)
        )
    )


def _lies_within(ledger: _Ledger, narrow: int, broad: int) -> bool:
    """Say whether whoever a quantity counts, on whatever days, another counts too."""
    inner, outer = (ledger.state.system.variables[variable].scope for variable in (narrow, broad))
    return ledger.lattice.within(inner, outer)


def _steps(ledger: _Ledger, conflict: Conflict, counts: Sequence[str]) -> str:
    by_quantity: dict[int, list[str]] = {}
    for one in counts:
        by_quantity.setdefault(ledger.quantity[one], []).append(one)
    names = ledger.state.system.names
    told = [
        f"{ledger.words(names[variable])}: {ledger.said(_ordered(ledger, held))}"
        for variable, held in by_quantity.items()
    ]
    said = f"{listing(told, MOST_NAMED)}; these cannot all hold as coded"
    made = [one.statement for one in ledger.state.assumptions if one.id in conflict.assumptions]
    return f"{said} under what is assumed: {' '.join(made)}" if made else f"{said}."

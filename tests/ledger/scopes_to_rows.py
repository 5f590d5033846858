"""Constraints derived from scopes in the most naive way; nothing here comes from the ledger room.

Days are cut everywhere at every end of every period, each scope of a flow has one variable on every
piece, and every pair of scopes is compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from purgestats.claims.table.table import readings
from purgestats.claims.vocabulary.hierarchies import build_vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity

TABLES = {"measure": "measures", "group": "groups", "operation": "operations", "place": "places"}
Terms = tuple[str, ...]
#: A scope's terms, and where in time: a piece of the days, or for stocks and distinct a period.
Variable = tuple[Terms, object]
Expression = dict[Variable, Fraction]


@dataclass(frozen=True)
class Row:
    """One linear relation: the expression ``<=``, ``=`` or ``<`` 0 plus a constant.

    Parameters
    ----------
    expression : dict of Variable to Fraction
        The coefficients.
    relation : {"<=", "=", "<"}
        How the two sides stand.
    constant : Fraction
        The right side.
    """

    expression: Mapping[Variable, Fraction]
    relation: str
    constant: Fraction = Fraction(0)


def cells(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column as text, blank where it is missing."""
    if column not in table.columns:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value).strip() for value in table[column]]


def parts(cell: str, count: int) -> list[str]:
    """Split a cell at semicolons; a blank one gives that many blanks."""
    return [part.strip() for part in cell.split(";")] if cell else [""] * count


class Terminology:
    """What lies within what, read from the tables of a vocabulary.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        measures, groups, operations and places.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.broader: list[dict[str, list[str]]] = []
        self.partitions: list[dict[tuple[str, str], tuple[list[str], bool]]] = []
        for dimension in DIMENSIONS[:4]:
            self._read(tables[TABLES[dimension]])
        measures, operations = tables["measures"], tables["operations"]
        terms = cells(measures, "term")
        self.kind = dict(zip(terms, [k or "flow" for k in cells(measures, "kind")], strict=True))
        self.unit = dict(zip(terms, [u or "persons" for u in cells(measures, "unit")], strict=True))
        dated = zip(cells(operations, "term"), cells(operations, "valid_from"), strict=True)
        self.begins = {term: Period.parse(date).start.toordinal() for term, date in dated if date}

    def _read(self, table: pd.DataFrame) -> None:
        broader: dict[str, list[str]] = {}
        partitions: dict[tuple[str, str], tuple[list[str], bool]] = {}
        columns = (cells(table, name) for name in ("term", "broader", "partition", "exhaustive"))
        for term, above, names, flags in zip(*columns, strict=True):
            broader[term] = parts(above, 0)
            for up, name, flag in zip(
                broader[term],
                parts(names, len(broader[term])),
                parts(flags, len(broader[term])),
                strict=True,
            ):
                if name:
                    members, _ = partitions.get((up, name), ([], False))
                    partitions[up, name] = ([*members, term], flag.lower() in ("yes", "true", "1"))
        self.broader.append(broader)
        self.partitions.append(partitions)

    def below(self, dimension: int, narrow: str, broad: str) -> bool:
        """Say whether a term is another or lies anywhere below it."""
        return narrow == broad or any(
            self.below(dimension, up, broad) for up in self.broader[dimension].get(narrow, ())
        )

    def within(self, narrow: Terms, broad: Terms) -> bool:
        """Say whether a scope is narrower or equal in every term, of one kind and unit."""
        return self.alike(narrow[0], broad[0]) and all(
            self.below(dimension, narrow[dimension], broad[dimension]) for dimension in range(4)
        )

    def alike(self, one: str, other: str) -> bool:
        """Say whether two measures have the same kind and the same unit."""
        return self.kind[one] == self.kind[other] and self.unit[one] == self.unit[other]

    def divisions(self, parent: Terms) -> Iterator[tuple[list[Terms], bool]]:
        """Yield for each partition of each term the member scopes, and whether it is exhaustive."""
        for dimension in range(4):
            for (up, _), (members, exhaustive) in self.partitions[dimension].items():
                if up == parent[dimension]:
                    scopes = [
                        (*parent[:dimension], member, *parent[dimension + 1 :])
                        for member in members
                    ]
                    yield [s for s in scopes if self.alike(s[0], parent[0])], exhaustive


Window = tuple[int, int]
Place = tuple[Terms, Window]


def window_of(period: str) -> Window:
    """Return the first day of a period and the day after its last."""
    parsed = Period.parse(period)
    return parsed.start.toordinal(), parsed.end.toordinal() + 1


@dataclass
class System:
    """Everything the scopes imply: hard rows, and the rows of each claim and assumption.

    Parameters
    ----------
    claims : DataFrame
        Claims in the columns of a claims table, complete.
    vocabulary : mapping of str to DataFrame
        All four tables.
    assumptions : DataFrame or None
        Relations that hold on top.
    reading : str
        The reading policy.
    """

    claims: pd.DataFrame
    vocabulary: Mapping[str, pd.DataFrame]
    assumptions: pd.DataFrame | None = None
    reading: str = "printed"
    hard: list[Row] = field(default_factory=list)
    units: dict[str, list[Row]] = field(default_factory=dict)
    claim_ids: list[str] = field(default_factory=list)
    assumption_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terms = Terminology(self.vocabulary)
        self.entering = self.claims[
            self.claims["stance"].isin(["asserts", "reports", ""]) | self.claims["stance"].isna()
        ]
        self.places: set[Place] = set()
        self.claimed: list[Place] = []
        scopes = [self._scopes(row) for _, row in self.entering.iterrows()]
        for own, base in scopes:
            self.claimed += [own] if base is None else [own, base]
        self.places.update(self.claimed)
        self._join_stages()
        spoken, before = set(self.places), -1
        self.unlisted: set[tuple[Terms, object]] = set()
        while len(self.places) + len(self.unlisted) != before:
            before = len(self.places) + len(self.unlisted)
            self._join_members(spoken)
            self._join_parents(spoken)
            self._join_stages()
        relations = self._relations()
        self._cut()
        self.layers: dict[object, set[Terms]] = {"flow": set()}
        for terms, window in self.places:
            kind = self.terms.kind[terms[0]]
            if kind != "distinct":
                self.layers.setdefault("flow" if kind == "flow" else window, set()).add(terms)
        for terms, key in self.unlisted:
            self.layers[key].add(terms)
        self._claim_rows(scopes)
        for name, rows in relations.items():
            self.assumption_ids.append(name)
            self.units[name] = [
                row
                for low, left, right, high in rows
                for row in self._between(low or None, left, right, high)
            ]
        self._scope_rows()

    def _scopes(self, row: pd.Series) -> tuple[Place, Place | None]:
        own = [str(row[name]) for name in DIMENSIONS]
        of = ["" if pd.isna(row[f"of_{n}"]) else str(row[f"of_{n}"]) for n in DIMENSIONS]
        base = [there or here for there, here in zip(of, own, strict=True)]
        place = (tuple(own[:4]), window_of(own[4]))
        return place, (tuple(base[:4]), window_of(base[4])) if any(of) else None

    def _assumed(self) -> list[pd.Series]:
        return [] if self.assumptions is None else [row for _, row in self.assumptions.iterrows()]

    def _join_stages(self) -> None:
        """Add the other side of every assumption, until nothing more joins."""
        before = -1
        while len(self.places) != before:
            before = len(self.places)
            for row in self._assumed():
                for pair in self._pairs(row):
                    self.places.update(pair)

    def _relations(self) -> dict[str, list[tuple[Fraction, Place, Place, Fraction]]]:
        """Return for each assumption low * right <= left <= high * right, windows included."""
        rows: dict[str, list[tuple[Fraction, Place, Place, Fraction]]] = {}
        for row in self._assumed():
            tolerance = cells(pd.DataFrame([row]), "tolerance")[0]
            room = Fraction(tolerance) if tolerance and row["kind"] == "within" else Fraction(0)
            low = Fraction(0) if row["kind"] == "at_most" else max(1 - room, Fraction(0))
            pairs = sorted(set(self._pairs(row)))
            rows[str(row["id"])] = [(low, left, right, 1 + room) for left, right in pairs]
        return rows

    def _pairs(self, row: pd.Series) -> Iterator[tuple[Place, Place]]:
        left, right = str(row["left"]).split("|"), str(row["right"]).split("|")
        for here, there, swap in ((left, right, False), (right, left, True)):
            for below, window in sorted(self.places):
                # What lies below a named term bounds the whole from below, so the whole joins.
                terms = tuple(t if p == "*" else p for p, t in zip(here[:4], below, strict=True))
                if not self.terms.within(below, terms):
                    continue
                if here[4] != "*" and window_of(here[4]) != window:
                    continue
                begins = self.terms.begins.get(terms[2])
                if begins is not None and window[1] <= begins:
                    continue
                whole = window if begins is None else (min(window[0], begins), window[1])
                other = [t if p == "*" else p for p, t in zip(there[:4], terms, strict=True)]
                pair = ((terms, whole), (tuple(other), whole))
                yield (pair[1], pair[0]) if swap else pair

    def _cut(self) -> None:
        ends = {day for (t, w) in self.places if self.terms.kind[t[0]] == "flow" for day in w}
        self.pieces = list(itertools.pairwise(sorted(ends)))

    def _join_members(self, spoken: set[Place]) -> None:
        """Add members below which claims lie: two of them, or all if they add up and one is met."""
        for parent, window in sorted(self.places):
            kind = self.terms.kind[parent[0]]
            if kind == "distinct":
                continue
            near = {terms for terms, other in spoken if kind == "flow" or other == window}
            for members, exhaustive in self.terms.divisions(parent):
                met = [m for m in members if any(self.terms.within(s, m) for s in near)]
                joining = members if exhaustive and met else met if len(met) > 1 else []
                self.places.update((member, window) for member in joining)

    def _join_parents(self, spoken: set[Place]) -> None:
        """Add unnamed scopes that claims on two of their members tie to what is above or beside."""
        for terms, window in spoken:
            kind = self.terms.kind[terms[0]]
            key: object = "flow" if kind == "flow" else window
            for dimension in range(4) if kind != "distinct" else ():
                for term in self.terms.broader[dimension]:
                    parent = (*terms[:dimension], term, *terms[dimension + 1 :])
                    if parent != terms and self.terms.within(terms, parent):
                        self._join_parent(parent, key, spoken)

    def _join_parent(self, parent: Terms, key: object, spoken: set[Place]) -> None:
        there = {t for t, w in self.places if key in ("flow", w)} | {
            t for t, other in self.unlisted if other == key
        }
        near = {t for t, w in spoken if key in ("flow", w)}
        above = any(self.terms.within(parent, t) for t in there - {parent})
        for members, exhaustive in self.terms.divisions(parent):
            met = [m for m in members if any(self.terms.within(t, m) for t in near)]
            beside = exhaustive and any(
                self.terms.within(t, parent) and not any(self.terms.within(t, m) for m in members)
                for t in there - {parent}
            )
            if len(met) > 1 and parent not in there and (above or beside):
                joining = [parent, *(members if exhaustive else met)]
                self.unlisted.update((terms, key) for terms in joining)

    def expression(self, place: Place) -> Expression:
        """Return the sum of variables that a scope and window stand for."""
        terms, window = place
        if self.terms.kind[terms[0]] != "flow":
            return {(terms, window): Fraction(1)}
        return {
            (terms, piece): Fraction(1)
            for piece in self.pieces
            if window[0] <= piece[0] and piece[1] <= window[1]
        }

    def _claim_rows(self, scopes: list[tuple[Place, Place | None]]) -> None:
        figures = readings(self.entering, self.reading, build_vocabulary(self.vocabulary))
        self.intervals: dict[str, tuple[Fraction | None, Fraction | None]] = {}
        self.scopes: dict[str, tuple[Place, Place | None]] = {}
        for name, figure, scope in zip(self.entering["claim_id"], figures, scopes, strict=True):
            self.claim_ids.append(name)
            self.intervals[name] = (figure.low, figure.high)
            self.scopes[name] = scope
            self.units[name] = self.claim(name, Fraction(0))

    def claim(self, name: str, widening: Fraction) -> list[Row]:
        """Return the rows of a claim, its interval widened by a factor both ways."""
        (low, high), (own, base) = self.intervals[name], self.scopes[name]
        low = None if low is None else low / (1 + widening)
        high = None if high is None else high * (1 + widening)
        if base is None:
            value = self.expression(own)
            rows = [] if high is None else [Row(value, "<=", high)]
            return rows if low is None else [*rows, Row(minus({}, value), "<=", -low)]
        return [*self._between(low, own, base, high), Row(minus({}, self.expression(base)), "<")]

    def _between(
        self, low: Fraction | None, part: Place, whole: Place, high: Fraction | None
    ) -> list[Row]:
        value, base = self.expression(part), self.expression(whole)
        rows = [] if high is None else [Row(minus(value, base, high), "<=")]
        return rows if low is None else [*rows, Row(minus({}, minus(value, base, low)), "<=")]

    def _scope_rows(self) -> None:
        self.variables: dict[Variable, None] = {}
        for key, scopes in self.layers.items():
            for at in self.pieces if key == "flow" else [key]:
                self._layer_rows(sorted(scopes), at)
        others = [p for p in sorted(self.places) if self.terms.kind[p[0][0]] == "distinct"]
        self.variables.update(dict.fromkeys(others))
        for (narrow, short), (broad, long) in itertools.permutations(others, 2):
            if self.terms.within(narrow, broad) and long[0] <= short[0] and short[1] <= long[1]:
                difference = minus({(narrow, short): Fraction(1)}, {(broad, long): Fraction(1)})
                self.hard.append(Row(difference, "<="))
        self.hard += [Row({variable: Fraction(-1)}, "<=") for variable in self.variables]

    def _layer_rows(self, scopes: list[Terms], at: object) -> None:
        one = Fraction(1)
        self.variables.update(dict.fromkeys((terms, at) for terms in scopes))
        for narrow, broad in itertools.permutations(scopes, 2):
            if self.terms.within(narrow, broad):
                self.hard.append(Row({(narrow, at): one, (broad, at): -one}, "<="))
        for parent in scopes:
            for members, exhaustive in self.terms.divisions(parent):
                there = [member for member in members if member in scopes]
                if there:
                    total = {(member, at): one for member in there}
                    whole = exhaustive and len(there) == len(members)
                    self.hard.append(Row(minus(total, {(parent, at): one}), "=" if whole else "<="))

    def place(self, quantity: str) -> Place | None:
        """Return scope and window of a quantity's id, None where the system does not know it."""
        parsed = Quantity.parse(quantity)
        terms = parsed.terms
        window = parsed.period.start.toordinal(), parsed.period.end.toordinal() + 1
        if self.terms.kind.get(terms[0]) == "flow":
            cuts = {day for piece in self.pieces for day in piece}
            known = terms in self.layers["flow"] and set(window) <= cuts
        else:
            known = (terms, window) in self.variables
        return (terms, window) if known else None


def minus(left: Expression, right: Expression, factor: Fraction = Fraction(1)) -> Expression:
    """Return left - factor * right."""
    result = dict(left)
    for variable, coefficient in right.items():
        result[variable] = result.get(variable, Fraction(0)) - factor * coefficient
    return result

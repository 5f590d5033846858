"""Constraints derived from scopes in the most naive way; nothing here comes from the ledger room.

Days are cut everywhere at every end of every period, and each scope that a vocabulary can name near
a claim has a variable on every piece, whether anybody counts it or not: every combination of terms
that lie above those of one claim, and of the parts that make up such a term. All others can be 0.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from purgestats.claims.table.contract import readings
from purgestats.claims.vocabulary.hierarchies import Vocabulary, build_vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period

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

    def near(self, dimension: int, term: str) -> list[str]:
        """Return a term, what it lies within, and the parts of what is made up of parts."""
        found, waiting = {term: None}, [term]
        while waiting:
            one = waiting.pop()
            beside = [
                member
                for (parent, _), (members, exhaustive) in self.partitions[dimension].items()
                if exhaustive and parent == one
                for member in members
            ]
            for new in (*self.broader[dimension].get(one, ()), *beside):
                if new not in found:
                    found[new] = None
                    waiting.append(new)
        return list(found)


_read: dict[int, tuple[Mapping[str, pd.DataFrame], Terminology, Vocabulary]] = {}


def read(tables: Mapping[str, pd.DataFrame]) -> tuple[Terminology, Vocabulary]:
    """Return what the tables of a vocabulary say, and the vocabulary they make, read once."""
    if id(tables) not in _read:
        # The tables are kept with it, so that no others come to bear their number.
        _read[id(tables)] = tables, Terminology(tables), build_vocabulary(tables)
    return _read[id(tables)][1:]


Window = tuple[int, int]
Place = tuple[Terms, Window]


def window_of(period: str) -> Window:
    """Return the first day of a period and the day after its last."""
    parsed = Period.parse(period)
    return parsed.start.toordinal(), parsed.end.toordinal() + 1


def place_of(quantity: str) -> Place:
    """Return scope and window of a quantity's id."""
    *terms, period = quantity.split("|")
    return tuple(terms), window_of(period)


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
    asked : iterable of str
        Quantities that no claim names.
    """

    claims: pd.DataFrame
    vocabulary: Mapping[str, pd.DataFrame]
    assumptions: pd.DataFrame | None = None
    reading: str = "printed"
    asked: Iterable[str] = ()
    hard: list[Row] = field(default_factory=list)
    units: dict[str, list[Row]] = field(default_factory=dict)
    claim_ids: list[str] = field(default_factory=list)
    assumption_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terms, self.checked = read(self.vocabulary)
        self.entering = self.claims[
            self.claims["stance"].isin(["asserts", "reports", ""]) | self.claims["stance"].isna()
        ]
        scopes = [self._scopes(row) for _, row in self.entering.iterrows()]
        self.claimed = [one for pair in scopes for one in pair if one is not None]
        self.places = {*self.claimed, *map(place_of, self.asked)}
        self._join_stages()
        self.tied = {one for row in self._assumed() for pair in self._pairs(row) for one in pair}
        ends = {day for (t, w) in self.places if self.terms.kind[t[0]] == "flow" for day in w}
        self.pieces = list(itertools.pairwise(sorted(ends)))
        self._claim_rows(scopes)
        for row in self._assumed():
            self.assumption_ids.append(str(row["id"]))
            self.units[str(row["id"])] = self._assumption(row)
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

    def _assumption(self, row: pd.Series) -> list[Row]:
        """Return low * right <= left <= high * right for every pair."""
        tolerance = cells(pd.DataFrame([row]), "tolerance")[0]
        room = Fraction(tolerance) if tolerance and row["kind"] == "within" else Fraction(0)
        low = None if row["kind"] == "at_most" or room >= 1 else 1 - room
        return [
            one
            for left, right in sorted(set(self._pairs(row)))
            for one in self._between(low, left, right, 1 + room)
        ]

    def _pairs(self, row: pd.Series) -> Iterator[tuple[Place, Place]]:
        left, right = str(row["left"]).split("|"), str(row["right"]).split("|")
        if row["kind"] == "within" and left[:4] == right[:4] and _in_days(left[4], right[4]):
            yield from self._windows_and_dates(left, right[4])
            return
        for here, there, swap in ((left, right, False), (right, left, True)):
            for below, window in sorted(self.places):
                # What lies below a named term bounds the whole from below, so the whole joins.
                terms = tuple(t if p == "*" else p for p, t in zip(here[:4], below, strict=True))
                if not self.terms.within(below, terms):
                    continue
                other = tuple(t if p == "*" else p for p, t in zip(there[:4], terms, strict=True))
                named = [window_of(side[4]) for side in (here, there) if side[4] != "*"]
                if named:
                    pair = ((terms, named[0]), (other, named[-1]))
                else:
                    dated = self.terms.kind[terms[0]] == "stock"
                    begins = None if dated else self.terms.begins.get(terms[2])
                    if begins is not None and window[1] <= begins:
                        continue
                    whole = window if begins is None else (min(window[0], begins), window[1])
                    pair = ((terms, whole), (other, whole))
                yield (pair[1], pair[0]) if swap else pair

    def _windows_and_dates(self, pattern: list[str], on: str) -> Iterator[tuple[Place, Place]]:
        """Tie a stock said of several days to the same stock on every day in or next to them.

        So is the part of a pattern that it lies within. Any day that may matter is one: those that
        are named, and the last before each window, for there windows meet that meet at all.
        """
        stocks = sorted(one for one in self.places if self.terms.kind[one[0][0]] == "stock")
        days = {window for _, window in stocks if window[1] - window[0] == 1}
        days |= {(first - 1, first) for _, (first, after) in stocks if after - first > 1}
        days = days if on == "*" else {window_of(on)}
        for below, (first, after) in stocks:
            terms = tuple(t if p == "*" else p for p, t in zip(pattern, below, strict=False))
            named = pattern[4] == "*" or window_of(pattern[4]) == (first, after)
            if after - first > 1 and named and self.terms.within(below, terms):
                for day, next_day in sorted(days):
                    if first <= next_day and day <= after:
                        yield (terms, (first, after)), (terms, (day, next_day))

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
        figures = readings(self.entering, self.reading, self.checked)
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
        near: dict[tuple[str, object], dict[Terms, None]] = {}
        for terms, window in sorted(self.places | self.tied):
            kind = self.terms.kind[terms[0]]
            if kind == "distinct":
                self.variables[terms, window] = None
                continue
            known = near.setdefault((kind, "flow" if kind == "flow" else window), {})
            around = itertools.product(*(self.terms.near(i, term) for i, term in enumerate(terms)))
            known |= {scope: None for scope in around if self.terms.alike(scope[0], terms[0])}
        self._distinct_rows(list(self.variables))
        for (kind, key), scopes in near.items():
            for at in self.pieces if kind == "flow" else [key]:
                self.variables |= {(terms, at): None for terms in scopes}
                self._layer_rows(scopes, at)
        self.hard += [Row({variable: Fraction(-1)}, "<=") for variable in self.variables]

    def _distinct_rows(self, there: list[Variable]) -> None:
        for (narrow, short), (broad, long) in itertools.permutations(there, 2):
            if self.terms.within(narrow, broad) and long[0] <= short[0] and short[1] <= long[1]:
                difference = minus({(narrow, short): Fraction(1)}, {(broad, long): Fraction(1)})
                self.hard.append(Row(difference, "<="))

    def _layer_rows(self, scopes: Mapping[Terms, None], at: object) -> None:
        one = Fraction(1)
        for narrow in scopes:
            for dimension in range(4):
                for up in self.terms.broader[dimension].get(narrow[dimension], ()):
                    broad = (*narrow[:dimension], up, *narrow[dimension + 1 :])
                    if broad in scopes and self.terms.alike(narrow[0], broad[0]):
                        self.hard.append(Row({(narrow, at): one, (broad, at): -one}, "<="))
        for parent in scopes:
            for members, exhaustive in self.terms.divisions(parent):
                there = [member for member in members if member in scopes]
                if there and (exhaustive or len(there) > 1):
                    total = {(member, at): one for member in there}
                    whole = exhaustive and len(there) == len(members)
                    self.hard.append(Row(minus(total, {(parent, at): one}), "=" if whole else "<="))

    def place(self, quantity: str) -> Place | None:
        """Return scope and window of a quantity's id, None where the system does not know it."""
        terms, window = place_of(quantity)
        if self.terms.kind.get(terms[0]) != "flow":
            return (terms, window) if (terms, window) in self.variables else None
        cuts = {day for piece in self.pieces for day in piece}
        known = self.pieces and (terms, self.pieces[0]) in self.variables and set(window) <= cuts
        return (terms, window) if known else None


def _in_days(window: str, day: str) -> bool:
    """Say whether periods, perhaps any, are one of several days, and a day in or next to it."""
    if "*" in (window, day):
        return True
    (first, after), (start, end) = window_of(window), window_of(day)
    return after - first > 1 == end - start and first <= end and start <= after


def minus(left: Expression, right: Expression, factor: Fraction = Fraction(1)) -> Expression:
    """Return left - factor * right."""
    result = dict(left)
    for variable, coefficient in right.items():
        result[variable] = result.get(variable, Fraction(0)) - factor * coefficient
    return result

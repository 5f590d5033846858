"""A smaller system that every solution of a system solves too: stretches of time put together.

Days are cut wherever anything compared with them is cut, so that most stretches of a scope are ends
of nobody's window. Here each scope keeps the cuts of its own windows alone, and rows are added up
until no stretch is left in part. What the small system refutes the large one refutes, by the same
rows; what it allows has to be asked of the large one (Rogers, Plante, Wong & Evans 1991,
"Aggregation and disaggregation techniques and methodology in optimization").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from purgestats.ledger.model.lattice import Scope
from purgestats.ledger.model.rows import HARD, Number, Row, System, Variable


@dataclass(frozen=True)
class Aggregated:
    """A system made of sums of another's rows.

    Parameters
    ----------
    system : System
        Sums of variables as variables, sums of rows as rows; the same units.
    origin : list of dict of int to number
        For each of its rows, the rows of the other it is a sum of, and how often each is taken.
    members : list of list of int
        For each of its variables, the variables of the other that it is the sum of.
    column : list of int
        For each variable of the other, the sum that it is part of.
    """

    system: System
    origin: list[Mapping[int, Number]]
    members: list[list[int]]
    column: list[int]

    def copy(self) -> Aggregated:
        """Return the same, to which rows can be added apart from this one."""
        system = replace(self.system, rows=self.system.rows.copy())
        return replace(self, system=system, origin=self.origin.copy())

    def lifted(self, times: Mapping[int, Number]) -> dict[int, Number]:
        """Return multipliers of the other system's rows that come to those of these rows."""
        return summed(
            (row, multiplier * share)
            for number, multiplier in times.items()
            for row, share in self.origin[number].items()
        )

    def add(self, system: System, times: Mapping[int, Number]) -> Row:
        """Add a row that follows from rows of the other system that always hold.

        Parameters
        ----------
        system : System
            The other system.
        times : mapping of int to number
            Its rows, and how often each is taken.

        Returns
        -------
        Row
            The last of the rows now.
        """
        rows = system.rows
        total = summed(
            (one, times[number] * value) for number in times for one, value in rows[number].terms
        )
        terms, _ = _over_sums(total, self.column, self.members)
        self.system.rows.append(Row("partition", HARD, "", terms, 0))
        self.origin.append(times)
        return self.system.rows[-1]


def aggregated(system: System) -> Aggregated:
    """Put stretches of time together that no window of their own scope tells apart.

    Parameters
    ----------
    system : System
        Any system.

    Returns
    -------
    Aggregated
        Each of its rows follows from the rows of the system that are named.
    """
    column, members = _columns(system)
    groups: list[tuple[int, ...]] = [
        (number,) for number, row in enumerate(system.rows) if not _adds_up(row)
    ]
    for rows in _relations(system).values():
        groups += _joined(system, rows, column, members)
    small = System(units=system.units)
    for held in members:
        first, last = system.variables[held[0]], system.variables[held[-1]]
        span = first.span[0], last.span[1]
        small.variables.append(first if len(held) == 1 else Variable(first.scope, span, "part"))
    small.rows = [_sum(system, group, column, members) for group in groups]
    return Aggregated(small, [dict.fromkeys(one, 1) for one in groups], members, column)


def _adds_up(row: Row) -> bool:
    return row.unit == HARD and row.kind in ("partition", "containment")


def _columns(system: System) -> tuple[list[int], list[list[int]]]:
    """Return for each variable its sum, and for each sum its variables in order of time."""
    cuts: dict[Scope, set[int]] = {}
    for variable in system.variables:
        if variable.role != "part":
            cuts.setdefault(variable.scope, set()).update(variable.span)
    ordered = {scope: sorted(days) for scope, days in cuts.items()}
    places: dict[object, list[int]] = {}
    for number, variable in enumerate(system.variables):
        key: object = number
        if variable.role == "part":
            key = variable.scope, bisect_right(ordered.get(variable.scope, []), variable.span[0])
        places.setdefault(key, []).append(number)
    members = [sorted(held, key=lambda one: system.variables[one].span) for held in places.values()]
    column = [0] * len(system.variables)
    for number, held in enumerate(members):
        for one in held:
            column[one] = number
    return column, members


def _relations(system: System) -> dict[object, list[int]]:
    """Return the rows that say the same of different times, by what they say."""
    found: dict[object, list[int]] = {}
    root: dict[object, object] = {}

    def find(one: object) -> object:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    keys = {}
    for number, row in enumerate(system.rows):
        if _adds_up(row):
            scopes = dict.fromkeys(system.variables[one].scope for one, _ in row.terms)
            whole = next(system.variables[one].scope for one, value in row.terms if value > 0)
            parts = [scope for scope in scopes if scope != whole]
            keys[number] = (row.kind, row.equal, whole, next(iter(parts), whole))
            for part in parts[1:]:
                one, other = find((row.kind, row.equal, whole, part)), find(keys[number])
                root[one] = other
    for number, key in keys.items():
        found.setdefault(find(key), []).append(number)
    return found


def _joined(
    system: System, rows: Sequence[int], column: Sequence[int], members: Sequence[Sequence[int]]
) -> list[tuple[int, ...]]:
    """Put rows together that name parts of one sum."""
    group: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for number in rows:
        joined = [number]
        for variable, _ in system.rows[number].terms:
            held = by_column.get(column[variable])
            if held is not None and held is not joined and len(members[column[variable]]) > 1:
                small, joined = sorted((held, joined), key=len)
                joined += small
                for one in small:
                    group[one] = joined
                    for other, _ in system.rows[one].terms:
                        by_column[column[other]] = joined
        group[number] = joined
        for variable, _ in system.rows[number].terms:
            by_column[column[variable]] = joined
    return list(dict.fromkeys(tuple(sorted(group[number])) for number in rows))


def _sum(
    system: System,
    numbers: Sequence[int],
    column: Sequence[int],
    members: Sequence[Sequence[int]],
) -> Row:
    row = system.rows[numbers[0]]
    total = summed(((one, value) for n in numbers for one, value in system.rows[n].terms))
    terms, even = _over_sums(total, column, members)
    return Row(row.kind, row.unit, row.side, terms, row.rhs, row.equal and even, row.strict)


def summed(terms: Iterable[tuple[int, Number]]) -> dict[int, Number]:
    """Add up coefficients by variable."""
    total: dict[int, Number] = {}
    for variable, value in terms:
        total[variable] = total.get(variable, 0) + value
    return total


def _over_sums(
    total: Mapping[int, Number], column: Sequence[int], members: Sequence[Sequence[int]]
) -> tuple[tuple[tuple[int, Number], ...], bool]:
    """Return what a sum of variables is at most, in sums of them; and whether it is just that.

    Unknowns are at least 0, so that the greatest of the coefficients of a sum's variables will do.
    """
    found: dict[int, Number] = {}
    even = True
    for place in dict.fromkeys(column[variable] for variable in total):
        values = [total.get(variable, 0) for variable in members[place]]
        even &= len(set(values)) == 1
        if most := max(values):
            found[place] = most
    return tuple(found.items()), even

"""The cheapest repairs of tables of sums in which each figure stands in two sums at most.

A figure that is set aside links the two sums in which it stands, as a cell links its row and its
column. Sums so linked can hold only if what they are wrong by cancels out, and to link n of them
takes n - 1 figures. So the more groups there are that cancel out, the fewer figures have to go, as
the fewest payments settle debts (Verhoeff 2004, "Settling multiple debts efficiently: an invitation
to computing science").
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from purgestats.ledger.conflicts.hitting_sets import Bits, OutOfSteps, Units, as_units, each
from purgestats.ledger.model.rows import Number, Row
from purgestats.ledger.proofs.rational import divide
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.repairs.cancelling import Off, most_groups, sum_of

#: How many steps are taken to link the sums of a table.
MOST_STEPS = 100_000
#: So many repairs are told, at the most.
MOST_TOLD = 1_001
Ends = tuple[int, int]


class Link(NamedTuple):
    """Which sums a figure links once it is set aside, what goes for it, and what that costs."""

    ends: Ends
    units: Units
    price: int


class Printed(NamedTuple):
    """The one value that is printed for a variable, and the units that say so if all may go."""

    value: Number
    units: Units


def fewest_links(
    part: Part, price: Mapping[int, int], gone: Units, fewer: int = 0
) -> tuple[int, Iterator[Units]]:
    """Return what a repair costs at the least, as far as sums tell, and the sets that cost that.

    Parameters
    ----------
    part : Part
        The rows. Units are numbered here as they stand in ``part.units``.
    price : mapping of int to int
        What may be set aside, and its cost, above 0.
    gone : frozenset of int
        What does not hold in any case.
    fewer : int
        How many groups fewer there are to be than there may: so much more do the sets cost.

    Returns
    -------
    tuple of int and iterator of frozenset of int
        Whatever else lets all sums add up costs more, or if there are to be fewer groups as much.

    Raises
    ------
    OutOfSteps
        If sums do not tell, or only after too many steps.
    """
    printed = _printed(part, price, gone)
    sums, standing = _sums(part.system.rows)
    turn = _turns(sums, standing)
    if turn is None:
        raise OutOfSteps
    # What is not printed links for nothing the sums in which it stands, or one with what need not
    # add up, which has the last number. So does what has room: it takes in what is linked with it.
    free = [ends for one, ends in standing.items() if one not in printed]
    group = _joined(len(sums) + 1, free)
    off = _off(sums, turn, group, {one: found.value for one, found in printed.items()})
    group = [group[-1] if off[one].has_room else one for one in group]
    links = []
    for one, (_, units) in printed.items():
        first, second = (group[end] for end in standing.get(one, (0, 0)))
        if units and first != second:
            links.append(Link((first, second), units, sum(price[unit] for unit in units)))
    named = [unit for link in links for unit in link.units]
    if len(named) > len({*named}):
        raise OutOfSteps
    wrong = {one: off[one] for one in sorted({*group[:-1]} - {group[-1]}) if not off[one].holds}
    tables = _tables(wrong, links, group[-1], len(off), fewer)
    if not tables or (fewer and len(tables) > 1):
        raise OutOfSteps
    ways = [table.repairs() for table in tables]
    sets = (frozenset[int]().union(*chosen) for chosen in itertools.product(*ways))
    return sum(table.cost for table in tables), sets


def _printed(part: Part, price: Mapping[int, int], gone: Units) -> dict[int, Printed]:
    """Return what is printed for each variable where that is one value."""
    place = {unit: number for number, unit in enumerate(part.units)}
    ends: dict[tuple[int, int], dict[int, Number]] = {}
    for row in part.system.rows:
        unit = place.get(row.unit, -1)
        if len(row.terms) == 1 and unit not in gone:
            ((variable, times),) = row.terms
            value = divide(row.rhs, times)
            for up in (True, False) if row.equal else (times > 0,):
                ends.setdefault((variable, unit), {})[up] = value
    found: dict[int, dict[Number, set[int]]] = {}
    for (variable, unit), said in ends.items():
        if len(said) == 2 and said[True] == said[False]:
            found.setdefault(variable, {}).setdefault(said[True], set()).add(unit)
    printed = {}
    for variable, values in found.items():
        if len(values) == 1:
            ((value, units),) = values.items()
            printed[variable] = Printed(value, frozenset(units if units <= price.keys() else ()))
    return printed


def _sums(rows: Iterable[Row]) -> tuple[list[Row], dict[int, Ends]]:
    """Return sums of which no three share a variable, and in which two each variable stands.

    Equations come first, then the longest.
    """
    firm = [row for row in rows if row.unit < 0 and not row.strict and len(row.terms) > 1]
    sums: list[Row] = []
    places: dict[int, list[int]] = {}
    for row in sorted(firm, key=lambda row: (not row.equal, -len(row.terms) * (not row.equal))):
        if all(len(places.get(one, ())) < 2 for one, _ in row.terms):
            for one, _ in row.terms:
                places.setdefault(one, []).append(len(sums))
            sums.append(row)
    return sums, {one: (found[0], [*found, len(sums)][1]) for one, found in places.items()}


def _turns(sums: Sequence[Row], standing: Mapping[int, Ends]) -> list[Number] | None:
    """Return how often to take each sum so that what stands in two cancels out; None if none do."""
    times = [dict(row.terms) for row in sums]
    found: list[Number] = [0] * len(sums)
    for start in range(len(sums)):
        waiting = [] if found[start] else [start]
        found[start] = found[start] or 1
        while waiting:
            one = waiting.pop()
            for variable, own in times[one].items():
                other = sum(standing[variable]) - one
                if other == len(sums):
                    continue
                turn = divide(-found[one] * own, times[other][variable])
                if not found[other]:
                    waiting.append(other)
                    found[other] = turn
                elif found[other] != turn:
                    return None
    return found


def _joined(size: int, pairs: Sequence[Ends]) -> list[int]:
    """Return the number of the group in which each of some things is once pairs are joined."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(pairs)), tuple(ends)), shape=(size, size))
    return list(connected_components(graph, directed=False)[1].tolist())


def _off(
    sums: Sequence[Row], turn: Sequence[Number], group: Sequence[int], value: Mapping[int, Number]
) -> list[Off]:
    """Return what each group of sums is wrong by."""
    found = [Off(0, over=False, under=False)] * (max(group) + 1)
    for row, times, place in zip(sums, turn, group, strict=False):
        held = sum(share * value.get(one, 0) for one, share in row.terms)
        more, less = not row.equal and times > 0, not row.equal and times < 0
        found[place] = sum_of((found[place], Off(times * (held - row.rhs), more, less)))
    return found


def _tables(
    wrong: Mapping[int, Off], links: Sequence[Link], outside: int, size: int, fewer: int
) -> list[_Table]:
    """Return the tables in which not all sums add up."""
    inner = [link.ends for link in links if outside not in link.ends]
    table = _joined(size, inner)
    tables: dict[int, list[int]] = {}
    for one in wrong:
        tables.setdefault(table[one], []).append(one)
    return [
        _Table(
            sums,
            [wrong[one] for one in sums],
            [link for link in links if number in (table[end] for end in link.ends)],
            outside,
            fewer,
        )
        for number, sums in tables.items()
    ]


@dataclass
class _Table:
    """Wrong sums that hang together, what each is wrong by, and what links them."""

    sums: Sequence[int]
    off: Sequence[Off]
    links: Sequence[Link]
    outside: int
    fewer: int
    steps: int = 0
    cost: int = 0

    def __post_init__(self) -> None:
        self._open = any(self.outside in link.ends for link in self.links)
        rest = self._open or any(one.over or one.under for one in self.off)
        most, self._partings = most_groups(self.off, rest=rest, fewer=self.fewer)
        least = min((link.price for link in self.links), default=0)
        self._cheap = [link for link in self.links if link.price == least]
        self.cost = least * (len(self.sums) - most)

    def repairs(self) -> list[Units]:
        """Return the sets of links that cost the least, and link sums as they must be."""
        found: list[Units] = []
        for groups in self._groups():
            linked = [self._linked(one, one == groups[0]) for one in groups]
            told = itertools.islice(itertools.product(*linked), MOST_TOLD - len(found))
            found += [frozenset[int]().union(*one) for one in told]
            if len(found) == MOST_TOLD:
                break
        return found

    def _groups(self) -> Iterator[tuple[Bits, ...]]:
        """Yield the ways to part the sums into most groups that cancel out.

        First come those that are linked with what need not add up. What is left of a parting may
        be linked with any other group, if that holds.
        """
        told = set[tuple[Bits, ...]]()
        for rest, *groups in self._partings:
            for places in itertools.product(
                range(-self._open, len(groups)), repeat=rest.bit_count()
            ):
                self._step()
                found = [0, *groups]
                for one, place in zip(each(rest), places, strict=True):
                    found[place + 1] |= one
                parting = (found[0], *sorted(found[1:]))
                if parting not in told and all(self._holds(one) for one in found[1:]):
                    told.add(parting)
                    yield parting

    def _holds(self, group: Bits) -> bool:
        return sum_of(self.off[one] for one in as_units(group)).holds

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise OutOfSteps

    def _linked(self, group: Bits, outside: bool) -> list[Units]:
        """Return ways to link the sums of a group, perhaps with nothing else: spanning trees."""
        nodes = [self.sums[one] for one in sorted(as_units(group))]
        if outside and nodes:
            nodes.append(self.outside)
        inside = [link for link in self._cheap if {*nodes} >= {*link.ends}]
        found: list[Units] = []
        #: Which link comes next, what is taken, and the node that stands for each one's own.
        alone = dict(zip(nodes, nodes, strict=True))
        stack: list[tuple[int, Units, dict[int, int]]] = [(0, frozenset(), alone)]
        while stack and len(found) < MOST_TOLD:
            self._step()
            place, taken, stands = stack.pop()
            if len({*stands.values()}) <= 1:
                found.append(taken)
            elif place < len(inside):
                link = inside[place]
                one, other = (stands[end] for end in link.ends)
                stack.append((place + 1, taken, stands))
                if one != other:
                    both = {node: one if at == other else at for node, at in stands.items()}
                    stack.append((place + 1, taken | link.units, both))
        return found

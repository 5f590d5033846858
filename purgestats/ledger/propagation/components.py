"""The parts of a system that share no quantity: each is examined by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from purgestats.ledger.model.aggregation import Aggregated, aggregated
from purgestats.ledger.model.rows import HARD, Row, System
from purgestats.ledger.propagation.arrays import Bools, Ints, Network, make_network
from purgestats.ledger.propagation.cycles import hard_blocks

#: A smaller system that has more of the rows than this is not worth having.
WORTH = 0.7


@dataclass
class Part:
    """A system of its own, cut from a larger one.

    Parameters
    ----------
    system, network : System, Network
        With variables numbered anew; units keep their numbers.
    rows : list of int
        For each of its rows, the number in the whole system.
    variables : list of int
        For each of its variables, the number in the whole system.
    units : tuple of int
        Claims and assumptions that have a row here.
    blocks : list of (array, array)
        Its hard blocks when all units count.
    """

    system: System
    network: Network
    rows: list[int]
    variables: list[int]
    units: tuple[int, ...]
    blocks: list[tuple[Ints, Ints]]

    @cached_property
    def sums(self) -> Aggregated | None:
        """The same with stretches of time put together; None where that saves too little."""
        found = aggregated(self.system)
        return found if len(found.system.rows) < WORTH * len(self.rows) else None

    @cached_property
    def small(self) -> Part | None:
        """The part that these sums make."""
        if self.sums is None:
            return None
        system = self.sums.system
        numbers, columns = list(range(len(system.rows))), list(range(len(system.variables)))
        return Part(system, make_network(system), numbers, columns, self.units, [])

    def lines(self, units: Iterable[int]) -> Bools:
        """Return which lines count when just these units do."""
        chosen = np.zeros(len(self.system.units) + 1, dtype=bool)
        chosen[list(units)] = True
        chosen[-1] = True
        return np.asarray(chosen[self.network.unit], dtype=bool)


def cut_out(system: System, rows: Sequence[int]) -> Part:
    """Return the part of a system made of the given rows.

    Parameters
    ----------
    system : System
        The whole.
    rows : sequence of int
        Rows to keep.

    Returns
    -------
    Part
        With the variables that the rows name.
    """
    variables = sorted({variable for row in rows for variable, _ in system.rows[row].terms})
    number = {variable: place for place, variable in enumerate(variables)}
    kept = [
        Row(
            row.kind,
            row.unit,
            row.side,
            tuple((number[variable], value) for variable, value in row.terms),
            row.rhs,
            row.equal,
            row.strict,
        )
        for row in (system.rows[place] for place in rows)
    ]
    small = System([system.variables[variable] for variable in variables], kept, system.units)
    network = make_network(small)
    units = tuple(sorted({row.unit for row in kept if row.unit >= 0}))
    blocks = hard_blocks(network, np.ones(network.lines, dtype=bool))
    return Part(small, network, list(rows), variables, units, blocks)


def restricted(part: Part, used: Bools) -> Part:
    """Return a part in which all but some variables are 0: what it allows the part allows.

    Parameters
    ----------
    part : Part
        The whole.
    used : array of bool
        The variables that may be above 0.

    Returns
    -------
    Part
        With the same units, and rows that still say something.
    """
    place = (np.cumsum(used) - 1).tolist()
    there = used.tolist()
    rows: dict[object, Row] = {}
    for number, row in enumerate(part.system.rows):
        terms = tuple([(place[one], value) for one, value in row.terms if there[one]])
        key: object = number
        if row.unit == HARD:
            if not row.equal and all(value > 0 for _, value in terms):
                continue
            key = terms, row.equal
        rows.setdefault(key, replace(row, terms=terms))
    kept = np.flatnonzero(used).tolist()
    system = System(
        [part.system.variables[one] for one in kept], list(rows.values()), part.system.units
    )
    return Part(system, make_network(system), list(range(len(rows))), kept, part.units, [])


def split(system: System) -> list[Part]:
    """Return the connected parts of a system.

    Parameters
    ----------
    system : System
        The whole.

    Returns
    -------
    list of Part
        In order of the smallest row; variables without any row are left out.
    """
    size = len(system.variables)
    pairs = [
        (variable, size + place)
        for place, row in enumerate(system.rows)
        for variable, _ in row.terms
    ]
    if not pairs:
        return []
    ends = np.array(pairs, dtype=np.int64)
    nodes = size + len(system.rows)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    members: dict[int, list[int]] = {}
    for place in range(len(system.rows)):
        members.setdefault(int(label[size + place]), []).append(place)
    return [cut_out(system, rows) for rows in members.values()]

"""The parts of a system that share no quantity: each is examined by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from purgestats._unswept import unswept
from purgestats.ledger.lp import DROPPED
from purgestats.ledger.model.reduction import Reduced, reduced
from purgestats.ledger.model.rows import Number, Row, System
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.ledger.propagation.arrays import Bools, Ints, Network, make_network
from purgestats.ledger.propagation.cycles import hard_blocks

#: Of so few rows rational numbers tell as quickly as the solver.
FEW = 200


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
    """

    system: System
    network: Network
    rows: list[int]
    variables: list[int]
    units: tuple[int, ...]

    @cached_property
    def blocks(self) -> list[tuple[Ints, Ints]]:
        """Its hard blocks when all units count."""
        return hard_blocks(self.network, np.ones(self.network.lines, dtype=bool))

    @cached_property
    def core(self) -> Core:
        """The same with fewer unknowns: those that figures are about, and some besides."""
        return self.core_with(())

    @cached_property
    def plain(self) -> bool:
        """Whether rational numbers tell of it, and no solver.

        They do of few rows, and where the solver would take entries for 0.
        """
        core = self.core.part
        network = core.network
        size = np.abs(network.coefficient) * network.scale[network.variable]
        largest = np.zeros(network.lines)
        np.maximum.at(largest, network.row, size)
        dropped = bool((size < 2 * DROPPED * largest[network.row]).any())
        return len(core.system.rows) <= FEW or dropped

    def core_with(self, asked: Iterable[int]) -> Core:
        """Return the same with fewer unknowns, those asked about among them."""
        kept = {one for one, of in enumerate(self.system.variables) if of.role == "claimed"}
        kept.update(asked)
        found = reduced(self.system, kept)
        rows, columns = list(range(len(found.system.rows))), list(range(len(found.columns)))
        network = make_network(found.system)
        return Core(Part(found.system, network, rows, columns, self.units), found, kept)

    def lines(self, units: Iterable[int]) -> Bools:
        """Return which lines count when just these units do."""
        chosen = np.zeros(len(self.system.units) + 1, dtype=bool)
        chosen[list(units)] = True
        chosen[-1] = True
        return np.asarray(chosen[self.network.unit], dtype=bool)


@dataclass(frozen=True)
class Core:
    """A part with fewer unknowns.

    Parameters
    ----------
    part : Part
        With the same units.
    reduced : Reduced
        Where its rows and variables come from.
    kept : set of int
        The variables whose bounds are those in the part; others may be left, with wider ones.
    """

    part: Part
    reduced: Reduced
    kept: set[int]

    @cached_property
    def place(self) -> dict[int, int]:
        """The number here of each variable that keeps its bounds."""
        columns = enumerate(self.reduced.columns)
        return {one: number for number, one in columns if one in self.kept}

    def lifted(self, proof: Certificate) -> dict[int, Number]:
        """Return the multipliers of a proof in the rows of the part itself."""
        return self.reduced.lifted({line.number: line.multiplier for line in proof.rows})


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
    return Part(small, network, list(rows), variables, units)


@unswept()
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
    # A figure holds whole or not at all: the base of none of it stands in another row alone.
    pairs += [pair for pair in system.of_claim if pair[1] >= 0]
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

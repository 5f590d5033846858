"""What a ledger is made of, and what has been worked out of it: each piece once, when needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property, wraps
from threading import RLock
from typing import Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from purgestats.claims.figures.reading import POLICIES, Figure, Policy
from purgestats.claims.table.contract import readings
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownClaim, did_you_mean, nearest
from purgestats.ledger.bounds.extremes import Extremes
from purgestats.ledger.conflicts.explored import as_set
from purgestats.ledger.conflicts.mus import Search, begin, minimal_sets, search_part
from purgestats.ledger.conflicts.oracle import Oracle
from purgestats.ledger.conflicts.strain import Members
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.build import Entry, build, entries
from purgestats.ledger.model.counts import counts_of
from purgestats.ledger.model.intervals import Span, to_span
from purgestats.ledger.model.lattice import Scope
from purgestats.ledger.model.rows import System
from purgestats.ledger.propagation.arrays import Bools, Network, make_network
from purgestats.ledger.propagation.box import Box, new_box
from purgestats.ledger.propagation.components import Part, split
from purgestats.ledger.propagation.cycles import hard_blocks
from purgestats.ledger.propagation.fixpoint import propagate

#: A whole whose highest value is less may have to be empty.
NEARLY = 1e-6
Kept = TypeVar("Kept")
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class State:
    """Claims that entered a ledger, and everything that follows from them.

    Parameters
    ----------
    claims : DataFrame
        Asserted and reported claims, with a fresh index.
    vocabulary : Vocabulary
        What lies within what.
    policy : Policy
        How figures are read.
    assumptions : tuple of Assumption
        What is assumed besides.
    also : tuple of Quantity
        Quantities that no claim names and that are asked about.
    readings_given : list of Figure, optional
        Figures to use instead of reading the claims.
    """

    claims: pd.DataFrame
    vocabulary: Vocabulary
    policy: Policy
    assumptions: tuple[Assumption, ...]
    also: tuple[Quantity, ...] = ()
    readings_given: list[Figure] | None = None
    kept: dict[object, object] = field(default_factory=dict)
    #: Solvers stand where the last question left them: threads ask one after the other.
    lock: AbstractContextManager[object] = field(default_factory=RLock)

    def __reduce__(self) -> tuple[type[State], tuple[object, ...]]:
        """Return what it is made of: a copy works out anew what follows."""
        given = (self.claims, self.vocabulary, self.policy, self.assumptions)
        return State, (*given, self.also, self.readings_given)

    def but(self, **changes: object) -> State:
        """Return another state, from scratch, with some of what it is made of changed."""
        claims = changes.get("claims", self.claims)
        assert isinstance(claims, pd.DataFrame)
        changes["claims"] = claims.reset_index(drop=True)
        return dataclasses.replace(self, kept={}, **changes)  # type: ignore[arg-type]

    def some(self, kept: Bools) -> State:
        """Return another of some of the claims, whose figures are not read again."""
        figures = [self.figures[row] for row in np.flatnonzero(kept).tolist()]
        return self.but(claims=self.claims[kept], readings_given=figures)

    def assuming(self, assumptions: tuple[Assumption, ...]) -> State:
        """Return the same under other assumptions: one state, whoever asks and under which lens."""
        if assumptions == self.assumptions:
            return self
        key = ("assuming", assumptions)
        if key not in self.kept:
            self.kept[key] = self.but(assumptions=assumptions)
        return cast("State", self.kept[key])

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each claim."""
        return {claim: row for row, claim in enumerate(self.claims["claim_id"].tolist())}

    @cached_property
    def figures(self) -> list[Figure]:
        """What each claim allows."""
        if self.readings_given is not None:
            return self.readings_given
        return readings(self.claims, self.policy, self.vocabulary)

    def figures_under(self, policy: str) -> list[Figure]:
        """Return what each claim allows under another reading policy, read once for all."""
        key = ("figures", policy)
        if key not in self.kept:
            self.kept[key] = readings(self.claims, POLICIES[policy], self.vocabulary)
        return cast("list[Figure]", self.kept[key])

    @cached_property
    def entries(self) -> list[Entry]:
        """The claims with their scopes."""
        return entries(self.claims, self.figures)

    @cached_property
    def counts(self) -> list[tuple[int, ...]]:
        """The rows of the claims that print each count."""
        return counts_of(self.claims, self.entries)

    @cached_property
    def system(self) -> System:
        """Every quantity and every row."""
        return build(self.entries, self.vocabulary, self.assumptions, self.also, self.counts)

    @cached_property
    def network(self) -> Network:
        """The rows as arrays."""
        return make_network(self.system)

    @cached_property
    def parts(self) -> list[Part]:
        """What shares no quantity, apart."""
        return split(self.system)

    @cached_property
    def part_of(self) -> dict[int, tuple[int, int]]:
        """The part of each variable that any row names, and its number there."""
        return {
            variable: (place, number)
            for place, part in enumerate(self.parts)
            for number, variable in enumerate(part.variables)
        }

    def by_part(self, variables: Iterable[int]) -> dict[int, list[int]]:
        """Return the numbers of variables in their parts; those that no row names are left out."""
        found: dict[int, list[int]] = {}
        for place, number in (self.part_of[one] for one in variables if one in self.part_of):
            found.setdefault(place, []).append(number)
        return found

    @cached_property
    def asked(self) -> Bools:
        """Which variables are quantities, not stretches of time that windows were cut into."""
        return np.array([one.role != "part" for one in self.system.variables], dtype=bool)

    @cached_property
    def whole(self) -> Box:
        """Bounds by propagation over everything."""
        return new_box(self.system, self.network, np.ones(self.network.lines, dtype=bool))

    @cached_property
    def plain(self) -> bool:
        """Whether propagation alone answers everything: nothing clashes, no circle needs more."""
        fix, network = self.whole.fix, self.network
        bases = network.variable[network.starts[network.strict]]
        holds = fix.settled and fix.crossed < 0 and not (fix.high[bases] <= NEARLY).any()
        return bool(
            holds
            and not self.whole.circular
            and not hard_blocks(network, np.ones(network.lines, dtype=bool))
        )

    @cached_property
    def clashing(self) -> tuple[int, ...]:
        """The parts whose units cannot all hold together."""
        places = () if self.plain else range(len(self.parts))
        return tuple(place for place in places if self.clashes(place))

    def clashes(self, place: int) -> bool:
        """Say whether the units of a part cannot all hold together."""
        key = ("clashes", place)
        if key not in self.kept:
            part = self.parts[place]
            holds = not part.units or _plainly_holds(part)
            everything = np.ones(len(part.units), dtype=bool)
            self.kept[key] = not holds and not self.oracle(place).ask(everything)[0]
        return bool(self.kept[key])

    @property
    def consistent(self) -> bool:
        """Whether everything can hold together."""
        with self.lock:
            return not self.clashing

    def oracle(self, place: int) -> Oracle:
        """Return what answers whether units of a part can hold together."""
        return self.once(Oracle, place)

    def members(self, place: int) -> Members:
        """Return what answers whether units of a part can hold with other figures."""
        return self.once(Members.of, place)

    def extremes(self, place: int) -> Extremes:
        """Return what asks for the bounds of a part."""
        return self.once(Extremes, place)

    def once(self, make: Callable[[Part], Kept], place: int) -> Kept:
        """Return what is made of a part, made when it is first asked for."""
        key = (make, place)
        if key not in self.kept:
            self.kept[key] = make(self.parts[place])
        return cast("Kept", self.kept[key])

    def search(self, place: int, effort: int | None = None) -> Search:
        """Return the conflicts of a part; what was interrupted is not kept."""
        key = ("search", place, effort)
        found = self.kept.get(key)
        if not isinstance(found, Search):
            start = self.begun(place).copy() if effort is None else Search.of(self.oracle(place))
            found = search_part(start, effort)
            if not found.interrupted:
                self.kept[key] = found
        return found

    def conflict_sets(self, place: int, search: Search) -> list[frozenset[int]]:
        """Return the minimal conflicts that a search of a part found, in the ledger's units."""
        numbers = self.parts[place].units
        return [frozenset(numbers[unit] for unit in as_set(one)) for one in minimal_sets(search)]

    def begun(self, place: int) -> Search:
        """Return the first conflicts of a part, met on the way to units that hold together."""
        key = ("begun", place)
        found = self.kept.get(key)
        if not isinstance(found, Search):
            found = Search.of(self.oracle(place))
            if self.clashes(place):
                begin(found)
            else:
                found.known.add_hold(np.ones(found.oracle.count, dtype=bool))
            if not found.interrupted:
                self.kept[key] = found
        return found

    def check_ids(self, claims: Iterable[str]) -> None:
        """Refuse ids that are none of the claims'."""
        known = self.row_of
        for claim in claims:
            if not isinstance(claim, str) or claim not in known:
                raise UnknownClaim(
                    f"no claim {claim!r} in the ledger" + did_you_mean(nearest(str(claim), known))
                )

    def asking(self, quantities: Iterable[Quantity]) -> tuple[State, list[int]]:
        """Return a state that has the quantities, and their variables."""
        asked = tuple(quantities)
        for one in asked:
            self.vocabulary.check(one)
        keys = [(one.terms, to_span(one.period)) for one in asked]
        state = self
        if not all(map(self._has, keys)):
            # The same is often asked again, under another lens.
            before, state = cast("tuple[object, State]", self.kept.get("asking", ((), self)))
            if asked != before:
                state = self.but(also=asked, readings_given=self.figures)
                self.kept["asking"] = asked, state
        return state, [state.system.at[key] for key in keys]

    def _has(self, key: tuple[Scope, Span]) -> bool:
        """Say whether there is a quantity; before everything is built, whether a claim names it."""
        if "system" in vars(self):
            return key in self.system.at
        return any(key in ((one.scope, one.span), one.base) for one in self.entries)


def in_turn(work: Callable[Concatenate[State, P], R]) -> Callable[Concatenate[State, P], R]:
    """Let one thread at a time do a work on a ledger."""

    @wraps(work)
    def alone(state: State, /, *args: P.args, **more: P.kwargs) -> R:
        with state.lock:
            return work(state, *args, **more)

    return alone


def _plainly_holds(part: Part) -> bool:
    """Say whether bounds passed on from row to row show that all units of a part can hold."""
    network, every = part.network, np.ones(part.network.lines, dtype=bool)
    fix = propagate(network, every)
    if not fix.settled or fix.crossed >= 0:
        return False
    bases = network.variable[network.starts[network.strict]]
    return network.met(fix.low, every) or not (part.blocks or (fix.high[bases] <= NEARLY).any())

"""What a ledger has worked out so far: each piece once, and only when something needs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from purgestats.claims.figures.reading import Figure, Policy
from purgestats.claims.table.contract import readings
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownClaim, UnknownQuantity, did_you_mean, nearest
from purgestats.ledger.bounds.solve import solve_box
from purgestats.ledger.conflicts.conflict import Conflict
from purgestats.ledger.conflicts.enumerate import Found
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.build import Entry, build, entries
from purgestats.ledger.model.intervals import to_span
from purgestats.ledger.model.lattice import AXES
from purgestats.ledger.model.rows import System
from purgestats.ledger.propagation.arrays import Bools, Network, make_network
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.propagation.components import Part, split
from purgestats.ledger.repairs.hull import Hull
from purgestats.ledger.repairs.repair import Choice


@dataclass
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
    others: dict[str, State] = field(default_factory=dict)
    found: dict[tuple[int, int, int | None], Found] = field(default_factory=dict)
    choices: dict[tuple[tuple[str, float], ...], list[Choice]] = field(default_factory=dict)
    hulls: dict[tuple[int, tuple[tuple[str, float], ...]], Hull] = field(default_factory=dict)
    described: dict[tuple[str, ...], Conflict] = field(default_factory=dict)
    interrupted: bool = False

    def but(self, **changes: object) -> State:
        """Return another state, from scratch, with some of what it is made of changed.

        Conflicts between claims alone are the same whatever is assumed, and so kept for all.
        """
        if set(changes) != {"assumptions"}:
            changes["described"] = {}
        claims = changes.get("claims", self.claims)
        assert isinstance(claims, pd.DataFrame)
        changes["claims"] = claims.reset_index(drop=True)
        for kept in ("others", "found", "choices", "hulls"):
            changes[kept] = {}
        changes["interrupted"] = False
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    @cached_property
    def figures(self) -> list[Figure]:
        """What each claim allows."""
        if self.readings_given is not None:
            return self.readings_given
        return readings(self.claims, self.policy, self.vocabulary)

    @cached_property
    def entries(self) -> list[Entry]:
        """The claims with their scopes."""
        return entries(self.claims, self.figures)

    @cached_property
    def system(self) -> System:
        """Every quantity and every row."""
        return build(self.entries, self.vocabulary, self.assumptions, self.also)

    @cached_property
    def network(self) -> Network:
        """The rows as arrays."""
        return make_network(self.system)

    @cached_property
    def parts(self) -> list[Part]:
        """What shares no quantity, apart."""
        return split(self.system)

    @cached_property
    def part_of(self) -> dict[int, int]:
        """The part of each variable that any row names."""
        return {
            variable: place for place, part in enumerate(self.parts) for variable in part.variables
        }

    @cached_property
    def asked(self) -> Bools:
        """Which variables are quantities, not stretches of time that windows were cut into."""
        return np.array([one.role != "part" for one in self.system.variables], dtype=bool)

    @cached_property
    def whole(self) -> Box:
        """The bounds of everything at once, if it is consistent."""
        active = np.ones(self.network.lines, dtype=bool)
        return solve_box(self.system, self.network, active, self.asked)

    def start_anew(self) -> None:
        """Forget what follows from a search that was interrupted: who asks again wants it all."""
        if self.interrupted:
            for kept in (self.found, self.choices, self.hulls):
                kept.clear()
            self.interrupted = False

    @property
    def consistent(self) -> bool:
        """Whether everything can hold together."""
        return self.whole.conflict is None

    def members(self, claims: Iterable[str], assumed: Iterable[str]) -> State:
        """Return what some claims and assumptions make by themselves."""
        kept, trusted = set(claims), set(assumed)
        mask = self.claims["claim_id"].isin(kept)
        return self.but(
            claims=self.claims[mask],
            assumptions=tuple(one for one in self.assumptions if one.id in trusted),
            readings_given=[self.figures[place] for place in np.flatnonzero(mask).tolist()],
        )

    def under(self, policy: Policy) -> State:
        """Return the same claims read under another policy, read once for all."""
        if policy is self.policy:
            return self
        if policy.name not in self.others:
            self.others[policy.name] = self.but(policy=policy, readings_given=None)
        return self.others[policy.name]

    def check_ids(self, claims: Iterable[str]) -> None:
        """Refuse ids that are none of the claims'."""
        known = set(self.claims["claim_id"])
        for claim in claims:
            if claim not in known:
                raise UnknownClaim(
                    f"no claim {claim!r} in the ledger" + did_you_mean(nearest(str(claim), known))
                )

    def asking(self, quantities: Iterable[Quantity]) -> tuple[State, list[int]]:
        """Return a state that has the quantities, and their variables."""
        asked = tuple(quantities)
        self._check_terms(asked)
        keys = [(one.terms, to_span(one.period)) for one in asked]
        state = self
        if any(key not in self.system.at for key in keys):
            state = self.but(also=asked, readings_given=self.figures)
        return state, [state.system.at[key] for key in keys]

    def _check_terms(self, quantities: Iterable[Quantity]) -> None:
        for quantity in quantities:
            for dimension in AXES:
                terms = self.vocabulary.hierarchy(dimension).parents
                term = getattr(quantity, dimension)
                if term not in terms:
                    raise UnknownQuantity(
                        f"{quantity}: no {dimension} {term!r} in the vocabulary"
                        + did_you_mean(nearest(term, terms))
                    )

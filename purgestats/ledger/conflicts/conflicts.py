"""Finding the conflicts of a ledger, and saying what each is about."""

from __future__ import annotations

import math

import numpy as np

from purgestats.claims.figures.reading import POLICIES, Figure, Policy, read_figure
from purgestats.claims.table.terms import labels_for
from purgestats.errors import FigureError
from purgestats.ledger.conflicts import explanations
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts, Slip
from purgestats.ledger.conflicts.enumerate import Found, Units, search
from purgestats.ledger.conflicts.oracle import Checker
from purgestats.ledger.conflicts.slips import variants
from purgestats.ledger.conflicts.strain import strain
from purgestats.ledger.propagation.components import Part, cut_out
from purgestats.ledger.state import State

#: Questions asked in a part if none are named: fewer where each takes longer.
SEARCH_EFFORT = 4_000
LEAST_EFFORT = 150
SEARCH_WORK = 4_000_000


def find_conflicts(state: State, limit: int, effort: int | None) -> Conflicts:
    """Return the conflicts of all parts together, by size and then by strain.

    Parameters
    ----------
    state : State
        The ledger.
    limit : int
        How many to list.
    effort : int or None
        Questions allowed in each part; a standard number if None.

    Returns
    -------
    Conflicts
        With how far the list is whole.
    """
    state.start_anew()
    if state.consistent:
        return Conflicts((), True, math.inf, state.policy.name)
    sets: list[tuple[Units, int]] = []
    complete, whole_to = True, math.inf
    for place in range(len(state.parts)):
        found = searched(state, place, limit, effort)
        complete &= found.complete
        for group in found.groups:
            whole_to = min(whole_to, group.whole_to)
            sets += [(conflict, place) for conflict in group.conflicts]
        if not found.complete and not found.groups:
            whole_to = 0
        if found.interrupted:
            complete, whole_to = False, 0
            break
    sets.sort(key=lambda one: (len(one[0]), sorted(one[0])))
    described = [_describe(state, units, place) for units, place in sets[:limit]]
    ordered = sorted(
        (one for one in described if one is not None), key=lambda one: (one.size, one.strain)
    )
    if len(sets) > limit:
        complete, whole_to = False, min(whole_to, len(sets[limit][0]) - 1)
    return Conflicts(
        tuple(ordered), complete, math.inf if complete else whole_to, state.policy.name
    )


def within_sources(state: State, limit: int, effort: int | None) -> Conflicts:
    """Return the conflicts that each source and claimant has with itself.

    Parameters
    ----------
    state : State
        The ledger.
    limit : int
        How many to list.
    effort : int or None
        Questions allowed in each part.

    Returns
    -------
    Conflicts
        By size, then by strain; assumptions, which are ours, stand aside.
    """
    found: list[Conflict] = []
    complete, whole_to = True, math.inf
    for _, rows in state.claims.groupby(["source", "claimant"], sort=False):
        alone = state.but(claims=rows, assumptions=())
        one = find_conflicts(alone, limit, effort)
        found += one.items
        complete &= one.complete
        whole_to = min(whole_to, one.complete_to)
        if alone.interrupted:
            break
    found.sort(key=lambda one: (one.size, one.strain))
    return Conflicts(tuple(found[:limit]), complete, whole_to, state.policy.name)


def searched(state: State, place: int, limit: int, effort: int | None) -> Found:
    """Return what searching one part gives, and remember it; after an interruption, nothing.

    Parameters
    ----------
    state : State
        The ledger.
    place : int
        The part.
    limit : int
        How many conflicts are wanted.
    effort : int or None
        Questions allowed.

    Returns
    -------
    Found
        Groups of conflicts.
    """
    # A search cut shorter than usual must not stand in for the usual one later.
    key = (place, limit, effort)
    if key not in state.found:
        part = state.parts[place]
        checker = Checker(part)
        checker.allow(_usual_effort(part) if effort is None else effort)
        found = Found(complete=False) if state.interrupted else search(checker, part.units, limit)
        checker.allow(None)
        state.interrupted |= found.interrupted
        state.found[key] = found
    return state.found[key]


def _usual_effort(part: Part) -> int:
    return min(SEARCH_EFFORT, max(LEAST_EFFORT, SEARCH_WORK // max(1, len(part.variables))))


def _describe(state: State, units: Units, place: int) -> Conflict | None:
    names = state.system.units
    claims = tuple(names[u].id for u in sorted(units) if names[u].kind == "claim")
    assumed = tuple(names[u].id for u in sorted(units) if names[u].kind == "assumption")
    if not assumed and claims in state.described:
        return state.described[claims]
    alone = state.members(claims, assumed)
    proof = alone.whole.conflict
    if proof is not None:
        whole = cut_out(alone.system, range(len(alone.system.rows)))
        tension = strain(whole, whole.units)
    else:
        # Alone, the members lack a scope that other claims bring in and that links them.
        proof = Checker(state.parts[place]).prove(units)
        tension = strain(state.parts[place], units)
    if proof is None:
        return None
    stands = tuple(policy.name for policy in POLICIES.values() if _stands(state, alone, policy))
    found = Conflict(
        claims,
        assumed,
        proof,
        tension,
        stands,
        lambda one: _explain(state, one),
        lambda one: _find_slips(state, one),
    )
    if not assumed and not alone.consistent:
        state.described[claims] = found
    return found


def _stands(state: State, alone: State, policy: Policy) -> bool:
    """Say whether the members of a conflict cannot hold together under a policy either."""
    if policy.name == state.policy.name:
        return True
    chosen = state.claims["claim_id"].isin(alone.claims["claim_id"]).to_numpy()
    other = state.under(policy)
    figures = [other.figures[place] for place in np.flatnonzero(chosen).tolist()]
    if all(map(_no_wider, figures, alone.figures)):
        return not alone.consistent
    return not alone.but(readings_given=figures).consistent


def _no_wider(one: Figure, other: Figure) -> bool:
    """Say whether all that a figure allows is allowed by another."""
    above = other.low is None or (one.low is not None and one.low >= other.low)
    below = other.high is None or (one.high is not None and one.high <= other.high)
    return above and below


def _explain(state: State, conflict: Conflict) -> str:
    by_id = {row["claim_id"]: (row, place) for place, row in state.claims.iterrows()}
    labels = labels_for(state.vocabulary)
    members = []
    for claim in conflict.claims:
        row, place = by_id[claim]
        figure = state.figures[int(str(place))]
        members.append(explanations.claim_words(row, figure, labels))
    alone = state.members(conflict.claims, conflict.assumptions)
    proof = alone.whole.conflict
    because = [] if proof is None else explanations.reasons(alone.system, proof, labels)
    assumed = [one for one in state.assumptions if one.id in conflict.assumptions]
    return explanations.explain(members, because, assumed, conflict.strain, conflict.survives)


def _find_slips(state: State, conflict: Conflict) -> tuple[Slip, ...]:
    alone = state.members(conflict.claims, conflict.assumptions)
    found = []
    for place, claim in enumerate(alone.claims["claim_id"].tolist()):
        cell = alone.claims.at[place, "resolved"] or alone.claims.at[place, "as_printed"]
        printed = str(cell)
        exact = str(alone.claims.at[place, "precision"]) == "exact"
        for instead, kind in variants(printed):
            try:
                figure = read_figure(instead, state.policy, exact=exact)
            except FigureError:
                continue
            figures = list(alone.figures)
            figures[place] = figure
            if alone.but(readings_given=figures).consistent:
                found.append(Slip(claim, printed, instead, kind))
    return tuple(found)

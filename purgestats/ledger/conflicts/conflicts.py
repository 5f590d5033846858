"""The conflicts of a ledger as objects: what each is about, its proof and its strain."""

import math
import time
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, partial
from typing import cast

from purgestats._unswept import unswept
from purgestats._whole import broken_off, whole
from purgestats.claims.figures.reading import POLICIES, Figure, Policy, read_figure
from purgestats.claims.table.terms import labels_for
from purgestats.errors import FigureError
from purgestats.ledger.conflicts import explanations
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
from purgestats.ledger.conflicts.explored import as_bools
from purgestats.ledger.conflicts.slips import Slip, variants
from purgestats.ledger.conflicts.strain import Change, strain
from purgestats.ledger.model.rows import Number, Row
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.propagation.components import Part
from purgestats.ledger.state import State, in_turn

Units = frozenset[int]
#: What takes long of a conflict: its proof, its strain, the policies under which it stands.
Shown = tuple[Certificate, float, tuple[str, ...]]
#: So many seconds are given, after an interruption, to what was found until then.
PROMPTLY = 0.5


@in_turn
@unswept()
def find_conflicts(state: State, limit: int, effort: int | None) -> Conflicts:
    """Return the conflicts of all parts together, by size and then by strain.

    Parameters
    ----------
    state : State
        The ledger.
    limit : int
        How many to list.
    effort : int or None
        Questions allowed in each part; as many as it takes for small conflicts if None.

    Returns
    -------
    Conflicts
        With how far the list is whole.
    """
    sets: list[tuple[Units, int]] = []
    described: list[Conflict] = []
    whole_to = until = math.inf
    try:
        for place in state.clashing:
            search = state.search(place, effort)
            whole_to = min(whole_to, search.whole_to)
            sets += [(one, place) for one in state.conflict_sets(place, search)]
            if search.interrupted:
                raise KeyboardInterrupt
    except KeyboardInterrupt as stop:
        broken_off(stop)
        whole_to, until = 0, time.monotonic() + PROMPTLY
    sets.sort(key=lambda one: (len(one[0]), sorted(one[0])))
    try:
        for units, place in sets[:limit]:
            one = describe(state, units, place)
            if one is not None:
                described.append(one)
            if time.monotonic() > until:
                break
    except KeyboardInterrupt as stop:
        broken_off(stop)
        whole_to = 0
    if len(sets) > limit:
        whole_to = min(whole_to, len(sets[limit][0]) - 1)
    described.sort(key=lambda one: (one.size, one.strain))
    items = tuple(described)
    return Conflicts(items, whole_to == math.inf, whole_to, state.policy.name, state.claims)


@in_turn
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
    whole_to = math.inf
    try:
        for _, rows in state.claims.groupby(["source", "claimant"], sort=False):
            with whole():
                alone = find_conflicts(state.but(claims=rows, assumptions=()), limit, effort)
                found += alone.items
                whole_to = min(whole_to, alone.complete_to)
    except KeyboardInterrupt as stop:
        broken_off(stop)
        whole_to = 0
    found.sort(key=lambda one: (one.size, one.strain))
    items = tuple(found[:limit])
    return Conflicts(items, whole_to == math.inf, whole_to, state.policy.name, state.claims)


def lifted(state: State, part: Part, proof: Certificate) -> Certificate:
    """Return the proof of a clash in a part, in the rows of the ledger."""
    times = {part.rows[line.number]: line.multiplier for line in proof.rows}
    return certificate(state.system, "conflict", times)


def describe(state: State, units: Units, place: int) -> Conflict | None:
    """Return a conflict as an object.

    Parameters
    ----------
    state : State
        The ledger.
    units : frozenset of int
        Its members.
    place : int
        Their part.

    Returns
    -------
    Conflict or None
        With its proof, strain, and the policies under which it stands; None without a proof.
    """
    key = ("conflict", place, units)
    if key not in state.kept:
        state.kept[key] = _shown(state, units, place)
    shown = cast("Shown | None", state.kept[key])
    if shown is None:
        return None
    named = [state.system.units[unit] for unit in sorted(units)]
    counts = [one for one in named if one.kind == "claim"]
    return Conflict(
        tuple(one.id for one in counts),
        tuple(one.id for one in named if one.kind == "assumption"),
        tuple(one.copies for one in counts),
        *shown,
        partial(_explain, state),
        partial(_find_slips, state, units, place),
        state.claims,
    )


def _shown(state: State, units: Units, place: int) -> Shown | None:
    """Return the proof of a conflict, its strain and the policies under which it stands."""
    part = state.parts[place]
    local = as_bools((part.units.index(unit) for unit in units), len(part.units))
    proof = state.oracle(place).prove(local)
    if proof is None:
        return None
    stands = tuple(name for name in POLICIES if _stands(state, units, place, name))
    found = strain(state.members(place), units, proof)
    return lifted(state, part, proof), found, stands


def _stands(state: State, units: Units, place: int, policy: str) -> bool:
    """Say whether the members of a conflict cannot hold together under a policy either."""
    if policy == state.policy.name:
        return True
    other = state.figures_under(policy)
    figures = {unit: other[state.counts[unit][0]] for unit in units if unit < len(state.counts)}
    own = {unit: state.figures[state.counts[unit][0]] for unit in figures}
    if all(_no_wider(figures[unit], own[unit]) for unit in figures):
        return True
    return not state.members(place).hold(units, _instead(figures))


def _instead(figures: dict[int, Figure]) -> Change:
    """Return what rows state when some counts have other figures."""

    def change(row: Row) -> Number | None:
        figure = figures[row.unit]
        return figure.low if row.side == "low" else figure.high

    return change


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
    because = explanations.reasons(state.system, conflict.certificate, labels)
    assumed = [one for one in state.assumptions if one.id in conflict.assumptions]
    return explanations.explain(members, because, assumed, conflict.strain, conflict.survives)


@in_turn
def _find_slips(
    state: State, units: Units, place: int, conflict: Conflict, likely: bool
) -> tuple[Slip, ...]:
    found = []
    figures = {
        unit: state.figures[state.counts[unit][0]] for unit in units if unit < len(state.counts)
    }
    for unit in sorted(figures):
        row = state.claims.iloc[state.counts[unit][0]]
        printed, claim = str(row["resolved"] or row["as_printed"]), str(row["claim_id"])
        elsewhere, exact = _printed_elsewhere(state, unit), _exact(state, conflict, figures, unit)
        for instead, kind, figure in _slipped(printed, state.policy, row["precision"] == "exact"):
            adds_up = exact is not None and figure.low == figure.high == exact
            restores = figure.best in elsewhere or adds_up
            if likely and not restores:
                continue
            if state.members(place).hold(units, _instead({**figures, unit: figure})):
                found.append(Slip(claim, printed, instead, kind, restores))
    return tuple(sorted(found, key=lambda one: one.rank))


@lru_cache(maxsize=1_000)
def _slipped(printed: str, policy: Policy, exact: bool) -> tuple[tuple[str, str, Figure], ...]:
    """Return the figures that one slip makes the printed one, its kind, and how they are read."""
    found = []
    for instead, kind in variants(printed):
        with suppress(FigureError):
            found.append((instead, kind, read_figure(instead, policy, exact=exact)))
    return tuple(found)


def _printed_elsewhere(state: State, unit: int) -> set[Fraction | None]:
    """Return the values that others print of what a count is about."""
    counted, own = state.system.of_claim, state.counts[unit]
    same = (row for row, scope in enumerate(counted) if scope == counted[own[0]] and row not in own)
    return {state.figures[row].best for row in same} - {None}


def _exact(
    state: State, conflict: Conflict, figures: dict[int, Figure], changed: int
) -> Fraction | None:
    """Return the value of a count that closes the gap in a proof, other counts being exact."""
    others = [one for unit, one in figures.items() if unit != changed]
    if len(others) < 2 or any(one.low is None or one.low != one.high for one in others):
        return None
    if any(state.system.of_claim[state.counts[unit][0]][1] >= 0 for unit in figures):
        return None
    gap = times = Fraction(0)
    for line in conflict.certificate.rows:
        if line.kind == "claim":
            share = Fraction(line.multiplier) * (1 if line.row.side == "low" else -1)
            if line.row.unit == changed:
                times += share
            else:
                gap += share * (figures[line.row.unit].low or 0)
    return -gap / times if times else None

"""What moves when one claim, one origin or one source is left out.

Only the part of the ledger that the claims left out belong to is worked out again. In it they no
longer hold, but what they count stays: the quantities before and after are the same. Conflicts need
no new search, for those that are left are those that had none of the claims among their members;
and a bound whose proof does without them, where nothing conflicts, cannot move.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from purgestats.claims.display import said
from purgestats.claims.display import table as html_table
from purgestats.claims.sources.citations import origins
from purgestats.claims.table.table import reread
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import InvalidChoice, PurgestatsError, did_you_mean, nearest
from purgestats.ledger.conflicts.explored import as_set
from purgestats.ledger.conflicts.hitting_sets import Units
from purgestats.ledger.conflicts.mus import Search, minimal_sets
from purgestats.ledger.model.rows import System
from purgestats.ledger.repairs.bounds import bounds_table
from purgestats.ledger.repairs.lenses import Costs
from purgestats.ledger.state import State

BY = ("claim", "origin", "source")
#: Ends of bounds nearer than this, relatively, are the same.
SAME = 1e-9
Pooled = Callable[[pd.DataFrame], float]
MOVES = ["left_out", "quantity", "low", "low_without", "high", "high_without"]
POOLED = ["left_out", "quantity", "pooled", "pooled_without"]


@dataclass(frozen=True)
class Sensitivity:
    """What moves when something is left out.

    Parameters
    ----------
    by : {"claim", "origin", "source"}
        What is left out, one after the other.
    left_out : dict of str to tuple of str
        The claims left out under each name: a claim, a source, or the first claim of an origin.
    bounds : DataFrame
        One row a quantity whose bounds move: left_out, quantity, low, low_without, high,
        high_without.
    conflicts : DataFrame
        One row a conflict that goes: left_out, conflict (its members).
    pooled : DataFrame
        One row a quantity whose pooled value moves or goes: left_out, quantity, pooled,
        pooled_without. Empty unless a way of pooling was given.
    before : int
        How many conflicts there are with everything in.
    complete : bool
        Whether all of them were found.
    reading : str
        The reading policy.
    """

    by: str
    left_out: dict[str, tuple[str, ...]]
    bounds: pd.DataFrame
    conflicts: pd.DataFrame
    pooled: pd.DataFrame
    before: int
    complete: bool
    reading: str

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each name left out, what moves most first.

        Columns: claims, how many are left out; bounds_moved, of how many quantities; largest_move,
        the greatest factor between an end before and after, infinite where an end comes or goes;
        conflicts_gone and conflicts_left; pooled_moved and largest_pooled_move likewise.
        """
        rows = []
        for name, claims in self.left_out.items():
            moved = self.bounds[self.bounds["left_out"] == name]
            pooled = self.pooled[self.pooled["left_out"] == name]
            gone = int((self.conflicts["left_out"] == name).sum())
            ends = max(_factor(moved, "low"), _factor(moved, "high"))
            rows.append(
                (
                    len(claims),
                    len(moved),
                    ends,
                    gone,
                    self.before - gone,
                    len(pooled),
                    _factor(pooled, "pooled"),
                )
            )
        columns = ["claims", "bounds_moved", "largest_move", "conflicts_gone", "conflicts_left"]
        columns += ["pooled_moved", "largest_pooled_move"]
        index = pd.Index(list(self.left_out), name="left_out", dtype="str")
        frame = pd.DataFrame(rows, columns=columns, index=index)
        order = ["conflicts_gone", "bounds_moved", "largest_move", "pooled_moved"]
        return frame.sort_values(order, ascending=False, kind="stable")

    def __str__(self) -> str:
        moved = self.bounds["left_out"].nunique()
        gone = self.conflicts["left_out"].nunique()
        words = (
            f"{len(self.left_out)} {self.by}s left out one at a time: {moved} move bounds, "
            f"{gone} dissolve some of {self.before} conflicts"
        )
        if len(self.pooled):
            words += f", {self.pooled['left_out'].nunique()} move a pooled value"
        cut = "" if self.complete else "; the list of conflicts is cut"
        return f"{words}; reading: {self.reading}{cut}"

    def __repr__(self) -> str:
        return f"<Sensitivity: {self}>"

    def _repr_html_(self) -> str:
        return said(self, html_table(self.to_frame().reset_index()))


def _factor(moved: pd.DataFrame, end: str) -> float:
    """Return the greatest factor between a column before and after; 1 if nothing moved."""
    most = 1.0
    for one, other in zip(moved[end], moved[f"{end}_without"], strict=True):
        if not math.isclose(one, other, rel_tol=SAME):
            small, large = sorted((one, other))
            finite = small > 0 and math.isfinite(large)
            most = max(most, large / small if finite else math.inf)
    return most


def sensitivity_of(
    state: State,
    by: str,
    quantities: list[str],
    bounds: pd.DataFrame,
    pooled: Pooled | None,
    costs: Costs,
) -> Sensitivity:
    """Leave out one name after the other and say what moves.

    Parameters
    ----------
    state : State
        Everything.
    by : {"claim", "origin", "source"}
        What to leave out.
    quantities : list of str
        Whose bounds and pooled values to follow.
    bounds : DataFrame
        Their bounds with everything in.
    pooled : callable, optional
        From the counts of one quantity to a pooled value.
    costs : Costs
        What setting each count aside costs.

    Returns
    -------
    Sensitivity
        The moves.

    Raises
    ------
    InvalidChoice
        If ``by`` is none of the three.
    """
    names = _names(state, by)
    found, complete = _conflicts(state)
    moves, gone = [], []
    for name, claims in names.items():
        # A count holds as long as anyone prints it who is not left out.
        units = frozenset(
            number
            for number, unit in enumerate(state.system.units)
            if unit.kind == "claim" and set(unit.claims) <= set(claims)
        )
        moves += [(name, *move) for move in _moves(state, units, bounds, found, costs)]
        for conflict in found:
            if conflict & units:
                members = ", ".join(state.system.units[unit].id for unit in sorted(conflict))
                gone.append((name, members))
    return Sensitivity(
        by,
        names,
        pd.DataFrame(moves, columns=MOVES),
        pd.DataFrame(gone, columns=["left_out", "conflict"]),
        pd.DataFrame(list(_pooled_moves(state, names, quantities, pooled)), columns=POOLED),
        len(found),
        complete,
        state.policy.name,
    )


def _names(state: State, by: str) -> dict[str, tuple[str, ...]]:
    claims = state.claims
    ids = claims["claim_id"].astype(str)
    if by == "claim":
        return {claim: (claim,) for claim in ids}
    if by == "source":
        groups = ids.groupby(claims["source"].astype(str), sort=False)
        return {str(source): tuple(group) for source, group in groups}
    if by == "origin":
        return {group[0]: group for group in origins(claims).groups}
    raise InvalidChoice(
        f"by is {', '.join(map(repr, BY))}, not {by!r}" + did_you_mean(nearest(str(by), BY))
    )


def _conflicts(state: State) -> tuple[list[Units], bool]:
    """Return the members of every conflict, and whether the list is whole."""
    sets, complete = set(), True
    for place in state.clashing:
        search = state.search(place)
        if search.interrupted:
            # What was found in haste cannot be compared with anything.
            raise KeyboardInterrupt
        complete &= search.whole_to == math.inf
        numbers = state.parts[place].units
        sets |= {frozenset(numbers[unit] for unit in as_set(one)) for one in minimal_sets(search)}
    return sorted(sets, key=lambda one: (len(one), sorted(one))), complete


def _moves(
    state: State, units: Units, bounds: pd.DataFrame, found: list[Units], costs: Costs
) -> Iterator[tuple[str, float, float, float, float]]:
    """Return the bounds that move when units no longer hold."""
    touched = [place for place, part in enumerate(state.parts) if units & set(part.units)]
    rows = sorted(row for place in touched for row in state.parts[place].rows)
    variables = {variable for place in touched for variable in state.parts[place].variables}
    clashing = {unit for conflict in found for unit in conflict}
    quiet = not any(clashing & set(state.parts[place].units) for place in touched)
    names = {state.system.units[unit].id for unit in units}
    at = {state.system.names[one]: one for one in variables}
    asked = [
        quantity
        for quantity, low, high in zip(
            bounds.index, bounds["low_because"], bounds["high_because"], strict=True
        )
        if quantity in at and not (quiet and names.isdisjoint((*low, *high)))
    ]
    if not asked:
        return
    other = _without(state, units, rows, [at[quantity] for quantity in asked])
    for place in other.clashing:
        _hand_on(state, other, place)
    after = bounds_table(other, [at[quantity] for quantity in asked], costs)
    same = partial(math.isclose, rel_tol=SAME)
    before = bounds.loc[asked]
    ends = (before["low"], after["low"], before["high"], after["high"])
    for quantity, old_low, low, old_high, high in zip(asked, *ends, strict=True):
        if not (same(old_low, low) and same(old_high, high)):
            yield quantity, old_low, low, old_high, high


def _hand_on(state: State, other: State, place: int) -> None:
    """Tell a part what is known of the one it was cut from: what clashes or holds still does."""
    part = other.parts[place]
    parent = next(
        number for number in state.clashing if set(part.units) <= set(state.parts[number].units)
    )
    known, numbers = state.search(parent).known, state.parts[parent].units
    columns = np.array([numbers.index(unit) for unit in part.units])
    left_out = np.ones(len(numbers), dtype=bool)
    left_out[columns] = False
    search = Search.of(other.oracle(place))
    for core in known.clashing[~known.clashing[:, left_out].any(axis=1)]:
        search.known.add_clash(core[columns])
    for held in known.holding:
        search.known.add_hold(held[columns])
    search.whole_to = state.search(parent).whole_to
    search.shrunk = {
        core[columns].tobytes()
        for core in known.clashing
        if core.tobytes() in state.search(parent).shrunk
    }
    other.kept["search", place, None] = search


def _without(state: State, units: Units, rows: list[int], asked: list[int]) -> State:
    """Return a state of some rows in which some units no longer hold."""
    system = state.system
    kept = [system.rows[row] for row in rows if system.rows[row].unit not in units]
    other = state.but()
    less = System(system.variables, kept, system.units, system.at, system.of_claim)
    wanted = np.zeros(len(system.variables), dtype=bool)
    wanted[asked] = True
    other.__dict__.update(system=less, asked=wanted)
    return other


def _pooled_moves(
    state: State, names: dict[str, tuple[str, ...]], quantities: list[str], pooled: Pooled | None
) -> Iterator[tuple[str, str, float, float]]:
    if pooled is None:
        return
    claims = reread(state.claims, state.policy)
    counts = claims[~claims["unit"].isin(["share", "multiple"])]
    spelled = counts[list(DIMENSIONS)].agg("|".join, axis=1)
    of = spelled.map({one: str(Quantity.parse(one)) for one in spelled.unique()})
    tables = {str(quantity): table for quantity, table in counts.groupby(of, sort=False)}
    whole = {one: _pool(pooled, tables[one]) for one in quantities if one in tables}
    for name, left_out in names.items():
        for quantity, value in whole.items():
            gone = tables[quantity]["claim_id"].isin(left_out)
            if gone.any():
                without = _pool(pooled, tables[quantity][~gone])
                unpooled = math.isnan(value) and math.isnan(without)
                if not unpooled and not math.isclose(value, without, rel_tol=SAME):
                    yield name, quantity, value, without


def _pool(pooled: Pooled, claims: pd.DataFrame) -> float:
    """Return a pooled value, or NaN where the way of pooling declines."""
    if claims.empty:
        return math.nan
    try:
        return float(pooled(claims.reset_index(drop=True)))
    except PurgestatsError:
        return math.nan

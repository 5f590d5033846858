"""What moves when one claim, one origin or one source is left out.

They no longer hold, but what they count stays: the quantities before and after are the same.
Conflicts need no new search, for those that are left are those that had none of the claims among
their members. The bounds are asked for again only where a proof or a dispute has to do with what is
left out, and what was found for one such question tells much of the next.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purgestats.claims.display import Result, said
from purgestats.claims.display import table as html_table
from purgestats.claims.sources.citations import origins
from purgestats.claims.table.contract import take
from purgestats.claims.table.table import reread
from purgestats.errors import InvalidChoice, PurgestatsError, did_you_mean, nearest
from purgestats.ledger.bounds.memory import Memory
from purgestats.ledger.bounds.programme import Key
from purgestats.ledger.conflicts.hitting_sets import Units
from purgestats.ledger.proofs.derivations import SIDES
from purgestats.ledger.repairs.hull import hull, hull_again
from purgestats.ledger.repairs.lenses import Costs
from purgestats.ledger.repairs.repairs import family_of
from purgestats.ledger.state import State, in_turn

BY = ("claim", "origin", "source")
#: Ends of bounds nearer than this, relatively, are the same.
SAME = 1e-9
Pooled = Callable[[pd.DataFrame], float]
MOVES = ["left_out", "quantity", "low", "low_without", "high", "high_without"]
POOLED = ["left_out", "quantity", "pooled", "pooled_without"]


@dataclass(frozen=True, repr=False)
class Sensitivity(Result):
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
    settled : bool
        Whether every end of the bounds was followed: one that is not shown to be tight, before or
        after, is not said to move.
    """

    by: str
    left_out: dict[str, tuple[str, ...]]
    bounds: pd.DataFrame
    conflicts: pd.DataFrame
    pooled: pd.DataFrame
    before: int
    complete: bool
    reading: str
    settled: bool = True

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
        open_ = "" if self.settled else "; some bounds may move without being listed"
        return f"{words}; reading: {self.reading}{cut}{open_}"

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


@in_turn
def sensitivity_of(
    state: State, by: str, variables: list[int], pooled: Pooled | None, costs: Costs
) -> Sensitivity:
    """Leave out one name after the other and say what moves.

    Parameters
    ----------
    state : State
        Everything.
    by : {"claim", "origin", "source"}
        What to leave out.
    variables : list of int
        Whose bounds and pooled values to follow.
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
    quantities = [state.system.names[one] for one in variables]
    found, complete = _conflicts(state)
    followed = _followed(state, variables, costs)
    moves, gone = [], []
    for name, claims in names.items():
        # A count holds as long as anyone prints it who is not left out.
        units = frozenset(
            number
            for number, unit in enumerate(state.system.units)
            if unit.kind == "claim" and set(unit.claims) <= set(claims)
        )
        moves += [(name, *move) for move in _moves(state, variables, followed, units)]
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
        all(one.settled for one in followed.values()),
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
    sets, complete = list[Units](), True
    for place in state.clashing:
        search = state.search(place)
        if search.interrupted:
            # What was found in haste cannot be compared with anything.
            raise KeyboardInterrupt
        complete &= search.whole_to == math.inf
        sets += state.conflict_sets(place, search)
    return sorted(sets, key=lambda one: (len(one), sorted(one))), complete


class _Followed:
    """The bounds of some variables of one part: with everything in, and without some units."""

    def __init__(self, state: State, place: int, variables: list[int], costs: Costs) -> None:
        self.part = state.parts[place]
        self.wanted = np.zeros(len(self.part.variables), dtype=bool)
        self.wanted[variables] = True
        self.memory = Memory(self.part, variables)
        self.family = family_of(state, place, costs).learning()
        self.before = hull(self.family, lambda: self.memory, self.wanted)
        if self.before.interrupted:
            raise KeyboardInterrupt
        self.memory.learn(self.before.ends)
        self.settled = all(self.before.tight.values())

    def moves(self, units: Units) -> dict[Key, float]:
        """Return the ends that move without some of the ledger's units, and where to."""
        local = [place for place, unit in enumerate(self.part.units) if unit in units]
        # The cheapest repairs stay the same where none of these is in dispute.
        disputed = self.family.search.known.clashing[:, local].any()
        keys = list(self.before.ends) if disputed else self.memory.leaning_on(units)
        if not keys:
            return {}
        family = self.family.without(frozenset(local))
        if family.search.interrupted:
            raise KeyboardInterrupt
        after = hull_again(family, self.memory, self.wanted, keys)
        known = [key for key in keys if self.before.tight[key] and after.tight[key]]
        self.settled &= len(known) == len(keys)
        ends = {key: (self.before.ends[key].value, after.ends[key].value) for key in known}
        return {
            key: new for key, (old, new) in ends.items() if not math.isclose(old, new, rel_tol=SAME)
        }


def _followed(state: State, variables: list[int], costs: Costs) -> dict[int, _Followed]:
    """Return by part the variables whose bounds are followed."""
    parts = state.by_part(variables).items()
    return {place: _Followed(state, place, held, costs) for place, held in parts}


def _moves(
    state: State, variables: list[int], followed: dict[int, _Followed], units: Units
) -> Iterator[tuple[str, float, float, float, float]]:
    """Return the bounds that move when units no longer hold."""
    moved = {
        place: one.moves(units)
        for place, one in followed.items()
        if not units.isdisjoint(one.part.units)
    }
    for variable in variables:
        place, number = state.part_of.get(variable, (-1, -1))
        if moved.get(place):
            ends = {side: followed[place].before.ends[number, side].value for side in SIDES}
            new = {side: moved[place].get((number, side), ends[side]) for side in SIDES}
            if new != ends:
                name = state.system.names[variable]
                yield name, ends["low"], new["low"], ends["high"], new["high"]


def _pooled_moves(
    state: State, names: dict[str, tuple[str, ...]], quantities: list[str], pooled: Pooled | None
) -> Iterator[tuple[str, str, float, float]]:
    if pooled is None:
        return
    claims, counts = reread(state.claims, state.policy), take(state.claims).counts_on
    tables = {one: claims.iloc[counts[one]] for one in quantities if one in counts}
    whole = {one: _pool(pooled, table) for one, table in tables.items()}
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

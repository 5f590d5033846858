"""Repairs: the cheapest sets of claims to set aside so that the rest can hold together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape
from typing import NamedTuple

import pandas as pd

from purgestats.claims.display.html import table
from purgestats.claims.display.in_words import told_table
from purgestats.ledger.conflicts.enumerate import Units
from purgestats.words import counted

MOST_LISTED = 1_000
#: As many repairs are shown in a notebook.
MOST_SHOWN = 50


class Choice(NamedTuple):
    """The cheapest ways to settle one group of conflicts.

    Parameters
    ----------
    place : int
        The part.
    sets : list of frozenset of int
        Claims to set aside, each a way by itself.
    cost : Fraction or float
        Of each of them.
    whole : bool
        Whether there are no others as cheap.
    proved : bool
        Whether there is none cheaper.
    removable : frozenset of int, optional
        The claims that any of the cheapest sets has, where not all of them are listed.
    """

    place: int
    sets: list[Units]
    cost: Fraction | float
    whole: bool = True
    proved: bool = True
    removable: Units | None = None


@dataclass(frozen=True)
class Repair:
    """One set of claims to set aside.

    Parameters
    ----------
    claims : tuple of str
        Their ids, in the order of the table.
    cost : float
        Their number, or the sum of their weights.
    """

    claims: tuple[str, ...]
    cost: float

    def __str__(self) -> str:
        return f"set aside {', '.join(self.claims) or 'nothing'}"


@dataclass(frozen=True)
class Repairs(Sequence[Repair]):
    """The cheapest repairs, in a fixed order.

    Parameters
    ----------
    items : tuple of Repair
        Those listed.
    total : int
        How many there are.
    complete : bool
        Whether all of them are listed, and it is proved that there is none cheaper.
    cost : float
        What each costs.
    """

    items: tuple[Repair, ...]
    total: int
    complete: bool
    cost: float
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    def with_claims(self, claims: pd.DataFrame) -> Repairs:
        """Return the same with the claims at hand, which are told in words in a notebook.

        Parameters
        ----------
        claims : DataFrame
            The claims of the ledger.

        Returns
        -------
        Repairs
            Equal to this one.
        """
        return replace(self, _table=claims)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        if not self.cost:
            return "nothing needs to be set aside"
        listed = "" if len(self.items) == self.total else f", {len(self.items)} of them listed"
        ways = counted(self.total, "way")
        return (
            f"{ways} to reconcile the rest by setting aside figures of cost {self.cost:g}{listed}"
        )

    def __repr__(self) -> str:
        return f"<Repairs: {self}>"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a repair: repair (from 1), claims (separated by ;), cost."""
        rows = [
            (number, ";".join(repair.claims), repair.cost)
            for number, repair in enumerate(self.items, 1)
        ]
        return pd.DataFrame(rows, columns=["repair", "claims", "cost"])

    def _repr_html_(self) -> str:
        shown = self.items[:MOST_SHOWN]
        members = [claim for one in shown for claim in one.claims]
        more = len(self.items) - len(shown)
        rest = f"<p>{more:,} more in to_frame().</p>" if more > 0 else ""
        parts = (table(self.to_frame().head(MOST_SHOWN)), rest, told_table(self._table, members))
        return f"<p>{escape(str(self))}</p>{''.join(parts)}"


def cheapest(
    conflicts: Sequence[Units], weights: Mapping[int, Fraction | float], most: int
) -> tuple[list[Units], Fraction | float]:
    """Return the cheapest sets of claims that meet every conflict.

    Parameters
    ----------
    conflicts : sequence of frozenset of int
        Conflicts, each reduced to the units that may be set aside.
    weights : mapping of int to Fraction or float
        Cost of each unit.
    most : int
        How many sets to return at most.

    Returns
    -------
    tuple of list of frozenset of int and cost
        The sets in a fixed order, and what each costs; an empty list and infinity if some conflict
        has no unit that may be set aside.

    Notes
    -----
    Branch and bound on the first conflict not met yet; the bound adds up the cheapest unit of
    conflicts that share none (Fellegi and Holt 1976, section 3, set covering).
    """
    ordered = sorted(conflicts, key=lambda one: (len(one), sorted(one)))
    if any(not one for one in ordered):
        return [], math.inf
    best: list[Fraction | float] = [math.inf]
    found: dict[Units, None] = {}
    _branch(ordered, weights, frozenset(), frozenset(), Fraction(0), best, found, most)
    kept = sorted(found, key=lambda one: (len(one), sorted(one)))
    return kept[:most], best[0]


def _branch(
    conflicts: Sequence[Units],
    weights: Mapping[int, Fraction | float],
    chosen: Units,
    barred: Units,
    cost: Fraction | float,
    best: list[Fraction | float],
    found: dict[Units, None],
    most: int,
) -> None:
    open_ = [one - barred for one in conflicts if not one & chosen]
    if any(not one for one in open_):
        return
    least = cost + _bound(open_, weights)
    if least > best[0] or (least == best[0] and len(found) >= most):
        return
    if not open_:
        if cost < best[0]:
            best[0] = cost
            found.clear()
        found[chosen] = None
        return
    branch = min(open_, key=lambda one: (len(one), sorted(one)))
    out = barred
    for unit in sorted(branch, key=lambda one: (weights[one], one)):
        _branch(conflicts, weights, chosen | {unit}, out, cost + weights[unit], best, found, most)
        out = out | {unit}


def _bound(open_: Sequence[Units], weights: Mapping[int, Fraction | float]) -> Fraction | float:
    total: Fraction | float = Fraction(0)
    met: set[int] = set()
    for one in sorted(open_, key=lambda held: (len(held), sorted(held))):
        if not one & met:
            met |= one
            total += min(weights[unit] for unit in one)
    return total


def combine(choices: Sequence[Sequence[Units]], most: int) -> Iterator[Units]:
    """Yield the unions of one set from each choice, at most so many.

    Parameters
    ----------
    choices : sequence of sequence of frozenset of int
        The sets to choose from, for each group.
    most : int
        How many to yield.

    Yields
    ------
    frozenset of int
        The first varies slowest.
    """
    for one in itertools.islice(itertools.product(*choices), most):
        yield frozenset().union(*one)

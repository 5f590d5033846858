"""Repairs as objects: sets of figures to set aside so that the rest can hold together."""

from dataclasses import dataclass, field

import pandas as pd

from purgestats.claims.display import Listed
from purgestats.words import counted

#: As many repairs are shown in a notebook.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Repair:
    """One cheapest set of figures to set aside.

    Parameters
    ----------
    counts : tuple of str
        One claim for each count set aside.
    claims : tuple of str
        Every claim that prints one of them.
    cost : tuple of float
        How many counts go, or the sum of their weights, in each layer of trust, the most trusted
        first.
    """

    counts: tuple[str, ...]
    claims: tuple[str, ...]
    cost: tuple[float, ...]

    def __str__(self) -> str:
        return f"set aside {', '.join(self.counts) or 'nothing'}"


@dataclass(frozen=True, repr=False)
class Repairs(Listed[Repair]):
    """The cheapest repairs under a lens, in a fixed order.

    Parameters
    ----------
    items : tuple of Repair
        Those listed.
    total : int
        How many there are.
    complete : bool
        Whether all are listed, and it is proved that none is cheaper.
    cost : tuple of float
        What each costs, layer by layer.
    lens : str
        The order of trust.
    total_is : {"exact", "at most", "at least"}
        What is known of the total: at most so many where not every conflict is known, at least
        where it takes too long to count them.
    cheapest : bool
        Whether it is proved that none is cheaper.
    """

    items: tuple[Repair, ...]
    total: int
    complete: bool
    cost: tuple[float, ...]
    lens: str
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    total_is: str = "exact"
    cheapest: bool = True

    def __str__(self) -> str:
        if not any(self.cost):
            return "nothing needs to be set aside"
        if self.total_is == "exact":
            ways = counted(self.total, "way")
        else:
            ways = f"{self.total_is} {counted(self.total, 'way')}"
        cut = "" if self.complete else f"; the list is cut after {len(self.items):,}"
        costs = " + ".join(f"{one:g}" for one in self.cost)
        costs += " count" if costs == "1" else " counts"
        costs += ", layer by layer" * (len(self.cost) > 1)
        return f"{ways} to reconcile the rest by setting aside {costs}; lens: {self.lens}{cut}"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a repair: repair (from 1), claims, counts (separated by ;), cost."""
        rows = [
            (number, ";".join(repair.claims), ";".join(repair.counts), repair.cost)
            for number, repair in enumerate(self.items, 1)
        ]
        return pd.DataFrame(rows, columns=["repair", "claims", "counts", "cost"])

    def _repr_html_(self) -> str:
        members = dict.fromkeys(name for one in self.items[:MOST_SHOWN] for name in one.counts)
        return self._shown(self.to_frame().head(MOST_SHOWN).drop(columns="claims"), list(members))

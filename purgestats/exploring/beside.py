"""What bears on each figure of one's own: worked out once for all figures that share it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from purgestats.changes import Changes
from purgestats.charts.plotted.inputs import Bearing
from purgestats.claims.mending.known import same_numbers
from purgestats.claims.table.contract import ENTER_LEDGER, scopes_of, take
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger

Row = Mapping[Hashable, Any]
#: What a claim counts, and of what it is a share; blank if it is none.
Scope = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Beside:
    """The figures of a table beside the published ones.

    Parameters
    ----------
    changes : Changes
        Both tables, as ledgers of everything.
    together : DataFrame
        All claims, the published ones first.
    """

    changes: Changes
    together: pd.DataFrame

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Every claim by its id."""
        return {str(row["claim_id"]): row for row in self.together.to_dict("records")}

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """What each claim counts."""
        return dict(zip(self.rows, scopes_of(self.together), strict=True))

    @cached_property
    def mine(self) -> frozenset[str]:
        """The ids of one's own claims."""
        return frozenset(self.changes.mine["claim_id"])

    @cached_property
    def ends(self) -> dict[str, tuple[float, ...]]:
        """Lowest, best and highest value of each claim, as it is read; -1 where there is none."""
        book = self.changes.after
        read = take(book.claims).under(book.reading_policy)
        ends = read[["low", "best", "high"]].fillna(-1.0).itertuples(index=False, name=None)
        return dict(zip(read["claim_id"], ends, strict=True))

    @cached_property
    def agreement(self) -> dict[str, list[Row]]:
        """Who gives a figure for the same quantity, by the figure of one's own."""
        found: dict[str, list[Row]] = {}
        for row in self.changes.agreement.to_dict("records"):
            found.setdefault(row["claim_id"], []).append(row)
        return found

    @cached_property
    def own(self) -> dict[Scope, list[str]]:
        """The figures of one's own by what they count, those not stood by among them."""
        found: dict[Scope, list[str]] = {}
        for claim in self.changes.mine["claim_id"]:
            found.setdefault(self.scopes[claim], []).append(claim)
        return found

    @cached_property
    def near(self) -> dict[Scope, tuple[tuple[str, ...], tuple[str, ...]]]:
        """The claims that bear on each: published ones and one's own, where they are stood by.

        Of a share those count that bear on the part, and those that bear on the whole.
        """
        sides = []
        for claims in (self.changes.before.claims, self.changes.entered):
            ids = claims["claim_id"].to_numpy(dtype=object)
            sides.append((ids, Bearing(claims, self.changes.terms)))
        found = {}
        for scope in self.own:
            wanted = [Quantity.parse(one) for one in scope if one]
            published, own = (
                tuple(ids[np.any([bearing.on(one) for one in wanted], axis=0)])
                for ids, bearing in sides
            )
            found[scope] = published, own
        return found

    def stood_by(self, scope: Scope) -> list[str]:
        """Return the figures of one's own on something that are reckoned with."""
        return [one for one in self.own[scope] if self.rows[one]["stance"] in ENTER_LEDGER]

    def ledger(self, scope: Scope) -> Ledger:
        """Return the ledger of all that bears on what a figure of one's own counts."""
        published, own = self.near[scope]
        return self.changes.after.only(*published, *own)

    @cached_property
    def allowed(self) -> dict[Scope, Row]:
        """What the published figures that bear on each count allow for it, if there are any."""
        asked: dict[tuple[str, ...], list[Scope]] = {}
        for scope, (published, _) in self.near.items():
            if published and not scope[1] and self.stood_by(scope):
                asked.setdefault(published, []).append(scope)
        found: dict[Scope, Row] = {}
        for published, scopes in asked.items():
            book = self.changes.before.only(*published)
            bounds = book.bounds([quantity for quantity, _ in scopes], self.changes.lens)
            found |= dict(zip(scopes, bounds.to_dict("records"), strict=True))
        return found

    @cached_property
    def _same_numbers(self) -> dict[str, tuple[list[str], list[str]]]:
        return same_numbers(self.changes.mine, self.changes.before.claims)

    def elsewhere(self, claim: str) -> list[str]:
        """Return which of the claims that bear on it print its number of something else."""
        _, apart = self._same_numbers.get(claim, ((), ()))
        near = set(self.near[self.scopes[claim]][0])
        return [one for one in apart if one in near]

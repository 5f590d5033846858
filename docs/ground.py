"""What the pages of quantities and of disagreements rest on, worked out once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from claim_rows import LABELS, competing

import purgestats as ps
from purgestats.charts.plotted.inputs import bearing
from purgestats.claims.datasets.catalogue import own_vocabulary


@dataclass(frozen=True)
class Ground:
    """What all pages rest on.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    topics : dict of str to str
        The dataset of each claim of ours.
    """

    claims: pd.DataFrame
    topics: dict[str, str]

    @cached_property
    def pages(self) -> dict[ps.Quantity, list[int]]:
        """The quantities that several claims count, with the places of their claims."""
        return competing(self.claims)

    @cached_property
    def short(self) -> dict[str, str]:
        """Who gives each claim and the figure as printed, or what a back-reference stands for."""
        names = ("claim_id", "claimant", "resolved", "as_printed")
        columns = (self.claims[name] for name in names)
        return {
            claim: f"{LABELS.claimant(who)}, {resolved or printed}"
            for claim, who, resolved, printed in zip(*columns, strict=True)
        }

    @cached_property
    def ledger(self) -> ps.Ledger:
        """All claims and the assumptions that are not disputed."""
        return ps.Ledger(self.claims)

    @cached_property
    def conflicts(self) -> ps.Conflicts:
        """What cannot all hold as coded."""
        return self.ledger.conflicts()

    @cached_property
    def disagreements(self) -> list[tuple[ps.Disagreement, str, frozenset[str]]]:
        """Disagreements, what to make of each, and their claims; most people in dispute first."""
        found = self.conflicts.disagreements()
        return [
            (one, judged(said), frozenset(id for each in one.conflicts for id in each.claims))
            for one, said in zip(found, ps.judgements(of=found).itertuples(), strict=True)
        ]

    def on(self, quantities: list[ps.Quantity]) -> pd.DataFrame:
        """Return the claims that count some quantities."""
        places = [place for one in quantities for place in self.pages[one]]
        return self.claims.iloc[places].reset_index(drop=True)

    def near(self, quantity: ps.Quantity) -> ps.Ledger:
        """The figures that bear directly on a quantity."""
        return ps.Ledger(bearing(self.claims, quantity, own_vocabulary()))

    def disagreements_of(self, claims: pd.DataFrame) -> list[int]:
        """Return the places of the disagreements in which one of some claims takes part."""
        ids = set(claims["claim_id"])
        return [place for place, (_, _, own) in enumerate(self.disagreements) if ids & own]


def judged(said: Any) -> str:
    """Return what to make of a disagreement, of what kind it is, and who says so."""
    if not said.judgement:
        return ""
    works = ps.sources().set_index("source")["author"]
    who = f"{works[said.says]}, {said.locator}" if said.says in works else "our reading"
    kind = "a real disagreement" if said.kind == "real" else said.kind
    return f"{said.judgement} ({kind}; {who})"

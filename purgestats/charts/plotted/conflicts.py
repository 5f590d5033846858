"""Which conflicts a chart has room for, and the figures and assumptions that are in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from purgestats.charts.plotted.wording import figure_words
from purgestats.charts.record import COLUMNS, worked_out
from purgestats.claims.table.terms import labels_of
from purgestats.ledger.conflicts.conflict import Conflict
from purgestats.words import claim_scope_words, percent, sentence_case

MOST_CONFLICTS = 16
"""So many conflicts are drawn at most."""

MOST_MEMBERS = 24
"""So many figures and assumptions, unless the first conflict alone has more."""

ASSUMED_HEADING = "Assumed, though no source says so"


@dataclass(frozen=True)
class Member:
    """A figure or an assumption, under what it counts, with the numbers of its conflicts."""

    label: str
    figure: str
    heading: str
    row: pd.Series
    conflicts: tuple[int, ...]

    @property
    def words(self) -> str:
        """Claimant and figure, or the statement assumed."""
        return f"{self.label}: {self.figure}" if self.figure else self.label

    @property
    def is_claim(self) -> bool:
        """Whether it is a figure rather than an assumption."""
        return self.heading != ASSUMED_HEADING


def first_that_fit(
    conflicts: Sequence[Conflict], most: int = MOST_CONFLICTS, members: int = MOST_MEMBERS
) -> list[Conflict]:
    """Return the first conflicts, as many as have room, with few members among them."""
    shown: list[Conflict] = []
    known: set[str] = set()
    for one in conflicts[: max(1, min(most, MOST_CONFLICTS))]:
        known |= {*one.claims, *one.assumptions}
        if shown and len(known) > min(members, MOST_MEMBERS):
            break
        shown.append(one)
    return shown


def members_of(
    conflicts: Sequence[Conflict],
    claims: pd.DataFrame,
    statements: dict[str, str],
    unsaid: tuple[str, ...] = (),
) -> list[Member]:
    """Return the members of some conflicts, figures that count the same thing together."""
    numbers: dict[str, list[int]] = {}
    for n, one in enumerate(conflicts, 1):
        for name in (*one.claims, *one.assumptions):
            numbers.setdefault(name, []).append(n)
    labels = labels_of(claims)
    figures = [
        Member(
            str(row["label"]),
            figure_words(row),
            sentence_case(claim_scope_words(row, labels, unsaid=unsaid)),
            row,
            tuple(numbers[row["claim_id"]]),
        )
        for _, row in claims.iterrows()
    ]
    under: dict[str, list[Member]] = {}
    for member in figures:
        under.setdefault(member.heading, []).append(member)
    rank = {
        heading: (-max(len(m.conflicts) for m in ms), min(m.conflicts[0] for m in ms), heading)
        for heading, ms in under.items()
    }
    figures.sort(key=lambda m: (rank[m.heading], -len(m.conflicts)))
    blank = {**worked_out("", math.nan, math.nan, ""), "stance": "assumed", "hollow": False}
    assumed = [
        Member(
            statements.get(name, name),
            "",
            ASSUMED_HEADING,
            pd.Series({**blank, "claim_id": name}),
            tuple(found),
        )
        for name, found in numbers.items()
        if any(name in one.assumptions for one in conflicts)
    ]
    return [*figures, *assumed]


def member_table(members: Iterable[Member]) -> pd.DataFrame:
    """Return the members as rows, with the numbers of their conflicts."""
    rows = [
        {**m.row[list(COLUMNS)], "label": m.words, "conflicts": ";".join(map(str, m.conflicts))}
        for m in members
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "conflicts"])


def strain_words(strain: float) -> str:
    r"""Write a strain as a percentage of two digits.

    >>> strain_words(0.1065), strain_words(0.00001), strain_words(float("inf"))
    ('11 %', '<0.01 %', '∞')
    """
    if math.isinf(strain):
        return "∞"
    if 0 < strain < 0.0001:
        return "<0.01 %"
    return percent(float(f"{strain:.2g}"))

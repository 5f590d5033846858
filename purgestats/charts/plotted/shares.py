"""Shares of a group matched: of the population and of the victims, with the number of persons."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from purgestats.charts.plotted.claim_rows import labelled, span_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.claims.table.terms import labels_of
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, sentence_case

OUTCOMES = ("victims", "killed", "executions", "deaths")
"""What a number of persons beside the shares may count."""

NO_NUMBER = "No number of persons is given."


@dataclass(frozen=True)
class Line:
    """One claimant's two shares of one group; either may be missing.

    Parameters
    ----------
    population, victims : pandas.Series or None
        The two claims.
    """

    population: pd.Series | None
    victims: pd.Series | None

    @property
    def claims(self) -> list[pd.Series]:
        """The claims there are."""
        return [row for row in (self.population, self.victims) if row is not None]


@dataclass(frozen=True)
class Block:
    """Everything that is said of one group.

    Parameters
    ----------
    label : str
        The group in words.
    lines : list of Line
        Its shares, one line a claimant.
    persons : pandas.DataFrame
        The claims on how many persons of the group were killed or were victims.
    """

    label: str
    lines: list[Line]
    persons: pd.DataFrame

    @property
    def note(self) -> str:
        """The numbers of persons in words."""
        parts = [
            f"{row['label']}: {value_words(row)} {row['words']}."
            for _, row in self.persons.iterrows()
        ]
        return " ".join(parts) or NO_NUMBER


def is_stock(rows: pd.DataFrame) -> pd.Series:
    """Tell which claims are shares of the population rather than of an outcome."""
    return rows["measure"] == "population"


def _in_words(row: pd.Series, labels: Labels) -> str:
    """Say what a claim counts, or of what it is a share, with its operation if it has one."""
    if row["measure"] == "population":
        return "of the population"
    words = labels.term("measure", row["measure"])
    if row["operation"] != "all":
        words += f" in {labels.term('operation', row['operation'])}"
    return f"of all {words}" if row["is_share"] else words


def blocks_of(rows: pd.DataFrame) -> list[Block]:
    """Match the shares of each group that has both, and find how many persons are claimed."""
    labels = labels_of(rows)
    rows = rows.assign(words=[_in_words(row, labels) for _, row in rows.iterrows()])
    own = (rows[["of_measure", "of_operation", "of_place"]] == "").all(axis=1)
    whole = own & (rows["of_group"] == "all") & (rows["group"] != "all")
    shares = rows.loc[whole & (rows["unit"] == "share")]
    counts = rows.loc[~rows["is_share"] & rows["measure"].isin(OUTCOMES)]
    blocks = []
    for group, given in shares.groupby("group", sort=False):
        population, victims = given.loc[is_stock(given)], given.loc[~is_stock(given)]
        if len(population) and len(victims):
            label = sentence_case(labels.term("group", str(group)))
            lines = _lines(population, victims)
            blocks.append(Block(label, lines, counts.loc[counts["group"] == group]))
    if not blocks:
        raise UnknownQuantity(
            "no group has both a share of the population and a share of the victims of everyone "
            "(rows whose of_group is all)"
        )
    return sorted(blocks, key=_greatest, reverse=True)


def _greatest(block: Block) -> float:
    middles = [span_of(line.victims).middle for line in block.lines if line.victims is not None]
    return max((middle for middle in middles if not math.isnan(middle)), default=0.0)


def _lines(population: pd.DataFrame, victims: pd.DataFrame) -> list[Line]:
    """Match shares by claimant; what has no counterpart keeps a line of its own."""
    rest = [row for _, row in population.iterrows()]
    lines = []
    for _, row in victims.iterrows():
        same = [p for p in rest if (p["claimant"], p["source"]) == (row["claimant"], row["source"])]
        if same:
            rest = [p for p in rest if p.name != same[0].name]
        lines.append(Line(same[0] if same else None, row))
    return [*lines, *(Line(row, None) for row in rest)]


def rows_of(blocks: list[Block]) -> pd.DataFrame:
    """Return each claim of some blocks once, labelled with group, share and claimant."""
    return labelled(
        (row, f"{block.label}, {words}: {row['label']}")
        for block in blocks
        for words, row in [
            *((f"share {row['words']}", row) for line in block.lines for row in line.claims),
            *((row["words"], row) for _, row in block.persons.iterrows()),
        ]
    )

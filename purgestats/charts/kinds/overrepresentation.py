"""Over-representation: a group's share of the population beside its share of the victims."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.marks.counts import citation, key_of, range_of
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.claim_rows import labelled, value_words, values_in
from purgestats.charts.plotted.inputs import Given, Reading, Terms, rows_of
from purgestats.claims.table.terms import labels_of
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, percent, period_words, sentence_case

#: What a number of persons beside the shares may count.
OUTCOMES = ("victims", "killed", "executions", "deaths")

NO_NUMBER = "No number of persons is given."


@dataclass(frozen=True)
class Block:
    """What is said of one group: its shares, a claimant's together, and numbers of persons."""

    label: str
    shares: list[pd.Series]
    persons: pd.DataFrame

    @property
    def note(self) -> str:
        """The numbers of persons in words."""
        parts = [
            f"{row['label']}: {value_words(row)} {row['words']}."
            for _, row in self.persons.iterrows()
        ]
        return " ".join(dict.fromkeys(parts)) or NO_NUMBER

    @property
    def greatest(self) -> float:
        """The greatest share of the victims."""
        middles = [row["span"].middle for row in self.shares if not is_stock(row)]
        return max((middle for middle in middles if not math.isnan(middle)), default=0.0)


def overrepresentation(
    claims: Given, *, reading: Reading = "printed", vocabulary: Terms = None, **frame: Unpack[Frame]
) -> Axes:
    """Draw, for each group, its share of the population beside its share of the victims.

    A group is drawn where the claims give both. The number of persons stands beside the shares
    wherever a claim gives one, because a share alone says nothing of how many.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table with shares of everyone (``of_group`` is ``all``); it is not changed.
    reading : str or policy
        How printed figures become ranges.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    UnknownQuantity
        If the claims give both shares for no group.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.overrepresentation(ps.load("ethnic_operations"))
    >>> ax.get_xlim()[0] == 0
    np.True_
    """
    rows, reading = rows_of(claims, reading, vocabulary)
    blocks = blocks_of(rows)
    found = _table_of(blocks)
    shares = found[found["is_share"]]
    outcomes = shares[shares["measure"] != "population"]
    periods = sorted({period_words(period) for period in outcomes["period"]})
    title = f"Share of the population and share of the victims, {', '.join(periods)}"
    with page(frame) as at:
        caption, source = CAPTIONS["overrepresentation"], citation(found, reading)
        sheet = Sheet(title, caption, source, key=key_of(shares))
        lines = [row for block in blocks for row in _lines(block)]
        ends, unit = values_in(shares), "share of the whole"
        first = "the greatest shares of the victims"
        return draw_rows(
            at, sheet, lines, ends, unit, found, first=first, linear=True, write=percent
        )


def _lines(block: Block) -> Iterator[Row]:
    yield Row(block.label, heading=True, remark=block.note)
    for row in block.shares:
        words = value_words(row)
        # Of "over a quarter" the bar shows the quarter, and not the middle of all that is more.
        reach = row["span"].known[0] if math.isnan(row["best"]) else row["best"]
        bar = Band(0, reach, firm=not is_stock(row))
        mark = range_of(row, f"{words} {row['words']}")
        yield Row(sentence_case(row["words"]), f"{words} ({row['label']})", (mark,), (bar,))


def is_stock(row: pd.Series) -> bool:
    """Tell whether a claim is a share of the population rather than of an outcome."""
    return bool(row["measure"] == "population")


def _in_words(row: pd.Series, labels: Labels) -> str:
    """Say what a claim counts, or of what it is a share, with its operation if it has one."""
    if is_stock(row):
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
    shares = rows[whole & (rows["unit"] == "share")]
    counts = rows[~rows["is_share"] & rows["measure"].isin(OUTCOMES)]
    blocks = []
    for group, given in shares.groupby("group", sort=False):
        of_all = given["measure"] == "population"
        if of_all.any() and not of_all.all():
            label = sentence_case(labels.term("group", str(group)))
            persons = counts[counts["group"] == group]
            blocks.append(Block(label, _matched(given[of_all], given[~of_all]), persons))
    if not blocks:
        raise UnknownQuantity(
            "no group has both a share of the population and a share of the victims of everyone "
            "(rows whose of_group is all)"
        )
    return sorted(blocks, key=lambda block: block.greatest, reverse=True)


def _matched(population: pd.DataFrame, victims: pd.DataFrame) -> list[pd.Series]:
    """Put a claimant's share of the population before that of the victims; the rest comes last."""
    rest = [row for _, row in population.iterrows()]
    order = []
    for _, row in victims.iterrows():
        who = (row["claimant"], row["source"])
        same = [n for n, one in enumerate(rest) if (one["claimant"], one["source"]) == who]
        order += [rest.pop(n) for n in same[:1]] + [row]
    return order + rest


def _table_of(blocks: list[Block]) -> pd.DataFrame:
    """Return each claim of some blocks once, labelled with group, share and claimant."""
    return labelled(
        (row, f"{block.label}, {'share ' * bool(row['is_share'])}{row['words']}: {row['label']}")
        for block in blocks
        for row in [*block.shares, *(row for _, row in block.persons.iterrows())]
    )

"""Over-representation: a group's share of the population beside its share of the victims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.footer import citation, key_of, tip_of
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Band, Row, draw_rows, foremost
from purgestats.charts.palette import mark_of
from purgestats.charts.plotted.claim_rows import prepare, span_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.plotted.selection import values_in
from purgestats.charts.plotted.shares import Block, blocks_of, is_stock, rows_of
from purgestats.charts.record import table_of
from purgestats.charts.style import SMALL_SIZE
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.words import percent, period_words, sentence_case

_CAPTION = (
    "For each group and claimant: its share of the population (pale) and its share of the victims "
    "(dark), and how many persons that was, where a number is given."
)


def overrepresentation(
    claims: pd.DataFrame,
    *,
    reading: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw, for each group, its share of the population beside its share of the victims.

    A group is drawn where the claims give both. The number of persons stands beside the shares
    wherever a claim gives one, because a share alone says nothing of how many.

    Parameters
    ----------
    claims : pandas.DataFrame
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
    blocks = blocks_of(prepare(claims, reading, vocabulary))
    found = rows_of(blocks)
    shares = found.loc[found["is_share"]]
    periods = sorted({period_words(p) for p in shares.loc[~is_stock(shares), "period"]})
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=f"Share of the population and share of the victims, {', '.join(periods)}",
            caption=_CAPTION,
            citation=citation(found, reading),
            key=key_of(shares),
        )
        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            [row for block in blocks for row in _lines(block)],
            values_in(shares),
            "share of the whole",
            choose=foremost,
            rule="the greatest shares of the victims",
            size=SMALL_SIZE,
            log=False,
            from_zero=True,
            write=percent,
        )
        return sheet_of.finish(ax, sheet, _description(sheet.title, blocks), table_of(found))


def _lines(block: Block) -> Iterator[Row]:
    yield Row(block.label, heading=True, remark=block.note)
    for line in block.lines:
        for row in line.claims:
            words = f"{value_words(row)} ({row['label']})"
            tip = tip_of(row, f"{value_words(row)} {row['words']}")
            mark, hollow = mark_of(row["basis"]), bool(row["hollow"])
            one = Range(span_of(row), mark, hollow, False, tip, str(row["claim_id"]))
            bar = Band(0, span_of(row).middle, firm=row["measure"] != "population")
            yield Row(sentence_case(row["words"]), words, (one,), (bar,))


def _description(title: str, blocks: list[Block]) -> str:
    told = []
    for block in blocks:
        shares = [
            f"{value_words(row)} {row['words']} ({row['label']})"
            for line in block.lines
            for row in line.claims
        ]
        told.append(f"{block.label}: {', '.join(shares)}. {block.note}")
    return f"Chart: {title}. {' '.join(told)}"

"""Over-representation: a group's share of the population beside its share of the victims."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import balanced, block_height, block_width, wrapped
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.claim_rows import prepare, span_of, spans_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.plotted.shares import (
    Block,
    Line,
    blocks_of,
    is_stock,
    rows_of,
)
from purgestats.charts.style import (
    RULE,
    SMALL_SIZE,
    house_style,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.words import percent, period_words

_ROW = 44.0
_BLOCK_GAP = 12.0
_NAMES = 104.0
_PERSONS = 120.0
_OFFSET = 9.0
_WORDS = 170.0
_LINE_GAP = 6.0
_CAPTION = (
    "Each line joins a group's share of the population (below) to its share of the victims "
    "(above), as one claimant gives them. At right, how many persons."
)


def overrepresentation(
    claims: pd.DataFrame, *, reading: str | Policy = "printed", ax: Axes | None = None
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
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

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
    blocks = blocks_of(prepare(claims, reading))
    found = rows_of(blocks)
    shares = found.loc[found["is_share"]]
    names = [_name_lines(block, line) for block in blocks for line in block.lines]
    left = 10 + block_width([text for lines in names for text in lines], SMALL_SIZE)
    right = 14 + max(block_width(_note_lines(block), SMALL_SIZE) for block in blocks)
    room = plot_width(left, right, ax=ax)
    scale = scale_for(spans_of(shares), room, before=0, after=ARROW, log=False)
    scale = replace(scale, write=percent)
    periods = sorted({period_words(p) for p in shares.loc[~is_stock(shares), "period"]})
    sheet = Sheet(
        title=f"Share of the population and share of the victims, {', '.join(periods)}",
        caption=_CAPTION,
        citation=citation(found, reading),
        left=left,
        right=right,
        height=sum(_height(block) for block in blocks),
        value_label="Share of the whole",
        key=key_of(list(shares["basis"]), list(shares["stance"])),
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _draw(ax, blocks, scale, names)
    description = _description(sheet.title, blocks)
    return finish(ax, sheet, description, found)


def _note_lines(block: Block) -> list[str]:
    return wrapped(block.note, _PERSONS, SMALL_SIZE)


def _height(block: Block) -> float:
    notes = block_height(len(_note_lines(block)), SMALL_SIZE)
    return _BLOCK_GAP + max(sum(_row(block, line) for line in block.lines), notes)


def _row(block: Block, line: Line) -> float:
    """Return the height of a line: its name, and its words above and below, have room in it."""
    words = [_words(row) for row in line.claims]
    beside = block_height(len(_name_lines(block, line)), SMALL_SIZE)
    around = 2 * (_OFFSET + block_height(max(map(len, words)), SMALL_SIZE))
    return max(_ROW, beside + _LINE_GAP, around + _LINE_GAP)


def _words(row: pd.Series) -> list[str]:
    return balanced(f"{value_words(row)} {row['words']}", _WORDS, SMALL_SIZE)


def _name_lines(block: Block, line: Line) -> list[str]:
    who = line.claims[-1]["label"]
    return [
        *balanced(block.label, _NAMES, SMALL_SIZE),
        *balanced(f"({who})", _NAMES, SMALL_SIZE),
    ]


def _draw(ax: Axes, blocks: list[Block], scale: Scale, names: list[list[str]]) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    ax.set_ylim(sum(_height(block) for block in blocks), 0)
    centres: list[float] = []
    top = 0.0
    for block in blocks:
        middle = top + _height(block) / 2
        heights = [_row(block, line) for line in block.lines]
        begin = middle - sum(heights) / 2
        for line, height in zip(block.lines, heights, strict=True):
            centres.append(begin + height / 2)
            begin += height
            _draw_line(ax, line, centres[-1], scale)
        beside = ("axes fraction", "data")
        write(ax, _note_lines(block), (1, middle), (12, 0), frame=beside, va="center")
        top += _height(block)
        if block is not blocks[-1]:
            ax.axhline(top, color=RULE, linewidth=0.7)
    ax.set_yticks(centres, [drawable("\n".join(lines)) for lines in names])
    ax.tick_params(axis="y", pad=6)


def _draw_line(ax: Axes, line: Line, at: float, scale: Scale) -> None:
    middles = [span_of(row).middle for row in line.claims]
    if len(middles) == 2:
        ax.plot(middles, [at, at], color="#b5b5b5", linewidth=3, zorder=1.5)
    for row in line.claims:
        span = span_of(row)
        draw_span(ax, span, at, mark_of(row["basis"]), scale, hollow=bool(row["hollow"]))
        stock = row["measure"] == "population"
        words = _words(row)
        at_mark = scale.place(span.middle)
        over = at_mark + block_width(words, SMALL_SIZE) - scale.length
        write(
            ax,
            words,
            (span.middle, at),
            (-min(max(over, 0), at_mark), -_OFFSET if stock else _OFFSET),
            paper="white",
            ha="left",
            va="top" if stock else "bottom",
        )


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

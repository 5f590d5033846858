"""What is being counted: from arrests to all deaths, every claim on each in one picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.notes import roomy_scale, write_note
from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable
from purgestats.charts.layout.text_size import balanced, block_height, block_width, text_width
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import draw_span
from purgestats.charts.plotted.claim_rows import span_of, spans_of
from purgestats.charts.plotted.phrases import figure_words
from purgestats.charts.plotted.selection import in_order
from purgestats.charts.plotted.wording import describe_claims
from purgestats.charts.style import (
    SHADE,
    SMALL_SIZE,
    TEXT_SIZE,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownQuantity, did_you_mean, nearest
from purgestats.words import counted, scope_words, sentence_case

MEASURES = (
    "arrests",
    "convictions",
    "death-sentences",
    "executions",
    "camp-deaths",
    "unofficial-killings",
    "killed",
    "deaths",
)
"""What is counted, in the order drawn."""

DEFAULT_SCOPE = Quantity.parse("deaths|all|all|ussr|1937/1938")

_ROW_GAP = 5.5
_BAND_GAP = 10.0
_LABELS = 112.0
_NOTES = (170.0, 155.0, 140.0, 120.0)
_RIGHT = 22.0


@dataclass(frozen=True)
class Band:
    """The claims on one measure and where they stand.

    Parameters
    ----------
    label : list of str
        The measure in words, broken into lines.
    rows : pandas.DataFrame
        Its claims in order.
    notes : list of list of str
        What stands beside each claim, broken into lines.
    top : float
        Where the band begins, in points from the top.
    paper : str
        Its background.
    """

    label: list[str]
    rows: pd.DataFrame
    notes: list[list[str]]
    top: float
    paper: str

    @property
    def heights(self) -> list[float]:
        """The height of each claim's row."""
        return [block_height(len(lines), SMALL_SIZE) + _ROW_GAP for lines in self.notes]

    @property
    def height(self) -> float:
        """The height of the band."""
        return _BAND_GAP + max(sum(self.heights), block_height(len(self.label), TEXT_SIZE))

    @property
    def centres(self) -> list[float]:
        """The middle of each claim's row, in points from the top."""
        begin = self.top + (self.height - sum(self.heights)) / 2
        heights = self.heights
        return [begin + sum(heights[:n]) + height / 2 for n, height in enumerate(heights)]


def draw_measures(
    rows: pd.DataFrame, quantity: str | Quantity | None, reading: str | Policy, ax: Axes | None
) -> Axes:
    """Draw one band for each measure, from arrests to all deaths, with all claims on it.

    Parameters
    ----------
    rows : pandas.DataFrame
        Made by `claim_rows.prepare`.
    quantity : str, Quantity or None
        Group, operation, place and period; its measure plays no part.
    reading : str or policy
        Named in the footer.
    ax : matplotlib.axes.Axes or None
        Axes to draw on.

    Returns
    -------
    matplotlib.axes.Axes
        The chart.
    """
    scope = DEFAULT_SCOPE if quantity is None else Quantity.parse(quantity)
    bands, left, scale = _laid_out(rows, scope, ax)
    found = pd.concat([band.rows for band in bands])
    height = bands[-1].top + bands[-1].height
    where = scope_words(scope, labels_of(rows), unsaid=[scope.measure])
    sheet = Sheet(
        title=f"What is being counted: {where}",
        caption=(
            f"{counted(len(found), 'published figure')}, each under what it counts. Figures in "
            "different bands count different things and need not agree."
        ),
        citation=citation(found, reading),
        left=left,
        right=_RIGHT,
        height=height,
        value_label=scale.label(found["unit"].iloc[0]),
        key=key_of(list(found["basis"]), list(found["stance"])),
    )
    ax = lay_out(sheet, ax)
    ax.set_ylim(height, 0)
    _dress(ax, scale, bands)
    for band in bands:
        for (_, row), at, note in zip(band.rows.iterrows(), band.centres, band.notes, strict=True):
            span, mark = span_of(row), mark_of(row["basis"])
            draw_span(ax, span, at, mark, scale, hollow=bool(row["hollow"]))
            write_note(ax, span, at, note, scale, band.paper)
    description = describe_claims(sheet.title, _told(found))
    return finish(ax, sheet, description, found)


def _laid_out(
    rows: pd.DataFrame, scope: Quantity, ax: Axes | None
) -> tuple[list[Band], float, Scale]:
    """Return the bands, the room for their labels, and the axis.

    Of the widths that notes may have, the widest is taken that needs no longer axis than the
    others: an axis stretched to make room for words would dwarf the figures.
    """
    options = []
    for width in _NOTES:
        bands = _bands(rows, scope, width)
        left = 10 + block_width([line for band in bands for line in band.label], TEXT_SIZE)
        spans = [span for band in bands for span in spans_of(band.rows)]
        notes = [lines for band in bands for lines in band.notes]
        options.append((bands, left, roomy_scale(spans, notes, plot_width(left, _RIGHT, ax=ax))))
    return min(options, key=lambda option: option[2].high)


def _bands(rows: pd.DataFrame, scope: Quantity, width: float) -> list[Band]:
    counts = rows.loc[~rows["is_share"]]
    bands: list[Band] = []
    labels = labels_of(rows)
    top = 0.0
    for measure in MEASURES:
        found = counts.loc[counts["quantity"] == str(replace(scope, measure=measure))]
        if found.empty:
            continue
        label = balanced(sentence_case(labels.term("measure", measure)), _LABELS, TEXT_SIZE)
        found = in_order(found)
        notes = [_note(row, width) for _, row in found.iterrows()]
        bands.append(Band(label, found, notes, top, "white" if len(bands) % 2 else SHADE))
        top += bands[-1].height
    if not bands:
        known = sorted(counts.loc[counts["measure"].isin(MEASURES), "quantity"].unique())
        raise UnknownQuantity(
            f"no claim counts arrests, executions or deaths for {'|'.join([*scope][1:])}"
            + did_you_mean(nearest(str(scope), known))
        )
    return bands


def _note(row: pd.Series, width: float) -> list[str]:
    """Return claimant and figure on one line, or on lines of their own where that is too long."""
    whole = f"{row['label']}: {figure_words(row)}"
    if text_width(whole, SMALL_SIZE) <= width:
        return [whole]
    name = balanced(f"{row['label']}:", width, SMALL_SIZE)
    return [*name, *balanced(figure_words(row), width, SMALL_SIZE)]


def _told(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the measure before each label, as the ear needs it."""
    labels = labels_of(found)
    measures = [labels.term("measure", measure) for measure in found["measure"]]
    return found.assign(label=[f"{m}, {n}" for m, n in zip(measures, found["label"], strict=True)])


def _dress(ax: Axes, scale: Scale, bands: list[Band]) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    for band in bands:
        ax.axhspan(band.top, band.top + band.height, color=band.paper, zorder=0, linewidth=0)
    ax.set_yticks(
        [band.top + band.height / 2 for band in bands],
        [drawable("\n".join(band.label)) for band in bands],
    )
    ax.tick_params(axis="y", labelsize=TEXT_SIZE, pad=6)

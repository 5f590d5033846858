"""How many are on no list: what each model says, and what they say together."""

import math
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.marks.counts import dot, made_by
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import Mark, colours
from purgestats.errors import InvalidChoice
from purgestats.estimates.capture.capture import Capture, in_words
from purgestats.words import listing, sentence_case

_COLUMNS = ("label", "kind", "weight", "low", "best", "high")
_AVERAGED = Mark("a model, averaged by its weight", "s", "accent")
_ONLY = Mark("the only model", "s", "accent")
_BESIDE = Mark("beside the average, without weight", "s", "quiet")


def capture(found: Capture, **frame: Unpack[Frame]) -> Axes:
    """Draw what models of overlapping lists say of all persons, and what they say together.

    Each row is a model, the one of most weight first; its mark is the estimate, its line the
    interval. The band is the interval over all models. Models of heterogeneity and Chao's lower
    bound follow hollow, for they are not averaged. The line at left is what is recorded, the only
    number of these that is certain.

    Parameters
    ----------
    found : Capture
        What `purgestats.capture` returned.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    InvalidChoice
        If no model says how many are missing, or lists are given and nothing was estimated.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> keys = {"book": [1, 1, 0, 0], "archive": [1, 0, 1, 0], "families": [0, 1, 1, 1]}
    >>> lists = pd.DataFrame({**keys, "persons": [40, 30, 20, 60]})
    >>> ax = ps.charts.capture(ps.capture(lists, count="persons"))
    >>> ax.get_title().split(":")[0]
    'Recorded'
    """
    if not isinstance(found, Capture):
        raise InvalidChoice("this chart draws what ps.capture(lists) returned, not lists")
    models = found.to_frame()
    models = models[models["low"].notna()].reset_index(drop=True)
    if models.empty or math.isnan(found.best):
        raise InvalidChoice("no model says how many are on no list; there is nothing to draw")

    def behind(ax: Axes, scale: Scale, _: object) -> None:
        shown, high = colours(), min(found.high, scale.high)
        look = {"facecolor": shown.implied, "edgecolor": shown.implied_edge}
        ax.axvspan(found.low, high, linewidth=0.8, zorder=0.8, **look)
        ax.axvline(found.observed, color=shown.ink, linewidth=1.2, zorder=1.5)

    title = f"Recorded: {found.observed:,}. Estimated in all: {in_words(found.low, found.high)}"
    caption = sentence_case("; ".join([*found.warnings, *found.assumptions])) + "."
    source = f"Lists: {listing(list(found.lists), 6, ', ')}. {made_by(ours=False)}"
    weights = found.to_frame()["weight"].dropna()
    several, beside = len(weights) > 1, bool(models["weight"].isna().any())
    if models["model"].str.contains("×").any():
        caption += " × joins lists of which one says something about who is on the other."
    with page(frame) as at:
        key = [
            dot(_AVERAGED if several else _ONLY, line=True),
            *([dot(_BESIDE, hollow=True, line=True)] if beside else []),
            Band(0, 1, label="all models together" if several else "its interval").patch(
                0, 1, 0, 1
            ),
            Line2D([], [], color=colours().ink, linewidth=1.2, label="recorded"),
        ]
        sheet = Sheet(title, caption, source, key=key)
        rows = [_row(row, several=several) for _, row in models.iterrows()]
        ends = [found.observed, *models[["low", "high", "estimate"]].to_numpy().ravel()]
        table = models.rename(columns={"model": "label", "estimate": "best"})
        unit, first = "persons", "those of most weight"
        return draw_rows(at, sheet, rows, ends, unit, table, _COLUMNS, first=first, behind=behind)


def _row(row: pd.Series, *, several: bool) -> Row:
    low, best, high = (float(row[name]) for name in ("low", "estimate", "high"))
    averaged, words = not math.isnan(row["weight"]), in_words(low, high, best)
    words = f"weight {100 * row['weight']:.0f} %: {words}" if averaged and several else words
    span = Span(low, best, math.nan if math.isinf(high) else high)
    mark, tip = _AVERAGED if averaged else _BESIDE, f"{row['model']}: {words}"
    return Row(str(row["model"]), words, (Range(span, mark, not averaged, tip=tip),))

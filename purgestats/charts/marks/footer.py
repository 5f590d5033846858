"""The key of a chart and its footer: what the marks mean, whose figures they are."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.lines import Line2D

from purgestats.charts.palette import ASSUMED, MARKS, UNSTATED, Mark, colours, mark_of
from purgestats.charts.style import DASHES, HELD, LINE_WIDTH, MARKER_SIZE, STANCE_WORDS
from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.words import listing


def dot(mark: Mark, *, hollow: bool = False, line: bool = False) -> Line2D:
    """Return a mark by itself, labelled for the key."""
    face = colours().paper if hollow else mark.colour
    style: dict[str, Any] = {
        "marker": mark.marker,
        "markersize": MARKER_SIZE,
        "markeredgewidth": 1.4,
    }
    width = LINE_WIDTH if line else 0
    return Line2D([], [], color=mark.colour, markerfacecolor=face, linewidth=width,
                  label=mark.label, clip_on=False, zorder=3, **style)  # fmt: skip


def key_of(rows: pd.DataFrame, *, lines: bool = True) -> list[Line2D]:
    """Make the key to the bases and stances that occur in some rows, in a fixed order."""
    printed = rows.loc[~rows["stance"].isin(["assumed", "implied"])]
    found = {mark_of(basis).role for basis in printed["basis"]}
    handles = [dot(m, line=lines) for m in (*MARKS.values(), UNSTATED) if m.role in found]
    words = [word for stance, word in STANCE_WORDS.items() if stance in set(rows["stance"])]
    words += sorted(set(rows["stance"]) - {*HELD, *STANCE_WORDS, "assumed", "implied"})
    if words:
        aside = dot(Mark(", ".join(words), "o", "quiet"), hollow=True, line=lines)
        aside.set_linestyle(DASHES if lines else "")
        handles.append(aside)
    if "assumed" in set(rows["stance"]):
        handles.append(dot(ASSUMED))
    return handles


def citation(rows: pd.DataFrame, reading: str | Policy) -> str:
    """Write the footer of a chart of claims: sources, reading policy and version."""
    policy = getattr(reading, "name", None) or str(reading)
    ours = set(rows["claim_id"]) <= catalogue.claim_ids()
    return f"{sources_words(rows)} Reading: {policy}. {made_by(ours=ours)}"


def sources_words(rows: pd.DataFrame) -> str:
    """Name the sources of what was drawn, four at most.

    >>> sources_words(pd.DataFrame({"source": ["a box of letters", "a diary", "a diary"]}))
    'Sources: a box of letters; a diary.'
    """
    labels = labels_of(rows)
    works = list(dict.fromkeys(labels.work(key) for key in rows["source"] if key))
    return f"Source{'' if len(works) == 1 else 's'}: {listing(works, 4) or 'not stated'}."


def made_by(*, ours: bool) -> str:
    """Name the data, where all of it is ours, or else the program only.

    >>> made_by(ours=False).startswith("Drawn with purgestats ")
    True
    """
    return f"{'purgestats data' if ours else 'Drawn with purgestats'} {package.version()}."


def tip_of(row: pd.Series, words: str, who: str = "") -> str:
    """Say who gives a figure, as printed, and where: what an SVG shows of a mark."""
    # Labels are those of a table, and a row taken from one does not know of which.
    where = labels_of(row.copy().to_frame().T).work(str(row["source"]))
    if row["locator"]:
        where += f", {row['locator']}"
    told = f"{who or row['label']}: {words}"
    return ". ".join(part.rstrip(".") for part in (told, where) if part) + "."

"""The key of a chart and its footer: what the marks mean, whose figures they are."""

from __future__ import annotations

import pandas as pd
from matplotlib.lines import Line2D

from purgestats.charts.style import (
    DASHES,
    HELD,
    LINE_WIDTH,
    MARKER_SIZE,
    MARKS,
    QUIET,
    STANCE_WORDS,
    UNSTATED,
    mark_of,
)
from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.words import listing

NO_SOURCE = "no source"
"""What stands for the source of something that is worked out or assumed here."""


def key_of(bases: list[str], stances: list[str], *, lines: bool = True) -> list[Line2D]:
    """Make the key to the bases that occur.

    Parameters
    ----------
    bases : list of str
        The bases drawn, with repetitions.
    stances : list of str
        The stances drawn, with repetitions.
    lines : bool
        Whether the marks stand on lines.

    Returns
    -------
    list of Line2D
        Labelled handles, in a fixed order.

    Examples
    --------
    >>> [handle.get_label() for handle in key_of(["official", "archival"], ["asserts"])]
    ['archives', 'official']
    """
    marks = [mark for basis, mark in MARKS.items() if basis in bases]
    if any(mark_of(basis) is UNSTATED for basis in bases):
        marks.append(UNSTATED)
    handles = [
        Line2D(
            [],
            [],
            color=mark.colour,
            marker=mark.marker,
            markersize=MARKER_SIZE,
            linewidth=LINE_WIDTH if lines else 0,
            label=mark.label,
        )
        for mark in marks
    ]
    words = [word for stance, word in STANCE_WORDS.items() if stance in stances]
    words += sorted({stance for stance in stances if stance not in (*HELD, *STANCE_WORDS)})
    if words:
        handles.append(
            Line2D(
                [],
                [],
                color=QUIET,
                marker="o",
                markersize=MARKER_SIZE,
                markerfacecolor="white",
                linewidth=LINE_WIDTH if lines else 0,
                linestyle=DASHES,
                label=", ".join(words),
            )
        )
    return handles


def citation(rows: pd.DataFrame, reading: str | Policy) -> str:
    """Write the footer of a chart of claims.

    Parameters
    ----------
    rows : pandas.DataFrame
        The claims drawn; the data version is named if all of them are ours.
    reading : str or policy
        The reading policy.

    Returns
    -------
    str
        Sources, reading policy and version.

    Examples
    --------
    >>> citation(pd.DataFrame({"source": ["a box of letters"], "claim_id": [""]}), "printed")
    'Source: a box of letters. Reading: printed. Drawn with purgestats 0.1.0.'
    """
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

    Parameters
    ----------
    ours : bool
        Whether everything drawn comes with the package.

    Returns
    -------
    str
        A sentence with the version.

    Examples
    --------
    >>> made_by(ours=False).startswith("Drawn with purgestats ")
    True
    """
    return f"{'purgestats data' if ours else 'Drawn with purgestats'} {package.version()}."

"""Marks, key and footer of claims: copies of one count together, whose they are, where printed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
from matplotlib.lines import Line2D

from purgestats.charts import style
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row
from purgestats.charts.plotted.claim_rows import Span, headline
from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.figures.reading import Policy
from purgestats.claims.sources.lineage import lineage
from purgestats.claims.table.terms import labels_of
from purgestats.words import givers, listing, sentence_case


def dot(mark: style.Mark, *, hollow: bool = False, line: bool = False) -> Line2D:
    """Return a mark by itself, labelled for the key."""
    face = style.colours().paper if hollow else mark.colour
    look: dict[str, Any] = {"color": mark.colour, "linewidth": style.LINE_WIDTH if line else 0}
    look |= {"marker": mark.marker, "markersize": style.MARKER_SIZE, "markeredgewidth": 1.4}
    look |= {"markerfacecolor": face, "label": mark.label}
    return Line2D([], [], clip_on=False, zorder=3, **look)


def key_of(rows: pd.DataFrame, *, lines: bool = True) -> list[Line2D]:
    """Make the key to the bases and stances that occur in some rows, in a fixed order."""
    printed = rows[~rows["stance"].isin(["assumed", "implied"])]
    found = {style.mark_of(basis).role for basis in printed["basis"]}
    handles = [
        dot(m, line=lines) for m in (*style.MARKS.values(), style.UNSTATED) if m.role in found
    ]
    words = [word for stance, word in style.STANCE_WORDS.items() if stance in set(rows["stance"])]
    words += sorted(set(rows["stance"]) - {*style.HELD, *style.STANCE_WORDS, "assumed", "implied"})
    if words:
        aside = dot(style.Mark(", ".join(words), "o", "quiet"), hollow=True, line=lines)
        aside.set_linestyle(style.DASHES if lines else "")
        handles.append(aside)
    if "assumed" in set(rows["stance"]):
        handles.append(dot(style.ASSUMED))
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


def tip_of(row: pd.Series, words: str) -> str:
    """Say who gives a figure, as printed, and where: what an SVG shows of a mark."""
    told = (f"{row['label']}: {words}", str(row["where"]))
    return ". ".join(part.rstrip(".") for part in told if part) + "."


_MOST_NAMES = 3


def range_of(row: pd.Series, words: str, tip: str = "") -> Range:
    """Return what is drawn of one claim; an SVG says of it these words, or a tip of its own."""
    mark, hollow = style.mark_of(row["basis"]), bool(row["hollow"])
    tip = tip or tip_of(row, words)
    return Range(row["span"], mark, hollow, bool(row["vague"]), tip, str(row["claim_id"]))


@dataclass(frozen=True)
class Count:
    """The claims of one origin on one quantity with the same values, made by `prepare`.

    The first is the one they go back to, as far as is known; it is the one drawn.
    """

    rows: pd.DataFrame

    @cached_property
    def row(self) -> pd.Series:
        """The claim that is drawn."""
        return self.rows.iloc[0]

    @property
    def label(self) -> str:
        """Who gives it: every name once, with the years in which it was given."""
        return givers(self.rows["who"], self.rows["year"], _MOST_NAMES)

    def range(self) -> Range:
        """Return what is drawn of it, with what an SVG says of every copy."""
        tips = dict.fromkeys(tip_of(row, row["figure"]) for _, row in self.rows.iterrows())
        return range_of(self.row, "", " ".join(tips))

    def line(self) -> Row:
        """Return its row on a chart of rows: who, the range, the figure as printed."""
        return Row(self.label, str(self.row["figure"]), (self.range(),))


def counts_of(rows: pd.DataFrame, *more: str) -> list[Count]:
    """Put copies of one count together, in the order of their first.

    Rows with different cells in the columns named in `more` stay apart.
    """
    if rows.empty:
        return []
    own = rows.reset_index(drop=True)
    names = own["claim_id"].where(own["claim_id"] != "", [f"row {n}" for n in range(len(own))])
    known = lineage(own.assign(claim_id=names))
    origins: dict[int, list[int]] = {}
    for place, origin in zip(known.row, known.origin, strict=True):
        origins.setdefault(int(place), []).append(int(origin))
    groups: dict[tuple[object, ...], list[int]] = {}
    columns = ("span", "quantity", "is_share", "hollow", *more)
    for n, cells in enumerate(zip(*(own[name] for name in columns), strict=True)):
        key = (*origins.get(n, [-1 - n]), str(cells[0]), *cells[1:])
        groups.setdefault(key, []).append(n)
    # The claims that rest on nothing else come first.
    rests = [text not in ("", "none") for text in own["derived_from"]]
    return [Count(rows.iloc[sorted(places, key=rests.__getitem__)]) for places in groups.values()]


def stacked(rows: pd.DataFrame) -> tuple[Range, ...]:
    """Return the ranges of some claims; those that look alike once, with the words of all."""
    found: dict[str, list[Range]] = {}
    for one in (count.range() for count in counts_of(rows)):
        found.setdefault(f"{one.span}{one.mark}{one.hollow}", []).append(one)
    return tuple(
        replace(ones[0], tip=" ".join(dict.fromkeys(one.tip for one in ones)))
        for ones in found.values()
    )


def key_to(counts: Iterable[Count]) -> list[Line2D]:
    """Make the key to counts: the bases of the claims that are drawn, and not of their copies."""
    return key_of(pd.DataFrame([one.row for one in counts], columns=["basis", "stance"]))


def strip_of(label: str, rows: pd.DataFrame) -> Row:
    """Return one line for many claims: the mark of each, and from where to where they go."""
    marks = tuple(
        replace(one, span=Span(one.span.middle, one.span.middle, one.span.middle))
        for one in stacked(rows[~rows["vague"]])
    )
    return Row(label, headline(rows).removeprefix("figures from "), marks, lane=0.0)


def strips_of(rows: pd.DataFrame) -> list[Row]:
    """Return a line for the claims of each basis that somebody stands by; the others, one."""
    held = rows[~rows["hollow"]]
    order = [*style.MARKS, *sorted(set(held["basis"]) - {*style.MARKS})]
    lines = [
        strip_of(sentence_case(style.mark_of(basis).label), held.loc[held["basis"] == basis])
        for basis in order
        if (held["basis"] == basis).any()
    ]
    rest = rows[rows["hollow"]]
    return lines + ([strip_of("Not asserted", rest)] if len(rest) else [])

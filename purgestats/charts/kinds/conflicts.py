"""Figures against the conflicts they are in: who cannot all be right, as coded."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import block_height, block_width, write
from purgestats.charts.marks.counts import citation, dot, key_of
from purgestats.charts.marks.rows import Placed, Row, draw_rows
from purgestats.charts.plotted.claim_rows import usual_scope, usual_words
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.charts.record import COLUMNS, worked_out
from purgestats.charts.style import ASSUMED, colours, mark_of
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.terms import labels_of
from purgestats.errors import UnknownClaim
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts, cut_short
from purgestats.words import (
    claim_scope_words,
    counted,
    listing,
    sentence_case,
    sentences,
    strain_words,
)

#: So many conflicts are drawn at most.
MOST_CONFLICTS = 16

#: So many figures and assumptions, unless the first conflict alone has more.
MOST_MEMBERS = 24

ASSUMED_HEADING = "Assumed, though no source says so"


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
) -> pd.DataFrame:
    """Return the figures and assumptions in some conflicts, those that count the same together.

    Beside the columns of claims: figure, heading, said (who gives which figure, or the statement
    assumed) and conflicts, the numbers of those that each is in.
    """
    numbers: dict[str, list[int]] = {}
    for n, one in enumerate(conflicts, 1):
        for name in (*one.claims, *one.assumptions):
            numbers.setdefault(name, []).append(n)
    labels = labels_of(claims)
    scopes = [claim_scope_words(row, labels, unsaid=unsaid) for _, row in claims.iterrows()]
    said = claims["label"] + ": " + claims["figure"]
    rows = claims.assign(heading=list(map(sentence_case, scopes)), said=said)
    rows["conflicts"] = claims["claim_id"].map(numbers)
    place = {
        heading: (-max(map(len, own)), min(map(min, own)), heading)
        for heading, own in rows.groupby("heading")["conflicts"]
    }
    named = zip(rows["heading"], rows["conflicts"], strict=True)
    rank = [(place[heading], -len(own)) for heading, own in named]
    rows = rows.iloc[sorted(range(len(rows)), key=rank.__getitem__)]
    blank = {**worked_out("", math.nan, math.nan, ""), "stance": "assumed", "hollow": False}
    blank |= {"figure": "", "heading": ASSUMED_HEADING}
    supposed = [
        {**blank, "claim_id": name, "conflicts": found}
        | dict.fromkeys(("label", "said"), statements.get(name, name))
        for name, found in numbers.items()
        if name not in set(claims["claim_id"])
    ]
    return pd.DataFrame([*rows.to_dict("records"), *supposed], columns=rows.columns)


_COLUMN = 15.0
_GRID_SHARE = 0.5
_FEWEST = 6
_MEMBER = 65.0
_MOST_TOLD = 12


def conflicts(
    ledger: Given,
    found: Conflicts | None = None,
    *,
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw the figures of a ledger against the conflicts they are in.

    A column is a conflict: a smallest set of figures, and of assumptions, that cannot all hold as
    coded. Nothing says which of its members is wrong. Figures that count the same thing stand
    together, what is in most conflicts first.

    At most 16 conflicts with 24 figures among them are drawn, the smallest first and of these the
    least strained; the caption says how many there are.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    found : Conflicts, optional
        Conflicts of this ledger, such as ``ledger.conflicts(within="source")``; by default all
        that ``ledger.conflicts()`` finds.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it. Its rows have a column
        ``conflicts``.

    Raises
    ------
    UnknownClaim
        If the conflicts are those of another ledger.
    PurgestatsError
        If it is given something else, or claims that cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> ax = ps.charts.conflicts(ps.Ledger(claims))
    >>> ps.charts.rows(ax).loc[0, ["claim_id", "conflicts"]].tolist()
    ['kuhr-arrests', '1;2']
    """
    book, rows = opened(ledger, vocabulary)
    found = book.conflicts() if found is None else found
    with page(frame) as at:
        room = MOST_MEMBERS if at.height is None else int(at.height / _MEMBER)
        shown = first_that_fit(found, int(_GRID_SHARE * at.inner / _COLUMN), room)
        names = {name for one in shown for name in one.claims}
        claims = rows[rows["claim_id"].isin(names)]
        if strange := sorted(names - set(claims["claim_id"])):
            raise UnknownClaim(f"the conflicts are not of this ledger, which has no {strange[0]!r}")
        unsaid = usual_scope(claims["quantity"])
        statements = {one.id: one.statement for one in book.assumptions}
        members = members_of(shown, claims, statements, unsaid)
        strains = [strain_words(one.strain) for one in shown]
        said = usual_words(unsaid, rows)
        caption = sentences(*_caption(found, shown), said)
        source = citation(claims if shown else rows, book.reading_policy)
        key, above = key_of(members, lines=False), block_width(strains) + block_height(1) + 8
        sheet = Sheet(_title(found), caption, source, above=above, key=key)
        listed = [";".join(map(str, numbers)) for numbers in members["conflicts"]]
        table = members.assign(label=members["said"], conflicts=listed)
        columns = (*COLUMNS, "conflicts")
        first, told = "those in the first conflicts", _description(sheet.title, shown, members)
        lines, ends = _lines(members), [0.0, max(_FEWEST, len(shown))]
        behind = partial(_draw_columns, strains=strains)
        axis: dict[str, Any] = {"linear": True, "before": 0, "after": 0, "behind": behind}
        return draw_rows(at, sheet, lines, ends, "", table, columns, first=first, told=told, **axis)


def _lines(members: pd.DataFrame) -> list[Row]:
    """Return headings and members, from the top."""
    lines: list[Row] = []
    for heading, group in members.groupby("heading", sort=False):
        lines.append(Row(str(heading), heading=True))
        lines += (Row(one["label"], one["figure"], about=one) for _, one in group.iterrows())
    return lines


def _draw_member(ax: Axes, member: pd.Series, at: float) -> None:
    ax.axhline(at, color=colours().rule, linewidth=0.6, zorder=1)
    mark = ASSUMED if member["stance"] == "assumed" else mark_of(member["basis"])
    for n in member["conflicts"]:
        one = dot(mark, hollow=bool(member["hollow"]))
        one.set_data([n - 0.5], [at])
        ax.add_line(one)


def _title(found: Conflicts) -> str:
    if found:
        so_far = "" if found.complete else " found"
        return f"What cannot all hold as coded: {counted(len(found), 'conflict')}{so_far}"
    if found.complete:
        return "No conflict: all figures can hold together as coded"
    return "No conflict was found, though not every set of figures was tried"


def _caption(found: Conflicts, shown: list[Conflict]) -> list[str]:
    parts = [
        CAPTIONS["conflicts"] * bool(shown),
        f"Drawn are the first {len(shown)} of {len(found):,}, the smallest first."
        * (len(shown) < len(found)),
    ]
    if not found.complete:
        parts.append(f"{sentence_case(cut_short(found))}.")
    for policy in POLICIES:
        fallen = [str(n) for n, one in enumerate(shown, 1) if policy not in one.survives]
        if fallen:
            parts.append(f"No conflict under the {policy} reading: {', '.join(fallen)}.")
    return parts


def _draw_columns(ax: Axes, _: Scale, placed: Placed, strains: list[str]) -> None:
    """Draw each conflict as a shaded column, its number and its strain above."""
    for member, down in placed:
        _draw_member(ax, member, down)
    ax.set_xticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    up, shown = block_height(1) + 4, colours()
    style: dict[str, Any] = {"frame": ("data", "axes fraction"), "ha": "center", "va": "bottom"}
    for n, strain in enumerate(strains, 1):
        at, found = (n - 0.5, 1.0), [down for one, down in placed if n in one["conflicts"]]
        if found:
            ax.plot([n - 0.5] * 2, [min(found), max(found)], color=shown.edge, lw=1.2, zorder=1.5)
        write(ax, [str(n)], at, (0, 4), fontweight="bold", **style)
        write(ax, [strain], at, (0, up), rotation=90, **style)
        if n % 2:
            ax.axvspan(n - 1, n, color=shown.shade, zorder=0, linewidth=0)
    for word, above in (("conflict", 4.0), ("strain", up)) if strains else ():
        write(ax, [word], (0, 1), (-10, above), frame="axes fraction", colour=shown.quiet,
              ha="right", va="bottom")  # fmt: skip


def _description(title: str, shown: list[Conflict], members: pd.DataFrame) -> str:
    rows = zip(members["claim_id"], members["stance"], members["said"], strict=True)
    words = {name: "assumed: " * (stance == "assumed") + said for name, stance, said in rows}
    told = [
        f"Conflict {n}, strain {strain_words(one.strain)}: "
        + "; ".join(words.get(name, name) for name in (*one.claims, *one.assumptions)).rstrip(".")
        for n, one in enumerate(shown, 1)
    ]
    return f"Chart: {title}. {listing(told, _MOST_TOLD, '. ')}.".replace(". .", ".")

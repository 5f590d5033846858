"""Figures against the conflicts they are in: who cannot all be right, as coded."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any, Unpack

from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.layout.text import block_height, block_width, write
from purgestats.charts.marks.footer import citation, dot, key_of
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.palette import ASSUMED, colours, mark_of
from purgestats.charts.plotted.conflicts import (
    MOST_MEMBERS,
    Member,
    first_that_fit,
    member_table,
    members_of,
    strain_words,
)
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.wording import usual_scope, usual_words
from purgestats.charts.record import COLUMNS
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.errors import UnknownClaim
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
from purgestats.words import counted, listing

_COLUMN = 15.0
_GRID_SHARE = 0.5
_FEWEST = 6
_MEMBER = 65.0
_MOST_TOLD = 12


def conflicts(
    ledger: Given,
    found: Conflicts | None = None,
    *,
    vocabulary: UserVocabulary = None,
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
    book = ledger_of(ledger, vocabulary)
    found = book.conflicts() if found is None else found
    rows = rows_in(book)
    with page(frame) as at:
        room = MOST_MEMBERS if at.height is None else int(at.height / _MEMBER)
        shown = first_that_fit(found, int(_GRID_SHARE * at.inner / _COLUMN), room)
        names = {name for one in shown for name in one.claims}
        claims = rows.loc[rows["claim_id"].isin(names)]
        if strange := sorted(names - set(claims["claim_id"])):
            raise UnknownClaim(f"the conflicts are not of this ledger, which has no {strange[0]!r}")
        unsaid = usual_scope(claims["quantity"])
        statements = {one.id: one.statement for one in book.assumptions}
        members = members_of(shown, claims, statements, unsaid)
        strains = [strain_words(one.strain) for one in shown]
        said = usual_words(unsaid, labels_for(book.vocabulary))
        table, places = member_table(members), dict[int, list[float]]()
        sheet = Sheet(
            _title(found),
            " ".join([*_caption(found, shown), said]).strip(),
            citation(claims if shown else rows, book.reading_policy),
            above=block_width(strains) + block_height(1) + 8,
            key=key_of(table, lines=False),
        )
        return draw_rows(
            at,
            sheet,
            _lines(members, places),
            [0.0, max(_FEWEST, len(shown))],
            "",
            table,
            columns=(*COLUMNS, "conflicts"),
            first="those in the first conflicts",
            told=_description(sheet.title, shown, members),
            behind=lambda ax, _: _draw_columns(ax, places, strains),
            log=False,
            before=0,
            after=0,
            from_zero=True,
        )


def _lines(members: list[Member], places: dict[int, list[float]]) -> list[Row]:
    """Return headings and members, from the top; each notes where its conflicts are drawn."""
    lines: list[Row] = []
    for heading, group in groupby(members, key=lambda member: member.heading):
        lines.append(Row(heading, heading=True))
        lines += [Row(m.label, m.figure, draw=partial(_draw_member, m, places)) for m in group]
    return lines


def _draw_member(member: Member, places: dict[int, list[float]], ax: Axes, at: float) -> None:
    ax.axhline(at, color=colours().rule, linewidth=0.6, zorder=1)
    mark = mark_of(member.row["basis"]) if member.is_claim else ASSUMED
    for n in member.conflicts:
        one = dot(mark, hollow=bool(member.row["hollow"]))
        one.set_data([n - 0.5], [at])
        places.setdefault(n, []).append(at)
        ax.add_line(one)


def _title(found: Conflicts) -> str:
    if found:
        so_far = "" if found.complete else " found"
        return f"What cannot all hold as coded: {counted(len(found), 'conflict')}{so_far}"
    if found.complete:
        return "No conflict: all figures can hold together as coded"
    return "No conflict was found, though not every set of figures was tried"


def _caption(found: Conflicts, shown: list[Conflict]) -> list[str]:
    parts = []
    if shown:
        parts.append(
            "Each column is a conflict: a smallest set of figures that cannot all hold as coded. "
            "Set one of them aside, and the others can. Its strain is how far every figure in it "
            "would have to be widened."
        )
    if len(shown) < len(found):
        parts.append(f"Drawn are the first {len(shown)} of {len(found):,}, the smallest first.")
    if not found.complete:
        parts.append(f"The list is cut, and whole up to size {found.complete_to:.0f}.")
    for policy in POLICIES:
        fallen = [n for n, one in enumerate(shown, 1) if policy not in one.survives]
        if fallen:
            numbers = ", ".join(map(str, fallen))
            parts.append(f"No conflict under the {policy} reading: {numbers}.")
    return parts


def _draw_columns(ax: Axes, places: dict[int, list[float]], strains: list[str]) -> None:
    """Draw each conflict as a shaded column, its number and its strain above."""
    ax.set_xticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    up, shown = block_height(1) + 4, colours()
    for n, found_at in places.items():
        reach = [min(found_at), max(found_at)]
        ax.plot([n - 0.5] * 2, reach, color=shown.edge, linewidth=1.2, zorder=1.5)
    style: dict[str, Any] = {"frame": ("data", "axes fraction"), "ha": "center", "va": "bottom"}
    for n, strain in enumerate(strains, 1):
        at = (n - 0.5, 1.0)
        write(ax, [str(n)], at, (0, 4), fontweight="bold", **style)
        write(ax, [strain], at, (0, up), rotation=90, **style)
        if n % 2:
            ax.axvspan(n - 1, n, color=shown.shade, zorder=0, linewidth=0)
    for word, above in (("conflict", 4.0), ("strain", up)) if strains else ():
        write(ax, [word], (0, 1), (-10, above), frame="axes fraction", colour=shown.quiet,
              ha="right", va="bottom")  # fmt: skip


def _description(title: str, shown: list[Conflict], members: list[Member]) -> str:
    words = {m.row["claim_id"]: m.words if m.is_claim else f"assumed: {m.words}" for m in members}
    told = [
        f"Conflict {n}, strain {strain_words(one.strain)}: "
        + "; ".join(words.get(name, name) for name in (*one.claims, *one.assumptions)).rstrip(".")
        for n, one in enumerate(shown, 1)
    ]
    return f"Chart: {title}. {listing(told, _MOST_TOLD, '. ')}.".replace(". .", ".")

"""Figures against the conflicts they are in: who cannot all be right, as coded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import write
from purgestats.charts.layout.text_size import block_height, block_width, wrapped
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.plotted.conflicts import (
    Member,
    first_that_fit,
    member_table,
    members_of,
    strain_words,
)
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.phrases import usual_scope, usual_words
from purgestats.charts.style import (
    ASSUMED,
    MARKER_SIZE,
    QUIET,
    RULE,
    SHADE,
    SMALL_SIZE,
    Mark,
    house_style,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import UnknownClaim
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
from purgestats.words import counted

_COLUMN = 22.0
_GRID = 246.0
_INDENT = 10.0
_GAP = 12.0
_ROW_GAP = 4.0
_HEADING_GAP = 8.0
_MOST_TOLD = 12


@dataclass(frozen=True)
class Line:
    """One line of the chart: a heading, or a member with its marks.

    Parameters
    ----------
    text : list of str
        What stands at the left, broken into lines.
    member : Member or None
        None for a heading.
    top, height : float
        Where the line begins and how high it is, in points from the top.
    """

    text: list[str]
    member: Member | None
    top: float
    height: float

    @property
    def width(self) -> float:
        """The room its text takes, in points."""
        if self.member:
            return _INDENT + block_width(self.text, SMALL_SIZE)
        return block_width(self.text, SMALL_SIZE, bold=True)

    @property
    def middle(self) -> float:
        """Its middle, below the gap that sets it off."""
        gap = _ROW_GAP if self.member else _HEADING_GAP
        return self.top + (self.height + gap) / 2


def conflicts(ledger: Given, found: Conflicts | None = None, *, ax: Axes | None = None) -> Axes:
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
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it. Its rows have a column ``conflicts``.

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
    book = ledger_of(ledger)
    found = book.conflicts() if found is None else found
    shown = first_that_fit(found)
    names = {name for one in shown for name in one.claims}
    rows = rows_in(book)
    claims = rows.loc[rows["claim_id"].isin(names)]
    if strange := sorted(names - set(claims["claim_id"])):
        raise UnknownClaim(f"the conflicts are not of this ledger, which has no {strange[0]!r}")
    unsaid = usual_scope(Quantity.parse(one) for one in claims["quantity"])
    statements = {one.id: one.statement for one in book.assumptions}
    members = members_of(shown, claims, statements, unsaid)
    grid = max(_COLUMN, min(_COLUMN * len(shown), _GRID))
    lines = _lines(members, plot_width(_GAP, grid))
    left = _GAP + max((line.width for line in lines), default=0.0)
    strains = [strain_words(one.strain) for one in shown]
    sheet = Sheet(
        title=_title(found),
        caption=" ".join([*_caption(found, shown), usual_words(unsaid, labels_of(rows))]).strip(),
        citation=citation(claims if shown else rows, book.reading_policy),
        left=left,
        right=plot_width(left, grid) if ax is None else 0.0,
        height=lines[-1].top + lines[-1].height if lines else 1.0,
        key=_key(members),
        lane=block_width(strains, SMALL_SIZE) + block_height(1, SMALL_SIZE) + 8 if shown else 0,
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _draw(ax, sheet, lines, strains)
    return finish(
        ax, sheet, _description(sheet.title, shown, members), member_table(members), "conflicts"
    )


def _lines(members: list[Member], room: float) -> list[Line]:
    """Return headings and members, from the top."""
    lines: list[Line] = []
    top = 0.0
    for heading, group in groupby(members, key=lambda member: member.heading):
        texts: list[tuple[list[str], Member | None]] = [
            (wrapped(heading, room, SMALL_SIZE, bold=True), None)
        ]
        texts += [(wrapped(m.words, room - _INDENT, SMALL_SIZE), m) for m in group]
        for text, member in texts:
            gap = _ROW_GAP if member else _HEADING_GAP
            height = gap + block_height(len(text), SMALL_SIZE)
            lines.append(Line(text, member, top, height))
            top += height
    return lines


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


def _key(members: list[Member]) -> list[Line2D]:
    claims = [member.row for member in members if member.is_claim]
    handles = key_of(
        [row["basis"] for row in claims], [row["stance"] for row in claims], lines=False
    )
    if len(claims) < len(members):
        handles.append(_dot(ASSUMED, hollow=False))
    return handles


def _dot(mark: Mark, *, hollow: bool) -> Line2D:
    """Return a mark without a line, labelled for the key."""
    return Line2D(
        [],
        [],
        color=mark.colour,
        marker=mark.marker,
        markersize=MARKER_SIZE,
        markeredgewidth=1.4,
        markerfacecolor="white" if hollow else mark.colour,
        linewidth=0,
        label=mark.label,
        clip_on=False,
        zorder=3,
    )


def _draw(ax: Axes, sheet: Sheet, lines: list[Line], strains: list[str]) -> None:
    tidy(ax, along="x")
    ax.grid(False)
    ax.set(xlim=(0, max(1, len(strains))), ylim=(sheet.height, 0), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    for n in range(0, len(strains), 2):
        ax.axvspan(n, n + 1, color=SHADE, zorder=0, linewidth=0)
    _draw_reaches(ax, lines, len(strains))
    for line in lines:
        _draw_line(ax, line, sheet.left)
    if strains:
        _write_heads(ax, strains)


def _draw_reaches(ax: Axes, lines: list[Line], columns: int) -> None:
    """Join the first member of each conflict to its last."""
    for n in range(1, columns + 1):
        places = [line.middle for line in lines if line.member and n in line.member.conflicts]
        ax.plot([n - 0.5] * 2, [places[0], places[-1]], color="#b5b5b5", linewidth=1.2, zorder=1.5)


def _draw_line(ax: Axes, line: Line, left: float) -> None:
    member = line.member
    frame = ("axes fraction", "data")
    if member is None:
        shift, weight = (-left, 0.0), "bold"
    else:
        shift, weight = (_INDENT - left, 0.0), "normal"
        ax.axhline(line.middle, color=RULE, linewidth=0.6, zorder=1)
        mark = mark_of(member.row["basis"]) if member.is_claim else ASSUMED
        for n in member.conflicts:
            dot = _dot(mark, hollow=bool(member.row["hollow"]))
            dot.set_data([n - 0.5], [line.middle])
            ax.add_line(dot)
    place = (0, line.middle)
    write(ax, line.text, place, shift, frame=frame, va="center_baseline", fontweight=weight)


def _write_heads(ax: Axes, strains: list[str]) -> None:
    """Write the number and the strain of each conflict above its column."""
    frame = ("data", "axes fraction")
    up = block_height(1, SMALL_SIZE) + 4
    for n, strain in enumerate(strains, 1):
        at = (n - 0.5, 1.0)
        write(ax, [str(n)], at, (0, 4), frame=frame, ha="center", va="bottom", fontweight="bold")
        write(ax, [strain], at, (0, up), frame=frame, ha="center", va="bottom", rotation=90)
    for word, above in (("conflict", 4.0), ("strain", up)):
        write(
            ax, [word], (0, 1), (-_GAP, above), frame=frame, colour=QUIET, ha="right", va="bottom"
        )


def _description(title: str, shown: list[Conflict], members: list[Member]) -> str:
    words = {m.row["claim_id"]: m.words if m.is_claim else f"assumed: {m.words}" for m in members}
    told = [
        f"Conflict {n}, strain {strain_words(one.strain)}: "
        + "; ".join(words.get(name, name) for name in (*one.claims, *one.assumptions))
        for n, one in enumerate(shown[:_MOST_TOLD], 1)
    ]
    if len(shown) > _MOST_TOLD:
        told.append(f"And {len(shown) - _MOST_TOLD} more")
    return f"Chart: {title}. " + "".join(f"{text.rstrip('.')}. " for text in told).strip()

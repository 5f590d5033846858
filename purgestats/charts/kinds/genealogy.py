"""Who copied whom: the figures on one quantity, each below the figures that it rests on."""

from collections.abc import Container, Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.marks.counts import citation, key_of, range_of
from purgestats.charts.marks.rows import Placed, Row, draw_rows
from purgestats.charts.plotted.claim_rows import Span, counts_on, figures, in_order, title_of
from purgestats.charts.plotted.inputs import Asked, Given, Reading, Terms, rows_of
from purgestats.charts.style import colours
from purgestats.claims.sources.citations import origins
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import listing, number, scope_words, sentence_case

_OWN = "Counts that nobody here took over"
_UNKNOWN = "On what these rest is not known"
Parents = dict[str, list[str]]


def genealogy(
    claims: Given,
    quantity: Asked = None,
    *,
    reading: Reading = "printed",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw who copied whom: each figure on a quantity below those that it rests on.

    Figures on other quantities are drawn where one on this quantity rests on them. What rests on
    what is `derived_from`; figures that stand alone follow, those known to be counts of their own
    before those of which nothing is known.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, which is not changed, or what was made of one.
    quantity : str or Quantity, optional
        It may be left out if the claims count one quantity only.
    reading : str or policy
        How printed figures become ranges; a ledger brings its own.
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
    InvalidChoice
        If a quantity must be named.
    UnknownQuantity
        If no claim counts the quantity.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.genealogy(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ax.get_xlabel()
    'Through how many hands'
    """
    rows, reading = rows_of(claims, reading, vocabulary)
    chosen, found = counts_on(rows, quantity)
    family = _family(rows, found)
    above = _above(family)
    hands = _hands(above, family["derived_from"])
    headings = _headings(above, hands)
    turn = _in_turn(in_order(family).index.tolist(), above)
    turn = sorted(turn, key=lambda one: ("", _OWN, _UNKNOWN).index(headings[one]))
    family = family.reindex(turn)
    labels = labels_of(rows)
    said = set(chosen)
    apart = [scope_words(Quantity.parse(one), labels, unsaid=said) for one in family["quantity"]]
    named = zip(family["label"], apart, strict=True)
    family = family.assign(label=[f"{who} ({more})" if more else who for who, more in named])
    firm = found[~found["hollow"]]
    behind = "; behind those vouched for," if 0 < len(firm) < len(found) else ","
    counts = origins(firm if len(firm) else found)
    title = f"{title_of(chosen, rows)}: {figures(found)}{behind} {counts}"

    def joints(ax: Axes, _: Scale, placed: Placed) -> None:
        steps, down = sorted(set(hands.values())), dict(placed)
        ax.set_xticks(steps, [number(step) if step else "?" for step in steps])
        joined = ((one, parent) for one, _ in placed for parent in above[one] if parent in down)
        for one, parent in joined:
            across = [hands[parent], hands[parent] + 0.4, hands[parent] + 0.4, hands[one]]
            turns = [down[parent], down[parent], down[one], down[one]]
            ax.plot(across, turns, color=colours().edge, linewidth=1.0, zorder=1.4)

    with page(frame) as at:
        sheet = Sheet(title, CAPTIONS["genealogy"], citation(family, reading), key=key_of(family))
        lines, ends = list(_lines(family, headings, hands)), [max(hands.values()) + 1.0]
        first, told = "the counts that others took over first", _told(family, above)
        unit, told = "through how many hands", f"Chart: {title}. {told}"
        return draw_rows(
            at, sheet, lines, ends, unit, family, first=first, told=told, behind=joints, linear=True
        )


def _family(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the figures on a quantity and all that they rest on."""
    by_id = dict(zip(rows["claim_id"], rows["derived_from"], strict=True))
    wanted = list(found["claim_id"])
    for one in wanted:  # It grows as it is gone through.
        wanted += (name for name in _names(by_id[one], by_id) if name not in wanted)
    return rows[rows["claim_id"].isin(wanted)].set_index("claim_id", drop=False)


def _names(cell: str, known: Container[str]) -> list[str]:
    return [one for one in cell.split(";") if one in known]


def _above(family: pd.DataFrame) -> Parents:
    """Return for each figure those that it rests on; no figure rests on itself by a detour."""
    known = dict(zip(family["claim_id"], family["derived_from"], strict=True))
    above: Parents = {}

    def leads_to(one: str, goal: str) -> bool:
        return one == goal or any(leads_to(parent, goal) for parent in above.get(one, ()))

    for one, cell in known.items():
        above[one] = [name for name in _names(cell, known) if not leads_to(name, one)]
    return above


def _hands(above: Parents, derived_from: pd.Series) -> dict[str, int]:
    """Return through how many hands each figure went; 0 where nothing is known of it."""
    handed_on = {parent for parents in above.values() for parent in parents}

    @cache
    def hand(one: str) -> int:
        known = above[one] or one in handed_on or derived_from[one] == "none"
        return 1 + max(map(hand, above[one]), default=0) if known else 0

    return {one: hand(one) for one in above}


def _in_turn(ids: list[str], above: Parents) -> list[str]:
    """Put each figure below all those that it rests on, and whole families together."""
    below = {parent: [one for one in ids if parent in above[one]] for parent in above}
    placed: dict[str, None] = {}

    def place(one: str) -> None:
        if one not in placed and all(parent in placed for parent in above[one]):
            placed[one] = None
            for child in below[one]:
                place(child)

    for one in sorted(ids, key=lambda name: not below[name]):
        place(one)
    return list(placed)


def _headings(above: Parents, hands: dict[str, int]) -> dict[str, str]:
    """Return the heading of each figure; families have none."""
    joined = {name for one, parents in above.items() if parents for name in (one, *parents)}
    return {one: "" if one in joined else _OWN if hand else _UNKNOWN for one, hand in hands.items()}


def _lines(family: pd.DataFrame, headings: dict[str, str], hands: dict[str, int]) -> Iterator[Row]:
    """Yield the rows under their headings."""
    for heading, group in groupby(family.index, key=lambda one: headings[one]):
        if heading:
            yield Row(heading, heading=True)
        for one in group:
            row, hand = family.loc[one], float(hands[one])
            words = str(row["figure"])
            mark = replace(range_of(row, words), span=Span(hand, hand, hand), vague=False)
            yield Row(str(row["label"]), words, (mark,), about=one)


def _told(family: pd.DataFrame, above: Parents) -> str:
    """Say of each figure on what it rests."""
    said = dict(family["label"] + " (" + family["figure"] + ")")
    parts = [
        f"{said[one]} rests on {listing([said[parent] for parent in above[str(one)]], 3)}"
        for one in family.index
        if above[str(one)]
    ]
    alone = [str(one) for one in family.index if not above[str(one)]]
    for words, round_about in (("on no other figure here", False), ("on what rests on it", True)):
        named = [
            said[one]
            for one in alone
            if bool(_names(family["derived_from"][one], said)) is round_about
        ]
        parts += [f"{words}: {listing(named, 12)}"] if named else []
    return sentence_case("; ".join(parts)) + "."

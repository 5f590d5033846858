"""The bounds of a quantity lens beside lens, with the claims on it below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

from matplotlib.axes import Axes

from purgestats.charts.kinds.estimates_by_claim import row_of
from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.counts import Count, counts_of
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.rows import Band, Row, draw_rows, foremost
from purgestats.charts.plotted.bounds import Implied, implied, implied_table
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.selection import in_dispute, values_in
from purgestats.charts.record import table_of
from purgestats.charts.style import SMALL_SIZE
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.repairs.lenses import Lens, get_lens
from purgestats.ledger.repairs.lenses import lenses as built_in
from purgestats.words import listing, scope_words, sentence_case

_CAPTION = (
    "A band is what all figures together allow if, where they cannot all hold, those named at left "
    "are trusted first, whichever of the fewest others are set aside. Below: the published figures."
)


def lenses(
    ledger: Given,
    quantity: str | Quantity,
    *,
    lenses: Iterable[str | Lens] | None = None,
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what follows for a quantity under several orders of trust, above the claims on it.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    quantity : str or Quantity
        The quantity, whether or not anybody counts it.
    lenses : iterable of str or Lens, optional
        The orders of trust; the built-in ones by default, see `purgestats.lenses`.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        Terms of one's own, for a table.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it. Its rows have a column
        ``because``: the claims and assumptions on which the bounds rest.

    Raises
    ------
    UnknownQuantity
        If the quantity uses an unknown term.
    InvalidChoice
        If a lens is none of the built-in ones.

    Examples
    --------
    >>> import purgestats as ps
    >>> executed = "executions|all|all|ussr|1937/1938"
    >>> ax = ps.charts.lenses(ps.load("executions"), executed)
    >>> int((ps.charts.rows(ax)["stance"] == "implied").sum())
    3
    """
    book = ledger_of(ledger, vocabulary)
    chosen = Quantity.parse(quantity)
    claims = rows_in(book)
    counted = claims.loc[~claims["is_share"]]
    named = [get_lens(one) for one in (built_in() if lenses is None else lenses)]
    found = [
        implied(str(chosen), _label(one), book.bounds(chosen, lens=one).iloc[0], counted)
        for one in named
    ]
    own = found[0].claims
    counts = counts_of(own)
    unit = book.vocabulary.units[chosen.measure]
    values = [*(values_in(in_dispute(own)) if len(own) else ()),
              *(end for one in found for end in one.ends)]  # fmt: skip
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=f"{sentence_case(scope_words(chosen, labels_for(book.vocabulary)))}: "
            f"{_headline(found)}",
            caption=_CAPTION,
            citation=citation(own if len(own) else claims, book.reading_policy),
            key=key_of(own),
        )
        rows = [_row(one, counts) for one in found]
        if counts:
            rows += [Row("Published figures", heading=True), *map(row_of, counts)]
        ax, sheet = draw_rows(
            sheet_of, sheet, rows, values, unit, choose=foremost, rule="the lenses first",
            size=SMALL_SIZE,
        )  # fmt: skip
        told = " ".join(f"{one.label}: {one.words}. {_aside(one, counts)}" for one in found)
        shown = [Implied(one.key, one.label, own.iloc[:0], one.low, one.high, one.because)
                 for one in found]  # fmt: skip
        table = implied_table([*shown[:-1], found[-1]], unit)
        description = f"Chart: {sheet.title}. {told}".strip()
        return sheet_of.finish(ax, sheet, description, table_of(table, "because"))


def _label(lens: Lens) -> str:
    first = sentence_case(lens.layers[0] if lens.layers else lens.name)
    return f"{first} first" if len(lens.layers) != 1 else first


def _headline(found: list[Implied]) -> str:
    words = list(dict.fromkeys(one.words for one in found))
    if len(words) == 1:
        return f"{words[0]}, whichever figures are trusted first"
    return "what follows depends on which figures come first"


def _row(one: Implied, counts: list[Count]) -> Row:
    band = Band(max(one.low, 0.0), one.high, firm=True)
    return Row(one.label, one.words, bands=(band,), remark=_aside(one, counts))


def _aside(one: Implied, counts: list[Count]) -> str:
    """Name the figures on the quantity that the bounds leave out, and so are set aside."""
    left = [
        count.label
        for count in counts
        if not count.row["hollow"]
        and (count.row["low"] > one.high * (1 + 1e-9) or count.row["high"] < one.low * (1 - 1e-9))
    ]
    return f"Set aside: {listing(left, 6)}." if left else ""

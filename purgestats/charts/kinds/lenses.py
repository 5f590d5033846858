"""The bounds of a quantity lens beside lens, with the claims on it below."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Unpack

from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.marks.counts import Count, citation, counts_of, key_to, strip_of
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.bounds import BECAUSE, Implied, implied, implied_table
from purgestats.charts.plotted.claim_rows import title_of
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.repairs.lenses import Lens, get_lens
from purgestats.ledger.repairs.lenses import lenses as built_in
from purgestats.words import listing, sentence_case


def lenses(
    ledger: Given,
    quantity: str | Quantity,
    *,
    lenses: Iterable[str | Lens] | None = None,
    vocabulary: Terms = None,
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
    book, claims = opened(ledger, vocabulary)
    chosen = Quantity.parse(quantity)
    found = [
        implied(str(chosen), _label(one), book.bounds(chosen, lens=one).iloc[0], claims)
        for one in map(get_lens, built_in() if lenses is None else lenses)
    ]
    own = found[0].claims
    counts = counts_of(own)
    told = [replace(one, claims=own.iloc[:0]) for one in found[:-1]]
    unit = book.vocabulary.units[chosen.measure]
    title = f"{title_of(chosen, claims)}: {_headline(found)}"
    source = citation(own if len(own) else claims, book.reading_policy)
    with page(frame) as at:
        flat = at.is_flat(len(counts) + 2 * len(found))
        sheet = Sheet(title, CAPTIONS["lenses"], source, key=[] if flat else key_to(counts))
        rows = _rows(found, counts, flat=flat)
        ends = [value for one in found for value in one.values]
        table, first = implied_table([*told, found[-1]], unit), "the lenses first"
        return draw_rows(at, sheet, rows, ends, unit, table, BECAUSE, first=first)


def _rows(found: list[Implied], counts: list[Count], *, flat: bool) -> list[Row]:
    """Return a band for each lens and a line for each count; all on one where that is too high."""
    rows = []
    for one in found:
        band, remark = Band(one.low, one.high, firm=True), "" if flat else _aside(one, counts)
        rows.append(Row(one.label, one.words, bands=(band,), remark=remark))
    if not counts:
        return rows
    if flat:
        return [strip_of("Published figures", found[0].claims), *rows]
    return [*rows, Row("Published figures", heading=True), *(one.line() for one in counts)]


def _label(lens: Lens) -> str:
    first = sentence_case(lens.layers[0] if lens.layers else lens.name)
    return f"{first} first" if len(lens.layers) != 1 else first


def _headline(found: list[Implied]) -> str:
    words = list(dict.fromkeys(one.words for one in found))
    if len(words) == 1:
        return f"{words[0]}, whichever figures are trusted first"
    return "what follows depends on which figures come first"


def _aside(one: Implied, counts: list[Count]) -> str:
    """Name the figures on the quantity that the bounds leave out, and so are set aside."""
    left = [
        count.label
        for count in counts
        if not count.row["hollow"]
        and (count.row["low"] > one.high * (1 + 1e-9) or count.row["high"] < one.low * (1 - 1e-9))
    ]
    return f"Set aside: {listing(left, 6)}." if left else ""

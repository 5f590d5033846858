"""Claimed against implied: what figures say of a quantity, and what all together allow."""

from collections.abc import Iterable
from typing import Unpack

from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.marks.counts import citation, counts_of, key_to, stacked
from purgestats.charts.marks.rows import MOST_TOLD, Band, Row, draw_rows
from purgestats.charts.plotted.bounds import BECAUSE, Implied, implied_table, select
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.words import listing, sentences

IMPLIED_WORDS = "implied by all figures together"


def bounds(
    ledger: Given,
    quantities: Iterable[str | Quantity] | str | Quantity | None = None,
    *,
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what is claimed of quantities against what all figures together imply for them.

    The band is ``ledger.bounds(quantities)``: the figures on the quantity itself count too. Where
    figures conflict, it covers every smallest way to set some of them aside. Bounds without a
    proof are not drawn.

    At most 25 quantities are drawn, and marks that are equal once. Without `quantities` they are
    those of which the figures together say more than the figures on it do, because nobody counts
    it or because others narrow or contradict them; of these, the most closely bounded. The caption
    says how many there are.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    quantities : iterable of str or Quantity, optional
        What to draw, in this order, whether or not anybody counts it.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it. Its rows have a column ``because``:
        the claims and assumptions on which the bounds rest.

    Raises
    ------
    UnknownQuantity
        If a quantity uses an unknown term.
    InvalidChoice
        If there is nothing to draw.
    PurgestatsError
        If it is given something else, or claims that cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.bounds(ps.load("executions"), "death-sentences|all|all|ussr|1937/1938")
    >>> " ".join(ax.get_title().split())
    'Sentenced to death: what figures allow once some are set aside'
    """
    book, claims = opened(ledger, vocabulary)
    asked = [quantities] if isinstance(quantities, str | Quantity) else quantities
    (found, chosen), named = select(book, claims, asked), asked is not None
    if not found:
        nothing = "all figures together say no more of any quantity than those on it alone do"
        nothing = "none of the quantities asked for has bounds with a proof" if named else nothing
        raise InvalidChoice(f"there is no bound to draw: {nothing}")
    unit = ", ".join({book.vocabulary.units[one.key.partition("|")[0]]: "" for one in found})
    drawn = claims.reindex([place for one in found for place in one.claims.index])
    title = f"{found[0].label}: what" if len(found) == 1 else "What"
    title += (
        " all figures together allow"
        if book.is_consistent()
        else " figures allow once some are set aside"
    )
    source = citation(claims if drawn.empty else drawn, book.reading_policy)
    with page(frame) as at:
        key = [*key_to(counts_of(drawn)), Band(0, 1, label=IMPLIED_WORDS).patch(0, 1, 0, 1)]
        aside = CAPTIONS["set aside"] * (not book.is_consistent())
        caption = sentences(CAPTIONS["bounds"], aside, chosen)
        sheet = Sheet(title, caption, source, key=key)
        rows, ends = map(_row, found), [value for one in found for value in one.values]
        first = "those first named" if named else "from the highest down"
        told, table = f"Chart: {title}. {_told(found)}", implied_table(found, unit)
        return draw_rows(at, sheet, list(rows), ends, unit, table, BECAUSE, first=first, told=told)


def _row(one: Implied) -> Row:
    return Row(one.label, one.words, stacked(one.claims), (Band(one.low, one.high),))


def _told(found: Iterable[Implied]) -> str:
    told = []
    for one in found:
        figures = "; ".join(one.claims["label"] + ", " + one.claims["figure"])
        claimed = f"claimed {figures}" if figures else "counted by nobody"
        told.append(f"{one.label}: {claimed}; implied {one.words}")
    return f"{listing(told, MOST_TOLD, '. ')}."

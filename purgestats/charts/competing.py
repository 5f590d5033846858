"""Competing claims side by side, in three forms: by claim, by measure, by year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.claim_ranges import draw_claims
from purgestats.charts.claim_rows import prepare
from purgestats.charts.claim_years import draw_years
from purgestats.charts.look import house_style
from purgestats.charts.measure_bands import draw_measures
from purgestats.claims.figures import Policy
from purgestats.claims.scopes import Quantity
from purgestats.errors import InvalidChoice

FORMS = ("claim", "measure", "year")


def estimates(
    claims: pd.DataFrame,
    quantity: str | Quantity | None = None,
    *,
    by: str = "claim",
    bounds: tuple[float | None, float | None] | None = None,
    reading: str | Policy = "printed",
    ax: Axes | None = None,
) -> Axes:
    """Draw competing claims as ranges, each with its best value marked.

    A figure that is rejected, surveyed or rhetorical is hollow; an end that a source leaves open
    is an arrow; shares and multiples are left out. Nothing is pooled or averaged.

    Parameters
    ----------
    claims : pandas.DataFrame
        A claims table, ours or the user's; it is not changed.
    quantity : str or Quantity, optional
        ``measure|group|operation|place|period``. By claim and by year it may be left out if the
        claims count one quantity only. By measure it stands for its group, operation, place and
        period, and is by default everyone in the Soviet Union in 1937 and 1938.
    by : {"claim", "measure", "year"}
        One line a claim; one band for each thing counted, from arrests to all deaths; or the year
        in which each claim was made along the horizontal axis.
    bounds : tuple of float, optional
        Lowest and highest value that other figures allow, drawn as a band behind the claims on one
        quantity. None as either end leaves that end open.
    reading : str or policy
        How printed figures become ranges.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

    Raises
    ------
    InvalidChoice
        If `by` or `bounds` is none of what is allowed, or a quantity must be named.
    UnknownQuantity
        If no claim counts the quantity.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.estimates(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ax.get_title(loc="left").startswith("Executed, Soviet Union, 1937–1938")
    True
    """
    if by not in FORMS:
        raise InvalidChoice(f"by={by!r} is none of {', '.join(map(repr, FORMS))}")
    implied = _checked(bounds)
    rows = prepare(claims, reading)
    with house_style():
        if by == "measure":
            if implied is not None:
                raise InvalidChoice("bounds belong to one quantity: use them with by='claim'")
            return draw_measures(rows, quantity, reading, ax)
        draw = draw_claims if by == "claim" else draw_years
        return draw(rows, quantity, implied, reading, ax)


def _checked(
    bounds: tuple[float | None, float | None] | None,
) -> tuple[float | None, float | None] | None:
    if bounds is None:
        return None
    try:
        low, high = (None if end is None or end != end else float(end) for end in bounds)
    except (TypeError, ValueError):
        raise InvalidChoice(f"bounds={bounds!r} is not a pair (low, high) of numbers") from None
    if low is not None and high is not None and low > high:
        raise InvalidChoice(f"bounds={bounds!r}: the low end is above the high end")
    return low, high

"""Figures and scopes in words, as they stand beside marks and in titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import LONGEST, span_of
from purgestats.charts.plotted.labels import period_words, term_label
from purgestats.charts.style import number, percent
from purgestats.claims.vocabulary.quantities import Quantity


def figure_words(row: pd.Series) -> str:
    """Return a claim's figure in words: as printed, else from its values.

    Parameters
    ----------
    row : pandas.Series
        A row made by `prepare`.

    Returns
    -------
    str
        What a back-reference stands for is preferred to the back-reference.

    Examples
    --------
    >>> blank = {"as_printed": "", "resolved": "", "unit": "persons"}
    >>> figure_words(pd.Series({**blank, "low": 100_000, "best": np.nan, "high": np.nan}))
    'at least 100,000'
    >>> figure_words(pd.Series({**blank, "low": 950_000, "best": np.nan, "high": 1_200_000}))
    '950,000–1,200,000'
    """
    printed = str(row["resolved"] or row["as_printed"])
    if printed:
        return printed if len(printed) <= LONGEST else printed[: LONGEST - 1] + "…"
    return value_words(row)


def value_words(row: pd.Series) -> str:
    """Return the values of a claim in figures, whatever was printed.

    Parameters
    ----------
    row : pandas.Series
        A row made by `prepare`.

    Returns
    -------
    str
        The best value, else the range or the bound.

    Examples
    --------
    >>> value_words(pd.Series({"low": 13, "best": 13, "high": 13, "unit": "persons"}))
    '13'
    """
    write = percent if row["unit"] == "share" else number
    low, best, high = span_of(row)
    if not np.isnan(best):
        return write(best)
    if np.isnan(low):
        return "no figure" if np.isnan(high) else f"at most {write(high)}"
    return f"at least {write(low)}" if np.isnan(high) else f"{write(low)}–{write(high)}"


def scope_words(quantity: Quantity, *, measure: bool = True, unsaid: Collection[str] = ()) -> str:
    """Say in words what a quantity counts; the top terms "everyone" and "all operations" go unsaid.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    measure : bool
        Whether to begin with the measure.
    unsaid : collection of str
        Places and periods that go unsaid as well.

    Returns
    -------
    str
        Measure, group, operation, place and period, divided by commas.

    Examples
    --------
    >>> scope_words(Quantity.parse("executions|all|all|ussr|1937/1938"))
    'executed, Soviet Union, 1937–1938'
    """
    words = [term_label("measures", quantity.measure)] if measure else []
    if quantity.group != "all":
        words.append(term_label("groups", quantity.group))
    if quantity.operation != "all":
        words.append(term_label("operations", quantity.operation))
    if quantity.place not in unsaid:
        words.append(term_label("places", quantity.place))
    if str(quantity.period) not in unsaid:
        words.append(period_words(str(quantity.period)))
    return ", ".join(words)


def usual_scope(quantities: Iterable[Quantity]) -> tuple[str, ...]:
    """Return the place and the period that most quantities share, which labels need not repeat.

    Parameters
    ----------
    quantities : iterable of Quantity
        What is drawn.

    Returns
    -------
    tuple of str
        Those that more than half of them have.

    Examples
    --------
    >>> names = ("executions|all|all|ussr|1937", "arrests|all|all|ussr|1938")
    >>> usual_scope(Quantity.parse(name) for name in names)
    ('ussr',)
    """
    all_of_them = list(quantities)
    places = Counter(one.place for one in all_of_them)
    periods = Counter(str(one.period) for one in all_of_them)
    commonest = [*places.most_common(1), *periods.most_common(1)]
    return tuple(name for name, count in commonest if 2 * count > len(all_of_them))


def usual_words(unsaid: Iterable[str]) -> str:
    """Write in a caption what labels do not repeat.

    Parameters
    ----------
    unsaid : iterable of str
        Made by `usual_scope`.

    Returns
    -------
    str
        A sentence; nothing if labels say everything.

    Examples
    --------
    >>> usual_words(("ussr", "1937/1938"))
    'Soviet Union, 1937–1938, unless a label says otherwise.'
    """
    words = [
        period_words(name) if name[:1].isdigit() else term_label("places", name) for name in unsaid
    ]
    return f"{sentence_case(', '.join(words))}, unless a label says otherwise." if words else ""


def counted_words(row: pd.Series, unsaid: Collection[str] = ()) -> str:
    """Say what a claim counts, and of what it is a share.

    Parameters
    ----------
    row : pandas.Series
        A row made by `prepare`.
    unsaid : collection of str
        Places and periods that go unsaid.

    Returns
    -------
    str
        Of the whole, only what differs from the part.

    Examples
    --------
    >>> scope = {"measure": "executions", "group": "all", "operation": "all", "place": "ussr"}
    >>> whole = {f"of_{name}": "" for name in (*scope, "period")}
    >>> whole["of_measure"] = "arrests"
    >>> quantity = "executions|all|all|ussr|1937"
    >>> counted_words(pd.Series({"quantity": quantity, "is_share": True, **scope, **whole}))
    'executed, Soviet Union, 1937, as a share of: arrested'
    """
    words = scope_words(Quantity.parse(row["quantity"]), unsaid=unsaid)
    if not row["is_share"]:
        return words
    whole = [
        term_label(f"{name}s", row[f"of_{name}"])
        for name in ("measure", "group", "operation", "place")
        if row[f"of_{name}"] not in ("", row[name])
    ]
    if row["of_period"]:
        whole.append(period_words(row["of_period"]))
    return f"{words}, as a {row.get('unit', 'share')} of: {', '.join(whole)}"


def sentence_case(text: str) -> str:
    """Write the first letter large.

    Parameters
    ----------
    text : str
        A phrase.

    Returns
    -------
    str
        The phrase as it begins a sentence.

    Examples
    --------
    >>> sentence_case("executed")
    'Executed'
    """
    return text[:1].upper() + text[1:]

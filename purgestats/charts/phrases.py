"""Figures and scopes in words, as they stand beside marks and in titles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purgestats.charts.claim_rows import LONGEST, span_of
from purgestats.charts.labels import period_words, term_label
from purgestats.charts.look import number, percent
from purgestats.claims.scopes import Quantity


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


def scope_words(quantity: Quantity, *, measure: bool = True) -> str:
    """Say in words what a quantity counts; the top terms "everyone" and "all operations" go unsaid.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    measure : bool
        Whether to begin with the measure.

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
    words += [term_label("places", quantity.place), period_words(str(quantity.period))]
    return ", ".join(words)


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

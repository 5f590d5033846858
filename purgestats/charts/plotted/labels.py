"""Words for what stands in the tables as slugs: terms, claimants, sources, periods.

A slug that is not ours (a user's own term, claimant or source) is shown as it stands, with blanks
for hyphens where it is a term.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd

from purgestats.claims.datasets import catalogue

# The calendar module's names would change with the user's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def clean(value: object) -> str:
    r"""Return a cell as text that can be drawn: no control characters, no lone surrogates.

    Parameters
    ----------
    value : object
        A cell of a table; a missing one counts as blank.

    Returns
    -------
    str
        The text, its runs of blanks closed up.

    Examples
    --------
    >>> clean("Corrina\n Kuhr"), clean(None)
    ('Corrina Kuhr', '')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join(_UNSAFE.sub(" ", text).split())


@lru_cache(maxsize=1)
def _terms() -> dict[tuple[str, str], str]:
    return {
        (dimension, term): label
        for dimension, terms in catalogue.vocabulary_tables().items()
        for term, label in zip(terms["term"], terms["label"], strict=True)
    }


@lru_cache(maxsize=1)
def _claimants() -> dict[str, str]:
    return catalogue.claimant_names()


@lru_cache(maxsize=1)
def _sources() -> dict[str, str]:
    works = catalogue.sources()
    return {
        str(work["source"]): ", ".join(
            str(work[part]) for part in ("author", "title", "year") if work.get(part)
        )
        for _, work in works.iterrows()
    }


def term_label(dimension: str, term: str) -> str:
    """Return the words for a term of the vocabulary.

    Parameters
    ----------
    dimension : str
        ``measures``, ``groups``, ``operations`` or ``places``.
    term : str
        The slug.

    Returns
    -------
    str
        Its label; for a term that is not ours, the slug with blanks for hyphens.

    Examples
    --------
    >>> term_label("measures", "executions"), term_label("groups", "my-own-group")
    ('executed', 'my own group')
    """
    return _terms().get((dimension, term)) or clean(term).replace("-", " ")


def claimant_name(key: str) -> str:
    """Return the name of a claimant.

    Parameters
    ----------
    key : str
        A key of claimants.csv, or a free text.

    Returns
    -------
    str
        The name; a free text stays as it is.

    Examples
    --------
    >>> claimant_name("A. N. Other")
    'A. N. Other'
    """
    return _claimants().get(key) or clean(key)


def source_words(key: str) -> str:
    """Return author, title and year of a source.

    Parameters
    ----------
    key : str
        A key of sources.bib, or a free text.

    Returns
    -------
    str
        As far as they are known; a free text stays as it is.

    Examples
    --------
    >>> source_words("a box of letters")
    'a box of letters'
    """
    return _sources().get(key) or clean(key)


def period_words(period: str, *, short: bool = False) -> str:
    """Write a period as a reader would.

    Parameters
    ----------
    period : str
        A year, month, day or interval in the spelling of the claims table.
    short : bool
        Whether months are abbreviated.

    Returns
    -------
    str
        The period in words; what is no period stays as it is.

    Examples
    --------
    >>> period_words("1937/1938"), period_words("1937-08/1938-10")
    ('1937–1938', 'August 1937 – October 1938')
    >>> period_words("1936-08-19")
    '19 August 1936'
    """
    ends = [_moment_words(part, short) for part in clean(period).split("/")]
    return ("–" if all(end.isdigit() for end in ends) else " – ").join(ends)


def _moment_words(moment: str, short: bool) -> str:
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(\d\d))?", moment)
    if match is None:
        return moment
    year, month, day = match.groups()
    words = [str(int(day))] if day else []
    name = _MONTHS[int(month) - 1] if month else ""
    words += [name[:3] if short else name] if name else []
    return " ".join([*words, year])

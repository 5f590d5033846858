"""The controls of `ps.explore`, from ipywidgets, which is imported here only."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.table import as_claims
from purgestats.claims.table.terms import UserVocabulary, combined_vocabulary, labels_of
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import InvalidChoice, MissingLibrary, PurgestatsError
from purgestats.exploring.bearing import RELATIVE
from purgestats.exploring.findings import Findings, find
from purgestats.words import counted, scope_words

if TYPE_CHECKING:
    from ipywidgets import VBox

START = "executions|all|all|ussr|1937/1938"


def explore(
    claims: pd.DataFrame | None = None,
    quantity: str | Quantity | None = None,
    *,
    vocabulary: UserVocabulary = None,
) -> VBox:
    """Show controls that choose a quantity, a reading and the sources, and what follows.

    Whenever one is changed, the chart, the bounds and the conflicts are worked out again, from the
    claims of the sources chosen that bear directly on the quantity: fewer than the whole ledger,
    so that the answer comes at once. What they allow is never narrower than what all claims allow.

    Parameters
    ----------
    claims : DataFrame, optional
        A claims table; all of ours if left out.
    quantity : str or Quantity, optional
        Where to begin; executions in 1937 and 1938, or else the quantity with most claims.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own.

    Returns
    -------
    ipywidgets.VBox
        The controls; as the last line of a cell they are shown.

    Raises
    ------
    MissingLibrary
        If ipywidgets is not installed.
    InvalidChoice
        If no claim counts the quantity, or none counts anything.

    Examples
    --------
    >>> import purgestats as ps
    >>> controls = explore(ps.load("arrests"))
    >>> [control.description for control in controls.children[:3]]
    ['Quantity', 'Reading', 'Sources']
    """
    try:
        import ipywidgets
    except ImportError:
        raise MissingLibrary(
            "ps.explore() needs ipywidgets: pip install 'purgestats[notebooks]'"
        ) from None
    terms = combined_vocabulary(vocabulary)
    table = catalogue.load() if claims is None else as_claims(claims, terms)
    choices = quantities(table)
    if not choices:
        raise InvalidChoice("no claim counts anything, so there is nothing to explore")
    return _controls(ipywidgets, table, choices, _first(choices, quantity), terms)


def quantities(claims: pd.DataFrame) -> dict[str, str]:
    """Return the quantities that claims count, each in words with the number of claims.

    Parameters
    ----------
    claims : DataFrame
        A checked claims table.

    Returns
    -------
    dict of str to str
        By id; those with most claims first.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> next(iter(quantities(claims).values()))
    'arrested, Soviet Union, 1937–1938 (2 figures)'
    """
    counts = claims[~claims["unit"].isin(RELATIVE)]
    tally: dict[str, int] = {}
    for row in zip(*(counts[name] for name in DIMENSIONS), strict=True):
        name = str(Quantity.parse("|".join(row)))
        tally[name] = tally.get(name, 0) + 1
    labels = labels_of(claims)
    ordered = sorted(tally, key=lambda name: (-tally[name], name))
    return {
        name: f"{scope_words(Quantity.parse(name), labels)} ({counted(tally[name], 'figure')})"
        for name in ordered
    }


def _first(choices: dict[str, str], quantity: str | Quantity | None) -> str:
    if quantity is None:
        return START if START in choices else next(iter(choices))
    name = str(Quantity.parse(quantity))
    if name not in choices:
        raise InvalidChoice(f"no claim counts {name}")
    return name


def _controls(
    widgets: Any, claims: pd.DataFrame, choices: dict[str, str], first: str, terms: Vocabulary
) -> VBox:
    """Lay out the controls above what they show."""
    counted = widgets.Dropdown(
        options=[(words, name) for name, words in choices.items()],
        value=first,
        description="Quantity",
        layout=widgets.Layout(width="100%", max_width="56em"),
    )
    reading = widgets.ToggleButtons(options=list(POLICIES), value="printed", description="Reading")
    sources = _sources(widgets, claims)
    shown = widgets.HTML()

    @lru_cache(maxsize=64)
    def found(chosen: tuple[str, ...], name: str, policy: str) -> Findings:
        some = claims[claims["source"].isin(chosen)]
        return find(some, Quantity.parse(name), policy, terms)

    def redraw(_: object = None) -> None:
        try:
            shown.value = found(tuple(sources.value), counted.value, reading.value).to_html()
        except PurgestatsError as error:
            shown.value = f"<p>{escape(str(error))}</p>"

    for control in (counted, reading, sources):
        control.observe(redraw, names="value")
    redraw()
    box: VBox = widgets.VBox([counted, reading, sources, shown])
    return box


def _sources(widgets: Any, claims: pd.DataFrame) -> Any:
    """Make the list of works, all of them chosen."""
    works = {key: str(work) for key, work in catalogue.source_keys().items()}
    keys = sorted(set(claims["source"]), key=lambda key: (works.get(key, key), key))
    return widgets.SelectMultiple(
        options=[(works.get(key, key), key) for key in keys],
        value=tuple(keys),
        rows=min(8, max(2, len(keys))),
        description="Sources",
        layout=widgets.Layout(width="100%", max_width="56em"),
    )

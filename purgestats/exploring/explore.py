"""The controls of `ps.explore`, from ipywidgets, which is imported here only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from purgestats._names import Late
from purgestats.charts.style import MARKS, UNSTATED, mark_of
from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.contract import Claims, remember, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.hierarchies import TABLES
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, MissingLibrary, PurgestatsError
from purgestats.exploring.findings import answer_html, what_follows
from purgestats.words import counted, scope_words

_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Choice:
    """A quantity, in words with the number of figures, and what it can be found by."""

    name: str
    words: str
    found_by: str


def quantities(claims: pd.DataFrame) -> list[Choice]:
    """Return the quantities that a checked table counts, those with most claims first.

    >>> import purgestats as ps
    >>> quantities(ps.load("arrests").query("source == 'wikipedia-great-purge'"))[0].words
    'arrested, Soviet Union, 1937–1938 (2 figures)'
    """
    table, names, found = take(claims), _names(), []
    figures = table.frame["as_printed"].tolist()
    for name, rows in table.counts_on.items():
        quantity, printed = Quantity.parse(name), [figures[row] for row in rows]
        words = f"{scope_words(quantity, table.labels)} ({counted(len(printed), 'figure')})"
        parts = zip(TABLES, quantity.terms, strict=True)
        known = " ".join(names.get(part, "") for part in parts)
        found.append(Choice(name, words, _plain(f"{words} {known} {name} {' '.join(printed)}")))
    return sorted(found, key=lambda one: (-len(table.counts_on[one.name]), one.name))


def matching(choices: list[Choice], typed: str) -> list[Choice]:
    """Return the choices in which every word typed occurs; numbers with or without commas.

    >>> one = Choice("x", "executed, 1937", _plain("executed 1937 681,692 казнены"))
    >>> [len(matching([one], typed)) for typed in ("", "exec 1937", "681692", "Казн", "shot")]
    [1, 1, 1, 1, 0]
    """
    words = _plain(typed).split()
    return [one for one in choices if all(word in one.found_by for word in words)]


def works_by_kind(claims: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the works behind claims, under the kind of their figures: label, then words to key."""
    works: Mapping[str, object] = catalogue.source_keys()
    kinds = kinds_of(claims)
    return {
        mark.label: {str(works.get(key, key)): key for key in sorted(set(claims["source"][own]))}
        for mark in (*MARKS.values(), UNSTATED)
        if (own := kinds == mark.label).any()
    }


def kinds_of(claims: pd.DataFrame) -> pd.Series:
    """Return the kind of each claim, in words."""
    return claims["basis"].map(lambda basis: mark_of(basis).label)


def _names() -> dict[tuple[str, str], str]:
    """Return other names of each term: in Russian, and aliases."""
    tables = catalogue.vocabulary_tables()
    return {
        (dimension, str(row["term"])): f"{row['label_ru']} {row['aliases']}"
        for dimension, table in TABLES.items()
        for _, row in tables[table].iterrows()
    }


def _plain(text: str) -> str:
    """Return small letters, and numbers without the commas and blanks within them."""
    joined = re.sub(r"(?<=\d)[,\u00a0\u2009 ](?=\d{3}\b)", "", text.casefold())
    return _APART.sub(" ", joined)


if TYPE_CHECKING:
    import ipywidgets
else:
    ipywidgets = Late("ipywidgets")

START = "executions|all|all|ussr|1937/1938"

_WIDE = {"width": "100%", "max_width": "56em"}
_WORKING = "<p><em>Working …</em></p>"
_FOLLOWS = "What other figures imply, what cannot hold together, and where it is printed"


def explore(
    claims: pd.DataFrame | None = None,
    quantity: str | Quantity | None = None,
    *,
    vocabulary: UserVocabulary = None,
) -> ipywidgets.VBox:
    """Show controls that find a quantity, a reading and the sources, and the answer.

    A quantity is found by typing: words in English or Russian, years, figures. Above the chart
    stands what is documented, estimated and set aside. Whenever something is changed, what was
    shown goes, a line says that work is being done, and the new answer comes. What other figures
    imply is worked out when its fold is opened, from the claims that bear directly on the
    quantity: fewer than the whole ledger, so that what they allow is never narrower than what all
    claims allow.

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
    ['Find', 'Quantity', 'Reading']
    """
    try:
        import ipywidgets
    except ImportError:
        raise MissingLibrary(
            "ps.explore() needs ipywidgets: pip install 'purgestats[notebooks]'"
        ) from None
    taken = take(catalogue.load() if claims is None else claims, vocabulary)
    choices = quantities(remember(taken))
    if not choices:
        raise InvalidChoice("no claim counts anything, so there is nothing to explore")
    return _Board(ipywidgets, taken, choices, _first(choices, quantity)).shown()


def _first(choices: list[Choice], quantity: str | Quantity | None) -> str:
    names = [one.name for one in choices]
    if quantity is None:
        return START if START in names else names[0]
    name = str(Quantity.parse(quantity))
    if name not in names:
        raise InvalidChoice(f"no claim counts {name}")
    return name


class _Board:
    """The controls, and what they do."""

    def __init__(self, widgets: Any, taken: Claims, choices: list[Choice], first: str) -> None:
        self.claims, self.choices, self.terms = taken.frame, choices, taken.vocabulary
        wide, narrow = widgets.Layout(**_WIDE), widgets.Layout(width="auto")
        hint = "kulak, 1938, Sandarmokh, 681,692, расстреляны …"
        self.find = widgets.Text(description="Find", placeholder=hint, layout=wide)
        options = [(one.words, one.name) for one in choices]
        look = {"options": options, "rows": 6, "layout": wide}
        self.quantity = widgets.Select(value=first, description="Quantity", **look)
        look = {"options": list(POLICIES), "value": "printed"}
        self.reading = widgets.ToggleButtons(description="Reading", **look)
        self.kinds, self.works = {}, {}
        for kind, of in works_by_kind(self.claims).items():
            look = {"value": True, "indent": False, "layout": narrow}
            self.kinds[kind] = widgets.Checkbox(description=kind, **look)
            look = {"options": [*of.items()], "value": (*of.values(),), "layout": wide}
            self.works[kind] = widgets.SelectMultiple(rows=min(8, max(2, len(of))), **look)
        self.answer = widgets.HTML()
        self.follows = widgets.Accordion([widgets.HTML()], titles=(_FOLLOWS,))
        single = widgets.Accordion(list(self.works.values()), titles=tuple(self.works))
        kinds = widgets.HBox(list(self.kinds.values()), layout=widgets.Layout(flex_flow="wrap"))
        folded = widgets.Accordion([single], titles=("Single works",))
        parts = (self.find, self.quantity, self.reading, kinds, folded, self.answer, self.follows)
        self.box: ipywidgets.VBox = widgets.VBox(parts)

    def shown(self) -> ipywidgets.VBox:
        """Tie the controls together and show the first answer."""
        self.find.observe(self._offer, names="value")
        for control in (self.quantity, self.reading, *self.kinds.values(), *self.works.values()):
            control.observe(self._answer, names="value")
        self.follows.observe(self._follow, names="selected_index")
        self._answer()
        return self.box

    def _offer(self, _: object = None) -> None:
        """Offer the quantities that fit what is typed; the one shown stays if it is among them."""
        found = {one.name: one.words for one in matching(self.choices, self.find.value)}
        before = self.quantity.value
        # Otherwise the first of the new options would be answered before the one that stays.
        self.quantity.unobserve(self._answer, names="value")
        self.quantity.options = [(words, name) for name, words in found.items()]
        self.quantity.value = before if before in found else next(iter(found), None)
        self.quantity.observe(self._answer, names="value")
        if self.quantity.value != before:
            self._answer()

    def _chosen(self) -> pd.DataFrame:
        """Return the claims of the kinds and works chosen."""
        works = {kind: set(self.works[kind].value) for kind, box in self.kinds.items() if box.value}
        rows = zip(kinds_of(self.claims), self.claims["source"], strict=True)
        return self.claims[[source in works.get(kind, ()) for kind, source in rows]]

    def _answer(self, _: object = None) -> None:
        """Take away what was shown, and show the new answer."""
        self.follows.selected_index = None
        self.follows.children[0].value = ""
        if self.quantity.value is None:
            self.answer.value = "<p>No quantity fits what is typed.</p>"
            return
        self._show(self.answer, answer_html)

    def _follow(self, _: object = None) -> None:
        """Work out what follows as soon as it is to be seen."""
        page = self.follows.children[0]
        if self.follows.selected_index is None or page.value or self.quantity.value is None:
            return
        self._show(page, what_follows)

    def _show(self, page: Any, told: Callable[..., str]) -> None:
        """Show what is told of the quantity by the claims chosen, or why nothing is."""
        page.value = _WORKING
        scope = Quantity.parse(self.quantity.value)
        try:
            page.value = told(self._chosen(), scope, self.reading.value, self.terms)
        except PurgestatsError as error:
            page.value = f"<p>{escape(str(error))}</p>"

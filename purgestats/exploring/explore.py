"""The controls of `ps.explore`, from ipywidgets, which is imported here only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from purgestats.charts.plotted.bearing import counting
from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, MissingLibrary, PurgestatsError
from purgestats.exploring.answer import answer
from purgestats.exploring.choices import Choice, matching, of_kind, quantities, works_by_kind
from purgestats.exploring.findings import what_follows

if TYPE_CHECKING:
    from ipywidgets import VBox

START = "executions|all|all|ussr|1937/1938"

_WIDE = {"width": "100%", "max_width": "56em"}
_WORKING = "<p><em>Working …</em></p>"
_FOLLOWS = "What other figures imply, what cannot hold together, and where it is printed"


def explore(
    claims: pd.DataFrame | None = None,
    quantity: str | Quantity | None = None,
    *,
    vocabulary: UserVocabulary = None,
) -> VBox:
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
    table, terms = taken.frame, taken.vocabulary
    choices = quantities(table)
    if not choices:
        raise InvalidChoice("no claim counts anything, so there is nothing to explore")
    return _Board(ipywidgets, table, choices, _first(choices, quantity), terms).shown()


def _first(choices: list[Choice], quantity: str | Quantity | None) -> str:
    names = [one.name for one in choices]
    if quantity is None:
        return START if START in names else names[0]
    name = str(Quantity.parse(quantity))
    if name not in names:
        raise InvalidChoice(f"no claim counts {name}")
    return name


@dataclass(frozen=True, eq=False)
class _Board:
    """The controls, and what they do."""

    widgets: Any
    claims: pd.DataFrame
    choices: list[Choice]
    first: str
    terms: Vocabulary

    def shown(self) -> VBox:
        """Tie the controls together, show the first answer, and lay all out."""
        self.find.observe(self._offer, names="value")
        for control in (self.quantity, self.reading, *self.kinds.values(), *self.works.values()):
            control.observe(self._answer, names="value")
        self.follows.observe(self._follow, names="selected_index")
        self._answer()
        widgets = self.widgets
        single = widgets.Accordion(list(self.works.values()), titles=tuple(self.works))
        box: VBox = widgets.VBox(
            [
                self.find,
                self.quantity,
                self.reading,
                widgets.HBox(list(self.kinds.values()), layout=widgets.Layout(flex_flow="wrap")),
                widgets.Accordion([single], titles=("Single works",)),
                self.answer,
                self.follows,
            ]
        )
        return box

    @cached_property
    def find(self) -> Any:
        """Where one types."""
        return self.widgets.Text(
            description="Find",
            placeholder="kulak, 1938, Sandarmokh, 681,692, расстреляны …",
            layout=self.widgets.Layout(**_WIDE),
        )

    @cached_property
    def quantity(self) -> Any:
        """The quantities that fit what is typed."""
        return self.widgets.Select(
            options=[(one.words, one.name) for one in self.choices],
            value=self.first,
            rows=6,
            description="Quantity",
            layout=self.widgets.Layout(**_WIDE),
        )

    @cached_property
    def reading(self) -> Any:
        """The reading policies."""
        return self.widgets.ToggleButtons(
            options=list(POLICIES), value="printed", description="Reading"
        )

    @cached_property
    def kinds(self) -> dict[str, Any]:
        """A box to tick for each kind of source."""
        narrow = self.widgets.Layout(width="auto")
        return {
            kind: self.widgets.Checkbox(value=True, description=kind, indent=False, layout=narrow)
            for kind in works_by_kind(self.claims)
        }

    @cached_property
    def works(self) -> dict[str, Any]:
        """The single works of each kind, all of them chosen."""
        return {
            kind: self.widgets.SelectMultiple(
                options=list(works.items()),
                value=tuple(works.values()),
                rows=min(8, max(2, len(works))),
                layout=self.widgets.Layout(**_WIDE),
            )
            for kind, works in works_by_kind(self.claims).items()
        }

    @cached_property
    def answer(self) -> Any:
        """The answer and the chart, or the sign that they are being made."""
        return self.widgets.HTML()

    @cached_property
    def follows(self) -> Any:
        """What follows, folded."""
        return self.widgets.Accordion([self.widgets.HTML()], titles=(_FOLLOWS,))

    def _offer(self, _: object = None) -> None:
        """Offer the quantities that fit what is typed; the one shown stays if it is among them."""
        found = matching(self.choices, self.find.value)
        before = self.quantity.value
        names = [one.name for one in found]
        value = before if before in names else names[0] if names else None
        # Otherwise the first of the new options would be answered before the one that stays.
        self.quantity.unobserve(self._answer, names="value")
        self.quantity.options = [(one.words, one.name) for one in found]
        self.quantity.value = value
        self.quantity.observe(self._answer, names="value")
        if value != before:
            self._answer()

    def _chosen(self) -> pd.DataFrame:
        """Return the claims of the kinds and works chosen."""
        kept = pd.Series(False, index=self.claims.index)
        for kind, box in self.kinds.items():
            if box.value:
                works = self.claims["source"].isin(self.works[kind].value)
                kept |= of_kind(self.claims, kind) & works
        return self.claims[kept]

    def _answer(self, _: object = None) -> None:
        """Take away what was shown, and show the new answer."""
        self.follows.selected_index = None
        self.follows.children[0].value = ""
        if self.quantity.value is None:
            self.answer.value = "<p>No quantity fits what is typed.</p>"
            return
        self.answer.value = _WORKING
        scope = Quantity.parse(self.quantity.value)
        try:
            own = counting(self._chosen(), scope)
            if own.empty:
                raise InvalidChoice("no figure of the sources chosen counts this")
            self.answer.value = answer(own, scope, self.reading.value)
        except PurgestatsError as error:
            self.answer.value = f"<p>{escape(str(error))}</p>"

    def _follow(self, _: object = None) -> None:
        """Work out what follows as soon as it is to be seen."""
        page = self.follows.children[0]
        if self.follows.selected_index is None or page.value or self.quantity.value is None:
            return
        page.value = _WORKING
        scope = Quantity.parse(self.quantity.value)
        try:
            page.value = what_follows(self._chosen(), scope, self.reading.value, self.terms)
        except PurgestatsError as error:
            page.value = f"<p>{escape(str(error))}</p>"

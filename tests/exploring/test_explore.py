"""The controls of `ps.explore`, moved without a browser."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import purgestats as ps
from purgestats.answers import near_ledger
from purgestats.charts.plotted.inputs import bearing, counting
from purgestats.claims.figures.policies import POLICIES
from purgestats.claims.table.terms import combined_vocabulary
from purgestats.exploring import explore as board
from purgestats.exploring.explore import matching, quantities, works_by_kind
from purgestats.exploring.findings import answer_html, what_follows

EXECUTED = ps.Quantity.parse("executions|all|all|ussr|1937/1938")


class Controls:
    """The controls by name."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        box = ps.explore(*arguments, **named)
        self.find, self.quantity, self.reading, kinds, works, self.answer, self.follows = (
            box.children
        )
        self.kinds = {box.description: box for box in kinds.children}
        self.works = works.children[0].children


@pytest.fixture(scope="module")
def all_controls() -> Controls:
    """The controls on everything."""
    return Controls(ps.load())


@pytest.fixture
def controls(all_controls: Controls) -> Iterator[Controls]:
    """The same, put back afterwards."""
    yield all_controls
    all_controls.find.value = ""
    all_controls.quantity.value = str(EXECUTED)
    all_controls.reading.value = "printed"
    for box in all_controls.kinds.values():
        box.value = True


@pytest.mark.slow
def test_first_view_is_that_of_executions() -> None:
    """Without a choice the executions of 1937 and 1938 show, the answer above the chart."""
    shown = Controls(ps.load("executions"))
    assert shown.quantity.value == str(EXECUTED)
    assert shown.reading.value == "printed"
    text = shown.answer.value
    assert text.index("<h3>Executed, Soviet Union, 1937–1938: 681,692 by doc") < text.index("<svg")
    kinds = ("Documents and records: 681,692", "Scholarship since 1991", "Surveyed or rejected: ")
    assert all(f"<li>{words}" in text for words in kinds)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("681,692", str(EXECUTED)),
        ("681692", str(EXECUTED)),
        ("arrested 1937", "arrests|all|all|ussr|1937/1938"),
        ("Куропаты", "remains|all|all|kurapaty|1937/1941"),
        ("polish executed", "executions|all|polish-operation|ussr|1937-08/1938-11"),
    ],
)
def test_a_quantity_is_found_by_typing(typed: str, expected: str) -> None:
    """Words in either language, years and figures, with commas or without, find a quantity."""
    assert expected in {one.name for one in matching(quantities(ps.load()), typed)}


@pytest.mark.slow
def test_what_is_typed_narrows_the_choice(controls: Controls) -> None:
    """The list shows what fits; the first of it is shown if what was chosen does not fit."""
    before = len(controls.quantity.options)
    controls.find.value = "arrested 1937"
    assert 0 < len(controls.quantity.options) < before
    assert controls.quantity.value in [name for _, name in controls.quantity.options]
    assert "<h3>Arrested" in controls.answer.value
    controls.find.value = "no such thing"
    assert "No quantity fits" in controls.answer.value
    controls.find.value = ""
    assert len(controls.quantity.options) == before


@pytest.mark.slow
def test_another_quantity_is_drawn(controls: Controls) -> None:
    """Choosing arrests gives the answer on arrests, and back again."""
    first = controls.answer.value
    controls.quantity.value = "arrests|all|all|ussr|1937/1938"
    assert "<h3>Arrested, Soviet Union" in controls.answer.value
    assert "Nérard" in controls.answer.value
    controls.quantity.value = str(EXECUTED)
    assert controls.answer.value == first


@pytest.mark.slow
def test_reading_changes_the_chart(controls: Controls) -> None:
    """Another reading gives other ranges, and the chart says which it is."""
    first = controls.answer.value
    controls.reading.value = "strict"
    assert controls.answer.value != first


@pytest.mark.slow
def test_sources_are_grouped_by_kind(controls: Controls) -> None:
    """Each kind has a box to tick; without any kind a sentence says that nothing is counted."""
    claims = ps.load()
    groups = works_by_kind(claims)
    assert list(controls.kinds) == list(groups)
    assert {key for works in groups.values() for key in works.values()} == set(claims["source"])
    controls.kinds["scholarship"].value = False
    assert "Kuhr" not in controls.answer.value
    assert "Documents and records" in controls.answer.value
    for box in controls.kinds.values():
        box.value = False
    assert "no figure of the sources chosen counts this" in controls.answer.value


@pytest.mark.slow
def test_nothing_stale_is_shown(controls: Controls, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an answer is being made, a sign says so in its place; what follows is folded up."""
    seen: list[str] = []

    def slow(*_: Any) -> str:
        seen.append(controls.answer.value)
        return "<p>done</p>"

    monkeypatch.setattr(board, "answer_html", slow)
    controls.follows.children[0].value = "old"
    controls.reading.value = "generous"
    assert seen == [board._WORKING]
    assert controls.answer.value == "<p>done</p>"
    assert controls.follows.children[0].value == ""
    assert controls.follows.selected_index is None


@pytest.mark.slow
def test_what_follows_is_worked_out_when_it_is_opened() -> None:
    """Opening the fold gives bounds, conflicts and places in print, for what is chosen now."""
    shown = Controls(ps.load("executions"))
    page = shown.follows.children[0]
    assert page.value == ""
    shown.follows.selected_index = 0
    for words in ("Bounds.", "Conflicts", "reading: printed", "where they are printed"):
        assert words in page.value
    shown.reading.value = "strict"
    assert page.value == ""
    shown.follows.selected_index = 0
    assert "reading: strict" in page.value


@pytest.mark.slow
def test_some_claims_bear_on_a_quantity_and_lead_to_no_false_conflict() -> None:
    """The claims near a quantity hold all that count it; their conflicts are conflicts of all."""
    claims = ps.load("executions")
    near = bearing(claims, EXECUTED, combined_vocabulary())
    assert set(counting(claims, EXECUTED)["claim_id"]) <= set(near["claim_id"])
    assert len(near) < len(claims)
    few = {one.claims for one in ps.Ledger(near).conflicts()}
    assert few
    assert few <= {one.claims for one in ps.Ledger(claims).conflicts()}


@pytest.mark.slow
def test_bounds_of_few_are_never_narrower_than_those_of_all() -> None:
    """Where nothing clashes, what bears on a quantity allows at least what everything allows."""
    claims = ps.load("burial_sites")
    ledger = ps.Ledger(claims)
    for name in ledger.quantities.query("claims > 0").index:
        quantity = ps.Quantity.parse(name)
        if counting(claims, quantity).empty:
            continue
        near = near_ledger(claims, quantity, "printed", combined_vocabulary())
        found, whole = (one.bounds(name).iloc[0] for one in (near, ledger))
        assert found["low"] <= whole["low"]
        assert found["high"] >= whole["high"]


@pytest.mark.slow
def test_own_figures_can_be_explored() -> None:
    """A user's table with one source and markup in it is shown as text."""
    mine = ps.load("arrests").head(2).assign(source="<b>a box</b>")
    shown = Controls(mine).answer.value
    assert "<b>a box" not in shown
    assert "&lt;b&gt;a" in shown


def test_names_in_what_follows_are_text() -> None:
    """Conflicts and places in print take no markup from a cell."""
    row = {"measure": "executions", "place": "ussr", "period": "1937/1938", "source": "<b>box</b>"}
    rows = [
        {**row, "claim_id": f"c{n}", "claimant": f"<b>{n}</b>", "as_printed": f"{n},000"}
        for n in (5, 7)
    ]
    claims = ps.validate(pd.DataFrame(rows))
    shown = what_follows(claims, EXECUTED, "printed", combined_vocabulary())
    assert "Conflicts" in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;5" in shown


@pytest.mark.slow
def test_names_in_what_is_known_are_text() -> None:
    """Labels, claimants and the name of a reading take no markup from the user's table."""
    terms = pd.DataFrame({"term": ["shot"], "label": ["<b>shot</b>"], "unit": ["persons"]})
    row = {"measure": "shot", "place": "ussr", "period": "1937", "source": "box", "claim_id": "c"}
    frame = pd.DataFrame([{**row, "claimant": "<b>x</b>", "as_printed": "hundreds of thousands"}])
    claims = ps.validate(frame, vocabulary={"measures": terms})
    scope, reading = (
        ps.Quantity.parse("shot|all|all|ussr|1937"),
        replace(POLICIES["strict"], name="<b>own</b>"),
    )
    known = combined_vocabulary({"measures": terms})
    for shown in (
        answer_html(claims, scope, reading, known),
        what_follows(claims, scope, reading, known),
    ):
        assert "<b>" not in shown
        assert "&lt;b&gt;" in shown.lower()


@pytest.mark.slow
def test_unknown_beginning_is_refused() -> None:
    """A quantity that no claim counts, or claims that count nothing: both are refused."""
    with pytest.raises(ps.InvalidChoice, match="no claim counts"):
        ps.explore(ps.load("arrests"), "executions|all|all|ussr|1937/1938")
    with pytest.raises(ps.InvalidChoice, match="nothing to explore"):
        ps.explore(ps.load("arrests").head(0))


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ipywidgets the error says what to install."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ps.MissingLibrary, match=r"pip install 'purgestats\[notebooks\]'"):
        ps.explore()

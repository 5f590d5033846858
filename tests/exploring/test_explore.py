"""The controls of `ps.explore`, moved without a browser."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

import purgestats as ps
from purgestats.claims.table.terms import combined_vocabulary
from purgestats.exploring.bearing import bearing, counting
from purgestats.exploring.findings import find

pytestmark = pytest.mark.slow

EXECUTED = ps.Quantity.parse("executions|all|all|ussr|1937/1938")
ARRESTED = ps.Quantity.parse("arrests|all|all|ussr|1937/1938")


@pytest.fixture(scope="module")
def controls() -> Any:
    """The controls on executions and arrests."""
    return ps.explore(ps.load())


def test_first_view_is_that_of_executions(controls: Any) -> None:
    """Without a choice the executions of 1937 and 1938 show: chart, bounds, conflicts, sources."""
    quantity, reading, sources, shown = ps.explore(ps.load("executions")).children
    assert quantity.value == str(EXECUTED)
    assert reading.value == "printed"
    assert set(sources.value) == set(ps.load("executions")["source"])
    for words in ('alt="Chart: Executed', "Bounds.", "Conflicts", "where they are printed"):
        assert words in shown.value


def test_another_quantity_is_drawn_and_reckoned(controls: Any) -> None:
    """Choosing arrests gives the chart, the bounds and the conflicts of arrests, and back again."""
    quantity, _, _, shown = controls.children
    first = shown.value
    quantity.value = "arrests|all|all|ussr|1937/1938"
    assert 'alt="Chart: Arrested, Soviet Union' in shown.value
    assert "nerard-arrests" in shown.value
    quantity.value = str(EXECUTED)
    assert shown.value == first


def test_reading_is_named_and_changes_the_chart(controls: Any) -> None:
    """Another reading gives other ranges, and says which it is."""
    _, reading, _, shown = controls.children
    first = shown.value
    reading.value = "strict"
    assert "reading: strict" in shown.value
    assert shown.value != first
    reading.value = "printed"
    assert shown.value == first


def test_without_a_source_nothing_is_drawn(controls: Any) -> None:
    """With no source chosen a sentence says so, and choosing it again brings the figures back."""
    _, _, sources, shown = controls.children
    every, first = sources.value, shown.value
    sources.value = ()
    assert "no figure of the sources chosen counts this" in shown.value
    sources.value = every
    assert shown.value == first


def test_some_claims_bear_on_a_quantity_and_lead_to_no_false_conflict() -> None:
    """The claims near a quantity hold all that count it; their conflicts are conflicts of all."""
    claims = ps.load().query("source == 'wikipedia-great-purge'")
    near = bearing(claims, ARRESTED, combined_vocabulary())
    assert set(counting(claims, ARRESTED)["claim_id"]) <= set(near["claim_id"])
    assert len(near) < len(claims)
    few = {one.claims for one in ps.Ledger(near).conflicts()}
    assert few
    assert few <= {one.claims for one in ps.Ledger(claims).conflicts()}


def test_bounds_of_few_are_never_narrower_than_those_of_all() -> None:
    """Where nothing clashes, what bears on a quantity allows at least what everything allows."""
    claims = ps.load("burial_sites")
    ledger = ps.Ledger(claims)
    for name in ledger.quantities.query("claims > 0").index:
        quantity = ps.Quantity.parse(name)
        if counting(claims, quantity).empty:
            continue
        found = find(claims, quantity, "printed", combined_vocabulary())
        whole = ledger.bounds(name).iloc[0]
        assert found.low <= whole["low"]
        assert found.high >= whole["high"]


def test_own_figures_can_be_explored() -> None:
    """A user's table with one source and markup in it is shown as text."""
    mine = ps.load("arrests").head(2).assign(source="<b>a box</b>")
    shown = ps.explore(mine).children[3].value
    assert "<b>a box" not in shown
    assert "&lt;b&gt;a box" in shown


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

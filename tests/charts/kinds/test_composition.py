"""`composition`: what makes up a total, and what is not itemised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import purgestats as ps
from purgestats import charts
from purgestats.charts.plotted.bounds import Implied
from purgestats.charts.plotted.division import MOST_PARTS, NOT_ITEMISED, Division, parts_of
from purgestats.claims.datasets.catalogue import own_vocabulary

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
TOTAL = "executions|all|all|ussr|1937/1938"
KULAK = "executions|all|kulak-operation|ussr|1937/1938"
POLISH = "executions|all|polish-operation|ussr|1937/1938"
LISTS = "executions|all|stalin-lists|ussr|1937/1938"


def _bars(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    bars = rows[rows["stance"] == "implied"]
    return {row.label: (row.low, row.high) for row in bars.itertuples()}


def test_the_rest_is_the_total_less_the_parts(figures: Figures) -> None:
    """Parts that exclude each other are taken off the total; the rest says what it is."""
    ax = charts.composition(figures((TOTAL, 100), (KULAK, 60), (POLISH, 15)), TOTAL)
    bars = _bars(charts.rows(ax))
    assert list(bars.values()) == [(100, 100), (60, 60), (15, 15), (25, 25)]
    assert list(bars)[-1] == NOT_ITEMISED
    assert "Not itemised in these sources: 25 (25 %)." in charts.alt_text(ax)


def test_bars_follow_on_one_another(figures: Figures) -> None:
    """Each part begins where the one above it ends, and the rest ends where the total does."""
    ax = charts.composition(figures((TOTAL, 100), (KULAK, 60), (POLISH, 15)), TOTAL)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert bars == [(0, 100), (0, 60), (60, 75), (75, 100)]
    assert ax.get_xlim()[0] == 0
    assert ax.get_xscale() == "linear"


def test_what_may_overlap_is_named_and_not_added(figures: Figures) -> None:
    """A part that may share persons with the others stands in the caption only."""
    ax = charts.composition(figures((TOTAL, 100), (KULAK, 60), (POLISH, 15), (LISTS, 9)), TOTAL)
    assert len(_bars(charts.rows(ax))) == 4
    words = " ".join(" ".join(text.get_text() for text in ax.texts).split())
    assert "Not added, as they may overlap with a part: Lists signed by Stalin." in words


def test_a_range_in_a_part_is_a_range_in_the_rest(figures: Figures) -> None:
    """The rest is as wide as total and parts together leave it."""
    claims = figures((TOTAL, 100), (KULAK, 60)).assign(low=[90.0, 50.0], high=[110.0, 70.0])
    claims = claims.assign(as_printed="", precision="")
    bars = _bars(charts.rows(charts.composition(claims, TOTAL)))
    assert bars[NOT_ITEMISED] == (20, 60)


def test_parts_that_exceed_the_total_are_spoken_of(figures: Figures) -> None:
    """Where parts come to more than their total, the caption says that figures conflict."""
    mass, national = (
        TOTAL.replace("|all|all|", f"|all|{name}-operations|") for name in ("mass", "national")
    )
    ax = charts.composition(figures((mass, 100), (KULAK, 60), (national, 70)), mass)
    words = " ".join(" ".join(text.get_text() for text in ax.texts).split())
    assert "Where figures conflict" in words
    assert _bars(charts.rows(ax))[NOT_ITEMISED][0] == 0


def test_a_division_knows_when_its_parts_exceed_it() -> None:
    """Parts whose sure numbers come to more than the total can be are told from those that fit."""
    bar = Implied("", "", pd.DataFrame(), 60, 60, (), tight=True)
    for total, exceeds in ((100, True), (120, False)):
        whole = replace(bar, low=total, high=total)
        assert Division(whole, (bar, bar), None, (), 0).exceeds is exceeds


def test_years_make_up_a_period(figures: Figures) -> None:
    """Along the period, years stand in their order and leave no rest where none is missing."""
    scope = "convictions|all|all|ussr"
    years = [(f"{scope}|{year}", value) for year, value in ((1936, 5), (1937, 50), (1938, 20))]
    ax = charts.composition(figures((f"{scope}|1936/1938", 75), *years), f"{scope}|1936/1938",
                            along="period")  # fmt: skip
    assert list(_bars(charts.rows(ax))) == ["Total", "1936", "1937", "1938"]
    shorter = figures((f"{scope}|1936/1938", 75), *years[1:])
    ax = charts.composition(shorter, f"{scope}|1936/1938", along="period")
    assert _bars(charts.rows(ax))[NOT_ITEMISED] == (5, 5)


def test_many_parts_share_the_last_bar(figures: Figures) -> None:
    """The smallest of many parts are put together, and the caption says how many."""
    scope = "convictions|all|all|ussr"
    years = [(f"{scope}|{year}", year - 1900) for year in range(1901, 1931)]
    ax = charts.composition(figures((f"{scope}|1901/1930", 465), *years), f"{scope}|1901/1930",
                            along="period")  # fmt: skip
    bars = _bars(charts.rows(ax))
    assert len(bars) == 1 + MOST_PARTS
    assert bars["19 smaller parts"] == (sum(range(1, 20)), sum(range(1, 20)))


def test_what_cannot_be_divided_is_refused(figures: Figures) -> None:
    """No part, an unknown dimension, or a measure that does not add up: each has its error."""
    with pytest.raises(ps.UnknownQuantity, match="no figure on any part"):
        charts.composition(figures((TOTAL, 100)), TOTAL)
    with pytest.raises(ps.InvalidChoice, match="no dimension 'region'; there are measure"):
        charts.composition(figures((TOTAL, 100)), TOTAL, along="region")
    stock = "population|all|all|ussr|1937/1938"
    with pytest.raises(ps.InvalidChoice, match="does not add up along period"):
        charts.composition(figures((stock, 100)), stock, along="period")


def test_the_broadest_parts_are_taken() -> None:
    """The highest level that has figures divides a total; the lines below it are not added."""
    names = (KULAK, POLISH, TOTAL.replace("|all|all|", "|all|national-operations|"))
    found, apart = parts_of(
        ps.Quantity.parse(TOTAL), "operation", map(ps.Quantity.parse, names), own_vocabulary()
    )
    assert {one.operation for one in found} == {"kulak-operation", "national-operations"}
    assert apart == []


@given(st.lists(st.tuples(st.integers(1920, 1950), st.integers(0, 6)), min_size=1, max_size=8))
def test_periods_never_share_a_day(spans: list[tuple[int, int]]) -> None:
    """Whatever periods have figures, those chosen are disjoint and cover as much as any choice."""
    scope = "convictions|all|all|ussr"
    names = {f"{scope}|{first}/{first + more}" for first, more in spans}
    total = ps.Quantity.parse(f"{scope}|1900/1999")
    asked = [ps.Quantity.parse(name) for name in sorted(names)]
    chosen, _ = parts_of(total, "period", asked, own_vocabulary())
    assert _disjoint(chosen)
    best = max(sum(one.period.days for one in some) for some in _subsets(asked) if _disjoint(some))
    assert sum(one.period.days for one in chosen) == best


def _disjoint(found: list[ps.Quantity]) -> bool:
    return not any(
        one.period.overlaps(other.period) for n, one in enumerate(found) for other in found[:n]
    )


def _subsets(found: list[ps.Quantity]) -> list[list[ps.Quantity]]:
    sets: list[list[ps.Quantity]] = [[]]
    for one in found:
        sets += [[*some, one] for some in sets]
    return sets

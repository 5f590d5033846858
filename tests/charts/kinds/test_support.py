"""`support`: how many independent counts state each value, and how many only allow it."""

from __future__ import annotations

from collections.abc import Callable

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts


@pytest.mark.slow
def test_heights_are_those_of_the_consensus(claims: pd.DataFrame, quantity: str) -> None:
    """Each stretch is as high as the number of counts that state its values, and allow them."""
    ax = charts.support(claims, quantity)
    support = ps.consensus(claims, quantity).support
    stated = [bar.get_height() for bar in ax.patches]
    assert max(stated) == support["allowed_at_most"].max()
    low, high = ax.get_xlim()
    inside = support[(support["high"] >= low) & (support["low"] <= high)]
    expected = sum((inside[f"{name}_at_most"] > 0).sum() for name in ("stated", "allowed"))
    assert len(stated) == expected


@pytest.mark.slow
def test_the_title_says_what_most_state(claims: pd.DataFrame, quantity: str) -> None:
    """The best-stated values, by how many of how many, are in the title and the description."""
    ax = charts.support(claims, quantity)
    assert drawn.title_of(ax).endswith("2 of 2 independent counts state 681,692")
    assert "681,692: stated by 2, allowed by 2" in charts.alt_text(ax)


def test_values_that_as_many_state_stand_side_by_side(
    figures: Callable[..., pd.DataFrame], quantity: str
) -> None:
    """Two values that two counts each state are both told; where none is stated twice, that is."""
    table = figures(*((quantity, value) for value in (1111, 1111, 2222, 2222, 3333)))
    table = table.assign(derived_from="none", claimant=[f"Author {n}" for n in range(5)])
    told = drawn.title_of(charts.support(table, quantity))
    assert told.endswith("1,111 and 2,222 are each stated by 2 of 5 independent counts")
    apart = drawn.title_of(charts.support(table[1:3], quantity))
    assert apart.endswith("no two of 2 independent counts state the same value")


def test_one_sided_figures_state_nothing(claims: pd.DataFrame) -> None:
    """Where there are only bounds, the title says that no count states a value."""
    one = claims[claims["claim_id"] == "arrests-b"]
    assert drawn.title_of(charts.support(one)).endswith("no count states a value")


@pytest.mark.slow
def test_a_ledger_brings_its_reading(claims: pd.DataFrame, quantity: str) -> None:
    """A ledger stands for its claims under its own reading."""
    ax = charts.support(ps.Ledger(claims, reading="strict"), quantity)
    assert "Reading: strict." in drawn.words(ax)
    with pytest.raises(ps.InvalidChoice, match="name one"):
        charts.support(claims)

"""`pool`: a pooled judgement beside its figures, with its assumptions, for those who ask."""

from __future__ import annotations

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts

EXECUTED = "executions|all|all|ussr|1937/1938"


@pytest.mark.slow
def test_the_pooled_range_stands_above_its_figures() -> None:
    """Its row is that of the result; the others are the claims that were pooled."""
    found = ps.pool(ps.load("executions"), EXECUTED)
    ax = charts.pool(found)
    rows = charts.rows(ax)
    pooled = rows[rows["label"] == "Pooled judgement"].iloc[0]
    expected = found.to_frame().iloc[0]
    names = ["low", "best", "high"]
    assert pooled[names].tolist() == expected[names].tolist()
    assert set(rows["claim_id"]) - {""} == set(found.claims["claim_id"])
    assert "Linear pool: the weighted mean" in drawn.words(ax)
    assert "Pooled judgement: " in charts.alt_text(ax)


@pytest.mark.slow
def test_a_middle_that_is_no_single_value_has_no_mark() -> None:
    """Between two exact figures only the range is drawn, and the words say so."""
    rows = [
        {
            "claim_id": name,
            "measure": "arrests",
            "as_printed": text,
            "claimant": name,
            "source": name,
        }
        for name, text in (("a", "33,539"), ("b", "180,696"))
    ]
    ax = charts.pool(ps.pool(pd.DataFrame(rows)))
    assert "middle anywhere from 33,539 to 180,696" in drawn.words(ax)


@pytest.mark.slow
def test_a_chart_shows_one_pooled_quantity() -> None:
    """Several, or none, are answered with what to ask for."""
    with pytest.raises(ps.InvalidChoice, match="one pooled quantity"):
        charts.pool(ps.pool(ps.load()))


def test_claims_that_were_not_pooled_are_refused_in_words() -> None:
    """It draws a result; what makes one of claims is named."""
    with pytest.raises(ps.InvalidChoice, match=r"ps\.pool\(claims, quantity\)"):
        charts.pool(ps.load("executions"))  # type: ignore[arg-type]

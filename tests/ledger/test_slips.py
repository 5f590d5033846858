"""Copying slips: those that restore something first, and by how many conflicts they dissolve."""

from __future__ import annotations

import pandas as pd

import purgestats as ps

REGIONS = pd.DataFrame(
    {"term": ["north", "south", "east"], "broader": "russia", "partition": "three"}
).assign(exhaustive="no")


def table(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Arrests in 1937: id, place and figure."""
    found = pd.DataFrame(rows, columns=["claim_id", "place", "as_printed"])
    found = found.assign(measure="arrests", period="1937", claimant=found["claim_id"], source="x")
    return ps.validate(found.assign(precision="exact"), vocabulary={"places": REGIONS})


def test_the_slip_that_restores_a_sum_stands_alone_in_the_summary() -> None:
    """Of all slips that dissolve a conflict of parts and total, the true one comes first."""
    claims = table(
        ("total", "russia", "9,165"),
        ("n", "north", "1,230"),
        ("s", "south", "3,109"),
        ("e", "east", "4,916"),
    )
    conflicts = ps.Ledger(claims).conflicts()
    first = conflicts[0].slips()[0]
    assert (first.claim, first.instead, first.kind) == ("s", "3,019", "transposition")
    assert [slip for slip, _ in conflicts.slips()] == [first]
    assert len(conflicts[0].slips()) > 50


def test_slips_are_intersected_across_the_conflicts_that_they_dissolve() -> None:
    """One total that clashes with two others is named once, with both conflicts."""
    claims = table(
        ("copied", "north", "12,543"), ("one", "north", "12,453"), ("two", "north", "12,453")
    )
    found = ps.Ledger(claims).conflicts()
    slip, times = found.slips()[0]
    assert (slip.claim, slip.instead, slip.kind, times) == ("copied", "12,453", "transposition", 2)
    summary = ps.reconcile(claims).summary()
    assert (
        "where the rest allow 12,453 (possible copying slip: two digits changed places)" in summary
    )
    assert "possible copying slip in" not in summary


def test_a_summary_without_such_a_slip_names_none() -> None:
    """Figures that no slip makes equal are in conflict, and that is all."""
    claims = table(("one", "north", "12,543"), ("two", "north", "98,765"))
    assert ps.Ledger(claims).conflicts().slips() == []
    assert "copying slip" not in ps.reconcile(claims).summary()

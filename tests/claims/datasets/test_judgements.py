"""Each disagreement on the shipped record is judged, in words that a reader can check."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.datasets.catalogue import source_keys

TABLE = ps.judgements()
EDITOR = "editor"


def told(*conflicts: tuple[str, ...], quantities: tuple[str, ...] = ()) -> SimpleNamespace:
    """A disagreement with these conflicts, none of whose counts has copies."""
    found = [SimpleNamespace(claims=one, copies=((),) * len(one)) for one in conflicts]
    return SimpleNamespace(quantities=quantities, conflicts=found)


def test_each_line_is_keyed_by_quantities_or_by_claims_that_there_are() -> None:
    """A line names claims of ours or quantities in one spelling and in order, never both."""
    ours = set(ps.load()["claim_id"])
    for row in TABLE.itertuples():
        assert (row.quantities == "") != (row.claims == "")
        keys = (row.quantities or row.claims).split(";")
        assert keys == sorted(set(keys)), keys
        for key in keys:
            assert key in ours if row.claims else str(ps.Quantity.parse(key)) == key
    assert not TABLE[["quantities", "claims"]].duplicated().any()


def test_each_line_says_something_and_who_says_it() -> None:
    """It ends in a full stop; a work that says so is known and has a place, the editor has none."""
    for row in TABLE.itertuples():
        assert row.judgement.endswith("."), row.judgement
        assert (row.says == EDITOR) == (row.locator == ""), row.judgement
    assert set(TABLE["says"]) - {EDITOR} <= set(source_keys())


def test_quantities_go_before_claims_and_more_claims_before_fewer() -> None:
    """The closest key decides; a claim that is in one conflict only is no key."""
    slip, both = "rayfield-convictions", "werth-2010-sent-to-camps"
    found = ps.judgements(
        of=[
            told((slip, "kuhr-arrests")),
            told((slip, both)),
            told((slip, both), quantities=("arrests|all|all|ussr|1939",)),
            told((slip, both), ("kuhr-arrests", both)),
        ]
    )
    assert found["claims"].tolist() == [slip, f"{slip};{both}", "", ""]
    assert found["kind"].tolist() == ["slip", "real", "register against register", ""]


def test_figures_of_others_are_not_judged() -> None:
    """Our words on our figures are not put on somebody else's."""
    one = told(("rayfield-convictions", "somebody-elses"))
    assert ps.judgements(of=[one])["judgement"].tolist() == [""]


def test_a_copy_is_as_good_as_the_figure_that_stands_for_its_count() -> None:
    """Which printing of a count is named first makes no difference."""
    one = told(("kuhr-arrests",))
    one.conflicts[0].copies = (("rayfield-convictions",),)
    assert ps.judgements(of=[one])["kind"].tolist() == ["slip"]


@pytest.mark.slow
def test_every_disagreement_of_the_shipped_record_is_judged() -> None:
    """Nothing that the record contradicts itself on is left without a word on it."""
    disagreements = ps.Ledger(ps.load()).conflicts().disagreements()
    found = ps.judgements(of=disagreements)
    unjudged = pd.Series([str(one) for one in disagreements])[found["judgement"] == ""]
    assert len(disagreements) > 50
    assert unjudged.tolist() == []

"""A certificate proves by what it uses: a row that it only names proves nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import purgestats as ps
from purgestats.ledger.proofs.certificates import Certificate


def test_a_strict_row_counts_only_if_it_is_used() -> None:
    """A share says that its whole is not empty; with a multiplier of 0 that is not used."""
    none = {"claim_id": "none", "measure": "arrests", "as_printed": "0"}
    half = {"claim_id": "half", "measure": "executions", "as_printed": "50 percent"}
    half["of_measure"] = "arrests"
    table = pd.DataFrame([none, half]).fillna("").assign(claimant="me", source="notes")
    [conflict] = ps.Ledger(table, assumptions=None).conflicts()
    proof = conflict.certificate
    assert proof.verify()
    strict = [line for line in proof.rows if line.row.strict]
    assert [line.id for line in strict] == ["half"]
    unused = tuple(replace(line, multiplier=0) for line in proof.rows)
    assert not replace(proof, rows=unused).verify()
    assert not replace(proof, rows=(replace(strict[0], multiplier=0),)).verify()
    assert not replace(proof, rows=()).verify()


def proofs() -> list[Certificate]:
    """Return a proof of each kind: a lower bound, an upper bound, a contradiction."""
    rows = [
        ("part", "executions", "poles", "300"),
        ("more", "executions", "poles", "at least 5"),
    ]
    rows += [("all", "executions", "all", "at most 900")]
    table = pd.DataFrame(rows, columns=["claim_id", "measure", "group", "as_printed"])
    table = table.assign(claimant="me", source="notes", precision="exact")
    ledger = ps.Ledger(table, assumptions=None)
    whole = "executions|all|all|ussr|1937/1938"
    found = [ledger.certificate(whole, side) for side in ("low", "high")]
    clashing = table.assign(as_printed=["300", "at least 5", "at most 200"])
    return [*found, ps.Ledger(clashing, assumptions=None).conflicts()[0].certificate]


def test_a_proof_says_which_side_it_bounds() -> None:
    """A lower bound is told as "at least", an upper one as "at most"."""
    low, high, _ = map(str, proofs())
    assert "at least 300" in low
    assert "at most" not in low.splitlines()[0]
    assert "at most 900" in high.splitlines()[0]


@pytest.mark.parametrize("place", range(3), ids=["low", "high", "conflict"])
def test_no_proof_survives_being_tampered_with(place: int) -> None:
    """A better value, another goal, a row less, or a row that the ledger does not have."""
    proof = proofs()[place]
    assert proof.verify()
    forged = [replace(proof, goal=goal) for goal in ("low", "high", "conflict")]
    forged = [one for one in forged if one.goal != proof.goal]
    if proof.value is not None:
        forged.append(replace(proof, value=proof.value + (1 if proof.goal == "low" else -1)))
    for number, line in enumerate(proof.rows):
        for changed in (
            (),
            (replace(line, multiplier=-line.multiplier),),
            (replace(line, multiplier=0),),
            (replace(line, row=replace(line.row, rhs=line.row.rhs + 1)),),
            (replace(line, row=replace(line.row, terms=line.row.terms[1:])),),
            (replace(line, id=f"not {line.id}"),),
            (replace(line, kind="partition" if line.kind == "claim" else "claim"),),
        ):
            rows = (*proof.rows[:number], *changed, *proof.rows[number + 1 :])
            forged.append(replace(proof, rows=rows))
    assert not [one for one in forged if one.verify()]


def test_a_row_is_told_with_its_number_however_small() -> None:
    """One person is a bound as any other is."""
    row = {"claim_id": "one", "measure": "executions", "as_printed": "1", "precision": "exact"}
    table = pd.DataFrame([row]).assign(claimant="me", source="notes")
    name = "executions|all|all|ussr|1937/1938"
    told = ps.Ledger(table, assumptions=None).constraints["constraint"].tolist()
    assert told == [f"{name} >= 1", f"1 >= {name}"]

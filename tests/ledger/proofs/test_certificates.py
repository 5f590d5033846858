"""A certificate proves by what it uses: a row that it only names proves nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

import purgestats as ps


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

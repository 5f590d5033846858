"""Bounds passed on from row to row stop somewhere, however fast they grow."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import purgestats as ps

DIGITS = "123456789012345678901234567890"


def shares_of_each_other(one: str, other: str) -> pd.DataFrame:
    """Return three claims: a part of b, b a part of a, and a count of a."""
    same = {"measure": "executions", "period": "1937", "as_printed": "x", "unit": "share"}
    rows = [
        {"claim_id": "a", "place": "ukraine", "of_place": "belarus", "low": one, "high": one},
        {"claim_id": "b", "place": "belarus", "of_place": "ukraine", "low": other, "high": other},
        {"claim_id": "c", "place": "ukraine", "low": "100", "high": "100", "unit": "persons"},
    ]
    return pd.DataFrame([same | {"source": "s", "claimant": "w"} | row for row in rows]).fillna("")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0." + DIGITS, "0." + DIGITS[::-1]),
        ("0." + "3" * 30, "0." + "9" * 15),
        ("1e-30", "1e-30"),
        ("1e-99", "0." + "0" * 29 + "1"),
    ],
)
def test_cyclic_shares_of_thirty_digits_are_a_conflict(one: str, other: str) -> None:
    """Each forces the other to nothing; the bounds outgrow every float, and nobody is warned."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ledger = ps.Ledger(ps.validate(shares_of_each_other(one, other)))
        assert [set(found.claims) for found in ledger.conflicts()] == [{"a", "b"}]
        bounds = ledger.bounds("executions|all|all|belarus|1937")
    assert bounds["certified"].all()


def test_cyclic_shares_that_agree_are_none() -> None:
    """A half of b, which is twice a, leaves b at 200."""
    claims = shares_of_each_other("0.5", "2")
    claims.loc[1, "unit"] = "multiple"
    ledger = ps.Ledger(ps.validate(claims))
    assert not ledger.conflicts()
    assert ledger.bounds("executions|all|all|belarus|1937")[["low", "high"]].values.tolist() == [
        [200.0, 200.0]
    ]

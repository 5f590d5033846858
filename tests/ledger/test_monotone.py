"""What is added or taken away moves nothing that it has nothing to do with."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from ledgers import SmallLedger, claim, claims_table, mingled_ledger, small_ledger

import purgestats as ps

SEEDS, BATCH, LENSES = 40, 5, ("documents", "alike")
BATCHES = [
    (generator, first)
    for generator in (small_ledger, mingled_ledger)
    for first in range(4_000, 4_000 + SEEDS, BATCH)
]


def ledger_of(small: SmallLedger, claims: pd.DataFrame) -> ps.Ledger:
    """Return a ledger of some claims under the terms and relations of a small one."""
    return ps.Ledger(claims, vocabulary=small.vocabulary, assumptions=small.assumptions)


def ends_of(book: ps.Ledger, lens: str) -> pd.DataFrame:
    """Return the ends of all bounds."""
    return book.bounds(lens=lens)[["low", "high"]].astype(float)


def wider(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return the quantities that had narrower bounds before."""
    old, new = before.align(after, join="inner", axis=0)
    room = 1e-9 * old.abs().clip(lower=1).where(old.abs() < float("inf"), 1)
    less, more = new["low"] < old["low"] - room["low"], new["high"] > old["high"] + room["high"]
    return list(old.index[less | more])


@pytest.mark.slow
@pytest.mark.parametrize(("generator", "first"), BATCHES)
def test_a_claim_that_contradicts_nothing_widens_nothing(generator: object, first: int) -> None:
    """Beside the rest of its ledger a claim in no conflict makes bounds narrower or leaves them."""
    faults = {}
    for seed in range(first, first + BATCH):
        small = generator(Random(seed))  # type: ignore[operator]
        full = ledger_of(small, small.claims)
        torn = {name for one in full.conflicts() for name in one.claims}
        values = small.claims.groupby(["measure", "group", "operation", "place", "period"])
        alone = values["claim_id"].transform("size") == 1
        quiet = small.claims[~small.claims["claim_id"].isin(torn) & alone]
        ends = {lens: ends_of(full, lens) for lens in LENSES}
        for name in quiet["claim_id"]:
            rest = small.claims[small.claims["claim_id"] != name].reset_index(drop=True)
            if (rest["derived_from"] == name).any() or rest.empty:
                continue
            without = ledger_of(small, rest)
            for lens in LENSES:
                moved = wider(ends_of(without, lens), ends[lens])
                if moved:
                    faults[seed, name, lens] = moved
    assert not faults


@pytest.mark.slow
@pytest.mark.parametrize(("generator", "first"), BATCHES)
def test_a_claim_on_something_unrelated_moves_nothing(generator: object, first: int) -> None:
    """Bounds, conflicts, repairs and prices of the others are as if it were not there."""
    for seed in range(first, first + BATCH):
        small = generator(Random(seed))  # type: ignore[operator]
        far = claims_table(
            claim("far", "heads|all|all|land|1941", 7, 9),
            claim("farther", "heads|all|all|land|1941", 20, 20),
        )
        near = ledger_of(small, small.claims)
        both = ledger_of(small, pd.concat([small.claims, far], ignore_index=True))
        bounds = near.bounds()
        pd.testing.assert_frame_equal(both.bounds().loc[bounds.index], bounds)
        conflicts = [one.claims for one in both.conflicts() if "far" not in one.claims]
        assert sorted(conflicts) == sorted(one.claims for one in near.conflicts())
        prices = near.prices()
        pd.testing.assert_frame_equal(
            both.prices().loc[prices.index].drop(columns="by_layer"),
            prices.drop(columns="by_layer"),
        )
        repairs = {frozenset(one.claims) - {"far", "farther"} for one in both.repairs()}
        assert repairs == {frozenset(one.claims) for one in near.repairs()}

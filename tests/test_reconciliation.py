"""Everything at once about a table, in the small."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps


@pytest.mark.slow
@pytest.mark.parametrize(
    ("other", "agree"), [("at least 100", True), ("at least 101", False), ("up to 100", True)]
)
def test_counts_that_only_touch_agree(other: str, agree: bool) -> None:
    """One value that all of them allow is agreement, alone and beside the figures of others."""
    rows = [("a", "up to 100"), ("b", other)]
    table = pd.DataFrame(rows, columns=["claim_id", "as_printed"])
    table = table.assign(measure="arrests", claimant="me", source="notes")
    assert ps.reconcile(table).agreement["agree"].tolist() == [agree]
    beside = ps.what_changes(table.tail(1), table.head(1)).agreement
    assert beside["agree"].tolist() == [agree]

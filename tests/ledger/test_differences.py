"""Ledgers on which the engine and brute force were once apart, as small as they can be."""

from __future__ import annotations

import pandas as pd
import pytest
from ledgers import SmallLedger, assumption, claim, claims_table, vocabulary
from test_reference import faults_of

LAND, NORTH, SOUTH = (f"toll|all|all|{place}|1937" for place in ("land", "north", "south"))
ALL_NORTH = assumption("all-north", "toll|*|*|land|*", "toll|*|*|north|*")


def small(*rows: dict, assumed: tuple[dict, ...] = ()) -> SmallLedger:
    """Return a ledger of a few claims, and perhaps assumptions."""
    relations = pd.DataFrame(list(assumed)) if assumed else None
    return SmallLedger(claims_table(*rows), vocabulary(), relations)


ONCE = {
    "none of a whole that is empty": small(
        claim("empty", LAND, 0, 0, basis="archival"),
        claim("none", "seized|all|all|land|1937", None, 0, of=LAND, basis="memoir"),
    ),
    "more than what it lies within": small(
        claim("whole", LAND, 59, None), claim("part", NORTH, 2.96, None, of=LAND, unit="multiple")
    ),
    "a thousandth that is 0": small(
        claim("none", NORTH, 0, 0), claim("some", NORTH, 0.001, None, of=LAND)
    ),
    "a whole at most its part": small(claim("other", SOUTH, 5, None), assumed=(ALL_NORTH,)),
    "a whole at most its part, further on": small(
        claim("other", "seized|all|all|south|1937", 5, None),
        assumed=(ALL_NORTH, assumption("same", "seized|*|*|*|*", "toll|*|*|*|*", "equal")),
    ),
    "as many as a whole of which a part is counted": small(
        claim("part", "heard|all|first-order|land|1936", 7, None),
        claim("twice", "seized|all|all|land|1936", None, 2, of="closed|all|all|land|1936"),
        assumed=(assumption("same", "closed|*|*|*|*", "heard|*|*|*|*", "equal"),),
    ),
    "before the operation began": small(
        claim("early", "heard|all|first-order|land|1936", 1, None),
        claim("late", "closed|all|first-order|land|1936/1938", 0, 0),
        assumed=(
            assumption("one", "heard|*|*|*|*", "seized|*|*|*|*"),
            assumption("two", "seized|*|*|*|*", "closed|*|*|*|*"),
        ),
    ),
    "those present while an operation went on": small(
        claim("one", "roll|sort-one|first-order|land|1938-01-01", 39, None),
        claim("two", "roll|sort-two|first-order|land|1938-01-01", None, 38),
        assumed=(assumption("rolls", "roll|sort-one|*|*|*", "roll|sort-two|*|*|*"),),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("ledger", ONCE.values(), ids=ONCE)
def test_ledgers_that_once_differed_agree(ledger: SmallLedger) -> None:
    """Conflicts, strains, repairs, prices, bounds and certificates are those of brute force."""
    assert not faults_of(ledger)

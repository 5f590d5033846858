"""Wrong cells of a table are found by what wrong sums share, also where nothing is proved."""

import random

import pandas as pd
import pytest

import purgestats as ps
from purgestats.ledger.conflicts import hitting_sets
from purgestats.ledger.repairs import family

SIZE = 9
#: A cell by itself, two in one row, two in one column.
WRONG = {(0, 0): 17, (1, 2): 30, (1, 5): 44, (3, 7): 51, (6, 7): 90}


def table() -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return nine places by nine years with both margins, in which five cells are too large."""
    draw = random.Random(3)
    true = {(place, year): draw.randint(50, 900) for place in range(SIZE) for year in range(SIZE)}
    whole = f"1920/{1919 + SIZE}"
    rows = [
        (f"cell-{place}-{year}", f"p{place}", str(1920 + year), value + WRONG.get((place, year), 0))
        for (place, year), value in true.items()
    ]
    for one in range(SIZE):
        across = sum(value for (place, _), value in true.items() if place == one)
        down = sum(value for (_, year), value in true.items() if year == one)
        rows += [(f"row-{one}", f"p{one}", whole, across)]
        rows += [(f"column-{one}", "land", str(1920 + one), down)]
    rows.append(("all", "land", whole, sum(true.values())))
    claims = pd.DataFrame(rows, columns=["claim_id", "place", "period", "as_printed"])
    claims = claims.assign(
        as_printed=claims["as_printed"].astype("str"),
        measure="executions",
        precision="exact",
        claimant="a register",
        source="register",
    )
    terms = ["land", *(f"p{place}" for place in range(SIZE))]
    places = pd.DataFrame({"term": terms}).assign(broader="land", partition="p", exhaustive="yes")
    places.loc[0, ["broader", "partition", "exhaustive"]] = ""
    return claims, {"places": places}


def cells() -> set[str]:
    """Return the claims that are wrong."""
    return {f"cell-{place}-{year}" for place, year in WRONG}


@pytest.fixture(autouse=True)
def _the_solver_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what sums that are linked tell not come before the solver."""

    def untold(*_: object) -> None:
        raise hitting_sets.OutOfSteps

    monkeypatch.setattr(family, "fewest_links", untold)


@pytest.mark.slow
def test_wrong_cells_are_set_aside_and_nothing_else() -> None:
    """Also where two stand in one row, and two in one column."""
    found = ps.Ledger(*table(), assumptions=None).repairs()
    assert found.cheapest
    assert set(found[0].claims) == cells()


def test_what_is_not_proved_is_a_good_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no search for a cheapest repair may be made, the wrong cells are named, and why not."""
    monkeypatch.setattr(hitting_sets, "MOST_TRIED", 0)
    found = ps.Ledger(*table(), assumptions=None).repairs()
    assert not found.cheapest
    assert not found.complete
    assert set(found[0].claims) == cells()


def test_a_summary_says_whether_fewer_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is proved that none is cheaper, a reader is not told that fewer might do."""
    monkeypatch.setattr(hitting_sets, "MOST_TRIED_MORE", 0)
    told = ps.reconcile(table()[0], vocabulary=table()[1]).set_aside()
    assert f"{len(WRONG)} counts, others would perhaps do" in told
    monkeypatch.setattr(hitting_sets, "MOST_TRIED", 0)
    told = ps.reconcile(table()[0], vocabulary=table()[1]).set_aside()
    assert f"{len(WRONG)} counts, and perhaps fewer, or others" in told


def test_bounds_are_no_narrower_where_another_repair_is_not_ruled_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under the only repair each end is the best possible; else, none is narrower than that."""
    exact = ps.Ledger(*table(), assumptions=None).bounds()
    assert exact["tight"].all()
    monkeypatch.setattr(hitting_sets, "MOST_TRIED_MORE", 0)
    ledger = ps.Ledger(*table(), assumptions=None)
    assert not ledger.repairs().complete
    loose = ledger.bounds()
    assert ((loose["low"] <= exact["low"]) & (loose["high"] >= exact["high"])).all()
    moved = (loose["low"] != exact["low"]) | (loose["high"] != exact["high"])
    assert moved.any()
    assert not loose.loc[moved, "tight"].any()

"""The repairs that sums tell of a table are those that the solver finds without them."""

import random

import pandas as pd
import pytest

import purgestats as ps
from purgestats.ledger.conflicts.hitting_sets import OutOfSteps
from purgestats.ledger.repairs import family


def table(draw: random.Random, height: int, width: int, wrong: int) -> list[tuple[str, str, int]]:
    """Return places by years with both margins, some cells of which are wrong."""
    whole = f"1930/{1929 + width}"
    cells = {
        (place, year): draw.randint(0, draw.choice([9, 90, 900]))
        for place in range(height)
        for year in range(1930, 1930 + width)
    }
    off = {
        cell: draw.choice([-1, 1]) * draw.choice([5, 30, draw.randint(1, 99)])
        for cell in draw.sample(sorted(cells), wrong)
    }
    rows = [
        (f"p{place}", str(year), max(0, value + off.get((place, year), 0)))
        for (place, year), value in cells.items()
    ]
    for place in range(height):
        rows.append((f"p{place}", whole, sum(v for (one, _), v in cells.items() if one == place)))
    for year in range(1930, 1930 + width):
        rows.append(("land", str(year), sum(v for (_, one), v in cells.items() if one == year)))
    return [*rows, ("land", whole, sum(cells.values()))]


def ledger(
    rows: list[tuple[str, str, str]], exhaustive: str = "yes", precision: str = "exact"
) -> ps.Ledger:
    """Return a ledger of a table in which places make up the land, or may not."""
    claims = pd.DataFrame(rows, columns=["place", "period", "as_printed"]).assign(
        claim_id=[f"c{place}" for place in range(len(rows))],
        measure="executions",
        precision=precision,
        claimant="a register",
        source="register",
    )
    places = sorted({place for place, *_ in rows} - {"land"})
    terms = pd.DataFrame({"term": ["land", *places], "broader": "land", "partition": "p"})
    terms = terms.assign(exhaustive=exhaustive)
    terms.loc[0, ["broader", "partition", "exhaustive"]] = ""
    return ps.Ledger(claims, {"places": terms}, assumptions=None)


def mixed(draw: random.Random) -> ps.Ledger:
    """Return a table with gaps, ranges, figures printed twice, and parts that may not be all."""
    rows = table(draw, draw.randint(2, 4), draw.randint(2, 4), draw.randint(1, 4))
    if draw.random() < 0.4:
        rows = draw.sample(rows, len(rows) - draw.randint(1, 3))
    if draw.random() < 0.3:
        rows += [(*row[:2], row[2] + draw.choice([0, 3])) for row in draw.sample(rows, 2)]
    printed = [
        (place, year, draw.choice([*[f"{n}"] * 12, f"at least {n}", f"at most {n + 3}"]))
        for place, year, n in rows
    ]
    return ledger(printed, draw.choice(["yes", "yes", ""]), draw.choice(["exact", ""]))


def answers(book: ps.Ledger, weights: dict[str, float]) -> tuple[object, ...]:
    """Return the cheapest repairs of a ledger and the bounds under them."""
    repairs = book.repairs(weights=weights)
    assert repairs.complete
    bounds = book.bounds()[["low", "high", "tight"]]
    return repairs.cost, {frozenset(one.counts) for one in repairs}, bounds.to_dict()


def untold(*_: object) -> None:
    """Tell nothing."""
    raise OutOfSteps


@pytest.mark.parametrize("rounds", [family.MANY_ROUNDS, 0])
@pytest.mark.parametrize("seed", range(40))
def test_they_are_those_of_the_solver(
    seed: int, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With gaps, ranges, copies, weights, where parts need not be all, and a guess comes first."""
    monkeypatch.setattr(family, "MANY_ROUNDS", rounds)
    draw = random.Random(seed)
    book = mixed(draw)
    names = sorted(book.claims["claim_id"])
    weights = {one: draw.choice([1, 2]) for one in names} if draw.random() < 0.3 else {}
    told = answers(mixed(random.Random(seed)), weights)
    monkeypatch.setattr(family, "fewest_links", untold)
    assert told == answers(book, weights)


@pytest.mark.parametrize("exhaustive", ["yes", ""])
def test_many_wrong_cells_are_proved_without_the_solver(
    exhaustive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine of 144, which the solver shows to be the only ones after millions of steps."""
    monkeypatch.setattr("purgestats.ledger.repairs.family.Cheapest", None)
    right = table(random.Random(5), 12, 12, 0)
    wrong = random.Random(6).sample(range(144), 9 if exhaustive else 4)
    rows = [
        (place, year, str(n + random.Random(number).randint(999, 99_999) * (number in wrong)))
        for number, (place, year, n) in enumerate(right)
    ]
    found = ledger(rows, exhaustive).repairs()
    assert found.complete
    assert [set(one.counts) for one in found] == [{f"c{number}" for number in wrong}]


def test_of_too_many_repairs_some_are_told_and_the_solver_finds_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four cells are wrong by as much: which goes with which cannot be told."""
    right = table(random.Random(1), 6, 6, 0)
    rows = [
        (place, year, str(n + 5 * (number in (0, 7, 14, 21))))
        for number, (place, year, n) in enumerate(right)
    ]
    every = answers(ledger(rows), {})
    monkeypatch.setattr(family, "MOST_LINKED", 2)
    assert answers(ledger(rows), {})[:2] == every[:2]
    # Where it is not known which others there are, no bound is called tight that may not be.
    assert not ledger(rows).bounds()["tight"].all()
    monkeypatch.setattr(family, "MOST_SOLVED", 1)
    cut = ledger(rows).repairs()
    assert (cut.cheapest, cut.complete, cut.total_is) == (True, False, "at least")
    monkeypatch.setattr(family, "fewest_links", untold)
    assert answers(ledger(rows), {}) == every

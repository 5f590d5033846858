"""Small random ledgers whose figures lie far apart: shares beside 1 and beside 30 million."""

from __future__ import annotations

from random import Random

import pandas as pd
from ledgers import (
    ASSUMPTIONS,
    DATES,
    PERIODS,
    STRETCHES,
    SmallLedger,
    assumption,
    claim,
    claims_table,
    vocabulary,
)

BASES = ("archival", "scholarly", "memoir", "official", "")
CLAIMANTS = ("somebody", "another", "a third")
SORTS = ("sort-one", "sort-two", "sort-three")
YEARS = ("1936", "1937", "1938", "1937/1938", "1936/1938")
VALUES = (0, 0, 1, 7, 12, 1_000, 10**6, 3 * 10**7, 681_692, 30_000_001)
RATIOS = (0, 1e-4, 0.001, 0.1, 0.2, 0.25, 0.3, 0.33, 1 / 3, 0.34, 0.5, 0.7, 0.8, 0.9)
RATIOS += (1.0, 2, 10 / 3, 4, 5, 100, 1_000)
PRINTED = ("about 1,000", "hundreds of thousands", "at least 7", "nearly 30 million", "0")
PRINTED += ("no more than 12", "dozens", "1.5 million")
MEASURES = (
    ("roll", "roll-a", "roll"),
    ("toll", "toll-a", "toll-b"),
    ("closed", "heard", "seized"),
    ("roll", "toll", "toll-a", "closed"),
    ("heads", "heads-a", "toll"),
)
GROUPS = (("all", *SORTS), ("all", "sort-one", "one-young", "old"), ("all",))
GROUPS += (("all", "sort-two", "old"),)
PLACES = (
    ("land", "north", "south"),
    ("land",),
    ("land", "north", "north-town", "north-march"),
    ("land", "north", "south", "north-town", "border", "north-march"),
)


def _times(random: Random, name: str, scope: str, of: str, ratios: tuple[float, ...]) -> dict:
    """Return a share or multiple of one scope in another."""
    ratio, room = random.choice(ratios), random.choice((0, 0, 0.01))
    unit, side = "share" if ratio <= 1 else "multiple", random.choice(("both", "low", "high"))
    high = min(ratio + room, 1) if unit == "share" else ratio + room
    low = None if side == "high" else max(0, ratio - room)
    return claim(name, scope, low, None if side == "low" else high, of=of, unit=unit)


def _count(random: Random, name: str, scope: str, values: tuple[int, ...]) -> dict:
    """Return a claim of a value, of at least or at most so much, or of about as much."""
    value, side = random.choice(values), random.choice(("both", "both", "low", "high", "range"))
    if side == "range":
        return claim(name, scope, 0.8 * value, 1.25 * value)
    return claim(name, scope, None if side == "high" else value, None if side == "low" else value)


def far_apart_ledger(random: Random) -> SmallLedger:
    """Return a ledger of one whole and its parts, most of them tied by shares.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Two to six claims.
    """
    tables = vocabulary(*(random.choice(("yes", "yes", "no")) for _ in range(4)))
    periods = random.sample(YEARS, random.choice((1, 1, 2)))
    measures, groups = ("toll", "toll", "toll-a", "toll-b"), ("all", "all", *SORTS, "old")
    places = ("land", "north", "south", "north-town", "border")
    scopes = [
        f"{random.choice(measures)}|{random.choice(groups)}|all|{random.choice(places)}"
        f"|{random.choice(periods)}"
        for _ in range(random.randint(2, 5))
    ]
    if random.random() < 0.6:
        parts = ("all", *SORTS, "old")[: random.choice((4, 4, 5))]
        scopes = [f"toll|{group}|all|land|{periods[0]}" for group in parts]
    rows = []
    for place in range(random.randint(2, 6)):
        scope, of = random.choice(scopes), random.choice(scopes)
        if scope != of and random.random() < 0.75:
            rows.append(_times(random, f"c{place}", scope, of, RATIOS[2:-2]))
        else:
            rows.append(_count(random, f"c{place}", scope, VALUES[2:-2]))
    return SmallLedger(claims_table(*rows), tables)


def everything_ledger(random: Random) -> SmallLedger:
    """Return a ledger of stocks, flows, stages or heads, with copies, windows and assumptions.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Two to seven claims and up to three assumptions.
    """
    tables = vocabulary(*(random.choice(("yes", "yes", "no")) for _ in range(4)))
    measures = random.choice(MEASURES)
    periods = random.sample(PERIODS, random.choice((1, 2, 2)))
    dates = random.sample(DATES, 2) + random.sample(STRETCHES, 1)
    groups, places = random.choice(GROUPS), random.choice(PLACES)
    orders = random.choice((("all",), ("all", "first-order", "second-order")))
    scopes = []
    for _ in range(random.randint(2, 6)):
        measure = random.choice(measures)
        terms = [measure, *(random.choice(axis) for axis in (groups, orders, places))]
        terms.append(random.choice(dates if measure.startswith("roll") else periods))
        scopes.append("|".join(terms))
    if random.random() < 0.4:
        scopes += _family(random, random.choice(scopes).split("|"))
    rows: list[dict] = []
    for place in range(random.randint(2, 7)):
        scope, of = random.choice(scopes), random.choice(scopes)
        if rows and random.random() < 0.12:
            copied = random.choice(rows)
            rows.append(copied | {"claim_id": f"c{place}", "derived_from": copied["claim_id"]})
            if random.random() < 0.4 and copied["low"] is not None:
                rows[-1]["high"] = None
            continue
        if scope != of and random.random() < 0.45:
            row = _times(random, f"c{place}", scope, of, RATIOS)
        else:
            row = _count(random, f"c{place}", scope, VALUES)
            if random.random() < 0.1:
                row |= {"low": None, "high": None, "as_printed": random.choice(PRINTED)}
        row |= {"basis": random.choice(BASES), "claim_year": random.choice((1975, 2005, None))}
        row["claimant"] = random.choice(CLAIMANTS)
        if rows and random.random() < 0.2:
            row["derived_from"] = random.choice(rows)["claim_id"]
        rows.append(row)
    relations = random.sample(ASSUMPTIONS, random.choice((0, 0, 1, 1, 2)))
    if any(scope.startswith("roll") for scope in scopes) and random.random() < 0.8:
        roll = ("roll|*|*|*|*",) * 2
        relations.append(assumption("days", *roll, "within", random.choice((0.25, 0.1, 1, 0))))
    return SmallLedger(claims_table(*rows), tables, pd.DataFrame(relations) if relations else None)


def _family(random: Random, terms: list[str]) -> list[str]:
    """Return a whole near some terms, and the parts that it is divided into."""
    place, whole, parts = random.choice(((1, "all", SORTS), (3, "land", ("north", "south"))))
    return ["|".join((*terms[:place], one, *terms[place + 1 :])) for one in (whole, *parts)]

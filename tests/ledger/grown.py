"""Small random ledgers whose terms are random, too: deep, with several parents and partitions."""

from __future__ import annotations

from random import Random

import pandas as pd
from ledgers import SmallLedger, World, assumption, claim, claims_table, count, share, table
from scopes_to_rows import Terminology, Terms, read

import purgestats as ps
from purgestats.claims.vocabulary.hierarchies import build_vocabulary

#: Leap days, overlaps of a day, windows across years; and dates, stretches of days for stocks.
PERIODS = (
    *("1936-02-29", "1936-02", "1936-02-28/1936-03-01", "1936-03", "1937-12-31/1938-01-01"),
    *("1936", "1937", "1938", "1936/1938", "1937/1938", "1937-07-30/1938-11-17"),
    *("1938-11-17/1938-12-31", "1936-10/1938-10", "1936-12-31", "1936-02-29/1937-02-28"),
)
DATES = ("1936-12-31", "1937-01-01", "1936-02-29", "1937", "1936-12-31/1937-01-01", "1936-12")
STAGES = (
    *(("closed", "heard"), ("heard", "seized"), ("closed", "seized")),
    *(("toll", "closed"), ("seized", "toll")),
)
FLAVOURS = {
    "flows": ("toll",),
    "shares": ("toll", "seized"),
    "stages": ("closed", "heard", "seized"),
    "stocks": ("roll",),
    "heads": ("heads",),
    "mixed": ("toll", "closed", "heard", "seized", "roll", "heads"),
}


def _terms(random: Random, root: str, stem: str, size: int) -> list[tuple[str, ...]]:
    """Return terms below one, each with one or two parents, some of them in partitions."""
    names, rows = [root], []
    whole: dict[tuple[str, str], list[str]] = {}
    for number in range(size):
        among = names[-3:] if random.random() < 0.5 else names
        parents = random.sample(among, min(len(among), random.choice((1, 1, 1, 2))))
        partitions = [random.choice(("p", "p", "q", "")) for _ in parents]
        names.append(f"{stem}{number}")
        rows.append((names[-1], parents, partitions))
        for key in zip(parents, partitions, strict=True):
            whole.setdefault(key, []).append(names[-1])
    # A whole of one part would be that part.
    said = {
        key: "" if not key[1] else random.choice(("yes", "no")) if len(parts) > 1 else "no"
        for key, parts in whole.items()
    }
    cells = [
        (
            name,
            *(";".join(one) for one in (up, of, [said[key] for key in zip(up, of, strict=True)])),
        )
        for name, up, of in rows
    ]
    return [(root, "", "", ""), *cells]


def _vocabulary(random: Random) -> dict[str, pd.DataFrame]:
    """Return four tables that a vocabulary can be made of."""
    common = "term broader partition exhaustive"
    while True:
        measures = [
            (*row, kind, "persons")
            for root, kind, sizes in (
                *(("toll", "flow", (0, 2, 4)), ("closed", "flow", (0, 0, 2))),
                *(("heard", "flow", (0,)), ("seized", "flow", (0,))),
                *(("roll", "stock", (0, 2, 3)), ("heads", "distinct", (0, 2))),
            )
            for row in _terms(random, root, f"{root}-", random.choice(sizes))
        ]
        begins = ("", "1937-07-30", "1936-02-29")
        operations = [
            (*row, "" if row[0] == "all" else random.choice(begins))
            for row in _terms(random, "all", "order-", random.choice((1, 2, 3)))
        ]
        groups = _terms(random, "all", "group-", random.choice((2, 4, 6)))
        places = _terms(random, "land", "place-", random.choice((3, 5, 7)))
        tables = {
            "measures": table(*measures, ("cases", "toll", "", "", "flow", "cases"),
                              columns=f"{common} kind unit"),
            "groups": table(*groups, columns=common),
            "operations": table(*operations, columns=f"{common} valid_from"),
            "places": table(*places, columns=common),
        }  # fmt: skip
        try:
            build_vocabulary(tables)
        except ps.VocabularyError:
            continue
        return tables


def _near(random: Random, terms: Terminology, dimension: int, size: int) -> list[str]:
    """Return terms of a dimension near each other: above, below and beside one another."""
    broader = terms.broader[dimension]
    found = [random.choice(list(broader))]
    for _ in range(size - 1):
        one = random.choice(found)
        beside = [name for name, up in broader.items() if {one, *broader[one]} & set(up)]
        found.append(random.choice([one, *broader[one], *beside]))
    return found


def _assumed(random: Random, flavour: str) -> list[dict]:
    """Return relations between stages, groups and places, a whole at most its part among them."""
    rows = []
    kinds = (("at_most", None), ("at_most", None), ("equal", None), ("within", 0.25))
    if flavour in ("stages", "mixed"):
        for left, right in random.sample(STAGES, random.choice((1, 2, 3))):
            rest = f"*|*|{random.choice(('*', '*', 'land', 'place-0'))}|*"
            kind = random.choice(kinds)
            rows.append(assumption(f"{left}-{right}", f"{left}|{rest}", f"{right}|{rest}", *kind))
    for measure in ("roll", "toll") if flavour != "shares" else ():
        if random.random() < 0.3:
            sides = [f"{measure}|group-{number}|*|*|*" for number in (0, 1)]
            rows.append(assumption(f"{measure}-groups", *sides, *random.choice(kinds)))
    if flavour in ("stocks", "mixed") and random.random() < 0.8:
        some = [random.choice(("roll", "roll-0")), random.choice(("*", "group-0"))]
        pattern = "|".join((*some, "*", random.choice(("*", "*", "place-0")), "*"))
        rows.append(assumption("days", pattern, pattern, "within", random.choice((0.1, 1))))
    return rows


def grown_ledger(random: Random) -> SmallLedger:
    """Return a ledger on terms of its own.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Three to eight claims.
    """
    tables = _vocabulary(random)
    terms = read(tables)[0]
    flavour = random.choice(list(FLAVOURS))
    periods = random.sample(PERIODS, random.choice((1, 2, 3)))
    dates = random.sample(DATES, random.choice((1, 2, 3)))
    world = World(random, terms, (*periods, *dates))
    measures = [
        one
        for one in terms.broader[0]
        if any(terms.below(0, one, root) for root in FLAVOURS[flavour])
    ]
    near = [_near(random, terms, place, size) for place, size in ((1, 2), (2, 2), (3, 3))]
    pool: list[tuple[Terms, str]] = []
    for _ in range(random.choice((3, 5, 7))):
        scope = (random.choice(measures), *map(random.choice, near))
        pool.append((scope, random.choice(dates if terms.kind[scope[0]] == "stock" else periods)))
    scope, period = random.choice(pool)
    for members, _ in list(terms.divisions(scope))[: random.randint(0, 1)]:
        pool += [(member, period) for member in members]
    rows: list[dict] = []
    for place in range(random.randint(3, 8)):
        name, kind = f"c{place}", random.random()
        factor = random.choice((1, 1, 1, 1, 0, 0.5, 1.3, 4))
        shares = kind < (0.5 if flavour == "shares" else 0.12)
        row = share(random, world, name, pool, factor) if shares else None
        if rows and kind > 0.9:
            row = random.choice(rows) | {"claim_id": name}
        if row is None and kind > 0.85:
            row = claim(name, "|".join((*scope, period)), 0, random.choice((0, None, 5)))
        row = row or count(random, world, name, pool, factor)
        if rows and random.random() < 0.3:
            row["derived_from"] = random.choice(rows)["claim_id"]
        row["basis"] = random.choice(("archival", "scholarly", "memoir", "official", "press", ""))
        row |= {"claim_year": random.choice((1975, 2005, None))}
        row["claimant"] = random.choice(("somebody", "another", "a third"))
        rows.append(row)
    named = {"*", *(term for axis in terms.broader for term in axis)}
    relations = [
        one
        for one in _assumed(random, flavour)
        if named >= {*one["left"].split("|"), *one["right"].split("|")}
    ]
    return SmallLedger(claims_table(*rows), tables, pd.DataFrame(relations) if relations else None)

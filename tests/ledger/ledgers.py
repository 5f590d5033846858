"""Small random ledgers with a vocabulary of their own: some can hold, some cannot."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scopes_to_rows import Terminology, Terms, read, window_of

PERIODS = (
    "1936",
    "1937",
    "1938",
    "1937/1938",
    "1936/1938",
    "1936-10/1938-10",
    "1937-07/1938-06",
    "1937-08",
    "1937-07-30/1938-11-17",
)
FLAVOURS = ("time", "places", "groups", "shares", "stages", "stocks", "heads", "mixed")
MEASURES = {
    "time": ("toll",),
    "places": ("toll",),
    "groups": ("toll", "toll-a", "toll-b"),
    "shares": ("toll", "toll-a", "seized"),
    "stages": ("closed", "heard", "seized"),
    "stocks": ("roll", "roll-a", "toll"),
    "heads": ("heads", "heads-a"),
    "mixed": ("toll", "toll-a", "closed", "seized", "roll"),
}
BASE_COLUMNS = ("of_measure", "of_group", "of_operation", "of_place", "of_period")


@dataclass(frozen=True)
class SmallLedger:
    """Arguments for a ledger.

    Parameters
    ----------
    claims : DataFrame
        A few claims.
    vocabulary : dict of str to DataFrame
        The four tables.
    assumptions : DataFrame or None
        Relations on top.
    """

    claims: pd.DataFrame
    vocabulary: dict[str, pd.DataFrame]
    assumptions: pd.DataFrame | None = None


def table(*rows: tuple[str, ...], columns: str) -> pd.DataFrame:
    """Return rows as a table of text; short rows are filled with blanks."""
    names = columns.split()
    return pd.DataFrame([(*row, *[""] * (len(names) - len(row))) for row in rows], columns=names)


@cache
def vocabulary(
    manner: str = "no", sort: str = "no", region: str = "no", district: str = "no"
) -> dict[str, pd.DataFrame]:
    """Return the four tables; each argument says whether a partition is exhaustive."""
    common = "term broader partition exhaustive"
    return {
        "measures": table(
            ("toll", "", "", "", "flow", "persons"),
            ("toll-a", "toll", "manner", manner, "flow", "persons"),
            ("toll-b", "toll", "manner", manner, "flow", "persons"),
            ("closed", "", "", "", "flow", "persons"),
            ("heard", "", "", "", "flow", "persons"),
            ("seized", "", "", "", "flow", "persons"),
            ("roll", "", "", "", "stock", "persons"),
            ("roll-a", "roll", "", "", "stock", "persons"),
            ("heads", "", "", "", "distinct", "persons"),
            ("heads-a", "heads", "", "", "distinct", "persons"),
            columns=f"{common} kind unit",
        ),
        "groups": table(
            ("all",),
            ("sort-one", "all", "sort", sort),
            ("sort-two", "all", "sort", sort),
            ("sort-three", "all", "sort", sort),
            ("one-young", "sort-one", "", ""),
            ("old", "all", "", ""),
            columns=common,
        ),
        "operations": table(
            ("all", "", "", "", ""),
            ("first-order", "all", "order", "no", "1937-07-30"),
            ("second-order", "all", "order", "no", ""),
            columns=f"{common} valid_from",
        ),
        "places": table(
            ("land",),
            ("north", "land", "region", region),
            ("south", "land", "region", region),
            ("north-town", "north", "district", district),
            ("border", "land", "", ""),
            ("north-march", "north;border", "district;", f"{district};"),
            columns=common,
        ),
    }


def claim(name: str, scope: str, low: float | None, high: float | None, **other: str) -> dict:
    """Return one row; the scope is a quantity's id, ``of`` another one for a share or multiple."""
    row: dict[str, object] = dict(
        zip(("measure", "group", "operation", "place", "period"), scope.split("|"), strict=True)
    )
    base = str(other.pop("of", "||||")).split("|")
    row |= dict(zip(BASE_COLUMNS, base, strict=True))
    row |= {"claim_id": name, "low": low, "high": high, "best": None, "as_printed": ""}
    row |= {"unit": "share" if any(base) else "persons", "precision": "", "resolved": ""}
    row |= {"claimant": "somebody", "source": "a-book", "stance": "asserts"}
    row |= {"basis": "", "derived_from": "", "claim_year": None}
    return row | other


def claims_table(*rows: dict) -> pd.DataFrame:
    """Return rows made by :func:`claim` as a claims table."""
    columns = list(claim("", "||||", 0, 0))
    frame = pd.DataFrame(list(rows), columns=columns)
    return frame.astype({"low": "float64", "high": "float64", "best": "float64"})


def assumption(
    name: str, left: str, right: str, kind: str = "at_most", tolerance: float | None = None
) -> dict:
    """Return one relation between two scope patterns."""
    return {
        "id": name,
        "statement": f"{left} against {right}",
        "rationale": "made up",
        "kind": kind,
        "left": left,
        "right": right,
        "tolerance": tolerance,
        "disputed_by": "",
        "default": "yes",
    }


ASSUMPTIONS = (
    assumption("closed-heard", "closed|*|*|*|*", "heard|*|*|*|*"),
    assumption("heard-seized", "heard|*|*|*|*", "seized|*|*|*|*"),
    assumption("one-two", "seized|sort-one|*|*|*", "seized|sort-two|*|*|*"),
    assumption("as-many", "closed|*|*|north|*", "heard|*|*|north|*", "equal"),
    assumption("about-as-many", "toll-a|*|*|*|*", "closed|*|*|*|*", "within", 0.25),
    assumption("rolls", "roll|sort-one|*|*|*", "roll|sort-two|*|*|*"),
)
STOCK_WINDOWS = assumption("in-the-year", "roll|*|*|*|*", "roll|*|*|*|*", "within", 0.25)


class World:
    """Numbers that agree with each other, from which claims are taken, some of them falsely."""

    def __init__(
        self, random: Random, terms: Terminology, periods: Iterable[str] = PERIODS
    ) -> None:
        self.terms = terms
        self.names = [list(broader) for broader in terms.broader]
        days = sorted({day for period in periods for day in window_of(period)})
        self.pieces = list(itertools.pairwise(days))
        self.seed = random.randrange(1_000)
        shape = [len(names) for names in self.names]
        numbers = np.random.default_rng(self.seed)
        self.flow = numbers.integers(0, 40, (*shape, len(self.pieces)))
        self.flow[numbers.random(self.flow.shape) < 0.75] = 0
        for dimension, partitions in enumerate(terms.partitions):
            for (parent, _), (_, exhaustive) in partitions.items():
                if exhaustive:
                    at = [slice(None)] * 5
                    at[dimension] = self.names[dimension].index(parent)
                    self.flow[tuple(at)] = 0

    def value(self, scope: Terms, period: str) -> int:
        below = [
            [
                i
                for i, name in enumerate(names)
                if self.terms.below(dimension, name, scope[dimension])
            ]
            for dimension, names in enumerate(self.names)
        ]
        start, end = window_of(period)
        flows = self.terms.kind[scope[0]] != "stock"
        times = [
            i
            for i, (first, after) in enumerate(self.pieces)
            if (start <= first and after <= end if flows else first <= start < after)
        ]
        return int(self.flow[np.ix_(*below, times)].sum())


def small_ledger(random: Random) -> SmallLedger:
    """Return a ledger of two to nine claims.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        The arguments.
    """
    tables = vocabulary(*(random.choice(("yes", "no")) for _ in range(4)))
    world = World(random, read(tables)[0])
    flavour = random.choice(FLAVOURS)
    pool = _pool(random, flavour)
    if flavour != "heads" and random.random() < 0.6:
        pool = _family(random, world.terms, pool[0])
    wrong = random.choice((0, 1, 2, 3))
    rows = []
    for place in range(random.randint(2, 9)):
        factor = random.choice((0.3, 0.8, 1.2, 4)) if place < wrong else 1
        shares = flavour in ("shares", "mixed") and random.random() < 0.4
        row = share(random, world, f"c{place}", pool, factor) if shares else None
        rows.append(row or count(random, world, f"c{place}", pool, factor))
    relations = None
    if flavour in ("stages", "mixed", "stocks") and random.random() < 0.8:
        relations = pd.DataFrame(random.sample(ASSUMPTIONS, random.randint(1, 3)))
    return SmallLedger(claims_table(*rows), tables, relations)


def staged_ledger(random: Random) -> SmallLedger:
    """Return a ledger whose claims sit on the two sides of assumptions, and below them.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Three to eight claims and one to three assumptions.
    """
    tables = vocabulary(*(random.choice(("yes", "no")) for _ in range(4)))
    world = World(random, read(tables)[0])
    relations = random.sample(ASSUMPTIONS[:5], random.randint(1, 3))
    measures = sorted(
        {relation[side].split("|")[0] for relation in relations for side in ("left", "right")}
    )
    periods = random.sample(PERIODS, 2)
    order = random.choice(("all", "all", "first-order", "second-order"))
    groups = random.choice((("sort-one", "sort-two"), ("all",), ("all", "sort-one")))
    pool = [
        (
            (
                measure,
                random.choice(groups),
                order,
                random.choice(("land", "north", "north", "south")),
            ),
            random.choice(periods),
        )
        for measure in measures * 2
    ]
    rows = [
        count(random, world, f"c{place}", pool, random.choice((1, 1, 0.5, 2)))
        for place in range(random.randint(3, 8))
    ]
    return SmallLedger(claims_table(*rows), tables, pd.DataFrame(relations))


#: Scopes each within the one before, one dimension at a time.
CHAINS = (
    (("land", "north", "north-town"), ("all", "sort-one", "one-young")),
    (("land", "border", "north-march"), ("all", "old")),
    (("land", "north", "north-march"), ("all", "sort-two")),
)


def chained_ledger(random: Random) -> SmallLedger:
    """Return a ledger on scopes within one another, each over windows of its own.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Three to six claims.
    """
    tables = vocabulary(*(random.choice(("yes", "no")) for _ in range(4)))
    places, groups = random.choice(CHAINS)
    scopes = [("toll", "all", "all", place) for place in places]
    scopes += [("toll", group, "all", places[-1]) for group in groups[1:]]
    if random.random() < 0.3:
        scopes.append(("toll-a", groups[-1], "all", places[-1]))
    chosen = sorted(random.sample(scopes, 3), key=scopes.index)
    rows = []
    for place in range(random.randint(3, 6)):
        scope = chosen[place] if place < 3 else random.choice(chosen)
        name = "|".join((*scope, random.choice(PERIODS)))
        rows.append(_about(random, f"c{place}", name, random.randint(1, 40)))
    random.shuffle(rows)
    return SmallLedger(claims_table(*rows), tables)


#: Scopes whose parts along one dimension are counted, but not they themselves; the plain one twice.
GAPS = (
    (("toll", "all", "all", "north"), 3),
    (("toll", "sort-one", "all", "north"), 3),
    (("toll-a", "all", "first-order", "north"), 3),
    (("roll", "all", "all", "north"), 3),
    (("toll", "all", "all", "north"), 3),
    (("toll", "all", "first-order", "land"), 0),
    (("toll", "all", "all", "land"), 1),
    (("toll", "old", "all", "land"), 3),
)


def gapped_ledger(random: Random) -> SmallLedger:
    """Return a ledger on parts of a scope, on what lies above and beside them, not on itself.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Two to five claims.
    """
    tables = vocabulary(*(random.choice(("yes", "no")) for _ in range(4)))
    terms = read(tables)[0]
    gap, dimension = random.choice(GAPS)
    members = next(
        members for members, _ in terms.divisions(gap) if members[0][dimension] != gap[dimension]
    )
    period = random.choice(PERIODS)
    parts = [_narrowed(random, terms, one) if random.random() < 0.2 else one for one in members]
    values = [random.randint(1, 40) for _ in parts]
    rows = [
        _about(random, f"part-{place}", "|".join((*scope, period)), value)
        for place, (scope, value) in enumerate(zip(parts, values, strict=True))
    ]
    wide = [(*scope[:3], "land") for scope in (gap, *_broader(terms, gap)) if scope[3] != "land"]
    others = random.sample([*wide, *(_narrowed(random, terms, gap),) * 2], 2)
    for place, scope in enumerate(others):
        when = random.choice((period, period, period, *PERIODS))
        value = round(sum(values) * random.choice((0.7, 1, 1.3)))
        if scope != gap:
            rows.append(_about(random, f"other-{place}", "|".join((*scope, when)), value))
    random.shuffle(rows)
    return SmallLedger(claims_table(*rows), tables)


def _about(random: Random, name: str, scope: str, value: int) -> dict:
    """Return a claim of a value, or of at most or at least so many."""
    low, high = random.choice(((value, value), (value, None), (None, value), (0.9 * value, value)))
    return claim(name, scope, low, high)


def _narrowed(random: Random, terms: Terminology, scope: Terms) -> Terms:
    """Return a scope with one of its terms replaced by one below it, or by itself."""
    dimension = random.randrange(4)
    below = [
        term for term in terms.broader[dimension] if terms.below(dimension, term, scope[dimension])
    ]
    return (*scope[:dimension], random.choice(below), *scope[dimension + 1 :])


def _broader(terms: Terminology, scope: Terms) -> list[Terms]:
    """Return the scopes one step above."""
    return [
        (*scope[:dimension], up, *scope[dimension + 1 :])
        for dimension in range(4)
        for up in terms.broader[dimension][scope[dimension]]
    ]


def _pool(random: Random, flavour: str) -> list[tuple[Terms, str]]:
    """Return scopes that are near each other, so that claims meet."""
    periods = random.sample(PERIODS, 4 if flavour == "time" else 2)
    groups = ["all", "sort-one"]
    places = ["land", "north"]
    if flavour in ("groups", "mixed", "stocks"):
        groups += random.sample(["sort-two", "sort-three", "one-young", "old"], 2)
    if flavour in ("places", "mixed", "shares"):
        places += random.sample(["south", "north-town", "north-march", "border"], 3)
    orders = ["all", random.choice(("first-order", "second-order"))]
    scopes = []
    for _ in range(6):
        terms = (
            random.choice(MEASURES[flavour]),
            random.choice(groups if flavour != "time" else groups[:1]),
            random.choice(orders if flavour in ("stages", "mixed") else orders[:1]),
            random.choice(places),
        )
        scopes.append((terms, random.choice(periods)))
    return scopes


def _family(
    random: Random, terms: Terminology, first: tuple[Terms, str]
) -> list[tuple[Terms, str]]:
    """Return a scope and what it is made of, so that printed parts meet a printed total."""
    (measure, group, order, _), period = first
    scope = (measure, random.choice((group, "all")), order, "land")
    members, _ = random.choice(list(terms.divisions(scope)))
    family = [(member, period) for member in members]
    if random.random() < 0.5:
        parts = [
            part for member in members for parts, _ in terms.divisions(member) for part in parts
        ]
        family += [(part, period) for part in parts[:3]]
    if random.random() < 0.4 and terms.kind[scope[0]] == "flow":
        family = [(member, year) for member, _ in family[:1] for year in ("1936", "1937", "1938")]
        return [(family[0][0], "1936/1938"), *family, (scope, "1937"), (scope, "1937/1938")]
    return [(scope, period), *family]


def count(
    random: Random, world: World, name: str, pool: list[tuple[Terms, str]], factor: float
) -> dict:
    """Return a claim on one of the scopes, right or off by a factor."""
    terms, period = random.choice(pool)
    value = round(world.value(terms, period) * factor)
    scope = "|".join((*terms, period))
    way = random.choice(("exact", "exact", "range", "least", "most", "printed"))
    if way == "printed":
        words = random.choice(("about {}", "at least {}", "{}", "up to {}", "nearly {}"))
        return claim(name, scope, None, None, as_printed=words.format(value))
    room = random.choice((1, 5, 20)) if way == "range" else 0
    low = None if way == "most" else max(0, value - room)
    return claim(name, scope, low, None if way == "least" else value + room)


def share(
    random: Random, world: World, name: str, pool: list[tuple[Terms, str]], factor: float
) -> dict | None:
    """Return a share or multiple of one scope in another, if there is any."""
    (part, period), (whole, base_period) = random.choice(pool), random.choice(pool)
    value, base = world.value(part, period), world.value(whole, base_period)
    if (part, period) == (whole, base_period) or not base:
        return None
    scope, of = "|".join((*part, period)), "|".join((*whole, base_period))
    ratio = value * factor / base
    unit = "share" if ratio <= 0.95 else "multiple"
    if unit == "share" and random.random() < 0.5:
        return claim(
            name, scope, None, None, of=of, unit=unit, as_printed=f"{round(100 * ratio)} percent"
        )
    low, high = max(0.0, round(ratio - 0.02, 2)), round(ratio + 0.02, 2)
    side = random.choice(("both", "low", "high"))
    return claim(
        name,
        scope,
        None if side == "high" else low,
        None if side == "low" else high,
        of=of,
        unit=unit,
    )


#: Terms of each dimension that lie near each other, a few of which one ledger uses.
NEAR = (
    (
        ("toll", "toll-a", "toll-b"),
        ("toll", "toll-a", "closed", "heard"),
        ("closed", "heard", "seized"),
        ("roll", "roll-a", "toll-a"),
    ),
    (
        ("all", "sort-one", "sort-two", "sort-three", "old"),
        ("all", "sort-one", "one-young", "old"),
        ("all", "sort-one", "sort-two"),
    ),
    (("all",), ("all", "first-order", "second-order")),
    (
        ("land", "north", "south", "border"),
        ("land", "north", "north-town", "north-march", "border"),
        ("land", "north", "south", "north-town", "north-march"),
    ),
)
DATES = ("1936-12-31", "1937-01-01", "1937-06-30", "1937-12-31", "1938-01-01")
STRETCHES = ("1937", "1937-07/1937-12", "1937-12")
BASES = ("archival", "scholarly", "memoir", "")


def mingled_ledger(random: Random) -> SmallLedger:
    """Return a ledger with every feature at once: claims that lie apart in several dimensions.

    Parameters
    ----------
    random : Random
        Where the choices come from.

    Returns
    -------
    SmallLedger
        Three to eight claims, some of them copies of others, and up to three assumptions.
    """
    tables = vocabulary(*(random.choice(("yes", "yes", "no")) for _ in range(4)))
    world = World(random, read(tables)[0])
    terms = [random.choice(near) for near in NEAR]
    periods = random.sample(PERIODS, random.choice((1, 2, 2, 3)))
    stocks = random.sample(DATES, 2) + random.sample(STRETCHES, 1)
    pool = []
    for _ in range(6):
        scope = tuple(random.choice(one) for one in terms)
        stock = world.terms.kind[scope[0]] == "stock"
        pool.append((scope, random.choice(stocks if stock else periods)))
    rows = []
    for place in range(random.randint(3, 8)):
        factor = random.choice((1, 1, 1, 1, 0.5, 1.3, 4))
        kind, name = random.random(), f"c{place}"
        row = share(random, world, name, pool, factor) if kind < 0.25 else None
        if rows and kind > 0.85:
            row = random.choice(rows) | {
                "claim_id": name,
                "derived_from": random.choice(rows)["claim_id"],
            }
        rows.append(row or count(random, world, name, pool, factor))
        rows[-1] |= {"basis": random.choice(BASES), "claim_year": random.choice((1975, 2005))}
        if random.random() < 0.5:
            rows[-1]["claimant"] = "another"
    chosen = random.sample(ASSUMPTIONS, random.choice((0, 0, 1, 2, 3)))
    if any(scope[0].startswith("roll") for scope, _ in pool):
        chosen.append(STOCK_WINDOWS)
    relations = pd.DataFrame(chosen) if chosen else None
    return SmallLedger(claims_table(*rows), tables, relations)


def small_ledgers() -> st.SearchStrategy[SmallLedger]:
    """Return a hypothesis strategy over small ledgers, one that can shrink."""
    randoms = st.randoms(use_true_random=False)
    return st.one_of(randoms.map(small_ledger), randoms.map(staged_ledger))

"""Seeded ledgers of any size for the benchmarks.

The shape of the plain ones: groups form trees of depth at most eight; each group is one quantity
(executions of the group in 1937) with two claims, given as ranges around a hidden true value; one
claim in ten is a share of the group's parent; on a fifth of the parents the children exclude each
other; no shares run in circles. The harder ones have, besides, claims on windows that overlap.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import pandas as pd

DEPTH = 8
CHILDREN = 3
SHARES = 0.1
PARTITIONED = 0.2
WINDOWS = ("1937", "1936-10/1937-06", "1937-04/1938-03", "1937/1938", "1938")


@dataclass(frozen=True)
class Made:
    """A ledger in the making: claims and the vocabulary they use."""

    claims: pd.DataFrame
    vocabulary: dict[str, pd.DataFrame]


def made(
    quantities: int,
    seed: int = 0,
    partitions: bool = True,
    overlapping: bool = False,
    wrong: int = 0,
) -> Made:
    """Return claims on so many quantities, two each; ``wrong`` of them exclude the true value."""
    draw = random.Random(seed)
    parent = _trees(quantities, draw)
    children = [0] * quantities
    for up in parent:
        if up >= 0:
            children[up] += 1
    divided = {node for node in range(quantities) if children[node] and draw.random() < PARTITIONED}
    if not partitions:
        divided = set()
    truth = _truth(parent, draw)
    return Made(
        _claims(parent, truth, draw, overlapping, wrong), {"groups": _groups(parent, divided)}
    )


def made_table(places: int, years: int, wrong: int, seed: int = 0) -> Made:
    """Return a table of places by years, printed with both margins and that many wrong cells."""
    draw = random.Random(seed)
    cells = {
        (place, 1920 + year): draw.randint(100, 9_999)
        for place in range(places)
        for year in range(years)
    }
    off = {cell: draw.randint(100, 900) for cell in draw.sample(sorted(cells), wrong)}
    rows = [
        (f"p{place}", str(year), value + off.get((place, year), 0))
        for (place, year), value in cells.items()
    ]
    whole = f"1920/{1919 + years}"
    for place in range(places):
        total = sum(value for (one, _), value in cells.items() if one == place)
        rows.append((f"p{place}", whole, total))
    for year in range(1920, 1920 + years):
        rows.append(("land", str(year), sum(v for (_, one), v in cells.items() if one == year)))
    rows.append(("land", whole, sum(cells.values())))
    claims = pd.DataFrame(rows, columns=["place", "period", "as_printed"])
    claims = claims.assign(
        claim_id=[f"c{number}" for number in range(len(claims))],
        as_printed=claims["as_printed"].map("{:,}".format),
        measure="executions",
        precision="exact",
        claimant="made up",
        source="made up",
    )
    names = [f"p{place}" for place in range(places)]
    parts = pd.DataFrame({"term": names, "broader": "land", "partition": "p", "exhaustive": "yes"})
    land = pd.DataFrame([("land", "", "", "")], columns=parts.columns)
    return Made(claims, {"places": pd.concat([land, parts], ignore_index=True)})


def _trees(size: int, draw: random.Random) -> list[int]:
    """Return the parent of each node, -1 for a root."""
    parent, depth = [-1], [1]
    open_ = [0]
    for node in range(1, size):
        if draw.random() < 0.02 or not open_:
            parent.append(-1)
            depth.append(1)
            open_.append(node)
            continue
        place = draw.randrange(max(0, len(open_) - 200), len(open_))
        up = open_[place]
        parent.append(up)
        depth.append(depth[up] + 1)
        if draw.random() < 1 / CHILDREN:
            open_.pop(place)
        if depth[-1] < DEPTH:
            open_.append(node)
    return parent


def _truth(parent: list[int], draw: random.Random) -> list[int]:
    """Return a true value of each node: its children's together, and some more."""
    values = [draw.randint(1, 2_000) for _ in parent]
    for node in range(len(parent) - 1, 0, -1):
        if parent[node] >= 0:
            values[parent[node]] += values[node]
    return values


def _groups(parent: list[int], divided: set[int]) -> pd.DataFrame:
    names = [f"g{node}" for node in range(len(parent))]
    return pd.DataFrame(
        {
            "term": names,
            "label": [f"group {node}" for node in range(len(parent))],
            "broader": [names[up] if up >= 0 else "" for up in parent],
            "partition": ["kind" if up in divided else "" for up in parent],
            "exhaustive": ["no" if up in divided else "" for up in parent],
        }
    )


def _claims(
    parent: list[int], truth: list[int], draw: random.Random, overlapping: bool, wrong: int
) -> pd.DataFrame:
    size = len(parent)
    mistaken = set(draw.sample(range(2 * size), wrong))
    rows = []
    for number in range(2 * size):
        node = number // 2
        value = truth[node]
        up = parent[node]
        if number in mistaken:
            value = int(value * draw.choice((0.5, 1.8)))
        window = draw.choice(WINDOWS[:4]) if overlapping and number % 2 else "1937"
        share = up >= 0 and number % 2 and draw.random() < 2 * SHARES and number not in mistaken
        if share and window == "1937":
            percent = 100 * value / truth[up]
            below, above = max(0.0, percent - draw.uniform(1, 10)), percent + draw.uniform(1, 10)
            printed = f"{below:.2f} to {min(above, 100):.2f} percent"
            rows.append((number, node, window, f"g{up}", printed))
            continue
        low, high = int(value * draw.uniform(0.8, 1)), int(value * draw.uniform(1, 1.25)) + 1
        if window in ("1936-10/1937-06", "1937-04/1938-03"):
            low = 0
            printed = f"at most {high:,}"
        elif window == "1937/1938":
            printed = f"at least {low:,}"
        else:
            printed = f"{low:,} to {high:,}"
        rows.append((number, node, window, "", printed))
    frame = pd.DataFrame(rows, columns=["number", "node", "period", "of_group", "as_printed"])
    return pd.DataFrame(
        {
            "claim_id": "c" + frame["number"].astype(str),
            "measure": "executions",
            "group": "g" + frame["node"].astype(str),
            "operation": "all",
            "place": "ussr",
            "period": frame["period"],
            "of_group": frame["of_group"],
            "as_printed": frame["as_printed"],
            "claimant": "made up",
            "source": "made up",
        }
    )

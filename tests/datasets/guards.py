"""What guards the figures: plain functions from a table to its faults, fast enough to mutate."""

from __future__ import annotations

import csv
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

from index_checks import check_index

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.table.contract import readings
from purgestats.claims.trace.figure_index import SOURCE, read_index

ROOT = Path(__file__).resolve().parents[2]
SECOND = ROOT / "tests" / "second_reading" / "great-purge.csv"
BEYOND = ROOT / "tests" / "second_reading" / "beyond.csv"
LATER = ROOT / "tests" / "second_reading" / "later.csv"
SCOPE = ["measure", "group", "operation", "place", "period"]
COMPARED_BEYOND = [
    "source", "low", "best", "high", "unit", "claimant", "claim_year", "evidence", "stance",
]  # fmt: skip
COMPARED = [
    "as_printed",
    "resolved",
    "measure",
    "group",
    "operation",
    "place",
    "period",
    "of_measure",
    "of_group",
    "of_operation",
    "of_place",
    "of_period",
    "low",
    "best",
    "high",
    "unit",
    "precision",
    "claimant",
    "claim_year",
    "stance",
]
NUMBERS = re.compile(r"\d[\d.,]*")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Return the cells of a CSV file as text, exactly as they stand."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own_rows() -> list[Row]:
    """Return every claim in datasets/ as text."""
    return [row for name in package.topics() for row in read_rows(package.resource_path(name))]


def canonical(value: Fraction | None) -> str:
    """Return the one way to write a number in a cell."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value
    for digits in range(1, 16):
        scaled *= 10
        if scaled.denominator == 1:
            return f"0.{scaled.numerator:0{digits}d}" if value < 1 else str(float(value))
    return repr(float(value))


def figure_faults(rows: list[Row]) -> list[str]:
    """Return rows whose low, best and high are not, to the letter, what the figure says."""
    claims = ps.load()
    for name in ("as_printed", "resolved", "precision", "unit"):
        claims[name] = [row[name] for row in rows]
    faults = []
    for row, figure in zip(rows, readings(claims, "printed", own_vocabulary()), strict=True):
        for name in ("low", "best", "high"):
            wanted = canonical(getattr(figure, name))
            if row[name] != wanted:
                faults.append(f"{row['claim_id']}: {name} is {row[name]!r}, not {wanted!r}")
    return faults


def second_reading_faults(rows: list[Row]) -> list[str]:
    """Return where the article's claims and the second transcription differ, cell by cell."""
    first = [row for row in rows if row["source"] == SOURCE]
    mine = Counter((row["locator"], *(row[name] for name in COMPARED)) for row in first)
    theirs = Counter(
        (f"{row['section']}, para. {row['paragraph']}", *(row[name] for name in COMPARED))
        for row in read_rows(SECOND)
    )
    return [f"only first: {key}" for key in mine - theirs] + [
        f"only second: {key}" for key in theirs - mine
    ]


def quantity_and_base(row: Row) -> tuple[str, str]:
    """Return what a row counts and, for a share or multiple, what it is a share of."""
    return _scopes(*(row[name] for name in SCOPE), *(row[f"of_{name}"] for name in SCOPE))


@cache
def _scopes(*cells: str) -> tuple[str, str]:
    own = list(cells[: len(SCOPE)])
    base = [of or value for value, of in zip(own, cells[len(SCOPE) :], strict=True)]
    for scope in own, base:
        scope[-1] = str(ps.Period.parse(scope[-1]))
    return "|".join(own), "" if base == own else "|".join(base)


def beyond_key(row: Row, phrase: str) -> tuple[str, ...]:
    """Return what the two readings of a figure beyond the article must agree on.

    Of the phrase these are the numbers: its hedge shows in low and high.
    """
    numbers = ";".join(_ungrouped(number) for number in NUMBERS.findall(phrase))
    return (*quantity_and_base(row), numbers, *(row[name] for name in COMPARED_BEYOND))


def _ungrouped(number: str) -> str:
    """Return a number without the signs between its thousands, a point in some languages."""
    return re.sub("[.,]", "", number) if GROUPED.fullmatch(number) else number


@cache
def second_reading_beyond() -> Counter[tuple[str, ...]]:
    """Return what the second reader found beyond the article, figure by figure."""
    rows = [row for row in read_rows(BEYOND) if not row["left_out"]] + read_rows(LATER)
    return Counter(beyond_key(row, row["figure"]) for row in rows)


def beyond_faults(rows: list[Row]) -> list[str]:
    """Return where the claims beyond the article and their second transcription differ."""
    first = (row for row in rows if row["source"] != SOURCE)
    mine = Counter(beyond_key(row, row["as_printed"]) for row in first)
    theirs = second_reading_beyond()
    return [f"only first: {key}" for key in mine - theirs] + [
        f"only second: {key}" for key in theirs - mine
    ]


def index_faults(rows: list[Row]) -> list[str]:
    """Return where the claims and the index of the article's figures differ."""
    claims = ps.load()
    claims["as_printed"] = [row["as_printed"] for row in rows]
    claims["locator"] = [row["locator"] for row in rows]
    return [str(fault) for fault in check_index(read_index(), claims)]


def all_faults(rows: list[Row]) -> list[str]:
    """Return every fault that the guards find, cheapest first."""
    return (
        second_reading_faults(rows)
        or beyond_faults(rows)
        or figure_faults(rows)
        or index_faults(rows)
    )

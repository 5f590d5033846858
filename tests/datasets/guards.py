"""What guards the figures: plain functions from a table to its faults, fast enough to mutate."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import purgestats as ps
from purgestats.claims import package
from purgestats.claims.table import readings
from purgestats.claims.tracing.trail import check_index, read_index

ROOT = Path(__file__).resolve().parents[2]
SECOND = ROOT / "tests" / "second_reading" / "great-purge.csv"
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
    for row, figure in zip(rows, readings(claims), strict=True):
        for name in ("low", "best", "high"):
            wanted = canonical(getattr(figure, name))
            if row[name] != wanted:
                faults.append(f"{row['claim_id']}: {name} is {row[name]!r}, not {wanted!r}")
    return faults


def second_reading_faults(rows: list[Row]) -> list[str]:
    """Return where the article's claims and the second transcription differ, cell by cell."""
    first = [row for row in rows if row["source"] == "wikipedia-great-purge"]
    mine = Counter((row["locator"], *(row[name] for name in COMPARED)) for row in first)
    theirs = Counter(
        (f"{row['section']}, para. {row['paragraph']}", *(row[name] for name in COMPARED))
        for row in read_rows(SECOND)
    )
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
    return figure_faults(rows) or second_reading_faults(rows) or index_faults(rows)

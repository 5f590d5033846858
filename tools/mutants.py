"""Change every digit of every figure in datasets/, one at a time, and see that the tests notice.

Run it with ``make mutants``; the suite tries a seeded sample.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

CELLS = ("low", "best", "high", "as_printed")
GUARDS = Path(__file__).resolve().parents[1] / "tests" / "datasets"


def mutants(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Yield row, column and new cell for each change of one digit to another."""
    for place, row in enumerate(rows):
        for column in CELLS:
            cell = row[column]
            for at, sign in enumerate(cell):
                if sign.isdigit():
                    for new in "0123456789".replace(sign, ""):
                        yield place, column, cell[:at] + new + cell[at + 1 :]


def main() -> int:
    """Try them all; print the survivors and return how many there are."""
    sys.path.insert(0, str(GUARDS))
    import guards

    rows = guards.own_rows()
    tried = survivors = 0
    for place, column, value in mutants(rows):
        changed = [dict(row) for row in rows]
        changed[place][column] = value
        tried += 1
        if not guards.all_faults(changed):
            survivors += 1
            print(f"not noticed: {rows[place]['claim_id']} {column} {value!r}")  # noqa: T201
    print(f"{tried} single-digit changes, {survivors} not noticed")  # noqa: T201
    return survivors


if __name__ == "__main__":
    sys.exit(min(main(), 1))

"""Where the faults of a claims table are collected, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from purgestats.claims.readers import RawTable
from purgestats.claims.terms import Vocabulary
from purgestats.errors import ClaimError

#: What a test says of a value: nothing, or the rule it breaks and the nearest valid values.
Verdict = tuple[str, Iterable[str]] | None


@dataclass
class Checker:
    """A raw table with the faults found in it so far.

    Parameters
    ----------
    raw : RawTable
        The cells.
    vocabulary : Vocabulary
        The terms allowed.
    faults : list of ClaimError
        In the order found; sorted by line when reported.
    """

    raw: RawTable
    vocabulary: Vocabulary
    faults: list[ClaimError] = field(default_factory=list)

    def cells(self, column: str) -> list[str]:
        """Return a column's cells."""
        return self.raw.columns[column]

    def add(self, row: int, column: str, rule: str, near: Iterable[str] = ()) -> None:
        """Report a fault in one cell."""
        value = self.cells(column)[row] if column else ""
        ids = self.raw.columns.get("claim_id")
        claim_id = ids[row] if ids else ""
        place = self.raw.place(row, column)
        self.faults.append(ClaimError(place, value, rule, tuple(near), claim_id))

    def each(self, column: str, test: Callable[[str], Verdict]) -> None:
        """Report every cell whose value fails a test; the test sees each distinct value once."""
        verdicts = {value: test(value) for value in dict.fromkeys(self.cells(column))}
        if any(verdict is not None for verdict in verdicts.values()):
            for row, value in enumerate(self.cells(column)):
                verdict = verdicts[value]
                if verdict is not None:
                    self.add(row, column, *verdict)

"""Where the faults of a claims table are collected, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from purgestats.claims.files.raw import MOST_FAULTS, Cells, Flags, RawTable
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.errors import ClaimError, nearest

#: What a test says of a value: nothing, or the rule it breaks and the values that would be valid.
Verdict = tuple[str, Collection[str]] | None

#: Looking for the nearest valid value costs a comparison with each; a table of a hundred thousand
#: faulty rows would keep its user waiting for hours.
MOST_COMPARISONS = 200_000
#: Longest value for which a valid one is looked for.
MOST_COMPARED = 200


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
    absent : set of str
        Missing columns, reported once and not for each of their cells.
    """

    raw: RawTable
    vocabulary: Vocabulary
    faults: list[ClaimError] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    _flawed: set[tuple[int, str]] = field(default_factory=set)
    _comparisons: int = MOST_COMPARISONS

    def __post_init__(self) -> None:
        self.faults += self.raw.faults
        self._flawed |= {(fault.line, fault.column) for fault in self.raw.faults}

    def cells(self, column: str) -> Cells:
        """Return a column's cells."""
        return self.raw.columns[column]

    def add(
        self, row: int, column: str, rule: str, near: Collection[str] = (), *, again: bool = False
    ) -> None:
        """Report a fault in a cell, unless its row or column is no use, or has one already."""
        if len(self.faults) >= MOST_FAULTS:
            return
        line = self.raw.lines[row]
        if column in self.absent or (line, "") in self._flawed:
            return
        if self.is_flawed(row, column) and not again:
            return
        place = self.raw.place(row, column)
        value, claim_id = self.cells(column)[row], self.cells("claim_id")[row]
        self.faults.append(ClaimError(place, value, rule, tuple(near), claim_id))
        self._flawed.add((line, column))

    def each(self, column: str, test: Callable[[str], Verdict]) -> None:
        """Report every cell whose text fails a test, unless something is wrong with it already.

        The test sees each distinct text once.
        """
        cells = self.cells(column)
        verdicts = {value: verdict for value in cells.values if (verdict := test(value))}
        if not verdicts or column in self.absent:
            return
        faulty = {
            value: (rule, self.near(value, valid)) for value, (rule, valid) in verdicts.items()
        }
        for row in np.flatnonzero(cells.where(faulty.__contains__)).tolist():
            self.add(row, column, *faulty[cells[row]])

    def near(self, value: str, valid: Collection[str]) -> tuple[str, ...]:
        """Return the nearest valid values, as long as looking for them is not too much work."""
        if not valid or len(value) > MOST_COMPARED or self._comparisons < len(valid):
            return ()
        self._comparisons -= len(valid)
        return tuple(nearest(value, valid))

    def is_flawed(self, row: int, column: str) -> bool:
        """Say whether a cell has a fault already."""
        return (self.raw.lines[row], column) in self._flawed

    def sound_rows(self) -> Flags:
        """Say for each row whether nothing is wrong with it so far."""
        flawed = {line for line, _ in self._flawed}
        return np.array([line not in flawed for line in self.raw.lines], dtype=bool)

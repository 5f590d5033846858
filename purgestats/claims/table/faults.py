"""Where the faults of a claims table are collected, and what single cells may hold."""

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from purgestats.claims.files.raw import MOST_FAULTS, Cells, Flags, RawTable
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.nearest import Names, nearest_terms
from purgestats.errors import ClaimError, nearest

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

    def each(
        self,
        column: str,
        test: Callable[[str], str | None],
        valid: Collection[str] = (),
        names: Names | None = None,
    ) -> None:
        """Report every cell whose text fails a test, unless something is wrong with it already.

        The test sees each distinct text once, and says which rule it breaks.
        """
        cells = self.cells(column)
        rules = {value: rule for value in cells.values if (rule := test(value))}
        if not rules or column in self.absent:
            return
        faulty = {value: (rule, self.near(value, valid, names)) for value, rule in rules.items()}
        for row in np.flatnonzero(cells.where(faulty.__contains__)).tolist():
            self.add(row, column, *faulty[cells[row]])

    def members(
        self, column: str, valid: Collection[str], rule: str, names: Names | None = None
    ) -> None:
        """Report every cell that is filled and none of the valid values."""
        test = lambda value: rule if value and value not in valid else None  # noqa: E731
        self.each(column, test, valid, names)

    def near(
        self, value: str, valid: Collection[str], names: Names | None = None
    ) -> tuple[str, ...]:
        """Return the nearest valid values, as long as looking for them is not too much work."""
        many = len(valid) + sum(map(len, (names or {}).values()))
        if not valid or len(value) > MOST_COMPARED or self._comparisons < many:
            return ()
        self._comparisons -= many
        return tuple(nearest(value, valid) if names is None else nearest_terms(value, names))

    def is_flawed(self, row: int, column: str) -> bool:
        """Say whether a cell has a fault already."""
        return (self.raw.lines[row], column) in self._flawed

    def sound_rows(self) -> Flags:
        """Say for each row whether nothing is wrong with it so far."""
        flawed = {line for line, _ in self._flawed}
        return np.array([line not in flawed for line in self.raw.lines], dtype=bool)


Numbers = NDArray[np.float64]

NUMBERS = ("low", "best", "high")
LARGEST = 1e15
#: The longest cell a spreadsheet can hold.
MOST_CHARACTERS = 32_767

#: Control characters, halves of characters, and marks that turn the direction of a text.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_CONTROL_CHARACTER = re.compile(f"[{_CONTROL}]")
#: UTF-8 that was taken for CP1252 or CP1251, "dÃ©sarroi", "РЎС‚Р°Р»РёРЅ", or a lost letter.
_MISREAD = re.compile("[ÂÃÐÑ][\x80-\xbf]|â€|(?:[РС][^\x00-\x7fА-Яа-я]){2}|\ufffd")
_NO_CELL = re.compile(rf"[{_CONTROL}\n\r]")
_NUMBER = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
#: As spreadsheets, and nothing else, write large numbers into a CSV file.
_ROUNDED = re.compile(r"[0-9]\.[0-9]{1,5}E\+[0-9]{2}")
_COMMA = re.compile(r"([0-9]{1,18}),([0-9]{1,30})")
_AMBIGUOUS_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def text_rule(value: str) -> str:
    """Return the rule that a text breaks whatever its column; blank if none.

    >>> text_rule(" 681,692")
    'the cell has spaces at its start or end'
    """
    if len(value) > MOST_CHARACTERS:
        return f"the cell has {len(value):,} characters, more than {MOST_CHARACTERS:,}"
    if _MISREAD.search(value):
        return "letters are lost: UTF-8 was taken for another encoding; type the cell again"
    if value.isprintable() and value == value.strip():
        return ""
    if _CONTROL_CHARACTER.search(value):
        return "the cell has a control character or half a character"
    if "\n" in value or "\r" in value:
        return "the cell has a line break; perhaps a quotation mark is missing"
    return "the cell has spaces at its start or end" if value != value.strip() else ""


def are_sound(texts: list[str]) -> bool:
    """Say whether all texts are such that they plainly break no rule; this takes much less time.

    >>> are_sound(["681,692", ""]), are_sound(["681,692", " 1"])
    (True, False)
    """
    return (
        all(map(str.isprintable, texts))
        and (all(map(str.isascii, texts)) or not _MISREAD.search("".join(texts)))
        and texts == list(map(str.strip, texts))
        and max(map(len, texts), default=0) <= MOST_CHARACTERS
    )


def as_cell(text: str) -> str:
    r"""Write the signs that no cell may have so that they can be seen; leave the others.

    >>> as_cell("a\tb"), as_cell("40,000\x1b")
    ('a\tb', '40,000\\x1b')
    """
    if text.isprintable():
        return text
    return _NO_CELL.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)


def read_numbers(checker: Checker) -> dict[str, Numbers]:
    """Read low, best and high, and report cells that are no number."""
    found: dict[str, Numbers] = {}
    comma = checker.raw.decimal_comma
    for column in NUMBERS:
        cells = checker.cells(column)
        read = [_number(value, comma) for value in cells.values]
        if str in map(type, read):
            rules = {
                value: rule
                for value, rule in zip(cells.values, read, strict=True)
                if isinstance(rule, str)
            }
            checker.each(column, rules.get)
            read = [math.nan if isinstance(number, str) else number for number in read]
        found[column] = np.array(read, dtype=np.float64)[cells.codes]
    low, best, high = (found[column] for column in NUMBERS)
    for row in np.flatnonzero(low > high).tolist():
        checker.add(row, "low", "low is above high")
    for row in np.flatnonzero(((best < low) | (best > high)) & ~(low > high)).tolist():
        checker.add(row, "best", "best lies outside low to high")
    return found


def _number(value: str, decimal_comma: bool) -> float | str:
    """Return the number in a cell, NaN for a blank, or the rule that the cell breaks."""
    if not value:
        return math.nan
    if decimal_comma and _COMMA.fullmatch(value):
        if _AMBIGUOUS_COMMA.fullmatch(value):
            return (
                "the comma can mean a decimal or thousands; write it without thousands separators"
            )
        value = value.replace(",", ".")
    if not _NUMBER.fullmatch(value):
        bare = re.sub(r"(?<=\d)[\s,'_](?=\d{3}(?!\d))", "", value).replace(",", ".")
        hint = f"; write {bare}" if _NUMBER.fullmatch(bare) else "; leave it blank if unknown"
        return text_rule(value) or f"not a plain number of at least 0{hint}"
    if _ROUNDED.fullmatch(value):
        return "a spreadsheet shows few digits of this number; format the column as a number"
    number = float(value)
    return number if number <= LARGEST else f"above {LARGEST:.0e}, which counts nothing here"

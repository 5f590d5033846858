"""What the distinct cells of a column say of the scope; the records are then counted by codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from purgestats.claims.tally.dates import UNITS, read_date
from purgestats.claims.tally.request import Dimension, Request
from purgestats.claims.vocabulary.hierarchies import Hierarchy
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import ClaimError, Place

#: A record with several faults is left out for the first of them in this order.
ORDER = ("period", "measure", "group", "operation", "place")
OUTSIDE = "outside the period"
PERHAPS_OUTSIDE = "perhaps outside the period"
#: Faulty cells named one by one in a report; the rarer ones are counted together.
MOST_NAMED = 1_000
OTHERS = "(others)"


@dataclass(frozen=True, order=True)
class Fault:
    """Why a record cannot be counted.

    Parameters
    ----------
    order : int
        Place of the reason; of several in one record the first counts.
    reason : str
        Such as ``"no date"`` or ``"unknown place"``.
    column : str
        The column at fault.
    value : str
        Its cell.
    """

    order: int
    reason: str
    column: str
    value: str = ""


@dataclass(frozen=True)
class Reading:
    """What a cell says: its part of the scope, or why there is none.

    Parameters
    ----------
    scope : tuple of pairs
        Dimension and term or period, for each dimension that the column gives and that is told
        apart.
    fault : Fault, optional
        Why not.
    """

    scope: tuple[tuple[str, str | Period], ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True)
class CodeBook:
    """The readings of a column, numbered.

    Parameters
    ----------
    column : str
        Its name.
    readings : tuple of Reading
        Those that can be counted, in order, and then the faults.
    codes : tuple of int
        For each distinct cell the number of its reading.
    blank : int
        The number of the reading of a missing cell.
    together : tuple of pairs
        Dimensions not told apart, each with the term or period that holds all its cells.
    """

    column: str
    readings: tuple[Reading, ...]
    codes: tuple[int, ...]
    blank: int
    together: tuple[tuple[str, str], ...] = ()

    @property
    def usable(self) -> int:
        """How many readings can be counted; the numbers of the faults begin there."""
        return sum(reading.fault is None for reading in self.readings)


def read_column(
    request: Request, column: str, texts: Sequence[str], records: Sequence[int]
) -> tuple[CodeBook, list[ClaimError]]:
    """Read the distinct cells of a column.

    Parameters
    ----------
    request : Request
        What is asked.
    column : str
        The column.
    texts : sequence of str
        Each distinct cell that is not missing.
    records : sequence of int
        How many records have it.

    Returns
    -------
    tuple of CodeBook and list of ClaimError
        The readings; and a fault for each dimension that is not told apart although its terms have
        no broader term in common.
    """
    parts = sorted(
        (part for part in request.dimensions if part.column == column),
        key=lambda part: ORDER.index(part.name),
    )
    read = {text: _read(request, parts, text) for text in {*texts, ""}}
    together, failed = _together(request, parts, read.values())
    told = _without(read, [name for name, _ in together] + [part.name for part in failed])
    told = _rare_together(told, texts, records)
    readings = _in_order(told.values())
    numbers = {reading: number for number, reading in enumerate(readings)}
    codes = tuple(numbers[told[text]] for text in texts)
    book = CodeBook(column, readings, codes, numbers[told[""]], tuple(together))
    return book, [_no_common_term(part, read.values()) for part in failed]


def _read(request: Request, parts: Iterable[Dimension], text: str) -> Reading:
    scope = []
    for part in parts:
        found: str | Period | None
        if part.name == "period":
            found, reason = _read_period(part, request.unit, text)
        else:
            found, reason = _read_term(request, part, text)
        if found is None:
            return Reading((), Fault(ORDER.index(part.name), reason, part.column, text))
        scope.append((part.name, found))
    return Reading(tuple(scope))


def _read_term(request: Request, part: Dimension, text: str) -> tuple[str | None, str]:
    if part.terms is not None:
        term = part.terms.get(text)
    else:
        term = text if text in request.vocabulary.hierarchy(part.name).parents else None
    return term, "" if term else f"unknown {part.name}"


def _read_period(part: Dimension, unit: str, text: str) -> tuple[Period | None, str]:
    period, reason = read_date(text)
    if period is None:
        return None, reason
    if part.window and not period.overlaps(part.window):
        return None, OUTSIDE
    whole = UNITS[unit](period) if unit else period
    if whole is None:
        return None, f"no {unit}"
    if part.window and period not in part.window:
        return None, PERHAPS_OUTSIDE
    return whole, ""


def _together(
    request: Request, parts: Iterable[Dimension], readings: Iterable[Reading]
) -> tuple[list[tuple[str, str]], list[Dimension]]:
    """Find for each dimension not told apart what holds all its cells; and those without."""
    readings = list(readings)
    found, failed = [], []
    for part in parts:
        if part.name in request.by:
            continue
        values = _values(part, readings)
        if part.name == "period":
            common = str(part.window or _years_around(values))
        else:
            common = _common_term(request.vocabulary.hierarchy(part.name), values)
        if common:
            found.append((part.name, common))
        elif values:
            failed.append(part)
    return found, failed


def _values(part: Dimension, readings: Iterable[Reading]) -> set[str | Period]:
    return {value for reading in readings for name, value in reading.scope if name == part.name}


def _years_around(values: Iterable[str | Period]) -> Period | str:
    periods = [value for value in values if isinstance(value, Period)]
    if not periods:
        return ""
    first = min(period.start for period in periods).replace(month=1, day=1)
    return Period(first, max(period.end for period in periods).replace(month=12, day=31))


def _common_term(hierarchy: Hierarchy, values: Iterable[str | Period]) -> str:
    """Return the narrowest term that holds all; blank if there is none."""
    above = [hierarchy.ancestors[str(value)] for value in sorted(map(str, values))]
    if not above:
        return ""
    return next((term for term in above[0] if all(term in terms for terms in above)), "")


def _no_common_term(part: Dimension, readings: Iterable[Reading]) -> ClaimError:
    terms = sorted(map(str, _values(part, readings)))
    rule = (
        f"by leaves out {part.name}, and no broader term holds all of these; "
        f"add {part.name!r} to by, or map the cells to one term"
    )
    return ClaimError(Place("argument by"), ", ".join(terms), rule)


def _without(texts: dict[str, Reading], names: Iterable[str]) -> dict[str, Reading]:
    dropped = set(names)
    return {
        text: replace(one, scope=tuple(pair for pair in one.scope if pair[0] not in dropped))
        for text, one in texts.items()
    }


def _rare_together(
    readings: dict[str, Reading], texts: Iterable[str], records: Iterable[int]
) -> dict[str, Reading]:
    """Give the rarest faulty cells of a column one reading for each reason."""
    faults = {text: reading.fault for text, reading in readings.items() if reading.fault}
    often = dict.fromkeys(faults, 0)
    for text, number in zip(texts, records, strict=True):
        if text in often:
            often[text] += number
    rare = sorted(often, key=lambda text: (text != "", -often[text], text))[MOST_NAMED:]
    others = {text: Reading((), replace(faults[text], value=OTHERS)) for text in rare}
    return readings | others


def _in_order(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    distinct = dict.fromkeys(readings)
    usable = sorted((reading for reading in distinct if not reading.fault), key=lambda r: r.scope)
    faults = sorted(reading.fault for reading in distinct if reading.fault)
    return (*usable, *(Reading((), fault) for fault in faults))

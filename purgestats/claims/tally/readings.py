"""What the distinct cells of a column say of the scope; the records are then counted by codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from purgestats.claims.tally.dates import read_date, whole_unit
from purgestats.claims.tally.request import Dimension, Request
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


Value = str | Period
#: A part of the scope: dimension and term or period as text, for each dimension told apart.
Scope = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CodeBook:
    """What the cells of a column say, numbered: the scopes, and then the faults.

    Parameters
    ----------
    scopes : list of Scope
        The parts of a scope that the column gives, in order.
    faults : list of Fault
        Why other cells cannot be counted, in order.
    codes : list of int
        For each distinct cell the number of what it says.
    blank : int
        The number of what a missing cell says.
    together : dict of str to str
        Dimensions not told apart, each with the term or period that holds all its cells.
    wrong : list of ClaimError
        A fault for each dimension that is not told apart although its terms have no broader term
        in common.
    """

    scopes: list[Scope]
    faults: list[Fault]
    codes: list[int]
    blank: int
    together: dict[str, str]
    wrong: list[ClaimError]


def read_column(
    request: Request, column: str, texts: Sequence[str], records: Sequence[int]
) -> CodeBook:
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
    CodeBook
        What they say.
    """
    parts = [part for part in request.dimensions if part.column == column]
    parts.sort(key=lambda part: ORDER.index(part.name))
    read = {text: _read(request, parts, text) for text in {*texts, ""}}
    faults = {text: said for text, said in read.items() if isinstance(said, Fault)}
    known = {text: said for text, said in read.items() if not isinstance(said, Fault)}
    told: list[str] = []
    together, wrong = {}, []
    for part in parts:
        values = {scope[part.name] for scope in known.values()}
        if part.name in request.by:
            told.append(part.name)
        elif common := _common(request, part, values):
            together[part.name] = common
        elif values:
            wrong.append(_no_common_term(part, values))
    scopes = {text: tuple((name, str(said[name])) for name in told) for text, said in known.items()}
    faults |= _rare_together(faults, texts, records)
    distinct = sorted(set(scopes.values())), sorted(set(faults.values()))
    numbers = {said: number for number, said in enumerate([*distinct[0], *distinct[1]])}
    codes = {text: numbers[said] for text, said in {**scopes, **faults}.items()}
    return CodeBook(*distinct, [codes[text] for text in texts], codes[""], together, wrong)


def _read(request: Request, parts: Iterable[Dimension], text: str) -> dict[str, Value] | Fault:
    """Return what a cell says of each dimension, or why it does not."""
    scope: dict[str, Value] = {}
    for part in parts:
        found: Value | None
        if part.name == "period":
            found, reason = _read_period(part, request.unit, text)
        else:
            found, reason = _read_term(request, part, text), f"unknown {part.name}"
        if found is None:
            return Fault(ORDER.index(part.name), reason, part.column, text)
        scope[part.name] = found
    return scope


def _read_term(request: Request, part: Dimension, text: str) -> str | None:
    if part.terms is not None:
        return part.terms.get(text)
    return text if text in request.vocabulary.hierarchy(part.name).parents else None


def _read_period(part: Dimension, unit: str, text: str) -> tuple[Period | None, str]:
    period, reason = read_date(text)
    if period is None:
        return None, reason
    if part.window and not period.overlaps(part.window):
        return None, OUTSIDE
    whole = whole_unit(period, unit) if unit else period
    if whole is None:
        return None, f"no {unit}"
    if part.window and period not in part.window:
        return None, PERHAPS_OUTSIDE
    return whole, ""


def _common(request: Request, part: Dimension, values: Iterable[Value]) -> str:
    """Return the whole years or the narrowest term that hold all values; blank for none."""
    if part.name == "period":
        return str(part.window or _years_around(values))
    ancestors = request.vocabulary.hierarchy(part.name).ancestors
    above = [ancestors[term] for term in sorted(map(str, values))] or [()]
    return next((term for term in above[0] if all(term in terms for terms in above)), "")


def _years_around(values: Iterable[Value]) -> Period | str:
    periods = [value for value in values if isinstance(value, Period)]
    if not periods:
        return ""
    first = min(period.start for period in periods).replace(month=1, day=1)
    return Period(first, max(period.end for period in periods).replace(month=12, day=31))


def _no_common_term(part: Dimension, values: Iterable[Value]) -> ClaimError:
    rule = (
        f"by leaves out {part.name}, and no broader term holds all of these; "
        f"add {part.name!r} to by, or map the cells to one term"
    )
    return ClaimError(Place("argument by"), ", ".join(sorted(map(str, values))), rule)


def _rare_together(
    faults: dict[str, Fault], texts: Iterable[str], records: Iterable[int]
) -> dict[str, Fault]:
    """Give the rarest faulty cells of a column one fault for each reason."""
    often = dict.fromkeys(faults, 0)
    for text, number in zip(texts, records, strict=True):
        if text in often:
            often[text] += number
    rare = sorted(often, key=lambda text: (text != "", -often[text], text))[MOST_NAMED:]
    return {text: replace(faults[text], value=OTHERS) for text in rare}

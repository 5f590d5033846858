"""The numbers of each row: what its cells say, what its figure says, and whether both agree."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from purgestats.claims.checker import Checker, Verdict
from purgestats.claims.figures import PRINTED, Figure, Policy, read_figure
from purgestats.claims.scopes import DIMENSIONS, Period
from purgestats.claims.terms import TABLES, Vocabulary
from purgestats.errors import FigureError

NUMBERS = ("low", "best", "high")
AGREES_WITHIN = 1e-6
LARGEST = 1e15

_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"(\d{1,18}),(\d{1,30})")
_AMBIGUOUS_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")


def read_numbers(checker: Checker) -> dict[str, list[float]]:
    """Read low, best and high, and report cells that are no number."""
    found: dict[str, list[float]] = {}
    for column in NUMBERS:
        comma = checker.raw.decimal_comma
        seen = {value: _number(value, comma) for value in dict.fromkeys(checker.cells(column))}
        checker.each(column, partial(_number_rule, seen))
        found[column] = [
            number if isinstance(number := seen[value], float) else math.nan
            for value in checker.cells(column)
        ]
    for row, (low, best, high) in enumerate(
        zip(*(found[column] for column in NUMBERS), strict=True)
    ):
        if low > high:
            checker.add(row, "low", "low is above high")
        elif best < low or best > high:
            checker.add(row, "best", "best lies outside low to high")
    return found


def _number_rule(seen: Mapping[str, float | str], value: str) -> Verdict:
    number = seen[value]
    return (number, ()) if isinstance(number, str) else None


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
    if not (value.isascii() and _NUMBER.fullmatch(value)):
        bare = re.sub(r"[\s,'_]", "", value)
        hint = f"; write {bare}" if _NUMBER.fullmatch(bare) else "; leave it blank if unknown"
        return f"not a plain number of at least 0{hint}"
    number = float(value)
    return number if number <= LARGEST else f"above {LARGEST:.0e}, which counts nothing here"


def cell_figure(text: str, policy: Policy, precision: str, capped: bool) -> Figure:
    """Read a printed figure as its row does.

    Parameters
    ----------
    text : str
        The resolved figure if there is one, else the printed one.
    policy : Policy
        The reading policy.
    precision : str
        ``"exact"`` or blank.
    capped : bool
        Whether the figure is a share of a whole that contains the part, which stops at 1.

    Returns
    -------
    Figure
        The values allowed.

    Raises
    ------
    FigureError
        If the phrase cannot be read.

    Examples
    --------
    >>> cell_figure("over half", PRINTED, "", True).high
    Fraction(1, 1)
    """
    figure = read_figure(text, policy, exact=precision == "exact")
    if capped and figure.unit == "share" and (figure.high is None or figure.high > 1):
        return Figure(figure.low, figure.best, Fraction(1), "share", figure.text, figure.policy)
    return figure


def is_capped(columns: Mapping[str, list[str]], row: int, vocabulary: Vocabulary) -> bool:
    """Say whether a row is a share of a whole that contains the part.

    Parameters
    ----------
    columns : mapping of str to list of str
        The scope columns.
    row : int
        Position of the row.
    vocabulary : Vocabulary
        For what lies within what.

    Returns
    -------
    bool
        True unless the share may exceed 1.
    """
    for dimension in TABLES:
        base = columns[f"of_{dimension}"][row]
        # A share of the arrested or of a body's members cannot exceed 1 though the measure differs.
        if not base or dimension == "measure":
            continue
        if not vocabulary.hierarchy(dimension).contains(base, columns[dimension][row]):
            return False
    base = columns["of_period"][row]
    kinds = vocabulary.kinds
    if not base or kinds.get(columns["of_measure"][row] or columns["measure"][row]) != "flow":
        return True
    return Period.parse(columns["period"][row]) in Period.parse(base)


def take_figures(checker: Checker, numbers: dict[str, list[float]], agree: bool) -> None:
    """Read every printed figure; fill unit, low, best and high where the row leaves them blank."""
    faulty = {fault.line for fault in checker.faults}
    columns = checker.raw.columns
    for row, line in enumerate(checker.raw.lines):
        text = columns["resolved"][row] or columns["as_printed"][row]
        given = [column for column in NUMBERS if columns[column][row]]
        if not text:
            if not given:
                checker.add(row, "as_printed", "the claim has no figure; fill as_printed")
            _default_unit(checker, row)
            continue
        if line in faulty:
            continue
        column = "resolved" if columns["resolved"][row] else "as_printed"
        try:
            capped = is_capped(columns, row, checker.vocabulary)
            figure = cell_figure(text, PRINTED, columns["precision"][row], capped)
        except FigureError as error:
            if given:
                _default_unit(checker, row)
            else:
                checker.add(row, column, str(error))
            continue
        _take_figure(checker, row, column, figure, numbers, given, agree)


def _default_unit(checker: Checker, row: int) -> None:
    columns = checker.raw.columns
    if not columns["unit"][row]:
        has_base = any(columns[f"of_{dimension}"][row] for dimension in DIMENSIONS)
        unit = checker.vocabulary.units.get(columns["measure"][row], "persons")
        columns["unit"][row] = "share" if has_base else unit


def _take_figure(
    checker: Checker,
    row: int,
    column: str,
    figure: Figure,
    numbers: dict[str, list[float]],
    given: list[str],
    agree: bool,
) -> None:
    columns = checker.raw.columns
    unit = columns["unit"][row]
    if not unit:
        has_base = any(columns[f"of_{dimension}"][row] for dimension in DIMENSIONS)
        measured = checker.vocabulary.units.get(columns["measure"][row], "persons")
        unit = figure.unit if figure.unit != "count" else "multiple" if has_base else measured
        if unit in ("share", "multiple") and not has_base:
            rule = f"a {unit} needs a base; fill one of the columns of_measure to of_period"
            checker.add(row, column, rule)
        columns["unit"][row] = unit
    elif (figure.unit == "share") != (unit == "share"):
        checker.add(row, "unit", f"the figure reads as a {figure.unit}, the unit says otherwise")
    values = dict(zip(NUMBERS, (figure.low, figure.best, figure.high), strict=True))
    if not given:
        for name, value in values.items():
            numbers[name][row] = math.nan if value is None else float(value)
        return
    for name, value in values.items():
        stands, reads = numbers[name][row], math.nan if value is None else float(value)
        same = (math.isnan(stands) and math.isnan(reads)) or (
            abs(stands - reads) <= AGREES_WITHIN * max(1.0 if unit != "share" else 0.0, abs(reads))
        )
        if agree and not same:
            rule = f"the figure reads {figure}; correct this cell or leave low, best and high blank"
            checker.add(row, name, rule)

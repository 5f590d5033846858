"""Shares and multiples: what they are a share or multiple of, and whether that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from purgestats.claims.files.raw import Cells, Flags
from purgestats.claims.table.faults import Checker
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period
from purgestats.errors import PeriodError
from purgestats.words import RELATIVE

#: A row's own scope and its base, each in the order of the dimensions.
Scope = tuple[str, ...]
SCOPE_COLUMNS = (*DIMENSIONS, *(f"of_{dimension}" for dimension in DIMENSIONS))


def has_base(columns: Mapping[str, Cells]) -> Flags:
    """Say for each row whether it names a base."""
    based = np.zeros(len(columns["claim_id"]), dtype=bool)
    for dimension in DIMENSIONS:
        based |= columns[f"of_{dimension}"].where(bool)
    return based


def is_capped(scope: Scope, vocabulary: Vocabulary) -> bool:
    """Say whether a share is one of a whole that contains the part, and so stops at 1."""
    own, base = dict(zip(DIMENSIONS, scope[:5], strict=True)), scope[5:]
    of = dict(zip(DIMENSIONS, base, strict=True))
    for dimension in TABLES:
        # A share of the arrested or of a body's members cannot exceed 1 though the measure differs.
        if not of[dimension] or dimension == "measure":
            continue
        if not vocabulary.hierarchy(dimension).contains(of[dimension], own[dimension]):
            return False
    if not of["period"] or vocabulary.kinds.get(of["measure"] or own["measure"]) != "flow":
        return True
    return Period.parse(own["period"]) in Period.parse(of["period"])


def capped_rows(columns: Mapping[str, Cells], rows: Flags, vocabulary: Vocabulary) -> Flags:
    """Say for each row whether it is a share that stops at 1."""
    known: dict[Scope, bool] = {}
    capped = np.zeros(len(rows), dtype=bool)
    for row, scope in _scopes(columns, rows):
        if scope not in known:
            known[scope] = is_capped(scope, vocabulary)
        capped[row] = known[scope]
    return capped


def check_bases(checker: Checker, column: str, rows: Flags) -> None:
    """Report rows whose unit and base do not go together."""
    units = checker.cells("unit")
    asked = rows & (has_base(checker.raw.columns) | units.where(RELATIVE.__contains__))
    known: dict[tuple[Scope, str], str] = {}
    for row, scope in _scopes(checker.raw.columns, asked):
        key = (scope, units[row])
        if key not in known:
            known[key] = base_rule(*key)
        if known[key]:
            checker.add(row, column, known[key])


def base_rule(scope: Scope, unit: str) -> str:
    """Return the rule that a row's unit and base break together; blank if none.

    >>> own = ("executions", "poles", "all", "ussr", "1937")
    >>> base_rule((*own, "", "all", "", "", ""), "share")
    ''
    >>> base_rule((*own, "", "", "", "", "1937-01/1937-12"), "share")
    'a share of itself; the base must differ'
    """
    pairs = [pair for pair in zip(DIMENSIONS, scope[:5], scope[5:], strict=True) if pair[2]]
    if unit not in RELATIVE:
        return "a row with a base is a share or a multiple" if pairs else ""
    if not pairs:
        return f"a {unit} needs a base; fill one of the columns of_measure to of_period"
    if all(_is_same(*pair) for pair in pairs):
        return f"a {unit} of itself; the base must differ"
    return ""


def _is_same(dimension: str, own: str, base: str) -> bool:
    if dimension != "period" or own == base:
        return own == base
    try:
        return Period.parse(own) == Period.parse(base)
    except PeriodError:
        return False


def _scopes(columns: Mapping[str, Cells], rows: Flags) -> Iterator[tuple[int, Scope]]:
    """Yield the chosen rows with their cells in the scope columns."""
    chosen = np.flatnonzero(rows)
    cells = [columns[name] for name in SCOPE_COLUMNS]
    texts = [[part.values[code] for code in part.codes[chosen].tolist()] for part in cells]
    yield from zip(chosen.tolist(), zip(*texts, strict=True), strict=True)

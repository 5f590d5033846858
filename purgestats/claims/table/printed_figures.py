"""What each row's printed figure says, and whether its other cells say the same."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from purgestats.claims.figures.reading import Figure, Policy, exact_count, read_figure
from purgestats.claims.files.raw import Cells, Flags
from purgestats.claims.table.faults import LARGEST, NUMBERS, Checker, Numbers
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, parsed
from purgestats.errors import FigureError, shown
from purgestats.words import RELATIVE

#: A row's own scope and its base, each in the order of the dimensions.
Scope = tuple[str, ...]
SCOPE_COLUMNS = (*DIMENSIONS, *(f"of_{dimension}" for dimension in DIMENSIONS))


def has_base(columns: Mapping[str, Cells]) -> Flags:
    """Say for each row whether it names a base."""
    based: Flags = np.logical_or.reduce([columns[f"of_{name}"].where(bool) for name in DIMENSIONS])
    return based


def is_capped(scope: Scope, vocabulary: Vocabulary) -> bool:
    """Say whether a share is one of a whole that contains the part, and so stops at 1."""
    own, of = (dict(zip(DIMENSIONS, part, strict=True)) for part in (scope[:5], scope[5:]))
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
    stops = cache(partial(is_capped, vocabulary=vocabulary))
    capped = np.zeros(len(rows), dtype=bool)
    for row, scope in _scopes(columns, rows):
        capped[row] = stops(scope)
    return capped


def check_bases(checker: Checker, column: str, rows: Flags) -> None:
    """Report rows whose unit and base do not go together."""
    units = checker.cells("unit")
    asked = rows & (has_base(checker.raw.columns) | units.where(RELATIVE.__contains__))
    for row, scope in _scopes(checker.raw.columns, asked):
        if rule := base_rule(scope, units[row]):
            checker.add(row, column, rule)


@lru_cache(maxsize=65_536)
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
    period = parsed(own)
    return period is not None and period == parsed(base)


def _scopes(columns: Mapping[str, Cells], rows: Flags) -> Iterator[tuple[int, Scope]]:
    """Yield the chosen rows with their cells in the scope columns."""
    chosen = np.flatnonzero(rows)
    cells = [columns[name] for name in SCOPE_COLUMNS]
    texts = [[part.values[code] for code in part.codes[chosen].tolist()] for part in cells]
    yield from zip(chosen.tolist(), zip(*texts, strict=True), strict=True)


#: How far a cell may be off, as a share, where the figure is a fraction: 0.3333333 for a third.
AGREES_WITHIN = 1e-6
MOST_PERSONS = 1e10
_GROUPED, _THOUSANDS = (re.compile(rf"[1-9][0-9]{{0,2}}\.{end}") for end in ("[0-9]{3}", "000"))
Codes = NDArray[np.int64]
#: A text, its row's precision, and whether it is a share that stops at 1.
Phrase = tuple[str, str, bool]


def cell_figure(text: str, policy: Policy, precision: str, capped: bool) -> Figure:
    """Read a printed figure as its row does; a share of a whole with the part in it stops at 1.

    Raises FigureError if the phrase cannot be read, or is more than the whole.

    >>> from purgestats.claims.figures.reading import PRINTED
    >>> cell_figure("over half", PRINTED, "", True).high
    Fraction(1, 1)
    """
    figure = read_figure(text, policy, exact=precision == "exact")
    if capped and figure.unit == "share" and (figure.high is None or figure.high > 1):
        if max(figure.low or 0, figure.best or 0) > 1:
            raise FigureError(f"{shown(text)} is more than the whole that contains the part")
        return replace(figure, high=Fraction(1))
    return figure


def _read(phrase: Phrase, policy: Policy) -> Figure | str:
    """Return the figure, or why it cannot be read; a blank, if there is none."""
    text, precision, capped = phrase
    try:
        return cell_figure(text, policy, precision, capped) if text else ""
    except FigureError as error:
        return str(error)


class Printed:
    """The figures of a table, read under a policy: each distinct phrase once."""

    def __init__(self, columns: Mapping[str, Cells], capped: Flags, policy: Policy) -> None:
        self.policy = policy
        self._phrases, self._codes = _phrases_of(columns, capped)
        counts = [exact_count(text) or 0 for text, _, _ in self._phrases]
        # Most figures are exact counts in digits; of these one is made only if it is asked for.
        self._counts = np.array(counts, dtype=np.float64)
        others = np.flatnonzero(self._counts == 0).tolist()
        self._said = {place: _read(self._phrases[place], policy) for place in others}

    def __getitem__(self, row: int) -> Figure | str:
        """Return the figure of a row, or why it has none that can be read."""
        place = int(self._codes[row])
        known = self._said.get(place)
        return _read(self._phrases[place], self.policy) if known is None else known

    @cached_property
    def units(self) -> NDArray[np.object_]:
        """The unit of each row's figure; blank where it has none."""
        units = np.full(len(self._phrases), "count", dtype=object)
        for place, said in self._said.items():
            units[place] = getattr(said, "unit", "")
        return units[self._codes]

    @cached_property
    def ends(self) -> dict[str, Numbers]:
        """Low, best and high for each row; not-a-number where there is none."""
        found = {}
        for name in NUMBERS:
            ends = self._counts.copy()
            for place, said in self._said.items():
                ends[place] = as_float(getattr(said, name, None))
            found[name] = ends[self._codes]
        return found

    def differences(self, numbers: Mapping[str, Numbers], rows: Flags) -> dict[str, Flags]:
        """Say for low, best and high in which of some rows they are not what the figure says."""
        found = {name: rows & ~_agree(numbers[name], reads) for name, reads in self.ends.items()}
        return {name: differs for name, differs in found.items() if differs.any()}


def _phrases_of(columns: Mapping[str, Cells], capped: Flags) -> tuple[list[Phrase], Codes]:
    """Return the distinct phrases of a table, and for each row the position of its own."""
    resolved = columns["resolved"]
    texts = columns["as_printed"].but(resolved.where(bool), resolved)
    exact = columns["precision"].where(lambda precision: precision == "exact")
    keys = 4 * texts.codes.astype(np.int64) + 2 * exact + capped
    distinct, codes = np.unique(keys, return_inverse=True)
    phrases = [
        (texts.values[key // 4], "exact" if key & 2 else "", bool(key & 1))
        for key in distinct.tolist()
    ]
    return phrases, codes


def as_float(value: Fraction | None) -> float:
    """Return an end of a figure, not-a-number where there is none."""
    return math.nan if value is None else float(value)


def take_figures(
    checker: Checker, numbers: dict[str, Numbers], policies: Sequence[Policy]
) -> Policy:
    """Read every printed figure; fill unit, low, best and high where a row leaves them blank.

    Cells that are filled must hold what the figures say, all of them under one of the policies,
    which is returned; if they do not, what the first policy says of each is reported.
    """
    columns = checker.raw.columns
    sound = checker.sound_rows()
    capped = capped_rows(columns, sound & has_base(columns), checker.vocabulary)
    given = np.logical_or.reduce([columns[name].where(bool) for name in NUMBERS])
    readings = (Printed(columns, capped, policy) for policy in policies)
    printed = first = next(readings)
    usable = sound & (first.units != "")
    differs = first.differences(numbers, usable & given)
    if differs:
        printed = next(
            (one for one in readings if not one.differences(numbers, usable & given)), first
        )
    _report_unreadable(checker, printed, given)
    _take_units(checker, printed, sound)
    _report_parts_of_persons(checker, printed, sound)
    for name, rows in differs.items() if printed is first else ():
        for row in np.flatnonzero(rows).tolist():
            rule = f"the figure reads {first[row]}; correct this cell or leave low, best and "
            rule += "high blank"
            checker.add(row, name, f"{rule}, or leave as_printed blank if the numbers are yours")
    fills = usable & ~given
    for name, reads in printed.ends.items():
        numbers[name][fills] = reads[fills]
        for row in np.flatnonzero(fills & (reads > LARGEST)).tolist():
            checker.add(row, "as_printed", f"above {LARGEST:.0e}, which counts nothing here")
    persons = checker.cells("unit").where("persons".__eq__)
    for row in np.flatnonzero(persons & (first.ends["best"] > MOST_PERSONS)).tolist():
        rule = "more people than there are; perhaps two figures stand side by side"
        checker.add(row, _read_from(checker, row), rule)
    return printed.policy


def _report_unreadable(checker: Checker, printed: Printed, given: Flags) -> None:
    for row in np.flatnonzero((printed.units == "") & ~given).tolist():
        rule = str(printed[row]) or "the claim has no figure; fill as_printed"
        checker.add(row, _read_from(checker, row), rule)


def _read_from(checker: Checker, row: int) -> str:
    """Return the column from which the figure of a row is read."""
    return "resolved" if checker.cells("resolved")[row] else "as_printed"


def _report_parts_of_persons(checker: Checker, printed: Printed, sound: Flags) -> None:
    """Report figures such as "12.5" that count persons: they are a share, or short for more."""
    persons = sound & (printed.units == "count") & checker.cells("unit").where("persons".__eq__)
    rule = "no whole number of persons; write the percent sign or scale word that belongs to it, "
    rule += "or in the vocabulary another unit of the measure"
    for row in np.flatnonzero(persons & (printed.ends["best"] % 1 > 0)).tolist():
        checker.add(row, _read_from(checker, row), rule)
    # Where cells are parted as on the Continent, or no phrase stands beside the number, the full
    # stop may stand between thousands, and in "5.000" it may anywhere: no program writes it so.
    counted = checker.cells("unit").where("persons".__eq__)
    doubtful = checker.raw.decimal_comma | (printed.units == "")
    for name in (one for one in NUMBERS if one not in checker.raw.typed):
        cells = checker.cells(name)
        either = (doubtful & cells.where(_GROUPED.fullmatch)) | cells.where(_THOUSANDS.fullmatch)
        for row in np.flatnonzero(counted & either).tolist():
            whole = cells[row].replace(".", "")
            rule = f"the full stop can mean a decimal or thousands; write {whole} for thousands"
            checker.add(row, name, f"{rule} or {cells[row]}0 for a decimal")


def _take_units(checker: Checker, printed: Printed, sound: Flags) -> None:
    """Fill blank units with what the figure and the measure say; hold the others against both."""
    columns = checker.raw.columns
    units, measures, based = columns["unit"], columns["measure"], has_base(columns)
    cells = zip(units.texts(), measures.texts(), printed.units, based, strict=True)
    filled = []
    for row, (stands, measure, reads, of) in enumerate(cells):
        own = checker.vocabulary.units.get(measure, "persons")
        filled.append(stands or _default_unit(own, reads, of))
        if stands and reads and sound[row] and not _fits(reads, stands):
            checker.add(row, "unit", f"the figure reads as a {reads}, the unit says otherwise")
    columns["unit"] = Cells.of(filled)
    check_bases(checker, "as_printed", ~units.where(bool) & sound)


def _default_unit(own: str, reads: str, based: bool) -> str:
    if reads in ("share", "multiple"):
        return reads
    if not based:
        return own
    return "multiple" if reads else "share"


def _fits(reads: str, unit: str) -> bool:
    """Say whether a figure may have a unit; "three" will do for a multiple, "half" will not."""
    return reads == unit or (reads == "count" and unit != "share")


def _agree(stands: Numbers, reads: Numbers) -> Flags:
    """Say where a cell holds what the figure says; only fractions may be written shorter."""
    same = (stands == reads) | (np.isnan(stands) & np.isnan(reads))
    close = np.abs(stands - reads) <= AGREES_WITHIN * reads
    agree: Flags = same | (close & (reads != np.floor(reads)))
    return agree

"""What each row's printed figure says, and whether its other cells say the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from purgestats.claims.bases import capped_rows, check_bases, has_base
from purgestats.claims.checker import Checker
from purgestats.claims.figures import PRINTED, Figure, Policy, read_figure
from purgestats.claims.raw import Cells, Flags
from purgestats.claims.values import LARGEST, NUMBERS, Numbers
from purgestats.errors import FigureError, shown

#: How far a cell may be off, as a share, where the figure is a fraction: 0.3333333 for a third.
AGREES_WITHIN = 1e-6
_READ_UNITS = ("", "count", "share", "multiple")


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
        If the phrase cannot be read, or is more than the whole.

    Examples
    --------
    >>> cell_figure("over half", PRINTED, "", True).high
    Fraction(1, 1)
    """
    figure = read_figure(text, policy, exact=precision == "exact")
    if capped and figure.unit == "share" and (figure.high is None or figure.high > 1):
        if max(figure.low or 0, figure.best or 0) > 1:
            raise FigureError(f"{shown(text)} is more than the whole that contains the part")
        return Figure(figure.low, figure.best, Fraction(1), "share", figure.text, figure.policy)
    return figure


@dataclass(frozen=True)
class Printed:
    """The figures of a table: each distinct reading once, and which of them each row has.

    Parameters
    ----------
    figures : list of Figure or None
        The readings; None where the row has no phrase or the phrase cannot be read.
    rules : list of str
        For each reading why it cannot be read; blank otherwise.
    codes : array of int
        For each row the position of its reading.
    """

    figures: list[Figure | None]
    rules: list[str]
    codes: NDArray[np.int64]

    def readable(self) -> Flags:
        """Say for each row whether it has a figure."""
        flags: Flags = np.array([figure is not None for figure in self.figures], dtype=bool)
        return flags[self.codes]

    def faulty(self) -> Flags:
        """Say for each row whether it has a phrase that cannot be read."""
        flags: Flags = np.array([bool(rule) for rule in self.rules], dtype=bool)
        return flags[self.codes]

    def units(self) -> NDArray[np.int64]:
        """Return for each row the place of its figure's unit in the list of units."""
        places = [_READ_UNITS.index(figure.unit) if figure else 0 for figure in self.figures]
        return np.array(places, dtype=np.int64)[self.codes]

    def values(self, name: str) -> Numbers:
        """Return for each row the figure's low, best or high; NaN where there is none."""
        ends = [getattr(figure, name, None) for figure in self.figures]
        # What float() does to a fraction, without its detour over abstract numbers.
        floats = [math.nan if end is None else end.numerator / end.denominator for end in ends]
        return np.array(floats, dtype=np.float64)[self.codes]


def read_printed(columns: Mapping[str, Cells], capped: Flags, policy: Policy = PRINTED) -> Printed:
    """Read the figure of every row.

    Parameters
    ----------
    columns : mapping of str to Cells
        A complete table.
    capped : array of bool
        Which rows are shares that stop at 1.
    policy : Policy
        The reading policy.

    Returns
    -------
    Printed
        The figures.
    """
    as_printed, resolved = columns["as_printed"], columns["resolved"]
    texts = Cells.of([*as_printed.values, *resolved.values])
    printed = texts.codes[: len(as_printed.values)][as_printed.codes]
    instead = texts.codes[len(as_printed.values) :][resolved.codes]
    phrases = np.where(resolved.where(bool), instead, printed).astype(np.int64)
    exact = columns["precision"].where(lambda precision: precision == "exact")
    keys, codes = np.unique(4 * phrases + 2 * exact + capped, return_inverse=True)
    figures: list[Figure | None] = []
    rules: list[str] = []
    for key in keys.tolist():
        text, precision = texts.values[key // 4], "exact" if key & 2 else ""
        figure, rule = None, ""
        try:
            figure = cell_figure(text, policy, precision, bool(key & 1)) if text else None
        except FigureError as error:
            rule = str(error)
        figures.append(figure)
        rules.append(rule)
    return Printed(figures, rules, codes)


def take_figures(checker: Checker, numbers: dict[str, Numbers], agree: bool) -> None:
    """Read every printed figure; fill unit, low, best and high where a row leaves them blank.

    Parameters
    ----------
    checker : Checker
        The table.
    numbers : dict of str to array of float
        What low, best and high hold; filled in place.
    agree : bool
        Whether cells that are filled must hold what the figure says.
    """
    columns = checker.raw.columns
    sound = checker.sound_rows()
    capped = capped_rows(columns, sound & has_base(columns), checker.vocabulary)
    printed = read_printed(columns, capped)
    given = np.zeros(len(sound), dtype=bool)
    for name in NUMBERS:
        given |= columns[name].where(bool)
    _report_unreadable(checker, printed, given)
    _take_units(checker, printed, sound)
    usable = sound & printed.readable()
    for name in NUMBERS:
        reads = printed.values(name)
        fills = usable & ~given
        numbers[name][fills] = reads[fills]
        differs = usable & given & ~_agree(numbers[name], reads)
        for row in np.flatnonzero(differs & agree).tolist():
            figure = printed.figures[printed.codes[row]]
            rule = f"the figure reads {figure}; correct this cell or leave low, best and high blank"
            checker.add(row, name, rule)
        for row in np.flatnonzero(fills & (reads > LARGEST)).tolist():
            checker.add(row, "as_printed", f"above {LARGEST:.0e}, which counts nothing here")


def _report_unreadable(checker: Checker, printed: Printed, given: Flags) -> None:
    resolved = checker.cells("resolved").where(bool)
    for row in np.flatnonzero(~printed.readable() & ~given).tolist():
        rule = printed.rules[printed.codes[row]] or "the claim has no figure; fill as_printed"
        checker.add(row, "resolved" if resolved[row] else "as_printed", rule)


def _take_units(checker: Checker, printed: Printed, sound: Flags) -> None:
    """Fill blank units with what the figure and the measure say; hold the others against both."""
    columns = checker.raw.columns
    units, measures, based = columns["unit"], columns["measure"], has_base(columns)
    if not len(based):
        return
    shape = (len(units.values), len(measures.values), len(_READ_UNITS), 2)
    axes = (units.codes, measures.codes, printed.units(), based.astype(np.int64))
    keys, codes = np.unique(np.ravel_multi_index(axes, shape), return_inverse=True)
    chosen, misfits = [], []
    for unit, measure, read, of in zip(*np.unravel_index(keys, shape), strict=True):
        stands, reads = units.values[unit], _READ_UNITS[read]
        own = checker.vocabulary.units.get(measures.values[measure], "persons")
        chosen.append(stands or _default_unit(own, reads, bool(of)))
        misfits.append(bool(stands and reads) and not _fits(reads, stands))
    filled = Cells.of(chosen)
    columns["unit"] = Cells(filled.values, filled.codes[codes])
    for row in np.flatnonzero(np.array(misfits)[codes] & sound).tolist():
        figure = printed.figures[printed.codes[row]]
        rule = f"the figure reads as a {figure.unit if figure else ''}, the unit says otherwise"
        checker.add(row, "unit", rule)
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

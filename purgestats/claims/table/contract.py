"""One contract: a table of claims that a function is given goes through :func:`take`, once.

Whatever :func:`purgestats.validate` takes is taken. A table is checked and completed when it is
first used, and what came of it is remembered as long as nothing in it changes; nothing downstream
checks, guesses or completes again.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, wraps
from numbers import Real
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.datasets.notes import notes_on
from purgestats.claims.figures.counts import Unit
from purgestats.claims.figures.reading import POLICIES, PRINTED, Figure, Policy, get_policy
from purgestats.claims.files.raw import Cells, Flags, RawTable, plain
from purgestats.claims.table.faults import NUMBERS
from purgestats.claims.table.printed_figures import SCOPE_COLUMNS, Printed, as_float, capped_rows
from purgestats.claims.table.terms import KEY, UserVocabulary, key_of, keys_in, labels_for, terms_of
from purgestats.claims.table.validation import check
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity
from purgestats.errors import ClaimError, ClaimErrors, InvalidChoice, Place
from purgestats.words import RELATIVE, Labels

_PERIODS = ("period", "of_period")


def to_pandas(claims: object) -> pd.DataFrame:
    """Return a table of any library (polars, pyarrow, ...) as a DataFrame."""
    if isinstance(claims, pd.DataFrame):
        return claims
    import narwhals as nw

    try:
        return nw.from_native(claims, eager_only=True).to_pandas()  # type: ignore[call-overload,no-any-return]
    except TypeError:
        raise InvalidChoice(
            f"claims are a table, such as a DataFrame, not {type(claims).__name__}"
        ) from None


def from_frame(claims: pd.DataFrame) -> RawTable:
    """Take a table in memory as if it had been read from a file; its index does not matter.

    The first row is on line 2; cells that hold neither text nor numbers are among the faults.
    Raises ClaimErrors if two columns have one name.
    """
    names = [str(name) for name in claims.columns]
    twice = sorted(name for name, number in Counter(names).items() if number > 1)
    if twice:
        rule = "the header names this column twice"
        raise ClaimErrors(ClaimError(Place("", 1), name, rule) for name in twice)
    table = RawTable({}, lines=list(range(2, len(claims) + 2)))
    for name, (_, column) in zip(names, claims.items(), strict=True):
        table.columns[name] = _cells(table, name, column)
    return table


def _cells(table: RawTable, name: str, column: pd.Series) -> Cells:
    if isinstance(column.dtype, pd.StringDtype):
        codes, uniques = column.array.factorize(use_na_sentinel=False)
        distinct = Cells.of(one if isinstance(one, str) else "" for one in uniques.tolist())
        return Cells(distinct.values, distinct.codes[codes])
    if pd.api.types.is_numeric_dtype(column.dtype):
        table.typed.add(name)
    values = column.astype(object)
    if name in _PERIODS:
        values = values.map(_dated)
    texts = [
        "" if blank else plain(value)
        for blank, value in zip(values.isna().tolist(), values.tolist(), strict=True)
    ]
    odd = {kind for kind in set(map(type, values)) if not _is_plain(kind)}
    rule = "the cell holds neither text nor a number; convert it to text"
    for row, value in enumerate(values) if odd else ():
        if texts[row] and type(value) in odd:
            table.faults.append(ClaimError(table.place(row, name), texts[row], rule))
    return Cells.of(texts)


def _dated(value: Any) -> Any:
    """Write a day or a span of days of pandas or Python as a claims table does."""
    if value is pd.NaT:
        return None
    if isinstance(value, pd.Period):
        return str(Period(value.start_time.date(), value.end_time.date()))
    if isinstance(value, pd.Timestamp | datetime.datetime):
        # An hour says that more is meant than a day.
        return value.date().isoformat() if value == value.replace(hour=0, minute=0) else value
    return value.isoformat() if isinstance(value, datetime.date) else value


def _is_plain(kind: type) -> bool:
    return issubclass(kind, (str, Real, Decimal)) and not issubclass(kind, (bool, np.bool_))


def _to_frame(columns: Mapping[str, Cells], numbers: Mapping[str, Any], key: str) -> pd.DataFrame:
    """Return a checked table in the fixed columns, and the key of a user's terms if it has some."""
    data: dict[str, Any] = {column.name: numbers.get(column.name) for column in claims_columns()}
    texts = []
    for column in claims_columns():
        name, cells = column.name, columns[column.name]
        if column.type == "integer":
            years = [int(cell) if cell else pd.NA for cell in cells.values]
            data[name] = pd.array(years, "Int64").take(cells.codes)
        elif name not in numbers:
            texts.append(name)
    data |= _text_arrays({name: columns[name] for name in texts})
    frame = pd.DataFrame(data)
    return frame.assign(**{KEY: pd.Series(key, frame.index, dtype="str")}) if key else frame


def _text_arrays(columns: Mapping[str, Cells]) -> dict[str, Any]:
    """Return columns of text as slices of one array, since each array made takes a while."""
    starts = np.cumsum([0, *(len(cells.values) for cells in columns.values())])[:-1]
    codes = [cells.codes + start for cells, start in zip(columns.values(), starts, strict=True)]
    texts = [text for cells in columns.values() for text in cells.values]
    every = pd.array(texts, "str").take(np.concatenate(codes))
    ends = np.cumsum([len(one) for one in codes])
    return {
        name: every[end - len(one) : end]
        for name, one, end in zip(columns, codes, ends, strict=True)
    }


#: Only figures that the text stands behind enter a ledger, a consensus or a pool.
ENTER_LEDGER = ("asserts", "reports")
_READ = (*SCOPE_COLUMNS, "as_printed", "resolved", "unit", "precision")
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Claims:
    """A checked table of claims.

    Parameters
    ----------
    frame : DataFrame
        In the fixed columns, each row complete; not to be changed.
    vocabulary : Vocabulary
        Its terms.
    reading : Policy
        Under which low, best and high are what the printed figures say.
    """

    frame: pd.DataFrame
    vocabulary: Vocabulary
    reading: Policy
    _supplied: Mapping[str, Flags] = field(repr=False)
    _done: dict[object, object] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """Return what it is made of: a copy works out anew what follows."""
        return {**vars(self), "_done": {}}

    @classmethod
    def of(cls, raw: RawTable, vocabulary: Vocabulary, **known: Any) -> Claims:
        """Check a table, with what `check` is to know; every fault at once, if there are any."""
        numbers, reading, supplied = check(raw, vocabulary, **known)
        frame = _to_frame(raw.columns, numbers, key_of(vocabulary))
        return cls(frame, vocabulary, reading, supplied)

    def part(self, kept: Flags) -> Claims:
        """Return some of the rows, with a fresh index: no rule between rows is asked of a part."""
        supplied = {name: blank[kept] for name, blank in self._supplied.items()}
        frame = self.frame[kept].reset_index(drop=True)
        return Claims(frame, self.vocabulary, self.reading, supplied)

    @cached_property
    def supplied(self) -> pd.DataFrame:
        """The defaults that stand in for blank cells: claim_id, column, value; one row a cell."""
        rows = [
            (claim, name, value)
            for name, blank in self._supplied.items()
            for claim, value in self.frame.loc[blank, ["claim_id", name]].to_numpy().tolist()
        ]
        return pd.DataFrame(rows, columns=["claim_id", "column", "value"], dtype="str")

    def figures(self, policy: str | Policy = PRINTED) -> list[Figure]:
        """Return what each claim commits its author to, in exact numbers.

        A row without a readable phrase keeps its numbers under every policy.
        """
        return _figures(self, get_policy(policy))

    def under(self, policy: str | Policy | None = None) -> pd.DataFrame:
        """Return the frame with low, best and high under a policy; as it stands without one."""
        policy = self.reading if policy is None else get_policy(policy)
        return self.frame if policy == self.reading else _frame(self, policy)

    @cached_property
    def labels(self) -> Labels:
        """How its terms, claimants and sources are called."""
        return labels_for(self.vocabulary)

    @cached_property
    def quantities(self) -> list[str]:
        """What each row counts, in the normal spelling."""
        *terms, periods = (self.frame[name].tolist() for name in DIMENSIONS)
        spelled = {period: str(Period.parse(period)) for period in set(periods)}
        normal = [spelled[period] for period in periods]
        return ["|".join(parts) for parts in zip(*terms, normal, strict=True)]

    @cached_property
    def rows_on(self) -> dict[str, list[int]]:
        """The rows on each quantity, in the order of the table."""
        found: dict[str, list[int]] = {}
        for row, quantity in enumerate(self.quantities):
            found.setdefault(quantity, []).append(row)
        return found

    @cached_property
    def counts_on(self) -> dict[str, list[int]]:
        """Those of them that are counts, not shares or multiples; only quantities that have any."""
        units = self.frame["unit"].tolist()
        found = {
            quantity: [row for row in rows if units[row] not in RELATIVE]
            for quantity, rows in self.rows_on.items()
        }
        return {quantity: rows for quantity, rows in found.items() if rows}


def take(claims: object, vocabulary: UserVocabulary = None) -> Claims:
    """Take a table of claims into a computation: check and complete it, unless that is done."""
    frame = to_pandas(claims)
    notes = notes_on(frame)
    key = key_of(vocabulary)
    terms = terms_of(key, keys_in(frame))
    known = notes.get(key)
    if known is None or known.vocabulary is not terms:
        names = [*(column.name for column in claims_columns()), KEY]
        table = from_frame(frame[[name for name in names if name in frame.columns]])
        policies = tuple(POLICIES[name] for name in ("printed", "strict", "generous"))
        known = Claims.of(table, terms, known_claims=None, policies=policies)
        notes[key] = known
    found: Claims = known
    return found


def remember(claims: Claims, key: str = "") -> pd.DataFrame:
    """Return the frame of a checked table, so that whoever is given it need not check it again."""
    notes_on(claims.frame)[key] = claims
    return claims.frame


def scopes_of(claims: pd.DataFrame) -> list[tuple[str, str]]:
    """Return for each claim its quantity, and its base if it is a share or multiple."""
    found = []
    for unit, *cells in claims[["unit", *SCOPE_COLUMNS]].itertuples(index=False, name=None):
        own = cells[: len(DIMENSIONS)]
        base = [of or mine for of, mine in zip(cells[len(DIMENSIONS) :], own, strict=True)]
        quantity = str(Quantity.parse("|".join(own)))
        found.append((quantity, str(Quantity.parse("|".join(base))) if unit in RELATIVE else ""))
    return found


def once(work: Callable[Concatenate[Claims, P], R]) -> Callable[Concatenate[Claims, P], R]:
    """Do a work on a checked table once for each table and arguments, which must be hashable."""

    # Kept in the table: what is found may lead back to it, and goes when it goes.
    @wraps(work)
    def found(table: Claims, /, *args: P.args, **more: P.kwargs) -> R:
        key = (work, args, tuple(more.items()))
        if key not in table._done:
            table._done[key] = work(table, *args, **more)
        return cast(R, table._done[key])

    return found


def readings(claims: pd.DataFrame, policy: str | Policy, vocabulary: Vocabulary) -> list[Figure]:
    """Return what rows of a checked frame commit their authors to, in exact numbers."""
    policy = get_policy(policy)
    columns = {name: Cells.of(claims[name].tolist()) for name in _READ}
    relative = columns["unit"].where(RELATIVE.__contains__)
    printed = Printed(columns, capped_rows(columns, relative, vocabulary), policy)
    stored = claims[[*NUMBERS, "unit", "as_printed"]].itertuples(index=False, name=None)
    return [
        said if isinstance(said := printed[place], Figure) else _stored(row, policy)
        for place, row in enumerate(stored)
    ]


@once
def _figures(table: Claims, policy: Policy) -> list[Figure]:
    return readings(table.frame, policy, table.vocabulary)


@once
def _frame(table: Claims, policy: Policy) -> pd.DataFrame:
    read = _figures(table, policy)
    ends = (np.array([as_float(getattr(one, name)) for one in read]) for name in NUMBERS)
    return table.frame.assign(**dict(zip(NUMBERS, ends, strict=True)))


def _stored(row: tuple[Any, ...], policy: Policy) -> Figure:
    *numbers, unit, printed = row
    low, best, high = (None if math.isnan(one) else Fraction(repr(float(one))) for one in numbers)
    kind: Unit = "share" if unit == "share" else "multiple" if unit == "multiple" else "count"
    return Figure(low, best, high, kind, printed, policy.name)

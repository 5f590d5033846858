"""A list of persons as claims: at least so many named people in each scope."""

import warnings
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from purgestats.claims.table.terms import UserVocabulary, combined_vocabulary
from purgestats.claims.tally import engines, outcome
from purgestats.claims.tally.files import find_files, opened
from purgestats.claims.tally.readings import CodeBook, Fault, read_column
from purgestats.claims.tally.request import Request, Spec, read_request
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import ClaimErrors

_LAST = 1_000


def tally(
    records: Any,
    *,
    measure: Spec,
    source: str,
    claimant: str,
    group: Spec = None,
    operation: Spec = None,
    place: Spec = None,
    period: Spec = None,
    by: str | Sequence[str] | None = None,
    unique: str | Sequence[str] | None = None,
    approximate: bool = False,
    claim_year: int | None = None,
    basis: str = "",
    locator: str = "",
    vocabulary: UserVocabulary = None,
    report: bool = False,
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Count a list of persons into claims: at least so many in each scope.

    A list of names is a lower bound. Each cell of the tally, such as a region in a month, becomes
    one claim "at least n" that joins a ledger like any other.

    Parameters
    ----------
    records : frame, str or Path
        One row a record: a pandas, polars or pyarrow table, a DuckDB relation, a Dask or Spark
        frame; or the path of CSV, Parquet or XLSX files, or a pattern such as
        ``"regions/*.parquet"``. Paths are read by DuckDB (``pip install "purgestats[scale]"``), or
        as a whole into memory where it is not installed.
    measure, group, operation, place : str or dict
        What gives that dimension: a term of the vocabulary, the same for all records
        (``"executions"``); a column whose cells are terms (``"region"``); or a column with the
        terms for which its cells stand (``{"region": {"Тульская обл.": "tula"}}``). Cells that
        stand for none leave their record out, as an "unknown place". Left out, group and operation
        are ``all`` and place is ``ussr``.
    period : str or dict
        One period for all records (``"1937/1938"``); a column of dates (``"date"``); or a column
        with the days that count (``{"date": "1937/1938"}``).
    source, claimant : str
        The list, and who made it, as in a claims table.
    by : str or sequence of str, optional
        What to tell apart: of ``measure``, ``group``, ``operation`` and ``place`` those that
        columns give, and one of ``day``, ``month`` and ``year``. Left out, it is every dimension
        that a column gives, and the month. A dimension that ``by`` does not name is counted
        together, under the narrowest term that holds all cells of the list, or in the whole years
        from the earliest date to the latest.
    unique : str or sequence of str, optional
        Columns that tell persons apart. Each person then counts once in the whole list, in the
        earliest of the cells in which it stands; the other records are duplicates. Keys are
        compared letter by letter, a blank is a value like any other, and records whose key is
        blank throughout are left out. Left out, every record counts.
    approximate : bool
        Whether estimates of the number of distinct persons will do, in an engine that states their
        error (DuckDB, Spark); others count exactly. A person then counts in each cell in which
        it stands. Claims are three standard errors below the estimate, and their note says so.
    claim_year : int, optional
        When the list was published.
    basis, locator : str
        As in a claims table.
    vocabulary : str, Path, or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`read_claims`.
    report : bool
        Whether to return as well what became of every record.

    Returns
    -------
    DataFrame, or tuple of two DataFrames
        A claims table, one row a cell that holds a record, ordered by scope and period; the note of
        each row says how many records were counted and left out, and why. With ``report``, also
        the columns reason, column, value and records: first the records counted, and then those
        left out, by reason and by what stood in the cell; the records add up to those of the list.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ClaimErrors
        If a file is malformed, a column is missing, or a term is unknown: all of it at once.

    Notes
    -----
    Dates are read as lists have them: ``1937``, ``1937-10-??``, ``октябрь 1937 г.``,
    ``05.08.1937``, ``5.VIII.1937``. A record enters a month only if its date says the month:
    tallied by year, it counts. A record is left out for the first reason that applies: no date, no
    year, impossible, open-ended or unreadable date, doubtful year (before 1800, after 2100),
    outside the period, no day or month, unknown measure, group, operation or place, blank key,
    duplicate.

    A list that names people twice is no lower bound. Records of one person under several spellings
    are found by record linkage, which comes before the tally and is not part of this library.

    Examples
    --------
    >>> import pandas as pd
    >>> dates = ["05.08.1937", "1937-08-??", "октябрь 1937 г.", "31.02.1937"]
    >>> records = pd.DataFrame({"date": dates})
    >>> claims, left_out = tally(
    ...     records, measure="executions", period="date", source="list", claimant="me", report=True
    ... )
    >>> claims[["period", "as_printed", "low"]].values.tolist()
    [['1937-08', 'at least 2', 2.0], ['1937-10', 'at least 1', 1.0]]
    >>> left_out[["reason", "value", "records"]].values.tolist()
    [['counted', '', 3], ['impossible date', '31.02.1937', 1]]
    """
    terms = combined_vocabulary(vocabulary)
    specs = {"measure": measure, "group": group, "operation": operation}
    specs |= {"place": place, "period": period}
    year = "" if claim_year is None else str(claim_year)
    about = {"source": source, "claimant": claimant, "claim_year": year}
    about |= {"basis": basis, "locator": locator}
    faults = outcome.check_about(about, terms)
    if isinstance(records, (str, Path)):
        files = find_files(records)
        request, wrong = read_request(specs, by, unique, files.columns or None, terms)
        faults += [*files.faults, *wrong]
        if faults:
            raise ClaimErrors(faults)
        for note in files.notes:
            warnings.warn(note, stacklevel=2)
        with opened(files) as frame:
            counted = _count(frame, request, approximate=approximate)
    else:
        types = engines.column_types(engines.open_frame(records))
        request, wrong = read_request(specs, by, unique, list(types), terms)
        needed = [*request.columns, *request.keys]
        faults += [*wrong, *engines.type_faults(types, needed)]
        if faults:
            raise ClaimErrors(faults)
        counted = _count(records, request, approximate=approximate)
    claims = outcome.claims_of(counted, about, terms)
    return (claims, counted.report) if report else claims


@engines.quiet()
def _count(records: Any, request: Request, *, approximate: bool) -> outcome.Outcome:
    """Read the distinct cells of each column, and have the engine count records by readings."""
    engine = engines.Records(engines.open_frame(records), request.columns, request.keys)
    found = [engine.distinct(number) for number in range(len(request.columns))]
    books = [
        read_column(request, column, distinct.texts, distinct.records)
        for column, distinct in zip(request.columns, found, strict=True)
    ]
    wrong = [fault for book in books for fault in book.wrong]
    if wrong:
        raise ClaimErrors(wrong)
    for distinct, book in zip(found, books, strict=True):
        engine.attach(distinct, book.codes, book.blank)
    keys = ", ".join(request.keys)
    cells: Counter[engines.Codes] = Counter()
    left_out: Counter[Fault] = Counter()
    for codes, blank, number in engine.counts():
        faults = [
            book.faults[code - len(book.scopes)]
            for book, code in zip(books, codes, strict=True)
            if code >= len(book.scopes)
        ]
        faults += [Fault(_LAST - 1, outcome.BLANK_KEY, keys)] if blank else []
        if faults:
            # The first reason counts.
            left_out[min(faults)] += number
        else:
            cells[codes] += number
    error = 0.0
    if request.keys and cells:
        usable = [len(book.scopes) for book in books]
        persons, error = engine.persons(usable, approximate=approximate)
        # An estimate can be above the number of records.
        once = Counter({codes: min(number, cells[codes]) for codes, number in persons.items()})
        left_out += Counter({Fault(_LAST, outcome.DUPLICATE, keys): cells.total() - once.total()})
        cells = once
    return _outcome(request, books, cells, outcome.report_of(cells.total(), left_out), error)


def _outcome(
    request: Request,
    books: Sequence[CodeBook],
    cells: Counter[engines.Codes],
    report: pd.DataFrame,
    error: float,
) -> outcome.Outcome:
    """Write out the scope of each cell."""
    together = {name: term for book in books for name, term in book.together.items()}
    fixed = {part.name: part.constant for part in request.dimensions} | together
    rows = []
    for codes, persons in cells.items():
        told = [book.scopes[code] for book, code in zip(books, codes, strict=True)]
        rows.append(fixed | dict(chain(*told)) | {"persons": persons})
    table = pd.DataFrame(rows, columns=[*DIMENSIONS, "persons"])
    table = table.sort_values(list(DIMENSIONS), ignore_index=True)
    given = [part.name for part in request.dimensions if part.window]
    inferred = tuple(name for name in DIMENSIONS if name in together and name not in given)
    return outcome.Outcome(table, report, error, request.keys, inferred)

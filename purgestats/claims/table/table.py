"""Claims tables: a user's file or frame in, a checked DataFrame in the fixed columns out."""

from __future__ import annotations

import math
import warnings
from collections.abc import Container
from fractions import Fraction
from pathlib import Path

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.figures.numerals import Unit
from purgestats.claims.figures.reading import Figure, Policy, get_policy
from purgestats.claims.files.readers import MAX_BYTES, read_claim_cells
from purgestats.claims.table.cell_values import NUMBERS
from purgestats.claims.table.frames import frame_columns, from_frame, to_frame
from purgestats.claims.table.printed_figures import Phrase, cell_figure, phrases_of
from purgestats.claims.table.shares import RELATIVE, SCOPE_COLUMNS, capped_rows
from purgestats.claims.table.terms import UserVocabulary, combined_vocabulary
from purgestats.claims.table.validation import check
from purgestats.errors import FigureError

ENTER_LEDGER = ("asserts", "reports")
_READ = (*SCOPE_COLUMNS, "as_printed", "resolved", "unit", "precision")


def read_claims(
    path: str | Path,
    vocabulary: UserVocabulary = None,
    sources: str | Path | None = None,
    *,
    sheet: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> pd.DataFrame:
    r"""Read a table of claims and check it.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, XLSX or Parquet file in the columns of a claims table. Text is UTF-8 or CP1251;
        commas, semicolons or tabs separate cells, and where it is not the comma, numbers may have
        a decimal comma.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, added to ours: a folder with ``measures.csv``, ``groups.csv``,
        ``operations.csv`` and ``places.csv`` (any of them), or a dict of such tables.
    sources : str or Path, optional
        A BibTeX file; with it, every source must be in it or in ours. Without one, source keys are
        free text.
    sheet : str, optional
        Which sheet of a workbook to read; else the visible one that has claims. Hidden rows and
        columns are read, and a warning says so.
    max_bytes : int
        Largest file read.

    Returns
    -------
    DataFrame
        One row a claim, in the fixed columns; low, best and high as float64, claim_year as Int64,
        text elsewhere. Only claim_id, measure, as_printed, claimant and source need filling: the
        rest is read from the printed figure or has the default that ``datapackage.json`` names.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ClaimErrors
        If anything in the file is wrong: every fault at once, each with file, line or cell,
        column, value, the rule, and the nearest valid term.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "mine.csv"
    >>> head = "claim_id,measure,as_printed,claimant,source"
    >>> _ = file.write_text(head + '\nmine,arrests,"about 1,400,000",me,notes')
    >>> read_claims(file)[["claim_id", "period", "low", "high"]].values.tolist()
    [['mine', '1937/1938', 1260000.0, 1540000.0]]
    """
    terms = combined_vocabulary(vocabulary)
    keys = None if sources is None else catalogue.source_keys(sources)
    raw = read_claim_cells(path, max_bytes, sheet)
    for note in raw.notes:
        warnings.warn(note, stacklevel=2)
    checked = check(
        raw,
        terms,
        known_claims=catalogue.claim_ids(),
        known_sources=keys,
    )
    return to_frame(checked)


def validate(
    claims: pd.DataFrame,
    vocabulary: UserVocabulary = None,
    sources: str | Path | None = None,
) -> pd.DataFrame:
    """Check a table of claims that is already in memory.

    Parameters
    ----------
    claims : DataFrame
        Columns as for :func:`read_claims`; missing values count as blank cells.
    vocabulary, sources : optional
        As for :func:`read_claims`.

    Returns
    -------
    DataFrame
        A completed copy with a fresh index; the argument is left as it is.

    Raises
    ------
    ClaimErrors
        If anything is wrong: every fault at once. Line 1 is the header, line 2 the first row.

    Examples
    --------
    >>> len(validate(catalogue.load("arrests"))) == len(catalogue.load("arrests"))
    True
    """
    keys = None if sources is None else catalogue.source_keys(sources)
    return to_frame(
        check(
            from_frame(claims),
            combined_vocabulary(vocabulary),
            known_claims=catalogue.claim_ids(),
            known_sources=keys,
        )
    )


class _Anything(Container[str]):
    def __contains__(self, item: object) -> bool:
        return True


def as_claims(claims: pd.DataFrame, vocabulary: UserVocabulary = None) -> pd.DataFrame:
    """Complete a table in memory for a computation, without asking that its numbers agree.

    Parameters
    ----------
    claims : DataFrame
        Columns as for :func:`read_claims`, others are ignored. Tables read under another policy
        pass: the printed figure decides wherever low, best and high differ from it.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        As for :func:`read_claims`.

    Returns
    -------
    DataFrame
        In the fixed columns.

    Raises
    ------
    ClaimErrors
        If a row cannot be used.
    """
    names = [column.name for column in claims_columns()]
    known = claims[[name for name in names if name in claims.columns]]
    checked = check(
        from_frame(known),
        combined_vocabulary(vocabulary),
        known_claims=_Anything(),
        figures_agree=False,
    )
    return to_frame(checked)


def readings(
    claims: pd.DataFrame,
    policy: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
) -> list[Figure]:
    """Return what each claim commits its author to, in exact numbers.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table, as :func:`read_claims`, ``load`` or :func:`as_claims` gives it.
    policy : str or Policy
        The reading policy.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        As for :func:`read_claims`; it decides which shares stop at 1.

    Returns
    -------
    list of Figure
        One a row. A row without a readable phrase keeps its stored numbers under every policy.

    Examples
    --------
    >>> figures = readings(catalogue.load("executions"), "strict")
    >>> figures[0].low
    Fraction(681692, 1)
    """
    policy = get_policy(policy)
    columns = frame_columns(claims, _READ)
    relative = columns["unit"].where(RELATIVE.__contains__)
    capped = capped_rows(columns, relative, combined_vocabulary(vocabulary))
    phrases, codes = phrases_of(columns, capped)
    read = [_figure(phrase, policy) for phrase in phrases]
    return [read[code] or _stored(claims, row, policy) for row, code in enumerate(codes.tolist())]


def _figure(phrase: Phrase, policy: Policy) -> Figure | None:
    text, precision, capped = phrase
    try:
        return cell_figure(text, policy, precision, capped) if text else None
    except FigureError:
        return None


def _stored(claims: pd.DataFrame, row: int, policy: Policy) -> Figure:
    low, best, high = (
        None if math.isnan(value) else Fraction(repr(value))
        for value in (float(claims[name].iloc[row]) for name in NUMBERS)
    )
    unit = str(claims["unit"].iloc[row])
    kind: Unit = "share" if unit == "share" else "multiple" if unit == "multiple" else "count"
    return Figure(low, best, high, kind, str(claims["as_printed"].iloc[row]), policy.name)


def reread(
    claims: pd.DataFrame, policy: str | Policy, vocabulary: UserVocabulary = None
) -> pd.DataFrame:
    """Return the claims with low, best and high under another reading policy.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.
    policy : str or Policy
        The reading policy.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        As for :func:`read_claims`.

    Returns
    -------
    DataFrame
        A copy, otherwise the same.

    Examples
    --------
    >>> claims = catalogue.load("arrests")
    >>> wide = reread(claims, "generous")
    >>> bool((wide["high"].dropna() >= claims["high"].dropna()).all())
    True
    """
    figures = readings(claims, policy, vocabulary)
    copy = claims.copy()
    for name in NUMBERS:
        values = [getattr(figure, name) for figure in figures]
        copy[name] = [math.nan if value is None else float(value) for value in values]
        copy[name] = copy[name].astype("float64")
    return copy

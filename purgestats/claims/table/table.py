"""Claims tables: a user's file or frame in, a checked DataFrame in the fixed columns out."""

import warnings
from pathlib import Path
from typing import Literal, overload

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.figures.reading import Policy
from purgestats.claims.files.raw import RawTable
from purgestats.claims.files.readers import MAX_BYTES, read_claim_cells
from purgestats.claims.table.contract import Claims, from_frame, remember, take, to_pandas
from purgestats.claims.table.terms import KEY, UserVocabulary, key_of, keys_of, terms_of


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
        ``operations.csv`` and ``places.csv`` (any of them), or a dict of such tables. The table
        remembers them in a column ``vocabulary``: no function that is given the table, or a part
        of it, or the table joined with ours, needs to be told again.
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
        Where the place or the period is such a default, ``inferred`` says so.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    VocabularyError
        If a term bears the name of one of ours and means something else.
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
    raw = read_claim_cells(path, max_bytes, sheet)
    for note in raw.notes:
        warnings.warn(note, stacklevel=2)
    return remember(_checked(raw, vocabulary, sources))


@overload
def validate(
    claims: object,
    vocabulary: UserVocabulary = ...,
    sources: str | Path | None = ...,
    *,
    report: Literal[False] = ...,
) -> pd.DataFrame: ...


@overload
def validate(
    claims: object,
    vocabulary: UserVocabulary = ...,
    sources: str | Path | None = ...,
    *,
    report: Literal[True],
) -> tuple[pd.DataFrame, pd.DataFrame]: ...


def validate(
    claims: object,
    vocabulary: UserVocabulary = None,
    sources: str | Path | None = None,
    *,
    report: bool = False,
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Check a table of claims that is already in memory.

    Parameters
    ----------
    claims : DataFrame
        Of pandas, polars or another library, with columns as for :func:`read_claims`; missing
        values count as blank cells, and periods may be days or periods of pandas.
    vocabulary, sources : optional
        As for :func:`read_claims`.
    report : bool
        Whether to give back as well which defaults stand in for blank cells.

    Returns
    -------
    DataFrame, or tuple of DataFrame
        A completed copy with a fresh index; the argument is left as it is. With ``report`` a second
        table: claim_id, column and value of every cell that was blank and has a default.

    Raises
    ------
    ClaimErrors
        If anything is wrong: every fault at once. Line 1 is the header, line 2 the first row.

    Examples
    --------
    >>> len(validate(catalogue.load("arrests"))) == len(catalogue.load("arrests"))
    True
    >>> mine = {"claim_id": ["mine"], "measure": ["arrests"], "as_printed": ["1,400,000"]}
    >>> mine = pd.DataFrame(mine | {"claimant": ["me"], "source": ["notes"], "place": ["russia"]})
    >>> _, defaults = validate(mine, report=True)
    >>> defaults[["column", "value"]].values.tolist()
    [['group', 'all'], ['operation', 'all'], ['period', '1937/1938'], ['stance', 'asserts']]
    """
    found = _checked(from_frame(to_pandas(claims)), vocabulary, sources)
    frame = remember(found)
    return (frame, found.supplied) if report else frame


def _checked(raw: RawTable, vocabulary: UserVocabulary, sources: str | Path | None) -> Claims:
    """Check a table as one that is to be kept: it rests on what is in it, or in our datasets."""
    own = keys_of(raw.columns[KEY].values if KEY in raw.columns else ())
    terms = terms_of(key_of(vocabulary), own)
    known_sources = None if sources is None else catalogue.source_keys(sources)
    ours = catalogue.claim_ids()
    return Claims.of(raw, terms, known_claims=ours, known_sources=known_sources)


def reread(claims: object, policy: str | Policy, vocabulary: UserVocabulary = None) -> pd.DataFrame:
    """Return the claims with low, best and high under another reading policy.

    Parameters
    ----------
    claims : DataFrame
        A claims table, as for :func:`validate`.
    policy : str or Policy
        The reading policy. A table read under one of one's own is for looking at: functions that
        are to read figures so take the policy as ``reading``.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        As for :func:`read_claims`.

    Returns
    -------
    DataFrame
        A complete copy; columns of one's own are kept.

    Examples
    --------
    >>> claims = catalogue.load("arrests")
    >>> wide = reread(claims, "generous")
    >>> bool((wide["high"].dropna() >= claims["high"].dropna()).all())
    True
    """
    return completed(claims, vocabulary, policy)


def completed(
    claims: object, vocabulary: UserVocabulary = None, policy: str | Policy | None = None
) -> pd.DataFrame:
    """Return a table complete, read under a policy, with its index and columns of one's own."""
    given = to_pandas(claims)
    found = take(given, vocabulary).under(policy).set_axis(given.index, axis=0)
    known = {column.name for column in claims_columns()} | {KEY}
    return found.assign(**{str(name): given[name] for name in given if name not in known})

"""Lists of persons in CSV and Parquet files, read by DuckDB, or by pandas where it is missing."""

from __future__ import annotations

import codecs
import csv
import glob
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from purgestats.claims.files.encodings import decode
from purgestats.claims.files.raw import RawTable, start_table
from purgestats.claims.files.readers import read_cells
from purgestats.errors import ClaimError, ClaimErrors, Place, nearest

DELIMITED = (".csv", ".tsv", ".txt")
SUFFIXES = (*DELIMITED, ".parquet", ".xlsx")
_HEADER_BYTES = 1_000_000
#: Without DuckDB a file is read as a whole.
_MAX_BYTES = 2_000_000_000


@dataclass
class ListFiles:
    """The files of a list, looked at but not yet read.

    Parameters
    ----------
    paths : list of Path
        In order.
    columns : list of str
        Those of the first file; the others have the same.
    faults : list of ClaimError
        Files that cannot be used.
    """

    paths: list[Path]
    columns: list[str] = field(default_factory=list)
    faults: list[ClaimError] = field(default_factory=list)
    headers: dict[Path, tuple[str, list[str]]] = field(default_factory=dict)


def has_duckdb() -> bool:
    """Say whether DuckDB is installed.

    Returns
    -------
    bool
        Whether it can be imported.
    """
    return importlib.util.find_spec("duckdb") is not None


def find_files(pattern: str | Path) -> ListFiles:
    """Find the files of a list and read their headers.

    Parameters
    ----------
    pattern : str or Path
        A file, or a pattern such as ``"regions/*.csv"``.

    Returns
    -------
    ListFiles
        The files with all that is wrong with them as far as headers tell.

    Raises
    ------
    FileNotFoundError
        If there is none.

    Examples
    --------
    >>> find_files("no-such-list.csv")
    Traceback (most recent call last):
        ...
    FileNotFoundError: no file 'no-such-list.csv'
    """
    name = str(pattern)
    names = [name] if Path(name).exists() else sorted(glob.glob(name, recursive=True))
    paths = [path for path in map(Path, names) if path.is_file()] or [Path(n) for n in names]
    if not paths:
        raise FileNotFoundError(f"no file {name!r}")
    found = ListFiles(paths)
    for path in paths:
        rule = _refusal(path, paths[0])
        if rule:
            found.faults.append(ClaimError(Place(path.name), "", rule))
            continue
        try:
            found.headers[path] = _header(path)
        except ClaimErrors as error:
            found.faults += error.errors
    _compare_headers(found)
    return found


def _refusal(path: Path, first: Path) -> str:
    if path.is_dir():
        return f"this is a folder; name its files, as {path.name}/*.parquet does"
    if path.suffix.lower() not in SUFFIXES:
        return f"the name must end in {', '.join(SUFFIXES)}"
    if path.suffix.lower() != first.suffix.lower():
        return f"this is another kind of file than {first.name}; tally each kind by itself"
    return "" if path.stat().st_size else "the file is empty"


def _header(path: Path) -> tuple[str, list[str]]:
    """Return what separates the cells of a file, blank if nothing does, and its columns."""
    if path.suffix.lower() == ".parquet":
        return "", _parquet_columns(path)
    if not _is_plain(path):
        return "", list(read_cells(path, _MAX_BYTES).columns)
    with path.open("rb") as file:
        text = decode(file.readline(_HEADER_BYTES)).rstrip("\r\n")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=text.count)
    names = next(csv.reader([text], delimiter=delimiter), [])
    start_table(path.name, names)
    return delimiter, [name.strip() for name in names]


def _parquet_columns(path: Path) -> list[str]:
    from pyarrow import parquet

    try:
        return list(parquet.read_schema(path).names)
    except Exception as error:  # pyarrow raises errors of many kinds on damaged files
        rule = f"not a readable Parquet file ({type(error).__name__})"
        raise ClaimErrors([ClaimError(Place(path.name), "", rule)]) from None


def _compare_headers(found: ListFiles) -> None:
    if not found.headers:
        return
    first, (_, columns) = next(iter(found.headers.items()))
    found.columns = [name for name in columns if name]
    for path, (_, names) in found.headers.items():
        for name in sorted(set(found.columns) - set(names)):
            rule = f"the column is missing here; {first.name} has it"
            found.faults.append(ClaimError(Place(path.name, 1), name, rule, nearest(name, names)))
        for name in sorted(set(filter(None, names)) - set(found.columns)):
            rule = f"{first.name} has no such column"
            near = nearest(name, found.columns)
            found.faults.append(ClaimError(Place(path.name, 1), name, rule, near))


@contextmanager
def opened(found: ListFiles) -> Iterator[Any]:
    """Open the files as one frame.

    Parameters
    ----------
    found : ListFiles
        Files without faults.

    Yields
    ------
    DuckDB relation, or DataFrame where DuckDB is not installed
        Cells of CSV files are text.

    Raises
    ------
    ClaimErrors
        If reading shows that a file is malformed: every such row of every file.
    """
    if not has_duckdb() or not all(_is_plain(path) for path in found.paths):
        yield _pandas_frame(found.paths)
        return
    import duckdb

    # Nothing is fetched from anywhere, whatever a path looks like.
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    try:
        yield _relation(connection, found)
    except duckdb.Error as error:
        faults = malformed_rows(found)
        first = str(error).splitlines()[0]
        place = Place(found.paths[0].name if len(found.paths) == 1 else "files of the list")
        raise ClaimErrors(faults or [ClaimError(place, "", f"not readable: {first}")]) from None
    finally:
        connection.close()


def _is_plain(path: Path) -> bool:
    """Say whether DuckDB reads a file as we would: Parquet, or CSV in UTF-8 that begins at once."""
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix.lower() not in DELIMITED:
        return False
    with path.open("rb") as file:
        start = file.read(_HEADER_BYTES)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return bool(start.splitlines()[0].strip())


def _relation(connection: Any, found: ListFiles) -> Any:
    if found.paths[0].suffix.lower() == ".parquet":
        files = [glob.escape(str(path)) for path in found.paths]
        return connection.read_parquet(files, union_by_name=True)
    parts = []
    for header, paths in _by_header(found).items():
        part = _csv(connection, paths, header)
        parts.append(part.query("part", _not_blank(found.columns)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.union(part)
    return whole


def _by_header(found: ListFiles) -> dict[tuple[str, tuple[str, ...]], list[Path]]:
    groups: dict[tuple[str, tuple[str, ...]], list[Path]] = {}
    for path, (delimiter, names) in found.headers.items():
        groups.setdefault((delimiter, tuple(names)), []).append(path)
    return groups


def _csv(
    connection: Any, paths: Sequence[Path], header: tuple[str, tuple[str, ...]], **more: Any
) -> Any:
    delimiter, names = header
    # Names in the header are given, not sniffed; cells without one stand at the end of each row.
    columns = {name or f"\x00{number}": "VARCHAR" for number, name in enumerate(names)}
    return connection.read_csv(
        [glob.escape(str(path)) for path in paths],
        columns=columns,
        header=True,
        delimiter=delimiter,
        quotechar='"',
        escapechar='"',
        auto_detect=False,
        **more,
    )


def _not_blank(columns: Sequence[str]) -> str:
    """Leave out rows that hold nothing but separators, as spreadsheets write them at the end."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
    return f"SELECT {', '.join(quoted)} FROM part WHERE coalesce({', '.join(quoted)}) IS NOT NULL"


def malformed_rows(found: ListFiles) -> list[ClaimError]:
    """Find every row of CSV files that breaks the rules of CSV.

    Parameters
    ----------
    found : ListFiles
        The files.

    Returns
    -------
    list of ClaimError
        One for each such row; none without DuckDB, and none for other files.
    """
    if not has_duckdb() or found.paths[0].suffix.lower() not in DELIMITED:
        return []
    import duckdb

    faults = []
    for header, paths in _by_header(found).items():
        for path in paths:
            if not header[0] or not _is_plain(path):
                continue
            connection = duckdb.connect()
            rows = _csv(connection, [path], header, store_rejects=True)
            try:
                rows.query("part", "SELECT count(COLUMNS(*)) FROM part").fetchall()
            except duckdb.Error as error:
                faults.append(ClaimError(Place(path.name), "", str(error).splitlines()[0]))
            rejected = "SELECT line, csv_line, error_message FROM reject_errors ORDER BY line"
            for line, text, message in connection.sql(rejected).fetchall():
                faults.append(ClaimError(Place(path.name, line), text, message))
            connection.close()
    return faults


def _pandas_frame(paths: Sequence[Path]) -> pd.DataFrame:
    frames, faults = [], []
    for path in paths:
        if path.suffix.lower() == ".parquet":
            frames.append(pd.read_parquet(path))
            continue
        table = read_cells(path, _MAX_BYTES)
        faults += table.faults
        frames.append(_text_frame(table))
    if faults:
        raise ClaimErrors(faults)
    return pd.concat(frames, ignore_index=True)


def _text_frame(table: RawTable) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(cells.texts(), dtype="str") for name, cells in table.columns.items()}
    )

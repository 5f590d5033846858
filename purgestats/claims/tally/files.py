"""Lists of persons in CSV and Parquet files, read by DuckDB, or by pandas where it is missing."""

import csv
import glob
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd

from purgestats.claims.files.delimited import delimiter_of
from purgestats.claims.files.raw import RawTable, file_fault
from purgestats.claims.files.readers import damaged, read_cells
from purgestats.claims.files.regular import is_regular_file
from purgestats.errors import ClaimError, ClaimErrors, Place, nearest

DELIMITED = (".csv", ".tsv", ".txt")
SUFFIXES = (*DELIMITED, ".parquet", ".xlsx")
_HEADER_BYTES = 1_000_000
#: Without DuckDB a file is read as a whole.
_MAX_BYTES = 2_000_000_000


@dataclass
class ListFiles:
    """The files of a list: those that DuckDB reads looked at, others read.

    Parameters
    ----------
    paths : list of Path
        In order.
    columns : list of str
        Those of the first file; the others have the same.
    faults : list of ClaimError
        What is wrong with the files.
    headers : dict of Path to a pair
        What separates the cells of a file, blank where nothing does, and its columns.
    tables : dict of Path to RawTable
        What was read as a whole.
    notes : list of str
        What whoever counts them has to know.
    """

    paths: list[Path]
    columns: list[str] = field(default_factory=list)
    faults: list[ClaimError] = field(default_factory=list)
    headers: dict[Path, tuple[str, list[str]]] = field(default_factory=dict)
    tables: dict[Path, RawTable] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


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
        try:
            _look(path, found)
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


def _look(path: Path, found: ListFiles) -> None:
    """Note the columns of a file, and read it if DuckDB might read another thing in it."""
    if rule := _refusal(path, found.paths[0]):
        raise file_fault(path.name, rule)
    if path.suffix.lower() == ".parquet":
        found.headers[path] = "", _parquet_columns(path)
    elif has_duckdb() and (header := _regular_header(path)):
        found.headers[path] = header
    else:
        found.tables[path] = table = read_cells(path, _MAX_BYTES, as_list=True)
        found.headers[path] = "", list(table.columns)
        found.faults += table.faults
        found.notes += [
            f"{path.name}: {note.removeprefix(f'{path.name}, ')}" for note in table.notes
        ]


def _regular_header(path: Path) -> tuple[str, list[str]] | None:
    """Return separator and columns of a CSV file in which every reader reads the same."""
    if path.suffix.lower() not in DELIMITED:
        return None
    with path.open("rb") as file:
        line, more = file.readline(_HEADER_BYTES), file.read(1)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        return None
    delimiter = delimiter_of(path, text)
    names = [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]
    sound = more and all(names) and not _alike(names)
    return (delimiter, names) if sound and is_regular_file(path, delimiter, len(names)) else None


def _alike(names: Sequence[str]) -> bool:
    """Say whether two names differ in case only, which DuckDB does not tell apart."""
    return len({name.casefold() for name in names}) < len(names)


def _parquet_columns(path: Path) -> list[str]:
    from pyarrow import parquet

    try:
        return list(parquet.read_schema(path).names)
    except Exception as error:  # pyarrow raises errors of many kinds on damaged files
        raise damaged(path, error) from None


def _compare_headers(found: ListFiles) -> None:
    if not found.headers:
        return
    first, (_, columns) = next(iter(found.headers.items()))
    found.columns = [name for name in columns if name]
    for path, (_, names) in found.headers.items():
        for these, others, rule in (
            (found.columns, names, f"the column is missing here; {first.name} has it"),
            (names, found.columns, f"{first.name} has no such column"),
        ):
            for name in sorted(set(filter(None, these)) - set(others)):
                near = nearest(name, others)
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
    DuckDB relation, or a table where DuckDB is not installed or might read another thing
        Cells of CSV files are text.

    Raises
    ------
    ClaimErrors
        If reading shows that a file is malformed.
    """
    if found.tables or not has_duckdb() or _alike(found.columns):
        yield _whole(found)
        return
    import duckdb

    # Nothing is fetched from anywhere, and nothing is found by its name, whatever a path is like.
    off = ["autoinstall_known_extensions", "autoload_known_extensions"]
    off.append("python_enable_replacements")
    connection = duckdb.connect(config=dict.fromkeys(off, False))
    try:
        yield _relation(connection, found)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        name = found.paths[0].name if len(found.paths) == 1 else "files of the list"
        raise file_fault(name, f"not readable: {first}") from None
    finally:
        connection.close()


def _relation(connection: Any, found: ListFiles) -> Any:
    """Return the files as one relation; a folder's name is no column, whatever it looks like."""
    import duckdb

    if found.paths[0].suffix.lower() == ".parquet":
        files = [glob.escape(str(path)) for path in found.paths]
        return connection.read_parquet(files, union_by_name=True, hive_partitioning=False)
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for path, (delimiter, names) in found.headers.items():
        groups.setdefault((delimiter, tuple(names)), []).append(glob.escape(str(path)))
    form = {"header": True, "quotechar": '"', "escapechar": '"', "compression": "none"}
    form |= {"auto_detect": False, "hive_partitioning": False}
    parts = []
    for (delimiter, columns), paths in groups.items():
        types = dict.fromkeys(columns, "VARCHAR")
        part = connection.read_csv(paths, columns=types, delimiter=delimiter, **form)
        parts.append(part.select(*map(duckdb.ColumnExpression, found.columns)))
    return reduce(lambda one, other: one.union(other), parts)


def _whole(found: ListFiles) -> Any:
    """Return the files read as a whole."""
    if found.paths[0].suffix.lower() == ".parquet":
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile

        whole = [ParquetFile(path).read() for path in found.paths]
        return pa.concat_tables(whole, promote_options="permissive")
    tables = (found.tables.get(path) or read_cells(path, _MAX_BYTES) for path in found.paths)
    frames = [
        pd.DataFrame({name: table.columns[name].texts() for name in found.columns}, dtype="str")
        for table in tables
    ]
    return pd.concat(frames, ignore_index=True)

"""From a file on disk to text cells that know where they stand; nothing is interpreted here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from purgestats.claims.files.delimited import read_delimited, take_formulas
from purgestats.claims.files.raw import (
    MOST_CELLS,
    OTHERS,
    Cells,
    RawTable,
    file_fault,
    plain,
    start_table,
)
from purgestats.errors import ClaimError, ClaimErrors, Place

MAX_BYTES = 200_000_000
FORMATS = {".csv": "CSV", ".tsv": "TSV", ".txt": "CSV", ".xlsx": "XLSX", ".parquet": "Parquet"}


def read_cells(path: str | Path, max_bytes: int = MAX_BYTES, sheet: str | None = None) -> RawTable:
    """Read a file's cells as text.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, XLSX or Parquet file.
    max_bytes : int
        Largest file read, and largest size that a workbook may unpack to.
    sheet : str, optional
        Which sheet of a workbook to read; else the visible one with claims, or the first visible.

    Returns
    -------
    RawTable
        The cells.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ClaimErrors
        If the file cannot be read as a table.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no file {str(path)!r}")
    if path.is_dir():
        raise file_fault(path.name, "this is a folder; name the file")
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        known = OTHERS.get(path.suffix.lower())
        raise file_fault(path.name, known or f"the name must end in {', '.join(FORMATS)}")
    if sheet is not None and kind != "XLSX":
        raise file_fault(path.name, "only a workbook has sheets", value=sheet)
    size = path.stat().st_size
    if size > max_bytes:
        raise file_fault(path.name, f"{size:,} bytes are more than max_bytes={max_bytes:,}")
    if size == 0:
        raise file_fault(path.name, "the file is empty")
    table = _read(path, kind, max_bytes, sheet)
    if not table.lines and not table.faults:
        raise file_fault(path.name, "there is a header but no row below it")
    return table


def read_claim_cells(
    path: str | Path, max_bytes: int = MAX_BYTES, sheet: str | None = None
) -> RawTable:
    """Read the cells of a table of claims, which :func:`write_claims` may have written.

    Parameters
    ----------
    path, max_bytes, sheet
        As for :func:`read_cells`.

    Returns
    -------
    RawTable
        The cells; formulas are among the faults, and texts that were kept from being formulas are
        as they were.
    """
    table = read_cells(path, max_bytes, sheet)
    if FORMATS[Path(path).suffix.lower()] in ("CSV", "TSV"):
        take_formulas(table)
    return table


def _read(path: Path, kind: str, max_bytes: int, sheet: str | None) -> RawTable:
    # openpyxl and pyarrow are slow to import, and most tables are CSV.
    if kind == "XLSX":
        from purgestats.claims.files.workbooks import read_xlsx

        return read_xlsx(path, max_bytes, sheet)
    if kind == "Parquet":
        from purgestats.claims.files.readers import read_parquet

        return read_parquet(path, max_bytes)
    return read_delimited(path)


def read_parquet(path: Path, max_bytes: int) -> RawTable:
    """Read the cells of a Parquet file as text.

    Parameters
    ----------
    path : Path
        The file.
    max_bytes : int
        Largest size that its columns may unpack to.

    Returns
    -------
    RawTable
        The cells.

    Raises
    ------
    ClaimErrors
        If the file is damaged or too large, or a column holds neither text nor numbers.
    """
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema, footer = file.schema_arrow, file.metadata
        groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
    except Exception as error:  # pyarrow raises errors of many kinds on damaged files
        raise _damaged(path, error) from None
    if unpacked > max_bytes:
        raise file_fault(path.name, f"it unpacks to {unpacked:,} bytes, above {max_bytes=:,}")
    if footer.num_rows * len(schema) > MOST_CELLS:
        raise file_fault(path.name, f"more than {MOST_CELLS:,} cells")
    table = start_table(path.name, list(schema.names))
    table.lines = list(range(2, footer.num_rows + 2))
    texts = _check_types(path, schema)
    try:
        # Text repeated in many rows is unpacked once.
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            found = file.read()
        found.validate(full=True)
        table.columns = {name: _cells(found.column(name)) for name in table.columns}
    except Exception as error:
        raise _damaged(path, error) from None
    return table


def _damaged(path: Path, error: Exception) -> ClaimErrors:
    return file_fault(path.name, f"not a readable Parquet file ({type(error).__name__})")


def _check_types(path: Path, schema: Any) -> list[str]:
    """Return the columns of text; refuse columns whose values would have to be interpreted."""
    from pyarrow import types

    number = (types.is_integer, types.is_floating, types.is_decimal, types.is_null)
    texts, faults = [], []
    for name, kind in zip(schema.names, schema.types, strict=True):
        inner = kind.value_type if types.is_dictionary(kind) else kind
        if types.is_string(inner) or types.is_large_string(inner):
            texts.append(name)
        elif not any(test(inner) for test in number):
            rule = "the column holds neither text nor numbers; store it as text"
            faults.append(ClaimError(Place(path.name, 1, name), str(kind), rule))
    if faults:
        raise ClaimErrors(faults)
    return texts


def _cells(column: Any) -> Cells:
    """Return a column's texts; those of a dictionary are looked at once each."""
    if not any(hasattr(chunk, "dictionary") for chunk in column.chunks):
        return Cells.of(plain(value) for value in column.to_pylist())
    parts = [
        Cells(
            ["", *map(plain, chunk.dictionary.to_pylist())],
            chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32) + 1,
        )
        for chunk in column.chunks
    ]
    distinct = Cells.of(text for part in parts for text in part.values)
    starts = np.cumsum([0, *(len(part.values) for part in parts)])
    codes = [distinct.codes[start + part.codes] for start, part in zip(starts, parts, strict=False)]
    return Cells(distinct.values, np.concatenate(codes) if codes else distinct.codes)

"""From a file on disk to text cells that know where they stand; nothing is interpreted here."""

from pathlib import Path
from typing import Any

from purgestats._unswept import unswept
from purgestats.claims.files.delimited import read_delimited, take_formulas
from purgestats.claims.files.raw import (
    MOST_CELLS,
    MOST_ROWS,
    OTHERS,
    RawTable,
    arrow_cells,
    file_fault,
    start_table,
)
from purgestats.claims.files.workbooks import read_xlsx
from purgestats.errors import ClaimError, ClaimErrors, Place

MAX_BYTES = 200_000_000
FORMATS = {".csv": "CSV", ".tsv": "TSV", ".txt": "CSV", ".xlsx": "XLSX", ".parquet": "Parquet"}


def read_cells(
    path: str | Path, max_bytes: int = MAX_BYTES, sheet: str | None = None, *, as_list: bool = False
) -> RawTable:
    """Read a file's cells as text.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, XLSX or Parquet file.
    max_bytes : int
        Largest file read, and largest size that a workbook may unpack to.
    sheet : str, optional
        Which sheet of a workbook to read; else the visible one with claims, or the first visible.
    as_list : bool
        Whether it is a list of persons: dates of a workbook are read as they are shown, and what
        stands on further sheets is not passed over in silence.

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
    if kind == "XLSX":
        table = read_xlsx(path, max_bytes, sheet, as_list=as_list)
    else:
        table = read_parquet(path, max_bytes) if kind == "Parquet" else read_delimited(path)
    if not table.lines and not table.faults:
        raise file_fault(path.name, "there is a header but no row below it")
    return table


@unswept()
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
        raise damaged(path, error) from None
    if unpacked > max_bytes:
        raise file_fault(path.name, f"it unpacks to {unpacked:,} bytes, above {max_bytes=:,}")
    if footer.num_rows > MOST_ROWS or footer.num_rows * len(schema) > MOST_CELLS:
        raise file_fault(path.name, f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells")
    table = start_table(path.name, list(schema.names))
    table.lines = list(range(2, footer.num_rows + 2))
    texts = _check_types(path, schema)
    try:
        # Text repeated in many rows is unpacked once.
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            found = file.read()
        found.validate(full=True)
        table.columns = {name: arrow_cells(found.column(name)) for name in table.columns}
    except Exception as error:
        raise damaged(path, error) from None
    return table


def damaged(path: Path, error: Exception) -> ClaimErrors:
    """Return the error for a Parquet file that cannot be read."""
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

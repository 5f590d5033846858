"""From a file on disk to text cells that know where they stand; nothing is interpreted here."""

from __future__ import annotations

from pathlib import Path

from purgestats.claims.files.delimited import read_delimited, take_formulas
from purgestats.claims.files.raw import OTHERS, RawTable, file_fault

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
        from purgestats.claims.files.parquet import read_parquet

        return read_parquet(path, max_bytes)
    return read_delimited(path)

"""A file is refused before it is read where its name, size or place already says why."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from purgestats.claims.files.readers import FORMATS, read_cells
from purgestats.errors import ClaimErrors

HEAD = b"claim_id,note\na,x\n"


def refused(path: Path, **more: int) -> str:
    """The rule by which a file is refused."""
    with pytest.raises(ClaimErrors) as caught:
        read_cells(path, **more)
    (error,) = caught.value.errors
    assert error.file == path.name
    return error.rule


def test_a_missing_file_is_an_error_that_python_users_know(tmp_path: Path) -> None:
    """FileNotFoundError, whatever is odd about the name."""
    for name in ("no.csv", "no\0.csv", "no\ud800.csv", ""):
        with pytest.raises(FileNotFoundError):
            read_cells(tmp_path / "folder" / name)


def test_a_folder_is_refused_whatever_its_name(tmp_path: Path) -> None:
    """Even one that ends like a table."""
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refused(tmp_path / "folder.csv")


@pytest.mark.parametrize("ending", FORMATS)
def test_empty_files_are_refused_in_every_format(tmp_path: Path, ending: str) -> None:
    """Nothing is no table."""
    path = tmp_path / f"t{ending}"
    path.touch()
    assert refused(path) == "the file is empty"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\n \n\n", b"claim_id,note\n", b",,\n"])
def test_files_without_a_row_are_refused(tmp_path: Path, content: bytes) -> None:
    """A mark, blank lines or a header alone are no claims."""
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert refused(path) in ("the file is empty", "there is a header but no row below it")


def test_the_limit_on_bytes_holds_exactly(tmp_path: Path) -> None:
    """A file of the stated size is read, one byte more is not."""
    path = tmp_path / "t.csv"
    path.write_bytes(HEAD)
    assert read_cells(path, max_bytes=len(HEAD)).lines == [2]
    assert f"max_bytes={len(HEAD) - 1}" in refused(path, max_bytes=len(HEAD) - 1)


@pytest.mark.parametrize("name", ["t.json", "t", "t.csv.gz"])
def test_other_endings_are_refused_with_those_that_are_read(tmp_path: Path, name: str) -> None:
    """The format is seen from the name, and never guessed."""
    path = tmp_path / name
    path.write_bytes(HEAD)
    assert ".parquet" in refused(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [("t.xls", "save it as .xlsx"), ("t.ods", "OpenDocument"), ("t.docx", "copy the table")],
)
def test_what_other_programs_save_is_named_with_the_way_out(
    tmp_path: Path, name: str, words: str
) -> None:
    """The user reads what the file is, and what to do with it."""
    (tmp_path / name).write_bytes(HEAD)
    assert words in refused(tmp_path / name)


def test_only_a_workbook_has_sheets(tmp_path: Path) -> None:
    """A sheet asked for of another file is no silent wish."""
    (tmp_path / "t.csv").write_bytes(HEAD)
    with pytest.raises(ClaimErrors, match="only a workbook has sheets"):
        read_cells(tmp_path / "t.csv", sheet="claims")


def test_capital_endings_are_read(tmp_path: Path) -> None:
    """A file from an old system is a table too."""
    path = tmp_path / "T.CSV"
    path.write_bytes(HEAD)
    assert read_cells(str(path)).columns["note"].texts() == ["x"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What has no size is refused like an empty file."""
    os.mkfifo(tmp_path / "t.csv")
    assert refused(tmp_path / "t.csv") == "the file is empty"


def test_a_header_alone_is_refused_in_every_format(tmp_path: Path) -> None:
    """The same words for a sheet and a Parquet file."""
    import openpyxl
    import pyarrow
    from pyarrow import parquet

    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["claim_id"])
    book.save(content)
    (tmp_path / "t.xlsx").write_bytes(content.getvalue())
    table = pyarrow.table({"claim_id": pyarrow.array([], pyarrow.string())})
    parquet.write_table(table, tmp_path / "t.parquet")
    for name in ("t.xlsx", "t.parquet"):
        assert "no row below" in refused(tmp_path / name)

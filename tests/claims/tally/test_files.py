"""Lists in files are read as frames are; what is malformed is named, all of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_up_lists import ABOUT, Date, Person, table

import purgestats as ps
from purgestats.claims.tally import files as list_files

PEOPLE = [
    Person(Date("05.08.1937"), "Тула", "Ёжикова", "1890"),
    Person(Date("1937-08-??"), "г. Орёл", "李", ""),
    Person(Date(""), "Łódź — Лодзь", 'a "quoted"; name, with\ta tab', "1900"),
    Person(Date("31.02.1937"), "", "два\nряда", ""),
]
FRAME = pd.DataFrame(table(PEOPLE))


@pytest.fixture(params=["DuckDB", "pandas alone"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With DuckDB, and as if it were not installed."""
    if request.param == "DuckDB":
        pytest.importorskip("duckdb", reason="DuckDB is not installed")
    else:
        monkeypatch.setattr(list_files, "has_duckdb", lambda: False)
    return str(request.param)


def both(records: Any) -> list[str]:
    """Claims and report as they would be written to files."""
    return [part.to_csv() for part in ps.tally(records, **ABOUT, report=True)]


def faults(path: Path | str, **more: Any) -> list[str]:
    """What is said to be wrong."""
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.tally(path, **ABOUT | more)
    return [str(error) for error in caught.value.errors]


@pytest.mark.slow
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_the_same_list(reader: str, tmp_path: Path, separator: str) -> None:
    """Whatever separates its cells, and with or without a byte order mark."""
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / "list.csv"
        FRAME.to_csv(path, sep=separator, index=False, encoding=encoding)
        assert both(path) == both(FRAME)


@pytest.mark.slow
def test_other_files_are_the_same_list(reader: str, tmp_path: Path) -> None:
    """Parquet, spreadsheets, and CSV in the Windows code page."""
    FRAME.to_parquet(tmp_path / "list.parquet")
    assert both(tmp_path / "list.parquet") == both(FRAME)
    flat = FRAME.head(1)
    flat.to_excel(tmp_path / "list.xlsx", index=False)
    assert both(tmp_path / "list.xlsx") == both(flat)
    flat.to_csv(tmp_path / "list.csv", index=False, encoding="cp1251")
    assert both(tmp_path / "list.csv") == both(flat)


@pytest.mark.slow
def test_a_pattern_reads_all_its_files(reader: str, tmp_path: Path) -> None:
    """In whatever order their columns and whatever their separators; names may have brackets."""
    for row in range(len(FRAME)):
        columns = list(FRAME.columns)[:: 1 if row % 2 else -1]
        path = tmp_path / f"part [{row}].csv"
        FRAME.iloc[[row]][columns].to_csv(path, index=False, sep=",;"[row // 2])
    assert both(str(tmp_path / "*.csv")) == both(FRAME)
    assert both(tmp_path / "part [0].csv") == both(FRAME.head(1))
    for row in range(len(FRAME)):
        FRAME.iloc[[row]].to_parquet(tmp_path / f"{row}.parquet")
    assert both(str(tmp_path / "**" / "*.parquet")) == both(FRAME)


def test_rows_of_separators_alone_are_no_records(reader: str, tmp_path: Path) -> None:
    """Spreadsheets write them below the last row; blank lines are none either."""
    path = tmp_path / "list.csv"
    path.write_text("дата;место;\n1937-08;Тула;\n\n;;\n;Тула;\n;;\n", "utf-8")
    _, report = ps.tally(path, **ABOUT, report=True)
    assert report[["reason", "records"]].values.tolist() == [["counted", 1], ["no date", 1]]


def test_every_malformed_row_of_every_file_is_named(reader: str, tmp_path: Path) -> None:
    """With file and line."""
    (tmp_path / "a.csv").write_text("дата,место\n1937,Тула\n1937,Тула,?\n1938\n", "utf-8")
    (tmp_path / "b.csv").write_text("дата,место\n1937,Тула\n1938,Тула,,x\n", "utf-8")
    found = faults(str(tmp_path / "*.csv"))
    starts = ["a.csv, line 3", "a.csv, line 4", "b.csv, line 3"]
    assert [fault.split(":")[0] for fault in found] == starts


def test_files_columns_and_terms_are_all_named_at_once(tmp_path: Path) -> None:
    """A malformed row, a damaged file, a missing column and unknown terms, in one error."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    (tmp_path / "a.csv").write_text("дата,место\n1937,Тула,?\n", "utf-8")
    (tmp_path / "b.csv").write_text("дата,mесто\n1937,Тула\n", "utf-8")
    (tmp_path / "c.csv").write_text("", "utf-8")
    place = {"место": {"Тула": "tulla", "Орёл": "orel", "Псков": "pskow"}}
    found = faults(str(tmp_path / "*.csv"), place=place, unique="имя", by=("place", "week"))
    for part in (
        "a.csv, line 2",
        "b.csv, line 1: 'место'",
        "c.csv: the file is empty",
        "'tulla'",
        "nearest: tula",
        "'pskow'",
        "argument unique: 'имя'",
        "argument by: 'week'",
    ):
        assert any(part in fault for fault in found), part
    assert len(found) == 8


def test_a_damaged_parquet_file_is_named_with_the_terms_that_are_unknown(tmp_path: Path) -> None:
    """Its columns cannot be known, so nothing is said of them."""
    (tmp_path / "list.parquet").write_bytes(b"PAR1 and nothing else")
    found = faults(tmp_path / "list.parquet", place={"место": {"Тула": "tulla"}}, unique="имя")
    assert len(found) == 2
    assert "not a readable Parquet file" in found[0]
    assert "'tulla'" in found[1]


def test_what_is_no_list_is_refused(tmp_path: Path) -> None:
    """A folder, a file of another kind, kinds mixed, and nothing at all."""
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "b.json").write_text("{}")
    assert "this is a folder" in faults(tmp_path)[0]
    assert "the name must end in" in faults(tmp_path / "b.json")[0]
    FRAME.to_parquet(tmp_path / "c.parquet")
    assert "another kind of file than a.csv" in faults(str(tmp_path / "[ac].*"))[0]
    with pytest.raises(FileNotFoundError, match=r"no-list\.csv"):
        ps.tally(tmp_path / "no-list.csv", **ABOUT)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """Where the start of a file is UTF-8 and a later part is not, the file is malformed."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "list.csv"
    row = "1937-08,Тула\n".encode()
    path.write_bytes("дата,место\n".encode() + row * 80_000 + b"1937-08,\xd2\xf3\n" + row)
    assert "list.csv, line 80002" in faults(path)[0]

"""Lists in files are read as frames are; what is malformed is named, all of it at once."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
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


@pytest.mark.slow
def test_a_file_that_turns_out_damaged_while_it_is_counted_is_named(tmp_path: Path) -> None:
    """Its end, where Parquet keeps the columns, is sound; one of several is not told apart."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "list.parquet"
    FRAME.to_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 100 + content[104:])
    assert faults(path)[0].startswith("list.parquet: not readable: ")
    FRAME.to_parquet(tmp_path / "other.parquet")
    found = faults(str(tmp_path / "*.parquet"))
    assert found[0].startswith("files of the list: not readable: ")


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


@pytest.mark.slow
def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """Where the start of a file is UTF-8 and a later part is not, the file is malformed."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "list.csv"
    row = "1937-08,Тула\n".encode()
    path.write_bytes("дата,место\n".encode() + row * 80_000 + b"1937-08,\xd2\xf3\n" + row)
    assert "list.csv, line 80002" in faults(path)[0]


ABOUT_ROWS = {"measure": "executions", "period": "date", "source": "s", "claimant": "c"}
PLACES = {"region": {"Tula": "russia", "Kiev": "ukraine"}}
HEAD = "date,region,name\n"
TULA, KIEV = "1937-08,Tula,A\n", "1937-09,Kiev,B\n"
ODD_FILES = {
    "as usual": HEAD + TULA + KIEV,
    "quotes": HEAD + '1937-08,Tula,"A, ""B"""\n' + KIEV,
    "no line end at the end": (HEAD + TULA + KIEV).rstrip(),
    "line ends of Windows": (HEAD + TULA + KIEV).replace("\n", "\r\n"),
    "line ends mixed": HEAD + TULA.replace("\n", "\r\n") + KIEV,
    "line ends mixed from the start": HEAD.replace("\n", "\r\n") + TULA + KIEV,
    "returns only": (HEAD + TULA + KIEV).replace("\n", "\r"),
    "a return among line ends": HEAD + TULA.replace("\n", "\r") + KIEV,
    "two returns": (HEAD + TULA + KIEV).replace("\n", "\r\r\n"),
    "line ends in a cell": HEAD + '1937-08,Tula,"A\r\nB"\n' + KIEV,
    "headers that differ in case": "date,region,Region\n1937-08,Tula,Kiev\n",
    "a header without a name": "date,region,\n1937-08,Tula,x\n1937-09,Kiev,\n",
    "a header of two lines": 'date,region,"na\nme"\n' + TULA,
    "spaces in the header": " date , region \n1937-08,Tula\n",
    "a header and no more": HEAD,
    "rows of blanks": HEAD + TULA + " ,\t,\n,,\n" + KIEV,
    "rows of no-break spaces": HEAD + TULA + "\u00a0,,\n" + KIEV,
    "rows in Cyrillic only": HEAD + "?,Тула,\n" + KIEV,
    "blank lines": HEAD + TULA + "\n" + KIEV + "\n",
    "a short row": HEAD + TULA + "1937-09,Kiev\n",
    "a long row": HEAD + TULA + "1937-09,Kiev,B,,\n",
    "a space before quotes": HEAD + '1937-08, "Tula",A\n' + KIEV,
    "letters after quotes": HEAD + '1937-08,"Tula"x,A\n' + KIEV,
    "quotes that do not end": HEAD + '1937-08,"Tula,A\n' + KIEV,
    "quotes within": HEAD + '1937-08,Tu"la,A\n' + KIEV,
    "words for nothing": HEAD + "NULL,Tula,NA\n1937-08,nan,None\n,Kiev,\n",
    "a comment": HEAD + "#" + TULA + KIEV,
    "a byte of nothing": HEAD + TULA + "1937-09,Ki\x00ev,B\n",
    "the end of a file of DOS": HEAD + TULA + "\x1a",
    "a cell too long": HEAD + TULA + "1937-09,Kiev," + "x" * 140_000 + "\n",
}


def told(path: Path) -> list[str]:
    """Claims and report, or what is said to be wrong."""
    try:
        return [part.to_csv() for part in ps.tally(path, place=PLACES, **ABOUT_ROWS, report=True)]
    except ps.ClaimErrors as error:
        return [str(fault) for fault in error.errors]


@pytest.mark.slow
@pytest.mark.parametrize("content", ODD_FILES.values(), ids=ODD_FILES)
def test_an_odd_file_is_the_same_list_to_every_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """With DuckDB and without it: the same claims, or the same words on what is wrong."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode())
    quick = told(path)
    monkeypatch.setattr(list_files, "has_duckdb", lambda: False)
    assert quick == told(path)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["region=Kiev", "date=1936", "name=1"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_name_of_a_folder_is_no_cell(
    reader: str, tmp_path: Path, kind: str, folder: str
) -> None:
    """What other programs take for a partition is a folder: only the rows of the file count."""
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / f"list.{kind}"
    rows = pd.DataFrame({"date": ["1937-08"] * 2, "region": ["Tula", "Tula"], "name": ["A", "B"]})
    rows.to_csv(path, index=False) if kind == "csv" else rows.to_parquet(path, index=False)
    [claim] = ps.tally(path, place=PLACES, **ABOUT_ROWS).to_dict("records")
    assert (claim["place"], claim["period"], claim["low"]) == ("russia", "1937-08", 2)


def test_a_connection_of_ours_finds_and_fetches_nothing(tmp_path: Path) -> None:
    """No extension is loaded, and no variable of Python is a table."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "list.csv"
    path.write_text(HEAD + TULA)
    settings = ("autoinstall_known_extensions", "autoload_known_extensions")
    settings += ("python_enable_replacements",)
    with list_files.opened(list_files.find_files(path)) as records:
        for setting in settings:
            asked = records.query("nothing", f"SELECT current_setting('{setting}')")
            assert asked.fetchall() == [(False,)]


def workbook(path: Path, sheets: dict[str, list[list[object]]], form: str = "yyyy-mm-dd") -> Path:
    """Write a workbook; dates in it are shown in a form."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            cell.number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("form", "period"),
    [("dd.mm.yyyy", "1937-08-05"), ("mmm-yy", "1937-08"), ("yyyy", "1937"), ("d-mmm", None)],
)
def test_dates_of_a_workbook_are_read_as_far_as_they_are_shown(
    tmp_path: Path, form: str, period: str | None
) -> None:
    """What was typed as a month is not taken for its first day; without a year it is a fault."""
    rows = [["дата", "место"], [datetime.date(1937, 8, 5), "Тула"]]
    path = workbook(tmp_path / "list.xlsx", {"a": rows}, form)
    if period is None:
        assert "has made a date of this" in faults(path)[0]
        return
    by = {10: "day", 7: "month", 4: "year"}[len(period)]
    assert ps.tally(path, **ABOUT, by=by)["period"].tolist() == [period]


def test_further_sheets_of_a_list_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    """Rows of the same columns are a fault, since they would be lost; another sheet is named."""
    rows: list[list[object]] = [["дата", "место"], ["1937-08", "Тула"]]
    path = workbook(tmp_path / "list.xlsx", {"А–К": rows, "Л–Я": rows})
    assert "the sheets А–К, Л–Я have the same columns" in faults(path)[0]
    workbook(path, {"list": rows, "notes": [["made in 1990"]], "blank": []})
    with pytest.warns(UserWarning, match=r"^list\.xlsx: the sheet notes was not read$"):
        assert ps.tally(path, **ABOUT)["low"].tolist() == [1]


def test_a_column_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    """As where a title stands above the names of the columns."""
    path = tmp_path / "list.csv"
    path.write_text("Список\n\nдата,место\n1937,Тула\n", "utf-8")
    assert any("the columns are Список" in fault for fault in faults(path))

"""A workbook is read as it was typed; what the program made of a cell is a fault, not a value."""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.chart
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

import purgestats as ps
from purgestats.claims.files import layout
from purgestats.errors import ClaimErrors

HEAD = ["claim_id", "measure", "period", "as_printed", "claimant", "source", "note"]
ROW: list[Any] = ["a", "arrests", "1937", "about 40,000", "me", "notes", None]


def save(path: Path, rows: list[list[Any]], change: Callable[[Any], object] | None = None) -> Path:
    """Write a workbook, its sheet changed before saving."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    book.save(path)
    return path


def rezip(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write the parts of a workbook anew, each changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def faults(path: Path, **more: int) -> list[tuple[str, str]]:
    """Cell and rule of each fault."""
    with pytest.raises(ClaimErrors) as caught:
        ps.read_claims(path, **more)
    return [(error.place.cell, error.rule) for error in caught.value.errors]


def with_cell(column: str, value: Any) -> list[list[Any]]:
    """A table of one row, one cell replaced."""
    row = list(ROW)
    row[HEAD.index(column)] = value
    return [HEAD, row]


@pytest.mark.parametrize(
    ("column", "value", "cell", "words"),
    [
        ("as_printed", "=1+1", "D2", "formula"),
        ("note", "=HYPERLINK(1)", "G2", "formula"),
        ("period", datetime.date(1937, 8, 1), "C2", "a date"),
        ("as_printed", datetime.time(4, 30), "D2", "a date"),
        ("claimant", True, "E2", "truth value"),
        ("source", "#N/A", "F2", "an error"),
    ],
)
def test_what_the_program_made_of_a_cell_is_a_fault(
    tmp_path: Path, column: str, value: Any, cell: str, words: str
) -> None:
    """Formulas, dates, truth values and errors are named with the spreadsheet's cell, once."""
    found = faults(save(tmp_path / "t.xlsx", with_cell(column, value)))
    assert [place for place, _ in found] == [cell]
    assert words in found[0][1]


@pytest.mark.parametrize("form", ["0%", "0", "0.00", '0.0" million"', "#,##0,", "yyyy", "0E+00"])
def test_a_figure_shown_in_another_form_than_held_is_a_fault(tmp_path: Path, form: str) -> None:
    """A number formatted as a percentage, a decimal or a date is not what is printed."""

    def change(sheet: Any) -> None:
        sheet["D2"] = 0.4
        sheet["D2"].number_format = form

    assert faults(save(tmp_path / "t.xlsx", [HEAD, ROW], change))[0][0] == "D2"


def test_a_figure_that_is_struck_out_is_a_fault(tmp_path: Path) -> None:
    """Whoever strikes a figure takes it back, as a whole or in part."""

    def strike(sheet: Any) -> None:
        sheet["D2"].font = Font(strike=True)

    part = CellRichText(TextBlock(InlineFont(strike=True), "68"), "1,692")
    whole, own, shared = (tmp_path / f"{name}.xlsx" for name in ("whole", "own", "shared"))
    save(whole, [HEAD, ROW], strike)
    save(own, with_cell("as_printed", part))
    struck = b"<si><r><rPr><strike/></rPr><t>68</t></r><r><t>1,692</t></r></si>"
    with_shared(save(shared, [HEAD, ROW]), struck)
    for path in (whole, own, shared):
        assert [(cell, "struck out" in rule) for cell, rule in faults(path)] == [("D2", True)]


@pytest.mark.parametrize(
    "form",
    ["#,##0", "0", "#\\ ##0", "[Red]#,##0.00", '_-* #,##0.00\\ _₽_-;-* #,##0_-;_-* "-"_-;_-@_-'],
)
def test_plain_numbers_are_read_as_typed(tmp_path: Path, form: str) -> None:
    """Whole numbers and years lose no digit, however the thousands are shown."""
    rows = [[*HEAD, "claim_year", "low"], [*ROW[:3], 681692, *ROW[4:], 1968.0, 681692]]
    rows[1][2] = 1937

    def change(sheet: Any) -> None:
        sheet["D2"].number_format = form

    found = ps.read_claims(save(tmp_path / "t.xlsx", with_best_and_high(rows), change)).iloc[0]
    assert (found["as_printed"], found["period"], found["claim_year"]) == ("681692", "1937", 1968)
    assert (found["low"], found["high"]) == (681692.0, 681692.0)


def with_best_and_high(rows: list[list[Any]]) -> list[list[Any]]:
    """Add best and high, the same as low."""
    return [[*rows[0], "best", "high"], *([*row, row[-1], row[-1]] for row in rows[1:])]


def test_merged_cells_and_cells_beside_the_table_are_faults(tmp_path: Path) -> None:
    """A value that would count for several rows, or for no column, is not passed over."""
    rows = [HEAD, ROW, ["b", *ROW[1:]]]
    merged = save(tmp_path / "m.xlsx", rows, lambda sheet: sheet.merge_cells("C2:C3"))
    assert faults(merged)[0][0] == "C2:C3"

    def change(sheet: Any) -> None:
        sheet["J3"] = "aside"

    assert faults(save(tmp_path / "b.xlsx", rows, change))[0][0] == "J3"


def test_a_title_above_the_header_is_one_fault(tmp_path: Path) -> None:
    """It says where the header stands, whichever sheet it is on."""

    def on_second(sheet: Any) -> None:
        sheet.parent.create_sheet("About", 0).append(["about", "this file"])

    rows = [[], ["Arrests, 1937"], [None, "mine"], HEAD, ROW]
    told = [("", "the names of the columns stand on line 4; delete all above it")]
    assert faults(save(tmp_path / "t.xlsx", rows, on_second)) == told
    # Across merged cells, as it mostly is.
    merged = save(tmp_path / "m.xlsx", rows, lambda sheet: sheet.merge_cells("A2:G2"))
    assert faults(merged) == told


def test_the_sheet_named_claims_goes_first(tmp_path: Path) -> None:
    """Another sheet before it is not read; without it the first is."""
    book = openpyxl.Workbook()
    book.active.append(["anything"])
    sheet = book.create_sheet("claims")
    for row in (HEAD, ROW):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    assert ps.read_claims(tmp_path / "t.xlsx")["claim_id"].tolist() == ["a"]


def test_blank_rows_do_not_shift_the_places_of_faults(tmp_path: Path) -> None:
    """Rows above the header and between rows count, as the spreadsheet counts them."""
    path = save(tmp_path / "t.xlsx", [[], HEAD, [], ["a", "arests", *ROW[2:]]])
    assert faults(path)[0][0] == "B4"


def test_a_formatted_but_blank_million_rows_are_no_rows(tmp_path: Path) -> None:
    """The size that the sheet states for itself is not believed."""

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:G2"', b'ref="A1:XFD1048576"')

    path = rezip(save(tmp_path / "t.xlsx", [HEAD, ROW]), change)
    assert len(ps.read_claims(path)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'<row r="3"', b'<row r="2"', "out of order"),
        (b'<row r="3"', b'<row r="99999999999"', "rows"),
        (b'r="A3"', b'r="XFE1048577"', ""),
    ],
)
def test_an_impossible_sheet_is_refused(tmp_path: Path, old: bytes, new: bytes, words: str) -> None:
    """Rows out of order or beyond the last, cells beyond the last column."""
    path = save(tmp_path / "t.xlsx", [HEAD, ROW, ["b", *ROW[1:]]])
    rezip(path, lambda name, content: content.replace(old, new) if "sheet1" in name else content)
    assert words in faults(path)[0][1]


def test_a_damaged_workbook_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the reader of workbooks says of styles by itself stays out of a command's output."""

    def without_styles(name: str, content: bytes) -> bytes:
        return re.sub(rb"<cellStyleXfs.*?</cellStyleXfs>", b"<cellStyleXfs/>", content)

    path = save(tmp_path / "t.xlsx", [HEAD, ROW])
    rezip(path, without_styles)
    with pytest.raises(ps.ClaimErrors, match="not a readable XLSX workbook"):
        ps.read_claims(path)
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """A small file that holds a large one is not opened."""
    path = save(tmp_path / "t.xlsx", [HEAD, ROW])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 50_000_000)
    assert path.stat().st_size < 1_000_000
    assert "unpacks to" in faults(path, max_bytes=10_000_000)[0][1]


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    """A few lines of XML that would expand to gigabytes are an error at once."""
    lines = ['<!DOCTYPE worksheet [<!ENTITY a0 "aaaaaaaaaa">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = "".join(lines).encode() + b"]>"
    path = save(tmp_path / "t.xlsx", [HEAD, ROW])

    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name:
            return content
        assert b"<t>notes</t>" in content
        return bomb + content.replace(b"<t>notes</t>", b"<t>&a9;</t>")

    rezip(path, change)
    assert "not a readable XLSX" in faults(path)[0][1]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"not a zip", b"\x00" * 100])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    """Any bytes under the name of a workbook."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    assert "not a readable XLSX" in faults(path)[0][1]


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    """Half a download is no table."""
    path = save(tmp_path / "t.xlsx", [HEAD, ROW])
    whole = path.read_bytes()
    for part in range(1, 10):
        path.write_bytes(whole[: len(whole) * part // 10])
        assert "not a readable XLSX" in faults(path)[0][1]


@pytest.mark.slow
def test_damage_inside_a_workbook_drops_no_row(tmp_path: Path) -> None:
    """Bytes changed within the parts of a whole archive give faults or every row."""
    rng = random.Random(2)
    rows = [HEAD, *([f"c{n}", *ROW[1:]] for n in range(6))]
    whole = io.BytesIO(save(tmp_path / "t.xlsx", rows).read_bytes())
    with zipfile.ZipFile(whole) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for _ in range(120):
        name = rng.choice(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
        damaged = bytearray(parts[name])
        damaged[rng.randrange(len(damaged))] = rng.choice(b'0123456789<>/"abcr= ')
        with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, bytes(damaged) if part == name else content)
        with contextlib.suppress(ClaimErrors):
            assert len(ps.read_claims(tmp_path / "d.xlsx")) == len(rows) - 1


def book_of(path: Path, sheets: dict[str, tuple[str, list[list[Any]]]]) -> Path:
    """Write a workbook of several sheets, each with its state and rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, (state, rows) in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = state
    book.save(path)
    return path


def test_the_first_visible_sheet_with_claims_is_read(tmp_path: Path) -> None:
    """A hidden sheet before it is not read, and is said to have claims too."""
    other = [HEAD, ["hidden", *ROW[1:]]]
    sheets = {
        "old": ("hidden", other),
        "about": ("visible", [["x"]]),
        "new": ("visible", [HEAD, ROW]),
    }
    path = book_of(tmp_path / "t.xlsx", sheets)
    with pytest.warns(UserWarning, match="hidden sheet old has claims too"):
        assert ps.read_claims(path)["claim_id"].tolist() == ["a"]
    assert ps.read_claims(path, sheet="old")["claim_id"].tolist() == ["hidden"]


def test_several_sheets_with_claims_are_refused_until_one_is_named(tmp_path: Path) -> None:
    """Nothing is chosen for the user; a misspelt name is answered with the right one."""
    rows = [HEAD, ROW]
    path = book_of(tmp_path / "t.xlsx", {"Tula": ("visible", rows), "Oryol": ("visible", rows)})
    assert "several sheets have claims (Tula, Oryol)" in faults(path)[0][1]
    assert len(ps.read_claims(path, sheet="Oryol")) == 1
    with pytest.raises(ClaimErrors, match="nearest: Oryol"):
        ps.read_claims(path, sheet="Oriol")


def test_hidden_rows_and_columns_are_read_and_said_once(tmp_path: Path) -> None:
    """What the eye does not see in the program is no reason to drop it."""

    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["G"].hidden = True

    path = save(tmp_path / "t.xlsx", [HEAD, ROW, ["b", *ROW[1:]]], change)
    with pytest.warns(UserWarning, match="hidden row 3 and column G"):
        assert len(ps.read_claims(path)) == 2


SHARED = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def with_shared(path: Path, strings: bytes) -> Path:
    """Add shared texts to a workbook, as Excel saves them, the first of them in cell D2."""
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + SHARED + b'"/></Types>'

    def change(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return content.replace(b"</Types>", part)
        if name.endswith("sheet1.xml"):
            cell = b'<c r="D2" t="s"><v>0</v></c>'
            return re.sub(rb'<c r="D2" t="inlineStr">.*?</c>', cell, content)
        return content

    rezip(path, change)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst xmlns='%s'>%s</sst>" % (MAIN, strings))
    return path


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RICH = b'<si><r><t>681,692</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r></si>'


def test_a_raised_mark_is_left_out_and_said(tmp_path: Path) -> None:
    """681,692 with a raised 3 is 681,692, not 6,816,923."""
    raised = TextBlock(InlineFont(vertAlign="superscript"), "3")
    path = save(tmp_path / "t.xlsx", with_cell("as_printed", CellRichText("681,692", raised)))
    assert faults(path) == [("D2", "a raised or lowered character; leave it out")]
    with_shared(save(path, [HEAD, ROW]), RICH)
    with pytest.warns(UserWarning, match="D2.*raised '3' was left out of '681,692'"):
        found = ps.read_claims(path).iloc[0]
    assert (found["as_printed"], found["low"]) == ("681,692", 681_692)


def test_a_chart_sheet_is_passed_over(tmp_path: Path) -> None:
    """A sheet that is a chart holds no cells; a workbook of such sheets alone is refused."""
    book = openpyxl.Workbook()
    book.create_chartsheet("chart", 0).add_chart(openpyxl.chart.BarChart())
    for row in (HEAD, ROW):
        book["Sheet"].append(row)
    book.save(tmp_path / "t.xlsx")
    assert len(ps.read_claims(tmp_path / "t.xlsx")) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old binary workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
    ],
)
def test_old_and_protected_workbooks_are_named(tmp_path: Path, content: bytes, words: str) -> None:
    """Under the ending .xlsx too, the user reads what it is and what to do."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    assert words in faults(path)[0][1]


def test_an_opendocument_file_is_named(tmp_path: Path) -> None:
    """Whatever its ending."""
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert "OpenDocument" in faults(path)[0][1]


BOMBS = {
    "styles": ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 3_000_000 + b"</styleSheet>"),
    "cells": ("xl/worksheets/sheet1.xml", b"<worksheet><row>" + b"<c/>" * 3_000_000),
    "attributes": (
        "xl/worksheets/sheet1.xml",
        b"<worksheet>" + b"<mergeCell <row " * 40_000 + b"</worksheet>",
    ),
    "rels": ("xl/_rels/workbook.xml.rels", b"<Relationships>" + b"<a/>" * 3_000_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOMBS)
def test_crafted_parts_are_refused_before_they_are_unfolded(tmp_path: Path, kind: str) -> None:
    """Texts, styles, cells and tags by the million, in a file of some kilobytes."""
    name, content = BOMBS[kind]
    path = save(tmp_path / "t.xlsx", [HEAD, ROW])
    rezip(path, lambda part, old: content if part == name else old)
    assert path.stat().st_size < 200_000
    assert faults(path)


def test_cells_are_counted_over_all_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of ordinary length, parts that no sheet leads to, and elements of no meaning count."""
    path = save(tmp_path / "t.xlsx", [HEAD, ROW])
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    sound = sum(part.count(b"<") - part.count(b"</") - part.count(b"<?") for part in parts)
    monkeypatch.setattr(layout, "MOST_ELEMENTS", sound + 24)
    assert len(ps.read_claims(path)) == 1
    with zipfile.ZipFile(path, "a") as archive:
        for name in "abc":
            archive.writestr(f"xl/worksheets/{name}.xml", f"<worksheet>{'<x/>' * 9}</worksheet>")
    assert f"more than {sound + 24:,} cells, texts and the like" in faults(path)[0][1]


@pytest.mark.slow
def test_shared_texts_by_the_million_are_refused(tmp_path: Path) -> None:
    """A file of some kilobytes that would unfold to as many objects."""
    path = with_shared(save(tmp_path / "t.xlsx", [HEAD, ROW]), b"<si><t/></si>" * 3_000_000)
    assert "cells, texts and the like" in faults(path)[0][1]


def test_single_quotes_hide_nothing_from_the_layout(tmp_path: Path) -> None:
    """XML may quote either way: a repeated row and merged cells are seen all the same."""
    rows = [HEAD, ROW, ["b", *ROW[1:]]]
    path = save(tmp_path / "t.xlsx", rows)
    rezip(path, lambda name, old: old.replace(b'<row r="3"', b"<row r='2'"))
    assert "out of order" in faults(path)[0][1]
    path = save(tmp_path / "m.xlsx", rows, lambda sheet: sheet.merge_cells("C2:C3"))
    rezip(path, lambda name, old: old.replace(b'ref="C2:C3"', b"ref='C2:C3'"))
    assert faults(path)[0][0] == "C2:C3"

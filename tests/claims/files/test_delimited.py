"""CSV is read by strict rules; other readers may read it only where they would read the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import purgestats as ps
from purgestats.claims.files.delimited import (
    read_delimited,
    strict_table,
    with_formula,
    without_formula,
)
from purgestats.claims.files.raw import RawTable
from purgestats.claims.files.readers import read_cells, read_claim_cells
from purgestats.claims.files.regular import is_regular_file
from purgestats.errors import ClaimErrors


def seen(table: RawTable) -> Any:
    """Everything a table holds, comparable."""
    cells = {name: column.texts() for name, column in table.columns.items()}
    return cells, table.lines, [str(fault) for fault in table.faults], table.header_line


@pytest.mark.parametrize(
    ("body", "regular"),
    [
        ('a,"b ""c"", d"\n', True),
        ("a,я\nb,\n", True),
        ("a,1", True),
        ('x"y,1\n', False),
        ('a,"b"c\n', False),
        ('a,"b\n', False),
        ('a,"b\nc"\n', False),
        ("a\n", False),
        ("a,1,2\n", False),
        ("\na,1\n", False),
        ("a\r,1\n", False),
        ("a,1\r\n", False),
        (' ,""\n', False),
        ("\u00a0,\n", False),
        (' "a",1\n', False),
        (f"a,{'x' * 140_000}\n", False),
    ],
)
def test_a_file_is_regular_where_every_reader_would_read_the_same(
    tmp_path: Path, body: str, regular: bool
) -> None:
    """Stray marks, blank lines and rows, other lengths and mixed line ends are not."""
    path = tmp_path / "t.csv"
    path.write_bytes(f"claim_id,b\n{body}".encode())
    assert is_regular_file(path, ",", 2) is regular


@pytest.mark.slow
def test_a_file_of_many_blocks_is_looked_through_to_its_end(tmp_path: Path) -> None:
    """An odd line is found wherever it stands, and all of a regular file is regular."""
    path = tmp_path / "t.csv"
    for last, regular in (("a,b", True), ("a", False)):
        path.write_bytes(("a,bcdefgh\r\n" * 300_000 + last).encode())
        assert is_regular_file(path, ",", 2) is regular


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_are_recognised(tmp_path: Path, delimiter: str, end: str) -> None:
    """The header shows what parts cells; a decimal comma is possible where it is not the comma."""
    path = tmp_path / "t.csv"
    rows = [["claim_id", "note"], ["a", "x"], ["b", "y"]]
    path.write_bytes(end.join(delimiter.join(row) for row in rows).encode())
    table = read_delimited(path)
    assert seen(table) == ({"claim_id": ["a", "b"], "note": ["x", "y"]}, [2, 3], [], 1)
    assert table.decimal_comma == (delimiter != ",")
    renamed = path.rename(path.with_suffix(".tsv"))
    assert list(read_delimited(renamed).columns) == ["claim_id", "note"]


def test_a_row_of_another_length_is_a_fault_on_its_line() -> None:
    """The number before an unquoted comma does not shift a row unseen."""
    text = "claim_id,as_printed,note\na,700,000,\n\nb,5\nc,6,ok\n"
    table = strict_table("t.csv", text, ",")
    assert [(fault.line, "quotation" in fault.rule) for fault in table.faults] == [
        (2, True),
        (4, True),
    ]
    assert table.lines == [2, 4, 5]


def test_blank_columns_at_the_end_of_every_row_are_left_out() -> None:
    """A spreadsheet's trailing commas are no columns, unless a cell in them is filled."""
    table = strict_table("t.csv", "claim_id,note,,\na,x,,\n", ",")
    assert (list(table.columns), table.faults) == (["claim_id", "note"], [])
    assert strict_table("t.csv", "claim_id,note,\na,x,y\n", ",").faults


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('claim_id,note\na,"x\nb,y\n', 2, "never closed; close it where its cell ends"),
        ('claim_id,note\na,x\nb,"y\nc,"z"\n', 3, "closes on line 4, with more text after it"),
        ('claim_id,note\na,x\nb,"y"z\n', 3, "within a cell twice"),
        ("claim_id,claim_id\na,b\n", 1, "names this column twice"),
        ("\n\nclaim_id,note,note\na,b,c\n", 3, "names this column twice"),
        ("claim_id,,note\na,b,c\n", 1, "column 2 has no name"),
        ('"Arrests, 1937",,,\n\nclaim_id,measure,note\na,b,c\n', 1, "stand on line 3"),
        ("# arrests\n# mine\nclaim_id;measure\na;b\n", 1, "stand on line 3; delete all above"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    """Unbalanced marks and a header that cannot be used name the line they stand on."""
    with pytest.raises(ClaimErrors, match=words) as caught:
        strict_table("t.csv", text, ",")
    assert caught.value.errors[0].line == line


def test_a_swallowed_row_is_noticed(tmp_path: Path) -> None:
    """Two stray quotation marks that hide a row between them make a line break in a cell."""
    path = tmp_path / "t.csv"
    head = "claim_id,measure,as_printed,claimant,source,note\n"
    path.write_text(f'{head}a,arrests,10,me,s,"oops\nb,arrests,20,me,s,\nc,arrests,30,me,s,x"\n')
    with pytest.raises(ClaimErrors, match="line break"):
        ps.read_claims(path)


def test_the_line_that_names_the_separator_is_obeyed(tmp_path: Path) -> None:
    """Excel's sep=; is no header, and the lines below keep their numbers."""
    path = tmp_path / "t.csv"
    path.write_text("sep=;\nclaim_id;note\na;x,y\n", encoding="utf-8")
    table = read_cells(path)
    assert table.columns["note"].texts() == ["x,y"]
    assert (table.header_line, table.lines) == (2, [3])
    path.write_text("sep=;\nclaim_id;note\na;x\nb\n", encoding="utf-8")
    assert [fault.line for fault in read_cells(path).faults] == [4]
    path.write_text('sep=;\nclaim_id;note\na;"x\n', encoding="utf-8")
    with pytest.raises(ClaimErrors) as caught:
        read_cells(path)
    assert caught.value.errors[0].line == 3


@pytest.mark.parametrize(
    "text", ["-Иванов", "+7", "=x", "'=x", "''-1", "a;=b", "a; '+b", "it's", "'n'"]
)
def test_a_text_that_looks_like_a_formula_comes_back(text: str) -> None:
    """What keeps a text from being a formula is taken off again, and nothing else."""
    cell = without_formula(text)
    assert with_formula(cell) == text
    assert not re.search(r"(^|;)\s*[=+@-]", cell)


@given(st.text(alphabet="ab=+-@;' \t'", max_size=12))
def test_any_text_comes_back(text: str) -> None:
    """However apostrophes, semicolons and signs follow each other."""
    assert with_formula(without_formula(text)) == text


def test_a_formula_in_a_csv_file_is_a_fault(tmp_path: Path) -> None:
    """It is reported with its line; a text with an apostrophe before it is none."""
    path = tmp_path / "t.csv"
    path.write_text("claim_id,note\na,=1+1\nb,'=1+1\n", encoding="utf-8")
    table = read_claim_cells(path)
    assert [(fault.line, fault.column) for fault in table.faults] == [(2, "note")]
    assert table.columns["note"].texts()[1] == "=1+1"

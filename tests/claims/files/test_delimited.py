"""CSV is read by strict rules; the quick way gives what the strict way gives, or steps aside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purgestats as ps
from purgestats.claims.files import delimited
from purgestats.claims.files.delimited import (
    quick_table,
    read_delimited,
    strict_table,
    with_formula,
    without_formula,
)
from purgestats.claims.files.raw import RawTable
from purgestats.claims.files.readers import read_cells, read_claim_cells
from purgestats.errors import ClaimErrors

CELLS = st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), max_size=8)
PIECES = ["a", "b", '"', '""', '"a,b"', '"x"', ",", ",", ";", "\n", "\n", "\r\n", "\r", " ", "я"]


def seen(table: RawTable | None) -> Any:
    """Everything a table holds, comparable."""
    if table is None:
        return None
    cells = {name: column.texts() for name, column in table.columns.items()}
    return cells, table.lines, [str(fault) for fault in table.faults], table.header_line


def strict(text: str, delimiter: str = ",") -> Any:
    """What the strict way gives: the table or its error."""
    try:
        return seen(strict_table("t.csv", text, delimiter))
    except ClaimErrors as errors:
        return str(errors)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 15)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_the_quick_way_never_differs_from_the_strict_way(body: str) -> None:
    """Quotation marks, line ends and lengths in any order: the same table, or none."""
    text = f"claim_id,b\n{body}"
    quick = seen(quick_table("t.csv", text, ","))
    assert quick is None or quick == strict(text)


@pytest.mark.slow
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_the_quick_way_reads_what_a_csv_writer_writes(rows: list[tuple[str, str]]) -> None:
    """Whatever the cells hold, a regular file comes out as it went in."""
    frame = pd.DataFrame(rows, columns=["b", "note"])
    frame.insert(0, "claim_id", [f"c{place}" for place in range(len(frame))])
    text = frame.to_csv(index=False)
    table = quick_table("t.csv", text, ",")
    assert table is not None
    assert table.columns["note"].texts() == frame["note"].tolist()
    assert seen(table) == strict(text)


@pytest.mark.parametrize(
    "body",
    ['x"y,1\n', 'a,"b"c\n', 'a,"b\n', "a\n", "a,1,2\n", "\na,1\n", "a\r,1\n", ",\n", ' "a",1\n'],
)
def test_the_quick_way_steps_aside_for_anything_unusual(body: str) -> None:
    """Stray marks, blank lines, other lengths and blank rows are left to the strict way."""
    assert quick_table("t.csv", f"claim_id,b\n{body}", ",") is None


def test_large_files_go_the_quick_way_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own claims, read either way, are one table."""
    path = tmp_path / "claims.csv"
    ps.load().to_csv(path, index=False)
    slow = ps.read_claims(path)
    monkeypatch.setattr(delimited, "QUICK_FROM", 0)
    monkeypatch.setattr(delimited, "strict_table", None)
    pd.testing.assert_frame_equal(ps.read_claims(path), slow)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_line_ends_are_recognised(tmp_path: Path, delimiter: str, end: str) -> None:
    """The header shows what parts cells; a decimal comma is possible where it is not the comma."""
    path = tmp_path / "t.csv"
    rows = [["claim_id", "note"], ["a", "x"], ["b", "y"]]
    path.write_bytes(end.join(delimiter.join(row) for row in rows).encode())
    table = read_delimited(path)
    assert seen(table) == ({"claim_id": ["a", "b"], "note": ["x", "y"]}, [2, 3], [], 1)
    assert table.decimal_comma == (delimiter != ",")


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
        ('claim_id,note\na,"x\n', 2, "not readable as CSV"),
        ('claim_id,note\na,x\nb,"y"z\n', 3, "not readable as CSV"),
        ("claim_id,claim_id\na,b\n", 1, "names this column twice"),
        ("\n\nclaim_id,note,note\na,b,c\n", 3, "names this column twice"),
        ("claim_id,,note\na,b,c\n", 1, "column 2 has no name"),
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

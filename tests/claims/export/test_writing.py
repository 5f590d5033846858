"""What is written comes back as it was, whole or not at all, and nothing in it is a formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.datasets.references import read_bibliography
from purgestats.claims.files.delimited import without_formula

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1", "＝1"]
TAKEN = ["<script>alert(1)</script>", "+1", "-1", "@SUM(A1)", "＝1"]
HOSTILE = [*FORMULAS, "\x1b[2J", "\x00", "\u202e", "<script>alert(1)</script>", "\ud800", "a\nb"]


def hostile_table() -> pd.DataFrame:
    """Claims whose every text is something that a program might obey.

    What a claims table refuses stands in a column of one's own.
    """
    claims = ps.load("executions").query("unit == 'persons'").head(len(HOSTILE))
    claims = claims.reset_index(drop=True)
    passing = [one if one in TAKEN else TAKEN[0] for one in HOSTILE]
    for column in ("claimant", "source", "note", "as_printed"):
        claims[column] = pd.Series(passing, dtype=object)
    return claims.assign(derived_from="", resolved="", mine=pd.Series(HOSTILE, dtype=object))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet"])
def test_claims_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    """All our claims, written and read again, are the same table, value by value."""
    file = ps.write_claims(ps.load(), tmp_path / f"claims.{ending}")
    pd.testing.assert_frame_equal(ps.read_claims(file), ps.load())


def test_no_cell_of_a_csv_file_is_a_formula(tmp_path: Path) -> None:
    """No cell begins as a formula does, and none holds a control character."""
    file = ps.write_claims(hostile_table(), tmp_path / "claims.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [one for one in cells if one.lstrip().startswith(tuple("=+-@＝"))]
    assert all(cell.isprintable() for cell in cells)
    assert {"'=1+1", "' =1", "\\x1b[2J", "\\x00", "\\u202e", "\\ud800", "a\\nb"} <= set(cells)


@pytest.mark.slow
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    """On every sheet each text is stored as text, and formulas are shown with a quote prefix."""
    file = ps.write_claims(hostile_table(), tmp_path / "claims.xlsx")
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert book.sheetnames == ["claims", "columns", "sources"]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {one.value for one in texts if one.quotePrefix} == set(FORMULAS)
    assert all(cell.value.isprintable() for cell in texts)


@pytest.mark.parametrize("ending", ["bib", "ris", "json"])
def test_hostile_sources_make_sound_references(tmp_path: Path, ending: str) -> None:
    """Free-text sources make one record each that the format's readers can read."""
    import rispy

    file = ps.write_claims(hostile_table(), tmp_path / f"sources.{ending}")
    text = file.read_text(encoding="utf-8")
    assert text.replace("\n", "").replace("\t", "").isprintable()
    if ending == "bib":
        titles = [one.fields["title"] for one in read_bibliography(file).values()]
    elif ending == "ris":
        titles = [one["title"] for one in rispy.loads(text)]
    else:
        titles = [one["title"] for one in json.loads(text)]
    assert len(titles) == len(TAKEN)
    assert "<script>alert(1)</script>" in titles


def test_references_are_those_of_the_claims(tmp_path: Path) -> None:
    """The works that the claims name, each once, with the user's own file beside ours."""
    own = tmp_path / "own.bib"
    own.write_text("@book{getty, title={Road \\& Terror}, author={Getty, J. Arch}, year={1999}}")
    claims = ps.load("arrests").head(11)
    claims = claims.assign(source=["getty"] * 5 + ["wikipedia-great-purge"] * 6)
    file = ps.write_claims(claims, tmp_path / "sources.bib", sources=own)
    works = read_bibliography(file)
    assert list(works) == ["getty", "wikipedia-great-purge"]
    assert works["getty"].fields["title"] == "Road & Terror"
    assert ps.write_claims(claims, tmp_path / "s.ris").read_text().startswith("TY  - ")


def test_a_file_is_not_written_over_unless_told(tmp_path: Path) -> None:
    """What stands there stays, to the byte, and with force it is replaced."""
    file = tmp_path / "claims.csv"
    file.write_text("mine")
    with pytest.raises(FileExistsError, match="force"):
        ps.write_claims(ps.load("arrests"), file)
    assert file.read_text() == "mine"
    assert len(ps.read_claims(ps.write_claims(ps.load("arrests"), file, force=True))) > 0


def test_an_unknown_ending_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """The message lists the endings; nothing is written."""
    with pytest.raises(ps.InvalidChoice, match=r"must end in .*nearest: \.xlsx"):
        ps.write_claims(ps.load("arrests"), tmp_path / "claims.xls")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["about 40,000", "12.5 percent", "a-b", "x=y", "", "Архив"])
def test_other_texts_are_left_alone(text: str) -> None:
    """Only what begins like a formula gets an apostrophe."""
    assert without_formula(text) == text


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet"])
@pytest.mark.parametrize(
    "notes",
    [
        ["-Иванов", "+7", "=x", "see p. 5;=x, '-y"],
        ["a\tb", "a\u00adb", "a\u200bb", "\\t \u200e|"],
    ],
)
def test_every_text_that_a_table_takes_comes_back(
    tmp_path: Path, notes: list[str], ending: str
) -> None:
    """What looks like a formula, tabs and signs without width are the same after a round trip."""
    claims = ps.load("arrests").head(4).reset_index(drop=True)
    claims["note"] = notes
    file = ps.write_claims(claims, tmp_path / f"t.{ending}")
    assert ps.read_claims(file)["note"].tolist() == notes


def test_a_semicolon_opens_no_formula(tmp_path: Path) -> None:
    """Where semicolons separate cells, a formula after one would be a cell of its own."""
    claims = ps.load("arrests").head(1).reset_index(drop=True)
    claims["note"] = ["a;=HYPERLINK(1)"]
    file = ps.write_claims(claims, tmp_path / "t.csv")
    assert ";=" not in file.read_text(encoding="utf-8")

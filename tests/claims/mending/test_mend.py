"""A historian's spreadsheet is mended where one thing can be meant, and nowhere else."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import purgestats as ps
from purgestats.claims.datasets.catalogue import vocabulary_tables
from purgestats.claims.files.raw import Cells, RawTable
from purgestats.claims.mending.known import our_keys, same_numbers
from purgestats.claims.mending.mend import Mender, mend
from purgestats.claims.mending.names import Names, spelled_period
from purgestats.cli import main

HEAD = [
    "Claim ID",
    "Measure",
    "group",
    "Place",
    "Period",
    "As printed",
    "unit",
    "Claimant",
    "source",
]
ROWS = [
    ["tula 1", "arests", "", "Vinnitsa", "1937–1938", "ca. 40,000", "", "NKVD", "Archive"],
    ["tula-2", "Executions ", "", "USSR", "8/1937-11/1938", "681,692[12]", "", "Popov", "A list"],
    [
        "tula-3",
        "shot",
        "Poles",
        "СССР",
        "Aug 1937 - Nov 1938",
        "20,000–30,000",
        "",
        "NKVD",
        "Archive",
    ],
    ["tula-4", "расстрелы", "", "ussr", 1937, "at least 5 тыс.", "", "NKVD", "Archive"],
    ["tula-5", "Camp deaths", "", "ussr", "DATE", "about 3,000", "", "NKVD", "Archive"],
    ["tula-6", "executions", "", "ussr", "MONTH", "PERCENT", "Share", "NKVD", "Archive"],
    ["tula-7", "exectuions", "", "ussr", "1937-38", "0.45", "share", "NKVD", "Archive"],
    [
        "tula-8",
        "Death_Sentences",
        "",
        "ussr",
        "1938",
        "36,500",
        "persons",
        "Robert Conquest",
        "Archive",
    ],
]


def historian(path: Path) -> Path:
    """Eight rows as a historian types them, with Excel's dates and percentages."""
    book = openpyxl.Workbook()
    sheet = book.active
    of = {"of_measure": ["", "", "", "", "", "arrests", "arrests", ""]}
    sheet.append([*HEAD, *of])
    for at, row in enumerate(ROWS):
        sheet.append([None if cell == "" else cell for cell in [*row, of["of_measure"][at]]])
    sheet["E6"], sheet["E6"].number_format = datetime.datetime(1937, 8, 5), "yyyy-mm-dd"
    sheet["E7"], sheet["E7"].number_format = datetime.datetime(1937, 8, 1), "mmm-yy"
    sheet["F7"], sheet["F7"].number_format = 0.45, "0%"
    book.save(path)
    return path


@pytest.mark.slow
def test_the_spreadsheet_of_a_historian_passes_when_mended(tmp_path: Path) -> None:
    """Every change is listed, the file itself is as it was, and the copy has no fault."""
    file = historian(tmp_path / "claims.xlsx")
    before = file.read_bytes()
    found = CliRunner().invoke(main, ["check", str(file), "--fix", "--json"])
    assert found.exit_code == 0, found.output
    said = json.loads(found.output)
    changes = {one["cell"]: (one["before"], one["after"]) for one in said["changes"]}
    assert file.read_bytes() == before
    assert changes["B2"] == ("arests", "arrests")
    assert changes["E2"] == ("1937–1938", "1937/1938")
    assert changes["F3"] == ("681,692[12]", "681,692")
    assert changes["B4"] == ("shot", "executions")
    assert changes["D4"] == ("СССР", "ussr")
    assert changes["E4"] == ("Aug 1937 - Nov 1938", "1937-08/1938-11")
    assert changes["E6"][1] == "1937-08-05"
    assert (changes["E7"][1], changes["F7"][1]) == ("1937-08", "45 percent")
    assert changes["F8"] == ("0.45", "45 percent")
    claims = ps.read_claims(tmp_path / "claims-mended.xlsx")
    assert len(claims) == len(ROWS)
    assert claims["measure"].tolist()[:4] == ["arrests", "executions", "executions", "executions"]
    assert claims["best"].tolist()[1] == 681_692
    assert claims["group"].tolist()[2] == "poles"
    # What was right already is not among the changes.
    assert not {"F2", "F4", "F5", "F6"} & set(changes)


def test_the_check_says_what_to_write(tmp_path: Path) -> None:
    """Without --fix every fault that has one way out names it, and nothing is written."""
    file = tmp_path / "claims.csv"
    rows = ["a,arests,1937–1938,5", "b,shot,Aug 1937 - Nov 1938,5", "c,nothing,1937-38,5"]
    head = "claim_id,measure,period,as_printed,claimant,source"
    file.write_text("\n".join([head, *(f"{row},me,s" for row in rows)]), "utf-8")
    found = CliRunner().invoke(main, ["check", str(file)])
    assert found.exit_code == 2
    for words in ("write arrests", "write executions", "write 1937/1938", "write 1937-08/1938-11"):
        assert words in found.output
    told = found.output.splitlines()
    assert not [line for line in told if line.count("; write ") > 1 or ".; " in line]
    assert "'nothing': no such measure" in found.output
    assert found.output.endswith("With --fix a mended copy is written, with 5 changes.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]


def test_what_is_left_in_a_mended_copy_is_told_as_that(tmp_path: Path) -> None:
    """Beside a copy that was written it is not said that nothing was changed."""
    file = tmp_path / "claims.csv"
    rows = "a,arests,5,me,s\nb,arrests,many,me,s\n"
    file.write_text(f"claim_id,measure,as_printed,claimant,source\n{rows}", "utf-8")
    found = CliRunner().invoke(main, ["check", str(file), "--fix"])
    assert found.exit_code == 2
    assert "claims-mended.csv with 1 change:" in found.output
    assert "1 fault left in the copy, to be mended by hand:\n  claims-mended.csv" in found.output
    assert "nothing was" not in found.output


@pytest.mark.slow
def test_a_mended_copy_is_never_written_over_a_file(tmp_path: Path) -> None:
    """A second copy needs --force."""
    file = historian(tmp_path / "claims.xlsx")
    assert CliRunner().invoke(main, ["check", str(file), "--fix"]).exit_code == 0
    again = CliRunner().invoke(main, ["check", str(file), "--fix"])
    assert again.exit_code != 0
    assert CliRunner().invoke(main, ["check", str(file), "--fix", "--force"]).exit_code == 0


@pytest.mark.slow
def test_a_copy_without_the_cells_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    """A formula would be a blank in the copy; it is reported instead."""
    file = tmp_path / "t.csv"
    file.write_text("claim_id,measure,as_printed,claimant,source\na,arests,=1+1,me,s\n", "utf-8")
    found = CliRunner().invoke(main, ["check", str(file), "--fix"])
    assert found.exit_code == 2
    assert "formula" in found.output
    assert not (tmp_path / "t-mended.csv").exists()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1937–1938", "1937/1938"),
        ("1937-38", "1937/1938"),
        ("1937/38", "1937/1938"),
        ("8/1937-11/1938", "1937-08/1938-11"),
        ("Aug 1937 - Nov 1938", "1937-08/1938-11"),
        ("Okt. 1937 bis Nov. 1938", "1937-10/1938-11"),
        ("août 1937 à novembre 1938", "1937-08/1938-11"),
        ("1930-е", "1930/1939"),
        ("1937 и 1938", "1937/1938"),
        ("1936 and 1938", None),
        ("between 1937 and 1938", "1937/1938"),
        ("od 1937 do 1938", "1937/1938"),
        ("octubre de 1936 a noviembre de 1938", "1936-10/1938-11"),
        ("на 1 января 1938 г.", "1938-01-01"),
        ("1937-", None),
        ("August–November 1938", "1938-08/1938-11"),
        ("from August 1937 to November 1938", "1937-08/1938-11"),
        ("5 августа 1937 г.", "1937-08-05"),
        ("05.08.1937 – 17.11.1938", "1937-08-05/1938-11-17"),
        ("13/8/1937", "1937-08-13"),
        ("1937г.", "1937"),
        ("31 08 1937", "1937-08-31"),
        ("X.1937", "1937-10"),
        ("[1937]", "1937"),
        ("193x", "1930/1939"),
        ("18 May 1648", "1648-05-18"),
        ("August–November 1937", "1937-08/1937-11"),
        ("1937-08-05 00:00:00", "1937-08-05"),
        ("5/8/1937", None),
        ("1932-3", None),
        ("1937/8", None),
        ("1937–8", "1937/1938"),
        ("1937-1", "1937-01"),
        ("1937.1", None),
        ("1937.10", "1937-10"),
        ("1937-08/11", None),
        ("1937/08–11", None),
        ("Aug/1937", None),
        ("from 5th to 17 August 1937", None),
        ("from 5 November – 1937", None),
        ("1938-1937", None),
        ("1937-13", None),
        ("late 1937", None),
        ("1937?", None),
    ],
)
def test_periods_as_people_type_them(text: str, period: str | None) -> None:
    """One meaning is spelled out; two, or none, are left to whoever typed them."""
    assert spelled_period(text) == period


def test_a_name_that_two_terms_share_or_that_is_another_word_is_not_guessed() -> None:
    """Only a slip of the pen in a long word is mended, and only if one term is that near."""
    names = Names({"kiev": ("Kyiv", "the city"), "minsk": ("the city",), "arrests": ()})
    assert names.find("KYIV") == "kiev"
    assert names.find("the city") is None
    assert names.find("Pinsk") is None
    assert [names.find(one) for one in ("arests", "arrestss", "arretss")] == ["arrests"] * 3
    assert names.find("kievv") is None


@pytest.mark.parametrize(
    ("column", "value", "unit", "after"),
    [
        ("low", "40,000", "", "40000"),
        ("low", "40 000", "", "40000"),
        ("low", "-999", "", ""),
        ("low", "4,5", "", "4,5"),
        ("as_printed", "681,692³", "", "681,692"),
        ("as_printed", "681,692*", "", "681,692"),
        ("as_printed", "0.45", "", "0.45"),
        ("as_printed", "0,45", "share", "45 percent"),
        ("as_printed", "20-30 or so [x", "", "20-30 or so [x"),
        ("stance", "Asserts", "", "asserts"),
        ("inferred", "period, operation", "", "period;operation"),
        ("note", " a ", "", "a"),
    ],
)
def test_cells_are_mended_by_what_their_column_takes(column, value, unit, after) -> None:
    """Marks between thousands, numbers for unknown, footnote marks, shares, case and spaces."""
    assert Mender(vocabulary_tables()).cell(column, value, share=unit == "share")[0] == after


def test_columns_as_data_sets_of_conflicts_name_them() -> None:
    """Best, low and high of the PRIO data come in under our names; blank where unknown."""
    header = {"bdeadlow": ["1000"], "bdeadbes": ["-999"], "bdeadhig": ["9,999"]}
    raw = RawTable({name: Cells.of(cells) for name, cells in header.items()}, lines=[2])
    changes = mend(raw, vocabulary_tables())
    assert {name: cells[0] for name, cells in raw.columns.items()} == {
        "low": "1000",
        "best": "",
        "high": "9999",
    }
    assert len(changes) == 5


def test_a_comma_that_may_be_the_decimal_mark_is_left() -> None:
    """Where semicolons part cells 1,400 is refused, and not mended as if it were plain."""
    for comma, after in ((True, ["1,400", "1400000"]), (False, ["1400", "1400000"])):
        cells = Cells.of(["1,400", "1,400,000"])
        raw = RawTable({"low": cells}, lines=[2, 3], decimal_comma=comma)
        mend(raw, vocabulary_tables())
        assert raw.columns["low"].texts() == after


def test_columns_with_russian_names_are_known() -> None:
    """And a column of ours beside them keeps its name."""
    raw = RawTable({name: Cells.of(["a"]) for name in ("№", "Показатель", "source")}, lines=[2])
    mend(raw, vocabulary_tables())
    assert list(raw.columns) == ["claim_id", "measure", "source"]


@pytest.mark.parametrize("other", ["Claimants", "claimants", "best_low"])
def test_a_column_never_takes_the_place_of_one_that_has_its_name(other: str) -> None:
    """Whichever stands first, and whichever comes first in the alphabet."""
    for names in (("claimant", other, "best"), (other, "claimant", "best")):
        raw = RawTable({name: Cells.of([f"of {name}"]) for name in names}, lines=[2])
        mend(raw, vocabulary_tables())
        assert raw.columns["claimant"][0] == "of claimant"
        assert raw.columns[other][0] == f"of {other}"


@pytest.mark.slow
def test_what_is_published_already_is_pointed_out() -> None:
    """A count to the last digit, and claimants and works under other names."""
    claims = ps.load("executions").head(1).copy()
    claims["claim_id"], claims["claimant"] = "mine", "Robert Conquest"
    assert claims["best"].iloc[0] == 681_692
    others, elsewhere = same_numbers(claims, ps.load())["mine"]
    assert ps.load("executions")["claim_id"].iloc[0] in others
    assert all(one not in others for one in elsewhere)
    assert ("claimant", "Robert Conquest", "conquest") in our_keys(claims)
    initials = claims.assign(claimant="Conquest, R.")
    assert ("claimant", "Conquest, R.", "conquest") in our_keys(initials)
    assert our_keys(claims.assign(claimant="Petrov")) == []

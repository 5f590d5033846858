"""The template explains itself, offers the words allowed, and is itself a sound table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.export.template import EXAMPLES, explanation

NEEDED = ["claim_id", "measure", "as_printed", "claimant", "source"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh template."""
    return ps.write_template(tmp_path_factory.mktemp("template") / "claims.xlsx")


@pytest.fixture(scope="module")
def book(template: Path) -> Any:
    """The same, opened by the library for workbooks."""
    return openpyxl.load_workbook(template)


def lists(book: Any) -> dict[str, list[str]]:
    """The words that each column's drop-down list offers."""
    names = {cell.column_letter: cell.value for cell in book["claims"][1]}
    found = {}
    for listed in book["claims"].data_validations.dataValidation:
        sheet, cells = listed.formula1.split("!")
        column = names[str(listed.sqref).split("2:")[0]]
        found[column] = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    return found


@pytest.mark.slow
def test_it_is_a_sound_table_of_three_examples(template: Path) -> None:
    """The examples are figures of ours, said to rest on them: they bring in nothing new."""
    claims = ps.read_claims(template)
    ours = ps.load().set_index("claim_id").loc[list(EXAMPLES)]
    assert claims["derived_from"].tolist() == list(EXAMPLES)
    for column in ("as_printed", "low", "high", "measure", "group", "operation", "unit", "period"):
        assert claims[column].tolist() == ours[column].tolist()
    assert ps.origins(pd.concat([ps.load(), claims])).at_most == ps.origins(ps.load()).at_most


@pytest.mark.slow
def test_it_has_every_column_and_those_that_need_filling_first(book: Any) -> None:
    """The names are those of the data package, in another order."""
    names = [cell.value for cell in book["claims"][1]]
    assert names[:5] == NEEDED
    assert sorted(names) == sorted(column.name for column in claims_columns())


@pytest.mark.slow
def test_each_heading_explains_its_column(book: Any) -> None:
    """The comment holds the data package's own description and says what a blank means."""
    descriptions = {column.name: column.description for column in claims_columns()}
    comments = {cell.value: cell.comment.text for cell in book["claims"][1]}
    assert all(descriptions[name] in text for name, text in comments.items())
    assert {name for name, text in comments.items() if "Needs filling" in text} == set(NEEDED)
    assert "If left blank: 1937/1938" in comments["period"]
    assert "If left blank: read from the figure" in comments["low"]


def test_lists_offer_the_vocabulary(book: Any) -> None:
    """Each list holds the terms, choices, claimants or sources of the datasets, and no others."""
    found = lists(book)
    assert found["measure"] == ps.vocabulary("measures")["term"].tolist()
    assert found["of_place"] == found["place"] == ps.vocabulary("places")["term"].tolist()
    assert found["claimant"] == ps.claimants()["key"].tolist()
    assert found["stance"] == ["asserts", "reports", "rejects", "surveys", "rhetorical"]
    assert {"persons", "share", "multiple"} <= set(found["unit"])
    expected = {"measure", "group", "operation", "place", "stance", "basis", "unit", "evidence"}
    assert expected | {"claimant", "source", "precision"} <= set(found)


def test_what_is_typed_stays_text(book: Any) -> None:
    """Columns of text are formatted as text, so that 1937-08 does not become a date."""
    sheet = book["claims"]
    formats = {
        cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]
    }
    assert formats["period"] == formats["as_printed"] == formats["derived_from"] == "@"
    assert formats["low"] == "General"


@pytest.mark.slow
def test_terms_of_ones_own_are_offered(tmp_path: Path) -> None:
    """A place from the user's vocabulary is in the list and explained on the second sheet."""
    words = {"places": pd.DataFrame({"term": ["tula"], "label": ["Tula"], "broader": ["russia"]})}
    book = openpyxl.load_workbook(ps.write_template(tmp_path / "a.xlsx", words))
    assert lists(book)["place"][-1] == "tula"
    assert ("place", "tula", "Tula", None) in list(book["vocabulary"].values)


@pytest.mark.slow
def test_a_row_with_five_cells_is_enough(template: Path, tmp_path: Path) -> None:
    """Typed into the template, five cells give a whole claim."""
    book = openpyxl.load_workbook(template)
    book["claims"].delete_rows(2, 3)
    for place, value in enumerate(("mine", "arrests", "over 3,000", "me", "notes"), 1):
        book["claims"].cell(2, place).value = value
    book.save(tmp_path / "filled.xlsx")
    claim = ps.read_claims(tmp_path / "filled.xlsx").iloc[0]
    assert (claim["group"], claim["operation"], claim["place"]) == ("all", "all", "ussr")
    assert (claim["period"], claim["inferred"], claim["stance"]) == (
        "1937/1938",
        "place;period",
        "asserts",
    )
    assert (claim["low"], claim["unit"], pd.isna(claim["high"])) == (3000, "persons", True)


def test_other_files_and_endings_are_refused(template: Path, tmp_path: Path) -> None:
    """Nothing is written over, and only a spreadsheet can hold lists."""
    with pytest.raises(FileExistsError):
        ps.write_template(template)
    with pytest.raises(ps.InvalidChoice, match="xlsx"):
        ps.write_template(tmp_path / "claims.csv")


def test_every_column_has_an_explanation_of_its_own() -> None:
    """No two columns are explained alike."""
    texts = [explanation(column) for column in claims_columns()]
    assert len(set(texts)) == len(texts)

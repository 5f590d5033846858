"""Every rule of a claims table is checked in every row, and all that is wrong is said at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.files.raw import Cells, RawTable
from purgestats.claims.table.faults import MOST_COMPARED, Checker
from purgestats.errors import ClaimError, ClaimErrors

ROW: dict[str, Any] = {
    "claim_id": "a",
    "measure": "arrests",
    "as_printed": "10",
    "claimant": "me",
    "source": "notes",
}


def faults(*rows: dict[str, Any], **more: Any) -> list[ClaimError]:
    """The faults of a table of these rows."""
    with pytest.raises(ClaimErrors) as caught:
        ps.validate(pd.DataFrame(rows), **more)
    return list(caught.value.errors)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("claim_id", "", "every claim needs"),
        ("claim_id", "two words", "not of the form"),
        ("measure", "execution", "no such measure"),
        ("group", "pole", "no such group"),
        ("operation", "kulak", "no such operation"),
        ("place", "USSR", "no such place"),
        ("period", "1937-13", "date that does not exist"),
        ("period", "summer", "not of the form"),
        ("period", "1938/1937", "before it begins"),
        ("of_period", "37", "is not a period"),
        ("of_group", "alll", "no such group"),
        ("inferred", "when", "not of the form"),
        ("precision", "precise", "the column takes exact"),
        ("stance", "assert", "the column takes"),
        ("basis", "archive", "the column takes"),
        ("evidence", "seen", "the column takes"),
        ("claim_year", "37", "a year from 1900 to 2100"),
        ("claim_year", "1937.5", "a year from"),
        ("claim_year", "１９３７", "a year from"),
        ("derived_from", "a", "rest on itself"),
        ("derived_from", "nowhere", "no claim 'nowhere'"),
        ("derived_from", "a b", "not of the form"),
        ("unit", "heads", "no measure has this unit"),
        ("claimant", "", "every claim needs"),
        ("as_printed", "a great many", "cannot be read"),
        ("source", " notes", "spaces"),
    ],
)
def test_each_rule_names_its_cell(column: str, value: str, words: str) -> None:
    """One wrong cell is one fault, with line, column, value, claim and rule."""
    found = faults(ROW | {column: value})
    assert [(error.line, error.column, error.value) for error in found] == [(2, column, value)]
    assert words in found[0].rule
    assert found[0].claim_id == (value if column == "claim_id" else "a")


def test_a_misspelt_term_is_answered_with_the_nearest() -> None:
    """Terms, stances, columns, claims and units all offer what was probably meant."""
    assert faults(ROW | {"measure": "execution"})[0].nearest[0] == "executions"
    assert faults(ROW | {"stance": "assert"})[0].nearest[0] == "asserts"
    assert faults(ROW | {"perod": "1937"})[0].nearest[0] == "period"
    assert faults(ROW | {"unit": "person"})[0].nearest[0] == "persons"
    rows = [ROW | {"claim_id": "first-trial"}, ROW | {"derived_from": "first-tril"}]
    assert faults(*rows)[0].nearest == ("first-trial",)


@pytest.mark.parametrize(
    ("column", "value", "terms"),
    [
        ("operation", "00485", ["polish-operation"]),
        ("operation", "NKVD order 00447", ["kulak-operation"]),
        ("group", "Officers", ["red-army-officers"]),
        ("measure", "number of arrests", ["arrests"]),
        ("measure", "shot to death", ["executions"]),
        ("place", "UdSSR", ["ussr"]),
        ("place", "Советский союз", ["ussr"]),
        ("place", "Magadan", []),
        ("place", "Tula", []),
        ("place", "Latvia", []),
    ],
)
def test_a_term_is_found_by_words_of_its_names(column: str, value: str, terms: list[str]) -> None:
    """Labels and aliases are compared too, a word that few terms have before mere spelling."""
    found = faults(ROW | {column: value})[0]
    assert found.column == column
    assert set(terms) <= set(found.nearest)
    assert bool(terms) == bool(found.nearest)


def test_every_fault_of_a_row_is_found_in_one_go() -> None:
    """A wrong header, term, number and figure hide each other in no way."""
    bad = {"measure": "execution", "as_printed": "a great many", "low": "", "colour": "red"}
    found = faults(ROW, ROW | bad | {"claim_id": "b", "stance": "?"})
    assert {(error.line, error.column, error.value) for error in found} == {
        (1, "", "colour"),
        (3, "measure", "execution"),
        (3, "as_printed", "a great many"),
        (3, "stance", "?"),
    }


def test_faults_come_in_the_order_of_the_lines() -> None:
    """Whatever rule they break."""
    rows = [ROW | {"claim_id": f"c{n}", ("stance", "place", "low")[n % 3]: "?"} for n in range(9)]
    assert [error.line for error in faults(*rows)] == list(range(2, 11))


def test_missing_columns_are_named_once_and_the_others_still_checked() -> None:
    """A column that is not there is one fault, not one a row."""
    rows = [{"claim_id": f"c{n}", "measure": "arests", "as_printed": "1"} for n in range(5)]
    found = faults(*rows)
    assert [error.rule.split()[2] for error in found if error.line == 1] == ["claimant", "source"]
    assert [error.column for error in found if error.line > 1] == ["measure"] * 5


def test_a_column_named_in_capitals_or_with_a_space_is_one_fault() -> None:
    """It is told with the right name, and not reported missing as well."""
    names = {"claim_id": "Claim ID", "as_printed": "As_Printed"}
    found = faults({names.get(name, name): value for name, value in ROW.items()})
    assert [(error.value, error.nearest[0]) for error in found] == [
        ("Claim ID", "claim_id"),
        ("As_Printed", "as_printed"),
    ]


def test_a_column_for_each_year_is_told_what_a_row_is() -> None:
    """Who brings a table of places by years is told where the years go."""
    found = [one.rule for one in faults({**ROW, "1937": "300", "total": "730"})]
    where = "; each figure has a row, its year in the column period"
    assert found == [f"no such column in a claims table{one}" for one in (where, "")]


def test_a_table_without_any_figure_column_says_so() -> None:
    """as_printed may be missing where low or high are there."""
    row = {name: value for name, value in ROW.items() if name != "as_printed"}
    assert "as_printed is missing" in faults(row)[0].rule
    assert ps.validate(pd.DataFrame([row | {"high": 5}])).loc[0, "high"] == 5


def test_one_claim_id_belongs_to_one_row() -> None:
    """The second of two names the line of the first."""
    found = faults(ROW, ROW | {"claim_id": "b"}, ROW)
    assert [(error.line, error.column) for error in found] == [(4, "claim_id")]
    assert "line 2" in found[0].rule


def test_a_claim_may_rest_on_several_here_or_in_our_data() -> None:
    """Each part is looked up; each that is missing is a fault of its own."""
    rows = [ROW | {"derived_from": "b;infobox-executions"}, ROW | {"claim_id": "b"}]
    assert len(ps.validate(pd.DataFrame(rows))) == 2
    rows[0]["derived_from"] = "b;none;nowhere;elsewhere"
    assert [error.column for error in faults(*rows)] == ["derived_from"] * 3


def test_defaults_are_filled_and_a_supplied_period_is_marked() -> None:
    """Where and when are marked: nobody printed them."""
    rows = [ROW, ROW | {"claim_id": "b", "period": "1937", "inferred": "group"}]
    rows.append(ROW | {"claim_id": "c", "inferred": "group"})
    found = ps.validate(pd.DataFrame(rows))
    assert found["period"].tolist() == ["1937/1938", "1937", "1937/1938"]
    assert found["inferred"].tolist() == ["place;period", "group;place", "group;place;period"]
    assert found.loc[0, ["group", "operation", "place", "stance"]].tolist() == [
        "all",
        "all",
        "ussr",
        "asserts",
    ]


def test_source_keys_are_checked_where_references_are_given(tmp_path: Path) -> None:
    """With a .bib every source is in it or in ours; without one, sources are free text."""
    bib = tmp_path / "mine.bib"
    bib.write_text("@book{mine, title = {Mine}}\n")
    rows = [ROW | {"claim_id": key, "source": key} for key in ("mine", "wikipedia-great-purge")]
    assert len(ps.validate(pd.DataFrame(rows), sources=bib)) == 2
    found = faults(*rows, ROW | {"source": "mien"}, sources=bib)
    assert [(error.column, error.nearest) for error in found] == [("source", ("mine",))]


@pytest.mark.slow
def test_looking_for_the_nearest_does_not_take_for_ever() -> None:
    """Tens of thousands of unknown terms are all named, the nearest as long as it is cheap."""
    rows = 5_000
    words = [f"x{random.Random(n).getrandbits(40):x}" for n in range(rows)]
    frame = pd.DataFrame([ROW]).loc[[0] * rows].assign(claim_id=words, derived_from=words[::-1])
    frame["derived_from"] = "q" + frame["derived_from"]
    with pytest.raises(ClaimErrors) as caught:
        ps.validate(frame)
    assert len(caught.value.errors) == rows
    assert "and 4,000 more" in str(caught.value)


def test_the_checker_asks_for_each_text_once_and_reports_each_row() -> None:
    """A test sees the distinct texts; a cell that has a fault already gets no second one."""
    raw = RawTable(
        {"claim_id": Cells.of("abc"), "note": Cells.of(["x", "y", "x"])}, lines=[2, 3, 4]
    )
    checker, asked = Checker(raw, own_vocabulary()), []

    def test(text: str) -> Any:
        asked.append(text)
        return "never x" if text == "x" else None

    checker.each("note", test, ["y"])
    checker.each("note", test, ["y"])
    assert asked == ["x", "y"] * 2
    assert [(fault.line, fault.value) for fault in checker.faults] == [(2, "x"), (4, "x")]
    assert checker.sound_rows().tolist() == [False, True, False]
    assert checker.near("x" * (MOST_COMPARED + 1), ["x"]) == ()


def test_cells_keep_every_row_in_order() -> None:
    """Distinct texts with codes are the column again."""
    texts = ["b", "a", "b", "", "a"]
    cells = Cells.of(texts)
    assert (cells.values, cells.texts(), cells[3], len(cells)) == (["b", "a", ""], texts, "", 5)
    assert cells.map(lambda text: text or "a").texts() == ["b", "a", "b", "a", "a"]
    assert cells.where(lambda text: text == "a").tolist() == [False, True, False, False, True]
    assert Cells.of([]).where(bool).tolist() == []
    assert Cells.repeat("z", 2).texts() == ["z", "z"]


def test_ids_are_in_any_letters_composed_or_not() -> None:
    """One word is one word, however its letters are put together; blanks and signs are none."""
    apart, together = "доклад-1937-и\u0306", "доклад-1937-й"
    rows = [ROW | {"claim_id": apart}, ROW | {"claim_id": "b", "derived_from": together}]
    assert ps.validate(pd.DataFrame(rows))["claim_id"].tolist() == [together, "b"]
    found = faults(ROW | {"claim_id": together}, ROW | {"claim_id": apart})
    assert "each is unique" in found[0].rule
    assert [faults(ROW | {"claim_id": one})[0].column for one in ("_a", "a/b", "-")] == (
        ["claim_id"] * 3
    )


def test_days_and_periods_of_pandas_are_periods() -> None:
    """A timestamp is a day, a period its days; an hour is more than a day says."""
    spans = [pd.Timestamp("1937-08-05"), pd.Period("1937Q3"), pd.Period("1938", freq="Y")]
    rows = [ROW | {"claim_id": f"c{n}", "period": one} for n, one in enumerate(spans)]
    found = ps.validate(pd.DataFrame(rows))
    assert found["period"].tolist() == ["1937-08-05", "1937-07/1937-09", "1938"]
    assert faults(ROW | {"period": pd.Timestamp("1937-08-05 10:30")})[0].column == "period"


def test_a_header_that_stands_there_twice_is_one_fault() -> None:
    """As where tables were put one below another; its cells are not reported one by one."""
    again = {name: name for name in ROW}
    (fault,) = faults(ROW, again, ROW | {"claim_id": "b"})
    assert (fault.line, fault.column) == (3, "")
    assert "once more; delete the row" in fault.rule

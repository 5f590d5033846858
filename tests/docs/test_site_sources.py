"""What the pages of the site are made of: tables, the workbook, names of pages, the reference."""

from __future__ import annotations

import io
import re
from pathlib import Path

import api_pages
import claim_rows
import figures_workbook
import ground
import openpyxl
import pandas as pd
import pytest
import quantity_pages
from tables import Row, data_table, frame_rows, text_cell

import purgestats as ps

HOSTILE = "<script>alert(1)</script>"


def test_tables_hold_text_and_no_markup() -> None:
    """Caption, headings, anchors and cells are escaped."""
    row = Row((text_cell(HOSTILE),), anchor='"><script>')
    html = data_table('"x', HOSTILE, [HOSTILE], [row, *frame_rows(pd.DataFrame({"a": [HOSTILE]}))])
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_claims_in_rows_hold_no_markup() -> None:
    """Whatever a claim's cells hold comes out as text."""
    claims = ps.load("arrests").assign(source=HOSTILE, claimant=HOSTILE, note=HOSTILE)
    rows = claim_rows.claim_table_rows(claims, (), {})
    assert "<script>" not in "".join(cell.html for row in rows for cell in row.cells)


def test_pages_of_quantities_have_names_of_their_own() -> None:
    """No two quantities of ours would share a page."""
    quantities = set(claim_rows.quantities_of(ps.load()))
    assert len({claim_rows.page_name(one) for one in quantities}) == len(quantities)


def test_a_figure_in_a_link_is_what_a_back_reference_stands_for() -> None:
    """Words such as "the same number" would say nothing on the page of another quantity."""
    claims = ps.load()
    short = ground.Ground(claims, {}).short
    referring = claims[claims["resolved"] != ""]
    assert len(referring)
    for claim, resolved in zip(referring["claim_id"], referring["resolved"], strict=True):
        assert short[claim].endswith(f", {resolved}")


@pytest.mark.parametrize(
    ("measure", "ends"), [("executions", (680_692, 1_000_000)), ("killed", (1_000_000, 1_000_000))]
)
def test_lowest_and_highest_are_printed_numbers(measure: str, ends: tuple[float, float]) -> None:
    """No end of "hundreds of thousands" or of the room of "about"; "one million" is a number."""
    claims = ps.load()
    wanted = f"{measure}|all|all|ussr|1937/1938"
    found = claims[[str(one) == wanted for one in claim_rows.quantities_of(claims)]]
    assert quantity_pages.printed_ends(found) == ends


def test_competing_claims_are_counts_of_one_quantity() -> None:
    """A quantity has a page if two counts share it, in any spelling; shares do not count."""
    claims = ps.load("arrests").head(1)
    again = claims.assign(claim_id="again", period="1937-01-01/1938-12-31")
    share = claims.assign(claim_id="share", unit="share")
    found = claim_rows.competing(pd.concat([claims, again, share], ignore_index=True))
    assert list(found.values()) == [[0, 1]]


@pytest.fixture(scope="module")
def workbook() -> openpyxl.Workbook:
    """The workbook with everything, read back."""
    return openpyxl.load_workbook(io.BytesIO(figures_workbook.figures_workbook()))


@pytest.mark.slow
def test_workbook_holds_every_claim(workbook: openpyxl.Workbook) -> None:
    """The first sheet has all claims under their columns, numbers as numbers."""
    head, *rows = list(workbook["claims"].values)
    claims = ps.load()
    assert list(head) == list(claims.columns)
    assert [row[0] for row in rows] == claims["claim_id"].tolist()
    low = head.index("low")
    assert [row[low] for row in rows if row[low] is not None] == claims["low"].dropna().tolist()


@pytest.mark.slow
def test_workbook_explains_itself(workbook: openpyxl.Workbook) -> None:
    """Columns, vocabulary, claimants, sources, events and assumptions have a sheet each."""
    assert set(workbook.sheetnames) >= {
        *("columns", "measures", "groups", "operations", "places"),
        *("claimants", "sources", "events", "assumptions"),
    }


@pytest.mark.slow
def test_workbook_is_the_same_each_time() -> None:
    """The same tables give the same bytes."""
    assert figures_workbook.figures_workbook() == figures_workbook.figures_workbook()


@pytest.mark.slow
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", " =1", "＝1"])
def test_workbook_holds_no_formula(text: str) -> None:
    """What looks like a formula is stored as text, and a program is told to leave it so."""
    book = openpyxl.Workbook()
    figures_workbook.add_sheet(book, "x", pd.DataFrame({text: [text, "a\x07b"]}))
    content = io.BytesIO()
    book.save(content)
    cells = openpyxl.load_workbook(content)["x"]
    assert [cells["A1"].value, cells["A2"].value] == [text, text]
    assert {cells["A1"].data_type, cells["A2"].data_type} == {"s"}
    assert cells["A2"].quotePrefix
    assert cells["A3"].value == "a\ufffdb"


def test_reference_names_every_public_name() -> None:
    """Every function and class that users can reach has its place in the reference."""
    named = {name for names in api_pages.public_names().values() for name, _ in names}
    assert named >= {name for name in ps.__all__ if name not in ("__version__", "charts")}
    assert named >= set(ps.charts.__all__)


def test_worksheet_numbers_are_in_the_data() -> None:
    """Every number of four digits or more that is no year stands in a figure as printed."""
    text = (Path(claim_rows.__file__).parent / "worksheet.md").read_text(encoding="utf-8")
    claims = ps.load()
    number = re.compile(r"\d{1,3}(?:[, ]\d{3})+")
    printed = {
        re.sub(r"\D", "", one) for cell in claims["as_printed"] for one in number.findall(cell)
    }
    numbers = {re.sub(r"\D", "", one) for one in number.findall(text)}
    assert len(numbers) > 4
    assert numbers <= printed

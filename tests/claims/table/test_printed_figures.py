"""What the printed figure says decides, and cells that say otherwise are faults."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.figures.reading import PRINTED
from purgestats.claims.table.printed_figures import cell_figure
from purgestats.errors import ClaimErrors, FigureError

ROW: dict[str, Any] = {
    "claim_id": "a",
    "measure": "executions",
    "group": "poles",
    "claimant": "me",
    "source": "notes",
}


def read(**cells: Any) -> Any:
    """Validate a table of one row."""
    return ps.validate(pd.DataFrame([ROW | cells])).iloc[0]


def faults(**cells: Any) -> list[tuple[str, str]]:
    """Column and rule of each fault of a table of one row."""
    with pytest.raises(ClaimErrors) as caught:
        read(**cells)
    return [(error.column, error.rule) for error in caught.value.errors]


def test_a_figure_fills_what_the_row_leaves_blank() -> None:
    """Unit, low, best and high come from the phrase and the measure."""
    row = read(as_printed="about 40,000")
    assert (row["unit"], row["low"], row["best"], row["high"]) == ("persons", 36e3, 4e4, 44e3)
    row = read(as_printed="at least three times", of_measure="planned-executions")
    assert (row["unit"], row["low"]) == ("multiple", 3)
    row = read(as_printed="12.5 percent", of_group="all")
    assert (row["unit"], row["low"], row["high"]) == ("share", 0.124, 0.126)
    assert read(as_printed="10", measure="lists-signed")["unit"] == "lists"


def test_the_resolved_figure_is_read_instead() -> None:
    """A back-reference is kept as printed and read as what it stands for."""
    row = read(as_printed="the same number", resolved="700,000")
    assert (row["as_printed"], row["low"]) == ("the same number", 665_000)
    assert faults(as_printed="10", resolved="ten or so many")[0][0] == "resolved"


def test_numbers_that_stand_there_must_be_what_the_figure_says() -> None:
    """Each wrong cell is named, with what the figure reads."""
    found = faults(as_printed="681,692", low=681_692, best=681_693, high=681_700)
    assert [column for column, _ in found] == ["best", "high"]
    assert "reads 681,692" in found[0][1]
    assert read(as_printed="681,692", low=681_692, best=681_692, high=681_692)["high"] == 681_692


def test_an_end_is_open_just_where_the_figure_leaves_it_open() -> None:
    """A number where the figure has none, or none where it has one, is no agreement."""
    assert faults(as_printed="at least 500", low=500, high=900)[0][0] == "high"
    assert faults(as_printed="500 to 900", low=500)[0][0] == "high"


def test_a_count_of_millions_must_agree_to_the_last_person() -> None:
    """Only fractions may be written shorter than they are."""
    exact = {"low": 1_250_000, "best": 1_300_000, "high": 1_350_000}
    assert read(as_printed="1.3 million", **exact)["low"] == 1_250_000
    assert faults(as_printed="1.3 million", **{**exact, "low": 1_250_001})[0][0] == "low"
    third = {"low": 0.3333333, "best": 0.3333333, "high": 0.3333333}
    assert read(as_printed="one third", of_group="all", **third)["low"] == 0.3333333
    assert faults(as_printed="one third", of_group="all", **{**third, "low": 0.333})


@pytest.mark.parametrize("text", ["0.125", "12.5", "about 12,5", "pół", "полтора"])
def test_persons_are_whole_numbers(text: str) -> None:
    """A figure with a part of a person is a share, or short for thousands; a multiple may be so."""
    assert [name for name, _ in faults(as_printed=text)] == ["as_printed"]
    found = faults(as_printed="the same number", resolved=text)
    assert found[0][0] == "resolved"
    assert "percent sign or scale word" in found[0][1]
    assert read(as_printed=text, of_group="all", unit="multiple")["unit"] == "multiple"
    assert read(as_printed="12.5 thousand")["unit"] == "persons"
    # What an estimate gives may lie between two whole numbers.
    assert read(as_printed="", low=11.5, best=12.5, high=13.5)["best"] == 12.5


def test_a_phrase_that_cannot_be_read_needs_numbers() -> None:
    """With low or high the row stands as it is; without, the phrase is the fault."""
    row = read(as_printed="a great many", low=1000)
    assert (row["low"], row["unit"]) == (1000, "persons")
    assert faults(as_printed="a great many")[0][0] == "as_printed"
    assert faults(as_printed="") == [("as_printed", "the claim has no figure; fill as_printed")]
    assert read(as_printed="", high=5)["unit"] == "persons"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"as_printed": "40 percent"}, "as_printed"),
        ({"as_printed": "40 percent", "unit": "persons"}, "unit"),
        ({"as_printed": "three times", "unit": "persons"}, "unit"),
        ({"as_printed": "40", "unit": "share", "of_group": "all"}, "unit"),
        ({"as_printed": "40 percent", "unit": "share"}, "unit"),
        ({"as_printed": "40", "unit": "persons", "of_group": "all"}, "unit"),
        ({"as_printed": "40 percent", "of_group": "poles"}, "as_printed"),
        ({"as_printed": "40", "unit": "heads"}, "unit"),
    ],
)
def test_figure_unit_and_base_must_go_together(cells: dict[str, str], column: str) -> None:
    """A share without a base, of itself, or called persons; a unit that nothing has."""
    assert [name for name, _ in faults(**cells)] == [column]


def test_a_share_above_the_whole_is_refused_where_the_whole_contains_it() -> None:
    """No interval comes out with its low end above its high end."""
    with pytest.raises(FigureError, match="more than the whole"):
        cell_figure("110 percent", PRINTED, "", True)
    with pytest.raises(FigureError):
        cell_figure("about 105 percent", PRINTED, "", True)
    assert cell_figure("over half", PRINTED, "", True).high == 1
    assert faults(as_printed="110 percent", of_group="all")[0][0] == "as_printed"
    assert read(as_printed="110 percent", of_group="koreans")["low"] == 1.075


def test_a_figure_beyond_all_counting_is_refused() -> None:
    """What no cell may hold, no phrase may fill in."""
    assert "above 1e+15" in faults(as_printed="9" * 30)[0][1]


def test_exact_rows_have_no_room_and_hedges_still_count() -> None:
    """A quota that ends in zeros is exact; about 10,000 is not."""
    assert read(as_printed="10,000", precision="exact")["low"] == 10_000
    assert read(as_printed="about 10,000", precision="exact")["low"] == 9_000


def test_a_number_of_ones_own_may_part_thousands_by_a_full_stop() -> None:
    """Persons are whole, so 353.074 is no number of them; whatever else is wrong in the row."""
    found = faults(low="353.074", best="360", high="400.000", measure="executed")
    assert [column for column, _ in found] == ["measure", "low", "high"]
    assert found[1][1].endswith("write 353074 for thousands or 353.0740 for a decimal")
    assert read(as_printed="about 5.25 thousand")["low"] == 4_725
    assert read(low="4.5", high="5.25")["high"] == 5.25


def test_more_people_than_there_are_may_be_two_columns() -> None:
    """Two figures side by side read as one of twelve digits."""
    assert "side by side" in faults(as_printed="353 074 328 618")[0][1]
    assert read(as_printed="8 billion")["best"] == 8e9

"""Wrong arguments are refused before anything is counted, all at once, each with its remedy."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import purgestats as ps

RECORDS = pd.DataFrame({"date": ["1937-08"], "region": ["Тула"], "ussr": ["x"], "name": ["а"]})
ABOUT: dict[str, Any] = {"measure": "executions", "source": "list", "claimant": "me"}


def faults(records: Any = RECORDS, **more: Any) -> list[str]:
    """What is said to be wrong."""
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.tally(records, **ABOUT | more)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"measure": "execution"}, "argument measure: 'execution'; nearest: executions"),
        ({"place": "regoin"}, "neither a column of the records nor a place; nearest: region"),
        ({"place": "ussr"}, "both a column of the records and a place; write {'ussr': None}"),
        ({"place": {"regoin": {}}}, "no such column; nearest: region"),
        ({"place": {"region": {"Тула": "rusia"}}}, "'rusia': cells 'Тула'; nearest: russia"),
        ({"place": {"region": ["Тула"]}}, "a dict from cell to place"),
        ({"place": {"region": {"7": "russia", 7: "ukraine"}}}, "'ukraine': mapped to russia"),
        ({"place": {"region": {}, "ussr": {}}}, "one column goes with its terms"),
        ({"period": "dat"}, "'dat': nor a period; nearest: date"),
        (
            {"period": {"date": "1938/1937"}},
            "argument period, column date: '1938/1937': days that count",
        ),
        ({"period": "date", "by": "months"}, "argument by: 'months'; nearest: month"),
        ({"period": "date", "by": ["day", "year"]}, "'day, year': one unit of time at once"),
        ({"by": "month"}, "argument by: 'month': period names no column"),
        ({"unique": ["name", "born"]}, "argument unique: 'born': no such column"),
        ({"source": ""}, "argument source: every claim needs"),
        ({"basis": "archive"}, "argument basis; nearest: archival"),
        ({"claim_year": 37}, "argument claim_year: '37'"),
    ],
)
def test_each_fault_names_its_argument(more: dict[str, Any], words: str) -> None:
    """With what was written, the rule, and the nearest that would do."""
    [fault] = faults(**more)
    assert [
        part for part in words.split("; ") for word in part.split(": ") if word not in fault
    ] == []


def test_all_faults_are_named_at_once() -> None:
    """None hides another."""
    found = faults(
        measure="execution",
        place={"regoin": {"Тула": "rusia"}},
        by="weeks",
        unique="born",
        source="",
    )
    assert len(found) == 6


def test_terms_without_a_broader_one_in_common_are_not_added_up() -> None:
    """Arrests and executions are no one thing: by must tell them apart."""
    records = RECORDS.loc[[0, 0]].assign(what=["arrests", "executions"])
    [fault] = faults(records, measure="what", by=())
    assert "'arrests, executions'" in fault
    assert "add 'measure' to by" in fault


@pytest.mark.parametrize("records", [[("1937", "Тула")], {"date": ["1937"]}, None, 7])
def test_what_is_no_frame_is_refused(records: Any) -> None:
    """With what would do instead."""
    [fault] = faults(records)
    assert "give a pandas, polars, pyarrow, DuckDB, Dask or Spark frame" in fault


def test_two_columns_of_one_name_are_refused() -> None:
    """It could not be known which is meant."""
    [fault] = faults(pd.concat([RECORDS, RECORDS], axis=1))
    assert "two columns have one name" in fault

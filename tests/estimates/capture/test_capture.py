"""Lists are counted alike in whatever form they come, and the result says what it is."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import purgestats as ps

LISTS = {"a": ["p", "q", "r", "r", None], "b": ["r", "s", "p"], "c": ["q", "t", ""]}
PATTERNS = {"a b": 2, "a c": 1, "b": 1, "c": 1}
RECORDS = pd.DataFrame(
    [(person, name) for name, persons in LISTS.items() for person in persons],
    columns=["person", "list"],
)


def shown(found):
    """Return persons by the names of their lists."""
    rows = found.patterns.to_dict("records")
    return {" ".join(n for n in found.lists if row[n]): row["persons"] for row in rows}


def in_duckdb(frame):
    """Return a relation."""
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    return duckdb.connect().sql("SELECT * FROM frame")


def in_polars(frame):
    """Return a polars frame."""
    return pytest.importorskip("polars").from_pandas(frame)


@pytest.mark.slow
@pytest.mark.parametrize("engine", [lambda frame: frame, in_polars, in_duckdb])
def test_records_are_counted_in_every_engine(engine):
    """A person twice on a list is once on it; a record without a key is left out and told."""
    found = ps.capture(engine(RECORDS), person="person", in_list="list")
    assert shown(found) == PATTERNS
    assert found.blank == 2
    assert "2 records without a key" in str(found)


@pytest.mark.slow
def test_lists_by_name_as_keys_or_as_frames():
    """Keys in any sequence, or frames with the column that holds them."""
    assert shown(ps.capture(LISTS)) == PATTERNS
    frames = {name: pd.DataFrame({"id": keys}) for name, keys in LISTS.items()}
    assert shown(ps.capture(frames, person="id")) == PATTERNS


@pytest.mark.slow
def test_rows_of_marks_and_tables_of_patterns():
    """One row a person, with 0 and 1 or True and False; or one row a pattern."""
    wide = pd.DataFrame([(1, 1, 0), (1, 1, 0), (1, 0, 1), (0, 1, 0), (0, 0, 1)], columns=[*"abc"])
    assert shown(ps.capture(wide)) == PATTERNS
    assert shown(ps.capture(wide.astype(bool))) == PATTERNS
    counted = wide.value_counts().rename("n").reset_index()
    assert shown(ps.capture(counted, count="n")) == PATTERNS


@pytest.mark.slow
def test_files_are_read_by_the_engine(tmp_path):
    """Parquet and CSV."""
    path = tmp_path / "lists.csv"
    RECORDS.to_csv(path, index=False)
    assert shown(ps.capture(path, person="person", in_list="list")) == PATTERNS


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ps.capture({"a": [1]}), "two to 12 lists"),
        (lambda: ps.capture({"a": [], "b": []}), "nobody"),
        (lambda: ps.capture(RECORDS, person="persn", in_list="list"), "nearest: person"),
        (lambda: ps.capture(RECORDS, in_list="list"), "person="),
        (lambda: ps.capture(pd.DataFrame({"a": [1, 2], "b": [0, 1]})), "0 or 1"),
        (lambda: ps.capture(LISTS, level=95), "between 0 and 1"),
        (lambda: ps.capture({"a": RECORDS, "b": RECORDS}, person="id"), "no column 'id'"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, message):
    """With what to do."""
    with pytest.raises(ps.InvalidChoice, match=message):
        call()


@pytest.mark.slow
def test_lists_without_overlap_tell_nothing():
    """At least so many, and no estimate; said in words."""
    found = ps.capture({"a": [1, 2, 3], "b": [4, 5], "c": [6]})
    assert (found.observed, math.isnan(found.best)) == (6, True)
    assert "how many more cannot be told" in str(found)
    assert "nobody is on both a and b" in str(found)
    claims = found.claims(measure="arrests", source="lists", claimant="me")
    assert claims["as_printed"].tolist() == ["at least 6"]


@pytest.mark.slow
def test_the_result_is_a_claim_beside_the_count():
    """The count enters a ledger; the estimate is kept with its assumptions and enters nothing."""
    found = ps.capture(
        pd.DataFrame({"a": [1, 1, 0], "b": [1, 0, 1], "n": [167, 781, 254]}), count="n"
    )
    claims = found.claims(
        measure="executions", place="gorky-oblast", period="1937", source="lists", claimant="me"
    )
    assert claims["low"].tolist()[0] == found.observed == 1202
    assert claims["stance"].tolist() == ["asserts", "surveys"]
    assert "recognised on every list" in claims["note"].iloc[1]
    bounds = ps.Ledger(claims).bounds("executions|all|all|gorky-oblast|1937")
    assert bounds[["low", "high"]].iloc[0].tolist() == [1202, math.inf]
    assert ps.reconcile(claims).summary().count("2,389") == 0


@pytest.mark.slow
def test_every_result_carries_its_assumptions_and_what_speaks_against_it():
    """In the repr and in HTML, escaped; pairs show dependence."""
    found = ps.capture({"<b>": [1, 2, 3], "b": [2, 3, 4], "c": [3, 4, 5]})
    for sentence in (*found.assumptions, *found.warnings):
        assert sentence in repr(found)
    assert "<b>" not in found._repr_html_()
    assert "&lt;b&gt;" in found._repr_html_()
    assert found.pairs["both"].tolist() == [2, 1, 2]
    assert found.pairs["estimate"].tolist() == [4.5, 9, 4.5]


def test_one_model_is_not_said_to_be_averaged() -> None:
    """Two lists have one model, in which they are independent: that has to be assumed."""
    two = pd.DataFrame([[1, 1, 50], [1, 0, 150], [0, 1, 70]], columns=["a", "b", "n"])
    said = " ".join(ps.capture(two, count="n").assumptions)
    assert "neither more nor less likely" in said
    assert "weigh" not in said
    three = two.assign(c=1)
    three = pd.concat([three, three.assign(c=0)], ignore_index=True)
    assert "models weigh by BIC" in " ".join(ps.capture(three, count="n").assumptions)

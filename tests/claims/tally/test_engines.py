"""The same list gives the same claims, byte for byte, in whatever engine it lies."""

from __future__ import annotations

import datetime
import importlib.util
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from made_up_lists import ABOUT, Date, Person, lists, table

import purgestats as ps

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")

Columns = dict[str, list[Any]]


def texts(columns: Columns) -> pd.DataFrame:
    """The list in pandas, every column of text even if it holds none."""
    return pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})


def arrow(columns: Columns) -> pa.Table:
    """The list in pyarrow."""
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def in_duckdb(columns: Columns) -> Any:
    """The list in DuckDB, on a connection of its own."""
    list_ = arrow(columns)  # noqa: F841  # found by its name
    return duckdb.connect().sql("SELECT * FROM list_")


def in_dask(columns: Columns) -> Any:
    """Return the records as a Dask frame."""
    dask = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    return dask.from_pandas(texts(columns), npartitions=3)


ENGINES: dict[str, Callable[[Columns], Any]] = {
    "pandas objects": lambda columns: texts(columns).astype(object),
    "pandas categories": lambda columns: texts(columns).astype({"место": "category"}),
    "pandas of another index": lambda columns: texts(columns).set_axis(["x"] * len(columns["имя"])),
    "polars": lambda columns: pl.from_arrow(arrow(columns)),
    "polars, lazy": lambda columns: pl.from_arrow(arrow(columns)).lazy(),
    "pyarrow": arrow,
    "DuckDB": in_duckdb,
    "Dask": in_dask,
}
MIXED = [
    Person(Date("05.08.1937"), "Тула", "Ёжикова", "1890"),
    Person(Date("1937-08-??"), "г. Орёл", "Ёжикова", "1890"),
    Person(Date(None), "Łódź — Лодзь", "李", None),
    Person(Date("31.02.1937"), None, None, ""),
    Person(Date("1938"), "Тула", None, ""),
    Person(Date("май 1938"), "?", 'O\'Neill; "Юрий"', "1901"),
    Person(Date("1950"), "Тула", "Ґалаґан", "1901"),
]
OPTIONS: dict[str, dict[str, Any]] = {
    "by month": {},
    "by year, together": {"by": "year"},
    "unique": {"unique": ("имя", "г.р.")},
    "all at once": {"by": (), "unique": "имя"},
}


def both(records: Any, **options: Any) -> list[str]:
    """Claims and report as they would be written to files."""
    claims, report = ps.tally(records, **ABOUT | options, report=True)
    assert report["records"].sum() >= 0
    return [claims.to_csv(), report.to_csv(), str(claims.dtypes), str(report.dtypes)]


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_every_engine_gives_the_same(
    engine: Callable[[Columns], Any], options: dict[str, Any]
) -> None:
    """Claims and report are those that pandas gives, to the byte, and nothing warns."""
    columns = table(MIXED)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert both(engine(columns), **options) == both(texts(columns), **options)


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_a_users_connection_is_left_as_it_is(options: dict[str, Any]) -> None:
    """Tables and views of the user's, whatever their names, are neither read nor replaced."""
    connection = duckdb.connect()
    names = ("codes", "records", "part", "list_", "c0", "k0", "lhs", "rhs", "distinct_", "table")
    for name in names:
        connection.execute(f"CREATE TABLE \"{name}\" AS SELECT 'mine' AS c0, 99 AS k0, 'x' AS u0")
    people = connection.from_arrow(arrow(table(MIXED)))
    assert both(people, **options) == both(texts(table(MIXED)), **options)
    assert sorted(connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()) == [
        (name,) for name in sorted(names)
    ]
    assert (
        connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []
    )


@pytest.mark.slow
@pytest.mark.parametrize("names", [[0, 1], ["дата", 1]])
def test_a_column_without_a_name_of_text_is_refused(names: list[Any]) -> None:
    """Columns that are numbered are refused in one sentence, in pandas and in Dask."""
    frame = pd.DataFrame([["1937", "x"]], columns=pd.Index(names, dtype=object))
    dask = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    for records in (frame, dask.from_pandas(frame, npartitions=1)):
        with pytest.raises(ps.ClaimErrors, match="name is no text; give names"):
            ps.tally(records, **ABOUT | {"period": "дата"})


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 20)
@given(lists())
@example([])
@example([Person(Date(None), None, None, None)])
def test_no_list_tells_the_engines_apart(people: list[Person]) -> None:
    """Whatever stands in it: the engines that are quick enough to be asked often agree."""
    columns = table(people)
    expected = both(texts(columns), unique="имя")
    for engine in (in_duckdb, arrow, ENGINES["polars"]):
        assert both(engine(columns), unique="имя") == expected


@pytest.mark.slow
def test_columns_of_numbers_dates_and_truth_values_are_read_as_text() -> None:
    """A year may be an integer or a float, a date a date; a mapping may have such keys."""
    day = datetime.date(1937, 8, 5)
    frame = pd.DataFrame(
        {
            "year": [1937, 1937, 1938],
            "float": [1937.0, 1937.0, float("nan")],
            "stamp": pd.to_datetime(["1937-08-05", "1937-08-05", None]),
            "known": [True, True, False],
        }
    )
    days = pa.table({"day": pa.array([day, day, None]), "code": pa.array([7, 7, 8], pa.int16())})
    about = {"measure": "executions", "source": "s", "claimant": "c"}
    for records, column, period in [
        (frame, "year", "1937"),
        (frame, "float", "1937"),
        (frame, "stamp", "1937"),
        (pl.from_pandas(frame), "stamp", "1937"),
        (pl.from_pandas(frame), "float", "1937"),
        (days, "day", "1937"),
        (pl.from_arrow(days), "day", "1937"),
        (duckdb.connect().from_arrow(days), "day", "1937"),
    ]:
        claims = ps.tally(records, **about, period={column: period}, by="year")
        assert claims[["period", "low"]].values.tolist() == [["1937", 2]], column
    truth = {"known": {True: "russia", False: "ukraine"}}
    codes = {"code": {7: "russia", 8.0: "ukraine"}}
    for records, place in [(frame, truth), (pl.from_pandas(frame), truth), (days, codes)]:
        claims = ps.tally(records, **about, place=place)
        assert claims[["place", "low"]].values.tolist() == [["russia", 2], ["ukraine", 1]]


PERSONS = 20_000


def same_persons_twice(number: int) -> Columns:
    """A list that names so many persons two times each."""
    return {
        "дата": ["1937-08"] * (2 * number),
        "место": ["Тула"] * (2 * number),
        "имя": [f"Персона {person}" for person in range(number)] * 2,
        "г.р.": ["1900"] * (2 * number),
    }


def check_estimate(records: Any, number: int, error: float) -> None:
    """An estimate is near the truth, the claim three standard errors below it, the note says so."""
    options: dict[str, Any] = {"unique": ["имя", "г.р."], "approximate": True}
    claims, report = ps.tally(records, **ABOUT, **options, report=True)
    [claim] = claims.to_dict("records")
    estimate = int(report["records"].iloc[0])
    assert abs(estimate / number - 1) < 3 * error
    assert claim["low"] == int(estimate * (1 - 3 * error))
    assert claim["low"] < number
    assert f"relative standard error {100 * error:.2g} %" in claim["note"]
    assert report["records"].sum() == 2 * number


@pytest.mark.slow
def test_an_approximate_count_states_its_error_and_keeps_below() -> None:
    """DuckDB estimates with 1,024 registers."""
    check_estimate(in_duckdb(same_persons_twice(20_000)), 20_000, 1.04 / 32)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pandas objects", "polars", "pyarrow", "Dask"])
def test_engines_without_stated_errors_count_exactly(engine: str) -> None:
    """There the count is exact and does not say otherwise."""
    records = ENGINES[engine](table(MIXED))
    assert both(records, unique="имя", approximate=True) == both(records, unique="имя")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A Spark session on this machine."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java, which is not installed")
    from pyspark.sql import SparkSession

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "1")
        session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_gives_the_same(spark: Any, tmp_path: Path) -> None:
    """Spark, in local mode, gives the claims that pandas gives, to the byte."""
    columns = table(MIXED)
    texts(columns).to_parquet(tmp_path / "list.parquet")
    records = spark.read.parquet(str(tmp_path / "list.parquet"))
    assert both(records, unique=("имя", "г.р.")) == both(texts(columns), unique=("имя", "г.р."))
    texts(same_persons_twice(2_000)).to_parquet(tmp_path / "twice.parquet")
    check_estimate(spark.read.parquet(str(tmp_path / "twice.parquet")), 2_000, 0.01)


@pytest.mark.slow
def test_an_estimate_is_never_above_the_number_of_records() -> None:
    """Where DuckDB overestimates persons of whom each is named once, the records are counted."""
    overestimated = 0
    for number in (600, 1_100, 1_700, 2_300, 3_100, 4_700):
        list_ = {name: cells[:number] for name, cells in same_persons_twice(number).items()}
        options: dict[str, Any] = {"unique": ["имя", "г.р."], "approximate": True}
        _, report = ps.tally(in_duckdb(list_), **ABOUT, **options, report=True)
        assert report["records"].sum() == number
        assert (report["records"] >= 0).all()
        overestimated += report["records"].tolist() == [number]
    assert overestimated > 0

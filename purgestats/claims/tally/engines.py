"""Counting in whatever engine holds the records: pandas, polars, pyarrow, DuckDB, Dask, Spark.

Everything here is written once, over narwhals. The distinct cells of a column come out, codes for
them go back in, and the engine counts by codes; so no engine reads a date or looks up a place, and
all give the same numbers.
"""

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from purgestats.claims.files.raw import file_fault
from purgestats.claims.tally.request import cell_text
from purgestats.errors import ClaimError, Place

#: Types that every engine takes back unchanged; all others are compared as text.
_KEPT = (nw.String, nw.Date, nw.Int64, nw.Int32, nw.Int16, nw.Int8)
#: What stands between the parts of a key where a persons' key must be one text.
_BETWEEN = "\x1f"
#: Relative standard error of approximate counts: as asked of Spark, and as set by the 1,024
#: registers of DuckDB's HyperLogLog sketches since its second version, 1.04 / sqrt(registers)
#: (Flajolet, Fusy, Gandouet & Meunier 2007, "HyperLogLog"). Other engines state none.
_SPARK_ERROR = 0.01
_DUCKDB_ERROR = 1.04 / math.sqrt(1024)


#: The codes of a record, one a column that gives dimensions.
Codes = tuple[int, ...]


@dataclass(frozen=True)
class Distinct:
    """The distinct cells of a column that are not missing.

    Parameters
    ----------
    cells : pyarrow array
        As the engine has them.
    texts : list of str
        Each as text.
    records : list of int
        How many records have it.
    """

    cells: Any
    texts: list[str]
    records: list[int]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep notices of versions to come, about which a user can do nothing, off the screen."""
    with warnings.catch_warnings():
        for notice in ("Dask support is moving", "PySpark does not yet fully support pandas"):
            warnings.filterwarnings("ignore", message=notice, category=FutureWarning)
        yield


@quiet()
def open_frame(records: Any) -> nw.LazyFrame[Any]:
    """Take a frame of any engine that narwhals knows.

    Parameters
    ----------
    records : frame
        A pandas, polars or pyarrow table, a DuckDB relation, a Dask or Spark frame.

    Returns
    -------
    LazyFrame
        The frame.

    Raises
    ------
    ClaimErrors
        If it is no such frame, two columns have one name, or a name is no text.
    """
    try:
        frame: nw.LazyFrame[Any] = nw.from_native(records).lazy()
    except TypeError:
        rule = "no frame that can be counted; give a pandas, polars, pyarrow, DuckDB, Dask or "
        rule += "Spark frame, or the path of CSV or Parquet files"
        raise file_fault("argument records", rule, value=type(records).__name__) from None
    except nw.exceptions.DuplicateError:
        rule = "two columns have one name; rename one of them"
        raise file_fault("argument records", rule) from None
    names: list[object] = list(column_types(frame))
    for name in names:
        if not isinstance(name, str):
            rule = "a column's name is no text; give names, as records.rename(columns=str) does"
            raise file_fault("argument records", rule, value=repr(name))
    return frame


@quiet()
def column_types(frame: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Return the type of each column.

    Parameters
    ----------
    frame : LazyFrame
        The records.

    Returns
    -------
    dict of str to data type
        narwhals' types.
    """
    return dict(frame.collect_schema())


def type_faults(types: dict[str, Any], columns: Sequence[str]) -> list[ClaimError]:
    """Report columns whose cells are no single texts, numbers or dates.

    Parameters
    ----------
    types : dict of str to data type
        As from :func:`column_types`.
    columns : sequence of str
        The columns needed.

    Returns
    -------
    list of ClaimError
        One for each such column.
    """
    rule = "the column holds neither text, numbers nor dates"
    return [
        ClaimError(Place("records", 0, name), str(types[name]), rule)
        for name in dict.fromkeys(columns)
        if name in types and (types[name].is_nested() or types[name] == nw.Binary)
    ]


class Records:
    """The records, reduced to the columns that matter.

    Parameters
    ----------
    frame : LazyFrame
        The records.
    columns : sequence of str
        The columns that give the scope.
    keys : sequence of str
        The columns that tell persons apart.
    """

    def __init__(
        self, frame: nw.LazyFrame[Any], columns: Sequence[str], keys: Sequence[str]
    ) -> None:
        types = column_types(frame)
        self._types = [types[name] for name in columns]
        self._keys = [f"u{number}" for number in range(len(keys))]
        frame, names = _plainly_named(frame, list(types))
        cells = [
            (nw.col(names[name]) if types[name] in _KEPT else nw.col(names[name]).cast(nw.String))
            for name in columns
        ]
        cells = [cell.alias(f"c{number}") for number, cell in enumerate(cells)]
        texts = [
            nw.col(names[name]).cast(nw.String).fill_null("").alias(key)
            for name, key in zip(keys, self._keys, strict=True)
        ]
        # Where no column is needed, any one will do to count the records.
        self._frame = frame.select(*cells, *texts) if cells or texts else frame
        self._blanks: list[int] = []

    def distinct(self, number: int) -> Distinct:
        """Return the cells of a column that are not missing."""
        name = f"c{number}"
        table = collected(self._frame.group_by(name).agg(nw.len().alias("n")))
        table = table.filter(table[name].is_valid())
        texts = [cell_text(cell) for cell in table[name].to_pylist()]
        if self._types[number].is_float():
            texts = [text.removesuffix(".0") for text in texts]
        if self._types[number] == nw.Boolean:
            texts = [text.lower() for text in texts]
        return Distinct(table[name], texts, table["n"].to_pylist())

    def attach(self, distinct: Distinct, codes: Sequence[int], blank: int) -> None:
        """Give each record the code of its cell in the next column."""
        number = len(self._blanks)
        name, code = f"c{number}", f"k{number}"
        table = pa.table({name: distinct.cells, code: pa.array(codes, pa.int32())})
        if codes:
            self._frame = self._frame.join(_beside(self._frame, table), on=name, how="left")
        else:
            self._frame = self._frame.with_columns(nw.lit(blank, nw.Int32).alias(code))
        self._blanks.append(blank)

    def counts(self) -> list[tuple[Codes, bool, int]]:
        """Count the records by their codes, and by whether their key is blank."""
        codes, frame = [f"k{number}" for number in range(len(self._blanks))], self._frame
        by = list(codes)
        if self._keys or not codes:
            frame = frame.with_columns(self._is_blank().alias("blank"))
            by.append("blank")
        table = collected(frame.group_by(*by).agg(nw.len().alias("n")))
        counts = []
        for row in table.to_pylist():
            # A missing cell finds no code in the join.
            found = zip((row[code] for code in codes), self._blanks, strict=True)
            filled = tuple(blank if code is None else int(code) for code, blank in found)
            counts.append((filled, bool(row.get("blank")), row["n"]))
        return counts

    def _is_blank(self) -> nw.Expr:
        """Return 1 where every column of the key is blank."""
        if not self._keys:
            return nw.lit(0)
        none = nw.all_horizontal(*(nw.col(key) == "" for key in self._keys), ignore_nulls=True)
        return nw.when(none).then(1).otherwise(0)

    def persons(
        self, usable: Sequence[int], *, approximate: bool
    ) -> tuple[dict[Codes, int], float]:
        """Count distinct persons by cell; a cell is the codes of its columns as one number.

        Parameters
        ----------
        usable : sequence of int
            For each column how many of its codes can be counted.
        approximate : bool
            Whether an estimate will do. Then a person counts in each cell; otherwise in the first.

        Returns
        -------
        Persons
            The counts.
        """
        frame = self._cells(usable)
        counts, error = self._approximate(frame) if approximate else (None, 0.0)
        if counts is None:
            each = frame.group_by(*self._keys).agg(nw.col("cell").min())
            table = collected(each.group_by("cell").agg(nw.len().alias("n")))
            counts = {row["cell"]: row["n"] for row in table.to_pylist()}
        places = np.array(np.unravel_index(list(counts), tuple(usable))).T if usable else [()]
        codes = (tuple(map(int, place)) for place in places)
        return dict(zip(codes, counts.values(), strict=True)), error

    def _cells(self, usable: Sequence[int]) -> nw.LazyFrame[Any]:
        cell = nw.lit(0)
        sound = nw.any_horizontal(*(nw.col(key) != "" for key in self._keys), ignore_nulls=True)
        for place, (number, blank) in enumerate(zip(usable, self._blanks, strict=True)):
            code = nw.col(f"k{place}").fill_null(blank).cast(nw.Int64)
            cell = cell * number + code
            sound = sound & (code < number)
        return self._frame.filter(sound).select(cell.cast(nw.Int64).alias("cell"), *self._keys)

    def _approximate(self, frame: nw.LazyFrame[Any]) -> tuple[dict[int, int] | None, float]:
        """Ask the engine for its own estimate; None if it has none."""
        one = nw.concat_str(*self._keys, separator=_BETWEEN).alias("person")
        native = frame.select("cell", one).to_native()
        engine = frame.implementation
        if engine.is_duckdb() and int(version("duckdb").split(".")[0]) >= 2:
            estimate = "cell, approx_count_distinct(person) AS n"
            return dict(native.aggregate(estimate, "cell").fetchall()), _DUCKDB_ERROR
        if engine.is_pyspark():
            from pyspark.sql import functions

            persons = functions.approx_count_distinct("person", _SPARK_ERROR)
            rows = native.groupBy("cell").agg(persons.alias("n")).collect()
            return {row["cell"]: row["n"] for row in rows}, _SPARK_ERROR
        return None, 0.0


def _plainly_named(
    frame: nw.LazyFrame[Any], names: Sequence[str]
) -> tuple[nw.LazyFrame[Any], dict[str, str]]:
    """Rename the columns for Spark, which takes a dot in a name for a path."""
    if not frame.implementation.is_spark_like():
        return frame, dict(zip(names, names, strict=True))
    plain = [f"x{number}" for number in range(len(names))]
    renamed: nw.LazyFrame[Any] = nw.from_native(frame.to_native().toDF(*plain))
    return renamed, dict(zip(names, plain, strict=True))


def collected(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Have the engine do what a frame asks for, and return the rows."""
    return frame.collect(backend="pyarrow").to_native()


def _beside(frame: nw.LazyFrame[Any], codes: pa.Table) -> nw.LazyFrame[Any]:
    """Put a small table into the engine that holds the records."""
    engine = frame.implementation
    if engine.is_duckdb():
        beside: nw.LazyFrame[Any] = nw.from_native(_unnested(frame.to_native(), codes))
        return beside
    if engine.is_dask():
        return nw.from_arrow(codes, backend="pandas").lazy("dask")
    if engine.is_spark_like():
        session = frame.to_native().sparkSession
        return nw.from_arrow(codes, backend="pyarrow").lazy("pyspark", session=session)
    if engine.is_ibis():
        return nw.from_arrow(codes, backend="pyarrow").lazy("ibis")
    return nw.from_arrow(codes, backend=engine).lazy()


def _unnested(records: Any, codes: pa.Table) -> Any:
    """Return a table as a relation of the connection that holds the records.

    A relation joins only those of its own connection. A table given to that by a name might have
    the name of one of the user's, so its cells are written into a query of one row.
    """
    from duckdb import ConstantExpression, FunctionExpression

    cells = [
        FunctionExpression("unnest", ConstantExpression(codes[name].to_pylist())).alias(name)
        for name in codes.column_names
    ]
    return records.limit(1).select(*cells)

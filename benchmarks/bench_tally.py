"""Tallying ten million records, beside the same query written by hand, and beside pandas.

Run it with ``make bench`` or ``python benchmarks/bench_tally.py``; it needs the extra ``scale``.
The records are made up: numbers for names, invented regions.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from measuring import heading, in_fresh_process, medians, report
from pyarrow import parquet

import purgestats as ps

RECORDS = 10_000_000
FILES = 10
REGIONS = [f"Область {number:02}" for number in range(80)]
#: The query by hand: on a column of dates; on dates as text that are checked, as ours are; and on
#: text that is only cut, so that 31.02.1937 would count.
BY_HAND = {
    "day": "date_trunc('month', day)",
    "text": """strftime(coalesce(
        try_strptime(text, ['%Y-%m-%d', '%d.%m.%Y']), try_strptime(text[:7], '%Y-%m')), '%Y-%m')""",
    "text, only cut": """CASE WHEN text LIKE '____-__-%' THEN text[:7]
        WHEN text LIKE '__.__.____' THEN text[7:] || '-' || text[4:5] END""",
}
PEAK = """
import resource, sys
sys.path.insert(0, {folder!r})
import bench_tally
bench_tally.tally({path!r}, "text")
scale = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale)
"""


def main() -> None:
    """Measure everything and print one table."""
    heading(f"Lists of persons, {RECORDS:,} records")
    with tempfile.TemporaryDirectory() as folder:
        path = write_records(Path(folder))
        for way, month in BY_HAND.items():
            bench_duckdb(path, way, month)
        bench_memory(path)
        bench_pandas(path)
        check_dask(path)
        check_spark(path)


def write_records(folder: Path) -> str:
    """Write the records to Parquet: regions, dates as text in three forms, the same as dates."""
    rng = np.random.default_rng(1937)
    days = np.datetime64("1937-01-01") + np.arange(730)
    iso = [str(day) for day in days]
    dotted = [f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in iso]
    months = [f"{day[:7]}-??" for day in iso]
    forms = pa.array(iso + dotted + months)
    for number in range(FILES):
        size = RECORDS // FILES
        chosen = rng.integers(0, 730, size)
        form = rng.choice(3, size, p=[0.75, 0.20, 0.05])
        table = pa.table(
            {
                "person": pa.array(rng.integers(0, 2**40, size)),
                "region": pa.array(REGIONS).take(pa.array(rng.integers(0, 80, size))),
                "text": forms.take(pa.array(chosen + 730 * form)),
                "day": pa.array(days[chosen]),
            }
        )
        parquet.write_table(table, folder / f"part-{number}.parquet")
    return str(folder / "*.parquet")


def tally(records: Any, column: str) -> pd.DataFrame:
    """Count the records by place and month, as a user would."""
    terms = [f"region-{number:02}" for number in range(80)]
    return ps.tally(
        records,
        measure="executions",
        place={"region": dict(zip(REGIONS, terms, strict=True))},
        period=column,
        by=("place", "month"),
        source="benchmark",
        claimant="benchmark",
        vocabulary={"places": pd.DataFrame({"term": terms, "broader": "ussr"})},
    )


def bench_duckdb(path: str, way: str, month: str) -> None:
    """Beside the query by hand, result fetched as a frame."""
    query = f"SELECT region, {month} AS month, count(*) AS n FROM '{path}' GROUP BY ALL"
    column = way.split(",")[0]

    def by_hand() -> pd.DataFrame:
        return duckdb.connect().sql(query).df()

    assert sorted(tally(path, column)["low"]) == sorted(by_hand()["n"])
    show(f"{way}: tally, SQL by hand", *medians(partial(tally, path, column), by_hand, 9), 1.5)


def bench_memory(path: str) -> None:
    """Peak memory of a process that does nothing else."""
    code = PEAK.format(folder=str(Path(__file__).resolve().parent), path=path)
    peak = in_fresh_process(code) / 2**20
    report("  its peak memory", f"{peak:,.0f} MiB", "", "", "below 2,048 MiB", peak < 2048)


def bench_pandas(path: str) -> None:
    """Beside reading the two columns into pandas and grouping them."""
    folder = str(Path(path).parent)

    def rival() -> pd.Series:
        frame = pd.read_parquet(folder, columns=["region", "day"])
        return frame.groupby(
            [frame["region"], pd.to_datetime(frame["day"]).dt.to_period("M")]
        ).size()

    show("day: tally, pandas read and groupby", *medians(partial(tally, path, "day"), rival, 3), 1)


def check_dask(path: str) -> None:
    """Two workers give the same table."""
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    expected = tally(path, "text").to_csv()
    workers = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**workers) as cluster, Client(cluster):
        found = tally(dd.read_parquet(path), "text").to_csv()
    same = found == expected
    report("Dask, two workers", "", "", "the same" if same else "other", "the same table", same)


def check_spark(path: str) -> None:
    """Spark in local mode gives the same table, where it and Java are there."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        print("Spark: not measured, PySpark or Java is missing", flush=True)
        return
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    found = tally(session.read.parquet(str(Path(path).parent)), "text").to_csv()
    session.stop()
    same = found == tally(path, "text").to_csv()
    report("Spark, local", "", "", "the same" if same else "other", "the same table", same)


def show(name: str, ours: float, peer: float, most: float) -> None:
    """Print two times and their ratio."""
    ratio = ours / peer
    times = f"{1000 * ours:,.0f} ms", f"{1000 * peer:,.0f} ms"
    report(name, *times, f"{ratio:.2f}", f"at most {most:g}", ratio <= most)


if __name__ == "__main__":
    main()

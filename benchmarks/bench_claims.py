"""Importing, loading, reading tables and reading figures, beside pandas on the same files.

Run it with ``make bench`` or ``python benchmarks/bench_claims.py``.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from measuring import heading, in_fresh_process, medians, report
from num2words import num2words

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.figures import reading as figures

ROWS = 100_000
PHRASES = 20_000
SHORT = ["claim_id", "measure", "group", "of_group", "as_printed", "claimant", "source"]
PEAK = """
import resource, sys
import purgestats as ps
ps.read_claims({path!r})
scale = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale)
"""


def main() -> None:
    """Measure everything and print one table."""
    heading("Claims")
    bench_import()
    bench_load()
    with tempfile.TemporaryDirectory() as folder:
        full, short = write_tables(Path(folder))
        bench_table(f"read_claims, {ROWS:,} rows, every column", full)
        bench_table(f"read_claims, {ROWS:,} rows, few columns", short)
        bench_memory(full)
    bench_figures()


def bench_import() -> None:
    """Ten fresh processes each, in turn."""
    code = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
    pairs = [
        (in_fresh_process(code.format("purgestats")), in_fresh_process(code.format("pandas")))
        for _ in range(10)
    ]
    ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    show("import purgestats, import pandas", ours, peer, 1.15)


def bench_load() -> None:
    """Every topic, against the same files read one by one."""
    paths = [package.resource_path(name) for name in package.topics()]
    found = medians(ps.load, lambda: [pd.read_csv(path) for path in paths], 15)
    show("load of all topics, read_csv of the files", *found, 3)


def write_tables(folder: Path) -> tuple[Path, Path]:
    """Write a user's table made of ours, half of its figures distinct, long and short."""
    rng = random.Random(7)
    ours = ps.load()
    table = ours.iloc[[rng.randrange(len(ours)) for _ in range(ROWS)]].reset_index(drop=True)
    table["claim_id"] = [f"{claim}-{row}" for row, claim in enumerate(table["claim_id"])]
    table["derived_from"] = ""
    counts = (table["unit"] == "persons") & (np.arange(ROWS) % 5 < 4)
    numbers = [f"{rng.randrange(1000, 10**7):,}" for _ in range(counts.sum())]
    table.loc[counts, "as_printed"] = numbers
    table.loc[counts, ["resolved", "precision"]] = ""
    table.loc[counts, ["low", "best", "high"]] = np.nan
    full, short = folder / "full.csv", folder / "short.csv"
    ps.reread(table, "printed").to_csv(full, index=False)
    few = table[SHORT].copy()
    few["as_printed"] = table["resolved"].where(table["resolved"] != "", table["as_printed"])
    share = table["unit"].isin(["share", "multiple"])
    few.loc[share, "as_printed"] = "one third"
    few["group"], few["of_group"] = "poles", np.where(share, "all", "")
    few.to_csv(short, index=False)
    return full, short


def bench_table(name: str, path: Path) -> None:
    """Validate a table and read it with pandas."""
    ps.read_claims(path)
    reading = partial(ps.read_claims, path)
    found = medians(reading, partial(pd.read_csv, path), 9, figures._read.cache_clear)
    show(name, *found, 20)


def bench_memory(path: Path) -> None:
    """Peak memory of a process that reads the long table and does nothing else."""
    peak = in_fresh_process(PEAK.format(path=str(path))) / 2**20
    report("  its peak memory", f"{peak:,.0f} MiB", "", "", "below 1,024 MiB", peak < 1024)


def bench_figures() -> None:
    """Distinct phrases of many kinds, none of them read before."""
    rng = random.Random(11)
    phrases = list(dict.fromkeys(phrase(rng) for _ in range(PHRASES * 2)))[:PHRASES]
    ps.read_figure("one")
    figures._read.cache_clear()
    # The processor's time: there is no peer beside it that other work would slow down as much.
    start = time.process_time()
    for text in phrases:
        ps.read_figure(text)
    rate = len(phrases) / (time.process_time() - start)
    found = f"{rate:,.0f}/s"
    report(f"read_figure, {PHRASES:,} phrases", found, "", "", "20,000/s", rate >= 20_000)


def phrase(rng: random.Random) -> str:
    """Return a figure of one of the usual kinds."""
    number = rng.randrange(1, 10**6)
    kinds = (
        f"{number:,}",
        f"about {number:,}",
        f"nearly {number:,} people",
        f"at least {number / 1000:.3f}1 million",
        f"{number / 10**4:.2f} percent",
        f"{number:,} to {2 * number:,}",
        f"не менее {number} тыс.",
        f"от {number} до {number + 7} тыс.",
        f"{number % 97}.{number % 89} per cent",
        num2words(number, lang="en"),
        num2words(number, lang="ru"),
        f"between {number:,} and {number + 10**6:,}",
    )
    return kinds[rng.randrange(len(kinds))]


def show(name: str, ours: float, peer: float, most: float) -> None:
    """Print two times and their ratio."""
    ratio = ours / peer
    times = f"{1000 * ours:,.1f} ms", f"{1000 * peer:,.1f} ms"
    report(name, *times, f"{ratio:.2f}", f"at most {most:g}", ratio <= most)


if __name__ == "__main__":
    main()

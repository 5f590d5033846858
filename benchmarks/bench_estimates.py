"""Consensus beside numpy's sort, random effects beside loops, overlapping lists beside SQL.

Run it with ``make bench`` or ``python benchmarks/bench_estimates.py``; it needs the extra
``scale``. PyMARE is not among the packages of the project; where it is not installed, its rows are
left out.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import numpy as np
import pandas as pd
from measuring import heading, medians, report
from statsmodels.stats.meta_analysis import combine_effects

import purgestats as ps
from purgestats.estimates.pool.random_effects import Effects, meta_analysis

INTERVALS = 1_000_000
TABLE = 200_000
QUANTITIES = 10_000
CLAIMS = 8
LOOPED = 1_000
RECORDS, PERSONS = 10_000_000, 6_000_000
SCOPE = {"measure": "executions", "group": "all", "operation": "all", "place": "ussr"}


def main() -> None:
    """Measure everything and print one table."""
    heading("Estimates")
    bench_consensus()
    bench_random_effects()
    bench_capture()


def bench_capture() -> None:
    """Ten million records on three lists, in DuckDB, beside the query by hand."""
    connection = duckdb.connect()
    connection.sql("SET enable_progress_bar = false")
    connection.sql(
        f"CREATE TABLE records AS SELECT hash(range) % {PERSONS} AS person, "
        f"['archive', 'book', 'families'][1 + (range % 3)::INT] AS list FROM range({RECORDS})"
    )
    records = connection.sql("SELECT * FROM records")
    query = (
        "SELECT lists, count(*) FROM (SELECT person, bit_or(CASE list WHEN 'archive' THEN 1 "
        "WHEN 'book' THEN 2 ELSE 4 END) AS lists FROM records GROUP BY person) GROUP BY lists"
    )

    def ours() -> ps.Capture:
        return ps.capture(records, person="person", in_list="list")

    by_hand = sorted(count for _, count in connection.sql(query).fetchall())
    assert sorted(ours().patterns["persons"]) == by_hand
    found = medians(ours, lambda: connection.sql(query).fetchall(), 3)
    show(f"capture, {RECORDS:,} records on three lists", *found, 2)


def bench_consensus() -> None:
    """A million intervals, against numpy's sort of two million floats."""
    random = np.random.default_rng(5)
    low = random.random(INTERVALS) * 1e6
    high = low + random.random(INTERVALS) * 1e4
    found = medians(lambda: ps.consensus((low, high)).intervals, sorting(INTERVALS, random), 5)
    show(f"consensus, {INTERVALS:,} as arrays", *found, 10)
    low, high = low[:TABLE], high[:TABLE]
    table = claims_table(low, (low + high) / 2, high, random)
    # A table is checked the first time that it is used, and remembered.
    ps.consensus(table)
    found = medians(lambda: ps.consensus(table).intervals, sorting(TABLE, random), 5)
    show(f"consensus, {TABLE:,} claims with origins", *found, 40)


def sorting(size: int, random: np.random.Generator) -> Callable[[], object]:
    """Return a call that sorts as many floats as there are ends."""
    ends = random.random(2 * size)
    return lambda: np.sort(ends)


def claims_table(
    low: np.ndarray, best: np.ndarray, high: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    """Return claims, three in ten own counts, four in ten copies of others, the rest unknown."""
    size = len(low)
    ids = np.array([f"c{number}" for number in range(size)], dtype=object)
    kind = random.random(size)
    # Never itself: the next one on, or one after that.
    copied = ids[(np.arange(size) + random.integers(1, size, size)) % size]
    table = pd.DataFrame({"claim_id": ids, **SCOPE, "period": "1937/1938"})
    table["low"], table["best"], table["high"] = low, best, high
    table["unit"], table["stance"] = "persons", "asserts"
    table["derived_from"] = np.where(kind < 0.3, "none", np.where(kind < 0.6, "", copied))
    table["source"] = [f"s{number}" for number in random.integers(0, 5000, size)]
    table["claimant"] = [f"p{number}" for number in random.integers(0, 500, size)]
    return table.astype(dict.fromkeys(["claim_id", "derived_from", "source", "claimant"], "str"))


def bench_random_effects() -> None:
    """Ten thousand quantities at once, against a thousand in a loop, counted ten times.

    Either side starts from the same claims table, or else from the same effects and variances.
    """
    random = np.random.default_rng(6)
    size = QUANTITIES * CLAIMS
    best = np.exp(random.normal(10, 0.4, size) + np.repeat(random.normal(0, 1, QUANTITIES), CLAIMS))
    spread = np.exp(random.uniform(0.05, 0.4, size))
    table = claims_table(best / spread, best, best * spread, random)
    table["derived_from"], table["source"] = "none", table["claim_id"]
    table["place"] = np.repeat([f"p{number:05d}" for number in range(QUANTITIES)], CLAIMS)
    y, v = np.log(best), (2 * np.log(spread) / (2 * 1.6448536269514722)) ** 2
    effects = Effects(y, v, np.arange(0, size, CLAIMS))
    some = table.head(LOOPED * CLAIMS)
    rows = [slice(start, start + CLAIMS) for start in effects.start[:LOOPED]]
    for name, estimator, peer in peers():
        theirs: list[float] = []

        def from_arrays(peer=peer, theirs=theirs) -> None:
            theirs[:] = [peer(y[one], v[one]) for one in rows]

        def from_table(peer=peer) -> None:
            for _, group in some.groupby([*SCOPE, "period"]):
                width = np.log(group["high"].to_numpy() / group["low"].to_numpy())
                peer(np.log(group["best"].to_numpy()), (width / (2 * 1.6448536269514722)) ** 2)

        for how, ours, loop in (
            (
                "claims",
                lambda e=estimator: ps.pool(table, method="random-effects", tau2=e),
                from_table,
            ),
            ("arrays", lambda e=estimator: meta_analysis(effects, e, "knapp-hartung"), from_arrays),
        ):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                looped = timed(loop) * QUANTITIES / LOOPED
            taken = min(timed(ours) for _ in range(5))
            ratio = looped / taken
            times = f"{1000 * taken:,.0f} ms", f"{1000 * looped:,.0f} ms"
            label = f"{estimator} of {how}, beside {name}"
            report(label, *times, f"{ratio:,.0f}", "at least 50", ratio >= 50)
        tau2 = meta_analysis(effects, estimator).tau2[:LOOPED]
        apart = max(abs(one - two) for one, two in zip(tau2, theirs, strict=True) if two > 0)
        report("  largest difference of tau2", f"{apart:.1e}", "", "", "at most 1e-6", apart < 1e-6)


def peers() -> list[tuple[str, str, Callable[[np.ndarray, np.ndarray], float]]]:
    """Return who else does it, by which estimator, and how; each returns tau2."""
    found = [
        ("statsmodels", "DL", lambda y, v: combine_effects(y, v, method_re="chi2").tau2),
        (
            "statsmodels",
            "PM",
            lambda y, v: combine_effects(y, v, method_re="iterated", atol=1e-9).tau2,
        ),
    ]
    if find_spec("pymare"):
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator

        def laird(y: np.ndarray, v: np.ndarray) -> float:
            fit = DerSimonianLaird().fit_dataset(Dataset(y, v)).summary()
            fit.get_fe_stats()
            return float(np.squeeze(fit.tau2))

        def reml(y: np.ndarray, v: np.ndarray) -> float:
            estimator = VarianceBasedLikelihoodEstimator(method="REML")
            fit = estimator.fit_dataset(Dataset(y, v)).summary()
            fit.get_fe_stats()
            return float(np.squeeze(fit.tau2))

        found += [("PyMARE", "DL", laird), ("PyMARE", "REML", reml)]
    return found


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def show(name: str, ours: float, peer: float, most: float) -> None:
    """Print two times and their ratio."""
    ratio = ours / peer
    times = f"{1000 * ours:,.0f} ms", f"{1000 * peer:,.0f} ms"
    report(name, *times, f"{ratio:.1f}", f"at most {most:g}", ratio <= most)


if __name__ == "__main__":
    main()

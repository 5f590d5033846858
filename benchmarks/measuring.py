"""What the benchmarks share: timing, fresh processes, and one way to print a ratio."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def medians(
    ours: Callable[[], object],
    peer: Callable[[], object],
    times: int,
    before: Callable[[], object] = lambda: None,
) -> tuple[float, float]:
    """Return the median seconds of both, run in turn so that other work slows down both."""
    taken: list[tuple[float, float]] = []
    for _ in range(times):
        before()
        start = time.perf_counter()
        ours()
        between = time.perf_counter()
        peer()
        taken.append((between - start, time.perf_counter() - between))
    mine, others = zip(*taken, strict=True)
    return statistics.median(mine), statistics.median(others)


def in_fresh_process(code: str) -> float:
    """Run a piece of Python that prints one number, in an interpreter of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def report(name: str, ours: str, peer: str, found: str, target: str, met: bool) -> None:
    """Print one line of the table."""
    verdict = "met" if met else "MISSED"
    print(f"{name:<44}{ours:>14}{peer:>14}{found:>12}   {target:<18}{verdict}", flush=True)


def heading(title: str) -> None:
    """Print the head of a table."""
    print(f"\n{title}\n{'':<44}{'ours':>14}{'peer':>14}{'found':>12}   target")

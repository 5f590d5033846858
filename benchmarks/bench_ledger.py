"""Bounds, building and conflicts of made-up ledgers, beside scipy and z3 on the same rows.

Run it with ``make bench`` or ``python benchmarks/bench_ledger.py``. The shape of the ledgers is
stated in ``made_ledgers.py``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import z3
from made_ledgers import Made, made, made_table
from measuring import heading, in_fresh_process, report
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

import purgestats as ps
from purgestats.ledger.model.rows import System

Z3_SECONDS = 120
LARGE = """
import resource, sys, time
sys.path.insert(0, {folder!r})
from made_ledgers import made
import purgestats as ps
one = made({size})
ledger = ps.Ledger(one.claims, one.vocabulary)
start = time.perf_counter()
ledger.quantities
built = time.perf_counter()
bounds = ledger.bounds()
done = time.perf_counter()
assert bounds["certified"].all()
print({what})
"""


def main() -> None:
    """Measure everything and print one table."""
    heading("The ledger")
    bench_article()
    bench_table()
    bench_bounds("1,000 quantities, no partitions", made(1_000, partitions=False), 1_000)
    bench_bounds("1,000 quantities", made(1_000), 50)
    bench_bounds("1,000 with overlapping windows", made(550, overlapping=True), 50)
    bench_large()
    bench_building()
    bench_conflicts()


def bench_bounds(name: str, one: Made, target: float) -> None:
    """All bounds at once, beside one linear programme a bound."""
    ledger = ps.Ledger(one.claims, one.vocabulary)
    number = len(ledger.quantities)
    system = ledger._state.system
    ours = []
    for _ in range(3):
        again = ledger.reading("printed")
        assert len(again.quantities) == number
        assert again._state.network.lines
        start = time.perf_counter()
        bounds = again.bounds()
        ours.append(time.perf_counter() - start)
    start = time.perf_counter()
    peer = one_programme_a_bound(system, number)
    seconds = time.perf_counter() - start
    found = bounds[["low", "high"]].to_numpy()
    assert bounds["tight"].all()
    assert np.allclose(found, peer, rtol=1e-7, atol=1e-7)
    ratio = seconds / sorted(ours)[1]
    report(
        f"bounds, {name}",
        f"{sorted(ours)[1] * 1e3:.0f} ms",
        f"{seconds:.1f} s",
        f"{ratio:,.0f} times",
        f"at least {target:,.0f}",
        ratio >= target,
    )


def one_programme_a_bound(system: System, number: int) -> np.ndarray:
    """Return lows and highs as scipy finds them, one call each."""
    rows = [row for row in system.rows if not row.equal]
    equal = [row for row in system.rows if row.equal]
    above, right = matrix(rows, len(system.variables), -1)
    same, value = matrix(equal, len(system.variables), 1) if equal else (None, None)
    found = np.zeros((number, 2))
    for variable in range(number):
        for side, sign in ((0, 1.0), (1, -1.0)):
            cost = np.zeros(len(system.variables))
            cost[variable] = sign
            done = linprog(
                cost,
                above,
                right,
                same if equal else None,
                value if equal else None,
                method="highs",
            )
            found[variable, side] = sign * done.fun if done.status == 0 else np.inf
    return found


def matrix(rows: list, size: int, sign: int) -> tuple[csr_matrix, np.ndarray]:
    """Return rows as scipy takes them."""
    entries = [
        (place, variable, sign * float(value))
        for place, row in enumerate(rows)
        for variable, value in row.terms
    ]
    places, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    right = np.array([sign * float(row.rhs) for row in rows])
    return csr_matrix((values, (places, columns)), (len(rows), size)), right


def large(size: int, what: str) -> float:
    """Return one number about a large ledger, from a process of its own."""
    folder = str(Path(__file__).resolve().parent)
    return in_fresh_process(LARGE.format(folder=folder, size=size, what=what))


def bench_large() -> None:
    """100,000 quantities: time, memory, how many are tight, and how time grows."""
    seconds = large(100_000, "done - built")
    small = large(10_000, "done - built")
    report(
        "bounds, 100,000 quantities",
        f"{seconds:.1f} s",
        "",
        f"{seconds:.1f} s",
        "20 s",
        seconds <= 20,
    )
    growth = seconds / small
    report(
        "the same beside 10,000 quantities",
        f"{seconds:.1f} s",
        f"{small:.2f} s",
        f"{growth:.1f} times",
        "at most 15",
        growth <= 15,
    )
    memory = large(100_000, "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20")
    report("its peak memory", "", "", f"{memory:.1f} GiB", "4 GiB", memory <= 4)
    tight = large(100_000, "bounds['tight'].mean()")
    report("rows of it that are tight", "", "", f"{tight:.1%}", "99 %", tight >= 0.99)


def bench_building() -> None:
    """A ledger of 100,000 claims, containment included."""
    one = made(50_000)
    start = time.perf_counter()
    ledger = ps.Ledger(one.claims, one.vocabulary)
    assert len(ledger.quantities) == 50_000
    seconds = time.perf_counter() - start
    report("building, 100,000 claims", "", "", f"{seconds:.1f} s", "15 s", seconds <= 15)


def bench_conflicts() -> None:
    """Every conflict among 400 claims, ten of them wrong, beside z3."""
    one = made(200, seed=1, wrong=10)
    ledger = ps.Ledger(one.claims, one.vocabulary)
    system = ledger._state.system
    start = time.perf_counter()
    found = ledger.conflicts(limit=10_000, effort=1_000_000)
    ours = time.perf_counter() - start
    assert found.complete
    start = time.perf_counter()
    peer, whole = conflicts_by_z3(system, Z3_SECONDS)
    seconds = time.perf_counter() - start
    mine = {frozenset(one.claims) for one in found}
    assert peer <= mine
    assert not whole or peer == mine
    ratio = seconds / ours
    report(
        f"all {len(found)} conflicts, 400 claims",
        f"{ours:.1f} s",
        f"{seconds:.1f} s" if whole else f"> {seconds:.0f} s ({len(peer)})",
        f"{ratio:.1f} times",
        "at least 5",
        ratio >= 5,
    )


def conflicts_by_z3(system: System, most: float) -> tuple[set[frozenset[str]], bool]:
    """Enumerate conflicts as MARCO does (Liffiton et al. 2016), with z3's minimised cores."""
    solver, seeds = z3.Solver(), z3.Solver()
    solver.set("core.minimize", True)
    unknowns = [z3.Real(f"x{place}") for place in range(len(system.variables))]
    switches = [z3.Bool(f"c{place}") for place in range(len(system.units))]
    solver.add(*(one >= 0 for one in unknowns))
    for row in system.rows:
        total = z3.Sum([z3.Q(*exact(value)) * unknowns[one] for one, value in row.terms])
        right = z3.Q(*exact(row.rhs))
        held = total == right if row.equal else total > right if row.strict else total >= right
        solver.add(held if row.unit < 0 else z3.Implies(switches[row.unit], held))
    found: set[frozenset[str]] = set()
    start = time.perf_counter()
    while seeds.check() == z3.sat:
        if time.perf_counter() - start > most:
            return found, False
        model = seeds.model()
        chosen = [one for one in switches if not z3.is_false(model.eval(one))]
        if solver.check(*chosen) == z3.sat:
            for one in switches:
                new = not any(one.eq(other) for other in chosen)
                if new and solver.check(*chosen, one) == z3.sat:
                    chosen.append(one)
            names = {one.decl().name() for one in chosen}
            seeds.add(z3.Or([one for one in switches if one.decl().name() not in names]))
        else:
            core = minimal(solver, list(solver.unsat_core()))
            seeds.add(z3.Or([z3.Not(one) for one in core]))
            found.add(frozenset(system.units[int(one.decl().name()[1:])].id for one in core))
    return found, True


def minimal(solver: z3.Solver, core: list) -> list:
    """Leave out of a core what it does not need, taking each smaller core that z3 finds."""
    kept: list = []
    while core:
        one, rest = core[0], core[1:]
        if solver.check(*kept, *rest) == z3.unsat:
            left = list(solver.unsat_core())
            core = [other for other in rest if any(other.eq(found) for found in left)]
        else:
            kept.append(one)
            core = rest
    return kept


def exact(value: object) -> tuple[int, int]:
    """Return numerator and denominator."""
    return value.numerator, value.denominator


def bench_article() -> None:
    """Everything about the article's figures, from the table on."""
    claims = ps.load().query("source == 'wikipedia-great-purge'")
    ps.Ledger(claims.head(3)).bounds()
    start = time.perf_counter()
    ps.reconcile(claims).summary()
    seconds = time.perf_counter() - start
    report("reconcile, the article", "", "", f"{seconds:.1f} s", "2 s", seconds <= 2)
    start = time.perf_counter()
    everything = ps.Ledger(ps.load())
    everything.is_consistent()
    built = time.perf_counter()
    everything.bounds("executions|all|all|ussr|1937/1938")
    bounded = time.perf_counter()
    found = everything.conflicts()
    one, every = bounded - built, time.perf_counter() - bounded
    assert found.complete_to >= 3
    seconds = built - start + every
    report("conflicts up to 3, everything", "", "", f"{seconds:.1f} s", "60 s", seconds <= 60)
    name, share = "one bound, beside all those conflicts", one / every
    report(name, f"{one:.1f} s", f"{every:.1f} s", f"{share:.2f}", "0.25", share <= 0.25)


def bench_table() -> None:
    """Places by years with both margins, some cells wrong."""
    for wrong in (3, 10):
        one = made_table(31, 31, wrong)
        ledger = ps.Ledger(one.claims, one.vocabulary)
        start = time.perf_counter()
        found = ledger.conflicts()
        seconds = time.perf_counter() - start
        assert found.complete_to >= 3
        name = f"conflicts up to 3, 961 cells, {wrong} wrong"
        report(name, "", "", f"{seconds:.1f} s", "5 s", seconds <= 5)
        start = time.perf_counter()
        repairs = ledger.repairs()
        seconds = time.perf_counter() - start
        assert len(repairs[0].claims) == wrong
        name = f"cheapest repair of them, {wrong} wrong"
        met = repairs.complete and seconds <= 5
        report(name, "", "", f"{seconds:.1f} s", "5 s, proved", met)
    one = made_table(142, 142, 5)
    ledger = ps.Ledger(one.claims, one.vocabulary)
    start = time.perf_counter()
    repairs, bounds, found = ledger.repairs(), ledger.bounds(), ledger.conflicts()
    seconds = time.perf_counter() - start
    assert repairs.complete
    assert bounds["tight"].all()
    name = f"20,449 claims, conflicts whole up to {found.complete_to:g}"
    met = found.complete_to >= 3 and seconds <= 60
    report(name, "", "", f"{seconds:.1f} s", "60 s, up to 3", met)


if __name__ == "__main__":
    main()

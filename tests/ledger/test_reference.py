"""The ledger against brute force on 600 small ledgers, and the brute force against others."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from far_apart import everything_ledger, far_apart_ledger
from grown import grown_ledger
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import (
    SmallLedger,
    assumption,
    chained_ledger,
    claim,
    claims_table,
    gapped_ledger,
    mingled_ledger,
    small_ledger,
    small_ledgers,
    staged_ledger,
    vocabulary,
)
from reference import LENSES, Reference
from scipy.optimize import linprog

import purgestats as ps
from purgestats.claims.table.contract import take

SEEDED = (
    (small_ledger, 120),
    (staged_ledger, 80),
    (gapped_ledger, 60),
    (chained_ledger, 40),
    (mingled_ledger, 200),
    (far_apart_ledger, 60),
    (everything_ledger, 60),
)
BATCH = 5
ROOM = 1e-9


def reference_of(small: SmallLedger, asked: Iterable[str] = ()) -> Reference:
    """Return the brute force for a small ledger."""
    return Reference(
        take(small.claims, small.vocabulary).frame,
        small.vocabulary,
        small.assumptions,
        asked=asked,
    )


def close(ours: float, exact: Fraction | float) -> bool:
    """Say whether a float is an exact number, infinity included, up to its last digits."""
    if math.isinf(ours) or math.isinf(exact):
        return ours == exact
    return abs(Fraction(ours) - Fraction(exact)) <= Fraction(ROOM) * max(1, abs(Fraction(exact)))


@dataclass(frozen=True)
class End:
    """One end of a quantity's bounds, and the counts and assumptions that are its reasons."""

    quantity: str
    side: str
    value: float
    because: frozenset[str]


def conflict_faults(book: ps.Ledger, reference: Reference) -> list[str]:
    """Say where conflicts differ from enumeration over all subsets."""
    expected, found = reference.conflicts(), book.conflicts()
    sets = [reference.counted((*one.claims, *one.assumptions)) for one in found]
    faults = [f"conflict found twice: {sorted(one)}" for one in sets if sets.count(one) > 1]
    faults += [f"no minimal conflict: {sorted(one)}" for one in set(sets) - expected]
    faults += [f"conflict missed: {sorted(one)}" for one in expected - set(sets)]
    if book.is_consistent() is bool(expected):
        faults.append(f"consistent: {book.is_consistent()}")
    if not found.complete:
        faults.append(f"complete only to {found.complete_to}")
    order = [(len(members), one.strain) for members, one in zip(sets, found, strict=True)]
    if order != sorted(order):
        faults.append(f"not by size and strain: {order}")
    for members, one in zip(sets, found, strict=True):
        if not one.certificate.verify():
            faults.append(f"certificate of {sorted(members)} does not verify")
        if members in expected and not reference.has_strain(members, one.strain, 2e-9):
            faults.append(
                f"strain of {sorted(members)}: {one.strain}, not {reference.strain(members)}"
            )
    return faults


def repair_faults(book: ps.Ledger, reference: Reference) -> list[str]:
    """Say where repairs differ from enumeration: under each lens, and with other weights."""
    faults = []
    weights = {name: 1 + i % 3 for i, name in enumerate(reference.claims)}
    for lens, chosen in (*((lens, None) for lens in LENSES), ("alike", weights)):
        expected, cost = reference.repairs(chosen, lens)
        found = book.repairs(lens=lens, weights=chosen)
        sets = [reference.counted(repair.claims) for repair in found]
        if set(sets) != expected or len(sets) != len(expected):
            faults.append(f"repairs under {lens}, {chosen}: {sets}, not {expected}")
        if not found.complete or any(tuple(one.cost) != cost for one in found):
            faults.append(f"cost under {lens}: {[one.cost for one in found]}, not {cost}")
    return faults


def price_faults(book: ps.Ledger, reference: Reference) -> list[str]:
    """Say where prices differ from enumeration, under each lens."""
    faults = []
    for lens in LENSES:
        table = book.prices(lens=lens)
        disputed = {one for conflict in reference.conflicts() for one in conflict}
        named = {one for one, count in reference.count_of.items() if count in disputed}
        if set(table.index) != named:
            faults.append(f"prices of {sorted(table.index)}, not of {sorted(named)}")
        for name, row in table.iterrows():
            faults += _price_faults(str(name), row, lens, reference)
    return faults


def _price_faults(
    name: str, row: pd.Series, lens: str, reference: Reference, without: Iterable[str] = ()
) -> list[str]:
    expected, cost = reference.price(name, lens, without)
    if not expected:
        return [] if pd.isna(row["price"]) else [f"{name} cannot hold, yet costs {row['price']}"]
    faults = []
    chosen = reference.counted(row["set_aside"])
    if chosen not in expected or tuple(row["by_layer"]) != cost:
        faults.append(f"price of {name} under {lens}: {chosen}, not one of {expected}")
    if row["price"] != len(chosen) or row["others"] is not (len(expected) > 1):
        faults.append(f"price of {name} under {lens}: {row.to_dict()}")
    return faults


def assumption_faults(small: SmallLedger, plain: ps.Ledger, reference: Reference) -> list[str]:
    """Say where the prices of assumptions, each made by itself, differ from enumeration."""
    names = reference.assumptions
    return [
        fault
        for lens in LENSES
        for name, row in plain.assumption_prices(small.assumptions, lens).iterrows()
        for fault in _price_faults(str(name), row, lens, reference, {*names} - {str(name)})
    ]


def bound_faults(book: ps.Ledger, reference: Reference) -> list[str]:
    """Say where bounds differ from the exact optimum over all cheapest repairs under a lens."""
    faults: list[str] = []
    for lens in LENSES:
        bounds = book.bounds(lens=lens)
        missing = set(reference.quantities()) - set(bounds.index)
        faults += [f"{name} has no row" for name in missing]
        for name, row in bounds.to_dict("index").items():
            for side in ("low", "high"):
                end = End(str(name), side, row[side], reference.counted(row[f"{side}_because"]))
                faults += _end_faults(book, reference, end, lens)
            if not row["certified"] or not row["tight"]:
                faults.append(f"{name} is not certified and tight under {lens}")
        if reference.consistent():
            break
    return faults


def _end_faults(book: ps.Ledger, reference: Reference, end: End, lens: str) -> list[str]:
    name, side, value, because = end.quantity, end.side, end.value, end.because
    if not because <= set(reference.units):
        return [f"{side} of {name} rests on unknown {because}"]
    faults = []
    reasons = because if reference.consistent() else None
    if not reference.fits(name, side, value, reference.kept(lens), reasons):
        hull = reference.hull(name, lens)[side == "high"]
        faults.append(f"{side} of {name} under {lens}: {value}, {hull} by all, not by {because}")
    if reference.consistent():
        certificate = book.certificate(name, side)
        proved = math.inf if certificate.value is None else float(certificate.value)
        if proved != value or not certificate.verify():
            faults.append(f"certificate of {side} of {name}: {proved}, not {value}")
    return faults


def faults_of(small: SmallLedger) -> list[str]:
    """Return every difference between a ledger and brute force."""
    return comparison(small)[1]


def comparison(small: SmallLedger) -> tuple[Reference, list[str]]:
    """Return the brute force for a ledger, and every difference between the two."""
    plain = ps.Ledger(small.claims, vocabulary=small.vocabulary, assumptions=None)
    book = plain.assuming(small.assumptions)
    reference = reference_of(small, book.quantities.index)
    return reference, [
        *conflict_faults(book, reference),
        *repair_faults(book, reference),
        *price_faults(book, reference),
        *assumption_faults(small, plain, reference),
        *bound_faults(book, reference),
    ]


@dataclass(frozen=True)
class Compared:
    """What comparing one seeded ledger with brute force has shown."""

    faults: list[str]
    conflicts: frozenset[frozenset[str]]
    assumptions: frozenset[str]


@cache
def compared(generator: Callable[[Random], SmallLedger], seed: int) -> Compared:
    """Compare a seeded ledger with brute force, once."""
    reference, faults = comparison(generator(Random(seed)))
    return Compared(faults, reference.conflicts(), frozenset(reference.assumptions))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("generator", "first"),
    [(generator, first) for generator, count in SEEDED for first in range(0, count, BATCH)],
)
def test_seeded_ledgers_agree_with_brute_force(
    generator: Callable[[Random], SmallLedger], first: int
) -> None:
    """Conflicts, strains, repairs, bounds and certificates are those of exhaustive search."""
    faults = {
        seed: found
        for seed in range(first, first + BATCH)
        if (found := compared(generator, seed).faults)
    }
    assert not faults


@pytest.mark.slow
@pytest.mark.parametrize(
    ("generator", "seed"),
    [
        (chained_ledger, 109),
        (everything_ledger, 76),
        (everything_ledger, 132),
        (everything_ledger, 261),
        (far_apart_ledger, 30),
        (far_apart_ledger, 70),
        (far_apart_ledger, 274),
        (gapped_ledger, 127),
        (gapped_ledger, 1284),
        (mingled_ledger, 701_427),
        (small_ledger, 598),
        (small_ledger, 815),
        (small_ledger, 827),
        (small_ledger, 844),
        (small_ledger, 700_054),
        (staged_ledger, 280),
        (staged_ledger, 303),
    ],
)
def test_ledgers_that_once_differed_agree(
    generator: Callable[[Random], SmallLedger], seed: int
) -> None:
    """Ledgers on which the two were once apart: partitions, strains, windows, far figures."""
    assert not faults_of(generator(Random(seed)))


@pytest.mark.slow
@given(st.one_of(small_ledgers(), st.randoms(use_true_random=False).map(grown_ledger)))
@settings(max_examples=settings.default.max_examples // 5)
def test_drawn_ledgers_agree_with_brute_force(small: SmallLedger) -> None:
    """The same of ledgers that hypothesis draws, and shrinks if one fails."""
    assert not faults_of(small)


@pytest.mark.slow
def test_the_seeded_ledgers_are_worth_the_while() -> None:
    """Many can hold and many cannot; some conflicts are large, some lean on assumptions."""
    plain = [compared(small_ledger, seed) for seed in range(40, 120)]
    conflicts = [found for one in plain for found in one.conflicts]
    assert 20 <= sum(not one.conflicts for one in plain) <= 60
    assert sum(len(found) > 2 for found in conflicts) >= 20
    assert max(map(len, conflicts)) >= 4
    staged = [compared(staged_ledger, seed) for seed in range(30)]
    leaning = [one for one in staged if any(c & one.assumptions for c in one.conflicts)]
    assert len(leaning) >= 3


def test_the_reference_is_independent() -> None:
    """Neither half of the reference nor the generator imports anything of the ledger room."""
    folder = Path(__file__).parent
    for name in ("reference.py", "scopes_to_rows.py", "ledgers.py", "grown.py", "far_apart.py"):
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
            origin = getattr(node, "module", None) or ""
            assert not any("ledger." in f"{part}." for part in (*names, origin)), name


def matrices(reference: Reference) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return all rows of a reference as inequalities and equations over its variables."""
    variables = {variable: i for i, variable in enumerate(reference.system.variables)}
    rows = [
        *reference.system.hard,
        *(r for u in reference.units for r in reference.system.units[u]),
    ]
    split: dict[bool, list[np.ndarray]] = {True: [], False: []}
    right: dict[bool, list[float]] = {True: [], False: []}
    for row in rows:
        line = np.zeros(len(variables))
        for variable, coefficient in row.expression.items():
            line[variables[variable]] = coefficient
        split[row.relation == "="].append(line)
        right[row.relation == "="].append(float(row.constant))
    shape = (-1, len(variables))
    return (
        np.array(split[False]).reshape(shape),
        np.array(right[False]),
        np.array(split[True]).reshape(shape),
        np.array(right[True]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_exact_bounds_agree_with_a_linear_programme(seed: int) -> None:
    """The exact optimum is what an ordinary solver finds on the same rows."""
    reference = reference_of(small_ledger(Random(seed)))
    if not reference.consistent():
        return
    variables = {variable: i for i, variable in enumerate(reference.system.variables)}
    less, below, equal, to = matrices(reference)
    for name in reference.quantities():
        place = reference.system.place(name)
        assert place is not None
        goal = np.zeros(len(variables))
        for variable in reference.system.expression(place):
            goal[variables[variable]] = 1
        low, high = reference.bounds(name)
        for sign, exact in ((1, low), (-1, high)):
            found = linprog(sign * goal, less, below, equal, to)
            if math.isinf(exact):
                assert found.status == 3
            else:
                assert math.isclose(sign * found.fun, exact, rel_tol=1e-7, abs_tol=1e-7)


def test_the_reference_on_a_window_by_hand() -> None:
    """Three years and a window across them, worked by hand."""
    scope = "toll|all|all|land|"
    claims = claims_table(
        claim("window", f"{scope}1936-10/1938-10", 200, None),
        claim("first", f"{scope}1936", 10, 10),
        claim("second", f"{scope}1937", 100, 100),
        claim("third", f"{scope}1938", 50, 50),
    )
    reference = reference_of(SmallLedger(claims, vocabulary()))
    assert reference.conflicts() == {frozenset({"window", "first", "second", "third"})}
    assert reference.repairs() == ({frozenset({n}) for n in reference.claims}, (1,))
    assert reference.hull(f"{scope}1936") == (10, math.inf)
    assert reference.hull(f"{scope}1936-10/1938-10") == (100, math.inf)
    assert math.isclose(reference.strain(reference.claims), math.sqrt(200 / 160) - 1, abs_tol=1e-9)


def test_the_reference_on_stages_by_hand() -> None:
    """A dated operation counts the earlier stage from its first day."""
    scope = "all|first-order|land"
    claims = claims_table(
        claim("closed", f"closed|{scope}|1938", 60, None),
        claim("late", f"heard|{scope}|1938", 10, 10),
    )
    relation = pd.DataFrame([assumption("held", "closed|*|*|*|*", "heard|*|*|*|*")])
    reference = reference_of(SmallLedger(claims, vocabulary(), relation))
    assert reference.consistent()
    assert reference.bounds("heard|all|first-order|land|1937-07-30/1938-12-31") == (60, math.inf)
    assert reference.bounds("heard|all|first-order|land|1937-07-30/1937-12-31") == (50, math.inf)


def test_the_reference_on_shares_by_hand() -> None:
    """A share of an empty whole is impossible at every strain; of a whole it is its product."""
    part, whole = "toll-a|all|all|land|1937", "toll|all|all|land|1937"
    rows = [claim("share", part, 0.25, 0.5, of=whole), claim("whole", whole, 100, 120)]
    fine = reference_of(SmallLedger(claims_table(*rows), vocabulary()))
    assert fine.bounds(part) == (25, 60)
    rows[1] = claim("whole", whole, 0, 0)
    empty = reference_of(SmallLedger(claims_table(*rows), vocabulary()))
    assert empty.conflicts() == {frozenset({"share", "whole"})}
    assert empty.strain(["share", "whole"]) == math.inf


def disputed() -> Reference:
    """Return two archival counts, one of them printed twice, against one scholar's, twice."""
    scope = "toll|all|all|land|1937"
    later = {"basis": "scholarly", "claim_year": 2005, "claimant": "scholar", "source": "study"}
    rows = [
        claim("file", scope, 40, 40, basis="archival", claimant="clerk", source="file"),
        claim("copy", scope, 40, 40, basis="memoir", claimant="reader", derived_from="file"),
        claim("ledger", scope, 35, 45, basis="archival", claimant="office", source="ledger"),
        claim("study", scope, 60, 60, **later),
        claim("again", scope, 60, 60, **later | {"source": "second-edition"}),
        claim("letter", scope, None, 30, claimant="witness", source="letter"),
    ]
    return reference_of(SmallLedger(claims_table(*rows), vocabulary()))


def test_the_reference_on_counts_by_hand() -> None:
    """A copy, and a second edition of one author, are no counts of their own."""
    reference = disputed()
    assert reference.claims == ["file", "ledger", "study", "letter"]
    assert reference.count_of["copy"] == "file"
    assert reference.count_of["again"] == "study"
    pairs = ({"file", "study"}, {"file", "letter"}, {"ledger", "study"}, {"ledger", "letter"})
    assert reference.conflicts() == {frozenset(one) for one in (*pairs, {"study", "letter"})}


def test_the_reference_on_lenses_and_prices_by_hand() -> None:
    """Papers first keep both papers; scholars first keep the study, at the price of both."""
    reference = disputed()
    papers, study = frozenset({"study", "letter"}), frozenset({"file", "ledger", "letter"})
    assert reference.repairs(lens="documents") == ({papers}, (0, 1, 1))
    assert reference.repairs(lens="scholars") == ({study}, (0, 2, 1))
    assert reference.repairs(lens="alike") == ({papers}, (2,))
    assert reference.price("again", "documents") == ({study}, (2, 0, 1))
    assert reference.price("copy", "alike") == ({papers}, (2,))
    scope = "toll|all|all|land|1937"
    assert reference.hull(scope, "documents") == (40, 40)
    assert reference.hull(scope, "scholars") == (60, 60)

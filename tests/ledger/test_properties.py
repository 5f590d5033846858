"""What must not matter, and what proofs must withstand."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from ledgers import SmallLedger, claim, claims_table, small_ledger, staged_ledger, vocabulary

import purgestats as ps
from purgestats.ledger.proofs.certificates import Certificate

SCOPE = "toll|all|all|land|1937"
SMALL = [small_ledger(Random(seed)) for seed in range(2_000, 2_012)]
SMALL += [staged_ledger(Random(seed)) for seed in range(2_000, 2_006)]


def ledger_of(small: SmallLedger, claims: pd.DataFrame | None = None) -> ps.Ledger:
    """Return the ledger, or the one of other claims under the same terms and relations."""
    return ps.Ledger(
        small.claims if claims is None else claims,
        vocabulary=small.vocabulary,
        assumptions=small.assumptions,
    )


def answers(book: ps.Ledger) -> dict[str, object]:
    """Return everything a ledger says, free of the order of its claims."""
    bounds = book.bounds().sort_index()
    return {
        "conflicts": sorted(
            (sorted(one.claims), sorted(one.assumptions), round(one.strain, 8))
            for one in book.conflicts()
        ),
        "repairs": sorted((sorted(one.claims), one.cost) for one in book.repairs()),
        "bounds": {
            name: [row["low"], row["high"], bool(row["certified"]), bool(row["tight"])]
            for name, row in bounds.iterrows()
        },
    }


def print_answers() -> None:
    """Write all answers in their own order, for a process of its own to be compared."""
    for small in SMALL:
        book = ledger_of(small)
        lines = [
            [[one.claims, one.assumptions, one.strain, str(one)] for one in book.conflicts()],
            [one.claims for one in book.repairs()],
            book.bounds().to_csv(),
            book.constraints.to_csv(),
            book.quantities.to_csv(),
        ]
        sys.stdout.write(json.dumps(lines) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize("small", SMALL, ids=range(len(SMALL)))
def test_the_order_of_claims_does_not_matter(small: SmallLedger) -> None:
    """Claims in another order have the same conflicts, strains, repairs and bounds."""
    before = answers(ledger_of(small))
    for seed in range(2):
        shuffled = small.claims.sample(frac=1, random_state=seed).reset_index(drop=True)
        assert answers(ledger_of(small, shuffled)) == before


def scaled(claims: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return the claims with every count in another unit; shares and multiples stay."""
    copy = claims.copy()
    counts = copy["unit"] == "persons"
    copy.loc[counts, ["low", "high"]] *= factor
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("small", SMALL, ids=range(len(SMALL)))
def test_the_scale_of_counts_does_not_matter(small: SmallLedger) -> None:
    """A thousand times as many of everything: same sets and strains, bounds a thousandfold."""
    plain = small.claims[small.claims["as_printed"] == ""].reset_index(drop=True)
    before, after = (answers(ledger_of(small, scaled(plain, by))) for by in (1, 1_000))
    assert after["conflicts"] == before["conflicts"]
    assert after["repairs"] == before["repairs"]
    small_bounds, large_bounds = before["bounds"], after["bounds"]
    assert list(small_bounds) == list(large_bounds)
    for name, (low, high, certified, tight) in small_bounds.items():
        other = large_bounds[name]
        assert other[2:] == [certified, tight]
        assert math.isclose(other[0], 1_000 * low, rel_tol=1e-12)
        assert math.isclose(other[1], 1_000 * high, rel_tol=1e-12)


@pytest.mark.slow
def test_the_hash_seed_does_not_matter(root: Path) -> None:
    """Two processes with different seeds for hashing print the same, order included."""
    folder = Path(__file__).parent
    command = "import test_properties; test_properties.print_answers()"
    printed = [
        subprocess.run(
            [sys.executable, "-c", command],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join([str(folder), str(root)]),
            },
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "4321")
    ]
    assert printed[0].count("\n") == len(SMALL)
    assert printed[0] == printed[1]


@pytest.mark.slow
def test_threads_may_ask_one_ledger() -> None:
    """Each gets the answers that it would get alone."""
    for small in SMALL[:8]:
        expected, book = answers(ledger_of(small)), ledger_of(small)
        with ThreadPoolExecutor(4) as threads:
            assert all(one == expected for one in threads.map(answers, [book] * 4))


def test_a_copy_is_no_second_count() -> None:
    """A figure that one book prints twice is one count; two books that agree are two."""
    rows = [claim("one", SCOPE, 40, 40), claim("two", SCOPE, 40, 40), claim("odd", SCOPE, 50, 50)]
    book = ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)
    (found,) = book.conflicts()
    assert (found.claims, found.copies) == (("one", "odd"), (("two",), ()))
    assert {repair.claims for repair in book.repairs()} == {("one", "two"), ("odd",)}
    rows[1] |= {"source": "another-book", "claimant": "somebody-else"}
    apart = ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)
    assert {one.claims for one in apart.conflicts()} == {("one", "odd"), ("two", "odd")}
    assert [repair.claims for repair in apart.repairs()] == [("odd",)]


def torn() -> ps.Ledger:
    """Return a ledger of two figures that deny each other and one beside them."""
    rows = [
        claim("low", SCOPE, 40, 40),
        claim("high", SCOPE, 60, 60),
        claim("later", "toll|all|all|land|1938", 5, 7),
    ]
    return ps.Ledger(claims_table(*rows), vocabulary=vocabulary(), assumptions=None)


def test_lenses_trust_and_strict() -> None:
    """Every repair under a lens gives the hull, trust the trusted figure, strict refuses."""
    book = torn()
    hull = book.bounds(lens="alike").loc[SCOPE]
    assert (hull["low"], hull["high"]) == (40, 60)
    trusted = book.bounds(trust=["high"]).loc[SCOPE]
    assert (trusted["low"], trusted["high"]) == (60, 60)
    first = book.bounds(lens=ps.Lens("mine", {"low": 0, "high": 1})).loc[SCOPE]
    assert (first["low"], first["high"]) == (40, 40)
    with pytest.raises(ps.InconsistentLedger):
        book.bounds(lens="strict")


def test_strict_bounds_of_a_ledger_that_holds_are_its_bounds() -> None:
    """Where nothing conflicts, all lenses say the same."""
    book = torn().without("low")
    for lens in ("strict", "scholars", "alike"):
        pd.testing.assert_frame_equal(book.bounds(lens=lens), book.bounds())


def test_contradictory_trust_is_refused() -> None:
    """Trusted claims that deny each other raise, in bounds and in repairs."""
    book = torn()
    with pytest.raises(ps.InconsistentLedger):
        book.bounds(trust=["low", "high"])
    with pytest.raises(ps.InconsistentLedger):
        book.repairs(weights={"low": math.inf, "high": math.inf})


def test_weights_choose_the_cheaper_side() -> None:
    """What costs less is set aside, fractions included, and the cost is the sum of weights."""
    (repair,) = torn().repairs(weights={"low": 0.25, "high": 1.5})
    assert (repair.claims, repair.cost) == (("low",), (0.25,))


def proofs() -> list[Certificate]:
    """Return certificates of bounds and of conflicts that have rows."""
    found: list[Certificate] = []
    for small in SMALL:
        book = ledger_of(small)
        found += [one.certificate for one in book.conflicts()]
        if book.is_consistent():
            found += [
                book.certificate(name, side)
                for name in book.quantities.index[:4]
                for side in ("low", "high")
            ]
    return [proof for proof in found if proof.rows]


@pytest.mark.slow
def test_tampered_certificates_do_not_verify() -> None:
    """Every certificate verifies; with a needed row dropped or weighed anew it does not."""
    certificates = proofs()
    assert len(certificates) > 60
    for proof in certificates:
        assert proof.verify()
        assert _still_proves(proof)
        for place, row in enumerate(proof.rows):
            before, after = proof.rows[:place], proof.rows[place + 1 :]
            assert not replace(proof, rows=before + after).verify() or not _counts(proof, place)
            flipped = replace(row, multiplier=-row.multiplier)
            assert not replace(proof, rows=(*before, flipped, *after)).verify()
            other = replace(row, multiplier=row.multiplier + Fraction(1, 3))
            changed = replace(proof, rows=(*before, other, *after))
            assert not changed.verify() or _still_proves(changed)


def _total(proof: Certificate) -> dict[int, Fraction]:
    """Return the sum of a certificate's rows, without its zeros."""
    total: dict[int, Fraction] = {}
    for part in proof.rows:
        for variable, coefficient in part.row.terms:
            total[variable] = total.get(variable, Fraction(0)) + part.multiplier * coefficient
    return {variable: value for variable, value in total.items() if value}


def _still_proves(proof: Certificate) -> bool:
    """Say by hand whether rows (terms >= rhs) still imply the claim, as x >= 0 leaves some room."""
    right = sum((part.multiplier * part.row.rhs for part in proof.rows), Fraction(0))
    strict = any(part.row.strict and part.multiplier > 0 for part in proof.rows)
    left = _total(proof)
    if proof.goal == "conflict":
        most = all(value <= 0 for value in left.values())
        return most and (right > 0 or (right == 0 and strict))
    sign = 1 if proof.goal == "low" else -1
    spare = dict(left)
    spare[proof.variable] = spare.get(proof.variable, Fraction(0)) - sign
    return all(value <= 0 for value in spare.values()) and right >= sign * proof.value


def _counts(proof: Certificate, place: int) -> bool:
    """Say whether a row is needed: without it the others no longer imply what is claimed."""
    rows = proof.rows[:place] + proof.rows[place + 1 :]
    return not _still_proves(replace(proof, rows=rows))


@pytest.mark.slow
def test_a_better_value_does_not_verify() -> None:
    """A certificate proves its value, not one that is sharper."""
    sharper = 0
    for proof in proofs():
        if proof.value is not None:
            step = Fraction(1, 10**12) * (1 if proof.goal == "low" else -1)
            assert not replace(proof, value=proof.value + step).verify()
            sharper += 1
    assert sharper > 30


@pytest.mark.slow
def test_rows_of_a_certificate_cannot_be_swapped() -> None:
    """The row under a multiplier is part of the proof: another right side does not verify."""
    for proof in proofs():
        for place, part in enumerate(proof.rows):
            if part.kind != "claim" or not part.row.rhs:
                continue
            eased = replace(part, row=replace(part.row, rhs=part.row.rhs - abs(part.row.rhs)))
            rows = (*proof.rows[:place], eased, *proof.rows[place + 1 :])
            changed = replace(proof, rows=rows)
            assert not changed.verify() or _still_proves(changed)

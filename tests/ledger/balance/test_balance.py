"""Balances: known answers, optimality by other routes, constraints, tests and bad input."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import (
    SmallLedger,
    assumption,
    claim,
    claims_table,
    small_ledger,
    small_ledgers,
    table,
    vocabulary,
)
from scipy.optimize import isotonic_regression, least_squares, linprog, nnls
from scipy.stats import chi2, norm

import purgestats as ps
from purgestats.claims.figures.policies import DEVIATIONS
from purgestats.ledger.balance.adjustment import adjust, pose
from purgestats.ledger.balance.gross_errors import redundancy
from purgestats.ledger.balance.measurements import Measurement, measurements, with_deviations
from purgestats.ledger.balance.room import Room
from purgestats.ledger.lp import SolverError


def toll(measure: str = "toll", group: str = "all") -> str:
    """Return a quantity."""
    return f"{measure}|{group}|all|land|1937"


def total_and_parts(*rows: dict) -> ps.Ledger:
    """Return a ledger in which toll is toll-a and toll-b together."""
    return ps.Ledger(claims_table(*rows), vocabulary(manner="yes"))


def ones(*claims: str) -> dict[str, float]:
    """Return a standard deviation of 1 for each claim."""
    return dict.fromkeys(claims, 1.0)


# Known answers


@pytest.mark.slow
def test_a_total_and_its_parts_share_the_gap() -> None:
    """T = a + b measured 1500, 700, 600 with equal variances gives the answer of three programs."""
    ledger = total_and_parts(
        claim("t", toll(), 1500, 1500),
        claim("a", toll("toll-a"), 700, 700),
        claim("b", toll("toll-b"), 600, 600),
    )
    found = ledger.balance(ones("t", "a", "b")).estimates["estimate"]
    assert found.round(3).tolist() == [1433.333, 766.667, 666.667]


def recycle_network() -> ps.Ledger:
    """Return the recycle network of Narasimhan and Jordache: 1 = 2 + 3, 6 = 4 + 5, 2 = 4, 3 = 5."""
    measures = table(
        ("flow-1", "", "", "", "flow", "persons"),
        ("flow-2", "flow-1", "one", "yes", "flow", "persons"),
        ("flow-3", "flow-1", "one", "yes", "flow", "persons"),
        ("flow-6", "", "", "", "flow", "persons"),
        ("flow-4", "flow-6", "six", "yes", "flow", "persons"),
        ("flow-5", "flow-6", "six", "yes", "flow", "persons"),
        columns="term broader partition exhaustive kind unit",
    )
    equal = [
        assumption("two-is-four", "flow-2|*|*|*|*", "flow-4|*|*|*|*", "equal"),
        assumption("three-is-five", "flow-3|*|*|*|*", "flow-5|*|*|*|*", "equal"),
    ]
    measured = {1: 101.91, 2: 68.45, 4: 64.20, 5: 36.44, 6: 98.88}
    rows = [claim(f"f{i}", toll(f"flow-{i}"), value, value) for i, value in measured.items()]
    terms = vocabulary() | {"measures": measures}
    return ps.Ledger(claims_table(*rows), terms, pd.DataFrame(equal))


@pytest.mark.slow
def test_the_recycle_network_is_balanced_and_tested() -> None:
    """Estimates, the unmeasured flow, the global and the measurement test are the known ones."""
    balance = recycle_network().balance(ones("f1", "f2", "f4", "f5", "f6"))
    known = [100.9875, 65.7325, 65.7325, 35.2550, 100.9875]
    assert balance.estimates["estimate"].round(4).tolist() == known
    assert round(balance.quantities.at[toll("flow-3"), "estimate"], 4) == 35.2550
    assert balance.quantities["determined"].all()
    assert f"{balance.chi2:.3f}" == "16.430"
    assert balance.degrees_of_freedom == 3
    assert balance.p_value == pytest.approx(chi2.sf(balance.chi2, 3), rel=1e-12)
    assert balance.p_value < chi2.sf(7.815, 3)
    assert balance.tests.index[0] == "f2"
    assert f"{balance.tests['statistic'].iloc[0]:.2f}" == "3.44"


def test_the_recycle_network_agrees_with_the_textbook_formulas() -> None:
    """Residual variances V = A'(AA')^-1 A, the unmeasured flow projected out, give the tests."""
    balance = recycle_network().balance(ones("f1", "f2", "f4", "f5", "f6"))
    # Flows 1, 2, 4, 5, 6; 3 is replaced by 5.
    rows = np.array([[0, 1, -1, 0, 0], [1, -1, 0, -1, 0], [0, 0, -1, -1, 1]], dtype=float)
    spread = rows.T @ np.linalg.solve(rows @ rows.T, rows)
    measured = np.array([101.91, 68.45, 64.20, 36.44, 98.88])
    expected = np.abs(spread @ measured) / np.sqrt(np.diag(spread))
    names = ["f1", "f2", "f4", "f5", "f6"]
    found = balance.tests["statistic"].loc[names].to_numpy()
    assert found == pytest.approx(expected, rel=1e-9)
    assert balance.tests["p_value"].loc[names].to_numpy() == pytest.approx(2 * norm.sf(expected))
    errors = balance.quantities["standard_error"].loc[[toll(f"flow-{i}") for i in (1, 2, 4, 5, 6)]]
    # The global test rejects, so that errors are wider by the Birge ratio.
    ratio = np.sqrt(balance.chi2 / 3)
    assert balance.birge_ratio == pytest.approx(ratio)
    assert errors.to_numpy() == pytest.approx(ratio * np.sqrt(1 - np.diag(spread)), rel=1e-9)
    assert "times as wide (Birge ratio)" in str(balance)


@pytest.mark.slow
def test_errors_are_wider_only_where_the_claims_differ_by_more_than_their_readings() -> None:
    """Figures that agree keep the errors of their readings; those of the record do not."""
    agree = total_and_parts(claim("one", toll(), 900, 1500), claim("two", toll(), 1000, 1400))
    found = agree.balance()
    assert found.birge_ratio == 1
    assert "Birge" not in str(found)
    record = ps.load("executions").query("period == '1937/1938' and operation == 'all'")
    balance = ps.Ledger(record).balance()
    executed = balance.quantities.loc["executions|all|all|ussr|1937/1938"]
    assert balance.p_value < 1e-6
    assert executed["standard_error"] > 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_chain_of_containments_is_isotonic_regression(seed: int) -> None:
    """From 3 to 100,000,000, estimates are those of pooling adjacent violators, tiny ones too."""
    random = np.random.default_rng(seed)
    count = 60
    groups = table(
        ("all",),
        *((f"g{i}", f"g{i - 1}" if i else "all", "", "") for i in range(count)),
        columns="term broader partition exhaustive",
    )
    true = 1e8 * np.cumprod(random.uniform(0.45, 1.0, count))
    middle = np.maximum(true * random.uniform(0.5, 1.6, count), 3.0).round(3)
    width = np.maximum((middle * random.choice([0.001, 0.1, 0.8], count)).round(3), 2.0)
    rows = [
        claim(f"c{i}", toll(group=f"g{i}"), middle[i] - width[i] / 2, middle[i] + width[i] / 2)
        for i in range(count)
    ]
    terms = vocabulary() | {"groups": groups}
    found = ps.Ledger(claims_table(*rows), terms).balance().estimates["estimate"].to_numpy()
    expected = isotonic_regression(middle, weights=12 / width**2, increasing=False).x
    assert expected.min() < 100
    assert np.max(np.abs(found / expected - 1)) < 1e-9


# Any small ledger


def balanced(small: SmallLedger, sd: dict[str, float]) -> ps.Balance | None:
    """Return the balance of a small ledger; None where there is none."""
    ledger = ps.Ledger(small.claims, small.vocabulary, small.assumptions)
    try:
        return ledger.balance(sd)
    except (ps.InconsistentLedger, ps.InvalidChoice):
        return None


def deviations(small: SmallLedger, random: Random) -> dict[str, float]:
    """Return standard deviations for about half of the claims, over five decades."""
    ids = small.claims["claim_id"]
    return {one: 10 ** random.uniform(-2, 3) for one in ids if random.random() < 0.5}


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 5)
@given(small_ledgers(), st.randoms(use_true_random=False))
def test_every_constraint_is_satisfied(small: SmallLedger, random: Random) -> None:
    """In exact arithmetic no row is off by more than 1e-9 of its terms; nothing is negative."""
    balance = balanced(small, deviations(small, random))
    if balance is None:
        return
    problem = balance.solution.problem
    point = [Fraction(float(one)) for one in balance.solution.fit.point]
    assert min(point) >= 0
    rows = [(terms, right, True) for terms, right in problem.equal]
    rows += [(terms, right, False) for terms, right in problem.above]
    assert len(rows) >= sum(row.kind != "claim" for row in problem.system.rows)
    for terms, right, equal in rows:
        parts = [Fraction(value) * point[variable] for variable, value in terms]
        gap = sum(parts) - Fraction(right)
        room = Fraction(1, 10**9) * max(*map(abs, parts), abs(Fraction(right)))
        assert gap >= -room
        assert not equal or gap <= room


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3 // 5)
@given(small_ledgers(), st.randoms(use_true_random=False))
def test_no_direction_leads_down(small: SmallLedger, random: Random) -> None:
    """The slope of the sum of squares is a non-negative sum of the constraints that are tight.

    That is the condition of Karush, Kuhn and Tucker; non-negative least squares from scipy finds
    the multipliers, so the check shares no code with the solver. The slope is taken from the
    claims themselves: a count's distance, or a share's.
    """
    balance = balanced(small, deviations(small, random))
    if balance is None:
        return
    point, unit = balance.solution.fit.point, balance.solution.fit.scale
    slope, steepness = np.zeros(len(point)), 1.0
    for one, slack in _terms(balance):
        gradient, size = _slope(one, slack, point)
        slope += gradient * unit
        steepness += size
    tight = _tight(balance)
    if not tight:
        assert np.linalg.norm(slope) <= 1e-6 * steepness
        return
    sides = np.array([row / np.linalg.norm(row) for row in tight]).T
    _, off = nnls(sides, slope, maxiter=5_000)
    assert off <= 1e-6 * steepness


def _tight(balance: ps.Balance) -> list[np.ndarray]:
    """Return sums that can only grow from the balanced values on; equations both ways."""
    problem, fit = balance.solution.problem, balance.solution.fit
    point, unit = fit.point, fit.scale
    tight = []
    for terms, _ in problem.equal:
        row = _row(terms, unit)
        tight += [row, -row]
    for terms, right in problem.above:
        row = _row(terms, unit)
        total = row @ (point / unit)
        if total - right <= 1e-9 * max(np.abs(row) @ (point / unit), abs(right)):
            tight.append(row)
    return tight + [_row(((place, 1.0),), unit) for place in np.flatnonzero(point == 0)]


def _row(terms: tuple, unit: np.ndarray) -> np.ndarray:
    row = np.zeros(len(unit))
    for variable, value in terms:
        row[variable] += float(value) * unit[variable]
    return row


def _terms(balance: ps.Balance) -> list[tuple]:
    """Return each measured claim and the unknown of its step, if it is one-sided."""
    problem = balance.solution.problem
    return [(one, problem.overstepped.get(one.claim)) for one in problem.measured]


def _slope(one: Measurement, slack: int | None, point: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the gradient of half the squared adjustment of a claim, and about its size."""
    gradient = np.zeros(len(point))
    if slack is not None:
        gradient[slack] = point[slack] / one.sd**2
        return gradient, point[slack] / one.sd
    if one.base < 0:
        off = (point[one.own] - one.value) / one.sd
        gradient[one.own] = off / one.sd
        return gradient, abs(off)
    own, base = point[one.own], point[one.base]
    off = (own / base - one.value) / one.sd
    gradient[one.own] += off / one.sd / base
    gradient[one.base] -= off / one.sd * own / base**2
    return gradient, abs(off)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 4)
@given(small_ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(small: SmallLedger, random: Random) -> None:
    """Shuffled claims have the same estimates and tests."""
    sd = deviations(small, random)
    order = list(range(len(small.claims)))
    random.shuffle(order)
    mixed = SmallLedger(small.claims.iloc[order], small.vocabulary, small.assumptions)
    one, other = balanced(small, sd), balanced(mixed, sd)
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    assert other.chi2 == pytest.approx(one.chi2, rel=1e-7, abs=1e-7)
    assert other.degrees_of_freedom == one.degrees_of_freedom
    left = one.estimates["estimate"]
    right = other.estimates["estimate"].loc[left.index]
    assert right.to_numpy() == pytest.approx(left.to_numpy(), rel=1e-7, abs=1e-7, nan_ok=True)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 4)
@given(st.sampled_from([1e-3, 0.1, 64.0, 1e4]), st.integers(0, 10_000))
def test_balances_follow_the_scale(factor: float, seed: int) -> None:
    """Claims and standard deviations times k give estimates times k and the same chi-square."""
    random = np.random.default_rng(seed)
    names = [f"c{i}" for i in range(5)]
    scopes = [toll(), toll("toll-a"), toll("toll-b"), toll("toll-a", "sort-one"), toll()]
    values = random.uniform(1e3, 1e7, 5)
    sd = dict(zip(names, values * random.uniform(0.01, 0.5, 5), strict=True))

    def of(k: float) -> ps.Balance:
        rows = [
            claim(name, scope, value * k, value * k)
            for name, scope, value in zip(names, scopes, values, strict=True)
        ]
        return total_and_parts(*rows).balance({name: one * k for name, one in sd.items()})

    plain, scaled = of(1.0), of(factor)
    expected = factor * plain.estimates["estimate"].to_numpy()
    assert scaled.estimates["estimate"].to_numpy() == pytest.approx(expected, rel=1e-9)
    assert scaled.chi2 == pytest.approx(plain.chi2, rel=1e-9)
    assert scaled.degrees_of_freedom == plain.degrees_of_freedom


# What a claim contributes


def test_the_width_of_the_reading_gives_the_standard_deviation() -> None:
    """Width over 3.29, 5 to 95 percent; exact counts a person, or one in ten thousand, wide."""
    ledger = total_and_parts(
        claim("range", toll(), 900, 1500),
        claim("about", toll("toll-a"), None, None, as_printed="about 400"),
        claim("nearly", toll("toll-b"), None, None, as_printed="nearly 1,000"),
        claim("exact", toll(group="old"), 7, 7),
        claim("register", toll("seized"), 681_692, 681_692),
    )
    found = ledger.balance().estimates
    assert found["claimed"].tolist() == [1200, 400, 1000, 7, 681_692]
    expected = np.array([600, 80, 100, 1, 68.1692]) / DEVIATIONS
    assert found["sd"].to_numpy() == pytest.approx(expected, rel=1e-12)


def test_exact_figures_that_disagree_do_not_stop_a_balance() -> None:
    """Their estimate lies between them, and the tests say that they cannot be reconciled."""
    ledger = total_and_parts(claim("one", toll(), 600, 600), claim("other", toll(), 700, 700))
    balance = ledger.balance()
    assert balance.estimates["estimate"].tolist() == pytest.approx([650, 650], rel=1e-14)
    assert balance.estimates["in_standard_errors"].tolist() == pytest.approx(
        [50 * DEVIATIONS, -50 * DEVIATIONS]
    )
    assert balance.p_value < 1e-300
    assert balance.degrees_of_freedom == 1


def test_one_sided_claims_may_be_held() -> None:
    """Held, a lowest number lifts the estimate to it; one kept anyway changes nothing."""
    rows = claim("most", toll(), 900, 1100), claim("least", toll(), 1020, None)
    balance = total_and_parts(*rows).balance({"least": 0})
    assert balance.estimates["estimate"].tolist() == pytest.approx([1020, 1020], rel=1e-12)
    assert balance.estimates["treated"].tolist() == ["measured", "at least"]
    assert balance.estimates.at["least", "adjustment"] == 0
    assert balance.binding["id"].tolist() == ["least"]
    loose = claim("most", toll(), 900, 1100), claim("least", toll(), 500, None)
    other = total_and_parts(*loose).balance()
    assert other.estimates["estimate"].tolist() == pytest.approx([1000, 1000], rel=1e-12)
    assert other.chi2 < 1e-20
    assert other.p_value == 1


@pytest.mark.parametrize(
    ("printed", "width"),
    [
        ("at least 2,000", 200),
        ("more than 234,500", 100),
        ("up to 75", 1),
        ("over 1,234", 1),
        ("over 55,555", 5.5555),
    ],
)
def test_a_one_sided_number_is_as_precise_as_if_printed_alone(printed: str, width: float) -> None:
    """Its standard deviation is that of the reading of the bare number: half a digit either way."""
    rows = claim("least", toll(), None, None, as_printed=printed), claim("b", toll(), 5, 9)
    found = total_and_parts(*rows).balance().estimates
    assert found.at["least", "sd"] == pytest.approx(width / DEVIATIONS)


def test_one_sided_shares_and_multiples_have_standard_deviations_in_their_unit() -> None:
    """A percentage by its last digit, a multiple by one person of its base."""
    ledger = total_and_parts(
        claim("whole", toll(), 1000, 1000),
        claim("least", toll("toll-a"), None, None, as_printed="at least 37 percent", of=toll()),
        claim("times", toll("toll-b"), 0.5, None, of=toll(), unit="multiple"),
    )
    found = ledger.balance().estimates
    assert found.at["least", "sd"] == pytest.approx(0.02 / DEVIATIONS)
    assert found.at["times", "sd"] == pytest.approx(0.001 / DEVIATIONS)


def test_a_one_sided_share_is_told_beside_its_balanced_ratio() -> None:
    """What is at least 37 percent of a whole has as its estimate the part over the whole."""
    ledger = total_and_parts(
        claim("whole", toll(), 1000, 1000),
        claim("part", toll("toll-a"), 400, 400),
        claim("least", toll("toll-a"), None, None, as_printed="at least 37 percent", of=toll()),
    )
    assert ledger.balance().estimates["estimate"].tolist() == pytest.approx([1000, 400, 0.4])


def test_one_sided_claims_that_disagree_do_not_stop_a_balance() -> None:
    """Both are overstepped, each by its own measure, and the tests tell."""
    rows = claim("least", toll(), 2000, None), claim("most", toll(), None, 1000)
    balance = total_and_parts(*rows, claim("v", toll(), 1400, 1600)).balance()
    assert balance.estimates["adjustment"].tolist()[0] < 0 < balance.estimates["adjustment"].iloc[1]
    assert balance.degrees_of_freedom == 2
    assert balance.p_value < 1e-6


def test_a_one_sided_claim_is_weighed_where_it_is_overstepped() -> None:
    """The step is weighed against the other claims: both give way by the same here."""
    rows = claim("value", toll(), 900, 1100), claim("least", toll(), 1020, None)
    balance = total_and_parts(*rows).balance({"value": 5, "least": 5})
    assert balance.estimates["estimate"].tolist() == pytest.approx([1010, 1010])
    assert balance.estimates["adjustment"].tolist() == pytest.approx([10, -10])
    assert balance.chi2 == pytest.approx(8)


def test_standard_deviations_of_zero_and_infinity() -> None:
    """A claim with 0 holds exactly; one with infinity has no influence, but shows its distance."""
    ledger = total_and_parts(
        claim("t", toll(), 1400, 1600),
        claim("a", toll("toll-a"), 650, 750),
        claim("b", toll("toll-b"), 550, 650),
    )
    held = ledger.balance({"t": 0, "b": math.inf}).estimates
    assert held["treated"].tolist() == ["held", "measured", "left out"]
    assert held["estimate"].tolist() == pytest.approx([1500, 700, 800])
    assert held.at["b", "adjustment"] == pytest.approx(200)


def test_a_copy_counts_with_its_origin() -> None:
    """A claim that rests on another on the same quantity does not draw the estimate twice."""
    rows = (
        claim("first", toll(), 990, 1010),
        claim("copy", toll(), 990, 1010, derived_from="first"),
        claim("copy-of-copy", toll(), 995, 1005, derived_from="copy"),
        claim("other", toll(), 1090, 1110),
    )
    frame = pd.DataFrame(list(rows)).fillna({"derived_from": ""})
    ledger = ps.Ledger(frame.astype({"best": "float64"}), vocabulary())
    balance = ledger.balance()
    assert balance.estimates["treated"].tolist() == ["measured", "copy", "copy", "measured"]
    assert balance.estimates["estimate"].to_numpy() == pytest.approx(np.full(4, 1050.0))
    assert balance.degrees_of_freedom == 1
    again = ledger.balance({"copy": 20 / DEVIATIONS})
    assert again.estimates["estimate"].iloc[0] == pytest.approx((2 * 1000 + 1100) / 3)


def test_claims_that_rest_on_each_other_count_once() -> None:
    """Of two claims that name each other as their source, the first by name counts."""
    rows = (
        claim("b", toll(), 990, 1010, derived_from="a"),
        claim("a", toll(), 1190, 1210, derived_from="b"),
    )
    frame = pd.DataFrame(list(rows)).astype({"best": "float64"})
    found = ps.Ledger(frame, vocabulary()).balance().estimates
    assert found["treated"].tolist() == ["copy", "measured"]


def test_a_share_is_a_measured_ratio() -> None:
    """Counts of part and whole and a share between them: the optimum of scipy's own search."""
    ledger = total_and_parts(
        claim("whole", toll(), 900, 1100),
        claim("part", toll("toll-a"), 380, 420),
        claim("share", toll("toll-a"), 0.25, 0.35, of=toll(), unit="share"),
    )
    balance = ledger.balance()
    sd = balance.estimates["sd"].to_numpy()

    def off(x: np.ndarray) -> np.ndarray:
        return np.array([x[0] - 1000, x[1] - 400, x[1] / x[0] - 0.3]) / sd

    best = least_squares(off, [1000, 350], xtol=1e-15, ftol=1e-15, gtol=1e-15).x
    expected = [best[0], best[1], best[1] / best[0]]
    assert balance.estimates["estimate"].to_numpy() == pytest.approx(expected, rel=1e-7)
    assert balance.chi2 == pytest.approx(float(np.sum(off(best) ** 2)), rel=1e-9)
    assert balance.estimates["quantity"].tolist() == [toll(), toll("toll-a"), toll("toll-a")]
    assert balance.estimates["base"].tolist() == ["", "", toll()]


def test_shares_of_an_uncounted_whole_meet_in_the_middle() -> None:
    """Two claims on one share are averaged although neither part nor whole is determined."""
    ledger = total_and_parts(
        claim("one", toll("toll-a"), 0.28, 0.32, of=toll(), unit="share"),
        claim("other", toll("toll-a"), 0.38, 0.42, of=toll(), unit="share"),
    )
    balance = ledger.balance()
    assert balance.estimates["estimate"].to_numpy() == pytest.approx([0.35, 0.35], rel=1e-9)
    assert not balance.quantities["determined"].any()
    assert balance.quantities["estimate"].isna().all()
    assert balance.degrees_of_freedom == 1


@pytest.mark.slow
def test_what_the_claims_leave_open_has_no_estimate() -> None:
    """A total is determined by its parts; a part is not by its total, unless the total is 0."""
    parts = total_and_parts(
        claim("a", toll("toll-a"), 5, 9),
        claim("b", toll("toll-b"), 1, 3),
        claim("t", toll(), 1, None),
    )
    found = parts.balance().quantities
    assert found.at[toll(), "estimate"] == pytest.approx(9)
    open_ended = total_and_parts(claim("t", toll(), 5, 9), claim("s", toll("toll-a"), 1, None))
    assert math.isnan(open_ended.balance().quantities.at[toll("toll-a"), "estimate"])
    nothing = total_and_parts(claim("t", toll(), 0, 0), claim("s", toll("toll-a"), None, 4))
    found = nothing.balance().quantities
    assert found["estimate"].tolist() == [0, 0, 0]
    assert found["standard_error"].tolist() == pytest.approx([1 / DEVIATIONS, 0, 0])


def test_multiples_alone_determine_no_count() -> None:
    """Where all claims are on shares and multiples, everybody may be twice as many."""
    later = toll("toll-a").replace("1937", "1938")
    ledger = total_and_parts(
        claim("times", toll(), 8, 9, of=toll("toll-a"), unit="multiple"),
        claim("share", later, None, 0.31, of=later.replace("1938", "1936/1938"), unit="share"),
        claim("most", toll(), None, 3, of=later, unit="multiple"),
    )
    balance = ledger.balance()
    assert balance.estimates.at["times", "estimate"] == pytest.approx(8.5)
    assert not balance.quantities["determined"].any()
    assert balance.quantities["estimate"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 6, 7, 8, 89, 115, 123, 142])
def test_what_is_determined_is_what_cannot_move(seed: int) -> None:
    """Linear programmes for each quantity alone find no way to move it, and one for the others.

    A step keeps every measured value, every equation and every inequality that holds as one.
    """
    random = Random(seed)
    small = small_ledger(random)
    balance = balanced(small, deviations(small, random))
    assert balance is not None
    solution = balance.solution
    rows = np.array([row / np.linalg.norm(row) for row in _tight(balance)])
    measured = solution.programme.measured.toarray() * solution.fit.scale
    names = [str(one.quantity) for one in solution.problem.system.variables]
    for quantity, determined in balance.quantities["determined"].items():
        cost = np.zeros(rows.shape[1])
        cost[names.index(quantity)] = 1.0
        ways = [
            linprog(
                sign * cost, -rows, np.zeros(len(rows)), measured, np.zeros(len(measured)), (-1, 1)
            )
            for sign in (1, -1)
        ]
        assert all(way.status == 0 for way in ways)
        assert determined == (min(way.fun for way in ways) > -1e-6), quantity


# How far off


def test_a_copy_before_it_leaves_a_one_sided_claim_its_own_rows() -> None:
    """At most 50 against 80 pulls the estimate down, also where a count before it stands twice."""
    later = toll().replace("1937", "1938")
    rows = [
        claim("a", toll(), 100, 100),
        claim("again", toll(), 100, 100),
        claim("most", later, None, 50, source="another"),
        claim("counted", later, 80, 80, source="third"),
    ]
    ledger = ps.Ledger(claims_table(*rows), vocabulary())
    found = ledger.balance(ones("most", "counted")).quantities
    assert found.at[later, "estimate"] == pytest.approx(65)


def test_grades_weigh_claims_by_what_they_rest_on() -> None:
    """Archives at 1 percent and memoirs at 50: the mean stays near the archive, and is named so."""
    rows = [
        claim("archive", toll(), 1000, 1000, basis="archival"),
        claim("memoir", toll(), 1500, 1500, basis="memoir"),
    ]
    ledger = ps.Ledger(claims_table(*rows), vocabulary())
    balance = ledger.balance(grades={"archival": 0.01, "memoir": 0.5})
    assert balance.estimates["sd"].tolist() == [10, 750]
    expected = (1000 / 10**2 + 1500 / 750**2) / (1 / 10**2 + 1 / 750**2)
    assert balance.quantities.at[toll(), "estimate"] == pytest.approx(expected)
    assert "reliability grade" in repr(balance)
    given = ledger.balance({"archive": 5}, grades={"archival": 0.01, "memoir": 0.5})
    assert given.estimates["sd"].tolist() == [5, 750]
    with pytest.raises(ps.InvalidChoice, match="archival"):
        ledger.balance(grades={"archivel": 0.1})
    with pytest.raises(ps.InvalidChoice, match="above 0"):
        ledger.balance(grades={"archival": 0})


# Tests of the claims


def test_a_claim_that_nothing_checks_has_no_statistic() -> None:
    """Alone on its quantity a claim has redundancy 0, and nothing to be tested against."""
    balance = total_and_parts(claim("alone", toll(), 5, 9)).balance()
    assert balance.degrees_of_freedom == 0
    assert balance.p_value == 1
    assert balance.tests.at["alone", "redundancy"] == 0
    assert math.isnan(balance.tests.at["alone", "statistic"])
    assert math.isnan(balance.tests.at["alone", "p_value"])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2)
@given(small_ledgers(), st.randoms(use_true_random=False))
def test_redundancies_add_up_to_the_degrees_of_freedom(small: SmallLedger, random: Random) -> None:
    """Their sum is the whole number that ranks give: claims less what the equations leave open."""
    balance = balanced(small, deviations(small, random))
    if balance is None:
        return
    solution = balance.solution
    fit = solution.fit
    total = float(redundancy(solution).sum())
    assert abs(total - round(total)) < 1e-5
    scaled = fit.scaled
    held = np.vstack([scaled.equal.toarray(), scaled.above[fit.forced].toarray()])
    both = np.vstack([scaled.measured.toarray(), held])
    tolerance = 1e-7
    free = np.linalg.matrix_rank(both, tol=tolerance) - np.linalg.matrix_rank(held, tol=tolerance)
    weak = solution.residuals.size - free - round(total)
    # Ranks also count a claim checked by less than 1e-8, which is taken as unchecked.
    assert 0 <= weak <= int((redundancy(solution) == 0).sum())


@pytest.mark.slow
def test_the_global_test_keeps_its_size_at_a_corner() -> None:
    """Where containment holds by equality, at most one balance in twenty is refused."""
    runs = 600
    # A ledger for each draw, each in a year of its own: what shares no quantity is no one's affair.
    rows = [
        claim(f"{name}-{year}", f"toll|{group}|all|land|{year}", 900, 1100)
        for year in range(1000, 1000 + runs)
        for name, group in (("t", "all"), ("a", "sort-one"), ("b", "one-young"))
    ]
    ledger = ps.Ledger(claims_table(*rows), vocabulary())
    system = ledger._state.system
    read = measurements(ledger._state.claims, ledger._state.figures, system, ledger.reading_policy)
    plain = with_deviations(read, [""] * len(read), ones(*(one.claim for one in read)))
    drawn = 1000 + np.random.default_rng(7).standard_normal((runs, 3))
    moved = [one._replace(value=value) for one, value in zip(plain, drawn.ravel(), strict=True)]
    solution = adjust(pose(system, moved))
    assert solution is not None
    df = np.rint(redundancy(solution).reshape(runs, 3).sum(axis=1))
    sums = (solution.residuals**2).reshape(runs, 3).sum(axis=1)
    refused = int(((df > 0) & (chi2.sf(sums, np.maximum(df, 1)) < 0.05)).sum())
    assert set(df) == {0, 1, 2}
    assert refused / runs <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)


# Bad input


def test_a_ledger_without_values_is_refused_with_its_claims() -> None:
    """No claims, or only one-sided ones: the error says so, and names them."""
    with pytest.raises(ps.InvalidChoice, match="no claims"):
        total_and_parts().balance()
    only = total_and_parts(claim("low", toll(), 5, None), claim("high", toll(), None, 9))
    with pytest.raises(ps.InvalidChoice, match=r"low: one-sided; high: one-sided"):
        only.balance()
    assert only.balance({"low": 1}).estimates["estimate"].notna().sum() <= 2


def test_bad_standard_deviations_are_refused_all_at_once() -> None:
    """Unknown ids name the nearest; negative numbers and words are listed together."""
    ledger = total_and_parts(claim("left", toll(), 5, 9), claim("right", toll(), 5, 9))
    with pytest.raises(ps.UnknownClaim, match="'lift'; nearest: left"):
        ledger.balance({"lift": 1})
    with pytest.raises(ps.InvalidChoice, match=r"left: -1; right: 'wide'"):
        ledger.balance({"left": -1, "right": "wide"})  # type: ignore[dict-item]
    with pytest.raises(ps.InvalidChoice, match="left: nan"):
        ledger.balance({"left": math.nan})


def test_a_balance_that_is_not_accurate_is_refused_with_what_can_be_done() -> None:
    """Deviations 32 decades apart have no balance; the error says where to look and what to do."""
    ledger = total_and_parts(
        claim("t", toll(), 5, 9),
        claim("a", toll("toll-a"), 5, 9),
        claim("b", toll("toll-b"), 5, 9),
        claim("share", toll("toll-a"), 0.3, 0.4, of=toll(), unit="share"),
        claim("c", toll("toll-a", "sort-one"), 50, 90),
    )
    wide = dict.fromkeys("abc", 1e12)
    with pytest.raises(ps.PurgestatsError, match=r"out of all proportion.* a topic at a time"):
        ledger.balance({"t": 1e-20, "share": 1e-20} | wide)


def test_a_solver_that_gives_up_is_told_as_a_balance_that_is_not_accurate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Deviations out of all proportion can stop the solver: no status of its own is shown."""

    def stopped(*_: object) -> None:
        raise SolverError("the solver stopped: unknown")

    ledger = total_and_parts(claim("a", toll("toll-a"), 5, 9), claim("t", toll(), 1, 2))
    monkeypatch.setattr(Room, "ask", stopped)
    with pytest.raises(ps.PurgestatsError, match=r"no balance was found.* out of all proportion"):
        ledger.balance()


@pytest.mark.slow
def test_claims_held_against_each_other_are_named() -> None:
    """Claims that are held and cannot all hold raise, and are named."""
    ledger = total_and_parts(
        claim("whole", toll(), 90, 110),
        claim("part", toll("toll-a"), 150, None),
        claim("other", toll("toll-b"), 1, 3),
    )
    assert ledger.balance({"part": 0}).estimates.at["whole", "estimate"] > 150
    with pytest.raises(ps.InconsistentLedger, match="whole, part: cannot all hold"):
        ledger.balance({"whole": 0, "part": 0})


# The whole collection, and how it is shown


@pytest.mark.slow
def test_our_own_figures_are_balanced_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    """No warning and no output of a solver; the containment of shot within arrested holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        balance = ps.Ledger(ps.load("red_army")).balance()
        assert len(repr(balance)) > 100
        assert len(balance.quantities) == len(ps.Ledger(ps.load("red_army")).quantities)
    assert capfd.readouterr() == ("", "")
    assert balance.tests["statistic"].iloc[0] == balance.tests["statistic"].max()
    for one, other in pairwise(balance.tests["statistic"].dropna()):
        assert one >= other


@pytest.mark.slow
def test_the_whole_record_has_a_balance() -> None:
    """All topics together: rows hold, and the slope is a sum of those that are tight."""
    balance = ps.Ledger(ps.load()).balance()
    problem, fit = balance.solution.problem, balance.solution.fit
    unit, point = fit.scale, fit.point / fit.scale
    slope, steepness = np.zeros(len(point)), 0.0
    for one, slack in _terms(balance):
        gradient, size = _slope(one, slack, fit.point)
        slope += gradient * unit
        steepness += size
    equal, equal_to = _as_matrix(problem.equal, unit)
    above, above_at = _as_matrix(problem.above, unit)
    assert point.min() >= 0
    off = np.abs(equal @ point - equal_to)
    assert (off <= 1e-9 * np.maximum(abs(equal) @ point, np.abs(equal_to))).all()
    room = 1e-9 * np.maximum(abs(above) @ point, np.abs(above_at))
    assert (above @ point - above_at >= -room).all()
    tight = sparse.vstack([above, sparse.eye_array(len(point))], format="csr")
    tight = tight[np.append(above @ point - above_at <= room, point == 0)]
    sides = sparse.hstack([equal.T, tight.T, sparse.eye_array(len(point))])
    sides = sparse.hstack([sides, -sparse.eye_array(len(point))])
    cost = np.append(np.zeros(len(equal_to) + tight.shape[0]), np.ones(2 * len(point)))
    ends = [(None, None)] * len(equal_to) + [(0, None)] * (len(cost) - len(equal_to))
    best = linprog(cost, A_eq=sides, b_eq=slope / steepness, bounds=ends)
    assert best.status == 0
    assert best.fun <= 1e-7
    assert balance.degrees_of_freedom == pytest.approx(redundancy(balance.solution).sum(), abs=1e-5)
    determined = balance.quantities["determined"]
    assert 0 < determined.sum() < len(determined)


def _as_matrix(rows: list, unit: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """Return rows in other units, each divided by its largest coefficient."""
    found, right = sparse.lil_array((len(rows), len(unit))), np.zeros(len(rows))
    for place, (terms, total) in enumerate(rows):
        most = max(abs(float(value)) * unit[variable] for variable, value in terms)
        right[place] = total / most
        for variable, value in terms:
            found[place, variable] += float(value) * unit[variable] / most
    return found.tocsr(), right


def test_a_balance_shows_its_assumptions_and_escapes_its_claims() -> None:
    """The repr says what is assumed; ids reach HTML escaped; the frame is the estimates."""
    balance = total_and_parts(claim("a", toll(), 5, 9)).balance({"a": 2})
    assert "independent normal error" in repr(balance)
    assert "1 standard deviation given" in repr(balance)
    # One claim is checked by none.
    assert "1 of 1 claims measured, none of which others check;" in repr(balance)
    assert balance.to_frame() is balance.estimates
    assert "<table" in balance._repr_html_()
    assert balance.estimates.loc["a", ["claimed", "sd", "estimate", "adjustment"]].tolist() == [
        7,
        2,
        7,
        0,
    ]

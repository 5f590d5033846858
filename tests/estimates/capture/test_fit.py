"""Log-linear models say what publications and other programs say of the same lists."""

from __future__ import annotations

import math
import warnings
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import purgestats as ps
from purgestats.estimates.capture.capture import in_words
from purgestats.estimates.capture.estimates import estimated
from purgestats.estimates.capture.fit import (
    design,
    fit,
    formulas,
    hierarchical,
    patterns,
    profile,
    terms_of,
)


def table(counts, names):
    """Return a table of patterns, from texts such as "101"."""
    rows = [dict(zip(names, map(int, key), strict=True)) | {"n": n} for key, n in counts.items()]
    return pd.DataFrame(rows)


def ordered(counts):
    """Return keys in the order of R's packages, from all lists down to the last alone."""
    lists = (len(counts) + 1).bit_length() - 1
    keys = [format(number, f"0{lists}b") for number in range(2**lists - 1, 0, -1)]
    return dict(zip(keys, counts, strict=True))


# Human immunodeficiency virus in Rome, four reporting centres (Abeni, Brancato & Perucci 1994,
# Epidemiology 5), as in Rcapture 1.4, data HIV.
HIV = ordered([0, 3, 1, 33, 0, 20, 6, 403, 3, 35, 10, 545, 11, 621, 205])
# Diabetes in an Italian town (Bruno and others 1994, Diabetes Care 17), as in the tests of Rcapture
# against Rivest 2011.
DIABETES = ordered([58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10])
# Three lists each: data R3 of Darroch, Fienberg, Glonek & Junker 1993, and deaths from injuries at
# work (Cormack, Chang & Smith 2000), both as in the tests of Rcapture.
DARROCH = ordered([72, 155, 7, 71, 13, 53, 43])
DEATHS = ordered([72, 5, 29, 54, 24, 3, 14])
# Snowshoe hares caught on six occasions (Cormack 1989, Biometrics 45), data hare of Rcapture.
HARE = {
    "010000": 6,
    "001000": 5,
    "000101": 4,
    "000010": 4,
    "000001": 4,
    "100000": 3,
    "010101": 3,
    "010100": 3,
    "010010": 3,
    "000100": 3,
    "111111": 2,
    "100100": 2,
    "100010": 2,
    "011101": 2,
    "011001": 2,
    "001001": 2,
    "000011": 2,
    "110001": 1,
    "110010": 1,
    "101100": 1,
    "101010": 1,
    "101000": 1,
    "100111": 1,
    "100001": 1,
    "011111": 1,
    "011011": 1,
    "010111": 1,
    "010011": 1,
    "010001": 1,
    "001101": 1,
    "001011": 1,
    "000111": 1,
    "000110": 1,
}
# Killings in Kosovo, 20 March to 22 June 1999, 4,400 on four lists: exhumations, American Bar
# Association, OSCE, Human Rights Watch (Ball, Betts, Scheuren, Dudukovich & Asher 2002), data
# kosovo_aggregate of LCMCR 0.4.14.
KOSOVO_LISTS = ["EXH", "ABA", "OSCE", "HRW"]
KOSOVO = {
    "1000": 1131,
    "0010": 936,
    "0100": 845,
    "0001": 306,
    "1010": 228,
    "0110": 217,
    "1110": 181,
    "1100": 177,
    "0011": 123,
    "1001": 106,
    "1011": 42,
    "0111": 32,
    "0101": 31,
    "1111": 27,
    "1101": 18,
}
# Spina bifida in upstate New York, three lists, as in dga 2.0 after Madigan & York 1997.
SPINA = dict(
    zip(
        ("001", "010", "011", "100", "101", "110", "111"),
        (60, 49, 4, 247, 112, 142, 12),
        strict=True,
    )
)


def said(counts, names, model):
    """Return the row of one model."""
    frame = ps.capture(table(counts, names), count="n").to_frame()
    return frame.set_index("model").loc[model]


def printed(row, digits):
    """Return estimate and standard error, as printed."""
    return round(float(row["estimate"]), digits), round(float(row["se"]), digits)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("counts", "model", "digits", "estimate", "deviance", "freedom"),
    [
        # Rcapture 1.4, closedpCI.t(HIV, mX = ~ . + c1:c2) and ~ (c1 + c2 + c3 + c4)^2.
        (HIV, "3, 4, 1×2", 1, (12318.5, 1188.7), 7.614, 9),
        (HIV, "1×2, 1×3, 1×4, 2×3, 2×4, 3×4", 1, (23443.5, 9594.9), 3.037, 4),
        # Rivest 2011: the models of Bruno and others, and the interactions he chose.
        (DIABETES, "1×2, 1×3, 2×3, 2×4, 3×4", 0, (2771, 145), 7.62, 5),
        (DIABETES, "1×3, 2×4, 3×4", 0, (2472, 53), 21.97, 7),
    ],
)
def test_four_lists_have_rcaptures_estimates(counts, model, digits, estimate, deviance, freedom):
    """Abundance, standard error, deviance and degrees of freedom to the printed digits."""
    row = said(counts, "1234", model)
    assert printed(row, digits) == estimate
    assert row["deviance"] == pytest.approx(deviance, abs=6e-3 if freedom in (5, 7) else 6e-4)
    assert row["degrees_of_freedom"] == freedom


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "estimate", "deviance", "freedom"),
    [("1×2, 1×3, 2×3", (1240, 451), 0.0, 0), ("1×2, 2×3", (850, 186), 3.8, 1)],
)
def test_three_lists_have_rcaptures_estimates(model, estimate, deviance, freedom):
    """As Rivest 2011 prints them for the lists of Darroch and others."""
    row = said(DARROCH, "123", model)
    assert printed(row, 0) == estimate
    assert round(abs(row["deviance"]), 1) == deviance
    assert row["degrees_of_freedom"] == freedom


@pytest.mark.slow
def test_three_lists_have_the_intervals_of_cormack_chang_and_smith():
    """Table 3b, as far as Rcapture meets it: independence, and one interaction's lower end."""
    matrix, chosen, terms = design(3), hierarchical(3), terms_of(3)
    counts = np.zeros(7)
    for key, number in DEATHS.items():
        counts[patterns(3).tolist().index([*map(int, key)])] = number
    ends = {}
    for model, name in zip(chosen, formulas(terms, chosen, list("123")), strict=True):
        fits = fit(matrix, counts, model[None])
        low, high = profile(matrix, counts, model[None], fits, 0.95)
        total = counts.sum() + np.array([fits.missing[0], low[0], high[0]])
        ends[name] = [*np.round(total).astype(int).tolist(), round(float(fits.deviance[0]), 1)]
    assert ends["1, 2, 3"] == [209, 203, 217, 75.1]
    assert ends["1, 2×3"][1] == 210
    assert ends["1, 2×3"][3] == 1.2
    assert ends["1×3, 2×3"][:2] == [233, 204]


@pytest.mark.slow
def test_profile_intervals_are_rcaptures():
    """Multinomial profile likelihood, 95 %: HIV with one interaction; hares with heterogeneity."""
    row = said(HIV, "1234", "3, 4, 1×2")
    assert round(row["low"]) == 10266
    assert round(row["high"], 1) == 14992.3
    hares = said(HARE, "abcdef", "heterogeneity (Poisson)")
    assert [round(hares["low"], 1), round(hares["high"], 1)] == [71.8, 93.8]


@pytest.mark.slow
def test_snowshoe_hares_have_rcaptures_estimates():
    """closedp.t(hare) prints 81.1 with a standard error of 5.6 for its best; its help page, 5.7."""
    frame = ps.capture(table(HARE, "abcdef"), count="n").to_frame().set_index("model")
    expected = {
        "a, b, c, d, e, f": (75.1, 3.4, 58.314, 56),
        "lower bound (Chao)": (79.6, 6.3, 47.115, 52),
        "heterogeneity (Poisson)": (81.1, 5.6, 48.137, 55),
        "heterogeneity (Darroch)": (90.5, 11.7, 50.706, 55),
    }
    for model, (estimate, se, deviance, freedom) in expected.items():
        row = frame.loc[model]
        assert printed(row, 1) == (estimate, se)
        assert round(row["deviance"], 3) == deviance
        assert row["degrees_of_freedom"] == freedom


def test_two_lists_are_those_of_lincoln_and_chapman():
    """167 on both, 781 and 254 on one: Rcapture's Mt and its estimate with bias correction."""
    frame = ps.capture(table({"11": 167, "10": 781, "01": 254}, "ab"), count="n").to_frame()
    assert printed(frame.iloc[0], 1) == (2389.9, 130.4)
    assert frame.iloc[0]["estimate"] == pytest.approx(948 * 421 / 167)
    assert printed(frame.iloc[1], 1) == (2382.8, 129.1)


@pytest.mark.slow
def test_kosovo_has_the_estimate_before_the_tribunal():
    """The model of most weight gives the published total, and others nearly as good twice as many.

    Ball and others chose by fit, and wrote 10 356 (appendix 2 of the report).
    """
    found = ps.capture(table(KOSOVO, KOSOVO_LISTS), count="n")
    best = found.to_frame().iloc[0]
    assert found.observed == 4400
    assert best["model"] == "EXH×HRW, OSCE×HRW, EXH×ABA×OSCE"
    assert math.floor(best["estimate"]) == 10356
    assert found.low < best["estimate"] < found.high
    likely = found.to_frame().query("kind == 'log-linear' and weight >= 0.05")["estimate"]
    ends = in_words(likely.min(), likely.max())
    assert f"models that fit about as well say anything from {ends}" in found.warnings


@pytest.mark.slow
def test_spina_bifida_has_the_estimate_of_madigan_and_york():
    """731, for the best model and on average, as the tests of dga have it from the article.

    Their average is over decomposable models with a prior for the size; ours, by BIC, over all.
    """
    found = ps.capture(table(SPINA, "abc"), count="n")
    assert round(found.to_frame()["estimate"].iloc[0]) == 731
    assert found.best == pytest.approx(731, abs=2)


@pytest.mark.slow
def test_five_lists_of_madigan_and_york():
    """537 infants on five lists: all 6,893 models are tried, and independence has no weight.

    The counts are those of dga's example, from 00001 to 11111. Its answer is a picture.
    """
    counts = [27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5]
    counts += [83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23, 8, 0, 3, 0, 2]
    keys = [format(number, "05b") for number in range(1, 32)]
    found = ps.capture(table(dict(zip(keys, counts, strict=True)), "abcde"), count="n")
    frame = found.to_frame()
    assert found.observed == 537
    assert (frame["kind"] == "log-linear").sum() == 6893
    independent = frame.set_index("model").loc["a, b, c, d, e"]
    assert independent["weight"] < 1e-6
    assert found.low < frame["estimate"].iloc[0] < found.high
    assert frame["weight"].sum() == pytest.approx(1)


@pytest.mark.parametrize("lists", [2, 3, 4])
def test_models_are_all_sets_of_terms_that_hold_their_parts(lists):
    """Every subset of terms is tried by brute force; there are 1, 8, 113 and, of five, 6,893."""
    terms = terms_of(lists)
    larger = [term for term in terms if len(term) > 1]
    expected = set()
    for size in range(len(larger) + 1):
        for some in combinations(larger, size):
            chosen = {*some}
            parts = {frozenset(p) for t in chosen for p in combinations(t, len(t) - 1)}
            if all(part in chosen for part in parts if len(part) > 1):
                expected.add(frozenset(chosen))
    found = hierarchical(lists)
    models = {
        frozenset(term for term, one in zip(terms, row, strict=True) if one and len(term) > 1)
        for row in found
    }
    assert len(found) == len(models) == {2: 1, 3: 8, 4: 113}[lists]
    assert models == expected


@pytest.mark.slow
def test_five_lists_have_6893_models():
    """As counted by hand in the literature on hierarchical models."""
    assert len(hierarchical(5)) == 6893


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_every_model_is_statsmodels(seed):
    """Coefficient of the constant, its error and the deviance of all 113 models of four lists."""
    import statsmodels.api as sm

    random = np.random.default_rng(seed)
    counts = random.poisson(random.uniform(20, 200, 15)).astype(float)
    matrix, chosen = design(4), hierarchical(4)
    fits = fit(matrix, counts, chosen)
    for row in random.choice(len(chosen), 20, replace=False).tolist():
        peer = sm.GLM(counts, matrix[:, chosen[row]], family=sm.families.Poisson()).fit(tol=1e-12)
        missing = np.exp(peer.params[0])
        assert fits.missing[row] == pytest.approx(missing, rel=1e-7)
        assert fits.deviance[row] == pytest.approx(peer.deviance, abs=1e-6)
        error = math.sqrt(missing + missing**2 * peer.cov_params()[0, 0])
        assert fits.se[row] == pytest.approx(error, rel=1e-6)
        assert fits.identified[row]


def tells(matrix, counts):
    """Say by linear programmes whether a model's estimate of who is missing exists.

    A pattern without persons has mean 0 where some direction lowers it and raises none; the rest
    determines the constant if no other direction moves it (Fienberg & Rinaldo 2012).
    """
    held, empty = matrix[counts > 0], matrix[counts == 0]
    kept = [*held]
    for row in empty:
        found = linprog(
            row,
            A_eq=held if len(held) else None,
            b_eq=np.zeros(len(held)) if len(held) else None,
            A_ub=empty,
            b_ub=np.zeros(len(empty)),
            bounds=(-1, 1),
        )
        if found.fun > -1e-9:
            kept.append(row)
    rows = np.array(kept)
    constant = np.eye(1, matrix.shape[1])
    return np.linalg.matrix_rank(np.vstack([rows, constant])) == np.linalg.matrix_rank(rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_models_that_say_nothing_are_those_that_linear_programmes_find(seed):
    """On tables with many empty patterns, for all models of three lists."""
    random = np.random.default_rng(seed)
    counts = random.poisson(8, 7) * (random.random(7) < 0.6).astype(float)
    counts[0] += 1
    matrix, chosen = design(3), hierarchical(3)
    fits = fit(matrix, counts, chosen)
    expected = [tells(matrix[:, model], counts) for model in chosen]
    assert fits.identified.tolist() == expected


@pytest.mark.slow
def test_the_order_of_lists_changes_nothing():
    """All 24 orders of four lists give the same estimates, weights and intervals by model."""
    whole = ps.capture(table(KOSOVO, KOSOVO_LISTS), count="n")
    for order in [*permutations(KOSOVO_LISTS)][1::5]:
        again = ps.capture(table(KOSOVO, KOSOVO_LISTS)[[*order, "n"]], count="n")
        assert again.low == pytest.approx(whole.low, rel=1e-6)
        assert again.best == pytest.approx(whole.best, rel=1e-6)
        assert again.high == pytest.approx(whole.high, rel=1e-6)
        numbers = ["weight", "estimate", "se"]
        mine, other = (f.to_frame().head(5)[numbers].to_numpy() for f in (again, whole))
        assert mine == pytest.approx(other, rel=1e-6)


@pytest.mark.slow
def test_intervals_cover_a_known_population_as_often_as_they_say():
    """500 persons, three independent lists, 100 draws: 95 %, within binomial error.

    The average has every model in it, also such as see dependence where there is none; it covers
    no less often.
    """
    random = np.random.default_rng(1)
    runs, chances = 100, np.array([0.5, 0.4, 0.3])
    matrix, chosen = design(3), hierarchical(3)[:1]
    alone = average = 0
    for _ in range(runs):
        on = random.random((500, 3)) < chances
        number = on.astype(int) @ (1 << np.arange(3))
        counts = np.bincount(number, minlength=8)[1:].astype(float)
        low, high = profile(matrix, counts, chosen, fit(matrix, counts, chosen), 0.95)
        alone += counts.sum() + low[0] <= 500 <= counts.sum() + high[0]
        _, least, _, most = estimated(counts, list("abc"), 0.95)
        average += least <= 500 <= most
    error = 3 * math.sqrt(0.05 * 0.95 / runs)
    assert abs(alone / runs - 0.95) <= error
    assert average / runs >= 0.95 - error


@pytest.mark.slow
def test_dependence_is_seen_by_the_model_that_has_it():
    """Two lists that copy each other mislead independence, and not the average over models."""
    random = np.random.default_rng(3)
    first = random.random(4000) < 0.4
    second = np.where(first, random.random(4000) < 0.7, random.random(4000) < 0.2)
    third = random.random(4000) < 0.3
    on = np.column_stack([first, second, third])
    frame = pd.DataFrame(on[on.any(axis=1)].astype(int), columns=["a", "b", "c"])
    found = ps.capture(frame)
    models = found.to_frame().set_index("model")
    assert models.loc["a, b, c", "high"] < 4000 or models.loc["a, b, c", "weight"] < 1e-6
    assert found.low <= 4000 <= found.high


def test_formulas_name_the_largest_terms():
    """A term within another is not named again."""
    names = ["a", "b", "c"]
    found = formulas(terms_of(3), hierarchical(3), names)
    assert found[0] == "a, b, c"
    assert "c, a×b" in found
    assert found[-1] == "a×b, a×c, b×c"


@pytest.mark.slow
def test_no_warning_reaches_the_screen():
    """With empty patterns, lists that nobody shares, and one person alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for counts in (
            {"100": 1},
            {"100": 5, "010": 3, "001": 9},
            {"111": 4},
            {"110": 9, "001": 1},
        ):
            repr(ps.capture(table(counts, "abc"), count="n"))

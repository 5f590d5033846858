"""What must hold of order 00447, the national operations, the Red Army, graves and deportations."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.table.terms import combined_vocabulary

VOCABULARY = combined_vocabulary(None)
ASKED_OR_ALLOWED = (
    "initial-limits", "additional-limits", "regional-requests", "additional-requests",
)  # fmt: skip
OUTCOMES = {"arrests", "convictions", "death-sentences", "executions", "killed", "deaths"}
WITHOUT_AIR_FORCE = "red-army-officers-without-air-force"
NOT_REINSTATED = "red-army-officers-not-reinstated"
FIRST, SECOND = "initial-limits-first", "initial-limits-second"


def _best(claim_id: str) -> float:
    return float(ps.load().set_index("claim_id").loc[claim_id, "best"])


def _total(claims: pd.DataFrame) -> float:
    assert len(claims) > 1
    return float(claims["best"].sum())


@pytest.mark.parametrize(("measure", "roman"), [(FIRST, "i"), (SECOND, "ii")])
def test_the_limits_by_republic_and_for_the_camps_add_to_the_total(measure, roman):
    """What Werth prints line by line is what Gregory prints as a sum."""
    claims = ps.load("order_00447").query("source == 'werth-2009' and measure == @measure")
    assert _total(claims) == _best(f"limit-{roman}-ussr-gregory")


@pytest.mark.parametrize(("measure", "roman"), [(FIRST, "i"), (SECOND, "ii")])
def test_the_limits_of_the_kazakh_oblasts_add_to_that_of_the_republic(measure, roman):
    """Eight oblasts in Zhukov make up the republic in Werth."""
    claims = ps.load("order_00447").query("measure == @measure")
    claims = claims[claims["place"].isin(VOCABULARY.place.partitions["kazakhstan", "region"])]
    assert len(claims) == 8
    assert _total(claims) == _best(f"limit-{roman}-kazakhstan-werth")


@pytest.mark.slow
def test_the_ledger_separates_camps_and_areas_of_the_order():
    """The areas together keep exactly what the camps leave of the total."""
    bounds = ps.Ledger(ps.load("order_00447")).bounds()
    areas = bounds.loc[f"{FIRST}|outside-camps|kulak-operation|ussr|1937-07/1937"]
    camps = bounds.loc[f"{FIRST}|camp-inmates|kulak-operation|ussr|1937-07/1937"]
    total = _best("limit-i-ussr-gregory")
    assert areas["low"] == areas["high"] == total - camps["high"]
    assert areas["tight"]


def test_what_was_asked_or_allowed_is_tied_to_no_outcome():
    """No measure of limits or requests lies above or below one of arrests, sentences or deaths."""
    asked = [term for term in VOCABULARY.kinds if term.startswith(ASKED_OR_ALLOWED)]
    assert len(asked) == 12
    for term in asked:
        assert not OUTCOMES & set(VOCABULARY.measure.ancestors[term])
    for outcome in OUTCOMES:
        assert not set(asked) & set(VOCABULARY.measure.ancestors[outcome])
    patterns = ps.assumptions()[["left", "right"]].stack()
    assert not any(pattern.startswith(ASKED_OR_ALLOWED) for pattern in patterns)


def test_reports_that_leave_out_different_officers_do_not_meet():
    """Without air force, and without political staff and the reinstated, are not one another."""
    group = VOCABULARY.group
    assert not group.contains(WITHOUT_AIR_FORCE, NOT_REINSTATED)
    assert not group.contains(NOT_REINSTATED, WITHOUT_AIR_FORCE)
    claims = ps.load("red_army")
    ours = set(claims.loc[claims["source"] == "cherushev", "group"])
    reports = claims["source"].isin(["rgva-37837-18-890", "red-army-spravka"])
    theirs = set(claims.loc[reports, "group"])
    assert not any(group.contains(one, other) for one in theirs for other in ours - theirs
                   if one != "red-army-officers")  # fmt: skip
    assert not ours & theirs


def test_the_ranks_leave_three_of_the_printed_totals_of_1938():
    """The rows listed add up to the totals of 1937; of those of 1938 three persons are missing."""
    claims = ps.load("red_army").query("source == 'cherushev'")
    total = claims["group"] == NOT_REINSTATED
    junior = claims["group"].str.startswith("junior") & (claims["period"] == "1938")
    both = claims[junior].assign(period="1937/1938")
    rows = pd.concat([claims[~total], both])
    left = (
        claims[total].groupby(["measure", "period"])["best"].sum()
        - rows.groupby(["measure", "period"])["best"].sum()
    )
    for measure in ("discharges", "discharges-on-arrest"):
        assert left[measure].to_dict() == {"1937": 0, "1937/1938": 3, "1938": 3}


def test_the_years_of_each_rank_add_up():
    """Where a rank has a row for 1937, 1938 and both, the two add up to the third."""
    claims = ps.load("red_army").query("source == 'cherushev'")
    table = claims.pivot(index=["measure", "group"], columns="period", values="best").dropna()
    assert len(table) == 40
    assert (table["1937"] + table["1938"] == table["1937/1938"]).all()


def test_the_second_army_report_agrees_with_the_first():
    """Its total is that of two years in the first, and so is its political part; reasons add up."""
    best = ps.load("red_army").set_index("claim_id")["best"]
    second = best.filter(like="red-army-report").to_dict()
    total = second["red-army-report-discharged-1937-1938"]
    political = sum(second[f"red-army-report-{one}-1937-1938"] for one in ("arrested", "political"))
    others = ("natural-causes", "foreigners")
    assert total == best["rgva-discharged-1937"] + best["rgva-discharged-1938"]
    assert (
        political
        == best["rgva-discharged-politically-1937"] + best["rgva-discharged-politically-1938"]
    )
    assert total == political + sum(second[f"red-army-report-{one}-1937-1938"] for one in others)


def test_the_destinations_of_the_deported_koreans_add_up():
    """Kazakhstan and Uzbekistan make the total without, the last transport that with it."""
    best = ps.load("deaths_and_deportations").set_index("claim_id")["best"]
    assert (
        best["koreans-deported-to-kazakhstan"] + best["koreans-deported-to-uzbekistan"]
        == (best["koreans-deported"])
    )
    assert (
        best["koreans-deported"] + best["koreans-deported-last-transport"]
        == (best["koreans-deported-with-last-transport"])
    )


def test_persons_and_families_have_units_of_their_own():
    """What is counted in different units never shares a measure."""
    units = VOCABULARY.units
    assert units["deportations"] == units["resettlements"] == "persons"
    assert units["families-deported"] == "families"


def test_windows_as_of_a_day_end_the_day_before():
    """As of 1 November is to 31 October."""
    period = ps.load().set_index("claim_id")["period"]
    assert period["svodka-kulak-operation-arrests"] == "1937-07-30/1938-10-31"
    assert period["svodka-national-operations-arrests-november-1938"] == "1937-07-25/1938-10-31"
    assert period["svodka-national-operations-arrests-july-1938"] == "1937-07-25/1938-06-30"
    assert period["shchadenko-discharged-1937-1938"] == "1937-03-01/1938-02-28"
    assert period["rgva-restored-by-may-1940"] == "1938/1940-04-30"


def test_raised_limits_and_requests_are_dated_by_the_day():
    """Two decisions on one place in one season stay apart."""
    claims = ps.load("order_00447")
    dated = claims[claims["measure"].str.match("additional|regional")]
    by_day = dated["period"].str.fullmatch(r"193[78]-\d\d-\d\d")
    assert by_day.sum() == 27
    undated = dated[~by_day]
    assert len(undated) == 6
    assert undated["note"].str.contains("not given|without a written decision").all()


@pytest.mark.slow
def test_one_work_alone_contradicts_itself():
    """Among these tables only the book on Harbin does: two counts of cases, and 97 of 99.9 %."""
    topics = ["order_00447", "red_army", "ethnic_operations", "burial_sites"]
    claims = pd.concat([ps.load(name) for name in topics], ignore_index=True)
    claims = claims[claims["source"] != "wikipedia-great-purge"].reset_index(drop=True)
    found = ps.Ledger(claims).conflicts(within="source")
    assert found.complete
    cases = {"potapova-harbin-album-cases-nkvd-report", "potapova-harbin-album-cases-protocols"}
    convicted = {"potapova-harbin-album-convictions", "potapova-harbin-album-convicted-share"}
    assert {frozenset(one.claims) for one in found} == {
        frozenset(cases), *(frozenset({count, *convicted}) for count in cases)
    }  # fmt: skip


@pytest.mark.slow
def test_places_had_the_borders_when_the_claims_count():
    """No claim on a place with dates lies wholly outside them, and dates run forwards."""
    claims = ps.load()
    for row in ps.vocabulary("places").itertuples():
        begins = ps.Period.parse(row.valid_from).start if row.valid_from else None
        ends = ps.Period.parse(row.valid_until).end if row.valid_until else None
        assert begins is None or ends is None or begins < ends, row.term
        for text in claims.loc[claims["place"] == row.term, "period"]:
            period = ps.Period.parse(text)
            assert begins is None or period.end >= begins, (row.term, text)
            assert ends is None or period.start <= ends, (row.term, text)


def test_an_operation_begins_no_earlier_than_the_one_that_contains_it():
    """The dates of the vocabulary nest like its terms."""
    starts = VOCABULARY.starts
    nested = [
        (term, wider)
        for term in starts
        for wider in VOCABULARY.operation.ancestors[term]
        if wider in starts and wider != term
    ]
    assert len(nested) > 5
    for term, wider in nested:
        assert starts[wider].start <= starts[term].start, (term, wider)

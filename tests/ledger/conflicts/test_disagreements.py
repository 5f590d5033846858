"""What a disagreement says is true of its figures: parts that overlap are never added up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import purgestats as ps
from purgestats.ledger.conflicts.disagreements import (
    PARTS,
    ROUNDING,
    SLIP,
    STATEMENTS,
    STEPS,
    TOLD,
)
from purgestats.ledger.conflicts.explanations import needed


def told(
    *rows: tuple[str, ...], measures: tuple[str, ...] = (), operations: tuple[str, ...] = ()
) -> list[str]:
    """Return the kinds and statements of the disagreements among figures: period and figure."""
    frame = pd.DataFrame(rows, columns=["period", "as_printed"]).astype(str)
    frame["claim_id"] = [f"c{place}" for place in range(len(frame))]
    frame = frame.assign(measure=list(measures) or "executions", place="ussr", precision="exact")
    frame["operation"] = list(operations) or "all"
    ledger = ps.Ledger(frame.assign(claimant=frame["claim_id"], source="a book"))
    return [f"{one.kind}: {one}" for one in ledger.conflicts().disagreements()]


def test_two_ways_to_part_a_total_are_not_added_up_together() -> None:
    """Two years, and a figure for both: each way is a sum of its own."""
    found = told(
        ("1936", "1,000"),
        ("1937", "2,001"),
        ("1938", "3,001"),
        ("1936/1938", "7,002"),
        ("1937/1938", "at least 6,500"),
    )
    said = "\n".join(found)
    assert "1936–1938: the 2 parts (1936: 1,000; 1937–1938: at least 6,500) add up" in said
    assert "1937–1938: the 2 parts (1937: 2,001; 1938: 3,001) add up to 5,002" in said


def test_windows_that_overlap_are_said_to() -> None:
    """January to August and July to December are at most so many, for some days are in both."""
    (found,) = told(("1937-01/1937-08", "1,001"), ("1937-07/1937-12", "1,501"), ("1937", "3,001"))
    assert found.startswith("parts against total")
    assert ") add up to at most 2,502, as some overlap, the total says 3,001" in found


def test_only_what_cannot_be_the_same_persons_is_added_up() -> None:
    """Killed in an operation are partly the executed of that year; those who died in camps not."""
    found = told(
        ("1937", "1,000"),
        ("1937", "1,500"),
        ("1937", "1,200"),
        ("1937", "at most 2,000"),
        measures=("executions", "camp-deaths", "killed", "deaths"),
        operations=("all", "all", "kulak-operation", "all"),
    )
    parts = "the 2 parts (executed: 1,000; died in camps or custody: 1,500) add up to 2,500"
    assert any(f"{parts}, the total says at most 2,000" in one for one in found)
    assert not any("3 parts" in one for one in found)


def test_what_agrees_with_the_total_does_not_widen_the_sum_that_does_not() -> None:
    """Of two figures for a part the one that does not add up is told."""
    found = told(("1937", "400"), ("1937", "500"), ("1938", "300"), ("1937/1938", "700"))
    assert any(
        "(1937: 500; 1938: 300) add up to 800, the total says 700 (c3)" in one for one in found
    )


def test_a_difference_is_no_sum_of_parts() -> None:
    """The convicted less those sentenced to death are no parts of those held in custody."""
    years = [("1937", "100"), ("1938", "110"), ("1937", "20"), ("1938", "30")]
    measures = ("convictions", "convictions", "death-sentences", "death-sentences")
    (found,) = told(
        *years, ("1937/1938", "at least 170"), measures=(*measures, "custody-sentences")
    )
    assert found.startswith("several steps")


def test_a_few_parts_that_just_exceed_the_total_make_no_matter_of_rounding() -> None:
    """Eleven of thirteen months are one too many, and all together two hundred."""
    months = [f"1937-{month:02}" for month in range(1, 13)]
    found = told(*((month, "100") for month in [*months, "1938-01"]), ("1937/1938-01", "1,099"))
    assert [one.partition(":")[0] for one in found] == ["parts against total"]
    assert "the 13 parts add up to 1,300, the total says 1,099" in found[0]


def disagreement(*rows: dict[str, str]) -> ps.Disagreement:
    """Return the one disagreement among figures of 1937."""
    frame = pd.DataFrame(rows).fillna("")
    frame["claim_id"] = [f"c{place}" for place in range(len(frame))]
    frame = frame.assign(measure="arrests", place="ussr", period="1937", source="a book")
    (found,) = ps.Ledger(frame.assign(claimant=frame["claim_id"])).conflicts().disagreements()
    return found


def test_the_proof_shows_those_farthest_apart() -> None:
    """Of three figures, two one apart, the lowest and the highest are shown, not those two."""
    found = disagreement(*({"as_printed": one} for one in ("1,548,366", "1,548,367", "7,654,321")))
    proof = found.explain().partition("Proof:")[2]
    assert "c2:" in proof
    assert "Widening each figure by 120 percent would reconcile them." in proof


def test_a_widening_too_small_to_tell_is_not_told_in_powers_of_ten() -> None:
    """One in a million and a half is less than a hundredth of a percent."""
    found = disagreement({"as_printed": "1,548,366"}, {"as_printed": "1,548,367"})
    assert "by less than 0.01 percent would reconcile them" in found.explain()


def test_a_back_reference_is_told_by_what_it_stands_for() -> None:
    """Words such as "the same number" say nothing without the sentence before them."""
    found = disagreement(
        {"as_printed": "the same number", "resolved": "700,123"}, {"as_printed": "812,345"}
    )
    assert "700,123 (c0); 812,345 (c1)" in str(found)


def test_parts_of_a_range_add_up_to_between_two_numbers() -> None:
    """Nobody reads "add up to 10 to 20" as one range."""
    found = told(("1937", "400"), ("1938", "300 to 500"), ("1937/1938", "600"))
    assert any("300 to 500) add up to between 700 and 900, the total says 600" in o for o in found)


def test_the_days_that_add_up_are_told_by_their_dates_only() -> None:
    """What is counted is said once, not before each stretch of days."""
    frame = pd.DataFrame({"period": ["1937", "1938", "1937/1938"], "as_printed": ["1", "2", "9"]})
    frame = frame.assign(claim_id=["a", "b", "c"], measure="arrests", place="ussr", source="s")
    (found,) = ps.Ledger(frame.assign(claimant="who", precision="exact")).conflicts()
    assert "arrested, Soviet Union, 1937–1938: the days add up from 1937; 1938\n" in found.explain()


def test_days_that_no_figure_tells_apart_are_told_as_one_stretch() -> None:
    """A month that is another matter cuts the years; what is said of them names only the years."""
    rows = [("1936/1939", "100"), ("1937/1938", "200"), ("1938-03", "1")]
    frame = pd.DataFrame(rows, columns=["period", "as_printed"]).assign(precision="exact")
    frame = frame.assign(claim_id=["a", "b", "c"], measure="arrests", place="ussr", source="s")
    (found,) = ps.Ledger(frame.assign(claimant="who")).conflicts()
    said = "arrested, Soviet Union, 1936–1939: the days add up from 1936; 1937–1938; 1939\n"
    assert found.explain().count("the days add up") == 1
    assert said in found.explain()


def test_steps_on_the_same_days_are_told_once() -> None:
    """The executed are among the dead on all days of both years, however they are cut."""
    rows = [("executions", "1937/1938", "9"), ("deaths", "1937/1938", "5")]
    rows += [("executions", "1938-02", "1"), ("deaths", "1938-02", "2")]
    frame = pd.DataFrame(rows, columns=["measure", "period", "as_printed"]).assign(place="ussr")
    frame = frame.assign(claim_id=list("abcd"), claimant="who", source="s", precision="exact")
    (found,) = ps.Ledger(frame).conflicts()
    executed, dead = (
        "executed, Soviet Union, 1937–1938",
        "deaths, all causes linked to the repression, Soviet Union, 1937–1938",
    )
    reasons = found.explain().partition("because:\n")[2].partition("Widening")[0]
    assert reasons == f"  - {executed}: this is part of {dead}\n"


def test_every_kind_has_words_and_no_id_stands_in_an_explanation() -> None:
    """A reader is told names and figures."""
    assert set(TOLD) == {ROUNDING, SLIP, PARTS, STATEMENTS, STEPS}
    found = disagreement({"as_printed": "1,000", "precision": "exact"}, {"as_printed": "1,015"})
    assert (found.kind, TOLD[found.kind]) == (ROUNDING, "one percent either way would settle it")
    assert "[c0]" not in found.explain()


@pytest.mark.slow
def test_every_reason_told_is_needed_and_all_together_prove_it() -> None:
    """Where the years of a decade hold parts, the decade's total needs the years only."""
    left_out = []
    for one in ps.Ledger(ps.load("arrests")).conflicts():
        proof = one.certificate
        claims = tuple(line for line in proof.rows if line.row.unit >= 0)
        kept = [line for line in proof.rows if line.row in needed(proof)]
        assert replace(proof, rows=(*claims, *kept)).verify()
        for line in kept:
            fewer = tuple(other for other in kept if other is not line)
            assert not replace(proof, rows=(*claims, *fewer)).verify()
        left_out.append(len(proof.rows) - len(claims) - len(kept))
    assert any(left_out)


def test_an_assumption_that_may_fail_is_told_in_words() -> None:
    """The way out names no id: the assumption stands in full above it."""
    frame = pd.DataFrame({"measure": ["executions", "convictions"], "as_printed": ["900", "100"]})
    frame = frame.assign(claim_id=["a", "b"], place="ussr", period="1937/1938", source="s")
    (found,) = ps.Ledger(frame.assign(claimant="who", precision="exact")).conflicts()
    assert "2. an assumption fails: the one named above;" in found.explain()

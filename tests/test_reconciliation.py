"""Everything at once about a table, in the small."""

from __future__ import annotations

import math
import random
import re

import pandas as pd
import pytest

import purgestats as ps

WERE_ARRESTED = "convicted-were-arrested"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("other", "agree"), [("at least 100", True), ("at least 101", False), ("up to 100", True)]
)
def test_counts_that_only_touch_agree(other: str, agree: bool) -> None:
    """One value that all of them allow is agreement, alone and beside the figures of others."""
    rows = [("a", "up to 100"), ("b", other)]
    table = pd.DataFrame(rows, columns=["claim_id", "as_printed"])
    table = table.assign(measure="arrests", claimant="me", source="notes")
    assert ps.reconcile(table).agreement["agree"].tolist() == [agree]
    beside = ps.what_changes(table.tail(1), table.head(1)).agreement
    assert beside["agree"].tolist() == [agree]


def test_quantities_with_several_claims_are_told_in_plain_words() -> None:
    """None and one are each told as one would say it."""
    table = pd.DataFrame({"claim_id": ["a", "b"], "as_printed": ["5", "6"]})
    table = table.assign(measure=["arrests", "executions"], claimant="me", source="notes")
    assert "No quantity has several claims." in ps.reconcile(table).summary()
    said = ps.reconcile(table.assign(measure="arrests")).summary()
    assert "nothing. Of 1 quantity with several claims, none has a value that all allow." in said
    assert said.endswith(
        "The assumptions that historians dispute contradict none of these figures."
    )


def test_what_has_to_go_is_named_by_what_it_counts_where_that_differs() -> None:
    """A figure for one year says so beside those for both; a back-reference says what it means."""
    rows = [("1937", "the same number", "400"), ("1938", "300", ""), ("1937/1938", "900", "")]
    table = pd.DataFrame(rows, columns=["period", "as_printed", "resolved"])
    table = table.assign(claim_id=["a", "b", "c"], measure="arrests", precision="exact")
    said = ps.reconcile(table.assign(claimant=["A", "B", "C"], source="notes")).summary()
    one = "1 other count has to be set aside, for example: 400 (A; 1937)"
    assert f"if 300 (B; 1938) or 900 (C) holds, {one}" in said


def test_a_disputed_assumption_is_told_with_what_it_costs() -> None:
    """More convicted than arrested: one count goes if all who were convicted were arrested."""
    rows = [("a", "convictions", "100"), ("b", "arrests", "50")]
    table = pd.DataFrame(rows, columns=["claim_id", "measure", "as_printed"])
    table = table.assign(operation="kulak-operation", period="1937/1938", basis="archival")
    found = ps.reconcile(table.assign(claimant="me", source="notes"))
    lines = found.summary().splitlines()
    place = lines.index(f"  - {ps.assumptions().set_index('id').at[WERE_ARRESTED, 'statement']}")
    assert lines[place + 1].startswith("      if it holds, 1 count has to be set aside, for ")
    assert lines.count("      it contradicts nothing") == len(found.assumption_prices) - 1


def test_a_search_that_was_cut_is_no_contradiction() -> None:
    """Only what is proved not to hold at all is said not to."""
    table = pd.DataFrame({"claim_id": ["a", "b"], "as_printed": ["1", "2"]})
    table = table.assign(measure="arrests", claimant="me", source="notes")
    found = ps.reconcile(table)
    price = found.ledger.prices
    for certified, words in ((True, "cannot hold at all"), (False, "is not known")):
        prices = price().assign(price=pd.NA, certified=certified)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ps.Ledger, "prices", lambda *_, prices=prices: prices)
            assert words in found.summary()


def _land(places: list[str]) -> dict[str, pd.DataFrame]:
    """Return a vocabulary in which these places make up a land."""
    terms = pd.DataFrame({"term": places, "broader": "land", "partition": "p", "exhaustive": "yes"})
    land = pd.DataFrame([("land", "", "", "")], columns=terms.columns)
    return {"places": pd.concat([land, terms], ignore_index=True)}


def test_of_a_table_with_one_wrong_cell_the_cell_is_named() -> None:
    """Of fourteen parts no price says anything; what has to be set aside says where to look."""
    places = [f"p{number}" for number in range(14)]
    table = pd.DataFrame(
        [
            *((place, "1937", 300 + number) for number, place in enumerate(places)),
            ("p5", "1936", 105),
            ("p5", "1936/1937", 410),
            ("land", "1937", sum(range(300, 314))),
        ],
        columns=["place", "period", "as_printed"],
    )
    wrong = (table["place"] == "p5") & (table["period"] == "1937")
    table.loc[wrong, "as_printed"] += 400
    table = table.assign(
        as_printed=table["as_printed"].astype(str), claim_id=table.index.astype(str)
    )
    table = table.assign(measure="arrests", claimant="me", source="notes", precision="exact")
    said = ps.reconcile(table, vocabulary=_land(places)).summary()
    aside = "1 count, in one way only: 705 (me; arrested, p5, 1937), where the rest allow 305"
    assert said.splitlines()[3] == f"  - whoever is trusted first: {aside}"
    assert said.count("      if 705 (me") == 1
    assert "      what 1 of them costs is said above" in said


def _mine(*rows: tuple[str, ...]) -> pd.DataFrame:
    columns = ["claim_id", "period", "as_printed", "claimant"]
    table = pd.DataFrame(rows, columns=columns).assign(source="notes", precision="exact")
    return table.assign(measure="arrests")


@pytest.mark.parametrize(
    ("total", "slip"),
    [
        ("4,613", "two digits changed places"),
        ("4,637", "one digit differs"),
        ("4,631,000", "a thousand times too large"),
        ("5,000", ""),
    ],
)
def test_what_was_meant_is_named_where_one_slip_explains_it(total: str, slip: str) -> None:
    """Beside the parts and another's total, a wrong total is told with its likely slip."""
    parts = ("a", "1937", "2,000", "A"), ("b", "1938", "2,631", "A")
    claims = _mine(*parts, ("c", "1937/1938", total, "A"), ("d", "1937/1938", "4,631", "D"))
    aside = ps.reconcile(claims).set_aside().splitlines()[1]
    told = f"{total} (A; arrested, Soviet Union, 1937–1938), where the rest allow 4,631"
    assert told in aside
    assert aside.endswith(f"{slip})" if slip else "4,631")


def test_a_thousandth_that_lies_in_a_wide_range_is_no_slip() -> None:
    """At most 4,000 are left by the others: six would be among them, and so would anything."""
    rows = ("a", "1937", "up to 5,000", "A"), ("b", "1937-06", "6,000", "B")
    aside = ps.reconcile(_mine(*rows, ("c", "1937", "up to 4,000", "C"))).set_aside()
    assert aside.endswith(
        "6,000 (B; arrested, Soviet Union, June 1937), where the rest allow at most 4,000"
    )


def test_of_a_share_that_has_to_go_it_is_told_what_share_the_rest_allow() -> None:
    """A quarter of a thousand is no thirty percent."""
    rows = ("n", "1937", "1,000", "A"), ("p", "1937", "250", "A"), ("q", "1937", "250", "B")
    claims = _mine(*rows, ("s", "1937", "30.0 %", "C"), ("m", "1937", "1,000", "D"))
    claims["measure"] = ["arrests", "executions", "executions", "executions", "arrests"]
    claims["of_measure"] = ["", "", "", "arrests", ""]
    assert (
        ps.reconcile(claims)
        .set_aside()
        .endswith("as a share of: arrested), where the rest allow 25 %")
    )


def test_two_figures_of_which_either_may_go_are_both_named() -> None:
    """Of two statements none is singled out."""
    claims = _mine(("a", "1937", "1,000", "A"), ("b", "1937", "2,000", "B"))
    aside = ps.reconcile(claims).set_aside()
    scope = "arrested, Soviet Union, 1937"
    assert aside.endswith(f"first: 1 count: 2,000 (B; {scope}) or 1,000 (A; {scope})")


def test_a_slip_is_looked_for_only_in_what_may_have_to_go() -> None:
    """Of three authors one is alone; a slip in another's figure would bring nothing together."""
    rows = ("a", "1937", "1,234", "A"), ("b", "1937", "1,234", "B"), ("c", "1937", "1,243", "C")
    said = ps.reconcile(_mine(*rows)).summary()
    assert "1,243 (C; arrested, Soviet Union, 1937), where the rest allow 1,234 (possible" in said
    assert "for 1,243" not in said


def test_what_costs_the_same_is_told_at_once() -> None:
    """Of the parts of a sum each costs the figure that the lens sets aside."""
    rows = [(str(year), str(year), "100", "A") for year in range(1931, 1935)]
    claims = _mine(*rows, ("t", "1931/1934", "500", "A"), ("u", "1931/1934", "400", "B"))
    said = ps.reconcile(claims).summary()
    others = " or ".join(f"100 (A; {year})" for year in range(1931, 1935))
    assert f"if {others} holds, 1 other count has to be set aside" in said
    assert "the 4 parts (1931: 100; 1932: 100; 1933: 100; 1934: 100) add up to 400" in said


@pytest.mark.slow
def test_of_conflicts_that_are_not_all_known_none_is_told_to_cost_what_would_not_do() -> None:
    """In a table with three wrong cells, a right one costs the wrong ones or is not priced."""
    drawn = random.Random(1)
    places, years = [f"p{number}" for number in range(12)], range(1921, 1931)
    cells = {(place, year): drawn.randint(20, 4000) for place in places for year in years}
    rows = [(place, str(year), number) for (place, year), number in cells.items()]
    for at, off in ((23, -17), (89, 100), (99, 1000)):
        rows[at] = (*rows[at][:2], rows[at][2] + off)
    rows += [(place, "1921/1930", sum(cells[place, year] for year in years)) for place in places]
    rows += [("land", str(y), sum(cells[place, y] for place in places)) for y in years]
    table = pd.DataFrame(rows, columns=["place", "period", "number"])
    table = table.assign(claim_id=table.index.astype(str), as_printed=table["number"].astype(str))
    table = table.assign(measure="arrests", claimant="me", source="notes", precision="exact")
    found = ps.reconcile(table.drop(columns="number"), vocabulary=_land(places))
    assert found.repairs.complete
    assert found.conflicts.complete_to < math.inf
    wrong = [rows[at][2] for at in (23, 89, 99)]
    told = [line for line in found.summary().splitlines() if line.startswith("      if ")]
    right = [line for line in told if not any(f"if {number} (" in line for number in wrong)]
    assert told
    for line in right:
        gone = line.partition("set aside")[2]
        assert all(int(one) in wrong for one in re.findall(r"(\d+) \(me", gone))


def test_numbers_on_a_day_are_said_to_stand_apart() -> None:
    """Prisoners on two days and those sent to camps between them are not held together."""
    rows = ("a", "1937-01-01", "1,000", "A"), ("b", "1937", "5", "A"), ("c", "1938-01-01", "9", "A")
    claims = _mine(*rows).assign(measure=["strength", "sent-to-camps", "strength"])
    assert "Numbers on a day are not held against those who" in ps.reconcile(claims).summary()

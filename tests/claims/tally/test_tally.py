"""A tally counts what a count by hand gives, and accounts for every record."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_lists import ABOUT, Person, brute_force, lists, table

import purgestats as ps
from purgestats.claims.datasets.datapackage import claims_columns


def counted(claims: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Cells by period and place, as the claims state them."""
    cells = zip(claims["period"], claims["place"], strict=True)
    return dict(zip(cells, claims["low"].astype(int).tolist(), strict=True))


def reasons(report: pd.DataFrame) -> dict[str, int]:
    """Records left out, by reason."""
    rows = report[report["reason"] != "counted"]
    return {str(k): int(v) for k, v in rows.groupby("reason")["records"].sum().items()}


@pytest.mark.slow
@given(lists(), st.sampled_from(["day", "month", "year"]))
def test_counts_are_those_of_a_count_by_hand(people: list[Person], unit: str) -> None:
    """Cells and reasons are those of going through the list record by record."""
    cells, left_out = brute_force(people, unit)
    records = pd.DataFrame(table(people))
    claims, report = ps.tally(records, **ABOUT, by=("place", unit), report=True)
    assert counted(claims) == cells
    assert reasons(report) == left_out
    assert report["records"].sum() == len(people)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2)
@given(lists(), st.sampled_from([("имя",), ("имя", "г.р.")]))
def test_each_person_counts_once(people: list[Person], keys: tuple[str, ...]) -> None:
    """With unique= a person stands in one cell, the earliest, and the rest are duplicates."""
    cells, left_out = brute_force(people, "month", keys)
    records = pd.DataFrame(table(people))
    claims, report = ps.tally(records, **ABOUT, unique=keys, report=True)
    assert counted(claims) == cells
    assert reasons(report) == left_out
    assert report["records"].sum() == len(people)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 4)
@given(st.permutations(range(12)))
def test_the_order_of_records_does_not_matter(order: list[int]) -> None:
    """Claims and report are the same, byte for byte, however the list is sorted."""
    rows = {"date": ["1937-08", "05.1938", "?", "31.02.1937"] * 3, "name": list("aabbccddeeff")}
    records = pd.DataFrame(rows)
    about = {"measure": "arrests", "period": "date", "source": "list", "claimant": "me"}
    once, again = (
        ps.tally(frame, **about, unique="name", report=True)
        for frame in (records, records.iloc[order])
    )
    assert [part.to_csv() for part in once] == [part.to_csv() for part in again]


RECORDS = pd.DataFrame(
    {
        "date": ["1937-08-05", "1937-08-??", "1938", "июль 1938", "1950", ""],
        "region": ["Тула", "Тула", "Тула", "Орёл", "Орёл", "Орёл"],
        "sentence": ["ВМН", "10 лет", "ВМН", "ВМН", "ВМН", "?"],
        "name": ["а", "б", "в", "а", "г", "д"],
    }
)
PLACES = {"places": pd.DataFrame({"term": ["tula", "orel"], "broader": ["russia", "russia"]})}
LIST: dict[str, Any] = {
    "measure": "executions",
    "period": {"date": "1937/1938"},
    "source": "list",
    "claimant": "me",
    "vocabulary": PLACES,
}
REGION = {"region": {"Тула": "tula", "Орёл": "orel"}}


@pytest.mark.slow
def test_the_result_is_a_claims_table_ready_for_the_ledger() -> None:
    """The fixed columns, and whose terms they are; each row binds from below only."""
    claims = ps.tally(RECORDS, **LIST, place=REGION, claim_year=2020, basis="archival")
    names = [column.name for column in claims_columns()]
    assert list(claims.columns) == [*names, "vocabulary"]
    assert ps.validate(claims).equals(claims)
    row = claims.iloc[-1]
    assert (row["as_printed"], row["low"], row["unit"]) == ("at least 2", 2, "persons")
    assert claims[["best", "high"]].isna().all(axis=None)
    assert claims["derived_from"].eq("none").all()
    for reading in ("strict", "printed", "generous"):
        ledger = ps.Ledger(claims, vocabulary=PLACES, reading=reading)
        bounds = ledger.bounds(["executions|all|all|tula|1937-08"])
        assert bounds["low"].tolist() == [2]


@pytest.mark.parametrize("number", [1, 1_000, 1_200])
def test_a_round_count_is_not_read_as_rounded(number: int) -> None:
    """A count of 1,200 records commits to 1,200, whatever the reading policy does to zeros."""
    records = pd.DataFrame({"date": ["1937"] * number})
    claims = ps.tally(
        records, measure="arrests", period="date", by="year", source="s", claimant="c"
    )
    assert ps.reread(claims, "generous")["low"].tolist() == [number]


@pytest.mark.slow
def test_a_list_above_a_published_total_is_a_conflict() -> None:
    """More names than somebody allows for cannot hold together with his figure."""
    claims = ps.tally(RECORDS, **LIST, by="year")
    published = pd.DataFrame(
        [("total", "executions", "1937", "1", "register", "book")],
        columns=["claim_id", "measure", "period", "as_printed", "claimant", "source"],
    )
    both = pd.concat([claims, ps.validate(published)], ignore_index=True)
    [conflict] = ps.Ledger(both, assumptions=None).conflicts()
    assert set(conflict.claims) == {"total", "list.executions.all.all.ussr.1937"}


def test_the_note_says_what_was_left_out_and_why() -> None:
    """Each row carries the numbers of the whole list."""
    notes = set(
        ps.tally(RECORDS, **LIST, place={"region": {"Тула": "tula"}}, unique="name")["note"]
    )
    assert notes == {
        "of 6 records 2 counted; left out: no date 1, no month 1, outside the period 1, "
        "unknown place 1; persons told apart by 'name'"
    }


def test_the_report_names_the_cells_that_left_records_out() -> None:
    """Reason, column and cell, the commonest first, so that a mapping can be mended."""
    places = {"region": {"Тула": "tula"}}
    _, report = ps.tally(RECORDS, **LIST, place=places, by=("place", "year"), report=True)
    assert report.values.tolist() == [
        ["counted", "", "", 3],
        ["no date", "date", "", 1],
        ["outside the period", "date", "1950", 1],
        ["unknown place", "region", "Орёл", 1],
    ]


def test_any_dimension_can_come_from_a_column() -> None:
    """A column of sentences gives the measure; a period can be fixed instead of dated."""
    sentences = {"sentence": {"ВМН": "death-sentences", "10 лет": "convictions"}}
    about = LIST | {"measure": sentences, "period": "1937/1938", "place": REGION}
    claims = ps.tally(RECORDS, **about, group="poles")
    assert claims[["measure", "group", "place", "period", "low"]].values.tolist() == [
        ["convictions", "poles", "tula", "1937/1938", 1],
        ["death-sentences", "poles", "orel", "1937/1938", 2],
        ["death-sentences", "poles", "tula", "1937/1938", 2],
    ]


@pytest.mark.slow
def test_what_by_leaves_out_is_counted_together_under_a_broader_term() -> None:
    """Both regions lie in Russia; the place is ours, so the row says that it is inferred."""
    claims = ps.tally(RECORDS, **LIST, place=REGION, by="year")
    assert claims[["place", "period", "low", "inferred"]].values.tolist() == [
        ["russia", "1937", 2, "place"],
        ["russia", "1938", 2, "place"],
    ]
    [total] = ps.tally(RECORDS, **LIST, place=REGION, by=()).to_dict("records")
    assert (total["period"], total["low"], total["inferred"]) == ("1937/1938", 4, "place")


def test_without_a_window_the_whole_years_of_the_dates_are_the_period() -> None:
    """Everything counted lies in them; the period is inferred."""
    [total] = ps.tally(RECORDS, **LIST | {"period": "date"}, by=()).to_dict("records")
    assert (total["period"], total["low"], total["inferred"]) == ("1937/1950", 5, "period;place")


def test_a_date_that_reaches_beyond_the_window_is_left_out() -> None:
    """A year known to hold days outside the window does not count as inside it."""
    about = LIST | {"period": {"date": "1937-08-05/1938"}}
    _, report = ps.tally(pd.DataFrame({"date": ["1937", "1938"]}), **about, by="year", report=True)
    assert reasons(report) == {"perhaps outside the period": 1}


def test_cells_can_be_terms_themselves() -> None:
    """Without a mapping a cell is looked up in the vocabulary, and nothing near it is taken."""
    records = pd.DataFrame({"place": ["ukraine", " ukraine ", "Ukraine", None]})
    about = LIST | {"period": "1937"}
    claims, report = ps.tally(records, **about, place={"place": None}, report=True)
    assert counted(claims) == {("1937", "ukraine"): 2}
    assert reasons(report) == {"unknown place": 2}


@pytest.mark.slow
def test_a_blank_cell_can_be_mapped() -> None:
    """Where the user knows what a blank means, its records count."""
    records = pd.DataFrame({"region": ["Тула", None, ""]})
    about = LIST | {"period": "1937", "place": {"region": {"Тула": "tula", "": "russia"}}}
    assert counted(ps.tally(records, **about)) == {("1937", "tula"): 1, ("1937", "russia"): 2}
    records["name"] = ["а", "б", "в"]
    assert counted(ps.tally(records, **about, unique="name")) == counted(ps.tally(records, **about))


def test_rare_unknown_cells_are_counted_together() -> None:
    """A report stays short however many spellings a list has, and still accounts for all."""
    records = pd.DataFrame({"region": [f"village {n}" for n in range(1_500)] + ["village 7"]})
    about = LIST | {"period": "1937", "place": {"region": {}}}
    claims, report = ps.tally(records, **about, report=True)
    assert len(claims) == 0
    assert len(report) < 1_100
    assert report["records"].sum() == 1_501
    assert report.iloc[1].tolist() == ["unknown place", "region", "(others)", 501]
    assert ["unknown place", "region", "village 7", 2] in report.values.tolist()


def test_a_list_without_records_gives_no_claims() -> None:
    """Nothing counted, nothing left out."""
    claims, report = ps.tally(RECORDS.head(0), **LIST, place=REGION, report=True)
    assert claims.shape == (0, len(claims_columns()) + 1)
    assert report.values.tolist() == [["counted", "", "", 0]]


@pytest.mark.slow
def test_ids_stay_apart_whatever_the_source_is_called() -> None:
    """Sources in other scripts, or alike when simplified, give different ids, of the right form."""
    sources = ["Книга памяти", "Книга Памяти", "a b", "a-b", "a.b", "List"]
    tables = [ps.tally(RECORDS, **LIST | {"source": s, "by": "year"}) for s in sources]
    both = pd.concat(tables, ignore_index=True)
    assert both["claim_id"].is_unique
    assert len(ps.validate(both)) == 2 * len(sources)


def test_an_argument_is_left_as_it_is() -> None:
    """The user's frame and mapping do not change."""
    before, mapping = RECORDS.copy(), {"region": {"Тула": "tula", "Орёл": "orel"}}
    ps.tally(RECORDS, **LIST, place=mapping, unique="name")
    assert RECORDS.equals(before)
    assert mapping == REGION

"""The tables of registers, camps and prisons are whole, and meet only where they count the same."""

from __future__ import annotations

from datetime import date

import pytest

import purgestats as ps
from purgestats.claims.datasets.catalogue import source_keys
from purgestats.claims.trace.figure_index import SOURCE

CONVICTIONS = ps.load("convictions")
CAMPS = ps.load("camps_and_prisons")
REGISTERS = CONVICTIONS[CONVICTIONS["source"] == "stalinskaia-epokha"]
#: Years in which the table prints no death sentence.
NONE_SENTENCED = {"1948", "1949"}


def finding(source: str, claimant: str) -> set[frozenset[str]]:
    """Return the conflicts of one document with itself."""
    claims = ps.load().query("source == @source and claimant == @claimant")
    found = ps.Ledger(claims).conflicts(within="source")
    return {frozenset(one.claims) for one in found}


@pytest.mark.parametrize("register", ["mvd-register", "kgb-register"])
@pytest.mark.parametrize("measure", ["convictions", "death-sentences"])
def test_each_register_gives_every_year_and_a_total(register, measure):
    """Years 1921 to 1952, each once, and the printed total over all of them."""
    rows = REGISTERS.query("claimant == @register and measure == @measure")
    years = {str(year) for year in range(1921, 1953)}
    if measure == "death-sentences":
        years -= NONE_SENTENCED
    assert sorted(rows["period"]) == sorted(years | {"1921/1952"})


def test_each_register_has_a_population_of_its_own():
    """The registers of two ministries differ in whom they count, so they share no quantity."""
    group = REGISTERS.groupby("claimant")["group"].unique().map(list).to_dict()
    assert group == {
        "kgb-register": ["kgb-register-cases"],
        "mvd-register": ["mvd-register-cases"],
    }
    sides = REGISTERS.groupby("claimant")[["measure", "period"]].agg(list)
    assert sides.loc["kgb-register"].tolist() == sides.loc["mvd-register"].tolist()


def test_cells_of_registers_are_exact():
    """A cell of a register has one value, even where it ends in 0."""
    assert (REGISTERS["precision"] == "exact").all()
    prisons = CAMPS[CAMPS["source"] == "prisons-spravka"]
    assert (prisons["precision"] == "exact").all()
    assert prisons.set_index("claim_id").loc["prisons-1941-07-01", "high"] % 10 == 0


def test_prisoners_are_counted_on_days():
    """Prison numbers stand for one day, the first of a quarter, and no quarter is missing."""
    prisons = CAMPS[CAMPS["source"] == "prisons-spravka"]
    days = [date(year, month, 1) for year in range(1939, 1961) for month in (1, 4, 7, 10)]
    wanted = [day.isoformat() for day in days if day <= date(1960, 1, 1)]
    assert sorted(set(wanted) - set(prisons["period"])) == []
    assert sorted(prisons["period"]) == wanted
    assert ps.vocabulary("measures").set_index("term").loc["strength", "kind"] == "stock"


def test_deaths_and_their_shares_are_of_the_same_years():
    """Each year 1930 to 1956 has its deaths and their share of the average number."""
    deaths = CAMPS[(CAMPS["measure"] == "camp-deaths") & (CAMPS["source"] == "garf-9414-mortality")]
    years = {str(year) for year in range(1930, 1957)}
    shares = deaths[deaths["unit"] == "share"]
    counts = deaths[deaths["unit"] == "persons"]
    assert set(shares["period"]) == years
    assert set(counts["period"]) == years | {"1930/1956"}
    assert set(shares["of_measure"]) == {"average-strength"}


def test_windows_as_of_a_day_end_the_day_before():
    """Counted as of 1 November, a window ends on 31 October, and the note keeps the wording."""
    claims = ps.load()
    svodka = claims[claims["source"].isin(["nkvd-svodka-1938-11", "nkvd-svodka-1938-07"])]
    ends = {"november": "1936-10/1938-10", "july": "1936-10/1938-06"}
    mine = svodka[svodka["claim_id"].str.match(r"svodka-.+-(?:november|july)-1938")]
    for row in mine.itertuples():
        month = row.claim_id.split("-")[-2]
        begins, ends_on = ps.Period.parse(row.period), ps.Period.parse(ends[month])
        assert begins.end == ends_on.end
        assert row.operation != "all" or begins == ends_on
        assert f"as of 1 {month.title()} 1938" in row.note


def test_the_special_boards_penalties_add_up():
    """Four penalties make the printed total, so the document does not contradict itself."""
    rows = CONVICTIONS[CONVICTIONS["group"] == "special-board-cases"].set_index("measure")["best"]
    assert rows.drop("convictions").sum() == rows["convictions"]
    assert finding("zemskov-1991", "mvd") == set()
    assert finding("rudenko-kruglov-gorshenin-1954", "rudenko-kruglov-gorshenin") == set()


@pytest.mark.slow
def test_tables_that_contradict_themselves_are_found():
    """A table whose rows do not make its total is one conflict, of all its rows and the total."""
    (of_members,) = finding("rogovin", "rogovin")
    assert len(of_members) == 3
    assert {len(one) for one in finding("stalinskaia-epokha", "mvd-register")} == {31}
    assert {len(one) for one in finding("stalinskaia-epokha", "kgb-register")} == {31, 33}


@pytest.mark.slow
def test_what_a_table_need_not_add_up_to_is_no_contradiction():
    """Terms of 10 to 15 years have no row; before 1935 the deaths are of camps without colonies."""
    assert finding("nkvd-svodka-1938-11", "nkvd-1st-special-department") == set()
    assert finding("garf-9414-mortality", "ourz-gulag") == set()
    groups = CAMPS[CAMPS["source"] == "garf-9414-mortality"].set_index("period")["group"]
    assert set(groups["1930":"1934"]) == {"itl-prisoners"}
    assert set(groups["1935":"1956"]) == {"gulag-prisoners"}


def test_every_work_in_the_bibliography_is_cited_by_a_claim():
    """No entry stands in sources.bib that no figure comes from."""
    claims, events = ps.load(), ps.events()
    assert set(source_keys()) == set(claims["source"]) | set(events["source"]) | {SOURCE}


def test_counter_revolutionary_crime_is_not_all_state_crime():
    """The memorandum of 1954 counts fewer crimes than the registers, so no quantity is shared."""
    rows = CONVICTIONS[CONVICTIONS["source"] == "rudenko-kruglov-gorshenin-1954"]
    assert set(rows["group"]) == {"counter-revolutionary-crime"}
    assert "counter-revolutionary-crime" not in set(REGISTERS["group"])

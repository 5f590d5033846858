"""Printed parts are held against printed totals; a slip that explains a gap is named first."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import purgestats as ps
from purgestats.cli import main
from purgestats.ledger.sums import in_words, sums

REGIONS = ("north", "south", "east")
PLACES = pd.DataFrame(
    [(name, "russia", "thirds", "yes") for name in REGIONS],
    columns=["term", "broader", "partition", "exhaustive"],
)


def table(*rows: tuple[str, str, str], **more: object) -> pd.DataFrame:
    """Arrests by place and period, from one source."""
    frame = pd.DataFrame(rows, columns=["place", "period", "as_printed"])
    frame["claim_id"] = [f"c{at}" for at in range(len(rows))]
    return frame.assign(measure="arrests", claimant="me", source="a list", **more)


def added(claims: pd.DataFrame) -> pd.DataFrame:
    """The sums of a table, under the terms of this page."""
    return sums(claims, {"places": PLACES})


def test_parts_that_make_up_their_total_add_up() -> None:
    """The members of a partition, one row for it, with no gap and no slip."""
    found = added(
        table(
            ("russia", "1937", "6,000"),
            ("north", "1937", "1,234"),
            ("south", "1937", "2,345"),
            ("east", "1937", "2,421"),
        )
    )
    (row,) = found.to_dict("records")
    assert (row["parts_add_up_to"], row["total_says"], row["difference"]) == (6000, 6000, 0)
    assert (row["adds_up"], row["likeliest_slip"], row["parts"]) == (True, "", 3)
    assert row["part_ids"] == ("c1", "c2", "c3")


def test_two_digits_that_changed_places_are_the_likeliest_slip() -> None:
    """Of all single slips that restore the sum, the transposition comes first."""
    found = added(
        table(
            ("russia", "1937", "6,008"),
            ("north", "1937", "1,234"),
            ("south", "1937", "2,354"),
            ("east", "1937", "2,429"),
        )
    ).iloc[0]
    assert (found["difference"], found["adds_up"]) == (9, False)
    assert found["likeliest_slip"].startswith("c2: 2,345 printed as 2,354 (two digits changed")
    assert "the 3 parts add up to 6,017, the total says 6,008" in in_words(found.to_frame().T)[0]


def test_a_slip_that_mends_two_sums_and_breaks_none_comes_first() -> None:
    """The cell where a row and a column of a table both fail is the one that is wrong."""
    rows = [
        (place, year, value)
        for year, values in {
            "1937": ("6,111", "1,234", "2,345", "2,532"),
            "1938": ("6,321", "1,111", "2,089", "3,111"),
            "1937/1938": ("12,432", "2,345", "4,444", "5,643"),
        }.items()
        for place, value in zip(("russia", *REGIONS), values, strict=True)
    ]
    found = added(table(*rows))
    apart = found[~found["adds_up"]]
    # South in 1938 should be 2,099: its row in place and its column in time are ten short.
    assert len(apart) == 2
    assert all(
        "c6: 2,099 printed as 2,089" in one.split(" or ")[0] for one in apart["likeliest_slip"]
    )


def test_a_slip_that_mends_two_sums_comes_before_one_that_mends_one() -> None:
    """Where no figure stands in a sum that is right, the one that both sums share is named."""
    found = added(
        table(
            *[("russia", "1938", "6,321"), ("north", "1938", "1,111"), ("south", "1938", "2,089")],
            *[
                ("east", "1938", "3,111"),
                ("south", "1937", "2,345"),
                ("south", "1937/1938", "4,444"),
            ],
        )
    )
    assert not found["adds_up"].any()
    assert len(found) == 2
    assert found["likeliest_slip"].str.startswith("c2: 2,099 printed as 2,089").all()


def test_the_cell_of_a_wrong_row_and_a_wrong_column_is_named_though_no_slip_explains_it() -> None:
    """Both are wrong by the same; what makes one of them right alone comes after it."""
    printed = {"1936": (100, 200, 300, 600), "1937": (310, 464, 600, 1400)}
    places = (*REGIONS, "russia")
    both = [sum(pair) for pair in zip(*printed.values(), strict=True)]
    rows = [
        (place, year, f"{number:,}")
        for year, numbers in {**printed, "1936/1937": both}.items()
        for place, number in zip(places, numbers, strict=True)
    ]
    rows[5] = ("south", "1937", "490")
    rows[7], rows[9] = ("russia", "1937", "1,374"), ("south", "1936/1937", "664")
    rows[11] = ("russia", "1936/1937", "1,974")
    wrong = added(table(*rows, precision="exact")).query("~adds_up")["likeliest_slip"].tolist()
    assert len(wrong) == 2
    assert all(one.startswith("c5: 464 printed as 490 (mends more than one sum)") for one in wrong)


def test_parts_without_a_figure_may_leave_a_total_above_their_sum() -> None:
    """Only more than the total is too much, as long as a part has no figure."""
    less = table(
        ("russia", "1937", "9,999"), ("north", "1937", "1,111"), ("south", "1937", "2,222")
    )
    more = table(
        ("russia", "1937", "3,001"), ("north", "1937", "1,111"), ("south", "1937", "2,222")
    )
    assert added(less)[["adds_up", "without_figure"]].to_numpy().tolist() == [[True, 1]]
    assert added(more)["adds_up"].tolist() == [False]


def test_years_add_up_to_the_period_that_they_tile() -> None:
    """Periods that leave a day out, or overlap, are no parts."""
    whole = ("russia", "1936/1938", "6,003")
    years = [("russia", str(year), "2,001") for year in (1936, 1937, 1938)]
    assert added(table(whole, *years))["difference"].tolist() == [0]
    assert added(table(whole, *years[:2])).empty
    assert added(table(whole, years[0], ("russia", "1937-02/1938", "4,002"))).empty


def test_vague_figures_agree_where_their_ranges_meet() -> None:
    """About 6,000 and a round part leave room; the difference is shown all the same."""
    rows = [("russia", "1937", "about 6,100")]
    rows += [(place, "1937", "2,000") for place in REGIONS]
    assert added(table(*rows))[["difference", "adds_up"]].to_numpy().tolist() == [[-100.0, True]]


@pytest.mark.parametrize(
    "change", [{"source": ["a", "b", "b", "b"]}, {"stance": "rejects"}, {"unit": "share"}]
)
def test_only_what_one_source_vouches_for_is_added_up(change: dict[str, object]) -> None:
    """Figures of another source, rejected ones and shares are no parts of its total."""
    rows = [("russia", "1937", "6,000"), *((place, "1937", "2,000") for place in REGIONS)]
    if "unit" in change:
        change = {"as_printed": "20 percent", "of_place": "ussr"}
    claims = table(*rows).assign(**change)
    assert added(claims).empty


@pytest.mark.slow
def test_the_known_misprints_of_a_published_table_are_found() -> None:
    """The exiles by year in a published table make 10,500 fewer than its last line says."""
    found = ps.sums(ps.load())
    row = found[found["claim_id"] == "lewin-table-exile-total"]
    assert row[row["partition"] == "period"]["difference"].tolist() == [-10_500]


@pytest.mark.slow
def test_the_check_says_which_columns_do_not_add_up(tmp_path: Path) -> None:
    """In names, with the slip, and as rows for a program."""
    file = tmp_path / "claims.csv"
    claims = table(
        ("russia", "1937/1938", "6,001"), ("russia", "1937", "2,011"), ("russia", "1938", "3,999")
    )
    claims.to_csv(file, index=False)
    found = CliRunner().invoke(main, ["check", str(file), "--sums"])
    assert found.exit_code == 0, found.output
    assert "Printed sums that add up: 0 of 1." in found.output
    assert "the 2 parts add up to 6,010, the total says 6,001" in found.output
    said = json.loads(CliRunner().invoke(main, ["check", str(file), "--sums", "--json"]).output)
    assert said["sums"]["rows"][0]["claim_id"] == "c0"

"""Tables read under a policy hold exact readings; users bring terms of their own."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import combined_vocabulary
from purgestats.errors import ClaimErrors, VocabularyError

ROW: dict[str, Any] = {
    "claim_id": "a",
    "measure": "arrests",
    "as_printed": "1,300,000",
    "claimant": "me",
    "source": "notes",
}


def test_our_claims_read_under_the_default_policy_are_what_is_stored() -> None:
    """Reading every phrase again changes nothing."""
    pd.testing.assert_frame_equal(ps.reread(ps.load(), "printed"), ps.load())


@pytest.mark.slow
def test_policies_nest_on_every_claim() -> None:
    """Strict lies within printed, printed within generous, row by row; best never moves."""
    tables = [ps.reread(ps.load(), name) for name in POLICIES]
    for narrow, wide in itertools.pairwise(tables):
        assert (wide["low"].fillna(0) <= narrow["low"].fillna(0)).all()
        assert (wide["high"].fillna(1e15) >= narrow["high"].fillna(1e15)).all()
        pd.testing.assert_series_equal(wide["best"], narrow["best"])


def test_no_share_of_a_whole_exceeds_one_under_any_policy() -> None:
    """Generous widens a share to 1 and no further."""
    shares = ps.reread(ps.load(), "generous").query("unit == 'share'")
    assert len(shares) > 20
    assert (shares["high"].fillna(0) <= 1).all()


def test_readings_are_exact_and_rows_without_a_phrase_keep_their_numbers() -> None:
    """One third is a third; a row of numbers alone is the same under every policy."""
    rows = [ROW | {"as_printed": "one third", "of_group": "all", "group": "poles"}]
    rows.append(ROW | {"claim_id": "b", "as_printed": "", "low": 0.1, "high": 12})
    claims = take(pd.DataFrame(rows))
    for name in POLICIES:
        third, stored = claims.figures(name)
        assert third.best == Fraction(1, 3)
        assert (stored.low, stored.best, stored.high) == (Fraction("0.1"), None, 12)


def test_rereading_leaves_the_argument_alone() -> None:
    """A copy comes back."""
    claims = ps.load("arrests")
    before = claims.copy()
    ps.reread(claims, "generous")
    pd.testing.assert_frame_equal(claims, before)


def test_a_table_read_under_another_policy_may_be_used_in_a_computation() -> None:
    """Its numbers need not agree with the default reading, but validate says that they do not."""
    wide = ps.reread(ps.load("arrests"), "generous")
    assert take(wide).reading.name == "generous"
    pd.testing.assert_frame_equal(take(wide).frame, wide)
    with pytest.raises(ClaimErrors, match="the figure reads"):
        ps.validate(wide)
    assert take(wide.assign(extra=1)).frame.columns.tolist() == wide.columns.tolist()


@pytest.mark.slow
def test_reading_what_was_read_gives_it_again(tmp_path: Path) -> None:
    """A table written to CSV, read, written and read is the same, to the last bit."""
    for name in POLICIES:
        ps.load().to_csv(tmp_path / f"{name}.csv", index=False)
        pd.testing.assert_frame_equal(ps.read_claims(tmp_path / f"{name}.csv"), ps.load())


@pytest.mark.parametrize("as_folder", [True, False])
def test_a_users_terms_are_added_to_ours(tmp_path: Path, as_folder: bool) -> None:
    """From a folder or a dict."""
    table = pd.DataFrame(
        {"term": ["tula", "butovka"], "broader": ["russia", "tula"], "partition": ["", ""]}
    )
    table.to_csv(tmp_path / "places.csv", index=False)
    found = combined_vocabulary(tmp_path if as_folder else {"places": table})
    assert found.place.contains("ussr", "tula")
    assert found.place.contains("tula", "butovka")
    assert found.measure.contains("deaths", "executions")
    assert combined_vocabulary(found) is found


def test_a_users_term_never_takes_the_place_of_ours() -> None:
    """The same row again is no fault; one that means something else is named."""
    ours = ps.vocabulary("places").query("term == 'butovo'")
    assert combined_vocabulary({"places": ours}).place.contains("ussr", "butovo")
    with pytest.raises(
        VocabularyError, match=r"butovo \(Butovo.*differs in broader\).*another name"
    ):
        combined_vocabulary({"places": ours.assign(broader="ukraine")})


@pytest.mark.parametrize(
    ("table", "term", "column", "value"),
    [
        ("places", "butovo", "label", "Butovo Park"),
        ("places", "butovo", "broader", "ukraine"),
        ("groups", "poles", "partition", "of my own"),
        ("groups", "poles", "exhaustive", "yes"),
        ("measures", "executions", "kind", "stock"),
        ("measures", "executions", "unit", "sites"),
    ],
)
def test_whatever_a_term_of_ours_means_stays(
    table: str, term: str, column: str, value: str
) -> None:
    """Label, place in the hierarchy, kind and unit: each alone is refused at every door."""
    ours = ps.vocabulary(table).query("term == @term")
    mine = {table: ours.assign(**{column: value})}
    assert ours[column].item() != value
    words = f"already, for something else: {term} .*differs in {column}\\)"
    with pytest.raises(VocabularyError, match=words):
        ps.validate(pd.DataFrame([ROW]), vocabulary=mine)
    with pytest.raises(VocabularyError, match=words):
        ps.Ledger(ps.load("abroad"), vocabulary=mine)


def test_a_users_terms_reach_every_computation() -> None:
    """What was read with one's own vocabulary can be reread and compared with it."""
    mine = {"places": pd.DataFrame({"term": ["tula"], "broader": ["russia"]})}
    rows = [ROW | {"claim_id": key, "place": "tula", "period": "1937"} for key in "ab"]
    claims = ps.validate(pd.DataFrame(rows), vocabulary=mine)
    assert ps.reread(claims, "strict")["low"].tolist() == [1_300_000.0] * 2
    both = pd.concat([ps.load("arrests"), claims]).query("place == 'tula'")
    assert ps.compare(both).pairs[0].relation == "equal"
    with pytest.raises(ClaimErrors, match="no such place"):
        ps.compare(claims.drop(columns="vocabulary"))


def test_bad_vocabularies_are_errors_of_ours(tmp_path: Path) -> None:
    """Unknown tables, missing terms, empty folders and unreadable files."""
    with pytest.raises(VocabularyError, match="no vocabulary table 'people'"):
        combined_vocabulary({"people": pd.DataFrame({"term": ["x"]})})
    with pytest.raises(VocabularyError, match="no column 'term'"):
        combined_vocabulary({"places": pd.DataFrame({"name": ["x"]})})
    with pytest.raises(FileNotFoundError):
        combined_vocabulary(tmp_path / "absent")
    with pytest.raises(VocabularyError, match="holds none"):
        combined_vocabulary(tmp_path)
    for content in (b"", b'term\n"x', "term\nтула\n".encode("koi8-r"), b"term\na,b,c\nd,e,f,g,h\n"):
        (tmp_path / "places.csv").write_bytes(content)
        with pytest.raises(VocabularyError):
            combined_vocabulary(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_russian_tables_with_decimal_commas_read_like_ours(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """A table as Excel saves it in Russia gives the same frame as plain CSV."""
    rows = [
        ROW | {"as_printed": "около 40 тыс.", "low": "36000", "best": "40000", "high": "44000"},
        ROW
        | {"claim_id": "b", "as_printed": "12,5 %", "of_group": "all", "group": "poles"}
        | {"low": "0,124", "best": "0,125", "high": "0,126", "note": "по словам автора"},
    ]
    frame = pd.DataFrame(rows).fillna("")
    path = tmp_path / ("t.tsv" if delimiter == "\t" else "t.csv")
    frame.to_csv(path, sep=delimiter, index=False, encoding=encoding, lineterminator="\r\n")
    found = ps.read_claims(path)
    assert found[["low", "best", "high"]].values.tolist() == [
        [36_000, 40_000, 44_000],
        [0.124, 0.125, 0.126],
    ]
    for name in ("low", "best", "high"):
        frame[name] = frame[name].str.replace(",", ".")
    pd.testing.assert_frame_equal(found, ps.validate(frame))

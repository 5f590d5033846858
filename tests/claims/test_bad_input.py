"""A bad file gives every fault at once, each with its place, and never another error."""

from __future__ import annotations

import contextlib
import random

import openpyxl
import pandas as pd
import pytest

import purgestats as ps

HEAD = "claim_id,measure,as_printed,claimant,source\n"
GOOD = HEAD + 'a,arrests,"1,300,000",me,notes\nb,executions,about 40 тыс.,я,архив\n'


def written(folder, content, name="claims.csv"):
    """Write bytes or text to a file and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_every_fault_of_a_file_is_reported_at_once(tmp_path):
    """Five faults in five rows: one error that lists line, column, value, rule and nearest."""
    text = (
        "claim_id,measure,period,as_printed,low,high,unit,claimant,source,stance\n"
        "a,execution,1937,10,,,,me,s,\n"
        "b,arrests,1937-13,10,,,,me,s,\n"
        "c,arrests,1937,40 percent,,,,me,s,\n"
        "d,arrests,1937,,9,5,,me,s,\n"
        "a,arrests,1937,10,,,,me,s,aserts\n"
    )
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.read_claims(written(tmp_path, text))
    found = {(error.line, error.column) for error in caught.value.errors}
    assert {(2, "measure"), (3, "period"), (5, "low"), (6, "claim_id"), (6, "stance")} <= found
    assert any(error.line == 4 for error in caught.value.errors)
    assert "nearest: executions" in str(caught.value)
    assert "asserts" in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        HEAD.encode(),
        GOOD.encode("utf-16"),
        GOOD.encode("koi8-r"),
        GOOD.encode("cp866"),
        (HEAD + "a,arrests,10,N\xe9rard,s\n").encode("latin-1"),
        b"claim_id,claim_id,measure,as_printed,claimant,source\na,b,arrests,1,me,s\n",
        (HEAD + 'a,arrests,"10,me,s\n').encode(),
        (HEAD + "a,arrests,10,me\n").encode(),
        (HEAD + "a,arrests,10,me,s,extra\n").encode(),
        (HEAD + "a,arrests,=1+1,me,s\n").encode(),
        (HEAD + "a,arrests,1\x000,me,s\n").encode(),
        (HEAD + "a,arrests,10,me\ud800,s\n").encode("utf-8", "surrogatepass"),
        (HEAD + ",arrests,10,me,s\n").encode(),
        (HEAD + "a,arrests,ten of many,me,s\n").encode(),
        b"claim_id,measure,low,high,claimant,source\na,arrests,nan,5,me,s\n",
        b"claim_id,measure,low,high,claimant,source\na,arrests,1,inf,me,s\n",
        b"claim_id,measure,low,high,claimant,source\na,arrests,1 000,5000,me,s\n",
        b"claim_id,measure,low,high,claimant,source\na,arrests,-1,5,me,s\n",
        b"claim_id,measure,low,high,claimant,source\na,arrests,1e99,1e999999999,me,s\n",
        b"claim_id,mesure,as_printed,claimant,source\na,arrests,1,me,s\n",
        b"PK\x03\x04 not a table at all \x00\x01\x02",
    ],
)
def test_bad_content_is_a_claims_error(tmp_path, content):
    """Whatever is wrong with the bytes, the error is ours and lists the faults."""
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.read_claims(written(tmp_path, content))
    assert caught.value.errors


def test_missing_file_folder_size_and_ending_are_named(tmp_path):
    """What cannot be a table is refused before it is read."""
    with pytest.raises(FileNotFoundError):
        ps.read_claims(tmp_path / "absent.csv")
    with pytest.raises(ps.ClaimErrors, match="folder"):
        ps.read_claims(tmp_path)
    with pytest.raises(ps.ClaimErrors, match="max_bytes"):
        ps.read_claims(written(tmp_path, GOOD), max_bytes=10)
    with pytest.raises(ps.ClaimErrors, match=r"\.csv"):
        ps.read_claims(written(tmp_path, GOOD, "claims.json"))


@pytest.mark.slow
def test_all_formats_and_encodings_give_the_same_claims(tmp_path):
    """CSV with a mark, CP1251, semicolons, TSV, XLSX and Parquet of one table read alike."""
    wanted = ps.read_claims(written(tmp_path, GOOD))
    frame = wanted[["claim_id", "measure", "as_printed", "claimant", "source"]]
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_csv(tmp_path / "t.tsv", sep="\t", index=False)
    frame.to_csv(tmp_path / "semicolon.csv", sep=";", index=False)
    frame.to_csv(tmp_path / "mark.csv", index=False, encoding="utf-8-sig")
    frame.to_csv(tmp_path / "old.csv", index=False, encoding="cp1251")
    for name in ("t.xlsx", "t.parquet", "t.tsv", "semicolon.csv", "mark.csv", "old.csv"):
        pd.testing.assert_frame_equal(ps.read_claims(tmp_path / name), wanted)


def test_a_decimal_comma_is_read_where_cells_are_not_parted_by_commas(tmp_path):
    """0,125 in a file of semicolons is an eighth; 40,000 there is ambiguous and refused."""
    head = "claim_id;measure;of_measure;low;high;claimant;source\n"
    read = ps.read_claims(written(tmp_path, head + "a;executions;arrests;0,125;0,5;me;s\n"))
    assert read.loc[0, ["low", "high"]].tolist() == [0.125, 0.5]
    with pytest.raises(ps.ClaimErrors, match="comma"):
        ps.read_claims(
            written(tmp_path, head.replace("of_measure;", "") + "a;arrests;40,000;;me;s\n")
        )


def test_a_full_stop_between_thousands_is_refused_where_a_comma_may_be_the_decimal_mark(tmp_path):
    """353.074 persons in a file of semicolons were three hundred and a part of one."""
    head = "claim_id;measure;low;high;claimant;source\n"
    with pytest.raises(ps.ClaimErrors, match="full stop can mean"):
        ps.read_claims(written(tmp_path, head + "a;arrests;353.074;;me;s\n"))
    read = ps.read_claims(written(tmp_path, head + "a;arrests;353.5;354.25;me;s\n"))
    assert read.loc[0, ["low", "high"]].tolist() == [353.5, 354.25]
    with pytest.raises(ps.ClaimErrors, match="write 353000 for thousands"):
        ps.read_claims(written(tmp_path, f"{head}a;arrests;353.000;;me;s\n".replace(";", ",")))
    given = head.replace("low", "of_measure;low") + "a;executions;arrests;1.375;2.5;me;s\n"
    assert ps.read_claims(written(tmp_path, given)).loc[0, "low"] == 1.375


def test_what_a_spreadsheet_made_of_a_cell_is_a_fault(tmp_path):
    """Formulas, dates and truth values in XLSX are named with their cell, never read as values."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["claim_id", "measure", "period", "as_printed", "claimant", "source"])
    sheet.append(["a", "arrests", pd.Timestamp("1937-08-01"), "=1+1", True, "s"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.read_claims(tmp_path / "t.xlsx")
    assert {error.place.cell for error in caught.value.errors} >= {"C2", "D2", "E2"}


@pytest.mark.slow
def test_damaged_files_give_faults_or_a_clean_load(tmp_path):
    """A few hundred files with random bytes changed raise nothing but our own errors."""
    rng = random.Random(0)
    frame = ps.load("arrests")
    frame.to_excel(tmp_path / "whole.xlsx", index=False)
    frame.to_csv(tmp_path / "whole.csv", index=False)
    for name, times in (("whole.csv", 150), ("whole.xlsx", 40)):
        whole = (tmp_path / name).read_bytes()
        for _ in range(times):
            damaged = bytearray(whole)
            for _ in range(rng.randint(1, 6)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            path = written(tmp_path, bytes(damaged), f"damaged{name[-5:].lstrip('e')}")
            with contextlib.suppress(ps.ClaimErrors):
                assert len(ps.read_claims(path)) > 0


def test_validating_changes_nothing():
    """A table in memory is left as it is, and faults in it are reported like a file's."""
    claims = ps.load("arrests")
    before = claims.copy()
    ps.validate(claims)
    pd.testing.assert_frame_equal(claims, before)
    with pytest.raises(ps.ClaimErrors, match="nearest: arrests"):
        ps.validate(claims.assign(measure="arests"))


def test_a_user_may_bring_terms_of_his_own(tmp_path):
    """A term that only the user's vocabulary has is accepted with it and refused without."""
    text = HEAD.replace("claimant", "place,period,claimant") + "a,arrests,10,tula,1937,me,s\n"
    path = written(tmp_path, text)
    mine = {"places": pd.DataFrame({"term": ["tula"], "broader": ["russia"]})}
    assert ps.read_claims(path, vocabulary=mine).loc[0, "place"] == "tula"
    with pytest.raises(ps.ClaimErrors, match="no such place"):
        ps.read_claims(path)

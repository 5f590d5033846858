"""An answer: every figure once, by what it rests on, and what follows by whom one trusts."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps

EXECUTED = "executions|all|all|ussr|1937/1938"
ARRESTED = "arrests|all|all|ussr|1937/1938"


def table(*rows: tuple[str, ...], **more: object) -> pd.DataFrame:
    """Claims on the executed of the two years: id, figure, who, basis, and what else."""
    columns = ["claim_id", "as_printed", "claimant", "basis"]
    frame = pd.DataFrame(rows, columns=columns).assign(measure="executions", source="a book")
    return frame.assign(**more)


def small() -> pd.DataFrame:
    """A count in three printings, a scholar since the archives opened, and an older one."""
    frame = table(
        ("paper", "681,692", "an archive", "archival"),
        ("copy", "681 692", "a report", "official"),
        ("scholar", "about 800,000", "a scholar", "scholarly"),
        ("older", "1 million", "an earlier scholar", "scholarly"),
        ("rejected", "7 million", "others", "scholarly"),
    )
    return frame.assign(
        claim_year=["", "1956", "2010", "1968", ""],
        derived_from=["none", "paper", "", "", ""],
        stance=["asserts", "asserts", "asserts", "asserts", "rejects"],
    )


def test_a_count_is_told_once_among_its_most_trusted_printings() -> None:
    """Copies share a line, with everybody who gives the count, in the kind of the original."""
    answer = ps.answer(EXECUTED, small())
    documents = answer.kinds()["documents and records"]
    assert documents["claims"].tolist() == [("paper", "copy")]
    assert documents["figure"].tolist() == ["681,692"]
    assert documents["who"].tolist() == ["an archive; a report, 1956"]


def test_figures_are_parted_by_what_they_rest_on() -> None:
    """Scholarship since 1991, earlier scholarship and what is rejected stand apart, in order."""
    answer = ps.answer(EXECUTED, small())
    assert answer.spans() == {
        "documents and records": "681,692",
        "scholarship since 1991 and official statements": "about 800,000",
        "earlier or undated scholarship and encyclopedias": "1 million",
        "surveyed or rejected": "7 million",
    }
    assert answer.headline() == ("681,692 by documents and records: an archive; a report, 1956")


def test_a_source_that_names_no_basis_is_not_taken_for_the_press_and_a_share_says_of_what() -> None:
    """An archivist who left the column blank is told so; one half is one half of something."""
    claims = table(
        ("count", "600", "A", ""), ("half", "one half", "B", ""), ("m", "500", "C", "memoir")
    )
    claims = claims.assign(of_measure=["", "arrests", ""])
    assert ps.answer(EXECUTED, claims).sentences() == [
        "Press and memoirs: 500 (C).",
        "Sources whose basis is not stated: 600 (A); one half of: arrested (B).",
    ]


def test_ranges_are_those_of_the_ledger_and_name_what_they_leave_out() -> None:
    """Each lens gives the ledger's bounds; counts outside them are set aside, by name."""
    frame = small()
    answer, ledger = ps.answer(EXECUTED, frame), ps.Ledger(frame)
    for lens, row in zip(ps.lenses(), answer.ranges.to_dict("records"), strict=True):
        bounds = ledger.bounds(EXECUTED, lens=lens).iloc[0]
        assert (row["low"], row["high"]) == (bounds["low"], bounds["high"])
        assert row["trusted first"] == lens.layers[0]
    documents, scholars, _ = answer.ranges["set aside"]
    assert "a scholar, 2010" in documents
    assert "681,692" not in documents
    assert "681,692 (an archive; a report, 1956)" in scholars
    assert "7 million" not in scholars


def test_a_share_is_set_aside_only_where_its_base_leaves_it_no_room() -> None:
    """A share is held against the bounds as so many persons, not as a number below one."""
    frame = table(
        ("all", "1,000", "an archive", "archival"),
        ("poles", "at least 480", "an archive", "archival"),
        ("half", "50 percent", "a book", "encyclopedic"),
        ("tenth", "10.5 percent", "a memoir", "memoir"),
    )
    frame = frame.assign(group=["all", *["poles"] * 3], of_group=["", "", "all", "all"])
    answer = ps.answer("executions|poles|all|ussr|1937/1938", frame)
    aside = answer.ranges["set aside"].iloc[0]
    assert "10.5 percent of: everyone (a memoir)" in aside
    assert "50 percent (a book)" not in aside


def test_figures_that_agree_are_not_said_to_differ() -> None:
    """Where nobody, or one, or each of several gives a figure that fits, none disagrees."""
    years = [("first", "300", "a", "archival"), ("other", "400", "b", "scholarly")]
    frame = table(*years, period="1937", place="ussr").assign(claim_year=["", "2010"])
    assert (
        "they do not agree, and what follows" in ps.answer(EXECUTED[:-9] + "1937", frame).how_sure()
    )
    found = ps.answer(EXECUTED, frame).how_sure()
    assert found.startswith("0 independent counts; what follows depends on whom one trusts")


def test_orders_of_trust_are_told_in_sentences_and_where_nothing_follows_that_is() -> None:
    """Each says whom one trusts; no figure far and wide sets no range."""
    said = str(ps.answer(EXECUTED, small()))
    assert "\nIf the documents are trusted first: " in said
    assert "\nIf every count is trusted alike: " in said
    nothing = ps.answer("executions|all|all|ussr|1925", small()).how_sure()
    assert nothing == "0 independent counts; nothing follows from other figures."


def test_what_is_told_beside_says_what_it_counts() -> None:
    """A figure on another quantity says in what it differs, and sets no range of its own."""
    frame = pd.concat(
        [small(), table(("part", "600,000", "a scholar", "archival"), period="1937", place="ussr")],
        ignore_index=True,
    ).fillna("")
    answer = ps.answer(EXECUTED, frame, beside=["executions|all|all|ussr|1937"])
    row = answer.figures.set_index("claims").loc[[("part",)]].iloc[0]
    assert row["counts"] == "1937"
    assert "600,000 (a scholar; 1937)" in " ".join(answer.sentences())
    assert "600,000" not in " ".join(answer.ranges["set aside"])


def test_what_follows_stands_for_what_nobody_printed() -> None:
    """Where documents give the parts alone and everybody's trust leads to one sum, it leads."""
    frame = table(
        ("first", "301", "an archive", "archival"), ("second", "52", "an archive", "archival")
    ).assign(period=["1937", "1938"], place="ussr")
    floor = table(("floor", "at least 340", "a book", "encyclopedic")).assign(
        period="1937/1938", place="ussr"
    )
    parts = [f"executions|all|all|ussr|{year}" for year in (1937, 1938)]
    answer = ps.answer(EXECUTED, pd.concat([frame, floor], ignore_index=True), beside=parts)
    assert answer.lead() == ("353", "follows from an archive, 301; an archive, 52")


def test_vague_words_are_no_end_of_a_span() -> None:
    """Words without a number are told, and are neither the least nor the greatest figure."""
    frame = table(
        ("words", "hundreds of thousands", "somebody", "archival"),
        ("low", "600,000", "another", "archival"),
        ("high", "700,000", "a third", "archival"),
    )
    answer = ps.answer(EXECUTED, frame)
    assert answer.spans() == {"documents and records": "600,000; 700,000"}
    assert "hundreds of thousands (somebody)" in answer.sentences()[0]


def test_nothing_of_a_table_is_read_as_markup() -> None:
    """Names and figures are escaped in HTML."""
    frame = table(("x", "681,692", "<b>somebody</b>", "archival"))
    html = ps.answer(EXECUTED, frame)._repr_html_()
    assert "<b>somebody" not in html
    assert "&lt;b&gt;somebody" in html


def test_nobody_said_anything() -> None:
    """A quantity without a figure is told so, with what other figures allow."""
    answer = ps.answer(ARRESTED, small())
    assert answer.headline() == "no figure"
    assert len(answer.figures) == 0
    assert len(answer.ranges) == 3


def test_of_no_claims_at_all_nothing_is_known() -> None:
    """An empty table is an answer too: no figure, and any number."""
    answer = ps.answer(ARRESTED, small().head(0))
    assert answer.headline() == "no figure"
    assert set(answer.ranges["range"]) == {"any number"}


def test_a_ledger_that_is_there_is_asked() -> None:
    """What a ledger has worked out is not worked out again: its own claims are what counts."""
    frame = small()
    without = ps.Ledger(frame).without("scholar", "older")
    answer = ps.answer(EXECUTED, frame, ledger=without)
    assert answer.ranges["range"].tolist() == ["681,692"] * 3


@pytest.mark.parametrize("name", ["executions|all|all|nowhere|1937/1938", "executions"])
def test_unknown_quantities_are_refused(name: str) -> None:
    """A term that the vocabulary does not have, or a name that is no quantity, is an error."""
    with pytest.raises(ps.PurgestatsError):
        ps.answer(name, small())

"""The way from a claim to its place, and the index of every figure in the article."""

import dataclasses
import os
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from index_checks import check_index

from purgestats.claims.datasets import catalogue
from purgestats.claims.trace.figure_index import build_index, index_csv, read_index
from purgestats.claims.trace.paragraphs import find_tokens
from purgestats.claims.trace.text_checks import check_text
from purgestats.claims.trace.trace import Trace, published_sha256, trace
from purgestats.errors import PurgestatsError, UnknownClaim

TEXT = """= Trials =

Before 1936, none were held.
In 1936, 16 were tried and all shot; 16 wrote appeals.

== After ==
About 2.5 million, of 2.5 million.
No numeral here.
On 2 July 1937 there were 3 of 5.
"""


def claim(claim_id: str, as_printed: str, locator: str, source: str = "") -> dict[str, str]:
    """Make a claim; "all" is a share of another measure."""
    return {
        "claim_id": claim_id,
        "measure": "executions",
        "of_measure": "convictions" if as_printed == "all" else "",
        "as_printed": as_printed,
        "claimant": "wikipedia",
        "source": source or "wikipedia-great-purge",
        "locator": locator,
    }


def table(*rows: dict[str, str]) -> pd.DataFrame:
    """Make a claims table."""
    return pd.DataFrame(rows, columns=list(claim("", "", "")))


CLAIMS = table(
    claim("shot", "all", "Trials, para. 2"),
    claim("arrested", "About 2.5 million", "After, para. 1"),
    claim("three", "3", "After, para. 3"),
    claim("five", "5", "After, para. 3"),
    claim("elsewhere", "16", "p. 3", source="book"),
)


@pytest.fixture
def index() -> pd.DataFrame:
    """Index of the small text, every numeral classified."""
    made = build_index(TEXT, CLAIMS)
    unknown = made["kind"] == "unclassified"
    made.loc[unknown, ["kind", "reason"]] = ["other", "not persons"]
    return made


@pytest.fixture(scope="module")
def seed() -> pd.DataFrame:
    """Index of the encyclopedia article as it is committed."""
    return read_index()


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    """All claims."""
    return catalogue.load()


class TestTheArticle:
    """The committed index, without the article's text."""

    def test_index_and_claims_account_for_each_other(
        self, seed: pd.DataFrame, claims: pd.DataFrame
    ) -> None:
        """Every statistic has a claim, every claim its place, every other numeral a reason."""
        assert check_index(seed, claims) == []

    @pytest.mark.slow
    def test_each_claim_leads_to_its_paragraph(self, claims: pd.DataFrame) -> None:
        """The trace of every claim from the article holds the numerals of its figure."""
        for row in claims[claims["source"] == "wikipedia-great-purge"].itertuples():
            way = trace(str(row.claim_id), claims)
            assert way.tokens == tuple(t.text for t in find_tokens(str(row.as_printed)))
            assert row.locator == f"{way.section}, para. {way.paragraph}"

    @pytest.mark.slow
    @pytest.mark.parametrize("column", ["token", "claim_ids", "section", "kind"])
    def test_no_row_can_be_altered(
        self, seed: pd.DataFrame, claims: pd.DataFrame, column: str
    ) -> None:
        """A change to any row of a statistic is a fault."""
        for row in seed.index[seed["kind"] == "statistic"][::11]:
            altered = seed.copy()
            altered.loc[row, column] = "ordinal" if column == "kind" else "1,234,567"
            assert check_index(altered, claims)

    @pytest.mark.slow
    def test_no_row_can_be_lost(self, seed: pd.DataFrame, claims: pd.DataFrame) -> None:
        """The absence of any row of a statistic is a fault."""
        for row in seed.index[seed["kind"] == "statistic"][::7]:
            assert check_index(seed.drop(index=row), claims)

    def test_the_index_holds_no_sentence(self, seed: pd.DataFrame) -> None:
        """No cell of the index is longer than a heading or a hash, no token than a phrase."""
        assert seed["token"].str.split().str.len().max() <= 3
        assert seed["reason"].str.split().str.len().max() <= 6

    def test_the_readme_states_the_hash(self) -> None:
        """The SHA-256 of the text stands in the README, in hexadecimal digits."""
        assert re.fullmatch("[0-9a-f]{64}", published_sha256())

    @pytest.mark.slow
    def test_rebuilding_from_the_text_gives_the_committed_index(
        self, seed: pd.DataFrame, claims: pd.DataFrame
    ) -> None:
        """Where the text is at hand, it is the indexed one, and yields the index to the byte."""
        name = os.environ.get("PURGESTATS_SEED_TEXT")
        if not name:
            pytest.skip("PURGESTATS_SEED_TEXT does not name the article's text")
        text = Path(name).read_bytes().decode("utf-8")
        assert check_text(text, seed, published_sha256()) == []
        assert index_csv(build_index(text, claims, seed)) == index_csv(seed)


class TestBuildingAnIndex:
    """From a text and claims to an index."""

    def test_numerals_are_listed_with_place_and_kind(self) -> None:
        """Years and days are recognised, a claim's numerals are statistics, the rest is open."""
        rows = build_index(TEXT, CLAIMS)
        assert list(zip(rows["token"], rows["kind"], rows["claim_ids"], strict=True)) == [
            ("1936", "year", ""),
            ("none", "unclassified", ""),
            ("1936", "year", ""),
            ("16", "unclassified", ""),
            ("all", "statistic", "shot"),
            ("16", "unclassified", ""),
            ("2.5", "statistic", "arrested"),
            ("million", "statistic", "arrested"),
            ("2.5", "unclassified", ""),
            ("million", "unclassified", ""),
            ("2", "date", ""),
            ("1937", "year", ""),
            ("3", "statistic", "three"),
            ("5", "statistic", "five"),
        ]
        assert rows["ordinal"].tolist() == [1, 2, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]

    def test_earlier_decisions_are_kept(self, index: pd.DataFrame) -> None:
        """Rebuilding from the same text and claims changes nothing."""
        pd.testing.assert_frame_equal(build_index(TEXT, CLAIMS, index), index)

    def test_a_changed_paragraph_is_to_be_classified_again(self, index: pd.DataFrame) -> None:
        """Decisions hold for a paragraph's very words only."""
        again = build_index(TEXT.replace("none were", "none was"), CLAIMS, index)
        assert again.loc[again["token"] == "none", "kind"].tolist() == ["unclassified"]

    def test_a_figure_printed_twice_waits_for_a_decision(self, index: pd.DataFrame) -> None:
        """Neither place is guessed; the one that an earlier index names is kept."""
        both = pd.concat([CLAIMS, table(claim("tried", "16", "Trials, para. 2"))])
        open_index = build_index(TEXT, both)
        assert "tried" not in set(open_index["claim_ids"])
        assert any("stand there 2 times" in fault for fault in check_index(open_index, both))
        sixteens = index.index[index["token"] == "16"]
        index.loc[sixteens[1], ["kind", "reason", "claim_ids"]] = ["statistic", "", "tried"]
        decided = build_index(TEXT, both, index)
        assert decided.loc[sixteens, "claim_ids"].tolist() == ["", "tried"]

    def test_a_place_ruled_out_leaves_the_other(self, index: pd.DataFrame) -> None:
        """Of two places, one classified as no statistic is not taken."""
        both = pd.concat([CLAIMS, table(claim("tried", "16", "Trials, para. 2"))])
        sixteens = index.index[index["token"] == "16"]
        index.loc[sixteens[0], ["kind", "reason"]] = ["unclassified", ""]
        decided = build_index(TEXT, both, index)
        assert decided.loc[sixteens, "claim_ids"].tolist() == ["tried", ""]

    def test_the_words_around_the_numerals_must_stand_there_too(self) -> None:
        """A hedge that the paragraph does not print keeps a claim from being linked."""
        hedged = table(claim("shot", "about all", "Trials, para. 2"))
        assert "shot" not in set(build_index(TEXT, hedged)["claim_ids"])

    def test_claims_share_numerals(self) -> None:
        """A numeral of two claims names both, in alphabetical order."""
        both = table(
            claim("sentenced", "all", "Trials, para. 2"), claim("died", "all", "Trials, para. 2")
        )
        assert "died;sentenced" in set(build_index(TEXT, both)["claim_ids"])

    def test_an_index_survives_a_file(self, index: pd.DataFrame, tmp_path: Path) -> None:
        """What is written is read back the same, a blank cell as blank."""
        (tmp_path / "figures.csv").write_text(index_csv(index), encoding="utf-8")
        pd.testing.assert_frame_equal(read_index(tmp_path / "figures.csv"), index)

    @pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\udcff", "section\n\x00"])
    def test_what_is_no_index_is_refused(self, content: str, tmp_path: Path) -> None:
        """Another file is refused in one sentence, not by a dependency's error."""
        file = tmp_path / "figures.csv"
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
        with pytest.raises(PurgestatsError, match="index of figures"):
            read_index(file)


def set_cell(token: str, column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Make a change to one cell in the first row with a token."""

    def change(index: pd.DataFrame) -> pd.DataFrame:
        row = index.index[index["token"] == token][0]
        return index.assign(**{column: index[column].where(index.index != row, value)})

    return change


class TestCheckingAnIndex:
    """Faults between an index and claims, found without any text."""

    def test_a_whole_index_has_no_fault(self, index: pd.DataFrame) -> None:
        """The small index and its claims agree."""
        assert check_index(index, CLAIMS) == []

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (set_cell("none", "kind", "unclassified"), "para. 1 (ordinal 2) is not classified"),
            (set_cell("none", "kind", "guess"), "is of kind 'guess'"),
            (set_cell("none", "kind", "statistic"), "is a statistic without a claim"),
            (set_cell("none", "reason", " "), "but not why"),
            (set_cell("none", "claim_ids", "shot"), "but is classified as other"),
            (set_cell("none", "claim_ids", "shot"), "whose locator is Trials, para. 2"),
            (set_cell("none", "claim_ids", "nobody"), "is no claim from this source"),
            (set_cell("all", "reason", "why"), "is a statistic, and needs no reason"),
            (set_cell("none", "token", "a none"), "is not one numeral"),
            (set_cell("none", "ordinal", 3), "should have ordinal 2"),
            (set_cell("none", "paragraph_sha256", "0" * 64), "another paragraph hash"),
            (set_cell("3", "token", "4"), "'3' does not stand in After, para. 3"),
            (set_cell("3", "claim_ids", ""), "stand there once"),
            (set_cell("2.5", "claim_ids", ""), "do not read 'About 2.5 million'"),
        ],
    )  # fmt: skip
    def test_each_fault_is_named(
        self, index: pd.DataFrame, change: Callable[[pd.DataFrame], pd.DataFrame], fault: str
    ) -> None:
        """One altered cell gives a sentence that says what is wrong."""
        assert any(fault in sentence for sentence in check_index(change(index), CLAIMS))

    @pytest.mark.parametrize(
        ("extra", "fault"),
        [
            (claim("new", "16", "page 3"), "not of the form 'SECTION, para. N'"),
            (claim("new", "16", "Trials, para. 0"), "not of the form 'SECTION, para. N'"),
            (claim("new", "several", "Trials, para. 2"), "no numeral that could be found"),
            (claim("new", "17", "Trials, para. 2"), "'17' does not stand in Trials, para. 2"),
            (claim("new", "16", "Trials, para. 9"), "'16' does not stand in Trials, para. 9"),
            (claim("new", "3 of 5", "After, para. 3"), "stand there once"),
        ],
    )
    def test_a_claim_without_its_place_is_named(
        self, index: pd.DataFrame, extra: dict[str, str], fault: str
    ) -> None:
        """A claim more than the index knows gives a sentence that says what is missing."""
        faults = check_index(index, pd.concat([CLAIMS, table(extra)]))
        assert len(faults) == 1
        assert fault in faults[0]
        assert faults[0].startswith("Claim new: ")

    def test_a_statistic_that_lost_its_claim_is_named(self, index: pd.DataFrame) -> None:
        """Taking a claim away leaves its numerals naming nothing."""
        faults = check_index(index, CLAIMS[CLAIMS["claim_id"] != "arrested"])
        assert [fault.split(" names ")[0] for fault in faults] == [
            "'2.5' in After, para. 1 (ordinal 1)",
            "'million' in After, para. 1 (ordinal 2)",
        ]


class TestCheckingAText:
    """How a text differs from the indexed one."""

    def test_the_indexed_text_has_no_difference(self, index: pd.DataFrame) -> None:
        """The text itself agrees, and so does a copy stored another way."""
        assert check_text(TEXT, index) == []
        assert check_text("\ufeff" + TEXT.replace("\n", "\r\n"), index) == []

    @pytest.mark.parametrize(
        ("before", "after", "faults"),
        [
            ("3 of 5", "4 of 5", ["After, para. 3 has changed: '3' became '4'."]),
            ("3 of 5", "5", ["After, para. 3 has changed: '3' is gone."]),
            ("3 of 5", "1, 3 of 5", ["After, para. 3 has changed: '1' is new."]),
            ("were held", "took place", [
                "Trials, para. 1 has changed: its words, not its figures.",
            ]),
            ("No numeral here.\n", "", ["After, para. 3 now stands at After, para. 2."]),
            ("No numeral here.", "Some 9.", ["After, para. 2 is new; its figures are '9'."]),
            ("About 2.5 million, of 2.5 million.\n", "", [
                "After, para. 3 now stands at After, para. 2.",
                "After, para. 1 is missing; its figures were '2.5', 'million', '2.5', 'million'.",
            ]),
            ("== After ==\n", "== After ==\nFirst 7.\n", [
                "After, para. 1 now stands at After, para. 2.",
                "After, para. 3 now stands at After, para. 4.",
                "After, para. 1 is new; its figures are 'First', '7'.",
            ]),
            ("No numeral here.\nOn 2 July 1937 there were 3", "On 2 July 1937 there were 4", [
                "After, para. 3 has changed and stands at After, para. 2: '3' became '4'.",
            ]),
        ],
    )  # fmt: skip
    def test_each_difference_is_named(
        self, index: pd.DataFrame, before: str, after: str, faults: list[str]
    ) -> None:
        """Changed digits, removed, added and moved paragraphs are told apart."""
        assert check_text(TEXT.replace(before, after), index) == faults

    def test_swapped_paragraphs_have_moved(self, index: pd.DataFrame) -> None:
        """A paragraph that stands elsewhere word for word is moved, not lost and new."""
        one, two = TEXT.splitlines()[2:4]
        swapped = TEXT.replace(f"{one}\n{two}", f"{two}\n{one}")
        assert sorted(check_text(swapped, index)) == [
            "Trials, para. 1 now stands at Trials, para. 2.",
            "Trials, para. 2 now stands at Trials, para. 1.",
        ]

    def test_the_hash_tells_what_the_figures_do_not(self, index: pd.DataFrame) -> None:
        """A change outside the paragraphs with figures shows in the SHA-256 of the text."""
        faults = check_text(TEXT.replace("numeral", "figure"), index, "0" * 64)
        assert len(faults) == 1
        assert "outside the paragraphs with figures" in faults[0]

    def test_another_text_differs_without_a_word_of_it(self, index: pd.DataFrame) -> None:
        """Differences quote numerals and headings, no other word of either text."""
        faults = " ".join(check_text("== New ==\nPrivate words about 12 others.", index))
        assert "New, para. 1 is new; its figures are '12'." in faults
        assert "rivate" not in faults
        assert "tried" not in faults


class TestTracing:
    """From a claim to its place."""

    def test_the_way_holds_place_and_neighbours(self, index: pd.DataFrame) -> None:
        """Section, paragraph, hash, the figure's numerals and those beside them are given."""
        way = trace("three", CLAIMS, index)
        assert (way.section, way.paragraph, way.tokens) == ("After", 3, ("3",))
        assert (way.before, way.after) == (("2", "1937"), ("5",))
        assert way.paragraph_sha256 in set(index["paragraph_sha256"])
        assert "2 · 1937 · [3] · 5" in str(way)

    def test_a_claim_from_elsewhere_has_its_locator_only(self, index: pd.DataFrame) -> None:
        """A source without an index gives what the claim itself says."""
        way = trace("elsewhere", CLAIMS, index)
        assert way == Trace("elsewhere", "16", "wikipedia", "book", "p. 3")
        assert "p. 3 (not in the index of figures)" in str(way)

    def test_an_unknown_claim_is_refused_with_the_nearest(self, index: pd.DataFrame) -> None:
        """A slip in an id is answered with the ids it may stand for."""
        with pytest.raises(UnknownClaim, match="arrested"):
            trace("arrestd", CLAIMS, index)

    def test_a_way_cannot_be_altered_and_becomes_a_table(self, index: pd.DataFrame) -> None:
        """Ways are frozen; their tables of one row concatenate."""
        ways = [trace(claim_id, CLAIMS, index) for claim_id in CLAIMS["claim_id"]]
        with pytest.raises(dataclasses.FrozenInstanceError):
            ways[0].section = ""  # type: ignore[misc]
        frame = pd.concat([way.to_frame() for way in ways], ignore_index=True)
        assert frame["claim_id"].tolist() == CLAIMS["claim_id"].tolist()
        assert frame["tokens"].tolist() == ["all", "2.5 · million", "3", "5", ""]
        assert frame["paragraph"].isna().tolist() == [False, False, False, False, True]

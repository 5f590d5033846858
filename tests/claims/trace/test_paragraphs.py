"""Paragraphs of an article, and years and dates among their numerals."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.claims.trace.paragraphs import calendar_kinds, find_tokens, read_paragraphs

LINES = ("= A =", "== B ==", "==B==", "=== B ===", "== B (2) ==", "text 1", "  ", "==", "= =", "=x")


def places(text: str) -> list[tuple[str, int]]:
    """List where a text's paragraphs stand."""
    return [(p.section, p.number) for p in read_paragraphs(text)]


def kinds(text: str) -> list[str]:
    """List what the calendar says of a text's numerals."""
    return list(calendar_kinds(text, find_tokens(text)))


def test_paragraphs_are_counted_within_their_section() -> None:
    """Every non-empty line that is no heading is a paragraph, list items included."""
    text = "= Top =\n\nInfobox\n- Date: 1937\n\n==Next==\nOne.\n \n===Sub===\n- item\n"
    assert places(text) == [("Top", 1), ("Top", 2), ("Next", 1), ("Sub", 1)]


def test_the_level_of_a_heading_is_that_of_its_shorter_side() -> None:
    """One sign too many on a side belongs to the title."""
    assert places("==A=\nx\n=B==\nx") == [("=A", 1), ("B=", 1)]


def test_text_before_any_heading_belongs_to_the_lead() -> None:
    """What stands before the first heading has the article's name as its section."""
    assert places("Before.\n= Great Purge =\nAfter.") == [
        ("Great Purge", 1),
        ("Great Purge (2)", 1),
    ]


def test_sections_of_one_name_are_told_apart() -> None:
    """Headings that occur twice are qualified by their parents, then by a number."""
    text = "==A==\n===N===\nx\n==B==\n===N===\nx\n===N===\nx\n==C==\nx"
    assert [section for section, _ in places(text)] == ["A > N", "B > N", "B > N (2)", "C"]


@pytest.mark.slow
@given(st.lists(st.sampled_from(LINES)).map("\n".join))
def test_no_two_paragraphs_share_a_place(text: str) -> None:
    """Section and number name one paragraph, whatever the headings."""
    found = places(text)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("line", ["==", "= =", "=x", "x=", "=xyz", "xyz=", "======="])
def test_lines_that_are_no_headings_are_paragraphs(line: str) -> None:
    """Equals signs make a heading only when they stand on both sides of a title."""
    assert len(places(line)) == 1


def test_the_way_a_file_is_stored_makes_no_difference() -> None:
    """Byte order mark, line ends, normal form and outer spaces change no paragraph's hash."""
    text = "== Émigrés ==\nDeux é.\nTrois."
    stored = "\ufeff" + unicodedata.normalize("NFD", text).replace("\n", " \r\n") + "\r"
    assert read_paragraphs(stored) == read_paragraphs(text)
    assert read_paragraphs(text)[0].sha256 == hashlib.sha256("Deux é.".encode()).hexdigest()


def test_only_line_ends_part_paragraphs() -> None:
    """Form feeds and line separators stand inside a paragraph."""
    assert len(places("a\x0cb\u2028c\x85d")) == 1


def test_a_paragraph_does_not_print_its_words() -> None:
    """The repr of a paragraph holds its place and no word of it."""
    assert repr(read_paragraphs("secret")) == "(Paragraph(section='Great Purge', number=1),)"


def test_headings_lose_their_control_characters() -> None:
    """A heading cannot send an escape sequence to a terminal."""
    assert places("==\x1b[31mRed==\nx") == [("[31mRed", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 1937–38", ["year", "year"]),
        ("the 1930s–50s", ["year", "year"]),
        ("the Year of '37", ["year"]),
        ("On 19 August 1936", ["date", "year"]),
        ("August 19, 1936", ["date", "year"]),
        ("the 2nd of July", ["date"]),
        ("1,937 people", [""]),
        ("58-14", ["", ""]),
        ("35 Marchers", [""]),
        ("16 of 21", ["", ""]),
    ],
)
def test_years_and_days_are_recognised(text: str, expected: list[str]) -> None:
    """Years, the short end of a span and days beside a month are told from other numerals."""
    assert kinds(text) == expected


def test_lone_surrogates_have_a_hash() -> None:
    """A text that no file can hold still does not fail."""
    assert len(read_paragraphs("\ud800")[0].sha256) == 64

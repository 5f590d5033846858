"""What counts as a printed numeral."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from purgestats.claims.trace.paragraphs import Token, find_tokens

PIECES = (
    *("681,692", "2.5", "00447", "1937–38", "58-14", "1930s", "37-й", "30–50-х", "20th", "2½"),
    *("eighty-five", "One hundred forty-one", "Twenty-First", "two-thirds", "tens of thousands"),
    *("all", "None", "no one", "most", "mostly", "the same number", "the  same", "double"),
    *("десять лет", "й", "\u0301", "é", " ", "\u00a0", "\n", "-", "–", ",", ".", "x", "Ⅷ", "٣"),
)
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))


def printed(text: str) -> list[str]:
    """List a text's numerals as printed."""
    return [token.text for token in find_tokens(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("681,692. in addition", ["681,692"]),
        ("2.5 million", ["2.5", "million"]),
        ("Order No. 00447", ["00447"]),
        ("1937–38 and 1937-1938", ["1937", "38", "1937", "1938"]),
        ("Article 58-14", ["58", "14"]),
        ("'37 (37-й год), 30–50-х годов, 1930s–50s", ["37", "37-й", "30", "50-х", "1930s", "50s"]),
        ("the 20th Congress", ["20th"]),
        ("681\u00a0692 and 681\u202f692", ["681\u00a0692", "681\u202f692"]),
        ("1937 200", ["1937", "200"]),
        ("about 2½ or ½", ["2½", "½"]),
        ("Eighty-five of one hundred forty-one", ["Eighty-five", "one", "hundred", "forty-one"]),
        ("Twenty-One, the twenty-first", ["Twenty-One", "twenty-first"]),
        ("nearly one third, two-thirds, a quarter", ["one", "third", "two", "thirds", "quarter"]),
        ("Tens of thousands, several dozen", ["Tens", "thousands", "dozen"]),
        ("zero, twice, double; half", ["zero", "twice", "double", "half"]),
        ("All, none, No one, most, mostly", ["All", "none", "No one", "most", "mostly"]),
        ("the same number of the same", ["the same number"]),
        ("десять лет", ["десять"]),
        ("a two-man board, half-day-long", ["two", "half"]),
    ],
)
def test_numerals_are_found_as_printed(text: str, tokens: list[str]) -> None:
    """Digits, endings, number words and shares are tokens, in the case they are printed in."""
    assert printed(text) == tokens


@pytest.mark.parametrize(
    "text",
    [
        *("", "overall", "almost", "nonetheless", "someone", "headquarters", "fourteens", "often"),
        *("seconds", "firstly", "secondary", "World War II", "once", "several", "many", "percent"),
    ],
)
def test_words_that_only_look_like_numerals_are_left_out(text: str) -> None:
    """A numeral inside a longer word, a Roman numeral and a vague word are no tokens."""
    assert printed(text) == []


@pytest.mark.parametrize("kind", ["cardinal", "ordinal"])
@pytest.mark.parametrize("number", [*range(1, 101), 200, 345, 1_000, 40_012, 2_000_000])
def test_every_number_written_out_is_covered(number: int, kind: str) -> None:
    """Nothing but joining words is left of a number that num2words writes out in English."""
    words = num2words(number, to=kind)
    rest = words
    for token in printed(words):
        rest = rest.replace(token, "", 1)
    assert rest.replace("and", "").strip(" ,-") == ""
    assert printed(words)


@pytest.mark.slow
@given(texts)
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    """Tokens are substrings at their offsets, in order, and do not overlap."""
    composed = unicodedata.normalize("NFC", text)
    end = 0
    for token in find_tokens(text):
        assert end <= token.start < token.end
        assert composed[token.start : token.end] == token.text
        end = token.end


@given(texts)
def test_a_token_by_itself_is_the_same_token(text: str) -> None:
    """Finding tokens in a token gives it back whole."""
    for token in find_tokens(text):
        assert find_tokens(token.text) == (Token(0, len(token.text), token.text),)


@given(texts)
def test_digits_are_never_overlooked(text: str) -> None:
    """Every decimal digit of a text belongs to a token."""
    composed = unicodedata.normalize("NFC", text)
    covered = {i for token in find_tokens(text) for i in range(token.start, token.end)}
    assert all(i in covered for i, c in enumerate(composed) if c.isdecimal())


@pytest.mark.slow
@given(texts)
def test_the_normal_form_makes_no_difference(text: str) -> None:
    """Composed and decomposed spellings of a text give the same tokens."""
    assert printed(unicodedata.normalize("NFD", text)) == printed(
        unicodedata.normalize("NFC", text)
    )


def test_accents_keep_a_word_from_being_a_numeral() -> None:
    """A combining mark after a number word makes it another word, composed or not."""
    assert printed("oné") == printed("one\u0301") == printed("one\u0332") == []

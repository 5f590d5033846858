"""A text file is read in the encoding it is in, or refused; letters never come out as others."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.claims.files.delimited import decode
from purgestats.errors import ClaimErrors

HEAD = "claim_id,measure,as_printed,claimant,source,note\n"
RUSSIAN = [
    "a,arrests,около 40 тыс.,Молотов,архив,со слов комиссии",
    "b,executions,не менее 100 тыс.,Снайдер,книга,приговоры троек",
    "c,deaths,свыше 1 млн,Історик,збірник,у таборах і в'язницях",
]
LOWER = "a,arrests,10,кто-то,газета,без указания источника\n"
UPPER = "a,arrests,10,НКВД,РГАНИ,ИСТОЧНИК НЕ УКАЗАН\n"
OTHERS = [
    "koi8-r",
    "koi8-u",
    "cp866",
    "iso8859-5",
    "mac-cyrillic",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
]


@pytest.mark.parametrize("row", RUSSIAN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_utf8_and_cp1251_are_read(row: str, encoding: str) -> None:
    """Russian and Ukrainian come out letter for letter, with or without a mark."""
    text = f"{HEAD}{row}\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [*RUSSIAN, LOWER, UPPER])
@pytest.mark.parametrize("encoding", OTHERS)
def test_other_encodings_are_refused(text: str, encoding: str) -> None:
    """Another Cyrillic encoding is never taken for CP1251, whatever the case of its letters."""
    content = (HEAD + text).encode(encoding, "replace")
    with pytest.raises(ClaimErrors, match="CSV UTF-8"):
        decode(content)


@pytest.mark.parametrize(
    "text",
    ["Nérard", "voir à Moscou", "é", "ÉTÉ", "681,692¹", "Š. Petrov", "£ 5", "naïve", "à é è ç"],
)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_letters_do_not_turn_into_russian_ones(text: str, encoding: str) -> None:
    """An accent in a Western encoding is refused, even where it stands alone."""
    with contextlib.suppress(UnicodeEncodeError), pytest.raises(ClaimErrors):
        decode((HEAD + text).encode(encoding))


def test_punctuation_that_both_encodings_share_is_read() -> None:
    """Dashes and quotation marks are the same bytes in CP1251 and CP1252."""
    text = f"{HEAD}a,arrests,5–6,me,“notes”,\n"
    assert decode(text.encode("cp1252")) == text


def test_the_first_bad_line_is_named() -> None:
    """Broken UTF-8 is reported with the line of the first such byte."""
    with pytest.raises(ClaimErrors) as caught:
        decode(b"a\nb\nc \xff\xff\n")
    assert [error.line for error in caught.value.errors] == [3]


def test_broken_utf8_is_not_taken_for_cp1251() -> None:
    """One wrong byte in a Russian UTF-8 file does not turn the rest into nonsense."""
    content = (HEAD + "\n".join(RUSSIAN)).encode()
    for place in range(len(HEAD), len(content), 7):
        damaged = content[:place] + b"\xff" + content[place + 1 :]
        with pytest.raises(ClaimErrors):
            decode(damaged)


def test_halves_of_characters_are_refused() -> None:
    """Surrogates written as UTF-8 are no text."""
    with pytest.raises(ClaimErrors):
        decode("a \ud800 b".encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No other error comes out, and what is read holds as many ASCII characters as the bytes."""
    try:
        text = decode(content)
    except ClaimErrors:
        return
    assert sum(char.isascii() for char in text) == sum(byte < 128 for byte in content)


def test_russian_words_in_random_order_are_told_apart_by_encoding() -> None:
    """Over many short texts: CP1251 comes back as it was or is refused, the others are refused."""
    rng = random.Random(1)
    words = " ".join([*RUSSIAN, LOWER]).replace(",", " ").split()
    cyrillic = [word for word in words if not word.isascii()]
    for _ in range(300):
        text = " ".join(rng.choices(cyrillic, k=rng.randint(3, 12)))
        with contextlib.suppress(ClaimErrors):
            assert decode(text.encode("cp1251")) == text
        for encoding in ("koi8-u", "cp866", "iso8859-5"):
            with pytest.raises(ClaimErrors):
                decode(text.encode(encoding, "replace"))

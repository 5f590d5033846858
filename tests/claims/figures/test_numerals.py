"""Numbers in digits and words become exact values, or are refused; none is read as another."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purgestats.claims.figures.digits import digits_value
from purgestats.claims.figures.language import language, languages
from purgestats.claims.figures.reading import read_figure
from purgestats.claims.figures.tokens import FRACTIONS, tokens
from purgestats.errors import FigureError

EXACT = "strict"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1½ million", 1_500_000),
        ("1½", Fraction(3, 2)),
        ("⅓", Fraction(1, 3)),
        ("⅛", Fraction(1, 8)),
        ("2⅛", Fraction(17, 8)),
        (".5 percent", Fraction(5, 1000)),
        ("half percent", Fraction(5, 1000)),
        ("a third per cent", Fraction(1, 300)),
        ("half a percent", Fraction(5, 1000)),
        ("one third of a per cent", Fraction(1, 300)),  # not a third of the whole
        ("a quarter of one percent", Fraction(25, 10_000)),
        ("2-1/2 million", 2_500_000),
        ("0,125", Fraction(125, 1000)),
        ("two and a half million", 2_500_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("полмиллиона", 500_000),
        ("полтора миллиона", 1_500_000),
        ("половину миллиона", 500_000),
        ("треть", Fraction(1, 3)),
        ("третью часть", Fraction(1, 3)),
        ("три четверти", Fraction(3, 4)),
        ("две пятых", Fraction(2, 5)),
        ("two thirds", Fraction(2, 3)),
        ("doscientos noventa y nueve", 299),
        ("deux cent quatre-vingt-dix-neuf", 299),
        ("ein hundert neunundneunzig", 199),
        ("2/3", Fraction(2, 3)),
        ("one in ten", Fraction(1, 10)),
        ("twelve hundred", 1_200),
        ("сорока тысяч", 40_000),
        ("двухсот", 200),
        ("twice", 2),
        ("в три раза", 3),
        ("tenfold", 10),
        ("681 692", 681_692),
        ("１２３", 123),
        ("1'234'567", 1_234_567),
    ],
)
def test_numbers_in_every_form_are_read(text: str, value: Fraction | int) -> None:
    """Signs, words, cases and separators of both languages lead to one exact value."""
    assert read_figure(text, EXACT).best == value


@pytest.mark.parametrize(
    "text",
    [
        "681,692²",  # a footnote mark, not a further digit
        "700¹",
        "5①",
        "1 and 1/8",
        "20 zero",
        "five zero",
        "5 five",
        "two hundred three hundred",
        "two million thousand",
        "half a million three hundred thousand",
        "1,2,3",
        "1,234.567",
        "1.234,567",
        "5,000 people, 3 per cent",
        "1,,000",
        "1_000",
        "1e5",
        "-5",
        "40,\u200b000",
        "፩",
        "1 in 0",
        "1/0",
    ],
)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    """A mark, a stray sign or a second number is an error; nothing is passed over."""
    with pytest.raises(FigureError):
        read_figure(text)


@pytest.mark.parametrize("text", ["1" + ",000" * 2000, "9" * 5000, "one " * 60])
def test_a_phrase_too_long_is_refused(text: str) -> None:
    """Length is looked at before anything is computed."""
    with pytest.raises(FigureError, match="at most 200"):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,345 млн", 12_345_000),
        ("12,345 million", 12_345_000_000),
        ("1,370 тыс.", 1_370),
        ("12,345 процентов", Fraction(12345, 100_000)),
        ("1.234 million", 1_234_000),
        ("1.234 percent", Fraction(1234, 100_000)),
        ("681,692", 681_692),
    ],
)
def test_a_comma_before_three_digits_is_read_by_its_language(text: str, value: Fraction) -> None:
    """Before a Russian word it is the decimal mark; otherwise it marks thousands."""
    assert read_figure(text, EXACT).best == value


@pytest.mark.parametrize("text", ["12,345 %", "12,345 percent", "681.692"])
def test_a_mark_that_can_mean_two_things_is_refused(text: str) -> None:
    """A thousandfold difference is not guessed at; the message says how to write it."""
    with pytest.raises(FigureError, match="can mean a decimal or thousands"):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("two to three and a half million", 2_000_000, 3_500_000),
        ("five hundred to seven hundred thousand", 500_000, 700_000),
        ("fifty to one hundred and fifty thousand", 50_000, 150_000),
        ("two million to two million five hundred thousand", 2_000_000, 2_500_000),
        ("5 thousand to 6 million", 5_000, 6_000_000),
        ("950,000 to 1.2 million", 950_000, 1_200_000),
        ("one to two thirds", Fraction(1, 3), Fraction(2, 3)),
        ("a third to a half", Fraction(1, 3), Fraction(1, 2)),
        ("в 2-3 раза", 2, 3),
        ("5 to 10 people", 5, 10),
        ("between one and two million", 1_000_000, 2_000_000),
        ("между 7 и 8 тыс.", 7_000, 8_000),
        ("100–200 тыс.", 100_000, 200_000),
    ],
)
def test_a_range_shares_only_the_scale_that_fits_both_ends(
    text: str, low: Fraction | int, high: Fraction | int
) -> None:
    """A scale after the second number multiplies the first where that is what it says."""
    figure = read_figure(text)
    assert (figure.low, figure.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("thousands", 1_000),
        ("тысячами", 1_000),
        ("сотни тысяч", 100_000),
        ("десятках тысяч", 10_000),
        ("several hundred", 100),
        ("a few thousand", 1_000),
        ("несколько тысяч", 1_000),
        ("миллионы", 1_000_000),
    ],
)
def test_vague_plurals_are_decades(text: str, low: int) -> None:
    """A plural without a number reaches from its magnitude to ten times that, without a best."""
    figure = read_figure(text)
    assert (figure.low, figure.best, figure.high) == (low, None, 10 * low)


@pytest.mark.parametrize("one", languages(), ids=lambda one: one.code)
def test_number_words_cover_every_language(one) -> None:
    """Every number below a hundred, spelled by num2words, has its value in each language."""
    spelled = {value for words, value in one.tables["numbers"].items()}
    assert {*range(21), *range(30, 100, 10)} <= spelled


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(st.integers(0, 10**12), st.sampled_from([",", " ", "\u00a0", "\u202f", "'"]))
def test_digits_with_any_separator_read_back(value: int, mark: str) -> None:
    """A number grouped by thousands reads back as itself, whatever groups it."""
    text = f"{value:,}".replace(",", mark)
    assert read_figure(text, EXACT).best == value


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from(".,"))
def test_decimals_read_back(whole: int, places: int, mark: str) -> None:
    """Digits after a mark are decimals, unless three of them could be thousands."""
    decimals = "7" * places
    token = f"{whole}{mark}{decimals}"
    if places == 3 and 0 < whole < 1000:
        return
    value, shown = digits_value(token, language("en"), "scale")
    assert (value, shown) == (Fraction(f"{whole}.{decimals}"), places)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 2)
@given(st.text(max_size=40))
def test_tokens_lose_no_digit(text: str) -> None:
    """Whatever the text, every digit of it is in a token, or the text is refused."""
    try:
        found = tokens(text)
    except FigureError:
        return
    kept = sum(2 if token in FRACTIONS else sum(map(str.isdecimal, token)) for token in found)
    assert kept >= sum(char.isdecimal() for char in text)

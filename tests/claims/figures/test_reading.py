"""A printed figure is read as what it commits its author to, under a stated policy."""

from __future__ import annotations

import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from purgestats.claims.figures.numerals import numeral
from purgestats.claims.figures.reading import MOST_READ, POLICIES, read_figure
from purgestats.errors import FigureError, InvalidChoice

READ = [
    ("681,692", 681692, 681692, 681692),
    ("681 692", 681692, 681692, 681692),
    ("1.2 million", 1150000, 1200000, 1250000),
    ("1,2 млн", 1150000, 1200000, 1250000),
    ("40 тыс.", 38000, 40000, 42000),
    ("2.5 million", 2450000, 2500000, 2550000),
    ("12.5 percent", Fraction(124, 1000), Fraction(1, 8), Fraction(126, 1000)),
    ("12,5 %", Fraction(124, 1000), Fraction(1, 8), Fraction(126, 1000)),
    ("36 percent", Fraction(35, 100), Fraction(36, 100), Fraction(37, 100)),
    ("eighty-five percent", Fraction(825, 1000), Fraction(85, 100), Fraction(875, 1000)),
    ("one third", Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
    ("half", Fraction(1, 2), Fraction(1, 2), Fraction(1, 2)),
    ("a quarter", Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)),
    ("950,000 to 1.2 million", 950000, None, 1200000),
    ("7-8 thousand", 7000, None, 8000),
    ("от 7 до 8 тыс.", 7000, None, 8000),
    ("25 to 50 percent", Fraction(1, 4), None, Fraction(1, 2)),
    ("at least 100,000", 100000, None, None),
    ("не менее 100 тыс.", 100000, None, None),
    ("more than 20,000", 20000, None, None),
    ("свыше 20 тысяч", 20000, None, None),
    ("up to 200,000", None, None, 200000),
    ("до 200 тыс.", None, None, 200000),
    ("less than 0.5 percent", None, None, Fraction(5, 1000)),
    ("about 40,000", 36000, 40000, 44000),
    ("около 40 тысяч", 36000, 40000, 44000),
    ("around 90 percent", Fraction(81, 100), Fraction(9, 10), Fraction(99, 100)),
    ("nearly one third", Fraction(3, 10), Fraction(1, 3), Fraction(1, 3)),
    ("почти 20 %", Fraction(18, 100), Fraction(1, 5), Fraction(1, 5)),
    ("over half", Fraction(1, 2), None, None),
    ("thousands", 1000, None, 10000),
    ("tens of thousands", 10000, None, 100000),
    ("hundreds of thousands", 100000, None, 1000000),
    ("at least three times", 3, None, None),
    ("Two thousand", 1900, 2000, 2100),
    ("One hundred forty-one", 141, 141, 141),
    ("all 16", 16, 16, 16),
]


@pytest.mark.parametrize(("text", "low", "best", "high"), READ)
def test_the_phrases_of_the_design_are_read(text, low, best, high):
    """Low, best and high are exact, and None where the figure sets no bound."""
    figure = read_figure(text)
    assert (figure.low, figure.best, figure.high) == (low, best, high)


@pytest.mark.parametrize(
    ("text", "strict", "printed", "generous"),
    [
        ("700,000", (700000, 700000), (665000, 735000), (650000, 750000)),
        ("about 1,000", (950, 1050), (900, 1100), (800, 1200)),
        ("nearly 1,000", (950, 1000), (900, 1000), (800, 1000)),
        (
            "36 percent",
            (Fraction(355, 1000), Fraction(365, 1000)),
            (Fraction(35, 100), Fraction(37, 100)),
            (Fraction(34, 100), Fraction(38, 100)),
        ),
        (
            "50 percent",
            (Fraction(495, 1000), Fraction(505, 1000)),
            (Fraction(475, 1000), Fraction(525, 1000)),
            (Fraction(45, 100), Fraction(55, 100)),
        ),
    ],
)
def test_the_three_policies_are_as_wide_as_stated(text, strict, printed, generous):
    """Each policy leaves exactly the room that its table gives."""
    for name, ends in zip(POLICIES, (strict, printed, generous), strict=True):
        figure = read_figure(text, name)
        assert (figure.low, figure.high) == ends


#: What several languages have in common, again and again: as many ways to read it as there are
#: languages, once for each sign.
SHARED_SIGNS = "[3 " + "a + " * 18


@pytest.mark.parametrize(
    "text",
    [
        SHARED_SIGNS,
        "",
        "foo",
        "13 of 15",
        "98 of 139",
        "12,34,567",
        "681.692",
        "1938 to 37",
        "five two",
    ],
)
def test_what_is_not_one_figure_is_refused(text):
    """The error names the phrase and nothing is guessed."""
    with pytest.raises(FigureError) as caught:
        read_figure(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("unit", ["[3 + a % ", "3 + a % ) ", "y ", "- % "])
def test_a_hostile_phrase_costs_few_attempts(unit, monkeypatch):
    """Ends of ranges and hedges that repeat are not read thousands of times."""
    attempts = []

    def counted(words, language):
        attempts.append(words)
        return numeral(words, language)

    monkeypatch.setattr("purgestats.claims.figures.ranges.numeral", counted)
    with pytest.raises(FigureError):
        read_figure((unit * MOST_READ)[:MOST_READ])
    assert len(attempts) < 3_000


def test_an_exact_figure_has_no_room():
    """A quota in an order is exact though it ends in zeros."""
    assert read_figure("10,000", exact=True).low == 10000


def test_an_unknown_policy_is_refused_with_the_nearest():
    """A misspelt policy is answered with the right name."""
    with pytest.raises(InvalidChoice, match="generous"):
        read_figure("1", "genrous")


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(st.integers(0, 10**9), st.sampled_from(["en", "ru"]))
def test_number_words_read_back(value, language):
    """A number written out by an independent program reads back as that number."""
    assert read_figure(num2words(value, lang=language), "strict").best == value


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 2)
@given(st.integers(1, 10**9), st.sampled_from(["{}", "about {}", "nearly {}", "около {}"]))
def test_policies_nest(value, pattern):
    """Strict lies within printed and printed within generous; best lies in all."""
    figures = [read_figure(pattern.format(f"{value:,}"), name) for name in POLICIES]
    for narrow, wide in itertools.pairwise(figures):
        assert wide.low <= narrow.low <= narrow.best <= narrow.high <= wide.high


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3)
@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_figure_error(text):
    """Whatever the phrase, it is read or refused."""
    try:
        figure = read_figure(text)
    except FigureError:
        return
    ends = [end for end in (figure.low, figure.best, figure.high) if end is not None]
    assert ends == sorted(ends)


@settings(max_examples=settings.default.max_examples * 2)
@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["{} to {}", "from {} to {}", "between {} and {}", "от {} до {}", "{}–{}"]),
    st.booleans(),
)
def test_ranges_read_back_or_are_refused(one, other, pattern, grouped):
    """Both ends as printed, in either language; a range that runs backward is refused."""
    text = pattern.format(*(f"{end:,}" if grouped else end for end in (one, other)))
    if 0 < one < 1000 and other >= 100 * one:
        return  # short for thousands, or refused
    if one > other:
        with pytest.raises(FigureError):
            read_figure(text)
        return
    figure = read_figure(text)
    assert (figure.low, figure.high) == (one, other)
    assert figure.best == (one if one == other else None)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 2)
@given(
    st.decimals(0, 1000, places=2),
    st.sampled_from(["{} percent", "{} %", "{}%", "about {} per cent", "{} процентов"]),
)
def test_percentages_read_back(value, pattern):
    """A percentage is a share of one, best where it is printed, and policies nest on it."""
    figures = [read_figure(pattern.format(value), name) for name in POLICIES]
    assert {figure.best for figure in figures} == {Fraction(value) / 100}
    assert {figure.unit for figure in figures} == {"share"}
    for narrow, wide in itertools.pairwise(figures):
        assert wide.low <= narrow.low <= narrow.high <= wide.high


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(
    st.integers(1, 9999),
    st.integers(0, 2),
    st.sampled_from([("million", 10**6), ("тыс.", 1000), ("млн", 10**6), ("billion", 10**9)]),
    st.integers(0, 2),
)
def test_scaled_decimals_read_back(digits, places, scale, hedge):
    """1.25 million is 1,250,000, hedged or not."""
    word, factor = scale
    mark = "." if word.isascii() else ","
    number = f"{digits / 10**places:.{places}f}".replace(".", mark)
    hedges = ("{}", "at least {}", "about {}") if mark == "." else ("{}", "не более {}", "почти {}")
    pattern = hedges[hedge]
    figure = read_figure(pattern.format(f"{number} {word}"), "strict")
    value = Fraction(digits, 10**places) * factor
    assert value in (figure.low, figure.best, figure.high)


WORDS = (
    "about nearly over half a third of tens thousands million тыс. от до 5 0 1,234 12.5 % - to or "
    "and several all most ½ ² times two twenty hundred из не более"
)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 6)
@given(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(list(POLICIES)),
)
def test_no_phrase_of_number_words_raises_anything_but_a_figure_error(text, policy):
    """Words that do occur in figures, in any order: read with ends in order, or refused."""
    try:
        figure = read_figure(text, policy)
    except FigureError:
        return
    ends = [end for end in (figure.low, figure.best, figure.high) if end is not None]
    assert ends == sorted(ends)
    assert str(figure)


@pytest.mark.parametrize("policy", [None, [], 5, "", "PRINTED"])
def test_anything_that_is_no_policy_is_refused(policy):
    """Whatever type it has."""
    with pytest.raises(InvalidChoice):
        read_figure("1,000", policy)


def test_a_policy_of_ones_own_is_used_and_named():
    """Equal numbers under another name are another policy."""
    mine = dataclasses.replace(POLICIES["printed"], name="mine", about=Fraction(1, 2))
    figure = read_figure("about 100", mine)
    assert (figure.low, figure.high, figure.policy) == (50, 150, "mine")
    assert read_figure("about 100").policy == "printed"


@pytest.mark.parametrize("value", [None, 681692, 0.5, b"10"])
def test_what_is_no_text_is_no_figure(value):
    """A number is not a printed phrase."""
    with pytest.raises(FigureError, match="a figure is a text"):
        read_figure(value)


@pytest.mark.parametrize("policy", ["strict", "printed", "generous"])
@pytest.mark.parametrize("text", ["0 percent", "1 percent", "0 %", "1 %", "2 %"])
def test_no_reading_goes_below_zero(text: str, policy: str) -> None:
    """Room around a small share ends where there is nobody."""
    figure = read_figure(text, policy)
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low < figure.high

"""Phrases as public pages print them are read as they are meant, or refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from purgestats.claims.figures.language import LANGUAGES, from_table, languages
from purgestats.claims.figures.phrases import phrase
from purgestats.claims.figures.reading import PRINTED, read_figure
from purgestats.claims.figures.tokens import tokens
from purgestats.errors import FigureError, InvalidChoice

PHRASES = list(
    csv.DictReader(
        Path(__file__).with_name("phrases.tsv").open(encoding="utf-8", newline=""), delimiter="\t"
    )
)
#: What only the marks would tell is read in the language given.
BARE = {"681.692": "de"}


def near(found, value, share=0.011):
    """Whether a number is the one meant: "a third" stands as 33.3333 in the list."""
    return found is not None and abs(float(found) - value) <= share * max(abs(value), 1e-9)


def is_right(figure, means, value, top):
    """Whether a figure says what the list says it means."""
    if figure.unit != ("share" if "%" in means else "multiple" if "x" in means else "count"):
        return False
    kind = means.rstrip("%").replace("x", "") or "="
    if kind == "=":
        return near(figure.best, value, 1e-4)
    if kind == "~":
        return near(figure.best, value, 1e-4) and figure.low < figure.best < figure.high
    if kind == "near":
        return near(figure.high, value) and figure.low < value
    if kind == ">=":
        return near(figure.low, value) and (figure.high is None or figure.unit == "share")
    if kind == "<=":
        return near(figure.high, value) and not figure.low
    return near(figure.low, value, 1e-9) and near(figure.high, top, 1e-9)


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row["phrase"])
def test_phrases_of_public_pages_are_read_as_they_are_meant(row):
    """Each is read as the list says, or refused where it is no single figure."""
    text, means = row["phrase"], row["means"]
    if means == "refuse":
        with pytest.raises(FigureError):
            read_figure(text)
        return
    figure = read_figure(text, language=BARE.get(text))
    by = 100 if "%" in means else 1
    assert is_right(figure, means, float(row["value"]) / by, float(row["high"] or 0) / by), figure


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("a million and a half", 1_450_000, 1_500_000, 1_550_000),
        ("two million and a half", 2_450_000, 2_500_000, 2_550_000),
        ("a million to a million and a half", 1_000_000, None, 1_500_000),
        ("one and one-half million", 1_450_000, 1_500_000, 1_550_000),
        ("one point two million", 1_150_000, 1_200_000, 1_250_000),
        ("¼ million", 245_000, 250_000, 255_000),
        ("1.1m", 1_050_000, 1_100_000, 1_150_000),
        ("два с половиной миллиона", 2_450_000, 2_500_000, 2_550_000),
        ("20-30,000", 20_000, None, 30_000),
        ("2–3,000", 2_000, None, 3_000),
        ("between 5 and 6,000", 5_000, None, 6_000),
        ("от 3 до 5 000", 3_000, None, 5_000),
        ("150–200 000", 150_000, None, 200_000),
        ("5 to 8,000,000", 5_000_000, None, 8_000_000),
        ("500 to 100,000", 500, None, 100_000),
        ("0 to 30,000", 0, None, 30_000),
        ("тысяч двадцать", 18_000, 20_000, 22_000),
        ("тысячи две", 1_800, 2_000, 2_200),
        ("миллиона два", 1_800_000, 2_000_000, 2_200_000),
        ("миллионов пять", 4_500_000, 5_000_000, 5_500_000),
        ("сотни две", 180, 200, 220),
        ("тысяча-две", 1_000, None, 2_000),
        ("тысяч десять-пятнадцать", 10_000, None, 15_000),
        ("два-три миллиона", 2_000_000, None, 3_000_000),
        ("5,000 (2,163 to 7,000)", 2_163, 5_000, 7_000),
        ("2,163 to 7,000, best estimate 5,000", 2_163, 5_000, 7_000),
        ("zwei und eine halbe Million", 2_450_000, 2_500_000, 2_550_000),
        ("zweihundertfünfzigtausend Menschen", 245_000, 250_000, 255_000),
        ("eine Dreiviertelmillion", 745_000, 750_000, 755_000),
        ("quatre-vingt-dix-sept", 97, 97, 97),
        ("kilkadziesiąt tysięcy", 10_000, None, 100_000),
        ("дев’яносто тисяч", 85_500, 90_000, 94_500),
        ("treinta y cinco", 35, 35, 35),
        ("7 lakh", 665_000, 700_000, 735_000),
        ("миллион-полтора", 1_000_000, None, 1_500_000),
        ("about 40 тыс.", 36_000, 40_000, 44_000),
        ("20- bis 30.000", 20_000, None, 30_000),
        ("un million mille personnes", 1_000_500, 1_001_000, 1_001_500),
        ("milion tysiąc osób", 1_000_500, 1_001_000, 1_001_500),
        ("un millón mil personas", 1_000_500, 1_001_000, 1_001_500),
        ("zwei Millionen tausend", 2_000_500, 2_001_000, 2_001_500),
        ("миллион тысяча человек", 1_000_500, 1_001_000, 1_001_500),
        ("two to three million five hundred thousand", 2_000_000, None, 3_500_000),
        ("от двух до трёх миллионов пятисот тысяч", 2_000_000, None, 3_500_000),
        ("700 to 1 million 200 thousand", 700_000, None, 1_200_000),
        ("1,500 to 2 million 500 thousand", 1_500, None, 2_500_000),
        ("2 to 3 million 500", 2_000_000, None, 3_000_500),
        ("2 to 350 thousand", 2_000, None, 350_000),
        ("five to two hundred fifty thousand", 5_000, None, 250_000),
        ("тысячи пятисот", 1_450, 1_500, 1_550),
        ("700,000 people, if not more", 665_000, 700_000, 735_000),
        ("eine bis zwei Millionen", 1_000_000, None, 2_000_000),
        ("sechs- bis siebenhunderttausend", 600_000, None, 700_000),
        ("zwei- bis dreihundert Menschen", 200, None, 300),
        ("между двумя и тремя миллионами", 2_000_000, None, 3_000_000),
        ("między dwoma a trzema milionami", 2_000_000, None, 3_000_000),
        ("between two and three hundred", 200, None, 300),
        ("до тысячи человек", None, None, 1_000),
        ("около тысячи человек", 900, 1_000, 1_100),
        ("около сотни", 90, 100, 110),
        ("более тысячи двухсот", 1_200, None, None),
        ("от пятисот до тысячи человек", 500, None, 1_000),
        ("тысячи человек", 1_000, None, 10_000),
        ("возможно, тысячи", 1_000, None, 10_000),
        ("близько тисячі осіб", 900, 1_000, 1_100),
        ("від п'ятисот до тисячі осіб", 500, None, 1_000),
        ("około setki osób", 90, 100, 110),
        ("setki osób", 100, None, 1_000),
        ("une vingtaine de personnes", 18, 20, 22),
        ("une dizaine de milliers de morts", 9_000, 10_000, 11_000),
        ("plus d'une centaine de fusillés", 100, None, None),
        ("una veintena de oficiales", 18, 20, 22),
        ("una decena de miles", 9_000, 10_000, 11_000),
        ("un millar de personas", 900, 1_000, 1_100),
        ("trois quarts d'un million", 745_000, 750_000, 755_000),
        ("at least 20,000 and at most 30,000 persons", 20_000, None, 30_000),
        ("mindestens 20.000 und höchstens 30.000 Menschen", 20_000, None, 30_000),
        ("al menos 20 000 y como máximo 30 000", 20_000, None, 30_000),
        ("co najmniej 20 i co najwyżej 30 tysięcy", 20_000, None, 30_000),
    ],
)
def test_kinds_that_were_misread_are_read(text, low, best, high):
    """Halves after a scale word, ends that share a scale, inversions, brackets, joined words."""
    figure = read_figure(text)
    assert (figure.low, figure.best, figure.high) == (low, best, high)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a hundred thousand and a half", "half"),
        ("6-700,000", "write both ends in full"),
        ("900 to 1 million", "write both ends in full"),
        ("5 to 3 million 500 thousand", "write both ends in full"),
        ("two to three hundred fifty thousand", "write both ends in full"),
        ("one to one hundred", "write both ends in full"),
        ("two to two hundred thousand", "write both ends in full"),
        ("20,000 people fewer", "how much more"),
        ("20 000 de plus", "how much more"),
        ("20.000 Menschen mehr", "how much more"),
        ("на 20 тыс. человек меньше", "no part|how much more"),
        ("20 tysięcy osób mniej", "how much more"),
        ("500 men and up to 900 women", "counts two things"),
        ("entre 500 hommes et 900 femmes", "counts two things"),
        ("328 618 y 353 074", "counts two things"),
        ("сотни и тысячи", "further number"),
        ("hundreds and thousands", "further number"),
        ("deux millions de roubles", "amount of something else"),
        ("a dozen of years", "length of time"),
        ("un groupe d'officiers", "a group"),
        ("una multitud de personas", "a group"),
        ("одна группа офицеров", "a group"),
        ("one group of officers", "a group"),
        ("a million thousand", "further number"),
        ("миллион тысяч", "further number"),
        ("с 3,6 до 1,4 млн", "it falls"),
        ("2 to 1 million", "it falls"),
        ("9 to 7 thousand", "above the second|in full"),
        ("1937/38", "two numbers"),
        ("5,000/6,000", "two numbers"),
        ("353 074/328 618", "two numbers"),
        ("7/8 million", "further number"),
        ("681,6923", "footnote"),
        ("681,69212", "footnote"),
        ("681,692[12]", "footnote"),
        ("681.692 people", "thousands"),
        ("1.234 Millionen", "thousands"),
        ("5,234 mln", "in English and as"),
        ("5,000 executions a day", "rate"),
        ("5 000 par an", "rate"),
        ("3–4 years", "length of time"),
        ("25 лет", "length of time"),
        ("in 1937 году", "no part"),
        ("353,074 in 1937", "further number"),
        ("12 in 1937", "further number"),
        ("5 in 4", "further number"),
        ("131 млн пудів", "amount of something else"),
        ("10 percent more", "how much more"),
        ("в три раза меньше", "how much more"),
        ("5,000 and 6,000 others", "further number"),
        ("тысяча-другая", "how much more"),
        ("1000 на день", "rate"),
        ("5 Milionen", "perhaps"),
        ("près de 700 сто", "another language"),
        ("about 40 двадцать", "another language"),
        ("rund 700 Personen quarante", "another language|further number"),
        ("1.5 m", "may be short"),
        ("5,000 million-ish 5", "further number"),
        ("5,000 (but 6,000)", "hold|brackets|two numbers|no part"),
        ("at least 5,000 (4,000 to 6,000)", "brackets"),
        ("au moins 5 000 (4 000 – 6 000)", "brackets"),
        ("1,234 or thereabouts circa", "does not belong"),
        ("5,000 exceed", "does not belong"),
        ("5,000 of at least", "in the middle"),
        ("5,000 of about 6,000", "two counts"),
        ("40,000*", "footnote"),
        ("5,000 (6,000)", "two numbers"),
        ("5 to 6 (7 to 8)", "brackets"),
        ("50 percent (40 to 60)", "does not hold"),
        ("from at most 5 to 6 thousand", "upper bound"),
        ("3 times to 5 thousand", "a share and the other is not"),
        ("тысяча полмиллиона", "further number"),
    ],
)
def test_what_can_mean_two_things_or_is_no_count_is_refused(text, why):
    """Nothing is guessed, and the message says what is in doubt."""
    with pytest.raises(FigureError, match=why):
        read_figure(text)


@pytest.mark.parametrize("text", ["100 percent", "сто процентов", "about 100 %", "100 Prozent"])
def test_nothing_is_more_than_a_hundred_percent(text):
    """Rounding does not lead above the whole."""
    assert read_figure(text, "generous").high == 1


@pytest.mark.parametrize("policy", ["strict", "printed", "generous"])
def test_no_reading_goes_below_nothing(policy):
    """Rounding does not lead below 0."""
    assert read_figure("0 %", policy).low == 0
    assert read_figure("0.1 %", policy).low >= 0


@pytest.mark.parametrize("text", ["about 40", "nearly 40", "at least about 40"])
def test_no_hedge_goes_below_nothing(text):
    """Nor does a policy of one's own whose hedges have more room than the number itself."""
    wide = replace(PRINTED, name="wide", about=Fraction(3, 2), nearly=Fraction(3, 2))
    assert read_figure(text, wide).low == 0


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("8.4 percent of the total population", "of the total population"),
        ("85 percent of them", "of them"),
        ("10,000 to 20,000 revolutionaries", "revolutionaries"),
        ("about 40 UN soldiers", "un soldiers"),
        ("about 40 тыс. people", "people"),
        ("5,000 (killed in camps)", "killed in camps"),
        ("(5,000)", ""),
        ("deaths may exceed 20,000", "deaths"),
        ("725 000 personnes", "personnes"),
        ("681,692", ""),
    ],
)
def test_what_is_counted_is_read_over_and_reported(text, beside):
    """Words that do not change the number stand beside it in the figure."""
    assert read_figure(text).beside == beside


def test_the_language_given_tells_what_marks_mean():
    """681.692 is thousands where the language writes so, and refused where it does not."""
    assert read_figure("681.692", language="de").best == 681_692
    with pytest.raises(FigureError, match="decimal or thousands"):
        read_figure("681.692", language="en")
    with pytest.raises(InvalidChoice, match="rus"):
        read_figure("681.692", language="rus")


def test_a_further_language_is_a_table_and_no_code():
    """A language that nobody here wrote code for reads its phrases from its table alone."""
    table = {
        "name": "Italian",
        "decimal": ",",
        "spelled": "it",
        "all_below_100": True,
        "scales": {"1000": "mila, mille", "1000000": "milion(e|i)"},
        "added": {"1/2": "e mezzo"},
        "hedges": {"least": "almeno, più di", "about": "circa"},
        "ranges": {"pairs": "tra + e, da + a", "joints": "o, -"},
        "words": {"and": "e", "percent": "per cento, %", "persons": "persone"},
    }
    italian = from_table("it", table)
    assert phrase(tokens("tra 5 e 6 milioni"), italian).high == 6_000_000
    assert phrase(tokens("circa due milioni e mezzo di persone"), italian).low == 2_500_000
    assert phrase(tokens("681.692 persone"), italian).best == 681_692


def test_every_table_has_the_same_parts():
    """No language lacks a kind of word that ranges, shares and refusals need."""
    for one in languages():
        for kind in ("hedges", "after", "joints", "percent", "times", "refused", "persons"):
            assert one.tables[kind], (one.code, kind)
    assert [one.code for one in languages()] == list(LANGUAGES)

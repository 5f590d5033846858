"""The words of which numbers are made, English and Russian."""

from __future__ import annotations

from functools import cache

SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "mln": 1_000_000,
    "bn": 1_000_000_000,
    "тыс": 1_000,
    "тысяча": 1_000,
    "тысячи": 1_000,
    "тысяч": 1_000,
    "тысячу": 1_000,
    "тысячам": 1_000,
    "тысячами": 1_000,
    "тысячах": 1_000,
    "млн": 1_000_000,
    "миллион": 1_000_000,
    "миллиона": 1_000_000,
    "миллионов": 1_000_000,
    "млрд": 1_000_000_000,
    "миллиард": 1_000_000_000,
    "миллиарда": 1_000_000_000,
    "миллиардов": 1_000_000_000,
    "dozen": 12,
}
#: Plurals that stand for a decade of magnitude when no number goes before them.
DECADES = {
    "dozens": 10,
    "tens": 10,
    "hundreds": 100,
    "thousands": 1_000,
    "millions": 1_000_000,
    "billions": 1_000_000_000,
    **{f"десятк{end}": 10 for end in ("и", "ов", "ам", "ами", "ах")},
    **{f"сот{end}": 100 for end in ("ни", "ен", "ням", "нями", "нях")},
    **{f"тысяч{end}": 1_000 for end in ("и", "", "ам", "ами", "ах")},
    **{f"миллион{end}": 1_000_000 for end in ("ы", "ов", "ам", "ами", "ах")},
    **{f"миллиард{end}": 1_000_000_000 for end in ("ы", "ов", "ам", "ами", "ах")},
}
VAGUE = {"several", "few", "несколько", "нескольких"}
PERCENT = {"%", "percent", "pct", "процент", "процента", "процентов", "проц"}
HALVES = {"half", "halves", "половина", "половины", "половину", "половине"}
ENGLISH_PARTS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
RUSSIAN_PARTS = ("пят", "шест", "седьм", "восьм", "девят", "десят")
DENOMINATORS = {
    **dict.fromkeys(HALVES, 2),
    **{word: n for n, word in enumerate(ENGLISH_PARTS, 3)},
    **{word + "s": n for n, word in enumerate(ENGLISH_PARTS, 3)},
    **{
        stem + end: n for n, stem in enumerate(RUSSIAN_PARTS, 5) for end in ("ая", "ой", "ую", "ых")
    },
    "quarter": 4,
    "quarters": 4,
    "twentieth": 20,
    "hundredth": 100,
    "треть": 3,
    "третья": 3,
    "третью": 3,
    "трети": 3,
    "третей": 3,
    "четверть": 4,
    "четверти": 4,
    "четвертей": 4,
}
PARTS_OF_SCALES = {"half", "quarter", "половина", "половину", "четверть"}
#: Words that are a number by themselves.
MULTIPLES = {
    "twice": 2,
    "thrice": 3,
    "double": 2,
    "triple": 3,
    "twofold": 2,
    "threefold": 3,
    "fourfold": 4,
    "fivefold": 5,
    "tenfold": 10,
    "вдвое": 2,
    "втрое": 3,
    "вчетверо": 4,
    "впятеро": 5,
    "дважды": 2,
    "трижды": 3,
}
TIMES = {"times", "time", "раз", "раза", "x", "fold"}
MOST = {"most", "majority", "большинство", "большая"}
EVERY = {"all", "every", "все", "всех"}
NONE = {"none", "никто", "ни"}
PEOPLE = {"persons", "people", "person", "человек", "человека", "чел"}


@cache
def cardinals() -> dict[str, int]:
    """Return the number words below a thousand of both languages, in every case.

    Returns
    -------
    dict of str to int
        Word to value, such as ``"seventy": 70`` and ``"двухсот": 200``.

    Examples
    --------
    >>> cardinals()["seventy"], cardinals()["двухсот"]
    (70, 200)
    """
    from num2words import num2words

    words: dict[str, int] = {}
    values = [*range(21), *range(30, 100, 10), *range(100, 1000, 100)]
    for value in values:
        if value < 100:
            words[num2words(value, lang="en")] = value
        for case in "ngdaip":
            for gender in "mfn":
                words[num2words(value, lang="ru", case=case, gender=gender)] = value
    return {**words, "both": 2, "оба": 2, "обе": 2, "nought": 0}

"""Dates as lists of persons have them: whole, in part, or impossible.

A date is read into the days it may mean: a day, a month, a year, or a span of these. What is not
written is not guessed. A date that names no such span gives the reason instead, so that its record
can be counted among those left out.
"""

import re
import unicodedata
from functools import lru_cache

from purgestats import words
from purgestats._names import tables
from purgestats.claims.vocabulary.quantities import Period, parsed

_TABLES = tables(__file__)
MONTHS = {form: at for at, forms in enumerate(_TABLES["months"], 1) for form in forms.split()}
for _month, _name in enumerate(words.MONTHS, 1):
    MONTHS |= dict.fromkeys((_name.casefold(), _name[:3].casefold()), _month)
MONTHS["sept"] = 9

#: Soviet files number months in Roman figures, typed in Latin or in Cyrillic letters.
ROMAN_MONTHS = {form: at for at, forms in enumerate(_TABLES["roman"], 1) for form in forms.split()}


NO_DATE = "no date"
NO_YEAR = "no year"
UNREADABLE = "unreadable date"
IMPOSSIBLE = "impossible date"
OPEN = "open-ended date"
DOUBTFUL = "doubtful year"

#: A year outside is taken for a slip of the pen, such as 1038 for 1938.
_YEARS = range(1800, 2101)

_BLANKS, _FILLERS = (frozenset(_TABLES[name]) for name in ("blanks", "fillers"))
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d.*")
_COMPACT = re.compile(r"[12]\d{7}")
_NUMBER = re.compile(r"(\d{1,2})(?:го|е|st|nd|rd|th|er)?")
_YEAR = re.compile(r"\d{4}")
#: Marks for what is missing. One x alone is the Roman ten.
_HALF = re.compile(r"\d{4} ?-|- ?\d{4}")
_UNKNOWN = re.compile(r"[?_*]+|[xхu]{2,4}|0+")
_PARTLY = re.compile(r"\d[?_*xхu]|[?_*xхu]\d")
_DECADE = re.compile(r"(1[89]|20)(?:(\d)[?_*xхu]|[?_*xхu]{2})")
#: "1930-е гг." are ten years.
_TEN_YEARS = re.compile(
    r"(?:the )?((?:1[89]|20)\d)0(?:s|-?(?:е|х|ті|і|их))"
    r"(?: ?(?:гг|рр|годы|годах|годов|роки|років)\.?)?"
)
_SEPARATORS = re.compile(r"[\s.,/-]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
#: As in 1937г., without a space.
_ABBREVIATED = re.compile(r"(?<=\d{4})(?=(?:гг?|рр?|года?|году|року)\b)")
#: Two years of which the second is cut short, as in 1937/38; up to 12 it would be a month.
_TWO_YEARS = re.compile(r"(\d\d)(\d\d) ?[-/] ?(\d\d)(?: ?(?:гг|рр)\.?)?")
#: The same with one digit, as in 1937–8; with a hyphen it is a month.
_CUT_SHORT = re.compile(r"\s*(\d{3})(\d) ?[‒–—/] ?(\d)(?: ?(?:гг|рр)\.?)?\s*")
#: August to November, or 11 August, which lies within.
_TWO_MONTHS = re.compile(r"(\d{4})-(\d\d?)/(\d\d?)")
_JOINT = re.compile(r"\s*[-/]\s*")

#: Days that a date may mean, or why it means none.
Reading = tuple[Period | None, str]


@lru_cache(maxsize=65_536)
def read_date(text: str, years: range = _YEARS) -> Reading:
    """Read a date as it stands in a list.

    Parameters
    ----------
    text : str
        A cell: ``1937``, ``1937-10-??``, ``05.08.1937``, ``5 августа 1937 г.``, ``VIII.1937``,
        ``август 1937 - октябрь 1937``, and other forms of these; day before month, except that
        of two numbers joined by slashes either may be the month.
    years : range
        A year outside is doubtful.

    Returns
    -------
    tuple of Period or None, and str
        The days that it may mean and a blank; or None and one of ``no date``, ``no year``,
        ``impossible date``, ``open-ended date``, ``doubtful year`` and ``unreadable date``.

    Examples
    --------
    >>> read_date("1937-10-??"), read_date("в октябре 1937 г.")
    ((Period('1937-10'), ''), (Period('1937-10'), ''))
    >>> read_date("31.02.1937"), read_date("??.??.????"), read_date("около 1937")
    ((None, 'impossible date'), (None, 'no date'), (None, 'unreadable date'))
    """
    short = _CUT_SHORT.fullmatch(text)
    if short and short[2] < short[3]:
        text = f"{short[1]}{short[2]}/{short[1]}{short[3]}"
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split())
    if not plain or plain in _BLANKS:
        return None, NO_DATE
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1].strip()
    if time := _TIME.fullmatch(plain):
        plain = time[1]
    if _COMPACT.fullmatch(plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    if _is_open(plain):
        return None, OPEN
    period, reason = _whole(_ABBREVIATED.sub(" ", plain))
    if period and not (period.start.year in years and period.end.year in years):
        return None, DOUBTFUL
    return period, reason


def _is_open(plain: str) -> bool:
    """Say whether a span lacks an end or a beginning: "1937/..", "1937-"."""
    if _HALF.fullmatch(plain):
        return True
    first, joint, last = (side.strip() for side in plain.partition("/"))
    sides = (first.strip(". "), last.strip(". "))
    return bool(joint) and any(sides) and not all(sides) and any(map(str.isdigit, plain))


def _whole(plain: str) -> Reading:
    """Read one date, two years, or two dates."""
    two = _TWO_YEARS.fullmatch(plain)
    if two and int(two[1]) and 12 < int(two[3]) > int(two[2]):
        century = 100 * int(two[1])
        first, last = century + int(two[2]), century + int(two[3])
        return Period.parse(f"{first:04}/{last:04}"), ""
    months = _TWO_MONTHS.fullmatch(plain)
    if months and 0 < int(months[2]) < int(months[3]) <= 12:
        ends = (f"{months[1]}-{int(month):02}" for month in months.groups()[1:])
        return parsed("/".join(ends)), ""
    if ten := _TEN_YEARS.fullmatch(plain):
        return Period.parse(f"{ten[1]}0/{ten[1]}9"), ""
    found = _single(plain)
    return _span(plain) if found == (None, UNREADABLE) else found


def _single(plain: str) -> Reading:
    """Read one date."""
    tokens = [token for token in _SEPARATORS.split(plain) if token and token not in _FILLERS]
    if not tokens or all(_UNKNOWN.fullmatch(token) for token in tokens):
        return None, NO_DATE if tokens or "." in plain or "-" in plain else UNREADABLE
    names = [token for token in tokens if token in MONTHS]
    if len(tokens) > 3 or len(names) > 1:
        return None, UNREADABLE
    years = [place for place, token in enumerate(tokens) if _is_year(token)]
    if not years and (names or len(tokens) == 2) and all(map(_is_part, tokens)):
        return None, NO_YEAR
    year = tokens.pop(years[0]) if len(years) == 1 else ""
    if not year or not all(map(_is_part, tokens)):
        return None, UNREADABLE
    if names:
        return _of_parts(year, names[0], *(token for token in tokens if token != names[0]))
    if years[0] == 0:
        return _of_parts(year, *tokens)
    if years[0] != len(tokens):
        return None, UNREADABLE
    if len(tokens) == 2 and "/" in plain:
        return _slashed(year, *tokens)
    return _of_parts(year, *reversed(tokens))


def _is_year(token: str) -> bool:
    unknown = len(token) == 4 and _UNKNOWN.fullmatch(token)
    return bool(_YEAR.fullmatch(token) or _DECADE.fullmatch(token) or unknown)


def _is_part(token: str) -> bool:
    """Say whether a token can be a day or a month."""
    patterns = (_NUMBER, _UNKNOWN, _PARTLY)
    known = token in MONTHS or token in ROMAN_MONTHS
    return known or (len(token) < 5 and any(p.fullmatch(token) for p in patterns))


def _slashed(year: str, first: str, second: str) -> Reading:
    """Read two numbers before a year, of which the month is the one that can be no day."""
    numbers = [_NUMBER.fullmatch(token) for token in (first, second)]
    if all(numbers) and first != second:
        one, two = (int(found[1]) for found in numbers if found)
        if two > 12:
            return _of_parts(year, first, second)
        if one <= 12:
            return _of_parts(year)
    return _of_parts(year, second, first)


def _of_parts(year: str, month: str = "", day: str = "") -> Reading:
    """Put a year, a month and a day together, as far as each is known."""
    months = MONTHS.get(month) or ROMAN_MONTHS.get(month) or _part(month)
    days = _part(day)
    if months is None or days is None:
        return None, UNREADABLE
    if months > 12 or days > 31:
        return None, IMPOSSIBLE
    if decade := _DECADE.fullmatch(year):
        first, many = f"{decade[1]}{decade[2] or 0}0", 9 if decade[2] else 99
        return Period.parse(f"{first}/{int(first) + many}"), ""
    if not _YEAR.fullmatch(year) or year == "0000":
        return None, NO_YEAR
    text = f"{int(year):04}"
    if months:
        text += f"-{months:02}-{days:02}" if days else f"-{months:02}"
    period = parsed(text)
    return (period, "") if period else (None, IMPOSSIBLE)


def _part(token: str) -> int | None:
    """Return the number of a day or month, 0 where it is unknown, None where it is neither."""
    if not token or _UNKNOWN.fullmatch(token) or _PARTLY.fullmatch(token):
        return 0
    number = _NUMBER.fullmatch(token)
    return int(number[1]) if number else None


def _span(plain: str) -> Reading:
    """Read two dates that are joined; each has its year."""
    for joint in _JOINT.finditer(plain):
        (first, one), (last, two) = _single(plain[: joint.start()]), _single(plain[joint.end() :])
        if IMPOSSIBLE in (one, two):
            return None, IMPOSSIBLE
        if first and last:
            if last.end < first.start:
                return None, IMPOSSIBLE
            return Period(first.start, max(first.end, last.end)), ""
    return None, UNREADABLE


#: How many letters of a date name the unit in which it lies.
UNITS = {"day": 10, "month": 7, "year": 4}


def whole_unit(days: Period, unit: str) -> Period | None:
    """Return the one day, month or year that holds all days that a date may mean, if one does."""
    first, last = (day.isoformat()[: UNITS[unit]] for day in (days.start, days.end))
    return Period.parse(first) if first == last else None

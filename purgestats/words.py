"""Words: the only place where a scope, a period, a range, a count or a name is put into words."""

import math
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

#: What a claim counts, in the order in which it is written.
DIMENSIONS = ("measure", "group", "operation", "place", "period")

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def clean(value: object) -> str:
    r"""Return a cell as text that can be shown: no control characters, no halves of characters.

    >>> clean("Corrina\n Kuhr"), clean(None)
    ('Corrina Kuhr', '')
    """
    # A missing value of pandas is neither equal to itself nor, if it is NA, true or false.
    if value is None or str(value) in ("<NA>", "NaT") or value != value:
        return ""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join(_UNSAFE.sub(" ", text).split())


@dataclass(frozen=True)
class Labels:
    """Words for what stands in the tables as keys; what has no label is shown as it stands.

    Parameters
    ----------
    terms : mapping of str to mapping of str to str
        For each dimension (measure, group, operation, place) the label of each term.
    claimants : mapping of str to str
        Name of each claimant.
    works : mapping of str to str
        Author, title and year of each source.
    """

    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    claimants: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, str] = field(default_factory=dict)

    def term(self, dimension: str, term: str) -> str:
        """Return the words for a term; one without a label stands with blanks for hyphens.

        >>> labels = Labels({"measure": {"executions": "executed"}})
        >>> labels.term("measure", "executions"), labels.term("group", "my-own-group")
        ('executed', 'my own group')
        """
        label = self.terms.get(dimension, {}).get(term)
        # A vocabulary without labels calls a term by its own slug.
        return clean(label if label and label != term else term.replace("-", " "))

    def claimant(self, key: str) -> str:
        """Return the name of who gives a figure; free text stays as it is."""
        return clean(self.claimants.get(key) or key)

    def work(self, key: str) -> str:
        """Return the source of a figure in words; free text stays as it is."""
        return clean(self.works.get(key) or key)


Number = int | float | Fraction
RELATIVE = ("share", "multiple")


def number(value: Number) -> str:
    """Write a number with thousands separators, and with no more decimals than it needs.

    >>> number(681692.0), number(2.5), number(0.00012345)
    ('681,692', '2.5', '0.000123')
    """
    if value == round(value):
        return f"{round(value):,}"
    if -1 < float(value) < 1:
        return f"{float(value):.3g}"
    return f"{float(value):,.3f}".rstrip("0").rstrip(".")


def percent(share: Number) -> str:
    """Write a share as a percentage of at most four digits; an exact one that ends, as it is.

    >>> percent(0.125), percent(Fraction(1, 3)), percent(Fraction("0.123456"))
    ('12.5 %', '33.33 %', '12.3456 %')
    """
    whole = f"{float(100 * share):.10g}"
    if isinstance(share, Fraction) and Fraction(whole) == 100 * share:
        return f"{whole} %"
    return f"{number(float(f'{100 * float(share):.4g}'))} %"


def strain_words(strain: float) -> str:
    r"""Write a strain as a percentage of two digits.

    >>> strain_words(0.1065), strain_words(0.00001), strain_words(float("inf"))
    ('11 %', '<0.01 %', '∞')
    """
    if math.isinf(strain):
        return "∞"
    if 0 < strain < 0.0001:
        return "<0.01 %"
    return percent(float(f"{strain:.2g}"))


def range_words(
    low: Number | None, high: Number | None, unit: str = "persons", best: Number | None = None
) -> str:
    """Write a range: the one way in which bounds and readings are told.

    Parameters
    ----------
    low, high : number or None
        The ends; None, not-a-number or infinite where there is none.
    unit : str
        ``"share"``, ``"multiple"``, blank for bare numbers; anything else is counted in whole
        numbers, to which the ends are rounded outward.
    best : number or None
        The single value printed, told where the range is more than that value.

    Examples
    --------
    >>> range_words(716_575.2, 792_004.2), range_words(5, None), range_words(13, 13)
    ('716,575 to 792,005', 'at least 5', '13')
    >>> range_words(0, 7), range_words(0, math.inf), range_words(1.5, None, "")
    ('at most 7', 'any number', 'at least 1.5')
    >>> range_words(0.36, 0.44, "share", 0.4), range_words(None, None, "share")
    ('36 % to 44 %, best 40 %', 'any share')
    >>> range_words(0.25, 1, "share"), range_words(0, 1, "share")
    ('at least 25 %', 'at most 100 %')
    """
    least, most, middle = (_given(end) for end in (low, high, best))
    whole = bool(unit) and unit not in RELATIVE
    if whole:
        least = None if least is None else math.floor(least)
        most = None if most is None else math.ceil(most)
    if unit and least is not None and least <= 0 and (most is None or most > 0):
        # Nothing counted is fewer than none, so that 0 is no bound.
        least = None
    if unit == "share" and most == 1 and middle is None and least is not None and least < 1:
        # Nor is a share more than all: "over a quarter" says nothing of an upper end.
        most = None
    if least is None and most is None:
        return f"any {unit if unit in RELATIVE else 'number'}"
    if most is None:
        words = f"at least {_show(least or 0, unit)}"
    elif least is None:
        words = f"at most {_show(most, unit)}"
    elif least == most:
        return _show(least, unit)
    else:
        words = f"{_show(least, unit)} to {_show(most, unit)}"
    return words if middle is None else f"{words}, best {_show(middle, unit)}"


def _given(end: Number | None) -> Number | None:
    return None if isinstance(end, float) and not math.isfinite(end) else end


def _show(value: Number, unit: str) -> str:
    if unit == "share":
        return percent(value)
    return f"{number(value)} times" if unit == "multiple" else number(value)


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write how many there are, with the noun.

    >>> counted(1, "claim"), counted(3000, "claim"), counted(2, "quantity", "quantities")
    ('1 claim', '3,000 claims', '2 quantities')
    """
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def listing(parts: Sequence[str], most: int, between: str = "; ") -> str:
    """Write the first of several things, and how many more there are.

    >>> listing(["a", "b", "c", "d"], 2), listing(["a"], 2)
    ('a; b; and 2 more', 'a')
    """
    more = [f"and {len(parts) - most:,} more"] if len(parts) > most else []
    return between.join([*parts[:most], *more])


def givers(names: Iterable[str], years: Iterable[float], most: int) -> str:
    """Name everybody who gives a figure once, with the years in which they gave it.

    >>> givers(["Conquest", "an archive", "Conquest"], [1990, math.nan, 1968], 4)
    'Conquest, 1968, 1990; an archive'
    """
    told: dict[str, set[str]] = {}
    for name, year in zip(names, years, strict=True):
        told.setdefault(name, set()).update([] if math.isnan(year) else [f"{year:.0f}"])
    return listing([", ".join([name, *sorted(own)]) for name, own in told.items()], most)


def sentence_case(text: str) -> str:
    """Write the first letter large.

    >>> sentence_case("executed")
    'Executed'
    """
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """Cut off a text that is longer than there is room for.

    >>> shortened("A. N. Other", 8), shortened("A. N. Other", 80)
    ('A. N. O…', 'A. N. Other')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def sentences(*parts: str) -> str:
    """Put together the parts of a text that are not blank.

    >>> sentences("Drawn are ten.", "Others are left out." * False)
    'Drawn are ten.'
    """
    return " ".join(filter(None, parts))


# The calendar module's names would change with the user's locale.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOMENT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(\d\d))?")


def period_words(text: str, *, short: bool = False) -> str:
    """Write a period as a reader would; what is no period stays as it is.

    >>> period_words("1937/1938"), period_words("1937-08/1938-10")
    ('1937–1938', 'August 1937 – October 1938')
    >>> period_words("1938-10/1938"), period_words("1937-07-25/1937-07-29")
    ('October–December 1938', '25–29 July 1937')
    >>> period_words("1936-08-19", short=True)
    '19 Aug 1936'
    """
    ends = text.split("/")
    if len(ends) != 2 or not all(map(_MOMENT.fullmatch, ends)):
        return _moment(text, short)
    first, last = _as_finely(*ends)
    shared = len(first) == len(last) > 4 and first[:4] == last[:4]
    own = _moment(first, short).removesuffix(f" {last[:4]}" if shared else "")
    if shared and len(first) > 7 and first[:7] == last[:7]:
        own = own.partition(" ")[0]
    joint = "–" if " " not in own and (shared or last.isdigit()) else " – "
    return f"{own}{joint}{_moment(last, short)}"


def _as_finely(first: str, last: str) -> tuple[str, str]:
    """Write the two ends of a period within one year as finely as the finer of them.

    >>> _as_finely("1937-07-30", "1937-07"), _as_finely("1937", "1937-02")
    (('1937-07-30', '1937-07-31'), ('1937-01', '1937-02'))
    """
    if first[:4] != last[:4]:
        return first, last
    size = max(len(first), len(last))
    days = monthrange(int(last[:4]), int(last[5:7] or 12))[1]
    last = last[:4] + f"{last[4:] or '-12'}-{days}"[: size - 4]
    return first + "-01-01"[len(first) - 4 : size - 4], last


def _moment(text: str, short: bool) -> str:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return text
    year, month, day = match.groups()
    name = MONTHS[int(month) - 1] if month else ""
    return sentences(str(int(day)) if day else "", name[:3] if short else name, year)


def scope_words(parts: Iterable[str], labels: Labels, *, unsaid: Collection[str] = ()) -> str:
    """Say what a quantity counts; "everyone" and "all operations" go unsaid.

    Parameters
    ----------
    parts : iterable of str
        Measure, group, operation, place and period; a Quantity is one.
    labels : Labels
        How the terms are called.
    unsaid : collection of str
        Terms and periods that go unsaid as well.

    Examples
    --------
    >>> labels = Labels({"measure": {"executions": "executed"}, "place": {"ussr": "Soviet Union"}})
    >>> scope_words("executions|all|all|ussr|1937/1938".split("|"), labels)
    'executed, Soviet Union, 1937–1938'
    """
    return ", ".join(
        _part(dimension, part, labels)
        for dimension, part in zip(DIMENSIONS, parts, strict=True)
        if part not in unsaid and (part != "all" or dimension not in ("group", "operation"))
    )


def claim_scope_words(row: Any, labels: Labels, *, unsaid: Collection[str] = ()) -> str:
    """Say what a row of a claims table counts and, of the whole of a share, what differs.

    Parameters
    ----------
    row : Series or mapping
        A row of a complete claims table.
    labels, unsaid
        As for `scope_words`.

    Examples
    --------
    >>> own = {"measure": "shot", "group": "poles", "operation": "all", "place": "x"}
    >>> row = {f"of_{name}": "" for name in DIMENSIONS} | own | {"period": "1937", "unit": "share"}
    >>> claim_scope_words(row | {"of_group": "all"}, Labels({"group": {"all": "everyone"}}))
    'shot, poles, x, 1937, as a share of: everyone'
    """
    own = [str(row[name]) for name in DIMENSIONS]
    words = scope_words(own, labels, unsaid=unsaid)
    base = [str(row[f"of_{name}"]) for name in DIMENSIONS]
    whole = [
        _part(name, of, labels)
        for name, of, mine in zip(DIMENSIONS, base, own, strict=True)
        if of not in ("", mine)
    ]
    return f"{words}, as a {row['unit'] or 'share'} of: {', '.join(whole)}" if whole else words


def _part(dimension: str, part: str, labels: Labels) -> str:
    return period_words(part) if dimension == "period" else labels.term(dimension, part)


def coarseness(low: float, best: float, high: float) -> float:
    """Return the unit, a power of ten, to which a figure is given.

    Parameters
    ----------
    low, best, high : float
        The values it allows; NaN where there is none.

    Returns
    -------
    float
        The place of the last digit that is not 0, or of the width of its range where that is less.

    Examples
    --------
    >>> coarseness(681_692, 681_692, 681_692), coarseness(665_000, 700_000, 735_000)
    (1.0, 10000.0)
    """
    value = next((one for one in (best, high, low) if one > 0 and math.isfinite(one)), 1.0)
    unit = 10.0 ** math.floor(math.log10(value))
    while unit > 1 and value % unit:
        unit /= 10
    width = high - low
    if width > 0 and math.isfinite(width):
        unit = min(unit, 10.0 ** math.floor(math.log10(width)))
    return max(unit, 1.0)


def outward(low: float, high: float, units: Iterable[float]) -> str:
    """Write a range rounded outward to the coarsest of several units.

    Two digits of each end stay: a range from 664,786 to 2,717,227 does not begin at 0 because one
    of the figures behind it is given in millions.

    Parameters
    ----------
    low, high : float
        Its ends.
    units : iterable of float
        What `coarseness` says of each figure behind it.

    Returns
    -------
    str
        The range in words.

    Examples
    --------
    >>> outward(666_213.4, 1_043_002.2, [1.0, 10_000.0])
    '660,000 to 1,050,000'
    >>> outward(664_786, 2_717_227, [1.0, 1_000_000.0])
    '660,000 to 2,800,000'
    """
    unit = max(units, default=1.0)
    up = high if math.isinf(high) else _rounded(high, unit, math.ceil)
    return range_words(_rounded(low, unit, math.floor), up, "")


def rounded(value: float, units: Iterable[float]) -> str:
    """Write a value rounded to the coarsest of several units, two digits of it at the least.

    Parameters
    ----------
    value : float
        The value.
    units : iterable of float
        As for `outward`.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> rounded(694_321.7, [1.0, 10_000.0])
    '690,000'
    """
    return f"{_rounded(value, max(units, default=1.0), round):,.0f}"


def _rounded(value: float, unit: float, way: Callable[[float], int]) -> float:
    if value > 0:
        unit = max(1.0, min(unit, 10.0 ** (math.floor(math.log10(value)) - 1)))
    steps = value / unit
    # A value that lies on the unit up to rounding stays where it is.
    steps = round(steps) if abs(steps - round(steps)) < 1e-9 * max(1, abs(steps)) else way(steps)
    return steps * unit

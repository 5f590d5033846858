"""Numbers, ranges and counts in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

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
    """
    least, most, middle = (_given(end) for end in (low, high, best))
    whole = bool(unit) and unit not in RELATIVE
    if whole:
        least = None if least is None else math.floor(least)
        most = None if most is None else math.ceil(most)
    if unit and least is not None and least <= 0 and (most is None or most > 0):
        # Nothing counted is fewer than none, so that 0 is no bound.
        least = None
    if least is None and most is None:
        return f"any {unit if unit in RELATIVE else 'number'}"
    if least is not None and least == most:
        return _show(least, unit)
    if least is None:
        words = f"at most {_show(most, unit)}"
    elif most is None:
        words = f"at least {_show(least, unit)}"
    else:
        words = f"{_show(least, unit)} to {_show(most, unit)}"
    return words if middle is None else f"{words}, best {_show(middle, unit)}"


def _given(end: Number | None) -> Number | None:
    if end is None or (isinstance(end, float) and not math.isfinite(end)):
        return None
    return end


def _show(value: Number | None, unit: str) -> str:
    if value is None:
        return ""
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

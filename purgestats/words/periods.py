"""Periods in words."""

from __future__ import annotations

import re

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
    >>> period_words("1936-08-19", short=True)
    '19 Aug 1936'
    """
    ends = [_moment(part, short) for part in text.split("/")]
    return ("–" if all(end.isdigit() for end in ends) else " – ").join(ends)


def _moment(text: str, short: bool) -> str:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return text
    year, month, day = match.groups()
    name = MONTHS[int(month) - 1] if month else ""
    return " ".join(
        [*([str(int(day))] if day else []), *([name[:3] if short else name] if name else []), year]
    )

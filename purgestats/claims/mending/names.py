"""Terms and periods as people write them: other names, other forms, a slip of the pen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from unicodedata import normalize

from purgestats.claims.tally.dates import read_date
from purgestats.claims.vocabulary.quantities import Period, parsed

_BETWEEN = re.compile(r"[\s_\-–—]+")
#: Shorter words differ by one letter from too many others.
_LONG_ENOUGH = 5


def plain_name(text: str) -> str:
    """Return a name without what does not tell it from others: case, spaces, underscores.

    >>> plain_name(" Camp_Deaths ")
    'camp-deaths'
    """
    return _BETWEEN.sub("-", normalize("NFC", text).strip().casefold()).strip("-.")


class Names:
    """The terms of one column, by every name that they have.

    Parameters
    ----------
    named : mapping of str to iterable of str
        For each term its further names.
    """

    def __init__(self, named: Mapping[str, Iterable[str]]) -> None:
        self.terms = tuple(named)
        self._by_name: dict[str, set[str]] = {}
        for term, names in named.items():
            for name in names:
                self._by_name.setdefault(plain_name(name), set()).add(term)
        for term in named:
            # A term's own name is nobody else's.
            self._by_name[plain_name(term)] = {term}

    def knows(self, text: str) -> bool:
        """Say whether a text is the name of a term, but for case and spaces."""
        return plain_name(text) in self._by_name

    def find(self, text: str) -> str | None:
        """Return the only term that a text can mean; None if there is none, or several."""
        name = plain_name(text)
        plural = name.removesuffix("s") if name.endswith("s") else f"{name}s"
        found = self._by_name.get(name) or self._by_name.get(plural) or self._slips(name)
        return next(iter(found)) if len(found) == 1 else None

    def _slips(self, name: str) -> set[str]:
        """Return the terms of names with one letter dropped, doubled, added or changed places."""
        if len(name) < _LONG_ENOUGH:
            return set()
        longer = (one for one in self._by_name if len(one) == len(name) + 1)
        near = {*_without_one(name), *_swapped(name)}
        near |= {one for one in longer if name in _without_one(one)}
        known = near & self._by_name.keys()
        return set().union(*(self._by_name[one] for one in known if len(one) >= _LONG_ENOUGH))


def _without_one(name: str) -> Iterable[str]:
    return (name[:place] + name[place + 1 :] for place in range(len(name)))


def _swapped(name: str) -> Iterable[str]:
    return (
        name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        for place in range(len(name) - 1)
    )


_PARTED = re.compile(
    r"\s*(?:[–—/-]|\.\.)\s*|\s+(?:to|until|till|through|bis|по|до|do|à|a|hasta)\s+"
)
_AND = re.compile(r"\s+(?:and|и|та|і|und|et|i|y)\s+")
_FILLER = re.compile(
    r"\b(?:from|between|von|с|від|od|de|du|desde)\s+|\s*(?<![^\W\d_])(?:гг?|года?|р)\b\.?|\s+00:00:00$"
)
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_YEARS = range(1_000, 2_100)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}")
_MONTH_NAME = re.compile(r"[^\W\d_]{3}")
#: ``1937/8`` is August 1937 or two years.
_MONTH_TOO = re.compile(r"[0-9]{4}/[1-9]")
#: ``5/8/1937`` is in May or in August, ``1937-08/11`` a day or four months; ``1937.1`` is what a
#: spreadsheet leaves of ``1937.10``.
_EITHER_WAY = re.compile(
    r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])/[0-9]{4}|.*(?:/.*[–—-]|[–—-].*/).*|[0-9]{4}[.,]1"
)


def spelled_period(text: str) -> str | None:
    """Return a period in the spelling that a table takes.

    Parameters
    ----------
    text : str
        As typed: ``1937–1938``, ``8/1937-11/1938``, ``Aug 1937 - Nov 1938``, ``5 августа 1937 г.``.

    Returns
    -------
    str or None
        None if it can be no period, or more than one: ``5/8/1937`` is in May or in August,
        ``1932-3`` March 1932 or two years.

    Examples
    --------
    >>> spelled_period("Aug 1937 - Nov 1938"), spelled_period("5/8/1937")
    ('1937-08/1938-11', None)
    """
    plain = _FILLER.sub(" ", f" {text.strip().lower()} ").strip()
    found = {str(period) for period in _readings(plain) if period}
    if _MONTH_TOO.fullmatch(plain):
        found.add(f"{plain[:4]}-0{plain[5:]}")
    return found.pop() if len(found) == 1 else None


def _readings(text: str) -> Iterator[Period | None]:
    """Return every period that a text can be: one date, two parted anywhere, or two in a row."""
    yield _date(text)
    for between in _PARTED.finditer(text):
        first, last = text[: between.start()], text[between.end() :]
        if _YEAR.fullmatch(first) and _SHORT_YEAR.fullmatch(last):
            last = first[: -len(last)] + last
        start, end = _date(first, last), _date(last, first)
        if start and end:
            yield parsed(f"{start}/{end}")
    for between in _AND.finditer(text):
        start, end = _date(text[: between.start()]), _date(text[between.end() :])
        if start and end and end.start == start.end + timedelta(days=1):
            yield parsed(f"{start}/{end}")


def _date(text: str, other: str = "") -> Period | None:
    """Return the one date that an end can be; a year left out it shares with the other."""
    year = _YEAR.search(other)
    if year and not _YEAR.search(text) and _MONTH_NAME.search(text):
        text = f"{text} {year[0]}"
    return None if _EITHER_WAY.fullmatch(text) else read_date(text, _YEARS)[0]

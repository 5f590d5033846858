"""Terms and periods as people write them: other names, other forms, a slip of the pen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from purgestats.claims.tally.dates import MONTHS
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


_PARTED = re.compile(r"\s*(?:[–—/-]|\.\.)\s*|\s+(?:to|until|till|through|bis|по|до|à)\s+")
_FILLER = re.compile(r"\b(?:from|von|с|de|du)\s+|\s*(?<![^\W\d_])(?:гг?|года?|р)\b\.?|\s+00:00:00$")
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_MONTH, _DAY = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_FORMS = (
    *(_YEAR, rf"{_YEAR}-{_MONTH}(?:-{_DAY})?", rf"{_MONTH}[./]{_YEAR}"),
    *(rf"{_DAY}\.{_MONTH}\.{_YEAR}", rf"{_DAY}/{_MONTH}/{_YEAR}", rf"{_MONTH}/{_DAY}/{_YEAR}"),
    *(rf"{_NAME},?\s*{_YEAR}", rf"{_DAY}\.?\s*{_NAME},?\s*{_YEAR}"),
    rf"{_NAME}\s*{_DAY},\s*{_YEAR}",
)
_SHORT_YEAR = re.compile(r"[0-9]{2}")


def spelled_period(text: str) -> str | None:
    """Return a period in the spelling that a table takes.

    Parameters
    ----------
    text : str
        As typed: ``1937–1938``, ``8/1937-11/1938``, ``Aug 1937 - Nov 1938``, ``5 августа 1937 г.``.

    Returns
    -------
    str or None
        None if it can be no period, or more than one: ``5/8/1937`` is in May or in August.

    Examples
    --------
    >>> spelled_period("Aug 1937 - Nov 1938"), spelled_period("5/8/1937")
    ('1937-08/1938-11', None)
    """
    plain = _FILLER.sub(" ", f" {text.strip().lower()} ").strip()
    found = {str(period) for period in _readings(plain) if period}
    return found.pop() if len(found) == 1 else None


def _readings(text: str) -> Iterator[Period | None]:
    """Return every period that a text can be: one date, or two parted anywhere."""
    for one in _dates(text):
        yield parsed(one)
    for between in _PARTED.finditer(text):
        first, last = text[: between.start()], text[between.end() :]
        if re.fullmatch(_YEAR, first) and _SHORT_YEAR.fullmatch(last):
            last = first[:2] + last
        for end in _dates(last, first):
            for start in _dates(first, last):
                yield parsed(f"{start}/{end}")


def _dates(text: str, other: str = "") -> Iterator[str]:
    """Return the dates that one end can be; what it leaves out it shares with the other."""
    century = re.search(_YEAR, other)
    if century and not re.search(_YEAR, text):
        text = f"{text} {century[1]}"
    for form in _FORMS:
        match = re.fullmatch(form, text)
        if not match:
            continue
        parts = match.groupdict()
        if parts.get("name"):
            month = MONTHS.get(parts["name"])
            if month is None:
                continue
            parts["month"] = str(month)
        shown = [parts["year"], parts.get("month"), parts.get("day")]
        yield "-".join(f"{part:0>2}" for part in shown if part)

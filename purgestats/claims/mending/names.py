"""Terms found by any of their names: label, alias, Russian label, other case, a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from unicodedata import normalize

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
        found = self._by_name.get(name) or self._plural(name) or self._slips(name)
        return next(iter(found)) if len(found) == 1 else None

    def _plural(self, name: str) -> set[str]:
        other = name.removesuffix("s") if name.endswith("s") else f"{name}s"
        return self._by_name.get(other, set())

    def _slips(self, name: str) -> set[str]:
        """Return the terms of names with one letter dropped, doubled, added or changed places."""
        if len(name) < _LONG_ENOUGH:
            return set()
        near = set(_without_one(name)) | set(_swapped(name))
        near = {one for one in near if len(one) >= _LONG_ENOUGH}
        found = [self._by_name[one] for one in sorted(near) if one in self._by_name]
        found += [terms for one, terms in self._longer.get(name, {}).items() if one]
        return set().union(*found)

    @cached_property
    def _longer(self) -> dict[str, dict[str, set[str]]]:
        """For each name with one letter left out, the names that it may be short for."""
        longer: dict[str, dict[str, set[str]]] = {}
        for name, terms in self._by_name.items():
            if len(name) > _LONG_ENOUGH:
                for short in _without_one(name):
                    longer.setdefault(short, {})[name] = terms
        return longer


def _without_one(name: str) -> Iterable[str]:
    return (name[:place] + name[place + 1 :] for place in range(len(name)))


def _swapped(name: str) -> Iterable[str]:
    return (
        name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        for place in range(len(name) - 1)
    )

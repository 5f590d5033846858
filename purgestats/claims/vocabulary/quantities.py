"""What a claim counts: periods, and the quantity that a scope names."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from purgestats.errors import PeriodError, UnknownQuantity, shown
from purgestats.words import DIMENSIONS, Labels, scope_words

__all__ = ["DIMENSIONS", "Period", "Quantity"]

_END = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_HOW = "write 1937, 1937-08, 1937-08-05 or an interval such as 1936-10/1938-11-17"


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A span of days, both ends included, in Gregorian dates.

    Parameters
    ----------
    start, end : datetime.date
        First and last day.

    Raises
    ------
    PeriodError
        If the end lies before the start.

    Examples
    --------
    >>> Period.parse("1937-01-01/1938-12-31")
    Period('1937/1938')
    >>> Period.parse("1937") in Period.parse("1936-10/1938-10")
    True
    """

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(f"the period ends on {self.end}, before it begins on {self.start}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period in any spelling.

        Parameters
        ----------
        text : str
            A year, a month, a day, or two of these joined by a slash.

        Returns
        -------
        Period
            The days it covers.

        Raises
        ------
        PeriodError
            If the text is no period, names a day that does not exist, or ends before it begins.

        Examples
        --------
        >>> Period.parse("1937-02").days
        28
        """
        if not isinstance(text, str):
            raise PeriodError(f"{shown(text)} is not a period; {_HOW}")
        return _parse(text)

    def __str__(self) -> str:
        """Return the shortest spelling that parses back to the same days."""
        first, last = (_spellings(day) for day in (self.start, self.end))
        start = next(text for text in first if _parse(text).start == self.start)
        end = next(text for text in last if _parse(text).end == self.end)
        return next((text for text in first if _parse(text) == self), f"{start}/{end}")

    def __repr__(self) -> str:
        return f"Period({str(self)!r})"

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Period) and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Say whether the two share a day.

        Parameters
        ----------
        other : Period
            Another period.

        Returns
        -------
        bool
            True if at least one day belongs to both.

        Examples
        --------
        >>> Period.parse("1937").overlaps(Period.parse("1937-12-31/1938"))
        True
        """
        return self.start <= other.end and other.start <= self.end

    @property
    def days(self) -> int:
        """Number of days covered."""
        return self.end.toordinal() - self.start.toordinal() + 1


def parsed(text: str) -> Period | None:
    """Return a period; None if a text is none."""
    try:
        return Period.parse(text)
    except PeriodError:
        return None


def _spellings(day: datetime.date) -> tuple[str, str, str]:
    """Return the year, the month and the day as they are written."""
    text = day.isoformat()
    return text[:4], text[:7], text


@lru_cache(maxsize=65_536)
def _parse(text: str) -> Period:
    if text.count("/") > 1:
        raise PeriodError(f"{shown(text)} is not a period; {_HOW}")
    start, _, end = text.partition("/")
    first = _days(start, text)
    return Period(first.start, _days(end, text).end) if end or "/" in text else first


def _days(text: str, whole: str) -> Period:
    match = _END.fullmatch(text)
    if match is None or not text.isascii():
        raise PeriodError(f"{shown(whole)} is not a period; {_HOW}")
    _, month, day = match.groups()
    try:
        first = datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        last = first if month else first.replace(month=12)
        if not day:
            last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        return Period(first, last)
    except ValueError:
        raise PeriodError(f"{shown(whole)} names a date that does not exist; {_HOW}") from None


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """One scope: an unknown number of persons or things, at least 0.

    Parameters
    ----------
    measure, group, operation, place : str
        Terms of the vocabulary.
    period : Period
        The days covered, or for a stock the date.

    Examples
    --------
    >>> quantity = Quantity.parse("executions|all|kulak-operation|ussr|1937-01/1938-12")
    >>> str(quantity)
    'executions|all|kulak-operation|ussr|1937/1938'
    >>> Quantity.parse(str(quantity)) == quantity
    True
    """

    measure: str
    group: str
    operation: str
    place: str
    period: Period

    @classmethod
    def parse(cls, text: str | Quantity) -> Quantity:
        """Read ``measure|group|operation|place|period``.

        Parameters
        ----------
        text : str or Quantity
            The five parts joined by bars; a Quantity is returned as it is.

        Returns
        -------
        Quantity
            The quantity, its period in days.

        Raises
        ------
        UnknownQuantity
            If there are not five parts, or a part is blank.
        PeriodError
            If the last part is no period.

        Examples
        --------
        >>> Quantity.parse("arrests|all|all|ussr|1937/1938").measure
        'arrests'
        """
        if isinstance(text, Quantity):
            return text
        parts = text.split("|") if isinstance(text, str) else []
        if len(parts) != len(DIMENSIONS) or not all(parts):
            raise UnknownQuantity(
                f"{shown(text)} is not a quantity; write {'|'.join(DIMENSIONS)}, for example "
                "executions|all|all|ussr|1937/1938"
            )
        measure, group, operation, place, period = parts
        return cls(measure, group, operation, place, Period.parse(period))

    def __str__(self) -> str:
        return "|".join(self)

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})"

    def __iter__(self) -> Iterator[str]:
        yield from (self.measure, self.group, self.operation, self.place, str(self.period))

    def _repr_html_(self) -> str:
        words = scope_words(self, Labels())
        return f"<p>{escape(words)}</p><p><code>{escape(str(self))}</code></p>"

    @property
    def terms(self) -> tuple[str, str, str, str]:
        """Measure, group, operation and place."""
        return self.measure, self.group, self.operation, self.place

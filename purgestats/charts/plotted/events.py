"""Dated events and phases as values: read from a table, with the days they cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import PurgestatsError
from purgestats.words import clean, period_words

REQUIRED = ("start", "end", "kind", "label")
COLUMNS = ("label", "start", "end", "kind", "source", "event_id")
"""The columns of `rows` for a timeline."""

_POINT_DAYS = 31
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> float:
    """Return a day as matplotlib counts days.

    >>> day_number(date(1970, 1, 2))
    1.0
    """
    return float(day.toordinal() - _EPOCH)


@dataclass(frozen=True)
class Event:
    """A dated event or a phase.

    Parameters
    ----------
    label : str
        What happened.
    printed : str
        Its dates as in the table.
    period : Period
        The days they cover.
    lasting : bool
        Whether it went on from a start to an end, rather than falling on some day within.
    """

    label: str
    printed: str
    period: Period
    lasting: bool

    @property
    def days(self) -> tuple[float, float]:
        """The first moment and the last, as matplotlib counts days."""
        start, end = self.period.start, self.period.end
        return day_number(start), day_number(end) + 1

    @property
    def is_point(self) -> bool:
        """Whether it is drawn as a mark alone."""
        return self.period.days <= _POINT_DAYS

    @property
    def mark(self) -> float:
        """Where its mark stands: the beginning of what lasts, else the middle."""
        begin, end = self.days
        return begin if self.lasting and not self.is_point else (begin + end) / 2

    @property
    def words(self) -> str:
        """Its date and what happened."""
        return f"{period_words(self.printed, short=True)}: {self.label}"


def event_table(events: pd.DataFrame) -> pd.DataFrame:
    """Check a table of events and put it in order of time; the table given is left as it is.

    >>> event_table(pd.DataFrame({"start": ["1937"]}))
    Traceback (most recent call last):
    purgestats.errors.PurgestatsError: the events lack the columns end, kind, label
    """
    if not isinstance(events, pd.DataFrame):
        raise PurgestatsError(f"events must be a DataFrame, not {type(events).__name__}")
    missing = [column for column in REQUIRED if column not in events.columns]
    if missing:
        raise PurgestatsError(f"the events lack the columns {', '.join(missing)}")
    frame = events.reset_index(drop=True)
    texts = {
        column: [clean(cell) for cell in frame[column]] if column in frame else ""
        for column in COLUMNS
    }
    frame = pd.DataFrame(texts, index=frame.index)
    order = [(period_of(row).start, period_of(row).end) for _, row in frame.iterrows()]
    return frame.iloc[sorted(range(len(order)), key=order.__getitem__)]


def period_of(row: pd.Series) -> Period:
    """Return the days that an event covers.

    >>> period_of(pd.Series({"start": "1937-06", "end": "1938-11"}))
    Period('1937-06/1938-11')
    """
    return Period.parse(_printed(row))


def _printed(row: pd.Series) -> str:
    start, end = row["start"], row["end"] or row["start"]
    return start if start == end else f"{start}/{end}"


def events_of(rows: pd.DataFrame) -> list[Event]:
    """Return the rows of a table as events."""
    return [
        Event(row["label"], _printed(row), period_of(row), row["start"] != row["end"] != "")
        for _, row in rows.iterrows()
    ]


def lanes_of(marks: list[Event]) -> list[int]:
    """Give each event that is drawn as a line the first lane that is free."""
    busy: list[date] = []
    lanes = []
    for event in marks:
        if event.is_point:
            lanes.append(0)
            continue
        free = [n for n, end in enumerate(busy) if end < event.period.start]
        lane = free[0] if free else len(busy)
        busy[lane : lane + 1] = [event.period.end]
        lanes.append(lane + 1)
    return lanes

"""Units of time in which records are counted: each a name and the span around some days.

To count by another unit, quarters for example, write its function and enter it in :data:`UNITS`.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable

from purgestats.claims.vocabulary.quantities import Period


def _day(days: Period) -> Period | None:
    return days if days.start == days.end else None


def _month(days: Period) -> Period | None:
    start, end = days.start, days.end
    if (start.year, start.month) != (end.year, end.month):
        return None
    last = calendar.monthrange(start.year, start.month)[1]
    return Period(start.replace(day=1), start.replace(day=last))


def _year(days: Period) -> Period | None:
    year = days.start.year
    if year != days.end.year:
        return None
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))


#: From the days that a date may mean to the unit that holds them all; None if none does.
UNITS: dict[str, Callable[[Period], Period | None]] = {"day": _day, "month": _month, "year": _year}

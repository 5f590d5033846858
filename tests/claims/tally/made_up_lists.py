"""Made-up lists of persons whose every cell comes with its meaning, and a count by brute force.

The count reads no date: each is made together with the year, month and day that it states, so that
reading it back is what is tested.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
from hypothesis import strategies as st

from purgestats.claims.table.terms import combined_vocabulary

TERMS = {"Тула": "tula", "г. Орёл": "orel", "Łódź — Лодзь": "lodz"}
PLACES = pd.DataFrame({"term": ["tula", "orel", "lodz"], "broader": "ussr"})
VOCABULARY = combined_vocabulary({"places": PLACES})
WINDOW = range(1937, 1939)
ABOUT = {
    "measure": "executions",
    "place": {"место": TERMS},
    "period": {"дата": "1937/1938"},
    "source": "made-up-list",
    "claimant": "nobody",
    "vocabulary": VOCABULARY,
}
_NAMES = """
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    I II III IV V VI VII VIII IX X XI XII
"""
_NOMINATIVES, _GENITIVES, _ROMAN = (line.split() for line in _NAMES.strip().splitlines())
_DAYS: tuple[Callable[[int, int, int], str], ...] = (
    lambda y, m, d: f"{y}-{m:02}-{d:02}",
    lambda y, m, d: f"{d:02}.{m:02}.{y}",
    lambda y, m, d: f"{d} {_GENITIVES[m - 1]} {y} г.",
    lambda y, m, d: f"{d}.{_ROMAN[m - 1]}.{y}",
    lambda y, m, d: f"{y}-{m:02}-{d:02} 00:00:00",
    lambda y, m, d: f" {d}.{m}.{y} ",
    lambda y, m, d: f"{calendar.month_name[m]} {d}, {y}",
)
_MONTHS: tuple[Callable[[int, int], str], ...] = (
    lambda y, m: f"{y}-{m:02}-??",
    lambda y, m: f"??.{m:02}.{y}",
    lambda y, m: f"{_NOMINATIVES[m - 1].upper()} {y}",
    lambda y, m: f"{m:02}.{y}",
    lambda y, m: f"{y}-{m:02}-00",
)
_YEARS: tuple[Callable[[int], str], ...] = (
    lambda y: f"{y}",
    lambda y: f"{y} год",
    lambda y: f"{y}-??-??",
)


class Date(NamedTuple):
    """A cell with what it states: as much of a date as it has, or why it has none."""

    text: str | None
    year: int = 0
    month: int = 0
    day: int = 0
    fault: str = ""


@st.composite
def dates(draw: st.DrawFn) -> Date:
    """Draw a cell of a column of dates."""
    year = draw(st.sampled_from([1936, 1937, 1937, 1938, 1950]))
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    kind = draw(st.sampled_from(["day", "day", "month", "year", "none", "impossible", "odd"]))
    if kind == "day":
        return Date(draw(st.sampled_from(_DAYS))(year, month, day), year, month, day)
    if kind == "month":
        return Date(draw(st.sampled_from(_MONTHS))(year, month), year, month)
    if kind == "year":
        return Date(draw(st.sampled_from(_YEARS))(year), year)
    if kind == "none":
        blank = draw(st.sampled_from([None, "", "неизвестно", "??.??.????", "0000-00-00"]))
        return Date(blank, fault="no date")
    if kind == "impossible":
        wrong = draw(st.sampled_from(["31.02.1937", "1937-13-01", "32 мая 1938 г.", "30.II.1938"]))
        return Date(wrong, fault="impossible date")
    odd = draw(st.sampled_from(["около 1937", "1937?", "осень", "05.08.37", "=1+1"]))
    return Date(odd, fault="unreadable date")


class Person(NamedTuple):
    """One record."""

    date: Date
    place: str | None
    name: str | None
    born: str | None


def persons() -> st.SearchStrategy[Person]:
    """Draw one record, often of a person who has been drawn before."""
    names = [None, "", "Ёжикова", "Ежикова", "李", 'O\'Neill; "Юрий"', "Ґалаґан"]
    return st.builds(
        Person,
        dates(),
        st.sampled_from([*TERMS, *TERMS, None, "", "Тулa"]),
        st.sampled_from(names),
        st.sampled_from(["1890", "1901", "", None]),
    )


def lists() -> st.SearchStrategy[list[Person]]:
    """Draw a list."""
    return st.lists(persons(), max_size=40)


def table(people: list[Person]) -> dict[str, list[Any]]:
    """Return a list as columns."""
    return {
        "дата": [person.date.text for person in people],
        "место": [person.place for person in people],
        "имя": [person.name for person in people],
        "г.р.": [person.born for person in people],
    }


def brute_force(
    people: list[Person], unit: str, keys: tuple[str, ...] = ()
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Count one record after the other: cells by period and place, and records left out."""
    left_out: Counter[str] = Counter()
    first: dict[Any, tuple[str, str]] = {}
    for number, person in enumerate(people):
        reason = _reason(person, unit)
        key = tuple({"имя": person.name, "г.р.": person.born}[name] or "" for name in keys) or (
            number,
        )
        if not reason and keys and not any(key):
            reason = "blank key"
        if reason:
            left_out[reason] += 1
            continue
        cell = (_period(person.date, unit), TERMS[person.place or ""])
        if key in first:
            left_out["duplicate"] += 1
        first[key] = min(cell, first.get(key, cell))
    return dict(Counter(first.values())), dict(left_out)


def _reason(person: Person, unit: str) -> str:
    date = person.date
    if date.fault:
        return date.fault
    if date.year not in WINDOW:
        return "outside the period"
    if (unit == "month" and not date.month) or (unit == "day" and not date.day):
        return f"no {unit}"
    return "" if person.place in TERMS else "unknown place"


def _period(date: Date, unit: str) -> str:
    parts = {"year": 4, "month": 7, "day": 10}[unit]
    return f"{date.year}-{date.month:02}-{date.day:02}"[:parts]

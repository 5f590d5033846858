"""Dates are read as far as they are written, and never further."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_lists import Date, dates

from purgestats.claims.tally.dates import MONTHS, ROMAN_MONTHS, read_date
from purgestats.claims.vocabulary.quantities import Period


@pytest.mark.slow
@given(dates())
def test_what_is_written_is_read_back(date: Date) -> None:
    """In every form a day, month or year gives just that span of days, and a fault its name."""
    period, reason = read_date(date.text or "")
    assert reason == date.fault
    if not date.fault:
        month = date.month or 1
        last = date.month or 12
        end = date.day or calendar.monthrange(date.year, last)[1]
        assert period == Period(
            datetime.date(date.year, month, date.day or 1), datetime.date(date.year, last, end)
        )


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1937", "1937"),
        ("1937 г.", "1937"),
        ("в 1937 году", "1937"),
        ("1937.0", "1937"),
        ("１９３７", "1937"),
        ("1937-00-00", "1937"),
        ("1937-??-05", "1937"),
        ("1937-08", "1937-08"),
        ("1937-8", "1937-08"),
        ("1937–8", "1937/1938"),
        ("1932–3 гг.", "1932/1933"),
        ("1937/8", "1937/1938"),
        ("1937–1", "1937-01"),
        ("1937.08", "1937-08"),
        ("1937/08/05", "1937-08-05"),
        ("1937-10-__", "1937-10"),
        ("1937-10-XX", "1937-10"),
        ("1937-10-", "1937-10"),
        ("__.10.1937", "1937-10"),
        ("..10.1937", "1937-10"),
        ("1?.10.1937", "1937-10"),
        ("10.1937", "1937-10"),
        ("окт. 1937", "1937-10"),
        ("в октябре 1937 г.", "1937-10"),
        ("1937, октябрь", "1937-10"),
        ("у жовтні 1937 р.", "1937-10"),
        ("5-го августа 1937 года", "1937-08-05"),
        ("5 авг 1937", "1937-08-05"),
        ("5 серпня 1937 р.", "1937-08-05"),
        ("August 5, 1937", "1937-08-05"),
        ("5th August 1937", "1937-08-05"),
        ("05-Aug-1937", "1937-08-05"),
        ("5.VIII.1937", "1937-08-05"),
        ("5.Х.1937", "1937-10-05"),
        ("VIII 1937", "1937-08"),
        ("19370805", "1937-08-05"),
        ("1937-08-05T00:00:00+03:00", "1937-08-05"),
        ("29.02.1936", "1936-02-29"),
        ("13/05/1937", "1937-05-13"),
        ("05/13/1937", "1937-05-13"),
        ("05/05/1937", "1937-05-05"),
        ("1937-1938", "1937/1938"),
        ("1937–1938 гг.", "1937/1938"),
        ("август 1937 — октябрь 1937", "1937-08/1937-10"),
        ("05.08.1937-07.08.1937", "1937-08-05/1937-08-07"),
        ("1937-08/1937-10", "1937-08/1937-10"),
        ("193?", "1930/1939"),
        ("1937-08/11", "1937-08/1937-11"),
        ("1937-08/05", "1937-08-05"),
        ("1930-е", "1930/1939"),
        ("1930-х гг.", "1930/1939"),
        ("the 1930s", "1930/1939"),
        ("1er août 1937", "1937-08-01"),
        ("5 sierpnia 1937 roku", "1937-08-05"),
        ("5 de agosto de 1937", "1937-08-05"),
        ("5. März 1937", "1937-03-05"),
        ("05.08.19??", "1900/1999"),
        ("1937г.", "1937"),
        ("5 августа 1937г.", "1937-08-05"),
        ("1937-1938гг.", "1937/1938"),
        ("[1937]", "1937"),
        ("[05.08.1937]", "1937-08-05"),
        ("1937-uu-uu", "1937"),
        ("1937-08-uu", "1937-08"),
        ("193u", "1930/1939"),
        ("1937-38", "1937/1938"),
        ("1937/38", "1937/1938"),
        ("1937 – 38 гг.", "1937/1938"),
        ("1909-10", "1909-10"),
        ("1937/08", "1937-08"),
    ],
)
def test_forms_of_a_date(text: str, period: str) -> None:
    """Each is read into the days that it may mean."""
    assert read_date(text) == (Period.parse(period), "")


def test_two_numbers_and_a_slash_say_the_year_only() -> None:
    """08/05/1937 may be May or August: neither is guessed."""
    assert read_date("08/05/1937") == (Period.parse("1937"), "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no date"),
        (" - ", "no date"),
        ("Н/Д", "no date"),
        ("дата неизвестна", "no date"),
        ("?", "no date"),
        ("0000-00-00", "no date"),
        ("0000/38", "impossible date"),
        ("05.08.????", "no year"),
        ("5 августа", "no year"),
        ("август", "no year"),
        ("31.02.1937", "impossible date"),
        ("29.02.1937", "impossible date"),
        ("32.01.????", "impossible date"),
        ("05.13.1937", "impossible date"),
        ("1937-13-05", "impossible date"),
        ("45 мая 193?", "impossible date"),
        ("1938-1937", "impossible date"),
        ("31.02.1937-05.03.1937", "impossible date"),
        ("1937-08-05/..", "open-ended date"),
        ("../1937-08-05", "open-ended date"),
        ("/1938", "open-ended date"),
        ("1938/", "open-ended date"),
        ("1937-", "open-ended date"),
        ("– 1938", "open-ended date"),
        ("../..", "no date"),
        ("1938-37", "impossible date"),
        ("1038", "doubtful year"),
        ("05.08.1038", "doubtful year"),
        ("3937-08", "doubtful year"),
        ("1037-1938", "doubtful year"),
        ("около 1937", "unreadable date"),
        ("не ранее 05.08.1937", "unreadable date"),
        ("1937?", "unreadable date"),
        ("1937 (?)", "unreadable date"),
        ("05.08.37", "unreadable date"),
        ("август май 1937", "unreadable date"),
        ("осень 1937", "unreadable date"),
        ("13732", "unreadable date"),
        ("1937 1938", "unreadable date"),
        ("1 2 3 1937", "unreadable date"),
        ("==1937", "unreadable date"),
    ],
)
def test_dates_that_give_no_days_say_why(text: str, reason: str) -> None:
    """Nothing is made up for what is missing, impossible or unclear."""
    assert read_date(text) == (None, reason)


@given(st.text(max_size=20) | st.text("0123456789?.-/ xXхIVгмайokt", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises; either there are days or a reason, never both."""
    period, reason = read_date(text)
    assert (period is None) == bool(reason)


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2100, 12, 31)))
def test_days_are_those_of_the_calendar(day: datetime.date) -> None:
    """Every day that exists is read, and the one after the end of its month is impossible."""
    assert read_date(day.strftime("%d.%m.%Y")) == (Period(day, day), "")
    after = calendar.monthrange(day.year, day.month)[1] + 1
    assert read_date(f"{after}.{day.month}.{day.year}") == (None, "impossible date")


def test_month_names_are_those_of_twelve_months() -> None:
    """No form belongs to two months, and each month has forms in all languages and figures."""
    for names in (MONTHS, ROMAN_MONTHS):
        assert set(names.values()) == set(range(1, 13))
    assert all(name == name.casefold() for name in [*MONTHS, *ROMAN_MONTHS])
    assert [MONTHS[calendar.month_name[month].lower()] for month in range(1, 13)] == list(
        range(1, 13)
    )

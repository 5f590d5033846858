"""The parts from which charts are laid out: widths, scales, places of labels, words."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.charts.layout.label_places import Box, place_labels
from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.spread import spread
from purgestats.charts.layout.text import drawable, legible
from purgestats.charts.layout.text_size import balanced, text_width, wrapped
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import MARKS, UNSTATED, mark_of
from purgestats.words import clean, period_words

positions = st.lists(st.floats(0, 500), min_size=1, max_size=12).map(sorted)
values = st.lists(st.floats(1, 1e8), min_size=1, max_size=8)


@given(positions, st.floats(1, 40))
def test_labels_moved_apart_do_not_overlap(wanted: list[float], size: float) -> None:
    """Spread labels keep their order and their distance, and begin within the line."""
    placed = spread(wanted, [size] * len(wanted), 0, 500)
    assert all(b - a >= size - 1e-6 for a, b in pairwise(placed))
    assert placed[0] >= size / 2 - 1e-6
    if size * len(wanted) <= 500:
        assert placed[-1] <= 500 - size / 2 + 1e-6


@given(st.integers(1, 8))
def test_labels_with_room_stay_where_they_are(count: int) -> None:
    """Labels that do not touch are not moved."""
    wanted = [50.0 * n + 25 for n in range(count)]
    assert spread(wanted, [20.0] * count, 0, 1000) == pytest.approx(wanted)


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.floats(30, 200))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    """Every line is as narrow as asked, and together they hold every letter."""
    words = clean(text)
    for lines in (wrapped(words, room), balanced(words, room)):
        assert all(text_width(line) <= room for line in lines)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@given(values, st.booleans())
def test_a_scale_keeps_the_room_it_was_asked_for(given_values: list[float], log: bool) -> None:
    """All values fall on the axis with the free points above, and below on a logarithmic one."""
    spans = [Span(value, value, value) for value in given_values]
    scale = scale_for(spans, 300, before=20, after=40, log=log)
    places = [scale.place(value) for value in given_values]
    assert max(places) <= 260 + 1e-6
    assert min(places) >= (20 if scale.log and max(places) > min(places) else 0) - 1e-6


@given(values)
def test_tick_labels_do_not_run_together(given_values: list[float]) -> None:
    """However large the numbers, labels on the axis leave each other room."""
    scale = scale_for([Span(v, v, v) for v in given_values], 200, before=10, after=10)
    ticks = scale.ticks("x")
    ends = [
        (scale.place(t) - text_width(scale.write(t), 9) / 2,
         scale.place(t) + text_width(scale.write(t), 9) / 2)
        for t in ticks
    ]  # fmt: skip
    assert ticks == sorted(ticks)
    assert len(ticks) == 1 or all(a[1] < b[0] for a, b in pairwise(ends))


def test_one_value_on_a_logarithmic_axis_has_a_place() -> None:
    """A single value, or several equal ones, make an axis of some length."""
    scale = scale_for([Span(7, 7, 7)], 300, before=20, after=40, log=True)
    assert scale.low < 7 < scale.high
    assert 0 <= scale.place(7) <= 300


def test_zero_is_open_on_a_logarithmic_axis_only() -> None:
    """What a log axis cannot show becomes an open end; a linear one shows it."""
    span = Span(0, 5, 10)
    assert math.isnan(Scale(1, 100, log=True, length=100).drawable(span).low)
    assert Scale(0, 100, log=False, length=100).drawable(span) == span


def test_labels_avoid_marks_and_each_other() -> None:
    """Labels of points close together cover neither the points nor one another."""
    points = [(100.0, 100.0), (110.0, 104.0), (105.0, 90.0)]
    boxes = place_labels(points, [(40.0, 12.0)] * 3, [], Box(0, 0, 300, 200))
    for number, box in enumerate(boxes):
        assert box.outside(Box(0, 0, 300, 200)) == 0
        assert all(box.overlap(other) == 0 for other in boxes[number + 1 :])
        assert all(box.overlap(Box(x - 4, y - 4, x + 4, y + 4)) == 0 for x, y in points)


def test_every_basis_has_shape_and_colour_of_its_own() -> None:
    """No two bases share a marker or a colour, so that either tells them apart."""
    marks = [*MARKS.values(), UNSTATED]
    assert len({mark.marker for mark in marks}) == len(marks)
    assert len({mark.colour for mark in marks}) == len(marks)
    assert mark_of("hearsay") is UNSTATED


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("1937", "1937"),
        ("1937/1938", "1937–1938"),
        ("1937-08", "August 1937"),
        ("1937-06/1938-11", "June 1937 – November 1938"),
        ("1936-08-19/1938-11-17", "19 August 1936 – 17 November 1938"),
        ("1938-11/1939", "November 1938 – 1939"),
        ("the thirties", "the thirties"),
    ],
)
def test_periods_in_words(period: str, words: str) -> None:
    """A period is written as a reader would write it, whatever the user's locale."""
    assert period_words(period) == words


@given(st.text(max_size=40))
def test_any_text_can_be_cleaned_and_drawn(text: str) -> None:
    """Cleaned text holds no control character or surrogate, and no formula is left to read."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert all(letter.isprintable() or ord(letter) > 127 for letter in cleaned)
    assert len(legible(cleaned)) == len(cleaned)
    assert drawable(cleaned).replace(r"\$", "").count("$") == 0

"""The parts from which charts are laid out: widths, scales, places of labels, rows that fit."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.text import balanced, drawable, legible, text_width, wrapped
from purgestats.charts.marks.labels import Box, place_labels
from purgestats.charts.marks.rows import evenly, foremost
from purgestats.charts.style import DARK, LIGHT, MARKS, UNSTATED, fitting, mark_of
from purgestats.words import clean, period_words

values = st.lists(st.floats(1, 1e8), min_size=1, max_size=8)


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.floats(30, 200))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    """Every line is as narrow as asked, and together they hold every letter."""
    words = clean(text)
    for lines in (wrapped(words, room), balanced(words, room)):
        assert all(text_width(line) <= room for line in lines)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@pytest.mark.slow
@given(values, st.booleans())
def test_a_scale_keeps_the_room_it_was_asked_for(given_values: list[float], log: bool) -> None:
    """All values fall on the axis with the free points above, and below on a logarithmic one."""
    scale = scale_for(given_values, 300, before=20, after=40, log=log)
    places = [scale.place(value) for value in given_values]
    assert max(places) <= 260 + 1e-6
    assert min(places) >= (20 if scale.log and max(places) > min(places) else 0) - 1e-6


@pytest.mark.slow
@given(values)
def test_tick_labels_do_not_run_together(given_values: list[float]) -> None:
    """However large the numbers, labels on the axis leave each other room."""
    scale = scale_for(given_values, 200, before=10, after=10)
    ticks = scale.ticks("x")
    ends = [
        (scale.place(t) - text_width(scale.write(t), 9) / 2,
         scale.place(t) + text_width(scale.write(t), 9) / 2)
        for t in ticks
    ]  # fmt: skip
    assert ticks == sorted(ticks)
    assert len(ticks) == 1 or all(a[1] < b[0] for a, b in pairwise(ends))


@pytest.mark.slow
@given(values)
def test_an_axis_that_does_not_begin_at_zero_says_so(given_values: list[float]) -> None:
    """The label of every axis names what is unusual about it, and of no other."""
    scale = scale_for(given_values, 300)
    label = scale.label("persons")
    assert ("logarithmic" in label) is scale.log
    assert ("begins at" in label) is (not scale.log and scale.low > 0)


def test_an_axis_from_zero_begins_there() -> None:
    """Where lengths are compared, close values do not move the beginning of the axis."""
    assert scale_for([90, 100], 300, from_zero=True).low == 0
    assert scale_for([90, 100], 300).low > 0


def test_one_value_on_a_logarithmic_axis_has_a_place() -> None:
    """A single value, or several equal ones, make an axis of some length."""
    scale = scale_for([7], 300, before=20, after=40, log=True)
    assert scale.low < 7 < scale.high
    assert 0 <= scale.place(7) <= 300


def test_zero_has_a_place_on_a_logarithmic_axis() -> None:
    """It stands apart at the beginning, and is not said to lie beyond the axis."""
    scale = scale_for([0, 5, 1000], 300, log=True)
    assert scale.zero
    assert scale.place(0) == 0
    assert scale.misses(0) == 0
    assert scale.place(5) > 20
    assert scale_for([5, 1000], 300, log=True).misses(0) == -1


@given(values, st.floats(0, 300))
def test_places_and_values_are_the_same_both_ways(given_values: list[float], at: float) -> None:
    """A value that lies at a place has that place."""
    scale = scale_for(given_values, 300)
    assert scale.place(scale.value(at)) == pytest.approx(at, abs=1e-6)


def test_what_lies_beyond_is_drawn_at_the_edge() -> None:
    """A value off the axis is known to miss it and has the place of the edge."""
    scale = Scale(10, 100, log=False, length=300)
    assert (scale.misses(5), scale.misses(50), scale.misses(500)) == (-1, 0, 1)
    assert (scale.place(5), scale.place(500)) == (0, 300)


points = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), min_size=1, max_size=12)


@given(points, st.floats(10, 120))
def test_labels_cover_neither_marks_nor_each_other(
    places: list[tuple[float, float]], width: float
) -> None:
    """A label that is drawn lies within the frame and covers nothing; others are left out."""
    frame = Box(0, 0, 300, 200)
    boxes = [b for b in place_labels(places, [(width, 12.0)] * len(places), [], frame) if b]
    assert all(box.outside(frame) < 1 for box in boxes)
    assert all(a.overlap(b) < 1 for a, b in combinations(boxes, 2))
    assert all(box.overlap(Box(x - 4, y - 4, x + 4, y + 4)) < 1 for box in boxes for x, y in places)


@given(st.integers(1, 200), st.integers(1, 60))
def test_rows_that_stay_keep_both_ends(count: int, most: int) -> None:
    """Of many rows no more stay than asked, in their order; spread evenly, both ends are there."""
    kept = evenly(count, max(most, 2))
    assert kept == sorted(set(kept))
    assert len(kept) <= max(most, 2)
    assert {kept[0], kept[-1]} == {0, count - 1}
    assert foremost(count, most) == list(range(min(count, most)))


def test_every_basis_has_shape_and_colour_of_its_own() -> None:
    """No two bases share a marker or a colour, on light paper or dark, so that either tells."""
    marks = [*MARKS.values(), UNSTATED]
    assert len({mark.marker for mark in marks}) == len(marks)
    for palette in (LIGHT, DARK):
        assert len({palette[mark.role] for mark in marks}) == len(marks)
    assert mark_of("hearsay") is UNSTATED


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_paper(palette: object) -> None:
    """Text has a contrast of 4.5 to 1, a mark of 3 to 1 (WCAG 2.2), on either paper."""
    at = vars(palette)

    def contrast(one: str) -> float:
        light, dark = sorted((_luminance(at[one]), _luminance(at["paper"])), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert all(contrast(name) >= 4.5 for name in ("ink", "quiet"))
    marks = [mark.role for mark in (*MARKS.values(), UNSTATED)]
    assert all(contrast(name) >= 3 for name in (*marks, "accent"))


def test_the_palette_fits_the_paper() -> None:
    """Dark paper gets the dark palette; paper that shows what is behind counts as light."""
    assert fitting("#000000") is DARK
    assert fitting((1.0, 1.0, 1.0, 1.0)) is LIGHT
    assert fitting((0.0, 0.0, 0.0, 0.0)) is LIGHT


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


@pytest.mark.slow
@given(st.text(max_size=40))
def test_any_text_can_be_cleaned_and_drawn(text: str) -> None:
    """Cleaned text holds no control character or surrogate, and no formula is left to read."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert all(letter.isprintable() or ord(letter) > 127 for letter in cleaned)
    assert len(legible(cleaned)) == len(cleaned)
    assert drawable(cleaned).replace(r"\$", "").count("$") == 0


def test_no_colour_is_named_outside_the_palette() -> None:
    """The palette is in one file: no other file of the charts holds a hexadecimal colour."""
    import re
    from pathlib import Path

    import purgestats.charts as room

    folder = Path(str(room.__file__)).parent
    holding = {
        path.name for ending in ("py", "css", "toml") for path in folder.rglob(f"*.{ending}")
        if re.search(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8"))
    }  # fmt: skip
    assert holding == {"style.toml"}
    assert vars(LIGHT).keys() == vars(DARK).keys()

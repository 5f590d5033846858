"""`svg`: a chart for a web page, whose marks can be asked whose figures they are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.style import LIGHT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def ax(claims: pd.DataFrame, quantity: str) -> Axes:
    """A chart with markup in its names."""
    return charts.estimates(claims.assign(claimant='A & <b onload="x"> Ы'), quantity)


def _marks(text: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(text)
    return [part for part in root.iter() if part.get("class") == "mark"]


@pytest.mark.slow
def test_each_mark_says_who_as_printed_and_where(claims: pd.DataFrame, quantity: str) -> None:
    """Every mark is reached by the keyboard and is called by claimant, figure and source."""
    found = _marks(charts.svg(charts.estimates(claims, quantity)))
    words = {str(mark.get("aria-label")) for mark in found}
    assert "Author B, 1992: 681,692. book." in words
    assert len(found) == 5
    assert all(mark.get("tabindex") == "0" for mark in found)


@pytest.mark.slow
def test_each_mark_has_a_box_that_it_opens(ax: Axes) -> None:
    """For each mark there is a hidden text, shown on hover and on focus, that says the same."""
    text = charts.svg(ax)
    root = ElementTree.fromstring(text)
    boxes = {part.get("id"): part for part in root.iter() if part.get("class") == "tip"}
    for mark in _marks(text):
        box = boxes[str(mark.get("id")).replace("-mark-", "-tip-mark-")]
        lines = [part.text or "" for part in box.iter(f"{SVG}text")]
        assert " ".join(lines).split() == str(mark.get("aria-label")).split()
        for state in ("hover", "focus"):
            assert f"#{mark.get('id')}:{state}) #{box.get('id')}" in text


@pytest.mark.slow
def test_marks_lead_to_their_claims(ax: Axes) -> None:
    """Where an address is given the mark is a link to it, escaped; else it is none."""
    text = charts.svg(ax, lambda claim: f'page.html?a="&id={claim}' if claim[-1] == "b" else None)
    links = [mark for mark in _marks(text) if mark.tag == f"{SVG}a"]
    assert [link.get("href") for link in links] == ['page.html?a="&id=executions-b']


@pytest.mark.slow
def test_nothing_from_a_table_is_markup(ax: Axes) -> None:
    """Markup in a name is text, and no element and no handler comes of it."""
    root = ElementTree.fromstring(charts.svg(ax))
    tags = {part.tag.removeprefix(SVG) for part in root.iter()}
    assert not tags & {"b", "script", "foreignObject", "image"}
    assert not any(name.startswith("on") for part in root.iter() for name in part.attrib)


@pytest.mark.slow
def test_two_charts_on_a_page_share_no_id(claims: pd.DataFrame, quantity: str) -> None:
    """Every id of a chart is its own, and every reference finds its id."""
    texts = [charts.svg(charts.estimates(claims, quantity)),
             charts.svg(charts.estimates(claims, quantity, by="year"))]  # fmt: skip
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in texts]
    assert not ids[0] & ids[1]
    for text, own in zip(texts, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= own
        assert set(re.findall(r'xlink:href="#([^"]+)"', text)) <= own


@pytest.mark.slow
def test_colours_can_turn_dark_with_the_page(ax: Axes) -> None:
    """Every colour of the palette is a variable with values for light pages and for dark ones."""
    text = charts.svg(ax)
    assert f"var(--ink, {LIGHT.ink})" in text
    assert "prefers-color-scheme:dark" in text
    assert ":root[data-theme=dark]" in text
    bare = re.sub(r"var\([^)]*\)", "", re.sub(r"<style.*?</style>", "", text, flags=re.S))
    assert set(re.findall(r"#[0-9a-f]{6}\b", bare)) == set()


@pytest.mark.slow
def test_the_same_chart_makes_the_same_text(claims: pd.DataFrame, quantity: str) -> None:
    """Two renderings are equal to the byte; title and description come first, once each."""
    one, two = (charts.svg(charts.estimates(claims, quantity)) for _ in range(2))
    assert one == two
    root = ElementTree.fromstring(one)
    assert [part.tag.removeprefix(SVG) for part in list(root)[:2]] == ["title", "desc"]
    assert len(list(root.iter(f"{SVG}desc"))) == 1
    assert root.get("viewBox")
    assert root.get("width") is None


def test_other_axes_are_refused() -> None:
    """Axes on which nothing of ours was drawn have no SVG."""
    import matplotlib.pyplot as plt

    with pytest.raises(ps.PurgestatsError, match="not the Axes"):
        charts.svg(plt.subplots()[1])

"""The site as a reader sees it: opened from a file, in a real browser, wide and narrow."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import pandas as pd
import pytest
from answer_cards import QUESTIONS
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

import purgestats as ps

pytestmark = pytest.mark.slow

WIDE: ViewportSize = {"width": 1400, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 800}
SITE_TOPICS = ("executions", "arrests")
EXECUTED = "quantities/executions_all_all_ussr_1937_to_1938.html"
AXE = {"resultTypes": ["violations"]}
MAIN_PAGES = (
    "index.html",
    "notebooks/01-first-steps.html",
    "data.html",
    "data/executions.html",
    "quantities.html",
    EXECUTED,
    "conflicts.html",
    "statistics.html",
    "worksheet.html",
    "api/ledger.html",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page as wide as a desktop's."""
    with browser.new_context(viewport=WIDE) as context:
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A fresh page as wide as a phone's."""
    with browser.new_context(viewport=NARROW) as context:
        yield context.new_page()


def address(site: Path, name: str) -> str:
    """The address of a page opened from its file."""
    return (site / name).as_uri()


def some_of_each_kind(site: Path) -> list[str]:
    """The pages of the site; of a folder with many, about ten from its first to its last."""
    folders: dict[Path, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        if "_static" not in path.parts:
            folders.setdefault(path.parent, []).append(path.relative_to(site).as_posix())
    return [name for names in folders.values() for name in names[:: 1 + len(names) // 10]]


@dataclass
class Visit:
    """What one page has shown."""

    faults: list[str] = field(default_factory=list)
    headed: bool = False
    text: str = ""


@pytest.fixture(scope="module")
def visits(site: Path, browser: Browser) -> dict[str, Visit]:
    """Some pages of each kind, opened one after the other on a desktop."""
    found = {name: Visit() for name in some_of_each_kind(site)}
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        for name, visit in found.items():
            with watched(page, visit.faults):
                page.goto(address(site, name))
                visit.text = page.evaluate(
                    """() => {
                      const copy = document.querySelector("article, main").cloneNode(true);
                      copy.querySelectorAll("code, pre, script, style, svg")
                        .forEach(one => one.remove());
                      return copy.textContent;
                    }"""
                )
                visit.headed = page.locator("h1").first.is_visible()
    return found


@contextlib.contextmanager
def watched(page: Page, faults: list[str]) -> Iterator[None]:
    """Note what a page writes to the console as an error, and what it asks a network for."""
    heard: dict[Any, Callable[[Any], None]] = {
        "console": lambda said: faults.append(said.text) if said.type == "error" else None,
        "pageerror": lambda error: faults.append(str(error)),
        "requestfailed": lambda request: faults.append(f"failed: {request.url}"),
        "request": lambda request: (
            None
            if request.url.startswith(("file:", "data:", "blob:"))
            else faults.append(request.url)
        ),
    }
    for event, note in heard.items():
        page.on(event, note)
    yield
    for event, note in heard.items():
        page.remove_listener(event, note)


def test_pages_of_each_kind_show_without_errors_or_outside_requests(
    visits: dict[str, Visit],
) -> None:
    """No page writes an error to the console, asks a network for anything, or lacks a heading."""
    assert {name: visit.faults for name, visit in visits.items() if visit.faults} == {}
    assert [name for name, visit in visits.items() if not visit.headed] == []


def test_table_search_shows_matching_rows_only(site: Path, page: Page) -> None:
    """Every word typed must stand in a row; case and accents do not matter; the number is said."""
    page.goto(address(site, "data/executions.html"))
    rows = page.locator("#purgestats-executions tbody tr:visible")
    every = len(ps.load("executions"))
    expect(rows).to_have_count(every)
    page.get_by_label("Search this table").fill("CONQUEST 1968")
    shown = rows.count()
    assert 0 < shown < every
    assert all("Conquest" in text for text in rows.all_inner_texts())
    expect(page.get_by_role("status")).to_have_text(f"{shown} of {every} figures shown.")
    page.get_by_label("Search this table").fill("no such words")
    expect(rows).to_have_count(0)


def test_table_is_sorted_with_the_keyboard(site: Path, page: Page) -> None:
    """A heading is a button that sorts up, then down; blanks come last in both directions."""
    page.goto(address(site, "data/executions.html"))
    heading = page.get_by_role("columnheader", name="Read as")
    claims = ps.load("executions")
    values = claims["best"].fillna(claims["low"]).fillna(claims["high"]).dropna().tolist()
    for direction, ordered in (
        ("ascending", sorted(values)),
        ("descending", sorted(values, reverse=True)),
    ):
        heading.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(heading).to_have_attribute("aria-sort", direction)
        cells = page.locator("#purgestats-executions tbody td:nth-child(4)")
        held = [cell.get_attribute("data-sort") for cell in cells.all()]
        assert [float(value) for value in held if value] == pytest.approx(ordered)
        assert held[len(ordered) :] == [None] * (len(held) - len(ordered))


def test_shown_rows_can_be_downloaded(site: Path, page: Page) -> None:
    """The file holds the headings and the rows shown, and no others."""
    page.goto(address(site, "data/executions.html"))
    page.get_by_label("Search this table").fill("Kuhr")
    shown = page.locator("#purgestats-executions tbody tr:visible").count()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download what is shown").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[0] == "Who gives it"
    assert len(rows) == shown
    assert all("Kuhr" in row[0] for row in rows)


def test_downloaded_rows_hold_no_formula(site: Path, page: Page, tmp_path: Path) -> None:
    """What a spreadsheet program would work out gets an apostrophe in front."""
    script = (site / "_static" / "tables.js").as_uri()
    (tmp_path / "table.html").write_text(
        f"<script src='{script}' defer></script><div><table class='searchable' id='t'>"
        "<thead><tr><th scope='col'>a</th></tr></thead><tbody>"
        "<tr><th scope='row'>=HYPERLINK(1)</th></tr><tr><th scope='row'>plain, \"x\"</th></tr>"
        "</tbody></table></div>",
        encoding="utf-8",
    )
    page.goto((tmp_path / "table.html").as_uri())
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download what is shown").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["a"], ["'=HYPERLINK(1)"], ['plain, "x"']]


def test_tables_are_whole_without_scripts(site: Path, browser: Browser) -> None:
    """With scripts switched off every row is there, and no control that would do nothing."""
    with browser.new_context(viewport=WIDE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address(site, "data/executions.html"))
        rows = page.locator("#purgestats-executions tbody tr")
        expect(rows).to_have_count(len(ps.load("executions")))
        expect(rows.last).to_be_visible()
        expect(page.locator(".table-tools")).to_have_count(0)


def test_link_leads_to_the_row_of_one_figure(site: Path, page: Page) -> None:
    """The address of a figure brings its row into view, with its reference ready to be copied."""
    page.goto(f"{address(site, 'data/executions.html')}#claim-kuhr-executions")
    row = page.locator("#claim-kuhr-executions")
    expect(row).to_be_in_viewport()
    row.get_by_text("Cite", exact=True).click()
    expect(row.locator("details")).to_contain_text("[kuhr-executions; purgestats data")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("681,692", "681,692: Executed, Soviet Union"),
        ("681692", "681,692: Executed, Soviet Union"),
        ("Kuhr", "Corrina Kuhr"),
        ("Ежов", "Yezhov"),
        ("Куропаты", "Kurapaty"),
        ("Polish operation", "Polish operation"),
        ("kuhr-arrests", "2.5 million: Arrested"),
    ],
)
def test_site_search_finds(site: Path, page: Page, query: str, title: str) -> None:
    """Numbers in any spelling, names and places in any letters and ids are found, offline."""
    page.goto(f"{address(site, 'search.html')}?q={query}")
    found = page.locator("#site-search-results a")
    assert title in " | ".join(found.all_inner_texts()[:5])
    first = page.locator("#site-search-results li").first
    assert first.locator(".excerpt").inner_text().strip()
    found.first.click()
    expect(page.locator("h1").first).to_be_visible()


def test_chart_can_be_had_as_a_file(site: Path, page: Page) -> None:
    """Under a chart of a quantity and of a notebook are buttons that give it as SVG and as PNG."""
    for name in (EXECUTED, "notebooks/01-first-steps.html"):
        page.goto(address(site, name))
        files = []
        for button in page.locator(".chart-files").first.get_by_role("button").all():
            with page.expect_download() as waiting:
                button.click()
            files.append(
                (waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes())
            )
        (drawn, vector), (painted, picture) = files
        assert (drawn, painted) == (f"{Path(name).stem}-1.svg", f"{Path(name).stem}-1.png")
        root = ElementTree.fromstring(vector)
        assert root.get("width")
        assert b"var(" not in vector
        assert b'class="tips"' not in vector
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 50_000


@pytest.mark.parametrize("name", ["index.html", EXECUTED, "notebooks/01-first-steps.html"])
def test_chart_is_visible_on_a_phone(site: Path, phone: Page, name: str) -> None:
    """At 390 pixels the chart is there, fills the column and does not stick out."""
    phone.goto(address(site, name))
    chart = phone.locator(":is(article img, figure.chart svg):visible").first
    chart.scroll_into_view_if_needed()
    expect(chart).to_be_in_viewport()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]


OVERLAPS = """charts => charts.flatMap(chart => {
  const texts = [...chart.querySelectorAll("g[id*='-text_']")]
    .map(text => [text.id, text.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  const over = [];
  texts.forEach(([one, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 1) over.push(`${one} over ${other}`);
  }));
  return over;
})"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_text_of_a_chart_covers_another(
    site: Path, browser: Browser, size: ViewportSize
) -> None:
    """In every chart drawn for the page, at both widths, no two texts overlap."""
    names = ["index.html"]
    names += sorted(path.relative_to(site).as_posix() for path in site.glob("quantities/*.html"))
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        for name in names:
            page.goto(address(site, name))
            charts = page.locator("figure.chart svg.purgestats-chart:visible")
            assert charts.count() > 0, name
            assert charts.evaluate_all(OVERLAPS) == [], name


def test_tooltip_opens_by_keyboard_and_leads_to_the_figure(site: Path, page: Page) -> None:
    """A mark that has the focus shows who gives the figure and where; its link is the row."""
    page.goto(address(site, EXECUTED))
    chart = page.locator("figure.chart svg.purgestats-chart:visible")
    mark = chart.locator("a.mark").first
    name = mark.get_attribute("id") or ""
    tip = chart.locator(f"[id='{name.replace('-mark', '-tip-mark')}']")
    expect(tip).to_be_hidden()
    mark.focus()
    expect(tip).to_be_visible()
    assert "#claim-" in (mark.get_attribute("href") or "")


SLUG = re.compile(r"\b(?:nan|NaN|inf|True|False)\b|\w\|\w")


def test_no_page_shows_what_only_programs_say(visits: dict[str, Visit]) -> None:
    """No NaN, inf, True, pipe or id of a quantity in what a reader sees outside code."""
    code = ("api", "python", "command-line", "how-it-works", "statistics")
    told = {name: one.text for name, one in visits.items() if not name.startswith(code)}
    assert all(text.strip() for text in told.values())
    faults = {name: {match[0] for match in SLUG.finditer(text)} for name, text in told.items()}
    assert {name: found for name, found in faults.items() if found} == {}


NUMBER = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+(?:[.,]\d+)?")


def test_every_number_of_the_first_page_is_in_the_tables(site: Path, page: Page) -> None:
    """Each number of an answer is one that a claim prints, its year, or follows from claims."""
    page.goto(address(site, "index.html"))
    cards = page.locator(".answer-card")
    assert cards.count() >= 2
    expect(cards.first).to_contain_text("681,692")
    claims = pd.concat([ps.load(topic) for topic in SITE_TOPICS], ignore_index=True)
    cells = claims[["as_printed", "resolved", "claim_year", "period", "low", "best", "high"]]
    known = {"1991"}  # in the name of a kind of figure
    known |= {
        re.sub(r"\D", "", number)
        for cell in cells.map(lambda cell: "" if pd.isna(cell) else str(cell)).to_numpy().ravel()
        for number in NUMBER.findall(cell.removesuffix(".0"))
    }
    for question in QUESTIONS:
        ranges = ps.answer(question.quantity, claims).ranges
        known |= {f"{end:.0f}" for end in (*ranges["low"], *ranges["high"]) if math.isfinite(end)}
    told = page.locator(".answer-card .answer-figure, .answer-card li, section.answer li").all()
    numbers = {number for one in told for number in NUMBER.findall(one.inner_text())}
    assert {number for number in numbers if re.sub(r"\D", "", number) not in known} == set()


def test_pages_fit_a_phone(site: Path, phone: Page) -> None:
    """No main page is wider than the screen; a table's rows become cards that name each cell."""
    for name in MAIN_PAGES:
        phone.goto(address(site, name))
        assert phone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name
    phone.goto(address(site, EXECUTED))
    cell = phone.locator("table.searchable tbody td").nth(1)
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "As printed" in label
    expect(phone.get_by_role("table").first.get_by_role("row").nth(1)).to_be_visible()


def test_what_a_notebook_prints_is_read_without_scrolling(site: Path, page: Page) -> None:
    """Its sentences are wrapped."""
    page.goto(address(site, "notebooks/01-first-steps.html"))
    printed = page.locator(".cell_output pre")
    widths = printed.evaluate_all("all => all.map(one => [one.scrollWidth, one.clientWidth])")
    assert widths
    assert all(inner <= outer for inner, outer in widths)


def test_keyboard_reaches_the_text_first(site: Path, page: Page) -> None:
    """The first stop of the tabulator skips what stands on every page."""
    page.goto(address(site, EXECUTED))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("Skip to main content")


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide-light", "narrow-dark"]
)
def test_pages_have_no_serious_fault_of_access(
    site: Path, browser: Browser, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    """axe-core finds nothing serious or critical on the main pages, and on half in the dark."""
    axe, faults = Axe(), []
    with browser.new_context(viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        for name in MAIN_PAGES[:: 1 if scheme == "light" else 2]:
            page.goto(address(site, name))
            for fault in axe.run(page, options=AXE).response["violations"]:
                if fault["impact"] in ("serious", "critical"):
                    places = [node["html"][:160] for node in fault["nodes"][:3]]
                    faults.append((name, fault["id"], places))
    assert faults == []

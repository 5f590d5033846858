"""The site that `make report` writes, built here from the notebooks as they are committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import build_report
import nbformat
import pytest
from rich.console import Console
from run_notebooks import NotebookFailure, execute, execute_all, find_notebooks

import purgestats as ps

pytestmark = pytest.mark.slow

OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
LOADING_CSS = re.compile(r"@import\s+(?:url\()?\s*['\"]?([^'\")\s;]+)|url\(\s*['\"]?([^'\")]+)")
LOADING_SCRIPT = re.compile(r"\b(?:import|importScripts|require)\s*\(?\s*['\"]([^'\"]+)['\"]")
NOTEBOOKS = find_notebooks()


@dataclass
class Page(HTMLParser):
    """What a page loads, shows and says, collected while it is parsed."""

    loads: list[str] = field(default_factory=list)
    images: list[dict[str, str | None]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort an element's addresses into those loaded and those a reader may follow."""
        values = dict(attrs)
        if tag == "img":
            self.images.append(values)
        if tag == "a" or values.get("rel") in {"next", "prev", "index", "search"}:
            self.links.append(values.get("href") or "")
        else:
            for name in ("src", "href", "data", "poster", "srcset", "action"):
                self.loads.append(values.get(name) or "")
        self.loads += find_loaded(LOADING_CSS, values.get("style") or "")

    def handle_data(self, data: str) -> None:
        """Keep the text, and what scripts and styles within the page load."""
        self.text.append(data)
        self.loads += find_loaded(LOADING_CSS, data) if self.lasttag == "style" else []
        self.loads += find_loaded(LOADING_SCRIPT, data) if self.lasttag == "script" else []


def find_loaded(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield the addresses that a stylesheet or script loads."""
    for match in pattern.finditer(text):
        yield next(group for group in match.groups() if group)


def read_page(path: Path) -> Page:
    """Parse one page of the site."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Every page of the site by its path."""
    paths = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    return {path.relative_to(site).as_posix(): read_page(path) for path in paths}


def test_site_is_built_without_warnings(built: tuple[Path, str]) -> None:
    """Sphinx has nothing to complain about: no dead link, no lost page, no chart undescribed."""
    assert built[1] == ""


def test_index_starts_with_the_answer(pages: dict[str, Page]) -> None:
    """The first page answers, then opens three doors and a glossary."""
    text = " ".join(pages["index.html"].text)
    places = [text.find(words) for words in (
        "What do we know, and how sure?", "How many people were executed",
        "Where do I start?", "I want to read the figures", "I have figures of my own",
        "I write Python", "The words used here",
    )]  # fmt: skip
    assert -1 not in places
    assert places[1:] == sorted(places[1:])


def test_pages_load_nothing_from_outside(pages: dict[str, Page]) -> None:
    """No page loads a script, style, font, picture or anything else from a network."""
    outside = {
        (name, address)
        for name, page in pages.items()
        for address in page.loads
        if OUTSIDE.match(address)
    }
    assert outside == set()


def test_every_file_a_page_loads_is_there(site: Path, pages: dict[str, Page]) -> None:
    """What a page loads lies in the site, so it shows in full when opened from a file."""
    missing = {
        (name, address)
        for name, page in pages.items()
        for address in page.loads
        if address and not address.startswith(("#", "data:"))
        if not ((site / name).parent / address.split("?")[0].split("#")[0]).is_file()
    }
    assert missing == set()


def test_stylesheets_load_nothing_from_outside(site: Path) -> None:
    """No stylesheet of the site imports another, or a font or picture, from a network."""
    outside = {
        (path.name, address)
        for path in site.rglob("*.css")
        for address in find_loaded(LOADING_CSS, path.read_text(encoding="utf-8"))
        if OUTSIDE.match(address)
    }
    assert outside == set()


def test_scripts_load_nothing_from_outside(site: Path) -> None:
    """No script of the site imports another from a network."""
    outside = {
        (path.name, address)
        for path in site.rglob("*.js")
        for address in find_loaded(LOADING_SCRIPT, path.read_text(encoding="utf-8"))
        if OUTSIDE.match(address)
    }
    assert outside == set()


@pytest.mark.parametrize(
    "markup",
    [
        "<script src='https://cdn.example/x.js'></script>",
        "<link rel='stylesheet' href='//cdn.example/x.css'>",
        "<img src='HTTP://cdn.example/x.png'>",
        "<style>@import 'https://cdn.example/x.css';</style>",
        "<style>p { src: url(https://cdn.example/x.woff2) }</style>",
        "<p style='background: url(\"https://cdn.example/x.png\")'>",
        "<script type='module'>import('https://cdn.example/x.js')</script>",
        "<script>require(['x'], 1); require('https://cdn.example/x.js')</script>",
    ],
)
def test_outside_addresses_are_found(markup: str) -> None:
    """The search for outside files sees each way in which a page can load one."""
    page = Page()
    page.feed(markup)
    assert [address for address in page.loads if OUTSIDE.match(address)]


def test_links_may_lead_outside() -> None:
    """An ordinary link, which loads nothing until it is followed, is allowed."""
    page = Page()
    page.feed("<a href='https://archive.example/'>the archive</a>")
    assert [address for address in page.loads if OUTSIDE.match(address)] == []


def test_links_within_the_site_lead_somewhere(site: Path, pages: dict[str, Page]) -> None:
    """Opened as files, the pages link to pages that exist."""
    dead = {
        (name, link)
        for name, page in pages.items()
        for link in page.links
        if link and not OUTSIDE.match(link) and not link.startswith(("#", "mailto:"))
        if not ((site / name).parent / link.split("#")[0].split("?")[0]).is_file()
    }
    assert dead == set()


def test_search_needs_no_server(site: Path) -> None:
    """What is searched comes with the site as a script, which a browser reads from disk."""
    entries = (site / "search-entries.js").read_text(encoding="utf-8")
    assert entries.startswith("window.purgestatsEntries=[[")
    assert 'src="search-entries.js"' in (site / "search.html").read_text(encoding="utf-8")


def test_there_are_notebooks() -> None:
    """The tests of the notebooks' pages have something to test."""
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS[:1], ids=lambda path: path.stem)
def test_page_shows_every_chart(site: Path, notebook: Path) -> None:
    """An executed notebook's page has as many charts, in both sizes, as it asks for."""
    cells = [one for one in nbformat.read(notebook, as_version=4).cells if one.cell_type == "code"]
    charts = sum(cell.source.count("ps.charts.") for cell in cells)
    text = (site / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf-8")
    for kind in ("wide", "narrow"):
        assert text.count(f'<div class="{kind}"><svg') == charts


def test_pictures_are_described_and_there(site: Path, pages: dict[str, Page]) -> None:
    """Every picture is a file of the site and carries a description that is not its file name."""
    for name, page in pages.items():
        for image in page.images:
            address, alt = image["src"] or "", image.get("alt") or ""
            assert ((site / name).parent / address).is_file(), (name, address)
            assert len(alt.split()) >= 5, (name, address, alt)


def test_pages_are_light(site: Path, pages: dict[str, Page]) -> None:
    """No page weighs more than two megabytes, with its pictures, styles and scripts."""
    sizes = {}
    for name, page in pages.items():
        path = site / name
        loaded = {address.split("?")[0].split("#")[0] for address in page.loads}
        loaded |= {image["src"] or "" for image in page.images}
        files = {(path.parent / one).resolve() for one in loaded if one and ":" not in one[:8]}
        sizes[name] = sum(file.stat().st_size for file in {path, *files} if file.is_file())
    assert {name: size for name, size in sizes.items() if size > 2_000_000} == {}


def test_report_leaves_the_notebooks_alone(site: Path) -> None:
    """Folding the code for the site is done on copies: no committed notebook is marked."""
    assert site.is_dir()
    for path in NOTEBOOKS:
        assert '"hide-input"' not in path.read_text(encoding="utf-8")


def write_notebook(path: Path, *sources: str) -> Path:
    """Write a notebook with these code cells, not executed."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, path)
    return path


def test_failing_notebook_is_named_with_its_cell(tmp_path: Path) -> None:
    """A notebook that fails is reported by name, cell, first line and reason."""
    broken = write_notebook(tmp_path / "07-broken.ipynb", "a = 1", "a / 0\na")
    with pytest.raises(NotebookFailure) as caught:
        execute(broken)
    assert str(caught.value).splitlines() == [
        "07-broken.ipynb stopped in cell 2",
        "  it begins: a / 0",
        "  ZeroDivisionError: division by zero",
    ]


def test_result_that_cannot_be_shown_is_a_failure(tmp_path: Path) -> None:
    """An error while a result is shown, which stops no cell, is reported like any other."""
    lines = ["class Bad:", "    def _repr_html_(self):", "        raise ValueError('x')", "Bad()"]
    with pytest.raises(NotebookFailure, match="stopped in cell 1"):
        execute(write_notebook(tmp_path / "08-bad.ipynb", "\n".join(lines)))


def test_failing_notebook_stops_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report ends with exit code 1 and one message, and an older report stays as it was."""
    broken = write_notebook(tmp_path / "07-broken.ipynb", "undefined_name")
    monkeypatch.setattr(build_report, "find_notebooks", lambda: [broken])
    monkeypatch.setattr(build_report, "BUILD", tmp_path / "build")
    monkeypatch.setattr(build_report, "REPORT", tmp_path / "report")
    (tmp_path / "report").mkdir()
    assert build_report.main() == 1
    assert "07-broken.ipynb stopped in cell 1" in capsys.readouterr().err
    assert (tmp_path / "report").is_dir()


def test_execution_runs_in_the_notebook_folder_and_reports_progress(tmp_path: Path) -> None:
    """Each notebook runs beside its own file, without the names of others, and is not changed."""
    source = "import os\nprint(os.path.basename(os.getcwd()), 'known' in globals())\nknown = 1"
    paths = [write_notebook(tmp_path / f"{name}.ipynb", source) for name in ("01-a", "02-b")]
    before = [path.read_bytes() for path in paths]
    done = dict(execute_all(paths, Console(force_terminal=True, quiet=True)))
    for path in paths:
        assert done[path].cells[0].outputs[0].text == f"{tmp_path.name} False\n"
        assert done[path].cells[0].execution_count == 1
    assert [path.read_bytes() for path in paths] == before


def test_outputs_are_those_of_a_kernel(tmp_path: Path) -> None:
    """What is printed, displayed, returned and drawn comes in its order, as a kernel sends it."""
    source = "print(1)\nimport matplotlib.pyplot as plt\ndisplay(2)\nprint(3)\nplt.plot([1])\n4"
    cell = execute(write_notebook(tmp_path / "01-all.ipynb", source)).cells[0]
    kinds = [output.output_type for output in cell.outputs]
    assert kinds == ["stream", "display_data", "stream", "execute_result", "display_data"]
    assert "image/png" in cell.outputs[-1].data


def test_summary_gives_figures_that_somebody_prints() -> None:
    """Each kind of figure is given as printed, from the least to the greatest; nothing is added."""
    arrests = ps.load("arrests")
    first, executed, *_ = build_report.summary(arrests, topics=1).splitlines()
    assert first.startswith(f"{len(arrests)} published figures from ")
    assert first.endswith(" in 1 topic.")
    assert executed.startswith("How many were executed in 1937 and 1938, as printed by")
    told = build_report.headline(arrests, "arrests|all|all|ussr|1937/1938", "arrested")
    printed = " ".join([*arrests["as_printed"], *arrests["resolved"]])
    figures = [one for line in told.splitlines()[1:] for one in re.split(": |; | to ", line)[1:]]
    assert len(figures) > 4
    assert all(one in printed for one in figures)


def test_summary_says_when_nobody_says() -> None:
    """A headline without a claim is said to have none."""
    claims = ps.load("arrests").head(1)
    assert "no figure" in build_report.headline(claims, "deaths|koreans|all|ussr|1917", "dead")


def test_people_in_dispute_are_whole_numbers(site: Path) -> None:
    """A part of a person is only how the sum came out."""
    text = (site / "conflicts.html").read_text(encoding="utf-8")
    persons = re.findall(r'data-sort="[^"]*">([^<]*)</td></tr>', text)
    assert persons
    assert all(re.fullmatch(r"\d{1,3}(,\d{3})*", one) for one in persons)

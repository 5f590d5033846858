"""The main job: execute every notebook, write the site to report/, say what the claims say.

The notebooks of the checkout stay as they are; the site is made of executed copies.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
import pandas as pd
from api_pages import write_api_pages
from claim_rows import addresses
from dataset_pages import page, topics_of_claims, write_dataset_pages
from figure_pages import write_figure_pages
from nbformat import NotebookNode
from page_charts import charts_of_notebooks
from quantity_pages import write_quantity_pages
from rich.console import Console
from run_notebooks import NotebookFailure, execute_all, find_notebooks
from search_entries import write_search_entries
from solved_once import solved_once
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

import purgestats as ps
from purgestats.words import counted

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
BUILD = ROOT / "build" / "report"
REPORT = ROOT / "report"
#: The scripts of the theme's own search, of which every page would load an index of all.
OTHER_SEARCH = re.compile(
    r"\s*<script src=\"[^\"]*(?:searchtools|language_data|searchindex)\.js[^\"]*\"></script>"
)
HEADLINES = {
    "executions|all|all|ussr|1937/1938": "executed in 1937 and 1938",
    "arrests|all|all|ussr|1937/1938": "arrested in 1937 and 1938",
}


class SiteFailure(Exception):
    """The site could not be built, and why."""


def write_source(claims: pd.DataFrame, folder: Path, files: Path) -> None:
    """Lay out for Sphinx, in fresh folders, all pages but the notebooks and the quantities.

    Parameters
    ----------
    claims : DataFrame
        Every claim; the quantities that several of them count have a page.
    folder : Path
        The pages' sources.
    files : Path
        What is copied to the site as it is.
    """
    for one in (folder, files):
        shutil.rmtree(one, ignore_errors=True)
        one.mkdir(parents=True)
    for written in sorted(DOCS.glob("*.md")):
        shutil.copy(written, folder)
    shutil.copytree(DOCS / "_static", folder / "_static")
    write_dataset_pages(folder, files, addresses(claims))
    write_figure_pages(ps.load(), folder, files, addresses(claims))
    write_api_pages(folder)


def write_notebooks(notebooks: Iterable[tuple[Path, NotebookNode]], folder: Path) -> None:
    """Put executed notebooks among the pages' sources, and their list, with their numbers."""
    (folder / "notebooks").mkdir()
    listed = []
    for path, notebook in notebooks:
        fold_code(notebook)
        nbformat.write(notebook, folder / "notebooks" / path.name)
        title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
        listed.append(f"{path.stem.partition('-')[0]} · {title} <notebooks/{path.stem}>")
    text = page("notebooks", notebooks="\n".join(listed))
    (folder / "notebooks.md").write_text(text, encoding="utf-8")


def fold_code(notebook: NotebookNode) -> None:
    """Mark every code cell to be shown folded: most readers of the site come for the figures."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tags = cell.metadata.setdefault("tags", [])
            cell.metadata["tags"] = sorted({*tags, "hide-input"})


def build_site(source: Path, output: Path) -> str:
    """Run Sphinx and put the finished site in place of an older one.

    Parameters
    ----------
    source : Path
        A folder made by `write_source`, with the files beside it in a folder of that name.
    output : Path
        Where the site goes; replaced only once the new one is complete.

    Returns
    -------
    str
        Sphinx's warnings, empty if there are none.

    Raises
    ------
    SiteFailure
        If Sphinx cannot build the site.
    """
    fresh = source.parent / "site"
    shutil.rmtree(fresh, ignore_errors=True)
    doctrees, warnings = source.parent / "doctrees", io.StringIO()
    shutil.rmtree(doctrees, ignore_errors=True)
    try:
        site = Sphinx(source, DOCS, fresh, doctrees, "html", status=None, warning=warnings)
        # The search is our own (search_entries.py); an index for the theme's costs half the build.
        site.builder.search = False  # type: ignore[attr-defined]
        site.build()
    except (SphinxError, OSError) as error:
        raise SiteFailure(f"Sphinx says:\n{error}") from error
    make_light(fresh)
    shutil.copytree(source.parent / "files", fresh, dirs_exist_ok=True)
    older = source.parent / "older-site"
    shutil.rmtree(older, ignore_errors=True)
    if output.exists():
        output.replace(older)
    shutil.move(fresh, output)
    shutil.rmtree(older, ignore_errors=True)
    return without_colours(warnings.getvalue()).strip()


def make_light(site: Path) -> None:
    """Remove what no reader needs: maps of sources, the theme's search beside ours, blank lines."""
    for pattern in (".buildinfo", "**/*.map"):
        for path in site.glob(pattern):
            path.unlink()
    for path in site.rglob("*.html"):
        text = OTHER_SEARCH.sub("", path.read_text(encoding="utf-8"))
        parts = re.split(r"(?s)(<(pre|script)\b.*?</\2>)", text)
        # Every third part is the name of the tag that the part before it is in.
        text = "".join(
            part if place % 3 else re.sub(r"\s*\n\s*", "\n", part)
            for place, part in enumerate(parts)
            if place % 3 != 2
        )
        path.write_text(text, encoding="utf-8")


def without_colours(text: str) -> str:
    """Remove terminal colour codes."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def summary(claims: pd.DataFrame, topics: int) -> str:
    """Say in a few lines how much there is, and what is printed of the two first questions."""
    sources = counted(claims["source"].nunique(), "source")
    figures, in_topics = counted(len(claims), "published figure"), counted(topics, "topic")
    lines = [f"{figures} from {sources} in {in_topics}."]
    lines += [headline(claims, quantity, words) for quantity, words in HEADLINES.items()]
    return "\n".join(lines)


def headline(claims: pd.DataFrame, quantity: str, words: str) -> str:
    """Give the figures on a quantity as they are printed, by what they rest on."""
    spans = ps.answer(quantity, claims).spans()
    told = [f"  {kind}: {span}" for kind, span in spans.items()] or ["  no figure"]
    return "\n".join([f"How many were {words}, as printed by", *told])


def make_pages(console: Console) -> None:
    """Make the sources of all pages.

    Raises
    ------
    NotebookFailure
        If a notebook fails.
    """
    source, files = BUILD / "source", BUILD / "files"
    claims = ps.load()
    # Before ledgers are solved once: the reference asks where each public name comes from.
    write_source(claims, source, files)
    with solved_once():
        with charts_of_notebooks(topics_of_claims()):
            executed = list(execute_all(find_notebooks(), console))
        print("Writing the pages ...", flush=True)
        write_notebooks(executed, source)
        write_quantity_pages(claims, source)
    write_search_entries(claims, source, files)


def main() -> int:
    """Make the report and return the exit code."""
    try:
        make_pages(Console())
        warnings = build_site(BUILD / "source", REPORT)
    except NotebookFailure as failure:
        print(f"No report was written. {failure}", file=sys.stderr)
        return 1
    except SiteFailure as failure:
        print(f"No report was written: {failure}", file=sys.stderr)
        return 1
    if warnings:
        print(warnings, file=sys.stderr)
    print(f"\n{summary(ps.load(), topics=len(ps.catalogue()))}")
    print(f"\nThe report: {(REPORT / 'index.html').relative_to(ROOT)} (open it in a browser)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

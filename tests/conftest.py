"""What all tests share: where things are, and settings that make every run the same."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

same = settings(deadline=None, derandomize=True, database=None)
settings.register_profile("quick", same, max_examples=25)
settings.register_profile("purgestats", same, max_examples=40)
settings.register_profile("thorough", same, max_examples=2_000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "purgestats"))

# While tests are collected nearly everything that is made stays; looking for garbage in it again
# and again takes a fifth of the time.
gc.disable()

SITE_TOPICS = ("executions", "arrests")
"""The pages of quantities are made for these only, which is enough to test every kind of page."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count the examples in the docstrings of charts among the slow tests: each draws a chart."""
    for item in items:
        if isinstance(item, pytest.DoctestItem) and "charts" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for garbage from here on, and only among what the tests make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, str]:
    """The site and Sphinx's warnings, built once, whichever worker comes first."""
    fcntl = pytest.importorskip("fcntl", reason="the site is built on one system at least")

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "site-for-tests"
    folder.mkdir(exist_ok=True)
    warnings = folder / "warnings.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not warnings.exists():
            warnings.write_text(build_site(folder), encoding="utf-8")
    return folder / "report", warnings.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(built: tuple[Path, str]) -> Path:
    """The folder of the finished site."""
    return built[0]


def build_site(folder: Path) -> str:
    """Build the site from the notebooks as committed, but the first, which is run again.

    The charts of the others, which are pictures, are left out.
    """
    import build_report
    import nbformat
    import pandas as pd
    from page_charts import charts_of_notebooks
    from run_notebooks import execute, find_notebooks
    from search_entries import write_search_entries

    import purgestats as ps

    source, files = folder / "source", folder / "files"
    claims = pd.concat([ps.load(topic) for topic in SITE_TOPICS], ignore_index=True)
    build_report.write_source(claims, source, files)
    build_report.write_quantity_pages(claims, source)
    first, *others = find_notebooks()
    with charts_of_notebooks(build_report.topics_of_claims()):
        notebooks = [(first, execute(first))]
    for path in others:
        notebook = nbformat.read(path, as_version=4)
        for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
            output.get("data", {}).pop("image/png", None)
        notebooks.append((path, notebook))
    build_report.write_notebooks(notebooks, source)
    write_search_entries(claims, source, files)
    return build_report.build_site(source, folder / "report")

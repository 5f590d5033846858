"""JupyterLab as a student sees it: the first notebook runs, charts show, the controls react."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

WAIT = 90_000
"""Longest wait for a kernel, in milliseconds; nothing is asserted about how long it takes."""
FIRST = "01-first-steps"
EXPLORE = """\
import purgestats as ps
ps.explore(ps.load("executions"))"""


def write_notebook(path: Path, *sources: str) -> None:
    """Write a notebook with these code cells, not executed."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "name": "python3"}}
    nbformat.write(notebook, path)


def without_outputs(path: Path, copy: Path) -> None:
    """Copy a notebook as if it had never been run."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, copy)


@pytest.fixture(scope="module")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of its own, on a free port, ended by its process id."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    without_outputs(root / "notebooks" / f"{FIRST}.ipynb", folder / "notebooks" / f"{FIRST}.ipynb")
    write_notebook(folder / "notebooks" / "explore.ipynb", EXPLORE)
    chart = 'import purgestats as ps\nps.charts.ranks(ps.load("military_losses"))'
    write_notebook(folder / "notebooks" / "chart.ipynb", chart)
    token = secrets.token_hex(16)
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {**os.environ, **{name: str(folder / name.lower()) for name in places}}
    environment.pop("MPLBACKEND", None)
    environment["JUPYTER_TOKEN"] = token
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    command += ["--ServerApp.port_retries=0", f"--notebook-dir={folder / 'notebooks'}"]
    log = (folder / "log.txt").open("w")
    server = subprocess.Popen(
        command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        start = wait_for(server, folder / "jupyter_runtime_dir")
        # A workspace for each notebook: what one test has opened does not come back in the next.
        path = "/".join(("lab", "workspaces", "{0}", "tree", "{0}.ipynb"))
        yield f"{start}{path}?token={token}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(server: subprocess.Popen[bytes], runtime: Path) -> str:
    """Wait until the server has written down where it answers."""
    while server.poll() is None:
        for found in runtime.glob("jpserver-*.json"):
            try:
                return str(json.loads(found.read_text(encoding="utf-8"))["url"])
            except ValueError:
                pass
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not start")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, high enough to hold a notebook's first screen."""
    with browser.new_context(viewport={"width": 1280, "height": 1400}) as context:
        fresh = context.new_page()
        fresh.set_default_timeout(WAIT)
        yield fresh


def run_all(page: Page, lab: str, notebook: str) -> None:
    """Open a notebook and run every cell from the menu."""
    page.goto(lab.format(notebook))
    page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()
    page.locator(".lm-MenuBar-item", has_text="Run").click()
    page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()


def test_first_notebook_runs_and_shows_its_chart(lab: str, page: Page, root: Path) -> None:
    """Every code cell gets its number, none fails, and the chart is there."""
    run_all(page, lab, FIRST)
    # Cells out of sight are not rendered, so the list is scrolled until the last result is there.
    last = page.locator(".jp-OutputArea", has_text="[kuhr-arrests; purgestats data")
    for _ in range(WAIT // 500):
        if last.count():
            break
        page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTo(0, 1e6)")
        page.wait_for_timeout(500)
    expect(last.first).to_be_attached()
    page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTo(0, 0)")
    chart = page.locator(".jp-OutputArea img").first
    chart.scroll_into_view_if_needed()
    expect(chart).to_be_visible()
    assert chart.evaluate("image => image.naturalWidth") > 300
    assert (
        page.locator(".jp-OutputArea [data-mime-type='application/vnd.jupyter.error']").count() == 0
    )


def test_chart_stands_above_its_table(lab: str, page: Page) -> None:
    """A chart that is the last line of a cell is shown once; a fold below holds its table."""
    run_all(page, lab, "chart")
    page.locator(".jp-OutputArea summary", has_text="as a table").click(timeout=WAIT)
    table = page.locator(".jp-OutputArea table", has_text="What this chart shows")
    expect(table).to_be_visible(timeout=WAIT)
    chart = page.locator(".jp-OutputArea img")
    expect(chart).to_have_count(1)
    above, below = chart.bounding_box(), table.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_controls_find_a_quantity_and_answer(lab: str, page: Page) -> None:
    """Typing finds a quantity, its answer takes the place of the last, and folds hold the rest."""
    run_all(page, lab, "explore")
    said = page.locator(".jp-OutputArea .widget-html").filter(has=page.locator("h3"))
    expect(said.locator("h3")).to_contain_text("Executed, Soviet Union, 1937", timeout=WAIT)
    expect(said.locator("svg [tabindex='0']").first).to_be_attached()
    page.get_by_placeholder("kulak").fill("kulak")
    expect(said.locator("h3")).not_to_contain_text("Executed, Soviet Union, 1937", timeout=WAIT)
    page.get_by_placeholder("kulak").fill("")
    page.locator(".jp-OutputArea select").first.select_option(index=0)
    page.get_by_role("button", name="strict").click()
    page.get_by_text("What other figures imply").click()
    follows = page.locator(".jp-OutputArea .widget-html").filter(has_text="Conflicts with a figure")
    expect(follows).to_contain_text("reading: strict", timeout=WAIT)

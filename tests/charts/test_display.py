"""Charts in a notebook: each is shown once, with its description, the same bytes each time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest

from purgestats.charts.record import describe_figures
from purgestats.charts.style import house_style

if TYPE_CHECKING:
    from nbformat import NotebookNode

HERE = Path(__file__).parent
SETUP = """\
import pandas as pd
import purgestats as ps
claims = pd.read_csv("claims.csv")
quantity = "executions|all|all|ussr|1937/1938"\
"""


def run(folder: Path, *sources: str) -> NotebookNode:
    """Execute these cells in a fresh kernel, as the report does, beside the made-up claims."""
    import nbformat
    from run_notebooks import execute

    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *sources)]
    shutil.copy(HERE / "claims.csv", folder)
    nbformat.write(notebook, folder / "charts.ipynb")
    return execute(folder / "charts.ipynb")


def pictures(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a cell that are pictures."""
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


@pytest.mark.slow
def test_each_chart_is_shown_once_with_its_description(tmp_path: Path) -> None:
    """Every cell that draws shows one picture, described by what `alt_text` says."""
    draw = "ax = ps.charts.estimates(claims, quantity, by={!r})"
    forms = ("claim", "measure", "year", "claim")
    notebook = run(
        tmp_path,
        *(line for form in forms for line in (draw.format(form), "ps.charts.alt_text(ax)")),
    )
    drawn, told = notebook.cells[1::2], notebook.cells[2::2]
    assert [len(pictures(cell)) for cell in notebook.cells] == [0, *[1, 0] * len(forms)]
    for cell, text in zip(drawn, told, strict=True):
        description = pictures(cell)[0].metadata["image/png"]["alt"]
        assert repr(description) == text.outputs[0].data["text/plain"]
    first, *_, last = (pictures(cell)[0].data["image/png"] for cell in drawn)
    assert first == last


@pytest.mark.slow
def test_other_figures_and_choices_of_the_user_stay(tmp_path: Path) -> None:
    """A figure that is not ours has no description, and a resolution chosen later is respected."""
    chart = "ax = ps.charts.estimates(claims, quantity)"
    notebook = run(
        tmp_path,
        chart,
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "%config InlineBackend.figure_formats = ['retina']",
        chart,
    )
    plain, other, fine = (pictures(notebook.cells[number])[0] for number in (1, 2, 4))
    assert "alt" not in other.metadata.get("image/png", {})
    assert fine.metadata["image/png"]["alt"] == plain.metadata["image/png"]["alt"]
    assert fine.metadata["image/png"]["width"] > 0
    assert len(fine.data["image/png"]) > len(plain.data["image/png"])


@pytest.mark.slow
def test_a_notebook_leaves_no_trace(tmp_path: Path) -> None:
    """After a notebook figures are drawn as before it, and no shell is at work."""
    from IPython import get_ipython

    before = mpl.get_backend(), mpl.is_interactive()
    run(tmp_path)
    assert (mpl.get_backend(), mpl.is_interactive()) == before
    assert get_ipython() is None


@pytest.mark.parametrize("switched_on", [True, False])
def test_look_leaves_interactive_drawing_as_the_backend_wants_it(switched_on: bool) -> None:
    """What a backend loaded within the block has set is in force after the block."""
    before = mpl.is_interactive()
    try:
        mpl.interactive(not switched_on)
        with house_style():
            mpl.interactive(switched_on)
        assert mpl.is_interactive() is switched_on
    finally:
        mpl.interactive(before)


def test_look_restores_interactive_drawing_after_an_error() -> None:
    """An error within the block leaves the setting as it was."""
    before = mpl.is_interactive()
    with pytest.raises(ZeroDivisionError), house_style():
        raise ZeroDivisionError
    assert mpl.is_interactive() is before


def test_outside_a_notebook_nothing_happens() -> None:
    """Without a running IPython, no description is asked for."""
    asked: list[Any] = []
    describe_figures(lambda figure: asked.append(figure) or "")
    assert asked == []

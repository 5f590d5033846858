"""Execute notebooks from top to bottom, each in a fresh kernel, with a progress bar.

Run as a script it executes the notebooks of this checkout in place; the report uses it to make
executed copies and leaves the notebooks themselves alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from keep_charts import FOLDER_VARIABLE
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from traitlets.config import Config

DOCS = Path(__file__).resolve().parent
NOTEBOOKS = DOCS.parent / "notebooks"
SECONDS_PER_CELL = 600
AT_A_TIME = 2


class NotebookFailure(Exception):
    """A cell that did not run, with all a reader needs to find it."""

    def __init__(self, notebook: str, cell: int, first_line: str, reason: str) -> None:
        super().__init__(
            f"{notebook} stopped in cell {cell}\n  it begins: {first_line}\n  {reason}"
        )
        self.notebook = notebook
        self.cell = cell


def find_notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """List the notebooks of a folder in the order of their numbers."""
    return sorted(folder.glob("*.ipynb"))


def execute(
    path: Path, after_cell: Callable[[], None] = lambda: None, charts: Path | None = None
) -> NotebookNode:
    """Execute one notebook in its own folder and return it with new outputs.

    Parameters
    ----------
    path : Path
        The notebook; the file itself is not changed.
    after_cell : callable
        Called after each code cell, for a progress bar.
    charts : Path, optional
        A folder in which to keep the files of every chart shown, as `keep_charts` does.

    Returns
    -------
    NotebookNode
        The executed notebook.

    Raises
    ------
    NotebookFailure
        If a cell raises, takes too long, or the kernel dies.
    """
    notebook = nbformat.read(path, as_version=4)
    running = [0]

    def note_cell(cell: NotebookNode, cell_index: int) -> None:
        running[0] = cell_index

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        extra_arguments=["--IPKernelApp.extra_extensions=keep_charts"] if charts else [],
        record_timing=False,
        coalesce_streams=True,
        # Without it, other users of the same machine could read what passes between the processes.
        config=Config({"KernelManager": {"transport_encryption": "required"}}),
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=note_cell,
        on_cell_executed=lambda **_: after_cell(),
    )
    try:
        client.execute(env=kernel_environment(charts))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise describe_failure(path, notebook, running[0], error) from error
    refuse_errors(path, notebook)
    return without_traces_of_the_machine(notebook)


def refuse_errors(path: Path, notebook: NotebookNode) -> None:
    """Fail on an error while a result was shown, which stops no cell but leaves its result out."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                lines = cell.source.splitlines() or [""]
                raise NotebookFailure(
                    path.name, number, lines[0], f"{output.ename}: {output.evalue}"
                )


def kernel_environment(charts: Path | None = None) -> dict[str, str]:
    """Give kernels a fixed hash seed and let them choose the backend that puts charts inline."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    environment.pop("MPLBACKEND", None)
    if charts is not None:
        searched = [str(DOCS), *filter(None, [environment.get("PYTHONPATH")])]
        environment |= {"PYTHONPATH": os.pathsep.join(searched), FOLDER_VARIABLE: str(charts)}
    return environment


def describe_failure(
    path: Path, notebook: NotebookNode, cell_index: int, error: Exception
) -> NotebookFailure:
    """Say which cell of which notebook failed, counting cells from 1 as readers do."""
    if isinstance(error, CellExecutionError):
        reason = f"{error.ename}: {error.evalue}"
    elif isinstance(error, CellTimeoutError):
        reason = f"it ran for more than {SECONDS_PER_CELL} seconds"
    else:
        reason = "the Python process behind the notebook ended"
    lines = notebook.cells[cell_index].source.splitlines() or [""]
    return NotebookFailure(path.name, cell_index + 1, lines[0], reason)


def without_traces_of_the_machine(notebook: NotebookNode) -> NotebookNode:
    """Drop metadata that differs from one machine to the next, so that only results differ."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    return notebook


def execute_all(
    paths: Sequence[Path], console: Console, charts: Path | None = None
) -> Iterator[tuple[Path, NotebookNode]]:
    """Execute notebooks, a few at a time, yielding each in its turn once it is done.

    On a terminal a bar moves with every cell; elsewhere each notebook prints one line.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    with bar as progress, ThreadPoolExecutor(AT_A_TIME) as pool:
        task = progress.add_task("notebooks", total=sum(map(count_code_cells, paths)))

        def run(path: Path) -> NotebookNode:
            return execute(path, after_cell=lambda: progress.advance(task), charts=charts)

        try:
            for number, (path, notebook) in enumerate(
                zip(paths, pool.map(run, paths), strict=True), start=1
            ):
                progress.update(task, description=path.name)
                if not console.is_terminal:
                    print(f"[{number}/{len(paths)}] {path.name}", flush=True)
                yield path, notebook
        except NotebookFailure:
            pool.shutdown(cancel_futures=True)
            raise


def count_code_cells(path: Path) -> int:
    """Count the cells that will be executed."""
    cells = nbformat.read(path, as_version=4).cells
    return sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in cells)


def main() -> int:
    """Execute every notebook in place and return the exit code."""
    try:
        for path, notebook in execute_all(find_notebooks(), Console()):
            nbformat.write(notebook, path)
    except NotebookFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Execute notebooks from top to bottom in this process, with a progress bar.

Run as a script it executes the notebooks of this checkout in place; the report uses it to make
executed copies and leaves the notebooks themselves alone. What one notebook has imported or solved
is at hand for the next, but none sees the names of another. That they run in fresh kernels, with
the same results, is what nbval tests.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import activate_matplotlib, select_figure_formats
from matplotlib_inline.backend_inline import configure_inline_support, flush_figures
from matplotlib_inline.config import InlineBackend
from nbformat import NotebookNode, v4
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from traitlets import Type
from traitlets.config import Config

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
INLINE = "module://matplotlib_inline.backend_inline"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookFailure(Exception):
    """A cell that did not run, with all a reader needs to find it."""

    def __init__(self, notebook: str, cell: int, first_line: str, reason: str) -> None:
        super().__init__(
            f"{notebook} stopped in cell {cell}\n  it begins: {first_line}\n  {reason}"
        )


class _Results(DisplayHook):
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Write nothing: the number stands beside the value."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Take a value in all its forms."""
        count = self.prompt_count
        self.shell.shown.append(
            v4.new_output("execute_result", format_dict, metadata=md_dict, execution_count=count)
        )

    def finish_displayhook(self) -> None:
        """Write nothing."""


class _Displays(DisplayPublisher):
    """Takes what a cell displays."""

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        """Take one thing displayed, in all its forms."""
        self.shell.shown.append(v4.new_output("display_data", data, metadata=metadata or {}))


class _Shell(InteractiveShell):
    """Runs cells and keeps what they show, as a kernel would send it."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    shown: list[NotebookNode]
    failure: BaseException | None = None

    def enable_gui(self, gui: Any = None) -> None:
        """Leave windows alone."""

    def showtraceback(self, exc_tuple: Any = None, **_: Any) -> None:
        """Keep an error, also one that arises while a result is shown, which stops no cell."""
        self.failure = (exc_tuple or sys.exc_info())[1]

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Keep an error in the writing of a cell."""
        self.showtraceback()

    def outputs(self, source: str) -> list[NotebookNode]:
        """Run a cell and return what it shows, or raise what it raises."""
        self.shown, self.failure = [], None
        out, err = (_Stream(name, self.shown) for name in ("stdout", "stderr"))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            failed = self.run_cell(source, store_history=True).error_in_exec
        if failed or self.failure:
            raise failed or self.failure  # type: ignore[misc]
        return self.shown


class _Stream(io.TextIOBase):
    """Takes what is printed."""

    def __init__(self, name: str, shown: list[NotebookNode]) -> None:
        self.name, self.shown = name, shown

    def write(self, text: str) -> int:
        """Put text behind what was printed just before."""
        last = self.shown[-1] if self.shown else None
        if last is not None and last.get("name") == self.name:
            last.text += text
        elif text:
            self.shown.append(v4.new_output("stream", name=self.name, text=text))
        return len(text)


def find_notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """List the notebooks of a folder in the order of their numbers."""
    return sorted(folder.glob("*.ipynb"))


def execute(path: Path, after_cell: Callable[[], None] = lambda: None) -> NotebookNode:
    """Execute one notebook in its own folder and return it with new outputs.

    Parameters
    ----------
    path : Path
        The notebook; the file itself is not changed.
    after_cell : callable
        Called after each code cell, for a progress bar.

    Returns
    -------
    NotebookNode
        The executed notebook, without traces of the machine.

    Raises
    ------
    NotebookFailure
        If a cell raises, or what it gives cannot be shown.
    """
    notebook = nbformat.read(path, as_version=4)
    with contextlib.chdir(path.parent), _fresh_shell() as shell:
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            cell.execution_count = shell.execution_count
            try:
                cell.outputs = shell.outputs(cell.source)
            except (Exception, SystemExit) as error:
                first = cell.source.splitlines()[0]
                reason = f"{type(error).__name__}: {error}"
                raise NotebookFailure(path.name, number, first, reason) from error
            after_cell()
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


@contextlib.contextmanager
def _fresh_shell() -> Iterator[_Shell]:
    """Give a shell without names, with every setting as a kernel has it at its start.

    Afterwards figures are drawn as before: the notebook's backend keeps all that are drawn.
    """
    before, interactive = plt.get_backend(), plt.isinteractive()
    _Shell.clear_instance()
    InlineBackend.clear_instance()
    shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    plt.close("all")
    activate_matplotlib(INLINE)
    configure_inline_support(shell, INLINE)
    # The line before does so for the first shell of a process only.
    inline = InlineBackend.instance()
    select_figure_formats(shell, inline.figure_formats, **inline.print_figure_kwargs)
    pd.reset_option("^display")
    pd.set_option("display.max_columns", 20)
    try:
        yield shell
    finally:
        plt.close("all")
        flush_figures()
        _Shell.clear_instance()
        plt.switch_backend(before)
        plt.interactive(interactive)


def execute_all(paths: Sequence[Path], console: Console) -> Iterator[tuple[Path, NotebookNode]]:
    """Execute notebooks, yielding each once it is done.

    On a terminal a bar moves with every cell; elsewhere each notebook prints one line.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    with bar as progress:
        task = progress.add_task("notebooks", total=sum(map(count_code_cells, paths)))
        for number, path in enumerate(paths, start=1):
            progress.update(task, description=path.name)
            yield path, execute(path, after_cell=lambda: progress.advance(task))
            if not console.is_terminal:
                print(f"[{number}/{len(paths)}] {path.name}", flush=True)


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

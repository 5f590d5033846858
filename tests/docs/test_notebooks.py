"""A guard for the notebooks as stored: what nbval cannot see, or would pass over in silence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbval.plugin import get_sanitize_patterns

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"
NUMBER = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
PERIOD_COLUMNS = ("period", "of_period", "claim_year", "start", "end")
FIGURE_COLUMNS = ("as_printed", "resolved", "low", "best", "high", "tolerance")
NAME_COLUMNS = ("label", "name", "definition", "statement")
BIB_FIELD = re.compile(r"(?m)^\s*(?:title|year|date)\s*=\s*[{\"](.*)[}\"],?$")
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/<])/[A-Za-z_][\w.-]*/[\w.-]+|\b[A-Za-z]:\\\\?\w")
SWITCHES_OFF_NBVAL = re.compile(
    r"(?:nbval|pytest)[-_](?:ignore|skip|raises|validate)|raises-exception", re.IGNORECASE
)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Every output of every code cell, in order."""
    for cell in code_cells(notebook):
        yield from cell.outputs


def output_texts(notebook: NotebookNode) -> Iterator[str]:
    """What the outputs say: printed text, plain text, and HTML without its markup."""
    for output in outputs(notebook):
        yield output.get("text", "")
        data = output.get("data", {})
        yield data.get("text/plain", "")
        yield data.get("text/markdown", "")
        html = re.sub(r"(?s)<style.*?</style>|<script.*?</script>", " ", data.get("text/html", ""))
        yield unescape(re.sub(r"<[^>]*>", " ", html))


def numbers(text: str) -> set[Decimal]:
    """The numbers written in a text, thousands separators removed."""
    return {Decimal(re.sub(r"[,\u00a0\u202f ]", "", found)) for found in NUMBER.findall(text)}


def prose(notebook: NotebookNode) -> str:
    """The words of the markdown cells, without link targets, markup and the marks of lists."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = re.sub(r"\]\([^)]*\)|<[^>]*>|https?://\S+", " ", text)
    return re.sub(r"(?m)^\s*\d+[.)]\s", " ", text)


@cache
def numbers_in_datasets() -> frozenset[Decimal]:
    """The figures, dates and years in datasets/, and the numbers that belong to a name."""
    columns = (*FIGURE_COLUMNS, *PERIOD_COLUMNS, *NAME_COLUMNS)
    cells = BIB_FIELD.findall((ROOT / "datasets" / "sources.bib").read_text(encoding="utf-8"))
    for path in sorted((ROOT / "datasets").rglob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table.columns.intersection(columns):
            cells += table[column].unique().tolist()
    return frozenset().union(*map(numbers, cells))


def execution_counts(notebook: NotebookNode) -> list[str]:
    """Faults: a code cell not executed, or executed out of order."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    right = list(range(1, len(counts) + 1))
    return [] if counts == right and counts else [f"execution counts {counts}, not {right}"]


def stderr_and_errors(notebook: NotebookNode) -> list[str]:
    """Faults: a stored warning, log line or traceback."""
    return [
        f"stored {output.get('name') or output.output_type}"
        for output in outputs(notebook)
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def trailing_semicolons(notebook: NotebookNode) -> list[str]:
    """Faults: a semicolon that hides an output, which nbval then finds missing."""
    return [
        f"a trailing semicolon: {cell.source.splitlines()[-1]}"
        for cell in code_cells(notebook)
        if cell.source.rstrip().endswith(";")
    ]


def unasked_questions(notebook: NotebookNode) -> list[str]:
    """Faults: a notebook whose first heading is missing or asks nothing."""
    first = notebook.cells[0] if notebook.cells else None
    heading = first.source.splitlines()[0] if first and first.source else ""
    asks = first is not None and first.cell_type == "markdown" and heading.startswith("# ")
    return [] if asks and "?" in heading else [f"the first line asks no question: {heading!r}"]


def foreign_kernels(notebook: NotebookNode) -> list[str]:
    """Faults: a kernel that other people's machines do not have."""
    name = notebook.metadata.get("kernelspec", {}).get("name")
    return [] if name == "python3" else [f"the kernel is {name!r}, not 'python3'"]


def absolute_paths(notebook: NotebookNode) -> list[str]:
    """Faults: an output that tells where files lay on the machine that made it."""
    return [
        f"an absolute path in an output: {json.dumps(dict(output))[:200]}"
        for output in outputs(notebook)
        if any(
            ABSOLUTE_PATH.search(str(text))
            for text in (output.get("text", ""), *output.get("data", {}).values())
            if not re.fullmatch(r"[A-Za-z0-9+/=\s]{200,}", str(text))
        )
    ]


def switched_off_checks(notebook: NotebookNode) -> list[str]:
    """Faults: a mark that tells nbval to look away."""
    marks = [
        mark
        for cell in code_cells(notebook)
        for mark in (cell.source, " ".join(cell.metadata.get("tags", [])))
        if SWITCHES_OFF_NBVAL.search(mark)
    ]
    return [f"nbval is told to look away: {mark}" for mark in marks]


def hand_typed_numbers(notebook: NotebookNode) -> list[str]:
    """Faults: a number in prose that neither an output nor the datasets bear out."""
    shown = set().union(*(numbers(text) for text in output_texts(notebook)))
    loose = numbers(prose(notebook)) - shown - numbers_in_datasets()
    return [f"a number typed by hand: {number}" for number in sorted(loose)]


RULES: tuple[Callable[[NotebookNode], list[str]], ...] = (
    execution_counts,
    stderr_and_errors,
    trailing_semicolons,
    unasked_questions,
    foreign_kernels,
    absolute_paths,
    switched_off_checks,
    hand_typed_numbers,
)


def good_notebook() -> NotebookNode:
    """A notebook that keeps every rule."""
    v4 = nbformat.v4
    notebook = v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": ""}})
    printed = v4.new_output("stream", name="stdout", text="12,345,678 persons\n")
    drawn = v4.new_output("display_data", {"image/png": "/home/x" + "iVBORw0KGgo" * 30 + "\n"})
    notebook.cells = [
        v4.new_markdown_cell("# How many?\n\nIn 1937: 12,345,678.\n\n99. [first](page-55.html)"),
        v4.new_code_cell("print(1)", execution_count=1, outputs=[printed]),
        v4.new_code_cell("draw()", execution_count=2, outputs=[drawn]),
    ]
    return notebook


def break_rule(rule: Callable[[NotebookNode], list[str]], notebook: NotebookNode) -> None:
    """Change a good notebook so that it breaks one rule."""
    v4, cell = nbformat.v4, notebook.cells[1]
    if rule is execution_counts:
        cell.execution_count = None
    elif rule is stderr_and_errors:
        cell.outputs.append(v4.new_output("stream", name="stderr", text="Warning"))
    elif rule is trailing_semicolons:
        cell.source = "print(1);\n"
    elif rule is unasked_questions:
        notebook.cells[0].source = "# Executions\n\nHow many?"
    elif rule is foreign_kernels:
        notebook.metadata.kernelspec.name = "my-env"
    elif rule is absolute_paths:
        cell.outputs[0].text += "/home/somebody/claims.csv"
    elif rule is switched_off_checks:
        cell.metadata["tags"] = ["nbval-ignore-output"]
    elif rule is hand_typed_numbers:
        notebook.cells[0].source += " and 12,345,679 more"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_notebook_keeps_the_rule(notebook: Path, rule: Callable[[NotebookNode], list[str]]) -> None:
    """Every committed notebook is stored as the rule demands."""
    assert rule(nbformat.read(notebook, as_version=4)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_sees_a_fault(rule: Callable[[NotebookNode], list[str]]) -> None:
    """Each rule passes a good notebook and names the fault of a bad one."""
    notebook = good_notebook()
    assert rule(notebook) == []
    break_rule(rule, notebook)
    assert len(rule(notebook)) == 1


def test_there_are_notebooks() -> None:
    """The guard has something to guard."""
    assert NOTEBOOKS


def test_every_sanitising_rule_is_read() -> None:
    """Nbval reads as many rules as the file holds; one without its space would be dropped."""
    text = SANITIZE.read_text()
    assert len(get_sanitize_patterns(text)) == len(re.findall(r"(?m)^regex:", text)) == 2


def sanitised(text: str) -> str:
    """Apply the rules to a text, as nbval does."""
    for pattern, replacement in get_sanitize_patterns(SANITIZE.read_text()):
        text = re.sub(pattern, replacement, text)
    return text


def test_sanitising_hides_addresses_and_sizes_only() -> None:
    """Addresses and figure sizes are evened out; every other digit stays."""
    assert sanitised("<object at 0x7f3a0c>") == "<object at ADDRESS>"
    assert sanitised("<Figure size 640x480 with 2 Axes>") == "<Figure with 2 Axes>"
    kept = "681,692 of 1,548,366; 0x10; 640x480; figure size 3"
    assert sanitised(kept) == kept


@pytest.mark.slow
def test_nbval_applies_the_rules_and_sees_other_digits(tmp_path: Path) -> None:
    """Run by nbval, an address and a size that differ pass, and one changed digit fails."""
    v4 = nbformat.v4
    figure = "type('F', (), {'__repr__': lambda _: '<Figure size 640x480 with 1 Axes>'})()"
    stored = {
        "object()": "<object at 0x1>",
        figure: "<Figure size 1x1 with 1 Axes>",
        "681692": "681693",
    }
    notebook = v4.new_notebook()
    for count, (source, text) in enumerate(stored.items(), start=1):
        output = v4.new_output("execute_result", {"text/plain": text}, execution_count=count)
        notebook.cells.append(v4.new_code_cell(source, execution_count=count, outputs=[output]))
    nbformat.write(notebook, tmp_path / "stored.ipynb")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-c", "pytest.ini", "--nbval"]
    command += ["--nbval-current-env", "--nbval-sanitize-with", str(SANITIZE), "stored.ipynb"]
    outside = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(command, cwd=tmp_path, env=outside, capture_output=True, text=True)
    assert re.search(r"FAILED \S*stored\.ipynb::Cell 2\b", done.stdout), done.stdout
    assert "1 failed, 2 passed" in done.stdout

"""The command line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from purgestats.claims.trace.figure_index import read_index
from purgestats.cli import main

CHECK_MODULES = """
import sys
from click.testing import CliRunner
from purgestats.cli import main
result = CliRunner().invoke(main, {arguments!r})
assert result.exit_code == 0, result.output
print(sorted({{"pandas", "matplotlib"}} & set(sys.modules)))
"""


def run(*arguments: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A text that has the index's headings, and one figure under each."""
    sections = read_index()["section"].drop_duplicates()
    file = tmp_path / "article.txt"
    text = "\n".join(f"== {section} ==\nPrivate words, 77 of them." for section in sections)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def seed_text() -> str:
    """Name of the article's text, where it is at hand."""
    name = os.environ.get("PURGESTATS_SEED_TEXT")
    if not name:
        pytest.skip("PURGESTATS_SEED_TEXT does not name the article's text")
    return name


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["trace", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help and version come without pandas and matplotlib."""
    code = CHECK_MODULES.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_a_claim_is_shown_with_its_place() -> None:
    """Claim, figure, source, section, paragraph, numerals and hash are printed."""
    result = run("trace", "kuhr-executions")
    assert result.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines())
    assert lines["figure"] == "700,000"
    assert lines["section"] == "Number of people executed"
    assert lines["paragraph"] == "2"
    assert "[700,000]" in lines["numerals"]
    assert len(lines["sha-256"]) == 64


def test_a_claim_is_shown_as_json() -> None:
    """The same as JSON has the field names of a Trace."""
    way = json.loads(run("trace", "kuhr-executions", "--json").output)
    assert (way["section"], way["tokens"]) == ("Number of people executed", ["700,000"])


def test_another_text_differs_and_no_word_of_it_is_printed(article: Path) -> None:
    """Exit code 1, every difference on a line, numerals and headings only."""
    result = run("trace", "--text", str(article))
    assert result.exit_code == 1
    assert "'77'" in result.output
    assert "Private" not in result.output
    first, second, *lines = result.output.splitlines()
    assert re.match("[0-9]+ differences from the article that was indexed", first)
    assert second == "More than half of it differs: this seems to be another text."
    assert lines[-1].endswith("more; --json has them all")


def test_differences_are_given_as_json(article: Path) -> None:
    """The same as JSON says so in a field, with exit code 1."""
    result = run("trace", "--text", str(article), "--json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found["agrees"] is False
    assert found["figures"] == len(read_index())
    assert "SHA-256" in found["differences"][-1]


def printed_index(text: str, folder: Path) -> pd.DataFrame:
    """The index of a text, its lines put into a file as a shell would."""
    printed = run("trace", "--index", text)
    assert printed.exit_code == 0
    (folder / "index.csv").write_bytes(printed.stdout_bytes)
    return read_index(folder / "index.csv")


def test_an_index_is_printed(article: Path, tmp_path: Path) -> None:
    """The index of a text goes to the screen, in lines that are a file of it."""
    index = printed_index(str(article), tmp_path)
    assert set(index["token"]) == {"77"}
    assert set(index["kind"]) == {"unclassified"}


@pytest.mark.slow
def test_the_article_agrees(seed_text: str) -> None:
    """Where the text is at hand, it agrees, and its index is the committed one."""
    checked = run("trace", "--text", seed_text)
    assert (checked.exit_code, checked.output[:9]) == (0, "All agree")
    assert json.loads(run("trace", "--text", seed_text, "--json").output)["differences"] == []


@pytest.mark.slow
def test_indexing_the_article_gives_the_committed_index(seed_text: str, tmp_path: Path) -> None:
    """Where the text is at hand, ``--index`` rebuilds the committed index."""
    pd.testing.assert_frame_equal(printed_index(seed_text, tmp_path), read_index())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "only one of them"),
        (["kuhr-arrests", "--text", "x"], "only one of them"),
        (["--text", "x", "--index", "x"], "only one of them"),
        (["--index", "x", "--json"], "--json goes with CLAIM or --text only"),
        (["kuhr-arests"], "nearest: kuhr-arrests"),
        ([""], "there is no claim ''"),
        (["\x1b[31m"], r"'\x1b[31m'"),
    ],
)
def test_wrong_arguments_are_refused(arguments: list[str], message: str) -> None:
    """Exit code 2 and one sentence that says what to do."""
    result = run("trace", *arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("option", ["--text", "--index"])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing", None, "there is no such file"),
        (".", None, "not a file"),
        ("cp1251", "Большой террор".encode("cp1251"), "not UTF-8 (byte 1)"),
        ("utf16", "= A =".encode("utf-16"), "not UTF-8 (byte 1)"),
        ("empty", b"", "the file is empty"),
        ("blank", b"\xef\xbb\xbf \r\n", "the file is empty"),
    ],
)
def test_files_that_are_no_text_are_refused(
    option: str, name: str, content: bytes | None, message: str, tmp_path: Path
) -> None:
    """Exit code 2 and the reason, never a traceback."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("trace", option, str(tmp_path / name))
    assert result.exit_code == 2
    assert message in result.output


def test_a_name_that_no_file_can_have_is_refused() -> None:
    """A NUL in a file name is bad input like any other."""
    result = run("trace", "--text", "a\0b")
    assert result.exit_code == 2
    assert "Traceback" not in result.output

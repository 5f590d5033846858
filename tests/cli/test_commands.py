"""Each command in words and in JSON, on our claims and on a user's, with its exit code."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.figures.reading import POLICIES
from purgestats.claims.sources.citations import FORMATS as CITATIONS
from purgestats.cli import main
from purgestats.cli.options import READINGS, Command
from purgestats.exploring.own_figures import own_figures

ARRESTS = "arrests|all|all|ussr|1937/1938"
LOADED = """
import sys
from click.testing import CliRunner
from purgestats.cli import main
for arguments in {arguments!r}:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
print(sorted({{"pandas", "numpy", "matplotlib", "rich", "openpyxl"}} & set(sys.modules)))
"""


def loaded(arguments: list[list[str]]) -> str:
    """Run commands in a fresh process and name the slow libraries they loaded."""
    code = LOADED.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.slow
def test_help_loads_nothing_slow() -> None:
    """The help of every command, and the version, come without pandas, rich or matplotlib."""
    assert loaded([["--help"], ["--version"], *([name, "-h"] for name in main.commands)]) == "[]"


def test_help_shows_commands_examples_and_exit_codes(run) -> None:
    """The first help says all that one needs; no summary of a command is cut short."""
    text = run("--help").output
    assert all(f"\n  {name} " in text for name in main.commands)
    assert "..." not in text.split("Commands:")[1]
    assert "\nExamples:\n  purgestats list\n" in text
    assert "\n  2  bad input" in text
    assert "_PURGESTATS_COMPLETE=bash_source" in text


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_examples_that_parse(name: str) -> None:
    """An example in a help text uses the command's own arguments and options."""
    command = main.commands[name]
    assert isinstance(command, Command)
    assert command.examples
    for example in command.examples:
        words = shlex.split(example.split(" > ")[0])
        assert words[:2] == ["purgestats", name]
        command.make_context(name, words[2:])


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_json(name: str) -> None:
    """`--json` is an option of each command."""
    options = [one for one in main.commands[name].params if isinstance(one, click.Option)]
    assert any("--json" in one.opts for one in options)


def test_choices_are_those_of_the_library() -> None:
    """The readings and policies offered are those that the library knows."""
    from purgestats.cli.commands.cite import FORMATS
    from purgestats.cli.options import LENSES

    assert set(READINGS) == set(POLICIES)
    assert list(LENSES) == [lens.name for lens in ps.lenses()]
    assert set(FORMATS) == set(CITATIONS)


def test_topics_are_listed(run) -> None:
    """Each topic with its title, its claims and its sources."""
    assert json.loads(run("list", "--json").output) == ps.catalogue().to_dict("records")
    lines = run("list").output.splitlines()
    assert len(lines) == len(ps.catalogue()) + 2
    assert lines[2].startswith("executions ")


def test_evidence_is_counted(run) -> None:
    """How the figures were checked adds up to all of them; two lists at once are refused."""
    found = json.loads(run("list", "--evidence", "--json").output)
    assert sum(one["claims"] for one in found) == len(ps.load())
    lines = run("list", "--evidence", "--topic", "arrests").output.splitlines()
    arrests = ps.load("arrests")
    assert len(lines) == 4 + arrests["evidence"].nunique()
    known = arrests["claim_year"].count(), (arrests["derived_from"] != "").sum()
    assert (
        lines[-1] == f"Of 105 claims, {known[0]} have a year and {known[1]} say on what they rest."
    )
    assert run("list", "--evidence", "--quantities").exit_code == 2


def test_quantities_are_listed(run, own: Path) -> None:
    """What the claims count, the most counted first; of a file, only what the file counts."""
    found = json.loads(run("list", "--quantities", "--topic", "arrests", "--json").output)
    claims = ps.load("arrests")
    scope = claims[["measure", "group", "operation", "place", "period"]].agg("|".join, axis=1)
    assert found[0] == {"quantity": ARRESTS, "claims": int((scope == ARRESTS).sum())}
    assert run("list", "--quantities", "--file", own).output.splitlines()[2:] == [
        f"{ARRESTS}        2"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("targets", [["kuhr-arrests"], ["arrests"], [ARRESTS]])
def test_claims_are_shown_by_id_topic_and_quantity(run, targets: list[str]) -> None:
    """The claims named, with every cell in JSON and the figures in words."""
    found = json.loads(run("show", *targets, "--json").output)
    claims = ps.load("arrests")
    ids = {
        "kuhr-arrests": ["kuhr-arrests"],
        "arrests": claims["claim_id"].tolist(),
        ARRESTS: ps.compare(claims, ARRESTS).claims["claim_id"].tolist(),
    }
    assert [one["claim_id"] for one in found] == ids[targets[0]]
    assert list(found[0]) == claims.columns.tolist()
    text = run("show", *targets).output
    assert all(one["as_printed"] in text for one in found)


@pytest.mark.slow
def test_a_missing_bound_is_null_in_json(run) -> None:
    """JSON knows neither NaN nor infinity; what is missing is null."""
    found = json.loads(run("show", "special-settlers-arrests", "--json").output)
    assert (found[0]["low"], found[0]["high"], found[0]["claim_year"]) == (100_000, None, None)
    bounds = json.loads(
        run("bounds", "expulsions|all|all|ussr|1950", "--json", "--topic", "arrests").output
    )
    assert bounds[0]["high"] is None


@pytest.mark.slow
def test_two_claims_are_compared(run, own: Path) -> None:
    """The pairs are those of ps.compare, in a file alone and beside ours."""
    found = json.loads(run("compare", ARRESTS, "--topic", "arrests", "--json").output)
    expected = ps.compare(ps.load("arrests"), ARRESTS).to_frame()
    assert pd.DataFrame(found["pairs"]).drop(columns="gap").equals(expected.drop(columns="gap"))
    assert "apart" in run("compare", "--file", own).output
    both = run("compare", ARRESTS, "--file", own, "--with-ours", "--json")
    ours = json.loads(run("compare", ARRESTS, "--json").output)["claims"]
    assert len(json.loads(both.output)["claims"]) == len(ours) + 2


@pytest.mark.slow
def test_conflicts_are_listed_and_can_fail(run, own: Path) -> None:
    """Exit code 1 is for a conflict, and only when asked for."""
    words = ("conflicts", "--file", own)
    assert run(*words).exit_code == 0
    assert run(*words, "--fail-on-conflict").exit_code == 1
    found = json.loads(run(*words, "--json").output)
    assert [one["claims"] for one in found["conflicts"]] == [["few", "many"]]
    assert found["complete"] is True
    assert "Three ways out" in run(*words, "--explain").output
    clean = ("conflicts", "--topic", "executions", "--topic", "abroad", "--within", "source")
    assert run(*clean, "--fail-on-conflict").exit_code in (0, 1)


@pytest.mark.slow
def test_bounds_are_those_of_the_ledger(run, own: Path) -> None:
    """Low and high in full in JSON, rounded outward in words, with the claims behind them."""
    found = json.loads(run("bounds", "--topic", "burial_sites", "--json").output)
    table = ps.Ledger(ps.load("burial_sites")).bounds()
    assert [one["quantity"] for one in found] == table.index.tolist()
    assert [one["low"] for one in found] == table["low"].tolist()
    words = run("bounds", ARRESTS, "--file", own, "--trust", "few", "--why").output
    assert words.splitlines()[:3] == [
        ARRESTS,
        "  low   1,260,000, because of me: about 1,400,000",
        "  high  1,540,000, because of me: about 1,400,000",
    ]
    assert "Claims conflict; this follows if the documents are trusted first" in words
    assert "Each bound is exact on these terms" in words
    refused = run("bounds", "--file", own, "--lens", "strict")
    assert (refused.exit_code, "cannot all hold" in refused.output) == (2, True)
    own.write_text(own.read_text().replace("5 million", "1.4 million"))
    assert "Each bound is proved" in run("bounds", ARRESTS, "--file", own).output


@pytest.mark.slow
def test_a_file_is_reconciled_alone_and_with_ours(run, tmp_path: Path) -> None:
    """Alone: what agrees and conflicts. With ours: what the file changes among them."""
    own = tmp_path / "graves.csv"
    own.write_text(
        "claim_id,measure,place,period,as_printed,claimant,source\n"
        "few,remains,kurapaty,1937/1941,500,me,notes\n"
        "many,remains,kurapaty,1937/1941,2 million,me,notes\n"
    )
    alone = run("reconcile", own)
    assert alone.output == f"{ps.reconcile(ps.read_claims(own)).summary()}\n"
    words = ("reconcile", own, "--with-ours", "--topic", "burial_sites")
    found = own_figures(ps.read_claims(own), ps.load("burial_sites"))
    together = run(*words)
    assert together.stdout == f"{found.text()}\n"
    assert "Holding 2 figures" in together.stderr
    assert (together.exit_code, run(*words, "--fail-on-conflict").exit_code) == (0, 1)
    told = json.loads(run(*words, "--json").stdout)["figures"]
    assert [one["claim_id"] for one in told] == ["few", "many"]
    assert [one["price"] for one in told] == [one.price for one in found.verdicts]


@pytest.mark.slow
def test_a_page_on_ones_own_figures_is_written_once(run, own: Path, tmp_path: Path) -> None:
    """One file in a folder made for it, never over another unless told to, only beside ours."""
    beside = ("--with-ours", "--topic", "burial_sites")
    words = ("reconcile", own, *beside, "--html", tmp_path / "out")
    assert f"Wrote {tmp_path / 'out' / 'own-figures.html'}" in run(*words).stdout
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["own-figures.html"]
    again = run(*words)
    assert (again.exit_code, "--force" in again.output) == (2, True)
    assert run(*words, "--force").exit_code == 0
    alone = run("reconcile", own, "--html", tmp_path / "out")
    assert (alone.exit_code, "--with-ours" in alone.output) == (2, True)


def test_a_folder_that_cannot_be_made_is_told_before_the_work(
    run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file named in place of a folder, or on the way to one, costs nobody a long search."""

    def long_search(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("purgestats.exploring.own_figures.own_figures", long_search)
    before = sorted(tmp_path.iterdir())
    for folder in (own, own / "out"):
        found = run("reconcile", own, "--with-ours", "--topic", "abroad", "--html", folder)
        assert (found.exit_code, own.name in found.output) == (2, True)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["show", "compare", "bounds"])
def test_a_quantity_that_is_none_is_answered_with_those_there_are(run, command: str) -> None:
    """A period written as "1937-38" is offered as it stands in the claims."""
    scope = "executions|all|all|ussr"
    words = (command, "--topic", "executions")
    found = run(*words, f"{scope}|1937-38")
    assert found.exit_code == 2
    offered = found.output.partition("; nearest: ")[2]
    assert {"1937", "1937/1938", "1938"} == set(offered.strip().split(", "))


def test_a_quantity_that_nobody_counts_is_answered_with_the_nearest(run) -> None:
    """No empty table, where the claims count the same on other days."""
    found = run("show", "--topic", "executions", "executions|all|all|ussr|1937-02-03")
    assert found.exit_code == 2
    assert "nearest: executions|all|all|ussr|193" in found.output


@pytest.mark.slow
def test_reconciliation_is_given_as_json(run) -> None:
    """Agreement, conflicts, repairs and bounds of one topic, each as lists."""
    found = json.loads(run("reconcile", "--topic", "burial_sites", "--json").output)
    ledger = ps.Ledger(ps.load("burial_sites"))
    assert found["claims"] == len(ledger.claims)
    assert [tuple(one) for one in found["repairs"]] == [one.claims for one in ledger.repairs()]
    assert len(found["conflicts"]) == len(ledger.conflicts()) > 2
    assert "remains|all|all|kurapaty|1937/1941" in {one["quantity"] for one in found["bounds"]}


@pytest.mark.parametrize("form", ["text", "bibtex", "ris", "csl-json"])
def test_citations_are_those_of_the_library(run, form: str) -> None:
    """The command prints what ps.cite returns."""
    expected = ps.cite(ps.load("arrests"), to=form).rstrip("\n")
    assert run("cite", "arrests", "--to", form).output == f"{expected}\n"


def test_citations_of_a_file_use_its_references(run, own: Path, tmp_path: Path) -> None:
    """A source of one's own is quoted from one's own BibTeX file."""
    references = tmp_path / "own.bib"
    references.write_text("@book{notes, title={My Notes}, author={Me, A.}, year={2020}}")
    words = ("cite", "few", "--file", own, "--sources", references)
    assert '"My Notes" (2020)' in run(*words).output
    found = json.loads(run(*words, "--json").output)
    assert found[0]["claim_id"] == "few"


def test_notebooks_are_copied(run, tmp_path: Path) -> None:
    """Every notebook, to the byte; a second time they are not written over."""
    target = tmp_path / "deep" / "notebooks"
    source = Path(__file__).resolve().parents[2] / "notebooks"
    assert run("notebooks", target).exit_code == 0
    copied = {path.name: path.read_bytes() for path in target.iterdir()}
    assert copied == {path.name: path.read_bytes() for path in source.glob("*.ipynb")}
    for path in target.iterdir():
        path.unlink()
    (target / max(copied)).write_text("mine")
    assert run("notebooks", target).exit_code == 2
    assert [path.read_text() for path in target.iterdir()] == ["mine"]
    found = json.loads(run("notebooks", target, "--force", "--json").output)
    assert found["written"] == sorted(copied)
    assert (target / min(copied)).read_bytes() == copied[min(copied)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("purgestats show kuhr", ["kuhr-executions", "kuhr-arrests"]),
        ("purgestats export a.csv --topic arr", ["arrests"]),
        ("purgestats trace nerard-a", ["nerard-arrests"]),
        ("purgestats bounds --reading st", ["strict"]),
        ("purgestats conf", ["conflicts"]),
    ],
)
def test_the_shell_completes_words(words: str, expected: list[str]) -> None:
    """Commands, choices, topics and claims are offered, without loading pandas."""
    code = (
        "import sys\nfrom purgestats.cli import main\n"
        "try:\n    main(prog_name='purgestats')\nfinally:\n    assert 'pandas' not in sys.modules"
    )
    place = str(len(words.split()) - 1)
    asked = {"COMP_WORDS": words, "COMP_CWORD": place, "_PURGESTATS_COMPLETE": "bash_complete"}
    environment = {"PYTHONPATH": str(Path(ps.__file__).parents[1]), **asked}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert [line.split(",")[1] for line in done.stdout.splitlines()] == expected


@pytest.mark.parametrize("name", ["Robert Conquest", "conquest", "Conquest, R."])
def test_a_person_is_found_by_name(run, name: str) -> None:
    """A surname, in any case and beside initials, shows every claim of the person."""
    found = json.loads(run("show", name, "--json").stdout)
    claims = ps.load()
    expected = claims[claims["claimant"] == "conquest"]["claim_id"]
    assert [one["claim_id"] for one in found] == expected.tolist()
    assert "no claim, topic or person" in run("show", "Nobody Atall").output

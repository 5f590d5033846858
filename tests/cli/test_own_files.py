"""Figures of one's own: the template, the check of every fault, and exports."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import purgestats as ps


@pytest.mark.slow
def test_the_way_from_template_to_reconciliation(run, tmp_path: Path) -> None:
    """The three commands that the template's message names run one after the other."""
    file = tmp_path / "claims.xlsx"
    written = run("template", file)
    assert written.exit_code == 0
    assert f"purgestats check {file}" in written.output
    checked = run("check", file)
    assert (checked.exit_code, checked.output[:19]) == (0, "3 claims, no fault.")
    assert "period 1937/1938 in 1 row, marked as inferred" in checked.output
    assert "Example rows of the template are still there: example-1" in checked.output
    together = run("reconcile", file, "--with-ours", "--topic", "red_army")
    assert together.exit_code == 0
    assert "the template's example rows count: example-1" in together.output


@pytest.mark.slow
def test_a_template_is_not_written_over(run, tmp_path: Path) -> None:
    """A file in which somebody has typed for a week stays as it is."""
    file = tmp_path / "claims.xlsx"
    file.write_bytes(b"a week's work")
    refused = run("template", file)
    assert (refused.exit_code, file.read_bytes()) == (2, b"a week's work")
    assert "--force" in refused.output
    assert json.loads(run("template", file, "--force", "--json").output)["examples"] == 3


def test_every_fault_is_listed_with_its_line(run, faulty: Path) -> None:
    """Exit code 2, all faults at once, in words and in JSON."""
    checked = run("check", faulty)
    assert checked.exit_code == 2
    assert checked.output.startswith("3 faults; nothing was read or changed\n")
    assert "line 2, column measure: 'arests': no such measure in the vocabulary" in checked.output
    assert "write arrests" in checked.output
    found = run("check", faulty, "--json")
    faults = json.loads(found.output)["faults"]
    assert (found.exit_code, len(faults)) == (2, 3)
    assert [(one["line"], one["column"]) for one in faults] == [
        (2, "measure"),
        (3, "as_printed"),
        (4, "claim_id"),
    ]
    assert faults[0]["nearest"][0] == "arrests"


@pytest.mark.slow
def test_faults_of_a_spreadsheet_are_listed_with_their_cell(run, tmp_path: Path) -> None:
    """A wrong word typed into the template is named by its cell."""
    file = ps.write_template(tmp_path / "claims.xlsx")
    book = openpyxl.load_workbook(file)
    book["claims"]["B3"] = "exicutions"
    book["claims"]["C4"] = "many"
    book.save(file)
    output = run("check", file).output
    assert "claims.xlsx, cell B3, column measure: 'exicutions'" in output
    assert "claims.xlsx, cell C4, column as_printed" in output
    cells = [one["cell"] for one in json.loads(run("check", file, "--json").output)["faults"]]
    assert cells == ["B3", "C4"]


@pytest.mark.parametrize(
    "words",
    [
        ["show", "--file"],
        ["list", "--quantities", "--file"],
        ["compare", "--file"],
        ["conflicts", "--file"],
        ["bounds", "--file"],
        ["cite", "--file"],
        ["reconcile"],
        ["check"],
    ],
)
def test_a_bad_file_ends_every_command_alike(run, faulty: Path, words: list[str]) -> None:
    """Exit code 2, every fault, nothing else, whatever was asked of the file."""
    found = run(*words, faulty)
    assert found.exit_code == 2
    assert found.output.count("\n  faulty.csv, line ") == 3
    assert "Traceback" not in found.output


def test_whoever_reads_a_bad_file_is_led_to_the_command_that_mends_it(run, faulty: Path) -> None:
    """The way to what should be written is named, with the options that were given."""
    for words in (["reconcile"], ["show", "--file"]):
        ending = (
            f"\n\n`purgestats check {faulty}` says what to write where only one thing can be meant."
        )
        assert run(*words, faulty).output.rstrip().endswith(ending)
    given = ["--vocabulary", faulty.parent / "my terms"]
    (faulty.parent / "my terms").mkdir()
    (faulty.parent / "my terms" / "groups.csv").write_text("term,label\nmine,mine\n")
    assert f"check {faulty} --vocabulary '{given[1]}'`" in run("reconcile", faulty, *given).output
    # What is no table cannot be mended in its cells.
    faulty.write_text("")
    assert "purgestats check" not in run("reconcile", faulty).output


def test_a_bad_file_leaves_nothing_behind(run, faulty: Path, tmp_path: Path) -> None:
    """An export of it writes no file, not even a part of one."""
    before = sorted(tmp_path.iterdir())
    for ending in ("csv", "xlsx", "bib"):
        assert run("export", tmp_path / f"out.{ending}", "--file", faulty).exit_code == 2
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_exports_are_the_claims(run, tmp_path: Path, ending: str) -> None:
    """What is exported reads as what was loaded; a second time nothing is written over."""
    file = tmp_path / f"out.{ending}"
    done = run("export", file, "--topic", "arrests")
    assert (done.exit_code, done.output) == (
        0,
        f"Wrote {file}: {len(ps.load('arrests'))} claims.\n",
    )
    assert ps.read_claims(file).equals(ps.load("arrests"))
    again = run("export", file, "--topic", "executions")
    assert (again.exit_code, ps.read_claims(file).equals(ps.load("arrests"))) == (2, True)
    forced = json.loads(run("export", file, "--topic", "abroad", "--force", "--json").output)
    assert forced == {"written": str(file), "claims": len(ps.load("abroad"))}


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "start"), [("bib", "@"), ("ris", "TY  - "), ("json", "[")])
def test_references_are_exported(run, tmp_path: Path, ending: str, start: str) -> None:
    """The works behind the claims, in the format that the name asks for."""
    file = tmp_path / f"sources.{ending}"
    assert run("export", file).output == f"Wrote {file}: {ps.load()['source'].nunique()} " + (
        "reference.\n" if ps.load()["source"].nunique() == 1 else "references.\n"
    )
    assert file.read_text(encoding="utf-8").startswith(start)


def test_labels_of_ones_own_stand_in_the_terminal(run, tmp_path: Path) -> None:
    """What claims count is told by the user's label, and never by a slug."""
    (tmp_path / "measures.csv").write_text("term,label,unit\nshot,shot by X,persons\n")
    file = tmp_path / "own.csv"
    head = "claim_id,measure,place,period,as_printed,claimant,source"
    file.write_text(f"{head}\na,shot,ussr,1937,9,me,n\nb,shot,ussr,1937,8,you,n\n")
    shown = run("show", "--file", file, "--vocabulary", tmp_path).output
    assert shown.count("shot by X, Soviet Union, 1937") == 2


@pytest.mark.slow
def test_a_vocabulary_of_ones_own_is_used(run, tmp_path: Path) -> None:
    """A place that only the user's folder has passes with the folder and fails without."""
    (tmp_path / "places.csv").write_text("term,label,broader\ntula,Tula,russia\n")
    file = tmp_path / "own.csv"
    file.write_text(
        "claim_id,measure,place,period,as_printed,claimant,source\na,arrests,tula,1937,9,me,n\n"
    )
    assert run("check", file).exit_code == 2
    for words in (("check", file), ("reconcile", file), ("bounds", "--file", file)):
        assert run(*words, "--vocabulary", tmp_path).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show"], "name a claim, a topic, a person or a quantity"),
        (["show", "arests"], "nearest: arrests"),
        (["list", "--topic", "arrests"], "--quantities"),
        (["conflicts", "--topic", "arests"], "no topic 'arests'"),
        (["conflicts", "--with-ours"], "go with a file of yours"),
        (["conflicts", "--file", "x.csv", "--topic", "arrests"], "add --with-ours"),
        (["compare", "arrests"], "is not a quantity"),
        (["compare", "arrests|all|all|ussr|19377"], "is not a period"),
        (["bounds", "arrest|all|all|ussr|1937"], "nearest: arrests"),
        (["bounds", "--topic", "abroad", "--trust", "nobody"], "no claim 'nobody'"),
        (["reconcile", "nowhere.csv"], "no file 'nowhere.csv'"),
        (["check", "claims.docx"], "no file 'claims.docx'"),
        (["export", "claims.docx"], "must end in .csv"),
        (["export", "nowhere/claims.csv"], "there is no folder"),
        (["cite", "arrests", "--to", "ris", "--json"], "--json goes with"),
        (["cite"], "name a claim"),
        (["notebooks", "/dev/null"], "/dev/null"),
        (["nonsense"], "No such command"),
        (["--nonsense"], "No such option"),
    ],
)
def test_bad_words_are_explained(run, words: list[str], message: str) -> None:
    """Exit code 2 and one sentence that says what to do, never a traceback."""
    found = run(*words)
    assert found.exit_code == 2
    assert message in found.output
    assert "Traceback" not in found.output

"""Nothing that stands in a cell, a name or an argument is obeyed by a terminal, page or sheet."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pandas as pd
import pytest

import purgestats as ps
from purgestats.cli.screen import clean, number, say, say_json, table, working
from purgestats.errors import harmless

ESCAPES = ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x08\x08", "\x00", "\u202e", "\u2028", "\x7f"]
MARKUP = "<script>alert(1)</script>"


def is_plain(text: str) -> bool:
    """Say whether a terminal would only show a text."""
    return all(line.isprintable() for line in text.split("\n"))


@pytest.mark.slow
@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("column", ["claim_id", "measure", "as_printed", "claimant", "note"])
def test_control_characters_in_a_cell_are_faults_and_are_shown(
    run, tmp_path: Path, column: str, escape: str
) -> None:
    """In whichever cell: exit code 2, and the fault shows them as what they are."""
    row = {"claim_id": "a", "measure": "arrests", "as_printed": "10", "claimant": "me"}
    row |= {"source": "s", "note": "n"}
    row[column] += f"x{escape}y"
    file = tmp_path / "own.csv"
    pd.DataFrame([row]).to_csv(file, index=False)
    for words in (["check"], ["check", "--json"], ["show", "--file"], ["reconcile"]):
        found = run(*words, file)
        assert found.exit_code == 2
        assert is_plain(found.output)


def test_control_characters_in_a_header_and_a_file_name_are_shown(run, tmp_path: Path) -> None:
    """A column's name and the file's own name reach the screen too."""
    file = tmp_path / "own\x1b[2J.csv"
    file.write_text("claim_id,measure,as_printed,claimant,source,no\x1b[31mte\na,b,1,me,s,\n")
    found = run("check", file)
    assert found.exit_code == 2
    assert is_plain(found.output)
    assert "own\\x1b[2J.csv" in found.output
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.read_claims(file)
    assert is_plain(str(caught.value))


@pytest.mark.parametrize(
    "words",
    [
        ["\x1b[2J"],
        ["--\x1b[2J"],
        ["show", "\x1b[2J"],
        ["compare", "\x1b[2J|all|all|ussr|1937"],
        ["bounds", "arrests|all|all|ussr|\x1b[2J"],
        ["conflicts", "--topic", "\x1b[2J"],
        ["conflicts", "--reading", "\x1b[2J"],
        ["list", "\x1b[2J"],
        ["check", "\x1b[2J.csv"],
        ["export", "\x1b[2J/a.csv"],
        ["export", "a.\x1b[2J"],
        ["template", "\x1b[2J"],
    ],
)
def test_control_characters_in_an_argument_are_shown(run, words: list[str]) -> None:
    """Messages repeat what was typed without obeying it."""
    found = run(*words)
    assert found.exit_code == 2
    assert "\x1b" not in found.output


@pytest.mark.slow
def test_markup_comes_out_as_text_everywhere(run, tmp_path: Path) -> None:
    """Printed in the terminal as it stands, in JSON as text, escaped in every HTML view."""
    file = tmp_path / "own.csv"
    rows = [("a", "5 million"), ("b", "1.3 million")]
    table = pd.DataFrame(rows, columns=["claim_id", "as_printed"])
    table = table.assign(measure="arrests", claimant=MARKUP, source=MARKUP, note=MARKUP)
    table.to_csv(file, index=False)
    assert MARKUP in run("show", "--file", file).output
    assert json.loads(run("show", "--file", file, "--json").output)[0]["note"] == MARKUP
    claims = ps.read_claims(file)
    together = ps.reconcile(claims)
    shown = [together, together.conflicts, together.repairs, *together.conflicts]
    shown += [ps.compare(claims), ps.origins(claims)]
    shown += [ps.what_changes(claims, ps.load("arrests").head(12))]
    for one in shown:
        assert "<script" not in one._repr_html_()


def test_square_brackets_are_no_commands_to_the_table(run, tmp_path: Path) -> None:
    """What the library for tables would take for a colour or a link is printed as it stands."""
    file = tmp_path / "own.csv"
    odd = "[red]x[/red] [link=http://a.b]c[/link] :smile:"
    file.write_text(
        f"claim_id,measure,as_printed,claimant,source\na,arrests,1,{odd},s\nb,arrests,2,{odd},s\n"
    )
    assert run("show", "--file", file).output.count(odd) == 2


def test_json_escapes_what_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    """Any parser gives the text back, and the screen stays as it is."""
    value = {"odd": "".join(ESCAPES) + "\U000e0001 я «»\u202f½ 😀"}
    say_json(value)
    printed = capsys.readouterr().out
    assert json.loads(printed) == value
    assert "\x1b" not in printed
    assert "я «»" in printed
    assert is_plain(printed.replace("\u202f", " "))


def test_json_has_null_for_what_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    """Missing and infinite values of Python, numpy and pandas alike."""
    values = [float("nan"), float("inf"), None, pd.NA, pd.NaT, pd.Series([1.0])[0], 0.5, True, (1,)]
    say_json(values)
    assert json.loads(capsys.readouterr().out) == [None] * 5 + [1, 0.5, True, [1]]


def test_cells_of_a_table_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences in a cell are shown, and no line has spaces at its end."""
    say("\n".join(table(["a", "b"], [("\x1b[2Jx", "y"), ("z", "")])))
    printed = capsys.readouterr().out
    assert "\\x1b[2Jx" in printed
    assert all(line == line.rstrip() for line in printed.split("\n"))


def test_a_table_keeps_to_the_columns_of_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the terminal's width is known cells are folded and nothing is cut off; else not."""
    row = ["x" * 90, "y" * 40]
    monkeypatch.setenv("COLUMNS", "60")
    say("\n".join(table(["a", "b"], [row])))
    narrow = capsys.readouterr().out
    assert max(map(len, narrow.split("\n"))) <= 60
    assert (narrow.count("x"), narrow.count("y")) == (90, 40)
    monkeypatch.delenv("COLUMNS")
    say("\n".join(table(["a", "b"], [row])))
    assert "x" * 90 + "   " + "y" * 40 in capsys.readouterr().out


def test_a_narrow_window_leaves_spare_columns_out_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names in the first column stay in one piece, and as few columns go as need be."""
    monkeypatch.setenv("COLUMNS", "60")
    row = ("a-long-name-of-a-claim", "x" * 20, "y" * 20, "z")
    say(
        "\n".join(table(["claim", "figure", "counts", "stance"], [row], spare=("counts", "stance")))
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == f"{row[0]}   {row[1]}   z"
    assert lines[3] == "Left out of this narrow window: counts; --json has everything."


@pytest.mark.parametrize("text", ["40,000", "Архив", "½ «a» — b", "1\u00a0000", "", "\u202f"])
def test_ordinary_letters_are_left_alone(text: str) -> None:
    """Words of any language, and spaces of any width, are printed as they are."""
    assert harmless(text) == clean(text) == text


@pytest.mark.slow
def test_a_bar_appears_only_after_a_while(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quick job shows nothing, a slow one its steps, and neither writes among the results."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with working("quick"):
        pass
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("purgestats.cli.screen.PATIENCE", 0.0)
    with working("slow \x1b[2J", 2) as step:
        step("first")
        time.sleep(0.3)
        step("second")
        time.sleep(0.3)
    out, err = capsys.readouterr()
    assert out == ""
    assert "first" in err
    assert "second" in err
    assert "\x1b[2J" not in err


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(1.5, "1", "2"), (999.001, "999", "1,000"), (-0.5, "-1", "0"), (2.0, "2", "2")],
)
def test_bounds_are_rounded_outward(value: float, low: str, high: str) -> None:
    """A printed range holds all that the bounds allow."""
    assert (number(value), number(value, up=True)) == (low, high)

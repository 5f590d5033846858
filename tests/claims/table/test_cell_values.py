"""Single cells hold clean text or plain numbers; a small change makes each rule fire."""

from __future__ import annotations

import math

import pytest

from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.files.raw import Cells, RawTable
from purgestats.claims.table.faults import Checker, read_numbers, text_rule


def numbers(
    low: str, best: str = "", high: str = "", decimal_comma: bool = False
) -> tuple[list[float], list[tuple[str, str]]]:
    """What a row's three cells read as, and the faults found in them."""
    cells = {"claim_id": "a", "low": low, "best": best, "high": high}
    raw = RawTable({name: Cells.of([cell]) for name, cell in cells.items()}, lines=[2])
    raw.decimal_comma = decimal_comma
    checker = Checker(raw, own_vocabulary())
    found = read_numbers(checker)
    faults = [(fault.column, fault.rule) for fault in checker.faults]
    return [float(found[name][0]) for name in ("low", "best", "high")], faults


@pytest.mark.parametrize(
    ("cell", "value"),
    [("0", 0), ("681692", 681692), ("0.125", 0.125), ("1e6", 1e6), ("1e-05", 1e-5)],
)
def test_plain_numbers_are_read(cell: str, value: float) -> None:
    """Digits, a decimal point, and the exponent that programs write."""
    assert numbers(cell)[0][0] == value
    assert numbers(cell)[1] == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("681,692", "write 681692"),
        ("681 692", "write 681692"),
        ("1,5", "write 1.5"),
        ("681\u00a0692", "write 681692"),
        ("nan", "leave it blank"),
        ("NaN", "leave it blank"),
        ("inf", "leave it blank"),
        ("-1", "leave it blank"),
        ("n/a", "leave it blank"),
        ("١٢٣", "leave it blank"),
        ("0x10", "leave it blank"),
        ("1e16", "above 1e+15"),
        ("1e99", "above 1e+15"),
        ("6.82E+05", "few digits"),
        ("9" * 400, "not a plain number"),
        ("1" * 30, "not a plain number"),
        ("0." + "1" * 31, "not a plain number"),
        (" 5", "spaces"),
        ("5 ", "spaces"),
        ("=5", "not a plain number"),
        ("5\x00", "control"),
    ],
)
def test_what_is_no_plain_number_is_named(cell: str, words: str) -> None:
    """Separators, words, signs, infinities and stray spaces each have a rule; one fault a cell."""
    (low, _, _), faults = numbers(cell)
    assert math.isnan(low)
    assert [column for column, _ in faults] == ["low"]
    assert words in faults[0][1]


def test_a_decimal_comma_is_read_only_where_it_is_clear() -> None:
    """In a file of semicolons 0,4 is a number and 40,000 could be two."""
    assert numbers("0,4", decimal_comma=True)[0][0] == 0.4
    assert "can mean" in numbers("40,000", decimal_comma=True)[1][0][1]
    assert numbers("0,4")[1]


@pytest.mark.parametrize(
    ("cells", "column"),
    [(("9", "", "5"), "low"), (("1", "0", "5"), "best"), (("1", "6", "5"), "best")],
)
def test_low_best_and_high_must_be_in_order(cells: tuple[str, str, str], column: str) -> None:
    """Low above high, and best outside them, are faults of that cell."""
    assert [name for name, _ in numbers(*cells)[1]] == [column]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x07", "control"),
        ("a\x7f", "control"),
        ("a\u202eb", "control"),
        ("a\u2066b", "control"),
        ("\ud800", "half a character"),
        ("a\nb", "line break"),
        ("a\rb", "line break"),
        (" a", "spaces"),
        ("a\u00a0", "spaces"),
        ("d\u00c3\u00a9sarroi", "letters are lost"),
        ("РЎС‚Р°Р»РёРЅ", "letters are lost"),
        ("I\ufffdanov", "letters are lost"),
        ("x" * 32_768, "32,768 characters"),
    ],
)
def test_unclean_text_is_named(text: str, words: str) -> None:
    """Control characters, halves, line breaks, stray spaces and endless cells."""
    assert words in text_rule(text)


def test_ordinary_text_is_clean() -> None:
    """Punctuation, Cyrillic and spaces within are nobody's fault."""
    assert text_rule("около 40 тыс. – “a = b”, №\u00a05") == ""
    assert text_rule("Р.С. Рудь, PEÑA, SÃO, Рівне – désarroi") == ""
    assert text_rule("") == ""


def test_the_longest_cell_of_a_spreadsheet_is_no_fault() -> None:
    """32,767 characters; one more is said to be too many."""
    assert text_rule("x" * 32_767) == ""
    assert "32,768 characters" in text_rule("x" * 32_768)

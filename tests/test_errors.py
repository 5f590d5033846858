"""Errors say where, what and how to mend it, and survive leaving a worker process."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pandas as pd
import pytest

import purgestats as ps
from purgestats.errors import MOST_LISTED, Place, did_you_mean, nearest, shown

FAULT = ps.ClaimError(
    Place("mine.csv", 7, "measure"), "execution", "no such measure", ["executions"], "a"
)


def test_a_fault_names_file_line_column_value_rule_and_nearest() -> None:
    """Everything needed to mend it is in one line and in attributes."""
    assert str(FAULT) == (
        "mine.csv, line 7, column measure: 'execution': no such measure; nearest: executions"
    )
    assert (FAULT.file, FAULT.line, FAULT.column) == ("mine.csv", 7, "measure")
    assert (FAULT.value, FAULT.rule) == ("execution", "no such measure")
    assert (FAULT.nearest, FAULT.claim_id) == (("executions",), "a")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(), "table"),
        (Place("a.csv"), "a.csv"),
        (Place("a.csv", 3), "a.csv, line 3"),
        (Place("a.xlsx", 3, "low", "C3"), "a.xlsx, cell C3, column low"),
    ],
)
def test_a_place_is_as_exact_as_it_can_be(place: Place, words: str) -> None:
    """A spreadsheet's cell goes before the line, and what is unknown is left out."""
    assert str(place) == words


def test_many_faults_are_listed_up_to_a_number_and_all_kept() -> None:
    """The message is cut, the list is not."""
    errors = ps.ClaimErrors([FAULT] * (MOST_LISTED + 5))
    assert len(errors.errors) == MOST_LISTED + 5
    assert str(errors).count("no such measure") == MOST_LISTED
    assert "and 5 more" in str(errors)
    assert str(ps.ClaimErrors([FAULT])).startswith("1 fault;")


@pytest.mark.parametrize("error", [FAULT, ps.ClaimErrors([FAULT, FAULT]), ps.UnknownTerm("x")])
def test_errors_survive_pickling_and_copying(error: ps.PurgestatsError) -> None:
    """A worker process can raise them: all they say comes out on the other side."""
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is type(error)
        assert str(other) == str(error)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("ClaimError", ValueError),
        ("ClaimErrors", ValueError),
        ("FigureError", ValueError),
        ("InconsistentLedger", ValueError),
        ("InvalidChoice", ValueError),
        ("PeriodError", ValueError),
        ("UnknownClaim", KeyError),
        ("UnknownDataset", KeyError),
        ("UnknownQuantity", KeyError),
        ("UnknownTerm", KeyError),
        ("VocabularyError", ValueError),
    ],
)
def test_every_error_has_our_root_and_the_nearest_built_in(
    name: str, base: type[Exception]
) -> None:
    """Those who know Python's errors catch ours."""
    assert issubclass(getattr(ps, name), (ps.PurgestatsError))
    assert issubclass(getattr(ps, name), base)


def test_the_message_of_a_key_error_is_not_its_repr() -> None:
    """KeyError would put the sentence into quotation marks."""
    assert str(ps.UnknownTerm("no such term")) == "no such term"
    assert str(ps.PurgestatsError()) == ""


def test_values_are_shown_without_control_characters_and_shortened() -> None:
    """Nothing from a file moves the cursor or fills the screen."""
    assert shown("a\x1b[31m\ud800\u202e") == r"'a\x1b[31m\ud800\u202e'"
    assert len(shown("9" * 10_000)) < 70


def test_nearest_offers_what_is_alike_best_first() -> None:
    """At most three, in a fixed order; nothing where nothing is like it."""
    assert nearest("arests", {"arrests", "sites", "arrest"}) == ["arrests", "arrest"]
    assert nearest("xyz", ["arrests"]) == []
    assert did_you_mean([]) == ""


@pytest.mark.slow
@pytest.mark.parametrize("given", ["1937\x1b[2J" * 50_000, b"x" * 500_000, ["\x1b[2J"] * 100_000])
def test_no_message_repeats_without_end_what_was_given(given: object) -> None:
    """Periods, quantities, terms, claims and readings: cut, and harmless to a terminal."""
    calls: list[Callable[[], object]] = [
        lambda: ps.Period.parse(given),  # type: ignore[arg-type]
        lambda: ps.Quantity.parse(given),  # type: ignore[arg-type]
        lambda: ps.Quantity.parse(f"arrests|all|all|ussr|{given}"),
        lambda: ps.compare(ps.load("arrests"), f"{given}|all|all|ussr|1937"),
        lambda: ps.compare(ps.load("arrests"), reading=str(given)),
        lambda: ps.load(str(given)),
        lambda: ps.trace(str(given)),
        lambda: ps.read_figure(str(given)),
    ]
    for call in calls:
        with pytest.raises(ps.PurgestatsError) as caught:
            call()
        assert len(str(caught.value)) < 5_000
        assert str(caught.value).replace("\n", "").isprintable()


def test_faults_come_as_a_frame_too() -> None:
    """One row a fault, in the order of the message, with all that the message says."""
    measures = ["execusions", "arrests"]
    rows = {"claim_id": ["a", "b"], "measure": measures, "as_printed": ["1", "many"]}
    frame = pd.DataFrame(rows | {"claimant": "me", "source": "notes"})
    with pytest.raises(ps.ClaimErrors) as caught:
        ps.validate(frame)
    found = caught.value.to_frame()
    assert found[["line", "column", "claim_id", "value"]].values.tolist() == [
        [2, "measure", "a", "execusions"],
        [3, "as_printed", "b", "many"],
    ]
    assert found["nearest"][0].startswith("executions;")
    assert ps.ClaimErrors([]).to_frame().empty

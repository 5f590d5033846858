"""Notes on a table hold as long as nothing in it changes, and no longer."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.datasets.notes import notes_on, share_notes

QUANTITY = "executions|all|all|ussr|1937/1938"


def frame() -> pd.DataFrame:
    """A small table of texts and numbers."""
    return ps.load("executions").head(5)


CHANGES: dict[str, Callable[[pd.DataFrame], object]] = {
    "cell": lambda one: one.__setitem__("low", one["low"] + 1),
    "loc": lambda one: one.loc.__setitem__((0, "low"), 3.0),
    "text": lambda one: one.iloc.__setitem__((0, 0), "other"),
    "year": lambda one: one.at.__setitem__((0, "claim_year"), 1999),
    "row": lambda one: one.loc.__setitem__(0, one.loc[1]),
    "names": lambda one: setattr(one, "columns", [*one.columns[:-1], "remark"]),
    "column": lambda one: one.insert(0, "new", 1),
    "update": lambda one: one.update(pd.DataFrame({"low": [7.0]})),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_place_ends_the_notes(name: str) -> None:
    """Whichever way pandas has of writing into a table."""
    one = frame()
    notes_on(one)["seen"] = True
    assert notes_on(one) == {"seen": True}
    CHANGES[name](one)
    assert notes_on(one) == {}


def test_what_is_written_past_pandas_is_seen() -> None:
    """An array that a frame shares with its maker is compared, not trusted."""
    numbers = np.zeros((3, 2))
    one = pd.DataFrame(numbers, columns=["low", "high"], copy=False)
    notes_on(one)["seen"] = True
    numbers[0, 0] = 5
    assert (notes_on(one) == {}) == (one.iloc[0, 0] == 5)


def test_a_table_of_ours_is_known_however_often_it_is_loaded() -> None:
    """And a change in one copy reaches neither the other nor what is known of it."""
    one, other = ps.load("executions"), ps.load("executions")
    notes_on(one)["seen"] = True
    assert notes_on(other).pop("seen")
    one.loc[0, "low"] = 3.0
    assert other["low"][0] != 3.0
    assert share_notes(one.copy(deep=False), other) is not other


def test_notes_go_with_their_table() -> None:
    """A new table never inherits the notes of one that is gone."""
    for _ in range(50):
        one = pd.DataFrame({"low": [1.0]})
        assert notes_on(one) == {}
        notes_on(one)["seen"] = True
        del one
    gc.collect()


@pytest.mark.slow
def test_a_table_that_was_read_goes_with_its_last_user() -> None:
    """What was found out about it does not keep it: a loop over files needs no more memory."""

    def used() -> weakref.ref[pd.DataFrame]:
        claims = ps.validate(frame())
        ps.origins(claims)
        ps.consensus(claims, QUANTITY)
        ps.Ledger(claims).conflicts()
        return weakref.ref(claims)

    gone = [used() for _ in range(3)]
    gc.collect()
    assert [one() for one in gone] == [None] * 3

"""What a ledger is asked wrongly is refused in words; what it answers can be given away."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from ledgers import claim, claims_table, vocabulary

import purgestats as ps

SCOPE = "toll|all|all|land|1937"
CLAIMS = claims_table(
    claim("low", SCOPE, 40, 40), claim("high", SCOPE, 60, 60), claim("odd", SCOPE, 55, 70)
)
BOOK = ps.Ledger(CLAIMS, vocabulary=vocabulary(), assumptions=None)


def under(rank: object) -> object:
    """Ask for repairs under a lens of one's own."""
    return BOOK.repairs(lens=ps.Lens("mine", rank))  # type: ignore[arg-type]


WRONG: dict[str, Callable[[], object]] = {
    "a rank that is a word": lambda: under({"low": "first"}),
    "a rank without end": lambda: under({"low": math.inf}),
    "ranks that are a number": lambda: under(5),
    "a function that ranks nothing": lambda: under(lambda claims: None),
    "a function that ranks too few": lambda: under(lambda claims: [0]),
    "a weight that is a word": lambda: BOOK.repairs(weights={"low": "much"}),  # type: ignore[dict-item]
    "weights that are a number": lambda: BOOK.repairs(weights=5),  # type: ignore[arg-type]
    "repairs below 0": lambda: BOOK.repairs(limit=-1),
    "half a repair": lambda: BOOK.repairs(limit=1.5),  # type: ignore[arg-type]
    "conflicts below 0": lambda: BOOK.conflicts(limit=-1),
    "effort that is a word": lambda: BOOK.conflicts(effort="much"),  # type: ignore[arg-type]
    "a quantity that is a number": lambda: BOOK.bounds(5),  # type: ignore[arg-type]
    "a list of none": lambda: BOOK.certificate([], "low"),  # type: ignore[arg-type]
    "trust that is a number": lambda: BOOK.bounds(trust=5),  # type: ignore[arg-type]
    "claims that are a number": lambda: BOOK.prices(5),  # type: ignore[arg-type]
    "a list among claims": lambda: BOOK.only(["low"]),  # type: ignore[arg-type]
    "assumptions that are a number": lambda: BOOK.assuming(5),  # type: ignore[arg-type]
    "deviations that are a number": lambda: BOOK.balance(sd=5),  # type: ignore[arg-type]
    "grades that are a number": lambda: BOOK.balance(grades=5),  # type: ignore[arg-type]
    "a vocabulary that is a number": lambda: ps.Ledger(CLAIMS, 5),  # type: ignore[arg-type]
    "terms that are a number": lambda: ps.Ledger(CLAIMS, {"measures": 5}),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("asked", WRONG.values(), ids=WRONG)
def test_what_cannot_be_asked_is_refused_in_words(asked: Callable[[], object]) -> None:
    """Nothing of Python's own comes out of the inside."""
    with pytest.raises(ps.PurgestatsError):
        asked()


@pytest.mark.slow
def test_numbers_and_names_come_as_pandas_and_numpy_have_them() -> None:
    """A Series by id does for a dict, an array for a list."""
    weights = pd.Series({"low": np.float32(5)})
    assert [one.claims for one in BOOK.repairs("alike", weights)] == [("high", "odd")]
    assert BOOK.bounds(trust=pd.Series(["low"])).loc[SCOPE, "high"] == 40
    assert BOOK.balance(sd=pd.Series({"low": 1.0})).estimates is not None


@pytest.mark.slow
def test_answers_survive_pickling_and_copying() -> None:
    """A worker process can hand back a ledger that was asked, and all that it answered."""
    found = BOOK.conflicts()
    explained = [one.explain() for one in found]
    pool = ps.pool(ps.load("arrests"), "arrests|all|all|ussr|1937/1938")
    for again in (lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy):
        pd.testing.assert_frame_equal(again(BOOK).bounds(), BOOK.bounds())
        assert [one.explain() for one in again(found)] == explained
        assert again(found).disagreements().to_frame().equals(found.disagreements().to_frame())
        assert repr(again(pool)) == repr(pool)

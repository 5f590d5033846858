"""Origins are found the same way whatever the table's length, and told apart by scope."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import purgestats as ps
from purgestats.claims.sources.lineage import lineage
from purgestats.claims.table.contract import take

CELLS = ["", None, "none", "a", "b", "c", "a;b", "b;c", "q", "q;r", "official-executions"]
OURS = ps.load().set_index("claim_id")["derived_from"].to_dict()
ROWS = st.lists(
    st.tuples(st.sampled_from(CELLS), st.sampled_from("st"), st.sampled_from("xy")), max_size=5
)


def claims(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Claims named a, b, c ... with derived_from, source and claimant."""
    named = [(name, *row) for name, row in zip("abcde", rows, strict=False)]
    frame = pd.DataFrame(named, columns=["claim_id", "derived_from", "source", "claimant"])
    return frame.assign(measure="executions", as_printed="10")


def by_hand(table: pd.DataFrame) -> list[set[str]] | None:
    """Groups of claims by origin, followed one by one; None where claims rest on each other."""
    cells = OURS | dict(zip(table["claim_id"], table["derived_from"], strict=True))

    def roots(claim: str, seen: tuple[str, ...]) -> set[str] | None:
        if claim in seen:
            return None
        cell = cells.get(claim)
        if not isinstance(cell, str) or cell in ("", "none"):
            return {claim}
        above = [roots(parent, (*seen, claim)) for parent in cell.split(";")]
        return None if None in above else set().union(*above)

    rows = table.set_index("claim_id")[["source", "claimant"]].T.to_dict()
    mine = [claim for claim in rows if roots(claim, ()) == {claim}]
    groups: dict[object, set[str]] = {}
    for claim in table["claim_id"]:
        found = roots(claim, ())
        if found is None:
            return None
        for root in found:
            groups.setdefault(stands(root, mine, rows, cells), set()).add(claim)
    sets = {frozenset(group) for group in groups.values()}
    return [set(one) for one in sets if not any(one < other for other in sets)]


def stands(
    root: str, mine: list[str], rows: dict[Any, dict[str, str]], cells: dict[Any, Any]
) -> str:
    """Return the claim that stands for the count of a root's author."""
    if root not in mine:
        return root
    his = [one for one in mine if rows[one]["claimant"] == rows[root]["claimant"]]
    counted = [one for one in his if cells[one] == "none"]
    here = [one for one in counted if rows[one]["source"] == rows[root]["source"]]
    return (here or counted or his)[0]


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 4)
@given(ROWS)
def test_origins_are_those_found_claim_by_claim(rows: list[tuple[Any, ...]]) -> None:
    """Against a recursive reckoning, wherever claims do not rest on each other."""
    table = claims(rows)
    own = zip("abcde", rows, strict=False)
    assume(all(name not in (row[0] or "").split(";") for name, row in own))
    expected = by_hand(table)
    if expected is not None:
        found = ps.origins(table)
        assert sorted(map(sorted, found.groups)) == sorted(map(sorted, expected))


def test_claims_that_rest_on_each_other_have_one_origin() -> None:
    """A ring, and what hangs on it, is one count."""
    rows = [("b", "s", "x"), ("c", "t", "x"), ("b", "u", "x"), ("a", "v", "x")]
    assert ps.origins(claims(rows)).groups == (("a", "b", "c", "d"),)


def test_repetition_is_told_apart_by_scope() -> None:
    """Who speaks twice of one thing has one origin; who speaks of two things has one in each."""
    table = claims([("", "s", "x"), ("", "s", "x"), ("none", "s", "x")])
    found = lineage(take(table).frame, np.array([0, 1, 2]), np.array([0, 0, 1]))
    assert found.origin.tolist() == [0, 0, 1]
    assert found.scope.tolist() == [0, 1]
    assert found.known.tolist() == [False, True]


def test_long_chains_end_where_they_end() -> None:
    """A thousand copies of copies have the first as their origin."""
    ids = [f"c{number}" for number in range(1000)]
    table = pd.DataFrame({"claim_id": ids, "derived_from": ["none", *ids[:-1]]})
    table["source"] = table["claimant"] = ids
    table = table.assign(measure="executions", as_printed="10")
    found = ps.origins(table)
    assert (found.at_least, found.at_most) == (1, 1)
    assert len(found.groups[0]) == 1000


def test_an_author_repeating_himself_elsewhere_is_one_origin() -> None:
    """In a second book and through another, but for what is a count of its own."""
    rows = [("", "s", "x"), ("", "t", "x"), ("a", "u", "y"), ("none", "v", "x"), ("", "v", "x")]
    found = ps.origins(claims(rows))
    assert (found.at_least, found.at_most) == (1, 1)
    several = [("none", "s", "x"), ("none", "t", "x"), ("", "u", "x"), ("", "t", "x")]
    assert ps.origins(claims(several)).groups == (("a", "c"), ("b", "d"))

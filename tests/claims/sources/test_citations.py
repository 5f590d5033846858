"""A figure is cited with who says it and where; copies of one count are not counted twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.errors import InvalidChoice


def claims(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Claims with id, derived_from, source and claimant."""
    frame = pd.DataFrame(rows, columns=["claim_id", "derived_from", "source", "claimant"])
    return frame.assign(measure="executions", as_printed="10")


@pytest.mark.slow
def test_a_claim_is_cited_in_one_line() -> None:
    """Claimant, work, place, figure, id and version of the data."""
    table = ps.load()
    line = ps.cite(table[table["claim_id"] == "kuhr-arrests"])
    assert line.startswith("Corrina Kuhr, as quoted in Wikipedia contributors")
    assert "Number of people executed, para. 2" in line
    assert '"2.5 million"' in line
    assert line.endswith(f"[kuhr-arrests; purgestats data {package.version()}]")
    assert len(ps.cite(table).splitlines()) == len(table)


def test_who_speaks_in_his_own_work_is_not_quoted_in_it() -> None:
    """The article's own figures are cited from the article."""
    table = ps.load()
    own = ps.cite(table[table["claimant"] == "wikipedia"].head(1))
    assert own.startswith("Wikipedia contributors, ")


def test_records_name_each_work_once(tmp_path: Path) -> None:
    """BibTeX, RIS and CSL-JSON of claims from two works hold two records."""
    bib = tmp_path / "mine.bib"
    bib.write_text("@book{mine, title = {Mine}, author = {Me, Only}}\n")
    article = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    table = pd.concat(
        [article, article.assign(source="mine", claim_id="mine-" + article["claim_id"])]
    )
    assert ps.cite(table, to="bibtex", sources=bib).count("@") == 2
    assert ps.cite(table, to="ris", sources=bib).count("TY  -") == 2
    assert [item["id"] for item in json.loads(ps.cite(table, to="csl-json", sources=bib))] == [
        "wikipedia-great-purge",
        "mine",
    ]


def test_a_work_that_nobody_describes_is_cited_by_its_key() -> None:
    """Free text as a source is its own title."""
    table = ps.load("arrests").head(1).assign(source="my notes", claimant="me")
    assert '"my notes"' in ps.cite(table)
    assert json.loads(ps.cite(table, to="csl-json"))[0]["title"] == "my notes"


def test_an_unknown_format_is_answered_with_the_nearest() -> None:
    """A misspelt format names the right one."""
    with pytest.raises(InvalidChoice, match="nearest: bibtex"):
        ps.cite(ps.load("arrests"), to="bibtexx")


@pytest.mark.parametrize(
    ("rows", "bounds"),
    [
        ([], (0, 0)),
        ([("a", "", "s", "x")], (1, 1)),
        ([("a", "", "s", "x"), ("b", "", "t", "y")], (1, 2)),
        ([("a", "none", "s", "x"), ("b", "none", "t", "y")], (2, 2)),
        ([("a", "none", "s", "x"), ("b", "a", "t", "y")], (1, 1)),
        ([("a", "", "s", "x"), ("b", "", "s", "x")], (1, 1)),
        ([("a", "q", "s", "x"), ("b", "q", "t", "y")], (1, 1)),
        ([("a", "q", "s", "x"), ("b", "r", "t", "y")], (1, 2)),
        ([("a", "b", "s", "x"), ("b", "a", "t", "y")], (1, 1)),
        ([("a", "official-executions", "s", "x"), ("b", "infobox-executions", "t", "y")], (1, 1)),
        (
            [("a", "none", "s", "x"), ("b", "none", "t", "y"), ("c", "a;b", "u", "z")],
            (2, 2),
        ),
    ],
)
def test_independent_counts_are_bounded(
    rows: list[tuple[str, str, str, str]], bounds: tuple[int, int]
) -> None:
    """Copies, repetitions and common origins are one; sums add none; the unknown may be either."""
    found = ps.origins(claims(*rows))
    assert (found.at_least, found.at_most) == bounds


def test_the_frame_shows_which_claims_share_an_origin() -> None:
    """One row a claim and origin, numbered in the order of the table."""
    found = ps.origins(claims(("a", "none", "s", "x"), ("b", "", "t", "y"), ("c", "a", "u", "z")))
    assert found.to_frame().values.tolist() == [["a", 1, True], ["c", 1, True], ["b", 2, False]]
    assert str(found) == "at least 1, at most 2 independent counts"
    assert "<table" in found._repr_html_()


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "none", "a", "b", "c", "a;b", "b;c", "q"]),
            st.sampled_from("st"),
            st.sampled_from("xy"),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_the_bounds_hold_whatever_rests_on_what(rows: list[tuple[str, str, str]]) -> None:
    """At least one, at most as many as claims and works they name; every claim has an origin."""
    named = [(name, *row) for name, row in zip("abcd", rows, strict=False)]
    assume(all(name not in parents.split(";") for name, parents, *_ in named))
    table = claims(*named)
    found: Any = ps.origins(table)
    assert 1 <= found.at_least <= found.at_most <= len(rows) + 4
    assert {claim for group in found.groups for claim in group} == set(table["claim_id"])

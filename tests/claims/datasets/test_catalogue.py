"""What comes with the package loads with the stated types, and misspelt names are answered."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps
from purgestats.errors import InvalidChoice, UnknownDataset


def test_all_topics_are_the_single_ones_under_each_other() -> None:
    """load() is every load(topic) in the catalogue's order, with one fresh index."""
    parts = [ps.load(name) for name in ps.catalogue()["name"]]
    pd.testing.assert_frame_equal(ps.load(), pd.concat(parts, ignore_index=True))
    assert isinstance(ps.load().index, pd.RangeIndex)


def test_types_are_as_stated() -> None:
    """Numbers are float64, years Int64, everything else text without missing values."""
    claims = ps.load()
    assert {str(claims[name].dtype) for name in ("low", "best", "high")} == {"float64"}
    assert str(claims["claim_year"].dtype) == "Int64"
    text = claims.drop(columns=["low", "best", "high", "claim_year"])
    assert set(map(str, text.dtypes)) == {"str"}
    assert not text.isna().any().any()


def test_changing_what_was_loaded_changes_nothing_else() -> None:
    """Every call gives a table of its own."""
    claims, places = ps.load("arrests"), ps.vocabulary("places")
    claims.loc[0, "measure"] = places.loc[0, "term"] = "changed"
    assert "changed" not in set(ps.load("arrests")["measure"])
    assert "changed" not in set(ps.vocabulary("places")["term"])


def test_the_catalogue_counts_rows_and_sources() -> None:
    """Its numbers are those of the tables."""
    table = ps.catalogue().set_index("name")
    assert list(table.columns) == ["title", "rows", "sources", "evidence", "description"]
    for name, row in table.iterrows():
        claims = ps.load(str(name))
        assert (row["rows"], row["sources"]) == (len(claims), claims["source"].nunique())
        counted = [int(part.split()[0]) for part in row["evidence"].split("; ")]
        assert sum(counted) == len(claims)
        assert counted == sorted(counted, reverse=True)


def test_misspelt_topics_and_tables_are_answered() -> None:
    """The errors name what there is."""
    with pytest.raises(UnknownDataset, match="nearest: executions"):
        ps.load("execution")
    with pytest.raises(InvalidChoice, match="measures, groups, operations, places"):
        ps.vocabulary("people")


def test_vocabulary_comes_whole_or_by_table() -> None:
    """The dict holds the four tables that are also given one by one."""
    tables = ps.vocabulary()
    assert list(tables) == ["measures", "groups", "operations", "places"]
    for name, table in tables.items():
        pd.testing.assert_frame_equal(ps.vocabulary(name), table)


def test_names_events_assumptions_and_sources_have_their_columns() -> None:
    """Each list has the columns that its documentation promises."""
    assert list(ps.claimants()) == ["key", "name", "name_cyrillic", "aliases", "role"]
    assert list(ps.events())[:5] == ["event_id", "start", "end", "kind", "label"]
    assert list(ps.assumptions())[:4] == ["id", "statement", "rationale", "kind"]
    assert str(ps.assumptions()["tolerance"].dtype) == "float64"
    assert list(ps.sources())[:4] == ["source", "type", "author", "title"]

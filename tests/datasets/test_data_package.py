"""The data package describes the files as they are, and our own data keep the stricter rules."""

from __future__ import annotations

import hashlib
import itertools
import re

import pytest

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.catalogue import source_keys

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESOURCES = {one["name"]: one for one in package.descriptor()["resources"]}


@pytest.mark.slow
def test_frictionless_finds_the_package_valid():
    """An independent program reads every table against its schema without an error."""
    import frictionless

    report = frictionless.validate(str(package.folder() / package.DESCRIPTOR))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]


@pytest.mark.parametrize("name", RESOURCES)
def test_size_and_hash_are_those_of_the_file(name):
    """What datapackage.json says of a file is true of it."""
    content = (package.folder() / RESOURCES[name]["path"]).read_bytes()
    assert RESOURCES[name]["bytes"] == len(content)
    assert RESOURCES[name]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_all_claims_tables_share_one_schema():
    """The columns are the same in every topic."""
    schemas = [resource["schema"] for resource in package.topics().values()]
    assert all(schema == schemas[0] for schema in schemas)


def test_our_claims_fill_every_required_column():
    """Our own data leave no required cell to a default."""
    claims = ps.load()
    for column in package.claims_columns():
        if column.required:
            assert (claims[column.name].astype(str) != "").all(), column.name


def test_ids_are_lower_case_slugs_and_unique():
    """A claim has one name, in one form."""
    ids = ps.load()["claim_id"]
    assert ids.is_unique
    assert all(SLUG.fullmatch(one) for one in ids)


def test_claimants_and_sources_are_known():
    """Whoever says something is in claimants.csv, and every work is in sources.bib."""
    claims = ps.load()
    assert set(claims["claimant"]) <= set(ps.claimants()["key"])
    assert set(claims["source"]) <= set(source_keys())
    assert set(ps.claimants()["key"]) == set(claims["claimant"])


def test_our_claims_validate_as_a_users_table_does():
    """Our own tables pass the checks made for others, and come back unchanged."""
    claims = ps.load()
    assert ps.validate(claims).equals(claims)


def test_events_are_dated_and_the_phases_are_four():
    """Every event has a period that can be read; the phases are the article's four."""
    events = ps.events()
    for row in events.itertuples():
        ps.Period.parse(f"{row.start}/{row.end or row.start}")
    assert (events["kind"] == "phase").sum() == 4
    assert set(events["source"]) <= set(source_keys())


def test_competing_claims_meet_and_lookalikes_do_not():
    """Executions of 1937-38 share one quantity; arrests of the decade are another, around it."""
    claims = ps.load()
    counts = claims[(claims["measure"] == "executions") & (claims["group"] == "all")]
    scope = counts[["operation", "place", "period"]].agg("|".join, axis=1)
    assert (scope == "all|ussr|1937/1938").sum() >= 6
    decade = claims.set_index("claim_id").loc["commission-arrests-1930s", "period"]
    assert ps.Period.parse("1937/1938") in ps.Period.parse(decade)
    assert decade != "1937/1938"


@pytest.mark.parametrize("name", RESOURCES)
def test_files_are_plain_utf8_with_unix_line_ends(name):
    """No mark, no carriage return, and exactly one line end at the end."""
    content = (package.folder() / RESOURCES[name]["path"]).read_bytes()
    assert content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")


def test_exact_rows_have_one_value():
    """What is marked as printed to the last unit has no room around it."""
    exact = ps.load().query("precision == 'exact'")
    assert len(exact) >= 2
    assert (exact["low"] == exact["high"]).all()
    assert (exact["low"] == exact["best"]).all()


def test_events_follow_each_other_and_the_phases_join():
    """No event stands behind one that certainly began later; the phases leave no day between."""
    events = ps.events()
    latest = None
    for start in events["start"]:
        period = ps.Period.parse(start)
        assert latest is None or period.end >= latest, start
        latest = period.start if latest is None else max(latest, period.start)
    phases = events[events["kind"] == "phase"]
    spans = [ps.Period.parse(f"{row.start}/{row.end}") for row in phases.itertuples()]
    for one, following in itertools.pairwise(spans):
        assert following.start.toordinal() == one.end.toordinal() + 1


def test_no_claim_on_a_dated_operation_ends_before_it_began():
    """Later may be, as of those who died after a trial; only requests were made before an order."""
    claims = ps.load()
    claims = claims[~claims["measure"].str.startswith("regional-requests")]
    for row in ps.vocabulary("operations").itertuples():
        if row.valid_from:
            began = ps.Period.parse(row.valid_from).start
            periods = claims.loc[claims["operation"] == row.term, "period"]
            assert all(ps.Period.parse(period).end >= began for period in periods), row.term


def test_every_term_has_a_label_in_both_languages_and_a_definition():
    """Readers of either language know what is counted."""
    for name, table in ps.vocabulary().items():
        for column in ("label", "label_ru", "definition"):
            assert (table[column] != "").all(), (name, column)

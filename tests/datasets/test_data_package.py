"""The data package describes the files as they are, and our own data keep the stricter rules."""

from __future__ import annotations

import hashlib
import re

import frictionless
import pytest

import purgestats as ps
from purgestats.claims import package
from purgestats.claims.catalogue import source_keys

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESOURCES = {one["name"]: one for one in package.descriptor()["resources"]}


def test_frictionless_finds_the_package_valid():
    """An independent program reads every table against its schema without an error."""
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

"""What the bibliography and the claims leave blank is listed, with the reason, in missing.csv.

A line has a source, the field that is blank, and why. For a reference these are author, title, year
and where it was published; for claims, the year of the claim and what it rests on, by source.
"""

from __future__ import annotations

from collections.abc import Mapping

import guards

import purgestats as ps

LISTED = guards.read_rows(guards.ROOT / "tests" / "datasets" / "missing.csv")
WHERE_PUBLISHED = ("publisher", "journal", "booktitle", "howpublished", "archive")


def missing() -> list[tuple[str, str, Mapping[str, str]]]:
    """Return each source with a field that it, or a claim taken from it, leaves blank."""
    claims = ps.load()
    unsaid = claims["claim_year"].isna(), claims["derived_from"] == ""
    undated, unfounded = (set(claims.loc[blank, "source"]) for blank in unsaid)
    found = []
    for ref in ps.sources().fillna("").to_dict("records"):
        source = str(ref["source"])
        blank = [name for name in ("author", "title", "year") if not ref[name]]
        if not any(ref[name] for name in WHERE_PUBLISHED):
            blank.append("publisher")
        if source in undated:
            blank.append("claim_year")
        if source in unfounded:
            blank.append("derived_from")
        found += [(source, name, ref) for name in blank]
    return found


def test_every_blank_field_is_listed_and_no_other():
    """The list is whole, in the order of the bibliography, and up to date."""
    assert [(line["source"], line["field"]) for line in LISTED] == [
        (source, name) for source, name, _ in missing()
    ]


def test_each_line_says_why():
    """Nothing is blank without a reason."""
    assert [line for line in LISTED if not line["why"].strip()] == []


def test_most_claims_say_on_what_they_rest():
    """Four claims in five name the figures they rest on, or are known to be own counts."""
    assert (ps.load()["derived_from"] != "").mean() >= 0.8

"""What the bibliography and the claims leave blank is listed, with the reason, in missing.csv.

A line has a source, the field that is blank, and why. For a reference these are author, title, year
and where it was published; for claims, the year of the claim and what it rests on, by source.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

import guards

import purgestats as ps

LISTED = guards.read_rows(guards.ROOT / "tests" / "datasets" / "missing.csv")
WHERE_PUBLISHED = ("publisher", "journal", "booktitle", "howpublished", "archive")
#: Places in a work that name a chapter, a table, a section or the whole page, and nothing finer.
COARSE = re.compile(
    r"(appendix(, (list of totals|section \d+))?|ch\. [\d-]+|(near |after |before )?table [\d.]+"
    r"|section on .*|part IV|abstract|preface|introduction to the database|text of the page"
    r"|estimates? of .*|counts for .*|(figures?|totals?)( .*)?|report on .*|second Red Army report"
    r"|memorandum .*|telegram .*|README .*|arrests by region|Gulag|Number of victims|leaf \d+"
    r"|count of executions|outcome of .*|executions, all operations|Conquest's figure .*)"
)


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


def test_most_works_have_a_reference_that_a_journal_would_take():
    """Nine works in ten have author or body, title, publisher or place, and a year or a day."""
    short = {source for source, name, ref in missing() if name in ("author", "title", "publisher")}
    short |= {source for source, name, ref in missing() if name == "year" and not ref["urldate"]}
    assert len(short) <= len(ps.sources()) / 10


def test_each_line_says_why():
    """Nothing is blank without a reason."""
    assert [line for line in LISTED if not line["why"].strip()] == []


def test_most_claims_say_on_what_they_rest():
    """Four claims in five name the figures they rest on, or are known to be own counts."""
    assert (ps.load()["derived_from"] != "").mean() >= 0.8


def test_most_claims_say_where_in_the_work_they_stand():
    """Nine claims in ten name a page, a paragraph, a note or a cell, not a chapter or a table."""
    locators = ps.load()["locator"]
    assert locators.map(lambda one: not COARSE.fullmatch(one)).mean() >= 0.9


def test_pages_without_a_date_say_when_they_were_read():
    """A day of reading is a day, on a page said to be somewhere, and only without a year."""
    read = [ref for ref in ps.sources().fillna("").to_dict("records") if ref["urldate"]]
    assert read
    for ref in read:
        datetime.date.fromisoformat(ref["urldate"])
        assert ref["howpublished"] or ref["archive"] or ref["journal"], ref["source"]
        assert not ref["year"], ref["source"]

"""Every published figure that was gathered is a claim, or OMITTED.md says why not."""

from __future__ import annotations

import re

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.trace.figure_index import SOURCE

TEXT = (package.folder() / "OMITTED.md").read_text(encoding="utf-8")
SECTIONS = TEXT.split("\n## ")[1:]
#: The figures of the first gathering; those looked up later have sections of their own.
GATHERED = [section for section in SECTIONS if not section.startswith("Looked up later")]
COUNTED = re.compile(r"(\d+) figures, (\d+) claims")
LEFT_OUT = re.compile(r"^- (\d+) figures? left out: (.+)", re.MULTILINE)
MORE = re.compile(r"^- (\d+) claims? more: (.+)", re.MULTILINE)


def total(pattern: re.Pattern[str], section: str) -> int:
    """Add up the numbers that a section's lines of one kind give."""
    return sum(int(number) for number, _ in pattern.findall(section))


def test_each_section_accounts_for_its_figures():
    """Figures, less those left out, and the second counts of some, make the claims."""
    assert SECTIONS
    for section in SECTIONS:
        ((figures, claims),) = COUNTED.findall(section)
        left_out, more = total(LEFT_OUT, section), total(MORE, section)
        assert int(figures) - left_out + more == int(claims), section.split("\n")[0]


def test_the_sections_count_every_claim_beyond_the_article():
    """What OMITTED.md says was transcribed stands in the tables, no more and no less."""
    counted = sum(int(COUNTED.findall(section)[0][1]) for section in SECTIONS)
    assert counted == (ps.load()["source"] != SOURCE).sum()


def test_claims_that_omitted_md_names_exist():
    """A figure left out because another claim has it names a claim there is."""
    ids = set(ps.load()["claim_id"])
    for section in SECTIONS:
        assert set(re.findall(r"`([a-z0-9-]+)`", section)) <= ids

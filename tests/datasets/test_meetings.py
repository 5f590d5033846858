"""No claim meets another by accident: every meeting is listed in meetings.csv, read by eye.

A line has a quantity, the claims on it, the claims that are shares or multiples of it, and why they
count the same. A claim added to the tables that meets another needs a line here first.
"""

from __future__ import annotations

from collections import defaultdict

import guards

from purgestats.claims.table.terms import combined_vocabulary

LISTED = guards.read_rows(guards.ROOT / "tests" / "datasets" / "meetings.csv")


def meetings() -> dict[str, tuple[str, str]]:
    """Return the claims on each quantity, and those it is the base of, where two or more meet."""
    own, shares = defaultdict(list), defaultdict(list)
    for row in guards.own_rows():
        quantity, base = guards.quantity_and_base(row)
        own[quantity].append(row["claim_id"])
        if base:
            shares[base].append(row["claim_id"])
    return {
        quantity: (";".join(sorted(own[quantity])), ";".join(sorted(shares[quantity])))
        for quantity in sorted({*own, *shares})
        if len(own[quantity]) + len(shares[quantity]) > 1
    }


def test_every_meeting_is_listed_and_every_listed_meeting_takes_place():
    """The committed list is whole, in order, and names the claims that meet."""
    listed = [(line["quantity"], line["claims"], line["shares_of_it"]) for line in LISTED]
    assert listed == [(quantity, *claims) for quantity, claims in meetings().items()]


def test_each_line_says_why_its_claims_count_the_same():
    """Someone has read the line."""
    assert [line["quantity"] for line in LISTED if not line["why"].strip()] == []


def test_those_called_victims_and_those_called_repressed_do_not_meet():
    """Two words for a fate that is not stated need not mean the same persons."""
    measures = combined_vocabulary(None).measure
    assert not measures.contains("victims", "repressed")
    assert not measures.contains("repressed", "victims")

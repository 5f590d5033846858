"""The page of all disagreements, and the links by which other pages lead to it."""

from __future__ import annotations

import re
from html import escape

import pandas as pd
from claim_rows import address_of
from dataset_pages import page
from ground import Ground
from tables import Cell, Row, data_table, number_cell, raw, text_cell

from purgestats.claims.display import prose
from purgestats.ledger.conflicts.disagreements import TOLD
from purgestats.words import counted


def disagreements(ground: Ground, found: pd.DataFrame) -> str:
    """Name the disagreements in which the figures of a page take part, with links to them."""
    places = ground.disagreements_of(found)
    more = "" if ground.conflicts.complete else " There may be others: the search was cut short."
    if not places:
        return f"<p>None of these figures takes part in a disagreement that is known.{more}</p>"
    items = "".join(
        f'<li><a href="../conflicts.html#{anchor(place)}">{escape(stated(ground, place))}</a> '
        f"{escape(ground.disagreements[place][1])}</li>"
        for place in places
    )
    return f"<p>{counted(len(places), 'disagreement')}.{more}</p>\n<ul>{items}</ul>"


def anchor(place: int) -> str:
    """Return the name by which a link leads to a disagreement."""
    return f"disagreement-{place + 1}"


def stated(ground: Ground, place: int) -> str:
    """Return who stands against whom."""
    return ground.disagreements[place][0].explain().partition("\n")[0]


def conflicts_page(ground: Ground) -> str:
    """Return the page of all disagreements, those with most people in dispute first."""
    rows = []
    for place, (one, said, _) in enumerate(ground.disagreements):
        statement, _, proof = one.explain().partition("\n")
        first, *items = prose(proof).split("<li>")
        for number, claim in enumerate(one.proof.claims):
            link = address_of(claim, ground.topics, "")
            items[number] = re.sub(r"^.*?(?= \()", rf'<a href="{link}">\g<0></a>', items[number])
        body = "<li>".join([first, *items])
        told = (
            f'<details class="conflict"><summary>{escape(statement)}</summary>\n{body}\n</details>'
        )
        persons = number_cell(float(round(one.persons)))
        cells = (Cell(told), text_cell(said), text_cell(TOLD[one.kind]), persons)
        rows.append(Row(cells, anchor(place)))
    whole = (
        "The list is complete."
        if ground.conflicts.complete
        else f"Every contradiction of up to {counted(ground.conflicts.complete_to, 'count')} is "
        "in the list; the search for larger ones was cut short."
    )
    headings = (
        "Who stands against whom",
        "What to make of it",
        "Kind",
        "People in dispute, at the most",
    )
    table = data_table(
        "purgestats-conflicts", "Disagreements", headings, rows, noun="disagreements"
    )
    return page("conflicts", whole=whole, table=raw(table))

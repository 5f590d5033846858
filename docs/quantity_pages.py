"""A page for each quantity that has competing claims, and the page that lists them.

The ledger is worked out once for all pages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from chart_files import FOLDER, chart_figure, save_chart
from claim_rows import (
    HEADINGS,
    claim_link,
    claim_table_rows,
    competing,
    links_in,
    page_name,
    title_of,
)
from dataset_pages import WIDE, page, topics_of_claims
from tables import Cell, Row, data_table, number_cell, raw, text_cell

import purgestats as ps
from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.display.html import prose
from purgestats.claims.table.terms import labels_of
from purgestats.exploring.bearing import bearing
from purgestats.words import counted, range_words

RELATIONS = {
    "equal": "say the same",
    "nested": "lie one within the other",
    "overlapping": "share a stretch",
    "touching": "touch",
    "apart": "have no value in common",
}


@dataclass(frozen=True)
class Ground:
    """What all pages rest on.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    topics : dict of str to str
        The dataset of each claim of ours.
    """

    claims: pd.DataFrame
    topics: dict[str, str]

    @cached_property
    def pages(self) -> dict[ps.Quantity, list[int]]:
        """The quantities that have a page, with the places of their claims."""
        return competing(self.claims)

    @cached_property
    def short(self) -> dict[str, str]:
        """Who gives each claim and the figure as printed."""
        labels = labels_of(self.claims)
        columns = (self.claims[name] for name in ("claim_id", "claimant", "as_printed"))
        return {
            claim: f"{labels.claimant(who)}, {printed}"
            for claim, who, printed in zip(*columns, strict=True)
        }

    @cached_property
    def ledger(self) -> ps.Ledger:
        """All claims and the assumptions that are not disputed."""
        return ps.Ledger(self.claims)

    @cached_property
    def conflicts(self) -> ps.Conflicts:
        """What cannot all hold as coded."""
        return self.ledger.conflicts()

    def bounds_of(self, quantity: ps.Quantity) -> pd.Series:
        """Bounds of a quantity by the figures that bear on it directly, documents trusted first."""
        near = bearing(self.claims, quantity, own_vocabulary())
        return ps.Ledger(near).bounds(quantity).iloc[0]

    def conflicts_of(self, claims: pd.DataFrame) -> list[ps.Conflict]:
        """Return the conflicts in which one of some claims is a member."""
        ids = set(claims["claim_id"])
        return [one for one in self.conflicts if ids & set(one.claims)]


def write_quantity_pages(claims: pd.DataFrame, folder: Path, files: Path) -> None:
    """Write a page a quantity, with its chart in three files, and the list of them.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    folder : Path
        The folder of the pages' sources.
    files : Path
        The folder of what is copied to the site as it is.
    """
    ground = Ground(claims, topics_of_claims())
    (folder / "quantities").mkdir(parents=True)
    rows = []
    for quantity, places in ground.pages.items():
        found = claims.iloc[places].reset_index(drop=True)
        ax = ps.charts.estimates(found, quantity)
        description = save_chart(ax, files / FOLDER, page_name(quantity))
        text = "\n".join(sections(ground, quantity, found, description))
        (folder / "quantities" / f"{page_name(quantity)}.md").write_text(text, encoding="utf-8")
        rows.append(index_row(ground, quantity, found))
    table = data_table("purgestats-quantities", CAPTION, INDEX_HEADINGS, rows, noun="quantities")
    (folder / "quantities.md").write_text(page("quantities", table=raw(table)), encoding="utf-8")
    (folder / "conflicts.md").write_text(conflicts_page(ground), encoding="utf-8")


def implied(ground: Ground, quantity: ps.Quantity) -> pd.Series | None:
    """Return the bounds of a quantity, if the ledger says anything of it."""
    row = ground.bounds_of(quantity)
    return row if row["low"] > 0 or math.isfinite(row["high"]) else None


def sections(
    ground: Ground, quantity: ps.Quantity, found: pd.DataFrame, description: str
) -> Iterator[str]:
    """Yield the parts of a page."""
    name = page_name(quantity)
    rows = claim_table_rows(found, (), ground.topics, scope=False)
    headings = tuple("Remarks" if one == HEADINGS[1] else one for one in HEADINGS)
    title = title_of(quantity)
    yield f"{WIDE}# {title}\n"
    yield f"{summary(found)}\n"
    yield raw(chart_figure(name, description, "../"))
    yield "## The figures\n"
    yield raw(data_table(f"figures-{name}", title, headings, rows, noun="figures"))
    yield f"## How they lie to each other\n\n{relations(found, quantity)}\n"
    yield f"## Where they come from\n\n{raw(origins(found, ground.topics))}"
    yield f"## What all figures together allow\n\n{raw(bounds(ground, quantity))}"
    yield f"## Conflicts\n\n{raw(conflicts(ground, found))}"
    yield f"## For scripts\n\nIn Python this quantity is written `{quantity}`.\n"


def summary(found: pd.DataFrame) -> str:
    """Say how many figures there are and from where to where they go."""
    ends = found[["low", "best", "high"]]
    unit = found["unit"].iloc[0]
    span = f", from {ends.min().min():,.0f} to {ends.max().max():,.0f} {unit}" if (
        ends.notna().any().any()
    ) else ""  # fmt: skip
    return (
        f"{counted(len(found), 'published figure')} by "
        f"{counted(found['claimant'].nunique(), 'claimant')} in "
        f"{counted(found['source'].nunique(), 'work')}{span}, each read with the room that its "
        "wording leaves. Behind those that somebody vouches for stand "
        f"{ps.origins(vouched(found))}."
    )


def vouched(found: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that somebody asserts or reports: only these are counts."""
    given = found[["low", "high"]].notna().any(axis=1)
    return found[given & found["stance"].isin(("asserts", "reports"))]


def relations(found: pd.DataFrame, quantity: ps.Quantity) -> str:
    """Say how the pairs of figures lie to each other."""
    pairs = ps.compare(found, quantity).pairs
    tally = Counter(pair.relation for pair in pairs)
    parts = [f"{tally[name]:,} {words}" for name, words in RELATIONS.items() if tally[name]]
    text = f"Of {counted(len(pairs), 'pair')} of figures, {'; '.join(parts)}."
    apart = [pair for pair in pairs if pair.relation == "apart"]
    if not apart:
        return text
    furthest = max(apart, key=lambda pair: pair.gap)
    return (
        f"{text} The widest gap is {furthest.gap:,.0f}, between `{furthest.first}` and "
        f"`{furthest.second}`."
    )


def origins(found: pd.DataFrame, topics: dict[str, str]) -> str:
    """List the independent counts behind the figures."""
    counts = ps.origins(vouched(found))
    who = dict(zip(found["claim_id"], found["claimant"], strict=True))
    labels = labels_of(found)
    items = []
    for group, known in zip(counts.groups, counts.known, strict=True):
        rests = ", ".join(
            f"{claim_link(claim, topics, '../')} ({escape(labels.claimant(who[claim]))})"
            for claim in group
        )
        items.append(f"<li>{rests}: {'an own count' if known else 'origin not known'}</li>")
    said = escape(str(counts))
    return (
        f"<p>{said[:1].upper()}{said[1:]}. Figures in one line share an origin; figures whose "
        f"origin is not known may be copies of any other.</p>\n<ul>{''.join(items)}</ul>"
    )


def bounds(ground: Ground, quantity: ps.Quantity) -> str:
    """Say what the ledger allows, and on which claims that rests."""
    row = implied(ground, quantity)
    if row is None:
        return "<p>The figures that are stated or passed on set no bound.</p>"
    text = range_words(row["low"], row["high"])
    proved = "This is proved in exact arithmetic" if row["certified"] else "This is not proved"
    attained = ", and no narrower bound can be." if row["tight"] else "; a narrower bound may hold."
    items = [
        f"<li>The {side} end rests on {because(row[f'{end}_because'], ground.topics)}.</li>"
        for side, end in (("lower", "low"), ("upper", "high"))
        if row[f"{end}_because"]
    ]
    listed = f"\n<ul>{''.join(items)}</ul>" if items else ""
    return (
        f"<p>Taken together with the figures that bear on them directly, these allow {text}. Where "
        "figures cannot all hold, the documents are trusted first, then scholarship since 1991. "
        f"{proved}{attained}</p>{listed}"
    )


def because(ids: tuple[str, ...], topics: dict[str, str]) -> str:
    """Return ids of claims and assumptions as links."""
    return ", ".join(
        claim_link(one, topics, "../")
        if one in topics
        else f'the assumption <a href="../data/assumptions.html">{escape(one)}</a>'
        for one in ids
    )


def conflicts(ground: Ground, found: pd.DataFrame) -> str:
    """Explain the conflicts in which the figures of a page are members."""
    members = ground.conflicts_of(found)
    if not members:
        return "<p>None of these figures is part of a conflict.</p>"
    text = "\n".join(explained(one, ground, "../") for one in members[:MOST])
    text += f"\n<p>And {len(members) - MOST:,} more.</p>" if len(members) > MOST else ""
    more = "" if ground.conflicts.complete else " There may be others: the search was cut short."
    return f"<p>{counted(len(members), 'conflict')}.{more}</p>\n{text}"


def explained(conflict: ps.Conflict, ground: Ground, up: str) -> str:
    """Return one conflict, folded, its members as links."""
    members = [ground.short[claim] for claim in conflict.claims]
    members += [f"assumption: {name}" for name in conflict.assumptions]
    body = links_in(prose(conflict.explain()), ground.topics, up)
    summary = escape("; ".join(members))
    return f'<details class="conflict"><summary>{summary}</summary>\n{body}\n</details>'


def index_row(ground: Ground, quantity: ps.Quantity, found: pd.DataFrame) -> Row:
    """Return the line of a quantity in the list."""
    link = f'<a href="quantities/{page_name(quantity)}.html">{escape(title_of(quantity))}</a>'
    ends = found[["low", "best", "high"]]
    counts = ps.origins(vouched(found))
    least, most = counts.at_least, counts.at_most
    return Row(
        (
            Cell(link),
            number_cell(float(len(found))),
            number_cell(float(ends.min().min())),
            number_cell(float(ends.max().max())),
            Cell(f"{least}" if least == most else f"{least} to {most}", float(most)),
            number_cell(float(len(ground.conflicts_of(found)))),
        )
    )


def conflicts_page(ground: Ground) -> str:
    """Return the page of all disagreements, those with most people in dispute first."""
    rows = []
    found = ground.conflicts.disagreements()
    for one, said in zip(found, ps.judgements(of=found).itertuples(), strict=True):
        statement, _, proof = one.explain().partition("\n")
        body = links_in(prose(proof), ground.topics, "")
        told = (
            f'<details class="conflict"><summary>{escape(statement)}</summary>\n{body}\n</details>'
        )
        rows.append(
            Row((Cell(told), judged(said), text_cell(one.kind), number_cell(float(one.persons))))
        )
    whole = "The list is complete." if ground.conflicts.complete else (
        f"The search was cut short: {ground.conflicts}."
    )  # fmt: skip
    headings = ("Who stands against whom", "What to make of it", "Kind", "People in dispute")
    table = data_table(
        "purgestats-conflicts", "Disagreements", headings, rows, noun="disagreements"
    )
    return page("conflicts", whole=whole, table=raw(table))


def judged(said: Any) -> Cell:
    """Return what to make of a disagreement, of what kind it is, and who says so."""
    if not said.judgement:
        return text_cell("")
    works = ps.sources().set_index("source")["author"]
    who = f"{works[said.says]}, {said.locator}" if said.says in works else "our reading"
    return text_cell(f"{said.judgement} ({said.kind}; {who})")


#: A page explains at most so many conflicts.
MOST = 12
CAPTION = "Quantities that several claims count"
INDEX_HEADINGS = (
    "What is counted",
    "Figures",
    "Lowest",
    "Highest",
    "Independent counts",
    "Conflicts",
)

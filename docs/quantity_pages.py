"""A page for each quantity that has competing claims, and the page that lists them.

The ledger is worked out once for all pages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pandas as pd
from answer_cards import answers_html
from claim_rows import (
    HEADINGS,
    LABELS,
    addresses,
    claim_link,
    claim_table_rows,
    page_name,
    quantities_of,
    register_name,
    registers,
    title_of,
)
from dataset_pages import WIDE, page, topics_of_claims
from disagreement_pages import conflicts_page, disagreements
from ground import Ground
from page_charts import chart_figure
from tables import Cell, Row, data_table, number_cell, raw

import purgestats as ps
from purgestats.answers import vouched
from purgestats.charts.plotted.claim_rows import prepare
from purgestats.words import counted, range_words, sentence_case

#: Beyond so many the bounds of one page would take longer than all others.
MOST_NEAR = 100
TOO_MANY = (
    "<p>The years of two registers bear on this total. Whether they add up to it is told in the "
    'notebook <a href="../notebooks/09-do-the-sources-add-up.html">Do the sources add up?</a></p>'
)
RELATIONS = {
    "equal": "the same",
    "nested": "one within the other",
    "overlapping": "with a stretch in common",
    "touching": "with one value in common",
    "apart": "with no value in common",
}


def write_quantity_pages(claims: pd.DataFrame, folder: Path) -> None:
    """Write a page a quantity, with its chart, and the lists of quantities and disagreements.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    folder : Path
        The folder of the pages' sources.
    """
    ground = Ground(claims, topics_of_claims())
    (folder / "quantities").mkdir(parents=True)
    gathered = registers(claims)
    single = {year for years in gathered.values() for year in years}
    told = [([one], page_name(one), title_of(one)) for one in ground.pages if one not in single]
    told += [(years, register_name(terms), register_title(years))
             for terms, years in gathered.items()]  # fmt: skip
    rows = []
    for quantities, name, title in told:
        found = ground.on(quantities)
        text = "\n".join(sections(ground, quantities, found, title, name))
        (folder / "quantities" / f"{name}.md").write_text(text, encoding="utf-8")
        rows.append(index_row(ground, name, title, found))
    table = data_table("purgestats-quantities", CAPTION, INDEX_HEADINGS, rows, noun="quantities")
    (folder / "quantities.md").write_text(page("quantities", table=raw(table)), encoding="utf-8")
    (folder / "conflicts.md").write_text(conflicts_page(ground), encoding="utf-8")
    answers = raw(answers_html(claims, addresses(claims), ground.topics))
    (folder / "index.md").write_text(page("index", answers=answers), encoding="utf-8")


def register_title(years: list[ps.Quantity]) -> str:
    """Return what a register counts, as a heading."""
    whole = ps.Quantity(*years[0].terms, ps.Period.parse(f"{years[0].period}/{years[-1].period}"))
    return f"{title_of(whole)}, year by year"


def sections(
    ground: Ground,
    quantities: list[ps.Quantity],
    found: pd.DataFrame,
    title: str,
    name: str,
) -> Iterator[str]:
    """Yield the parts of a page: of one quantity, or of a register's years."""
    quantity, several = quantities[0], len(quantities) > 1
    yield f"{WIDE}# {title}\n"
    yield f"{summary(found)}\n"

    def draw(size: tuple[float, float | None] | None) -> object:
        if not several:
            return ps.charts.estimates(found, quantity, figsize=size)
        terms = dict(zip(("measure", "group", "operation", "place"), quantity.terms, strict=True))
        return ps.charts.series(found, by="source", figsize=size, **terms)

    yield raw(chart_figure(draw, ground.topics, "../"))
    yield "## The figures\n"
    if several:
        yield raw(years_table(quantities, found, name, title, ground.topics))
    else:
        rows = claim_table_rows(found, {}, ground.topics, scope=False)
        headings = tuple("Remarks" if one == HEADINGS[1] else one for one in HEADINGS)
        yield raw(data_table(f"figures-{name}", title, headings, rows, noun="figures"))
        yield f"## How they lie to each other\n\n{relations(found, quantity, ground)}\n"
        yield f"## Where they come from\n\n{raw(origins(found, ground))}"
        yield f"## What follows from the figures together\n\n{raw(bounds(ground, quantity))}"
    yield f"## Disagreements\n\n{raw(disagreements(ground, found))}"
    if not several:
        yield f"## For scripts\n\nIn Python this quantity is written `{quantity}`.\n"


def years_table(
    quantities: list[ps.Quantity],
    found: pd.DataFrame,
    name: str,
    title: str,
    topics: dict[str, str],
) -> str:
    """Return one row a year, one column a work, each figure linked to its row in the data."""
    works = list(dict.fromkeys(found["source"]))
    rows = []
    for quantity in quantities:
        own = found[[one == quantity for one in quantities_of(found)]]
        cells = [
            Cell("; ".join(
                claim_link(one.claim_id, one.as_printed, topics, "../")
                for one in own[own["source"] == work].itertuples(index=False)
            ))
            for work in works
        ]  # fmt: skip
        year = str(quantity.period)
        rows.append(Row((Cell(year), *cells), f"year-{year}"))
    headings = ("Year", *(LABELS.work(work) for work in works))
    return data_table(f"figures-{name}", title, headings, rows, noun="years", searchable=False)


def summary(found: pd.DataFrame) -> str:
    """Say how many figures there are and from where to where they go, as printed."""
    firm, printed = vouched(found), stated(found)
    span = ""
    if len(printed):
        middle = printed["best"].fillna(printed[["low", "high"]].mean(axis="columns"))
        phrases = printed["resolved"].where(printed["resolved"] != "", printed["as_printed"])
        least, most = (phrases.loc[one] for one in (middle.idxmin(), middle.idxmax()))
        span = f": {least}" if least == most else f", from “{least}” to “{most}”"
    return (
        f"{counted(len(found), 'published figure')} by "
        f"{counted(found['claimant'].nunique(), 'claimant')} in "
        f"{counted(found['source'].nunique(), 'work')}{span}. "
        + (
            f"Behind what somebody vouches for: {ps.origins(firm)}."
            if len(firm)
            else "Nobody vouches for any of them."
        )
    )


def printed_ends(found: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest number that somebody printed and vouches for."""
    printed = stated(found)
    values = pd.concat(
        [printed["best"], printed.loc[printed["best"].isna(), ["low", "high"]].stack()]
    )
    return float(values.min()), float(values.max())


def stated(found: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that somebody vouches for and that are more than an order of magnitude."""
    firm = vouched(found)
    return firm[~prepare(firm)["vague"].to_numpy(dtype=bool)] if len(firm) else firm


def relations(found: pd.DataFrame, quantity: ps.Quantity, ground: Ground) -> str:
    """Say how the pairs of figures lie to each other."""
    pairs = ps.compare(found, quantity).pairs
    tally = Counter(pair.relation for pair in pairs)
    parts = [f"{tally[name]:,} {words}" for name, words in RELATIONS.items() if tally[name]]
    text = f"{counted(len(pairs), 'pair')} of figures: {'; '.join(parts)}."
    apart = [pair for pair in pairs if pair.relation == "apart"]
    if not apart:
        return text
    furthest = max(apart, key=lambda pair: pair.gap)
    first, second = (
        claim_link(one, ground.short[one], ground.topics, "../")
        for one in (furthest.first, furthest.second)
    )
    gap = f"{furthest.gap:,.0f}"
    return f"{text} The widest gap is {gap}, between <em>{first}</em> and <em>{second}</em>."


def origins(found: pd.DataFrame, ground: Ground) -> str:
    """List the independent counts behind the figures."""
    counts = ps.origins(vouched(found))
    items = []
    for group, known in zip(counts.groups, counts.known, strict=True):
        rests = "; ".join(
            claim_link(claim, ground.short[claim], ground.topics, "../") for claim in group
        )
        items.append(f"<li>{rests}: {'an own count' if known else 'origin not known'}</li>")
    said = escape(sentence_case(str(counts)))
    return (
        f"<p>{said}. Figures in one line share an origin; figures whose "
        f"origin is not known may be copies of any other.</p>\n<ul>{''.join(items)}</ul>"
    )


def bounds(ground: Ground, quantity: ps.Quantity) -> str:
    """Say what the figures that bear on a quantity allow, and on which of them that rests."""
    ledger = ground.near(quantity)
    if len(ledger.claims) > MOST_NEAR:
        return TOO_MANY
    row = ledger.bounds(quantity).iloc[0]
    if row["low"] <= 0 and math.isinf(row["high"]):
        return "<p>The figures that are stated or passed on set no bound.</p>"
    text = range_words(row["low"], row["high"])
    proved = "proved in exact arithmetic" if row["certified"] else "not proved"
    attained = ", and no narrower range does." if row["tight"] else "; a narrower one may."
    items = [
        f"<li>The {side} end rests on {because(row[f'{end}_because'], ground)}.</li>"
        for side, end in (("lower", "low"), ("upper", "high"))
        if row[f"{end}_because"]
    ]
    listed = f"\n<ul>{''.join(items)}</ul>" if items else ""
    allowed = (
        f"Taken together with the figures that bear on them directly, these allow {text}."
        if ledger.is_consistent()
        else "These figures and those that bear on them directly cannot all hold. If the documents "
        "are trusted first, then scholarship since 1991, and no more is set aside than must be, "
        f"what is left allows {text}."
    )
    return f"<p>{allowed} That this range follows is {proved}{attained}</p>{listed}"


def because(ids: tuple[str, ...], ground: Ground) -> str:
    """Return claims and assumptions, in words, as links."""
    return "; ".join(
        claim_link(one, ground.short[one], ground.topics, "../")
        if one in ground.short
        else f'<a href="../data/assumptions.html">the assumption “{escape(ASSUMED[one])}”</a>'
        for one in ids
    )


def index_row(ground: Ground, name: str, title: str, found: pd.DataFrame) -> Row:
    """Return the line of a quantity in the list."""
    link = f'<a href="quantities/{name}.html">{escape(title)}</a>'
    lowest, highest = printed_ends(found)
    counts = ps.origins(vouched(found))
    least, most = counts.at_least, counts.at_most
    return Row(
        (
            Cell(link),
            number_cell(float(len(found))),
            number_cell(lowest),
            number_cell(highest),
            Cell(f"{least}" if least == most else f"{least} to {most}", float(most)),
            number_cell(float(len(ground.disagreements_of(found)))),
        )
    )


CAPTION = "Quantities that several claims count"
INDEX_HEADINGS = (
    "What is counted",
    "Figures",
    "Lowest",
    "Highest",
    "Independent counts",
    "Disagreements",
)
#: The statement of each assumption of ours.
ASSUMED = ps.assumptions().set_index("id")["statement"].to_dict()

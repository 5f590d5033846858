"""Claims as rows of a table on the site: who says what of whom, where it stands, how to cite it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import pandas as pd
from tables import Cell, Row, text_cell

import purgestats as ps
from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.words import RELATIVE, range_words, scope_words, sentence_case

LABELS = labels_for(own_vocabulary())
STANCES = {
    "asserts": "states it",
    "reports": "passes it on",
    "surveys": "surveys estimates",
    "rejects": "rejects it",
    "rhetorical": "figure of speech",
}
BASES = {"perpetrator-record": "perpetrators' record", "encyclopedic": "encyclopedia"}
HEADINGS = (
    "Who gives it",
    "What is counted",
    "As printed",
    "Read as",
    "The text",
    "Rests on",
    "Where it is printed",
)
FORMS = {"RIS": ("ris", "ris"), "BibTeX": ("bibtex", "bib"), "CSL-JSON": ("csl-json", "json")}
"""The forms in which a reference can be taken away: what it is called, for `ps.cite`, ending."""


def quantities_of(claims: pd.DataFrame) -> list[ps.Quantity]:
    """Return what each claim counts."""
    cells = zip(*(claims[name] for name in DIMENSIONS), strict=True)
    return [ps.Quantity.parse("|".join(row)) for row in cells]


def competing(claims: pd.DataFrame) -> dict[ps.Quantity, list[int]]:
    """Return the quantities that two or more claims count, with the places of these claims."""
    found: dict[ps.Quantity, list[int]] = {}
    counts = ~claims["unit"].isin(RELATIVE)
    for place, (quantity, is_count) in enumerate(zip(quantities_of(claims), counts, strict=True)):
        if is_count:
            found.setdefault(quantity, []).append(place)
    return {quantity: places for quantity, places in found.items() if len(places) > 1}


def registers(claims: pd.DataFrame) -> dict[tuple[str, ...], list[ps.Quantity]]:
    """Return what is counted year by year: three single years or more, told on one page."""
    found: dict[tuple[str, ...], list[ps.Quantity]] = {}
    for quantity in competing(claims):
        if re.fullmatch(r"\d{4}", str(quantity.period)):
            found.setdefault(quantity.terms, []).append(quantity)
    return {
        terms: sorted(years, key=lambda one: str(one.period))
        for terms, years in found.items()
        if len(years) > 2
    }


def addresses(claims: pd.DataFrame) -> dict[ps.Quantity, str]:
    """Return where each quantity that several claims count is told, from the root of the site.

    Single years of a register are places on one page.
    """
    found = {quantity: f"quantities/{page_name(quantity)}.html" for quantity in competing(claims)}
    for terms, years in registers(claims).items():
        for year in years:
            found[year] = f"quantities/{register_name(terms)}.html#year-{year.period}"
    return found


def register_name(terms: tuple[str, ...]) -> str:
    """Return the name of a register's page.

    Examples
    --------
    >>> register_name(("convictions", "all", "all", "ussr"))
    'convictions_all_all_ussr_by_year'
    """
    return "_".join((*terms, "by_year"))


def page_name(quantity: ps.Quantity) -> str:
    """Return the name of a quantity's page; no two quantities share one.

    Examples
    --------
    >>> page_name(ps.Quantity.parse("executions|all|all|ussr|1937/1938"))
    'executions_all_all_ussr_1937_to_1938'
    """
    return str(quantity).replace("/", "_to_").replace("|", "_")


def title_of(quantity: ps.Quantity) -> str:
    """Return a quantity in words, as a heading.

    Examples
    --------
    >>> title_of(ps.Quantity.parse("executions|all|all|ussr|1937/1938"))
    'Executed, Soviet Union, 1937–1938'
    """
    return sentence_case(scope_words(quantity, LABELS))


def linked(quantity: ps.Quantity, pages: Mapping[ps.Quantity, str], up: str) -> str:
    """Return a quantity in words, with a link to its page if it has one."""
    words = escape(scope_words(quantity, LABELS))
    return f'<a href="{up}{escape(pages[quantity])}">{words}</a>' if quantity in pages else words


def claim_link(claim_id: str, words: str, topics: dict[str, str], up: str) -> str:
    """Return a claim in words, with a link to its row if the claim is one of ours."""
    if claim_id not in topics:
        return escape(words)
    return f'<a href="{escape(address_of(claim_id, topics, up))}">{escape(words)}</a>'


def address_of(claim_id: str, topics: dict[str, str], up: str) -> str:
    """Return the address of a claim's row in its dataset."""
    return f"{up}data/{topics.get(claim_id, '')}.html#claim-{claim_id}"


def file_name(key: str) -> str:
    """Return a key as the name of a file.

    Examples
    --------
    >>> file_name("kuhr"), file_name("a b/c")
    ('kuhr', 'a-b-c')
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", key)


def claim_table_rows(
    claims: pd.DataFrame,
    pages: Mapping[ps.Quantity, str],
    topics: dict[str, str],
    up: str = "../",
    *,
    scope: bool = True,
) -> list[Row]:
    """Return one row a claim.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    pages : mapping of Quantity to str
        Where quantities that have a page are told.
    topics : dict of str to str
        The dataset of each claim of ours.
    up : str
        Way from the page to the root of the site.
    scope : bool
        Whether to say what is counted; remarks stand in its column without it.

    Returns
    -------
    list of Row
        In the order of the table.
    """
    citations = ps.cite(claims).split("\n")
    records = claims.astype(object).where(claims.notna(), "").to_dict("records")
    counted = [
        _counted(record, quantity, pages, up) if scope else ""
        for record, quantity in zip(records, quantities_of(claims), strict=True)
    ]
    return [
        Row(_cells(record, words, citation, topics, up), f"claim-{record['claim_id']}")
        for record, words, citation in zip(records, counted, citations, strict=True)
    ]


def _cells(
    record: dict[str, object], words: str, citation: str, topics: dict[str, str], up: str
) -> tuple[Cell, ...]:
    year = f", {record['claim_year']}" if record["claim_year"] else ""
    stance, basis = str(record["stance"]), str(record["basis"])
    who = escape(LABELS.claimant(str(record["claimant"])))
    work = escape(LABELS.work(str(record["source"])))
    locator = f", {escape(str(record['locator']))}" if record["locator"] else ""
    return (
        Cell(f'<a href="{up}claimants/{file_name(str(record["claimant"]))}.html">{who}</a>{year}'),
        Cell(f"{words} {_remarks(record)}".strip()),
        Cell(_printed(record)),
        _reading(record),
        text_cell(STANCES.get(stance, stance)),
        text_cell(BASES.get(basis, basis)),
        Cell(
            f'<a href="{up}works/{file_name(str(record["source"]))}.html">{work}</a>{locator}'
            f"{_cite(record, citation, topics, up)}"
        ),
    )


def _reading(record: dict[str, object]) -> Cell:
    """Return what the figure is read as; sorted by its single value, else by an end it has."""
    low, best, high = (
        None if record[end] == "" else float(str(record[end])) for end in ("low", "best", "high")
    )
    given = [value for value in (best, low, high) if value is not None]
    words = range_words(low, high, str(record["unit"]), best)
    return Cell(escape(words), given[0] if given else None)


def _cite(record: dict[str, object], citation: str, topics: dict[str, str], up: str) -> str:
    """Return, folded, how to cite a figure, its lasting address and its work's reference."""
    claim, key = str(record["claim_id"]), file_name(str(record["source"]))
    forms = ", ".join(
        f'<a href="{up}references/{key}.{ending}" download>{words}</a>'
        for words, (_, ending) in FORMS.items()
    )
    link = f'<a href="{escape(address_of(claim, topics, up))}">Link to this figure</a>'
    return (
        f'<details class="cite"><summary>Cite</summary><p class="citation">{escape(citation)}</p>'
        f"<p>{link}. Reference of the work: {forms}</p></details>"
    )


def _printed(record: dict[str, object]) -> str:
    printed, resolved = str(record["as_printed"]), str(record["resolved"])
    meant = f' <span class="aside">that is, {escape(resolved)}</span>' if resolved else ""
    return f"{escape(printed)}{meant}"


def _counted(
    record: dict[str, object], quantity: ps.Quantity, pages: Mapping[ps.Quantity, str], up: str
) -> str:
    words = linked(quantity, pages, up)
    if record["unit"] in RELATIVE:
        own = dict(zip(DIMENSIONS, quantity, strict=True))
        base = ps.Quantity.parse(
            "|".join(str(record[f"of_{name}"]) or own[name] for name in DIMENSIONS)
        )
        kind = "share of" if record["unit"] == "share" else "multiple of"
        words = f"{words}, as a {kind}: {linked(base, pages, up)}"
    return words


def _remarks(record: dict[str, object]) -> str:
    inferred = str(record["inferred"]).replace(";", ", ")
    parts = [f"not printed, inferred: {inferred}"] if inferred else []
    parts += [str(record["note"])] if record["note"] else []
    return " ".join(f'<span class="aside">{escape(part)}</span>' for part in parts)

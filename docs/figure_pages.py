"""A page for each claimant and each work: every figure, where it is printed, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
from claim_rows import FORMS, HEADINGS, claim_table_rows, file_name
from dataset_pages import WIDE, topics_of_claims
from tables import Cell, Row, data_table, number_cell, raw, text_cell

import purgestats as ps
from purgestats.claims.datasets.catalogue import source_keys
from purgestats.claims.datasets.references import Reference
from purgestats.words import counted


@dataclass(frozen=True)
class Kind:
    """What a page gathers the figures of.

    Parameters
    ----------
    folder : str
        Where its pages lie, and the name of the page that lists them.
    column : str
        The column of a claims table that names it.
    title, introduction : str
        Of the page that lists them.
    """

    folder: str
    column: str
    title: str
    introduction: str


CLAIMANTS = Kind(
    "claimants",
    "claimant",
    "Who gives the figures",
    "Every person, office and register to whom a figure is ascribed, with all their figures.",
)
WORKS = Kind(
    "works",
    "source",
    "The works that print the figures",
    "Every work from which a figure is taken, with its reference and all its figures.",
)
COLUMNS = ("Name", "Who or what", "Figures", "From", "To")


def write_figure_pages(
    claims: pd.DataFrame, folder: Path, files: Path, pages: Mapping[ps.Quantity, str]
) -> None:
    """Write the pages of all claimants and works, and the two lists.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    folder : Path
        The folder of the pages' sources.
    files : Path
        The folder of what is copied to the site as it is; references go there.
    pages : mapping of Quantity to str
        Where quantities that have a page are told.
    """
    topics = topics_of_claims()
    persons = ps.claimants().set_index("key").to_dict("index")
    works = source_keys()
    rows = claim_table_rows(claims, pages, topics)
    (files / "references").mkdir(parents=True)
    for kind in (CLAIMANTS, WORKS):
        (folder / kind.folder).mkdir(parents=True)
        listed = []
        for key, places in sorted(claims.groupby(kind.column).indices.items()):
            name, found = str(key), claims.iloc[places].reset_index(drop=True)
            if kind is CLAIMANTS:
                title, about, head = person(persons, name)
            else:
                title, about, head = work(works, name, found, files / "references")
            text = figures_page(title, head, name, [rows[place] for place in places])
            (folder / kind.folder / f"{file_name(name)}.md").write_text(text, encoding="utf-8")
            listed.append(list_row(kind, name, title, about, found))
        (folder / f"{kind.folder}.md").write_text(list_page(kind, listed), encoding="utf-8")


def figures_page(title: str, head: str, key: str, rows: list[Row]) -> str:
    """Return the page of one claimant or work."""
    name = f"figures-{file_name(key)}"
    told = f"{title}: {counted(len(rows), 'figure')}"
    table = data_table(name, told, HEADINGS, rows, noun="figures")
    intro = raw(head) if head else ""
    return f"{WIDE}# {title}\n\n{intro}\n\n{raw(table)}"


def person(persons: Mapping[object, Mapping[object, object]], key: str) -> tuple[str, str, str]:
    """Return a claimant's name, what is known of who it is, and that as HTML."""
    if key not in persons:
        return key, "", ""
    row = {str(name): str(value) for name, value in persons[key].items()}
    also = ", ".join(filter(None, [row["name_cyrillic"], *row["aliases"].split(";")]))
    about = "; ".join(filter(None, [row["role"], f"also written {also}" if also else ""]))
    head = f"<p>{escape(about[:1].upper() + about[1:])}.</p>" if about else ""
    return row["name"], about, head


def work(
    works: Mapping[str, Reference], key: str, found: pd.DataFrame, references: Path
) -> tuple[str, str, str]:
    """Return a work's title, its reference, and both with the forms to take away, as HTML."""
    if key not in works:
        return key, "", ""
    reference = works[key]
    for form, ending in FORMS.values():
        text = ps.cite(found, to=form)
        (references / f"{file_name(key)}.{ending}").write_text(text, encoding="utf-8")
    links = ", ".join(
        f'<a href="../references/{file_name(key)}.{ending}" download>{words}</a>'
        for words, (_, ending) in FORMS.items()
    )
    head = (
        f'<p class="citation">{escape(str(reference))}</p>\n'
        f'<p class="downloads">This reference: {links}</p>'
    )
    row = reference.to_row()
    if row.get("note"):
        head += f'\n<p class="aside">{escape(row["note"])}</p>'
    return row.get("title") or row.get("author") or key, str(reference), head


def list_row(kind: Kind, key: str, title: str, about: str, found: pd.DataFrame) -> Row:
    """Return the line of a claimant or work in the list."""
    link = f'<a href="{kind.folder}/{file_name(key)}.html">{escape(title)}</a>'
    periods = [ps.Period.parse(period) for period in found["period"]]
    first = min(period.start.year for period in periods)
    last = max(period.end.year for period in periods)
    return Row(
        (
            Cell(link),
            text_cell(about),
            number_cell(float(len(found))),
            Cell(str(first), first),
            Cell(str(last), last),
        )
    )


def list_page(kind: Kind, rows: list[Row]) -> str:
    """Return the page that lists all claimants or all works."""
    table = data_table(f"purgestats-{kind.folder}", kind.title, COLUMNS, rows, noun=kind.folder)
    toctree = f"```{{toctree}}\n:hidden:\n:glob:\n\n{kind.folder}/*\n```\n"
    return f"{WIDE}# {kind.title}\n\n{kind.introduction}\n\n{raw(table)}\n{toctree}"

"""The data catalogue: a page a dataset, the tables beside them, and the files to download."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from html import escape
from pathlib import Path
from string import Template

import pandas as pd
from claim_rows import HEADINGS, LABELS, claim_table_rows, title_of
from figures_workbook import figures_workbook
from tables import Cell, Row, data_table, frame_rows, number_cell, raw, text_cell

import purgestats as ps
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.words import counted

WORKBOOK = "purgestats-figures.xlsx"
PAGES = Path(__file__).resolve().parent / "pages"
WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n"
SIDE_TABLES = {
    "claimants": ("Who gives the figures", "The persons and offices to whom a figure is ascribed."),
    "sources": ("The works that print them", "Every work from which a figure is taken."),
    "events": ("Dated events", "The events and the four phases of the timeline."),
    "assumptions": (
        "Assumptions",
        "Relations between quantities that no source prints and that we supply, who disputes them, "
        "and whether they are made unless one says otherwise.",
    ),
    "judgements": (
        "Judgements",
        "What to make of each disagreement between figures, of what kind it is, and who says so.",
    ),
    "measures": ("What is counted", "The vocabulary of measures, with definitions."),
    "groups": ("Of whom", "The vocabulary of groups, with definitions."),
    "operations": ("In which operation", "The vocabulary of operations, with definitions."),
    "places": ("Where", "The vocabulary of places, with definitions."),
}


def topics_of_claims() -> dict[str, str]:
    """Return the dataset in which each claim of ours stands."""
    return {
        claim: str(name) for name in ps.catalogue()["name"] for claim in ps.load(name)["claim_id"]
    }


def side_table(name: str) -> pd.DataFrame:
    """Return a table that stands beside the claims, without columns that are blank throughout."""
    vocabulary = ps.vocabulary()
    table = vocabulary[name] if name in vocabulary else getattr(ps, name)()
    filled = [column for column in table.columns if (table[column].astype("str") != "").any()]
    return table[filled]


def write_dataset_pages(folder: Path, files: Path, pages: Collection[ps.Quantity]) -> None:
    """Write the catalogue and all it leads to.

    Parameters
    ----------
    folder : Path
        The folder of the pages' sources.
    files : Path
        The folder of what is copied to the site as it is.
    pages : collection of Quantity
        The quantities that have a page.
    """
    (folder / "data").mkdir(parents=True)
    write_downloads(files / "downloads")
    topics = topics_of_claims()
    catalogue = ps.catalogue()
    for entry in catalogue.to_dict("records"):
        text = dataset_page({str(key): value for key, value in entry.items()}, pages, topics)
        (folder / "data" / f"{entry['name']}.md").write_text(text, encoding="utf-8")
    for name, (title, description) in SIDE_TABLES.items():
        text = side_page(name, title, description)
        (folder / "data" / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "data.md").write_text(catalogue_page(catalogue), encoding="utf-8")


def write_downloads(folder: Path) -> None:
    """Write the tables as CSV, the references, and the workbook with everything."""
    folder.mkdir(parents=True)
    for name in ps.catalogue()["name"]:
        shutil.copy(package.resource_path(name), folder)
    for name in SIDE_TABLES:
        side_table(name).to_csv(folder / f"{name}.csv", index=False)
    claims = ps.load()
    for form, ending in (("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json")):
        (folder / f"purgestats-sources.{ending}").write_text(ps.cite(claims, form), "utf-8")
    (folder / WORKBOOK).write_bytes(figures_workbook())


def dataset_page(
    entry: dict[str, object], pages: Collection[ps.Quantity], topics: dict[str, str]
) -> str:
    """Return the page of one dataset."""
    name = str(entry["name"])
    claims = ps.load(name)
    rows = claim_table_rows(claims, pages, topics)
    table = data_table(
        f"purgestats-{name}", f"{entry['title']}: every figure", HEADINGS, rows, noun="figures"
    )
    return (
        f"{WIDE}# {entry['title']}\n\n{entry['description']} {counted(len(claims), 'figure')} from "
        f"{counted(int(str(entry['sources'])), 'work')}.\n\n"
        f"{raw(downloads(f'{name}.csv'))}\n{raw(table)}"
    )


def side_page(name: str, title: str, description: str) -> str:
    """Return the page of a table that stands beside the claims."""
    frame = side_table(name)
    if name == "judgements":
        frame = in_words(frame)
    headings = [str(column).replace("_", " ") for column in frame.columns]
    table = data_table(f"purgestats-{name}", title, headings, frame_rows(frame))
    return f"{WIDE}# {title}\n\n{description}\n\n{raw(downloads(f'{name}.csv'))}\n{raw(table)}"


def in_words(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return judgements with quantities and claims named as a reader knows them."""
    claims = ps.load().set_index("claim_id")

    def quantities(cell: str) -> str:
        return "; ".join(title_of(ps.Quantity.parse(one)) for one in cell.split(";") if one)

    def figures(cell: str) -> str:
        rows = [claims.loc[one] for one in cell.split(";") if one]
        return "; ".join(f"{LABELS.claimant(row['claimant'])}, {row['as_printed']}" for row in rows)

    about = judgements["quantities"].map(quantities) + judgements["claims"].map(figures)
    told = judgements.drop(columns=["quantities", "claims"])
    told.insert(0, "about", about)
    return told


def downloads(file: str) -> str:
    """Return the links to a table's file and to the workbook, as a paragraph of HTML."""
    folder = "../downloads"
    own = f'<a href="{folder}/{escape(file)}" download>This table (CSV)</a>'
    whole = f'<a href="{folder}/{WORKBOOK}" download>everything in one workbook (XLSX)</a>'
    return f'<p class="downloads">{own}, {whole}</p>'


def page(name: str, **parts: str) -> str:
    """Return a page of the folder `pages` with its parts put in."""
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(parts)


def catalogue_page(catalogue: pd.DataFrame) -> str:
    """Return the first page of the catalogue."""
    sets = [
        Row(
            (
                Cell(f'<a href="data/{entry.name}.html">{escape(str(entry.title))}</a>'),
                number_cell(float(str(entry.rows))),
                number_cell(float(str(entry.sources))),
                text_cell(entry.description),
                text_cell(entry.evidence),
            )
        )
        for entry in catalogue.itertuples(index=False)
    ]
    beside = [
        Row((Cell(f'<a href="data/{name}.html">{escape(title)}</a>'), text_cell(description)))
        for name, (title, description) in SIDE_TABLES.items()
    ]
    columns = [
        Row((Cell(f"<code>{column.name}</code>"), text_cell(column.title),
             text_cell(column.description)))
        for column in claims_columns()
    ]  # fmt: skip
    datasets = data_table(
        "datasets", "The datasets",
        ("Dataset", "Figures", "Works", "What it holds", "How checked"), sets, searchable=False,
    )  # fmt: skip
    others = data_table("beside", "Beside them", ("Table", "Holds"), beside, searchable=False)
    meanings = data_table(
        "columns", "The columns of a dataset", ("Column", "Title", "Meaning"), columns,
        searchable=False,
    )  # fmt: skip
    return page(
        "data", datasets=raw(datasets), beside=raw(others), columns=raw(meanings), workbook=WORKBOOK
    )

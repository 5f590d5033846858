"""What the search of the site finds: figures, people, works, terms, quantities and pages.

The theme's own search knows pages as wholes, takes 681,692 for two numbers, and shows no excerpts
of pages opened from a file; here a number, a name in any letters or a claim's id leads to its row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
from claim_rows import LABELS, addresses, competing, file_name, quantities_of, title_of
from dataset_pages import topics_of_claims

import purgestats as ps

Entry = tuple[str, str, str, str, str]
"""Kind, title, address, text to show, and words by which it is found besides."""
_MARKUP = re.compile(
    r"(?s)``````\{raw\}.*?``````|```\{toctree\}.*?```|^---\n.*?\n---\n|<[^>]+>|[`*#|\[\]{}]|\(\S+?\)"
)


def write_search_entries(claims: pd.DataFrame, folder: Path, files: Path) -> None:
    """Write every entry into a script that the search page loads.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    folder : Path
        The folder of the pages' sources, complete.
    files : Path
        The folder of what is copied to the site as it is.
    """
    entries = [*notebooks(folder), *texts(folder), *quantities(claims), *people(claims)]
    entries += [*works(claims), *terms(), *figures(claims)]
    content = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    (files / "search-entries.js").write_text(f"window.purgestatsEntries={content};\n", "utf-8")


def plain(text: str) -> str:
    """Return Markdown as plain words.

    Examples
    --------
    >>> plain("# A *title*, and [a link](page.md)")
    'A title, and a link'
    """
    return " ".join(_MARKUP.sub(" ", text).split()).replace(" ,", ",").replace(" .", ".")


def notebooks(folder: Path) -> Iterator[Entry]:
    """Yield the notebooks: their prose and the answers printed in them."""
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
        prose += [
            output.data["text/markdown"]
            for cell in cells
            for output in cell.get("outputs", [])
            if "text/markdown" in output.get("data", {})
        ]
        title = plain(prose[0].splitlines()[0]) if prose else path.stem
        yield "notebook", title, f"notebooks/{path.stem}.html", plain("\n".join(prose)), ""


def texts(folder: Path) -> Iterator[Entry]:
    """Yield the written pages."""
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        heading = re.search(r"(?m)^# (.+)$", text)
        title = plain(heading[1]) if heading else path.stem
        yield "page", title, f"{path.stem}.html", plain(text), ""


def quantities(claims: pd.DataFrame) -> Iterator[Entry]:
    """Yield the quantities that have a page, with the figures on each."""
    where = addresses(claims)
    for quantity, places in competing(claims).items():
        found = claims.iloc[places]
        who = (LABELS.claimant(name) for name in found["claimant"])
        figures = "; ".join(
            f"{name}: {printed}" for name, printed in zip(who, found["as_printed"], strict=True)
        )
        yield "quantity", title_of(quantity), where[quantity], figures, str(quantity)


def people(claims: pd.DataFrame) -> Iterator[Entry]:
    """Yield whoever gives a figure."""
    given = set(claims["claimant"])
    for row in ps.claimants().itertuples(index=False):
        if row.key in given:
            text = "; ".join(filter(None, (row.role, row.name_cyrillic, *row.aliases.split(";"))))
            yield "claimant", row.name, f"claimants/{file_name(row.key)}.html", text, row.key


def works(claims: pd.DataFrame) -> Iterator[Entry]:
    """Yield the works that print a figure."""
    for key in sorted(set(claims["source"])):
        words = LABELS.work(key)
        yield "work", words, f"works/{file_name(key)}.html", words, key


def terms() -> Iterator[Entry]:
    """Yield the terms of the vocabulary, with their names in other languages."""
    for name, table in ps.vocabulary().items():
        for row in table.itertuples(index=False):
            also = "; ".join(filter(None, (row.label_ru, *row.aliases.split(";"))))
            text = " ".join(filter(None, (f"{also}." if also else "", row.definition)))
            yield "term", row.label, f"data/{name}.html", text, row.term


def figures(claims: pd.DataFrame) -> Iterator[Entry]:
    """Yield every figure, with a link to its row."""
    topics = topics_of_claims()
    names = {
        (name[:-1], row.term): f"{row.label_ru} {row.aliases.replace(';', ' ')}"
        for name, table in ps.vocabulary().items()
        for row in table.itertuples(index=False)
    }
    for quantity, record in zip(quantities_of(claims), claims.to_dict("records"), strict=True):
        scope = " ".join(
            names.get((dimension, record[dimension]), "")
            for dimension in ("measure", "group", "operation", "place")
            if record[dimension] not in ("all", "ussr")
        )
        printed = record["resolved"] or record["as_printed"]
        parts = (
            f"{LABELS.claimant(record['claimant'])}.",
            f"{LABELS.work(record['source'])}, {record['locator']}.",
            record["note"],
        )
        address = f"data/{topics.get(record['claim_id'], '')}.html#claim-{record['claim_id']}"
        text, also = (
            " ".join(" ".join(words).split()) for words in (parts, [record["claim_id"], scope])
        )
        yield "figure", f"{printed}: {title_of(quantity)}", address, text, also

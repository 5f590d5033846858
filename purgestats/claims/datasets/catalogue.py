"""The datasets that come with the package: claims by topic, vocabulary, names, events, sources."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.notes import share_notes
from purgestats.claims.datasets.references import Reference, read_bibliography
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary, build_vocabulary
from purgestats.errors import UnknownDataset, check_choice

_TYPES = {"number": "float64", "integer": "Int64", "string": "str"}


def load(topic: str | None = None) -> pd.DataFrame:
    """Return the claims of one topic, or of all.

    Parameters
    ----------
    topic : str, optional
        A name from :func:`catalogue`; all topics, in its order, if left out.

    Returns
    -------
    DataFrame
        One row a claim: low, best and high as float64, claim_year as Int64, text elsewhere, and a
        fresh index. ``datapackage.json`` describes each column.

    Raises
    ------
    UnknownDataset
        If there is no such topic, naming the nearest.

    Examples
    --------
    >>> load("executions")[["claim_id", "low", "high"]].head(1).values.tolist()
    [['infobox-executions', 681692.0, 681692.0]]
    """
    whole = _whole(topic)
    # A shallow copy: whoever writes into it gets cells of his own.
    return share_notes(whole.copy(deep=False), whole)


@cache
def _whole(topic: str | None) -> pd.DataFrame:
    if topic is None:
        return pd.concat(map(_whole, package.topics()), ignore_index=True)
    check_choice(topic, package.topics(), "topic", UnknownDataset)
    types = {column.name: _TYPES[column.type] for column in package.claims_columns()}
    return read_csv(package.resource_path(topic), types)


def read_csv(path: Path, types: dict[str, str] | type[str] = str) -> pd.DataFrame:
    """Read a table of ours or of a user's vocabulary; only in numbers a blank cell is missing."""
    blank = {name: [""] for name in ("low", "best", "high", "claim_year")}
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=blank, encoding="utf-8")


def catalogue() -> pd.DataFrame:
    """Return the topics that can be loaded.

    Returns
    -------
    DataFrame
        Columns name, title, rows, sources (how many works), evidence (how the figures were checked:
        how many in each way, the commonest first) and description.

    Examples
    --------
    >>> catalogue()["name"].tolist()[:2]
    ['executions', 'arrests']
    """
    rows = []
    for name, resource in package.topics().items():
        claims = load(name)
        kinds = claims["evidence"].value_counts().items()
        evidence = "; ".join(f"{many} {kind}" for kind, many in kinds)
        number, works = len(claims), claims["source"].nunique()
        rows.append((name, resource["title"], number, works, evidence, resource["description"]))
    columns = ["name", "title", "rows", "sources", "evidence", "description"]
    return pd.DataFrame(rows, columns=columns)


def vocabulary(table: str | None = None) -> dict[str, pd.DataFrame] | pd.DataFrame:
    """Return the terms that claims may use.

    Parameters
    ----------
    table : {"measures", "groups", "operations", "places"}, optional
        One table; all four, in a dict, if left out.

    Returns
    -------
    dict of str to DataFrame, or DataFrame
        Columns term, label, label_ru, aliases, broader, partition, exhaustive, definition,
        wikidata, and what is particular to each table; all text.

    Raises
    ------
    InvalidChoice
        If there is no such table.

    Examples
    --------
    >>> vocabulary("measures")["term"].tolist()[:3]
    ['deaths', 'killed', 'executions']
    """
    if table is not None:
        check_choice(table, TABLES.values(), "vocabulary")
    return vocabulary_tables() if table is None else vocabulary_tables()[table]


def vocabulary_tables() -> dict[str, pd.DataFrame]:
    """Return all four tables of the vocabulary.

    >>> list(vocabulary_tables())
    ['measures', 'groups', 'operations', 'places']
    """
    return {name: _read(f"vocabulary-{name}").copy() for name in TABLES.values()}


@cache
def _read(name: str) -> pd.DataFrame:
    return read_csv(package.resource_path(name))


@cache
def own_vocabulary() -> Vocabulary:
    """Return our vocabulary as a structure.

    >>> own_vocabulary().measure.contains("deaths", "executions")
    True
    """
    return build_vocabulary(vocabulary_tables())


def claimants() -> pd.DataFrame:
    """Return the persons and bodies who assert figures.

    Returns
    -------
    DataFrame
        Columns key, name, name_cyrillic, aliases and role.

    Examples
    --------
    >>> claimants().set_index("key").loc["conquest", "name"]
    'Robert Conquest'
    """
    return _read("claimants").copy()


def events() -> pd.DataFrame:
    """Return the dated events and the four phases.

    Returns
    -------
    DataFrame
        Columns event_id, start, end, kind, label, source, locator and note; start and end are
        years, months or days as printed.

    Examples
    --------
    >>> int((events()["kind"] == "phase").sum())
    4
    """
    return _read("events").copy()


def assumptions() -> pd.DataFrame:
    """Return the relations between quantities that we supply and no source prints.

    Returns
    -------
    DataFrame
        Columns id, statement, rationale, kind, left, right, tolerance (float64), disputed_by and
        default.

    Examples
    --------
    >>> sorted(set(assumptions()["default"]) - {"yes", "no"})
    []
    """
    frame = _read("assumptions")
    return frame.assign(tolerance=pd.to_numeric(frame["tolerance"]).astype("float64"))


def sources() -> pd.DataFrame:
    """Return the works that print the figures.

    Returns
    -------
    DataFrame
        Column source (the key used in claims) and the usual fields of a reference: type, author,
        title, year, publisher, journal, note and others; blank where not established.

    Examples
    --------
    >>> sources().set_index("source").loc["wikipedia-great-purge", "title"]
    'Great Purge'
    """
    rows = [entry.to_row() for entry in _our_sources().values()]
    return pd.DataFrame(rows).fillna("").astype("str")


@cache
def _our_sources() -> dict[str, Reference]:
    return read_bibliography(package.resource_path("sources"))


@cache
def claim_ids() -> frozenset[str]:
    """Return the ids of all our claims.

    >>> "infobox-executions" in claim_ids()
    True
    """
    return frozenset(load()["claim_id"])


def source_keys(extra: str | Path | None = None) -> dict[str, Reference]:
    """Return our references by key, with those of a user's file.

    >>> "wikipedia-great-purge" in source_keys()
    True
    """
    return _our_sources() | (read_bibliography(Path(extra)) if extra is not None else {})


class _Told(Protocol):
    """A disagreement, as far as a judgement needs to know it."""

    @property
    def quantities(self) -> tuple[str, ...]: ...
    @property
    def conflicts(self) -> Sequence[Any]: ...


def judgements(of: Iterable[_Told] | None = None) -> pd.DataFrame:
    """Return what to make of disagreements on the shipped record, and who says so.

    A judgement stands for every disagreement about exactly its `quantities`, or for every one that
    cannot arise without its `claims` (each of them, or a copy of it, is in every conflict). Of
    several that fit, the one of quantities is taken, then the one that names the most claims.

    Parameters
    ----------
    of : Disagreements, optional
        Disagreements, such as ``ledger.conflicts().disagreements()`` gives; the whole table of
        judgements if left out.

    Returns
    -------
    DataFrame
        Columns quantities, claims, kind, judgement, says (the key of a source, or ``editor``: our
        own reading of the claims) and locator; all text. With `of` one row for each disagreement,
        in their order, and blank where nobody has judged it or it involves figures not ours.

    Examples
    --------
    >>> import purgestats as ps
    >>> ps.judgements()["kind"].value_counts().index[0] in ("real", "slip")
    True
    >>> ps.judgements(of=[]).empty
    True
    """
    table = _read("judgements").copy()
    if of is None:
        return table
    rows = table.to_dict("records")
    blank = dict.fromkeys(table.columns, "")
    return pd.DataFrame([_best(rows, one) or blank for one in of], columns=table.columns, dtype=str)


def _best(rows: list[dict[Any, Any]], told: _Told) -> dict[Any, Any] | None:
    """Return the judgement that fits a disagreement most closely, if any does."""
    members = [
        {*one.claims, *(copy for held in one.copies for copy in held)} for one in told.conflicts
    ]
    if not set().union(*members) <= claim_ids():
        return None
    always = set.intersection(*members)
    fitting = [
        row
        for row in rows
        if row["quantities"].split(";") == list(told.quantities)
        or (not row["quantities"] and always.issuperset(row["claims"].split(";")))
    ]
    closest = sorted(fitting, key=lambda row: (row["quantities"] == "", -row["claims"].count(";")))
    return closest[0] if closest else None

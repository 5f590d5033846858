"""Who is to be quoted for a figure, and how many independent counts stand behind several."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.references import (
    Reference,
    to_bibtex,
    to_csl,
    to_ris,
    without_controls,
)
from purgestats.claims.display import Result, said, table, told_table
from purgestats.claims.sources.lineage import lineage
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.errors import check_choice, harmless
from purgestats.words import Labels, counted

FORMATS = ("text", "bibtex", "ris", "csl-json")


def cite(
    claims: object,
    to: str = "text",
    sources: str | Path | None = None,
    vocabulary: UserVocabulary = None,
) -> str:
    """Return how to cite claims, or the works they come from.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    to : {"text", "bibtex", "ris", "csl-json"}
        One line a claim in words; or one record a work for a reference manager.
    sources : str or Path, optional
        A BibTeX file of one's own, beside ours.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    str
        Who says it, as quoted where, the figure as printed, the claim's id and whose data it is
        from; or the records.

    Raises
    ------
    InvalidChoice
        If the format is none of the four.

    Examples
    --------
    >>> claims = catalogue.load("arrests")
    >>> print(cite(claims[claims["claim_id"] == "kuhr-arrests"]))  # doctest: +ELLIPSIS
    Corrina Kuhr, as quoted in Wikipedia contributors, "Great Purge" ... [kuhr-arrests; ...]
    """
    check_choice(to, FORMATS, "citation format")
    table = take(claims, vocabulary)
    works = catalogue.source_keys(sources)
    if to == "text":
        columns = ("claim_id", "claimant", "source", "locator", "as_printed")
        rows = zip(*(table.frame[column].tolist() for column in columns), strict=True)
        return "\n".join(_line(table.labels, works, row) for row in rows)
    chosen = cited_works(table.frame, works)
    if to == "bibtex":
        return to_bibtex(chosen)
    if to == "ris":
        return to_ris(chosen)
    return json.dumps(to_csl(chosen), ensure_ascii=False, indent=2)


def cited_works(claims: pd.DataFrame, works: Mapping[str, Reference]) -> list[Reference]:
    """Return the works that claims name as their sources, each once."""
    keys = dict.fromkeys(map(str, claims["source"].tolist()))
    return [
        without_controls(works.get(key, Reference(key, "misc", {"title": key}))) for key in keys
    ]


def _line(labels: Labels, works: dict[str, Reference], row: tuple[str, ...]) -> str:
    claim_id, claimant, source, locator, as_printed = row
    name = labels.claimant(claimant)
    work = works.get(source, Reference(source, "misc", {"title": source}))
    family = (name.split() or [""])[-1]
    own = any(author.split(",")[0] == family or author == name for author in work.authors)
    own = own or name in str(work)
    said = str(work) if own else f"{name}, as quoted in {work}"
    place = f", {locator}" if locator else ""
    ours = claim_id in catalogue.claim_ids()
    data = f"purgestats data {package.version()}" if ours else "the user's own data"
    line = f'{said}{place}: "{as_printed}" [{claim_id}; {data}]'
    return harmless(line)


@dataclass(frozen=True, repr=False)
class Origins(Result):
    """How many independent counts stand behind some claims.

    Parameters
    ----------
    at_least, at_most : int
        Bounds on their number: claims whose origin is unknown may all be copies, or all be counts
        of their own.
    groups : tuple of tuple of str
        For each origin the claims that rest on it, in the order of the table. A claim that adds up
        several others is in the group of each.
    known : tuple of bool
        For each group, whether it is known to be an own count.
    """

    at_least: int
    at_most: int
    groups: tuple[tuple[str, ...], ...]
    known: tuple[bool, ...]
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        if self.at_least == self.at_most:
            return counted(self.at_least, "independent count")
        return f"at least {self.at_least}, at most {self.at_most} independent counts"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim and origin: claim_id, origin (a number from 1) and known."""
        rows = [
            (claim, number, known)
            for number, (group, known) in enumerate(zip(self.groups, self.known, strict=True), 1)
            for claim in group
        ]
        return pd.DataFrame(rows, columns=["claim_id", "origin", "known"])

    def _repr_html_(self) -> str:
        listed = told_table(self._table, [claim for group in self.groups for claim in group])
        return said(self, table(self.to_frame()), listed)


def origins(claims: object, vocabulary: UserVocabulary = None) -> Origins:
    """Say how many independent counts stand behind claims: at least m, at most n.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Origins
        The two bounds, and which claims share an origin.

    Notes
    -----
    A claim's origins are the claims at the end of its ``derived_from``, followed through the table
    and our datasets; a claim that rests on none is its own. What one claimant says of himself, in
    whatever editions, has one origin, unless ``derived_from`` is ``none``: an own count in that
    source. Blank is unknown, and unknown origins may coincide with any other.

    Examples
    --------
    >>> origins(catalogue.load("executions").head(1)).at_most
    1
    """
    table = take(claims, vocabulary)
    found = lineage(table.frame)
    ids = table.frame["claim_id"].tolist()
    groups: list[list[str]] = [[] for _ in found.known]
    for row, origin in zip(found.row.tolist(), found.origin.tolist(), strict=True):
        groups[origin].append(ids[row])
    at_least = max(int(found.known.sum()), 1) if groups else 0
    known = tuple(found.known.tolist())
    return Origins(at_least, len(groups), tuple(map(tuple, groups)), known, table.frame)

"""Who is to be quoted for a figure, and how many independent counts stand behind several."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from purgestats.claims import catalogue, package
from purgestats.claims.markup import table
from purgestats.claims.references import (
    Reference,
    read_bibliography,
    to_bibtex,
    to_csl,
    to_ris,
)
from purgestats.claims.telling import told_table
from purgestats.errors import InvalidChoice, did_you_mean, nearest

FORMATS = ("text", "bibtex", "ris", "csl-json")


def cite(claims: pd.DataFrame, to: str = "text", sources: str | Path | None = None) -> str:
    """Return how to cite claims, or the works they come from.

    Parameters
    ----------
    claims : DataFrame
        Claims, at least with claim_id, claimant, source, locator and as_printed.
    to : {"text", "bibtex", "ris", "csl-json"}
        One line a claim in words; or one record a work for a reference manager.
    sources : str or Path, optional
        A BibTeX file of one's own, beside ours.

    Returns
    -------
    str
        Who says it, as quoted where, the figure as printed, the claim's id and the version of the
        data; or the records.

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
    if to not in FORMATS:
        raise InvalidChoice(
            f"no citation format {to!r}; there are {', '.join(FORMATS)}"
            + did_you_mean(nearest(str(to), FORMATS))
        )
    works = read_bibliography(package.resource_path("sources"))
    if sources is not None:
        works |= read_bibliography(Path(sources))
    if to == "text":
        names = catalogue.claimant_names()
        columns = ("claim_id", "claimant", "source", "locator", "as_printed")
        rows = zip(*(claims[column].tolist() for column in columns), strict=True)
        return "\n".join(_line(names, works, *row) for row in rows)
    keys = dict.fromkeys(claims["source"].tolist())
    chosen = [works.get(key, Reference(key, "misc", {"title": key})) for key in keys]
    if to == "bibtex":
        return to_bibtex(chosen)
    if to == "ris":
        return to_ris(chosen)
    return json.dumps(to_csl(chosen), ensure_ascii=False, indent=2)


def _line(
    names: dict[str, str],
    works: dict[str, Reference],
    claim_id: str,
    claimant: str,
    source: str,
    locator: str,
    as_printed: str,
) -> str:
    name = names.get(claimant, claimant)
    work = works.get(source, Reference(source, "misc", {"title": source}))
    family = (name.split() or [""])[-1]
    own = any(author.split(",")[0] == family or author == name for author in work.authors)
    own = own or name in str(work)
    said = str(work) if own else f"{name}, as quoted in {work}"
    place = f", {locator}" if locator else ""
    return f'{said}{place}: "{as_printed}" [{claim_id}; purgestats data {package.version()}]'


@dataclass(frozen=True)
class Origins:
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
            return f"{self.at_least} independent count{'' if self.at_least == 1 else 's'}"
        return f"at least {self.at_least}, at most {self.at_most} independent counts"

    def __repr__(self) -> str:
        return f"<Origins: {self}>"

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
        return f"<p>{self}</p>{table(self.to_frame())}{listed}"


def origins(claims: pd.DataFrame) -> Origins:
    """Say how many independent counts stand behind claims: at least m, at most n.

    Parameters
    ----------
    claims : DataFrame
        Claims with claim_id, derived_from, source and claimant.

    Returns
    -------
    Origins
        The two bounds, and which claims share an origin.

    Notes
    -----
    A claim's origins are the claims at the end of its ``derived_from``, followed through the table
    and our datasets; a claim that rests on none is its own. What one claimant says of himself in
    one source has one origin. ``derived_from`` of ``none`` is an own count; blank is unknown, and
    unknown origins may coincide with any other.

    Examples
    --------
    >>> origins(catalogue.load("executions").head(1)).at_most
    1
    """
    parents_of = _parents(claims)
    ids = claims["claim_id"].astype(str).tolist()
    roots = {claim: _roots(claim, parents_of) for claim in ids}
    speakers: dict[tuple[str, str], str] = {}
    merged: dict[str, str] = {}
    for claim, source, claimant in zip(ids, claims["source"], claims["claimant"], strict=True):
        if roots[claim] == [claim]:
            merged[claim] = speakers.setdefault((str(source), str(claimant)), claim)
    groups: dict[str, list[str]] = {}
    for claim in roots:
        for root in dict.fromkeys(merged.get(root, root) for root in roots[claim]):
            groups.setdefault(root, []).append(claim)
    own = {merged.get(claim, claim) for claim, parents in parents_of.items() if parents == ()}
    known = tuple(root in own for root in groups)
    at_least = max(sum(known), 1) if groups else 0
    return Origins(at_least, len(groups), tuple(map(tuple, groups.values())), known, claims)


def _roots(claim: str, table: dict[str, tuple[str, ...] | None]) -> list[str]:
    """Return the claims on which one rests in the end; one of them, if they rest on each other."""
    seen: dict[str, None] = {claim: None}
    queue = [claim]
    while queue:
        for parent in table[queue.pop(0)] or ():
            if parent not in seen:
                seen[parent] = None
                queue.append(parent)
    return [above for above in seen if not table[above]] or [min(seen)]


def _parents(claims: pd.DataFrame) -> dict[str, tuple[str, ...] | None]:
    """Follow derived_from as far as our datasets know it; None is unknown, () an own count."""
    ours = catalogue.load().set_index("claim_id")["derived_from"].to_dict()
    given = dict(zip(claims["claim_id"].astype(str), claims["derived_from"], strict=True))
    table: dict[str, tuple[str, ...] | None] = {}
    queue = list(given)
    while queue:
        claim = queue.pop()
        if claim in table:
            continue
        cell = given.get(claim, ours.get(claim, ""))
        table[claim] = _cell(cell)
        queue += table[claim] or ()
    return table


def _cell(cell: object) -> tuple[str, ...] | None:
    if not isinstance(cell, str) or not cell:
        return None
    return () if cell == "none" else tuple(cell.split(";"))

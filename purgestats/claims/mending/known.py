"""What of a user's table is ours already: counts to the last digit, claimants, works."""

import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.mending.names import Names
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period


def same_numbers(
    claims: pd.DataFrame, published: pd.DataFrame
) -> dict[str, tuple[list[str], list[str]]]:
    """Return the published claims with the same number as one of a user's, to the last digit.

    Parameters
    ----------
    claims, published : DataFrame
        Complete claims tables.

    Returns
    -------
    dict of str to tuple of list of str
        For each of the user's claims that has any, the ids of those that count the same, and of
        those that count something else.
    """
    known: dict[object, list[dict[Hashable, Any]]] = {}
    for row in published.to_dict("records"):
        known.setdefault((row["best"], row["unit"]), []).append(row)
    found = {}
    for row in claims.to_dict("records"):
        apart: tuple[list[str], list[str]] = ([], [])
        for other in known.get((row["best"], row["unit"]), []):
            if other["claim_id"] != row["claim_id"]:
                apart[_scope(other) != _scope(row)].append(other["claim_id"])
        # A number with fewer significant digits is shared by chance.
        if any(apart) and row["best"] % 1 == 0 and len(f"{row['best']:.0f}".rstrip("0")) > 3:
            found[row["claim_id"]] = apart
    return found


def _scope(row: Mapping[Hashable, Any]) -> list[object]:
    *terms, period = (row[name] for name in DIMENSIONS)
    return [*terms, Period.parse(period), *(row[f"of_{name}"] for name in DIMENSIONS)]


def persons_named(text: str) -> list[str]:
    """Return the keys of our claimants who are called by a name, a surname or an alias.

    >>> persons_named("Conquest"), persons_named("Ежов")
    (['conquest'], ['yezhov'])
    """
    wanted = _words(text)
    people = catalogue.claimants().fillna("").to_dict("records")
    return [
        row["key"]
        for row in people
        if wanted and any(wanted <= _words(name) for name in _names_of(row))
    ]


def _names_of(row: Mapping[Hashable, str]) -> list[str]:
    return [row["key"], row["name"], row["name_cyrillic"], *row["aliases"].split(";")]


def _words(name: str) -> set[str]:
    """Return the words of a name, without initials."""
    return {word for word in re.findall(r"[^\W_]+", name.casefold()) if len(word) > 1}


def our_keys(claims: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the claimants and works of a table that are ours under another name.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.

    Returns
    -------
    list of tuple of str
        Column, what stands there, and our key.
    """
    people = catalogue.claimants().fillna("")
    works = catalogue.sources().fillna("")
    named = {
        "claimant": Names({row["key"]: _names_of(row) for row in people.to_dict("records")}),
        "source": Names({row["source"]: [row["title"]] for row in works.to_dict("records")}),
    }
    found = []
    for column, names in named.items():
        for text in sorted(set(claims[column])):
            key = names.find(text) or (_one_person(text, people) if column == "claimant" else None)
            if key is not None and key != text:
                found.append((column, text, key))
    return found


def _one_person(text: str, people: pd.DataFrame) -> str | None:
    """Return the only claimant whom a name can mean, but for two who write together."""
    found = people[people["key"].isin(persons_named(text))]
    single = len(found) == 1 and "and" not in _words(found["name"].iloc[0])
    return str(found["key"].iloc[0]) if single else None

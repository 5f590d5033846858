"""What can be explored: the quantities that claims count, found by typing, and works by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from purgestats.charts.palette import MARKS, UNSTATED
from purgestats.claims.datasets import catalogue
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.hierarchies import TABLES
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.words import RELATIVE, counted, scope_words

_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Choice:
    """A quantity, in words with the number of figures, and what it can be found by."""

    name: str
    words: str
    found_by: str


def quantities(claims: pd.DataFrame) -> list[Choice]:
    """Return the quantities that a checked table counts, those with most claims first.

    >>> import purgestats as ps
    >>> quantities(ps.load("arrests").query("source == 'wikipedia-great-purge'"))[0].words
    'arrested, Soviet Union, 1937–1938 (2 figures)'
    """
    counts = claims[~claims["unit"].isin(RELATIVE)]
    figures: dict[str, list[str]] = {}
    spelling: dict[tuple[str, ...], str] = {}
    for row in counts[[*DIMENSIONS, "as_printed"]].itertuples(index=False):
        scope = tuple(str(cell) for cell in row[:-1])
        name = spelling.get(scope) or str(Quantity.parse("|".join(scope)))
        spelling[scope] = name
        figures.setdefault(name, []).append(str(row[-1]))
    labels, names = labels_of(claims), _names()
    found = []
    for name, printed in figures.items():
        quantity = Quantity.parse(name)
        words = f"{scope_words(quantity, labels)} ({counted(len(printed), 'figure')})"
        parts = zip(TABLES, quantity.terms, strict=True)
        known = " ".join(names.get(part, "") for part in parts)
        found.append(Choice(name, words, _plain(f"{words} {known} {name} {' '.join(printed)}")))
    return sorted(found, key=lambda one: (-len(figures[one.name]), one.name))


def matching(choices: list[Choice], typed: str) -> list[Choice]:
    """Return the choices in which every word typed occurs; numbers with or without commas.

    >>> one = Choice("x", "executed, 1937", _plain("executed 1937 681,692 казнены"))
    >>> [len(matching([one], typed)) for typed in ("", "exec 1937", "681692", "Казн", "shot")]
    [1, 1, 1, 1, 0]
    """
    words = _plain(typed).split()
    return [one for one in choices if all(word in one.found_by for word in words)]


def works_by_kind(claims: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the works behind claims, under the kind of their figures: label, then words to key."""
    works: Mapping[str, object] = catalogue.source_keys()
    kinds = [*MARKS, *sorted(set(claims["basis"]) - set(MARKS))]
    found: dict[str, dict[str, str]] = {}
    for kind in kinds:
        keys = sorted(set(claims.loc[claims["basis"] == kind, "source"]))
        if keys:
            label = MARKS.get(kind, UNSTATED).label
            found.setdefault(label, {}).update({str(works.get(key, key)): key for key in keys})
    return found


def of_kind(claims: pd.DataFrame, label: str) -> pd.Series:
    """Tell which claims are of a kind."""
    labels = {kind: mark.label for kind, mark in MARKS.items()}
    return claims["basis"].map(labels).fillna(UNSTATED.label) == label


def _names() -> dict[tuple[str, str], str]:
    """Return other names of each term: in Russian, and aliases."""
    tables = catalogue.vocabulary_tables()
    return {
        (dimension, str(row["term"])): f"{row['label_ru']} {row['aliases']}"
        for dimension, table in TABLES.items()
        for _, row in tables[table].iterrows()
    }


def _plain(text: str) -> str:
    """Return small letters, and numbers without the commas and blanks within them."""
    joined = re.sub(r"(?<=\d)[,\u00a0\u2009 ](?=\d{3}\b)", "", text.casefold())
    return _APART.sub(" ", joined)

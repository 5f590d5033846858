"""Whose terms a table has: our vocabulary, a user's added to it, and how both are called.

A user's vocabulary is given once. A table checked with it has a column ``vocabulary`` with its key,
which survives whatever pandas does with the table: the folder it was read from, or for tables given
in memory a digest. Under it the terms are kept as long as Python runs.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import compress
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary, build_vocabulary
from purgestats.errors import VocabularyError, check_choice
from purgestats.words import Labels, clean

Tables = Mapping[str, pd.DataFrame]
UserVocabulary = str | Path | Tables | Vocabulary | None
#: The column that holds the key.
KEY = "vocabulary"
_BETWEEN = ";"
_IN_MEMORY = "terms:"
#: What a row of a vocabulary says of a term, apart from remarks.
_MEANING = ("label", "broader", "partition", "exhaustive", "kind", "unit")

_given: dict[str, dict[str, pd.DataFrame]] = {}
_structures: dict[tuple[str, ...], Vocabulary] = {}


def key_of(vocabulary: UserVocabulary) -> str:
    """Return the key of a user's terms, which are kept under it; blank for ours alone."""
    if vocabulary is None or vocabulary is catalogue.own_vocabulary():
        return ""
    if isinstance(vocabulary, Vocabulary):
        for keys, known in _structures.items():
            if known is vocabulary:
                return _BETWEEN.join(keys)
        key = _IN_MEMORY + _digest(repr(vocabulary))
        _structures[(key,)] = vocabulary
        return key
    if isinstance(vocabulary, Mapping):
        if any(not isinstance(table, pd.DataFrame) for table in vocabulary.values()):
            raise VocabularyError("each table of a vocabulary is a DataFrame")
        tables = {name: table.copy() for name, table in vocabulary.items()}
        texts = (f"{name}\n{tables[name].to_csv(index=False)}" for name in sorted(tables))
        key = _IN_MEMORY + _digest("\n".join(texts))
    elif not isinstance(vocabulary, str | Path):
        raise VocabularyError(f"a vocabulary is a folder or a dict of tables, not {vocabulary!r}")
    else:
        key, tables = str(vocabulary), _folder(Path(vocabulary))
    _keep(key, tables)
    return key


def keys_in(claims: pd.DataFrame) -> tuple[str, ...]:
    """Return the keys of the terms that a table remembers, in alphabetical order."""
    return keys_of(claims[KEY].dropna().unique().tolist() if KEY in claims.columns else ())


def keys_of(cells: Iterable[object]) -> tuple[str, ...]:
    """Return the keys that stand in some cells, in alphabetical order."""
    return tuple(sorted({key for cell in cells for key in str(cell).split(_BETWEEN) if key}))


def vocabulary_of(keys: Iterable[str]) -> Vocabulary:
    """Return our vocabulary with the terms kept under some keys."""
    wanted = tuple(sorted(set(keys)))
    if not wanted:
        return catalogue.own_vocabulary()
    if wanted not in _structures:
        _structures[wanted] = build_vocabulary(_joined(wanted))
    return _structures[wanted]


def terms_of(given: str, own: Iterable[str]) -> Vocabulary:
    """Return our vocabulary with the terms of a key given and of those that a table remembers."""
    keys = given.split(_BETWEEN) if given else []
    # Terms that were given in another session cannot be had again, but may be those given now.
    return vocabulary_of([*keys, *(one for one in own if is_known(one) or not keys)])


def is_known(key: str) -> bool:
    """Say whether the terms of a key were given since Python was started.

    What a table says of a folder is not followed: it may come from anybody.
    """
    return key in _given or (key,) in _structures


def labels_for(vocabulary: Vocabulary) -> Labels:
    """Return how the terms of a vocabulary, our claimants and our sources are called."""
    return Labels(labelled_terms(vocabulary), _claimants(), _works())


def labels_of(claims: pd.DataFrame) -> Labels:
    """Return how the terms of a table, ours or a user's that it remembers, are called."""
    return labels_for(vocabulary_of(key for key in keys_in(claims) if is_known(key)))


def combined_vocabulary(vocabulary: UserVocabulary = None) -> Vocabulary:
    """Return our vocabulary with a user's terms added.

    >>> mine = {"places": pd.DataFrame({"term": ["tula"], "broader": ["russia"]})}
    >>> combined_vocabulary(mine).place.contains("ussr", "tula")
    True
    """
    return terms_of(key_of(vocabulary), ())


def combined_tables(vocabulary: str | Path | Tables | None) -> dict[str, pd.DataFrame]:
    """Return the tables of our vocabulary with a user's terms added."""
    key = key_of(vocabulary)
    return _joined((key,) if key else ())


def labelled_terms(vocabulary: Vocabulary) -> dict[str, Mapping[str, str]]:
    """Return the labels of the terms of each dimension."""
    return {dimension: vocabulary.hierarchy(dimension).labels for dimension in TABLES}


@cache
def _claimants() -> dict[str, str]:
    table = catalogue.claimants()
    return dict(zip(table["key"], table["name"], strict=True))


@cache
def _works() -> dict[str, str]:
    works = catalogue.sources()
    parts = zip(*(works[name] for name in ("author", "title", "year")), strict=True)
    # A title that ends in its year is not followed by it once more.
    told = ((who, title, year * (not title.endswith(year))) for who, title, year in parts)
    words = [", ".join(filter(None, one)) for one in told]
    return dict(zip(works["source"], words, strict=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _keep(key: str, tables: dict[str, pd.DataFrame]) -> None:
    """Remember terms; what was made of other terms under the same key is forgotten."""
    before = _given.get(key)
    same = before and before.keys() == tables.keys()
    if not (before and same and all(before[name].equals(tables[name]) for name in tables)):
        for keys in [keys for keys in _structures if key in keys]:
            del _structures[keys]
        _given[key] = tables


def _joined(keys: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    tables = catalogue.vocabulary_tables()
    for key in keys:
        if key not in _given:
            raise VocabularyError(
                f"the table has terms of one's own, of {key!r}, which were given in another "
                "session; give them again with vocabulary="
            )
        for name, table in _given[key].items():
            check_choice(name, TABLES.values(), "vocabulary table", VocabularyError)
            if "term" not in table.columns:
                raise VocabularyError(f"the table of {name} has no column 'term'")
            tables[name] = _added(name, tables[name], table)
    return tables


def _added(name: str, known: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Put terms below those known; a name that is taken must mean the same."""
    terms = [normalize("NFC", str(term)) for term in more["term"].tolist()]
    asked = set(terms)
    again = known[[term in asked for term in known["term"]]]
    taken = dict(zip(again["term"], again.to_dict("records"), strict=True))
    new = np.array([term not in taken for term in terms], dtype=bool)
    faults = []
    for row in more[~new].assign(term=list(compress(terms, ~new))).to_dict("records"):
        term, ours = row["term"], taken[row["term"]]
        said = [column for column in _MEANING if clean(row.get(column))]
        differs = [column for column in said if str(row[column]) != str(ours.get(column, ""))]
        if differs:
            words = f"{ours.get('label') or term}; yours differs in {', '.join(differs)}"
            faults.append(f"{term} ({words})")
    if faults:
        raise VocabularyError(
            f"{name}: the vocabulary has these terms already, for something else: "
            f"{'; '.join(faults)}; call yours by another name"
        )
    return pd.concat([known, more[new]], ignore_index=True) if new.any() else known


def _folder(folder: Path) -> dict[str, pd.DataFrame]:
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {str(folder)!r}")
    found = {}
    for name in TABLES.values():
        path = folder / f"{name}.csv"
        try:
            if path.is_file():
                found[name] = catalogue.read_csv(path)
        except ValueError as error:  # pandas has no common error for files it cannot read
            raise VocabularyError(f"{path.name} is not readable as CSV UTF-8: {error}") from None
    if not found:
        raise VocabularyError(f"{folder.name!r} holds none of {', '.join(TABLES.values())} as CSV")
    return found

"""Which models there are: hierarchical log-linear models of overlapping lists, as terms.

A *pattern* says on which lists a person stands, a *term* is a set of lists. In a hierarchical model
every part of a term is a term, too (Bishop, Fienberg & Holland 1975, *Discrete Multivariate
Analysis*, chapter 6). All have the lists themselves as terms, none the set of all lists, which
nothing but the persons on no list could tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Term = frozenset[int]

#: Of more lists there are millions of hierarchical models.
MOST_LISTS = 5


def patterns(lists: int) -> NDArray[np.int64]:
    """Return every pattern of so many lists but that of the persons on none.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of int, shape (2 ** lists - 1, lists)
        1 where a person of that pattern is on the list.
    """
    numbers = np.arange(1, 2**lists)
    return (numbers[:, None] >> np.arange(lists)) & 1


def terms_of(lists: int) -> list[Term]:
    """Return the terms of so many lists, by size; the empty one first, the whole one left out."""
    most = lists if lists <= MOST_LISTS else 2
    sizes = (combinations(range(lists), size) for size in range(most))
    return [frozenset(one) for one in chain.from_iterable(sizes)]


def design(lists: int) -> Numbers:
    """Return the design matrix of all terms.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of float, shape (2 ** lists - 1, terms)
        1 where all lists of a term are in the pattern.
    """
    of = patterns(lists)
    columns = [of[:, sorted(term)].all(axis=1) for term in terms_of(lists)]
    return np.column_stack(columns).astype(np.float64)


def hierarchical(lists: int) -> Flags:
    """Return every hierarchical model of up to `MOST_LISTS` lists; of more, independence alone.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of bool, shape (models, terms)
        Which terms each has; the independence of all lists first.
    """
    terms = terms_of(lists)
    place = {term: number for number, term in enumerate(terms)}
    lists_alone = set(range(lists + 1))
    larger = _grown(lists, 2, set()) if lists <= MOST_LISTS else iter([set()])
    chosen = [lists_alone | {place[term] for term in model} for model in larger]
    chosen.sort(key=lambda model: (len(model), sorted(model)))
    found = np.zeros((len(chosen), len(terms)), dtype=bool)
    for row, model in enumerate(chosen):
        found[row, sorted(model)] = True
    return found


def _grown(lists: int, size: int, below: set[Term]) -> Iterator[set[Term]]:
    """Add every set of terms of a size whose parts are all there, and go on with the next size."""
    if size == lists:
        yield below
        return
    open_ = [
        frozenset(one)
        for one in combinations(range(lists), size)
        if size == 2 or all(frozenset(part) in below for part in combinations(one, size - 1))
    ]
    for count in range(len(open_) + 1):
        for added in combinations(open_, count):
            # Without a term of this size there is none of a larger one.
            yield from _grown(lists, size + 1, below | {*added}) if added else iter([below])


def heterogeneity(lists: int) -> dict[str, Numbers]:
    """Return the terms of models in which some persons are likelier to be recorded than others.

    Of three or more lists. Chao's bound leaves free how often persons stand on three lists and
    more, so that only those on one or two tell how many are on none, at the least; Poisson and
    Darroch are two of many ways to go beyond (Rivest & Baillargeon 2007).

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    dict of str to array of float, shape (2 ** lists - 1, terms)
        Terms beside those of the lists, by the name of the model.
    """
    often = patterns(lists).sum(axis=1)
    return {
        "lower bound (Chao)": (often[:, None] == np.arange(3, lists + 1)) * 1.0,
        "heterogeneity (Poisson)": (2.0**often - 1)[:, None],
        "heterogeneity (Darroch)": (often**2 / 2)[:, None],
    }


def formulas(terms: list[Term], chosen: Flags, names: list[str]) -> list[str]:
    """Write models by their largest terms.

    Parameters
    ----------
    terms : list of set of int
        All terms.
    chosen : array of bool, shape (models, terms)
        Which each has.
    names : list of str
        The lists.

    Returns
    -------
    list of str
        For each the largest terms, such as ``a, b×c``.
    """
    within = np.array([[one < other for one in terms] for other in terms])
    largest = chosen & ~(chosen @ within)
    words = ["×".join(names[number] for number in sorted(term)) for term in terms]
    return [", ".join(words[place] for place in np.flatnonzero(row)) for row in largest]

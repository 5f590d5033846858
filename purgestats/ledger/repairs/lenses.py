"""Lenses: named orders of trust among figures, in layers."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from purgestats.errors import InvalidChoice, by_name, did_you_mean, nearest, several
from purgestats.ledger.model.rows import Unit

Rank = Mapping[str, int] | pd.Series | Callable[[pd.DataFrame], pd.Series]
#: From this year on scholars could work in the archives.
OPENED = 1991
_PAPERS = ("archival", "perpetrator-record")


@dataclass(frozen=True)
class Lens:
    """A named order of trust.

    As many counts of the first layer as can hold together are kept, then as many of the second, and
    so on.

    Parameters
    ----------
    name : str
        How results name it.
    rank : mapping of str to int, Series, or callable
        The layer of each claim id, 0 being trusted most; or a function from the claims table to
        such a Series, indexed like the table. A claim that is not named is trusted least.
    layers : tuple of str
        The layers in words.

    Notes
    -----
    A count printed several times is trusted as its most trusted printing is. The order is that of
    lexicographic preferred sub-bases (Benferhat, Cayrol, Dubois, Lang & Prade 1993,
    "Inconsistency management and prioritized syntax-based entailment").

    Examples
    --------
    >>> Lens("mine", {"kuhr-arrests": 0}).name
    'mine'
    """

    name: str
    rank: Rank = field(repr=False)
    layers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {'; then '.join(self.layers)}" if self.layers else self.name

    def ranks(self, claims: pd.DataFrame) -> list[int]:
        """Return the layer of each claim, counted from 0 without gaps.

        Parameters
        ----------
        claims : DataFrame
            A claims table.

        Returns
        -------
        list of int
            In the order of the table.

        Raises
        ------
        InvalidChoice
            If a layer is no whole number of at least 0.
        """
        ids = claims["claim_id"].tolist()
        if callable(self.rank):
            given = several(self.rank(claims), f"the ranks of {self.name!r}")
            if len(given) != len(ids):
                raise InvalidChoice(f"{self.name!r} ranks {len(given)} of {len(ids)} claims")
        else:
            named = by_name(self.rank, f"the ranks of {self.name!r}")
            given = [named.get(one) for one in ids]
        known = [None if value is None or pd.isna(value) else value for value in given]
        for claim, value in zip(ids, known, strict=True):
            if value is not None and not _number(value) >= 0 == _number(value) % 1:
                raise InvalidChoice(f"the rank of {claim!r} is {value!r}; ranks are 0, 1, 2, ...")
        last = max((int(value) for value in known if value is not None), default=-1) + 1
        found = [last if value is None else int(value) for value in known]
        order = {value: place for place, value in enumerate(sorted(set(found)))}
        return [order[value] for value in found]


def _told(claims: pd.DataFrame) -> Iterator[tuple[str, bool]]:
    """Yield the basis of each claim, and whether it is scholarship since the archives opened."""
    years = pd.to_numeric(claims["claim_year"], errors="coerce")
    since = years.to_numpy(dtype=float, na_value=math.nan) >= OPENED
    for basis, late in zip(claims["basis"].tolist(), since.tolist(), strict=True):
        yield basis, late and basis == "scholarly"


def documents_layers(claims: pd.DataFrame) -> pd.Series:
    """Return the layer of each claim under the lens ``documents``, with its gaps."""
    layers = [
        0 if basis in _PAPERS else 1 if recent or basis == "official" else _later(basis)
        for basis, recent in _told(claims)
    ]
    return pd.Series(layers, claims.index, dtype="int64")


def _scholars(claims: pd.DataFrame) -> pd.Series:
    layers = [
        0 if recent else 1 if basis in (*_PAPERS, "official") else _later(basis)
        for basis, recent in _told(claims)
    ]
    return pd.Series(layers, claims.index, dtype="int64")


def _later(basis: str) -> int:
    return 2 if basis in ("scholarly", "encyclopedic") else 3


def _alike(claims: pd.DataFrame) -> pd.Series:
    return pd.Series(0, claims.index)


_OLDER = (
    "earlier or undated scholarship and encyclopedias",
    "press, memoirs and what names no basis",
)
_RECENT = "scholarship since the archives opened in 1991"
_BUILT_IN = (
    Lens(
        "documents",
        documents_layers,
        (
            "perpetrators' records and archival documents",
            f"{_RECENT}, and official statements",
            *_OLDER,
        ),
    ),
    Lens("scholars", _scholars, (_RECENT, "archival documents, records, statements", *_OLDER)),
    Lens("alike", _alike, ("every count alike",)),
)


def lenses() -> tuple[Lens, ...]:
    """Return the built-in lenses.

    Returns
    -------
    tuple of Lens
        ``documents``, ``scholars`` and ``alike``, with their layers in words.

    Examples
    --------
    >>> [lens.name for lens in lenses()]
    ['documents', 'scholars', 'alike']
    """
    return _BUILT_IN


def get_lens(lens: str | Lens) -> Lens:
    """Return a lens by its name, or as it is.

    Parameters
    ----------
    lens : str or Lens
        ``"documents"``, ``"scholars"``, ``"alike"``, or one's own.

    Returns
    -------
    Lens
        The lens.

    Raises
    ------
    InvalidChoice
        If there is none of that name.
    """
    if isinstance(lens, Lens):
        return lens
    names = [one.name for one in _BUILT_IN]
    if lens not in names:
        raise InvalidChoice(
            f"no lens {lens!r}; there are {', '.join(names)}"
            + did_you_mean(nearest(str(lens), names))
        )
    return _BUILT_IN[names.index(lens)]


@dataclass(frozen=True)
class Costs:
    """What setting each count aside costs under a lens.

    Parameters
    ----------
    lens : Lens
        The lens.
    layer : tuple of int
        The layer of each unit; -1 for assumptions, which are not set aside.
    weight : tuple of Fraction or None
        The weight of each unit within its layer; None where it must hold.
    layers : int
        Number of layers.
    """

    lens: Lens
    layer: tuple[int, ...]
    weight: tuple[Fraction | None, ...]
    layers: int

    def prices(self, units: tuple[int, ...]) -> dict[int, int]:
        """Return whole numbers that order sets of units as layers do.

        Parameters
        ----------
        units : tuple of int
            Units of one part.

        Returns
        -------
        dict of int to int
            One unit of a layer costs more than all of the layers below together. Without those
            that must hold.
        """
        free = {unit: weight for unit in units if (weight := self.weight[unit]) is not None}
        scale = int(np.lcm.reduce([one.denominator for one in free.values()] or [1], dtype=object))
        base = sum(int(one * scale) for one in free.values()) + 1
        return {
            unit: int(weight * scale) * base ** (self.layers - 1 - self.layer[unit])
            for unit, weight in free.items()
        }

    def by_layer(self, units: frozenset[int]) -> tuple[float, ...]:
        """Return what setting units aside costs, layer by layer."""
        total = [Fraction(0)] * self.layers
        for unit in units:
            total[self.layer[unit]] += self.weight[unit] or 0
        return tuple(float(one) for one in total)


def costs_of(
    lens: Lens, claims: pd.DataFrame, units: list[Unit], weights: Mapping[str, float]
) -> Costs:
    """Return what setting each count aside costs.

    Parameters
    ----------
    lens : Lens
        The lens.
    claims : DataFrame
        The claims of a ledger.
    units : list of Unit
        Its counts and assumptions.
    weights : mapping of str to float
        Weights of claims within their layer, 1 where none is given; infinite for one that must
        hold. A count weighs as much as its heaviest printing.

    Returns
    -------
    Costs
        By number of unit.

    Raises
    ------
    InvalidChoice
        If a weight is not above 0.
    """
    rank = dict(zip(claims["claim_id"], lens.ranks(claims), strict=True))
    layer = [
        min(rank[claim] for claim in unit.claims) if unit.kind == "claim" else -1 for unit in units
    ]
    used = {value: place for place, value in enumerate(sorted({one for one in layer if one >= 0}))}
    given = {name: _weight(name, value) for name, value in weights.items()}
    weight: list[Fraction | None] = []
    for unit in units:
        held = [given[claim] for claim in unit.claims if claim in given] or [Fraction(1)]
        firm = unit.kind != "claim" or None in held
        weight.append(None if firm else max(one for one in held if one is not None))
    return Costs(
        lens,
        tuple(used.get(one, -1) for one in layer),
        tuple(weight),
        max(1, len(used)),
    )


def _number(value: Any) -> float:
    """Return a number, or NaN of what is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _weight(name: str, value: Any) -> Fraction | None:
    if value == np.inf:
        return None
    if not _number(value) > 0:
        raise InvalidChoice(f"the weight of {name!r} is {value!r}; weights are above 0")
    return Fraction(repr(float(value)))

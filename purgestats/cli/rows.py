"""Claims row by row, as commands choose and print them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from purgestats.cli.options import Selection
from purgestats.cli.screen import number, share
from purgestats.errors import UnknownClaim, did_you_mean, nearest

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Hashable, Any]


def chosen(selection: Selection, targets: Sequence[str]) -> pd.DataFrame:
    """Return the claims named: by id, by topic, by who gives them, or by what they count."""
    import pandas as pd

    claims = selection.claims()
    if not targets:
        return claims
    parts = [_found(selection, claims, target) for target in dict.fromkeys(targets)]
    return pd.concat(parts).drop_duplicates("claim_id").reset_index(drop=True)


def _found(selection: Selection, claims: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the claims that one word names."""
    from purgestats.claims.datasets.catalogue import load
    from purgestats.claims.datasets.datapackage import topics
    from purgestats.claims.mending.known import persons_named
    from purgestats.claims.mending.names import plain_name
    from purgestats.claims.vocabulary.quantities import Quantity

    ids = claims["claim_id"]
    if (ids == target).any():
        return claims[ids == target]
    if "|" in target:
        wanted = str(Quantity.parse(target))
        return claims[[quantity_of(row) == wanted for row in rows_of(claims)]]
    ours = selection.file is None or selection.with_ours
    if ours and target in topics():
        return claims[ids.isin(load(target)["claim_id"])]
    people = persons_named(target)
    found = claims[
        [who in people or plain_name(who) == plain_name(target) for who in claims["claimant"]]
    ]
    if len(found):
        return found
    known = [*ids, *(topics() if ours else ())]
    raise UnknownClaim(
        f"no claim, topic or person {target!r}" + did_you_mean(nearest(target, known))
    )


def rows_of(claims: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a claims table."""
    return claims.to_dict("records")


def is_relative(row: Row) -> bool:
    """Say whether a claim is a share or a multiple and no count."""
    return row["unit"] in ("share", "multiple")


def quantity_of(row: Row) -> str:
    """Return what a claim counts, in the one spelling of a quantity."""
    from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity

    return str(Quantity.parse("|".join(row[name] for name in DIMENSIONS)))


def ends(row: Row) -> tuple[str, str]:
    """Return the lowest and the highest value of a claim as text."""
    if is_relative(row):
        return share(row["low"]), share(row["high"])
    return number(row["low"]), number(row["high"], up=True)

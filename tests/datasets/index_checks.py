"""What an index of figures must satisfy; no text is needed to see it.

check_index : whether index and claims belong together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from purgestats.claims.trace.figure_index import (
    KINDS,
    UNCLASSIFIED,
    Row,
    index_rows,
    read_locator,
    run_of,
    source_claims,
)
from purgestats.claims.trace.paragraphs import find_tokens

_NEED_NO_REASON: Final = ("statistic", "year", "date")


def check_index(index: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    r"""Check from the index alone that figures and claims account for each other.

    Parameters
    ----------
    index : DataFrame
        Index of figures.
    claims : DataFrame
        Claims table.

    Returns
    -------
    list of str
        Faults, each a plain sentence: rows out of order, numerals not classified, statistics
        without a claim, ids of no claim, claims whose figure does not stand in the paragraph
        their locator names. Empty if there is none.

    Raises
    ------
    PurgestatsError
        If `index` is not an index.

    Examples
    --------
    >>> from purgestats.claims.trace.figure_index import build_index
    >>> claims = pd.DataFrame(columns=["claim_id", "as_printed", "source", "locator"])
    >>> check_index(build_index("= Trials =\nThere 16 were tried.", claims), claims)
    ["'16' in Trials, para. 1 (ordinal 1) is not classified."]
    """
    rows = index_rows(index)
    printed = source_claims(claims)
    known = set(printed["claim_id"])
    faults = list(_order_faults(rows))
    for row in rows:
        faults.extend(_row_faults(row, known))
    for claim_id, as_printed, locator in zip(
        printed["claim_id"], printed["as_printed"], printed["locator"], strict=True
    ):
        faults.extend(_claim_faults(claim_id, as_printed, locator, rows))
    return faults


def _order_faults(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what is wrong with the sequence of rows."""
    counted: dict[tuple[str, int], int] = {}
    hashes: dict[tuple[str, int], str] = {}
    for row in rows:
        place = (row["section"], row["paragraph"])
        counted[place] = counted.get(place, 0) + 1
        if row["ordinal"] != counted[place]:
            yield f"{_where(row)} should have ordinal {counted[place]}."
        if row["paragraph_sha256"] != hashes.setdefault(place, row["paragraph_sha256"]):
            yield f"{_where(row)} has another paragraph hash than the rows before it."


def _row_faults(row: Row, known: set[str]) -> Iterator[str]:
    """Yield what is wrong with one row."""
    ids = _ids(row)
    token, kind = row["token"], row["kind"]
    if [found.text for found in find_tokens(token)] != [unicodedata.normalize("NFC", token)]:
        yield f"{_where(row)} is not one numeral."
    if kind == UNCLASSIFIED:
        yield f"{_where(row)} is not classified."
    elif kind not in KINDS:
        yield f"{_where(row)} is of kind {kind!r}; kinds are {', '.join(KINDS)}."
    elif kind == "statistic" and not ids:
        yield f"{_where(row)} is a statistic without a claim."
    elif kind not in _NEED_NO_REASON and not row["reason"].strip():
        yield f"{_where(row)} is said to be no statistic ({kind}), but not why."
    if kind == "statistic" and row["reason"]:
        yield f"{_where(row)} is a statistic, and needs no reason."
    if kind in KINDS and kind != "statistic" and ids:
        yield f"{_where(row)} belongs to {', '.join(ids)}, but is classified as {kind}."
    for claim_id in ids:
        if claim_id not in known:
            yield f"{_where(row)} names {claim_id!r}, which is no claim from this source."


def _claim_faults(
    claim_id: str, as_printed: str, locator: str, rows: Sequence[Row]
) -> Iterator[str]:
    """Yield what is wrong between one claim and the rows."""
    place = read_locator(locator)
    figure = [token.text for token in find_tokens(as_printed)]
    if place is None:
        yield f"Claim {claim_id}: locator {locator!r} is not of the form 'SECTION, para. N'."
        return
    if not figure:
        yield f"Claim {claim_id}: {as_printed!r} has no numeral that could be found."
        return
    here = [row for row in rows if (row["section"], row["paragraph"]) == place]
    tokens = [row["token"] for row in here]
    runs = list(run_of(tokens, figure))
    named = [i for i, row in enumerate(here) if claim_id in _ids(row)]
    if not runs:
        yield f"Claim {claim_id}: {as_printed!r} does not stand in {locator}."
    elif not named:
        often = f"{len(runs)} times" if len(runs) > 1 else "once"
        yield (
            f"Claim {claim_id}: no row of {locator} names it; the numerals of "
            f"{as_printed!r} stand there {often}."
        )
    elif named != list(range(named[0], named[0] + len(figure))) or named[0] not in runs:
        yield f"Claim {claim_id}: the rows that name it in {locator} do not read {as_printed!r}."
    for row in rows:
        if claim_id in _ids(row) and (row["section"], row["paragraph"]) != place:
            yield f"{_where(row)} names claim {claim_id}, whose locator is {locator}."


def _ids(row: Row) -> list[str]:
    """Split the claim ids of a row."""
    return [claim_id for claim_id in row["claim_ids"].split(";") if claim_id]


def _where(row: Row) -> str:
    """Name a row so that a person finds it in the text."""
    return (
        f"{row['token']!r} in {row['section']}, para. {row['paragraph']} (ordinal {row['ordinal']})"
    )

"""From counted cells to a claims table, and to the report of what was left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.table.table import validate
from purgestats.claims.tally.readings import Fault
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period
from purgestats.errors import ClaimError, ClaimErrors, Place, shown

COUNTED = "counted"
DUPLICATE = "duplicate"
BLANK_KEY = "blank key"
#: Standard errors that an approximate count is lowered by before it is called "at least".
MARGIN = 3


@dataclass(frozen=True)
class Count:
    """What was counted in one cell.

    Parameters
    ----------
    scope : mapping of str to str or Period
        The dimensions; a blank stands for the default of a claims table.
    persons : int
        How many, at least one.
    error : float
        Relative standard error; 0 if they were counted exactly.
    """

    scope: Mapping[str, str | Period]
    persons: int
    error: float = 0.0

    @property
    def at_least(self) -> int:
        """How many at least, an approximate count being lowered by three standard errors."""
        return max(int(self.persons * (1 - MARGIN * self.error)), 1)


@dataclass(frozen=True)
class Outcome:
    """A list, counted.

    Parameters
    ----------
    counts : sequence of Count
        One a cell.
    left_out : mapping of Fault to int
        Records left out, by reason and cell.
    keys : tuple of str
        The columns that told persons apart; empty where every record counts.
    inferred : tuple of str
        Dimensions that we supply: those not told apart.
    """

    counts: Sequence[Count]
    left_out: Mapping[Fault, int]
    keys: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    @property
    def counted(self) -> int:
        """How many records were counted."""
        return sum(count.persons for count in self.counts)

    @property
    def records(self) -> int:
        """How many records the list has."""
        return self.counted + sum(self.left_out.values())

    def reasons(self) -> dict[str, int]:
        """Return the records left out by reason, in a fixed order."""
        found: dict[str, int] = {}
        for fault in sorted(self.left_out):
            found[fault.reason] = found.get(fault.reason, 0) + self.left_out[fault]
        return found

    def note(self) -> str:
        """Say how many records were counted and left out, and why."""
        parts = [f"{reason} {number:,}" for reason, number in self.reasons().items()]
        noun = "record" if self.records == 1 else "records"
        text = f"of {self.records:,} {noun} {self.counted:,} counted; left out: "
        text += ", ".join(parts) or "none"
        if self.keys:
            text += f"; persons told apart by {', '.join(map(shown, self.keys))}"
        error = max((count.error for count in self.counts), default=0)
        if error:
            text += (
                f"; counted approximately, relative standard error {100 * error:.2g} %, "
                f"{MARGIN} standard errors taken off"
            )
        return text

    def report(self) -> pd.DataFrame:
        """Return what became of all records: reason, column, value, records."""
        rows: list[tuple[str, str, str, int]] = [(COUNTED, "", "", self.counted)]
        out = self.left_out
        order = sorted(out, key=lambda fault: (fault.order, fault.reason, -out[fault], fault))
        rows += [(fault.reason, fault.column, fault.value, out[fault]) for fault in order]
        frame = pd.DataFrame(rows, columns=["reason", "column", "value", "records"])
        texts = dict.fromkeys(["reason", "column", "value"], "str")
        return frame.astype({**texts, "records": "int64"})


def claims_of(outcome: Outcome, about: Mapping[str, str], vocabulary: Vocabulary) -> pd.DataFrame:
    """Return one claim a cell: at least so many.

    Parameters
    ----------
    outcome : Outcome
        The counts.
    about : mapping of str to str
        Columns that are the same in every row: source, claimant and others.
    vocabulary : Vocabulary
        The terms.

    Returns
    -------
    DataFrame
        A claims table.
    """
    defaults = {column.name: column.default or "" for column in claims_columns()}
    scopes = {
        name: [_text(count.scope.get(name, "")) for count in outcome.counts] for name in DIMENSIONS
    }
    filled = {name: [text or defaults[name] for text in scopes[name]] for name in DIMENSIONS}
    ids = [claim_id(about["source"], scope) for scope in zip(*filled.values(), strict=True)]
    same = {"inferred": ";".join(outcome.inferred), "precision": "exact", "derived_from": "none"}
    same |= {"note": outcome.note(), **about}
    printed = [f"at least {count.at_least:,}" for count in outcome.counts]
    table = pd.DataFrame({"claim_id": ids, **scopes, "as_printed": printed}, dtype="str")
    return validate(table.assign(**same), vocabulary)


@lru_cache(maxsize=65_536)
def _text(value: str | Period) -> str:
    return str(value)


def check_about(about: Mapping[str, str], vocabulary: Vocabulary) -> list[ClaimError]:
    """Check what is the same in every row, before anything is counted.

    Parameters
    ----------
    about : mapping of str to str
        As for :func:`claims_of`.
    vocabulary : Vocabulary
        The terms.

    Returns
    -------
    list of ClaimError
        One for each argument that a claims table would refuse.
    """
    measure = next(iter(vocabulary.measure.parents))
    row = {"claim_id": "list", "measure": measure, "as_printed": "at least 1", **about}
    try:
        validate(pd.DataFrame([row]), vocabulary)
    except ClaimErrors as errors:
        return [
            ClaimError(Place(f"argument {e.column}"), e.value, e.rule, e.nearest)
            for e in errors.errors
        ]
    return []


def claim_id(source: str, scope: Iterable[str]) -> str:
    """Name a claim after its source and scope, the same for the same list every time.

    Parameters
    ----------
    source : str
        Key or name of the source.
    scope : iterable of str
        The five dimensions, in order.

    Returns
    -------
    str
        Letters, digits, hyphens, dots and underscores; a part that has others carries a short hash
        of itself, so that no two are mixed up.

    Examples
    --------
    >>> claim_id("list-of-2020", ["arrests", "all", "all", "ussr", "1937/1938"])
    'list-of-2020.arrests.all.all.ussr.1937_1938'
    """
    *terms, period = scope
    return ".".join([*map(_slug, [source, *terms]), period.replace("/", "_")])


@lru_cache(maxsize=65_536)
def _slug(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")
    if plain == text:
        return plain
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{plain}-{mark}" if plain else mark

"""From counted cells to a claims table, and to the report of what was left out."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.table.table import validate
from purgestats.claims.tally.readings import Fault
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.errors import ClaimError, ClaimErrors, Place, shown
from purgestats.words import counted

COUNTED = "counted"
DUPLICATE = "duplicate"
BLANK_KEY = "blank key"
#: Standard errors that an approximate count is lowered by before it is called "at least".
MARGIN = 3


@dataclass(frozen=True)
class Outcome:
    """A list, counted.

    Parameters
    ----------
    cells : DataFrame
        One row a cell: the dimensions, blank for the default of a claims table, and persons, at
        least one.
    report : DataFrame
        What became of all records: reason, column, value, records; first those counted.
    error : float
        Relative standard error of the persons; 0 if they were counted exactly.
    keys : tuple of str
        The columns that told persons apart; empty where every record counts.
    inferred : tuple of str
        Dimensions that we supply: those not told apart.
    """

    cells: pd.DataFrame
    report: pd.DataFrame
    error: float = 0.0
    keys: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    def note(self) -> str:
        """Say how many records were counted and left out, and why."""
        records = counted(int(self.report["records"].sum()), "record")
        _, *reasons = self.report.groupby("reason", sort=False)["records"].sum().items()
        text = f"of {records} {self.report['records'].iloc[0]:,} counted; left out: "
        text += ", ".join(f"{reason} {number:,}" for reason, number in reasons) or "none"
        if self.keys:
            text += f"; persons told apart by {', '.join(map(shown, self.keys))}"
        if self.error:
            text += (
                f"; counted approximately, relative standard error {100 * self.error:.2g} %, "
                f"{MARGIN} standard errors taken off"
            )
        return text


def report_of(persons: int, left_out: Mapping[Fault, int]) -> pd.DataFrame:
    """Return the records counted, and those left out by reason and cell, the commonest first."""
    order = sorted(left_out, key=lambda fault: (fault.order, fault.reason, -left_out[fault], fault))
    rows = [(fault.reason, fault.column, fault.value, left_out[fault]) for fault in order]
    names = ["reason", "column", "value"]
    frame = pd.DataFrame([(COUNTED, "", "", persons), *rows], columns=[*names, "records"])
    return frame.astype({**dict.fromkeys(names, "str"), "records": "int64"})


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
    scopes = outcome.cells[list(DIMENSIONS)].astype("str")
    filled = zip(*(scopes[name].replace("", defaults[name]) for name in DIMENSIONS), strict=True)
    same = {"inferred": ";".join(outcome.inferred), "precision": "exact", "derived_from": "none"}
    same |= {"note": outcome.note(), **about}
    # An approximate count is lowered by three standard errors.
    sure = outcome.cells["persons"] * (1 - MARGIN * outcome.error)
    printed = [f"at least {max(int(number), 1):,}" for number in sure]
    ids = [claim_id(about["source"], scope) for scope in filled]
    return validate(scopes.assign(claim_id=ids, as_printed=printed, **same), vocabulary)


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

"""Assumptions: relations between quantities that we supply and no source prints."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period
from purgestats.errors import (
    InvalidChoice,
    PurgestatsError,
    UnknownTerm,
    did_you_mean,
    nearest,
    several,
)
from purgestats.ledger.model.intervals import Span, to_span
from purgestats.ledger.model.lattice import Scope

KINDS = ("at_most", "equal", "within")
ANY = "*"


class AssumptionError(PurgestatsError, ValueError):
    """An assumption that cannot be read."""


@dataclass(frozen=True)
class Assumption:
    """A relation between two patterns of scopes.

    Parameters
    ----------
    id, statement : str
        Name, and what it says in plain words.
    kind : {"at_most", "equal", "within"}
        Left at most right; equal; or left within a tolerance of right. Where both sides of
        ``within`` are the same stock, it ties what is said of a window to the days in it or next
        to it.
    left, right : tuple of str
        Measure, group, operation and place; ``*`` for any, the same on both sides.
    left_period, right_period : tuple of int or None
        The days of either side; None for any.
    tolerance : Fraction
        For ``within``: a share of the right side.
    disputed_by : str
        Who denies it.
    """

    id: str
    statement: str
    kind: str
    left: Scope
    right: Scope
    left_period: Span | None
    right_period: Span | None
    tolerance: Fraction
    disputed_by: str

    @property
    def spanning(self) -> bool:
        """Whether it ties a stock said of a window to the same stock on days within it."""
        window, day = self.left_period, self.right_period
        apart = window is not None and day is not None and not self.ties(window, day)
        return self.kind == "within" and self.left == self.right and not apart

    def ties(self, window: Span, day: Span) -> bool:
        """Say whether a spanning assumption ties a window to a day.

        Parameters
        ----------
        window : tuple of int
            More than one day.
        day : tuple of int
            One day, in the window or next to it: the number at the end of 31 December is that of
            1 January.

        Returns
        -------
        bool
            False, too, for windows and days other than those it names.
        """
        return (
            window[1] - window[0] > 1 == day[1] - day[0]
            and window[0] <= day[1]
            and day[0] <= window[1]
            and self.left_period in (None, window)
            and self.right_period in (None, day)
        )

    def opposite(self, scope: Scope, forward: bool) -> Scope | None:
        """Return the scope on the other side, or None if this side does not fit.

        Parameters
        ----------
        scope : tuple of str
            A scope.
        forward : bool
            Whether it is on the left.

        Returns
        -------
        tuple of str or None
            The scope on the other side.
        """
        near, far = (self.left, self.right) if forward else (self.right, self.left)
        if any(part not in (ANY, term) for part, term in zip(near, scope, strict=True)):
            return None
        measure, group, operation, place = (
            term if part == ANY else part for part, term in zip(far, scope, strict=True)
        )
        return measure, group, operation, place


def choose(
    assumptions: str | Iterable[str | Assumption] | pd.DataFrame | None, vocabulary: Vocabulary
) -> tuple[Assumption, ...]:
    """Return the assumptions that a ledger makes.

    Parameters
    ----------
    assumptions : "default", "all", None, iterable of str, or DataFrame
        Those of ours that are on by default, all of ours, none, ours by their ids, or a table of
        one's own in the columns of ``datasets/assumptions.csv``, every row of which is made. Those
        that another ledger makes are taken as they are.
    vocabulary : Vocabulary
        For the terms in the patterns.

    Returns
    -------
    tuple of Assumption
        In the order of the table.

    Raises
    ------
    InvalidChoice
        If we have no assumption of that id.
    AssumptionError
        If rows cannot be read; all of them at once.
    UnknownTerm
        If a pattern names a term that the vocabulary lacks.

    Examples
    --------
    >>> len(choose(None, catalogue.own_vocabulary()))
    0
    """
    if assumptions is None:
        return ()
    if isinstance(assumptions, pd.DataFrame):
        return _read(assumptions, vocabulary)
    ours = catalogue.assumptions()
    if isinstance(assumptions, str):
        if assumptions not in ("default", "all"):
            return choose([assumptions], vocabulary)
        if assumptions == "default":
            ours = ours[ours["default"] == "yes"]
        return _read(ours, vocabulary)
    wanted = several(assumptions, "assumptions")
    if wanted and all(isinstance(one, Assumption) for one in wanted):
        return tuple(wanted)
    known = ours["id"].tolist()
    for name in wanted:
        if name not in known:
            raise InvalidChoice(
                f"no assumption {name!r}; there are {', '.join(known)}"
                + did_you_mean(nearest(str(name), known))
            )
    return _read(ours[ours["id"].isin(wanted)], vocabulary)


def _read(table: pd.DataFrame, vocabulary: Vocabulary) -> tuple[Assumption, ...]:
    needed = ("id", "kind", "left", "right")
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise AssumptionError(f"a table of assumptions needs the columns {', '.join(missing)}")
    found, faults = [], []
    for row in table.to_dict("records"):
        try:
            found.append(_one({str(name): value for name, value in row.items()}, vocabulary))
        except (AssumptionError, UnknownTerm, ValueError) as error:
            faults.append(f"assumption {row['id']!r}: {error}")
    ids = [one.id for one in found]
    faults += [
        f"assumption {name!r} stands twice" for name in sorted({*ids}) if ids.count(name) > 1
    ]
    if faults:
        raise AssumptionError("; ".join(faults))
    return tuple(found)


def _one(row: dict[str, object], vocabulary: Vocabulary) -> Assumption:
    kind = str(row["kind"])
    if kind not in KINDS:
        raise AssumptionError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    left, left_period = _pattern(str(row["left"]), vocabulary)
    right, right_period = _pattern(str(row["right"]), vocabulary)
    for name, one, other in zip(DIMENSIONS, left, right, strict=False):
        if one == ANY and other != ANY:
            raise AssumptionError(f"{name} is {ANY} on the left, so it must be on the right")
    tolerance = row.get("tolerance")
    blank = (
        tolerance is None
        or tolerance == ""
        or (isinstance(tolerance, float) and math.isnan(tolerance))
    )
    if kind == "within" and blank:
        raise AssumptionError("`within` needs a tolerance")
    share = Fraction(0) if blank else Fraction(str(tolerance))
    if share < 0:
        raise AssumptionError("the tolerance is below 0")
    statement, disputed = (str(row.get(name) or "") for name in ("statement", "disputed_by"))
    found = Assumption(
        str(row["id"]), statement, kind, left, right, left_period, right_period, share, disputed
    )
    if why := _says_nothing(found, vocabulary):
        raise AssumptionError(why)
    return found


def _says_nothing(it: Assumption, terms: Vocabulary) -> str:
    """Return why no row could follow from an assumption; blank if one can."""
    one, other, period, other_period = it.left, it.right, it.left_period, it.right_period
    dated = period is not None and other_period is not None
    near, far = (one[0], one[0] if other[0] == ANY else other[0])
    kinds = {} if near == ANY else {name: terms.kinds[name] for name in (near, far)}
    if it.spanning:
        ties = (
            "`within` ties a number of those present, said of some stretch of time (left), to the "
            "same number on a day in it or next to it (right)"
        )
        if kinds and kinds[near] != "stock":
            return f"both sides are {near}, which is counted over a period: {ties}"
        day, window = (end is not None and end[1] - end[0] == 1 for end in (period, other_period))
        return ties if day or not (window or other_period is None) else ""
    if one == other and (not dated or period == other_period):
        return "both sides are the same quantity"
    if not kinds:
        return ""
    units = [terms.units[name] for name in (near, far)]
    if units[0] != units[1]:
        return f"{near} counts {units[0]} and {far} counts {units[1]}: neither bounds the other"
    if "stock" in kinds.values() and len(set(kinds.values())) > 1 and not dated:
        at, over = (near, far) if kinds[near] == "stock" else (far, near)
        return (
            f"{over} is counted over a period and {at} at a date, so both sides have to name "
            f"theirs, as in {over}|...|1937/1938 and {at}|...|1937-01-01"
        )
    return ""


def _pattern(text: str, vocabulary: Vocabulary) -> tuple[Scope, Span | None]:
    parts = text.split("|")
    if len(parts) != len(DIMENSIONS) or not all(parts):
        raise AssumptionError(f"{text!r} is not a pattern {'|'.join(DIMENSIONS)}")
    for axis, dimension in enumerate(TABLES):
        if parts[axis] != ANY:
            vocabulary.hierarchy(dimension).check(parts[axis])
    measure, group, operation, place, period = parts
    span = None if period == ANY else to_span(Period.parse(period))
    return (measure, group, operation, place), span

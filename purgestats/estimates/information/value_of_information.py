"""Which single figure, if found or settled, would narrow the bounds of a quantity most."""

import math
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from purgestats._whole import whole
from purgestats.claims.display import Result
from purgestats.claims.table.contract import scopes_of
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import Labels, counted, range_words, scope_words, sentence_case

_SETTLED = "settled"


@dataclass(frozen=True, repr=False)
class Information(Result):
    """What it would bring to settle figures, one at a time.

    Parameters
    ----------
    quantity : Quantity
        What is to be bounded better.
    low, high : float
        Its bounds today.
    table : DataFrame
        See :meth:`to_frame`.
    set_aside : tuple of str
        Claims set aside first, because the ledger contradicts itself.
    candidates : int
        How many figures could have been tried.
    """

    quantity: Quantity
    low: float
    high: float
    table: pd.DataFrame
    set_aside: tuple[str, ...]
    candidates: int
    _labels: Labels = field(repr=False, compare=False)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a figure, the most valuable first.

        Columns: figure (a quantity, or a share with its base), claims (ids on it that the bounds
        rest on), low and high (what is known of it), settled_at
        (the middle of these), then_low and then_high (the bounds of the quantity if it were exactly
        that, solved again), narrowing (by how many they would be closer) and predicted (the same
        from the multipliers of the proofs, without solving).
        """
        return self.table.copy()

    def __str__(self) -> str:
        asked = sentence_case(scope_words(self.quantity, self._labels))
        head = f"{asked}: {range_words(self.low, self.high)}"
        lines = [head, *(self._line(row) for row in self.table.to_dict("records"))]
        if self.table.empty:
            lines.append(
                "  the bounds rest on exact figures, or on figures of the quantity itself: only a "
                "closer figure of the same would narrow them"
            )
        if math.isinf(self.high):
            lines.append("  nothing bounds it from above; a figure that does would, whatever it is")
        if self.set_aside:
            many = counted(len(self.set_aside), "claim is", "claims are")
            lines.append(f"  - the claims cannot all hold together: {many} set aside first")
        lines.append("  - each figure is taken to be the middle of what is known of it")
        return "\n".join(lines)

    def _line(self, row: dict[Hashable, Any]) -> str:
        then = range_words(row["then_low"], row["then_high"])
        settled = row["settled_at"]
        scope, *base = re.split(", (share|multiple) of ", str(row["figure"]))
        what = scope_words(scope.split("|"), self._labels)
        if not base:
            return f"  {what}: if known to be {settled:,.0f}, then {then}"
        unit, whole = base
        at = f"{100 * settled:.3g} %" if unit == "share" else f"{settled:.3g} times"
        of = scope_words(whole.split("|"), self._labels)
        return f"  {what}: if known to be {at} of {of}, then {then}"


def value_of_information(ledger: Ledger, quantity: str | Quantity, *, most: int = 5) -> Information:
    """Say which single figure, if found or settled, would narrow the bounds of a quantity most.

    What should a historian look for next? The proofs of the two bounds name the figures on which
    they rest, with multipliers: how much the bound moves with the figure. Those that are not exact
    could be settled. Where all are exact, only a figure that nobody has printed could help.

    Parameters
    ----------
    ledger : Ledger
        The claims. If they cannot all hold, those of the first cheapest repair are set aside, and
        the result names them.
    quantity : str or Quantity
        ``measure|group|operation|place|period``.
    most : int
        How many figures are tried by solving again: those with the largest predicted effect first.

    Returns
    -------
    Information
        ``.to_frame()``, ``.low`` and ``.high`` today, ``.set_aside``.

    Raises
    ------
    UnknownQuantity
        If the quantity uses an unknown term.

    Notes
    -----
    A bound is the optimum of a linear programme, and the multipliers of its certificate are the
    dual variables: moving the right side of a row by one moves the bound by the multiplier, as long
    as the same rows bind (Dantzig 1963, *Linear Programming and Extensions*, chapter 12). Beyond
    that the programme has to be solved again, which is done for every figure listed. The middle of
    what is known is one value of many; another may narrow the bounds more or less.

    Not to be read as a ranking of sources: it says what would help to bound this one quantity.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> rows = [("all", "at most 900"), ("poles", "100 to 300"), ("koreans", "250 to 280")]
    >>> claims = pd.DataFrame(rows, columns=["group", "as_printed"]).assign(
    ...     claim_id=["total", "poles", "koreans"], measure="arrests", claimant="x", source="s"
    ... )
    >>> found = value_of_information(ps.Ledger(claims), "arrests|all|all|ussr|1937/1938")
    >>> found.to_frame()[["figure", "then_low", "then_high"]].values.tolist()[0]
    ['arrests|poles|all|ussr|1937/1938', 450.0, 900.0]
    """
    wanted = Quantity.parse(quantity)
    aside: tuple[str, ...] = ()
    if not ledger.is_consistent():
        with whole():
            aside = tuple(ledger.repairs(limit=1)[0].claims)
        ledger = ledger.without(*aside)
    low, high = _bounds(ledger, wanted)
    multipliers = _multipliers(ledger, wanted, high)
    open_ = list(_settled(ledger, wanted, multipliers))
    # First what the multipliers foretell the most of.
    open_.sort(key=lambda figure: (-figure.predicted, figure.label))
    rows = []
    for figure in open_[:most]:
        then = _bounds(_with(ledger, figure), wanted)
        closer = then[0] - low
        if math.isfinite(then[1]):
            closer += high - then[1]
        known = (figure.label, figure.claims, figure.low, figure.high, figure.middle)
        rows.append((*known, *then, closer, figure.predicted))
    columns = ["figure", "claims", "low", "high", "settled_at", "then_low", "then_high"]
    table = pd.DataFrame(rows, columns=[*columns, "narrowing", "predicted"])
    table = table[table["narrowing"] > 0].sort_values(
        ["narrowing", "figure"], ascending=[False, True], ignore_index=True
    )
    return Information(wanted, low, high, table, aside, len(open_), labels_for(ledger.vocabulary))


@whole()
def _bounds(ledger: Ledger, quantity: Quantity) -> tuple[float, float]:
    row = ledger.bounds([quantity]).iloc[0]
    return float(row["low"]), float(row["high"])


def _multipliers(ledger: Ledger, quantity: Quantity, high: float) -> dict[str, dict[str, Fraction]]:
    """Return for each claim in the proofs how much each of its sides moves a bound."""
    found: dict[str, dict[str, Fraction]] = {}
    for side in ("low", "high") if math.isfinite(high) else ("low",):
        for row in ledger.certificate(quantity, side).rows:
            if row.kind == "claim":
                sides = found.setdefault(row.id, {})
                sides[row.side] = sides.get(row.side, Fraction(0)) + abs(Fraction(row.multiplier))
    return found


@dataclass(frozen=True)
class _Figure:
    """What can be settled: a quantity or, with a base, a share or multiple of that."""

    scope: str
    base: str
    unit: str
    claims: tuple[str, ...]
    low: float
    high: float
    predicted: float

    @property
    def label(self) -> str:
        return f"{self.scope}, {self.unit} of {self.base}" if self.base else self.scope

    @property
    def middle(self) -> float:
        if math.isinf(self.high):
            return self.low
        middle = (self.low + self.high) / 2
        return middle if self.base else float(round(middle))

    def printed(self) -> str:
        """Return the middle as a figure that would be printed."""
        by_unit = {
            "share": f"{100 * self.middle:.8g} percent",
            "multiple": f"{self.middle:.8g} times",
        }
        return by_unit.get(self.unit, f"{self.middle:,.0f}")


def _settled(
    ledger: Ledger, wanted: Quantity, multipliers: dict[str, dict[str, Fraction]]
) -> Iterator[_Figure]:
    """Return the figures of the proofs that are open."""
    claims = {str(row["claim_id"]): row for row in ledger.claims.to_dict("records")}
    scopes = dict(zip(claims, scopes_of(ledger.claims), strict=True))
    groups: dict[tuple[str, str], list[str]] = {}
    for name in multipliers:
        groups.setdefault(scopes[name], []).append(name)
    for (scope, base), names in groups.items():
        unit = str(claims[names[0]]["unit"])
        if base:
            rows = ledger.claims[ledger.claims["claim_id"].isin(names)]
            low, high = rows["low"].fillna(0.0).max(), rows["high"].fillna(math.inf).min()
            scale = _bounds(ledger, Quantity.parse(base))[1]
        else:
            (low, high), scale = _bounds(ledger, Quantity.parse(scope)), 1.0
        figure = _Figure(scope, base, unit, tuple(names), low, high, 0.0)
        itself = not base and scope == str(wanted)
        if itself or not low < high or not math.isfinite(scale):
            continue
        predicted = sum(
            float(by) * _room(claims[name], side, figure.middle)
            for name in names
            for side, by in multipliers[name].items()
        )
        yield replace(figure, predicted=predicted * scale)


def _room(claim: dict[Hashable, Any], side: str, at: float) -> float:
    """Return by how much a side of a claim would move, if the figure were settled."""
    end = float(claim[side]) if side in ("low", "high") else math.nan
    return 0.0 if math.isnan(end) else max(0.0, end - at if side == "high" else at - end)


def _with(ledger: Ledger, figure: _Figure) -> Ledger:
    """Return the ledger with one figure more, which is exactly so much."""
    claims = ledger.claims
    row: dict[str, Any] = dict.fromkeys(claims.columns, "") | {"claim_year": pd.NA}
    row |= dict(zip(DIMENSIONS, figure.scope.split("|"), strict=True))
    if figure.base:
        names = [f"of_{name}" for name in DIMENSIONS]
        row |= dict(zip(names, figure.base.split("|"), strict=True))
    name = _SETTLED
    while (claims["claim_id"] == name).any():
        name += "-"
    row |= {"claim_id": name, "as_printed": figure.printed(), "unit": figure.unit}
    row |= {"precision": "exact", "stance": "asserts", "derived_from": "none"}
    row |= {"claimant": _SETTLED, "source": _SETTLED}
    row |= dict.fromkeys(("low", "best", "high"), figure.middle)
    added = pd.DataFrame([row]).astype(claims.dtypes.to_dict())
    together = pd.concat([claims, added], ignore_index=True)
    return Ledger(together, ledger.vocabulary, ledger.assumptions, ledger.reading_policy)

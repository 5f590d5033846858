"""Conflicts in plain English: what the figures say, why they clash, and the three ways out."""

from collections.abc import Hashable, Sequence

import pandas as pd

from purgestats.claims.figures.reading import Figure
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.intervals import Span, to_period, union
from purgestats.ledger.model.rows import Number, Row, System
from purgestats.ledger.proofs.certificates import Certificate
from purgestats.words import Labels, claim_scope_words, period_words, scope_words, strain_words


def claim_words(claim: pd.Series, figure: Figure, labels: Labels) -> str:
    """Return one claim as a sentence: who says what, read as which values."""
    who = labels.claimant(claim["claimant"])
    printed = claim["as_printed"] or str(figure)
    counted = claim_scope_words(claim, labels)
    return f'{who}: "{printed}" ({counted}), read as {figure}'


def reasons(system: System, proof: Certificate, labels: Labels) -> list[str]:
    """Return why the figures bear on one another: a sentence for each row that always holds.

    Neighbouring stretches of time are one where every row takes them alike.
    """
    rows = needed(proof)
    spans = _joined(system, [*rows, *(line.row for line in proof.rows if line.row.unit >= 0)])
    words = []
    for row in rows:
        scopes = [
            (value, system.variables[place].scope, spans[place]) for place, value in row.terms
        ]
        names = [
            (value, scope_words((*scope, str(to_period(span))), labels))
            for value, scope, span in scopes
        ]
        left = [name for value, name in names if value < 0]
        right = [name for value, name in names if value > 0]
        if row.kind == "time":
            # What is counted is the same in all of them.
            days = [period_words(str(to_period(span))) for value, _, span in scopes if value > 0]
            if len(set(days)) > 1:
                words.append(f"{left[0]}: the days add up from {'; '.join(dict.fromkeys(days))}")
        elif len(left) > 1:
            sign = "add up to" if row.equal else "exclude each other within"
            words.append(f"{'; '.join(left)}: these {sign} {'; '.join(right)}")
        else:
            words.append(f"{left[0]}: this is part of {'; '.join(right)}")
    return words


def _joined(system: System, rows: Sequence[Row]) -> dict[int, Span]:
    """Return for each unknown in some rows the stretch of time in which it is told."""
    marks: dict[int, set[Hashable]] = {}
    beside: dict[int, set[int]] = {}
    for row in rows:
        own = [(system.variables[place], value) for place, value in row.terms]
        same_days = row.kind != "claim" and len({variable.span for variable, _ in own}) == 1
        about = (row.unit, row.rhs, *((variable.scope, value) for variable, value in own))
        for place, value in row.terms:
            part = row.kind == "time" and value > 0
            marks.setdefault(place, set()).add(about if same_days else (row, part or place))
            beside.setdefault(place, {place})
        if same_days:
            group = set().union(*(beside[place] for place, _ in row.terms))
            beside |= dict.fromkeys(group, group)
    alike: dict[Hashable, set[Span]] = {}
    keys: dict[int, Hashable] = {}
    for place, group in beside.items():
        keys[place] = frozenset((system.variables[n].scope, frozenset(marks[n])) for n in group)
        alike.setdefault(keys[place], set()).add(system.variables[place].span)
    return {
        place: whole
        for place, key in keys.items()
        for whole in union(alike[key])
        if whole[0] <= system.variables[place].span[0] < whole[1]
    }


def needed(proof: Certificate) -> list[Row]:
    """Return the rows that always hold without which a conflict would not be proved.

    The solver's proof may take a part of something where the whole would do as well.
    """
    total: dict[int, Number] = {}
    always = []
    for line in proof.rows:
        shares = {place: line.multiplier * value for place, value in line.row.terms}
        total |= {place: total.get(place, 0) + share for place, share in shares.items()}
        if line.row.unit < 0:
            always.append((line.row, shares))
    kept: list[tuple[Row, dict[int, Number]]] = []
    while len(kept) != len(always):
        kept, always = always, []
        for row, shares in kept:
            if all(total[place] <= share for place, share in shares.items()):
                total |= {place: total[place] - share for place, share in shares.items()}
            else:
                always.append((row, shares))
    return [row for row, _ in always]


def explain(
    claims: Sequence[str],
    because: Sequence[str],
    assumptions: Sequence[Assumption],
    strain: float,
    survives: Sequence[str],
) -> str:
    """Return the explanation of a conflict.

    Parameters
    ----------
    claims : sequence of str
        The members, in words.
    because : sequence of str
        Why they bear on one another.
    assumptions : sequence of Assumption
        Assumptions among the members.
    strain : float
        How far the figures must be widened.
    survives : sequence of str
        Reading policies under which the conflict stands.

    Returns
    -------
    str
        Several lines.
    """
    lines = ["These cannot all hold as coded:"]
    lines += [f"  - {text}" for text in claims]
    lines += [f"  - assumed: {one.statement}" for one in assumptions]
    if because:
        lines.append("They bear on one another because:")
        lines += [f"  - {text}" for text in dict.fromkeys(because)]
    if strain == float("inf"):
        lines.append("No widening of the figures reconciles them.")
    else:
        least = strain_words(strain).replace("<", "less than ").replace("%", "percent")
        lines.append(f"Widening each figure by {least} would reconcile them.")
    lines.append(f"The conflict stands under the readings: {', '.join(survives) or 'none'}.")
    lines.append("Three ways out:")
    lines.append("  1. a figure is wrong, or was copied wrongly;")
    if assumptions:
        which = "the one" if len(assumptions) == 1 else "one of those"
        lines.append(f"  2. an assumption fails: {which} named above;")
    else:
        lines.append("  2. an assumption fails: none is used here, only what lies within what;")
    lines.append("  3. the rows count different things, although they are coded alike.")
    return "\n".join(lines)

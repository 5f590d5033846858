"""Conflicts in plain English: what the figures say, why they clash, and the three ways out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import Figure
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.lattice import Scope
from purgestats.ledger.model.rows import System
from purgestats.ledger.proofs.certificates import Certificate


def scope_words(vocabulary: Vocabulary, scope: Scope, period: Period) -> str:
    """Return a scope in words.

    Parameters
    ----------
    vocabulary : Vocabulary
        For the labels.
    scope : tuple of str
        Measure, group, operation and place.
    period : Period
        The days.

    Returns
    -------
    str
        Labels, without those that only say "all".

    Examples
    --------
    >>> words = catalogue.own_vocabulary()
    >>> scope_words(words, ("arrests", "all", "kulak-operation", "ussr"), Period.parse("1937/1938"))
    'arrested, the kulak operation (order 00447), Soviet Union, 1937/1938'
    """
    parts = [
        vocabulary.hierarchy(dimension).labels.get(term, term)
        for dimension, term in zip(TABLES, scope, strict=True)
        if term != "all"
    ]
    return ", ".join([*parts, str(period)])


def claim_words(claim: pd.Series, figure: Figure, vocabulary: Vocabulary) -> str:
    """Return one claim as a sentence.

    Parameters
    ----------
    claim : Series
        A row of a claims table.
    figure : Figure
        What it is read as.
    vocabulary : Vocabulary
        For the labels.

    Returns
    -------
    str
        Who says what, as printed, read as which values, and the claim's id.
    """
    names = catalogue.claimant_names()
    who = names.get(claim["claimant"], claim["claimant"])
    own = [claim[name] for name in DIMENSIONS]
    scope = (own[0], own[1], own[2], own[3])
    counted = scope_words(vocabulary, scope, Period.parse(own[4]))
    printed = claim["as_printed"] or str(figure)
    words = f'{who}: "{printed}" ({counted})'
    base = [claim[f"of_{name}"] or value for name, value in zip(DIMENSIONS, own, strict=True)]
    if base != own:
        whole = scope_words(vocabulary, (base[0], base[1], base[2], base[3]), Period.parse(base[4]))
        words += f" of ({whole})"
    return f"{words}, read as {figure} [{claim['claim_id']}]"


def reasons(system: System, proof: Certificate, vocabulary: Vocabulary) -> list[str]:
    """Return why the figures bear on one another, in sentences.

    Parameters
    ----------
    system : System
        For the quantities.
    proof : Certificate
        The proof of the conflict.
    vocabulary : Vocabulary
        For the labels.

    Returns
    -------
    list of str
        One sentence for each row that always holds, of the kinds containment, partition and time.
    """
    words = []
    for line in proof.rows:
        row = line.row
        if row.unit >= 0:
            continue
        names = [
            (value, scope_words(vocabulary, variable.scope, variable.quantity.period))
            for number, value in row.terms
            for variable in [system.variables[number]]
        ]
        left = [name for value, name in names if value < 0]
        right = [name for value, name in names if value > 0]
        if row.kind == "time":
            words.append(f"{left[0]}: the days add up from {'; '.join(right)}")
        elif row.kind == "partition":
            sign = "add up to" if row.equal else "exclude each other within"
            words.append(f"{'; '.join(left)}: these {sign} {'; '.join(right)}")
        else:
            words.append(f"{left[0]}: this is part of {'; '.join(right)}")
    return words


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
    lines += [f"  - assumed: {one.statement} [{one.id}]" for one in assumptions]
    if because:
        lines.append("They bear on one another because:")
        lines += [f"  - {text}" for text in dict.fromkeys(because)]
    if strain == float("inf"):
        lines.append("No widening of the figures reconciles them.")
    else:
        lines.append(f"Widening each figure by {100 * strain:.2g} percent would reconcile them.")
    lines.append(f"The conflict stands under the readings: {', '.join(survives) or 'none'}.")
    lines.append("Three ways out:")
    lines.append("  1. a figure is wrong, or was copied wrongly;")
    if assumptions:
        lines.append(f"  2. an assumption fails: {', '.join(one.id for one in assumptions)};")
    else:
        lines.append("  2. an assumption fails: none is used here, only what lies within what;")
    lines.append("  3. the rows count different things, although they are coded alike.")
    return "\n".join(lines)

"""Scopes in words: what a claim counts, and of what it is a share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from purgestats.words.labels import DIMENSIONS, Labels
from purgestats.words.periods import period_words


def scope_words(parts: Iterable[str], labels: Labels, *, unsaid: Collection[str] = ()) -> str:
    """Say what a quantity counts; "everyone" and "all operations" go unsaid.

    Parameters
    ----------
    parts : iterable of str
        Measure, group, operation, place and period; a Quantity is one.
    labels : Labels
        How the terms are called.
    unsaid : collection of str
        Terms and periods that go unsaid as well.

    Examples
    --------
    >>> labels = Labels({"measure": {"executions": "executed"}, "place": {"ussr": "Soviet Union"}})
    >>> scope_words("executions|all|all|ussr|1937/1938".split("|"), labels)
    'executed, Soviet Union, 1937–1938'
    """
    return ", ".join(
        _part(dimension, part, labels)
        for dimension, part in zip(DIMENSIONS, parts, strict=True)
        if part not in unsaid and (part != "all" or dimension not in ("group", "operation"))
    )


def claim_scope_words(row: Any, labels: Labels, *, unsaid: Collection[str] = ()) -> str:
    """Say what a row of a claims table counts and, of the whole of a share, what differs.

    Parameters
    ----------
    row : Series or mapping
        A row of a complete claims table.
    labels, unsaid
        As for `scope_words`.

    Examples
    --------
    >>> own = {"measure": "shot", "group": "poles", "operation": "all", "place": "x"}
    >>> row = {f"of_{name}": "" for name in DIMENSIONS} | own | {"period": "1937", "unit": "share"}
    >>> claim_scope_words(row | {"of_group": "all"}, Labels({"group": {"all": "everyone"}}))
    'shot, poles, x, 1937, as a share of: everyone'
    """
    own = [str(row[name]) for name in DIMENSIONS]
    words = scope_words(own, labels, unsaid=unsaid)
    base = [str(row[f"of_{name}"]) for name in DIMENSIONS]
    whole = [
        _part(name, of, labels)
        for name, of, mine in zip(DIMENSIONS, base, own, strict=True)
        if of not in ("", mine)
    ]
    return f"{words}, as a {row['unit'] or 'share'} of: {', '.join(whole)}" if whole else words


def _part(dimension: str, part: str, labels: Labels) -> str:
    return period_words(part) if dimension == "period" else labels.term(dimension, part)

"""Equal claims share one ledger during a build, whose answers are worked out once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pandas as pd

import purgestats as ps


def kept(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that answers the same question of the same ledger once."""

    @wraps(method)
    def ask(ledger: Solved, *others: Any, **named: Any) -> Any:
        question = repr((method.__name__, others, sorted(named.items())))
        answers = vars(ledger).setdefault("answers", {})
        if question not in answers:
            answers[question] = method(ledger, *others, **named)
        return answers[question]

    return ask


class Solved(ps.Ledger):
    """A ledger that remembers what it was asked."""

    conflicts, bounds, prices = map(kept, (ps.Ledger.conflicts, ps.Ledger.bounds, ps.Ledger.prices))


@contextmanager
def solved_once() -> Iterator[None]:
    """Let `ps.Ledger` return the ledger of equal claims where there is one."""
    made: dict[bytes, Solved] = {}
    plain = ps.Ledger

    def ledger(claims: pd.DataFrame, *others: Any, **named: Any) -> ps.Ledger:
        if others or named:
            return plain(claims, *others, **named)
        key = pd.util.hash_pandas_object(claims, index=False).to_numpy().tobytes()
        if key not in made:
            made[key] = Solved(claims)
        return made[key]

    ps.Ledger = ledger  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        ps.Ledger = plain  # type: ignore[misc]

"""A ledger asked in any order: no question changes the answer to another."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from ledgers import SmallLedger, small_ledger

import purgestats as ps

QUESTIONS = {
    "conflicts": lambda book: [
        (one.claims, one.assumptions, one.strain) for one in book.conflicts()
    ],
    "repairs": lambda book: [one.claims for one in book.repairs()],
    "bounds": lambda book: book.bounds().to_csv(),
    "constraints": lambda book: book.constraints.to_csv(),
    "quantities": lambda book: book.quantities.to_csv(),
    "first bound": lambda book: book.bounds(book.quantities.index[0]).to_csv(),
    "first conflict": lambda book: [str(one) for one in book.conflicts(limit=1)],
}


def ledger_of(small: SmallLedger) -> ps.Ledger:
    """A fresh ledger."""
    return ps.Ledger(small.claims, vocabulary=small.vocabulary, assumptions=small.assumptions)


class OneLedger(RuleBasedStateMachine):
    """A ledger, beside one that is asked each question first."""

    @initialize(seed=st.integers(0, 400))
    def begin(self, seed: int) -> None:
        """Make a ledger."""
        self.small = small_ledger(Random(seed))
        self.book = ledger_of(self.small)
        self.alone: dict[str, object] = {}

    @rule(question=st.sampled_from(sorted(QUESTIONS)))
    def ask(self, question: str) -> None:
        """Ask, and compare with what a ledger says that was asked nothing else."""
        if question not in self.alone:
            self.alone[question] = QUESTIONS[question](ledger_of(self.small))
        assert QUESTIONS[question](self.book) == self.alone[question]


OneLedger.TestCase.settings = settings(
    max_examples=settings.default.max_examples * 3 // 20, stateful_step_count=6
)
test_questions_in_any_order = pytest.mark.slow(OneLedger.TestCase)

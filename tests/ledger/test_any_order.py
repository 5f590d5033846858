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


@pytest.mark.slow
def test_a_quantity_that_no_claim_names_has_the_same_bounds_asked_first_or_last() -> None:
    """Whether it stands in the ledger already, or is put there by the question."""
    ends, faults = ["low", "high", "certified", "tight"], []
    for seed in range(40):
        small = small_ledger(Random(seed))
        book = ledger_of(small)
        whole = book.bounds()[ends]
        for name in book.quantities.query("role == 'implied'").index[:3]:
            first = ledger_of(small)
            for lens in ("documents", "alike", "documents"):
                asked = first.bounds(name, lens=lens)[ends].loc[name]
                if lens == "documents" and not asked.equals(whole.loc[name]):
                    faults.append((seed, name))
    assert not faults


def test_a_part_of_a_ledger_is_read_as_it_is_asked_to_be() -> None:
    """Figures of a part are not read again, but under another policy they are."""
    claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    whole = ps.Ledger(claims)
    ids = whole.claims["claim_id"].tolist()[:-1]
    for part in (whole.only(*ids), whole.without(whole.claims["claim_id"].iloc[-1])):
        for policy in ("printed", "strict", "generous"):
            expected = ps.Ledger(claims[claims["claim_id"].isin(ids)], reading=policy).bounds()
            assert part.reading(policy).bounds().equals(expected)
    with pytest.raises(ps.PurgestatsError):
        whole.only("nobody")
    assert whole.only().claims["claim_id"].tolist() == whole.claims["claim_id"].tolist()

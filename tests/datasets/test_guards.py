"""The datasets say what the article prints, by two readings, and the guards notice any change."""

from __future__ import annotations

import random

import guards
import pytest
from tools_mutants import CELLS, mutants

from purgestats.claims.trace.figure_index import SOURCE


def test_low_best_and_high_are_what_the_printed_figure_says():
    """Every number cell is, to the letter, what its figure commits the author to."""
    assert guards.figure_faults(guards.own_rows()) == []


def test_the_second_transcription_agrees_cell_by_cell():
    """Two transcriptions made apart agree on figure, scope, claimant and stance."""
    assert guards.second_reading_faults(guards.own_rows()) == []


@pytest.mark.slow
def test_every_figure_of_the_article_is_indexed_and_every_claim_found_there():
    """Index and claims agree both ways."""
    assert guards.index_faults(guards.own_rows()) == []


def test_every_claim_of_the_article_is_compared():
    """The second reading covers the article's claims one for one."""
    first = [row for row in guards.own_rows() if row["source"] == SOURCE]
    assert len(first) == len(guards.read_rows(guards.SECOND)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_changing_one_digit_of_a_figure_is_noticed(seed):
    """A sample of single-digit changes in low, best, high and as_printed all make a guard fail."""
    rows = guards.own_rows()
    chosen = random.Random(seed).sample(list(mutants(rows)), 25)
    for place, column, value in chosen:
        assert column in CELLS
        changed = [dict(row) for row in rows]
        changed[place][column] = value
        assert guards.all_faults(changed), (rows[place]["claim_id"], column, value)


@pytest.mark.slow
def test_an_unchanged_table_has_no_fault():
    """The guards are silent on the data as they are, so that a mutant's fault means something."""
    assert guards.all_faults(guards.own_rows()) == []

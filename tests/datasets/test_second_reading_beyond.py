"""The claims beyond the article and a second reading of the raw figures, last row first, agree.

The second reading of ``beyond.csv`` was written before its reader had seen a claim. ``row`` is the
number of the raw figure, ``figure`` the phrase as the second reader put it; a row without a claim
says why. Figures looked up afterwards are read again in ``later.csv``, each source from its end.
"""

from __future__ import annotations

import random
from fractions import Fraction

import guards
import pytest
from test_omitted import COUNTED, GATHERED, LEFT_OUT, total

import purgestats as ps

READ = guards.read_rows(guards.BEYOND)
CLAIMS = [row for row in READ if not row["left_out"]] + guards.read_rows(guards.LATER)
OURS = [row for row in guards.own_rows() if row["source"] != guards.SOURCE]


def test_the_second_reading_finds_no_difference():
    """Scope, base, values, unit, claimant, year, evidence and stance are the same in both."""
    assert guards.beyond_faults(guards.own_rows()) == []


def test_every_claim_is_compared():
    """The second reading covers the claims beyond the article one for one."""
    assert len(CLAIMS) == len(OURS) >= 550


def test_every_raw_figure_was_read():
    """Each figure that OMITTED.md accounts for was read a second time, from the last on."""
    rows = [int(row["row"]) for row in READ]
    assert rows == sorted(rows, reverse=True)
    assert set(rows) == set(range(1, total(COUNTED, "\n".join(GATHERED)) + 1))


def test_both_readers_left_out_as_many_figures():
    """A figure left out has its reason and nothing else, and OMITTED.md has as many."""
    left_out = [row for row in READ if row["left_out"]]
    assert len(left_out) == total(LEFT_OUT, "\n".join(GATHERED)) > 0
    for row in left_out:
        assert {name for name, cell in row.items() if cell} == {"row", "source", "left_out"}


def test_its_values_are_what_its_figures_say():
    """Low, best and high follow from the figure, read as printed or, for a cell, exactly."""
    for row in CLAIMS:
        whole = Fraction(1) if row["unit"] == "share" else None
        allowed = set()
        for policy in ("printed", "strict"):
            figure = ps.read_figure(row["figure"], policy=policy)
            ends = figure.low, figure.best, figure.high if figure.high is not None else whole
            allowed.add(tuple(guards.canonical(end) for end in ends))
        assert (row["low"], row["best"], row["high"]) in allowed, row


@pytest.mark.slow
@pytest.mark.parametrize("column", [*guards.SCOPE[:4], *guards.COMPARED_BEYOND])
def test_a_changed_cell_is_noticed(column):
    """One cell that no longer says what the second reader found makes one fault on each side."""
    rows = guards.own_rows()
    place = random.Random(column).choice([n for n, row in enumerate(rows) if row in OURS])
    rows[place][column] += "9"
    assert len(guards.beyond_faults(rows)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_figure_misread_as_a_whole_is_noticed(seed):
    """A slip that reaches as_printed and all its values alike passes every guard but this one."""
    rows = guards.own_rows()
    exact = [n for n, row in enumerate(rows) if row in OURS and row["precision"] == "exact"]
    row = rows[random.Random(seed).choice(exact)]
    slip = str(int(row["best"]) + 1)
    for name in ("as_printed", "low", "best", "high"):
        row[name] = slip
    assert not guards.figure_faults(rows)
    assert not guards.second_reading_faults(rows)
    assert len(guards.beyond_faults(rows)) == 2

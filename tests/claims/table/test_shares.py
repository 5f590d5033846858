"""A share needs a base that differs, and stops at 1 where the base contains the part."""

from __future__ import annotations

import numpy as np
import pytest

from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.files.raw import Cells
from purgestats.claims.table.printed_figures import (
    SCOPE_COLUMNS,
    base_rule,
    capped_rows,
    has_base,
    is_capped,
)

OWN = ("executions", "poles", "polish-operation", "ussr", "1938")
NONE = ("", "", "", "", "")


@pytest.mark.parametrize(
    ("base", "unit", "words"),
    [
        (NONE, "persons", ""),
        (NONE, "share", "needs a base"),
        (NONE, "multiple", "needs a base"),
        (("", "all", "", "", ""), "share", ""),
        (("", "all", "", "", ""), "persons", "is a share or a multiple"),
        (("", "poles", "", "", ""), "share", "of itself"),
        (("executions", "poles", "", "", "1938-01/1938-12"), "share", "of itself"),
        (("executions", "poles", "", "", "1937/1938"), "share", ""),
        (("", "", "", "", "not a period"), "share", ""),
    ],
)
def test_unit_and_base_go_together(base: tuple[str, ...], unit: str, words: str) -> None:
    """A base makes a share or multiple, and these need one that is another quantity."""
    assert words in base_rule((*OWN, *base), unit)
    assert bool(words) == bool(base_rule((*OWN, *base), unit))


@pytest.mark.parametrize(
    ("base", "capped"),
    [
        (("", "all", "", "", ""), True),
        (("", "koreans", "", "", ""), False),
        (("", "", "all", "", ""), True),
        (("", "", "kulak-operation", "", ""), False),
        (("arrests", "", "", "", ""), True),
        (("", "", "", "", "1937/1938"), True),
        (("", "", "", "", "1937"), False),
        (("", "", "", "mongolia", ""), False),
        (("strength", "", "", "", "1937"), True),
    ],
)
def test_a_share_stops_at_one_where_the_base_contains_the_part(
    base: tuple[str, ...], capped: bool
) -> None:
    """Broader in group, operation, place and, for flows, period; of a stock at any date."""
    assert is_capped((*OWN, *base), own_vocabulary()) == capped


def test_only_the_rows_asked_about_are_looked_at() -> None:
    """A row that is not asked about may hold anything, a period that is none among it."""
    rows = [(*OWN, "", "all", "", "", ""), (*OWN[:4], "?", "", "", "", "", "?"), (*OWN, *NONE)]
    columns = dict(zip(SCOPE_COLUMNS, map(Cells.of, zip(*rows, strict=True)), strict=True))
    columns["claim_id"] = Cells.of("abc")
    assert has_base(columns).tolist() == [True, True, False]
    asked = np.array([True, False, False])
    assert capped_rows(columns, asked, own_vocabulary()).tolist() == [True, False, False]

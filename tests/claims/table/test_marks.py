"""A column of languages tells what the marks of a figure mean, once and for every later reader."""

from __future__ import annotations

import pandas as pd
import pytest

import purgestats as ps
from purgestats.errors import ClaimErrors


def table(*rows: tuple[str, str]) -> pd.DataFrame:
    """Claims with a printed figure and a language each."""
    frame = pd.DataFrame(rows, columns=["as_printed", "language"])
    frame["claim_id"] = [f"c{at}" for at in range(len(rows))]
    return frame.assign(measure="arrests", claimant="me", source="notes")


def test_the_language_of_a_row_settles_what_its_marks_mean() -> None:
    """Thousands where the language writes them so; what is plain already stays as it is."""
    rows = ("681.692", "de"), ("ca. 700.000", "de"), ("about 40,000", ""), ("40 mil", "es")
    found = ps.validate(table(*rows))
    assert found["best"].tolist() == [681_692, 700_000, 40_000, 40_000]
    assert found["resolved"].tolist() == ["681,692", "ca. 700,000", "", "40,000"]
    assert ps.reread(found, "strict")["best"].tolist() == found["best"].tolist()


@pytest.mark.parametrize("code", ["", "en"])
def test_without_it_the_figure_is_refused(code: str) -> None:
    """Nothing is guessed, in a column either."""
    with pytest.raises(ClaimErrors, match="decimal or thousands"):
        ps.validate(table(("681.692", code)))


def test_an_unknown_language_is_a_fault_of_its_cell() -> None:
    """With those that there are."""
    with pytest.raises(ClaimErrors, match="no words for the language 'german'"):
        ps.validate(table(("681.692", "german")))

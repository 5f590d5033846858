"""What would narrow bounds most is what solving again shows, and the multipliers foretell it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import purgestats as ps

WHOLE = "arrests|all|all|ussr|1937/1938"
POLES, OTHERS = (WHOLE.replace("|all|all", f"|{group}|all") for group in ("poles", "koreans"))


def ledger(*figures, **choices):
    """Return a ledger of arrests by group, each figure of a source of its own."""
    rows = [
        {
            "claim_id": f"c{number}",
            "group": group,
            "measure": "arrests",
            "as_printed": text,
            "claimant": f"a{number}",
            "source": f"s{number}",
            "unit": unit,
            "of_group": "all" if unit == "share" else "",
        }
        for number, (group, text, *more) in enumerate(figures)
        for unit in [more[0] if more else ""]
    ]
    return ps.Ledger(pd.DataFrame(rows), **choices)


@pytest.mark.slow
def test_the_widest_part_is_worth_most():
    """Two groups lie below a total without a figure: settling the vaguer one raises it more."""
    book = ledger(("poles", "100 to 300"), ("koreans", "250 to 290"), ("all", "at most 900"))
    found = ps.value_of_information(book, WHOLE)
    frame = found.to_frame().set_index("figure")
    assert frame.index.tolist() == [POLES, OTHERS]
    # The bound is the sum of the two lows; each is settled at its middle.
    assert frame.loc[POLES, ["then_low", "then_high"]].tolist() == [450, 900]
    assert frame.loc[OTHERS, ["then_low", "then_high"]].tolist() == [370, 900]
    assert frame["narrowing"].tolist() == [100, 20] == frame["predicted"].tolist()
    assert (found.low, found.high) == (350, 900)


@pytest.mark.slow
def test_a_claim_may_have_any_name():
    """The figure that is tried does not take the name of a claim."""
    book = ledger(("poles", "100 to 300"), ("all", "at most 900"))
    named = ps.Ledger(book.claims.replace({"claim_id": {"c0": "settled", "c1": "settled-"}}))
    found = ps.value_of_information(named, WHOLE).to_frame()
    assert found.drop(columns="claims").equals(
        ps.value_of_information(book, WHOLE).to_frame().drop(columns="claims")
    )


@pytest.mark.slow
def test_assumptions_of_ones_own_hold_of_what_is_tried_too():
    """Koreans were half to one and a half times the Poles: what settles these bounds them."""
    half = {"id": "half", "kind": "within", "left": "arrests|koreans|*|*|*"}
    half |= {"right": "arrests|poles|*|*|*", "tolerance": 0.5}
    book = ledger(("poles", "100 to 300"), assumptions=pd.DataFrame([half]))
    found = ps.value_of_information(book, OTHERS).to_frame()
    assert found[["figure", "then_low", "then_high"]].values.tolist() == [[POLES, 100, 300]]


@pytest.mark.slow
def test_every_row_is_what_solving_again_gives():
    """A ledger with the figure put in by hand has the bounds that the row says."""
    figures = [("poles", "100 to 300"), ("koreans", "250 to 290"), ("all", "at most 900")]
    frame = ps.value_of_information(ledger(*figures), WHOLE).to_frame()
    assert len(frame) == 2
    for row in frame.to_dict("records"):
        group = row["figure"].split("|")[1]
        again = (
            ledger(*figures, (group, f"{row['settled_at']:,.0f} to {row['settled_at']:,.0f}"))
            .bounds(WHOLE)
            .iloc[0]
        )
        assert again["low"] == pytest.approx(row["then_low"])
        assert again["high"] == pytest.approx(row["then_high"])


def test_a_share_can_be_settled():
    """A quarter to a half of a known total: the middle of the share fixes the part."""
    book = ledger(("all", "1,001"), ("poles", "25 to 50 percent", "share"))
    found = ps.value_of_information(book, POLES)
    row = found.to_frame().iloc[0]
    assert row["figure"] == f"{POLES}, share of {WHOLE}"
    assert row["then_low"] == pytest.approx(375.375)
    assert row["then_high"] == pytest.approx(375.375)
    assert row["predicted"] == pytest.approx(row["narrowing"])
    assert "if known to be 37.5 % of" in str(found)


@pytest.mark.slow
def test_what_contradicts_is_set_aside_and_named():
    """The result rests on a repair, and says which."""
    book = ledger(("all", "at most 200"), ("poles", "300 to 400"), ("koreans", "10 to 50"))
    found = ps.value_of_information(book, WHOLE)
    assert len(found.set_aside) == 1
    assert "set aside first" in repr(found)


def test_nothing_open_is_said():
    """Exact figures leave nothing to settle; a missing upper end is said, too."""
    book = ledger(("poles", "101"), ("koreans", "203"))
    found = ps.value_of_information(book, WHOLE)
    assert found.to_frame().empty
    assert math.isinf(found.high)
    assert "rest on exact figures" in str(found)
    assert "nothing bounds it from above" in str(found)
    assert "<table" in found._repr_html_()


def test_an_unknown_quantity_is_answered():
    """With the nearest terms."""
    with pytest.raises(ps.UnknownQuantity):
        ps.value_of_information(ledger(("poles", "101")), WHOLE.replace("arrests", "arests"))

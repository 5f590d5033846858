"""Figures of one's own beside published ones: in which group, why, at what price, and in names."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

import purgestats as ps
from purgestats.charts.plotted.inputs import bearing
from purgestats.claims.table.terms import combined_vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS
from purgestats.exploring.own_figures import (
    AGREES,
    ASIDE,
    CONTRADICTS,
    NEW,
    SAME,
    UNSETTLED,
    OwnFigures,
    own_figures,
)
from purgestats.exploring.own_page import page

QUANTITIES = (
    "arrests|all|all|ussr|1937/1938",
    "convictions|all|kulak-operation|ukraine|1937-11",
    "strength|all|all|ussr|1938",
    "executions|poles|all|leningrad-oblast|1937",
)
OURS = ps.load("arrests").query("source == 'wikipedia-great-purge'")


def held(*figures: str, ours: pd.DataFrame = OURS, **more: str) -> OwnFigures:
    """The verdicts on figures of arrests."""
    rows = [
        {"claim_id": f"m-{n}", "measure": "arrests", "as_printed": one, "claimant": "me"}
        for n, one in enumerate(figures)
    ]
    return own_figures(ps.validate(pd.DataFrame(rows).assign(source="notes", **more)), ours)


def groups(found: OwnFigures) -> list[str]:
    """The group of each row."""
    return [one.group for one in found.verdicts]


@pytest.mark.slow
def test_each_figure_is_in_the_group_that_the_ledger_puts_it_in() -> None:
    """The same figure, one that leaves room, one that does not, and one that nobody else gives."""
    assert groups(held("2.5 million")) == [SAME]
    alone = OURS[OURS["claim_id"] == "nerard-arrests"]
    assert groups(held("about 1,400,000", ours=alone)) == [AGREES]
    assert groups(held("5 million", ours=alone)) == [CONTRADICTS]
    assert groups(held("111", ours=alone, period="1925")) == [NEW]
    assert groups(held("5 million", ours=alone, stance="rejects")) == [ASIDE]
    assert groups(held("5 million", ours=OURS.head(0))) == [NEW]


@pytest.mark.slow
def test_a_price_is_that_of_the_ledger_and_told_in_names() -> None:
    """What has to be set aside if a figure holds is named by who gives it, without ids."""
    found = held("5 million")
    both = pd.concat([OURS, ps.validate(found.together.tail(1))], ignore_index=True)
    expected = ps.Ledger(both).prices("m-0").iloc[0]
    (one,) = found.verdicts
    assert (one.price, one.certified) == (expected["price"], True)
    text = found.text()
    assert "Corrina Kuhr: 2.5 million" in text
    assert not re.search(r"[a-z]+-arrests|m-0|strain|\.conflicts|\|", text)


@pytest.mark.slow
def test_a_contradiction_through_other_scopes_says_why() -> None:
    """Where nobody gives a figure for the same, the sum or step that fails is told."""
    found = held("5 million", period="1937", ours=OURS[OURS["claim_id"] == "nerard-arrests"])
    (one,) = found.verdicts
    assert (one.group, one.differs_from) == (CONTRADICTS, ())
    assert any("cannot all hold as coded" in line for line in one.lines)


@pytest.mark.slow
def test_a_slip_of_the_pen_is_named_and_a_figure_like_it_is_not() -> None:
    """Two digits that changed places are told beside the figure they make, and no others."""
    rows = pd.DataFrame({"claim_id": ["a", "b"], "as_printed": ["1,234,567", "2,000,111"]})
    rows = rows.assign(measure="arrests", claimant=["Near", "Far"], source="a book")
    (found,) = held("1,243,567", ours=ps.validate(rows)).verdicts
    told = "Possible copying slip here or there, two digits changed places: Near: 1,234,567."
    assert [one for one in found.lines if "slip" in one] == [told]


@pytest.mark.slow
def test_a_row_s_answer_does_not_depend_on_unrelated_rows() -> None:
    """A figure on another year of the same table changes not a word of it."""
    alone = held("about 1,400,000").verdicts[0]
    rows = [("m-0", "1937/1938", "about 1,400,000"), ("x", "1925", "3"), ("y", "1925", "4")]
    table = pd.DataFrame(rows, columns=["claim_id", "period", "as_printed"])
    table = ps.validate(table.assign(measure="arrests", claimant="me", source="notes"))
    assert own_figures(table, OURS).verdicts[0] == alone


@pytest.mark.slow
def test_figures_held_together_are_told_as_each_by_itself() -> None:
    """What figures share is worked out once, and says of each what it says of that one alone."""
    rows = [
        ("a", "arrests", "1937/1938", "about 1,400,000"),
        ("b", "arrests", "1937/1938", "5 million"),
        ("c", "executions", "1937/1938", "681,692"),
        ("d", "executions", "1937", "900,000"),
        ("e", "executions", "1938", "at least 10"),
        ("f", "arrests", "1925", "3"),
        ("g", "convictions", "1937-11", "4"),
    ]
    table = pd.DataFrame(rows, columns=["claim_id", "measure", "period", "as_printed"])
    table = ps.validate(table.assign(claimant="me", source="notes"))
    ours = ps.load().query("source == 'wikipedia-great-purge'")
    table.loc[table["claim_id"] == "e", "stance"] = "rejects"
    every = table.assign(near=own_figures(table, ours).verdicts)
    for one in every.itertuples(index=False):
        bears = bearing(table, ps.Quantity.parse(one.near.quantity), combined_vocabulary())
        alone = own_figures(bears, ours).verdicts
        assert one.near in alone, one.claim_id


def test_what_bears_on_a_quantity_is_found_as_one_would_find_it_row_by_row() -> None:
    """On a day they share, in one dimension apart at most, as a part, a whole or a next step."""
    claims, terms = ps.load(), combined_vocabulary()
    stages = ["executions", "death-sentences", "convictions", "arrests"]

    def near(scope: list[str], asked: ps.Quantity) -> bool:
        apart = [n for n in range(4) if scope[n] != asked.terms[n]]
        if len(apart) > 1 or not ps.Period.parse(scope[4]).overlaps(asked.period):
            return False
        for axis in apart:
            one, other = scope[axis], asked.terms[axis]
            if axis == 0 and one in stages and other in stages:
                return abs(stages.index(one) - stages.index(other)) == 1
            order = terms.hierarchy(DIMENSIONS[axis])
            return order.contains(one, other) or order.contains(other, one)
        return True

    cells = claims[list(DIMENSIONS)].to_numpy().tolist()
    bases = claims[[f"of_{one}" for one in DIMENSIONS]].to_numpy().tolist()
    for asked in map(ps.Quantity.parse, QUANTITIES):
        expected = []
        for own, base in zip(cells, bases, strict=True):
            whole = [of or one for of, one in zip(base, own, strict=True)]
            expected.append(near(own, asked) or near(whole, asked))
        found = bearing(claims, asked, terms)
        assert found["claim_id"].tolist() == claims.loc[expected, "claim_id"].tolist()


@pytest.mark.slow
def test_what_was_cut_is_never_called_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the price is not proved, the figure is not settled, and the report says so."""

    def cut(ledger: ps.Ledger, claims: list[str], _: object) -> pd.DataFrame:
        row = {"price": pd.NA, "by_layer": (), "set_aside": (), "others": False}
        return pd.DataFrame([row | {"certified": False}], index=pd.Index(claims))

    monkeypatch.setattr(ps.Ledger, "prices", cut)
    found = held("1.3 million", period="1937")
    assert groups(found) == [UNSETTLED]
    assert "the answer is complete" not in found.text()
    assert "the search was cut" in found.text()


class _Page(HTMLParser):
    """The tags of a page, the ids in it, and every address that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        held = dict(attrs)
        self.ids += [str(held["id"])] if "id" in held else []
        self.addresses += [str(held[one]) for one in ("href", "src", "xlink:href") if one in held]


@pytest.mark.slow
def test_the_page_stands_alone_and_nothing_in_it_runs() -> None:
    """No script, no address outside the page, each id once, and markup from a cell is text."""
    odd = "<script>alert(1)</script><img src=x>"
    text = page(held("5 million", "2.5 million", locator=odd, note=odd))
    seen = _Page(text)
    assert not {"script", "img", "link", "iframe"} & seen.tags
    assert all(one.startswith("#") for one in seen.addresses)
    assert len(seen.ids) == len(set(seen.ids))
    assert "&lt;script&gt;alert(1)" in text
    assert text.count('class="wide"') == text.count('class="narrow"') == 1
    assert "me (yours)" in text
    assert "What is complete" in text


@pytest.mark.slow
def test_labels_of_ones_own_are_text_on_the_page() -> None:
    """What the user's vocabulary calls a thing heads a figure, and takes no markup from it."""
    terms = {
        "measures": pd.DataFrame({"term": ["shot"], "label": ["<b>shot</b>"], "unit": ["persons"]})
    }
    row = {"claim_id": "m", "measure": "shot", "as_printed": "5", "claimant": "me", "source": "s"}
    mine = ps.validate(pd.DataFrame([{**row, "place": "ussr", "period": "1937"}]), vocabulary=terms)
    text = page(own_figures(mine, OURS, terms))
    assert "<b>" not in text
    assert "<h3>&lt;b&gt;shot" in text


def test_figures_that_clash_among_themselves_are_told_so_first() -> None:
    """A total that one's own parts do not bear out contradicts no published figure."""
    rows = [("a", "1921", "100"), ("b", "1922", "100"), ("t", "1921/1922", "1,201")]
    mine = pd.DataFrame(rows, columns=["claim_id", "period", "as_printed"])
    mine = mine.assign(measure="arrests", claimant="me", source="notes", precision="exact")
    found = own_figures(ps.validate(mine), OURS.head(0))
    said = found.text().splitlines()
    assert said[1].startswith("Contradicts other figures: ")
    assert said[3].startswith("Your own figures cannot all hold together, whatever others say.")
    assert "1,201 (me; arrested, Soviet Union, 1921–1922)" in said[4]
    assert "Your own figures cannot all hold together" in page(found)
    assert not own_figures(ps.validate(mine.head(2)), OURS.head(0)).alone

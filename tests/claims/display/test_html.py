"""Results as HTML: what a table holds is shown and never obeyed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import purgestats as ps
from purgestats.claims.display import prose, table, told

HOSTILE = "<script>alert(1)</script>"


class Parsed(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile_claims() -> pd.DataFrame:
    """Two of our claims that cannot both hold, with markup in every free text."""
    claims = ps.load("arrests")
    claims = claims[claims["claim_id"].isin(["kuhr-arrests", "nerard-arrests"])]
    return claims.assign(source=HOSTILE, claimant=HOSTILE, locator=HOSTILE, note=HOSTILE)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.sampled_from(["", "  - ", "  1. "]), st.text("<&>\"'a b", min_size=1)))
)
def test_prose_says_the_text_and_makes_no_element_of_it(lines: list[tuple[str, str]]) -> None:
    """Only paragraphs and lists come out, and nothing is lost but the marks of the items."""
    parsed = Parsed(prose("\n".join(mark + words for mark, words in lines)))
    assert set(parsed.tags) <= {"p", "ul", "ol", "li"}
    said = "".join("".join(parsed.text).split())
    kept = "".join("".join(words.split()) for mark, words in lines if words.strip())
    assert said == kept or any(mark and not words.strip() for mark, words in lines)


@pytest.mark.slow
@given(st.text(), st.text())
@example("<b>", "<i>")
def test_table_escapes_headings_and_cells(name: str, cell: str) -> None:
    """Headings and cells are text, whatever they hold."""
    parsed = Parsed(table(pd.DataFrame({name: [cell]}), caption=cell))
    assert set(parsed.tags) <= {"table", "caption", "thead", "tr", "th", "tbody", "td"}


def test_numbers_are_written_for_readers() -> None:
    """Thousands are separated, a missing number is blank and no limit is said so."""
    html = table(pd.DataFrame({"n": [681692.0, float("nan"), float("inf")]}))
    assert ">681,692<" in html
    assert "></td>" in html
    assert ">no limit<" in html


def test_claims_are_told_with_claimant_and_source() -> None:
    """A claim in words names who gives it, what it counts and where it is printed."""
    row = told(ps.load(), ["kuhr-arrests", "no-such-claim"]).iloc[0]
    assert row["who gives it"] == "Corrina Kuhr"
    assert row["what is counted"] == "arrested, Soviet Union, 1937–1938"
    assert "Great Purge" in row["where it is printed"]


@pytest.mark.slow
def test_claims_are_shown_without_what_only_a_program_needs() -> None:
    """A table for readers has no id, no slug, no missing number and no open end written as one."""
    shown = ps.show(ps.load())
    text = f"{shown!r}{shown._repr_html_()}"
    assert len(shown.to_frame()) == len(ps.load())
    assert not re.search(r"\b(nan|NaN|inf|NA|kuhr-arrests|kulak-operation)\b|\|", text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        ps.Ledger,
        lambda claims: ps.Ledger(claims).conflicts(),
        lambda claims: ps.Ledger(claims).conflicts()[0],
        lambda claims: ps.Ledger(claims).repairs(),
        lambda claims: ps.Ledger(claims).only("kuhr-arrests").certificate(
            "arrests|all|all|ussr|1937/1938", "low"
        ),
        lambda claims: ps.compare(claims),
        ps.origins,
        ps.reconcile,
    ],
    ids=["ledger", "conflicts", "conflict", "repairs", "certificate", "pairs", "origins", "all"],
)  # fmt: skip
def test_results_show_sources_and_obey_nothing(make) -> None:  # type: ignore[no-untyped-def]
    """Every result shows as HTML with its sources; markup in a table stays text."""
    parsed = Parsed(make(hostile_claims())._repr_html_())
    assert "script" not in parsed.tags
    if make is not ps.Ledger:
        assert HOSTILE in "".join(parsed.text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (ps.Quantity.parse("arrests|all|kulak-operation|ussr|1937"), "kulak operation"),
        (ps.read_figure("about 40,000"), "36,000 to 44,000"),
        (ps.trace("kuhr-arrests"), "kuhr-arrests"),
    ],
)
def test_small_values_show_in_words(value, words: str) -> None:  # type: ignore[no-untyped-def]
    """A quantity, a figure and a trace say in words what they are."""
    assert words in "".join(Parsed(value._repr_html_()).text)


def test_long_lists_are_cut_and_say_so() -> None:
    """More conflicts than a screen holds are counted, not listed."""
    found = ps.Ledger(hostile_claims()).conflicts()
    many = type(found)(found.items * 60, True, float("inf"), found.reading)
    assert "10 more in to_frame()" in many._repr_html_()


def test_a_caption_is_text() -> None:
    """What stands above a table is escaped as its cells are."""
    shown = table(pd.DataFrame({"a": [1]}), caption="<script>alert(1)</script> & more")
    assert "<caption>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</caption>" in shown

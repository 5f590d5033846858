"""A vocabulary is a structure that contradicts itself nowhere."""

from __future__ import annotations

import pandas as pd
import pytest

from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.vocabulary.hierarchies import TABLES, build_vocabulary
from purgestats.errors import PurgestatsError, UnknownTerm, VocabularyError

HEAD = ("term", "broader", "partition", "exhaustive")


def tables(*groups: tuple[str, str, str, str], **other: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Four tables, of which the groups are given."""
    found = {name: pd.DataFrame({"term": ["all"]}) for name in TABLES.values()}
    found["groups"] = pd.DataFrame([("all", "", "", ""), *groups], columns=HEAD)
    return found | other


def test_terms_lie_within_their_broader_terms_at_any_depth() -> None:
    """Containment is reflexive and follows broader terms upward, never downward."""
    group = build_vocabulary(
        tables(
            ("army", "all", "", ""), ("officers", "army", "", ""), ("marshals", "officers", "", "")
        )
    ).group
    assert group.contains("marshals", "marshals")
    assert group.contains("all", "marshals")
    assert not group.contains("marshals", "officers")
    assert group.ancestors["marshals"] == ("marshals", "officers", "army", "all")


def test_a_term_may_have_two_broader_terms() -> None:
    """Parents are parted by semicolons, and each has its own partition."""
    group = build_vocabulary(
        tables(("a", "all", "", ""), ("b", "all", "", ""), ("c", "a;b", "one;two", "no;no"))
    ).group
    assert [parent.partition for parent in group.parents["c"]] == ["one", "two"]
    assert group.partitions == {("a", "one"): ("c",), ("b", "two"): ("c",)}


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([("a", "b", "", ""), ("b", "a", "", "")], "circle"),
        ([("a", "a", "", "")], "circle"),
        ([("a", "al", "", "")], "nearest: all"),
        ([("a", "all", "", ""), ("a", "all", "", "")], "stands twice"),
        ([("", "all", "", "")], "blank"),
        ([("a", "all", "p", "yes"), ("b", "all", "p", "no")], "disagree"),
        ([("a", "all", "p", "no"), ("b", "all", "p", "no"), ("c", "a;b", ";", ";")], "below both"),
        ([("a", "all", "p;q", "no")], "same number of parts"),
        ([("a", "all", "p", "perhaps")], "yes or no"),
    ],
)
def test_contradictions_are_refused(groups: list[tuple[str, str, str, str]], words: str) -> None:
    """Circles, unknown parents, double membership and disagreement are named."""
    with pytest.raises(VocabularyError, match=words):
        build_vocabulary(tables(*groups))


def test_several_contradictions_are_named_together() -> None:
    """Two unknown parents are in one message."""
    with pytest.raises(VocabularyError) as caught:
        build_vocabulary(tables(("a", "x", "", ""), ("b", "y", "", "")))
    assert "'x'" in str(caught.value)
    assert "'y'" in str(caught.value)


def test_tables_must_be_the_four_and_have_terms() -> None:
    """A missing or unknown table, and one without a column of terms, is refused."""
    four = tables()
    with pytest.raises(VocabularyError, match="missing: places"):
        build_vocabulary({name: table for name, table in four.items() if name != "places"})
    with pytest.raises(VocabularyError, match="unknown: people"):
        build_vocabulary(four | {"people": four["groups"]})
    with pytest.raises(VocabularyError, match="no column 'term'"):
        build_vocabulary(four | {"places": pd.DataFrame({"label": ["x"]})})


def test_measures_have_a_kind_and_a_unit() -> None:
    """A flow of persons where nothing is said; an unknown kind is refused."""
    measures = pd.DataFrame(
        {"term": ["all", "lists"], "kind": ["", "stock"], "unit": ["", "lists"]}
    )
    found = build_vocabulary(tables(measures=measures))
    assert found.kinds == {"all": "flow", "lists": "stock"}
    assert found.units == {"all": "persons", "lists": "lists"}
    with pytest.raises(VocabularyError, match="'flux'"):
        build_vocabulary(tables(measures=pd.DataFrame({"term": ["all"], "kind": ["flux"]})))


def test_an_unknown_term_is_answered_with_the_nearest() -> None:
    """The error is a KeyError too, and offers what was probably meant."""
    vocabulary = own_vocabulary()
    vocabulary.measure.check("executions")
    with pytest.raises(UnknownTerm, match="nearest: executions") as caught:
        vocabulary.hierarchy("measure").check("execution")
    assert isinstance(caught.value, (KeyError, PurgestatsError))


def test_our_vocabulary_has_the_fixed_terms() -> None:
    """Other people's scripts rely on these names."""
    ours = own_vocabulary()
    fixed = {"executions", "arrests", "deaths", "convictions", "death-sentences"}
    assert fixed <= set(ours.measure.parents)
    assert {"all", "kulak-operation", "polish-operation", "national-operations"} <= set(
        ours.operation.parents
    )
    assert "ussr" in ours.place.parents
    assert ours.measure.contains("deaths", "executions")
    assert not ours.measure.contains("deaths", "victims")


def many(*rows: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """Tables whose groups are these terms with their broader terms."""
    return tables(*((term, broader, "", "") for term, broader in rows))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(f"g{n}", f"x{n}") for n in range(10_000)], "9,980 more broader terms are missing"),
        ([(f"g{n}", f"g{n - 1}" if n else "all") for n in range(10_000)], "more than 200 terms"),
        ([(f"g{n}", f"g{(n + 1) % 10_000}") for n in range(10_000)], "run in a circle"),
    ],
    ids=["missing", "chain", "circle"],
)
def test_ten_thousand_faulty_terms_are_refused_at_once(rows: list, words: str) -> None:
    """Missing parents, an endless chain and a circle each end in one error, not in hours."""
    with pytest.raises(VocabularyError, match=words):
        _ = build_vocabulary(many(*rows)).group.ancestors


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (
            [("a", "all;all", "p;q", "yes;no"), ("b", "all;all", "p;q", "yes;no"),
             ("c", "all", "q", "no"), ("d", "all", "q", "no")],
            "'c' would always be empty.*'all'.*'p'.*take 'c' out of 'q'.*'d' would always be empty",
        ),
        (
            [("a", "all", "p", "yes"), ("b", "a;all", "p;q", "yes;yes"), ("c", "all", "q", "yes")],
            "'c' would always be empty: 'all' is made up of its partition 'p'",
        ),
        (
            [("a", "all", "p", "yes"), ("b", "a;all", "p;", "yes;"), ("c", "a", "p", "yes"),
             ("d", "all", "q", "yes"), ("e", "d", "", "")],
            "",
        ),
        ([("a", "all;all", "p;p", "no;no"), ("b", "all", "p", "no")], "twice in the partition 'p'"),
    ],
)  # fmt: skip
def test_a_term_without_any_room_is_refused(groups: list, words: str) -> None:
    """What is made up of parts that exclude a term leaves it none; otherwise there is room."""
    if not words:
        build_vocabulary(tables(*groups))
        return
    with pytest.raises(VocabularyError, match=words):
        build_vocabulary(tables(*groups))


def test_faults_of_all_tables_are_named_together() -> None:
    """A group and a place with a broader term that is not there are in one message."""
    four = tables(("a", "x", "", ""))
    places = pd.DataFrame({"term": ["ussr", "town"], "broader": ["", "atlantis"]})
    with pytest.raises(VocabularyError) as caught:
        build_vocabulary(four | {"places": places})
    assert "'x'" in str(caught.value)
    assert "'atlantis'" in str(caught.value)

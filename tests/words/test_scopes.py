"""What is counted is told by the labels given, whichever vocabulary they come from."""

from __future__ import annotations

import pytest

from purgestats.words import DIMENSIONS, Labels, claim_scope_words, clean, period_words, scope_words

LABELS = Labels(
    {"measure": {"shot": "shot by X"}, "group": {"all": "everyone"}, "place": {"ussr": "the USSR"}}
)


def test_labels_stand_in_scopes() -> None:
    """A term is called by its label; the top terms go unsaid, and so does what is asked to."""
    parts = ("shot", "all", "all", "ussr", "1937-08")
    assert scope_words(parts, LABELS) == "shot by X, the USSR, August 1937"
    assert scope_words(parts, LABELS, unsaid=["ussr"]) == "shot by X, August 1937"


def test_a_term_without_a_label_stands_as_words() -> None:
    """Hyphens are blanks; a vocabulary that repeats the slug as its label gains nothing by it."""
    assert Labels().term("group", "old-guard") == "old guard"
    assert Labels({"group": {"old-guard": "old-guard"}}).term("group", "old-guard") == "old guard"


def test_a_share_names_what_differs_in_its_base() -> None:
    """The rest of the base is the row's own scope."""
    parts = ("shot", "poles", "all", "ussr", "1937")
    own = dict(zip(DIMENSIONS, parts, strict=True))
    row = own | {f"of_{name}": "" for name in own} | {"unit": "share"}
    assert claim_scope_words(row, LABELS) == "shot by X, poles, the USSR, 1937"
    words = claim_scope_words(row | {"of_group": "all", "of_period": "1938"}, LABELS)
    assert words.endswith("as a share of: everyone, 1938")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1937", "1937"),
        ("1936-08-19/1938-11-17", "19 August 1936 – 17 November 1938"),
        ("1938-10/1938", "October–December 1938"),
        ("1937/1937-02", "January–February 1937"),
        ("1938/1938-02-06", "1 January – 6 February 1938"),
        ("1938-11-17/1938", "17 November – 31 December 1938"),
        ("1937-07-25/1937-07-29", "25–29 July 1937"),
        ("1937-07-30/1937-07", "30–31 July 1937"),
        ("1936-02/1936-02-28", "1–28 February 1936"),
        ("1937-08-05/1937-09-05", "5 August – 5 September 1937"),
        ("1938-02/1938-03-05", "1 February – 5 March 1938"),
        ("1937-03-06/1937-06", "6 March – 30 June 1937"),
        ("1937-07-30/1938-10", "30 July 1937 – October 1938"),
        ("1933/1935-05", "1933 – May 1935"),
        ("some time", "some time"),
        ("some/some time", "some/some time"),
    ],
)
def test_periods(text: str, words: str) -> None:
    """A period is written as a reader would, and anything else left alone."""
    assert period_words(text) == words


def test_what_is_shown_holds_no_control_characters() -> None:
    """Nor halves of characters or line breaks."""
    assert clean("a\x1b[2J\n\ud800b") == "a [2J ?b"

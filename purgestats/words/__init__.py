"""Words: the only place where a scope, a period, a range, a count or a name is put into words."""

from purgestats.words.labels import DIMENSIONS, Labels, clean
from purgestats.words.numbers import (
    RELATIVE,
    counted,
    givers,
    listing,
    number,
    percent,
    range_words,
    sentence_case,
    sentences,
    shortened,
)
from purgestats.words.periods import MONTHS, period_words
from purgestats.words.scopes import claim_scope_words, scope_words

__all__ = [
    "DIMENSIONS",
    "MONTHS",
    "RELATIVE",
    "Labels",
    "claim_scope_words",
    "clean",
    "counted",
    "givers",
    "listing",
    "number",
    "percent",
    "period_words",
    "range_words",
    "scope_words",
    "sentence_case",
    "sentences",
    "shortened",
]

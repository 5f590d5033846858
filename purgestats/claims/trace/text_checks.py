"""How a text differs from the one whose figures are indexed.

Passages are compared by their hashes and figures, so that a difference can be named without a
word of either text.

check_text : the differences, paragraph by paragraph.
"""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from purgestats.claims.trace.figure_index import typed_index
from purgestats.claims.trace.paragraphs import find_tokens, read_paragraphs


@dataclass(frozen=True)
class _Passage:
    """A paragraph by its place, its hash and its figures; the words are not needed."""

    section: str
    number: int
    sha256: str
    tokens: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.section}, para. {self.number}"


def check_text(text: str, index: pd.DataFrame, sha256: str | None = None) -> list[str]:
    r"""Compare an article's text with the index of its figures.

    Parameters
    ----------
    text : str
        The article.
    index : DataFrame
        Index of figures.
    sha256 : str, optional
        SHA-256 that the text's UTF-8 bytes should have.

    Returns
    -------
    list of str
        Differences, each a plain sentence that quotes numerals and headings only: paragraphs
        missing, added, moved or changed, and which of their figures changed; then the text's
        SHA-256, if one was given and is another. Empty if there is none.

    Raises
    ------
    PurgestatsError
        If `index` is not an index.

    Examples
    --------
    >>> from purgestats.claims.trace.figure_index import build_index
    >>> claims = pd.DataFrame(columns=["claim_id", "as_printed", "source", "locator"])
    >>> index = build_index("= Trials =\nThere 16 were tried.", claims)
    >>> check_text("= Trials =\nThere 17 were tried.", index)
    ["Trials, para. 1 has changed: '16' became '17'."]
    """
    columns = ["section", "paragraph", "paragraph_sha256"]
    places: Any = typed_index(index).groupby(columns, sort=False)["token"]
    indexed = [_Passage(place[0], place[1], place[2], tuple(tokens)) for place, tokens in places]
    faults = list(_passage_faults(indexed, _text_passages(text)))
    found = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if sha256 is not None and found != sha256:
        where = "" if faults else "; the difference lies outside the paragraphs with figures"
        faults.append(f"The text's SHA-256 is {found}, not {sha256}{where}.")
    return faults


def _passage_faults(lost: list[_Passage], new: list[_Passage]) -> Iterator[str]:
    """Yield how the paragraphs of a text differ from the indexed ones most like them."""
    alike = sorted(
        (-_likeness(one, other), i, j) for i, one in enumerate(lost) for j, other in enumerate(new)
    )
    places: dict[int, int] = {}
    for unlike, i, j in alike:
        if unlike <= -0.5 and i not in places and j not in places.values():
            places[i] = j
    pairs = [(lost[i], new[j]) for i, j in sorted(places.items())]
    same = [pair for pair in pairs if pair[0].sha256 == pair[1].sha256]
    yield from (f"{before} now stands at {at}." for before, at in same if str(before) != str(at))
    yield from (_change(*pair) for pair in pairs if pair not in same)
    gone = (one for i, one in enumerate(lost) if i not in places)
    yield from (f"{one} is missing; its figures were {_quoted(one.tokens)}." for one in gone)
    fresh = (one for j, one in enumerate(new) if j not in places.values())
    yield from (f"{one} is new; its figures are {_quoted(one.tokens)}." for one in fresh)


def _likeness(one: _Passage, other: _Passage) -> float:
    """Measure how alike two passages are: the same words most, at the same place most of all."""
    if one.sha256 == other.sha256:
        return 3.0 + (str(one) == str(other))
    if one.section != other.section:
        return 0.0
    shared = difflib.SequenceMatcher(None, one.tokens, other.tokens, autojunk=False).ratio()
    return shared + (one.number == other.number)


def _change(before: _Passage, after: _Passage) -> str:
    """Say how the figures of a changed passage differ."""
    matcher = difflib.SequenceMatcher(None, before.tokens, after.tokens, autojunk=False)
    changes = []
    words = {"replace": "{} became {}", "delete": "{} is gone", "insert": "{1} is new"}
    for code, i, j, k, m in matcher.get_opcodes():
        if code in words:
            told = _quoted(before.tokens[i:j]), _quoted(after.tokens[k:m])
            changes.append(words[code].format(*told))
    place = "" if str(before) == str(after) else f" and stands at {after}"
    return f"{before} has changed{place}: {'; '.join(changes) or 'its words, not its figures'}."


def _text_passages(text: str) -> list[_Passage]:
    """Read the paragraphs of a text that print any figure."""
    passages = [
        _Passage(p.section, p.number, p.sha256, tuple(t.text for t in find_tokens(p.text)))
        for p in read_paragraphs(text)
    ]
    return [passage for passage in passages if passage.tokens]


def _quoted(tokens: Sequence[str]) -> str:
    """Quote numerals for a message."""
    return ", ".join(f"{token!r}" for token in tokens)

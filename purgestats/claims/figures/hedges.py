"""Hedges: the words around a number that widen it or bound it on one side, English and Russian."""

from __future__ import annotations

from typing import Literal

Hedge = Literal["least", "most", "about", "nearly"]


def _phrases(kind: Hedge, text: str) -> dict[tuple[str, ...], Hedge]:
    return {tuple(phrase.split()): kind for phrase in text.replace("\n", " ").split(",")}


#: Words before a number. "No more than" is found before "more than" because longer ones go first.
BEFORE: dict[tuple[str, ...], Hedge] = {
    **_phrases(
        "least",
        """at least, no fewer than, not fewer than, no less than, not less than, a minimum of,
        minimum of, more than, over, above, upwards of, greater than, in excess of, well over,
        just over, slightly more than, slightly over, exceeding, many, >, > =, ≥,
        не менее чем, не менее, не меньше чем, не меньше, свыше, более чем, более, больше чем,
        больше, выше, по меньшей мере, по крайней мере, как минимум, минимум, многие, много""",
    ),
    **_phrases(
        "most",
        """up to, at most, no more than, not more than, less than, fewer than, under, below,
        a maximum of, maximum of, as many as, <, < =, ≤,
        не более чем, не более, не больше чем, не больше, до, менее чем, менее, меньше чем,
        меньше, ниже, максимум""",
    ),
    **_phrases(
        "about",
        """about, around, some, approximately, approx, roughly, c, ca, circa, an estimated,
        estimated, in the region of, in the order of, ~, ≈,
        около, примерно, приблизительно, порядка, ок, ориентировочно""",
    ),
    **_phrases(
        "nearly",
        """nearly, almost, close to, just under, slightly less than, slightly under,
        почти, без малого, чуть менее, чуть меньше""",
    ),
}
#: Words after a number.
AFTER: dict[tuple[str, ...], Hedge] = {
    **_phrases("least", "or more, and more, at least, +, или более, и более"),
    **_phrases("most", "or less, or fewer, at most, или менее"),
    **_phrases("about", "or so"),
}
_LONGEST = max(map(len, BEFORE))


def peel(words: list[str]) -> tuple[set[Hedge], list[str]]:
    """Take the hedges off a phrase.

    Parameters
    ----------
    words : list of str
        Tokens of the phrase.

    Returns
    -------
    tuple of set of str and list of str
        The kinds of hedge found, and the tokens between them.

    Examples
    --------
    >>> peel(["no", "fewer", "than", "5"])
    ({'least'}, ['5'])
    """
    found: set[Hedge] = set()
    start, end = 0, len(words)
    while (hedge := _first(words, start, end)) is not None:
        found.add(BEFORE[hedge])
        start += len(hedge)
    for length in (2, 1):
        kind = AFTER.get(tuple(words[max(start, end - length) : end]))
        if kind is not None and end - length > start:
            found.add(kind)
            end -= length
            break
    return found, words[start:end]


def _first(words: list[str], start: int, end: int) -> tuple[str, ...] | None:
    for length in range(min(_LONGEST, end - start), 0, -1):
        candidate = tuple(words[start : start + length])
        if candidate in BEFORE:
            return candidate
    return None

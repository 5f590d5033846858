"""Possible copying slips: one-digit errors in a printed number that would explain a conflict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LEAST_DIGITS = 4
#: Kinds of slip in words, the likeliest first: two digits change places at every copying.
KINDS = {
    "transposition": "two digits changed places",
    "digit": "one digit differs",
    "dropped": "a digit is missing",
    "added": "a digit too many",
}
_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")


@dataclass(frozen=True)
class Slip:
    """A possible copying slip: a figure that, had it been printed, would dissolve a conflict.

    Parameters
    ----------
    claim : str
        The claim.
    printed, instead : str
        The figure as printed, and the figure that may have been meant.
    kind : str
        ``"digit"``, ``"transposition"``, ``"dropped"`` or ``"added"``.
    restores : bool
        Whether it would then be a figure printed elsewhere for the same, or make a sum exact.
    """

    claim: str
    printed: str
    instead: str
    kind: str
    restores: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """Where it stands among others: what restores something first, then by kind."""
        return (not self.restores, list(KINDS).index(self.kind))

    def __str__(self) -> str:
        return f"possible copying slip in {self.claim}: {self.printed} for {self.instead}"


def variants(printed: str) -> Iterator[tuple[str, str]]:
    """Yield the figures that one slip turns into the printed one.

    Parameters
    ----------
    printed : str
        The figure as printed.

    Yields
    ------
    tuple of str
        The figure, and the kind of slip: ``"digit"``, ``"transposition"``, ``"dropped"`` (the
        printed number lacks a digit) or ``"added"`` (it has one too many).

    Notes
    -----
    Restricted Damerau-Levenshtein distance 1 on the digits of a number with at least four
    significant ones, as in Scholtus (2009, "Automatic correction of simple typing errors in
    numerical data with balance edits", section 3) and R's ``deductive::correct_typos``.

    Examples
    --------
    >>> dict(variants("1,203"))["1,230"], dict(variants("328 681"))["328 618"]
    ('transposition', 'transposition')
    """
    for match in _NUMBER.finditer(printed):
        text = match.group()
        digits = [sign for sign in text if sign.isdigit()]
        if "." in text or len("".join(digits).strip("0")) < LEAST_DIGITS:
            continue
        between = next((sign for sign in ", " if sign in text), "")
        seen = {"".join(digits)}
        for changed, kind in _changes("".join(digits)):
            if changed not in seen and not changed.startswith("0"):
                seen.add(changed)
                shown = f"{int(changed):,}".replace(",", between)
                yield printed[: match.start()] + shown + printed[match.end() :], kind


def slip_between(printed: str, other: str) -> str:
    """Return the kind of slip that would make a figure of another; blank if none would.

    >>> slip_between("681,962", "681 692"), slip_between("681,962", "681,962")
    ('transposition', '')
    """
    goal = re.sub(r"\D", "", other)
    return next((kind for one, kind in variants(printed) if re.sub(r"\D", "", one) == goal), "")


def _changes(digits: str) -> Iterator[tuple[str, str]]:
    for place, old in enumerate(digits):
        for new in "0123456789":
            if new != old:
                yield digits[:place] + new + digits[place + 1 :], "digit"
    for place in range(len(digits) - 1):
        one, other = digits[place], digits[place + 1]
        if one != other:
            yield digits[:place] + other + one + digits[place + 2 :], "transposition"
    for place in range(len(digits) + 1):
        for new in "0123456789":
            yield digits[:place] + new + digits[place:], "dropped"
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :], "added"

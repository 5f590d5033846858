"""Every error purgestats raises on purpose; each says where, what and how to mend it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import category

from purgestats._names import Late

if TYPE_CHECKING:
    import pandas as pd
else:
    pd = Late("pandas")

MOST_LISTED = 1_000
#: Signs of a message; whatever was given, it fills no screen.
MOST_SIGNS = 4_000


class PurgestatsError(Exception):
    """The root of all errors that purgestats raises on purpose."""

    def __str__(self) -> str:
        # KeyError, a second base of some subclasses, would print the message's repr.
        text = str(self.args[0]) if self.args else ""
        text = "\n".join(map(harmless, text[: MOST_SIGNS + 1].split("\n")))
        return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"


class FigureError(PurgestatsError, ValueError):
    """A printed phrase that cannot be read as a figure."""


class PeriodError(PurgestatsError, ValueError):
    """A period that is not a year, a month, a day or an interval of these."""


class VocabularyError(PurgestatsError, ValueError):
    """A vocabulary that contradicts itself."""


class UnknownTerm(PurgestatsError, KeyError):
    """A term that the vocabulary does not have."""


class UnknownDataset(PurgestatsError, KeyError):
    """A topic that datasets/ does not have."""


class UnknownQuantity(PurgestatsError, KeyError):
    """A quantity on which there is no claim."""


class UnknownClaim(PurgestatsError, KeyError):
    """A claim id that the table does not have."""


class InvalidChoice(PurgestatsError, ValueError):
    """An argument that is none of the values allowed."""


def several(given: Any, what: str, single: tuple[type, ...] = (str,)) -> list[Any]:
    """Return one or several, or none, as a list; refuse what is neither."""
    if given is None or isinstance(given, single):
        return [] if given is None else [given]
    if not isinstance(given, Iterable):
        raise InvalidChoice(f"{what}: give one or several, not {given!r}")
    return list(given)


def by_name(given: Any, what: str) -> dict[Any, Any]:
    """Return a mapping, a Series or nothing as a dict; refuse what is none of them."""
    if given is not None and not hasattr(given, "items"):
        raise InvalidChoice(f"{what}: give a dict or a Series by id, not {given!r}")
    return {} if given is None else dict(given.items())


def whole_number(given: Any, what: str) -> int:
    """Return a whole number of at least 0; refuse any other."""
    if not isinstance(given, Integral) or given < 0:
        raise InvalidChoice(f"{what} is a whole number of at least 0, not {given!r}")
    return min(int(given), sys.maxsize - 1)


class NotEstimable(PurgestatsError, ValueError):
    """An estimate that the claims do not allow by the method asked for."""


class MissingLibrary(PurgestatsError, ImportError):
    """A library that one call needs is not installed; the message says how to install it."""


class InconsistentLedger(PurgestatsError, ValueError):
    """Claims that cannot all hold, where an answer needs that they can."""


@dataclass(frozen=True)
class Place:
    """Where in a file a cell stands.

    Parameters
    ----------
    file : str
        Name of the file; blank for a table that was never a file.
    line : int
        Line of the file, or row of the sheet, counted from 1 with the header as the first; 0 for
        the file as a whole.
    column : str
        Name of the column; blank for the line as a whole.
    cell : str
        The spreadsheet's name for the cell, such as ``C7``; blank outside spreadsheets.
    """

    file: str = ""
    line: int = 0
    column: str = ""
    cell: str = ""

    def __str__(self) -> str:
        row = f"cell {self.cell}" if self.cell else f"line {self.line}" if self.line else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(filter(None, (self.file or "table", row, column)))


class ClaimError(PurgestatsError, ValueError):
    """One fault in one row of a claims table.

    Parameters
    ----------
    place : Place
        File, line and column.
    value : str
        The offending value as it stands there.
    rule : str
        The rule it breaks, with how to mend it.
    nearest : sequence of str
        The nearest valid values, best first.
    claim_id : str
        The claim in question, where the row has an id.
    """

    def __init__(
        self, place: Place, value: str, rule: str, nearest: Sequence[str] = (), claim_id: str = ""
    ) -> None:
        self.place = place
        self.file, self.line, self.column = place.file, place.line, place.column
        self.value = value
        self.rule = rule
        self.nearest = tuple(nearest)
        self.claim_id = claim_id
        # All arguments, so that the error survives pickling on its way out of a worker process.
        super().__init__(place, value, rule, self.nearest, claim_id)

    def __str__(self) -> str:
        value = f"{shown(self.value)}: " if self.value else ""
        if self.rule.startswith(value[:-2]):
            value = ""
        return harmless(f"{self.place}: {value}{self.rule}{did_you_mean(self.nearest)}")


class ClaimErrors(PurgestatsError, ValueError):
    """Every fault found in a claims table, in the order of its lines.

    Attributes
    ----------
    errors : tuple of ClaimError
        All of them, however many; the message lists the first thousand.
    """

    def __init__(self, errors: Iterable[ClaimError]) -> None:
        self.errors = tuple(errors)
        super().__init__(self.errors)

    def __str__(self) -> str:
        count = len(self.errors)
        lines = [f"{count:,} fault{'' if count == 1 else 's'}; nothing was read or changed"]
        lines += [f"  {error}" for error in self.errors[:MOST_LISTED]]
        if count > MOST_LISTED:
            lines.append(f"  and {count - MOST_LISTED:,} more in .errors")
        return "\n".join(lines)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a fault, to be sorted, counted or written to a file.

        Returns
        -------
        DataFrame
            file, line, cell, column, claim_id, value, rule and nearest (valid values, best first,
            separated by ``;``).

        Examples
        --------
        >>> fault = ClaimError(Place("mine.csv", 2, "measure"), "arests", "no such measure")
        >>> ClaimErrors([fault]).to_frame()[["line", "column", "value"]].values.tolist()
        [[2, 'measure', 'arests']]
        """
        names = ("file", "line", "column", "claim_id", "value", "rule")
        rows = [[getattr(error, name) for name in names] for error in self.errors]
        table = pd.DataFrame(rows, columns=list(names)).astype({"line": "int64"})
        table.insert(2, "cell", [error.place.cell for error in self.errors])
        return table.assign(nearest=[";".join(error.nearest) for error in self.errors])


def harmless(text: str) -> str:
    r"""Write control characters so that they can be seen and do nothing.

    Parameters
    ----------
    text : str
        Anything that came from a file or from the command line.

    Returns
    -------
    str
        The text; escape sequences, line breaks, marks that turn the direction of writing and
        halves of characters stand there as ``\x1b``, ``\n``, ``\u202e``.

    Examples
    --------
    >>> print(harmless("40,000\x1b[2J"))
    40,000\x1b[2J
    """
    if text.isprintable():
        return text
    # Spaces of all widths are no printable characters to Python, yet they only separate.
    return "".join(
        sign
        if sign.isprintable() or category(sign) == "Zs"
        else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )


def shown(value: object, most: int = 60) -> str:
    r"""Quote a value from a file so that no control character reaches the screen.

    Parameters
    ----------
    value : object
        Anything that stood in a cell or was given.
    most : int
        Longest form shown.

    Returns
    -------
    str
        The value in quotation marks, unprintable characters escaped.

    Examples
    --------
    >>> shown("40\x00,000")
    "'40\\x00,000'"
    """
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= most else text[: most - 1] + "…"
    return repr(text) if isinstance(value, str) else harmless(text)


def nearest(value: str, valid: Iterable[str], most: int = 3) -> list[str]:
    """Return the valid values most like the given one.

    Parameters
    ----------
    value : str
        What was written.
    valid : iterable of str
        What could have been written.
    most : int
        How many to return at most.

    Returns
    -------
    list of str
        Best first; empty if nothing is like it.

    Examples
    --------
    >>> nearest("execution", ["arrests", "executions", "deaths"])
    ['executions']
    """
    return difflib.get_close_matches(value, sorted(set(valid)), n=most, cutoff=0.5)


def did_you_mean(candidates: Sequence[str]) -> str:
    """Return the closing words of a message that offers the nearest valid values.

    Parameters
    ----------
    candidates : sequence of str
        Valid values, best first.

    Returns
    -------
    str
        Blank where there is nothing to offer.

    Examples
    --------
    >>> did_you_mean(["executions", "arrests"])
    '; nearest: executions, arrests'
    """
    return f"; nearest: {', '.join(map(harmless, candidates))}" if candidates else ""


E = TypeVar("E", bound=PurgestatsError)


def unknown(kind: type[E], words: str, value: object, valid: Iterable[str]) -> E:
    """Return an error that ends with the valid values most like the one given.

    >>> unknown(UnknownQuantity, "no measure 'death'", "death", ["arrests", "deaths"])
    UnknownQuantity("no measure 'death'; nearest: deaths")
    """
    return kind(words + did_you_mean(nearest(str(value), valid)))


def check_choice(
    value: object, valid: Collection[str], name: str, kind: type[PurgestatsError] = InvalidChoice
) -> None:
    """Refuse an argument that is none of the values allowed.

    Parameters
    ----------
    value : object
        What was given.
    valid : collection of str
        What can be.
    name : str
        The argument.
    kind : type
        The error to raise.

    Raises
    ------
    InvalidChoice
        Or another error, with the nearest valid values.
    """
    if value not in valid:
        raise unknown(kind, f"no {name} {value!r}; there are {', '.join(valid)}", value, valid)

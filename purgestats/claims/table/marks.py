"""A column ``language`` of a user's table, for figures whose marks alone tell it."""

from __future__ import annotations

import re

from purgestats.claims.figures.reading import Figure, read_figure
from purgestats.claims.files.raw import Cells, RawTable
from purgestats.errors import FigureError, InvalidChoice

COLUMN = "language"
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")


def settle_marks(raw: RawTable) -> None:
    """Write figures that only their row's language makes plain where every reader finds them.

    ``681.692`` in a row of German gets ``681,692`` in the column ``resolved``, which is read
    instead of the printed figure, in whatever language anybody reads the table later.

    Parameters
    ----------
    raw : RawTable
        Changed in place; the column ``language`` is taken off.
    """
    codes, printed = raw.columns.pop(COLUMN, None), raw.columns.get("as_printed")
    if codes is None or printed is None:
        return
    resolved = raw.columns.get("resolved", Cells.repeat("", len(raw.lines))).texts()
    known: dict[tuple[str, str], str] = {}
    for row, (code, text) in enumerate(zip(codes.texts(), printed.texts(), strict=True)):
        if not code or not text or resolved[row]:
            continue
        try:
            if (code, text) not in known:
                known[code, text] = _plain(text, code)
            resolved[row] = known[code, text]
        except InvalidChoice as error:
            raw.fault(raw.place(row, COLUMN), code, str(error))
    raw.columns["resolved"] = Cells.of(resolved)


def _plain(text: str, code: str) -> str:
    """Return a figure with marks that mean the same in every language; blank if it needs none."""
    told = _read(text, code)
    if told is None or _read(text) == told:
        return ""
    plain = _GROUPED.sub(lambda found: found.group().replace(".", ","), text)
    return plain if _read(plain) == told else ""


def _read(text: str, code: str | None = None) -> tuple[object, ...] | None:
    try:
        figure: Figure = read_figure(text, language=code)
    except FigureError:
        return None
    return (figure.low, figure.best, figure.high, figure.unit)

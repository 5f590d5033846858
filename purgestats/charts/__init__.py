"""Charts of published figures: one chart a module, one look for all.

Every chart takes a claims table (or a ledger, or the events table), returns matplotlib Axes, and
can be asked for the rows it drew (`rows`), for a description in words (`alt_text`) and for a file
(`save`). A chart is one module that ends by handing its table and its words to `sheet.finish`; its
public function is entered in the table below, and nothing else has to change.

The names are looked up on first use, so that importing this package imports no matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from purgestats.charts.kinds.bounds import bounds
    from purgestats.charts.kinds.composition import composition
    from purgestats.charts.kinds.conflicts import conflicts
    from purgestats.charts.kinds.estimates import estimates
    from purgestats.charts.kinds.operations import operations
    from purgestats.charts.kinds.overrepresentation import overrepresentation
    from purgestats.charts.kinds.ranks import ranks
    from purgestats.charts.kinds.series import series
    from purgestats.charts.kinds.timeline import timeline
    from purgestats.charts.record import alt_text, rows
    from purgestats.charts.saving import save

_KINDS = (
    "bounds",
    "composition",
    "conflicts",
    "estimates",
    "operations",
    "overrepresentation",
    "ranks",
    "series",
    "timeline",
)
_HOME = {kind: f"kinds.{kind}" for kind in _KINDS} | {
    "rows": "record",
    "alt_text": "record",
    "save": "saving",
}

__all__ = [
    "alt_text",
    "bounds",
    "composition",
    "conflicts",
    "estimates",
    "operations",
    "overrepresentation",
    "ranks",
    "rows",
    "save",
    "series",
    "timeline",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)

"""purgestats: published figures on the Soviet Great Purge, and what they imply together.

Every figure is a claim with a source. Names load on first use, so that importing the package costs
next to nothing:

>>> import purgestats as ps
>>> print(ps.read_figure("about 40,000"))
36,000 to 44,000, best 40,000
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from purgestats import charts
    from purgestats.changes import Changes, what_changes
    from purgestats.claims.catalogue import (
        assumptions,
        catalogue,
        claimants,
        events,
        load,
        sources,
        vocabulary,
    )
    from purgestats.claims.citations import Origins, cite, origins
    from purgestats.claims.figures import Figure, Policy, read_figure
    from purgestats.claims.scopes import Period, Quantity
    from purgestats.claims.table import read_claims, reread, validate
    from purgestats.claims.tallying.counting import tally
    from purgestats.claims.template import write_template
    from purgestats.claims.tracing.trail import trace
    from purgestats.claims.writing import write_claims
    from purgestats.errors import (
        ClaimError,
        ClaimErrors,
        FigureError,
        InconsistentLedger,
        InvalidChoice,
        MissingLibrary,
        NotEstimable,
        PeriodError,
        PurgestatsError,
        UnknownClaim,
        UnknownDataset,
        UnknownQuantity,
        UnknownTerm,
        VocabularyError,
    )
    from purgestats.estimates.agreement import Consensus, consensus
    from purgestats.estimates.comparison import Comparison, compare
    from purgestats.estimates.excess import relative_risk
    from purgestats.estimates.judgements import Pool, pool
    from purgestats.estimates.quotients import Ratio, ratio
    from purgestats.exploring.controls import explore
    from purgestats.ledger.balancing import Balance
    from purgestats.ledger.book import Ledger
    from purgestats.ledger.certificates import Certificate
    from purgestats.ledger.conflicts import Conflict, Conflicts
    from purgestats.ledger.repairs import Repair, Repairs
    from purgestats.ledger.sensitivities import Sensitivity
    from purgestats.reconciliation import Reconciliation, reconcile

_NAMES = {
    "purgestats.changes": ("Changes", "what_changes"),
    "purgestats.claims.catalogue": (
        "assumptions",
        "catalogue",
        "claimants",
        "events",
        "load",
        "sources",
        "vocabulary",
    ),
    "purgestats.claims.citations": ("Origins", "cite", "origins"),
    "purgestats.claims.figures": ("Figure", "Policy", "read_figure"),
    "purgestats.claims.scopes": ("Period", "Quantity"),
    "purgestats.claims.table": ("read_claims", "reread", "validate"),
    "purgestats.claims.tallying.counting": ("tally",),
    "purgestats.errors": (
        "ClaimError",
        "ClaimErrors",
        "FigureError",
        "InconsistentLedger",
        "InvalidChoice",
        "NotEstimable",
        "MissingLibrary",
        "PeriodError",
        "PurgestatsError",
        "UnknownClaim",
        "UnknownDataset",
        "UnknownQuantity",
        "UnknownTerm",
        "VocabularyError",
    ),
    "purgestats.estimates.agreement": ("Consensus", "consensus"),
    "purgestats.estimates.comparison": ("Comparison", "compare"),
    "purgestats.claims.template": ("write_template",),
    "purgestats.estimates.excess": ("relative_risk",),
    "purgestats.estimates.judgements": ("Pool", "pool"),
    "purgestats.estimates.quotients": ("Ratio", "ratio"),
    "purgestats.claims.tracing.trail": ("trace",),
    "purgestats.claims.writing": ("write_claims",),
    "purgestats.exploring.controls": ("explore",),
    "purgestats.ledger.balancing": ("Balance",),
    "purgestats.ledger.book": ("Ledger",),
    "purgestats.ledger.certificates": ("Certificate",),
    "purgestats.ledger.conflicts": ("Conflict", "Conflicts"),
    "purgestats.ledger.repairs": ("Repair", "Repairs"),
    "purgestats.ledger.sensitivities": ("Sensitivity",),
    "purgestats.reconciliation": ("Reconciliation", "reconcile"),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "Balance",
    "Certificate",
    "Changes",
    "ClaimError",
    "ClaimErrors",
    "Comparison",
    "Conflict",
    "Conflicts",
    "Consensus",
    "Figure",
    "FigureError",
    "InconsistentLedger",
    "InvalidChoice",
    "Ledger",
    "MissingLibrary",
    "NotEstimable",
    "Origins",
    "Period",
    "PeriodError",
    "Policy",
    "Pool",
    "PurgestatsError",
    "Quantity",
    "Ratio",
    "Reconciliation",
    "Repair",
    "Repairs",
    "Sensitivity",
    "UnknownClaim",
    "UnknownDataset",
    "UnknownQuantity",
    "UnknownTerm",
    "VocabularyError",
    "__version__",
    "assumptions",
    "catalogue",
    "charts",
    "cite",
    "claimants",
    "compare",
    "consensus",
    "events",
    "explore",
    "load",
    "origins",
    "pool",
    "ratio",
    "read_claims",
    "read_figure",
    "reconcile",
    "relative_risk",
    "reread",
    "sources",
    "tally",
    "trace",
    "validate",
    "vocabulary",
    "what_changes",
    "write_claims",
    "write_template",
]


def __getattr__(name: str) -> Any:
    if name == "charts":
        return importlib.import_module("purgestats.charts")
    if name not in _HOME:
        raise AttributeError(f"module 'purgestats' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

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
    from purgestats.claims.datasets.catalogue import (
        assumptions,
        catalogue,
        claimants,
        events,
        load,
        sources,
        vocabulary,
    )
    from purgestats.claims.export.template import write_template
    from purgestats.claims.export.writing import write_claims
    from purgestats.claims.figures.reading import Figure, Policy, read_figure
    from purgestats.claims.sources.citations import Origins, cite, origins
    from purgestats.claims.table.table import read_claims, reread, validate
    from purgestats.claims.tally.tally import tally
    from purgestats.claims.trace.trace import trace
    from purgestats.claims.vocabulary.quantities import Period, Quantity
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
    from purgestats.estimates.compare.compare import Comparison, compare
    from purgestats.estimates.consensus.consensus import Consensus, consensus
    from purgestats.estimates.pool.pool import Pool, pool
    from purgestats.estimates.ratio.ratio import Ratio, ratio
    from purgestats.estimates.ratio.relative_risk import relative_risk
    from purgestats.exploring.explore import explore
    from purgestats.ledger.balance.balance import Balance
    from purgestats.ledger.book import Ledger
    from purgestats.ledger.conflicts.conflict import Conflict, Conflicts
    from purgestats.ledger.proofs.certificates import Certificate
    from purgestats.ledger.repairs.repair import Repair, Repairs
    from purgestats.ledger.sensitivity import Sensitivity
    from purgestats.reconciliation import Reconciliation, reconcile

_NAMES = {
    "purgestats.changes": ("Changes", "what_changes"),
    "purgestats.claims.datasets.catalogue": (
        "assumptions",
        "catalogue",
        "claimants",
        "events",
        "load",
        "sources",
        "vocabulary",
    ),
    "purgestats.claims.sources.citations": ("Origins", "cite", "origins"),
    "purgestats.claims.figures.reading": ("Figure", "Policy", "read_figure"),
    "purgestats.claims.vocabulary.quantities": ("Period", "Quantity"),
    "purgestats.claims.table.table": ("read_claims", "reread", "validate"),
    "purgestats.claims.tally.tally": ("tally",),
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
    "purgestats.estimates.consensus.consensus": ("Consensus", "consensus"),
    "purgestats.estimates.compare.compare": ("Comparison", "compare"),
    "purgestats.claims.export.template": ("write_template",),
    "purgestats.estimates.ratio.relative_risk": ("relative_risk",),
    "purgestats.estimates.pool.pool": ("Pool", "pool"),
    "purgestats.estimates.ratio.ratio": ("Ratio", "ratio"),
    "purgestats.claims.trace.trace": ("trace",),
    "purgestats.claims.export.writing": ("write_claims",),
    "purgestats.exploring.explore": ("explore",),
    "purgestats.ledger.balance.balance": ("Balance",),
    "purgestats.ledger.book": ("Ledger",),
    "purgestats.ledger.proofs.certificates": ("Certificate",),
    "purgestats.ledger.conflicts.conflict": ("Conflict", "Conflicts"),
    "purgestats.ledger.repairs.repair": ("Repair", "Repairs"),
    "purgestats.ledger.sensitivity": ("Sensitivity",),
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

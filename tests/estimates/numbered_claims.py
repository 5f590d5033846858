"""Claims tables made of numbers, for the tests of this room."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

Values = tuple[float | None, float | None, float | None]
QUANTITY = "executions|all|all|ussr|1937/1938"


def table(values: Sequence[Values], **columns: object) -> pd.DataFrame:
    """Return claims with the given low, best and high, each its own count unless columns differ."""
    numbers = [[math.nan if one is None else float(one) for one in row] for row in values]
    frame = pd.DataFrame(numbers, columns=["low", "best", "high"])
    size = range(len(values))
    frame["claim_id"] = [f"c{number}" for number in size]
    frame["measure"], frame["group"], frame["operation"] = "executions", "all", "all"
    frame["place"], frame["period"] = "ussr", "1937/1938"
    frame["unit"], frame["stance"], frame["derived_from"] = "persons", "asserts", "none"
    frame["source"] = [f"s{number}" for number in size]
    frame["claimant"] = [f"a{number}" for number in size]
    return frame.assign(**columns)

"""Choosing the claims of a chart and putting them in order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import spans_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, did_you_mean, nearest


def counts_on(rows: pd.DataFrame, quantity: str | Quantity | None) -> tuple[Quantity, pd.DataFrame]:
    """Choose the claims that count one quantity; shares and multiples are left out."""
    counted = rows.loc[~rows["is_share"]]
    known = sorted(counted["quantity"].unique())
    if quantity is None:
        if len(known) != 1:
            raise InvalidChoice(
                f"the claims count {len(known)} quantities: name one"
                + (f", such as {'; '.join(known[:3])}" if known else "; shares have no count")
            )
        chosen = Quantity.parse(known[0])
    else:
        chosen = Quantity.parse(quantity)
    found = counted.loc[counted["quantity"] == str(chosen)]
    if found.empty:
        raise UnknownQuantity(
            f"no claim counts {chosen}" + did_you_mean(nearest(str(chosen), known))
        )
    return chosen, found


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Order claims by best value or midpoint; equals keep the order of the table.

    >>> rows = pd.DataFrame({"low": [5.0, 1.0], "best": [5.0, 1.0], "high": [5.0, 1.0]})
    >>> in_order(rows).index.tolist()
    [1, 0]
    """
    middles = [span.middle for span in spans_of(rows)]
    return rows.iloc[np.argsort(np.array(middles, dtype=float), kind="stable")]

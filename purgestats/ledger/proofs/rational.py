"""Exact numbers: ints where they do, fractions where they must."""

from fractions import Fraction

from purgestats.ledger.model.rows import Number, whole

Sparse = dict[int, Number]


def divide(value: Number, by: Number) -> Number:
    """Return an exact quotient, as an int if it is one."""
    if by == 1:
        return value
    return -value if by == -1 else whole(Fraction(value) / by)

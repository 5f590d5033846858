"""Proofs: multipliers on rows whose sum yields a bound, or a contradiction, checked exactly.

The check uses nothing but exact rational arithmetic on the rows themselves: no solver, no floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from purgestats.claims.display import Result, said, table, told_table
from purgestats.ledger.model.rows import Number, Row, System, size_of

Goal = Literal["low", "high", "conflict"]


@dataclass(frozen=True)
class CertificateRow:
    """One row with its multiplier.

    Parameters
    ----------
    constraint : str
        What the row says, in terms of quantities.
    kind : str
        Where it comes from: claim, assumption, time, containment or partition.
    id : str
        The claim or assumption; blank for rows that always hold.
    side : str
        Which side of a claim.
    multiplier : Fraction
        How many times the row is taken; at least 0 unless it is an equation.
    row : Row
        The row itself.
    number : int
        Its place in the ledger's system.
    """

    constraint: str
    kind: str
    id: str
    side: str
    multiplier: Number
    row: Row
    number: int


@dataclass(frozen=True, repr=False)
class Certificate(Result):
    """A proof that a quantity is at least or at most a value, or that claims cannot all hold.

    Parameters
    ----------
    goal : {"low", "high", "conflict"}
        What is proved.
    quantity : str
        The quantity bounded; blank for a conflict.
    variable : int
        Its number; -1 for a conflict.
    value : Fraction or None
        The bound; None where there is none (infinite, or a conflict).
    rows : tuple of CertificateRow
        The rows and their multipliers.
    system : System
        The ledger's rows, with which these are compared.
    """

    goal: Goal
    quantity: str
    variable: int
    value: Number | None
    rows: tuple[CertificateRow, ...]
    system: System = field(repr=False, compare=False)
    _table: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    def with_claims(self, claims: pd.DataFrame) -> Certificate:
        """Return the same with the claims at hand, which are told in words in a notebook.

        Parameters
        ----------
        claims : DataFrame
            The claims of the ledger.

        Returns
        -------
        Certificate
            Equal to this one.
        """
        return replace(self, _table=claims)

    @property
    def because(self) -> tuple[str, ...]:
        """Ids of the claims and assumptions that the proof uses, each once."""
        return tuple(dict.fromkeys(row.id for row in self.rows if row.id))

    def verify(self) -> bool:
        """Add up the rows exactly and say whether they prove what is claimed.

        Returns
        -------
        bool
            True if the multipliers are allowed and the sum yields the value, or for a conflict the
            contradiction that something of at most 0 exceeds 0.

        Notes
        -----
        Every unknown is at least 0, so left over on the greater side of the sum it only helps.
        """
        total: dict[int, Number] = {}
        right: Number = 0
        strict = False
        for line in self.rows:
            if line.multiplier < 0 and not line.row.equal:
                return False
            if not self._is_ours(line):
                return False
            strict |= line.row.strict and line.multiplier > 0
            right += line.multiplier * line.row.rhs
            for variable, coefficient in line.row.terms:
                total[variable] = total.get(variable, 0) + line.multiplier * coefficient
        if self.goal == "conflict":
            return all(value <= 0 for value in total.values()) and (
                right > 0 or (right == 0 and strict)
            )
        named = self.system.names[self.variable]
        if self.quantity != named:
            return False
        if self.value is None:
            return not self.rows
        wanted = 1 if self.goal == "low" else -1
        rest = {**total, self.variable: total.get(self.variable, 0) - wanted}
        proved = right if self.goal == "low" else -right
        holds = proved >= self.value if self.goal == "low" else proved <= self.value
        return holds and all(value <= 0 for value in rest.values())

    def _is_ours(self, line: CertificateRow) -> bool:
        """Say whether a row is the ledger's own, and what is said of it is the row's."""
        if not 0 <= line.number < len(self.system.rows):
            return False
        said = line.constraint, line.kind, line.id, line.side, line.row
        return said == _said(self.system, line.number)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a constraint: constraint, kind, id, side, multiplier."""
        names = ("constraint", "kind", "id", "side", "multiplier")
        return pd.DataFrame(
            [[str(getattr(row, name)) for name in names] for row in self.rows], columns=list(names)
        )

    def __str__(self) -> str:
        if self.goal == "conflict":
            return f"{', '.join(self.because)} cannot all hold"
        if self.value is None:
            return f"nothing bounds {self.quantity} on this side"
        words = "at least" if self.goal == "low" else "at most"
        number = int(self.value) if self.value.denominator == 1 else float(self.value)
        reasons = f", by {', '.join(self.because)}" if self.because else ""
        return f"{self.quantity} is {words} {number:,}{reasons}"

    def _repr_html_(self) -> str:
        return said(self, table(self.to_frame()), told_table(self._table, self.because))


def certificate(
    system: System,
    goal: Goal,
    multipliers: Mapping[int, Number],
    variable: int = -1,
    value: Number | None = None,
) -> Certificate:
    """Make a certificate of multipliers.

    Parameters
    ----------
    system : System
        The ledger's system.
    goal : {"low", "high", "conflict"}
        What is proved.
    multipliers : mapping of int to Fraction
        Row number to multiplier.
    variable : int
        The variable bounded.
    value : Fraction, optional
        The bound.

    Returns
    -------
    Certificate
        Rows in the order of the system; nothing is checked yet.
    """
    lines = [
        _line(system, number, multipliers[number])
        for number in sorted(multipliers)
        if multipliers[number]
    ]
    quantity = system.names[variable] if variable >= 0 else ""
    return Certificate(goal, quantity, variable, value, tuple(lines), system)


def _line(system: System, number: int, multiplier: Number) -> CertificateRow:
    constraint, kind, unit, side, row = _said(system, number)
    return CertificateRow(constraint, kind, unit, side, multiplier, row, number)


def _said(system: System, number: int) -> tuple[str, str, str, str, Row]:
    """Return what a certificate says of a row; many proofs lean on the same ones."""
    found = system.said.get(number)
    if found is None:
        row = system.rows[number]
        unit = system.units[row.unit].id if row.unit >= 0 else ""
        found = system.said[number] = row_words(system, row), row.kind, unit, row.side, row
    return found


def row_words(system: System, row: Row) -> str:
    """Return a row as an inequality between quantities.

    Parameters
    ----------
    system : System
        For the names of the quantities.
    row : Row
        The row.

    Returns
    -------
    str
        Greater side first, such as ``a >= 0.5 b``.
    """
    left: list[str] = []
    right: list[str] = []
    for variable, coefficient in row.terms:
        size = size_of(coefficient)
        name = system.names[variable]
        text = name if size == 1 else f"{_show(size)} {name}"
        (left if coefficient > 0 else right).append(text)
    if row.rhs > 0:
        right.append(_show(row.rhs))
    elif row.rhs < 0:
        left.append(_show(-row.rhs))
    sign = "=" if row.equal else ">" if row.strict else ">="
    return f"{' + '.join(left) or '0'} {sign} {' + '.join(right) or '0'}"


def _show(value: Number) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):.6g}"

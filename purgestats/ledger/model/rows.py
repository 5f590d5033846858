"""The ledger as a system: unknown quantities, and linear rows that say where each comes from."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.model.intervals import Span, span_words, to_period
from purgestats.ledger.model.lattice import Scope

Number = int | Fraction
Kind = Literal["claim", "assumption", "time", "containment", "partition"]
Role = Literal["claimed", "implied", "part"]
HARD = -1


def whole(value: Number) -> Number:
    """Return a number as an int if it is one: sums of ints are several times as fast.

    Parameters
    ----------
    value : int or Fraction
        Any exact number.

    Returns
    -------
    int or Fraction
        The same number.

    Examples
    --------
    >>> whole(Fraction(6, 2)), whole(Fraction(1, 2))
    (3, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value


def size_of(value: Number) -> Number:
    """Return an exact number without its sign.

    Parameters
    ----------
    value : int or Fraction
        Any exact number.

    Returns
    -------
    int or Fraction
        At least 0.

    Examples
    --------
    >>> size_of(-3)
    3
    """
    return -value if value < 0 else value


@dataclass(frozen=True, slots=True)
class Variable:
    """An unknown number, at least 0.

    Parameters
    ----------
    scope : tuple of str
        Measure, group, operation and place.
    span : tuple of int
        Days, half-open.
    role : {"claimed", "implied", "part"}
        There is a claim on it or it is a claim's base; it joined through a partition or an
        assumption; or it is a stretch of time that windows were cut into.
    """

    scope: Scope
    span: Span
    role: Role

    @property
    def quantity(self) -> Quantity:
        """The quantity it stands for."""
        return Quantity(*self.scope, to_period(self.span))

    @property
    def name(self) -> str:
        """Its id: the quantity as it is written."""
        return "|".join((*self.scope, span_words(self.span)))


@dataclass(frozen=True, slots=True)
class Unit:
    """A count or an assumption: what holds or gives way as a whole.

    Parameters
    ----------
    id : str
        The claim that stands for the count, or the assumption.
    kind : {"claim", "assumption"}
        Which of the two.
    copies : tuple of str
        The other claims that print the same count.
    """

    id: str
    kind: Literal["claim", "assumption"]
    copies: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim of a count."""
        return (self.id, *self.copies)


@dataclass(frozen=True, slots=True)
class Row:
    """One linear constraint: the sum of coefficient times variable is at least ``rhs``.

    Parameters
    ----------
    kind : {"claim", "assumption", "time", "containment", "partition"}
        Where it comes from.
    unit : int
        Position of the count or assumption it belongs to; -1 for rows that always hold.
    side : {"low", "high", "base", ""}
        Which side of a claim; ``"base"`` says that a share's whole is not empty.
    terms : tuple of (int, number)
        Variable and coefficient.
    rhs : int or Fraction
        The right side.
    equal : bool
        Whether it is an equation.
    strict : bool
        Whether the sum must exceed ``rhs``.
    """

    kind: Kind
    unit: int
    side: Literal["low", "high", "base", ""]
    terms: tuple[tuple[int, Number], ...]
    rhs: Number
    equal: bool = False
    strict: bool = False


@dataclass
class System:
    """Variables, rows and units.

    Parameters
    ----------
    variables : list of Variable
        Position is the variable's number.
    rows : list of Row
        Position is the row's number.
    units : list of Unit
        Counts in the order of their first claims, then assumptions in theirs.
    at : dict of (scope, span) to int
        The variable of each quantity.
    of_claim : list of tuple of int
        For each claim its variable, and its base's or -1.
    said : dict of int to tuple
        What certificates say of a row, once one does.
    """

    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    at: dict[tuple[Scope, Span], int] = field(default_factory=dict)
    of_claim: list[tuple[int, int]] = field(default_factory=list)
    said: dict[int, tuple[str, str, str, str, Row]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def names(self) -> list[str]:
        """The id of each variable, once none is added any more."""
        return [variable.name for variable in self.variables]

    def add_variable(self, scope: Scope, span: Span, role: Role) -> int:
        """Add an unknown, unless it is there already, and return its number."""
        number = self.at.get((scope, span))
        if number is None:
            number = self.at[scope, span] = len(self.variables)
            self.variables.append(Variable(scope, span, role))
        elif (role == "claimed" and self.variables[number].role != "claimed") or (
            role == "implied" and self.variables[number].role == "part"
        ):
            self.variables[number] = Variable(scope, span, role)
        return number

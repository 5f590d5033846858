"""What a tally asks for: which column or term gives each dimension of the scope, and by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from purgestats.claims.tally.dates import UNITS
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, parsed
from purgestats.errors import ClaimError, Place, nearest
from purgestats.words import listing

#: A column's name, or the column with the terms its cells stand for (for a period: its window).
Spec = str | Period | Mapping[str, object] | None


@dataclass(frozen=True)
class Dimension:
    """Where one dimension of the scope comes from.

    Parameters
    ----------
    name : str
        ``"measure"``, ``"group"``, ``"operation"``, ``"place"`` or ``"period"``.
    constant : str
        The term or period of every record; blank for the default of a claims table, and where a
        column gives it.
    column : str
        The column that gives it; blank if none does.
    terms : mapping of str to str, optional
        The term for which each cell stands; None where the cells are terms themselves.
    window : Period, optional
        The days that count, where the column holds dates.
    """

    name: str
    constant: str = ""
    column: str = ""
    terms: Mapping[str, str] | None = None
    window: Period | None = None


@dataclass(frozen=True)
class Request:
    """All that is asked of a list.

    Parameters
    ----------
    dimensions : tuple of Dimension
        In the order of a scope.
    by : frozenset of str
        The dimensions told apart; ``"period"`` if a unit of time is.
    unit : str
        ``"day"``, ``"month"``, ``"year"``, or blank.
    keys : tuple of str
        The columns that tell persons apart; empty where every record counts.
    vocabulary : Vocabulary
        The terms.
    """

    dimensions: tuple[Dimension, ...]
    by: frozenset[str]
    unit: str
    keys: tuple[str, ...]
    vocabulary: Vocabulary

    @property
    def columns(self) -> list[str]:
        """The columns that give dimensions, that of the dates first."""
        ordered = sorted(self.dimensions, key=lambda part: part.name != "period")
        return list(dict.fromkeys(part.column for part in ordered if part.column))


@dataclass
class _Reader:
    """Reads the arguments and keeps what is wrong with them."""

    columns: Sequence[str] | None
    vocabulary: Vocabulary
    faults: list[ClaimError] = field(default_factory=list)

    def fault(
        self, argument: str, value: object, rule: str, valid: Sequence[str] = (), column: str = ""
    ) -> None:
        near = nearest(str(value), valid)
        place = Place(f"argument {argument}", 0, column)
        self.faults.append(ClaimError(place, str(value), rule, near))

    def column(self, argument: str, name: object) -> str:
        if self.columns is not None and name not in self.columns:
            rule = f"the records have no such column{self._columns_there()}"
            self.fault(argument, name, rule, self.columns)
        return str(name)

    def _columns_there(self) -> str:
        """Name the columns: where a title stands above them, it is seen to be taken for one."""
        return f"; the columns are {listing(self.columns, 5, ', ')}" if self.columns else ""

    def dimension(self, name: str, given: Spec) -> Dimension:
        if given is None:
            return Dimension(name)
        if isinstance(given, Mapping):
            return self._mapping(name, given)
        is_period = name == "period"
        terms = () if is_period else self.vocabulary.hierarchy(name).parents
        is_constant = parsed(str(given)) is not None if is_period else given in terms
        is_column = not is_constant if self.columns is None else given in self.columns
        if is_column and is_constant:
            kind = "a period" if is_period else f"a {name} of the vocabulary"
            rule = f"both a column of the records and {kind}"
            rule += f"; for the column write {{{given!r}: None}}"
            self.fault(name, given, rule)
        elif is_column:
            return Dimension(name, column=str(given))
        elif not is_constant:
            kind = "a period, such as 1937/1938" if is_period else f"a {name} we know"
            rule = f"neither a column of the records nor {kind}{self._columns_there()}"
            self.fault(name, given, rule, [*(self.columns or ()), *terms])
        return Dimension(name, constant=str(given))

    def _mapping(self, name: str, given: Mapping[str, object]) -> Dimension:
        if len(given) != 1:
            rule = "one column goes with its terms, such as {'region': {'Тула': 'tula'}}"
            self.fault(name, ", ".join(map(str, given)), rule)
            return Dimension(name)
        [(column, detail)] = given.items()
        column = self.column(name, column)
        if detail is None:
            return Dimension(name, column=column)
        if name == "period":
            window = parsed(str(detail))
            if window is None:
                rule = "the days that count are a period, such as 1937/1938"
                self.fault(name, detail, rule, column=column)
            return Dimension(name, column=column, window=window)
        return Dimension(name, column=column, terms=self._terms(name, column, detail))

    def _terms(self, name: str, column: str, detail: object) -> dict[str, str]:
        found: dict[str, str] = {}
        if not isinstance(detail, Mapping):
            rule = f"the terms for the cells are a dict from cell to {name}"
            self.fault(name, detail, rule, column=column)
            return found
        valid = self.vocabulary.hierarchy(name).parents
        for cell, term in detail.items():
            text = cell_text(cell)
            if term not in valid:
                rule = f"no such {name} in the vocabulary; cells {text!r} are mapped to it"
                self.fault(name, term, rule, list(valid), column=column)
            elif found.setdefault(text, term) != term:
                rule = f"cells {text!r} are mapped to {found[text]} as well"
                self.fault(name, term, rule, column=column)
        return found

    def by(
        self, given: str | Sequence[str] | None, dimensions: Sequence[Dimension]
    ) -> tuple[frozenset[str], str]:
        from_columns = [part.name for part in dimensions if part.column]
        if given is None:
            words = ["month" if name == "period" else name for name in from_columns]
        else:
            words = [given] if isinstance(given, str) else list(given)
        valid = [*TABLES, *UNITS]
        for word in words:
            if word not in valid:
                self.fault("by", word, f"by takes {', '.join(valid)}", valid)
        units = list(dict.fromkeys(word for word in words if word in UNITS))
        if len(units) > 1:
            self.fault("by", ", ".join(units), "one unit of time at once; tally once for each")
        if units and "period" not in from_columns:
            self.fault("by", units[0], "period names no column of dates to tell them by")
        names = {"period" if word in UNITS else word for word in words}
        return frozenset(names), units[0] if units else ""


def read_request(
    specs: Mapping[str, Spec],
    by: str | Sequence[str] | None,
    unique: str | Sequence[str] | None,
    columns: Sequence[str] | None,
    vocabulary: Vocabulary,
) -> tuple[Request, list[ClaimError]]:
    """Read the arguments of a tally.

    Parameters
    ----------
    specs : mapping of str to Spec
        For each dimension what was given.
    by, unique
        As for :func:`purgestats.tally`.
    columns : sequence of str or None
        The columns of the records; None if they cannot be known, because no file can be read.
    vocabulary : Vocabulary
        The terms allowed.

    Returns
    -------
    tuple of Request and list of ClaimError
        What is asked, and everything wrong with it.

    Examples
    --------
    >>> from purgestats.claims.datasets.catalogue import own_vocabulary
    >>> specs = {"measure": "executions", "period": "date"}
    >>> request, faults = read_request(specs, None, None, ["date"], own_vocabulary())
    >>> request.unit, request.columns, faults
    ('month', ['date'], [])
    """
    reader = _Reader(columns, vocabulary)
    dimensions = tuple(reader.dimension(name, specs.get(name)) for name in DIMENSIONS)
    split, unit = reader.by(by, dimensions)
    names = [unique] if isinstance(unique, str) else list(unique or ())
    keys = tuple(reader.column("unique", name) for name in names)
    return Request(dimensions, split, unit, keys, vocabulary), reader.faults


def cell_text(value: object) -> str:
    """Return a cell as the text by which it is looked up.

    Parameters
    ----------
    value : object
        A text, number, truth value or date.

    Returns
    -------
    str
        Without spaces at its ends; whole numbers without a decimal point.

    Examples
    --------
    >>> cell_text(" Тула "), cell_text(1937.0), cell_text(True)
    ('Тула', '1937', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

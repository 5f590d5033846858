"""From claims to constraints: which quantities there are, and every row between them.

The rows follow five rules. A claim bounds its quantity, or ties it to a base. Flows add up over
time. A narrower scope counts at most what a broader one does. Members of a partition add up to at
most their parent, or exactly. Assumptions tie one pattern of scopes to another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from purgestats._unswept import unswept
from purgestats.claims.figures.reading import Figure
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.model.bounded import Windows
from purgestats.ledger.model.closure import Joined, join
from purgestats.ledger.model.intervals import Span, to_span
from purgestats.ledger.model.lattice import Lattice, Scope
from purgestats.ledger.model.rows import HARD, Number, Row, System, Unit, whole
from purgestats.ledger.model.timeline import Timeline, cut_time


@dataclass(frozen=True)
class Entry:
    """A claim as the ledger sees it.

    Parameters
    ----------
    id : str
        The claim.
    scope, span : tuple
        What it counts.
    base : tuple of scope and span, or None
        What it is a share or multiple of.
    figure : Figure
        The values it allows.
    """

    id: str
    scope: Scope
    span: Span
    base: tuple[Scope, Span] | None
    figure: Figure


def entries(claims: pd.DataFrame, figures: Sequence[Figure]) -> list[Entry]:
    """Return claims as the ledger sees them.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.
    figures : sequence of Figure
        What each row allows.

    Returns
    -------
    list of Entry
        In the order of the table.
    """
    own = [claims[name].tolist() for name in DIMENSIONS]
    base = [claims[f"of_{name}"].tolist() for name in DIMENSIONS]
    found = []
    for row, claim in enumerate(claims["claim_id"].tolist()):
        measure, group, operation, place, period = (column[row] for column in own)
        scope = (measure, group, operation, place)
        whole: tuple[Scope, Span] | None = None
        if any(column[row] for column in base):
            parts = [of[row] or one[row] for of, one in zip(base, own, strict=True)]
            broad = (parts[0], parts[1], parts[2], parts[3])
            whole = broad, to_span(Period.parse(parts[4]))
        found.append(Entry(claim, scope, to_span(Period.parse(period)), whole, figures[row]))
    return found


@dataclass
class _Build:
    """A system in the making."""

    joined: Joined
    entries: Sequence[Entry]
    counts: Sequence[tuple[int, ...]]
    windows: Windows
    covers: dict[Scope, tuple[Scope, ...]]
    timeline: Timeline
    system: System = field(default_factory=System)


@unswept()
def build(
    claims: Sequence[Entry],
    vocabulary: Vocabulary,
    assumptions: tuple[Assumption, ...] = (),
    also: Iterable[Quantity] = (),
    counts: Sequence[tuple[int, ...]] | None = None,
) -> System:
    """Make the system of a ledger.

    Parameters
    ----------
    claims : list of Entry
        The claims.
    vocabulary : Vocabulary
        What lies within what.
    assumptions : tuple of Assumption
        What to assume besides.
    also : iterable of Quantity
        Quantities that no claim names and about which one wants to ask.
    counts : sequence of tuple of int, optional
        Which claims are one count, as :func:`counts_of` tells; each by itself if left out.

    Returns
    -------
    System
        Variables, rows and units.
    """
    lattice = Lattice(vocabulary)
    claimed = [one for claim in claims for one in ((claim.scope, claim.span), claim.base) if one]
    asked = [(quantity.terms, to_span(quantity.period)) for quantity in also]
    joined = join(lattice, claimed, asked, assumptions)
    windows = joined.everything()
    covers = lattice.covers(windows)
    members = {member for one in joined.partitions for member in one.members}
    flows = [scope for scope in windows if lattice.kind(scope) == "flow"]
    timeline = cut_time(flows, windows, covers, members)
    alone = [(row,) for row in range(len(claims))]
    work = _Build(joined, claims, alone if counts is None else counts, windows, covers, timeline)
    _add_variables(work)
    _add_claims(work)
    _add_time(work)
    _add_partitions(work)
    _add_containment(work)
    _add_assumptions(work)
    return work.system


def _add_variables(work: _Build) -> None:
    system = work.system
    for scope, spans in work.joined.windows.items():
        for span in spans:
            claimed = span in work.joined.claimed.get(scope, {})
            system.add_variable(scope, span, "claimed" if claimed else "implied")
    dated = work.joined.unlisted.items()
    stocks = {scope: spans for scope, spans in dated if scope not in work.timeline.cells}
    for scope, cells in (*work.timeline.cells.items(), *stocks.items()):
        for cell in cells:
            system.add_variable(scope, cell, "part")


def _add_claims(work: _Build) -> None:
    system, entries = work.system, work.entries
    for claim in entries:
        own = system.at[claim.scope, claim.span]
        base = -1 if claim.base is None else system.at[claim.base]
        system.of_claim.append((own, base))
    for number, rows in enumerate(work.counts):
        claim, *copies = (entries[row] for row in rows)
        system.units.append(Unit(claim.id, "claim", tuple(copy.id for copy in copies)))
        system.rows += _claim_rows(number, claim, *system.of_claim[rows[0]])


def _claim_rows(number: int, claim: Entry, own: int, base: int) -> Iterator[Row]:
    """Yield the rows of one count."""
    low, high = (
        None if end is None else whole(end) for end in (claim.figure.low, claim.figure.high)
    )
    if base < 0:
        if low is not None:
            yield Row("claim", number, "low", ((own, 1),), low)
        if high is not None:
            yield Row("claim", number, "high", ((own, -1),), -high)
        return
    if low is not None:
        yield Row("claim", number, "low", _terms(((own, 1), (base, -low))), 0)
    if high is not None:
        yield Row("claim", number, "high", _terms(((own, -1), (base, high))), 0)
    yield Row("claim", number, "base", ((base, 1),), 0, strict=True)


def _terms(terms: Sequence[tuple[int, Number]]) -> tuple[tuple[int, Number], ...]:
    """Add up coefficients of the same variable and drop zeros."""
    total = dict(terms)
    if len(total) < len(terms):
        total = dict.fromkeys(total, 0)
        for variable, coefficient in terms:
            total[variable] += coefficient
    return tuple((variable, value) for variable, value in total.items() if value)


def _hard(system: System, kind: str, terms: Sequence[tuple[int, Number]], equal: bool) -> None:
    summed = _terms(terms)
    if summed:
        system.rows.append(Row(kind, HARD, "", summed, 0, equal=equal))  # type: ignore[arg-type]


def _add_time(work: _Build) -> None:
    system = work.system
    for scope in work.timeline.cells:
        for span in work.joined.windows.get(scope, ()):
            parts = work.timeline.within(scope, span)
            if parts != (span,):
                window = system.at[scope, span]
                cells = [(system.at[scope, cell], 1) for cell in parts]
                _hard(system, "time", [(window, -1), *cells], equal=True)


def _add_partitions(work: _Build) -> None:
    system = work.system
    for partition in work.joined.partitions:
        parent, kind = partition.parent, work.joined.ties.lattice.kind(partition.parent)
        if kind == "distinct":
            continue
        spans = work.timeline.cells[parent] if kind == "flow" else tuple(work.windows[parent])
        for span in spans:
            members = [system.at.get((member, span)) for member in partition.members]
            there = [member for member in members if member is not None]
            if not there:
                continue
            terms = [(system.at[parent, span], 1), *((member, -1) for member in there)]
            equal = partition.exhaustive and None not in members
            _hard(system, "partition", terms, equal=equal)


def _add_containment(work: _Build) -> None:
    system = work.system
    done = {
        (variable, row.terms[0][0])
        for row in system.rows
        if row.kind == "partition"
        for variable, _ in row.terms[1:]
    }
    for narrow, broader in work.covers.items():
        kind = work.joined.ties.lattice.kind(narrow)
        if kind != "flow":
            continue
        for broad in broader:
            for cell in work.timeline.cells[narrow]:
                whole = work.timeline.within(broad, cell)
                part = system.at[narrow, cell]
                if not whole or (len(whole) == 1 and (part, system.at[broad, whole[0]]) in done):
                    continue
                terms = [(part, -1), *((system.at[broad, one], 1) for one in whole)]
                _hard(system, "containment", terms, equal=False)
    _contain_dated(work, done)


def _contain_dated(work: _Build, done: set[tuple[int, int]]) -> None:
    """Contain stocks at the same date, and distinct counts in wider scopes and windows."""
    system = work.system
    dated = [
        (scope, span)
        for scope, spans in work.windows.items()
        if work.joined.ties.lattice.kind(scope) != "flow"
        for span in spans
    ]
    there = set(dated)
    for scope, span in dated:
        stock = work.joined.ties.lattice.kind(scope) == "stock"
        found = []
        for broad in work.joined.ties.lattice.above(scope):
            for wide in work.windows.get(broad, ()):
                fits = wide == span if stock else wide[0] <= span[0] and span[1] <= wide[1]
                if fits and (broad, wide) != (scope, span) and (broad, wide) in there:
                    found.append((broad, wide))
        for broad, wide in _nearest(work, found):
            part, whole = system.at[scope, span], system.at[broad, wide]
            if (part, whole) not in done:
                _hard(system, "containment", [(part, -1), (whole, 1)], equal=False)


def _nearest(work: _Build, found: list[tuple[Scope, Span]]) -> list[tuple[Scope, Span]]:
    return [
        one
        for one in found
        if not any(
            other != one
            and one[1][0] <= other[1][0]
            and other[1][1] <= one[1][1]
            and work.joined.ties.lattice.within(other[0], one[0])
            for other in found
        )
    ]


def _add_assumptions(work: _Build) -> None:
    system = work.system
    numbers: dict[str, int] = {}
    for assumption in work.joined.ties.assumptions:
        numbers[assumption.id] = len(system.units)
        system.units.append(Unit(assumption.id, "assumption"))
    for assumption, left, right, pairs in work.joined.relations:
        unit = numbers[assumption.id]
        for one, other in pairs:
            near, far = system.at[left, one], system.at[right, other]
            slack = assumption.tolerance if assumption.kind == "within" else Fraction(0)
            below: list[tuple[int, Number]] = [(near, -1), (far, 1 + slack)]
            above: list[tuple[int, Number]] = [(near, 1), (far, slack - 1)]
            system.rows.append(Row("assumption", unit, "high", _terms(below), 0))
            if assumption.kind != "at_most":
                system.rows.append(Row("assumption", unit, "low", _terms(above), 0))

"""From claims to constraints: which quantities there are, and every row between them.

The rows follow five rules. A claim bounds its quantity, or ties it to a base. Flows add up over
time. A narrower scope counts at most what a broader one does. Members of a partition add up to at
most their parent, or exactly. Assumptions tie one pattern of scopes to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from purgestats.claims.figures import Figure
from purgestats.claims.scopes import DIMENSIONS, Period, Quantity
from purgestats.claims.terms import Vocabulary
from purgestats.ledger.assumptions import ANY, Assumption
from purgestats.ledger.lattice import Lattice, Partition, Scope, replaced
from purgestats.ledger.rows import HARD, Number, Row, System, Unit, whole
from purgestats.ledger.spans import Span, to_span
from purgestats.ledger.timeline import Timeline, cut_time

Windows = dict[Scope, dict[Span, None]]
#: An assumption, the scopes on its left and right, and the windows of what lies below.
Relation = tuple[Assumption, Scope, Scope, dict[Span, None]]


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

    lattice: Lattice
    entries: list[Entry]
    assumptions: tuple[Assumption, ...]
    claimed: Windows = field(default_factory=dict)
    spoken: Windows = field(default_factory=dict)
    windows: Windows = field(default_factory=dict)
    partitions: list[Partition] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    covers: dict[Scope, tuple[Scope, ...]] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    system: System = field(default_factory=System)


def build(
    claims: list[Entry],
    vocabulary: Vocabulary,
    assumptions: tuple[Assumption, ...] = (),
    also: Iterable[Quantity] = (),
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

    Returns
    -------
    System
        Variables, rows and units.
    """
    work = _Build(Lattice(vocabulary), claims, assumptions)
    for claim in claims:
        for scope, span in [(claim.scope, claim.span)] + ([claim.base] if claim.base else []):
            work.claimed.setdefault(scope, {})[span] = None
    work.windows = {scope: dict(spans) for scope, spans in work.claimed.items()}
    work.spoken = {scope: dict(spans) for scope, spans in work.claimed.items()}
    for quantity in also:
        work.windows.setdefault(quantity.terms, {})[to_span(quantity.period)] = None
    _join_implied(work)
    work.covers = work.lattice.covers(work.windows)
    members = {member for one in work.partitions for member in one.members}
    flows = [scope for scope in work.windows if work.lattice.kind(scope) == "flow"]
    work.timeline = cut_time(flows, work.windows, work.covers, members)
    _add_variables(work)
    _add_claims(work)
    _add_time(work)
    _add_partitions(work)
    _add_containment(work)
    _add_assumptions(work)
    return work.system


def _join_implied(work: _Build) -> None:
    """Add the scopes that partitions and assumptions bring in, until there are no more."""
    before = -1
    while (size := sum(map(len, work.windows.values()))) != before:
        before = size
        work.partitions = work.lattice.partitions(work.spoken, work.windows)
        for partition in work.partitions:
            _join_members(work, partition)
        work.relations = _relations(work)
        for relation in work.relations:
            _join_windows(work, relation)


def _join_members(work: _Build, partition: Partition) -> None:
    same_date = work.lattice.kind(partition.parent) == "stock"
    needed = 1 if partition.exhaustive else 2
    for span in list(work.windows[partition.parent]):
        met = sum(
            any(
                one == span if same_date else _overlap(span, one)
                for scope in scopes
                for one in work.spoken[scope]
            )
            for scopes in partition.below.values()
        )
        if met >= needed:
            for member in partition.joining:
                work.windows.setdefault(member, {})[span] = None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _relations(work: _Build) -> list[Relation]:
    """Return which scopes the assumptions tie, stages that no source prints included.

    An assumption matters where something of the ledger lies at or below its smaller side, and
    something at or above its greater one.
    """
    found: dict[tuple[str, Scope, Scope], dict[Span, None]] = {}
    by_id = {assumption.id: assumption for assumption in work.assumptions}
    covered = _covered(work) if work.assumptions else set()
    for assumption in work.assumptions:
        for scope in list(work.windows):
            for forward in (True, False):
                lifted = _lifted(work, assumption, scope, forward)
                other = None if lifted is None else assumption.opposite(lifted, forward)
                if lifted is None or other is None or other == lifted:
                    continue
                # What is known of the greater side bounds whatever lies below the smaller one.
                below = not forward and other in covered
                either = forward or assumption.kind != "at_most"
                if not work.lattice.alike(lifted, other) or not (
                    below or (either and _leads_on(work, other, {lifted}))
                ):
                    continue
                left, right = (lifted, other) if forward else (other, lifted)
                spans = found.setdefault((assumption.id, left, right), {})
                spans.update(dict.fromkeys(work.windows[scope]))
    return [(by_id[name], left, right, spans) for (name, left, right), spans in found.items()]


def _covered(work: _Build) -> set[Scope]:
    """Return every scope at or above one of the ledger."""
    return {up for scope in work.windows for up in work.lattice.above(scope)}


def _lifted(work: _Build, assumption: Assumption, scope: Scope, forward: bool) -> Scope | None:
    """Return the narrowest scope of one side of an assumption that the given one lies within."""
    pattern = assumption.left if forward else assumption.right
    lifted = scope
    for axis, part in enumerate(pattern):
        if part == ANY:
            continue
        if part not in work.lattice.ancestors(axis, scope[axis]):
            return None
        lifted = replaced(lifted, axis, part)
    return lifted


def _leads_on(work: _Build, scope: Scope, passed: set[Scope]) -> bool:
    """Say whether anything of the ledger lies at or above a scope, through other stages too."""
    if any(up in work.windows for up in work.lattice.above(scope)):
        return True
    for assumption in work.assumptions:
        for forward in (True,) if assumption.kind == "at_most" else (True, False):
            lifted = _lifted(work, assumption, scope, forward)
            other = None if lifted is None else assumption.opposite(lifted, forward)
            if other is None or other in passed:
                continue
            if _leads_on(work, other, passed | {scope}):
                return True
    return False


def _join_windows(work: _Build, relation: Relation) -> None:
    _, left, right, _ = relation
    for one, other in _window_pairs(work, relation):
        for windows in (work.windows, work.spoken):
            windows.setdefault(left, {})[one] = None
            windows.setdefault(right, {})[other] = None


def _window_pairs(work: _Build, relation: Relation) -> list[tuple[Span, Span]]:
    """Return the windows that an assumption ties: over a whole operation, or from its beginning."""
    assumption, left, right, spans = relation
    if assumption.left_period and assumption.right_period:
        return [(assumption.left_period, assumption.right_period)]
    start = work.lattice.vocabulary.starts.get(left[2])
    begins = None if start is None else to_span(start)[0]
    pairs: dict[tuple[Span, Span], None] = {}
    for span in [*work.windows.get(left, {}), *work.windows.get(right, {}), *spans]:
        fixed = assumption.left_period or assumption.right_period
        if fixed is not None and span != fixed:
            continue
        if begins is not None:
            if span[1] <= begins:
                continue
            span = (min(span[0], begins), span[1])
        pairs[span, span] = None
    return list(pairs)


def _add_variables(work: _Build) -> None:
    system = work.system
    for scope, spans in work.windows.items():
        for span in spans:
            claimed = span in work.claimed.get(scope, {})
            system.add_variable(scope, span, "claimed" if claimed else "implied")
    for scope, cells in work.timeline.cells.items():
        for cell in cells:
            system.add_variable(scope, cell, "part")


def _add_claims(work: _Build) -> None:
    system = work.system
    for number, claim in enumerate(work.entries):
        system.units.append(Unit(claim.id, "claim"))
        own = system.at[claim.scope, claim.span]
        base = -1 if claim.base is None else system.at[claim.base]
        system.of_claim.append((own, base))
        low, high = (
            None if end is None else whole(end) for end in (claim.figure.low, claim.figure.high)
        )
        if base < 0:
            if low is not None:
                system.rows.append(Row("claim", number, "low", ((own, 1),), low))
            if high is not None:
                system.rows.append(Row("claim", number, "high", ((own, -1),), -high))
            continue
        if low is not None:
            terms = _terms(((own, 1), (base, -low)))
            system.rows.append(Row("claim", number, "low", terms, 0))
        if high is not None:
            terms = _terms(((own, -1), (base, high)))
            system.rows.append(Row("claim", number, "high", terms, 0))
        system.rows.append(Row("claim", number, "base", ((base, 1),), 0, strict=True))


def _terms(terms: Iterable[tuple[int, Number]]) -> tuple[tuple[int, Number], ...]:
    """Add up coefficients of the same variable and drop zeros."""
    total: dict[int, Number] = {}
    for variable, coefficient in terms:
        total[variable] = total.get(variable, 0) + coefficient
    return tuple((variable, value) for variable, value in total.items() if value)


def _hard(system: System, kind: str, terms: Iterable[tuple[int, Number]], equal: bool) -> None:
    summed = _terms(terms)
    if summed:
        system.rows.append(Row(kind, HARD, "", summed, 0, equal=equal))  # type: ignore[arg-type]


def _add_time(work: _Build) -> None:
    system = work.system
    for scope in work.timeline.cells:
        for span in work.windows[scope]:
            parts = work.timeline.within(scope, span)
            if parts != (span,):
                window = system.at[scope, span]
                cells = [(system.at[scope, cell], 1) for cell in parts]
                _hard(system, "time", [(window, -1), *cells], equal=True)


def _add_partitions(work: _Build) -> None:
    system = work.system
    for partition in work.partitions:
        parent, kind = partition.parent, work.lattice.kind(partition.parent)
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
        kind = work.lattice.kind(narrow)
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
        if work.lattice.kind(scope) != "flow"
        for span in spans
    ]
    there = set(dated)
    for scope, span in dated:
        stock = work.lattice.kind(scope) == "stock"
        found = []
        for broad in work.lattice.above(scope):
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
            and work.lattice.within(other[0], one[0])
            for other in found
        )
    ]


def _add_assumptions(work: _Build) -> None:
    system = work.system
    numbers: dict[str, int] = {}
    for assumption in work.assumptions:
        numbers[assumption.id] = len(system.units)
        system.units.append(Unit(assumption.id, "assumption"))
    for relation in work.relations:
        assumption, left, right, _ = relation
        unit = numbers[assumption.id]
        for one, other in _window_pairs(work, relation):
            near, far = system.at[left, one], system.at[right, other]
            slack = assumption.tolerance if assumption.kind == "within" else Fraction(0)
            below: list[tuple[int, Number]] = [(near, -1), (far, 1 + slack)]
            above: list[tuple[int, Number]] = [(near, 1), (far, slack - 1)]
            system.rows.append(Row("assumption", unit, "high", _terms(below), 0))
            if assumption.kind != "at_most":
                system.rows.append(Row("assumption", unit, "low", _terms(above), 0))

"""Which scopes enter a ledger beside those that claims name, and over which windows.

Members of partitions join, parents of partitions that nobody counted but that tie what was counted
to something above or beside, and the stages that assumptions pass through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from purgestats.ledger.model.assumptions import ANY, Assumption
from purgestats.ledger.model.intervals import Span, to_span
from purgestats.ledger.model.lattice import AXES, Lattice, Partition, Scope, replaced

Windows = dict[Scope, dict[Span, None]]
#: An assumption, the scopes on its left and right, and the windows of what lies below.
Relation = tuple[Assumption, Scope, Scope, dict[Span, None]]


@dataclass
class Joined:
    """The scopes of a ledger.

    Parameters
    ----------
    lattice : Lattice
        The order of scopes.
    assumptions : tuple of Assumption
        What is assumed.
    claimed, spoken, windows : dict of tuple to dict of tuple
        The windows of scopes that claims name; of these and of those that assumptions tie; of all
        that are listed.
    unlisted : dict of tuple to dict of tuple
        Windows in which scopes only stand between others.
    partitions : list of Partition
        Of scopes in the ledger.
    relations : list of tuple
        What the assumptions tie.
    """

    lattice: Lattice
    assumptions: tuple[Assumption, ...]
    claimed: Windows = field(default_factory=dict)
    spoken: Windows = field(default_factory=dict)
    windows: Windows = field(default_factory=dict)
    unlisted: Windows = field(default_factory=dict)
    partitions: list[Partition] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def everything(self) -> Windows:
        """Return the windows of every scope, listed or not."""
        found = dict(self.windows) if self.unlisted else self.windows
        for scope, spans in self.unlisted.items():
            found[scope] = found.get(scope, {}) | spans
        return found

    def size(self) -> int:
        """Return how many windows there are."""
        parts = (self.windows, self.unlisted)
        return sum(1 + len(spans) for part in parts for spans in part.values())


def join(
    lattice: Lattice,
    claimed: Iterable[tuple[Scope, Span]],
    asked: Iterable[tuple[Scope, Span]],
    assumptions: tuple[Assumption, ...],
) -> Joined:
    """Find the scopes of a ledger.

    Parameters
    ----------
    lattice : Lattice
        The order of scopes.
    claimed : iterable of scope and span
        What claims count, or are a share of.
    asked : iterable of scope and span
        What one wants to know of besides.
    assumptions : tuple of Assumption
        What is assumed.

    Returns
    -------
    Joined
        Scopes with their windows, partitions and relations.
    """
    joined = Joined(lattice, assumptions)
    for scope, span in claimed:
        joined.claimed.setdefault(scope, {})[span] = None
    joined.windows = {scope: dict(spans) for scope, spans in joined.claimed.items()}
    joined.spoken = {scope: dict(spans) for scope, spans in joined.claimed.items()}
    for scope, span in asked:
        joined.windows.setdefault(scope, {})[span] = None
    before = -1
    while (size := joined.size()) != before:
        before = size
        joined.partitions = lattice.partitions(joined.spoken, joined.everything())
        for partition in joined.partitions:
            _join_members(joined, partition)
        _join_between(joined)
        joined.relations = _relations(joined)
        for relation in joined.relations:
            _join_windows(joined, relation)
    return joined


def _join_members(joined: Joined, partition: Partition) -> None:
    needed = 1 if partition.exhaustive else 2
    for span in list(joined.windows.get(partition.parent, ())):
        if _met(joined, partition, span) >= needed:
            for member in partition.joining:
                joined.windows.setdefault(member, {})[span] = None


def _join_between(joined: Joined) -> None:
    """Add parents that nobody counted, and members, where they stand between what was counted.

    Two or more members of a partition bound whatever lies above their parent; if they are all of
    it, they bound too what else lies below it. A parent that does neither stays out, and so does
    one below a scope that the same partition divides. None is listed among the quantities.
    """
    lattice, there = joined.lattice, joined.everything()
    absent = dict.fromkeys(_forks(joined))
    found = lattice.partitions(joined.spoken, absent) if absent else []
    for partition in (*joined.partitions, *found):
        parent, axis = partition.parent, partition.axis
        scopes = (parent, *partition.joining) if partition.joining else ()
        if not partition.exhaustive and all(scope in there for scope in scopes):
            continue
        above = {
            span
            for up in lattice.above(parent)
            if up[axis] != parent[axis]
            for span in there.get(up, ())
            if _met(joined, partition, span) >= 2
        }
        beside = _beside(there, partition, lattice) if partition.exhaustive else ()
        own = {span for span in beside if _met(joined, partition, span) >= 2}
        # The stretches of flows between what lies above and below come of themselves.
        dated = own | above if lattice.kind(parent) == "stock" else own
        for scope in scopes if above or own else ():
            new = dated.difference(joined.windows.get(scope, ()))
            if new or scope not in there:
                joined.unlisted.setdefault(scope, {}).update(dict.fromkeys(sorted(new)))


def _forks(joined: Joined) -> Iterator[Scope]:
    """Yield absent scopes one step of one dimension above claims on two members of a partition."""
    lattice = joined.lattice
    for axis, dimension in enumerate(AXES):
        used = {
            up
            for term in {scope[axis] for scope in joined.spoken}
            for up in lattice.ancestors(axis, term)
        }
        forks = {
            term
            for (term, _), members in lattice.vocabulary.hierarchy(dimension).partitions.items()
            if len(used.intersection(members)) >= 2
        }
        for scope in joined.spoken if forks else ():
            for up in lattice.ancestors(axis, scope[axis])[1:]:
                if up in forks and (parent := replaced(scope, axis, up)) not in joined.windows:
                    yield parent


def _beside(there: Windows, partition: Partition, lattice: Lattice) -> Iterator[Span]:
    """Yield the windows of scopes that lie below a parent, but below none of its members."""
    for scope, spans in there.items():
        inside = scope != partition.parent and lattice.within(scope, partition.parent)
        if inside and not any(lattice.within(scope, member) for member in partition.members):
            yield from spans


def _met(joined: Joined, partition: Partition, span: Span) -> int:
    """Return below how many members claims lie in a window."""
    same_date = joined.lattice.kind(partition.parent) == "stock"
    return sum(
        any(
            one == span if same_date else _overlap(span, one)
            for scope in scopes
            for one in joined.spoken[scope]
        )
        for scopes in partition.below.values()
    )


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _relations(joined: Joined) -> list[Relation]:
    """Return which scopes the assumptions tie, stages that no source prints included.

    An assumption matters where something of the ledger lies at or below its smaller side, and
    something at or above its greater one.
    """
    found: dict[tuple[str, Scope, Scope], dict[Span, None]] = {}
    by_id = {assumption.id: assumption for assumption in joined.assumptions}
    covered = _covered(joined) if joined.assumptions else set()
    for assumption in joined.assumptions:
        for scope in list(joined.windows):
            for forward in (True, False):
                lifted = _lifted(joined, assumption, scope, forward)
                other = None if lifted is None else assumption.opposite(lifted, forward)
                if lifted is None or other is None or other == lifted:
                    continue
                # What is known of the greater side bounds whatever lies below the smaller one.
                below = not forward and other in covered
                either = forward or assumption.kind != "at_most"
                if not joined.lattice.alike(lifted, other) or not (
                    below or (either and _leads_on(joined, other, {lifted}))
                ):
                    continue
                left, right = (lifted, other) if forward else (other, lifted)
                spans = found.setdefault((assumption.id, left, right), {})
                spans.update(dict.fromkeys(joined.windows[scope]))
    return [(by_id[name], left, right, spans) for (name, left, right), spans in found.items()]


def _covered(joined: Joined) -> set[Scope]:
    """Return every scope at or above one of the ledger."""
    return {up for scope in joined.windows for up in joined.lattice.above(scope)}


def _lifted(joined: Joined, assumption: Assumption, scope: Scope, forward: bool) -> Scope | None:
    """Return the narrowest scope of one side of an assumption that the given one lies within."""
    pattern = assumption.left if forward else assumption.right
    lifted = scope
    for axis, part in enumerate(pattern):
        if part == ANY:
            continue
        if part not in joined.lattice.ancestors(axis, scope[axis]):
            return None
        lifted = replaced(lifted, axis, part)
    return lifted


def _leads_on(joined: Joined, scope: Scope, passed: set[Scope]) -> bool:
    """Say whether anything of the ledger lies at or above a scope, through other stages too."""
    if any(up in joined.windows for up in joined.lattice.above(scope)):
        return True
    for assumption in joined.assumptions:
        for forward in (True,) if assumption.kind == "at_most" else (True, False):
            lifted = _lifted(joined, assumption, scope, forward)
            other = None if lifted is None else assumption.opposite(lifted, forward)
            if other is None or other in passed:
                continue
            if _leads_on(joined, other, passed | {scope}):
                return True
    return False


def _join_windows(joined: Joined, relation: Relation) -> None:
    _, left, right, _ = relation
    for one, other in window_pairs(joined, relation):
        for windows in (joined.windows, joined.spoken):
            windows.setdefault(left, {})[one] = None
            windows.setdefault(right, {})[other] = None


def window_pairs(joined: Joined, relation: Relation) -> list[tuple[Span, Span]]:
    """Return the windows that an assumption ties: over a whole operation, or from its beginning.

    Parameters
    ----------
    joined : Joined
        The scopes.
    relation : tuple
        One of its relations.

    Returns
    -------
    list of pairs of (int, int)
        A window of the left side, and one of the right.
    """
    assumption, left, right, spans = relation
    if assumption.left_period and assumption.right_period:
        return [(assumption.left_period, assumption.right_period)]
    start = joined.lattice.vocabulary.starts.get(left[2])
    begins = None if start is None else to_span(start)[0]
    pairs: dict[tuple[Span, Span], None] = {}
    for span in [*joined.windows.get(left, {}), *joined.windows.get(right, {}), *spans]:
        fixed = assumption.left_period or assumption.right_period
        if fixed is not None and span != fixed:
            continue
        if begins is not None:
            if span[1] <= begins:
                continue
            span = (min(span[0], begins), span[1])
        pairs[span, span] = None
    return list(pairs)

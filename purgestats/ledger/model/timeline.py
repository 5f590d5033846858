"""Time: how the windows of each scope are cut so that what must be compared can be.

The days of one scope are cut at the ends of its own windows and of those of the scopes within it.
A scope that lies within two others, or belongs to a partition, is cut where those are cut too: only
then can the days not be moved about freely within its own windows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from purgestats.ledger.model.intervals import Span, Spans, inside, intersection, pieces, union
from purgestats.ledger.model.lattice import Scope


@dataclass
class Timeline:
    """The stretches of time of each scope.

    Parameters
    ----------
    cells : dict of tuple to tuple of tuple of int
        Scope to its stretches, in order; every window of the scope is a run of them.
    """

    cells: dict[Scope, Spans] = field(default_factory=dict)

    def within(self, scope: Scope, span: Span) -> Spans:
        """Return the stretches of a scope that lie within a span.

        Parameters
        ----------
        scope : tuple of str
            A scope of the timeline.
        span : tuple of int
            Days, at the ends of which the scope is cut or not covered.

        Returns
        -------
        tuple of tuple of int
            Empty where the scope does not cover the span.
        """
        cells = self.cells[scope]
        found = cells[inside(cells, span)]
        return found if found and found[-1][1] <= span[1] else ()


def cut_time(
    scopes: Iterable[Scope],
    windows: Mapping[Scope, Iterable[Span]],
    covers: Mapping[Scope, tuple[Scope, ...]],
    members: set[Scope],
) -> Timeline:
    """Cut the days of each scope.

    Parameters
    ----------
    scopes : iterable of tuple of str
        The scopes that are flows.
    windows : mapping of tuple to iterable of tuple of int
        The windows of each.
    covers : mapping of tuple to tuple of tuple
        The nearest scopes that each lies within.
    members : set of tuple
        Scopes that belong to a partition.

    Returns
    -------
    Timeline
        The stretches of each.
    """
    order = _narrow_first(list(scopes), covers)
    own = {scope: union(windows[scope]) for scope in order}
    domain = _domains(order, own, covers)
    cuts = {scope: {day for span in windows[scope] for day in span} for scope in order}
    for scope in order:
        # Days on which it begins or ends to stand between others are cuts too.
        for near in (scope, *covers[scope]):
            cuts[scope] |= {day for span in domain[near] for day in span}
    changed = True
    while changed:
        changed = False
        for scope in order:
            for up in covers[scope]:
                changed |= _pass_on(cuts[scope], cuts[up], domain[up])
        for scope in reversed(order):
            if len(covers[scope]) > 1 or scope in members:
                for up in covers[scope]:
                    changed |= _pass_on(cuts[up], cuts[scope], domain[scope])
    return Timeline({scope: pieces(domain[scope], cuts[scope]) for scope in order})


def _pass_on(source: set[int], target: set[int], domain: Spans) -> bool:
    new = {day for day in source - target if any(start < day < end for start, end in domain)}
    target |= new
    return bool(new)


def _narrow_first(scopes: list[Scope], covers: Mapping[Scope, tuple[Scope, ...]]) -> list[Scope]:
    """Order scopes so that each comes before those it lies within."""
    waiting = dict.fromkeys(scopes, 0)
    for scope in scopes:
        for up in covers[scope]:
            waiting[up] += 1
    ready = [scope for scope in scopes if not waiting[scope]]
    for scope in ready:
        for up in covers[scope]:
            waiting[up] -= 1
            if not waiting[up]:
                ready.append(up)
    return ready


def _domains(
    order: list[Scope],
    own: Mapping[Scope, Spans],
    covers: Mapping[Scope, tuple[Scope, ...]],
) -> dict[Scope, Spans]:
    """Return the days on which each scope matters: its own, and those it stands between."""
    down: dict[Scope, Spans] = dict.fromkeys(order, ())
    for scope in order:
        for up in covers[scope]:
            reached = own[scope] if down[scope] == own[scope] else union(down[scope] + own[scope])
            if down[up] != reached:
                down[up] = union(down[up] + reached)
    up_days: dict[Scope, Spans] = dict.fromkeys(order, ())
    for scope in reversed(order):
        for up in covers[scope]:
            reached = own[up] if up_days[up] == own[up] else union(up_days[up] + own[up])
            if up_days[scope] != reached:
                up_days[scope] = union(up_days[scope] + reached)
    return {scope: union(own[scope] + intersection(up_days[scope], down[scope])) for scope in order}

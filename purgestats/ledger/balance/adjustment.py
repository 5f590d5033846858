"""The values nearest to all claims, in units of their uncertainty, that satisfy every identity.

Stone, Champernowne & Meade (1942), "The precision of national income estimates", adjusted measured
flows by weighted least squares until they add up; Narasimhan & Jordache (2000), "Data
reconciliation and gross error detection", carry it to unmeasured flows, inequalities and tests.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse

from purgestats.claims.figures.policies import WHOLE
from purgestats.ledger.balance.least_squares import Fit, Search
from purgestats.ledger.balance.measurements import Measurement
from purgestats.ledger.balance.scaled import Programme
from purgestats.ledger.model.rows import Number, System
from purgestats.ledger.propagation.arrays import Floats

MOST_STEPS = 200
SETTLED = 1e-10
RESTING = 1e-10
MOST_MORE = 6
ROUNDING = 1e-11
EMPTY = 1e-9

#: A row to be: variables with their coefficients, and the right side.
Entry = tuple[tuple[tuple[int, Number | float], ...], float]


@dataclass
class Problem:
    """What is to be balanced.

    Parameters
    ----------
    system : System
        For the variables and the rows between them.
    measured : list of Measurement
        One a row of the sum of squares: the measured claims, and one-sided ones given a standard
        deviation.
    size : int
        Unknowns: the variables, then one a one-sided claim with a standard deviation, by how much
        it is overstepped.
    equal, above : list of (terms, right side)
        What holds: equations, and sums that are at least the right side.
    sources : list of int
        For each of ``above``, the system's row, or -1.
    """

    system: System
    measured: list[Measurement] = field(default_factory=list)
    size: int = 0
    equal: list[Entry] = field(default_factory=list)
    above: list[Entry] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    @property
    def overstepped(self) -> dict[str, int]:
        """The unknown of each one-sided claim that has a standard deviation."""
        soft = [one.claim for one in self.measured if one.treated != "measured"]
        return {claim: len(self.system.variables) + place for place, claim in enumerate(soft)}


def pose(system: System, claims: Sequence[Measurement]) -> Problem:
    """Sort claims and rows into what is measured and what holds.

    Parameters
    ----------
    system : System
        The ledger's system.
    claims : sequence of Measurement
        Its claims.

    Returns
    -------
    Problem
        Rows of measured claims, of copies and of claims left out are not in it.
    """
    problem = Problem(system)
    soft = ("at least", "at most")
    problem.measured = [
        one
        for one in claims
        if one.treated == "measured" or (one.treated in soft and not math.isnan(one.sd))
    ]
    slack, by_id = problem.overstepped, {one.claim: one for one in claims}
    problem.size = len(system.variables) + len(slack)
    for place, row in enumerate(system.rows):
        if row.kind == "claim":
            one = by_id[system.units[row.unit].id]
            if row.strict and one.treated != "left out":
                # Without a least base, shares that disagree would best be had of nobody.
                problem.above.append((row.terms, WHOLE))
                problem.sources.append(place)
            elif one.treated in soft and not row.strict:
                step = ((slack[one.claim], one.base_size),) if one.claim in slack else ()
                problem.above.append(((*row.terms, *step), float(row.rhs)))
                problem.sources.append(place)
        elif row.equal:
            problem.equal.append((row.terms, float(row.rhs)))
        else:
            problem.above.append((row.terms, float(row.rhs)))
            problem.sources.append(place)
    for one in claims:
        if one.treated == "held":
            terms = ((one.own, 1.0),) if one.base < 0 else ((one.own, 1.0), (one.base, -one.value))
            problem.equal.append((terms, one.value if one.base < 0 else 0.0))
    return problem


@dataclass(frozen=True)
class Solution:
    """A problem solved.

    Parameters
    ----------
    problem : Problem
        What was asked.
    fit : Fit
        The answer, with shares taken as straight lines about it.
    programme : Programme
        What was solved last.
    residuals : array of shape (measurements,)
        Claimed less adjusted value, in standard deviations.
    """

    problem: Problem
    fit: Fit
    programme: Programme
    residuals: Floats


def adjust(problem: Problem) -> Solution | None:
    """Solve a problem.

    Parameters
    ----------
    problem : Problem
        What is measured and what holds.

    Returns
    -------
    Solution or None
        None if the constraints cannot all hold, or no accurate solution was found.

    Notes
    -----
    A share or multiple is the measured ratio of two unknowns. It is taken as a straight line about
    the last solution and the programme solved anew until nothing moves (Gauss and Newton's method;
    Narasimhan & Jordache 2000, chapter 5), with shorter steps where the sum of squares would grow.
    """
    ratios = _Ratios(problem)
    rows = _matrix(problem.equal, problem.size), _matrix(problem.above, problem.size)
    search = Search(Programme(*ratios.rows(), *rows[0], *rows[1]))
    point, residuals = ratios.start(), None
    settled = 0
    for _ in range(MOST_STEPS):
        found = search.nearest(*ratios.rows(), point)
        complete = None if found is None else search.complete(found)
        if found is None or complete is None:
            return None
        if not complete:
            continue
        before = point, residuals
        point, residuals = found, ratios.residuals(found)
        if before[1] is not None:
            point, residuals = ratios.shorten(before[0], found)
            settled = settled + 1 if _same(before[1], residuals) else 0
        # What the shares hardly determine still moves when they have come to rest.
        rests = settled and np.allclose(before[0], point, rtol=RESTING, atol=0)
        if rests or settled == MOST_MORE or not ratios.count:
            fit = search.fit(point)
            return None if fit is None else Solution(problem, fit, search.programme, residuals)
        ratios.move(point)
    return None


def _same(one: Floats, other: Floats) -> bool:
    """Say whether residuals are the same, but for the rounding that the largest leave in all."""
    rounding = ROUNDING * float(np.linalg.norm(one))
    room = np.maximum(SETTLED * (1 + np.abs(one)), rounding)
    return bool((np.abs(one - other) <= room).all())


class _Ratios:
    """The measured rows, in which each share is a straight line about the last solution."""

    def __init__(self, problem: Problem) -> None:
        measured, slack = problem.measured, problem.overstepped
        self.unknowns = problem.size
        self.own = np.array([slack.get(one.claim, one.own) for one in measured], dtype=np.int64)
        soft = np.array([one.claim in slack for one in measured], dtype=bool)
        base = np.array([one.base for one in measured], dtype=np.int64)
        self.value = np.where(soft, 0.0, np.array([one.value for one in measured], dtype=float))
        self.sd = np.array([one.sd for one in measured], dtype=float)
        self.shares = np.flatnonzero((base >= 0) & ~soft)
        self.base = base[self.shares]
        self.size = np.array([measured[place].base_size for place in self.shares], dtype=float)
        self.ratio = self._means()

    @property
    def count(self) -> int:
        return len(self.shares)

    def _means(self) -> Floats:
        """Return for each share the mean of all claims on the same share."""
        own, value = self.own[self.shares], self.value[self.shares]
        weight = self.sd[self.shares] ** -2
        pairs = np.stack([own, self.base], axis=1).reshape(-1, 2)
        _, group = np.unique(pairs, axis=0, return_inverse=True)
        total = np.bincount(group, weight * value) / np.bincount(group, weight)
        return np.where(own == self.base, 1.0, total[group])

    def start(self) -> Floats:
        """Return bases of about the size they have, and parts of them with the shares claimed."""
        point = np.zeros(self.unknowns)
        point[self.own[self.shares]] = self.ratio * self.size
        point[self.base] = self.size
        return point

    def rows(self) -> tuple[sparse.csr_array, Floats]:
        """Return coefficients and right sides, each divided by the standard deviation."""
        count = len(self.own)
        own, right = 1 / self.sd, self.value / self.sd
        sd = self.sd[self.shares]
        own[self.shares] /= self.size
        right[self.shares] = (self.value[self.shares] - self.ratio) / sd
        entries = np.concatenate([own, -self.ratio / (sd * self.size)])
        row = np.concatenate([np.arange(count), self.shares])
        column = np.concatenate([self.own, self.base])
        matrix = sparse.coo_array((entries, (row, column)), shape=(count, self.unknowns))
        return matrix.tocsr(), right

    def residuals(self, point: Floats) -> Floats:
        """Return claimed less adjusted value, in standard deviations."""
        adjusted = point[self.own]
        own, base = adjusted[self.shares], point[self.base]
        line = self.ratio + (own - self.ratio * base) / self.size
        whole = base > EMPTY * self.size
        adjusted[self.shares] = np.divide(own, base, out=line, where=whole)
        return np.asarray((self.value - adjusted) / self.sd)

    def shorten(self, old: Floats, new: Floats) -> tuple[Floats, Floats]:
        """Return the new point, or one nearer to the old if the sum of squares would grow."""
        start = self.residuals(old)
        before = float(start @ start) * (1 + SETTLED)
        for _ in range(MOST_STEPS):
            residuals = self.residuals(new)
            if float(residuals @ residuals) <= before:
                return new, residuals
            new = (old + new) / 2
        return old, start

    def move(self, point: Floats) -> None:
        """Take the lines about a new point."""
        own, base = point[self.own[self.shares]], point[self.base]
        whole = base > EMPTY * self.size
        self.ratio = np.divide(own, base, out=self.ratio.copy(), where=whole)
        self.size = np.where(whole, base, self.size)


def _matrix(entries: Sequence[Entry], size: int) -> tuple[sparse.csr_array, Floats]:
    starts = np.cumsum([0, *(len(terms) for terms, _ in entries)])
    column = [variable for terms, _ in entries for variable, _ in terms]
    value = [float(number) for terms, _ in entries for _, number in terms]
    matrix = sparse.csr_array(
        (np.array(value, dtype=float), np.array(column, dtype=np.int64), starts),
        shape=(len(entries), size),
    )
    return matrix, np.array([number for _, number in entries], dtype=float)

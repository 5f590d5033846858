"""A balance as an object: adjusted estimates, and how far each claim is off in that light."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from purgestats.claims.display import Result, said, table
from purgestats.errors import InvalidChoice
from purgestats.ledger.balance.adjustment import Solution, adjust, pose
from purgestats.ledger.balance.gross_errors import redundancy, standard_errors
from purgestats.ledger.balance.measurements import Measurement
from purgestats.ledger.lp import SolverError
from purgestats.ledger.model.rows import System
from purgestats.ledger.proofs.certificates import row_words
from purgestats.ledger.propagation.arrays import Bools, Floats
from purgestats.words import counted, number

#: The global test rejects below this.
REJECTS = 0.05
ASSUMES = (
    "each claim is its best value, or the middle of its range, with an independent normal error "
    "whose standard deviation is {}"
)
READ = "the width of its reading over 3.29 (5 % to 95 %)"
GRADED = "the reliability grade of its basis times its value"


@dataclass(frozen=True, repr=False)
class Balance(Result):
    """The values nearest to all claims that satisfy every identity of a ledger.

    Parameters
    ----------
    claims : tuple of Measurement
        How each claim was treated.
    chi2 : float
        Sum of the squared adjustments, each in standard deviations of its claim.
    reading : str
        The reading policy.
    overridden : int
        How many standard deviations were given rather than taken from the reading.
    graded : bool
        Whether standard deviations come from reliability grades.
    solution : Solution
        What was solved, and the answer for every unknown.
    """

    claims: tuple[Measurement, ...]
    chi2: float
    reading: str
    overridden: int
    graded: bool
    solution: Solution

    @cached_property
    def _asked(self) -> Bools:
        return np.array([one.role != "part" for one in self.solution.problem.system.variables])

    @cached_property
    def _errors(self) -> Floats:
        return standard_errors(self.solution, self._asked)

    @cached_property
    def _redundancy(self) -> Floats:
        return redundancy(self.solution)

    @cached_property
    def _values(self) -> Floats:
        """Every variable's adjusted value; NaN where the claims do not determine it."""
        free = np.isnan(self._errors)
        values = self.solution.fit.point[: len(free)].copy()
        values[free & self._asked] = np.nan
        return values

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """One row a claim, indexed by claim id.

        Columns: quantity; base, of a share or multiple; treated; claimed and sd, its value and
        standard deviation in the unit of the figure; estimate, the adjusted value in that unit;
        adjustment, estimate less claimed, 0 where a one-sided figure holds; in_standard_errors,
        adjustment over sd. What the claims do not determine is missing.
        """
        solution = self.solution
        residuals = dict(
            zip((one.claim for one in solution.problem.measured), solution.residuals, strict=True)
        )
        rows = []
        for one in self.claims:
            estimate = self._estimate(one, residuals)
            rows.append(
                (
                    self._name(one.own),
                    "" if one.base < 0 else self._name(one.base),
                    one.treated,
                    one.value,
                    one.sd,
                    estimate,
                    _adjustment(one, estimate),
                )
            )
        columns = ["quantity", "base", "treated", "claimed", "sd", "estimate", "adjustment"]
        index = pd.Index([one.claim for one in self.claims], name="claim_id", dtype="str")
        frame = pd.DataFrame(rows, columns=columns, index=index)
        frame["in_standard_errors"] = frame["adjustment"] / frame["sd"].where(frame["sd"] > 0)
        return frame

    def _name(self, variable: int) -> str:
        return str(self.solution.problem.system.variables[variable].quantity)

    def _estimate(self, one: Measurement, residuals: Mapping[str, float]) -> float:
        """Return the adjusted value of a claim's figure, in its unit."""
        if one.treated == "measured":
            if one.base < 0:
                return float(self.solution.fit.point[one.own])
            return float(one.value - residuals[one.claim] * one.sd)
        if one.treated == "held":
            return one.value
        value = float(self._values[one.own])
        if one.base < 0:
            return value
        base = float(self._values[one.base])
        return value / base if base > 0 else math.nan

    @cached_property
    def quantities(self) -> pd.DataFrame:
        """One row a quantity, indexed by quantity id: estimate, standard_error, determined.

        Quantities that no claim counts have an estimate where the others determine it. Standard
        errors take as equations the inequalities that push, and are no wider for having been
        chosen; they are multiplied by the Birge ratio.
        """
        asked = np.flatnonzero(self._asked)
        index = pd.Index([self._name(one) for one in asked.tolist()], name="quantity", dtype="str")
        errors = self._errors[asked] * self.birge_ratio
        columns = {
            "estimate": self._values[asked],
            "standard_error": errors,
            "determined": ~np.isnan(errors),
        }
        return pd.DataFrame(columns, index=index)

    @property
    def degrees_of_freedom(self) -> int:
        """How many independent checks there are among the claims.

        Measured claims less unknowns they determine, where equations, and inequalities that push
        against the claims, each take an unknown away.
        """
        return round(float(self._redundancy.sum()))

    @property
    def p_value(self) -> float:
        """How often errors of the assumed size give a chi-square at least as great; 1 if unchecked.

        Small values say that the claims differ by more than their readings allow.
        """
        from scipy.special import chdtrc

        degrees = self.degrees_of_freedom
        return float(chdtrc(degrees, self.chi2)) if degrees else 1.0

    @property
    def birge_ratio(self) -> float:
        """By how much standard errors are widened: 1 unless the global test rejects at 5 %.

        The width of a reading says how a figure was rounded, not how well people were counted.
        Where claims differ by more than that, their standard deviations are all taken to be too
        small by the one factor with which they would not: the square root of chi-square over its
        degrees of freedom (Birge 1932, "The calculation of errors by the method of least squares",
        Physical Review 40; Mohr & Taylor 2000, "CODATA recommended values", Reviews of Modern
        Physics 72, appendix E).
        """
        rejects = self.p_value < REJECTS
        return math.sqrt(self.chi2 / self.degrees_of_freedom) if rejects else 1.0

    @cached_property
    def tests(self) -> pd.DataFrame:
        """One row a measured claim, the most suspect first, indexed by claim id.

        Columns: quantity; statistic, the adjustment over its own standard error; p_value, two-sided
        normal; p_adjusted, for the largest of as many tests as there are (Sidak); redundancy, the
        share of the claim that others check. A claim that nothing checks has no statistic. Claims
        that only check each other share one statistic: the test cannot tell which of them is off.
        """
        from scipy.special import ndtr

        solution = self.solution
        checks = self._redundancy
        size = np.abs(solution.residuals)
        checked = checks > 0
        spread = np.sqrt(np.where(checked, checks, 1.0))
        statistic = np.where(checked, size / spread, np.nan)
        alone = 2 * ndtr(-statistic)
        frame = pd.DataFrame(
            {
                "quantity": [self._name(one.own) for one in solution.problem.measured],
                "statistic": statistic,
                "p_value": alone,
                "p_adjusted": -np.expm1(checked.sum() * np.log1p(-np.minimum(alone, 1 - 1e-16))),
                "redundancy": checks,
            },
            index=pd.Index(
                [one.claim for one in solution.problem.measured], name="claim_id", dtype="str"
            ),
        )
        order = np.lexsort((np.arange(len(frame)), -np.nan_to_num(statistic, nan=-1.0)))
        return frame.iloc[order]

    @cached_property
    def binding(self) -> pd.DataFrame:
        """Inequalities that push against the claims: constraint, kind, id, as in the ledger."""
        problem, forced = self.solution.problem, self.solution.fit.forced
        system = problem.system
        rows: list[tuple[str, str, str]] = []
        for place in np.flatnonzero(forced[: len(problem.above)]):
            row = system.rows[problem.sources[place]]
            unit = system.units[row.unit].id if row.unit >= 0 else ""
            rows.append((row_words(system, row), row.kind, unit))
        zero = np.flatnonzero(forced[len(problem.above) :][: len(system.variables)])
        rows += [(f"{self._name(one)} >= 0", "sign", "") for one in zero.tolist()]
        return pd.DataFrame(rows, columns=["constraint", "kind", "id"])

    def to_frame(self) -> pd.DataFrame:
        """Return the adjusted estimates, one row a claim."""
        return self.estimates

    def __str__(self) -> str:
        measured = sum(one.treated == "measured" for one in self.claims)
        p = f"= {self.p_value:.2g}" if self.p_value >= 1e-4 else "below 0.0001"
        freedom = counted(self.degrees_of_freedom, "degree")
        tested = f"chi-square {self.chi2:,.3f} on {freedom} of freedom (p {p})"
        if not self.degrees_of_freedom:
            tested = "none of which others check"
        words = f"{measured} of {len(self.claims)} claims measured, {tested}; "
        words += f"reading: {self.reading}"
        if self.birge_ratio > 1:
            read = "readings" if not (self.overridden or self.graded) else "standard deviations"
            words += (
                f"; the claims differ by more than their {read} allow, so standard errors are "
                f"{number(float(f'{self.birge_ratio:.3g}'))} times as wide (Birge ratio)"
            )
        deviation = GRADED if self.graded else READ
        if self.overridden:
            given = counted(self.overridden, "standard deviation")
            words += f"; {given} given"
            deviation = f"the one given, else {deviation}"
        return f"{words}; {ASSUMES.format(deviation)}"

    def _repr_html_(self) -> str:
        return said(self, table(self.estimates.reset_index()))


def _adjustment(one: Measurement, estimate: float) -> float:
    gap = estimate - one.value
    if one.treated == "at least":
        return min(gap, 0.0)
    return max(gap, 0.0) if one.treated == "at most" else gap


def balanced(
    claims: Sequence[Measurement],
    system: System,
    reading: str,
    overridden: int,
    graded: bool = False,
) -> Balance | None:
    """Balance claims under the rows of a ledger.

    Parameters
    ----------
    claims : sequence of Measurement
        What each claim contributes.
    system : System
        The ledger's system.
    reading : str
        Name of the reading policy.
    overridden : int
        How many standard deviations were given.
    graded : bool
        Whether the others come from reliability grades.

    Returns
    -------
    Balance or None
        None if what holds cannot all hold, or no accurate solution was found.

    Raises
    ------
    InvalidChoice
        If no claim is measured.
    """
    problem = pose(system, claims)
    if not overridden and not any(one.treated == "measured" for one in claims):
        raise InvalidChoice(_nothing_measured(claims))
    try:
        solution = adjust(problem)
    except SolverError:
        return None
    if solution is None:
        return None
    chi2 = float(np.sum(solution.residuals**2))
    return Balance(tuple(claims), chi2, reading, overridden, graded, solution)


def _nothing_measured(claims: Sequence[Measurement]) -> str:
    if not claims:
        return "there are no claims to balance"
    why = {"at least": "one-sided", "at most": "one-sided", "left out": "names no value"}
    listed = "; ".join(f"{one.claim}: {why.get(one.treated, one.treated)}" for one in claims)
    return (
        f"no claim puts forward a value of its own ({listed}), so there is nothing to start from; "
        "give standard deviations in sd={claim id: number} to weigh them all the same"
    )

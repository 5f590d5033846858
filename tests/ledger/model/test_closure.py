"""Which scopes enter: as few as give the bounds that all scopes of a vocabulary give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

import highspy
import numpy as np
import pandas as pd
import pytest
from ledgers import (
    STOCK_WINDOWS,
    SmallLedger,
    assumption,
    claim,
    claims_table,
    mingled_ledger,
    table,
    vocabulary,
)
from reference import Reference
from scopes_to_rows import read

import purgestats as ps
from purgestats.claims.table.contract import readings, take
from purgestats.ledger.model.assumptions import choose
from purgestats.ledger.model.build import build, entries
from purgestats.ledger.model.rows import System

SEEDED, BATCH = 160, 8
Terms = Mapping[int, float]


@dataclass(frozen=True)
class Programme:
    """Sums that are at most, and sums that are equal to, their right sides; unknowns >= 0."""

    most: list[tuple[Terms, float]]
    equal: list[tuple[Terms, float]]
    size: int

    @cached_property
    def solver(self) -> highspy.Highs:
        """The rows in a solver, which starts each question where it ended the one before."""
        rows, nothing = [*self.most, *self.equal], np.zeros(self.size)
        right = np.array([one for _, one in rows])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(rows)
        model.col_cost_, model.col_lower_ = nothing, nothing
        model.col_upper_ = np.full(self.size, math.inf)
        model.row_lower_ = np.where(np.arange(len(rows)) < len(self.most), -math.inf, right)
        model.row_upper_ = right
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _ in rows)])
        model.a_matrix_.index_ = np.array([place for row, _ in rows for place in row])
        model.a_matrix_.value_ = np.array([one for row, _ in rows for one in row.values()])
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("presolve", "off"), ("parallel", "off")):
            solver.setOptionValue(option, value)
        assert solver.passModel(model) == highspy.HighsStatus.kOk
        return solver

    def ends(self, goal: Terms) -> tuple[float, float] | None:
        """Return the least and the greatest value of a sum; None if nothing fits."""
        answer = self._run()
        if answer == highspy.HighsModelStatus.kInfeasible:
            return None
        assert answer == highspy.HighsModelStatus.kOptimal
        return self._end(goal, 1), self._end(goal, -1)

    def _end(self, goal: Terms, sign: int) -> float:
        columns, costs = np.array(list(goal), dtype=np.int32), np.array(list(goal.values()))
        self.solver.changeColsCost(len(goal), columns, sign * costs)
        answer, found = self._run(), self.solver.getInfo().objective_function_value
        self.solver.changeColsCost(len(goal), columns, 0 * costs)
        if answer == highspy.HighsModelStatus.kUnbounded:
            return -sign * math.inf
        assert answer == highspy.HighsModelStatus.kOptimal
        return sign * found

    def _run(self) -> highspy.HighsModelStatus:
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            # From where the last question ended it may find no way: begun anew, it does.
            self.solver.clearSolver()
            self.solver.run()
        return self.solver.getModelStatus()


def system_of(small: SmallLedger) -> System:
    """Return the rows of a small ledger."""
    terms = read(small.vocabulary)[1]
    claims = take(small.claims, terms).frame
    made = entries(claims, readings(claims, "printed", terms))
    return build(made, terms, choose(small.assumptions, terms))


def ours(system: System, units: Iterable[str]) -> Programme:
    """Return the rows of some claims and assumptions as a programme."""
    chosen, most, equal = set(units), [], []
    for row in system.rows:
        if row.unit < 0 or system.units[row.unit].id in chosen:
            sign = 1 if row.equal else -1
            terms = {variable: sign * float(one) for variable, one in row.terms}
            (equal if row.equal else most).append((terms, sign * float(row.rhs)))
    return Programme(most, equal, len(system.variables))


def theirs(reference: Reference, units: Iterable[str]) -> Programme:
    """Return the reference's rows of the same."""
    known = reference.system
    numbers = {variable: place for place, variable in enumerate(known.variables)}
    most, equal = [], []
    for row in (*known.hard, *(row for unit in sorted(units) for row in known.units[unit])):
        terms = {numbers[variable]: float(one) for variable, one in row.expression.items()}
        (equal if row.relation == "=" else most).append((terms, float(row.constant)))
    return Programme(most, equal, len(numbers))


def faults_of(small: SmallLedger, random: Random) -> list[str]:
    """Say where bounds differ from those that all scopes near the claims give."""
    system = system_of(small)
    listed = [place for place, one in enumerate(system.variables) if one.role != "part"]
    names = [system.names[place] for place in listed]
    reference = Reference(
        take(small.claims, read(small.vocabulary)[1]).frame,
        small.vocabulary,
        small.assumptions,
        asked=names,
    )
    numbers = {variable: place for place, variable in enumerate(reference.system.variables)}
    some = random.sample(reference.units, max(1, 2 * len(reference.units) // 3))
    for units in (reference.units, some):
        own, full = ours(system, units), theirs(reference, units)
        for place, name in zip(listed, names, strict=True):
            where = reference.system.place(name)
            assert where is not None
            total = {
                numbers[one]: float(by) for one, by in reference.system.expression(where).items()
            }
            found, expected = own.ends({place: 1.0}), full.ends(total)
            if found is None or expected is None:
                if found != expected:
                    return [f"{sorted(units)} can hold: {found is not None}"]
                break
            if found != pytest.approx(expected, rel=1e-5, abs=1e-5):
                return [f"{name} under {sorted(units)}: {found}, not {expected}"]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDED, BATCH))
def test_bounds_are_those_of_all_scopes(first: int) -> None:
    """No scope that a vocabulary can name beside the claims moves a bound or makes a conflict."""
    faults = {
        seed: found
        for seed in range(first, first + BATCH)
        if (found := faults_of(mingled_ledger(Random(seed)), Random(seed)))
    }
    assert not faults


def apart() -> dict[str, pd.DataFrame]:
    """Return terms: all = a + b, x beside them; one operation; a place within a place."""
    common = "term broader partition exhaustive"
    return vocabulary() | {
        "groups": table(
            ("all",),
            ("a", "all", "part", "yes"),
            ("b", "all", "part", "yes"),
            ("x", "all", "", ""),
            ("a1", "a", "", ""),
            columns=common,
        ),
        "operations": table(("all",), ("o1", "all"), columns=f"{common} valid_from"),
        "places": table(
            ("land",),
            ("r1", "land"),
            ("r11", "r1", "county", "no"),
            ("r12", "r1", "county", "no"),
            columns=common,
        ),
    }


def bounds_of(
    *rows: dict, terms: dict[str, pd.DataFrame], relations: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the bounds that claims give."""
    return ps.Ledger(claims_table(*rows), terms, relations).bounds()


def test_parts_that_lie_apart_in_three_dimensions_bound_each_other() -> None:
    """B is at least 5 in r1: in an operation and a district of it all are 7 and A at most 2."""
    found = bounds_of(
        claim("x", "toll|x|o1|r11|1937", 7, 7),
        claim("a", "toll|a|o1|r11|1937", None, 2),
        claim("s", "toll|a1|all|r1|1937", None, 0.67, of="toll|all|all|r1|1937", unit="share"),
        terms=apart(),
    ).loc["toll|b|all|r1|1937"]
    assert (found["low"], found["high"], found["tight"]) == (5, math.inf, True)


def test_a_parent_apart_from_its_parts_in_two_dimensions_adds_them_up() -> None:
    """Two groups in one district and another group in the next are at least 12 of them all."""
    found = bounds_of(
        claim("a", "toll|a|all|r11|1937", 3, None),
        claim("b", "toll|b|all|r11|1937", 4, None),
        claim("x", "toll|x|all|r12|1937", 5, None),
        claim("all", "toll|all|all|land|1937", None, 100),
        terms=apart(),
    )
    assert found.at["toll|all|all|land|1937", "low"] == 12
    assert found.at["toll|x|all|r12|1937", "high"] == 93


def test_parts_bounded_by_an_assumption_alone_bound_their_whole() -> None:
    """Closed is at most heard; both parts of what was heard leave no room for more closed."""
    relation = pd.DataFrame([assumption("first", "closed|*|*|*|*", "heard|*|*|*|*")])
    rows = [
        claim("a", "heard|a|all|land|1937", None, 3),
        claim("b", "heard|b|all|land|1937", None, 3),
        claim("x", "closed|x|all|land|1937", 10, None),
    ]
    ledger = ps.Ledger(claims_table(*rows), apart(), relation)
    (conflict,) = ledger.conflicts()
    assert sorted(conflict.claims) == ["a", "b", "x"]
    assert conflict.assumptions == ("first",)


@pytest.mark.slow
def test_a_stock_said_of_a_window_is_tied_to_days_in_it_and_next_to_it() -> None:
    """In 1937 some 100: so 80 to 133 on a day in it, on the day before and after, on no other."""
    days = ["1936-12-30", "1936-12-31", "1937-07-01", "1938-01-01", "1938-01-02"]
    rows = [claim(f"d{day}", f"roll|all|all|land|{day}", 1, None) for day in days]
    rows.append(claim("window", "roll|all|all|land|1937", 100, 100))
    found = bounds_of(*rows, terms=vocabulary(), relations=pd.DataFrame([STOCK_WINDOWS]))
    tied = {day: found.at[f"roll|all|all|land|{day}", "high"] < math.inf for day in days}
    assert list(tied.values()) == [False, True, True, True, False]
    ends = found.loc["roll|all|all|land|1937-07-01", ["low", "high"]].astype(float)
    assert ends.tolist() == pytest.approx([80, 400 / 3])


def test_a_stock_said_of_a_window_bounds_the_parts_on_a_day_in_it() -> None:
    """Some 100 in 1937 leave at most 33 for the others on a day when one part was 100."""
    found = bounds_of(
        claim("window", "roll|all|all|land|1937", 100, 100),
        claim("one", "roll|sort-one|all|land|1937-07-01", 100, 100),
        claim("two", "roll|sort-two|all|land|1937-07-01", 1, None),
        terms=vocabulary(),
        relations=pd.DataFrame([STOCK_WINDOWS]),
    )
    assert found.at["roll|sort-two|all|land|1937-07-01", "high"] == pytest.approx(100 / 3)


def test_a_stock_of_a_window_is_bounded_through_what_it_lies_within_on_a_day() -> None:
    """The pattern names the whole, the window is said of a part: the whole on a day bounds it."""
    found = bounds_of(
        claim("part", "roll-a|sort-one|all|north|1937", 1, None),
        claim("whole", "roll|all|all|land|1937-07-01", None, 80),
        terms=vocabulary(),
        relations=pd.DataFrame([STOCK_WINDOWS]),
    )
    assert found.at["roll-a|sort-one|all|north|1937", "high"] == 100
    assert found.at["roll|all|all|land|1937-07-01", "low"] == pytest.approx(0.8)


def test_windows_of_a_stock_meet_on_days_that_nobody_names() -> None:
    """So that naming such a day, of something else, moves nothing."""
    rows = [
        claim("year", "roll|all|all|land|1937", 100, 100),
        claim("winter", "roll|all|all|land|1937-12/1938-02", 1, None),
    ]
    other = claim("elsewhere", "roll|all|all|border|1937-12-31", 1, None)
    relations = pd.DataFrame([STOCK_WINDOWS])
    found = bounds_of(*rows, terms=vocabulary(), relations=relations)
    assert found.at["roll|all|all|land|1937-12/1938-02", "high"] == pytest.approx(500 / 3)
    more = bounds_of(*rows, other, terms=vocabulary(), relations=relations)
    pd.testing.assert_frame_equal(more.loc[found.index], found)


@pytest.mark.slow
def test_parts_of_parts_many_levels_down_are_parts_of_the_whole() -> None:
    """Two of a hundred groups within groups, each with one beside it, exceed the first together."""
    levels = 100
    nested = [
        (f"{name}{level}", f"in{level - 1}" if level else "all", f"level{level}", "yes")
        for level in range(levels)
        for name in ("in", "beside")
    ]
    groups = table(("all",), *nested, columns="term broader partition exhaustive")
    found = bounds_of(
        claim("whole", "toll|in0|all|land|1937", None, 150),
        claim("one", f"toll|in{levels - 1}|all|land|1937", 100, None),
        claim("other", f"toll|beside{levels - 1}|all|land|1937", 5, None),
        claim("next", "toll|beside50|all|land|1937", 20, None),
        terms=vocabulary() | {"groups": groups},
    )
    assert found.at["toll|in49|all|land|1937", "low"] == 125
    assert found.at[f"toll|beside{levels - 1}|all|land|1937", "high"] == 30

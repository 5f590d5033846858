"""The least and greatest values of variables under many sets of units, each found once.

A proof holds wherever its units do, a point wherever it meets the units that do, and what grows
without end under some units does so under fewer.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from purgestats.ledger.bounds.exact import AnyProgramme
from purgestats.ledger.bounds.extremes import Attained, Extremes, Proved
from purgestats.ledger.bounds.programme import Key
from purgestats.ledger.proofs.derivations import Side
from purgestats.ledger.propagation.arrays import Floats
from purgestats.ledger.propagation.components import Part


class Memory(Extremes):
    """Asks for ends, unless what was found under other units tells them.

    Parameters
    ----------
    part : Part
        The rows.
    variables : sequence of int
        The variables that will be asked for.
    """

    def __init__(self, part: Part, variables: Sequence[int]) -> None:
        super().__init__(part)
        self._column = {variable: place for place, variable in enumerate(variables)}
        self._variables = list(variables)
        self._proofs: dict[Key, list[Proved]] = {}
        self._points: list[tuple[Floats, frozenset[int]]] = []
        self._endless: dict[int, list[frozenset[int]]] = {}
        self._on = frozenset[int]()
        self._reached = {"low": np.zeros(0), "high": np.zeros(0)}
        #: The variables in the groups in which they are asked for.
        self.groups = [frozenset(one) for one in self.in_turn(self._variables)]

    def _reach(self, variables: Iterable[int]) -> AnyProgramme:
        """Return a programme that has some variables, and what is asked for with them.

        Under other units other variables of a group are open: one programme does for all of them.
        """
        wanted = set(variables)
        if not any(wanted <= core.place.keys() for core, _ in self._made):
            wanted.update(*(group for group in self.groups if not group.isdisjoint(wanted)))
        return super()._reach(wanted)

    def learn(self, ends: Mapping[Key, Proved]) -> None:
        """Take in proofs."""
        for key, end in ends.items():
            self._proofs.setdefault(key, []).append(end)

    def leaning_on(self, units: frozenset[int]) -> list[Key]:
        """Return the ends of which any proof uses some of the ledger's units."""
        return [
            key
            for key, proofs in self._proofs.items()
            if not all(units.isdisjoint(one.units) for one in proofs)
        ]

    def switch(self, units: Sequence[int]) -> None:
        """Let these of the ledger's units hold, and no others."""
        super().switch(units)
        self._on = frozenset(units)
        points = [point for point, missed in self._points if missed.isdisjoint(self._on)]
        nothing = np.full((1, len(self._variables)), np.nan)
        seen = np.concatenate([nothing, *(point[None] for point in points)])
        self._reached = {"low": np.fmin.reduce(seen), "high": np.fmax.reduce(seen)}

    def endless(self, wanted: Sequence[int]) -> list[int]:
        """Return columns that can grow without end."""
        found = super().endless(wanted)
        self._note_endless(found)
        return found

    def point(self, columns: list[int], side: Side) -> Floats | None:
        """Return a point at which the sum of some columns is small or great; None if endless."""
        found = super().point(columns, side)
        if found is None:
            self._note_endless(columns if len(columns) == 1 else ())
        else:
            here = found[self._variables]
            self._points.append((here, self._programme.missed()))
            for one, better in (("low", np.fmin), ("high", np.fmax)):
                self._reached[one] = better(self._reached[one], here)
        return found

    def _note_endless(self, variables: Iterable[int]) -> None:
        for variable in variables:
            self._endless.setdefault(variable, []).append(self._on)

    def recall(self, known: Proved, key: Key, attained: Attained) -> Proved:
        """Return the best that is proved of an end, and show it attained where a point tells."""
        variable, side = key
        held = [one for one in self._proofs.get(key, ()) if one.units <= self._on]
        best = (max if side == "low" else min)([known, *held], key=lambda one: one.value)
        if best.value == np.inf:
            if any(self._on <= one for one in self._endless.get(variable, ())):
                attained.see_one(key, np.inf)
        else:
            attained.see_one(key, float(self._reached[side][self._column[variable]]))
        return best

    def ask(self, known: Proved, key: Key, attained: Attained) -> Proved:
        """Tell one end, or ask for it by itself where nothing found so far does."""
        best = self.recall(known, key, attained)
        if attained.shows(key, best.value):
            return best
        found = super().ask(best, key, attained)
        if found is not best:
            self.learn({key: found})
        return found

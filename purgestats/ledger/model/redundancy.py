"""Rows that always hold and that other such rows imply together."""

from collections.abc import Collection, Iterator, Mapping

from purgestats.ledger.model.rows import Number

Terms = Mapping[int, Number]
#: How often sums are put in for what they define.
DEPTH = 3


def without_redundant(rows: Mapping[int, Terms], equal: Collection[int]) -> list[int]:
    """Return rows that can go, since those that stay imply them.

    Parameters
    ----------
    rows : mapping of int to mapping of int to number
        By name: variable and coefficient; each sum is at least 0.
    equal : collection of int
        The names of equations.

    Returns
    -------
    list of int
        Names of inequalities. What a whole contains its parts contain together, so that a row on
        wholes follows from those on their parts.
    """
    sums, gone = Sums(rows, equal), []
    for name in sorted(rows, key=lambda one: (-len(rows[one]), one)):
        if name not in equal and sums.imply(rows[name], but=name):
            gone.append(name)
            sums.there.discard(name)
    return gone


class Sums:
    """What each variable is a sum of, and what it is at least, by the rows that are there."""

    def __init__(self, rows: Mapping[int, Terms], equal: Collection[int]) -> None:
        self.rows = rows
        self.there = set(rows)
        self.defined: dict[int, tuple[int, list[int]]] = {}
        #: By whole: rows and the parts, with how often each, that it is at least by them.
        self.least: dict[int, list[tuple[int, list[tuple[int, Number]]]]] = {}
        for name, terms in rows.items():
            up = [one for one, value in terms.items() if value > 0]
            down = [one for one, value in terms.items() if value < 0]
            if down and len(up) == 1 and terms[up[0]] == 1:
                parts = [(one, -terms[one]) for one in down]
                self.least.setdefault(up[0], []).append((name, parts))
            if name in equal and all(abs(value) == 1 for value in terms.values()):
                for one, others in ((up, down), (down, up)):
                    if len(one) == 1:
                        self.defined.setdefault(one[0], (name, others))
        for rows_of in self.least.values():
            rows_of.sort(key=lambda row: -len(row[1]))

    def imply(self, terms: Terms, but: int | None = None) -> bool:
        """Say whether the rows there, but for one, imply that a sum is at least 0."""
        has = [(one, value) for one, value in terms.items() if value > 0]
        need = {one: -value for one, value in terms.items() if value < 0}
        if not has or not need:
            return not need
        return any(not self._left(has, one, but, DEPTH) for one in self._put_in(need))

    def parts(self, whole: int, but: int | None = None) -> list[int] | None:
        """Return what a variable is the sum of by a row that is there."""
        name, parts = self.defined.get(whole, (None, None))
        return parts if name in self.there and name != but else None

    def _put_in(self, need: dict[int, Number]) -> Iterator[dict[int, Number]]:
        """Yield what is needed, then with sums put in, sums of sums, ..."""
        yield need
        for _ in range(DEPTH):
            finer: dict[int, Number] = {}
            for one, value in need.items():
                for part in self.parts(one) or (one,):
                    finer[part] = finer.get(part, 0) + value
            if finer == need:
                return
            need = finer
            yield need

    def _left(
        self,
        has: list[tuple[int, Number]],
        need: Mapping[int, Number],
        but: int | None,
        depth: int,
    ) -> dict[int, Number]:
        """Return what is still needed once all is used that one has."""
        left = dict(need)
        for one, value in has:
            rest = value - _take(left, one, value)
            if not left or not rest:
                continue
            for name, shares in self.least.get(one, ()):
                if (
                    name in self.there
                    and name != but
                    and all(left.get(part, 0) >= share * rest for part, share in shares)
                ):
                    for part, share in shares:
                        _take(left, part, share * rest)
                    break
            else:
                if depth and (parts := self.parts(one, but)):
                    left = self._left([(part, rest) for part in parts], left, but, depth - 1)
        return left


def _take(need: dict[int, Number], one: int, much: Number) -> Number:
    """Take something off what is needed, and return how much of it was."""
    taken = min(much, need.get(one, 0))
    if taken:
        need[one] -= taken
        if not need[one]:
            del need[one]
    return taken

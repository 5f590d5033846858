"""Do the parts add up to the total? One row for each partition and period of a source's figures.

Parts are added up that one source prints beside its total: the members of a partition of the
vocabulary (regions of a country, penalties among convictions), and the periods that tile a longer
one. Nothing is inferred; a conflict that needs several steps is the ledger's business.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from purgestats.claims.figures.policies import Policy
from purgestats.claims.figures.reading import Figure, read_figure
from purgestats.claims.table.contract import ENTER_LEDGER, Claims, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.hierarchies import TABLES
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import FigureError
from purgestats.ledger.conflicts.slips import KINDS, variants
from purgestats.words import counted, number, scope_words

MOST_SLIPS = 3
COLUMNS = (
    "total",
    "partition",
    "source",
    "parts",
    "without_figure",
    "parts_add_up_to",
    "total_says",
    "difference",
    "adds_up",
    "likeliest_slip",
    "claim_id",
    "part_ids",
)


@dataclass(frozen=True)
class _Sum:
    """A total with the rows of its parts; ``whole`` if they are to make it up exactly."""

    partition: str
    total: int
    parts: tuple[int, ...]
    without: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class _Slip:
    """A printed number that would restore a sum; ``value`` is what it would have to be."""

    row: int
    value: Fraction
    kind: str
    elsewhere: bool
    said: str

    def rank(self) -> tuple[bool, int, int]:
        return (not self.elsewhere, [*KINDS, ""].index(self.kind), self.row)


def sums(
    claims: pd.DataFrame, vocabulary: UserVocabulary = None, reading: str | Policy = "printed"
) -> pd.DataFrame:
    """Hold every printed total against the sum of its printed parts.

    Parameters
    ----------
    claims : DataFrame
        A claims table; only figures that their text stands behind are added up.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        As for :func:`purgestats.read_claims`.
    reading : str or Policy
        The reading policy: a sum adds up if the ranges of total and parts meet.

    Returns
    -------
    DataFrame
        One row for each total of a source and each way in which the same source parts it: what the
        parts add up to, what the total says, the difference, whether they agree under the reading,
        and the changes of one printed number, at most three, that restore the sum exactly, the
        likeliest first. Parts without a figure are counted in ``without_figure``; where there are
        any, or the partition need not be exhaustive, the parts may add up to less.

    Notes
    -----
    Slips are those of Scholtus (2009, "Automatic correction of simple typing errors in numerical
    data with balance edits"): one digit, or two neighbouring ones that changed places. First come
    those that leave every other sum as it is, then those that mend several sums at once, that make
    a number printed elsewhere in the table, and transpositions. Where a row and a column are wrong
    by the same, the cell in both is named, be it a slip or not.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> places = pd.DataFrame(
    ...     [("tula", "russia", "two", "yes"), ("oryol", "russia", "two", "yes")],
    ...     columns=["term", "broader", "partition", "exhaustive"],
    ... )
    >>> rows = [("t", "russia", "4,321"), ("a", "tula", "1,230"), ("b", "oryol", "3,019")]
    >>> mine = pd.DataFrame(rows, columns=["claim_id", "place", "as_printed"])
    >>> mine = mine.assign(measure="arrests", period="1937", claimant="I", source="a list")
    >>> found = ps.sums(mine, vocabulary={"places": places}).iloc[0]
    >>> int(found["parts_add_up_to"]), int(found["difference"]), found["likeliest_slip"]
    (4249, -72, 'b: 3,091 printed as 3,019 (two digits changed places)')
    """
    table = take(claims, vocabulary)
    figures = table.figures(reading)
    found = list(_all_sums(table))
    rows = [_row(table, figures, one) for one in found]
    apart = {one for one, row in zip(found, rows, strict=True) if one.whole and not row["adds_up"]}
    slips = {one: _slips(table, figures, one) for one in found if one in apart}
    mended = Counter((slip.row, slip.value) for some in slips.values() for slip in some)
    kept = Counter(
        row for one in found if one.whole and one not in apart for row in (one.total, *one.parts)
    )
    for one, row in zip(found, rows, strict=True):
        # What no slip explains is named where it mends several sums, such as a row and a column.
        ranked = sorted(
            (slip for slip in slips.get(one, []) if slip.kind or mended[slip.row, slip.value] > 1),
            key=lambda slip: (kept[slip.row], -mended[slip.row, slip.value], *slip.rank()),
        )
        row["likeliest_slip"] = " or ".join(slip.said for slip in ranked[:MOST_SLIPS])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _all_sums(table: Claims) -> Iterator[_Sum]:
    frame = table.frame
    counts = frame["stance"].isin(ENTER_LEDGER) & ~frame["unit"].isin(("share", "multiple"))
    adding = frame["measure"].map(table.vocabulary.kinds).isin(("flow", "stock"))
    usable = frame[counts & adding]
    by_scope: dict[tuple[str, ...], int] = {}
    names = ("source", "claimant", *TABLES, "period")
    for at, *terms, period in usable[list(names)].itertuples():
        by_scope.setdefault((*terms, str(Period.parse(period))), at)
    for scope, total in by_scope.items():
        for place, dimension in enumerate(TABLES, 2):
            yield from _partitions(table, by_scope, scope, total, place, dimension)
        if table.vocabulary.kinds[scope[2]] == "flow":
            yield from _periods(by_scope, scope, total)


def _partitions(
    table: Claims,
    by_scope: dict[tuple[str, ...], int],
    scope: tuple[str, ...],
    total: int,
    place: int,
    dimension: str,
) -> Iterator[_Sum]:
    """Yield the partitions of a total along one dimension of which two parts have figures."""
    hierarchy = table.vocabulary.hierarchy(dimension)
    for (parent, name), members in hierarchy.partitions.items():
        if parent != scope[place]:
            continue
        found, without = [], []
        for member in members:
            row = by_scope.get((*scope[:place], member, *scope[place + 1 :]))
            found += [] if row is None else [row]
            without += [member] if row is None else []
        exhaustive = any(
            up.exhaustive
            for up in hierarchy.parents[members[0]]
            if (up.term, up.partition) == (parent, name)
        )
        if len(found) > 1:
            whole = exhaustive and not without
            yield _Sum(f"{dimension}: {name}", total, tuple(found), tuple(without), whole)


def _periods(
    by_scope: dict[tuple[str, ...], int], scope: tuple[str, ...], total: int
) -> Iterator[_Sum]:
    """Yield the shorter periods that tile the total's, the most of them if there are several."""
    whole = Period.parse(scope[-1])
    inner = {
        Period.parse(other[-1]): row
        for other, row in by_scope.items()
        if other[:-1] == scope[:-1] and other[-1] != scope[-1]
    }
    day = datetime.timedelta(days=1)
    tiled: dict[datetime.date, tuple[int, ...]] = {whole.start: ()}
    for period in sorted(period for period in inner if period in whole):
        before = tiled.get(period.start)
        if before is not None and len(before) >= len(tiled.get(period.end + day, ())):
            tiled[period.end + day] = (*before, inner[period])
    parts = tiled.get(whole.end + day, ())
    if len(parts) > 1:
        yield _Sum("period", total, parts, (), whole=True)


def _row(table: Claims, figures: list[Figure], one: _Sum) -> dict[str, object]:
    frame, labels = table.frame, table.labels
    total, parts = figures[one.total], [figures[row] for row in one.parts]
    added, says = _added([_middle(part) for part in parts]), _middle(total)
    low, high = _added([part.low for part in parts]), _added([part.high for part in parts])
    too_much = low is not None and total.high is not None and low > total.high
    too_little = high is not None and total.low is not None and high < total.low
    agrees = not (too_much or (one.whole and too_little))
    scope = [str(frame[name].iloc[one.total]) for name in (*TABLES, "period")]
    return {
        "total": scope_words(scope, labels),
        "partition": one.partition,
        "source": frame["source"].iloc[one.total],
        "parts": len(parts),
        "without_figure": len(one.without),
        "parts_add_up_to": None if added is None else float(added),
        "total_says": None if says is None else float(says),
        "difference": None if added is None or says is None else float(added - says),
        "adds_up": agrees,
        "likeliest_slip": "",
        "claim_id": frame["claim_id"].iloc[one.total],
        "part_ids": tuple(frame["claim_id"].iloc[row] for row in one.parts),
    }


def _middle(figure: Figure) -> Fraction | None:
    return figure.best if figure.low is not None and figure.high is not None else None


def _added(ends: list[Fraction | None]) -> Fraction | None:
    known = [end for end in ends if end is not None]
    return sum(known, start=Fraction(0)) if len(known) == len(ends) else None


def _slips(table: Claims, figures: list[Figure], one: _Sum) -> list[_Slip]:
    """Return the slips of one number that restore the sum exactly."""
    added, says = _added([_middle(figures[row]) for row in one.parts]), _middle(figures[one.total])
    if added is None or says is None:
        return []
    elsewhere = {figure.best for figure in figures}
    found = []
    for row in (one.total, *one.parts):
        wanted = added if row == one.total else (figures[row].best or 0) - added + says
        printed = str(table.frame["resolved"].iloc[row] or table.frame["as_printed"].iloc[row])
        name = table.frame["claim_id"].iloc[row]
        slips = [slip for slip in variants(printed) if _value(slip[0]) == wanted]
        for text, kind in slips or ([(number(wanted), "")] if wanted >= 0 else []):
            how = KINDS.get(kind, "mends more than one sum")
            said = f"{name}: {text} printed as {printed} ({how})"
            found.append(_Slip(row, wanted, kind, wanted in elsewhere, said))
    return found


def _value(text: str) -> Fraction | None:
    try:
        return read_figure(text, "strict").best
    except FigureError:
        return None


def in_words(found: pd.DataFrame) -> list[str]:
    """Return a line for each total that its parts do not make up, the widest gap first.

    Parameters
    ----------
    found : DataFrame
        What :func:`sums` returned.

    Returns
    -------
    list of str
        In names, without ids of columns.
    """
    wrong = found[~found["adds_up"].astype(bool)]
    wrong = wrong.sort_values("difference", key=lambda gap: -gap.abs(), kind="stable")
    lines = []
    for row in wrong.to_dict("records"):
        line = (
            f"{row['total']} ({row['source']}): the {counted(row['parts'], 'part')} add up to "
            f"{number(row['parts_add_up_to'])}, the total says {number(row['total_says'])}"
        )
        slip = f"; perhaps {row['likeliest_slip']}" if row["likeliest_slip"] else ""
        lines.append(line + slip)
    return lines

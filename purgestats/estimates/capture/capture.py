"""How many persons are on none of several lists that overlap."""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from purgestats._names import tables
from purgestats.claims.display import Result
from purgestats.claims.table.table import validate
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.tally.outcome import claim_id
from purgestats.errors import InvalidChoice
from purgestats.estimates.capture.estimates import estimated
from purgestats.estimates.capture.fit import MOST_LISTS, patterns
from purgestats.estimates.capture.overlaps import overlaps
from purgestats.estimates.counts import Numbers
from purgestats.words import counted, listing, outward, rounded

MOST_SHOWN = 8
#: A pattern with fewer persons says little; a model with less weight is not asked for an interval.
_FEW = 5
_NOTABLE = 0.05


@dataclass(frozen=True, repr=False)
class Capture(Result):
    """An estimate of how many are on none of several lists; no list, and nothing a source prints.

    Parameters
    ----------
    lists : tuple of str
        The names of the lists.
    counts : array of float, shape (2 ** lists - 1,)
        Persons of each pattern of lists.
    blank : int
        Records without a key, or on no list.
    models : DataFrame
        What each model says.
    low, best, high : float
        What they say together: the ends of the interval of all persons, and the middle of what the
        models say by their weights.
    level : float
        Of the intervals.
    """

    lists: tuple[str, ...]
    counts: Numbers
    blank: int
    models: pd.DataFrame
    low: float
    best: float
    high: float
    level: float
    _most_shown = MOST_SHOWN

    @property
    def observed(self) -> int:
        """Persons on at least one of the lists."""
        return int(self.counts.sum())

    @property
    def patterns(self) -> pd.DataFrame:
        """One row a pattern of lists that somebody has: 1 or 0 for each list, and persons."""
        frame = pd.DataFrame(patterns(len(self.lists)), columns=list(self.lists))
        frame["persons"] = self.counts.astype(np.int64)
        return frame[frame["persons"] > 0].reset_index(drop=True)

    @property
    def pairs(self) -> pd.DataFrame:
        """What each two lists say by themselves: first, second, both, and Lincoln and Petersen's.

        The estimate is ``persons on the first x persons on the second / persons on both``. Where
        pairs differ widely, lists depend on each other: a low estimate is a sign of lists that copy
        or send to each other, a high one of lists that avoid each other.
        """
        of = patterns(len(self.lists))
        # Persons on each two lists; on the diagonal those on each.
        on = (of.T * self.counts) @ of
        rows = []
        for one, other in combinations(range(len(self.lists)), 2):
            both = on[one, other]
            said = on[one, one] * on[other, other] / both if both else math.nan
            rows.append((self.lists[one], self.lists[other], int(both), said))
        return pd.DataFrame(rows, columns=["first", "second", "both", "estimate"])

    def to_frame(self) -> pd.DataFrame:
        """Return what each model says, those with the most weight first.

        Columns are model, kind, parameters, degrees_of_freedom, deviance, bic, weight, estimate,
        se, low, high and note. A ``log-linear`` model is named by its largest terms: ``a×b`` means
        that being on one of the two lists says something about being on the other. Other kinds have
        no weight: ``heterogeneity``, ``lower bound`` and ``Chapman`` stand beside the average.
        Intervals are given for the models that have at least half a percent of the weight.
        """
        return self.models.copy()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the estimate rests on, in sentences."""
        words, several = tables(__file__), self.models["kind"].eq("log-linear").sum() > 1
        interval = "profile likelihoods of the models, mixed by weight"
        interval = interval if several else "profile likelihood of the model"
        given = words["several" if several else "one"]
        return (*words["assumptions"], *given, f"{100 * self.level:g} % interval: {interval}")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against relying on it."""
        size, averaged = len(self.lists), self.models[self.models["kind"] == "log-linear"]
        few, lost = int((self.counts < _FEW).sum()), int(averaged["estimate"].isna().sum())
        apart = self.pairs[self.pairs["both"] == 0][["first", "second"]]
        named = [f"{one} and {other}" for one, other in apart.itertuples(index=False)]
        heavy = averaged.loc[averaged["weight"] >= _NOTABLE, "estimate"]
        differ = len(heavy) > 1 and heavy.max() > 1.1 * heavy.min()
        ends = in_words(heavy.min(), heavy.max()) if differ else ""
        have, say = ("has" if few == 1 else "have"), ("says" if lost == 1 else "say")
        found = {
            f"{few} of {len(self.counts)} patterns {have} fewer than {_FEW} persons": few,
            f"nobody is on both {listing(named, MOST_SHOWN, '; ')}": named,
            f"{lost} of {counted(len(averaged), 'model')} {say} nothing of who is missing": lost,
            f"models that fit about as well say anything from {ends}": differ,
            "two lists cannot show whether they depend on each other": size == 2,
            f"of more than {MOST_LISTS} lists only independence is averaged": size > MOST_LISTS,
        }
        return tuple(words for words, holds in found.items() if holds)

    def claims(
        self,
        *,
        measure: str,
        source: str,
        claimant: str,
        group: str = "all",
        operation: str = "all",
        place: str = "ussr",
        period: str = "",
        claim_year: int | None = None,
        basis: str = "",
        locator: str = "",
        vocabulary: UserVocabulary = None,
    ) -> pd.DataFrame:
        """Return a claims table: at least so many are recorded, and the estimate beside it.

        Parameters
        ----------
        measure, group, operation, place, period : str
            What the lists count.
        source, claimant, claim_year, basis, locator
            As in a claims table.
        vocabulary : str, Path or mapping of str to DataFrame, optional
            Terms of one's own, as for :func:`purgestats.read_claims`.

        Returns
        -------
        DataFrame
            Two rows. The first asserts "at least" the persons recorded, and enters ledgers. The
            second is the interval over all models, with stance ``surveys``: it is kept and shown,
            and no ledger, consensus or pool takes it in. Its note says what it assumes. Without an
            estimate there is the first alone.

        Raises
        ------
        ClaimErrors
            If a term is unknown, or a column cannot be read.

        Examples
        --------
        >>> import pandas as pd
        >>> lists = pd.DataFrame({"a": [1, 1, 0], "b": [1, 0, 1], "n": [167, 781, 254]})
        >>> found = capture(lists, count="n").claims(
        ...     measure="arrests", period="1937", source="lists", claimant="me"
        ... )
        >>> found[["stance", "as_printed"]].values.tolist()
        [['asserts', 'at least 1,202'], ['surveys', '2,155 to 2,671']]
        """
        scope = {"measure": measure, "group": group, "operation": operation, "place": place}
        same = {**scope, "period": period, "source": source, "claimant": claimant}
        same |= {"basis": basis, "locator": locator}
        same["claim_year"] = "" if claim_year is None else str(claim_year)
        name = claim_id(source, [*scope.values(), period or "1937/1938"])
        lists = ", ".join(self.lists)
        columns = ["claim_id", "as_printed", "precision", "stance", "derived_from", "note"]
        on_one = f"persons on at least one of the lists {lists}"
        rows = [(name, f"at least {self.observed:,}", "exact", "asserts", "none", on_one)]
        if math.isfinite(self.high):
            range_ = f"{math.floor(self.low):,} to {math.ceil(self.high):,}"
            told = f"estimated from {lists}; assumes that {'; '.join(self.assumptions)}"
            rows.append((f"{name}.estimated", range_, "", "surveys", name, told))
        claims = pd.DataFrame(rows, columns=columns, dtype="str")
        return validate(claims.assign(**same), vocabulary)

    def __str__(self) -> str:
        lists = f"{len(self.lists)} lists ({', '.join(self.lists)})"
        if math.isnan(self.best):
            head = f"at least {self.observed:,} on {lists}; how many more cannot be told from them"
        else:
            total = in_words(self.low, self.high, self.best)
            head = f"at least {self.observed:,} on {lists}; estimated in all: {total}"
        lines = [head, *(f"  ! {one}" for one in self.warnings)]
        lines += [f"  - {one}" for one in self.assumptions]
        if self.blank:
            lines.append(f"  - {self.blank:,} records without a key, or on no list, are left out")
        return "\n".join(lines)


def in_words(low: float, high: float, best: float | None = None) -> str:
    """Write an estimate, rounded outward to the second digit of its width: below that is noise.

    Parameters
    ----------
    low, high : float
        Its ends.
    best : float, optional
        Its middle.

    Returns
    -------
    str
        The range.

    Examples
    --------
    >>> in_words(8994.26, 12110.41, 10356.52)
    '8,900 to 12,200, middle 10,400'
    """
    width = high - low
    known = 0 < width < math.inf
    unit = 10.0 ** max(0, math.floor(math.log10(width)) - 1) if known else 1.0
    words = outward(low, high, [unit])
    return words if best is None else f"{words}, middle {rounded(best, [unit])}"


def capture(
    lists: Any,
    *,
    person: str | None = None,
    in_list: str | None = None,
    count: str | None = None,
    level: float = 0.95,
) -> Capture:
    """Estimate how many persons are on none of several lists, from how the lists overlap.

    Multiple systems estimation, or capture-recapture. Persons must have been recognised across the
    lists beforehand; record linkage, for example with the library splink, gives each person one
    key.

    Parameters
    ----------
    lists : mapping, frame, str or Path
        By name the keys of the persons on each list (``{"memorial": ids, "archive": more}``), or a
        frame each, with ``person=``; or one frame or file of records with ``person=`` and
        ``in_list=``; or one row a person with a column of 0 and 1 for each list; or one row a
        pattern of these, with ``count=``. Frames are those of pandas, polars, pyarrow, DuckDB, Dask
        or Spark, as for :func:`purgestats.tally`; the engine counts, in one pass.
    person : str, optional
        The column that tells persons apart.
    in_list : str, optional
        The column that names the list of a record.
    count : str, optional
        The column of a table of patterns that says how many persons have each.
    level : float
        Of the intervals.

    Returns
    -------
    Capture
        ``.observed``, ``.low``, ``.best`` and ``.high`` of all persons, ``.to_frame()`` with what
        each model says, ``.patterns``, ``.pairs``, ``.assumptions``, ``.warnings``, ``.claims()``.
        Without an estimate, as where no lists overlap, the three are not numbers.

    Raises
    ------
    InvalidChoice
        If there are fewer than two lists or more than twelve, a column is missing, or nobody is on
        any of them.

    Notes
    -----
    Two lists: Lincoln and Petersen's estimate, and Chapman's, which is nearly unbiased (Seber 1982,
    *The Estimation of Animal Abundance*, chapter 3). Up to five lists: all hierarchical log-linear
    models (Fienberg 1972, "The multiple recapture census for closed populations and incomplete 2^k
    contingency tables", Biometrika 59), averaged with weights proportional to exp(-BIC / 2), after
    Madigan & York 1997, "Bayesian methods for estimation of the size of a closed population",
    Biometrika 84, who average over decomposable models with priors. More lists: their
    independence. Beside them, without weight: Chao's lower bound and two models of heterogeneity,
    in the form of Rivest & Baillargeon 2007, Biometrics 63. A model is left out of the average
    where the counts do not determine how many are missing (Fienberg & Rinaldo 2012, "Maximum
    likelihood estimation in log-linear models", Annals of Statistics 40).

    Not to be used where lists were made from each other, or by one archive by one rule: then they
    overlap because of that, and what none of them would ever hold is estimated as if it did not
    exist. Nothing in the lists can show it. An estimate stands beside "at least" and never
    instead of it.

    Examples
    --------
    >>> import pandas as pd
    >>> hares = pd.DataFrame({"first": [1, 1, 0], "second": [1, 0, 1], "n": [167, 781, 254]})
    >>> found = capture(hares, count="n")
    >>> found.observed, round(found.best, 1)
    (1202, 2389.9)
    """
    if not 0 < level < 1:
        raise InvalidChoice(f"level lies between 0 and 1, not {level!r}")
    names, counts, blank = overlaps(lists, person, in_list, count)
    if not counts.sum():
        raise InvalidChoice("there is nobody on any of the lists")
    return Capture(tuple(names), counts, blank, *estimated(counts, names, level), level)

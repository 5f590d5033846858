"""What a pooled judgement looks like, with its assumptions on its face."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from purgestats.claims.display import Result
from purgestats.claims.figures.policies import PROBABILITIES
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.estimates.counts import entries
from purgestats.estimates.pool.distributions import Mixture, judgements
from purgestats.estimates.pool.methods import Method
from purgestats.estimates.pool.random_effects import Effects, meta_analysis
from purgestats.estimates.pool.weights import Weighed, weigh
from purgestats.words import coarseness, counted, listing, outward, rounded

MOST_SHOWN = 12
#: Relative: quantiles found by halving agree to this, also where hardly any probability lies.
_SAME = 1e-6
_QUANTILES = ("low", "best", "high", "best_low", "best_high")
_RANDOM = ("prediction_low", "prediction_high", "estimate", "se", "tau2", "i2", "q", "df")


@dataclass(frozen=True, repr=False)
class Pool(Result):
    """Pooled judgements on some quantities; no measurement, and nothing that a source prints.

    Parameters
    ----------
    table : DataFrame
        One row a quantity; see :meth:`to_frame`.
    weighed : Weighed
        The claims that entered, with their weights.
    method : Method
        How they were pooled.
    assumptions : tuple of str
        What the result rests on, in sentences.
    mixture : Mixture or None
        The distributions with their weights, for the quantities that were pooled; none for random
        effects.
    """

    table: pd.DataFrame
    weighed: Weighed
    method: Method
    assumptions: tuple[str, ...]
    mixture: Mixture | None

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a claim that was pooled: quantity, claim_id, low, best, high, weight."""
        return self.weighed.frame()

    @property
    def left_out(self) -> pd.DataFrame:
        """Claims on these quantities that do not enter: claim_id, quantity, reason."""
        return self.weighed.entries.left_out

    def to_frame(self) -> pd.DataFrame:
        """Return one row a quantity, in alphabetical order.

        Columns are quantity, method, claims (that were pooled), at_least and at_most (independent
        counts behind all claims on it that are asserted or reported), low, best, high, best_low and
        best_high, note (why it was not pooled; blank if it was). low, best and high are quantiles
        of the pooled distribution. Where every value from best_low to best_high is its middle, as
        between two exact figures, best is blank. Of random effects best is the typical value and
        low to high its confidence interval; prediction_low to prediction_high is where another
        count is expected; estimate, se, tau2, i2, q and df are on the scale of natural logarithms.
        """
        return self.table.copy()

    def quantiles(self, probabilities: Sequence[float]) -> pd.DataFrame:
        """Return quantiles of the pooled distributions.

        Parameters
        ----------
        probabilities : sequence of float
            Between 0 and 1, both excluded.

        Returns
        -------
        DataFrame
            One row a pooled quantity, one column a probability; of several values that are the
            same quantile the least. They may lie outside the claims, for families have tails.

        Raises
        ------
        InvalidChoice
            For random effects, which give no distribution of this kind.
        """
        if self.mixture is None:
            raise InvalidChoice("random effects have no pooled distribution; see .to_frame()")
        if not all(0 < one < 1 for one in probabilities):
            raise InvalidChoice(f"probabilities lie between 0 and 1, not {tuple(probabilities)}")
        done = self.table.loc[self.table["note"] == "", "quantity"]
        found = {one: self.mixture.quantile(one)[0] for one in probabilities if len(done)}
        return pd.DataFrame(found, list(done), list(probabilities)).rename_axis("quantity")

    def __str__(self) -> str:
        lines = [self._words(row) for row in self.table.head(MOST_SHOWN).to_dict("records")]
        if len(self.table) > MOST_SHOWN:
            lines.append(f"and {len(self.table) - MOST_SHOWN:,} more quantities in .to_frame()")
        lines += [f"  - {one}" for one in self.assumptions]
        if len(self.left_out):
            lines.append(f"  - claims that do not enter: {_listed(self.left_out)}")
        return "\n".join(lines)

    def _words(self, row: dict[Hashable, Any]) -> str:
        least, most = row["at_least"], row["at_most"]
        number = f"{most}" if least == most else f"at least {least}, at most {most}"
        # Figures with one end are not pooled, and are counts of it all the same.
        behind = (
            f"{counted(row['claims'], 'claim')}; behind all figures on it {number} independent "
        )
        behind += "count" if most == 1 else "counts"
        if row["note"]:
            return f"{row['quantity']}: not pooled, {row['note']} ({behind})"
        return f"{row['quantity']}: {self.words(row['quantity'])}; a pooled judgement of {behind}"

    def words(self, quantity: str) -> str:
        """Write what was pooled of a quantity, no finer than the coarsest figure behind it.

        Parameters
        ----------
        quantity : str
            One that was pooled.

        Returns
        -------
        str
            Range and middle; of random effects also where another count is expected.
        """
        row = self.table[self.table["quantity"] == quantity].to_dict("records")[0]
        used = self.claims[self.claims["quantity"] == quantity]
        ends = zip(used["low"], used["best"], used["high"], strict=True)
        units = [coarseness(*one) for one in ends]
        words = outward(row["low"], row["high"], units)
        if math.isnan(row["best"]):
            words += f", middle anywhere from {outward(row['best_low'], row['best_high'], units)}"
        else:
            words += f", middle {rounded(row['best'], units)}"
        if "prediction_low" in row:
            ahead = outward(row["prediction_low"], row["prediction_high"], units)
            words += f", another count expected at {ahead}"
        return words


def _listed(left_out: pd.DataFrame) -> str:
    """Name claims that do not enter, by reason."""
    groups = left_out.groupby("reason", sort=False)["claim_id"]
    return "; ".join(
        f"{listing(names.tolist(), MOST_SHOWN, ', ')} ({reason})" for reason, names in groups
    )


def pool(
    claims: pd.DataFrame,
    quantity: str | Quantity | None = None,
    method: str = "linear",
    *,
    family: str | None = None,
    probabilities: tuple[float, float, float] = PROBABILITIES,
    tau2: str = "REML",
    errors: str | None = None,
    level: float = 0.95,
    reading: str | Policy | None = None,
    vocabulary: UserVocabulary = None,
) -> Pool:
    """Pool claims on a quantity, as judgements of experts or by random effects.

    Parameters
    ----------
    claims : DataFrame
        A claims table on any number of quantities. Counts that the text asserts or reports enter,
        if they have both ends.
    quantity : str or Quantity, optional
        Only this one, ``measure|group|operation|place|period``; by default each in the table.
    method : {"linear", "log", "quantile", "random-effects"}
        See Notes.
    family : {"log-normal", "normal"}, optional
        What distribution is made of low, best and high: one split at the best value, so that all
        three are its quantiles; log-normal by default.
    probabilities : tuple of float
        What low, best and high are quantiles of; and which quantiles of the pooled distribution are
        given back.
    tau2 : {"REML", "DL", "PM", "EE"}
        For random effects: how the variance between counts is estimated; EE takes it to be 0.
    errors : {"knapp-hartung", "origins", "wald"}, optional
        For random effects: the standard errors. By default robust to dependence by origin wherever
        several claims share one, and else Knapp and Hartung's; neither is narrower than Wald's.
    level : float
        For random effects: of the confidence and prediction intervals.
    reading : str or Policy, optional
        Read the printed figures under this policy; by default the table's low, best and high.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Pool
        ``.to_frame()``, ``.quantiles(...)``, ``.claims`` with their weights, ``.assumptions``. A
        quantity with fewer than two independent counts, or three for random effects, is not pooled,
        and its note says so.

    Raises
    ------
    UnknownQuantity
        If no count of the quantity is asserted or reported.
    NotEstimable
        If the method does not apply to the one quantity in question: all claims are one-sided, a
        low of 0 on a logarithmic scale, a claim without density in a logarithmic pool, exact
        figures that take all the weight of random effects. Among several quantities such a one has
        a note instead.
    ClaimErrors
        If a low is above its high, or a best outside the two.
    InvalidChoice
        If an argument is none of the values allowed.

    Notes
    -----
    Historians' estimates are judgements, not samples. The linear, logarithmic and quantile pools
    are those of structured expert judgement (Stone 1961, Annals of Mathematical Statistics 32;
    Genest & Zidek 1986, Statistical Science 1, section 3; Lichtendahl, Grushka-Cockayne & Winkler
    2013, Management Science 59; O'Hagan et al. 2006, *Uncertain Judgements*, chapter 9). Each
    independent count has the same weight, shared among the claims that rest on it; see
    :func:`purgestats.origins`. One-sided figures have no best value and do not enter; they are
    named.

    Random effects treat the logarithm of best (or of the geometric middle) as a measurement whose
    standard error is the width of low to high over the distance of the two quantiles, as balancing
    does; sources of the formulas stand in `purgestats.estimates.pool.random_effects`. Prediction
    intervals use the same quantile as the confidence interval, as metafor does.

    Not to be used to find out how many there were: pooling lends a rumour the weight of an archive,
    and a narrow result says that judgements are alike, not that they are right. Random effects
    assume counts of the same thing with independent errors of known size, which published
    estimates seldom are; with three or four counts their intervals mean little.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> found = pool(claims, "arrests|all|all|ussr|1937/1938", family="normal")
    >>> found.to_frame()[["claims", "at_least", "at_most"]].values.tolist()
    [[2, 1, 2]]
    >>> print(str(found).splitlines()[1])
      - linear pool: the weighted mean of the probabilities
    """
    chosen = Method(method, family or "log-normal", probabilities, tau2, errors or "", level)
    found = entries(claims, quantity, reading=reading, vocabulary=vocabulary)
    weighed = weigh(found, chosen)
    mixture = None
    if chosen.name == "random-effects":
        shared = (np.bincount(weighed.cluster) > 1).any()
        automatic = "origins" if shared else "knapp-hartung"
        chosen = replace(chosen, errors=errors or automatic)
        results, weighed = _random_effects(weighed, chosen)
    else:
        shapes = judgements(*weighed.ends, chosen.family, chosen.probabilities)
        mixture = Mixture(shapes, weighed.weight, weighed.start, chosen.name)
        results = _quantiles(weighed, mixture, chosen)
    told = (*chosen.sentences(), *weighed.sentences(), f"reading: {found.policy}")
    return Pool(_table(weighed, chosen, results), weighed, chosen, told, mixture)


def _quantiles(weighed: Weighed, mixture: Mixture, method: Method) -> pd.DataFrame:
    """Return three quantiles: the lower end of the lowest, the upper end of the highest."""
    if not len(weighed.start):
        return pd.DataFrame(columns=list(_QUANTILES), dtype=np.float64)
    ends = [mixture.quantile(one) for one in method.probabilities]
    least, most = ends[1]
    unique = most - least <= _SAME * most
    best, most = np.where(unique, least, math.nan), np.where(unique, least, most)
    columns = (ends[0][0], best, ends[2][1], least, most)
    return pd.DataFrame(dict(zip(_QUANTILES, columns, strict=True)))


def _random_effects(weighed: Weighed, method: Method) -> tuple[pd.DataFrame, Weighed]:
    """Return the results, and the claims with the weights that the model gives them."""
    names = [*_QUANTILES, *_RANDOM]
    if not len(weighed.start):
        return pd.DataFrame(columns=names, dtype=np.float64), weighed
    y, v = method.effects(*weighed.ends)
    effects = Effects(y, v, weighed.start)
    found = meta_analysis(effects, method.tau2, method.errors, weighed.cluster, method.level)
    weight, _, _ = effects.fit(found["tau2"].to_numpy())
    weight = weight / effects.spread(effects.sum(weight))
    scaled = ["low", "high", "prediction_low", "prediction_high"]
    with np.errstate(over="ignore"):
        best = np.exp(found["estimate"])
        found[scaled] = np.exp(found[scaled])
    found = found.assign(best=best, best_low=best, best_high=best)
    return found[names], weighed.without_exact(weight)


def _table(weighed: Weighed, method: Method, results: pd.DataFrame) -> pd.DataFrame:
    counts = weighed.entries.behind.assign(**weighed.origins)
    counts.insert(1, "method", pd.Series(method.name, counts.index, dtype="str"))
    notes = pd.Series(weighed.notes, dtype="str", name="note")
    results = results.set_axis(weighed.quantity, axis=0).reindex(counts.index)
    results[notes != ""] = math.nan
    return pd.concat([counts, results, notes], axis=1)

"""Fitting many log-linear models to the same table at once, and what they say is missing.

Counts are Poisson with logarithms linear in the terms, fitted by iteratively reweighted least
squares (McCullagh & Nelder 1989, *Generalized Linear Models*, section 2.5); the persons on no list
are the exponential of the constant, with the standard error of Rivest & Baillargeon 2007,
"Applications and Extensions of Chao's Moment Estimator for the Size of a Closed Population",
Biometrics 63. Intervals come from the profile of the multinomial likelihood over the size of the
population (Cormack 1992, "Interval Estimation for Mark-Recapture Studies of Closed Populations",
Biometrics 48).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from purgestats.estimates.counts import Flags, Numbers

_ROUNDS = 60
_CLOSE = 1e-10
#: A pattern without persons, and with fewer than this by the model, never occurs in it.
_NEVER = 1e-6
_RIDGE = 1e-14
_NULL = 1e-9
_STEPS = 40
#: So often the interval with the peak is cut by the golden section: the height there is flat.
_CUTS = 26
#: A log-likelihood nearer to what is sought is there.
_LEVEL = 1e-10
#: Beyond so many times those recorded a profile is taken to have no end.
_MOST = 1e6
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Fits:
    """Log-linear models fitted to one table; arrays have one entry a model.

    Parameters
    ----------
    missing, se : array of float
        How many are on no list, and the standard error of that.
    deviance : array of float
        Twice the log-likelihood missed by the model.
    parameters : array of int
        How many parameters the counts determine.
    identified : array of bool
        Whether the counts determine how many are missing.
    coefficients : array of float, shape (models, terms)
        0 for terms that a model has not.
    """

    missing: Numbers
    se: Numbers
    deviance: Numbers
    parameters: NDArray[np.int64]
    identified: Flags
    coefficients: Numbers


def fit(matrix: Numbers, counts: Numbers, chosen: Flags) -> Fits:
    """Fit models to the counts of patterns.

    Parameters
    ----------
    matrix : array of float, shape (patterns, terms)
        The design matrix of all terms; the constant first.
    counts : array of float, shape (patterns,)
        Persons of each pattern.
    chosen : array of bool, shape (models, terms)
        Which terms each model has.

    Returns
    -------
    Fits
        The models.
    """
    coefficients, mean = _weighted(matrix, np.tile(counts, (len(chosen), 1)), chosen)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.where(counts > 0, counts * np.log(counts / mean), 0)
        deviance = 2 * (ratio - counts + mean).sum(axis=1)
        missing = np.exp(coefficients[:, 0])
    lasting = (mean > _NEVER) | (counts > 0)
    variance, identified, rank = _variance(matrix, np.where(lasting, mean, 0), chosen)
    se = np.sqrt(missing + missing**2 * variance)
    missing, se = (np.where(identified, one, np.nan) for one in (missing, se))
    return Fits(missing, se, deviance, rank, identified, coefficients)


def _weighted(
    matrix: Numbers, counts: Numbers, chosen: Flags, start: Numbers | None = None
) -> tuple[Numbers, Numbers]:
    """Return coefficients and fitted means by iteratively reweighted least squares.

    Models that no longer move are done with.
    """
    size = matrix.shape[1]
    squares = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
    found = np.zeros(chosen.shape) if start is None else start.copy()
    linear = np.log(counts + 0.5) if start is None else found @ matrix.T
    open_ = np.arange(len(chosen))
    for _ in range(_ROUNDS):
        mean, mine, terms = np.exp(linear[open_]), counts[open_], chosen[open_]
        normal = (mean @ squares).reshape(-1, size, size)
        normal *= terms[:, :, None] & terms[:, None, :]
        # Terms that a model has not, and those whose patterns never occur, stay where they are.
        np.einsum("mii->mi", normal)[:] += np.where(terms, _RIDGE * mean.sum(axis=1)[:, None], 1.0)
        side = ((mean * linear[open_] + mine - mean) @ matrix) * terms
        found[open_] = np.linalg.solve(normal, side[:, :, None])[:, :, 0]
        linear[open_] = np.clip(found[open_] @ matrix.T, -30, 30)
        change = np.abs(np.exp(linear[open_]) - mean) / (1 + mean)
        open_ = open_[change.max(axis=1) > _CLOSE]
        if not len(open_):
            break
    return found, np.exp(linear)


def _variance(
    matrix: Numbers, mean: Numbers, chosen: Flags
) -> tuple[Numbers, Flags, NDArray[np.int64]]:
    """Return the variance of the constant, whether the counts determine it, and the rank."""
    keep = chosen[:, :, None] & chosen[:, None, :]
    normal = np.einsum("mp,pi,pj->mij", mean, matrix, matrix, optimize=True) * keep
    diagonal = np.einsum("mii->mi", normal)
    diagonal += ~chosen
    scale = np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    normal = normal / scale[:, :, None] / scale[:, None, :]
    inverse = np.linalg.inv(normal + _NULL / 1000 * np.eye(normal.shape[1]))
    variance = inverse[:, 0, 0].copy()
    identified, rank = np.ones(len(chosen), dtype=bool), chosen.sum(axis=1)
    # Only where the matrix is nearly singular does it take its eigenvalues to say what is lost.
    lost = np.flatnonzero(np.einsum("mii->mi", inverse).max(axis=1) > 1 / _NULL / 10)
    values, vectors = np.linalg.eigh(normal[lost])
    there, first = values > _NULL, vectors[:, 0, :] ** 2
    identified[lost] = (first * ~there).sum(axis=1) < _NULL
    rank[lost] -= (~there).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance[lost] = np.where(there, first / values, 0).sum(axis=1)
    return variance / scale[:, 0] ** 2, identified, rank


def profile(
    matrix: Numbers, counts: Numbers, chosen: Flags, fits: Fits, level: float
) -> tuple[Numbers, Numbers]:
    """Return the profile-likelihood interval of how many are missing, by models.

    Parameters
    ----------
    matrix, counts, chosen
        As for `fit`.
    fits : Fits
        The same models, fitted; all identified.
    level : float
        Of the interval.

    Returns
    -------
    tuple of array of float
        Its ends; infinite where the likelihood never falls far enough.
    """
    from scipy.special import chdtri, gammaln, xlogy

    whole = np.vstack([matrix, np.eye(1, matrix.shape[1])])
    start = fits.coefficients

    def height(missing: Numbers) -> Numbers:
        """Return the multinomial log-likelihood of so many missing, all else at its best."""
        nonlocal start
        persons = np.column_stack([np.tile(counts, (len(missing), 1)), missing])
        found, mean = _weighted(whole, persons, chosen, start)
        # What was found last is near, but at none missing a coefficient runs off to nowhere.
        start = np.where(missing[:, None] >= 1, found, fits.coefficients)
        total = persons.sum(axis=1)
        inner = xlogy(persons, mean / total[:, None]).sum(axis=1)
        return np.asarray(gammaln(total + 1) - gammaln(missing + 1) + inner)

    none = np.zeros(len(chosen))
    peak = _highest(height, none, 1.1 * fits.missing + 1)
    enough = height(peak) - chdtri(1, 1 - level) / 2
    low = _crossing(lambda at: height(at) - enough, peak, none)
    far = 2 * peak + 1
    most = _MOST * counts.sum()
    for _ in range(_STEPS):
        inside = (height(far) >= enough) & (far < most)
        if not inside.any():
            break
        far = np.where(inside, 2 * far, far)
    high = _crossing(lambda at: height(at) - enough, peak, far)
    return low, np.where(far < most, high, np.inf)


def _highest(height: Callable[[Numbers], Numbers], low: Numbers, high: Numbers) -> Numbers:
    """Return where a function with one peak has it, by golden section."""
    inner = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    left, right = (height(at) for at in inner)
    for _ in range(_CUTS):
        rising = right > left
        low, high = np.where(rising, inner[0], low), np.where(rising, high, inner[1])
        fresh = np.where(rising, low + _GOLDEN * (high - low), high - _GOLDEN * (high - low))
        there = height(fresh)
        inner = np.where(rising, inner[1], fresh), np.where(rising, fresh, inner[0])
        left, right = np.where(rising, right, there), np.where(rising, there, left)
    return (low + high) / 2


def _crossing(of: Callable[[Numbers], Numbers], inside: Numbers, outside: Numbers) -> Numbers:
    """Return where a function falls below 0 on the way outside, or outside if it does not.

    By the Illinois method: straight lines between both ends; one that stays is taken for half.
    """
    above, below = of(inside), of(outside)
    never, last, at = below >= 0, np.zeros(len(inside)), outside
    for _ in range(_STEPS):
        gap = np.where(never, 1.0, above - below)
        at = np.where(never, outside, inside + (outside - inside) * above / gap)
        value = of(at)
        if (never | (np.abs(value) < _LEVEL)).all():
            break
        side = np.where(value < 0, 1, -1)
        half = np.where(side == last, 0.5, 1.0)
        inside, above = np.where(side < 0, (at, value), (inside, half * above))
        outside, below = np.where(side < 0, (outside, half * below), (at, value))
        last = side
    return at


Term = frozenset[int]

#: Of more lists there are millions of hierarchical models.
MOST_LISTS = 5


def patterns(lists: int) -> NDArray[np.int64]:
    """Return every pattern of so many lists but that of the persons on none.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of int, shape (2 ** lists - 1, lists)
        1 where a person of that pattern is on the list.
    """
    numbers = np.arange(1, 2**lists)
    return (numbers[:, None] >> np.arange(lists)) & 1


def terms_of(lists: int) -> list[Term]:
    """Return the terms of so many lists, by size; the empty one first, the whole one left out."""
    most = lists if lists <= MOST_LISTS else 2
    sizes = (combinations(range(lists), size) for size in range(most))
    return [frozenset(one) for one in chain.from_iterable(sizes)]


def design(lists: int) -> Numbers:
    """Return the design matrix of all terms.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of float, shape (2 ** lists - 1, terms)
        1 where all lists of a term are in the pattern.
    """
    of = patterns(lists)
    columns = [of[:, sorted(term)].all(axis=1) for term in terms_of(lists)]
    return np.column_stack(columns).astype(np.float64)


def hierarchical(lists: int) -> Flags:
    """Return every hierarchical model of up to `MOST_LISTS` lists; of more, independence alone.

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    array of bool, shape (models, terms)
        Which terms each has; the independence of all lists first.
    """
    terms = terms_of(lists)
    place = {term: number for number, term in enumerate(terms)}
    lists_alone = set(range(lists + 1))
    larger = _grown(lists, 2, set()) if lists <= MOST_LISTS else iter([set()])
    chosen = [lists_alone | {place[term] for term in model} for model in larger]
    chosen.sort(key=lambda model: (len(model), sorted(model)))
    found = np.zeros((len(chosen), len(terms)), dtype=bool)
    for row, model in enumerate(chosen):
        found[row, sorted(model)] = True
    return found


def _grown(lists: int, size: int, below: set[Term]) -> Iterator[set[Term]]:
    """Add every set of terms of a size whose parts are all there, and go on with the next size."""
    if size == lists:
        yield below
        return
    open_ = [
        frozenset(one)
        for one in combinations(range(lists), size)
        if size == 2 or all(frozenset(part) in below for part in combinations(one, size - 1))
    ]
    for count in range(len(open_) + 1):
        for added in combinations(open_, count):
            # Without a term of this size there is none of a larger one.
            yield from _grown(lists, size + 1, below | {*added}) if added else iter([below])


def heterogeneity(lists: int) -> dict[str, Numbers]:
    """Return the terms of models in which some persons are likelier to be recorded than others.

    Of three or more lists. Chao's bound leaves free how often persons stand on three lists and
    more, so that only those on one or two tell how many are on none, at the least; Poisson and
    Darroch are two of many ways to go beyond (Rivest & Baillargeon 2007).

    Parameters
    ----------
    lists : int
        How many.

    Returns
    -------
    dict of str to array of float, shape (2 ** lists - 1, terms)
        Terms beside those of the lists, by the name of the model.
    """
    often = patterns(lists).sum(axis=1)
    return {
        "lower bound (Chao)": (often[:, None] == np.arange(3, lists + 1)) * 1.0,
        "heterogeneity (Poisson)": (2.0**often - 1)[:, None],
        "heterogeneity (Darroch)": (often**2 / 2)[:, None],
    }


def formulas(terms: list[Term], chosen: Flags, names: list[str]) -> list[str]:
    """Write models by their largest terms.

    Parameters
    ----------
    terms : list of set of int
        All terms.
    chosen : array of bool, shape (models, terms)
        Which each has.
    names : list of str
        The lists.

    Returns
    -------
    list of str
        For each the largest terms, such as ``a, b×c``.
    """
    within = np.array([[one < other for one in terms] for other in terms])
    largest = chosen & ~(chosen @ within)
    words = ["×".join(names[number] for number in sorted(term)) for term in terms]
    return [", ".join(words[place] for place in np.flatnonzero(row)) for row in largest]

"""How judgements are pooled: the choices, checked, and what each of them assumes."""

from dataclasses import dataclass

import numpy as np

from purgestats._names import tables
from purgestats.claims.figures.policies import FINEST, PROBABILITIES, WHOLE
from purgestats.errors import InvalidChoice, check_choice
from purgestats.estimates.counts import Numbers
from purgestats.estimates.pool.distributions import FAMILIES, judgements
from purgestats.estimates.pool.random_effects import ERRORS, ESTIMATORS

METHODS = ("linear", "log", "quantile", "random-effects")

#: What each choice assumes.
_WORDS = tables(__file__)


@dataclass(frozen=True)
class Method:
    """How judgements are pooled.

    Parameters
    ----------
    name : str
        One of `METHODS`.
    family : str
        One of `FAMILIES`.
    probabilities : tuple of float
        What low, best and high are quantiles of.
    tau2, errors : str
        For random effects: one of `ESTIMATORS`, and one of `ERRORS` or blank for automatic.
    level : float
        For random effects: of the intervals.
    """

    name: str
    family: str
    probabilities: tuple[float, float, float]
    tau2: str
    errors: str
    level: float

    def __post_init__(self) -> None:
        check_choice(self.name, METHODS, "method")
        check_choice(self.tau2, ESTIMATORS, "tau2")
        check_choice(self.errors, ("", *ERRORS), "errors")
        if self.name == "random-effects" and self.family != "log-normal":
            raise InvalidChoice(
                f"random effects work on the scale of logarithms; family {self.family!r} does not "
                "apply"
            )
        check_family(self.family, self.probabilities)
        if not 0 < self.level < 1:
            raise InvalidChoice(f"level lies between 0 and 1, not {self.level!r}")

    def effects(self, low: Numbers, best: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
        """Return logarithms of best, or of the geometric middle, and their variances.

        A figure is no narrower than a person, or than one in ten thousand.
        """
        from scipy.special import ndtri

        shapes = judgements(low, best, high, "log-normal", self.probabilities)
        first, _, last = ndtri(self.probabilities)
        width = np.maximum(np.log(high / low), np.maximum(WHOLE / high, FINEST))
        return np.log(shapes.middle), (width / (last - first)) ** 2

    @property
    def least_origins(self) -> int:
        """How many independent counts it takes."""
        return 3 if self.name == "random-effects" else 2

    def sentences(self) -> tuple[str, ...]:
        """Say what the choices assume."""
        if self.name != "random-effects":
            ends = family_sentence(self.family, self.probabilities)
            back = ", ".join(f"{100 * one:g}" for one in self.probabilities)
            given = f"low, middle and high given back are the {back} % quantiles"
            weights = "each independent count weighs the same, shared among the claims on it"
            return _WORDS["method"][self.name], ends, weights, given
        low, _, high = (f"{100 * one:g}" for one in self.probabilities)
        return (
            _WORDS["method"][self.name],
            f"standard error of a claim: low and high are its {low} % and {high} % quantiles, a "
            "person or one in ten thousand apart at the least",
            _WORDS["tau2"][self.tau2],
            _WORDS["errors"][self.errors],
            "claims weigh by their precision; repetitions within an origin are left out",
            f"{100 * self.level:g} % confidence interval of the typical value, and where another "
            "count is expected",
        )


def family_sentence(family: str, probabilities: tuple[float, float, float]) -> str:
    """Say what distribution is made of low, best and high.

    Parameters
    ----------
    family : str
        One of `FAMILIES`.
    probabilities : tuple of float
        What they are quantiles of.

    Returns
    -------
    str
        A sentence without its full stop.
    """
    which = ", ".join(f"{100 * one:g}" for one in probabilities)
    below = "" if family == "log-normal" else ", which allows values below 0"
    return f"each claim is a split {family} whose {which} % quantiles are low, best and high{below}"


def check_family(family: str, probabilities: tuple[float, float, float]) -> None:
    """Refuse an unknown family, or probabilities out of order.

    Parameters
    ----------
    family : str
        One of `FAMILIES`.
    probabilities : tuple of float
        What low, best and high are quantiles of.

    Raises
    ------
    InvalidChoice
        If either is not usable.
    """
    check_choice(family, FAMILIES, "family")
    if (
        len(probabilities) != 3
        or not 0 < probabilities[0] < probabilities[1] < probabilities[2] < 1
    ):
        raise InvalidChoice(
            f"probabilities are three numbers in rising order between 0 and 1, for example "
            f"{PROBABILITIES}, not {probabilities!r}"
        )

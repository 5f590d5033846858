"""From a claims table to the rows of a chart: checked, labelled, in order; and in words."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from purgestats import words
from purgestats.charts.record import VALUES
from purgestats.charts.style import HELD, STANCE_WORDS
from purgestats.claims.datasets import catalogue
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.table.contract import Claims, once, take
from purgestats.claims.table.table import completed
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, PurgestatsError, UnknownQuantity, unknown

#: Names and figures longer than this are cut off on the chart, though not in its rows.
LONGEST = 80

_FLAGS = ("is_share", "hollow", "vague")
_MAGNITUDES = re.compile(
    r"\b(tens|dozens|scores|hundreds|thousands|millions|десятки|сотни|тысячи|миллионы)\b", re.I
)


class Span(NamedTuple):
    """The values one claim allows; not-a-number stands for no bound and for no single value.

    >>> Span(100_000.0, math.nan, math.nan).known, Span(1.0, math.nan, 2.0).middle
    ([100000.0], 1.5)
    """

    low: float
    best: float
    high: float

    @property
    def known(self) -> list[float]:
        """The values that are given."""
        return [value for value in self if not math.isnan(value)]

    @property
    def middle(self) -> float:
        """Best value, else the midpoint, else the one bound there is."""
        if not math.isnan(self.best):
            return self.best
        return float(np.mean(self.known)) if self.known else math.nan


def values_in(rows: pd.DataFrame) -> list[float]:
    """Return the values that rows give."""
    return [value for span in rows["span"] for value in span.known]


def labelled(rows: Iterable[tuple[pd.Series, str]]) -> pd.DataFrame:
    """Put rows under labels of their own into one table, each claim once.

    >>> row = pd.Series({"low": 1, "best": 2, "high": 3} | dict.fromkeys(_FLAGS, False))
    >>> labelled([(row, "marshals"), (row, "the same again")])["label"].tolist()
    ['marshals']
    """
    found = pd.concat([row.to_frame().T.assign(label=label) for row, label in rows])
    found = found[~found.index.duplicated()]
    return found.astype(dict.fromkeys(VALUES, "float64") | dict.fromkeys(_FLAGS, bool))


def prepare(
    claims: object, reading: str | Policy = "printed", vocabulary: UserVocabulary = None
) -> pd.DataFrame:
    """Return a claims table with what charts need; the table given is left as it is."""
    frame = completed(claims, vocabulary, reading).reset_index(drop=True)
    if frame.empty:
        raise PurgestatsError(
            "there are no claims to draw: the table has none that the chart shows"
        )
    return frame.assign(**_told(take(claims, vocabulary), get_policy(reading)))


@once
def _told(table: Claims, policy: Policy) -> dict[str, Any]:
    """Return what charts tell of each claim.

    ``figure`` is the figure as printed, back-references resolved, else from its values; ``vague``
    is a word for an order of magnitude.
    """
    frame, labels = table.under(policy), table.labels
    stance, year = frame["stance"], frame["claim_year"].astype("float64")
    hollow = ~stance.isin(HELD)
    aside = (" (" + stance.replace(STANCE_WORDS) + ")").where(hollow, "")
    name = frame["claimant"].map(lambda key: words.shortened(labels.claimant(key), LONGEST))
    dated = name + ["" if math.isnan(one) else f", {one:.0f}" for one in year]
    printed = frame["resolved"].where(frame["resolved"] != "", frame["as_printed"])
    valued = {place: value_words(row) for place, row in frame[printed == ""].iterrows()}
    figure = printed.map(lambda text: words.shortened(text, LONGEST))
    figure = figure.where(printed != "", pd.Series(valued, dtype="str"))
    where = frame["source"].map(labels.work) + (", " + frame["locator"]).replace(", ", "")
    span = [Span(*ends) for ends in frame[list(VALUES)].itertuples(index=False)]
    told = {"hollow": hollow, "is_share": frame["unit"].isin(words.RELATIVE), "year": year}
    told |= {"quantity": table.quantities, "name": name, "who": name + aside}
    told |= {"label": dated + aside, "figure": figure, "where": where}
    vague = list(map(_is_vague, span, printed))
    return told | {"span": pd.Series(span, dtype=object), "vague": vague}


def _is_vague(span: Span, printed: str) -> bool:
    """Say whether a figure is a word for an order of magnitude, such as "hundreds of thousands"."""
    if not math.isnan(span.best) or not printed or any(letter.isdigit() for letter in printed):
        return False
    return bool(_MAGNITUDES.search(printed)) or math.isclose(span.high, 10 * span.low)


def counts_on(rows: pd.DataFrame, quantity: str | Quantity | None) -> tuple[Quantity, pd.DataFrame]:
    """Choose the claims that count one quantity, lowest first; shares and multiples stay out."""
    counts = rows[~rows["is_share"]]
    known = sorted(counts["quantity"].unique())
    if quantity is None and len(known) != 1:
        raise InvalidChoice(
            f"the claims count {len(known)} quantities: name one"
            + (f", such as {'; '.join(known[:3])}" if known else "; shares have no count")
        )
    chosen = Quantity.parse(known[0] if quantity is None else quantity)
    found = counts[counts["quantity"] == str(chosen)]
    if found.empty:
        raise unknown(UnknownQuantity, f"no claim counts {chosen}", chosen, known)
    return chosen, in_order(found)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Order claims by best value or midpoint; equals keep the order of the table.

    >>> in_order(pd.DataFrame({"span": [Span(5.0, 5.0, 5.0), Span(1.0, 1.0, 1.0)]})).index.tolist()
    [1, 0]
    """
    middles = [span.middle for span in rows["span"]]
    return rows.iloc[np.argsort(np.array(middles, dtype=float), kind="stable")]


def in_dispute(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose ends an axis has to show: those held, and no vague words.

    Where there are none, all rows.
    """
    held = rows[~rows["hollow"] & ~rows["vague"]]
    return held if len(held) else rows


def disputed(rows: pd.DataFrame) -> list[float]:
    """Return the values that an axis has to show."""
    return values_in(in_dispute(rows))


_MOST_LISTED = 12


def value_words(row: pd.Series) -> str:
    """Return the best value of a claim, else its range, whatever was printed.

    >>> value_words(pd.Series({"low": 9, "best": math.nan, "high": math.nan, "unit": "persons"}))
    'at least 9'
    """
    best = float(row["best"])
    if math.isnan(best):
        return words.range_words(float(row["low"]), float(row["high"]), row["unit"])
    return words.percent(best) if row["unit"] == "share" else words.number(best)


def title_of(quantity: str | Quantity, rows: pd.DataFrame, unsaid: Iterable[str] = ()) -> str:
    """Say what a quantity counts, in the words of some rows: how a title or a label begins."""
    scope = Quantity.parse(quantity)
    return words.sentence_case(words.scope_words(scope, labels_of(rows), unsaid=tuple(unsaid)))


def usual_scope(quantities: Iterable[str]) -> tuple[str, ...]:
    """Return the place and the period that most quantities share, which labels need not repeat.

    >>> usual_scope(["executions|all|all|ussr|1937", "arrests|all|all|ussr|1938"])
    ('ussr',)
    """
    parts = [str(name).split("|")[3:] for name in quantities]
    commonest = [
        one for column in zip(*parts, strict=True) for one in Counter(column).most_common(1)
    ]
    return tuple(name for name, count in commonest if 2 * count > len(parts))


def usual_words(unsaid: Iterable[str], rows: pd.DataFrame) -> str:
    """Write in a caption what the labels of some rows do not repeat; nothing if they say all.

    >>> usual_words(("ussr", "1937/1938"), pd.DataFrame())
    'Soviet Union, 1937–1938, unless a label says otherwise.'
    """
    labels = labels_of(rows)
    told = [
        words.period_words(name) if name[:1].isdigit() else labels.term("place", name)
        for name in unsaid
    ]
    return f"{words.sentence_case(', '.join(told))}, unless a label says otherwise." if told else ""


def years_of(rows: pd.DataFrame) -> str:
    """Return from which year to which rows go, in words.

    >>> years_of(pd.DataFrame({"period": ["1937-08-05/1938", "1936"]}))
    '1936–1938'
    """
    years = [end[:4] for period in rows["period"] for end in period.split("/")]
    return words.period_words("/".join(sorted({min(years), max(years)})))


def figures(rows: pd.DataFrame) -> str:
    """Say how many figures there are; beside those of the record, the user's are told apart.

    >>> figures(pd.DataFrame({"claim_id": ["infobox-executions", "my-own"]}))
    '1 published figure and 1 of yours'
    """
    ours = int(rows["claim_id"].isin(catalogue.claim_ids()).sum())
    if not ours:
        return words.counted(len(rows), "figure")
    more = f" and {words.number(len(rows) - ours)} of yours" if ours < len(rows) else ""
    return f"{words.counted(ours, 'published figure')}{more}"


def headline(rows: pd.DataFrame) -> str:
    """Say from which figure to which those go that somebody stands by, in numbers."""
    ends = _extremes(rows[~rows["hollow"] & ~rows["vague"]])
    if not ends:
        return str(rows["figure"].iloc[0]) if len(rows) == 1 else figures(rows)
    (_, low, first), (_, high, _) = ends
    if low == high:
        return f"{'every figure is ' * (len(rows) > 1)}{value_words(first)}"
    return f"figures from {low} to {high}"


def _extremes(rows: pd.DataFrame) -> list[tuple[float, str, pd.Series]]:
    """Return the lowest and the highest value of some claims, in words, and whose they are."""
    found = []
    for _, row in rows.iterrows():
        span, write = row["span"], words.percent if row["unit"] == "share" else words.number
        ends = span.known if math.isnan(span.best) else [span.best]
        found += [(value, write(value), row) for value in ends]
    return [choose(found, key=lambda one: one[0]) for choose in (min, max)] if found else []


def describe_claims(title: str, rows: pd.DataFrame) -> str:
    """Describe a chart of claims: how many, the lowest, the highest, who gives them, and each."""
    parts = [f"Chart: {title}.", f"It shows {words.counted(len(rows), 'claim')}."]
    if hollow := int(rows["hollow"].sum()):
        verb = "is" if hollow == 1 else "are"
        parts.append(f"{hollow} of them {verb} not asserted by the source and drawn hollow.")
    shown = in_dispute(rows)
    if ends := _extremes(shown[~shown["vague"]]):
        (least, low, first), (most, high, last) = ends
        lowest = f"The lowest figure is {low} ({first['label']})."
        highest = f"The highest figure is {high} ({last['label']})."
        alike = math.isclose(least, most)
        parts += [f"Every figure is {low}."] if alike else [lowest, highest]
    told = (rows["label"] + ": " + rows["figure"]).tolist()
    return " ".join([*parts, f"{words.sentence_case(words.listing(told, _MOST_LISTED))}."])

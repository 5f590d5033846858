"""Figures of one's own beside the published ones: the same count, agreeing, contradicting, new.

Each figure is held against those that bear directly on it, and against no others: what is said of
one row does not depend on rows that have nothing to do with it, and takes seconds, not minutes.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from purgestats._names import tables
from purgestats.changes import joined, what_changes
from purgestats.claims.display import STANCE_WORDS
from purgestats.claims.figures.reading import get_policy
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.exploring.beside import Beside, Row, Scope
from purgestats.exploring.findings import EFFORT
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.slips import KINDS, slip_between
from purgestats.ledger.repairs.lenses import get_lens
from purgestats.reconciliation import TRUSTED, reconcile
from purgestats.words import Labels, claim_scope_words, counted, listing, range_words, sentence_case

_WORDS = tables(__file__)
#: Each group: its heading, and what being in it means.
GROUPS = {one["name"]: (one["title"], one["means"]) for one in _WORDS["groups"]}
SAME, CONTRADICTS, AGREES, NEW, UNSETTLED, ASIDE = GROUPS
MOST_NAMED = 8


@dataclass(frozen=True)
class Verdict:
    """What is found of one figure.

    Parameters
    ----------
    claim_id, quantity, of : str
        The row; what it counts, and of what it is a share.
    group : str
        One of `GROUPS`.
    heading, place : str
        The figure in words, and whose it is and where it stands.
    lines : tuple of str
        What is found, in sentences.
    same_as, agrees_with, differs_from, set_aside : tuple of str
        Ids of published claims; of those to be set aside if it holds.
    price : int or None
        How many counts that are, at the least; None where it is not known or cannot hold at all.
    certified : bool
        Whether the price is proved.
    """

    claim_id: str
    quantity: str
    of: str
    group: str
    heading: str
    place: str
    lines: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    agrees_with: tuple[str, ...] = ()
    differs_from: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    price: int | None = None
    certified: bool = False


@dataclass(frozen=True)
class OwnFigures:
    """Every figure of a table beside the published ones.

    Parameters
    ----------
    together : DataFrame
        All claims, the published ones first.
    verdicts : tuple of Verdict
        One a row of the user's table, in its order.
    published : int
        How many claims are not the user's.
    reading, lens : str
        Under which the figures are read, and who is trusted first.
    alone : str
        Why the user's own figures cannot all hold together; blank if they can.
    """

    together: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    published: int
    reading: str
    lens: str
    alone: str

    @cached_property
    def groups(self) -> dict[str, list[Verdict]]:
        """The verdicts by group, in the order of `GROUPS`; only groups that have any."""
        found = {name: [one for one in self.verdicts if one.group == name] for name in GROUPS}
        return {name: held for name, held in found.items() if held}

    @property
    def head(self) -> str:
        """What is held against what, and how it is read."""
        return (
            f"{counted(len(self.verdicts), 'figure')} of yours beside {self.published:,} published "
            f"ones. Figures are read as {self.reading}; where they contradict one another, "
            f"{TRUSTED[self.lens]}."
        )

    @property
    def completeness(self) -> str:
        """What of the answer is whole, and what was not looked for."""
        open_ = [one for one in self.verdicts if one.group != ASIDE and not one.certified]
        told = _WORDS["complete"]
        cut = told["cut"].format(figures=counted(len(open_), "figure"))
        settled = cut if open_ else told["whole"]
        return f"{told['bearing']} {settled} {told['beyond']}"

    def text(self) -> str:
        """Return everything in plain sentences."""
        lines = [self.head, "", ""]
        tally = [f"{GROUPS[name][0].lower()}: {len(held)}" for name, held in self.groups.items()]
        lines[1] = sentence_case("; ".join(tally)) + "."
        lines += [self.alone, ""] if self.alone else []
        for name, held in self.groups.items():
            title, means = GROUPS[name]
            lines += [f"{title}: {len(held)}", f"({means})"]
            for one in held:
                lines += [f"  - {one.heading}", f"      {one.place}"]
                lines += [f"      {line}" for line in one.lines]
            lines.append("")
        return "\n".join([*lines, f"What is complete: {self.completeness}"])


def own_figures(
    mine: pd.DataFrame,
    ours: pd.DataFrame,
    vocabulary: UserVocabulary = None,
    reading: str = "printed",
    lens: str = "documents",
    step: Callable[[str], None] = lambda _: None,
) -> OwnFigures:
    """Hold every figure of a table against the published ones that bear directly on it.

    Parameters
    ----------
    mine, ours : DataFrame
        The user's claims, and the published ones.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own.
    reading, lens : str
        How figures are read, and who is trusted first.
    step : callable, optional
        Called with what comes next, once for each quantity.

    Returns
    -------
    OwnFigures
        A verdict on each row.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used, or an id stands in both tables.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> mine = {"claim_id": ["mine"], "measure": ["arrests"], "as_printed": ["about 1,400,000"]}
    >>> mine = ps.validate(pd.DataFrame(mine | {"claimant": ["me"], "source": ["notes"]}))
    >>> ours = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> [(one.group, one.price) for one in own_figures(mine, ours).verdicts]
    [('contradicts', 1)]
    """
    changes = what_changes(mine, ours, vocabulary, reading, lens)
    together = joined(changes.mine, take(ours).frame)
    beside = Beside(changes, together)
    words = _Words(labels_for(changes.terms), beside)
    found: dict[str, Verdict] = {}
    for scope, claims in beside.own.items():
        step(words.scope(beside.rows[claims[0]]))
        found |= {one.claim_id: one for one in _verdicts(beside, scope, words)}
    verdicts = tuple(found[one] for one in changes.mine["claim_id"])
    policy, trusted = get_policy(reading).name, get_lens(lens).name
    alone = reconcile(changes.mine, changes.terms, reading, lens).set_aside()
    if alone:
        alone = f"{_WORDS['alone']['clash']} {alone}"
    published = len(together) - len(verdicts)
    return OwnFigures(together, verdicts, published, policy, trusted, alone)


@dataclass(frozen=True)
class _Words:
    """How claims are named beside a figure: without ids, and their scope where it is another."""

    labels: Labels
    beside: Beside

    def scope(self, row: Row) -> str:
        return sentence_case(claim_scope_words(row, self.labels))

    def who(self, row: Row) -> str:
        who, year = self.labels.claimant(str(row["claimant"])), row["claim_year"]
        return who if pd.isna(year) else f"{who}, {year}"

    def place(self, row: Row) -> str:
        parts = (self.who(row), self.labels.work(str(row["source"])), str(row["locator"]))
        return "; ".join(part for part in parts if part)

    def figure(self, row: Row) -> str:
        return str(row["resolved"] or row["as_printed"]) or range_words(
            row["low"], row["high"], row["unit"] or "persons", row["best"]
        )

    def named(self, ids: Iterable[str], about: Scope) -> str:
        """Return who gives which figure."""
        told = []
        for one in ids:
            row, other = self.beside.rows[one], self.beside.scopes[one] != about
            scope = f" ({claim_scope_words(row, self.labels)})" if other else ""
            whose = "your figure of " if one in self.beside.mine else ""
            told.append(f"{whose}{self.who(row)}: {self.figure(row)}{scope}")
        # The full stop of a figure, as in 40 тыс., is that of the sentence.
        return listing(list(dict.fromkeys(told)), MOST_NAMED).rstrip(".")


def _verdicts(beside: Beside, scope: Scope, words: _Words) -> Iterator[Verdict]:
    """Yield what is found of the rows on one quantity."""
    entered = beside.stood_by(scope)
    book = beside.ledger(scope) if entered else None
    prices = book.prices(entered, beside.changes.lens).to_dict("index") if book else {}
    for claim in beside.own[scope]:
        row = beside.rows[claim]
        heading = f"{words.scope(row)}: {words.figure(row)}"
        verdict = Verdict(claim, *scope, ASIDE, heading, words.place(row))
        if book is None or claim not in prices:
            stance = STANCE_WORDS.get(row["stance"], row["stance"])
            yield replace(verdict, lines=(f"Not stood by where it is printed: {stance}.",))
            continue
        one = _settled(beside, book, verdict, prices[claim], words)
        yield replace(one, lines=(*one.lines, *_allowed(beside, scope)))


def _settled(beside: Beside, book: Ledger, verdict: Verdict, price: Row, words: _Words) -> Verdict:
    """Say who agrees with a figure, who does not, and what it would cost."""
    claim, scope = verdict.claim_id, (verdict.quantity, verdict.of)
    pairs = beside.agreement.get(claim, [])
    same = tuple(one["other"] for one in pairs if beside.ends[one["other"]] == beside.ends[claim])
    agrees, differs = (
        tuple(one["other"] for one in pairs if one["agree"] is side and one["other"] not in same)
        for side in (True, False)
    )
    certified = bool(price["certified"])
    known = int(price["price"]) if str(price["price"]).isdigit() else None
    group = SAME if same else CONTRADICTS if known or differs else UNSETTLED
    if group == UNSETTLED and certified:
        group = CONTRADICTS if known is None else AGREES if agrees else NEW
    found = replace(verdict, group=group, same_as=same, agrees_with=agrees, differs_from=differs)
    aside = tuple(price["set_aside"])
    found = replace(found, set_aside=aside, price=known, certified=certified)
    named = {
        "The same figure is given by": same,
        "Agrees with": agrees,
        "Differs from": differs,
        "Not independent of it, so that agreement proves nothing": [
            one["other"] for one in pairs if one["derived"]
        ],
        "The same number is printed of something else": beside.elsewhere(claim),
    } | _slips(beside.rows, claim, differs)
    lines = [f"{title}: {words.named(ids, scope)}." for title, ids in named.items() if ids]
    if group == CONTRADICTS and not differs:
        lines += _why(book, claim)
    gone = words.named(found.set_aside, scope)
    held = len(beside.near[scope][0])
    return replace(found, lines=(*lines, _cost(found, bool(price["others"]), held, gone)))


def _slips(rows: Mapping[str, Row], claim: str, others: Iterable[str]) -> dict[str, list[str]]:
    """Return those of the others whose figure is one slip of the pen away, by the kind of slip."""
    found: dict[str, list[str]] = {}
    for other in others:
        if kind := slip_between(*(_printed(rows[one]) for one in (claim, other))):
            told = f"Possible copying slip here or there, {KINDS[kind]}"
            found.setdefault(told, []).append(other)
    return found


def _printed(row: Row) -> str:
    return str(row["resolved"] or row["as_printed"])


def _why(book: Ledger, claim: str) -> list[str]:
    """Return the statement of one disagreement that a figure is in."""
    found = book.conflicts(effort=EFFORT)
    mine = replace(found, items=tuple(one for one in found if claim in one.claims)[:1])
    return [str(one) for one in mine.disagreements()]


def _cost(found: Verdict, others: bool, held: int, gone: str) -> str:
    """Say what has to be set aside if a figure holds beside so many published ones."""
    if found.price:
        count = counted(found.price, "other count")
        have = "has" if found.price == 1 else "have"
        more = "; other choices would cost as little" if others else ""
        proved = "" if found.certified else " (not proved: the search was cut)"
        return f"If it holds, {count} {have} to be set aside{proved}: {gone}{more}."
    if not found.certified:
        return "Whether it fits beside the others is not known: the search was cut."
    if found.price is None:
        return "It cannot hold at all beside what is assumed."
    if not held:
        return "No published figure bears on it."
    return f"It fits beside the {counted(held, 'published figure')} that bear on it."


def _allowed(beside: Beside, scope: Scope) -> list[str]:
    """Say what the published figures that bear on a count allow for it."""
    bounds = beside.allowed.get(scope)
    if bounds is None or (bounds["low"] <= 0 and math.isinf(bounds["high"])):
        return []
    loose = "" if bounds["certified"] and bounds["tight"] else " (and perhaps less)"
    ends = range_words(bounds["low"], bounds["high"])
    trusted = TRUSTED[beside.changes.lens.name]
    return [f"If {trusted}, the published figures alone allow {ends}{loose}."]

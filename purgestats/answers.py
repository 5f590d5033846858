"""How many? The figures on a quantity by what they rest on, and what follows by whom one trusts."""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from purgestats import words
from purgestats._whole import whole
from purgestats.charts.plotted.claim_rows import value_words
from purgestats.charts.plotted.inputs import bearing, on
from purgestats.claims.datasets.catalogue import load, sources
from purgestats.claims.display import table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.sources.citations import Origins, origins
from purgestats.claims.table.contract import ENTER_LEDGER, readings, take
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.ledger.book import Ledger
from purgestats.ledger.model.build import entries
from purgestats.ledger.model.counts import counts_of
from purgestats.ledger.repairs.lenses import Lens, documents_layers
from purgestats.ledger.repairs.lenses import lenses as built_in
from purgestats.reconciliation import TRUSTED

#: The layers of the lens ``documents`` as kinds of figures, and what nobody vouches for.
KINDS = (
    "documents and records",
    "scholarship since 1991 and official statements",
    "earlier or undated scholarship and encyclopedias",
    "press and memoirs",
    "sources whose basis is not stated",
    "surveyed or rejected",
)
_FEW, _MOST_NAMES = 3, 4
_FIGURES = ("kind", "figure", "who", "counts", "low", "high", "claims")
_RANGES = ("trusted first", "low", "high", "range", "rests on", "set aside", "tight")


@dataclass(frozen=True, eq=False)
class Answer:
    """What is known of one quantity, by what it rests on.

    Parameters
    ----------
    quantity : Quantity
        What is asked.
    asked : str
        The same in words.
    figures : DataFrame
        One row a count: its kind, the figure as printed, who gives it, what it counts where that is
        not exactly what is asked, lowest and highest value, and the ids of its claims.
    independent : Origins
        How many independent counts stand behind what somebody vouches for.
    ledger : Ledger
        What the ranges are worked out from, when they are asked for.
    """

    quantity: Quantity
    asked: str
    figures: pd.DataFrame
    independent: Origins
    ledger: Ledger

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """What follows, one row a lens.

        What is trusted first, the lowest and highest value that the figures together then allow,
        the same in words, the figures it rests on, the counts of the quantity that it leaves out,
        and whether no narrower range can be shown.
        """
        rows = [_range(one, self.ledger, self.quantity, self.figures) for one in built_in()]
        return pd.DataFrame(rows, columns=list(_RANGES))

    def kinds(self) -> dict[str, pd.DataFrame]:
        """Return the figures of each kind that there is, documents first."""
        return {str(kind): rows for kind, rows in self.figures.groupby("kind", sort=False)}

    def spans(self) -> dict[str, str]:
        """Return for each kind its figures as printed; of many, the least and the greatest.

        Returns
        -------
        dict of str to str
            Of the figures on exactly what is asked; of those beside it where there are none.
        """
        exact = self.figures[self.figures["counts"] == ""]
        rows = exact if len(exact) else self.figures
        return {str(kind): _span(own) for kind, own in rows.groupby("kind", sort=False)}

    def lead(self) -> tuple[str, str]:
        """Return the figures to name first, and by whose account they are.

        Returns
        -------
        tuple of str
            Figures as printed, of the best kind that gives any. The one value that follows, if no
            document gives exactly what is asked and nobody's trust matters.
        """
        (kind, span), *_ = [*self.spans().items(), ("", "no figure")]
        if kind != KINDS[0] and KINDS[0] in set(self.figures["kind"]) and self._agreed():
            first = self.ranges.iloc[0]
            if first["low"] == first["high"]:
                return first["range"], f"follows from {first['rests on']}"
        who = list(dict.fromkeys(self.kinds()[kind]["who"])) if kind else []
        named = f"{kind}: {who[0]}" if len(who) == 1 else kind
        return span, named if kind in ("", KINDS[-1]) else f"by {named}"

    def headline(self) -> str:
        """Return the figures to name first, with whose they are, in a line."""
        return " ".join(filter(None, self.lead()))

    def _agreed(self) -> bool:
        """Say whether the same follows whoever is trusted first."""
        return bool(self.ranges["range"].nunique() == 1)

    def sentences(self) -> list[str]:
        """Return one sentence a kind of figure, naming who gives what.

        Returns
        -------
        list of str
            Documents first, what nobody vouches for last.
        """
        return [f"{words.sentence_case(kind)}: {_told(own)}." for kind, own in self.kinds().items()]

    def how_sure(self) -> str:
        """Say on how many counts the figures rest, and whether it matters whom one trusts."""
        trusted = f"{self._apart()}what follows depends on whom one trusts first"
        if self._agreed():
            first = self.ranges.iloc[0]
            open_ = first["low"] <= 0 and math.isinf(first["high"])
            follows = f"whoever is trusted first, what follows is {first['range']}"
            trusted = "nothing follows from other figures" if open_ else follows
        return f"{words.sentence_case(str(self.independent))}; {trusted}."

    def _apart(self) -> str:
        """Say that the counts do not agree, if no value is allowed by all of them."""
        exact = self.figures[(self.figures["counts"] == "") & (self.figures["kind"] != KINDS[-1])]
        units = self.ledger.claims.set_index("claim_id")["unit"]
        relative = [units.get(ids[0]) in words.RELATIVE for ids in exact["claims"]]
        counts = exact[~np.array(relative, dtype=bool)]
        apart = counts["low"].max() > counts["high"].min()
        return "they do not agree, and " if apart else ""

    def to_frame(self) -> pd.DataFrame:
        """Return the figures."""
        return self.figures.copy()

    def __str__(self) -> str:
        head = f"{words.sentence_case(self.asked)}: {self.headline()}."
        lines = [head, *self.sentences(), self.how_sure()]
        for trusted, row in zip(TRUSTED.values(), self.ranges.to_dict("records"), strict=True):
            aside = f"; set aside: {row['set aside']}" if row["set aside"] else ""
            lines.append(f"If {trusted}: {row['range']}{aside}.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Answer: {self.asked}; {words.counted(len(self.figures), 'figure')}>"

    def _repr_html_(self) -> str:
        shown = self.ranges[["trusted first", "range", "set aside"]]
        items = "".join(f"<li>{escape(one)}</li>" for one in self.sentences())
        head = escape(f"{words.sentence_case(self.asked)}: {self.headline()}")
        sure = f"<p>{escape(self.how_sure())}</p>"
        return f"<p><strong>{head}</strong></p>\n<ul>{items}</ul>\n{sure}\n{table(shown)}"


@whole()
def answer(
    quantity: str | Quantity,
    claims: object = None,
    *,
    beside: Iterable[str | Quantity] = (),
    ledger: Ledger | None = None,
    vocabulary: UserVocabulary = None,
) -> Answer:
    """Say what is known of a quantity: figures by kind, and what follows under each lens.

    Parameters
    ----------
    quantity : str or Quantity
        What is asked.
    claims : DataFrame, optional
        The figures to answer from; all of ours if left out.
    beside : iterable of str or Quantity, optional
        Other quantities whose figures are told with it, as nobody may count exactly what is asked.
    ledger : Ledger, optional
        What to work the ranges out from, such as one of the whole record, which takes long; the
        figures that bear directly on the quantity if left out: of the same people, of a part or a
        whole of them, or of the step before or after, on days that overlap.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Answer
        The counts, each once however often it is printed, by the layers of the lens ``documents``;
        what the figures together allow under each built-in lens.

    Raises
    ------
    UnknownQuantity
        If a quantity is none, or uses an unknown term.

    Examples
    --------
    >>> import purgestats as ps
    >>> article = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> found = ps.answer("arrests|all|all|ussr|1937/1938", article)
    >>> found.headline()
    '1.3 million; 2.5 million by earlier or undated scholarship and encyclopedias'
    """
    given = take(load() if claims is None else claims, vocabulary)
    asked = Quantity.parse(quantity)
    book = ledger or near_ledger(given.frame, asked, "printed", given.vocabulary)
    book.vocabulary.check(asked)
    others = [Quantity.parse(one) for one in beside]
    labels = labels_for(book.vocabulary)
    found = given.frame[on(given.frame, asked, *others)].reset_index(drop=True)
    figures = _figures(found, asked, book)
    own = found[on(found, asked)].reset_index(drop=True)
    independent = origins(vouched(own if len(own) else found))
    return Answer(asked, words.scope_words(asked, labels), figures, independent, book)


def near_ledger(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> Ledger:
    """Return the ledger of the figures that bear directly on a quantity."""
    return Ledger(bearing(claims, quantity, vocabulary), vocabulary, reading=reading)


def vouched(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that somebody asserts or reports: only these are counts."""
    given = claims[["low", "high"]].notna().any(axis=1) & claims["stance"].isin(ENTER_LEDGER)
    return claims[given].reset_index(drop=True)


def _figures(found: pd.DataFrame, asked: Quantity, book: Ledger) -> pd.DataFrame:
    """Return the counts, each once; documents first, then from the least to the greatest."""
    labels = labels_for(book.vocabulary)
    layers = documents_layers(found).tolist()
    firm = found["stance"].isin(ENTER_LEDGER).tolist()
    read = readings(found, book.reading_policy, book.vocabulary)
    said = (*asked.terms, str(asked.period))
    languages = dict(zip(sources()["source"], sources()["language"], strict=True))
    names = found["claimant"].map(labels.claimant)
    years = found["claim_year"].astype("float64")
    rows = []
    for places in counts_of(found, entries(found, read)):
        for hollow in (False, True):
            held = [place for place in places if firm[place] is not hollow]
            if not held:
                continue
            first = found.iloc[held[0]]
            # A count is trusted as its most trusted printing is.
            kind = len(KINDS) - 1 if hollow else min(layers[place] for place in held)
            kind += kind == KINDS.index("press and memoirs") and not any(found["basis"].iloc[held])
            exact = on(found.iloc[held[:1]], asked).all()
            # In what it counts something else than is asked.
            apart = words.claim_scope_words(first, labels, unsaid=said)
            counts = "" if exact else apart or words.claim_scope_words(first, labels)
            figure = _printed(found.iloc[held], languages)
            if relative := first["unit"] in words.RELATIVE:
                figure += f" of: {words.claim_scope_words(first, labels).rpartition(' of: ')[2]}"
            who = words.givers(names.iloc[held], years.iloc[held], _MOST_NAMES)
            ids = tuple(found["claim_id"].iloc[held])
            row = (KINDS[kind], figure, who, counts, first["low"], first["high"], ids)
            rows.append((*row, relative))
    rows.sort(key=lambda row: (KINDS.index(row[0]), row[3] != "", row[7], _middle(row[4], row[5])))
    return pd.DataFrame([row[:7] for row in rows], columns=list(_FIGURES))


def _printed(copies: pd.DataFrame, languages: Mapping[str, str]) -> str:
    """Return a figure as an English text prints it, else its value beside what is printed."""
    phrases = copies["resolved"].where(copies["resolved"] != "", copies["as_printed"])
    spoken = copies["source"].map(languages).fillna("")
    latin = phrases.map(str.isascii)
    # What stands for a Russian phrase in Latin letters is English already.
    for chosen in (
        phrases[spoken.isin(["english", ""]) | (copies["resolved"] != "")],
        phrases[latin & (spoken == "russian")],
        phrases[~phrases.map(lambda phrase: any(map(str.isalpha, phrase)))],
    ):
        if len(chosen):
            return str(chosen.iloc[0])
    return f"{value_words(copies.iloc[0])} (“{phrases.iloc[0]}”)"


def _middle(low: float, high: float) -> float:
    """Return what figures are put in order by: the middle, or the end that there is."""
    ends = [end for end in (low, high) if math.isfinite(end)]
    return sum(ends) / len(ends) if ends else math.inf


def _told(rows: pd.DataFrame) -> str:
    """Return figures with who gives them, and what they count where that is something else."""
    about = rows["counts"].where(rows["counts"] == "", "; " + rows["counts"])
    return words.listing((rows["figure"] + " (" + rows["who"] + about + ")").tolist(), 6)


def _span(rows: pd.DataFrame) -> str:
    """Return a few figures as printed, of more the least and the greatest, without vague words."""
    stated = rows[rows["figure"].map(lambda figure: any(map(str.isdigit, figure)))]
    figures = list(dict.fromkeys((stated if len(stated) else rows)["figure"]))
    few = len(figures) <= _FEW
    return "; ".join(figures) if few else f"{figures[0]} to {figures[-1]}"


def _in_persons(
    row: Mapping[Hashable, Any], known: pd.DataFrame, book: Ledger, lens: Lens
) -> tuple[float, float]:
    """Return the ends of a figure; of a share or multiple, with what its base may then be."""
    claim = known.loc[row["claims"][0]] if row["claims"][0] in known.index else None
    if claim is None or claim["unit"] not in words.RELATIVE:
        return row["low"], row["high"]
    base = Quantity.parse("|".join(claim[f"of_{name}"] or claim[name] for name in DIMENSIONS))
    of = book.bounds(base, lens=lens).iloc[0]
    return row["low"] * of["low"], row["high"] * of["high"]


def _range(lens: Lens, book: Ledger, asked: Quantity, figures: pd.DataFrame) -> tuple[object, ...]:
    """Return what follows under a lens: a row of the ranges."""
    labels = labels_for(book.vocabulary)
    bounds = book.bounds(asked, lens=lens).iloc[0]
    low, high = bounds["low"], bounds["high"]
    known = book.claims.set_index("claim_id")
    told = figures[(figures["counts"] == "") & (figures["kind"] != KINDS[-1])]
    ends = pd.DataFrame(
        [_in_persons(row, known, book, lens) for row in told.to_dict("records")],
        index=told.index,
        columns=["low", "high"],
    )
    left = told[(ends["low"] > high) | (ends["high"] < low)]
    rests = dict.fromkeys((*bounds["low_because"], *bounds["high_because"]))
    named = [
        f"{labels.claimant(str(row['claimant']))}, {row['resolved'] or row['as_printed']}"
        for row in (known.xs(one) for one in rests if one in known.index)
    ]
    because = words.listing(list(dict.fromkeys(named)), 6)
    allowed = words.range_words(low, high, book.vocabulary.units[asked.measure])
    return lens.layers[0], low, high, allowed, because, _told(left), bool(bounds["tight"])

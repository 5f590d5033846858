"""The one call that does it all: what agrees, what cannot all hold as coded, what is implied."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from purgestats._whole import whole
from purgestats.claims.display import prose, told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import Conflicts
from purgestats.ledger.conflicts.disagreements import TOLD, Disagreement, Disagreements
from purgestats.ledger.conflicts.slips import KINDS, slip_between
from purgestats.ledger.model.assumptions import Assumption
from purgestats.ledger.repairs.lenses import Lens, get_lens, lenses
from purgestats.ledger.repairs.repair import Repairs
from purgestats.words import (
    DIMENSIONS,
    claim_scope_words,
    counted,
    listing,
    range_words,
    scope_words,
    sentence_case,
)

MOST_SHOWN = 12
MOST_PRICED = 6
#: Of more figures than this, as of a sum with many parts, most have a price that tells nothing.
MANY = 12
MOST_SLIPS = 5
SLIPS = "Possible copying slips, each of a figure printed elsewhere or of an exact sum:"
#: What each lens means, as the second half of "what follows if ...".
TRUSTED = {
    "documents": "the documents are trusted first",
    "scholars": "scholars since 1991 are trusted first",
    "alike": "every count is trusted alike",
}


@dataclass(frozen=True)
class Reconciliation:
    """Everything that follows from claims taken together.

    Parameters
    ----------
    ledger : Ledger
        Without disputed assumptions.
    assumed : Ledger
        With them.
    lens : Lens
        The order of trust under which figures are set aside.
    """

    ledger: Ledger
    assumed: Ledger
    lens: Lens

    @cached_property
    @whole()
    def conflicts(self) -> Conflicts:
        """What cannot all hold as coded, without disputed assumptions."""
        return self.ledger.conflicts()

    @cached_property
    @whole()
    def assumed_conflicts(self) -> Conflicts:
        """The same with disputed assumptions."""
        return self.assumed.conflicts()

    @cached_property
    def disagreements(self) -> Disagreements:
        """The conflicts about the same thing together, what is most in dispute first."""
        return self.conflicts.disagreements()

    @cached_property
    @whole()
    def repairs(self) -> Repairs:
        """The smallest sets of figures to set aside, without disputed assumptions."""
        return self.ledger.repairs(self.lens)

    @cached_property
    @whole()
    def prices(self) -> pd.DataFrame:
        """What has to be set aside, at the least, if a figure holds; see Ledger.prices."""
        return self.ledger.prices(lens=self.lens)

    @cached_property
    @whole()
    def assumption_prices(self) -> pd.DataFrame:
        """What has to be set aside, at the least, if a disputed assumption holds: one row each."""
        return self.ledger.assumption_prices("all", self.lens)

    @cached_property
    @whole()
    def bounds(self) -> pd.DataFrame:
        """Bounds of every quantity, whichever of the repairs is chosen."""
        return self.ledger.bounds(lens=self.lens)

    @cached_property
    @whole()
    def side_by_side(self) -> pd.DataFrame:
        """Bounds of the quantities most in dispute, one pair of columns a lens.

        Indexed by quantity: for each built-in lens its low and high, such as documents_low.
        """
        about = [name for one in self._shown() for name in one.quantities]
        wanted = list(dict.fromkeys(about))[:MOST_SHOWN]
        found = {}
        for lens in lenses():
            table = self.ledger.bounds(wanted, lens=lens)
            found[f"{lens.name}_low"], found[f"{lens.name}_high"] = table["low"], table["high"]
        return pd.DataFrame(found, index=pd.Index(wanted, name="quantity"))

    def _shown(self) -> Sequence[Disagreement]:
        return self.disagreements.first(MOST_SHOWN)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """One row a quantity with two or more counts: quantity, claims, low, high, agree.

        ``low`` and ``high`` are the stretch that all of them allow, if there is one.
        """
        claims = take(self.ledger.claims, self.ledger.vocabulary)
        read, rows = claims.under(self.ledger.reading_policy), []
        for quantity, places in claims.counts_on.items():
            if len(places) > 1:
                low = float(read["low"].iloc[places].fillna(0).max())
                high = float(read["high"].iloc[places].fillna(math.inf).min())
                rows.append((quantity, len(places), low, high, low <= high))
        table = pd.DataFrame(rows, columns=["quantity", "claims", "low", "high", "agree"])
        return table.astype({"agree": bool})

    @cached_property
    def implied(self) -> pd.DataFrame:
        """Bounds of quantities that no claim counts, where the claims say anything of them."""
        quantities = self.ledger.quantities
        unprinted = quantities.index[quantities["claims"] == 0]
        bounds = self.bounds.loc[unprinted]
        return bounds[(bounds["low"] > 0) | bounds["high"].map(math.isfinite)]

    def to_frame(self) -> pd.DataFrame:
        """Return the bounds, one row a quantity."""
        return self.bounds

    def summary(self) -> str:
        """Return in sentences what is in dispute, what follows, and what all agree on.

        Returns
        -------
        str
            Disagreements with their prices, what follows under each lens, and what all agree on;
            then what the disputed assumptions would add. What has to be set aside comes first
            where there are but few ways.
        """
        claims, quantities = self.ledger.claims, self.ledger.quantities
        quantities = quantities[quantities["claims"] > 0]
        aside = [self.set_aside(), ""] if len(self.disagreements) else []
        repairs = [self._repairs(lens) for lens in lenses()]
        few = all(one.complete or (one.cheapest and len(one) == 1) for one in repairs)
        lines = [
            f"{counted(len(claims), 'claim')} on "
            f"{counted(len(quantities), 'quantity', 'quantities')}, "
            f"reading: {self.ledger.policy}, lens: {self.lens.name}.",
            "",
            *(aside if few else ()),
            *self._disagreement_lines(),
            *self._slip_lines(),
            "",
            *(() if few else aside),
            *self._lens_lines(),
            *self._agreement_lines(),
        ]
        extra = [one for one in self.assumed.assumptions if one not in self.ledger.assumptions]
        if extra:
            lines += ["", *self._assumed_lines(extra)]
        return "\n".join(lines)

    def _disagreement_lines(self) -> list[str]:
        found = self.disagreements
        if self.ledger.is_consistent():
            kinds = {*self.ledger.quantities["kind"]}
            apart = " Numbers on a day are not held against those who came and went in between."
            return [
                f"All of them can hold together as coded.{apart * (kinds >= {'stock', 'flow'})}"
            ]
        size = self.conflicts.complete_to
        every = "" if math.isinf(size) else f" Every conflict of up to {size:g} counts is found."
        first = ", what is most in dispute first" * (len(found) > 1)
        lines = [f"{found}{first}.{every}"]
        told = [(one, self._in_question(one)) for one in self._shown()]
        prices = self._prices_of(dict.fromkeys(count for _, counts in told for count in counts))
        priced: set[str] = set()
        for one, question in told:
            counts = [count for count in question if count in prices]
            new = [claim for claim in counts if claim not in priced]
            priced.update(new)
            lines.append(f"  - {one} ({TOLD[one.kind]})")
            lines += [f"      {line}" for line in self._price_lines(new, prices, one.quantities)]
            more, above = len(one.counts) - len(counts), len(counts) - len(new)
            if above:
                which = f"{above} of" if more else "each of"
                others = "the others" if new else "them"
                verb = "cost" if more and above > 1 else "costs"
                lines.append(f"      what {which} {others} {verb} is said above")
            elif more:
                lines.append(f"      and {counted(more, 'more figure')}")
        if more := len(found) - len(self._shown()):
            lines.append(f"  and {counted(more, 'more disagreement')}")
        return lines

    def _in_question(self, one: Disagreement) -> Sequence[str]:
        """Return the counts to price: first, or of many only, those that the lens sets aside."""
        aside = self._repairs(self.lens)[0].counts
        told = sorted(one.counts, key=lambda count: count not in aside)[:MOST_PRICED]
        if len(one.counts) > MANY:
            return [count for count in told if count in aside] or told[:1]
        return told

    @whole()
    def _prices_of(self, counts: Iterable[str]) -> dict[Hashable, Any]:
        """Return what each costs; none that hangs on conflicts that are not known.

        What the lens keeps can hold once what it sets aside is gone. Where not every conflict is
        known, that anything else would do is not.
        """
        prices = self.ledger.prices(counts, self.lens).to_dict("index")
        aside = {*self._repairs(self.lens)[0].counts}
        every = math.isinf(self.conflicts.complete_to)
        return {
            one: price
            for one, price in prices.items()
            if every or one in aside or aside.issuperset(price["set_aside"])
        }

    def _price_lines(
        self, counts: Sequence[str], prices: Mapping[Hashable, Any], about: Sequence[str]
    ) -> list[str]:
        """Say what has to go if each of some figures for some quantities holds."""
        # What costs the same is told at once: of the parts of a sum, most do.
        alike: dict[tuple[Any, ...], list[str]] = {}
        for one in counts:
            alike.setdefault(tuple(prices[one].values()), []).append(one)
        return [
            self._price(self._said(held, about, " or "), prices[held[0]], "other count", about)
            for held in alike.values()
        ]

    def _price(self, what: str, row: dict[Any, Any], gone: str, about: Sequence[str] = ()) -> str:
        """Say what has to be set aside; a conflict that is not known yet can only add to it."""
        if pd.isna(row["price"]):
            if not row["certified"]:
                return f"whether {what} fits beside the others is not known: the search was cut"
            return f"{what} cannot hold at all beside what is assumed"
        if not row["price"]:
            return f"{what} contradicts nothing"
        every = math.isinf(self.conflicts.complete_to) and row["certified"]
        count = ("" if every else "at least ") + counted(int(row["price"]), gone)
        verb = "has" if row["price"] == 1 else "have"
        aside = self._said(row["set_aside"], about)
        one = ", for example" if row["others"] else ""
        return f"if {what} holds, {count} {verb} to be set aside{one}: {aside}"

    def _said(self, claims: Sequence[str], about: Sequence[str] = (), between: str = "; ") -> str:
        """Name claims by figure and claimant, and by what they count unless that is said above."""
        labels = labels_for(self.ledger.vocabulary)
        shared = set.intersection(*(set(one.split("|")) for one in about or [""]))
        told = []
        for row in (self._by_id.xs(one) for one in claims):
            parts = [str(row[name]) for name in DIMENSIONS]
            # What counts everyone, beside what counts some, would differ in nothing that is told.
            brief = "|".join(parts) in about or not {*parts} <= {*shared, "all"}
            counts = claim_scope_words(row, labels, unsaid=shared if brief else ())
            who = "; ".join(filter(None, (labels.claimant(str(row["claimant"])), counts)))
            told.append(f"{row['resolved'] or row['as_printed']} ({who})")
        return listing(told, MOST_PRICED, between)

    @cached_property
    def _by_id(self) -> pd.DataFrame:
        return self.ledger.claims.set_index("claim_id")

    def _slip_lines(self) -> list[str]:
        """Name the likeliest copying slips, by how many of the conflicts each would dissolve."""
        repairs = [self._repairs(lens) for lens in lenses()]
        # Where one way only is left, what the rest allow says more, and is told above.
        if all(found.complete and len(found) == 1 for found in repairs):
            return []
        slips = self.conflicts.slips()
        lines = ["", SLIPS] if slips else []
        for slip, times in slips[:MOST_SLIPS]:
            settled = f"{times:,} of {counted(len(self.conflicts), 'conflict')}"
            said = self._said([slip.claim])
            lines.append(f"  - {said} for {slip.instead}, {KINDS[slip.kind]}: settles {settled}")
        return lines

    def set_aside(self) -> str:
        """Return in sentences what has to be set aside under each lens; blank if nothing."""
        if self.ledger.is_consistent():
            return ""
        head = "What has to be set aside, at the least, so that the rest can hold together:"
        told = {lens.name: self._set_aside(lens) for lens in lenses()}
        return "\n  - ".join((head, *_under_each(told)))

    def _lens_lines(self) -> list[str]:
        if not len(self.disagreements):
            return []
        labels = labels_for(self.ledger.vocabulary)
        lines = ["What follows, by whom one trusts first:"]
        for quantity, row in self.side_by_side.to_dict("index").items():
            ends = {
                lens.name: range_words(row[f"{lens.name}_low"], row[f"{lens.name}_high"])
                for lens in lenses()
            }
            lines.append(f"  - {sentence_case(scope_words(str(quantity).split('|'), labels))}")
            lines += [f"      {line}" for line in _under_each(ends)]
        return [*lines, ""]

    @whole()
    def _repairs(self, lens: Lens) -> Repairs:
        """Return the cheapest repairs, a few of them."""
        return self.ledger.repairs(lens, limit=MOST_PRICED)

    @whole()
    def _set_aside(self, lens: Lens) -> str:
        """Say what a lens sets aside, what the rest then allow, and if there is another way."""
        found = self._repairs(lens)
        counts = found[0].counts
        many = counted(len(counts), "count")
        if found.complete and len(found) == 1:
            told = [self._said([one]) + self._allowed(one, lens) for one in counts]
            return f"{many}, in one way only: {listing(told, MOST_SHOWN)}"
        if found.complete and len(counts) == 1:
            return f"{many}: {' or '.join(self._said(one.counts) for one in found)}"
        unsure = "others would perhaps do" if found.cheapest else "and perhaps fewer, or others"
        how = "for example" if found.total > 1 else unsure
        return f"{many}, {how}: {self._said(counts)}"

    def _allowed(self, claim: str, lens: Lens) -> str:
        """Say what the rest allow in place of a figure that is set aside."""
        row, slip = self._by_id.xs(claim), ""
        own = [str(row[name]) for name in DIMENSIONS]
        of = [str(row[f"of_{name}"]) for name in DIMENSIONS]
        low, high = self.ledger.bounds("|".join(own), lens=lens)[["low", "high"]].iloc[0]
        if any(of):
            base = "|".join(whole or part for whole, part in zip(of, own, strict=True))
            least, most = self.ledger.bounds(base, lens=lens)[["low", "high"]].iloc[0]
            low, high = low / most if most else 0, high / least if least else math.inf
        if not low and math.isinf(high):
            return ""
        allowed = range_words(low, high, str(row["unit"]))
        if kind := slip_between(str(row["resolved"] or row["as_printed"]), allowed):
            slip = f" (possible copying slip: {KINDS[kind]})"
        # In a wide range the thousandth of a figure lies by chance.
        for times, size in ((0.001, "large"), (1000, "small")) if high <= 1.1 * low else ():
            if low <= row["high"] * times and row["low"] * times <= high:
                slip = f" (possible slip: a thousand times too {size})"
        return f", where the rest allow {allowed}{slip}"

    def _assumed_lines(self, extra: list[Assumption]) -> list[str]:
        lines = ["Assumptions that historians dispute, each made by itself:"]
        prices = self.assumption_prices.to_dict("index")
        if not any(prices[one.id]["price"] != 0 for one in extra):
            return ["The assumptions that historians dispute contradict none of these figures."]
        for one in extra:
            lines += [f"  - {one.statement}", f"      {self._price('it', prices[one.id], 'count')}"]
        return lines

    def _agreement_lines(self) -> list[str]:
        table = self.agreement
        agree = table[table["agree"]]
        if table.empty:
            return ["No quantity has several claims."]
        several = f"{counted(len(table), 'quantity', 'quantities')} with several claims"
        if agree.empty:
            return [f"What all agree on: nothing. Of {several}, none has a value that all allow."]
        lines = [
            f"What all agree on: for {len(agree):,} of {several} there is a value that all of "
            "them allow."
        ]
        labels = labels_for(self.ledger.vocabulary)
        for quantity, count, low, high, _ in agree.head(MOST_SHOWN).to_numpy().tolist():
            words = sentence_case(scope_words(str(quantity).split("|"), labels))
            lines.append(f"  - {words}: {counted(count, 'claim')}, {range_words(low, high)}")
        if len(agree) > MOST_SHOWN:
            more = counted(len(agree) - MOST_SHOWN, "more quantity", "more quantities")
            lines.append(f"  and {more}")
        return lines

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<Reconciliation of {len(self.ledger.claims)} claims: {self.conflicts}>"

    def _repr_html_(self) -> str:
        members = [claim for one in self.conflicts for claim in one.claims]
        return prose(self.summary()) + told_table(self.ledger.claims, members)


def _under_each(told: Mapping[str, str]) -> list[str]:
    """Tell what follows under each lens; once, where it is the same under all."""
    if len({*told.values()}) == 1:
        return [f"whoever is trusted first: {one}" for one in {*told.values()}]
    return [f"if {TRUSTED[name]}: {what}" for name, what in told.items()]


def reconcile(
    claims: pd.DataFrame,
    vocabulary: UserVocabulary = None,
    reading: str | Policy = "printed",
    lens: str | Lens = "documents",
) -> Reconciliation:
    """Say what agrees among claims, what cannot all hold as coded, and what they imply.

    Parameters
    ----------
    claims : DataFrame
        A claims table: ours, one's own, or both joined with ``pandas.concat``.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own.
    reading : str or Policy
        How figures are read.
    lens : str or Lens
        Whom to trust first where figures conflict: see :func:`purgestats.lenses`.

    Returns
    -------
    Reconciliation
        With .summary(), .disagreements, .prices, .side_by_side, .agreement, .conflicts, .repairs,
        .bounds and .implied, worked out when first asked for.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> print(reconcile(claims).summary().splitlines()[0])
    11 claims on 10 quantities, reading: printed, lens: documents.
    """
    ledger = Ledger(claims, vocabulary, "default", reading)
    return Reconciliation(ledger, ledger.assuming("all"), get_lens(lens))

"""The ledger: claims, vocabulary and assumptions as one system, and what can be asked of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from html import escape
from typing import NoReturn

import numpy as np
import pandas as pd

from purgestats.claims.datasets.notes import share_notes
from purgestats.claims.figures.reading import Policy, get_policy
from purgestats.claims.table.contract import ENTER_LEDGER, remember, take
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import (
    InconsistentLedger,
    InvalidChoice,
    PurgestatsError,
    by_name,
    several,
    whole_number,
)
from purgestats.ledger.balance.balance import Balance, balanced
from purgestats.ledger.balance.measurements import (
    Measurement,
    graded,
    measurements,
    with_deviations,
)
from purgestats.ledger.conflicts.conflict import Conflicts
from purgestats.ledger.conflicts.conflicts import find_conflicts, within_sources
from purgestats.ledger.conflicts.disagreements import disagreements
from purgestats.ledger.model.assumptions import Assumption, choose
from purgestats.ledger.model.intervals import span_words
from purgestats.ledger.proofs.certificates import Certificate, row_words
from purgestats.ledger.proofs.derivations import Side
from purgestats.ledger.propagation.arrays import Bools
from purgestats.ledger.repairs.bounds import bounds_table, proof_of
from purgestats.ledger.repairs.lenses import Lens, get_lens
from purgestats.ledger.repairs.prices import prices_of_assumptions, prices_table
from purgestats.ledger.repairs.repair import Repairs
from purgestats.ledger.repairs.repairs import costs_under, find_repairs
from purgestats.ledger.sensitivity import Pooled, Sensitivity, sensitivity_of
from purgestats.ledger.state import State
from purgestats.words import counted, listing

STRICT = "strict"


class Ledger:
    """Claims, vocabulary and assumptions as one system of linear constraints.

    Parameters
    ----------
    claims : DataFrame
        A claims table; only claims that the text asserts or reports enter.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, added to ours.
    assumptions : "default", "all", None, iterable of str, or DataFrame
        Which relations to assume that no source prints: those of ours that are on by default, all
        of ours, none, ours by id, a table of one's own, or those that another ledger makes.
    reading : str or Policy
        How figures are read: ``"printed"``, ``"strict"``, ``"generous"`` or a policy of one's own.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used; every fault at once.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> ledger = ps.Ledger(claims)
    >>> for conflict in ledger.conflicts():
    ...     print(conflict)
    kuhr-arrests, commission-arrests-1930s: cannot all hold as coded
    kuhr-arrests, nerard-arrests: cannot all hold as coded
    """

    def __init__(
        self,
        claims: pd.DataFrame,
        vocabulary: UserVocabulary = None,
        assumptions: str | Iterable[str | Assumption] | pd.DataFrame | None = "default",
        reading: str | Policy = "printed",
    ) -> None:
        table = take(claims, vocabulary)
        entering = table.frame["stance"].isin(ENTER_LEDGER).to_numpy(dtype=bool)
        self._state = State(
            remember(table.part(entering)),
            table.vocabulary,
            get_policy(reading),
            choose(assumptions, table.vocabulary),
        )

    @classmethod
    def _of(cls, state: State) -> Ledger:
        ledger = cls.__new__(cls)
        ledger._state = state
        return ledger

    # What it is made of

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that entered."""
        return share_notes(self._state.claims.copy(), self._state.claims)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions made."""
        return self._state.assumptions

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms, one's own included."""
        return self._state.vocabulary

    @property
    def policy(self) -> str:
        """Name of the reading policy."""
        return self._state.policy.name

    @property
    def reading_policy(self) -> Policy:
        """The reading policy."""
        return self._state.policy

    @property
    def quantities(self) -> pd.DataFrame:
        """The quantities: measure, group, operation, place, period, kind, unit, role, claims.

        Indexed by quantity id. ``role`` is ``claimed`` (a claim counts it or it is a claim's base)
        or ``implied`` (it joined through a partition or an assumption); ``claims`` is how many
        claims count it.
        """
        system, terms = self._state.system, self._state.vocabulary
        counts: dict[int, int] = {}
        for own, _ in system.of_claim:
            counts[own] = counts.get(own, 0) + 1
        rows, index = [], []
        for number, variable in enumerate(system.variables):
            if variable.role == "part":
                continue
            index.append(system.names[number])
            kind, unit = terms.kinds[variable.scope[0]], terms.units[variable.scope[0]]
            what = [*variable.scope, span_words(variable.span), kind, unit, variable.role]
            rows.append([*what, counts.get(number, 0)])
        columns = ["measure", "group", "operation", "place", "period", "kind", "unit", "role"]
        return pd.DataFrame(
            rows, columns=[*columns, "claims"], index=pd.Index(index, name="quantity")
        )

    @property
    def constraints(self) -> pd.DataFrame:
        """Every row: constraint, kind, id of the claim or assumption, and which side."""
        system = self._state.system
        rows = [
            (
                row_words(system, row),
                row.kind,
                system.units[row.unit].id if row.unit >= 0 else "",
                row.side,
            )
            for row in system.rows
        ]
        return pd.DataFrame(rows, columns=["constraint", "kind", "id", "side"])

    def __repr__(self) -> str:
        state = self._state
        return (
            f"<Ledger: {len(state.claims):,} claims on {int(state.asked.sum()):,} quantities, "
            f"{len(state.assumptions)} assumptions, reading: {state.policy.name}>"
        )

    def _repr_html_(self) -> str:
        state = self._state
        kinds = self.constraints["kind"].value_counts(sort=False)
        tally = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        names = ", ".join(one.id for one in state.assumptions) or "none"
        works = state.claims["source"].nunique()
        lines = [repr(self)[1:-1], f"Rows: {tally}.", f"Assumptions: {names}."]
        lines.append(f"{counted(works, 'source')}; .claims has them all.")
        return "".join(f"<p>{escape(line)}</p>" for line in lines)

    # Other ledgers

    def only(self, *claims: str, source: str | None = None, claimant: str | None = None) -> Ledger:
        """Return a ledger of some of the claims.

        Parameters
        ----------
        *claims : str
            Claim ids; all if none is given.
        source, claimant : str, optional
            Keep only claims of this source or claimant.

        Returns
        -------
        Ledger
            Otherwise the same.

        Raises
        ------
        UnknownClaim
            If an id is none of the ledger's.
        """
        return self._of(self._state.some(self._mask(claims, source, claimant)))

    def without(
        self, *claims: str, source: str | None = None, claimant: str | None = None
    ) -> Ledger:
        """Return a ledger without some of the claims.

        Parameters
        ----------
        *claims : str
            Claim ids.
        source, claimant : str, optional
            Leave out the claims of this source or claimant.

        Returns
        -------
        Ledger
            Otherwise the same.

        Raises
        ------
        UnknownClaim
            If an id is none of the ledger's.
        """
        if not claims and source is None and claimant is None:
            return self
        return self._of(self._state.some(~self._mask(claims, source, claimant)))

    def reading(self, policy: str | Policy) -> Ledger:
        """Return the same ledger under another reading policy.

        Parameters
        ----------
        policy : str or Policy
            The policy.

        Returns
        -------
        Ledger
            Otherwise the same.
        """
        return self._of(self._state.but(policy=get_policy(policy), readings_given=None))

    def assuming(self, assumptions: str | Iterable[str] | pd.DataFrame | None) -> Ledger:
        """Return the same claims under other assumptions.

        Parameters
        ----------
        assumptions : str, iterable of str, DataFrame or None
            As for a new ledger.

        Returns
        -------
        Ledger
            Otherwise the same.

        Raises
        ------
        InvalidChoice
            If an assumption is not known.

        Examples
        --------
        >>> import purgestats as ps
        >>> ledger = ps.Ledger(ps.load("arrests").query("source == 'wikipedia-great-purge'"))
        >>> len(ledger.assuming(None).assumptions)
        0
        """
        chosen = choose(assumptions, self._state.vocabulary)
        return self._of(self._state.assuming(chosen))

    def _mask(self, claims: tuple[str, ...], source: str | None, claimant: str | None) -> Bools:
        table = self._state.claims
        self._state.check_ids(claims)
        mask = np.full(len(table), not claims)
        mask[[self._state.row_of[one] for one in claims]] = True
        if source is not None:
            mask &= (table["source"] == source).to_numpy(dtype=bool)
        if claimant is not None:
            mask &= (table["claimant"] == claimant).to_numpy(dtype=bool)
        return mask

    # Conflicts

    def is_consistent(self) -> bool:
        """Say whether all claims and assumptions can hold together.

        Returns
        -------
        bool
            True if they can.
        """
        return self._state.consistent

    def conflicts(
        self, limit: int = 1000, effort: int | None = None, within: str | None = None
    ) -> Conflicts:
        """Return the minimal sets of claims and assumptions that cannot all hold as coded.

        Parameters
        ----------
        limit : int
            How many to list.
        effort : int, optional
            How many questions of the kind "can these hold together?" to ask in each connected part
            of the ledger; a standard number if left out.
        within : {"source"}, optional
            Ask of each source and claimant by itself whether it agrees with itself.

        Returns
        -------
        Conflicts
            By size, then by strain. An interruption from the keyboard returns what was found.

        Raises
        ------
        InvalidChoice
            If ``within`` is neither ``"source"`` nor left out.
        """
        limit = whole_number(limit, "limit")
        effort = None if effort is None else whole_number(effort, "effort")
        if within is None:
            return self._told(find_conflicts(self._state, limit, effort))
        if within != "source":
            raise InvalidChoice(f"within is 'source' or nothing, not {within!r}")
        return self._told(within_sources(self._state, limit, effort))

    def _told(self, found: Conflicts) -> Conflicts:
        return replace(found, _grouped=partial(disagreements, self._state))

    # Repairs and prices

    def repairs(
        self,
        lens: str | Lens = "documents",
        weights: Mapping[str, float] | None = None,
        limit: int | None = None,
    ) -> Repairs:
        """Return the cheapest sets of counts to set aside so that the rest can hold together.

        As many counts of the most trusted layer as can hold together are kept, then as many of the
        next, and so on.

        Parameters
        ----------
        lens : str or Lens
            The order of trust: ``"documents"``, ``"scholars"``, ``"alike"``, or one's own.
        weights : mapping of str to float, optional
            Cost of setting a claim aside within its layer; 1 where none is given, infinite for a
            trusted claim.
        limit : int, optional
            How many repairs to list; 200 if left out.

        Returns
        -------
        Repairs
            All of them, or as many as the limit allows with their number. Assumptions hold. After
            an interruption from the keyboard, one that need not be the cheapest.

        Raises
        ------
        InconsistentLedger
            If trusted claims and assumptions contradict one another.

        Notes
        -----
        Fellegi and Holt (1976, "A systematic approach to automatic edit and imputation"): the
        cheapest sets that meet every minimal conflict; in layers as in Benferhat, Cayrol, Dubois,
        Lang & Prade (1993, "Inconsistency management and prioritized syntax-based entailment").

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> [one.claims for one in ps.Ledger(claims).repairs()]
        [('kuhr-arrests',)]
        """
        return find_repairs(self._state, get_lens(lens), weights, limit)

    def prices(
        self, claims: Iterable[str] | str | None = None, lens: str | Lens = "documents"
    ) -> pd.DataFrame:
        """Return what has to be set aside, at the least, if a claim holds.

        Parameters
        ----------
        claims : str or iterable of str, optional
            Which claims; every one in a conflict if left out.
        lens : str or Lens
            The order of trust, which says what is least.

        Returns
        -------
        DataFrame
            Indexed by claim_id: price (how many other counts go; missing where the claim cannot
            hold at all or, if not certified, where that was not found out), by_layer (how many of
            each layer), set_aside (one such set, by the ids of claims that stand for the counts; of
            what the lens sets aside anyway if it may be), others (whether other sets cost as
            little) and certified (whether it is proved that nothing cheaper meets the conflicts
            known, and the claim then fits beside what the lens keeps and what may stand again).

        Raises
        ------
        UnknownClaim
            If an id is none of the ledger's.

        Notes
        -----
        Each known conflict of the claim must be met elsewhere than in it; a cheapest set that does
        so is found, and it is asked whether the claim then fits beside the rest. Where the larger
        conflicts of a ledger are not all known, as on the whole record, one more that is found may
        raise a price.

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> ps.Ledger(claims).prices("kuhr-arrests")["price"].tolist()
        [2]
        """
        chosen = None if claims is None else several(claims, "claims")
        self._state.check_ids(chosen or ())
        return prices_table(self._state, chosen, costs_under(self._state, get_lens(lens)))

    def assumption_prices(
        self,
        assumptions: str | Iterable[str] | pd.DataFrame | None = "all",
        lens: str | Lens = "documents",
    ) -> pd.DataFrame:
        """Return what has to be set aside, at the least, if something more is assumed.

        Parameters
        ----------
        assumptions : str, iterable of str, DataFrame or None
            As for a new ledger; each of those that this one does not make is assumed by itself.
        lens : str or Lens
            As for :meth:`prices`.

        Returns
        -------
        DataFrame
            Indexed by assumption, with the columns of :meth:`prices`: price is how many counts go.

        Raises
        ------
        InvalidChoice
            If an assumption is not known.

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> ps.Ledger(claims).assumption_prices()["price"].tolist()
        [0, 0, 0, 0]
        """
        more = self.assuming(assumptions).assumptions
        named = {one.id for one in more}
        kept = (one for one in self.assumptions if one.id not in named)
        assumed = self._state.assuming((*kept, *more))
        return prices_of_assumptions(self._state, assumed, get_lens(lens))

    # Bounds

    def bounds(
        self,
        quantities: Iterable[str | Quantity] | str | Quantity | None = None,
        lens: str | Lens = "documents",
        trust: Iterable[str] | str | None = None,
    ) -> pd.DataFrame:
        """Return the lowest and highest value of each quantity that the claims allow.

        Parameters
        ----------
        quantities : iterable of str or Quantity, optional
            Which quantities; those of the ledger if left out. One that no claim names may be asked
            for: it is put among the others.
        lens : str or Lens
            Where claims cannot all hold, the bounds hold whichever of the cheapest repairs under
            this order of trust is chosen. ``"strict"``: refuse.
        trust : iterable of str, optional
            Claims that hold; the rest gives way where it conflicts with them.

        Returns
        -------
        DataFrame
            Indexed by quantity id: low, high, low_because, high_because (tuples of ids of claims
            and assumptions), certified (the bound is proved, once what the lens sets aside is) and
            tight (it is attained). After an interruption from the keyboard, bounds that hold but
            may be wider than they need be.

        Raises
        ------
        InconsistentLedger
            Under ``"strict"`` if claims conflict; if trusted claims do.
        UnknownQuantity
            If a quantity uses an unknown term.
        UnknownClaim
            If a trusted claim is none of the ledger's.
        """
        trusted = several(trust, "trust")
        state, wanted = self._asking(quantities)
        if lens == STRICT and not state.consistent:
            found = [", ".join((*one.claims, *one.assumptions)) for one in self.conflicts()]
            lines = listing(found, 10, "\n  ")
            raise InconsistentLedger(f"the claims cannot all hold as coded:\n  {lines}")
        chosen = get_lens("documents" if lens == STRICT else lens)
        state.check_ids(trusted)
        weights = dict.fromkeys(trusted, math.inf)
        return bounds_table(state, wanted, lambda: costs_under(state, chosen, weights))

    def _asking(
        self, quantities: Iterable[str | Quantity] | str | Quantity | None
    ) -> tuple[State, list[int]]:
        """Return a state that has the quantities, and their variables."""
        state = self._state
        if quantities is None:
            return state, [number for number, asked in enumerate(state.asked) if asked]
        wanted = several(quantities, "quantities", (str, Quantity))
        return state.asking([Quantity.parse(one) for one in wanted])

    def certificate(
        self, quantity: str | Quantity, side: Side, lens: str | Lens = "documents"
    ) -> Certificate:
        """Return the proof of one bound of a quantity.

        Parameters
        ----------
        quantity : str or Quantity
            The quantity.
        side : {"low", "high"}
            Which bound.
        lens : str or Lens
            As for :meth:`bounds`.

        Returns
        -------
        Certificate
            Rows, value and verify().

        Raises
        ------
        InvalidChoice
            If the side is neither.
        """
        if side not in ("low", "high"):
            raise InvalidChoice(f"side is 'low' or 'high', not {side!r}")
        state, wanted = self._asking([quantity])
        costs = costs_under(state, get_lens(lens))
        return proof_of(state, wanted[0], side, costs).with_claims(state.claims)

    # Estimates

    @cached_property
    def _measurements(self) -> list[Measurement]:
        state = self._state
        return measurements(state.claims, state.figures, state.system, state.policy)

    def balance(
        self,
        sd: Mapping[str, float] | None = None,
        grades: Mapping[str, float] | None = None,
    ) -> Balance:
        """Return the values nearest to all claims that satisfy every identity of the ledger.

        Weighted least squares: the sum of the squared adjustments, each in standard deviations of
        its claim, is least among all values that satisfy time, containment, partitions, the
        assumptions and x >= 0.

        Parameters
        ----------
        sd : mapping of str to float, optional
            Standard deviations by claim id, in the unit of the figure: persons for a count, 0.02
            for two points of a share. 0 holds the claim, as an equation or, if it is one-sided, as
            an inequality; infinity leaves it out.
        grades : mapping of str to float, optional
            Reliability by basis, as one standard deviation relative to the value:
            ``{"archival": 0.02, "scholarly": 0.1}``. They take the place of the widths of the
            readings, and ``sd`` goes before them.

        Returns
        -------
        Balance
            .estimates, .chi2, .p_value, .tests and more. Nothing is rounded.

        Raises
        ------
        InvalidChoice
            If no claim puts forward a value of its own, or a standard deviation or grade is none.
        UnknownClaim
            If a standard deviation is given for no claim of the ledger.
        InconsistentLedger
            If claims held by a standard deviation of 0 cannot all hold.
        PurgestatsError
            If no balance was found to the accuracy promised: each row off by a billionth of its
            terms at most, and the slope of the sum of squares a sum of rows that hold as equations.

        Notes
        -----
        **Standard deviations.** A claim puts forward its best value, or else the middle of its
        range, and has a standard deviation of the width of its reading over 3.29: its ends are
        taken to be the 5 % and the 95 % point of a normal distribution, as they are wherever a
        range becomes a distribution (`purgestats.claims.figures.policies`). A figure without
        width still counts whole persons: its width is taken as one person, of the part where it is
        a share, and as one in ten thousand of the figure at least: no register is better than that,
        and figures of very unequal precision could not be weighed at once. Contradicting exact
        figures therefore do not stop the balance; their tests say by how much they are off. A claim
        that rests, by ``derived_from``, on another measured claim on
        the same quantity is a copy and counts with it, unless given a standard deviation.

        A reading's width says how a figure was rounded, not how well people were counted. Where
        the global test rejects, standard errors are multiplied by the Birge ratio; where you can
        say how good each kind of source is, give ``grades``. The result says which.

        **One-sided claims** name no value and pull only where they are overstepped: then the step
        counts, in the standard deviation that their number would have if it were printed alone.

        **Shares and multiples** are measured ratios of two unknowns, (x / base - share) / sd, taken
        as straight lines about the solution until it no longer moves (Narasimhan & Jordache 2000,
        "Data reconciliation and gross error detection", chapter 5).

        **Tests.** The sum of squares is compared with a chi-square distribution whose degrees of
        freedom are the rank of the equations and of those inequalities that push: the test is then
        exact or on the safe side (Cox & Shi 2023, "Simple adaptive size-exact testing for
        full-vector and subvector inference in moment inequality models"). The measurement test of
        each claim is that of Mah & Tamhane (1982).

        **When not to use it.** Historians' figures are judgements, not readings of an instrument
        with independent normal errors; p-values say no more than that assumption. A balance is no
        finding about who is right, and mends nothing where figures count different things.

        References
        ----------
        Stone, Champernowne & Meade (1942), "The precision of national income estimates".

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> balance = ps.Ledger(claims).balance()
        >>> balance.tests.index[0]
        'kuhr-arrests'
        """
        state = self._state
        sd, grades = by_name(sd, "sd"), by_name(grades, "grades")
        read = graded(self._measurements, state.claims["basis"].tolist(), grades)
        claims = with_deviations(read, state.claims["derived_from"].tolist(), sd)
        found = balanced(claims, state.system, state.policy.name, len(sd), bool(grades))
        return found or self._unbalanced(claims)

    def _unbalanced(self, claims: list[Measurement]) -> NoReturn:
        """Say which claims that hold as they stand cannot all hold."""
        figures = [
            one.as_it_holds(figure) for one, figure in zip(claims, self._state.figures, strict=True)
        ]
        held = self._of(self._state.but(readings_given=figures))
        lines = "".join(f"\n  {one}" for one in held.conflicts(limit=20))
        if not lines:
            raise PurgestatsError(
                "no balance was found to the accuracy promised; look for a standard deviation out "
                "of all proportion to the others, and balance claims on many thousand quantities a "
                "topic at a time"
            )
        raise InconsistentLedger(
            f"claims held by a standard deviation of 0 cannot all hold; give one above 0:{lines}"
        )

    def sensitivity(
        self,
        quantities: Iterable[str | Quantity] | str | Quantity | None = None,
        by: str = "claim",
        pooled: Pooled | None = None,
        lens: str | Lens = "documents",
    ) -> Sensitivity:
        """Leave out one claim, one origin or one source after the other and say what moves.

        Parameters
        ----------
        quantities : iterable of str or Quantity, optional
            Whose bounds and pooled values to follow; those of the ledger if left out. On thousands
            of claims name those that matter.
        by : {"claim", "origin", "source"}
            What to leave out.
        pooled : callable, optional
            From the counts of one quantity, a claims table, to one number; for example
            ``lambda claims: claims["best"].median()``. Where it raises one of our errors there is
            no pooled value.
        lens : str or Lens
            As for :meth:`bounds`.

        Returns
        -------
        Sensitivity
            .bounds, .conflicts and .pooled, each one row a move; .to_frame() one row for each name
            left out.

        Raises
        ------
        InvalidChoice
            If ``by`` is none of the three.
        UnknownQuantity
            If a quantity uses an unknown term.

        Notes
        -----
        The claims left out no longer hold, but what they count stays in the ledger, so that the
        quantities are the same before and after. :meth:`without` gives a ledger that has never
        heard of them. A count that others print too still holds without one of its printings. Where
        figures conflict, leaving one out can also make bounds narrower.

        Examples
        --------
        >>> import purgestats as ps
        >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
        >>> found = ps.Ledger(claims).sensitivity("arrests|all|all|ussr|1937/1938")
        >>> found.to_frame()["conflicts_gone"].head(2).to_dict()
        {'kuhr-arrests': 2, 'commission-arrests-1930s': 1}
        """
        state, wanted = self._asking(quantities)
        return sensitivity_of(state, by, wanted, pooled, costs_under(state, get_lens(lens)))

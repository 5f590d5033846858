"""The ledger: claims, vocabulary and assumptions as one system, and what can be asked of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import NoReturn

import numpy as np
import pandas as pd

from purgestats.claims.figures import POLICIES, Figure, Policy, get_policy, read_figure
from purgestats.claims.scopes import Quantity
from purgestats.claims.table import (
    ENTER_LEDGER,
    UserVocabulary,
    as_claims,
    combined_vocabulary,
    readings,
)
from purgestats.errors import (
    FigureError,
    InconsistentLedger,
    InvalidChoice,
    PurgestatsError,
    UnknownClaim,
    UnknownQuantity,
    did_you_mean,
    nearest,
)
from purgestats.ledger import explanations
from purgestats.ledger.assumptions import Assumption, choose
from purgestats.ledger.balancing import Balance, balanced
from purgestats.ledger.boxes import Box, Side, solve_box
from purgestats.ledger.certificates import Certificate, certificate, row_words
from purgestats.ledger.checks import Checker
from purgestats.ledger.conflicts import Conflict, Conflicts, Slip
from purgestats.ledger.constraints import Entry, build, entries
from purgestats.ledger.hulls import Hull, hull
from purgestats.ledger.measurements import Measurement, measurements, with_deviations
from purgestats.ledger.network import make_network
from purgestats.ledger.parts import Part, cut_out, split
from purgestats.ledger.repairs import MOST_LISTED, Repair, Repairs, cheapest, combine
from purgestats.ledger.rows import Number, System
from purgestats.ledger.search import Found, Units, search
from purgestats.ledger.sensitivities import Pooled, Sensitivity, sensitivity_of
from purgestats.ledger.slips import variants
from purgestats.ledger.strain import strain

POLICY_NAMES = ("any-repair", "trust", "strict")
SEARCH_EFFORT = 4_000
MOST_TRIED = 100


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
        of ours, none, ours by id, or a table of one's own.
    reading : str or Policy
        How figures are read: ``"printed"``, ``"strict"``, ``"generous"`` or a policy of one's own.

    Raises
    ------
    ClaimErrors
        If the claims cannot be used; every fault at once.

    Examples
    --------
    >>> import purgestats as ps
    >>> ledger = ps.Ledger(ps.load("arrests"))
    >>> for conflict in ledger.conflicts():
    ...     print(conflict)
    kuhr-arrests, commission-arrests-1930s: cannot all hold as coded
    kuhr-arrests, nerard-arrests: cannot all hold as coded
    """

    def __init__(
        self,
        claims: pd.DataFrame,
        vocabulary: UserVocabulary = None,
        assumptions: str | Iterable[str] | pd.DataFrame | None = "default",
        reading: str | Policy = "printed",
    ) -> None:
        self._vocabulary = combined_vocabulary(vocabulary)
        self._policy = get_policy(reading)
        table = as_claims(claims, self._vocabulary)
        self._claims = table[table["stance"].isin(ENTER_LEDGER)].reset_index(drop=True)
        self._assumptions = choose(assumptions, self._vocabulary)
        self._found: dict[tuple[int, int], Found] = {}

    def _copy(self, claims: pd.DataFrame | None = None, policy: Policy | None = None) -> Ledger:
        other = object.__new__(Ledger)
        other._vocabulary = self._vocabulary
        other._policy = policy or self._policy
        other._claims = self._claims if claims is None else claims.reset_index(drop=True)
        other._assumptions = self._assumptions
        other._found = {}
        return other

    # What it is made of

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that entered."""
        return self._claims.copy()

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions made."""
        return self._assumptions

    @property
    def policy(self) -> str:
        """Name of the reading policy."""
        return self._policy.name

    @property
    def reading_policy(self) -> Policy:
        """The reading policy."""
        return self._policy

    @cached_property
    def _figures(self) -> list[Figure]:
        return readings(self._claims, self._policy, self._vocabulary)

    @cached_property
    def _entries(self) -> list[Entry]:
        return entries(self._claims, self._figures)

    @cached_property
    def _system(self) -> System:
        return build(self._entries, self._vocabulary, self._assumptions)

    @cached_property
    def _parts(self) -> list[Part]:
        return split(self._system)

    @cached_property
    def _whole(self) -> Box:
        """The bounds of everything at once, if it is consistent."""
        network = make_network(self._system)
        active = np.ones(network.lines, dtype=bool)
        return solve_box(self._system, network, active, self._asked)

    @cached_property
    def _asked(self) -> np.ndarray:
        return np.array([one.role != "part" for one in self._system.variables], dtype=bool)

    @property
    def quantities(self) -> pd.DataFrame:
        """The quantities: measure, group, operation, place, period, kind, unit, role, claims.

        Indexed by quantity id. ``role`` is ``claimed`` (a claim counts it or it is a claim's base)
        or ``implied`` (it joined through a partition or an assumption); ``claims`` is how many
        claims count it.
        """
        counts: dict[int, int] = {}
        for own, _ in self._system.of_claim:
            counts[own] = counts.get(own, 0) + 1
        rows, index = [], []
        for number, variable in enumerate(self._system.variables):
            if variable.role == "part":
                continue
            quantity = variable.quantity
            index.append(str(quantity))
            kind, unit = (
                self._vocabulary.kinds[quantity.measure],
                self._vocabulary.units[quantity.measure],
            )
            rows.append([*quantity, kind, unit, variable.role, counts.get(number, 0)])
        columns = ["measure", "group", "operation", "place", "period", "kind", "unit", "role"]
        return pd.DataFrame(
            rows, columns=[*columns, "claims"], index=pd.Index(index, name="quantity")
        )

    @property
    def constraints(self) -> pd.DataFrame:
        """Every row: constraint, kind, id of the claim or assumption, and which side."""
        rows = [
            (
                row_words(self._system, row),
                row.kind,
                self._system.units[row.unit].id if row.unit >= 0 else "",
                row.side,
            )
            for row in self._system.rows
        ]
        return pd.DataFrame(rows, columns=["constraint", "kind", "id", "side"])

    def __repr__(self) -> str:
        quantities = sum(one.role != "part" for one in self._system.variables)
        return (
            f"<Ledger: {len(self._claims):,} claims on {quantities:,} quantities, "
            f"{len(self._assumptions)} assumptions, reading: {self._policy.name}>"
        )

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
        return self._copy(self._claims[self._mask(claims, source, claimant)])

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
            return self._copy()
        return self._copy(self._claims[~self._mask(claims, source, claimant)])

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
        return self._copy(policy=get_policy(policy))

    def _mask(self, claims: tuple[str, ...], source: str | None, claimant: str | None) -> pd.Series:
        known = self._claims["claim_id"]
        self._check_ids(claims)
        mask = known.isin(claims) if claims else pd.Series(True, index=known.index)
        if source is not None:
            mask &= self._claims["source"] == source
        if claimant is not None:
            mask &= self._claims["claimant"] == claimant
        return mask

    def _check_ids(self, claims: Iterable[str]) -> None:
        known = set(self._claims["claim_id"])
        for claim in claims:
            if claim not in known:
                raise UnknownClaim(
                    f"no claim {claim!r} in the ledger" + did_you_mean(nearest(str(claim), known))
                )

    # Conflicts

    def is_consistent(self) -> bool:
        """Say whether all claims and assumptions can hold together.

        Returns
        -------
        bool
            True if they can.
        """
        return self._whole.conflict is None

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
        """
        if within is not None:
            return self._within(within, limit, effort)
        if self.is_consistent():
            return Conflicts((), True, math.inf, self._policy.name)
        sets: list[tuple[Units, Part]] = []
        complete, whole_to = True, math.inf
        for place, part in enumerate(self._parts):
            found = self._search(place, part, limit, effort)
            complete &= found.complete
            for group in found.groups:
                whole_to = min(whole_to, group.whole_to)
                sets += [(conflict, part) for conflict in group.conflicts]
            if not found.complete and not found.groups:
                whole_to = 0
            if found.interrupted:
                complete, whole_to = False, 0
                break
        sets.sort(key=lambda one: (len(one[0]), sorted(one[0])))
        found_all = [self._conflict(units, part) for units, part in sets[:limit]]
        ordered = sorted(
            (one for one in found_all if one is not None), key=lambda one: (one.size, one.strain)
        )
        if len(sets) > limit:
            complete, whole_to = False, min(whole_to, len(sets[limit][0]) - 1)
        return Conflicts(
            tuple(ordered), complete, math.inf if complete else whole_to, self._policy.name
        )

    def _within(self, within: str, limit: int, effort: int | None) -> Conflicts:
        if within != "source":
            raise InvalidChoice(f"within is 'source' or nothing, not {within!r}")
        found: list[Conflict] = []
        complete, whole_to = True, math.inf
        for _, rows in self._claims.groupby(["source", "claimant"], sort=False):
            one = self._copy(rows)._without_assumptions().conflicts(limit, effort)
            found += one.items
            complete &= one.complete
            whole_to = min(whole_to, one.complete_to)
        found.sort(key=lambda one: (one.size, one.strain))
        return Conflicts(tuple(found[:limit]), complete, whole_to, self._policy.name)

    def _without_assumptions(self) -> Ledger:
        other = self._copy()
        other._assumptions = ()
        return other

    def _search(self, place: int, part: Part, limit: int, effort: int | None) -> Found:
        key = (place, limit)
        if key not in self._found or effort is not None:
            checker = Checker(part, SEARCH_EFFORT if effort is None else effort)
            self._found[key] = search(checker, part.units, limit)
        return self._found[key]

    def _conflict(self, units: Units, part: Part) -> Conflict | None:
        proof = Checker(part).prove(units)
        if proof is None:
            return None
        names = self._system.units
        claims = tuple(names[u].id for u in sorted(units) if names[u].kind == "claim")
        assumed = tuple(names[u].id for u in sorted(units) if names[u].kind == "assumption")
        alone = self._members(claims, assumed)
        # Alone, the members may lack a scope that other claims bring in and that links them.
        tension = strain(part, units) if alone.is_consistent() else alone._strain()
        stands = tuple(
            name
            for name in POLICIES
            if (name == self._policy.name or not alone.reading(name).is_consistent())
        )
        return Conflict(claims, assumed, proof, tension, stands, self._explain, self._find_slips)

    def _members(self, claims: tuple[str, ...], assumed: tuple[str, ...]) -> Ledger:
        alone = self._copy(self._claims[self._claims["claim_id"].isin(claims)])
        alone._assumptions = tuple(one for one in self._assumptions if one.id in assumed)
        return alone

    def _strain(self) -> float:
        rows = list(range(len(self._system.rows)))
        part = cut_out(self._system, rows)
        return strain(part, part.units)

    def _explain(self, conflict: Conflict) -> str:
        by_id = {row["claim_id"]: (row, place) for place, row in self._claims.iterrows()}
        members = []
        for claim in conflict.claims:
            row, place = by_id[claim]
            figure = self._figures[int(str(place))]
            members.append(explanations.claim_words(row, figure, self._vocabulary))
        system = self._members(conflict.claims, conflict.assumptions)._system
        proof = self._members(conflict.claims, conflict.assumptions)._whole.conflict
        because = [] if proof is None else explanations.reasons(system, proof, self._vocabulary)
        assumed = [one for one in self._assumptions if one.id in conflict.assumptions]
        return explanations.explain(members, because, assumed, conflict.strain, conflict.survives)

    def _find_slips(self, conflict: Conflict) -> tuple[Slip, ...]:
        alone = self._members(conflict.claims, conflict.assumptions)
        found = []
        for place, claim in enumerate(alone._claims["claim_id"].tolist()):
            cell = alone._claims.at[place, "resolved"] or alone._claims.at[place, "as_printed"]
            printed = str(cell)
            exact = str(alone._claims.at[place, "precision"]) == "exact"
            for instead, kind in variants(printed):
                try:
                    figure = read_figure(instead, self._policy, exact=exact)
                except FigureError:
                    continue
                other = alone._copy()
                figures = list(alone._figures)
                figures[place] = figure
                other.__dict__["_figures"] = figures
                if other.is_consistent():
                    found.append(Slip(claim, printed, instead, kind))
        return tuple(found)

    # Repairs

    def repairs(
        self, weights: Mapping[str, float] | None = None, limit: int | None = None
    ) -> Repairs:
        """Return the cheapest sets of claims to set aside so that the rest can hold together.

        Parameters
        ----------
        weights : mapping of str to float, optional
            Cost of setting a claim aside; 1 where none is given, infinite for a trusted claim.
        limit : int, optional
            How many repairs to list; 1,000 if left out.

        Returns
        -------
        Repairs
            All of them, or as many as the limit allows with their number. Assumptions hold.

        Raises
        ------
        InconsistentLedger
            If trusted claims and assumptions contradict one another.

        Notes
        -----
        Fellegi and Holt (1976, "A systematic approach to automatic edit and imputation"): the
        cheapest sets that meet every minimal conflict.
        """
        most = MOST_LISTED if limit is None else limit
        groups, complete = self._choices(weights)
        choices = [chosen for _, chosen, _ in groups]
        cost = sum((price for _, _, price in groups), Fraction(0))
        count = math.prod(len(chosen) for chosen in choices)
        names = self._system.units
        items = tuple(
            Repair(tuple(names[unit].id for unit in sorted(one)), float(cost))
            for one in combine(choices, most)
        )
        if not complete:
            # Conflicts may be missing, so what meets the known ones may be no repair yet.
            items = tuple(
                one for one in items[:MOST_TRIED] if self.without(*one.claims).is_consistent()
            )
            count = len(items)
        return Repairs(items, count, complete and count <= most, float(cost))

    def _choices(
        self, weights: Mapping[str, float] | None
    ) -> tuple[list[tuple[int, list[Units], Fraction | float]], bool]:
        """Return for each group of conflicts its part, its cheapest repairs and their cost."""
        self._check_ids(weights or ())
        given = {name: _cost(name, value) for name, value in (weights or {}).items()}
        if self.is_consistent():
            return [], True
        found: list[tuple[int, list[Units], Fraction | float]] = []
        complete = True
        for place, part in enumerate(self._parts):
            result = self._search(place, part, 1000, None)
            complete &= result.complete
            for group in result.groups:
                prices = {
                    unit: given.get(self._system.units[unit].id, Fraction(1))
                    for unit in group.units
                    if self._system.units[unit].kind == "claim"
                }
                may = frozenset(unit for unit, price in prices.items() if price != math.inf)
                sets, price = cheapest([one & may for one in group.conflicts], prices, 100_000)
                if not sets:
                    blocked = next(one for one in group.conflicts if not one & may)
                    names = ", ".join(self._system.units[u].id for u in sorted(blocked))
                    raise InconsistentLedger(
                        f"these are trusted or assumed and cannot all hold: {names}"
                    )
                found.append((place, sets, price))
        return found, complete

    # Bounds

    def bounds(
        self,
        quantities: Iterable[str | Quantity] | str | Quantity | None = None,
        policy: str = "any-repair",
        trust: Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """Return the lowest and highest value of each quantity that the claims allow.

        Parameters
        ----------
        quantities : iterable of str or Quantity, optional
            Which quantities; those of the ledger if left out. One that no claim names may be asked
            for: it is put among the others.
        policy : {"any-repair", "trust", "strict"}
            What to do where claims cannot all hold. ``"any-repair"``: the hull over all cheapest
            repairs. ``"trust"``: the same, but the claims in ``trust`` hold. ``"strict"``: refuse.
        trust : iterable of str, optional
            Claims that hold; the rest gives way where it conflicts with them.

        Returns
        -------
        DataFrame
            Indexed by quantity id: low, high, low_because, high_because (tuples of ids of claims
            and assumptions), certified (the bound is proved) and tight (it is attained).

        Raises
        ------
        InconsistentLedger
            Under ``"strict"`` if claims conflict; if trusted claims do.
        UnknownQuantity
            If a quantity uses an unknown term.
        InvalidChoice
            If the policy is none of the three.
        """
        if trust is not None:
            policy, trust = "trust", [trust] if isinstance(trust, str) else list(trust)
        if policy not in POLICY_NAMES:
            raise InvalidChoice(
                f"no policy {policy!r}; there are {', '.join(POLICY_NAMES)}"
                + did_you_mean(nearest(str(policy), POLICY_NAMES))
            )
        ledger, wanted = self._asking(quantities)
        if policy == "strict" and not ledger.is_consistent():
            lines = "\n".join(f"  {one}" for one in ledger.conflicts())
            raise InconsistentLedger(f"the claims cannot all hold as coded:\n{lines}")
        weights = dict.fromkeys(trust or (), math.inf)
        answers = [ledger._answer(variable, weights) for variable in wanted]
        columns = ["low", "high", "low_because", "high_because", "certified", "tight"]
        names = [str(ledger._system.variables[variable].quantity) for variable in wanted]
        return pd.DataFrame(answers, columns=columns, index=pd.Index(names, name="quantity"))

    def _asking(
        self, quantities: Iterable[str | Quantity] | str | Quantity | None
    ) -> tuple[Ledger, list[int]]:
        """Return a ledger that has the quantities, and their variables."""
        system = self._system
        if quantities is None:
            return self, [
                number for number, one in enumerate(system.variables) if one.role != "part"
            ]
        if isinstance(quantities, str | Quantity):
            quantities = [quantities]
        asked = [Quantity.parse(one) for one in quantities]
        self._check_terms(asked)
        from purgestats.ledger.spans import to_span

        keys = [(one.terms, to_span(one.period)) for one in asked]
        ledger = self
        if any(key not in system.at for key in keys):
            ledger = self._copy()
            ledger.__dict__["_system"] = build(
                self._entries, self._vocabulary, self._assumptions, asked
            )
        return ledger, [ledger._system.at[key] for key in keys]

    def _check_terms(self, quantities: Iterable[Quantity]) -> None:
        for quantity in quantities:
            for dimension in ("measure", "group", "operation", "place"):
                terms = self._vocabulary.hierarchy(dimension).parents
                term = getattr(quantity, dimension)
                if term not in terms:
                    raise UnknownQuantity(
                        f"{quantity}: no {dimension} {term!r} in the vocabulary"
                        + did_you_mean(nearest(term, terms))
                    )

    def _answer(
        self, variable: int, weights: Mapping[str, float]
    ) -> tuple[float, float, tuple[str, ...], tuple[str, ...], bool, bool]:
        low, low_proof, low_tight = self._end(variable, "low", weights)
        high, high_proof, high_tight = self._end(variable, "high", weights)
        return (
            float(low or 0),
            math.inf if high is None else float(high),
            low_proof.because,
            high_proof.because,
            low_proof.verify() and high_proof.verify(),
            low_tight and high_tight,
        )

    def _end(
        self, variable: int, side: Side, weights: Mapping[str, float]
    ) -> tuple[Number | None, Certificate, bool]:
        """Return one end of a variable's bounds, its proof, and whether it is attained."""
        number = 0 if side == "low" else 1
        if self.is_consistent():
            box = self._whole
            tight = bool(box.tight[variable, number])
            return box.exact(variable, side), box.certificate(variable, side), tight
        place = self._part_of.get(variable)
        if place is None:
            empty = 0 if side == "low" else None
            return empty, certificate(self._system, side, {}, variable, empty), True
        part = self._parts[place]
        held = self._hull(place, weights)
        small = part.variables.index(variable)
        end = held.ends[small, side]
        return end.value, end.box.certificate(end.variable, side), end.tight and held.complete

    @cached_property
    def _part_of(self) -> dict[int, int]:
        return {
            variable: place for place, part in enumerate(self._parts) for variable in part.variables
        }

    def _hull(self, place: int, weights: Mapping[str, float]) -> Hull:
        key = (place, tuple(sorted(weights)))
        cache: dict[tuple[int, tuple[str, ...]], Hull] = self.__dict__.setdefault("_hulls", {})
        if key not in cache:
            groups, complete = self._choices(weights)
            choices = [chosen for part, chosen, _ in groups if part == place]
            part = self._parts[place]
            cache[key] = hull(part, frozenset(part.units), choices, self._asked[part.variables])
            cache[key].complete &= complete
        return cache[key]

    def certificate(self, quantity: str | Quantity, side: Side) -> Certificate:
        """Return the proof of one bound of a quantity.

        Parameters
        ----------
        quantity : str or Quantity
            The quantity.
        side : {"low", "high"}
            Which bound.

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
        ledger, wanted = self._asking(quantity)
        return ledger._end(wanted[0], side, {})[1]

    # Estimates

    @cached_property
    def _measurements(self) -> list[Measurement]:
        return measurements(self._claims, self._figures, self._system, self._policy)

    def balance(self, sd: Mapping[str, float] | None = None) -> Balance:
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

        Returns
        -------
        Balance
            .estimates, .chi2, .p_value, .tests and more. Nothing is rounded.

        Raises
        ------
        InvalidChoice
            If no claim puts forward a value of its own, or a standard deviation is none.
        UnknownClaim
            If a standard deviation is given for no claim of the ledger.
        InconsistentLedger
            If claims held by a standard deviation of 0 cannot all hold.

        Notes
        -----
        **Standard deviations.** A claim puts forward its best value, or else the middle of its
        range, and has the standard deviation of a uniform distribution over its reading: width over
        the square root of 12 (JCGM 100:2008, "Guide to the expression of uncertainty in
        measurement", 4.3.7; 4.3.8 where the best value is not in the middle). A figure without
        width still counts whole persons: its width is taken as one person, of the part where it is
        a share, and as one in ten thousand of the figure at least: no register is better than that,
        and figures of very unequal precision could not be weighed at once. Contradicting exact
        figures therefore do not stop the balance; their tests say by how much they are off. A claim
        that rests, by ``derived_from``, on another measured claim on
        the same quantity is a copy and counts with it, unless given a standard deviation.

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
        >>> balance = ps.Ledger(ps.load("arrests")).balance()
        >>> balance.tests.index[0]
        'kuhr-arrests'
        """
        claims = with_deviations(self._measurements, self._claims["derived_from"].tolist(), sd)
        found = balanced(claims, self._system, self._policy.name, len(sd or ()))
        return found or self._unbalanced(claims)

    def _unbalanced(self, claims: list[Measurement]) -> NoReturn:
        """Say which claims that hold as they stand cannot all hold."""
        held = self._copy()
        held.__dict__["_figures"] = [
            one.as_it_holds(figure) for one, figure in zip(claims, self._figures, strict=True)
        ]
        lines = "".join(f"\n  {one}" for one in held.conflicts(limit=20))
        if not lines:
            raise PurgestatsError(
                "no balance was found to the accuracy promised; look for a standard deviation out "
                "of all proportion to the others"
            )
        raise InconsistentLedger(
            f"claims held by a standard deviation of 0 cannot all hold; give one above 0:{lines}"
        )

    def sensitivity(
        self,
        quantities: Iterable[str | Quantity] | str | Quantity | None = None,
        by: str = "claim",
        pooled: Pooled | None = None,
    ) -> Sensitivity:
        """Leave out one claim, one origin or one source after the other and say what moves.

        Parameters
        ----------
        quantities : iterable of str or Quantity, optional
            Whose bounds and pooled values to follow; those of the ledger if left out. A few are
            much faster than all.
        by : {"claim", "origin", "source"}
            What to leave out.
        pooled : callable, optional
            From the counts of one quantity, a claims table, to one number; for example
            ``lambda claims: claims["best"].median()``. Where it raises one of our errors there is
            no pooled value.

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
        heard of them. Bounds are those of :meth:`bounds` under ``"any-repair"``; where figures
        conflict, leaving one out can also make them narrower.

        Examples
        --------
        >>> import purgestats as ps
        >>> found = ps.Ledger(ps.load("arrests")).sensitivity("arrests|all|all|ussr|1937/1938")
        >>> found.to_frame()["conflicts_gone"].head(2).to_dict()
        {'kuhr-arrests': 2, 'nerard-arrests': 1}
        """
        ledger, wanted = self._asking(quantities)
        names = [str(ledger._system.variables[one].quantity) for one in wanted]
        return sensitivity_of(ledger, by, names, ledger.bounds(names), pooled)


def _cost(name: str, value: float) -> Fraction | float:
    if value == math.inf:
        return math.inf
    if not value > 0:
        raise InvalidChoice(f"the weight of {name!r} is {value!r}; weights are above 0")
    return Fraction(repr(float(value)))

"""`estimates` in all three forms: what must hold whatever the claims are."""

from __future__ import annotations

import math
import warnings
from typing import Any

import drawn
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.plotted.inputs import bearing

pytestmark = pytest.mark.slow

FORMS = ("claim", "measure", "year")


def _band(ax: Axes, along: str) -> tuple[float, float]:
    """The ends of the band of implied bounds, the only patch that spans the axes."""
    box = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    return (box.x0, box.x1) if along == "x" else (box.y0, box.y1)


@pytest.mark.parametrize("by", ["claim", "measure"])
def test_each_count_is_drawn_once(claims: pd.DataFrame, quantity: str, by: str) -> None:
    """Every count claim on what the chart shows is a row exactly once, and has its line."""
    ax = charts.estimates(claims, quantity, by=by)
    rows = charts.rows(ax)
    shown = claims["measure"].eq("executions") if by == "claim" else claims["measure"].ne("")
    everyone = claims["group"].eq("all") & claims["operation"].eq("all")
    expected = claims[shown & everyone & claims["unit"].eq("persons")]
    assert sorted(rows["claim_id"]) == sorted(expected["claim_id"])
    assert len(ax.get_yticks()) == len(rows)


def test_copies_of_one_count_share_a_line(executions: pd.DataFrame) -> None:
    """Figures that rest on one origin and say the same are one line, which names them all."""
    first = executions[executions["claim_id"] == "executions-b"]
    copies = [first.assign(claim_id=f"copy-{n}", claimant=f"Author {n}",
                           derived_from="executions-b") for n in "XYZ"]  # fmt: skip
    ax = charts.estimates(pd.concat([*copies, executions]))
    labels = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    assert len(labels) == 5
    assert "Author B, 1992; Author X, 1992; Author Y, 1992; and 1 more" in labels
    assert len(charts.rows(ax)) == 8
    other = first.assign(claim_id="other", claimant="Author O", derived_from="none")
    assert len(charts.estimates(pd.concat([executions, other])).get_yticks()) == 6


@pytest.mark.parametrize("by", FORMS)
def test_the_key_names_what_is_drawn_only(executions: pd.DataFrame, by: str) -> None:
    """An official copy of a figure of the archives is on its line, and has no mark."""
    first = executions[executions["claim_id"] == "executions-b"]
    copy = first.assign(claim_id="copy", basis="official", derived_from="executions-b")
    legend = charts.estimates(pd.concat([executions, copy]), by=by).get_legend()
    named = [text.get_text() for text in legend.get_texts()]
    assert "archives" in named
    assert "official" not in named


def test_figures_of_ones_own_are_not_called_published() -> None:
    """Beside those of the record they are counted apart."""
    ours = ps.load("arrests").query("claim_id == 'kuhr-arrests'")
    mine = ours.assign(claim_id="mine", claimant="me")
    text = drawn.words(charts.estimates(pd.concat([ours, mine])))
    assert "1 published figure and 1 of yours" in text


def test_the_axis_spans_what_is_in_dispute(claims: pd.DataFrame, quantity: str) -> None:
    """What nobody stands by, and words such as "thousands", do not stretch the axis."""
    ax = charts.estimates(claims, quantity)
    low, high = ax.get_xlim()
    assert low < 665_000
    assert 735_000 < high < 1_000_000
    vague = claims.assign(stance=claims["stance"].replace("rhetorical", "asserts"))
    assert charts.estimates(vague, quantity).get_xlim() == (low, high)
    wide = claims.assign(stance="asserts")
    assert charts.estimates(wide, quantity).get_xlim()[1] > 7_000_000


def test_what_lies_beyond_is_an_arrow_at_the_edge(executions: pd.DataFrame) -> None:
    """A figure off the axis points to where it lies, and has no mark."""
    far = executions[executions["claim_id"].isin(["executions-a", "executions-b", "executions-c"])]
    ax = charts.estimates(far)
    assert drawn.arrows(ax) == [1]
    assert len(drawn.marks(ax)) == 2
    assert "lies farther off" in drawn.words(ax)


def test_figures_nobody_asserts_are_hollow(claims: pd.DataFrame, quantity: str) -> None:
    """A mark shows the paper inside if and only if its claim is neither asserted nor reported."""
    rejected = claims["claim_id"] == "executions-a"
    ax = charts.estimates(
        claims.assign(stance=claims["stance"].mask(rejected, "rejects")), quantity
    )
    found = {str(line.get_gid()).split("-")[1]: drawn.is_hollow(line) for line in drawn.marks(ax)}
    stances = charts.rows(ax)["stance"]
    assert set(found.values()) == {True, False}
    for n, hollow in found.items():
        assert hollow == (stances[int(n)] not in ("asserts", "reports"))


def test_an_open_end_is_an_arrow(claims: pd.DataFrame) -> None:
    """A blank high bound points right, a blank low bound left; a closed range has no arrow."""
    assert drawn.arrows(charts.estimates(claims, "arrests|all|all|ussr|1937/1938")) == [1]
    one = claims.set_index("claim_id", drop=False)
    assert drawn.arrows(charts.estimates(one.loc[["executions-d"]])) == [-1]
    assert drawn.arrows(charts.estimates(one.loc[["executions-a"]])) == []


def test_a_vague_figure_has_no_ends(executions: pd.DataFrame) -> None:
    """Words such as "hundreds of thousands" are a stretch without marks; a range has them."""
    vague = executions[executions["claim_id"] == "executions-e"]
    assert drawn.marks(charts.estimates(vague)) == []
    range_ = vague.assign(as_printed="100,000 to 1,000,000")
    assert [len(line.get_xdata()) for line in drawn.marks(charts.estimates(range_))] == [2]


def test_the_title_gives_the_answer(claims: pd.DataFrame, quantity: str) -> None:
    """It says from which figure to which those go that somebody stands by, none of them vague."""
    ax = charts.estimates(claims, quantity)
    assert drawn.title_of(ax) == (
        "Executed, Soviet Union, 1937–1938: figures from 681,692 to 700,000"
    )
    one = claims[claims["claim_id"] == "executions-b"]
    assert drawn.title_of(charts.estimates(one)).endswith("1937–1938: 681,692")
    vague = claims[claims["claim_id"] == "executions-e"]
    alone = charts.estimates(vague)
    assert drawn.title_of(alone).endswith(": hundreds of thousands")
    assert "lowest" not in charts.alt_text(alone)


@pytest.mark.parametrize(("by", "axis"), [("claim", "x"), ("measure", "x"), ("year", "y")])
def test_a_logarithmic_axis_says_so(claims: pd.DataFrame, by: str, axis: str) -> None:
    """Values more than fifty times apart are drawn on a log axis whose label owns up to it."""
    far = claims["claim_id"].eq("executions-a")
    wide = claims.assign(**{c: claims[c].mask(far, 5_000) for c in ("low", "best", "high")})
    wide["as_printed"] = wide["as_printed"].mask(far, "")
    ax = charts.estimates(wide, "executions|all|all|ussr|1937/1938", by=by)
    assert getattr(ax, f"get_{axis}scale")() == "log"
    assert "logarithmic" in getattr(ax, f"get_{axis}label")()


@pytest.mark.parametrize(("by", "axis"), [("claim", "x"), ("year", "y")])
def test_a_linear_axis_begins_at_zero_or_says_where(
    claims: pd.DataFrame, by: str, axis: str
) -> None:
    """Values in one range begin at zero; close ones elsewhere, and the label says where."""
    ax = charts.estimates(claims, "executions|all|all|ussr|1937/1938", by=by)
    begin = getattr(ax, f"get_{axis}lim")()[0]
    assert f"axis begins at {begin:,.0f}" in getattr(ax, f"get_{axis}label")()
    other = claims["claim_id"].eq("executions-b")
    apart = claims.assign(**{c: claims[c].mask(other, 90_000) for c in ("low", "best", "high")})
    apart["as_printed"] = apart["as_printed"].mask(other, "")
    ax = charts.estimates(apart, "executions|all|all|ussr|1937/1938", by=by)
    assert getattr(ax, f"get_{axis}lim")()[0] == 0
    assert "axis begins" not in getattr(ax, f"get_{axis}label")()


def test_measures_come_in_the_order_of_events(claims: pd.DataFrame) -> None:
    """Headings run from arrests to all deaths, whatever the table's order; empty ones stay out."""
    ax = charts.estimates(claims.iloc[::-1], by="measure")
    measures = charts.rows(ax)["quantity"].str.split("|").str[0]
    assert measures.drop_duplicates().tolist() == [
        "arrests", "executions", "camp-deaths", "unofficial-killings", "deaths",
    ]  # fmt: skip
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold[:2] == ["Arrested", "Executed"]
    assert len(bold) == 5


def test_years_stand_where_they_belong(claims: pd.DataFrame, quantity: str) -> None:
    """Each dated claim stands within its year; the caption counts those without one."""
    ax = charts.estimates(claims, quantity, by="year")
    rows = charts.rows(ax)
    assert rows["claim_id"].tolist() == ["executions-a", "executions-b", "executions-c"]
    places = [float(np.mean(line.get_xdata())) for line in drawn.marks(ax)]
    expected = [1968, 1992, 1992]
    assert all(abs(place - year) < 1 for place, year in zip(places, expected, strict=False))
    assert "Not drawn: 2 for which no year is stated." in drawn.words(ax)
    undated = claims.assign(claim_year=pd.NA)
    with pytest.raises(ps.InvalidChoice, match="in which year"):
        charts.estimates(undated, quantity, by="year")


@pytest.mark.parametrize(("by", "along"), [("claim", "x"), ("year", "y")])
def test_implied_bounds_are_a_labelled_band(
    claims: pd.DataFrame, quantity: str, by: str, along: str
) -> None:
    """Bounds appear as one band behind the claims, called implied, as far as the axis goes."""
    plain = charts.estimates(claims, quantity, by=by)
    ax = charts.estimates(claims, quantity, by=by, bounds=(670_000, 720_000))
    assert len(ax.patches) == len(plain.patches) + 1
    assert _band(ax, along) == pytest.approx((670_000, 720_000))
    assert "implied" in {text.get_text() for text in ax.texts}
    assert "670,000" in charts.alt_text(ax)
    ax = charts.estimates(claims, quantity, by=by, bounds=(670_000, None))
    assert _band(ax, along) == pytest.approx((670_000, getattr(ax, f"get_{along}lim")()[1]))


def test_a_ledger_gives_the_band_that_others_imply(claims: pd.DataFrame, quantity: str) -> None:
    """The band is what claims near the quantity allow, those on it left out; all allow no more."""
    ledger, chosen = ps.Ledger(claims), ps.Quantity.parse(quantity)
    own = ["executions-a", "executions-b"]
    near = bearing(ledger.claims, chosen, ledger.vocabulary)["claim_id"]
    others = ledger.only(*(claim for claim in near if claim not in own))
    low, high = others.bounds(quantity)[["low", "high"]].iloc[0]
    ax = charts.estimates(claims, quantity, bounds=ledger)
    begin, end = ax.get_xlim()
    assert _band(ax, "x") == pytest.approx((max(low, begin), min(high, end)))
    assert low < high
    assert f"Other figures imply {math.floor(low):,} to {math.ceil(high):,}" in charts.alt_text(ax)
    assert len(charts.rows(ax)) == 5
    least, most = ledger.without(*own).bounds(quantity)[["low", "high"]].iloc[0]
    assert low <= least
    assert high >= most


def test_a_ledger_costs_no_search_of_the_whole(
    claims: pd.DataFrame, quantity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A band is worked out from a part of the ledger: the whole is neither solved nor searched."""
    ledger = ps.Ledger(claims)
    for name in ("bounds", "conflicts", "repairs", "is_consistent"):
        whole = getattr(ps.Ledger, name)

        def asked(self: ps.Ledger, *given: Any, whole: Any = whole, **more: Any) -> Any:
            assert len(self.claims) < len(ledger.claims)
            return whole(self, *given, **more)

        monkeypatch.setattr(ps.Ledger, name, asked)
    assert "implied" in drawn.words(charts.estimates(ledger, quantity))


def test_bounds_that_meet_are_a_visible_line(claims: pd.DataFrame, quantity: str) -> None:
    """A band without width is drawn as a line at its one value."""
    ax = charts.estimates(claims, quantity, bounds=(690_000, 690_000))
    assert [690_000, 690_000] in [list(line.get_xdata()) for line in ax.lines]


def test_zero_is_shown_on_a_logarithmic_axis(executions: pd.DataFrame) -> None:
    """A value of 0 has a place of its own at the beginning, labelled 0, and is no arrow."""
    values = {"executions-a": 0.0, "executions-b": 900_000.0, "executions-e": 5_000.0}
    rows = executions[executions["claim_id"].isin(list(values))]
    column = rows["claim_id"].map(values)
    rows = rows.assign(low=column, best=column, high=column, stance="asserts", as_printed="")
    ax = charts.estimates(rows)
    assert ax.get_xscale() == "log"
    assert ax.get_xticklabels()[0].get_text() == "0"
    assert ax.get_xlim()[0] in {float(line.get_xdata()[0]) for line in drawn.marks(ax)}
    assert drawn.arrows(ax) == []


def test_a_hundred_claims_are_cut_by_a_rule_that_is_named(executions: pd.DataFrame) -> None:
    """Too many lines are thinned out from the lowest to the highest, and the caption says so."""
    one = executions[executions["claim_id"] == "executions-b"]
    one = one.assign(as_printed="")
    many = pd.concat([one.assign(claim_id=f"c-{n}", claimant=f"Author {n}", low=9e5 + n,
                                 best=9e5 + n, high=9e5 + n) for n in range(100)])  # fmt: skip
    ax = charts.estimates(many)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) < 100
    assert (labels[0], labels[-1]) == ("Author 0, 1992", "Author 99, 1992")
    assert f"Drawn are {len(labels)} of 100, spread evenly" in drawn.words(ax)
    assert len(charts.rows(ax)) == 100


def test_shares_stay_out_of_counts(claims: pd.DataFrame) -> None:
    """A share of a quantity is not drawn among the counts of persons."""
    ax = charts.estimates(claims, "executions|all|kulak-operation|ussr|1937/1938")
    assert charts.rows(ax)["claim_id"].tolist() == ["kulak-executions"]


def test_rows_are_ordered_by_value(claims: pd.DataFrame, quantity: str) -> None:
    """Claims run from the lowest best value or midpoint to the highest; equals keep their order."""
    found = charts.rows(charts.estimates(claims, quantity))
    assert found["claim_id"].tolist() == [
        "executions-d", "executions-e", "executions-b", "executions-a", "executions-c",
    ]  # fmt: skip
    again = claims.assign(claimant="Author Z", claim_id=claims["claim_id"] + "-z", derived_from="")
    twice = pd.concat([claims, again])
    labels = charts.rows(charts.estimates(twice, quantity))["label"].tolist()
    assert labels[4:8] == ["Author B, 1992", "Author Z, 1992", "Author A, 1968", "Author Z, 1968"]


def test_labels_name_year_and_stance(claims: pd.DataFrame, quantity: str) -> None:
    """A label is the claimant's name, the year of the claim if any, and why a figure is hollow."""
    labels = set(charts.rows(charts.estimates(claims, quantity))["label"])
    assert labels == {
        "Author A, 1968", "Author B, 1992", "Author C, 1992 (survey)", "Author D (rejected)",
        "Author E (rhetorical)",
    }  # fmt: skip


def test_names_come_from_the_list_of_claimants(claims: pd.DataFrame, quantity: str) -> None:
    """A key of claimants.csv is shown as the name it stands for."""
    names = ps.claimants().set_index("key")["name"]
    label = charts.rows(charts.estimates(claims.assign(claimant="conquest"), quantity))["label"][0]
    assert label.startswith(names["conquest"])


def test_the_figure_stands_as_printed(executions: pd.DataFrame) -> None:
    """Beside each range stands the printed phrase, and what a back-reference stands for instead."""
    back = executions["claim_id"] == "executions-a"
    executions = executions.assign(resolved=np.where(back, "seven hundred thousand", ""))
    texts = {text.get_text() for text in charts.estimates(executions).texts}
    assert {"up to 500,000", "681,692", "seven hundred\nthousand"} <= texts


def test_any_spelling_of_a_period_will_do(claims: pd.DataFrame) -> None:
    """Claims and quantity meet by days, not by how the period is written."""
    claims = claims.assign(period=claims["period"].replace("1937/1938", "1937-01/1938-12"))
    ax = charts.estimates(claims, ps.Quantity.parse("executions|all|all|ussr|1937-01-01/1938"))
    assert len(charts.rows(ax)) == 5


def test_ticks_have_thousands_separators(claims: pd.DataFrame) -> None:
    """Numbers on the value axis are written out with commas."""
    ax = charts.estimates(claims, "arrests|all|all|ussr|1937/1938")
    assert "1,000,000" in {label.get_text() for label in ax.get_xticklabels()}


def test_measures_can_be_asked_of_another_scope(claims: pd.DataFrame) -> None:
    """By measure, a quantity stands for its group, operation, place and period."""
    ax = charts.estimates(claims, "deaths|all|kulak-operation|ussr|1937/1938", by="measure")
    assert charts.rows(ax)["claim_id"].tolist() == ["kulak-arrests", "kulak-executions"]


def test_a_ledger_stands_for_its_claims(claims: pd.DataFrame, quantity: str) -> None:
    """Given a ledger alone, its claims are drawn under its reading, with the band behind them."""
    ledger = ps.Ledger(claims, reading="strict")
    for given in (ledger, ps.reconcile(claims, reading="strict")):
        ax = charts.estimates(given, quantity)
        assert charts.rows(ax)["claim_id"].tolist() == ["executions-b", "executions-a"]
        assert charts.rows(ax)["low"].tolist() == [681_692, 700_000]
        assert "Other figures imply" in charts.alt_text(ax)
        assert any("Reading: strict." in text.get_text() for text in ax.texts)
    assert len(charts.rows(charts.estimates(ledger, by="measure"))) > 2


def test_where_nothing_follows_there_is_no_band(executions: pd.DataFrame, quantity: str) -> None:
    """A ledger without other figures implies nothing, and nothing is drawn or said of it."""
    plain = charts.estimates(executions, quantity)
    ax = charts.estimates(executions, quantity, bounds=ps.Ledger(executions))
    assert len(ax.patches) == len(plain.patches)
    assert charts.alt_text(ax) == charts.alt_text(plain)


def test_the_quantity_may_be_left_out_if_there_is_one(executions: pd.DataFrame) -> None:
    """Claims that count one quantity need no name for it."""
    assert len(charts.rows(charts.estimates(executions))) == 5


@pytest.mark.parametrize("by", FORMS)
def test_nothing_is_changed(claims: pd.DataFrame, quantity: str, by: str) -> None:
    """Neither the claims nor matplotlib's settings are other than before."""
    before, settings = claims.copy(deep=True), dict(mpl.rcParams)
    charts.estimates(claims, quantity, by=by)
    pd.testing.assert_frame_equal(claims, before)
    assert dict(mpl.rcParams) == settings


def test_awkward_text_is_drawn_as_it_stands(executions: pd.DataFrame) -> None:
    """Dollar signs, odd blanks, scripts the font lacks and very long names do no harm."""
    names = ["$x_{y}$ and $z$", "a\u2009b  c", "大清洗", "long " * 60 + "name", "<b>&"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = charts.estimates(executions.assign(claimant=names, claim_year=pd.NA))
        ax.figure.canvas.draw()
    labels = charts.rows(ax)["label"].tolist()
    assert any(label.startswith("$x_{y}$ and $z$") for label in labels)
    assert any(label.startswith("a b c") for label in labels)
    assert any(label.startswith("大清洗") for label in labels)


def test_another_reading_widens_the_ranges(claims: pd.DataFrame, quantity: str) -> None:
    """Under another policy the ranges are read anew, and the footer names the policy."""
    ax = charts.estimates(claims, quantity, reading="generous")
    wide = charts.rows(ax).set_index("claim_id")
    narrow = charts.rows(charts.estimates(claims, quantity)).set_index("claim_id")
    assert wide.loc["executions-a", "low"] < narrow.loc["executions-a", "low"]
    assert any("Reading: generous." in text.get_text() for text in ax.texts)


def test_the_users_axes_are_used(claims: pd.DataFrame, quantity: str) -> None:
    """Charts drawn side by side on given axes keep their own rows, and add no figure."""
    _, axes = plt.subplots(1, 2, figsize=(16, 6))
    left = charts.estimates(claims, quantity, ax=axes[0])
    right = charts.estimates(claims, by="measure", ax=axes[1])
    assert left is axes[0]
    assert (len(charts.rows(left)), len(charts.rows(right))) == (5, 10)
    assert len(plt.get_fignums()) == 1


def test_an_unknown_quantity_names_the_nearest(claims: pd.DataFrame) -> None:
    """A quantity that no claim counts is refused with the nearest that some claim does."""
    with pytest.raises(ps.UnknownQuantity, match=r"executions\|all\|all\|ussr\|1937/1938"):
        charts.estimates(claims, "execution|all|all|ussr|1937/1938")
    with pytest.raises(ps.UnknownQuantity, match="1937/1938"):
        charts.estimates(claims, "deaths|all|all|ussr|1921", by="measure")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "decade"}, "there are claim, measure, year"),
        ({"bounds": (3, 1)}, "above the high end"),
        ({"bounds": 5}, "not a pair"),
        ({"bounds": (1, 2), "by": "measure"}, "one quantity"),
        ({"quantity": None}, "name one"),
        ({"reading": "hopeful"}, "strict, printed, generous"),
    ],
)
def test_a_wrong_argument_is_refused(
    claims: pd.DataFrame, quantity: str, arguments: dict[str, object], message: str
) -> None:
    """The message says what is allowed, and the error is a ValueError too."""
    with pytest.raises(ps.InvalidChoice, match=message) as caught:
        charts.estimates(claims, **{"quantity": quantity, **arguments})
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda claims: claims.drop(columns=["source"]), "column source is missing"),
        (lambda claims: claims.iloc[:0], "no claims to draw"),
        (lambda claims: claims.to_dict(), "a table, such as a DataFrame, not dict"),
        (lambda claims: claims.assign(low=["x", *claims["low"][1:]]),
         "line 2, column low: 'x'"),
        (lambda claims: claims.assign(high=1.0), "low is above high"),
        (lambda claims: claims.assign(low=-1.0), "not a plain number of at least 0"),
        (lambda claims: claims.assign(period="thirties"), "thirties"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_refused(
    claims: pd.DataFrame, quantity: str, change: object, message: str
) -> None:
    """A table that cannot be drawn is refused with the row or column at fault."""
    with pytest.raises(ps.PurgestatsError, match=message):
        charts.estimates(change(claims), quantity)  # type: ignore[operator]

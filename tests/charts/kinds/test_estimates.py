"""`estimates` in all three forms: what must hold whatever the claims are."""

from __future__ import annotations

import math
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

import purgestats as ps
from purgestats import charts

pytestmark = pytest.mark.slow

FORMS = ("claim", "measure", "year")


def _marked(ax: Axes) -> list[Line2D]:
    """The marks of claims: lines that carry a marker of some basis."""
    return [line for line in ax.lines if line.get_marker() not in ("None", "", "|", "_")]


def _arrows(ax: Axes) -> list[float]:
    """How far each arrow reaches along the horizontal axis, in points."""
    return [
        text.xyann[0]
        for text in ax.texts
        if getattr(text, "arrow_patch", None) is not None and not text.get_text()
    ]


@pytest.mark.parametrize("by", FORMS)
def test_each_claim_is_drawn_once(claims: pd.DataFrame, quantity: str, by: str) -> None:
    """Every count claim on what the chart shows is a row exactly once, and has a mark."""
    ax = charts.estimates(claims, quantity, by=by)
    rows = charts.rows(ax)
    shown = claims["measure"].eq("executions") if by != "measure" else claims["measure"].ne("")
    expected = claims[
        shown
        & claims["group"].eq("all")
        & claims["operation"].eq("all")
        & claims["unit"].eq("persons")
    ]
    assert sorted(rows["claim_id"]) == sorted(expected["claim_id"])
    assert len(_marked(ax)) == len(rows)


@pytest.mark.parametrize("by", FORMS)
def test_figures_nobody_asserts_are_hollow(claims: pd.DataFrame, quantity: str, by: str) -> None:
    """A mark is white inside if and only if its claim is neither asserted nor reported."""
    ax = charts.estimates(claims, quantity, by=by)
    stances = charts.rows(ax)["stance"]
    hollow = [line.get_markerfacecolor() == "white" for line in _marked(ax)]
    assert hollow == [stance not in ("asserts", "reports") for stance in stances]


def test_an_open_end_is_an_arrow(claims: pd.DataFrame) -> None:
    """A blank high bound points right, a blank low bound left; a closed range has no arrow."""
    ax = charts.estimates(claims, "arrests|all|all|ussr|1937/1938")
    assert [length > 0 for length in _arrows(ax)] == [True]
    ax = charts.estimates(claims[claims["claim_id"] == "executions-d"])
    assert [length < 0 for length in _arrows(ax)] == [True]
    ax = charts.estimates(claims[claims["claim_id"] == "executions-a"])
    assert _arrows(ax) == []


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
    twice = pd.concat([claims, claims.assign(claimant="Author Z")])
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


@pytest.mark.parametrize(("by", "axis"), [("claim", "x"), ("measure", "x"), ("year", "y")])
def test_a_logarithmic_axis_says_so(claims: pd.DataFrame, by: str, axis: str) -> None:
    """Values more than fifty times apart are drawn on a log axis whose label owns up to it."""
    ax = charts.estimates(claims, "executions|all|all|ussr|1937/1938", by=by)
    assert getattr(ax, f"get_{axis}scale")() == "log"
    assert "logarithmic" in getattr(ax, f"get_{axis}label")()


@pytest.mark.parametrize(("by", "axis"), [("claim", "x"), ("year", "y")])
def test_a_linear_axis_begins_at_zero(claims: pd.DataFrame, by: str, axis: str) -> None:
    """Values less than fifty times apart are drawn from zero, with nothing said of logarithms."""
    ax = charts.estimates(claims, "arrests|all|all|ussr|1937/1938", by=by)
    assert getattr(ax, f"get_{axis}scale")() == "linear"
    assert getattr(ax, f"get_{axis}lim")()[0] == 0
    assert "logarithmic" not in getattr(ax, f"get_{axis}label")()


def test_ticks_have_thousands_separators(claims: pd.DataFrame) -> None:
    """Numbers on the value axis are written out with commas."""
    ax = charts.estimates(claims, "arrests|all|all|ussr|1937/1938")
    assert "1,000,000" in {label.get_text() for label in ax.get_xticklabels()}


def test_measures_come_in_the_order_of_events(claims: pd.DataFrame) -> None:
    """Bands run from arrests to all deaths, whatever the table's order; empty ones are left out."""
    ax = charts.estimates(claims.iloc[::-1], by="measure")
    measures = charts.rows(ax)["quantity"].str.split("|").str[0]
    assert measures.drop_duplicates().tolist() == [
        "arrests", "executions", "camp-deaths", "unofficial-killings", "deaths",
    ]  # fmt: skip
    assert len(ax.get_yticks()) == 5


def test_measures_can_be_asked_of_another_scope(claims: pd.DataFrame) -> None:
    """By measure, a quantity stands for its group, operation, place and period."""
    ax = charts.estimates(claims, "deaths|all|kulak-operation|ussr|1937/1938", by="measure")
    assert charts.rows(ax)["claim_id"].tolist() == ["kulak-arrests", "kulak-executions"]


def test_years_stand_where_they_belong(claims: pd.DataFrame, quantity: str) -> None:
    """Each dated claim stands within its year, each undated one in the strip that says so."""
    ax = charts.estimates(claims, quantity, by="year")
    places = [float(np.mean(line.get_xdata())) for line in _marked(ax)]
    rows = charts.rows(ax)
    dated = {"executions-a": 1968, "executions-b": 1992, "executions-c": 1992}
    strip = min(p for p, i in zip(places, rows["claim_id"], strict=True) if i not in dated)
    for place, claim in zip(places, rows["claim_id"], strict=True):
        if claim in dated:
            assert abs(place - dated[claim]) < 0.5
            assert place < strip
    assert "year not stated" in {label.get_text() for label in ax.get_xticklabels()}


def test_without_undated_claims_there_is_no_strip(executions: pd.DataFrame) -> None:
    """Where every claim has its year, nothing is labelled as undated."""
    ax = charts.estimates(executions.dropna(subset=["claim_year"]), by="year")
    assert "year not stated" not in {label.get_text() for label in ax.get_xticklabels()}


@pytest.mark.parametrize("by", ["claim", "year"])
def test_implied_bounds_are_a_labelled_band(claims: pd.DataFrame, quantity: str, by: str) -> None:
    """Bounds appear as one band from low to high behind the claims, called implied."""
    plain = charts.estimates(claims, quantity, by=by)
    ax = charts.estimates(claims, quantity, by=by, bounds=(487_000, 2_000_000))
    assert len(ax.patches) == len(plain.patches) + 1
    box = ax.patches[-1].get_extents().transformed(ax.transData.inverted())
    ends = (box.x0, box.x1) if by == "claim" else (box.y0, box.y1)
    assert ends == pytest.approx((487_000, 2_000_000))
    assert "implied" in {text.get_text() for text in ax.texts}
    assert "487,000" in charts.alt_text(ax)


def test_bounds_may_be_open(claims: pd.DataFrame, quantity: str) -> None:
    """None as an end of the bounds leaves the band open on that side."""
    ax = charts.estimates(claims, quantity, bounds=(487_000, None))
    box = ax.patches[-1].get_extents().transformed(ax.transData.inverted())
    assert (box.x0, box.x1) == pytest.approx((487_000, ax.get_xlim()[1]))


@pytest.mark.parametrize("by", ["claim", "year"])
def test_a_ledger_gives_the_band_that_others_imply(
    claims: pd.DataFrame, quantity: str, by: str
) -> None:
    """From a ledger the band is what claims on other quantities allow, those on this left out."""
    ledger = ps.Ledger(claims)
    own = ["executions-a", "executions-b"]
    low, high = ledger.without(*own).bounds(quantity)[["low", "high"]].iloc[0]
    ax = charts.estimates(claims, quantity, by=by, bounds=ledger)
    box = ax.patches[-1].get_extents().transformed(ax.transData.inverted())
    ends = (box.x0, box.x1) if by == "claim" else (box.y0, box.y1)
    assert ends == pytest.approx((low, high))
    assert low < high
    words = f"Other figures imply {math.floor(low):,} to {math.ceil(high):,}."
    assert words in charts.alt_text(ax)
    assert len(charts.rows(ax)) == 5


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


def test_bounds_that_meet_are_a_visible_line(claims: pd.DataFrame, quantity: str) -> None:
    """A band without width is drawn as a line at its one value."""
    ax = charts.estimates(claims, quantity, bounds=(600_000, 600_000))
    assert [600_000, 600_000] in [list(line.get_xdata()) for line in ax.lines]


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


@pytest.mark.parametrize("by", FORMS)
def test_no_warning_and_no_trace_of_the_users_style(
    claims: pd.DataFrame, quantity: str, by: str
) -> None:
    """Whatever style is in force, the chart looks the same and nothing warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plain = charts.estimates(claims, quantity, by=by).figure
        plain.canvas.draw()
        with plt.style.context("dark_background"), mpl.rc_context({"font.size": 40}):
            dark = charts.estimates(claims, quantity, by=by).figure
            dark.canvas.draw()
    assert np.array_equal(
        np.asarray(plain.canvas.buffer_rgba()), np.asarray(dark.canvas.buffer_rgba())
    )


def test_the_required_columns_are_enough(quantity: str) -> None:
    """A user's table needs claimant, source, the three values and the scope, nothing more."""
    claims = pd.DataFrame(
        {
            "claimant": ["A", "B"], "source": ["a box", "a box"], "measure": "executions",
            "group": "all", "operation": "all", "place": "ussr", "period": "1937/1938",
            "low": [1, None], "best": [2, None], "high": [3, 9],
        }
    )  # fmt: skip
    rows = charts.rows(charts.estimates(claims, quantity))
    assert rows["stance"].tolist() == ["asserts", "asserts"]
    assert rows["unit"].tolist() == ["persons", "persons"]
    assert charts.estimates(claims, quantity, reading="strict") is not None


def test_awkward_text_is_drawn_as_it_stands(executions: pd.DataFrame) -> None:
    """Dollar signs, control characters, scripts the font lacks and very long names do no harm."""
    names = ["$x_{y}$ and $z$", "a\x00b\n\tc", "大清洗", "long " * 60, "<b>&"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = charts.estimates(executions.assign(claimant=names, claim_year=pd.NA))
        ax.figure.canvas.draw()
    labels = charts.rows(ax)["label"].tolist()
    assert any(label.startswith("$x_{y}$ and $z$") for label in labels)
    assert any(label.startswith("a b c") for label in labels)
    assert any(label.startswith("大清洗") for label in labels)


def test_a_claim_without_any_value_keeps_its_row(executions: pd.DataFrame) -> None:
    """A figure that sets no bound at all is named, though there is nothing to draw."""
    blank = executions["claim_id"] == "executions-a"
    claims = executions.assign(**{c: executions[c].mask(blank) for c in ("low", "best", "high")})
    ax = charts.estimates(claims)
    assert charts.rows(ax)["claim_id"].tolist()[-1] == "executions-a"
    assert len(_marked(ax)) == 4


def test_zero_does_not_break_a_logarithmic_axis(executions: pd.DataFrame) -> None:
    """A range that reaches down to zero is drawn open at that end, and the caption says why."""
    low = executions["low"].mask(executions["claim_id"] == "executions-e", 0)
    high = executions["high"].mask(executions["claim_id"] == "executions-d", 10_000)
    claims = executions.assign(low=low, high=high)
    ax = charts.estimates(claims)
    assert ax.get_xlim()[0] > 0
    assert len(_arrows(ax)) == 2
    assert any("Zero lies off" in text.get_text() for text in ax.texts)


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
        ({"by": "decade"}, "'claim', 'measure', 'year'"),
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
        (lambda claims: claims.drop(columns=["source", "high"]), "lack the columns source, high"),
        (lambda claims: claims.iloc[:0], "empty"),
        (lambda claims: claims.to_dict(), "claims table, not of dict"),
        (lambda claims: claims.assign(low=["x", *claims["low"][1:]]),
         "row 1, column low: 'x'"),
        (lambda claims: claims.assign(high=1.0), "arrests-a: low, best and high are out of order"),
        (lambda claims: claims.assign(low=-1.0), "arrests-a: a value is below zero"),
        (lambda claims: claims.assign(period="thirties"), "thirties"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_refused(
    claims: pd.DataFrame, quantity: str, change: object, message: str
) -> None:
    """A table that cannot be drawn is refused with the row or column at fault."""
    with pytest.raises(ps.PurgestatsError, match=message):
        charts.estimates(change(claims), quantity)  # type: ignore[operator]


def test_words_do_not_stretch_the_axis(claims: pd.DataFrame) -> None:
    """Long names are broken into lines before they are given room by lengthening the axis."""
    short = charts.estimates(claims, by="measure")
    names = claims["claimant"] + " of a long name, with another of a long name"
    long = charts.estimates(claims.assign(claimant=names), by="measure")
    assert long.get_xlim()[1] < 10 * short.get_xlim()[1]

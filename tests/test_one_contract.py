"""One contract: what `validate` takes, every public function that takes claims takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts

OURS = ps.load()
#: Public functions that take no claims table, or a file of one.
NOT_OF_CLAIMS = {
    *("assumptions", "catalogue", "claimants", "events", "judgements"),
    *("load", "sources", "vocabulary"),
    *("capture", "read_claims", "read_figure", "tally", "value_of_information"),
    *("lenses", "write_template"),
}
#: Charts of what was drawn or worked out already, and of events.
NOT_CHARTS_OF_CLAIMS = {"alt_text", "capture", "pool", "rows", "save", "svg", "timeline"}

KILLED, SEIZED = "shot|all|all|elsewhere|1915", "seized|all|all|elsewhere|1915"
VOCABULARY = {
    "measures": pd.DataFrame(
        {"term": ["shot", "seized"], "label": ["shot by X", "seized by X"], "unit": "persons"}
    ),
    "places": pd.DataFrame(
        {"term": ["elsewhere", "there"], "label": ["Elsewhere & <there>", "There"]}
        | {"broader": ["", "elsewhere"]}
    ),
}


def minimal() -> pd.DataFrame:
    """Claims in the five columns that need filling; our defaults stand for the rest."""
    rows = [
        ("m1", "executions", "about 700,000", "me", "notes"),
        ("m2", "executions", "681,692", "you", "a register"),
        ("m3", "arrests", "1.5 million", "me", "notes"),
    ]
    return pd.DataFrame(rows, columns=["claim_id", "measure", "as_printed", "claimant", "source"])


def own() -> pd.DataFrame:
    """Claims with terms of one's own, where and when filled in."""
    rows = [
        ("o1", "shot", "about 700", "me", "notes"),
        ("o2", "shot", "950", "you", "a register"),
        ("o3", "seized", "1,500", "me", "notes"),
    ]
    frame = pd.DataFrame(rows, columns=["claim_id", "measure", "as_printed", "claimant", "source"])
    return frame.assign(place="elsewhere", period="1915")


def doors(
    frame: pd.DataFrame, tmp_path: Path, one: str, other: str
) -> dict[str, Callable[..., Any]]:
    """Every public function that takes claims, called in the plainest way there is."""
    return {
        "Ledger": lambda **v: ps.Ledger(frame, **v).conflicts(),
        "answer": lambda **v: ps.answer(one, frame, **v)._repr_html_(),
        "cite": lambda **v: ps.cite(frame, **v),
        "compare": lambda **v: ps.compare(frame, one, **v),
        "consensus": lambda **v: ps.consensus(frame, one, **v),
        "explore": lambda **v: ps.explore(frame, **v),
        "origins": lambda **v: ps.origins(frame, **v),
        "pool": lambda **v: ps.pool(frame, one, **v),
        "ratio": lambda **v: ps.ratio(one, other, frame, **v),
        "reconcile": lambda **v: ps.reconcile(frame, **v).summary(),
        "relative_risk": lambda **v: ps.relative_risk(frame, **v),
        "reread": lambda **v: ps.reread(frame, "generous", **v),
        "show": lambda **v: ps.show(frame, **v)._repr_html_(),
        "sums": lambda **v: ps.sums(frame, **v),
        "trace": lambda **v: ps.trace(frame["claim_id"].iloc[0], frame, **v),
        "validate": lambda **v: ps.validate(frame, **v),
        "what_changes": lambda **v: ps.what_changes(frame, OURS.head(3), **v).summary(),
        "write_claims": lambda **v: ps.write_claims(frame, tmp_path / "t.csv", **v),
        "charts.estimates": lambda **v: charts.estimates(frame, one, **v),
        "charts.balance": lambda **v: charts.balance(frame, **v),
        "charts.bounds": lambda **v: charts.bounds(frame, one, **v),
        "charts.composition": lambda **v: charts.composition(frame, one, **v),
        "charts.conflicts": lambda **v: charts.conflicts(frame, **v),
        "charts.disagreements": lambda **v: charts.disagreements(frame, **v),
        "charts.sensitivity": lambda **v: charts.sensitivity(frame, one, **v),
        "charts.genealogy": lambda **v: charts.genealogy(frame, one, **v),
        "charts.lenses": lambda **v: charts.lenses(frame, one, **v),
        "charts.operations": lambda **v: charts.operations(frame, **v),
        "charts.overrepresentation": lambda **v: charts.overrepresentation(frame, **v),
        "charts.ranks": lambda **v: charts.ranks(frame, **v),
        "charts.map": lambda **v: charts.map(frame, **v),
        "charts.support": lambda **v: charts.support(frame, one, **v),
        "charts.series": lambda **v: charts.series(frame, **v),
    }


#: What is said where the few figures are not such as the function is about.
NOTHING_TO_SHOW = (ps.UnknownQuantity, ps.InvalidChoice)


def call(door: Callable[..., Any], **more: Any) -> Any:
    """Call a function; it may say that the figures are not what it is about, and nothing else."""
    try:
        return door(**more)
    except NOTHING_TO_SHOW:
        return None
    finally:
        plt.close("all")


def test_every_public_function_that_takes_claims_is_walked(tmp_path: Path) -> None:
    """A new one must be entered above."""
    functions = {
        name
        for name in ps.__all__
        if inspect.isfunction(getattr(ps, name)) and name not in NOT_OF_CLAIMS
    }
    functions |= {f"charts.{name}" for name in charts.__all__ if name not in NOT_CHARTS_OF_CLAIMS}
    walked = doors(minimal(), tmp_path, KILLED, SEIZED)
    assert functions - walked.keys() == set()
    for name in functions:
        source = charts if name.startswith("charts.") else ps
        assert (
            "vocabulary"
            in inspect.signature(getattr(source, name.removeprefix("charts."))).parameters
        ), name


@pytest.mark.slow
@pytest.mark.parametrize("name", [*doors(minimal(), Path(), KILLED, SEIZED)])
def test_five_columns_are_enough_everywhere(name: str, tmp_path: Path) -> None:
    """Everything else has a default or is read from the figure."""
    one, other = ("|".join((m, "all|all|ussr|1937/1938")) for m in ("executions", "arrests"))
    call(doors(minimal(), tmp_path, one, other)[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*doors(own(), Path(), KILLED, SEIZED)])
def test_own_terms_are_given_once(name: str, tmp_path: Path) -> None:
    """Given to the function, or to `validate` before: then a part of the table is enough."""
    call(doors(own(), tmp_path, KILLED, SEIZED)[name], vocabulary=VOCABULARY)
    checked = ps.validate(own(), vocabulary=VOCABULARY)
    joined = pd.concat([OURS.head(2), checked]).query("measure in ('shot', 'seized')")
    (tmp_path / "t.csv").unlink(missing_ok=True)
    call(doors(joined, tmp_path, KILLED, SEIZED)[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*doors(minimal(), Path(), KILLED, SEIZED)])
def test_cells_that_contradict_their_phrase_are_said_at_every_door(
    name: str, tmp_path: Path
) -> None:
    """Whichever function is given the table, the error is the same."""
    one, other = ("|".join((m, "all|all|ussr|1937/1938")) for m in ("executions", "arrests"))
    changed = ps.validate(minimal())
    changed.loc[0, ["low", "best", "high"]] = [600_000.0, 640_000.0, 650_000.0]
    with pytest.raises(ps.ClaimErrors, match="the figure reads 630,000 to 770,000") as caught:
        doors(changed, tmp_path, one, other)[name]()
    places = [(error.line, error.column) for error in caught.value.errors]
    assert places == [(2, "low"), (2, "best"), (2, "high")]
    blank = changed.assign(as_printed=["", *changed["as_printed"][1:]])
    (tmp_path / "t.csv").unlink(missing_ok=True)
    call(doors(blank, tmp_path, one, other)[name])


def test_frames_of_other_libraries_are_taken() -> None:
    """The same claims from polars give the same answers."""
    polars = pytest.importorskip("polars")
    frame = polars.from_pandas(minimal())
    pd.testing.assert_frame_equal(ps.validate(frame), ps.validate(minimal()))
    assert ps.cite(frame) == ps.cite(minimal())
    with pytest.raises(ps.InvalidChoice, match="not str"):
        ps.cite("claims.csv")


def test_labels_of_ones_own_stand_wherever_claims_are_put_into_words() -> None:
    """In charts, tables, explanations and conflicts: the label, escaped, and never the slug."""
    claims = ps.validate(own(), vocabulary=VOCABULARY)
    ledger = ps.Ledger(claims)
    conflict = ledger.conflicts()[0]
    told = ps.answer(KILLED, claims, vocabulary=VOCABULARY)._repr_html_()
    html = ps.show(claims)._repr_html_() + conflict._repr_html_() + told
    assert "shot by X, Elsewhere &amp; &lt;there&gt;, 1915" in html
    assert "<there>" not in html
    assert "shot by X, Elsewhere & <there>, 1915" in conflict.explain()
    for ax in (charts.estimates(claims, KILLED), charts.estimates(ledger, KILLED)):
        assert ax.get_title().startswith("Shot by X, Elsewhere & <there>, 1915")
    plt.close("all")


def test_our_defaults_do_not_stand_in_for_where_and_when_of_anothers_subject() -> None:
    """A row with a term of one's own has to say them itself."""
    with pytest.raises(ps.ClaimErrors, match="of your own, 'shot', so that no") as caught:
        ps.validate(own().drop(columns=["place", "period"]), vocabulary=VOCABULARY)
    assert {error.column for error in caught.value.errors} == {"place", "period"}
    assert len(caught.value.errors) == 6


def test_a_session_that_never_saw_the_terms_says_so() -> None:
    """A table with a key of unknown terms is refused with the way out; given again, it is taken."""
    claims = ps.validate(own(), vocabulary=VOCABULARY).assign(vocabulary="terms:0000")
    with pytest.raises(ps.VocabularyError, match="give them again with vocabulary="):
        ps.cite(claims)
    assert len(ps.cite(claims, vocabulary=VOCABULARY).splitlines()) == 3

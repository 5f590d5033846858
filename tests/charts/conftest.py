"""A small table of made-up claims, so that the charts are tested apart from the data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

EXECUTIONS = "executions|all|all|ussr|1937/1938"


HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / name, dtype=str, keep_default_na=False)


@pytest.fixture
def claims() -> pd.DataFrame:
    """Two dozen made-up claims in the columns of the datasets."""
    frame = _table("claims.csv")
    for column in ("low", "best", "high"):
        frame[column] = pd.to_numeric(frame[column].replace("", None)).astype("float64")
    frame["claim_year"] = pd.to_numeric(frame["claim_year"].replace("", None)).astype("Int64")
    return frame


@pytest.fixture
def executions(claims: pd.DataFrame) -> pd.DataFrame:
    """The five claims on all executions."""
    rows = claims[(claims["measure"] == "executions") & (claims["group"] == "all")]
    return rows[rows["operation"] == "all"]


@pytest.fixture
def figures() -> Callable[..., pd.DataFrame]:
    """Make a claims table of pairs of a quantity and a whole number, one claim each."""

    def make(*pairs: tuple[str, int], claimant: str = "Author A") -> pd.DataFrame:
        scope = ["measure", "group", "operation", "place", "period"]
        frame = pd.DataFrame([quantity.split("|") for quantity, _ in pairs], columns=scope)
        values = [float(value) for _, value in pairs]
        return frame.assign(
            claim_id=[f"{claimant[-1].lower()}-{n}" for n in range(len(pairs))],
            claimant=claimant,
            source="a box",
            basis="archival",
            precision="exact",
            as_printed=[f"{value:,}" for _, value in pairs],
            low=values,
            best=values,
            high=values,
        )

    return make


@pytest.fixture
def registers(figures: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """Two made-up registers of convictions, which part in the second year and the fourth."""
    years = {1921: (700, 700), 1922: (50, 40), 1923: (60, 60), 1925: (90, 95), 1926: (80, 80)}
    scope = "convictions|all|all|ussr"
    one = [(f"{scope}|{year}", pair[0]) for year, pair in years.items()]
    other = [(f"{scope}|{year}", pair[1]) for year, pair in years.items()]
    total = figures((f"{scope}|1921/1926", 980), claimant="Author T")
    return pd.concat([figures(*one), figures(*other, claimant="Author B"), total])


@pytest.fixture
def events() -> pd.DataFrame:
    """A dozen made-up events, four phases among them."""
    return _table("events.csv")


@pytest.fixture
def quantity() -> str:
    """The quantity on which the claims compete."""
    return EXECUTIONS


@pytest.fixture(autouse=True)
def _no_open_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture
def _fixed_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold vocabulary and version still, so that pictures change with the code only."""
    from purgestats.charts.kinds import timeline as phase_line
    from purgestats.charts.marks import counts
    from purgestats.claims.table import terms

    words = {
        "measure": {
            "arrests": "arrested",
            "executions": "executed",
            "camp-deaths": "died in camps",
            "unofficial-killings": "killed without a sentence",
        },
        "place": {"ussr": "Soviet Union"},
        "operation": {"all": "all operations"},
    }
    monkeypatch.setattr(terms, "labelled_terms", lambda _: words)
    monkeypatch.setattr(terms, "_claimants", dict)
    monkeypatch.setattr(terms, "_works", dict)
    for module in (counts, phase_line):
        monkeypatch.setattr(module, "made_by", lambda **_: "Drawn for a test.")

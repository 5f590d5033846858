"""`map`: figures by place."""

from __future__ import annotations

import drawn
import numpy as np
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts
from purgestats.charts.kinds.map import projected

YAROSLAVL, CHELYABINSK = (57.6, 39.9), (55.2, 61.4)


@pytest.fixture
def by_place(claims: pd.DataFrame) -> pd.DataFrame:
    """Three figures at two places, and one on the whole country."""
    one = claims[claims["claim_id"] == "executions-b"]
    rows = [
        ("yaroslavl-oblast", 900.0, YAROSLAVL),
        ("chelyabinsk-oblast", 100.0, CHELYABINSK),
        ("chelyabinsk-oblast", 400.0, CHELYABINSK),
        ("russia", 5_000.0, YAROSLAVL),
    ]
    return pd.concat(
        [one.assign(claim_id=f"p-{n}", place=place, low=value, best=value, high=value,
                    as_printed=f"{value:.0f}", precision="exact", derived_from="none",
                    latitude=at[0], longitude=at[1])
         for n, (place, value, at) in enumerate(rows)]
    )  # fmt: skip


def _sizes(by_place: pd.DataFrame) -> dict[str, float]:
    ax = charts.map(by_place)
    return {
        f"{line.get_gid()} {line.get_markerfacecolor() == 'none'}": float(line.get_markersize())
        for line in ax.lines
    }


@pytest.mark.slow
def test_areas_are_as_large_as_the_figures(by_place: pd.DataFrame) -> None:
    """The area of a circle is the figure; where figures differ, a ring is the highest."""
    sizes = _sizes(by_place[by_place["place"] != "russia"])
    yaroslavl, lowest, highest = sizes.values()
    assert [name.endswith("True") for name in sizes] == [False, False, True]
    assert (lowest / yaroslavl) ** 2 == pytest.approx(100 / 900, rel=0.01)
    assert (highest / yaroslavl) ** 2 == pytest.approx(400 / 900, rel=0.01)


def test_a_place_around_another_is_left_out_and_named(by_place: pd.DataFrame) -> None:
    """A republic is not drawn over its own regions, and neither is a place nobody can find."""
    lost = by_place.tail(1).assign(claim_id="lost", place="ukraine", latitude=np.nan)
    ax = charts.map(pd.concat([by_place, lost]))
    assert set(charts.rows(ax)["claim_id"]) == {"p-0", "p-1", "p-2"}
    assert "Not drawn: Russian SFSR; Ukrainian SSR." in drawn.words(ax)


def test_places_lie_where_they_are() -> None:
    """The projection keeps areas and directions: north is up, east is right, areas are equal."""
    north, south = projected([70, 45], [92, 92])
    west, east = projected([60, 60], [40, 140])
    assert north[1] > south[1]
    assert west[0] < east[0]

    def area(latitude: float) -> float:
        sides = projected([latitude, latitude, latitude + 0.01], [100, 100.01, 100])
        one, two = sides[1] - sides[0], sides[2] - sides[0]
        return float(abs(one[0] * two[1] - one[1] * two[0]) / np.cos(np.radians(latitude)))

    assert area(45) == pytest.approx(area(70), rel=1e-3)


def test_each_place_is_named_with_its_figure(by_place: pd.DataFrame) -> None:
    """Beside a circle stand the place and the figure, or from which to which several go."""
    words = drawn.words(charts.map(by_place))
    assert "Yaroslavl oblast 900" in words
    assert "100 to 400" in words


@pytest.mark.slow
def test_what_has_no_place_is_refused(claims: pd.DataFrame, by_place: pd.DataFrame) -> None:
    """Without a position there is no map; of several measures one has to be named."""
    with pytest.raises(ps.UnknownQuantity, match="whose position is known"):
        charts.map(claims, "executions")
    two = pd.concat(
        [by_place, by_place.assign(measure="arrests", claim_id=lambda r: r["claim_id"] + "x")]
    )
    with pytest.raises(ps.InvalidChoice, match="executions, arrests: name one"):
        charts.map(two)
    assert len(charts.rows(charts.map(two, "arrests"))) == 3

"""What holds of every kind of chart: the conventions of matplotlib, and nobody gets in the way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import drawn
import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

import purgestats as ps
from purgestats import charts
from purgestats.charts.style import DARK

Draw = Callable[..., Axes]


@pytest.fixture(params=["estimates", "measures", "years", "ranks", "operations", "series"])
def draw(
    request: pytest.FixtureRequest, claims: pd.DataFrame, quantity: str, registers: pd.DataFrame
) -> Draw:
    """One chart of each way of laying out, as a function of what every chart takes."""
    kinds: dict[str, Draw] = {
        "estimates": lambda **frame: charts.estimates(claims, quantity, **frame),
        "measures": lambda **frame: charts.estimates(claims, by="measure", **frame),
        "years": lambda **frame: charts.estimates(claims, quantity, by="year", **frame),
        "ranks": lambda **frame: charts.ranks(claims, **frame),
        "operations": lambda **frame: charts.operations(claims, **frame),
        "series": lambda **frame: charts.series(registers, **frame),
    }
    return kinds[str(request.param)]


@pytest.mark.slow
def test_size_and_resolution_are_the_users(draw: Draw) -> None:
    """A figure has the size asked for, and the resolution the user has set."""
    with mpl.rc_context({"figure.dpi": 77}):
        figure = draw(figsize=(5, 7)).figure
    assert figure.dpi == 77
    assert tuple(figure.get_size_inches()) == pytest.approx((5, 7))
    assert draw(figsize=(5, None)).figure.get_size_inches()[0] == pytest.approx(5)


@pytest.mark.slow
def test_title_key_and_footer_can_be_switched_off(draw: Draw) -> None:
    """Each goes without the others; the title can still be asked for."""
    whole, bare = draw(), draw(title=False, key=False, footer=False)
    assert drawn.title_of(bare) == drawn.title_of(whole)
    assert whole.title.get_visible()
    assert not bare.title.get_visible()
    assert whole.get_legend() is not None
    assert bare.get_legend() is None
    assert "Reading: printed." in drawn.words(whole)
    assert "Reading: printed." not in drawn.words(bare)


@pytest.mark.slow
def test_dark_paper_gets_light_ink(draw: Draw) -> None:
    """In a dark style, and on dark figures of the user's, texts are light and nothing is lost."""
    with plt.style.context("dark_background"):
        own = draw()
    figure, ax = plt.subplots(facecolor="black")
    for chart in (own, draw(ax=ax)):
        colours = {to_hex(text.get_color()) for text in drawn.texts_of(chart)}
        assert colours <= {DARK.ink, DARK.quiet}
    assert to_hex(own.figure.get_facecolor()) == DARK.paper
    assert to_hex(figure.get_facecolor()) == "#000000"


@pytest.mark.slow
def test_small_axes_lose_what_is_around_first(draw: Draw) -> None:
    """On axes of a few inches the footer goes before the plot does, and nothing sticks out."""
    _, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    ax = draw(ax=axes[0, 0])
    ax.figure.canvas.draw()
    assert ax.get_position().height > 0.4 * ax.get_position(original=True).height
    assert drawn.outside(ax) == []


@pytest.mark.slow
def test_tight_layout_finds_its_grid(draw: Draw) -> None:
    """A figure in tight layout is laid out without a warning, and the chart stays inside."""
    figure, axes = plt.subplots(1, 2, figsize=(12, 6), layout="tight")
    ax = draw(ax=axes[0])
    figure.canvas.draw()
    assert drawn.outside(ax) == []


@pytest.mark.slow
def test_a_figure_that_grows_keeps_the_texts_in_place(draw: Draw) -> None:
    """After the figure has changed its size, texts still lie within it."""
    ax = draw()
    width, height = ax.figure.get_size_inches()
    ax.figure.set_size_inches(1.3 * width, 1.3 * height)
    assert drawn.outside(ax) == []


def test_an_unknown_option_is_refused(draw: Draw, claims: pd.DataFrame) -> None:
    """A misspelt option is an error, and so is a size for axes that have one."""
    with pytest.raises(TypeError, match="figsiz"):
        draw(figsiz=(4, 4))
    _, ax = plt.subplots()
    with pytest.raises(ps.InvalidChoice, match="figsize is for a new figure"):
        draw(ax=ax, figsize=(4, 4))


@pytest.mark.slow
def test_eight_threads_draw_as_one_does(
    claims: pd.DataFrame, quantity: str, registers: pd.DataFrame
) -> None:
    """Charts of four kinds drawn and rendered in eight threads are those drawn alone."""
    kinds: list[Draw] = [
        lambda: charts.estimates(claims, quantity),
        lambda: charts.ranks(claims),
        lambda: charts.series(registers),
        lambda: charts.conflicts(claims),
    ]
    settings = dict(mpl.rcParams)
    alone = [charts.svg(draw()) for draw in kinds]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda draw: charts.svg(draw()), kinds * 2))
    assert found == alone * 2
    assert dict(mpl.rcParams) == settings

"""Files: the same bytes each time, with words inside for those who do not see the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from drawn import title_of
from matplotlib.axes import Axes
from PIL import Image

import purgestats as ps
from purgestats import charts
from purgestats.charts import saving

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def ax(claims: pd.DataFrame, quantity: str) -> Axes:
    """A chart with awkward characters in it."""
    return charts.estimates(claims.assign(claimant="A & <b> Ы"), quantity)


@pytest.mark.slow
@pytest.mark.parametrize("size", ["page", "slide"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_two_saves_are_identical(
    claims: pd.DataFrame, quantity: str, tmp_path: Path, size: str, ending: str
) -> None:
    """Saving twice, and saving the same chart drawn anew, gives the same bytes."""
    files = []
    for number, new in enumerate((True, False, True)):
        if new:
            ax = charts.estimates(claims, quantity)
        files.append(charts.save(ax, tmp_path / f"{number}.{ending}", size=size, dpi=60))
    assert len({file.read_bytes() for file in files}) == 1


@pytest.mark.slow
def test_a_page_is_as_wide_as_a_page(ax: Axes, tmp_path: Path) -> None:
    """A PNG for a page is 6.5 inches wide in the chart's own shape, and says its resolution."""
    with Image.open(charts.save(ax, tmp_path / "a.png", dpi=100)) as picture:
        width, height = ax.figure.get_size_inches()
        assert picture.width == pytest.approx(650, abs=1)
        assert picture.height == pytest.approx(650 * height / width, abs=1)
        assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.1)


@pytest.mark.slow
def test_a_slide_is_sixteen_to_nine(claims: pd.DataFrame, ax: Axes, tmp_path: Path) -> None:
    """A slide has its shape whether the chart is flat or tall, and the chart keeps its own."""
    for chart in (ax, charts.estimates(claims, by="measure"), charts.ranks(claims)):
        shape = tuple(chart.figure.get_size_inches())
        place = chart.get_position(original=True).bounds
        file = charts.save(chart, tmp_path / "a.png", size="slide", dpi=60, force=True)
        with Image.open(file) as picture:
            assert picture.width / picture.height == pytest.approx(16 / 9, rel=0.01)
            assert picture.width == pytest.approx(800, abs=2)
        assert tuple(chart.figure.get_size_inches()) == pytest.approx(shape)
        assert chart.get_position(original=True).bounds == pytest.approx(place)


@pytest.mark.slow
def test_a_png_holds_title_description_and_citation(ax: Axes, tmp_path: Path) -> None:
    """The description is in the metadata, and nothing there depends on the day or the release."""
    with Image.open(charts.save(ax, tmp_path / "a.png", dpi=60)) as picture:
        assert picture.info["Description"] == charts.alt_text(ax)
        assert picture.info["Title"] == title_of(ax)
        assert picture.info["Source"].startswith("Source: book.")
        assert not {"Software", "Creation Time"} & set(picture.info)


@pytest.mark.slow
def test_an_svg_is_announced(ax: Axes, tmp_path: Path) -> None:
    """The SVG is well formed and carries title and description where screen readers look."""
    root = ElementTree.parse(charts.save(ax, tmp_path / "a.svg")).getroot()
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert named == [title.get("id"), description.get("id")]
    assert title.text == title_of(ax)
    assert description.text == charts.alt_text(ax)


@pytest.mark.slow
def test_the_citation_is_in_the_picture(claims: pd.DataFrame, quantity: str) -> None:
    """Below the chart stand its sources and the reading policy; the data are named if ours."""
    texts = [text.get_text() for text in charts.estimates(claims, quantity).texts]
    assert any(
        text.startswith("Source: book. Reading: printed. Drawn with purgestats") for text in texts
    )
    ours = charts.estimates(ps.load("executions"), quantity)
    assert any("purgestats data" in text.get_text() for text in ours.texts)


@pytest.mark.slow
def test_settings_are_left_alone(ax: Axes, tmp_path: Path) -> None:
    """Saving changes no global setting."""
    before = dict(mpl.rcParams)
    charts.save(ax, tmp_path / "a.svg")
    assert dict(mpl.rcParams) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("a.pdf", {}, r"\.png or \.svg"),
        ("a", {}, r"\.png or \.svg"),
        ("a.png", {"size": "poster"}, "there are page, slide"),
        ("a.png", {"dpi": 5000}, "30 to 1,200"),
        ("a.png", {"dpi": True}, "30 to 1,200"),
    ],
)
def test_wrong_arguments_are_refused(
    ax: Axes, tmp_path: Path, name: str, arguments: dict[str, object], message: str
) -> None:
    """An ending, size or resolution that is not allowed is refused, and nothing is written."""
    with pytest.raises(ps.InvalidChoice, match=message):
        charts.save(ax, tmp_path / name, **arguments)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_foreign_axes_are_refused(tmp_path: Path) -> None:
    """Axes that hold no chart of ours cannot be saved as one."""
    _, ax = plt.subplots()
    with pytest.raises(ps.PurgestatsError, match="not the Axes"):
        charts.save(ax, tmp_path / "a.png")


@pytest.mark.slow
def test_a_file_is_not_written_over_unless_told(ax: Axes, tmp_path: Path) -> None:
    """A file that exists stays, to the byte; with force the chart takes its place."""
    file = tmp_path / "a.svg"
    file.write_text("mine")
    with pytest.raises(FileExistsError, match="force"):
        charts.save(ax, file)
    assert file.read_text() == "mine"
    assert "<svg" in charts.save(ax, file, force=True).read_text()


@pytest.mark.slow
def test_a_title_with_markup_is_text(
    ax: Axes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a user's vocabulary calls a thing reaches an SVG as text, in title and description."""
    title, description = "R & D <b>", '<script>alert(1)</script> & "more"'
    odd = replace(saving.chart_on(ax), title=title, description=description)
    monkeypatch.setattr(saving, "chart_on", lambda _: odd)
    root = ElementTree.parse(charts.save(ax, tmp_path / "a.svg")).getroot()
    assert root.findtext(f"{SVG}title") == title
    assert root.findtext(f"{SVG}desc") == description

"""A chart as SVG for a web page, whose marks say whose figures they are."""

import hashlib
import re
from collections.abc import Callable, Iterable
from importlib.resources import files
from string import Template
from xml.etree import ElementTree as ET

from matplotlib.axes import Axes

from purgestats.charts.layout.text import block_height, block_width, letters_width, wrapped
from purgestats.charts.record import Tip, chart_on
from purgestats.charts.saving import rendered
from purgestats.charts.style import DARK, LIGHT

_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_TIP_WIDTH, _TIP_SIZE, _PAD = 210.0, 8.5, 6.0
_CSS = files("purgestats.charts").joinpath("vector.css").read_text("utf-8")
_STYLE = Template(_CSS.replace("\n", ""))
_ROLES = {colour: role for shades in (DARK, LIGHT) for role, colour in vars(shades).items()}

Link = Callable[[str], str | None]
Marks = list[tuple[Tip, ET.Element]]


def svg(ax: Axes, link: Link | None = None) -> str:
    """Write a chart as an SVG element for a web page, scalable, with a text for each mark.

    The text, who gives the figure, as printed, and where, appears under the mouse and when the
    mark is reached with the tabulator key; no script is needed. Colours are CSS variables: on a
    page whose root says ``data-theme="dark"``, or where the reader prefers dark pages, the chart
    is dark. Everything from a table is escaped, and two charts on a page do not get in each
    other's way.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a chart function returned. For a telephone draw the chart again with a small
        ``figsize``, such as ``(4.0, None)``: letters keep their size.
    link : callable, optional
        Returns the address for a claim id, to which the mark then leads; None for no link.

    Returns
    -------
    str
        An ``svg`` element.

    Raises
    ------
    PurgestatsError
        If no chart is on these axes.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.ranks(ps.load("military_losses"))
    >>> text = ps.charts.svg(ax)
    >>> text.startswith("<svg "), 'tabindex="0"' in text
    (True, True)
    """
    chart = chart_on(ax)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    root = ET.fromstring(rendered(ax, ".svg", letters="none"))
    told = f"{root.attrib['viewBox']}{chart.title}{chart.description}"
    name = "c" + hashlib.sha256(told.encode()).hexdigest()[:8]
    for part in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(part)
    for attribute in ("width", "height"):
        del root.attrib[attribute]
    for part in root.iter():
        _own(part, name)
        if part.tag == f"{{{_SVG}}}text":
            _fit(part)
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    marks = _grouped(root, chart.tips, name, link)
    root.attrib |= {"class": "purgestats-chart", "preserveAspectRatio": "xMidYMin meet"}
    root.attrib |= {"role": "group", "aria-labelledby": f"{name}-chart-title"}
    root.set("aria-describedby", f"{name}-chart-desc")
    root.append(_tips(root, marks, name, width, height))
    return ET.tostring(root, encoding="unicode")


def _own(part: ET.Element, name: str) -> None:
    """Give a part ids of this chart, and CSS variables; spare it what no screen shows."""
    if part.get("transform", "").startswith("rotate(-0 "):
        del part.attrib["transform"]
    for attribute, value in part.attrib.items():
        if attribute == "id":
            value = f"{name}-{value}"
        elif attribute.endswith("href"):
            value = value.replace("#", f"#{name}-", 1)
        elif attribute in ("d", "transform", "x", "y"):
            value = re.sub(r"(\.\d\d)\d+", r"\1", value)
        else:
            value = re.sub(r"#[0-9a-f]{6}", _variable, value.replace("url(#", f"url(#{name}-"))
        part.set(attribute, value)


def _variable(colour: re.Match[str]) -> str:
    """Return the CSS variable of a colour of the palette; others stay."""
    role = _ROLES.get(colour[0])
    return f"var(--{role}, {colour[0]})" if role else colour[0]


def _fit(text: ET.Element) -> None:
    """Give a text the width for which it was laid out, in whatever font a reader has."""
    style = text.get("style", "")
    size = re.search(r"font-size: ([\d.]+)px", style)
    assert size is not None
    width = letters_width(text.text or "", float(size[1]), "font-weight: 700" in style)
    style = re.sub(r"font-family: [^;]*; ?", "", style)
    text.attrib |= {"style": style, "textLength": f"{width:.1f}"}
    text.set("lengthAdjust", "spacingAndGlyphs")


def _grouped(root: ET.Element, tips: Iterable[Tip], name: str, link: Link | None) -> Marks:
    """Put what makes up one mark into one group, which the keyboard reaches; return the groups."""
    parents = {child: parent for parent in root.iter() for child in parent}
    parts: dict[str, list[ET.Element]] = {}
    for part in root.iter(f"{{{_SVG}}}g"):
        parts.setdefault(part.get("id", "").rpartition("-")[0], []).append(part)
    found = []
    for tip in tips:
        if not (own := parts.get(f"{name}-{tip.name}")):
            continue
        address = link(tip.claim_id) if link and tip.claim_id else None
        group = ET.Element(
            f"{{{_SVG}}}{'a' if address else 'g'}",
            {"class": "mark", "id": f"{name}-{tip.name}", "aria-label": tip.words, "tabindex": "0"},
        )
        group.set(*(("href", address) if address else ("role", "img")))
        holder = parents[own[-1]]
        holder.insert(list(holder).index(own[-1]), group)
        for part in own:
            parents[part].remove(part)
            group.append(part)
        found.append((tip, group))
    return found


def _tips(root: ET.Element, marks: Marks, name: str, width: float, height: float) -> ET.Element:
    """Return the boxes that appear with the marks, last of all so that nothing covers them."""
    style = ET.Element(f"{{{_SVG}}}style")
    style.text = _rules(name, marks, width)
    root.insert(2, style)
    layer = ET.Element(f"{{{_SVG}}}g", {"class": "tips", "aria-hidden": "true"})
    for tip, mark in marks:
        middle, top = _middle(mark)
        lines = wrapped(tip.words, min(_TIP_WIDTH, width - 4 * _PAD), _TIP_SIZE)
        across = block_width(lines, _TIP_SIZE) + 2 * _PAD
        down = block_height(len(lines), _TIP_SIZE) + 2 * _PAD
        x = min(max(middle - across / 2, 2), width - across - 2)
        y = top - down - 10 if top - down - 10 > 0 else min(top + 12, height - down)
        box = ET.SubElement(layer, f"{{{_SVG}}}g", {"class": "tip", "id": f"{name}-tip-{tip.name}"})
        shape = {"x": x, "y": y, "width": across, "height": down, "rx": 3}
        ET.SubElement(box, f"{{{_SVG}}}rect", {k: f"{v:.1f}" for k, v in shape.items()})
        for n, line in enumerate(lines):
            at = {"x": x + _PAD, "y": y + _PAD + _TIP_SIZE * (1 + 1.25 * n)}
            text = ET.SubElement(box, f"{{{_SVG}}}text", {k: f"{v:.1f}" for k, v in at.items()})
            text.text = line
    return layer


def _rules(name: str, marks: Marks, width: float) -> str:
    own = f".purgestats-chart[aria-labelledby={name}-chart-title]"
    light, dark = (
        "".join(f"--{role}:{colour};" for role, colour in vars(shades).items())
        for shades in (LIGHT, DARK)
    )
    shown = ",".join(
        f"{own}:has(#{name}-{tip.name}:{state}) #{name}-tip-{tip.name}"
        for tip, _ in marks
        for state in ("hover", "focus")
    )
    sizes = {"most": f"{1.6 * width:.0f}px", "size": f"{_TIP_SIZE}px"}
    shown = f"{shown}{{display:block}}" if shown else ""
    return _STYLE.substitute(sizes, own=own, light=light, dark=dark, shown=shown)


def _middle(mark: ET.Element) -> tuple[float, float]:
    """Return where a mark is: the last point that its shapes name."""
    at = (0.0, 0.0)
    for part in mark.iter():
        if part.tag.endswith("use") and "x" in part.attrib:
            at = (float(part.attrib["x"]), float(part.attrib["y"]))
        elif part.tag.endswith("path") and "clip-path" in part.attrib and at == (0.0, 0.0):
            numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", part.get("d", ""))[:2]]
            at = (numbers[0], numbers[1]) if len(numbers) == 2 else at
    return at

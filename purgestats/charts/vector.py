"""A chart as SVG for a web page, whose marks say whose figures they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib.resources import files
from string import Template
from xml.etree import ElementTree as ET

from matplotlib.axes import Axes

from purgestats.charts.layout.text import block_height, block_width, letters_width, wrapped
from purgestats.charts.record import Chart, Tip, chart_on
from purgestats.charts.saving import rendered
from purgestats.charts.style import DARK, LIGHT

_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_TIP_WIDTH, _TIP_SIZE, _PAD = 210.0, 8.5, 6.0
_CSS = files("purgestats.charts").joinpath("vector.css").read_text("utf-8")
_STYLE = Template(_CSS.replace("\n", ""))

Link = Callable[[str], str | None]


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
    for part in list(root):
        if part.tag.endswith("metadata") or part.tag.endswith("title"):
            root.remove(part)
    _apart(root, name)
    _themed(root)
    _fitted(root)
    _light(root)
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    tips = [tip for tip in chart.tips if _grouped(root, tip, name, link)]
    _announce(root, chart, name)
    root.append(_tips(root, tips, name, width, height))
    return ET.tostring(root, encoding="unicode")


def _apart(root: ET.Element, name: str) -> None:
    """Give every id of the drawing a name of its own, so that charts on a page do not share any."""
    for part in root.iter():
        if "id" in part.attrib:
            part.set("id", f"{name}-{part.get('id')}")
        for attribute, value in part.attrib.items():
            if attribute.endswith("href") and value.startswith("#"):
                part.set(attribute, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                part.set(attribute, value.replace("url(#", f"url(#{name}-"))


def _themed(root: ET.Element) -> None:
    """Replace each colour of the palette by its CSS variable."""
    roles = {colour: role for shades in (DARK, LIGHT) for role, colour in vars(shades).items()}
    for part in root.iter():
        style = part.get("style")
        if style:
            part.set("style", re.sub(r"#[0-9a-f]{6}", lambda m: _variable(m[0], roles), style))
        for attribute in ("fill", "stroke"):
            value = part.get(attribute, "none")
            if value in roles:
                part.set(attribute, _variable(value, roles))
    for attribute in ("width", "height"):
        del root.attrib[attribute]


def _fitted(root: ET.Element) -> None:
    """Give each text the width for which it was laid out, in whatever font a reader has."""
    for part in root.iter(f"{{{_SVG}}}text"):
        style = part.get("style", "")
        size = re.search(r"font-size: ([\d.]+)px", style)
        assert size is not None
        width = letters_width(part.text or "", float(size[1]), "font-weight: 700" in style)
        part.attrib |= {
            "style": re.sub(r"font-family: [^;]*; ?", "", style),
            "textLength": f"{width:.1f}",
            "lengthAdjust": "spacingAndGlyphs",
        }


def _light(root: ET.Element) -> None:
    """Leave out turns by nothing, and decimals that no screen shows."""
    for part in root.iter():
        if part.get("transform", "").startswith("rotate(-0 "):
            del part.attrib["transform"]
        for name in {"d", "transform", "x", "y"} & set(part.attrib):
            part.set(name, re.sub(r"(\.\d\d)\d+", r"\1", part.attrib[name]))


def _variable(colour: str, roles: dict[str, str]) -> str:
    return f"var(--{roles[colour]}, {colour})" if colour in roles else colour


def _grouped(root: ET.Element, tip: Tip, name: str, link: Link | None) -> bool:
    """Put what makes up one mark into one group, which the keyboard reaches."""
    parents = {child: parent for parent in root.iter() for child in parent}
    own = re.compile(rf"{name}-{tip.name}-\d+")
    parts = [p for p in root.iter(f"{{{_SVG}}}g") if own.fullmatch(p.get("id", ""))]
    if not parts:
        return False
    holder = parents[parts[-1]]
    address = link(tip.claim_id) if link and tip.claim_id else None
    group = ET.Element(
        f"{{{_SVG}}}{'a' if address else 'g'}",
        {"class": "mark", "id": f"{name}-{tip.name}", "aria-label": tip.words, "tabindex": "0"},
    )
    group.set(*(("href", address) if address else ("role", "img")))
    holder.insert(list(holder).index(parts[-1]), group)
    for part in parts:
        parents[part].remove(part)
        group.append(part)
    return True


def _announce(root: ET.Element, chart: Chart, name: str) -> None:
    """Say at the beginning what a screen reader is to read."""
    root.attrib |= {"class": "purgestats-chart", "role": "group"}
    root.attrib |= {"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-text"}
    root.attrib |= {"preserveAspectRatio": "xMidYMin meet"}
    parts = (("title", "title", chart.title), ("desc", "text", chart.description))
    for n, (tag, key, words) in enumerate(parts):
        part = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{key}"})
        part.text = words
        root.insert(n, part)


def _tips(root: ET.Element, tips: list[Tip], name: str, width: float, height: float) -> ET.Element:
    """Return the boxes that appear with the marks, last of all so that nothing covers them."""
    style = ET.Element(f"{{{_SVG}}}style")
    style.text = _rules(name, tips, width)
    root.insert(2, style)
    layer = ET.Element(f"{{{_SVG}}}g", {"class": "tips", "aria-hidden": "true"})
    for tip in tips:
        at = _middle(root, f"{name}-{tip.name}")
        lines = wrapped(tip.words, min(_TIP_WIDTH, width - 4 * _PAD), _TIP_SIZE)
        across = block_width(lines, _TIP_SIZE) + 2 * _PAD
        down = block_height(len(lines), _TIP_SIZE) + 2 * _PAD
        x = min(max(at[0] - across / 2, 2), width - across - 2)
        y = at[1] - down - 10 if at[1] - down - 10 > 0 else min(at[1] + 12, height - down)
        box = ET.SubElement(layer, f"{{{_SVG}}}g", {"class": "tip", "id": f"{name}-tip-{tip.name}"})
        shape = {"x": x, "y": y, "width": across, "height": down, "rx": 3}
        ET.SubElement(box, f"{{{_SVG}}}rect", {k: f"{v:.1f}" for k, v in shape.items()})
        for n, line in enumerate(lines):
            base = y + _PAD + _TIP_SIZE * (1 + 1.25 * n)
            text = ET.SubElement(
                box, f"{{{_SVG}}}text", {"x": f"{x + _PAD:.1f}", "y": f"{base:.1f}"}
            )
            text.text = line
    return layer


def _rules(name: str, tips: list[Tip], width: float) -> str:
    own = f".purgestats-chart[aria-labelledby={name}-title]"
    light, dark = (
        "".join(f"--{role}:{colour};" for role, colour in vars(shades).items())
        for shades in (LIGHT, DARK)
    )
    shown = ",".join(
        f"{own}:has(#{name}-{tip.name}:{state}) #{name}-tip-{tip.name}"
        for tip in tips
        for state in ("hover", "focus")
    )
    shown = f"{shown}{{display:block}}" if shown else ""
    most = f"{1.6 * width:.0f}px"
    return _STYLE.substitute(
        own=own, most=most, light=light, dark=dark, shown=shown, size=f"{_TIP_SIZE}px"
    )


def _middle(root: ET.Element, name: str) -> tuple[float, float]:
    """Return where a mark is: the last point that its shapes name."""
    group = next(part for part in root.iter() if part.get("id") == name)
    at = (0.0, 0.0)
    for part in group.iter():
        if part.tag.endswith("use") and "x" in part.attrib:
            at = (float(part.attrib["x"]), float(part.attrib["y"]))
        elif part.tag.endswith("path") and "clip-path" in part.attrib and at == (0.0, 0.0):
            numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", part.get("d", ""))[:2]]
            at = (numbers[0], numbers[1]) if len(numbers) == 2 else at
    return at

"""The report on figures of one's own as one web page that needs nothing beside it."""

from __future__ import annotations

import re
from html import escape

import matplotlib.pyplot as plt
import pandas as pd

from purgestats.charts.kinds.estimates import estimates
from purgestats.charts.plotted.inputs import counting
from purgestats.charts.vector import svg
from purgestats.claims.datasets.datapackage import version
from purgestats.claims.display.html import table
from purgestats.claims.display.in_words import told
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.exploring.own_figures import GROUPS, OwnFigures, Verdict

TITLE = "Your figures beside the published ones"
#: Nothing may be loaded, whatever a cell of a table holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NARROW = (4.2, None)
_NAME = re.compile(r"\bc(?=[0-9a-f]{8}-)")
_STYLE = """
body{margin:0 auto;padding:1rem;max-width:62rem;font:16px/1.5 'DejaVu Sans',Verdana,sans-serif;
color:#222;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2}
h2{margin-top:2.5rem;border-top:2px solid #222;padding-top:.6rem}
h3{font-size:1.05rem;margin:1.6rem 0 .2rem}
summary,.place,.means,footer{color:#555}.place{margin:0}ul{padding-left:1.2rem}
a{color:#0b4f79}.narrow{display:none}figure{margin:1rem 0}
summary{cursor:pointer}table{border-collapse:collapse;font-size:.85rem;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #ddd}
@media(max-width:44rem){.wide{display:none}.narrow{display:block}
thead{display:none}tr{display:block;padding:.5rem 0;border-bottom:1px solid #bbb}
td{display:block;border:0;padding:.05rem 0}
td:nth-child(2)::before{content:"printed: "}td:nth-child(3)::before{content:"read as: "}}
@media print{details::details-content{content-visibility:visible;height:auto}
body{font-size:11px;max-width:none;padding:0}h3,figure,tr{break-inside:avoid}
h2,h3,.place{break-after:avoid}a{color:inherit;text-decoration:none}}
"""


def page(found: OwnFigures) -> str:
    """Return the report as HTML, everything from a table escaped.

    Parameters
    ----------
    found : OwnFigures
        The verdicts.

    Returns
    -------
    str
        A page: the groups of figures, each with the chart it stands on, and what is complete.
    """
    drawn: dict[str, str] = {}
    groups = [
        f'<h2 id="{_anchor(name)}">{escape(GROUPS[name][0])}: {len(held)}</h2>'
        f'<p class="means">{escape(GROUPS[name][1])}</p>'
        + "".join(_figure(found, one, drawn) for one in held)
        for name, held in found.groups.items()
    ]
    tally = "".join(
        f'<li><a href="#{_anchor(name)}">{escape(GROUPS[name][0])}</a>: {len(held)}</li>'
        for name, held in found.groups.items()
    )
    return (
        '<!doctype html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{TITLE}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{TITLE}</h1><p>{escape(found.head)}</p><ul>{tally}</ul>"
        f"<main>{''.join(groups)}</main>"
        f"<h2>What is complete</h2><p>{escape(found.completeness)}</p>"
        f"<footer><p>purgestats, data {escape(version())}. The published figures are those of "
        "the data set; each is a claim of whoever gives it.</p></footer></body></html>\n"
    )


def _anchor(group: str) -> str:
    return group.replace(" ", "-")


def _figure(found: OwnFigures, one: Verdict, drawn: dict[str, str]) -> str:
    """Return what is found of one figure, and its chart unless that stands on the page already."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in one.lines)
    if one.quantity not in drawn and not one.of:
        chart = _chart(found, one.quantity)
        drawn[one.quantity] = f"chart-{len(drawn) + 1}" if chart else ""
        chart = f'<figure id="{drawn[one.quantity]}">{chart}</figure>' if chart else ""
    else:
        known = drawn.get(one.quantity)
        chart = f'<p><a href="#{known}">On the same chart</a></p>' if known else ""
    return (
        f'<h3>{escape(one.heading)}</h3><p class="place">{escape(one.place)}</p>'
        f"<ul>{lines}</ul>{chart}"
    )


def _chart(found: OwnFigures, quantity: str) -> str:
    """Return the figures on a quantity drawn twice, for a page and for a telephone, and told."""
    rows = counting(found.together, Quantity.parse(quantity))
    if len(rows) < 2:
        return ""
    labels = labels_of(rows)
    own = rows["claim_id"].isin({one.claim_id for one in found.verdicts})
    named = rows["claimant"].map(labels.claimant)
    rows = rows.assign(claimant=rows["claimant"].where(~own, named + " (yours)"))
    wide, narrow = (_drawn(rows, quantity, found.reading, size) for size in (None, _NARROW))
    # Two drawings of one chart would share the names of their parts.
    narrow = _NAME.sub("n", narrow)
    drawings = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
    figures = table(told(rows).drop(columns="what is counted"))
    return f"{drawings}<details><summary>Where they are printed</summary>{figures}</details>"


def _drawn(rows: pd.DataFrame, quantity: str, reading: str, size: tuple[float, None] | None) -> str:
    ax = estimates(rows, quantity, reading=reading, figsize=size)
    try:
        return svg(ax)
    finally:
        plt.close(ax.get_figure(root=True))

"""The report on figures of one's own as one web page that needs nothing beside it."""

from html import escape
from importlib.resources import files
from string import Template

from purgestats.claims.datasets.datapackage import version
from purgestats.claims.display import prose, table, told
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import labels_of
from purgestats.exploring.findings import drawn
from purgestats.exploring.own_figures import GROUPS, OwnFigures, Verdict

_NARROW = (4.2, None)
_BESIDE = files("purgestats.exploring")
_STYLE = _BESIDE.joinpath("own_page.css").read_text("utf-8")
_PAGE = Template(_BESIDE.joinpath("own_page.html").read_text("utf-8"))


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
    words = {"head": found.head, "completeness": found.completeness, "version": version()}
    escaped = {name: escape(text) for name, text in words.items()}
    beside = {"tally": tally, "alone": prose(found.alone), "groups": "".join(groups)}
    return _PAGE.substitute(escaped, style=_STYLE, **beside)


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
    every = take(found.together)
    places = every.counts_on.get(quantity, [])
    if len(places) < 2:
        return ""
    rows = every.frame.iloc[places].reset_index(drop=True)
    labels = labels_of(rows)
    own = rows["claim_id"].isin({one.claim_id for one in found.verdicts})
    named = rows["claimant"].map(labels.claimant)
    rows = rows.assign(claimant=rows["claimant"].where(~own, named + " (yours)"))
    wide, narrow = (drawn(rows, quantity, found.reading, figsize=size) for size in (None, _NARROW))
    drawings = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
    figures = table(told(rows).drop(columns="what is counted"))
    return f"{drawings}<details><summary>Where they are printed</summary>{figures}</details>"

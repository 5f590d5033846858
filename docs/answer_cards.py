"""The answers on the first page: how many, by whose account, and how sure that is.

Every number comes from the tables; only the questions are written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd
from page_charts import chart_figure

import purgestats as ps
from purgestats.charts.plotted.inputs import bearing
from purgestats.claims.datasets.catalogue import own_vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import sentence_case


@dataclass(frozen=True)
class Question:
    """What the first page answers.

    Parameters
    ----------
    name : str
        By which a link leads to it.
    title, asked : str
        In a word or two, and as a question.
    quantity : str
        What is asked.
    beside : tuple of str
        What else is told with it.
    caution : str
        What a reader must know to take the figures for what they are.
    notebook : str
        Where there is more.
    """

    name: str
    title: str
    asked: str
    quantity: str
    beside: tuple[str, ...]
    caution: str
    notebook: str


#: Width and height in inches: on a desk, and the height on a phone, where lines wrap.
SMALL, TALLER = (6.4, 3.0), 3.8
_GULAG = "camp-deaths|gulag-prisoners|all|ussr"
_OFFICERS = "red-army-officers|all|ussr"
QUESTIONS = (
    Question(
        "executed",
        "Executed",
        "How many people were executed in 1937 and 1938?",
        "executions|all|all|ussr|1937/1938",
        (),
        "The documents count executions that were recorded. How many left no record, they cannot "
        "tell, and that is what scholars differ about.",
        "02-executions",
    ),
    Question(
        "arrested",
        "Arrested",
        "How many people were arrested in 1937 and 1938?",
        "arrests|all|all|ussr|1937/1938",
        (),
        "The documents count arrests by the security police. Figures of several millions are older "
        "than the opening of the archives.",
        "03-arrests",
    ),
    Question(
        "convicted",
        "Convicted",
        "How many people were convicted in 1937 and 1938?",
        "convictions|all|all|ussr|1937/1938",
        (
            "convictions|all|all|ussr|1936-10/1938-10",
            "convictions|all|all|ussr|1936-10/1938-11",
        ),
        "The police reported for its own months, from October 1936 on; the calendar years are "
        "counted by others.",
        "10-registers-compared",
    ),
    Question(
        "camps",
        "Died in camps and custody",
        "How many people died in camps and custody in 1937 and 1938?",
        f"{_GULAG}|1937/1938",
        (
            f"{_GULAG}|1937",
            f"{_GULAG}|1938",
            "camp-deaths|camp-inmates|all|ussr|1937/1938",
            "camp-deaths|all|all|ussr|1937/1938",
        ),
        "The camp administration counted deaths in its camps and colonies. Deaths in prisons, on "
        "transports and soon after release are not among them.",
        "11-the-whole-record",
    ),
    Question(
        "deported",
        "Deported",
        "How many people were deported in 1937 and 1938?",
        "deportations|koreans|korean-deportation|ussr|1937-09/1937-11",
        ("deportations|kurds|all|nakhichevan|1937/1938",),
        "These are the deportations of these years on which there is a figure here, and not all "
        "that there were.",
        "05-ethnic-operations",
    ),
    Question(
        "officers",
        "Officers removed",
        "How many officers did the Red Army lose in 1937 and 1938?",
        "discharges|red-army-officers-without-air-force|all|ussr|1937/1938",
        (
            "discharges|red-army-officers-not-reinstated|all|ussr|1937/1938",
            f"purged|{_OFFICERS}|1937/1939",
            f"repressed|{_OFFICERS}|1937/1938",
            f"destroyed|{_OFFICERS}|1937/1938",
            f"irrecoverable-losses|{_OFFICERS}|1937/1939",
        ),
        "Discharged, arrested, shot and reinstated are different things, and most disagreements "
        "here come from counting one as another.",
        "04-military-losses",
    ),
)


def answers_html(
    claims: pd.DataFrame,
    where: Mapping[Quantity, str],
    topics: dict[str, str],
) -> str:
    """Return the answers, shortest first: a card a question, then each at length.

    Parameters
    ----------
    claims : DataFrame
        Every claim.
    where : mapping of Quantity to str
        Where quantities are told.
    topics : dict of str to str
        The dataset of each claim of ours.

    Returns
    -------
    str
        HTML without blank lines.
    """
    told = []
    for one in QUESTIONS:
        asked = Quantity.parse(one.quantity)
        ledger = ps.Ledger(bearing(claims, asked, own_vocabulary()))
        answer = ps.answer(asked, claims, beside=one.beside, ledger=ledger)
        if len(answer.figures):
            told.append((one, answer, ledger))
    cards = "\n".join(card(one, answer) for one, answer, _ in told)
    longer = "\n".join(
        line
        for one, answer, ledger in told
        for line in at_length(one, answer, ledger, where, topics)
    )
    return f'<div class="answer-cards">\n{cards}\n</div>\n{longer}'


def card(question: Question, answer: ps.Answer) -> str:
    """Return an answer in a few lines."""
    figures, account = answer.lead()
    items = "".join(
        f"<li>{escape(kind)}: {escape(span)}</li>"
        for kind, span in answer.spans().items()
        if span != figures
    )
    return (
        f'<section class="answer-card"><h2><a href="#{question.name}">{escape(question.title)}</a>'
        f'</h2>\n<p class="answer-figure">{escape(figures)}</p>\n<p>{escape(account)}</p>\n'
        f'<p class="answer-sure">Counted: {escape(answer.asked)}.</p>\n'
        f'<ul>{items}</ul>\n<p class="answer-sure">{escape(answer.how_sure())}</p></section>'
    )


def at_length(
    question: Question,
    answer: ps.Answer,
    ledger: ps.Ledger,
    where: Mapping[Quantity, str],
    topics: dict[str, str],
) -> Iterator[str]:
    """Yield an answer's section: who gives what, what follows by whom one trusts, a chart."""
    yield f'<section class="answer" id="{question.name}"><h2>{escape(question.asked)}</h2>'
    for sentence in answer.sentences():
        kind, _, figures = sentence.partition(": ")
        yield f"<p><strong>{escape(kind)}.</strong> {escape(figures)}</p>"
    yield f"<p>{escape(question.caution)}</p>"
    yield chart_figure(lambda size: small_chart(ledger, question, size), topics, "")
    lines = (
        f"<li><strong>{escape(sentence_case(one['trusted first']))}:</strong> "
        f"{escape(one['range'])}, which rests on {escape(one['rests on'] or 'no figure')}.</li>"
        for one in answer.ranges.to_dict("records")
    )
    yield "<p>What follows from the figures that bear on it, by what is trusted first:</p>"
    yield f"<ul>{''.join(lines)}</ul>"
    yield f"<p>{links(question, answer, where)}</p></section>"


def small_chart(
    ledger: ps.Ledger, question: Question, size: tuple[float, float | None] | None
) -> object:
    """Draw what follows by whom one trusts above a strip of all figures."""
    inches = SMALL if size is None else (size[0], TALLER)
    return ps.charts.lenses(ledger, question.quantity, figsize=inches, footer=False)


def links(question: Question, answer: ps.Answer, where: Mapping[Quantity, str]) -> str:
    """Return where there is more."""
    more = f'<a href="notebooks/{question.notebook}.html">The notebook</a>'
    page = where.get(answer.quantity)
    return f'<a href="{escape(page)}">Every figure on it</a> · {more}' if page else more

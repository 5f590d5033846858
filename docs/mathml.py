"""Sphinx extension: formulas as MathML, which browsers show by themselves, without a script."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def visit_math(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula within a line."""
    translator.body.append(formula(node))
    raise nodes.SkipNode


def visit_displayed(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula on a line of its own, which scrolls where it is wider than the page."""
    translator.body.append(f'<div class="formula" tabindex="0">{formula(node, block=True)}</div>\n')
    raise nodes.SkipNode


def formula(node: nodes.Element, *, block: bool = False) -> str:
    """Return a formula as MathML; one that cannot be read is a warning, and shown as written."""
    written = node.astext().strip()
    try:
        return str(latex2mathml.tex2mathml(written, as_block=block))
    except MathError as error:
        logger.warning("a formula cannot be read: %s", error, location=node)
        return f"<code>{escape(written)}</code>"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displayed, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

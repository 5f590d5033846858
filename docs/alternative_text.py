"""Sphinx extension: give a notebook's charts the descriptions its outputs carry, and their files.

myst-nb keeps width and height of an image output and drops its `alt`, the key under which
nbconvert and others look for a text description. Images on a page are named by the hash of
their content, and by that name each finds its description again, and the files that were kept of
it (see `keep_charts`).
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from chart_files import download_links
from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def image_outputs(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield the file name and the description ('' if none) of each image in a notebook."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for mime_type in ("image/png", "image/jpeg"):
                if mime_type in output.get("data", {}):
                    content = a2b_base64(output.data[mime_type])
                    yield hashlib.sha256(content).hexdigest(), description(output, cell, mime_type)


def description(output: NotebookNode, cell: NotebookNode, mime_type: str) -> str:
    """Find the text description of an image output, the most specific place first."""
    places = (output.metadata.get(mime_type, {}), output.metadata, cell.metadata)
    return next((str(place["alt"]) for place in places if place.get("alt")), "")


def describe_images(app: Sphinx, doctree: nodes.document) -> None:
    """Put the descriptions on the images of a page; an image without one is a warning."""
    page = Path(app.env.doc2path(app.env.docname))
    if page.suffix != ".ipynb":
        return
    descriptions = dict(image_outputs(nbformat.read(page, as_version=4)))
    up = "../" * app.env.docname.count("/")
    for image in list(doctree.findall(nodes.image)):
        stem = PurePosixPath(image["uri"]).stem
        if stem not in descriptions:
            continue
        if descriptions[stem]:
            image["alt"] = descriptions[stem]
        else:
            logger.warning("a chart has no text description", location=image)
        if (Path(app.config.chart_files) / f"{stem}.svg").is_file():
            links = nodes.raw("", download_links(stem, up), format="html")
            image.parent.insert(image.parent.index(image) + 1, links)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_config_value("chart_files", "", "env", str)
    app.connect("doctree-read", describe_images)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

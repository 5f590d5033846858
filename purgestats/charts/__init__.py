"""Charts of published figures: one chart a module, one look for all.

Every chart takes a claims table (or a ledger, or the events table), returns matplotlib Axes, and
can be asked for the rows it drew (`rows`), for a description in words (`alt_text`), for a file
(`save`) and for an SVG whose marks say whose figures they are (`svg`). Every chart also takes

``ax``
    Axes to draw on; a new figure by default. Nothing is drawn outside the place of these axes.
``figsize``
    Width and height of the new figure in inches; as high as the chart needs if the height is None.
``title``, ``key``, ``footer``
    Whether to show them. What has no room is left out too: the footer first, then the caption,
    then the key.

A chart is one module of ``kinds`` over one base: `layout.page` has title, caption, key and footer
around a plotting area, `marks.rows` the rows of which most charts consist. Its public function has
a line in ``__init__.pyi``, and nothing else has to change. Charts are drawn one at a time: a thread
that draws one waits for a thread that is drawing another (`style.LOCK`).

The names are looked up on first use, so that importing this package imports no matplotlib.
"""

from purgestats._names import attach

__getattr__, __dir__, __all__ = attach(__name__)

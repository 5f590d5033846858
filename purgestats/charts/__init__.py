"""Charts of published figures: one chart a module, one look for all.

Every chart takes a claims table (or a ledger, or the events table), returns matplotlib Axes, and
can be asked for the rows it drew (`rows`), for a description in words (`alt_text`) and for a file
(`save`). A chart is one module that ends by handing its table and its words to `sheet.finish`; its
public function has a line in ``__init__.pyi``, and nothing else has to change.

The names are looked up on first use, so that importing this package imports no matplotlib.
"""

from purgestats._names import attach

__getattr__, __dir__, __all__ = attach(__name__)

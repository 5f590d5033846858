"""purgestats: published figures on the Soviet Great Purge, and what they imply together.

Every figure is a claim with a source. Names load on first use, so that importing the package costs
next to nothing; ``__init__.pyi`` holds them, one line each:

>>> import purgestats as ps
>>> print(ps.read_figure("about 40,000"))
36,000 to 44,000, best 40,000
"""

from purgestats._names import attach

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = attach(__name__)
__all__ += ["__version__"]

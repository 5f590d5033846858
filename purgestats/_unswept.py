"""Python's search for garbage put off while millions of small objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Put off the search for garbage; afterwards it is on or off as it was.

    Of a ledger of 100,000 quantities the search takes a quarter of the time, of reading as many
    claims a tenth: it looks through all that is there again and again. Threads that do this side
    by side leave it as the first found it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

"""Ctrl-C: a search returns what it has found, and what is made of several searches stops."""

from collections.abc import Iterator
from contextlib import contextmanager

# Only the main thread is interrupted, so one number will do.
_times = 0


def broken_off(stop: BaseException) -> bool:
    """Say whether a search was interrupted from the keyboard, and let what is made of it know."""
    global _times
    stopped = isinstance(stop, KeyboardInterrupt)
    _times += stopped
    return stopped


@contextmanager
def whole() -> Iterator[None]:
    """Interrupt what is made of searches if one of them was broken off: half is no answer."""
    before = _times
    yield
    if _times != before:
        raise KeyboardInterrupt

"""The search for garbage is put off, and no longer."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from purgestats._unswept import unswept


@pytest.mark.parametrize("switch", [gc.enable, gc.disable])
def test_the_search_for_garbage_is_afterwards_as_it_was(switch: object) -> None:
    """On stays on and off stays off, after an error too, and where one is put off in another."""
    switch()  # type: ignore[operator]
    before = gc.isenabled()
    try:
        with unswept():
            with suppress(ZeroDivisionError), unswept():
                raise ZeroDivisionError
            assert not gc.isenabled()
        assert gc.isenabled() == before
    finally:
        gc.enable()

"""What all tests share: where things are, and settings that make every run the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("purgestats", deadline=None, derandomize=True, database=None)
settings.load_profile("purgestats")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent

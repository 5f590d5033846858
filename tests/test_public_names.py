"""The package's public names load lazily, are documented, and keep to the order of the rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import purgestats as ps

PACKAGE = Path(ps.__file__).parent
ROOMS = [
    "errors",
    "claims",
    "ledger",
    "estimates",
    "reconciliation",
    "changes",
    "charts",
    "exploring",
    "cli",
]


@pytest.mark.parametrize("name", [name for name in ps.__all__ if name != "charts"])
def test_every_public_name_loads_and_is_documented(name):
    """A name in __all__ resolves, and what it is says so in a docstring."""
    value = getattr(ps, name)
    assert isinstance(value, str) or (value.__doc__ and len(value.__doc__) > 20)


def test_importing_the_package_loads_nothing_heavy():
    """A fresh interpreter that imports purgestats has loaded neither pandas nor matplotlib."""
    code = (
        "import sys, purgestats; "
        "print([m for m in ('pandas', 'numpy', 'matplotlib') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_a_room_imports_only_rooms_before_it():
    """Data flow one way: no import points back."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("purgestats."):
                target = node.module.split(".")[1]
                if ROOMS.index(target) > ROOMS.index(room):
                    wrong.append((str(path.relative_to(PACKAGE)), node.module))
    assert wrong == []


def test_an_unknown_name_is_an_attribute_error():
    """A misspelt name fails as Python users expect."""
    with pytest.raises(AttributeError, match="recconcile"):
        ps.recconcile  # noqa: B018

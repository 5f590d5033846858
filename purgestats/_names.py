"""What stands beside a module: a stub of public names, which load on first use, and tables."""

import ast
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def attach(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return the ``__getattr__``, ``__dir__`` and ``__all__`` that a package's stub calls for."""
    stub = pkgutil.get_data(package, "__init__.pyi") or b""
    homes = {
        alias.name: node.module or package
        for node in ast.parse(stub).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if homes[name] == package:
            return import_module(f"{package}.{name}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(homes)
    return get, lambda: sorted(names), names


class Late:
    """A module that is imported when something of it is first asked for, such as a type."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def tables(module: str) -> dict[str, Any]:
    """Read the tables that stand beside a module, in a file of its name."""
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(module).with_suffix(".toml").read_text("utf-8"))

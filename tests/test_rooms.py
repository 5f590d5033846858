"""The house keeps its order: no import points back."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import purgestats as ps

PACKAGE = Path(ps.__file__).parent
ROOMS = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["tool"]["purgestats"][
    "rooms"
]


def module_name(path: Path) -> str:
    """The dotted name below the package; a package's own file has the name of the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
MODULES.pop("__init__")


def imported(name: str) -> Iterator[str]:
    """The modules of the package that one imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("purgestats."):
            target = (node.module or "").removeprefix("purgestats.")
            for alias in node.names:
                inner = f"{target}.{alias.name}"
                yield inner if inner in MODULES else target
        elif isinstance(node, ast.ImportFrom) and node.module == "purgestats":
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("purgestats."):
                    yield alias.name.removeprefix("purgestats.")


IMPORTS = {name: sorted({one for one in imported(name) if one != name}) for name in MODULES}


def within(name: str, room: str) -> bool:
    """Whether a module is a room or lies in it."""
    return name == room or name.startswith(f"{room}.")


def place(name: str) -> int:
    """The place in the list of rooms of the room that a module belongs to."""
    rooms = [room for room in ROOMS if within(name, room)]
    assert rooms, f"{name} belongs to no room: list it under [tool.purgestats] in pyproject.toml"
    return ROOMS.index(max(rooms, key=len))


def test_a_room_imports_only_rooms_before_it() -> None:
    """Data flow one way: no import points back, whether it stands at the top or in a function."""
    back = [
        f"{name} imports {target}"
        for name, targets in IMPORTS.items()
        for target in targets
        if place(target) > place(name)
    ]
    assert back == []


def test_every_listed_room_is_there() -> None:
    """The list names no room that has gone."""
    gone = [
        room for room in ROOMS if not any(n == room or n.startswith(f"{room}.") for n in MODULES)
    ]
    assert gone == []

"""The house keeps its order: no import points back, and none goes round in a circle."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

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


@cache
def tree_of(name: str) -> ast.Module:
    """A module, parsed."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str, *, typing: bool) -> Iterator[str]:
    """The modules of the package that one imports, in functions too, or for type checkers only."""
    tree = tree_of(name)
    checked = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in checked and not typing:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("purgestats."):
            target = (node.module or "").removeprefix("purgestats.")
            for alias in node.names:
                inner = f"{target}.{alias.name}"
                yield inner if inner in MODULES else target
        elif isinstance(node, ast.ImportFrom) and node.module == "purgestats":
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.removeprefix("purgestats.")


@cache
def imports(*, typing: bool) -> dict[str, list[str]]:
    """For each module those that it imports."""
    return {
        name: sorted({one for one in imported(name, typing=typing) if one in MODULES} - {name})
        for name in MODULES
    }


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
        for name, targets in imports(typing=True).items()
        for target in targets
        if place(target) > place(name)
    ]
    assert back == []


def test_no_imports_go_round_in_a_circle() -> None:
    """Modules can be read in an order in which each needs only those before it."""
    try:
        TopologicalSorter(imports(typing=False)).prepare()
    except CycleError as error:
        pytest.fail(" is imported by ".join(error.args[1]))


def test_a_circle_is_seen() -> None:
    """Even one that goes through an import in a function."""
    with pytest.raises(CycleError):
        TopologicalSorter({"a": ["b"], "b": ["c"], "c": ["a"]}).prepare()
    assert "highspy" not in MODULES
    assert "claims.table.contract" in imports(typing=False)["cli.commands.check"]


def test_folders_are_small() -> None:
    """A folder holds about a dozen modules; only that of the charts, one file a kind, grows."""
    folders = {path.parent for path in MODULES.values()} - {PACKAGE / "charts" / "kinds"}
    full = {folder.name: len(list(folder.glob("[!_]*.py"))) for folder in folders}
    assert {name: number for name, number in full.items() if number > 13} == {}


def test_every_listed_room_is_there() -> None:
    """The list names no room that has gone."""
    gone = [
        room for room in ROOMS if not any(n == room or n.startswith(f"{room}.") for n in MODULES)
    ]
    assert gone == []

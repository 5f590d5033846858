"""The reference of the library: every public name, on one page a room, from its docstring."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import purgestats as ps

ROOMS = {
    "claims": ("Claims", "What was said: figures, scopes, tables, sources."),
    "ledger": ("The ledger", "What follows from claims taken together."),
    "estimates": ("Competing estimates", "How far apart the figures on one quantity are."),
    "reconciliation": ("Everything at once", "The calls that do it all."),
    "changes": ("What your figures change", "New figures beside those that are there."),
    "answers": ("Answers", "How many, by whose account, and how sure."),
    "charts": ("Charts", "Each is reached as `ps.charts.NAME` and returns matplotlib's Axes."),
    "exploring": ("In JupyterLab", "Controls to choose what is shown."),
    "errors": ("Errors", "All stand on `PurgestatsError`."),
}
OTHER = ("More", "What else there is.")


def public_names() -> dict[str, list[tuple[str, str]]]:
    """Return by room the public names, each with the module that holds it."""
    found: dict[str, list[tuple[str, str]]] = {}
    values = [(name, getattr(ps, name)) for name in ps.__all__]
    values += [(name, getattr(ps.charts, name)) for name in ps.charts.__all__]
    for name, value in values:
        if inspect.isclass(value) or inspect.isfunction(value):
            module = value.__module__
            found.setdefault(module.split(".")[1], []).append((name, module))
    return {room: sorted(found[room]) for room in sorted(found, key=_place)}


def _place(room: str) -> tuple[int, str]:
    order = list(ROOMS)
    return (order.index(room) if room in order else len(order), room)


def write_api_pages(folder: Path) -> None:
    """Write a page for each room and the page that lists them.

    Parameters
    ----------
    folder : Path
        The folder of the pages' sources.
    """
    (folder / "api").mkdir()
    listed = []
    for room, names in public_names().items():
        title, words = ROOMS.get(room, OTHER)
        (folder / "api" / f"{room}.md").write_text(room_page(title, words, names), "utf-8")
        called = ", ".join(f"`{name}`" for name, _ in names)
        listed.append(f"[{title}](api/{room}.md)\n: {words} {called}")
    names_of_pages = "\n".join(f"api/{room}" for room in public_names())
    text = INDEX.format(rooms="\n\n".join(listed), pages=names_of_pages)
    (folder / "api.md").write_text(text, encoding="utf-8")


def room_page(title: str, words: str, names: list[tuple[str, str]]) -> str:
    """Return the page of one room."""
    parts = []
    for name, module in names:
        value = getattr(importlib.import_module(module), name)
        kind = "class" if inspect.isclass(value) else "function"
        options = (
            "\n   :members:\n   :exclude-members: __init__, __new__" if kind == "class" else ""
        )
        parts.append(f"## {name}\n\n```{{eval-rst}}\n.. auto{kind}:: {module}.{name}{options}\n```")
    return f"# {title}\n\n{words}\n\n" + "\n\n".join(parts) + "\n"


INDEX = """\
# Reference

Every public name, `import purgestats as ps`. All of them take and return plain pandas tables; the
[first steps](python.md) show how they go together.

{rooms}

```{{toctree}}
:hidden:
:maxdepth: 1

{pages}
```
"""

"""The data package: where the datasets are, and how datapackage.json describes them.

``datapackage.json`` (Frictionless Data Package v2) is the one description of the columns of a
claims table; the reader, the docs and the tests all take it from here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from purgestats.errors import UnknownDataset, check_choice

DESCRIPTOR = "datapackage.json"
#: Resources in these profiles are claims tables; the others are lists of terms, events and names.
CLAIMS_ROLE = "claims"
#: For each type of column the constraints that are checked.
CONSTRAINTS = {
    "string": ("required", "unique", "pattern", "enum"),
    "integer": ("required", "unique", "pattern", "enum", "minimum", "maximum"),
    "number": ("minimum",),
}


@dataclass(frozen=True)
class Column:
    """One column of the claims table.

    Parameters
    ----------
    name, title, description : str
        As in ``datapackage.json``.
    type : str
        ``"string"``, ``"number"`` or ``"integer"``.
    required : bool
        Whether every row of ours fills it.
    default : str or None
        What a blank or missing cell in a user's table stands for; None where the user must fill it.
    unique : bool
        Whether no two rows of a table may have the same value.
    pattern : str
        Regular expression for a whole cell; blank for none.
    enum : tuple of str
        The values allowed; empty for any.
    minimum, maximum : float or None
        Bounds of a number.
    """

    name: str
    title: str
    description: str
    type: str = "string"
    required: bool = False
    default: str | None = None
    unique: bool = False
    pattern: str = ""
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@cache
def folder(name: str = "datasets") -> Path:
    """Return a data folder: the checkout's if there is one, else the installed package's.

    >>> (folder() / "datapackage.json").is_file()
    True
    """
    package = Path(__file__).resolve().parents[2]
    checkout = package.parent
    # A folder of that name beside an installed package may belong to somebody else.
    ours = (checkout / "pyproject.toml").is_file() and (
        checkout / "datasets" / DESCRIPTOR
    ).is_file()
    for place in ([checkout] if ours else []) + [package]:
        if (place / name).is_dir():
            return place / name
    raise UnknownDataset(f"no folder {name!r} beside or inside {package}")


@cache
def descriptor() -> Mapping[str, Any]:
    """Return the content of ``datapackage.json``, a schema named by its file read in.

    >>> descriptor()["name"]
    'purgestats'
    """
    found: dict[str, Any] = _read_json(DESCRIPTOR)
    for resource in found["resources"]:
        if isinstance(resource.get("schema"), str):
            resource["schema"] = _read_json(resource["schema"])
    return found


def _read_json(name: str) -> Any:
    return json.loads((folder() / name).read_text(encoding="utf-8"))


def version() -> str:
    """Return the version of the data.

    >>> version().count(".")
    2
    """
    return str(descriptor()["version"])


def topics() -> dict[str, Mapping[str, Any]]:
    """Return the claims tables by name, in the order of the data package.

    >>> "executions" in topics()
    True
    """
    return {
        resource["name"]: resource
        for resource in descriptor()["resources"]
        if resource.get("role") == CLAIMS_ROLE
    }


def resource_path(name: str) -> Path:
    """Return the file of one resource.

    >>> resource_path("executions").name
    'executions.csv'
    """
    paths = {resource["name"]: resource["path"] for resource in descriptor()["resources"]}
    check_choice(name, paths, "dataset", UnknownDataset)
    return folder() / str(paths[name])


@cache
def claims_columns() -> tuple[Column, ...]:
    """Return the columns of a claims table, in order.

    >>> [column.name for column in claims_columns()][:3]
    ['claim_id', 'measure', 'group']
    """
    schema = next(iter(topics().values()))["schema"]
    return tuple(column_of(field) for field in schema["fields"])


def column_of(field: Mapping[str, Any]) -> Column:
    """Return a column as a field describes it; refuse a type or constraint that is not checked.

    >>> column_of({"name": "page", "title": "Page", "description": "", "type": "integer"}).name
    'page'
    """
    rules = field.get("constraints", {})
    check_choice(field["type"], CONSTRAINTS, "type of a column")
    for rule in rules:
        allowed = CONSTRAINTS[field["type"]]
        check_choice(
            rule, allowed, f"constraint of {field['name']!r}, a column of {field['type']}s,"
        )
    told = {name: field[name] for name in ("name", "title", "description", "type")}
    limits = rules | {"enum": tuple(rules.get("enum", ()))}
    return Column(**told, **limits, default=field.get("default"))

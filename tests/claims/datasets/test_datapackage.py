"""datapackage.json is found wherever the package is, and is the one description of the columns."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from purgestats.claims.datasets import datapackage as package
from purgestats.errors import InvalidChoice, UnknownDataset


def test_the_checkouts_folders_win(root: Path) -> None:
    """In a checkout, data come from the folders beside the package."""
    assert package.folder() == root / "datasets"
    assert package.folder("seeds") == root / "seeds"


def test_a_missing_folder_is_an_error_of_ours() -> None:
    """It names what was looked for."""
    with pytest.raises(UnknownDataset, match="no folder 'nowhere'"):
        package.folder("nowhere")


def test_topics_are_the_claims_tables_in_order() -> None:
    """Vocabulary, names and events are resources but no topics."""
    names = [one["name"] for one in package.descriptor()["resources"] if one["role"] == "claims"]
    assert list(package.topics()) == names
    assert "claimants" not in names


def test_every_resource_is_a_file_and_every_file_a_resource(root: Path) -> None:
    """All in datasets/ is described but the descriptor, the licence and the list left out."""
    described = {one["path"] for one in package.descriptor()["resources"]}
    files = {
        path.relative_to(root / "datasets").as_posix()
        for path in (root / "datasets").rglob("*")
        if path.is_file()
    }
    assert (
        files - {package.DESCRIPTOR, "LICENSE", "OMITTED.md", "CHANGES.md", "claims.schema.json"}
        == described
    )


def test_an_unknown_resource_is_answered_with_the_nearest() -> None:
    """A misspelt name names the right one."""
    with pytest.raises(UnknownDataset, match="nearest: executions"):
        package.resource_path("execution")
    assert package.resource_path("executions").is_file()


def test_columns_carry_what_the_schema_says() -> None:
    """Types, defaults and constraints come from the descriptor; patterns compile."""
    text = (package.folder() / "claims.schema.json").read_text(encoding="utf-8")
    fields = json.loads(text)["fields"]
    columns = package.claims_columns()
    assert [column.name for column in columns] == [one["name"] for one in fields]
    by_name = {column.name: column for column in columns}
    assert by_name["low"].type == "number"
    assert by_name["low"].minimum == 0
    assert by_name["period"].default == "1937/1938"
    assert by_name["claimant"].default is None
    assert "rejects" in by_name["stance"].enum
    assert all(re.compile(column.pattern) for column in columns)


@pytest.mark.parametrize(
    ("kind", "rule"), [("string", "minLength"), ("string", "minimum"), ("number", "maximum")]
)
def test_a_constraint_that_nothing_checks_is_refused(kind: str, rule: str) -> None:
    """A new column of claims is held to what its field says, or the field is refused."""
    field = {"name": "page", "title": "Page", "description": "", "type": kind}
    with pytest.raises(InvalidChoice, match=f"{rule}.*required|{rule}.*minimum"):
        package.column_of(field | {"constraints": {rule: 3}})
    with pytest.raises(InvalidChoice, match="type of a column 'date'"):
        package.column_of(field | {"type": "date"})


def test_required_in_a_users_table_are_exactly_five_columns() -> None:
    """What has no default must be there; as_printed may give way to numbers."""
    needed = [column.name for column in package.claims_columns() if column.default is None]
    assert needed == ["claim_id", "measure", "claimant", "source"]


def test_the_version_has_three_parts() -> None:
    """Citations name it."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", package.version())
